//! A dossier of a fictional family, made by the domain's own decisions.

use std::sync::atomic::{AtomicU64, Ordering};

use krachtig_core::domain::budget::{
    Approval, BudgetPlan, BudgetRequest, LedgerKind, Obligation, PlanDraft, RequestDraft, RuleDecision, RuleFinding,
    RuleOutcome, RulesIdentity, Tranche,
};
use krachtig_core::domain::clock::{Clock, Stamp};
use krachtig_core::domain::consent::{Consent, ConsentDraft, ConsentForm, Purpose, Subject};
use krachtig_core::domain::dossier::Dossier;
use krachtig_core::domain::family::{Detainee, DetaineeDraft, Family, FamilyDraft, Person, PersonDraft, Relation};
use krachtig_core::domain::goal::{Action, ActionDraft, Goal, GoalDraft};
use krachtig_core::domain::id::MemberId;
use krachtig_core::domain::instrument::{Instrument, InstrumentDraft};
use krachtig_core::domain::introduction::{Introduction, IntroductionDraft, Via};
use krachtig_core::domain::learning::{LearningDraft, LearningEntry};
use krachtig_core::domain::mapping::{FindingDraft, FindingKind, Mapping, MappingDraft, ScoreDraft, Split};
use krachtig_core::domain::money::Cents;
use krachtig_core::domain::obstacle::{ObstacleDraft, SiloObstacle, Suggestion, SuggestionDraft, SuggestionState};
use krachtig_core::domain::partner::{Partner, PartnerDraft, Referral, ReferralAnswer, ReferralDraft};
use krachtig_core::domain::problem::{Problem, ProblemDraft};
use krachtig_core::domain::refusal::Decision;
use krachtig_core::domain::role_check::{PlayerKind, RoleCheck, RoleCheckDraft};
use krachtig_core::domain::room::{Connection, ConnectionDraft, ConnectionSide, TimeDraft, TimeEntry};
use krachtig_core::domain::story::{StoryApproval, StoryDraft, StoryVersion};
use krachtig_core::domain::talk::{DetaineeTalk, TalkDraft, TalkSetting};
use krachtig_core::domain::trajectory::{Assignment, Step, StepSkip, Trajectory};
use krachtig_core::domain::vocabulary::{
    Audience, Carrier, Effect, FundingSilo, LifeDomain, ObstacleGround, PartnerType, PayeeKind, ProblemCategory, Role,
    Vocabulary,
};
use time::OffsetDateTime;
use time::macros::{date, datetime};
use uuid::Uuid;

/// A clock that stands still and counts its ids.
#[derive(Default)]
pub(super) struct Still(AtomicU64);

impl Clock for Still {
    fn now(&self) -> OffsetDateTime {
        datetime!(2026-03-02 09:00 UTC)
    }

    fn fresh(&self) -> Uuid {
        Uuid::from_u128(0x019c_ad9f_f680_7000_8000_0000_0000_0000 + u128::from(self.0.fetch_add(1, Ordering::Relaxed)))
    }
}

/// The member who recorded the sample.
pub(super) fn worker() -> MemberId {
    MemberId::from_uuid(Uuid::from_u128(0x019c_0000_0000_7000_8000_0000_0000_00a1))
}

/// The member who approved its budget request.
pub(super) fn approver() -> MemberId {
    MemberId::from_uuid(Uuid::from_u128(0x019c_0000_0000_7000_8000_0000_0000_00a2))
}

/// A dossier with something of every kind in it.
pub(super) fn dossier() -> Dossier {
    let clock = Still::default();
    filled(&clock).expect("the sample breaks no rule of the domain")
}

fn filled(clock: &Still) -> Decision<Dossier> {
    let stamp = Stamp::new(worker(), clock);
    let mut dossier = people(stamp)?;
    first_steps(&mut dossier, stamp)?;
    needs_and_goals(&mut dossier, stamp)?;
    money(&mut dossier, stamp, Stamp::new(approver(), clock))?;
    network(&mut dossier, stamp)?;
    lessons(&mut dossier, stamp)?;
    Ok(dossier)
}

fn people(stamp: Stamp<'_>) -> Decision<Dossier> {
    let draft = FamilyDraft {
        name: "Gezin Voorbeeld (fictief)".to_owned(),
        municipality: Some("GM0518".to_owned()),
        ..FamilyDraft::default()
    };
    let family = Family::record(&draft, stamp)?;
    let trajectory = Trajectory::open(family.id, date!(2026 - 01 - 12), None, stamp)?;
    let mut dossier = Dossier::begin(family, trajectory);
    for (name, relation, born_on) in [
        ("Anna Voorbeeld (fictief)", Relation::Partner, date!(1990 - 05 - 01)),
        ("Bram Voorbeeld (fictief)", Relation::Child, date!(2015 - 09 - 30)),
    ] {
        let draft = PersonDraft {
            name: name.to_owned(),
            relation,
            born_on: Some(born_on),
            contact_person: relation == Relation::Partner,
            phone: None,
            email: None,
            external_ref: None,
        };
        dossier.persons.push(Person::record(dossier.family.id, &draft, stamp)?);
    }
    let draft = DetaineeDraft {
        name: "Carl Voorbeeld (fictief)".to_owned(),
        institution: Some("PI Haaglanden".to_owned()),
        ..DetaineeDraft::default()
    };
    dossier
        .detainees
        .push(Detainee::record(dossier.family.id, &draft, stamp)?);
    for purpose in Purpose::ALL {
        let draft = ConsentDraft {
            subject: Subject::Person(dossier.persons[0].id),
            given_by: None,
            purpose: *purpose,
            recipient: None,
            form: ConsentForm::Signed,
            notice: None,
            given_on: date!(2026 - 01 - 20),
            valid_until: None,
        };
        dossier.consents.push(Consent::give(&dossier, &draft, stamp)?);
    }
    Ok(dossier)
}

fn first_steps(dossier: &mut Dossier, stamp: Stamp<'_>) -> Decision<()> {
    dossier.assignments.push(Assignment::assign(
        dossier,
        (stamp.by, Role::Professional),
        true,
        stamp,
    )?);
    let draft = TalkDraft {
        held_on: date!(2026 - 01 - 13),
        setting: TalkSetting::Visit,
        worries: vec![(Some(LifeDomain::Finances), "De huur".to_owned())],
        key_factors: vec![(None, "Een vast aanspreekpunt".to_owned())],
        note: None,
    };
    dossier.talks.push(DetaineeTalk::record(dossier, &draft, stamp)?);
    let draft = RoleCheckDraft {
        agreed_on: date!(2026 - 01 - 13),
        roles: vec![("Een buurvrouw".to_owned(), PlayerKind::Network, "Oppas".to_owned())],
        none_reason: None,
    };
    dossier.role_checks.push(RoleCheck::record(dossier, &draft, stamp)?);
    let draft = IntroductionDraft {
        held_on: date!(2026 - 01 - 20),
        via: Via::ContactPerson,
        present: dossier.persons.iter().map(|person| person.id).collect(),
        note: None,
    };
    dossier
        .introductions
        .push(Introduction::record(dossier, &draft, stamp)?);
    dossier
        .skips
        .push(StepSkip::skip(dossier, Step::Scaling, "Nog te vroeg", stamp)?);
    Ok(())
}

fn needs_and_goals(dossier: &mut Dossier, stamp: Stamp<'_>) -> Decision<()> {
    let instrument = Instrument::record(&InstrumentDraft::default_instrument(), stamp)?;
    let person = dossier.persons[0].id;
    let draft = MappingDraft {
        held_on: date!(2026 - 02 - 01),
        present: vec![person],
        scores: vec![ScoreDraft {
            domain: "finances".to_owned(),
            level: 2,
            split: Some(Split {
                own: 1,
                network: 1,
                professional: 0,
            }),
        }],
        findings: vec![FindingDraft {
            domain: "social_network".to_owned(),
            kind: FindingKind::Strength,
            about: "Oma woont om de hoek".to_owned(),
            carrier: Some(Carrier::Network),
            person_id: Some(person),
        }],
        note: None,
    };
    dossier
        .mappings
        .push(Mapping::record(dossier, &instrument, &draft, stamp)?);
    dossier.instruments.push(instrument);
    let draft = GoalDraft {
        life_domain: LifeDomain::Finances,
        title: "Weer samen eten".to_owned(),
        person_id: Some(person),
        set_on: date!(2026 - 02 - 01),
        target_on: Some(date!(2026 - 06 - 01)),
    };
    let goal = Goal::set(dossier, &draft, stamp)?;
    let draft = ActionDraft {
        about: "Tafel kopen".to_owned(),
        carrier: Carrier::Own,
        who: None,
        due_on: Some(date!(2026 - 03 - 15)),
        done_on: None,
    };
    dossier.goals.push(goal);
    dossier
        .actions
        .push(Action::plan(dossier, dossier.goals[0].id, &draft, stamp)?);
    Ok(())
}

fn cents(cents: i64) -> Cents {
    Cents::new(cents).expect("the sample's amounts are in range")
}

fn money(dossier: &mut Dossier, stamp: Stamp<'_>, approver: Stamp<'_>) -> Decision<()> {
    let allotted = dossier.allot(
        (cents(50_000), FundingSilo::PrivateFund),
        (date!(2026 - 02 - 02), None),
        stamp,
    )?;
    dossier.ledger.push(allotted);
    let draft = PlanDraft {
        about: "Een tafel en stoelen".to_owned(),
        total: cents(40_000),
        benefit_impact_checked_on: None,
        reviewed_on: None,
    };
    let plan = BudgetPlan::record(dossier, &draft, stamp)?.approve(dossier, approver)?;
    dossier.plans.push(plan);
    let draft = RequestDraft {
        amount: cents(12_500),
        purpose: "Tafel".to_owned(),
        life_domain: LifeDomain::Housing,
        payee: PayeeKind::Supplier,
        silo: FundingSilo::BijzondereBijstand,
    };
    let decision = RuleDecision {
        outcome: RuleOutcome::NeedsApprovals,
        roles: vec![Role::BudgetApprover],
        count: 1,
        excluded: Vec::new(),
        findings: vec![RuleFinding {
            code: "above_limit".to_owned(),
            args: [("limit".to_owned(), "10000".to_owned())].into(),
        }],
        tranches: vec![Tranche {
            from_on: date!(2026 - 03 - 02),
            amount: cents(12_500),
        }],
        obligations: vec![Obligation::Receipt],
        rules: RulesIdentity {
            name: "mandate".to_owned(),
            version: "1.0.0".to_owned(),
            hash: String::new(),
            settings_version: 1,
        },
        fuel: None,
    };
    let (request, lines) = BudgetRequest::record(dossier, &draft, decision, stamp)?;
    dossier.ledger.extend(lines);
    let approval = Approval {
        roles: &[Role::BudgetApprover],
        note: None,
    };
    let lines = request.approve(dossier, approval, approver)?;
    dossier.ledger.extend(lines);
    let spent = request.settle(dossier, (LedgerKind::Spend, cents(12_000), None), stamp)?;
    dossier.ledger.push(spent);
    dossier.requests.push(request);
    Ok(())
}

fn network(dossier: &mut Dossier, stamp: Stamp<'_>) -> Decision<()> {
    let draft = TimeDraft {
        spent_on: date!(2026 - 02 - 03),
        minutes: 90,
        life_domain: None,
        note: None,
    };
    dossier.time_entries.push(TimeEntry::record(dossier, &draft, stamp)?);
    let draft = ConnectionDraft {
        who: "Bram".to_owned(),
        with_whom: "Zijn vader".to_owned(),
        side: ConnectionSide::AcrossTheWall,
        laid_on: date!(2026 - 02 - 10),
        result: None,
    };
    dossier.connections.push(Connection::record(dossier, &draft, stamp)?);
    let draft = PartnerDraft {
        name: "Wijkteam Voorbeeld (fictief)".to_owned(),
        partner_type: PartnerType::CommunityTeam,
        municipality: Some("GM0518".to_owned()),
        phone: None,
        email: None,
        url: None,
        description: None,
        active: true,
    };
    let partner = Partner::record(&draft, stamp)?;
    let draft = ReferralDraft {
        persons: vec![dossier.persons[0].id],
        need: "Hulp bij de huur".to_owned(),
        life_domain: LifeDomain::Finances,
        warm_handover: true,
        sent_on: date!(2026 - 02 - 11),
    };
    let answer = ReferralAnswer {
        answered_on: date!(2026 - 02 - 20),
        decline_ground: Some(ObstacleGround::OtherPayerFirst),
        note: None,
    };
    let referral = Referral::send(dossier, &partner, &draft, stamp)?.answer(&answer, stamp)?;
    dossier.referrals.push(referral);
    dossier.partners.push(partner);
    Ok(())
}

fn lessons(dossier: &mut Dossier, stamp: Stamp<'_>) -> Decision<()> {
    let draft = ProblemDraft {
        category: ProblemCategory::Debts,
        person_id: None,
        effect: Effect::Worse,
        preexisting: true,
        noted_on: date!(2026 - 02 - 01),
        solved_on: None,
        what_helped: None,
        note: None,
    };
    dossier.problems.push(Problem::record(dossier, &draft, stamp)?);
    let draft = ObstacleDraft {
        need: "Huur tijdens de detentie".to_owned(),
        life_domain: LifeDomain::Housing,
        silo: FundingSilo::BijzondereBijstand,
        ground: ObstacleGround::WrongTargetGroup,
        met_on: date!(2026 - 02 - 20),
        days_lost: 14,
        cost: cents(60_000),
        bridged_by: None,
        solved_on: None,
        note: None,
    };
    let obstacle = SiloObstacle::record(dossier, dossier.partners.first(), &draft, stamp)?;
    dossier.obstacles.push(obstacle);
    let draft = SuggestionDraft {
        about: "Huur ook voor gezinnen betalen".to_owned(),
        addressed_to: PartnerType::Municipality,
        made_on: date!(2026 - 02 - 25),
        state: SuggestionState::Made,
        result: None,
        agenda_on: None,
    };
    dossier
        .suggestions
        .push(Suggestion::make(dossier, dossier.obstacles[0].id, &draft, stamp)?);
    let draft = LearningDraft {
        tried: "Samen bellen".to_owned(),
        brought: Some("Een afspraak".to_owned()),
        learned: None,
        noted_on: date!(2026 - 02 - 26),
    };
    dossier.learning.push(LearningEntry::record(dossier, &draft, stamp)?);
    let draft = StoryDraft {
        title: "Een tafel".to_owned(),
        body: "Er staat weer een tafel.".to_owned(),
        effects: None,
    };
    dossier.stories.push(StoryVersion::write(dossier, &draft, stamp)?);
    let approval = StoryApproval::give(
        dossier,
        dossier.stories[0].id,
        (dossier.persons[0].id, Audience::Team),
        (date!(2026 - 03 - 01), stamp),
    )?;
    dossier.approvals.push(approval);
    Ok(())
}
