//! What a person of a family sees by the own login.

use krachtig_core::domain::access_log::{AccessPurpose, LogEvent};
use krachtig_core::domain::co_signature::CoSignature;
use krachtig_core::domain::consent::Purpose;
use krachtig_core::domain::family_login::FamilyLogin;
use krachtig_core::domain::goal::GoalOutcome;
use krachtig_core::domain::id::{ActionId, ConsentId, GoalId, ReferralId, StoryApprovalId, StoryVersionId};
use krachtig_core::domain::own_plan::{OwnAction, OwnConsent, OwnGoal, OwnReferral, OwnStory};
use krachtig_core::domain::partner::ReferralState;
use krachtig_core::domain::plan_comment::PlanComment;
use krachtig_core::domain::record::Version;
use krachtig_core::domain::story::StoryApproval;
use krachtig_core::domain::text::Line;
use krachtig_core::domain::vocabulary::{Audience, Carrier, LifeDomain, Vocabulary};
use krachtig_core::service::{Action, CONSENT_NOTICE, OwnAccess, SeenPlan};
use time::{Date, OffsetDateTime};

use crate::graphql::scalar::{Cents, GlobalId, Word};
use crate::graphql::shown::{Child, Made, alone, shown};

shown! {
    /// Your plan, as a person of a family who was invited to a login. What concerns others alone is not in it, and nobody
    /// else is named.
    "OwnPlan", |seen: SeenPlan| {
        /// The login.
        login: Child<'_, FamilyLogin> = alone(&seen.login);
        /// The office.
        office: &str = &seen.office;
        /// Who leads for the family: the name.
        contactName: Option<&str> = seen.contact.as_ref().map(|(name, _)| name.as_str());
        /// Who leads for the family: the e-mail address.
        contactEmail: Option<&str> = seen.contact.as_ref().map(|(_, email)| email.as_str());
        /// Your name, as it is recorded.
        name: &str = seen.plan.person.name.as_str();
        /// The goals, the family's and your own.
        goals: Vec<Child<'_, OwnGoal>> = seen.plan.goals.iter().map(alone).collect();
        /// The time that was given to the family, in minutes.
        minutes: Option<i64> = seen.plan.minutes;
        /// What is left of the perspective budget.
        budgetLeft: Option<Cents> = seen.plan.budget_left.map(Cents);
        /// The referrals that concern you.
        referrals: Vec<Child<'_, OwnReferral>> = seen.plan.referrals.iter().map(alone).collect();
        /// Your conversation with the office.
        comments: Vec<Child<'_, PlanComment>> = seen.plan.comments.iter().map(alone).collect();
        /// The SHA-256 of the plan as it stands: send it along when you sign.
        plan: &str = &seen.plan.plan;
        /// What you signed.
        signatures: Vec<Child<'_, CoSignature>> = seen.plan.signatures.iter().map(alone).collect();
        /// Whether you signed the plan as it stands.
        signed: bool = seen.plan.signed().is_some_and(|(_, now)| now);
        /// Your consents, withdrawn ones included.
        consents: Vec<Child<'_, OwnConsent>> = seen.plan.consents.iter().map(alone).collect();
        /// The version of the information about consent: send it along when you give one.
        notice: &str = CONSENT_NOTICE;
        /// The versions of your story, the newest first.
        stories: Vec<Child<'_, OwnStory>> = seen.plan.stories.iter().map(alone).collect();
    }
}

shown! {
    /// A goal of your plan.
    "OwnGoal", |goal: OwnGoal| {
        /// Its id.
        id: GlobalId<GoalId> = GlobalId(goal.id);
        /// The area of life.
        lifeDomain: Word<LifeDomain> = Word(goal.life_domain);
        /// The goal.
        title: &str = &goal.title;
        /// Whether it is your own rather than the family's.
        own: bool = goal.own;
        /// When it should be reached.
        targetOn: Option<Date> = goal.target_on;
        /// What came of it.
        outcome: Option<Word<GoalOutcome>> = goal.outcome.map(Word);
        /// Who does what for it.
        actions: Vec<Child<'_, OwnAction>> = goal.actions.iter().map(alone).collect();
    }
}

shown! {
    /// An action of your plan.
    "OwnAction", |action: OwnAction| {
        /// Its id.
        id: GlobalId<ActionId> = GlobalId(action.id);
        /// What is to be done.
        about: &str = &action.about;
        /// Who carries it.
        carrier: Word<Carrier> = Word(action.carrier);
        /// When it should be done.
        dueOn: Option<Date> = action.due_on;
        /// When it was done.
        doneOn: Option<Date> = action.done_on;
        /// Whether it is yours to finish.
        mine: bool = action.mine;
        /// Its version: send it along when it is done.
        version: Version = action.version;
    }
}

shown! {
    /// A referral that concerns you.
    "OwnReferral", |referral: OwnReferral| {
        /// Its id.
        id: GlobalId<ReferralId> = GlobalId(referral.id);
        /// The party.
        party: &str = &referral.party;
        /// What is needed of it.
        need: &str = &referral.need;
        /// Where it stands.
        state: Word<ReferralState> = Word(referral.state);
        /// When it was sent.
        sentOn: Date = referral.sent_on;
    }
}

shown! {
    /// A consent of yours.
    "OwnConsent", |one: OwnConsent| {
        /// Its id.
        id: GlobalId<ConsentId> = GlobalId(one.consent.id);
        /// What for.
        purpose: Word<Purpose> = Word(one.consent.purpose);
        /// With whom alone data may be shared; with everybody that the purpose takes when absent.
        recipient: Option<&Line> = one.consent.recipient.as_ref();
        /// The first day on which it holds.
        givenOn: Date = one.consent.given_on;
        /// The last day on which it holds.
        validUntil: Option<Date> = one.consent.valid_until;
        /// From when it no longer holds because you withdrew it.
        withdrawnOn: Option<Date> = one.consent.withdrawn_on;
        /// Whether it holds today.
        holds: bool = one.holds;
        /// Its version: send it along when you withdraw it.
        version: Version = one.consent.version;
    }
}

/// An approval of one's own, without the people around it.
#[derive(Clone, Debug)]
pub(super) struct OwnApproval(StoryApproval);

shown! {
    /// Your approval of a version of the story for an audience.
    "OwnApproval", |approval: OwnApproval| {
        /// Its id.
        id: GlobalId<StoryApprovalId> = GlobalId(approval.0.id);
        /// For whose eyes.
        audience: Word<Audience> = Word(approval.0.audience);
        /// When.
        approvedOn: Date = approval.0.approved_on;
        /// Its version: send it along when you take it back.
        version: Version = approval.0.version;
    }
}

shown! {
    /// A version of your family's story.
    "OwnStory", |story: OwnStory| {
        /// Its id.
        id: GlobalId<StoryVersionId> = GlobalId(story.id);
        /// Its number.
        number: i32 = story.number;
        /// Its title.
        title: &str = &story.title;
        /// The story.
        body: &str = &story.body;
        /// What changed for the family.
        effects: Option<&str> = story.effects.as_deref();
        /// Your approvals that stand.
        approvals: Vec<Made<OwnApproval>> = story.approvals.iter().cloned().map(|one| Made(OwnApproval(one))).collect();
        /// For whom you can approve it, as your consent to a story says.
        openTo: Vec<Word<Audience>> = story.open_to.iter().copied().map(Word).collect();
        /// Its version as a record: send it along when you approve it.
        version: Version = story.version;
    }
}

shown! {
    /// Somebody who looked at your data, or changed it.
    "OwnAccess", |line: OwnAccess| {
        /// When.
        at: OffsetDateTime = line.at;
        /// In which role.
        role: &str = &line.role;
        /// What was done to the data.
        event: Word<LogEvent> = Word(line.event);
        /// By which operation; absent for an operation that this version does not know.
        action: Option<Word<Action>> = Action::from_code(&line.action).map(Word);
        /// Why; absent in lines from before the log told it.
        purpose: Option<Word<AccessPurpose>> = line.purpose.map(Word);
        /// Whether it was you.
        byMe: bool = line.by_me;
    }
}
