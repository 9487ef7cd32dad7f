//! The rows of an import, family by family, as what happened day by day.

use std::collections::{HashMap, HashSet};

use krachtig_core::domain::budget::LedgerKind;
use krachtig_core::domain::money::Cents;
use time::Date;

use super::told::Told;
use crate::import::kind::RecordKind;
use crate::import::model::{
    BudgetLineRow, ConsentRow, DetaineeRow, ExternalRef, FamilyRow, ImportBatch, IntroductionRow, MappingRow,
    PersonRow, Place, ProblemRow, ReferralRow, Row, TalkRow,
};

/// The rows of one family.
#[derive(Default)]
pub(super) struct FamilyRows<'b> {
    pub(super) family: Option<&'b Row<FamilyRow>>,
    pub(super) persons: Vec<&'b Row<PersonRow>>,
    pub(super) detainees: Vec<&'b Row<DetaineeRow>>,
    pub(super) talks: Vec<&'b Row<TalkRow>>,
    pub(super) introductions: Vec<&'b Row<IntroductionRow>>,
    pub(super) consents: Vec<&'b Row<ConsentRow>>,
    pub(super) mappings: Vec<&'b Row<MappingRow>>,
    pub(super) budget_lines: Vec<&'b Row<BudgetLineRow>>,
    pub(super) referrals: Vec<&'b Row<ReferralRow>>,
    pub(super) problems: Vec<&'b Row<ProblemRow>>,
}

/// Something that happened to a family.
pub(super) enum What<'b> {
    Person(&'b Row<PersonRow>),
    Detainee(&'b Row<DetaineeRow>),
    Consent(&'b Row<ConsentRow>),
    Talk(&'b Row<TalkRow>),
    Introduction(&'b Row<IntroductionRow>),
    /// The rows of one day, which are one mapping.
    Mapping(Vec<&'b Row<MappingRow>>),
    /// A line, and for a request the parts in which its money is set apart.
    Budget(&'b Row<BudgetLineRow>, Vec<Cents>, Order),
    Referral(&'b Row<ReferralRow>),
    Problem(&'b Row<ProblemRow>),
    Answer(&'b Row<ReferralRow>),
    Conclusion(&'b Row<ReferralRow>),
    Withdrawal(&'b Row<ConsentRow>),
    Closing(&'b Row<FamilyRow>),
}

/// In which order the lines of one day are booked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// As they stand in the file.
    Written,
    /// By what they do, so that money is there before it is set apart.
    ByKind,
}

/// When something happened, and what.
pub(super) struct Event<'b> {
    pub(super) on: Date,
    pub(super) what: What<'b>,
}

impl<'b> What<'b> {
    /// The row that it comes from; the first of several.
    pub(super) fn told(&self) -> Option<Told<'b>> {
        use RecordKind as K;
        let (place, kind) = match self {
            Self::Person(row) => (&row.place, K::Persons),
            Self::Detainee(row) => (&row.place, K::Detainees),
            Self::Consent(row) | Self::Withdrawal(row) => (&row.place, K::Consents),
            Self::Talk(row) => (&row.place, K::Contacts),
            Self::Introduction(row) => (&row.place, K::Contacts),
            Self::Mapping(rows) => (&rows.first()?.place, K::Mappings),
            Self::Budget(row, ..) => (&row.place, K::BudgetLines),
            Self::Referral(row) | Self::Answer(row) | Self::Conclusion(row) => (&row.place, K::Referrals),
            Self::Problem(row) => (&row.place, K::Problems),
            Self::Closing(row) => (&row.place, K::Families),
        };
        Some(Told { place, kind })
    }

    /// The field that holds the day, as the domain calls it.
    pub(super) fn date_field(&self) -> &'static str {
        match self {
            Self::Person(_) => "born_on",
            Self::Answer(_) => "answered_on",
            Self::Conclusion(_) => "concluded_on",
            Self::Withdrawal(_) => "withdrawn_on",
            Self::Closing(_) => "closed_on",
            _ => "date",
        }
    }

    /// What comes first on one day.
    fn rank(&self) -> u8 {
        match self {
            Self::Person(_) => 0,
            Self::Detainee(_) => 1,
            Self::Consent(_) => 2,
            Self::Talk(_) => 3,
            Self::Introduction(_) => 4,
            Self::Mapping(_) => 5,
            Self::Budget(_, _, Order::Written) => 10,
            Self::Budget(row, _, Order::ByKind) => 10 + row.value.kind as u8,
            Self::Referral(_) => 30,
            Self::Problem(_) => 31,
            Self::Answer(_) => 32,
            Self::Conclusion(_) => 33,
            Self::Withdrawal(_) => 34,
            Self::Closing(_) => 35,
        }
    }
}

/// Families with their rows, in the order in which the files name them first.
#[derive(Default)]
struct Families<'b> {
    list: Vec<(&'b ExternalRef, FamilyRows<'b>)>,
    places: HashMap<&'b ExternalRef, usize>,
}

impl<'b> Families<'b> {
    fn of(&mut self, key: &'b ExternalRef) -> &mut FamilyRows<'b> {
        let at = *self.places.entry(key).or_insert_with(|| {
            self.list.push((key, FamilyRows::default()));
            self.list.len() - 1
        });
        &mut self.list[at].1
    }
}

/// The rows by family, in the order in which the files name the families first.
pub(super) fn by_family(batch: &ImportBatch) -> Vec<(&ExternalRef, FamilyRows<'_>)> {
    let mut families = Families::default();
    for row in &batch.families {
        families.of(&row.value.external_ref).family.get_or_insert(row);
    }
    macro_rules! collect {
        ($($list:ident),+ $(,)?) => {$(
            for row in &batch.$list {
                families.of(&row.value.family).$list.push(row);
            }
        )+};
    }
    collect!(
        persons,
        detainees,
        talks,
        introductions,
        consents,
        mappings,
        budget_lines,
        referrals,
        problems,
    );
    families.list
}

/// Whether a row is to be applied: asked with the space of its key, the key and the place.
pub(super) type Keep<'k> = dyn Fn(&str, &ExternalRef, &Place) -> bool + 'k;

/// The spaces within which an office's keys are unique.
pub(super) mod space {
    pub(in crate::import::apply) const FAMILIES: &str = "gezinnen";
    pub(in crate::import::apply) const PERSONS: &str = "personen";
    pub(in crate::import::apply) const DETAINEES: &str = "gedetineerden";
    pub(in crate::import::apply) const TALKS: &str = "gesprekken";
    pub(in crate::import::apply) const INTRODUCTIONS: &str = "introducties";
    pub(in crate::import::apply) const CONSENTS: &str = "toestemmingen";
    pub(in crate::import::apply) const MAPPINGS: &str = "metingen";
    pub(in crate::import::apply) const BUDGET_LINES: &str = "budgetregels";
    pub(in crate::import::apply) const REFERRALS: &str = "doorverwijzingen";
    pub(in crate::import::apply) const PROBLEMS: &str = "problemen";
}

impl<'b> FamilyRows<'b> {
    /// Every row but the family's own, as space, key and place.
    pub(super) fn rows(&self) -> Vec<(&'static str, &'b ExternalRef, Told<'b>)> {
        let mut all = Vec::new();
        macro_rules! take {
            ($($list:ident, $space:ident, $kind:ident;)+) => {$(
                all.extend(self.$list.iter().map(|row| {
                    let told = Told { place: &row.place, kind: RecordKind::$kind };
                    (space::$space, &row.value.external_ref, told)
                }));
            )+};
        }
        take! {
            persons, PERSONS, Persons;
            detainees, DETAINEES, Detainees;
            talks, TALKS, Contacts;
            introductions, INTRODUCTIONS, Contacts;
            consents, CONSENTS, Consents;
            mappings, MAPPINGS, Mappings;
            budget_lines, BUDGET_LINES, BudgetLines;
            referrals, REFERRALS, Referrals;
            problems, PROBLEMS, Problems;
        }
        all
    }

    /// What happened, day by day; nothing before the family was registered.
    pub(super) fn events(&self, registered: Date, keep: &Keep<'_>) -> Vec<Event<'b>> {
        let mut events = self.people(keep);
        events.extend(self.work(registered, keep));
        events.extend(self.mapped(keep));
        events.extend(self.booked(keep));
        if let Some((row, on)) = self.family.and_then(|row| Some((row, row.value.closed_on?)))
            && keep(space::FAMILIES, &row.value.external_ref, &row.place)
        {
            events.push(Event {
                on,
                what: What::Closing(row),
            });
        }
        for event in &mut events {
            if let What::Person(row) = event.what {
                event.on = row.value.birth_date.unwrap_or(Date::MIN).max(registered);
            }
            if let What::Detainee(_) = event.what {
                event.on = registered;
            }
        }
        events.sort_by_key(|event| (event.on.max(registered), event.what.rank()));
        events
    }

    fn people(&self, keep: &Keep<'_>) -> Vec<Event<'b>> {
        let mut events = Vec::new();
        let mut add = |on, what| events.push(Event { on, what });
        for row in &self.persons {
            if keep(space::PERSONS, &row.value.external_ref, &row.place) {
                add(Date::MIN, What::Person(row));
            }
        }
        for row in &self.detainees {
            if keep(space::DETAINEES, &row.value.external_ref, &row.place) {
                add(Date::MIN, What::Detainee(row));
            }
        }
        for row in &self.consents {
            if keep(space::CONSENTS, &row.value.external_ref, &row.place) {
                add(row.value.given_on, What::Consent(row));
                if let Some(on) = row.value.withdrawn_on {
                    add(on, What::Withdrawal(row));
                }
            }
        }
        events
    }

    fn work(&self, registered: Date, keep: &Keep<'_>) -> Vec<Event<'b>> {
        let mut events = Vec::new();
        let mut add = |on, what| events.push(Event { on, what });
        for row in &self.talks {
            if keep(space::TALKS, &row.value.external_ref, &row.place) {
                add(row.value.held_on, What::Talk(row));
            }
        }
        for row in &self.introductions {
            if keep(space::INTRODUCTIONS, &row.value.external_ref, &row.place) {
                add(row.value.introduced_on, What::Introduction(row));
            }
        }
        for row in &self.referrals {
            if !keep(space::REFERRALS, &row.value.external_ref, &row.place) {
                continue;
            }
            add(row.value.referred_on, What::Referral(row));
            if let Some(answered_on) = row.value.answered_on {
                add(answered_on, What::Answer(row));
                if row.value.helped.is_some() {
                    add(row.value.concluded_on.unwrap_or(answered_on), What::Conclusion(row));
                }
            }
        }
        for row in &self.problems {
            if keep(space::PROBLEMS, &row.value.external_ref, &row.place) {
                add(row.value.noted_on.unwrap_or(registered), What::Problem(row));
            }
        }
        events
    }

    /// The rows of one day are one mapping.
    fn mapped(&self, keep: &Keep<'_>) -> Vec<Event<'b>> {
        let mut days: Vec<(Date, Vec<&'b Row<MappingRow>>)> = Vec::new();
        for row in &self.mappings {
            if keep(space::MAPPINGS, &row.value.external_ref, &row.place) {
                match days.iter_mut().find(|(day, _)| *day == row.value.mapped_on) {
                    Some((_, rows)) => rows.push(row),
                    None => days.push((row.value.mapped_on, vec![row])),
                }
            }
        }
        let event = |(on, rows)| Event {
            on,
            what: What::Mapping(rows),
        };
        days.into_iter().map(event).collect()
    }

    /// The budget's lines, each request with the parts in which its money is set apart later on.
    fn booked(&self, keep: &Keep<'_>) -> Vec<Event<'b>> {
        let kept = |row: &&&Row<BudgetLineRow>| keep(space::BUDGET_LINES, &row.value.external_ref, &row.place);
        let mut lines: Vec<&'b Row<BudgetLineRow>> = self.budget_lines.iter().filter(kept).copied().collect();
        let told = lines.iter().filter_map(|row| row.value.request.as_ref());
        let told: HashSet<&ExternalRef> = told.collect();
        // An office that tells of each line which request it belongs to keeps a ledger, in its own order.
        let follows = |row: &&&Row<BudgetLineRow>| !matches!(row.value.kind, LedgerKind::Allot | LedgerKind::Request);
        let is_ledger = lines.iter().filter(follows).all(|row| row.value.request.is_some());
        let order = if is_ledger { Order::Written } else { Order::ByKind };
        match order {
            Order::Written => lines.sort_by_key(|row| row.value.booked_on),
            Order::ByKind => lines.sort_by_key(|row| (row.value.booked_on, row.value.kind)),
        }
        let parts = parts(&lines, &told);
        let event = |(row, parts): (&'b Row<BudgetLineRow>, Vec<Cents>)| Event {
            on: row.value.booked_on,
            what: What::Budget(row, parts, order),
        };
        lines.iter().copied().zip(parts).map(event).collect()
    }
}

/// For each line the parts in which its amount is set apart later on, and what is left of it. A request that other
/// lines name stays whole.
fn parts(lines: &[&Row<BudgetLineRow>], told: &HashSet<&ExternalRef>) -> Vec<Vec<Cents>> {
    let mut parts: Vec<Vec<Cents>> = vec![Vec::new(); lines.len()];
    let mut left: Vec<Cents> = lines.iter().map(|row| row.value.amount).collect();
    let may_split =
        |at: usize| lines[at].value.kind == LedgerKind::Request && !told.contains(&lines[at].value.external_ref);
    for (at, row) in lines.iter().enumerate() {
        if row.value.kind != LedgerKind::Reserve || row.value.request.is_some() {
            continue;
        }
        let amount = row.value.amount;
        if let Some(request) = (0..at).find(|earlier| may_split(*earlier) && left[*earlier] >= amount) {
            parts[request].push(amount);
            left[request] = left[request].checked_sub(amount).unwrap_or(Cents::ZERO);
        }
    }
    let whole = parts.into_iter().zip(left).map(|(mut parts, left)| {
        if !left.is_zero() {
            parts.push(left);
        }
        parts
    });
    whole.collect()
}
