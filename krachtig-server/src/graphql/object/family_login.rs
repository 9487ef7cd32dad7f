//! Logins of people of a family, what they and the office say about the plan, and their signatures under it.

use krachtig_core::domain::co_signature::CoSignature;
use krachtig_core::domain::family_login::FamilyLogin;
use krachtig_core::domain::id::{CoSignatureId, FamilyLoginId, GoalId, PersonId, PlanCommentId, TrajectoryId};
use krachtig_core::domain::plan_comment::PlanComment;
use krachtig_core::domain::record::Version;
use krachtig_core::domain::text::Prose;
use krachtig_core::service::InvitedFamilyMember;
use time::{Date, OffsetDateTime};

use crate::graphql::member_names::MemberRef;
use crate::graphql::scalar::GlobalId;
use crate::graphql::shown::{Child, Made, alone, shown};

shown! {
    /// A login of a person of a family, who sees the own plan by it.
    "FamilyLogin", |login: FamilyLogin| {
        /// Its id.
        id: GlobalId<FamilyLoginId> = GlobalId(login.id);
        /// The trajectory, whose plan it shows.
        trajectoryId: GlobalId<TrajectoryId> = GlobalId(login.trajectory_id);
        /// Whose it is.
        personId: GlobalId<PersonId> = GlobalId(login.person_id);
        /// Who invited the person.
        invitedBy: Made<MemberRef> = Made(MemberRef(login.invited_by));
        /// When.
        invitedOn: Date = login.invited_on;
        /// When it was ended.
        endedOn: Option<Date> = login.ended_on;
        /// Its version: send it along when it is ended.
        version: Version = login.version;
    }
}

shown! {
    /// A person who was invited to a login.
    "InvitedFamilyMember", |invited: InvitedFamilyMember| {
        /// The login.
        login: Child<'_, FamilyLogin> = alone(&invited.login);
        /// The made-up name to sign in with from then on.
        signInName: &str = &invited.sign_in_name;
        /// What opens the login once. Told this once: in an address it belongs behind the `#`.
        secret: &str = &invited.secret;
    }
}

shown! {
    /// What a person of a family or the office said about the plan. Others of the family see nothing of it.
    "PlanComment", |comment: PlanComment| {
        /// Its id.
        id: GlobalId<PlanCommentId> = GlobalId(comment.id);
        /// In whose conversation with the office.
        personId: GlobalId<PersonId> = GlobalId(comment.person_id);
        /// About which goal; about the plan as a whole when absent.
        goalId: Option<GlobalId<GoalId>> = comment.goal_id.map(GlobalId);
        /// Who of the office said it; absent where the person did.
        saidBy: Option<Made<MemberRef>> = comment.said_by.map(|id| Made(MemberRef(id)));
        /// When.
        saidOn: Date = comment.said_on;
        /// What was said.
        text: &Prose = &comment.text;
        /// When it was recorded.
        recordedAt: OffsetDateTime = comment.id.made_at();
    }
}

shown! {
    /// A person's signature under the plan.
    "CoSignature", |signature: CoSignature| {
        /// Its id.
        id: GlobalId<CoSignatureId> = GlobalId(signature.id);
        /// Who signed.
        personId: GlobalId<PersonId> = GlobalId(signature.person_id);
        /// The SHA-256 of the plan as it stood for this person, in lower-case hexadecimal.
        plan: &str = &signature.plan;
        /// When.
        signedOn: Date = signature.signed_on;
    }
}
