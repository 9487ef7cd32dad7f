//! What one trajectory tells in the national figures of a period: codes of categories, days in classes and amounts, and
//! nothing that somebody wrote.
//!
//! How facts of families are counted together, and in how many categories a family counts, does not belong here: see
//! [`super::national_count`].

mod parties;

use std::collections::BTreeMap;

use time::Date;

use super::budget::LedgerKind;
use super::dossier::{Dossier, Parts};
use super::goal::GoalOutcome;
use super::limit::LimitKind;
use super::mapping::Mapping;
use super::own_facts::OwnFacts;
use super::period::Period;
use super::progress::{Facts, progress};
use super::record::RecordKind;
use super::trajectory::Step;
use super::vocabulary::{Carrier, Effect, LifeDomain, Vocabulary};

/// The categories of the organisation's figures, by indicator and category.
pub type Totals = BTreeMap<(&'static str, &'static str), i64>;

/// What one trajectory tells of its family, and of the work that was done for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NationalFacts {
    /// By indicator, the categories in which the family counts, in the order in which they came about.
    pub attributes: BTreeMap<&'static str, Vec<&'static str>>,
    /// What was done in the period. Hours are told in minutes, which add up.
    pub totals: Totals,
    /// What it tells for the region's own indicators. A dossier by itself tells nothing: rules observe it.
    pub own: OwnFacts,
}

impl NationalFacts {
    /// Which of a dossier's lists these facts come from, besides those of progress.
    pub const LOOK_AT: &'static [RecordKind] = &[
        RecordKind::Problem,
        RecordKind::Mapping,
        RecordKind::Instrument,
        RecordKind::Goal,
        RecordKind::TimeEntry,
        RecordKind::Referral,
        RecordKind::LedgerLine,
        RecordKind::BudgetRequest,
        RecordKind::SiloObstacle,
        RecordKind::Suggestion,
        RecordKind::ProcessingLimit,
    ];

    /// All of a dossier that has to be loaded.
    #[must_use]
    pub fn parts() -> Parts {
        Parts::of(Facts::LOOK_AT).and(Parts::of(Self::LOOK_AT))
    }

    /// What a dossier tells of a period; nothing where its trajectory was not open in it, or where somebody of the family
    /// restricted the use of data: then no figure is made of it.
    #[must_use]
    pub fn of(dossier: &Dossier, period: Period) -> Option<Self> {
        let (first, last) = (period.first_day(), period.last_day());
        let restricts =
            |limit: &super::limit::ProcessingLimit| limit.kind == LimitKind::Restriction && limit.holds(last);
        if !dossier.trajectory.is_open_in(period) || dossier.limits.iter().any(restricts) {
            return None;
        }
        let mut facts = Self::default();
        facts.tell_progress(dossier, last);
        facts.tell_problems(dossier, last);
        facts.tell_mappings(dossier, last);
        facts.tell_goals(dossier, last);
        facts.tell_silos(dossier, last);
        facts.tell_budget(dossier, (first, last));
        facts.tell_work(dossier, (first, last));
        facts.tell_obstacles(dossier, last);
        facts.tell_money_and_time(dossier, last);
        facts.tell_parties(dossier, (first, last));
        Some(facts)
    }

    fn tell(&mut self, indicator: &'static str, categories: impl IntoIterator<Item = &'static str>) {
        let told = self.attributes.entry(indicator).or_default();
        for category in categories {
            if !told.contains(&category) {
                told.push(category);
            }
        }
    }

    fn add(&mut self, indicator: &'static str, category: &'static str, amount: i64) {
        let total = self.totals.entry((indicator, category)).or_default();
        *total = total.saturating_add(amount);
    }

    fn tell_progress(&mut self, dossier: &Dossier, last: Date) {
        let facts = Facts::of(dossier, last);
        let progress = progress(&facts);
        let done = |step: &&Step| progress.step(**step).done_on.is_some_and(|on| on <= last);
        self.tell(
            "furthest_step",
            Step::ALL.iter().rev().find(done).map(|step| step.code()),
        );
        let by_then = |day: Option<Date>| day.filter(|day| *day <= last);
        let between = |from: Option<Date>, to: Option<Date>| Some((by_then(to)? - by_then(from)?).whole_days());
        let waited = between(facts.talked_on, facts.introduced_on);
        self.tell("time_to_introduction", waited.map(class_of_days));
        let waited = between(facts.introduced_on, facts.mapped_on);
        self.tell("time_to_mapping", waited.map(class_of_days));
        self.tell_lead_times(&facts, last);
    }

    fn tell_problems(&mut self, dossier: &Dossier, last: Date) {
        let mut problems: Vec<_> = dossier.problems.iter().filter(|one| one.noted_on <= last).collect();
        problems.sort_by_key(|problem| (problem.noted_on, problem.id));
        self.tell("problem_groups", problems.iter().map(|one| one.category.group().code()));
        let with = |effect: &Effect| problems.iter().map(|one| i64::from(one.effect == *effect)).sum();
        let most = most_often(Effect::ALL, with);
        self.tell("problem_effect", most.map(Vocabulary::code));
    }

    fn tell_mappings(&mut self, dossier: &Dossier, last: Date) {
        let mut mappings: Vec<&Mapping> = dossier.mappings.iter().filter(|one| one.held_on <= last).collect();
        mappings.sort_by_key(|mapping| (mapping.held_on, mapping.id));
        let Some(newest) = mappings.last() else { return };
        self.tell_carriers(newest);
        let carried = |carrier: &Carrier| -> i64 {
            let part = |split: super::mapping::Split| match carrier {
                Carrier::Own => split.own,
                Carrier::Network => split.network,
                Carrier::Professional => split.professional,
            };
            newest
                .scores
                .iter()
                .filter_map(|score| score.split)
                .map(|split| i64::from(part(split)))
                .sum()
        };
        self.tell("carried_by", most_often(Carrier::ALL, carried).map(Vocabulary::code));
        // Levels of two instruments can't be held against each other.
        let earlier = mappings.iter().find(|one| one.instrument_id == newest.instrument_id);
        let Some(oldest) = earlier.filter(|one| one.id != newest.id) else {
            return;
        };
        let changes: Vec<(&str, i32)> = newest
            .scores
            .iter()
            .filter_map(|score| {
                let before = oldest.scores.iter().find(|one| one.domain == score.domain)?;
                Some((score.domain.as_str(), score.level - before.level))
            })
            .collect();
        if changes.is_empty() {
            return;
        }
        let together: i64 = changes.iter().map(|(_, change)| i64::from(*change)).sum();
        let effect = match together.signum() {
            -1 => Effect::Worse,
            0 => Effect::Same,
            _ => Effect::Better,
        };
        self.tell("domain_change", [effect.code()]);
        let improved = changes.iter().filter(|(_, change)| *change > 0);
        let improved = improved.filter_map(|(domain, _)| life_domain(dossier, newest, domain));
        self.tell("improved_domains", improved.map(Vocabulary::code));
    }

    fn tell_goals(&mut self, dossier: &Dossier, last: Date) {
        let set = || dossier.goals.iter().filter(|goal| goal.set_on <= last);
        let reached = set().filter(|goal| {
            goal.outcome == Some(GoalOutcome::Reached) && goal.concluded_on.is_some_and(|on| on <= last)
        });
        let how_many = match (set().count(), reached.count()) {
            (0, _) => return,
            (_, 0) => "none",
            (all, reached) if all == reached => "all",
            _ => "some",
        };
        self.tell("goals", [how_many]);
    }

    fn tell_silos(&mut self, dossier: &Dossier, last: Date) {
        let mut obstacles: Vec<_> = dossier.obstacles.iter().filter(|one| one.met_on <= last).collect();
        if obstacles.is_empty() {
            return;
        }
        obstacles.sort_by_key(|obstacle| (obstacle.met_on, obstacle.id));
        self.tell("silo_obstacles", obstacles.iter().map(|one| one.silo.code()));
        let days = obstacles.iter().map(|one| i64::from(one.days_lost)).sum();
        self.tell("silo_days_lost", [class_of_days(days)]);
        let cents: i64 = obstacles.iter().map(|one| one.cost.get()).sum();
        let class = match cents {
            ..=25_000 => "up_to_250",
            25_001..=100_000 => "251_to_1000",
            _ => "over_1000",
        };
        self.tell("silo_euros_lost", [class]);
    }

    fn tell_budget(&mut self, dossier: &Dossier, (first, last): (Date, Date)) {
        for line in dossier.ledger.iter().filter(|line| line.booked_on <= last) {
            let cents = line.amount.get();
            if line.kind == LedgerKind::Spend {
                let request = dossier.requests.iter().find(|one| Some(one.id) == line.request_id);
                self.tell("budget_domains", request.map(|request| request.life_domain.code()));
            }
            if line.booked_on < first {
                continue;
            }
            match line.kind {
                LedgerKind::Request => self.add("budget", "asked", cents),
                LedgerKind::Reserve => self.add("budget", "approved", cents),
                LedgerKind::Spend => self.add("budget", "spent", cents),
                LedgerKind::Refund => self.add("budget", "returned", cents),
                LedgerKind::Allot | LedgerKind::Approve | LedgerKind::Refuse | LedgerKind::Release => {}
            }
        }
    }

    fn tell_work(&mut self, dossier: &Dossier, (first, last): (Date, Date)) {
        let within = |day: Date| (first..=last).contains(&day);
        self.add(
            "trajectories_closed",
            "all",
            i64::from(dossier.trajectory.closed_on.is_some_and(within)),
        );
        for entry in dossier.time_entries.iter().filter(|entry| within(entry.spent_on)) {
            self.add("hours", "all", i64::from(entry.minutes));
        }
        for referral in &dossier.referrals {
            self.add("referrals", "made", i64::from(within(referral.sent_on)));
            if referral.answered_on.is_some_and(within) {
                let answer = if referral.accepted == Some(true) {
                    "accepted"
                } else {
                    "declined"
                };
                self.add("referrals", answer, 1);
            }
        }
        let suggestions = dossier.suggestions.iter().filter(|one| within(one.made_on)).count();
        self.add("suggestions", "all", i64::try_from(suggestions).unwrap_or(i64::MAX));
        let story = dossier.story_approved_on(last).is_some_and(within);
        self.add("stories", "all", i64::from(story));
    }
}

/// The word of a list that comes most often, the first of those that come as often; none where none comes.
fn most_often<W: Copy>(words: &[W], count: impl Fn(&W) -> i64) -> Option<W> {
    let mut most = (None, 0);
    for word in words {
        let often = count(word);
        if often > most.1 {
            most = (Some(*word), often);
        }
    }
    most.0
}

/// The class of a number of days.
fn class_of_days(days: i64) -> &'static str {
    match days {
        ..=14 => "up_to_14",
        15..=30 => "15_to_30",
        31..=90 => "31_to_90",
        _ => "over_90",
    }
}

/// Which of our life domains a domain of a mapping's instrument is, where it is one.
fn life_domain(dossier: &Dossier, mapping: &Mapping, code: &str) -> Option<LifeDomain> {
    let instrument = dossier.instruments.iter().find(|one| one.id == mapping.instrument_id)?;
    instrument
        .domains
        .iter()
        .find(|one| one.code.as_str() == code)?
        .life_domain
}

#[cfg(test)]
mod tests;
