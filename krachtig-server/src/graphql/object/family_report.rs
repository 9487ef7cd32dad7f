//! The narrative report of a family, for one audience.

use krachtig_core::domain::budget::Balance;
use krachtig_core::domain::family_report::{
    FamilyReport, ReportedChange, ReportedCost, ReportedGoal, ReportedLearning, ReportedLevel, ReportedMoment,
    ReportedReferrals, ReportedSilo, ReportedSpending, ReportedStory, ReportedSuggestion, ReportedWork,
};
use krachtig_core::domain::goal::GoalOutcome;
use krachtig_core::domain::id::TrajectoryId;
use krachtig_core::domain::obstacle::{Bridge, SuggestionState};
use krachtig_core::domain::text::{Line, Prose};
use krachtig_core::domain::vocabulary::{Audience, FundingSilo, LifeDomain, ObstacleGround, PartnerType};
use time::Date;

use crate::graphql::scalar::{Cents, GlobalId, Word};
use crate::graphql::shown::{Child, Made, alone, shown};

shown! {
    /// A family's report for one audience. It is derived whenever somebody asks, and kept nowhere.
    "FamilyReport", |report: FamilyReport| {
        /// The trajectory.
        trajectoryId: GlobalId<TrajectoryId> = GlobalId(report.trajectory_id);
        /// For whose eyes.
        audience: Word<Audience> = Word(report.audience);
        /// On which day it was made.
        madeOn: Date = report.made_on;
        /// What the family is called; absent for an audience outside.
        family: Option<&Line> = report.family.as_ref();
        /// The story.
        story: Child<'_, ReportedStory> = alone(&report.story);
        /// What changed in needs and strengths; absent where the audience gets nothing of it.
        change: Option<Child<'_, ReportedChange>> = report.change.as_ref().map(alone);
        /// What was done; absent where the audience gets nothing of it.
        done: Option<Child<'_, ReportedWork>> = report.done.as_ref().map(alone);
        /// What it cost; absent where the audience gets nothing of it.
        cost: Option<Child<'_, ReportedCost>> = report.cost.as_ref().map(alone);
        /// The silos that were met; absent where the audience gets nothing of it.
        silos: Option<Vec<Child<'_, ReportedSilo>>> = report.silos.as_ref().map(|all| all.iter().map(alone).collect());
        /// What was tried and learned; absent where the audience gets nothing of it.
        learned: Option<Vec<Child<'_, ReportedLearning>>> =
            report.learned.as_ref().map(|all| all.iter().map(alone).collect());
        /// How many texts were left out because they tell who somebody is.
        leftOut: i64 = i64::from(report.left_out);
    }
}

shown! {
    /// The story in a report, without names for an audience outside.
    "ReportedStory", |story: ReportedStory| {
        /// The number of the version.
        number: i32 = story.number;
        /// Its title.
        title: &str = &story.title;
        /// The story.
        body: &str = &story.body;
        /// What changed for the family, in words.
        effects: Option<String> = story.effects.clone();
        /// The quarter in which the family approved it: `2026-Q3`.
        approvedIn: String = story.approved_in.to_string();
    }
}

shown! {
    /// What changed in needs and strengths.
    "ReportedChange", |change: ReportedChange| {
        /// The levels at each moment, the oldest first.
        moments: Vec<Made<ReportedMoment>> = change.moments().into_iter().map(Made).collect();
    }
}

shown! {
    /// The levels at one moment.
    "ReportedMoment", |moment: ReportedMoment| {
        /// When they were mapped.
        heldOn: Date = moment.held_on;
        /// The levels.
        levels: Vec<Child<'_, ReportedLevel>> = moment.levels.iter().map(alone).collect();
    }
}

shown! {
    /// The level of one domain.
    "ReportedLevel", |level: ReportedLevel| {
        /// The instrument's code of the domain.
        domain: &Line = &level.domain;
        /// The area of life that it measures, where the instrument says so.
        lifeDomain: Option<Word<LifeDomain>> = level.life_domain.map(Word);
        /// The level on the instrument's scale.
        level: i32 = level.level;
    }
}

shown! {
    /// What was done.
    "ReportedWork", |work: ReportedWork| {
        /// Time that workers and volunteers gave, in minutes.
        minutes: i64 = work.minutes;
        /// How many connections were laid.
        connections: i64 = i64::from(work.connections);
        /// Referrals, by kind of party.
        referrals: Vec<Child<'_, ReportedReferrals>> = work.referrals.iter().map(alone).collect();
        /// Goals; none for an audience outside.
        goals: Vec<Child<'_, ReportedGoal>> = work.goals.iter().map(alone).collect();
    }
}

shown! {
    /// Referrals to parties of one kind.
    "ReportedReferrals", |referrals: ReportedReferrals| {
        /// The kind of party.
        to: Word<PartnerType> = Word(referrals.to);
        /// How many were sent.
        sent: i64 = i64::from(referrals.sent);
        /// How many of them were accepted.
        accepted: i64 = i64::from(referrals.accepted);
    }
}

shown! {
    /// A goal in a report.
    "ReportedGoal", |goal: ReportedGoal| {
        /// The area of life.
        lifeDomain: Word<LifeDomain> = Word(goal.life_domain);
        /// The goal, in the family's words.
        title: &Line = &goal.title;
        /// What came of it.
        outcome: Option<Word<GoalOutcome>> = goal.outcome.map(Word);
    }
}

shown! {
    /// What it cost.
    "ReportedCost", |cost: ReportedCost| {
        /// What the perspective budget came to.
        balance: Child<'_, Balance> = alone(&cost.balance);
        /// What was spent, by the silo that should have paid.
        spent: Vec<Child<'_, ReportedSpending>> = cost.spent.iter().map(alone).collect();
    }
}

shown! {
    /// What was spent in the place of one silo.
    "ReportedSpending", |spending: ReportedSpending| {
        /// The silo that should have paid.
        silo: Word<FundingSilo> = Word(spending.silo);
        /// How much, less what came back.
        amount: Cents = Cents(spending.amount);
    }
}

shown! {
    /// A silo that was met.
    "ReportedSilo", |silo: ReportedSilo| {
        /// What the family needed; absent for an audience outside.
        need: Option<&Line> = silo.need.as_ref();
        /// The area of life.
        lifeDomain: Word<LifeDomain> = Word(silo.life_domain);
        /// The silo that should have paid.
        silo: Word<FundingSilo> = Word(silo.silo);
        /// On which ground it did not.
        ground: Word<ObstacleGround> = Word(silo.ground);
        /// How many days it cost.
        daysLost: i32 = silo.days_lost;
        /// How much money it cost the family.
        cost: Cents = Cents(silo.cost);
        /// What bridged it.
        bridgedBy: Option<Word<Bridge>> = silo.bridged_by.map(Word);
        /// What would solve it.
        suggestions: Vec<Child<'_, ReportedSuggestion>> = silo.suggestions.iter().map(alone).collect();
    }
}

shown! {
    /// What would solve an obstacle.
    "ReportedSuggestion", |suggestion: ReportedSuggestion| {
        /// What.
        about: &str = &suggestion.about;
        /// To what kind of party it was made.
        addressedTo: Word<PartnerType> = Word(suggestion.addressed_to);
        /// What came of it.
        state: Word<SuggestionState> = Word(suggestion.state);
    }
}

shown! {
    /// What was tried and learned.
    "ReportedLearning", |learning: ReportedLearning| {
        /// When.
        notedOn: Date = learning.noted_on;
        /// What was tried.
        tried: &Prose = &learning.tried;
        /// What it brought.
        brought: Option<&Prose> = learning.brought.as_ref();
        /// What was learned.
        learned: Option<&Prose> = learning.learned.as_ref();
    }
}
