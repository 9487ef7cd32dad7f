//! What a person of the family sees by the own login: the plan, the room to act, referrals, the own conversation, consents
//! and story approvals.
//!
//! What concerns this person is told and nothing else ([`Concerned`]), with everybody else taken out of the texts, as in
//! the export of one person. Nothing of the other side of the wall is in it, no note of a worker, no consent of others.
//!
//! ```
//! use krachtig_core::domain::own_plan::OwnPlan;
//! use krachtig_core::domain::dossier::Parts;
//! use krachtig_core::domain::record::RecordKind;
//!
//! assert!(!OwnPlan::LOOKS_AT.has(RecordKind::DetaineeTalk) && !OwnPlan::LOOKS_AT.has(RecordKind::Mapping));
//! ```

use time::Date;

use super::co_signature::CoSignature;
use super::concerned::Concerned;
use super::consent::Consent;
use super::dossier::{Dossier, Parts};
use super::family::Person;
use super::goal::{Action, Goal, GoalOutcome};
use super::id::{ActionId, GoalId, ReferralId, StoryVersionId};
use super::money::Cents;
use super::partner::ReferralState;
use super::plan_comment::PlanComment;
use super::record::{RecordKind, Version};
use super::redact::Redactor;
use super::story::StoryApproval;
use super::vocabulary::{Audience, Carrier, LifeDomain};

/// What a person of the family sees.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnPlan {
    /// Who sees it, as recorded.
    pub person: Person,
    /// Whether the person is an adult, whom the family's goals, money and story concern.
    pub adult: bool,
    /// The goals, the family's and the own.
    pub goals: Vec<OwnGoal>,
    /// The time that was given to the family, in minutes; nothing for who is no adult.
    pub minutes: Option<i64>,
    /// What is left of the perspective budget; nothing for who is no adult.
    pub budget_left: Option<Cents>,
    /// The referrals that concern the person.
    pub referrals: Vec<OwnReferral>,
    /// The own conversation with the office.
    pub comments: Vec<PlanComment>,
    /// The plan's hash: what a signature of it names.
    pub plan: String,
    /// What the person has signed.
    pub signatures: Vec<CoSignature>,
    /// The own consents, withdrawn ones included.
    pub consents: Vec<OwnConsent>,
    /// The versions of the story, the newest first; none for who is no adult.
    pub stories: Vec<OwnStory>,
}

/// A goal as the person sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnGoal {
    /// Its id.
    pub id: GoalId,
    /// The area of life.
    pub life_domain: LifeDomain,
    /// The goal.
    pub title: String,
    /// Whether it is this person's own rather than the family's.
    pub own: bool,
    /// When it should be reached.
    pub target_on: Option<Date>,
    /// What came of it.
    pub outcome: Option<GoalOutcome>,
    /// Who does what for it.
    pub actions: Vec<OwnAction>,
}

/// An action as the person sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnAction {
    /// Its id.
    pub id: ActionId,
    /// Its version.
    pub version: Version,
    /// What is to be done.
    pub about: String,
    /// Who carries it.
    pub carrier: Carrier,
    /// When it should be done.
    pub due_on: Option<Date>,
    /// When it was done.
    pub done_on: Option<Date>,
    /// Whether it is this person's to finish.
    pub mine: bool,
}

/// A referral as the person sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnReferral {
    /// Its id.
    pub id: ReferralId,
    /// The party.
    pub party: String,
    /// What the family needs of it.
    pub need: String,
    /// Where it stands.
    pub state: ReferralState,
    /// When it was sent.
    pub sent_on: Date,
}

/// A consent of the person, and whether it holds today.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnConsent {
    /// The consent.
    pub consent: Consent,
    /// Whether it holds.
    pub holds: bool,
}

/// A version of the story as the person sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnStory {
    /// Its id.
    pub id: StoryVersionId,
    /// The version of its record: what is approved is what was read.
    pub version: Version,
    /// Its number.
    pub number: i32,
    /// Its title.
    pub title: String,
    /// The story, whole: nobody approves what he or she cannot read.
    pub body: String,
    /// What changed for the family.
    pub effects: Option<String>,
    /// The own approvals that stand.
    pub approvals: Vec<StoryApproval>,
    /// The audiences for which a consent to a story holds and the version is not approved yet by this person.
    pub open_to: Vec<Audience>,
}

impl Action {
    /// Whether a person may say that it is done: one that the family carries, by nobody else in it.
    #[must_use]
    pub fn is_of(&self, person: &Person) -> bool {
        let by = self.who.as_ref();
        self.carrier == Carrier::Own && by.is_none_or(|who| who.as_str() == person.name.as_str())
    }
}

impl OwnPlan {
    /// The lists of a dossier that it is made of, with what says whether the login holds.
    pub const LOOKS_AT: Parts = Parts::of(&[
        RecordKind::Person,
        RecordKind::Detainee,
        RecordKind::Consent,
        RecordKind::Assignment,
        RecordKind::Goal,
        RecordKind::Action,
        RecordKind::TimeEntry,
        RecordKind::BudgetRequest,
        RecordKind::LedgerLine,
        RecordKind::Referral,
        RecordKind::Partner,
        RecordKind::StoryVersion,
        RecordKind::StoryApproval,
        RecordKind::FamilyLogin,
        RecordKind::PlanComment,
        RecordKind::CoSignature,
    ]);

    /// What a dossier tells a person of the family. `plan` is the hash of the plan as it stands for this person.
    #[must_use]
    pub fn of(dossier: &Dossier, person: &Person, (redactor, plan): (&Redactor, String), today: Date) -> Self {
        let told_to = Concerned::of(dossier, person.id, today);
        let adult = told_to.is_adult();
        let goals = dossier.goals.iter().filter(|goal| told_to.whose(goal.person_id));
        let referrals = dossier.referrals.iter().filter(|one| told_to.among(&one.persons));
        let consents = dossier.consents.iter().filter(|one| one.person_id == Some(person.id));
        let minutes = dossier.time_entries.iter().map(|entry| i64::from(entry.minutes)).sum();
        Self {
            person: person.clone(),
            adult,
            goals: goals
                .map(|goal| OwnGoal::of(dossier, (goal, person), redactor))
                .collect(),
            minutes: adult.then_some(minutes),
            budget_left: adult.then(|| dossier.budget().balance().available()),
            referrals: referrals
                .map(|referral| OwnReferral {
                    id: referral.id,
                    party: dossier
                        .partners
                        .iter()
                        .find(|partner| partner.id == referral.partner_id)
                        .map_or_else(String::new, |partner| partner.name.to_string()),
                    need: redactor.redact(referral.need.as_str()),
                    state: referral.state(),
                    sent_on: referral.sent_on,
                })
                .collect(),
            comments: dossier.comments_of(person.id).cloned().collect(),
            plan,
            signatures: dossier.signatures_of(person.id).cloned().collect(),
            consents: consents
                .map(|consent| OwnConsent {
                    consent: consent.clone(),
                    holds: dossier
                        .consents_of(person.id, consent.purpose, today)
                        .any(|one| one.id == consent.id),
                })
                .collect(),
            stories: stories(dossier, person, (adult, today)),
        }
    }

    /// The last signature, and whether it is under the plan as it stands.
    #[must_use]
    pub fn signed(&self) -> Option<(&CoSignature, bool)> {
        let now = self.signatures.iter().find(|one| one.plan == self.plan);
        let last = now.or(self.signatures.last());
        last.map(|one| (one, one.plan == self.plan))
    }
}

impl OwnGoal {
    fn of(dossier: &Dossier, (goal, person): (&Goal, &Person), redactor: &Redactor) -> Self {
        let actions = dossier.actions.iter().filter(|action| action.goal_id == goal.id);
        Self {
            id: goal.id,
            life_domain: goal.life_domain,
            title: redactor.redact(goal.title.as_str()),
            own: goal.person_id.is_some(),
            target_on: goal.target_on,
            outcome: goal.outcome,
            actions: actions
                .map(|action| OwnAction {
                    id: action.id,
                    version: action.version,
                    about: redactor.redact(action.about.as_str()),
                    carrier: action.carrier,
                    due_on: action.due_on,
                    done_on: action.done_on,
                    mine: action.is_of(person),
                })
                .collect(),
        }
    }
}

/// The versions of the story, for an adult.
fn stories(dossier: &Dossier, person: &Person, (adult, today): (bool, Date)) -> Vec<OwnStory> {
    use super::consent::Purpose;
    use super::terms::Recipient;
    use super::vocabulary::Vocabulary;
    let told = dossier.stories.iter().filter(|_| adult).rev();
    let told = told.map(|story| {
        let mine = dossier
            .approvals
            .iter()
            .filter(|one| (one.story_version_id, one.person_id) == (story.id, person.id) && one.withdrawn_on.is_none());
        let approvals: Vec<StoryApproval> = mine.cloned().collect();
        let open = |audience: &Audience| {
            let mut consents = dossier.consents_of(person.id, Purpose::Story, today);
            !approvals.iter().any(|one| one.audience == *audience)
                && consents.any(|consent| consent.covers(Some(Recipient::Audience(*audience))))
        };
        OwnStory {
            id: story.id,
            version: story.version,
            number: story.number,
            title: story.title.to_string(),
            body: story.body.to_string(),
            effects: story.effects.as_ref().map(ToString::to_string),
            open_to: Audience::ALL.iter().copied().filter(open).collect(),
            approvals,
        }
    });
    told.collect()
}
