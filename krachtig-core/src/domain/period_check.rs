//! What is worth a look before a period is closed: a list to work through, that keeps nobody from closing.
//!
//! How it is kept for all families does not belong here: it is computed with their facts, see [`super::family_facts`].

use time::Date;
use uuid::Uuid;

use super::budget::{Budget, RequestState};
use super::dossier::{Dossier, Parts};
use super::id::{BudgetRequestId, TrajectoryId};
use super::period::Period;
use super::record::RecordKind;
use super::trajectory::Step;
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

impl PeriodCheck {
    /// All of a dossier that has to be loaded.
    #[must_use]
    pub fn parts() -> Parts {
        let others = Parts::of(&[RecordKind::StepSkip, RecordKind::Referral, RecordKind::BudgetRequest]);
        DATED
            .iter()
            .fold(others, |parts, dated| parts.and(Parts::of(&[dated.kind])))
    }

    /// What is worth a look in a dossier in a period; nothing where its trajectory was not open in it.
    #[must_use]
    pub fn all_of(dossier: &Dossier, period: Period) -> Vec<Self> {
        if !dossier.trajectory.is_open_in(period) {
            return Vec::new();
        }
        let mut found = Found {
            dossier,
            period: (period.first_day(), period.last_day()),
            checks: Vec::new(),
        };
        found.look_for_missing();
        found.look_at_requests();
        found.look_at_what_was_left();
        found.look_at_days();
        found.checks
    }
}

/// A list of a dossier whose records say on which day something happened in the trajectory.
struct Dated {
    kind: RecordKind,
    /// Whether it may happen when the trajectory is closed: money is settled then, and suggestions are made.
    after_closing: bool,
    days: fn(&Dossier) -> Vec<(Uuid, Date)>,
}

/// A talk with the detainee is not among them: it may come before the trajectory.
macro_rules! dated {
    ($($list:ident $kind:ident $day:ident $after_closing:literal,)+) => {
        [$(Dated {
            kind: RecordKind::$kind,
            after_closing: $after_closing,
            days: |dossier| dossier.$list.iter().map(|one| (one.id.uuid(), one.$day)).collect(),
        }),+]
    };
}

const DATED: [Dated; 12] = dated! {
    introductions Introduction held_on false,
    mappings Mapping held_on false,
    goals Goal set_on false,
    time_entries TimeEntry spent_on false,
    connections Connection laid_on false,
    requests BudgetRequest requested_on false,
    ledger LedgerLine booked_on true,
    referrals Referral sent_on false,
    problems Problem noted_on false,
    obstacles SiloObstacle met_on false,
    suggestions Suggestion made_on true,
    learning LearningEntry noted_on false,
};

/// What was found in a dossier so far.
struct Found<'a> {
    dossier: &'a Dossier,
    /// The first and the last day of the period.
    period: (Date, Date),
    checks: Vec<PeriodCheck>,
}

impl Found<'_> {
    fn add(&mut self, code: CheckCode, (record_kind, record_id, day): (RecordKind, Uuid, Date)) {
        let trajectory_id = self.dossier.trajectory.id;
        self.checks.push(PeriodCheck {
            code,
            trajectory_id,
            record_kind,
            record_id,
            day,
        });
    }

    fn add_missing(&mut self, code: CheckCode) {
        let trajectory = &self.dossier.trajectory;
        self.add(
            code,
            (RecordKind::Trajectory, trajectory.id.uuid(), trajectory.opened_on),
        );
    }

    fn look_for_missing(&mut self) {
        let (dossier, (first, last)) = (self.dossier, self.period);
        let trajectory = &dossier.trajectory;
        let introduced = dossier.introductions.iter().any(|one| one.held_on <= last);
        let mapped = dossier.mappings.iter().any(|one| one.held_on <= last);
        let mut skipped = dossier.skips.iter().filter(|skip| skip.resumed_on.is_none());
        if introduced && !mapped && !skipped.any(|skip| skip.step == Step::NeedsStrengths) {
            self.add_missing(CheckCode::MappingMissing);
        }
        let all_period = trajectory.opened_on <= first && trajectory.closed_on.is_none_or(|closed| closed > last);
        let mut entries = dossier.time_entries.iter();
        if all_period && !entries.any(|entry| (first..=last).contains(&entry.spent_on)) {
            self.add_missing(CheckCode::NoHours);
        }
    }

    fn look_at_requests(&mut self) {
        let (dossier, (_, last)) = (self.dossier, self.period);
        let now = dossier.budget();
        let then = Budget::of(dossier.ledger.iter().filter(|line| line.booked_on <= last));
        let reserved = |request: BudgetRequestId| !then.standing(request).reserved.is_zero();
        for request in dossier.requests.iter().filter(|one| one.requested_on <= last) {
            let found = (RecordKind::BudgetRequest, request.id.uuid(), request.requested_on);
            if request.state(&now) == RequestState::Pending {
                self.add(CheckCode::RequestUndecided, found);
            }
            if reserved(request.id) {
                self.add(CheckCode::ReservationOpen, found);
            }
        }
    }

    /// What was left open when the trajectory was closed.
    fn look_at_what_was_left(&mut self) {
        let (dossier, (_, last)) = (self.dossier, self.period);
        if dossier.trajectory.closed_on.is_none_or(|closed| closed > last) {
            return;
        }
        for referral in dossier.referrals.iter().filter(|one| one.withdrawn_on.is_none()) {
            let concluded = referral.accepted != Some(true) || referral.concluded_on.is_some();
            if referral.answered_on.is_none() || !concluded {
                self.add(
                    CheckCode::ReferralOpen,
                    (RecordKind::Referral, referral.id.uuid(), referral.sent_on),
                );
            }
        }
        for goal in dossier.goals.iter().filter(|goal| goal.outcome.is_none()) {
            self.add(CheckCode::GoalOpen, (RecordKind::Goal, goal.id.uuid(), goal.set_on));
        }
    }

    fn look_at_days(&mut self) {
        let (dossier, trajectory) = (self.dossier, &self.dossier.trajectory);
        for dated in &DATED {
            let closed_on = trajectory.closed_on.filter(|_| !dated.after_closing);
            for (id, day) in (dated.days)(dossier) {
                let found = (dated.kind, id, day);
                if day < trajectory.opened_on {
                    self.add(CheckCode::BeforeTrajectory, found);
                }
                if closed_on.is_some_and(|closed| day > closed) {
                    self.add(CheckCode::AfterClosing, found);
                }
            }
        }
    }
}
