//! What a trajectory tells of the parties around its family, of the money and time that bridged what stood between them,
//! and of how long the steps took.

use time::Date;

use super::{NationalFacts, class_of_days};
use crate::domain::budget::{BudgetRequest, LedgerKind, LedgerLine};
use crate::domain::dossier::Dossier;
use crate::domain::mapping::{FindingKind, Mapping};
use crate::domain::progress::Facts;
use crate::domain::vocabulary::Vocabulary;

impl NationalFacts {
    /// Of facts on the last day of the period.
    pub(super) fn tell_lead_times(&mut self, facts: &Facts, last: Date) {
        let between = |from: Option<Date>, to: Option<Date>| {
            let by_then = |day: Option<Date>| day.filter(|day| *day <= last);
            Some((by_then(to)? - by_then(from)?).whole_days())
        };
        let room = [facts.time_given_on, facts.connected_on, facts.allotted_on];
        let room = room.into_iter().flatten().min();
        for (indicator, days) in [
            ("time_to_role_check", between(facts.talked_on, facts.roles_checked_on)),
            ("time_to_room", between(facts.mapped_on, room)),
            ("time_to_connecting", between(facts.mapped_on, facts.referred_on)),
        ] {
            self.tell(indicator, days.map(class_of_days));
        }
        let told = between(facts.introduced_on, facts.story_approved_on);
        self.tell("time_to_story", told.map(class_of_long));
    }

    pub(super) fn tell_obstacles(&mut self, dossier: &Dossier, last: Date) {
        let declined = |referral: &&crate::domain::partner::Referral| {
            referral.accepted == Some(false) && referral.answered_on.is_some_and(|on| on <= last)
        };
        let mut referrals: Vec<_> = dossier.referrals.iter().filter(declined).collect();
        referrals.sort_by_key(|referral| (referral.answered_on, referral.id));
        let grounds = referrals.iter().filter_map(|referral| referral.decline_ground);
        self.tell("declined_grounds", grounds.map(Vocabulary::code));

        let mut obstacles: Vec<_> = dossier.obstacles.iter().filter(|one| one.met_on <= last).collect();
        obstacles.sort_by_key(|obstacle| (obstacle.met_on, obstacle.id));
        self.tell("silo_grounds", obstacles.iter().map(|one| one.ground.code()));
        let bridges = obstacles
            .iter()
            .map(|one| one.bridged_by.map_or("nothing", Vocabulary::code));
        self.tell("silo_bridges", bridges);
    }

    /// Of the newest mapping.
    pub(super) fn tell_carriers(&mut self, newest: &Mapping) {
        let needs = newest
            .findings
            .iter()
            .filter(|finding| finding.kind == FindingKind::Need);
        let carriers = needs.filter_map(|finding| finding.carrier);
        self.tell("needs_carried_by", carriers.map(Vocabulary::code));
    }

    /// What requests were for, by how far they came; and how much was spent, and how much time was given, in all.
    pub(super) fn tell_money_and_time(&mut self, dossier: &Dossier, last: Date) {
        let by_then = || dossier.ledger.iter().filter(|line| line.booked_on <= last);
        for (kind, domains, silos) in [
            (LedgerKind::Request, "budget_asked_domains", "budget_asked_silos"),
            (LedgerKind::Reserve, "budget_approved_domains", "budget_approved_silos"),
        ] {
            let requests = || {
                by_then()
                    .filter(move |line| line.kind == kind)
                    .filter_map(|line| request_of(dossier, line))
            };
            self.tell(domains, requests().map(|request| request.life_domain.code()));
            self.tell(silos, requests().map(|request| request.silo.code()));
        }
        let spent = by_then().filter(|line| line.kind == LedgerKind::Spend);
        let requests = spent.filter_map(|line| request_of(dossier, line));
        self.tell("budget_spent_silos", requests.map(|request| request.silo.code()));

        let cents = by_then().fold(0_i64, |sum, line| match line.kind {
            LedgerKind::Spend => sum.saturating_add(line.amount.get()),
            LedgerKind::Refund => sum.saturating_sub(line.amount.get()),
            _ => sum,
        });
        let class = match cents {
            ..=0 => None,
            1..=25_000 => Some("up_to_250"),
            25_001..=100_000 => Some("251_to_1000"),
            _ => Some("over_1000"),
        };
        self.tell("budget_spent_class", class);
        let entries = dossier.time_entries.iter().filter(|entry| entry.spent_on <= last);
        let minutes: i64 = entries.map(|entry| i64::from(entry.minutes)).sum();
        let class = match minutes {
            ..=0 => None,
            1..=300 => Some("up_to_5"),
            301..=1_200 => Some("6_to_20"),
            _ => Some("over_20"),
        };
        self.tell("hours_class", class);
    }

    /// What was done in the period.
    pub(super) fn tell_parties(&mut self, dossier: &Dossier, (first, last): (Date, Date)) {
        let within = |day: Date| (first..=last).contains(&day);
        for connection in dossier.connections.iter().filter(|one| within(one.laid_on)) {
            self.add("connections", connection.side.code(), 1);
        }
        for suggestion in dossier.suggestions.iter().filter(|one| within(one.made_on)) {
            self.add("suggestions_by_outcome", suggestion.state.code(), 1);
        }
        for line in dossier.ledger.iter().filter(|line| within(line.booked_on)) {
            if let (LedgerKind::Allot, Some(silo)) = (line.kind, line.silo) {
                self.add("budget_allotted", silo.code(), line.amount.get());
            }
        }
    }
}

fn request_of<'d>(dossier: &'d Dossier, line: &LedgerLine) -> Option<&'d BudgetRequest> {
    dossier.requests.iter().find(|one| Some(one.id) == line.request_id)
}

/// The class of a number of days of what takes long.
pub(super) fn class_of_long(days: i64) -> &'static str {
    match days {
        ..=90 => "up_to_90",
        91..=180 => "91_to_180",
        181..=365 => "181_to_365",
        _ => "over_365",
    }
}
