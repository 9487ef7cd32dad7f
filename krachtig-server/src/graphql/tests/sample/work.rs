//! The sample's money, network and lessons: steps 5 to 9.

use krachtig_core::domain::budget::{
    Approval, ApprovalGroup, ApprovalsNeeded, BudgetDecision, BudgetPlan, BudgetRequest, Finding, FindingArgument,
    FindingValue, LedgerKind, Obligation, PlanDraft, RequestDraft, RuleAnswer, RuleDecision, RulesIdentity, Tranche,
};
use krachtig_core::domain::clock::Stamp;
use krachtig_core::domain::dossier::Dossier;
use krachtig_core::domain::learning::{LearningDraft, LearningEntry};
use krachtig_core::domain::money::Cents;
use krachtig_core::domain::obstacle::{ObstacleDraft, SiloObstacle, Suggestion, SuggestionDraft, SuggestionState};
use krachtig_core::domain::partner::{Partner, PartnerDraft, Referral, ReferralAnswer, ReferralDraft};
use krachtig_core::domain::problem::{Problem, ProblemDraft};
use krachtig_core::domain::refusal::Decision;
use krachtig_core::domain::room::{Connection, ConnectionDraft, ConnectionSide, TimeDraft, TimeEntry};
use krachtig_core::domain::story::{StoryApproval, StoryDraft, StoryVersion};
use krachtig_core::domain::vocabulary::{
    ApprovalSubject, Audience, Effect, FundingSilo, LifeDomain, ObligationKind, ObstacleGround, PartnerType, PayeeKind,
    ProblemCategory, Role,
};
use time::macros::date;

fn cents(cents: i64) -> Cents {
    Cents::new(cents).expect("the sample's amounts are in range")
}

pub(super) fn money(dossier: &mut Dossier, stamp: Stamp<'_>, approver: Stamp<'_>) -> Decision<()> {
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
    let plan = BudgetPlan::record(dossier, &draft, stamp)?.approve(dossier, Role::BudgetApprover, approver)?;
    dossier.plans.push(plan);
    let draft = RequestDraft {
        amount: cents(12_500),
        purpose: "Tafel".to_owned(),
        life_domain: LifeDomain::Housing,
        payee: PayeeKind::Supplier,
        silo: FundingSilo::BijzondereBijstand,
    };
    let answer = RuleAnswer {
        decision: BudgetDecision::NeedsApprovals(ApprovalsNeeded {
            subject: ApprovalSubject::Request,
            groups: vec![ApprovalGroup {
                roles: vec![Role::BudgetApprover],
                count: 1,
                excluded: Vec::new(),
            }],
        }),
        findings: vec![Finding {
            code: "above_limit".to_owned(),
            arguments: vec![FindingArgument {
                name: "limit".to_owned(),
                value: FindingValue::Amount(10_000),
            }],
        }],
        tranches: vec![Tranche {
            amount: cents(12_500),
            after: Vec::new(),
            not_before: Some(date!(2026 - 03 - 02)),
        }],
        obligations: vec![Obligation {
            kind: ObligationKind::Receipt,
            due: None,
        }],
        fuel_used: None,
    };
    let rules = RulesIdentity {
        name: "mandate".to_owned(),
        version: "1.0.0".to_owned(),
        component_sha256: None,
        settings_version: 1,
    };
    let decision = RuleDecision {
        answer,
        rules,
        failed: None,
    };
    let (request, lines) = BudgetRequest::record(dossier, &draft, decision, stamp)?;
    dossier.ledger.extend(lines);
    let approval = Approval {
        roles: &[Role::BudgetApprover],
        note: None,
    };
    let (approved, reserved) = request.approve(dossier, approval, approver)?;
    dossier.ledger.push(approved);
    dossier.ledger.extend(reserved);
    let spent = request.settle(dossier, (LedgerKind::Spend, cents(12_000), None), stamp)?;
    dossier.ledger.push(spent);
    dossier.requests.push(request);
    Ok(())
}

pub(super) fn network(dossier: &mut Dossier, stamp: Stamp<'_>) -> Decision<()> {
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

pub(super) fn lessons(dossier: &mut Dossier, stamp: Stamp<'_>) -> Decision<()> {
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
