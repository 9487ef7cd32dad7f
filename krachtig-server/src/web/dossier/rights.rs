//! What people of a dossier asked for by right and what was done about it: requests with their clock, limits on the use of
//! data, own words beside what is recorded, and what the dossier is kept under.

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_core::domain::dossier::Dossier;
use krachtig_core::domain::limit::{LimitKind, ProcessingLimit};
use krachtig_core::domain::own_words::OwnWords;
use krachtig_core::domain::retention::LegalHold;
use krachtig_core::domain::rights::{DataSubject, Right, RightsRequest, RightsState};
use krachtig_core::service::Action;

use super::super::frame::Frame;
use super::super::part::{Badge, Button, Row, Tone};
use super::super::reply::{Answered, Reply};
use super::super::visit::Visit;
use super::super::write::Write;
use super::overview::{due_badge, withheld};
use super::told::title_of;
use super::{Head, Names, Tab, acts, address, button, names, opened};

#[derive(Template)]
#[template(path = "dossier/rights.html")]
struct RightsPage {
    p: Frame,
    head: Head,
    people: Vec<Row>,
    requests: Vec<Row>,
    limits: Vec<Row>,
    words: Vec<Row>,
    kept: String,
    holds: Vec<Row>,
    keeping: Vec<Button>,
    /// Where it stands who looked, for whoever may see it.
    looked: Option<Button>,
    withheld: String,
}

pub(super) async fn answer(visit: &Visit, dossier: &Dossier) -> Answered {
    let held_by = dossier.holds.iter().map(|one| one.placed_by);
    let colleagues = names(visit, held_by).await?;
    let writes = [Write::AskRight, Write::Limit, Write::SayWords];
    let (p, head) = opened(visit, dossier, (Tab::Rights, &writes));
    let basis = visit.t.word(dossier.trajectory.kept_under());
    let mut keeping: Vec<Button> = [Write::KeepUnder, Write::Hold]
        .into_iter()
        .filter_map(|write| button(visit, dossier, write))
        .collect();
    keeping.extend(acts(visit, dossier, ("family", &[Write::Erase])));
    Reply::page(&RightsPage {
        p,
        head,
        people: people(visit, dossier),
        requests: dossier
            .rights_requests
            .iter()
            .rev()
            .map(|one| request(visit, dossier, one))
            .collect(),
        limits: dossier
            .limits
            .iter()
            .rev()
            .map(|one| limit(visit, dossier, one))
            .collect(),
        words: dossier
            .own_words
            .iter()
            .rev()
            .map(|one| said(visit, dossier, one))
            .collect(),
        kept: fl!(visit.t, "kept-under", basis = basis),
        holds: dossier
            .holds
            .iter()
            .rev()
            .map(|one| hold(visit, dossier, (one, &colleagues)))
            .collect(),
        keeping,
        looked: visit.may_in(Action::ReadAccessLog, dossier).then(|| {
            let at = format!("{}/looked", address(visit, dossier));
            Button::new(at, fl!(visit.t, "looked"))
        }),
        withheld: withheld(visit, dossier),
    })
}

/// Whose data something is about.
pub(super) fn whose(visit: &Visit, dossier: &Dossier, of: DataSubject) -> String {
    let t = visit.t;
    let name = match of {
        DataSubject::Person(id) => dossier.persons.iter().find(|one| one.id == id).map(|one| &one.name),
        DataSubject::Detainee(id) => dossier.detainees.iter().find(|one| one.id == id).map(|one| &one.name),
        DataSubject::Family => return fl!(t, "right-of-family"),
    };
    let detainee = matches!(of, DataSubject::Detainee(_));
    name.map_or_else(
        || {
            if detainee {
                fl!(t, "the-detainee")
            } else {
                String::new()
            }
        },
        ToString::to_string,
    )
}

/// Everybody, with what can be done for him or her.
fn people(visit: &Visit, dossier: &Dossier) -> Vec<Row> {
    let today = visit.today();
    let row = |name: String, of: DataSubject, ways: Vec<Button>| {
        let holding = dossier
            .limits
            .iter()
            .filter(|one| one.subject() == of && one.holds(today));
        let badge = holding.map(|one| Badge::new(Tone::Wait, visit.t.word(one.kind)));
        let row = Row::new(name).acts(ways);
        badge.fold(row, |row, badge| row.badge(Some(badge)))
    };
    let persons = dossier.persons.iter().map(|one| {
        let writes = [
            Write::TakeAlong,
            Write::RectifyPerson,
            Write::SayWords,
            Write::Limit,
            Write::Erase,
        ];
        let ways = acts(visit, dossier, (one.id, &writes));
        row(one.name.to_string(), DataSubject::Person(one.id), ways)
    });
    let detainees = dossier.detainees.iter().map(|one| {
        let writes = [
            Write::TakeAlong,
            Write::RectifyDetainee,
            Write::SayWords,
            Write::Limit,
            Write::Erase,
        ];
        let ways = acts(visit, dossier, (one.id, &writes));
        let name = fl!(visit.t, "detainee-named", name = one.name.to_string());
        row(name, DataSubject::Detainee(one.id), ways)
    });
    persons.chain(detainees).collect()
}

/// How a request stands, and what can be done about it.
fn request(visit: &Visit, dossier: &Dossier, one: &RightsRequest) -> Row {
    let t = visit.t;
    let state = one.state();
    let waits = matches!(state, RightsState::Open | RightsState::Extended | RightsState::Granted);
    let writes: &[Write] = match state {
        RightsState::Open => &[Write::DecideRight, Write::ExtendRight, Write::WithdrawRight],
        RightsState::Extended => &[Write::DecideRight, Write::WithdrawRight],
        RightsState::Granted => &[Write::DoneRight],
        RightsState::Done | RightsState::Refused | RightsState::Withdrawn => &[],
    };
    let tone = match state {
        RightsState::Open | RightsState::Extended => Tone::Wait,
        RightsState::Granted => Tone::Busy,
        RightsState::Done => Tone::Good,
        RightsState::Refused | RightsState::Withdrawn => Tone::Plain,
    };
    let received = fl!(t, "rights-received", day = t.format.day(one.received_on));
    let due = waits.then(|| fl!(t, "rights-due", day = t.format.day(one.due_on)));
    let refusal = one.refusal.map(|ground| t.word(ground));
    let longer = one.extension_reason.as_ref().filter(|_| state == RightsState::Extended);
    let mut ways = carried_out(visit, dossier, one);
    ways.extend(acts(visit, dossier, (one.id, writes)));
    let row = Row::new(format!(
        "{}: {}",
        t.word(one.right),
        whose(visit, dossier, one.subject())
    ));
    row.about(std::iter::once(received).chain(due).chain(refusal))
        .badge(Some(Badge::new(tone, t.word(state))))
        .badge(waits.then(|| due_badge(visit, one.due_on)))
        .more(longer.or(one.decision_note.as_ref()).or(one.about.as_ref()))
        .acts(ways)
        .late(one.overdue(visit.today()))
}

/// The form by which what was granted is carried out.
fn carried_out(visit: &Visit, dossier: &Dossier, one: &RightsRequest) -> Vec<Button> {
    if one.state() != RightsState::Granted {
        return Vec::new();
    }
    let of = match one.subject() {
        DataSubject::Person(id) => id.to_string(),
        DataSubject::Detainee(id) => id.to_string(),
        DataSubject::Family => "family".to_owned(),
    };
    let write = match (one.right, one.subject()) {
        (Right::Access | Right::Portability, DataSubject::Family) => return Vec::new(),
        (Right::Access | Right::Portability, _) => Write::TakeAlong,
        (Right::Restriction | Right::Objection, _) => Write::Limit,
        (Right::Erasure, _) => Write::Erase,
        (Right::Rectification, DataSubject::Person(_)) => Write::RectifyPerson,
        (Right::Rectification, DataSubject::Detainee(_)) => Write::RectifyDetainee,
        (Right::Rectification, DataSubject::Family) => Write::ChangeFamily,
    };
    acts(visit, dossier, (of, &[write]))
}

fn limit(visit: &Visit, dossier: &Dossier, one: &ProcessingLimit) -> Row {
    let t = visit.t;
    let holds = one.holds(visit.today());
    let badge = match one.lifted_on {
        Some(on) => Badge::new(Tone::Plain, fl!(t, "lifted-on", day = t.format.short_day(on))),
        None if holds => Badge::new(Tone::Wait, fl!(t, "holds-now")),
        None => Badge::new(Tone::Plain, fl!(t, "is-over")),
    };
    let since = fl!(t, "since", day = t.format.day(one.from_on));
    let until = one.until_on.map(|on| fl!(t, "until-with", day = t.format.day(on)));
    let lift: &[Write] = if holds { &[Write::LiftLimit] } else { &[] };
    Row::new(limited(visit, dossier, one))
        .about(std::iter::once(since).chain(until))
        .badge(Some(badge))
        .more(one.reason.as_ref())
        .acts(acts(visit, dossier, (one.id, lift)))
}

/// What a limit is, and on whose data.
fn limited(visit: &Visit, dossier: &Dossier, one: &ProcessingLimit) -> String {
    let (kind, who) = (visit.t.word(one.kind), whose(visit, dossier, one.subject()));
    match one.purpose {
        Some(purpose) => format!("{kind} ({}): {who}", visit.t.word(purpose)),
        None => format!("{kind}: {who}"),
    }
}

fn said(visit: &Visit, dossier: &Dossier, one: &OwnWords) -> Row {
    let t = visit.t;
    let about = title_of(visit, dossier, (one.record_kind, one.record_id));
    let corrected = (!one.before.is_empty()).then(|| fl!(t, "words-corrected"));
    let on = t.format.day(one.made_on);
    Row::new(whose(visit, dossier, DataSubject::of(one.person_id, one.detainee_id)))
        .about([about, on].into_iter().chain(corrected))
        .more(Some(&one.words))
}

fn hold(visit: &Visit, dossier: &Dossier, (one, colleagues): (&LegalHold, &Names)) -> Row {
    let t = visit.t;
    let badge = match one.lifted_on {
        Some(on) => Badge::new(Tone::Plain, fl!(t, "lifted-on", day = t.format.short_day(on))),
        None => Badge::new(Tone::Wait, fl!(t, "holds-now")),
    };
    let lift: &[Write] = if one.lifted_on.is_none() {
        &[Write::LiftHold]
    } else {
        &[]
    };
    Row::new(fl!(t, "held-since", day = t.format.day(one.placed_on)))
        .about([colleagues.of(one.placed_by)])
        .badge(Some(badge))
        .more(Some(&one.reason))
        .acts(acts(visit, dossier, (one.id, lift)))
}

/// What whoever opens the dossier has to know before he or she does anything with it.
pub(super) fn standing(visit: &Visit, dossier: &Dossier) -> Vec<String> {
    let (t, today) = (visit.t, visit.today());
    let restricted = |one: &&ProcessingLimit| one.holds(today);
    let limits = dossier.limits.iter().filter(restricted).map(|one| {
        let (day, who) = (t.format.day(one.from_on), whose(visit, dossier, one.subject()));
        let line = match (one.kind, one.purpose) {
            (LimitKind::Objection, Some(purpose)) => {
                fl!(t, "standing-objection", who = who, day = day, purpose = t.word(purpose))
            }
            _ => fl!(t, "standing-restriction", who = who, day = day),
        };
        with_reason(line, one.reason.as_ref().map(ToString::to_string))
    });
    let holds = dossier.holds.iter().filter(|one| one.lifted_on.is_none()).map(|one| {
        let line = fl!(t, "standing-hold", day = t.format.day(one.placed_on));
        with_reason(line, Some(one.reason.to_string()))
    });
    limits.chain(holds).collect()
}

fn with_reason(line: String, reason: Option<String>) -> String {
    match reason {
        Some(reason) => format!("{line} {reason}"),
        None => line,
    }
}

/// Requests that wait for an answer, or to be carried out, with the day by which that was promised.
pub(super) fn waiting(visit: &Visit, dossier: &Dossier, at: &str) -> Vec<Row> {
    let t = visit.t;
    let open = dossier.rights_requests.iter().filter(|one| {
        matches!(
            one.state(),
            RightsState::Open | RightsState::Extended | RightsState::Granted
        )
    });
    let row = |one: &RightsRequest| {
        Row::new(fl!(t, "wait-right", right = t.word(one.right)))
            .to(format!("{at}{}", Tab::Rights.at()))
            .about([whose(visit, dossier, one.subject()), t.word(one.state())])
            .badge(Some(due_badge(visit, one.due_on)))
            .late(one.overdue(visit.today()))
    };
    open.map(row).collect()
}
