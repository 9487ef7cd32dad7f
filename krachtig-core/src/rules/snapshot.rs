//! One case as a region's own indicators look at it: a trajectory as it stood at the end of a period.
//!
//! No name, no id and no text is in it. What is told of many cases together does not belong here: see
//! [`super::indicator`].
//!
//! ```
//! use krachtig_core::domain::clock::{Clock, Stamp};
//! use krachtig_core::domain::dossier::Dossier;
//! use krachtig_core::domain::family::{Family, FamilyDraft};
//! use krachtig_core::domain::id::MemberId;
//! use krachtig_core::domain::period::Period;
//! use krachtig_core::domain::trajectory::Trajectory;
//! use krachtig_core::rules::CaseSnapshot;
//! use time::macros::datetime;
//! use uuid::Uuid;
//!
//! struct Fixed;
//! impl Clock for Fixed {
//!     fn now(&self) -> time::OffsetDateTime { datetime!(2026-03-02 09:00 UTC) }
//!     fn fresh(&self) -> Uuid { Uuid::nil() }
//! }
//!
//! let stamp = Stamp::new(MemberId::from_uuid(Uuid::nil()), &Fixed);
//! let draft = FamilyDraft { name: "Gezin Voorbeeld (fictief)".into(), ..FamilyDraft::default() };
//! let family = Family::record(&draft, stamp).unwrap();
//! let trajectory = Trajectory::open(family.id, stamp.today, None, stamp).unwrap();
//! let dossier = Dossier::begin(family, trajectory);
//! let of = |period: &str| {
//!     let period: Period = period.parse().unwrap();
//!     CaseSnapshot::of(&dossier, period.first_day(), period.last_day())
//! };
//! assert_eq!(of("2025-Q4"), None, "it was opened later");
//! assert_eq!(of("2026-Q1").unwrap().steps.len(), 9);
//! ```

mod past;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use time::Date;

use super::{FamilySize, LedgerFact};
use crate::domain::dossier::Dossier;
use crate::domain::mapping::{FindingKind, Mapping};
use crate::domain::money::Cents;
use crate::domain::obstacle::{Bridge, SiloObstacle};
use crate::domain::partner::{Referral, ReferralState};
use crate::domain::problem::Problem;
use crate::domain::progress::{Facts, StepProgress, StepState, progress};
use crate::domain::record::RecordKind;
use crate::domain::room::TimeEntry;
use crate::domain::trajectory::Step;
use crate::domain::vocabulary::{
    Effect, FundingSilo, LifeDomain, ObstacleGround, PartnerType, ProblemCategory, Role, vocabulary,
};

vocabulary! {
    /// How far a step is, to a region's indicators.
    StepStanding = "step_standing" {
        /// Neither done nor passed over.
        Open = "open",
        /// The dossier holds what makes it done.
        Done = "done",
        /// It is passed over, with a reason.
        Skipped = "skipped",
    }
}

vocabulary! {
    /// How far a referral is, to a region's indicators.
    ReferralStanding = "referral_standing" {
        /// The party has not answered.
        Open = "open",
        /// The party accepted.
        Accepted = "accepted",
        /// The party declined.
        Declined = "declined",
    }
}

/// How far a step of the process is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepFact {
    /// Which of the nine.
    pub step: Step,
    /// How far it is.
    pub state: StepStanding,
    /// When it was done or passed over; for an open step, when it began, if it did.
    pub since: Option<Date>,
}

/// A need or a strength.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MappedFact {
    /// When it was mapped.
    pub day: Date,
    /// In which life domain.
    pub life_domain: LifeDomain,
    /// Need or strength.
    pub kind: FindingKind,
}

/// A problem that the family meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProblemFact {
    /// When it was first noted.
    pub day: Date,
    /// Which.
    pub category: ProblemCategory,
    /// What the detention did to it.
    pub effect: Effect,
    /// Whether it was there before the detention.
    pub preexisting: bool,
}

/// A funding silo that stood in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObstacleFact {
    /// When it was met.
    pub day: Date,
    /// Which silo.
    pub silo: FundingSilo,
    /// On which ground it did not pay.
    pub ground: ObstacleGround,
    /// Days lost over it, where known.
    pub days_lost: Option<u32>,
    /// What it cost, where known.
    pub cost: Option<Cents>,
    /// What bridged it.
    pub bridged_by: Option<Bridge>,
}

/// A referral to a party. One that was taken back before there was an answer is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferralFact {
    /// When the family was referred.
    pub day: Date,
    /// To what kind of party.
    pub partner_type: PartnerType,
    /// What the party answered.
    pub outcome: ReferralStanding,
    /// When it answered.
    pub answered: Option<Date>,
}

/// Time given to the family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeFact {
    /// When.
    pub day: Date,
    /// By somebody who was assigned in which role; whoever was not assigned, coordinates.
    pub role: Role,
    /// How long.
    pub minutes: u32,
}

/// One trajectory as it stood at the end of a period. Lists are oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseSnapshot {
    /// The first day of the period.
    pub first_day: Date,
    /// The last day of the period.
    pub last_day: Date,
    /// When the trajectory began.
    pub opened: Date,
    /// When it was closed, if it was by the last day.
    pub closed: Option<Date>,
    /// The family's size on the last day.
    pub family: FamilySize,
    /// The nine steps in their order.
    pub steps: Vec<StepFact>,
    /// Needs and strengths, as far as they lie in one of our life domains.
    pub mapped: Vec<MappedFact>,
    /// Problems.
    pub problems: Vec<ProblemFact>,
    /// Funding silos that stood in the way.
    pub silo_obstacles: Vec<ObstacleFact>,
    /// Referrals.
    pub referrals: Vec<ReferralFact>,
    /// Time given.
    pub time: Vec<TimeFact>,
    /// The ledger of the perspective budget: the lines that move the money of a request.
    pub ledger: Vec<LedgerFact>,
    /// The days of the review talks.
    pub review_talks: Vec<Date>,
}

impl CaseSnapshot {
    /// Which of a dossier's lists a snapshot looks at, besides those of [`Facts::LOOK_AT`].
    pub const LOOK_AT: &'static [RecordKind] = &[
        RecordKind::Assignment,
        RecordKind::Instrument,
        RecordKind::BudgetPlan,
        RecordKind::BudgetRequest,
        RecordKind::Partner,
        RecordKind::Problem,
        RecordKind::SiloObstacle,
    ];

    /// The case as it stood at the end of the last day; none for a case that is none of the period.
    ///
    /// A case belongs to a period as [`crate::domain::period::Count`] has it: the trajectory was open on some day of
    /// it. One that was opened after the last day or closed before the first gives nothing; one that was closed within
    /// the period, its first day included, is seen as it was left.
    ///
    /// What lies after the last day is not seen: a record by its own day; an answer, a withdrawal, a solution or the
    /// closing by theirs; a person, who has no day, by the day on which the person was recorded. Whatever was recorded
    /// on the day of the trajectory's own recording was there from its opening, or a case that was imported after the
    /// period would have no family. A record that was edited is seen as it is now: nobody keeps what it was before.
    #[must_use]
    pub fn of(dossier: &Dossier, first_day: Date, last_day: Date) -> Option<Self> {
        let trajectory = &dossier.trajectory;
        if trajectory.opened_on > last_day || trajectory.closed_on.is_some_and(|closed| closed < first_day) {
            return None;
        }
        let then = past::as_it_stood(dossier, last_day);
        Some(Self {
            first_day,
            last_day,
            opened: then.trajectory.opened_on,
            closed: then.trajectory.closed_on,
            family: FamilySize::of(&then, last_day),
            steps: steps(&then, last_day),
            mapped: by_day(
                then.mappings.iter().flat_map(|mapping| mapped(&then, mapping)),
                |fact| fact.day,
            ),
            problems: by_day(then.problems.iter().map(problem), |fact| fact.day),
            silo_obstacles: by_day(then.obstacles.iter().map(obstacle), |fact| fact.day),
            referrals: by_day(then.referrals.iter().filter_map(|sent| referral(&then, sent)), |fact| {
                fact.day
            }),
            time: by_day(then.time_entries.iter().map(|entry| time(&then, entry)), |fact| {
                fact.day
            }),
            ledger: by_day(
                then.ledger.iter().filter_map(|line| LedgerFact::of(&then, line)),
                |fact| fact.day,
            ),
            review_talks: by_day(then.plans.iter().filter_map(|plan| plan.reviewed_on), |day| *day),
        })
    }
}

/// Oldest first; what is of one day stays in the order in which it was recorded.
fn by_day<T>(facts: impl Iterator<Item = T>, day: impl Fn(&T) -> Date) -> Vec<T> {
    let mut facts: Vec<T> = facts.collect();
    facts.sort_by_key(day);
    facts
}

fn steps(then: &Dossier, last_day: Date) -> Vec<StepFact> {
    let fact = |at: &StepProgress| {
        let (state, since) = match at.state {
            StepState::Done => (StepStanding::Done, at.done_on),
            StepState::Skipped => (StepStanding::Skipped, skipped_on(then, at.step)),
            StepState::Open | StepState::UnderWay | StepState::Blocked => (StepStanding::Open, at.started_on),
        };
        let step = at.step;
        StepFact { step, state, since }
    };
    progress(&Facts::of(then, last_day)).steps().iter().map(fact).collect()
}

fn skipped_on(then: &Dossier, step: Step) -> Option<Date> {
    let skips = then
        .skips
        .iter()
        .filter(|skip| skip.step == step && skip.resumed_on.is_none());
    skips.map(|skip| skip.skipped_on).max()
}

fn mapped<'d>(then: &'d Dossier, mapping: &'d Mapping) -> impl Iterator<Item = MappedFact> + 'd {
    let made_with = then
        .instruments
        .iter()
        .find(|instrument| instrument.id == mapping.instrument_id);
    mapping.findings.iter().filter_map(move |finding| {
        Some(MappedFact {
            day: mapping.held_on,
            life_domain: made_with?.domain(finding.domain.as_str())?.life_domain?,
            kind: finding.kind,
        })
    })
}

fn problem(met: &Problem) -> ProblemFact {
    ProblemFact {
        day: met.noted_on,
        category: met.category,
        effect: met.effect,
        preexisting: met.preexisting,
    }
}

fn obstacle(met: &SiloObstacle) -> ObstacleFact {
    ObstacleFact {
        day: met.met_on,
        silo: met.silo,
        ground: met.ground,
        days_lost: u32::try_from(met.days_lost).ok(),
        cost: Some(met.cost),
        bridged_by: met.bridged_by,
    }
}

fn referral(then: &Dossier, sent: &Referral) -> Option<ReferralFact> {
    let partner = then.partners.iter().find(|partner| partner.id == sent.partner_id)?;
    let outcome = match sent.state() {
        ReferralState::Withdrawn => return None,
        ReferralState::Sent => ReferralStanding::Open,
        ReferralState::Accepted | ReferralState::Concluded => ReferralStanding::Accepted,
        ReferralState::Declined => ReferralStanding::Declined,
    };
    Some(ReferralFact {
        day: sent.sent_on,
        partner_type: partner.partner_type,
        outcome,
        answered: sent.answered_on,
    })
}

/// Somebody's role is that of the day itself, or else the last one held by the end of the period: time may be given
/// before an assignment was written down.
fn time(then: &Dossier, entry: &TimeEntry) -> TimeFact {
    let own = || {
        then.assignments
            .iter()
            .filter(|assignment| assignment.member_id == entry.member_id)
    };
    let on_the_day = own().find(|assignment| assignment.holds(entry.spent_on));
    let assignment = on_the_day.or_else(|| own().max_by_key(|assignment| (assignment.from_on, assignment.id)));
    TimeFact {
        day: entry.spent_on,
        role: assignment.map_or(Role::Coordinator, |assignment| assignment.role),
        minutes: u32::try_from(entry.minutes).unwrap_or(0),
    }
}
