//! What the tests of the domain and of the rooms above it share: a clock that is set by hand, and a builder of dossiers. Fixtures do not belong here:
//! a test says itself what its dossier holds.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use time::macros::date;
use time::{Date, Duration, OffsetDateTime, Time};
use uuid::{Builder, Uuid};

use super::budget::{
    ApprovalGroup, ApprovalsNeeded, BudgetDecision, BudgetRequest, RequestDraft, RuleAnswer, RuleDecision, RuleOutcome,
    RulesIdentity,
};
use super::clock::{Clock, Stamp};
use super::consent::{Consent, ConsentDraft, ConsentForm, Purpose, Subject};
use super::dossier::Dossier;
use super::family::{Detainee, DetaineeDraft, Family, FamilyDraft, Person, PersonDraft, Relation};
use super::goal::{Goal, GoalDraft};
use super::id::{DetaineeId, GoalId, MemberId, PersonId, StoryVersionId};
use super::instrument::{Instrument, InstrumentDraft};
use super::money::Cents;
use super::partner::{Partner, PartnerDraft};
use super::refusal::{Decision, RefusalCode};
use super::story::{StoryApproval, StoryDraft, StoryVersion};
use super::trajectory::Trajectory;
use super::vocabulary::{ApprovalSubject, Audience, FundingSilo, LifeDomain, PartnerType, PayeeKind, Role};

/// The day on which tests begin.
pub(crate) const TODAY: Date = date!(2026 - 03 - 02);

/// A clock that stands still until it is set, and counts its ids.
pub(crate) struct FixedClock {
    second: AtomicI64,
    made: AtomicU64,
}

impl FixedClock {
    /// A clock at noon of [`TODAY`].
    pub(crate) fn new() -> Self {
        let clock = Self {
            second: AtomicI64::new(0),
            made: AtomicU64::new(1),
        };
        clock.set(TODAY);
        clock
    }

    /// Sets the day.
    pub(crate) fn set(&self, day: Date) {
        let noon = day.with_time(Time::MIDNIGHT) + Duration::hours(12);
        self.second.store(noon.assume_utc().unix_timestamp(), Ordering::Relaxed);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> OffsetDateTime {
        OffsetDateTime::UNIX_EPOCH + Duration::seconds(self.second.load(Ordering::Relaxed))
    }

    fn fresh(&self) -> Uuid {
        let number = self.made.fetch_add(1, Ordering::Relaxed);
        let mut counted = [0; 10];
        counted[2..].copy_from_slice(&number.to_be_bytes());
        let millis = self.now().unix_timestamp() * 1_000 + i64::try_from(number).unwrap_or(0);
        Builder::from_unix_timestamp_millis(u64::try_from(millis).unwrap_or(0), &counted).into_uuid()
    }
}

/// A member with a number.
pub(crate) fn member(number: u128) -> MemberId {
    MemberId::from_uuid(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + number))
}

/// An amount in cents.
pub(crate) fn cents(amount: i64) -> Cents {
    Cents::new(amount).expect("a test's amount is in range")
}

/// The first code of a refusal.
pub(crate) fn code<T: std::fmt::Debug>(decision: Decision<T>) -> RefusalCode {
    decision.expect_err("this should be refused").first().code
}

/// A dossier in the making, with the clock at which it is made.
pub(crate) struct DossierBuilder {
    pub(crate) clock: FixedClock,
    pub(crate) dossier: Dossier,
}

impl DossierBuilder {
    /// A family and its trajectory, opened on [`TODAY`].
    pub(crate) fn new() -> Self {
        let clock = FixedClock::new();
        let stamp = Stamp::new(member(1), &clock);
        let draft = FamilyDraft {
            name: "Gezin Proefdier (fictief)".to_owned(),
            ..FamilyDraft::default()
        };
        let family = Family::record(&draft, stamp).expect("the family is right");
        let trajectory = Trajectory::open(family.id, TODAY, None, stamp).expect("the trajectory is right");
        let dossier = Dossier::begin(family, trajectory);
        Self { clock, dossier }
    }

    /// A member acts now.
    pub(crate) fn by(&self, number: u128) -> Stamp<'_> {
        Stamp::new(member(number), &self.clock)
    }

    /// The same on another day.
    pub(crate) fn on(self, day: Date) -> Self {
        self.clock.set(day);
        self
    }

    /// The present day.
    pub(crate) fn today(&self) -> Date {
        self.by(1).today
    }

    /// Adds somebody to the family.
    pub(crate) fn person(&mut self, relation: Relation, born_on: Option<Date>, contact_person: bool) -> PersonId {
        let draft = PersonDraft {
            name: "Iemand (fictief)".to_owned(),
            relation,
            born_on,
            contact_person,
            phone: None,
            email: None,
            external_ref: None,
        };
        let person = Person::record(self.dossier.family.id, &draft, self.by(1)).expect("the person is right");
        let id = person.id;
        self.dossier.persons.push(person);
        id
    }

    /// Adds a partner: an adult without a birth date.
    pub(crate) fn adult(&mut self) -> PersonId {
        self.person(Relation::Partner, None, false)
    }

    /// Adds the detainee.
    pub(crate) fn detainee(&mut self) -> DetaineeId {
        let draft = DetaineeDraft {
            name: "Gedetineerde (fictief)".to_owned(),
            ..DetaineeDraft::default()
        };
        let detainee = Detainee::record(self.dossier.family.id, &draft, self.by(1)).expect("the detainee is right");
        let id = detainee.id;
        self.dossier.detainees.push(detainee);
        id
    }

    /// What would be typed about a consent given today.
    pub(crate) fn consent_draft(&self, subject: Subject, purpose: Purpose) -> ConsentDraft {
        ConsentDraft {
            subject,
            given_by: None,
            purpose,
            recipient: None,
            form: ConsentForm::Spoken,
            notice: None,
            given_on: self.today(),
            valid_until: None,
        }
    }

    /// Somebody consents from today.
    pub(crate) fn consent(&mut self, person: PersonId, purpose: Purpose) {
        let draft = self.consent_draft(Subject::Person(person), purpose);
        self.give(&draft);
    }

    /// The consent that was typed is given.
    pub(crate) fn give(&mut self, draft: &ConsentDraft) {
        let consent = Consent::give(&self.dossier, draft, self.by(1)).expect("the consent is right");
        self.dossier.consents.push(consent);
    }

    /// Takes back the newest consent for a purpose, today.
    pub(crate) fn withdraw(&mut self, purpose: Purpose) {
        let found = self.dossier.consents.iter().rposition(|c| c.purpose == purpose);
        let position = found.expect("there is such a consent");
        let withdrawn = self.dossier.consents[position].withdraw(None, self.by(1));
        self.dossier.consents[position] = withdrawn.expect("it was not withdrawn yet");
    }

    /// Puts money into the budget.
    pub(crate) fn allot(&mut self, amount: i64) {
        let line = self.dossier.allot(
            (cents(amount), FundingSilo::PrivateFund),
            (self.today(), None),
            self.by(1),
        );
        self.dossier.ledger.push(line.expect("the allotment is right"));
    }

    /// Member 1 asks for money.
    pub(crate) fn request(&mut self, amount: i64, decision: RuleDecision) -> Decision<BudgetRequest> {
        let draft = RequestDraft {
            amount: cents(amount),
            purpose: "Zwemles".to_owned(),
            life_domain: LifeDomain::Participation,
            payee: PayeeKind::Supplier,
            silo: FundingSilo::None,
        };
        let (request, lines) = BudgetRequest::record(&self.dossier, &draft, decision, self.by(1))?;
        self.dossier.requests.push(request.clone());
        self.dossier.ledger.extend(lines);
        Ok(request)
    }

    /// Sets a goal.
    pub(crate) fn goal(&mut self) -> GoalId {
        let draft = GoalDraft {
            life_domain: LifeDomain::Finances,
            title: "Rondkomen".to_owned(),
            person_id: None,
            set_on: self.today(),
            target_on: None,
        };
        let goal = Goal::set(&self.dossier, &draft, self.by(1)).expect("the goal is right");
        let id = goal.id;
        self.dossier.goals.push(goal);
        id
    }

    /// Writes a version of the story.
    pub(crate) fn story(&mut self) -> StoryVersionId {
        let story = StoryVersion::write(&self.dossier, &story_draft(), self.by(1)).expect("the story is right");
        let id = story.id;
        self.dossier.stories.push(story);
        id
    }

    /// Somebody approves a version for an audience.
    pub(crate) fn approve(&mut self, story: StoryVersionId, person: PersonId, audience: Audience) -> Decision<()> {
        let on = self.today();
        let approval = StoryApproval::give(&self.dossier, story, (person, audience), (on, self.by(1)))?;
        self.dossier.approvals.push(approval);
        Ok(())
    }
}

/// What would be typed about a story.
pub(crate) fn story_draft() -> StoryDraft {
    StoryDraft {
        title: "Samen sterker".to_owned(),
        body: "Het ging steeds beter.".to_owned(),
        effects: None,
    }
}

/// Our own instrument.
pub(crate) fn instrument(stamp: Stamp<'_>) -> Instrument {
    Instrument::record(&InstrumentDraft::default_instrument(), stamp).expect("our instrument is right")
}

/// A party that takes referrals, or not.
pub(crate) fn partner(active: bool, stamp: Stamp<'_>) -> Partner {
    let draft = PartnerDraft {
        name: "Wijkteam Proef (fictief)".to_owned(),
        partner_type: PartnerType::CommunityTeam,
        municipality: None,
        phone: None,
        email: None,
        url: None,
        description: None,
        active,
    };
    Partner::record(&draft, stamp).expect("the party is right")
}

/// A decision of rules that leave it to so many budget approvers.
pub(crate) fn rules(outcome: RuleOutcome, count: u32) -> RuleDecision {
    decided(match outcome {
        RuleOutcome::Approve => BudgetDecision::Approve,
        RuleOutcome::NeedsApprovals => needs(ApprovalSubject::Request, &[(&[Role::BudgetApprover], count)]),
        RuleOutcome::Refuse => BudgetDecision::Refuse,
    })
}

/// A decision that waits for groups of approvals: the roles of each, and how many members of them.
pub(crate) fn needs(subject: ApprovalSubject, groups: &[(&[Role], u32)]) -> BudgetDecision {
    let group = |(roles, count): &(&[Role], u32)| ApprovalGroup {
        roles: roles.to_vec(),
        count: *count,
        excluded: Vec::new(),
    };
    BudgetDecision::NeedsApprovals(ApprovalsNeeded {
        subject,
        groups: groups.iter().map(group).collect(),
    })
}

/// A decision, as it is stored.
pub(crate) fn decided(decision: BudgetDecision) -> RuleDecision {
    RuleDecision {
        answer: RuleAnswer {
            decision,
            findings: Vec::new(),
            tranches: Vec::new(),
            obligations: Vec::new(),
            fuel_used: None,
        },
        rules: RulesIdentity {
            name: "test".to_owned(),
            version: "1".to_owned(),
            component_sha256: None,
            settings_version: 1,
        },
        failed: None,
    }
}
