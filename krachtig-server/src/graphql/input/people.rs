//! Families, their people, consents, assignments, and a trajectory's opening and closing.

use async_graphql::OneofObject;
use krachtig_core::domain::consent::{Consent, ConsentDraft, ConsentForm, Purpose, Subject};
use krachtig_core::domain::family::{Detainee, DetaineeDraft, Family, FamilyDraft, Person, PersonDraft, Relation};
use krachtig_core::domain::goal::GoalOutcome;
use krachtig_core::domain::id::{ConsentId, DetaineeId, FamilyId, GoalId, MemberId, PersonId, TrajectoryId};
use krachtig_core::domain::trajectory::{Assignment, ClosingDraft, ClosingReason, Side, Trajectory};
use krachtig_core::domain::vocabulary::Role;
use krachtig_core::service::{Act, AssignMember, OpenTrajectory, RegisterFamily};
use time::Date;

use super::{Input, Seen, acts, adds, input, revises, tuple_input};
use crate::graphql::scalar::{GlobalId, Word};

input! {
    /// A family.
    #[graphql(name = "FamilyInput")]
    FamilyFields => FamilyDraft {
        /// What the office calls it.
        name: String,
        /// The code of the municipality where it lives: `GM0518`.
        municipality: Option<String>,
        /// The office's own key, by which an import recognises it. Unique in the tenant.
        external_ref: Option<String>,
        /// What a colleague must know at a glance.
        note: Option<String>,
    }
}

input! {
    /// A family to register, with the day on which its trajectory began.
    RegisterFamilyInput => RegisterFamily {
        /// The family.
        family: FamilyFields,
        /// The day on which the trajectory began.
        opened_on: Date,
    }
}

input! {
    /// A family whose last trajectory is closed and for which another begins.
    OpenTrajectoryInput => OpenTrajectory {
        /// The family.
        family_id: GlobalId<FamilyId>,
        /// The day on which the trajectory begins.
        opened_on: Date,
    }
}

input! {
    /// A person on the family's side.
    PersonFields => PersonDraft {
        /// First and last name.
        name: String,
        /// What this person is to the detainee.
        relation: Word<Relation>,
        /// Birth date, where it matters and is known.
        born_on: Option<Date>,
        /// Whether this is the detainee's contact person.
        #[graphql(default)]
        contact_person: bool,
        /// Telephone number.
        phone: Option<String>,
        /// E-mail address.
        email: Option<String>,
        /// The office's own key, by which an import recognises this person. Unique in the tenant.
        external_ref: Option<String>,
    }
}

input! {
    /// The detainee, as far as he or she agrees to share it. What somebody is suspected of has no field.
    DetaineeFields => DetaineeDraft {
        /// First and last name.
        name: String,
        /// The penitentiary institution.
        institution: Option<String>,
        /// Since when.
        detained_since: Option<Date>,
        /// When the detainee expects to come home.
        expected_home_on: Option<Date>,
        /// The office's own key, by which an import recognises the detainee. Unique in the tenant.
        external_ref: Option<String>,
    }
}

/// Whose consent it is: one of the two.
#[derive(Clone, Copy, Debug, OneofObject)]
pub enum ConsentSubjectInput {
    /// Somebody on the family's side.
    PersonId(GlobalId<PersonId>),
    /// The detainee.
    DetaineeId(GlobalId<DetaineeId>),
}

impl Input for ConsentSubjectInput {
    type Plain = Subject;

    fn plain(self) -> Subject {
        match self {
            Self::PersonId(id) => Subject::Person(id.0),
            Self::DetaineeId(id) => Subject::Detainee(id.0),
        }
    }
}

input! {
    /// One person's consent for one purpose.
    ConsentFields => ConsentDraft {
        /// Whose consent it is.
        subject: ConsentSubjectInput,
        /// The adult who gave it for a child.
        given_by: Option<GlobalId<PersonId>>,
        /// What for.
        purpose: Word<Purpose>,
        /// With whom alone data may be shared: a party by its name or kind, or for a story an audience. Everybody when
        /// absent.
        recipient: Option<String>,
        /// How it was given.
        form: Word<ConsentForm>,
        /// The version of the information that was given first.
        notice: Option<String>,
        /// The first day on which it holds.
        given_on: Date,
        /// The last day on which it holds.
        valid_until: Option<Date>,
    }
}

input! {
    /// A consent that was withdrawn.
    WithdrawConsentInput => Act<Consent> {
        /// The consent's id.
        id: GlobalId<ConsentId>,
        /// The version that was seen. An edit of another version is refused as STALE.
        version: Seen,
        /// Why it was withdrawn, if the person wished to say.
        note: Option<String>,
    }
}

input! {
    /// A member who works on a trajectory from today.
    AssignMemberInput => AssignMember {
        /// The trajectory.
        trajectory_id: GlobalId<TrajectoryId>,
        /// The member.
        member_id: GlobalId<MemberId>,
        /// As what: a professional or a volunteer. The member must hold that role.
        role: Word<Role>,
        /// Whether this member leads from now on. Whoever led does so no longer.
        #[graphql(default)]
        lead: bool,
        /// On which side of the wall. Whoever works on one side sees nothing of the other.
        #[graphql(default_with = "Word(Side::Both)")]
        side: Word<Side>,
    }
}

tuple_input! {
    /// What came of one goal.
    GoalOutcomeInput {
        /// The goal.
        goal_id: GlobalId<GoalId>,
        /// What came of it.
        outcome: Word<GoalOutcome>,
        /// What was said about it.
        note: Option<String>,
    }
}

input! {
    /// How a trajectory ends.
    ClosingFields => ClosingDraft {
        /// The day on which it is closed.
        closed_on: Date,
        /// Why it is closed.
        reason: Word<ClosingReason>,
        /// What was said at closing.
        note: Option<String>,
        /// What came of each goal that has no outcome yet.
        #[graphql(default)]
        outcomes: Vec<GoalOutcomeInput>,
    }
}

adds! {
    AddPersonInput: PersonFields => PersonDraft;
    AddDetaineeInput: DetaineeFields => DetaineeDraft;
    GiveConsentInput: ConsentFields => ConsentDraft;
}

revises! {
    ReviseFamilyInput: FamilyFields => Family, FamilyDraft;
    RevisePersonInput: PersonFields => Person, PersonDraft;
    ReviseDetaineeInput: DetaineeFields => Detainee, DetaineeDraft;
}

input! {
    /// The trajectory to close, the version that was seen, and how it ends.
    CloseTrajectoryInput => krachtig_core::service::Revise<Trajectory, ClosingDraft> {
        /// The trajectory's id.
        id: GlobalId<TrajectoryId>,
        /// The version that was seen. An edit of another version is refused as STALE.
        version: Seen,
        #[graphql(flatten)]
        draft: ClosingFields,
    }
}

acts! {
    EndAssignmentInput => Assignment;
    ReopenTrajectoryInput => Trajectory;
    WishNoStoryInput => Trajectory;
}
