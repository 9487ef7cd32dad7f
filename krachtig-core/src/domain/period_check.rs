//! What is worth a look before a period is closed: a list to work through, that keeps nobody from closing.

use time::Date;
use uuid::Uuid;

use super::id::TrajectoryId;
use super::record::RecordKind;
use super::vocabulary::vocabulary;

vocabulary! {
    /// What is worth a look.
    CheckCode = "check_code" {
        /// The family was introduced, and its needs and strengths were not mapped, nor was the step skipped.
        MappingMissing = "mapping_missing",
        /// A request for money waits for a decision.
        RequestUndecided = "request_undecided",
        /// Money is set apart for a request and was neither paid nor set free.
        ReservationOpen = "reservation_open",
        /// A day lies before the trajectory began.
        BeforeTrajectory = "before_trajectory",
        /// A day lies after the trajectory was closed.
        AfterClosing = "after_closing",
        /// The trajectory is closed, and a referral has no answer or no outcome.
        ReferralOpen = "referral_open",
        /// The trajectory is closed, and a goal has no outcome.
        GoalOpen = "goal_open",
        /// The trajectory was open all period, and no time was recorded.
        NoHours = "no_hours",
    }
}

/// Something that is worth a look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeriodCheck {
    /// What.
    pub code: CheckCode,
    /// In which trajectory.
    pub trajectory_id: TrajectoryId,
    /// The kind of the record that it is about: the trajectory itself where something is missing.
    pub record_kind: RecordKind,
    /// That record.
    pub record_id: Uuid,
    /// The day that stands out, or since when it waits.
    pub day: Date,
}
