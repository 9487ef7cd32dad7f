//! The whole dossier of a trajectory, as one object.

use std::sync::{Arc, OnceLock};

use krachtig_core::domain::attachment::Attachment;
use krachtig_core::domain::budget::{Balance, Budget, LedgerLine};
use krachtig_core::domain::co_signature::CoSignature;
use krachtig_core::domain::consent::Consent;
use krachtig_core::domain::dossier::Dossier;
use krachtig_core::domain::dossier_part::DossierPart;
use krachtig_core::domain::family::{Detainee, Family, Person};
use krachtig_core::domain::family_login::FamilyLogin;
use krachtig_core::domain::goal::Goal;
use krachtig_core::domain::id::{LedgerLineId, MemberId, PartnerId, PersonId, ReferralId};
use krachtig_core::domain::introduction::Introduction;
use krachtig_core::domain::learning::LearningEntry;
use krachtig_core::domain::limit::ProcessingLimit;
use krachtig_core::domain::mapping::Mapping;
use krachtig_core::domain::money;
use krachtig_core::domain::obstacle::SiloObstacle;
use krachtig_core::domain::own_words::OwnWords;
use krachtig_core::domain::partner::{Partner, Referral};
use krachtig_core::domain::plan_comment::PlanComment;
use krachtig_core::domain::problem::Problem;
use krachtig_core::domain::progress::{Progress, progress};
use krachtig_core::domain::referral_link::{ReferralLink, ReferralMessage};
use krachtig_core::domain::retention::LegalHold;
use krachtig_core::domain::rights::RightsRequest;
use krachtig_core::domain::role_check::RoleCheck;
use krachtig_core::domain::room::{Connection, TimeEntry};
use krachtig_core::domain::share::Share;
use krachtig_core::domain::story::StoryVersion;
use krachtig_core::domain::talk::DetaineeTalk;
use krachtig_core::domain::trajectory::{Assignment, StepSkip, Trajectory};
use time::Date;

use super::RightsRequestView;
use crate::graphql::member_names::MemberRef;
use crate::graphql::scalar::{Cents, Word};
use crate::graphql::shown::{Child, Made, Object, alone, child, children, shown};

/// A dossier as it is looked at on a day: what the fields of its records look at.
#[derive(Debug)]
pub struct DossierView {
    /// The dossier.
    pub dossier: Arc<Dossier>,
    /// The day on which it is looked at: today in the Netherlands.
    pub today: Date,
    folded: OnceLock<(Budget, Vec<(LedgerLineId, Balance)>)>,
}

/// A whole dossier, as a resolver answers with it.
pub type DossierObject = Object<DossierView>;

impl DossierView {
    /// The dossier, looked at on this day.
    #[must_use]
    pub fn new(dossier: Arc<Dossier>, today: Date) -> Self {
        Self {
            dossier,
            today,
            folded: OnceLock::new(),
        }
    }

    /// The budget, folded from the ledger once.
    pub(super) fn budget(&self) -> &Budget {
        &self.folded().0
    }

    /// What the ledger added up to after a line of it.
    pub(super) fn balance_after(&self, line: LedgerLineId) -> Option<Balance> {
        let after = &self.folded().1;
        let place = after.binary_search_by_key(&line, |(id, _)| *id).ok()?;
        Some(after[place].1)
    }

    fn folded(&self) -> &(Budget, Vec<(LedgerLineId, Balance)>) {
        self.folded.get_or_init(|| {
            let mut budget = Budget::default();
            let after = |line: &LedgerLine| {
                // As in `Budget::of`: a line that could not have been booked leaves the budget as it was.
                let _refused = budget.book(line);
                (line.id, budget.balance())
            };
            let after = self.dossier.ledger.iter().map(after).collect();
            (budget, after)
        })
    }

    pub(super) fn person(&self, id: Option<PersonId>) -> Option<Child<'_, Person>> {
        self.dossier
            .persons
            .iter()
            .find(|person| Some(person.id) == id)
            .map(alone)
    }

    pub(super) fn persons(&self, ids: &[PersonId]) -> Vec<Child<'_, Person>> {
        ids.iter().filter_map(|id| self.person(Some(*id))).collect()
    }

    pub(super) fn partner(&self, id: Option<PartnerId>) -> Option<Child<'_, Partner>> {
        self.dossier
            .partners
            .iter()
            .find(|partner| Some(partner.id) == id)
            .map(alone)
    }

    pub(super) fn links(&self, referral: ReferralId) -> Vec<Child<'_, ReferralLink>> {
        self.dossier.links_of(referral).map(alone).collect()
    }

    pub(super) fn messages(&self, referral: ReferralId) -> Vec<Child<'_, ReferralMessage>> {
        self.dossier.messages_of(referral).map(alone).collect()
    }

    fn rights_requests(&self) -> Vec<Made<RightsRequestView>> {
        let of = |request: &RightsRequest| RightsRequestView {
            request: request.clone(),
            today: self.today,
        };
        self.dossier
            .rights_requests
            .iter()
            .map(|request| Made(of(request)))
            .collect()
    }

    fn budget_left(&self) -> Option<money::Cents> {
        match &self.dossier.withheld {
            Some(withheld) => withheld.budget_left,
            None => Some(self.budget().balance().available()),
        }
    }

    fn lead(&self) -> Option<MemberId> {
        let leads = |assignment: &&Assignment| assignment.lead && assignment.holds(self.today);
        self.dossier
            .assignments
            .iter()
            .find(leads)
            .map(|assignment| assignment.member_id)
    }
}

shown! {
    /// Everything that is recorded about one trajectory. Lists are in the order in which things were recorded.
    "Dossier", |view: DossierView| {
        /// The family.
        family: Child<'_, Family> = alone(&view.dossier.family);
        /// The trajectory.
        trajectory: Child<'_, Trajectory> = alone(&view.dossier.trajectory);
        /// Where the trajectory stands, step by step, derived from the records.
        progress: Made<Progress> = Made(progress(&view.dossier.facts(view.today)));
        /// The parts of the dossier that you may not see: what belongs to them is left out of it.
        partsHidden: Vec<Word<DossierPart>> = view.dossier.left_out().iter().map(Word).collect();
        /// What is left of the perspective budget; absent for whoever may not see that.
        budgetLeft: Option<Cents> = view.budget_left().map(Cents);
        /// The member who leads now.
        lead: Option<Made<MemberRef>> = view.lead().map(|id| Made(MemberRef(id)));
        /// The people on the family's side.
        persons: Vec<Child<'_, Person>> = view.dossier.persons.iter().map(alone).collect();
        /// Those of them who decide alone today: each gives a consent of their own.
        adults: Vec<Child<'_, Person>> = view.dossier.adults(view.today).map(alone).collect();
        /// The detainee; more than one where a family misses more than one.
        detainees: Vec<Child<'_, Detainee>> = view.dossier.detainees.iter().map(alone).collect();
        /// Their consents, withdrawn ones included.
        consents: Vec<Child<'_, Consent>> = children(&view.dossier.consents, view);
        /// Who works on it, ended assignments included.
        assignments: Vec<Child<'_, Assignment>> = children(&view.dossier.assignments, view);
        /// Steps that are or were passed over.
        stepSkips: Vec<Child<'_, StepSkip>> = view.dossier.skips.iter().map(alone).collect();
        /// Talks with the detainee.
        detaineeTalks: Vec<Child<'_, DetaineeTalk>> = view.dossier.talks.iter().map(alone).collect();
        /// Role checks.
        roleChecks: Vec<Child<'_, RoleCheck>> = view.dossier.role_checks.iter().map(alone).collect();
        /// Introductions to the family.
        introductions: Vec<Child<'_, Introduction>> = children(&view.dossier.introductions, view);
        /// Mappings of needs and strengths.
        mappings: Vec<Child<'_, Mapping>> = children(&view.dossier.mappings, view);
        /// Goals.
        goals: Vec<Child<'_, Goal>> = children(&view.dossier.goals, view);
        /// Time given to the family.
        timeEntries: Vec<Child<'_, TimeEntry>> = view.dossier.time_entries.iter().map(alone).collect();
        /// Connections that were laid.
        connections: Vec<Child<'_, Connection>> = view.dossier.connections.iter().map(alone).collect();
        /// The perspective budget.
        budget: Child<'_, Budget> = child(view.budget(), view);
        /// Referrals to parties.
        referrals: Vec<Child<'_, Referral>> = children(&view.dossier.referrals, view);
        /// Problems that the family meets.
        problems: Vec<Child<'_, Problem>> = children(&view.dossier.problems, view);
        /// Funding silos that stood in the way.
        siloObstacles: Vec<Child<'_, SiloObstacle>> = children(&view.dossier.obstacles, view);
        /// What was tried and learned.
        learningEntries: Vec<Child<'_, LearningEntry>> = view.dossier.learning.iter().map(alone).collect();
        /// Versions of the family's story.
        storyVersions: Vec<Child<'_, StoryVersion>> = children(&view.dossier.stories, view);
        /// What was shared with parties.
        shares: Vec<Child<'_, Share>> = children(&view.dossier.shares, view);
        /// Requests to use rights.
        rightsRequests: Vec<Made<RightsRequestView>> = view.rights_requests();
        /// Limits that people put on the use of their data.
        processingLimits: Vec<Child<'_, ProcessingLimit>> = children(&view.dossier.limits, view);
        /// What people put beside what is recorded of them.
        ownWords: Vec<Child<'_, OwnWords>> = children(&view.dossier.own_words, view);
        /// Reasons for which it is not destroyed.
        legalHolds: Vec<Child<'_, LegalHold>> = view.dossier.holds.iter().map(alone).collect();
        /// Logins of people of the family, ended ones included.
        familyLogins: Vec<Child<'_, FamilyLogin>> = view.dossier.family_logins.iter().map(alone).collect();
        /// What people of the family and the office said about the plan, in the order in which it was said.
        planComments: Vec<Child<'_, PlanComment>> = view.dossier.plan_comments.iter().map(alone).collect();
        /// Signatures of people of the family under the plan.
        coSignatures: Vec<Child<'_, CoSignature>> = view.dossier.co_signatures.iter().map(alone).collect();
        /// Attachments of its records, those that were taken away included.
        attachments: Vec<Child<'_, Attachment>> = view.dossier.attachments.iter().map(alone).collect();
    }
}
