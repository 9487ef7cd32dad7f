//! A family's way through all nine steps, by the services alone, one function for each step.
//! What a test checks does not belong here.

use krachtig_core::domain::budget::{BudgetPlan, BudgetRequest, LedgerKind, PlanDraft, RequestDraft};
use krachtig_core::domain::consent::{Purpose, Subject};
use krachtig_core::domain::family::{Detainee, DetaineeDraft};
use krachtig_core::domain::goal::{Action, ActionDraft, Goal, GoalDraft};
use krachtig_core::domain::id::{PersonId, TrajectoryId};
use krachtig_core::domain::introduction::{Introduction, IntroductionDraft, Via};
use krachtig_core::domain::learning::{LearningDraft, LearningEntry};
use krachtig_core::domain::mapping::{FindingDraft, FindingKind, Mapping, MappingDraft, ScoreDraft};
use krachtig_core::domain::obstacle::{ObstacleDraft, SiloObstacle, Suggestion, SuggestionDraft, SuggestionState};
use krachtig_core::domain::partner::{Partner, Referral, ReferralAnswer, ReferralDraft, ReferralOutcome};
use krachtig_core::domain::problem::{Problem, ProblemDraft};
use krachtig_core::domain::record::Record;
use krachtig_core::domain::role_check::{PlayerKind, RoleCheck, RoleCheckDraft};
use krachtig_core::domain::room::{Connection, ConnectionDraft, ConnectionSide, TimeDraft, TimeEntry};
use krachtig_core::domain::story::{StoryApproval, StoryDraft, StoryVersion};
use krachtig_core::domain::talk::{DetaineeTalk, TalkDraft, TalkSetting};
use krachtig_core::domain::vocabulary::{
    Audience, Carrier, Effect, FundingSilo, LifeDomain, ObstacleGround, PartnerType, PayeeKind, ProblemCategory,
    Vocabulary,
};
use krachtig_core::service::{
    Act, Add, ApproveRequest, ApproveStory, Conclude, MakeSuggestion, ObstacleInput, PlanAction, RecordMapping,
    RequestBudget, Revise, SendReferral, SettleRequest,
};
use time::Date;

use crate::office::{Office, cents};

/// A word that stands in everything that people typed, so that it can be looked for where nothing of it may be.
pub(crate) const CANARY: &str = "Kanariepiet";

/// A family with its office.
pub(crate) struct Life<'o> {
    pub(crate) office: &'o Office,
    pub(crate) id: TrajectoryId,
    pub(crate) adult: PersonId,
}

fn typed(what: &str) -> String {
    format!("{what} van {CANARY}")
}

/// What would be typed, on this day.
pub(crate) mod draft {
    use super::*;

    pub(crate) fn talk(on: Date) -> TalkDraft {
        TalkDraft {
            held_on: on,
            setting: TalkSetting::Visit,
            worries: vec![(Some(LifeDomain::Finances), typed("Huur"))],
            key_factors: vec![(None, typed("Moeder"))],
            note: Some(typed("Gesprek")),
        }
    }

    pub(crate) fn role_check(on: Date) -> RoleCheckDraft {
        RoleCheckDraft {
            agreed_on: on,
            roles: vec![(typed("Tante"), PlayerKind::Network, typed("Oppas"))],
            none_reason: None,
        }
    }

    pub(crate) fn introduction(on: Date, adult: PersonId) -> IntroductionDraft {
        IntroductionDraft {
            held_on: on,
            via: Via::ContactPerson,
            present: vec![adult],
            note: Some(typed("Koffie")),
        }
    }

    pub(crate) fn mapping(on: Date, adult: PersonId) -> MappingDraft {
        MappingDraft {
            held_on: on,
            present: vec![adult],
            scores: vec![ScoreDraft {
                domain: "finances".to_owned(),
                level: 2,
                split: None,
            }],
            findings: vec![FindingDraft {
                domain: "finances".to_owned(),
                kind: FindingKind::Need,
                about: typed("Overzicht"),
                carrier: Some(Carrier::Own),
                person_id: Some(adult),
            }],
            note: Some(typed("Kaart")),
        }
    }

    pub(crate) fn goal(on: Date) -> GoalDraft {
        GoalDraft {
            life_domain: LifeDomain::Finances,
            title: typed("Rondkomen"),
            person_id: None,
            set_on: on,
            target_on: None,
        }
    }

    pub(crate) fn action() -> ActionDraft {
        ActionDraft {
            about: typed("Bellen"),
            carrier: Carrier::Network,
            who: Some(typed("Broer")),
            due_on: None,
            done_on: None,
        }
    }

    pub(crate) fn time(on: Date) -> TimeDraft {
        TimeDraft {
            spent_on: on,
            minutes: 90,
            life_domain: None,
            note: Some(typed("Bezoek")),
        }
    }

    pub(crate) fn connection(on: Date) -> ConnectionDraft {
        ConnectionDraft {
            who: typed("Moeder"),
            with_whom: typed("School"),
            side: ConnectionSide::Outside,
            laid_on: on,
            result: Some(typed("Afspraak")),
        }
    }

    pub(crate) fn plan() -> PlanDraft {
        PlanDraft {
            about: typed("Fiets"),
            total: cents(50_000),
            benefit_impact_checked_on: None,
            reviewed_on: None,
        }
    }

    pub(crate) fn request(amount: i64) -> RequestDraft {
        RequestDraft {
            amount: cents(amount),
            purpose: typed("Fiets"),
            life_domain: LifeDomain::Participation,
            payee: PayeeKind::Supplier,
            silo: FundingSilo::None,
        }
    }

    pub(crate) fn referral(on: Date, adult: PersonId) -> ReferralDraft {
        ReferralDraft {
            persons: vec![adult],
            need: typed("Schuldhulp"),
            life_domain: LifeDomain::Finances,
            warm_handover: true,
            sent_on: on,
        }
    }

    pub(crate) fn answer(on: Date, decline_ground: Option<ObstacleGround>) -> ReferralAnswer {
        ReferralAnswer {
            answered_on: on,
            decline_ground,
            note: Some(typed("Antwoord")),
        }
    }

    pub(crate) fn problem(on: Date) -> ProblemDraft {
        ProblemDraft {
            category: ProblemCategory::Debts,
            person_id: None,
            effect: Effect::Worse,
            preexisting: false,
            noted_on: on,
            solved_on: None,
            what_helped: None,
            note: Some(typed("Brief")),
        }
    }

    pub(crate) fn obstacle(on: Date, partner: &Partner) -> ObstacleInput {
        ObstacleInput {
            partner_id: Some(partner.id),
            draft: ObstacleDraft {
                need: typed("Huur"),
                life_domain: LifeDomain::Housing,
                silo: FundingSilo::BijzondereBijstand,
                ground: ObstacleGround::TermTooLong,
                met_on: on,
                days_lost: 12,
                cost: cents(30_000),
                bridged_by: None,
                solved_on: None,
                note: Some(typed("Weigering")),
            },
        }
    }

    pub(crate) fn suggestion(on: Date, agenda_on: Option<Date>) -> SuggestionDraft {
        SuggestionDraft {
            about: typed("Langer doorbetalen"),
            addressed_to: PartnerType::Municipality,
            made_on: on,
            state: SuggestionState::Made,
            result: None,
            agenda_on,
        }
    }

    pub(crate) fn learning(on: Date) -> LearningDraft {
        LearningDraft {
            tried: typed("Samen bellen"),
            brought: Some(typed("Rust")),
            learned: Some(typed("Eerder beginnen")),
            noted_on: on,
        }
    }

    pub(crate) fn story() -> StoryDraft {
        StoryDraft {
            title: typed("Samen"),
            body: typed("Het ging beter"),
            effects: Some(typed("Rust")),
        }
    }
}

/// Does something to a record that was seen in this version.
pub(crate) fn act<R: Record>(record: &R) -> Act<R> {
    Act {
        id: record.id(),
        version: record.version(),
        note: Some(typed("Omdat")),
    }
}

/// Edits a record that was seen in this version.
pub(crate) fn revise<R: Record, D>(record: &R, draft: D) -> Revise<R, D> {
    Revise {
        id: record.id(),
        version: record.version(),
        draft,
    }
}

impl<'o> Life<'o> {
    /// A new family with one adult.
    pub(crate) async fn begin(office: &'o Office) -> Self {
        let id = office.family(&typed("Gezin")).await.trajectory.id;
        let adult = office.adult(id).await.id;
        Self { office, id, adult }
    }

    /// The day.
    pub(crate) fn today(&self) -> Date {
        self.office.professional.stamp().today
    }

    fn add<D>(&self, draft: D) -> Add<D> {
        Add {
            trajectory_id: self.id,
            draft,
        }
    }

    pub(crate) async fn detainee(&self) -> Detainee {
        let draft = DetaineeDraft {
            name: typed("Gedetineerde"),
            ..DetaineeDraft::default()
        };
        let (services, ctx) = (&self.office.services, &self.office.professional);
        services.add_detainee(ctx, self.add(draft)).await.expect("added").record
    }

    pub(crate) async fn consent(&self, purpose: Purpose) {
        self.office
            .consent(self.id, (Subject::Person(self.adult), purpose))
            .await;
    }

    pub(crate) async fn problem(&self) -> Problem {
        let draft = self.add(draft::problem(self.today()));
        let (services, ctx) = (&self.office.services, &self.office.professional);
        services.record_problem(ctx, draft).await.expect("recorded").record
    }

    pub(crate) async fn goal(&self) -> (Goal, Action) {
        let (services, ctx) = (&self.office.services, &self.office.professional);
        let goal = services
            .set_goal(ctx, self.add(draft::goal(self.today())))
            .await
            .expect("set")
            .record;
        let cmd = PlanAction {
            goal_id: goal.id,
            draft: draft::action(),
        };
        (goal, services.plan_action(ctx, cmd).await.expect("planned").record)
    }

    /// Step 1.
    pub(crate) async fn talk(&self) -> DetaineeTalk {
        let (services, ctx) = (&self.office.services, &self.office.professional);
        services
            .record_talk(ctx, self.add(draft::talk(self.today())))
            .await
            .expect("recorded")
            .record
    }

    /// Step 2.
    pub(crate) async fn role_check(&self) -> RoleCheck {
        let (services, ctx) = (&self.office.services, &self.office.professional);
        let draft = self.add(draft::role_check(self.today()));
        services.record_role_check(ctx, draft).await.expect("recorded").record
    }

    /// Step 3.
    pub(crate) async fn introduction(&self) -> Introduction {
        let (services, ctx) = (&self.office.services, &self.office.professional);
        let draft = self.add(draft::introduction(self.today(), self.adult));
        services.record_introduction(ctx, draft).await.expect("recorded").record
    }

    /// Step 4.
    pub(crate) async fn mapping(&self) -> Mapping {
        let (services, ctx) = (&self.office.services, &self.office.professional);
        services
            .record_mapping(ctx, self.mapping_cmd())
            .await
            .expect("recorded")
            .record
    }

    pub(crate) fn mapping_cmd(&self) -> RecordMapping {
        RecordMapping {
            trajectory_id: self.id,
            instrument_id: self.office.instrument.id,
            draft: draft::mapping(self.today(), self.adult),
        }
    }

    /// Step 5, without the money.
    pub(crate) async fn time_and_connection(&self) -> (TimeEntry, Connection) {
        let (services, ctx) = (&self.office.services, &self.office.professional);
        let time = services.record_time(ctx, self.add(draft::time(self.today()))).await;
        let connection = self.add(draft::connection(self.today()));
        let connection = services.record_connection(ctx, connection).await;
        (time.expect("recorded").record, connection.expect("recorded").record)
    }

    /// Step 5, the money: allotted, planned, asked for, granted, paid, paid back in part and the rest set free.
    pub(crate) async fn money(&self) -> (BudgetPlan, BudgetRequest) {
        let (services, ctx) = (&self.office.services, &self.office.professional);
        self.office.allot(self.id, 100_000).await;
        let plan = services
            .record_budget_plan(ctx, self.add(draft::plan()))
            .await
            .expect("planned")
            .record;
        let coordinator = &self.office.coordinator;
        let plan = services.approve_budget_plan(coordinator, (plan.id, plan.version)).await;
        let request = self.request(10_000).await;
        let approve = ApproveRequest {
            id: request.id,
            note: Some(typed("Goed")),
        };
        services
            .approve_budget_request(&self.office.approver, approve)
            .await
            .expect("approved");
        for (kind, amount) in [
            (LedgerKind::Spend, 8_000),
            (LedgerKind::Refund, 1_000),
            (LedgerKind::Release, 2_000),
        ] {
            let settle = SettleRequest {
                id: request.id,
                kind,
                amount: cents(amount),
                note: Some(typed("Bon")),
            };
            services.settle_budget_request(ctx, settle).await.expect("settled");
        }
        (plan.expect("approved").record, request)
    }

    /// Asks for money; a person has to decide.
    pub(crate) async fn request(&self, amount: i64) -> BudgetRequest {
        let cmd = RequestBudget {
            trajectory_id: self.id,
            draft: draft::request(amount),
        };
        let (services, ctx) = (&self.office.services, &self.office.professional);
        services.request_budget(ctx, cmd).await.expect("asked").record
    }

    /// Step 6: one that helped.
    pub(crate) async fn referral(&self, partner: &Partner) -> Referral {
        let (services, ctx) = (&self.office.services, &self.office.professional);
        let sent = self.sent(partner).await;
        let answered = services
            .answer_referral(ctx, revise(&sent, draft::answer(self.today(), None)))
            .await;
        let answered = answered.expect("answered").record;
        let conclude = Conclude {
            id: answered.id,
            version: answered.version,
            outcome: ReferralOutcome::Helped,
            on: self.today(),
            note: Some(typed("Geholpen")),
        };
        services
            .conclude_referral(ctx, conclude)
            .await
            .expect("concluded")
            .record
    }

    pub(crate) async fn sent(&self, partner: &Partner) -> Referral {
        let (services, ctx) = (&self.office.services, &self.office.professional);
        services
            .send_referral(ctx, self.referral_cmd(partner))
            .await
            .expect("sent")
            .record
    }

    pub(crate) fn referral_cmd(&self, partner: &Partner) -> SendReferral {
        SendReferral {
            trajectory_id: self.id,
            partner_id: partner.id,
            draft: draft::referral(self.today(), self.adult),
        }
    }

    /// Step 7.
    pub(crate) async fn learning(&self) -> LearningEntry {
        let (services, ctx) = (&self.office.services, &self.office.professional);
        services
            .record_learning(ctx, self.add(draft::learning(self.today())))
            .await
            .expect("recorded")
            .record
    }

    /// Step 8.
    pub(crate) async fn story(&self) -> (StoryVersion, StoryApproval) {
        let (services, ctx) = (&self.office.services, &self.office.professional);
        let story = services
            .write_story(ctx, self.add(draft::story()))
            .await
            .expect("written")
            .record;
        let approval = services.approve_story(ctx, self.approval_cmd(&story)).await;
        (story, approval.expect("approved").record)
    }

    pub(crate) fn approval_cmd(&self, story: &StoryVersion) -> ApproveStory {
        ApproveStory {
            story_version_id: story.id,
            person_id: self.adult,
            audience: Audience::Dji,
            approved_on: self.today(),
        }
    }

    /// Step 9.
    pub(crate) async fn suggestion(&self, partner: &Partner) -> (SiloObstacle, Suggestion) {
        let (services, ctx) = (&self.office.services, &self.office.professional);
        let obstacle = self.add(draft::obstacle(self.today(), partner));
        let obstacle = services
            .record_silo_obstacle(ctx, obstacle)
            .await
            .expect("recorded")
            .record;
        let cmd = MakeSuggestion {
            obstacle_id: obstacle.id,
            draft: draft::suggestion(self.today(), Some(self.today())),
        };
        let made = services.make_suggestion(ctx, cmd).await.expect("made").record;
        (obstacle, made)
    }

    /// Everything, so many times.
    pub(crate) async fn live(&self, times: usize) {
        let partner = self.office.partner(&typed("Wijkteam")).await;
        for purpose in Purpose::ALL {
            self.consent(*purpose).await;
        }
        for _ in 0..times {
            self.detainee().await;
            self.talk().await;
            self.role_check().await;
            self.introduction().await;
            self.mapping().await;
            self.time_and_connection().await;
            self.money().await;
            self.goal().await;
            self.problem().await;
            self.referral(&partner).await;
            self.learning().await;
            self.story().await;
            self.suggestion(&partner).await;
        }
    }
}
