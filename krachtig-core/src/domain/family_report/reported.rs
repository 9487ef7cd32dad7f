//! What stands in a family's report, part by part. Which audience gets which does not belong here.

use time::Date;

use crate::domain::budget::{Balance, LedgerLine};
use crate::domain::goal::GoalOutcome;
use crate::domain::id::TrajectoryId;
use crate::domain::instrument::Instrument;
use crate::domain::mapping::{Mapping, Score};
use crate::domain::money::Cents;
use crate::domain::obstacle::{Bridge, SuggestionState};
use crate::domain::period::Period;
use crate::domain::text::{Line, Prose};
use crate::domain::vocabulary::{Audience, FundingSilo, LifeDomain, ObstacleGround, PartnerType};

/// A family's report for one audience.
#[derive(Clone, Debug, PartialEq)]
pub struct FamilyReport {
    /// The trajectory.
    pub trajectory_id: TrajectoryId,
    /// For whose eyes.
    pub audience: Audience,
    /// On which day it was made.
    pub made_on: Date,
    /// What the family is called; nothing for an audience outside.
    pub family: Option<Line>,
    /// The story.
    pub story: ReportedStory,
    /// What changed in needs and strengths.
    pub change: Option<ReportedChange>,
    /// What was done.
    pub done: Option<ReportedWork>,
    /// What it cost.
    pub cost: Option<ReportedCost>,
    /// The silos that were met.
    pub silos: Option<Vec<ReportedSilo>>,
    /// What was tried and learned.
    pub learned: Option<Vec<ReportedLearning>>,
    /// How many texts were left out because they tell who somebody is.
    pub left_out: u32,
}

/// The story in a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportedStory {
    /// The number of the version.
    pub number: i32,
    /// Its title.
    pub title: String,
    /// The story.
    pub body: String,
    /// What changed for the family, in words.
    pub effects: Option<String>,
    /// The quarter in which the family approved it.
    pub approved_in: Period,
}

/// What changed in needs and strengths: the levels at each moment, without what was said.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportedChange {
    /// The mappings, the oldest first.
    pub mappings: Vec<Mapping>,
    /// What they were made with.
    pub instruments: Vec<Instrument>,
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportedWork {
    /// Time that workers and volunteers gave, in minutes.
    pub minutes: i64,
    /// How many connections were laid.
    pub connections: u32,
    /// Referrals, by kind of party.
    pub referrals: Vec<ReportedReferrals>,
    /// Goals; none for an audience outside.
    pub goals: Vec<ReportedGoal>,
}

/// Referrals to parties of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReportedReferrals {
    /// The kind of party.
    pub to: PartnerType,
    /// How many were sent.
    pub sent: u32,
    /// How many of them were accepted.
    pub accepted: u32,
}

/// A goal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportedGoal {
    /// The area of life.
    pub life_domain: LifeDomain,
    /// The goal, in the family's words.
    pub title: Line,
    /// What came of it.
    pub outcome: Option<GoalOutcome>,
}

/// What it cost.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportedCost {
    /// What the perspective budget came to.
    pub balance: Balance,
    /// What was spent, by the silo that should have paid.
    pub spent: Vec<ReportedSpending>,
    /// Each time money moved, without notes; none for an audience outside.
    pub ledger: Vec<LedgerLine>,
    /// The last day of its course.
    pub until_on: Date,
}

/// What was spent in the place of one silo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReportedSpending {
    /// The silo that should have paid.
    pub silo: FundingSilo,
    /// How much, less what came back.
    pub amount: Cents,
}

/// A silo that was met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportedSilo {
    /// What the family needed; nothing for an audience outside.
    pub need: Option<Line>,
    /// The area of life.
    pub life_domain: LifeDomain,
    /// The silo that should have paid.
    pub silo: FundingSilo,
    /// On which ground it did not.
    pub ground: ObstacleGround,
    /// How many days it cost.
    pub days_lost: i32,
    /// How much money it cost the family.
    pub cost: Cents,
    /// What bridged it.
    pub bridged_by: Option<Bridge>,
    /// What would solve it.
    pub suggestions: Vec<ReportedSuggestion>,
}

/// What would solve an obstacle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportedSuggestion {
    /// What.
    pub about: String,
    /// To what kind of party it was made.
    pub addressed_to: PartnerType,
    /// What came of it.
    pub state: SuggestionState,
}

/// What was tried and learned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportedLearning {
    /// When.
    pub noted_on: Date,
    /// What was tried.
    pub tried: Prose,
    /// What it brought.
    pub brought: Option<Prose>,
    /// What was learned.
    pub learned: Option<Prose>,
}

/// The levels at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportedMoment {
    /// When they were mapped.
    pub held_on: Date,
    /// The levels.
    pub levels: Vec<ReportedLevel>,
}

/// The level of one domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportedLevel {
    /// The instrument's code of the domain.
    pub domain: Line,
    /// The area of life that it measures, where the instrument says so.
    pub life_domain: Option<LifeDomain>,
    /// The level on the instrument's scale.
    pub level: i32,
}

impl ReportedChange {
    /// The levels, moment by moment.
    #[must_use]
    pub fn moments(&self) -> Vec<ReportedMoment> {
        let moment = |mapping: &Mapping| {
            let instrument = self.instruments.iter().find(|one| one.id == mapping.instrument_id);
            let measures = |code: &str| {
                instrument
                    .and_then(|one| one.domain(code))
                    .and_then(|one| one.life_domain)
            };
            let level = |score: &Score| ReportedLevel {
                domain: score.domain.clone(),
                life_domain: measures(score.domain.as_str()),
                level: score.level,
            };
            ReportedMoment {
                held_on: mapping.held_on,
                levels: mapping.scores.iter().map(level).collect(),
            }
        };
        self.mappings.iter().map(moment).collect()
    }
}
