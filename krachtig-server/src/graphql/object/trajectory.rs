//! A trajectory, who works on it and what is passed over, and its line in a list of trajectories.

use krachtig_core::domain::family::Family;
use krachtig_core::domain::id::{AssignmentId, FamilyId, MemberId, StepSkipId, TrajectoryId};
use krachtig_core::domain::progress::Progress;
use krachtig_core::domain::record::Version;
use krachtig_core::domain::retention::RetentionBasis;
use krachtig_core::domain::text::{Line, Prose};
use krachtig_core::domain::trajectory::{Assignment, ClosingReason, Side, Step, StepSkip, Trajectory};
use krachtig_core::domain::vocabulary::Role;
use time::{Date, OffsetDateTime};

use super::DossierView;
use crate::graphql::member_names::MemberRef;
use crate::graphql::scalar::{GlobalId, Word};
use crate::graphql::shown::{Child, Fetched, Made, alone, shown};

/// A trajectory's line in a list: what can be told without loading its dossier.
#[derive(Clone, Debug)]
pub struct TrajectorySummary {
    /// The family; fetched where it is selected.
    pub family: Option<Family>,
    /// The trajectory.
    pub trajectory: Trajectory,
    /// Where it stands; fetched where it is selected.
    pub progress: Option<Progress>,
    /// Who leads now; fetched where it is selected.
    pub lead: Option<MemberId>,
}

shown! {
    /// A trajectory's line in a list, with where it stands.
    "TrajectorySummary", |summary: TrajectorySummary| {
        /// The trajectory's id.
        id: GlobalId<TrajectoryId> = GlobalId(summary.trajectory.id);
        /// The family.
        family: Fetched<Child<'_, Family>> = Fetched(summary.family.as_ref().map(alone));
        /// The trajectory.
        trajectory: Child<'_, Trajectory> = alone(&summary.trajectory);
        /// Where it stands, step by step.
        progress: Fetched<Child<'_, Progress>> = Fetched(summary.progress.as_ref().map(alone));
        /// The member who leads now.
        lead: Option<Made<MemberRef>> = summary.lead.map(|id| Made(MemberRef(id)));
    }
}

shown! {
    /// A family's way through the process, from the first talk to closing.
    "Trajectory", |trajectory: Trajectory| {
        /// Its id.
        id: GlobalId<TrajectoryId> = GlobalId(trajectory.id);
        /// The family.
        familyId: GlobalId<FamilyId> = GlobalId(trajectory.family_id);
        /// The day on which it began.
        openedOn: Date = trajectory.opened_on;
        /// The day on which the family said that it wishes no story.
        noStoryOn: Option<Date> = trajectory.no_story_on;
        /// The day on which it was closed; absent while it is open.
        closedOn: Option<Date> = trajectory.closed_on;
        /// Why it was closed.
        closingReason: Option<Word<ClosingReason>> = trajectory.closing_reason.map(Word);
        /// What was said at closing.
        closingNote: Option<&Prose> = trajectory.closing_note.as_ref();
        /// The office's own key, by which a second import recognises it.
        externalRef: Option<&Line> = trajectory.external_ref.as_ref();
        /// The SHA-256 of the component of the plugin to which it was moved. Absent where it was not: then the rules that
        /// decided for it last go on to do so.
        rulesHash: Option<&str> = trajectory.rules_hash.as_deref();
        /// What its dossier is kept under.
        keptUnder: Word<RetentionBasis> = Word(trajectory.kept_under());
        /// When it was recorded.
        recordedAt: OffsetDateTime = trajectory.id.made_at();
        /// Its version: send it along with an edit.
        version: Version = trajectory.version;
    }
}

/// Trajectories that were moved together.
#[derive(Clone, Debug)]
pub struct MovedTrajectories(pub Vec<Trajectory>);

shown! {
    /// Trajectories that were moved to a plugin, all of them together.
    "MovedTrajectories", |moved: MovedTrajectories| {
        /// The trajectories, in the order in which they were named.
        trajectories: Vec<Child<'_, Trajectory>> = moved.0.iter().map(alone).collect();
    }
}

shown! {
    /// A member who works on a trajectory. Several at once is normal; one is the lead.
    "Assignment", |assignment: Assignment, view: DossierView| {
        /// Its id.
        id: GlobalId<AssignmentId> = GlobalId(assignment.id);
        /// The trajectory.
        trajectoryId: GlobalId<TrajectoryId> = GlobalId(assignment.trajectory_id);
        /// The member.
        member: Made<MemberRef> = Made(MemberRef(assignment.member_id));
        /// As what: a professional or a volunteer.
        role: Word<Role> = Word(assignment.role);
        /// On which side of the wall. Whoever works on one side sees nothing of the other.
        side: Word<Side> = Word(assignment.side);
        /// Whether this member leads.
        lead: bool = assignment.lead;
        /// The first day.
        fromOn: Date = assignment.from_on;
        /// The first day on which it no longer holds.
        endedOn: Option<Date> = assignment.ended_on;
        /// Whether it holds today.
        holds: bool = assignment.holds(view.today);
        /// When it was recorded.
        recordedAt: OffsetDateTime = assignment.id.made_at();
        /// Its version: send it along with an edit.
        version: Version = assignment.version;
    }
}

shown! {
    /// A step that is passed over for this family, with the reason.
    "StepSkip", |skip: StepSkip| {
        /// Its id.
        id: GlobalId<StepSkipId> = GlobalId(skip.id);
        /// The trajectory.
        trajectoryId: GlobalId<TrajectoryId> = GlobalId(skip.trajectory_id);
        /// The step.
        step: Word<Step> = Word(skip.step);
        /// Why.
        reason: &str = skip.reason.as_str();
        /// Since when.
        skippedOn: Date = skip.skipped_on;
        /// When it was taken up after all.
        resumedOn: Option<Date> = skip.resumed_on;
        /// When it was recorded.
        recordedAt: OffsetDateTime = skip.id.made_at();
        /// Its version: send it along with an edit.
        version: Version = skip.version;
    }
}
