//! A family's way, in which each use case that writes is tried through the saboteur until it is done. What the steps
//! mean does not belong here: see [`crate::life`].

use krachtig_core::domain::budget::{BudgetRequest, LedgerKind};
use krachtig_core::domain::consent::{Purpose, Subject};
use krachtig_core::domain::family::{DetaineeDraft, FamilyDraft};
use krachtig_core::domain::goal::GoalOutcome;
use krachtig_core::domain::partner::ReferralOutcome;
use krachtig_core::domain::period::Period;
use krachtig_core::domain::trajectory::{ClosingDraft, ClosingReason, Step};
use krachtig_core::domain::vocabulary::{FundingSilo, Role, Vocabulary};
use krachtig_core::service::{
    Act, Add, AllotBudget, ApprovePeriod, ApproveRequest, Conclude, Ctx, MakeSuggestion, PlanAction, RegisterFamily,
    RequestBudget, Services, SettleRequest, SkipStep,
};

use super::sabotage::Saboteur;
use crate::life::{Life, act, draft, revise};
use crate::office::{Office, adult_draft, cents, consent_draft, draft_of, partner_draft};

/// Somebody who walks with a family while the database fails.
struct Walk<'o> {
    life: Life<'o>,
    saboteur: &'o Saboteur,
}

/// Goes all the way.
pub(crate) async fn walk(office: &Office, saboteur: &Saboteur) {
    let family = FamilyDraft {
        name: "Gezin (fictief)".to_owned(),
        ..FamilyDraft::default()
    };
    let by = &office.professional;
    let register = async || {
        let cmd = RegisterFamily {
            family: family.clone(),
            opened_on: by.stamp().today,
        };
        office.services.register_family(by, cmd).await
    };
    let id = saboteur.through("register_family", register).await.trajectory.id;
    let add = async || {
        let draft = adult_draft();
        office
            .services
            .add_person(
                by,
                Add {
                    trajectory_id: id,
                    draft,
                },
            )
            .await
    };
    let adult = saboteur.through("add_person", add).await.record.id;
    let walk = Walk {
        life: Life { office, id, adult },
        saboteur,
    };
    walk.consents().await;
    walk.meeting().await;
    walk.money().await;
    walk.goals_and_partners().await;
    walk.learning().await;
    walk.ending().await;
}

impl Walk<'_> {
    fn services(&self) -> (&Services, &Ctx) {
        (&self.life.office.services, &self.life.office.professional)
    }

    fn add<D>(&self, draft: D) -> Add<D> {
        Add {
            trajectory_id: self.life.id,
            draft,
        }
    }

    async fn consents(&self) {
        let (services, ctx) = self.services();
        for purpose in Purpose::ALL {
            let give = async || {
                let draft = consent_draft(Subject::Person(self.life.adult), *purpose, self.life.today());
                services.give_consent(ctx, self.add(draft)).await
            };
            self.saboteur.through("give_consent", give).await;
        }
    }

    async fn meeting(&self) {
        let ((services, ctx), today) = (self.services(), self.life.today());
        let detainee = || DetaineeDraft {
            name: "Gedetineerde (fictief)".to_owned(),
            ..DetaineeDraft::default()
        };
        let tries = self.saboteur;
        let deed = async || services.add_detainee(ctx, self.add(detainee())).await;
        tries.through("add_detainee", deed).await;
        let deed = async || services.record_talk(ctx, self.add(draft::talk(today))).await;
        tries.through("record_talk", deed).await;
        let deed = async || {
            services
                .record_role_check(ctx, self.add(draft::role_check(today)))
                .await
        };
        tries.through("record_role_check", deed).await;
        let meet = || self.add(draft::introduction(today, self.life.adult));
        let deed = async || services.record_introduction(ctx, meet()).await;
        tries.through("record_introduction", deed).await;
        let deed = async || services.record_mapping(ctx, self.life.mapping_cmd()).await;
        tries.through("record_mapping", deed).await;
        let deed = async || services.record_time(ctx, self.add(draft::time(today))).await;
        tries.through("record_time", deed).await;
        let deed = async || {
            services
                .record_connection(ctx, self.add(draft::connection(today)))
                .await
        };
        tries.through("record_connection", deed).await;
    }

    async fn money(&self) {
        let ((services, ctx), tries) = (self.services(), self.saboteur);
        let office = self.life.office;
        let allot = async || {
            let cmd = AllotBudget {
                trajectory_id: self.life.id,
                amount: cents(100_000),
                silo: FundingSilo::PrivateFund,
                booked_on: self.life.today(),
                note: None,
            };
            services.allot_budget(&office.coordinator, cmd).await
        };
        tries.through("allot_budget", allot).await;
        let deed = async || services.record_budget_plan(ctx, self.add(draft::plan())).await;
        let plan = tries.through("record_budget_plan", deed).await.record;
        let seen = (plan.id, plan.version);
        let deed = async || services.approve_budget_plan(&office.coordinator, seen).await;
        tries.through("approve_budget_plan", deed).await;
        let ask = || RequestBudget {
            trajectory_id: self.life.id,
            draft: draft::request(10_000),
        };
        let deed = async || services.request_budget(ctx, ask()).await;
        let request = tries.through("request_budget", deed).await.record;
        let other = tries.through("request_budget", deed).await.record;
        let agree = |request: &BudgetRequest| ApproveRequest {
            id: request.id,
            note: Some("Besproken".to_owned()),
        };
        let deed = async || services.approve_budget_request(&office.approver, agree(&request)).await;
        tries.through("approve_budget_request", deed).await;
        let deed = async || services.refuse_budget_request(&office.approver, agree(&other)).await;
        tries.through("refuse_budget_request", deed).await;
        for (kind, amount) in [(LedgerKind::Spend, 8_000), (LedgerKind::Release, 2_000)] {
            let settle = async || {
                let cmd = SettleRequest {
                    id: request.id,
                    kind,
                    amount: cents(amount),
                    note: None,
                };
                services.settle_budget_request(ctx, cmd).await
            };
            tries.through("settle_budget_request", settle).await;
        }
    }

    async fn goals_and_partners(&self) {
        let ((services, ctx), tries, today) = (self.services(), self.saboteur, self.life.today());
        let deed = async || services.set_goal(ctx, self.add(draft::goal(today))).await;
        let goal_id = tries.through("set_goal", deed).await.record.id;
        let plan = async || {
            let draft = draft::action();
            services.plan_action(ctx, PlanAction { goal_id, draft }).await
        };
        tries.through("plan_action", plan).await;
        let deed = async || services.record_problem(ctx, self.add(draft::problem(today))).await;
        tries.through("record_problem", deed).await;
        let coordinator = &self.life.office.coordinator;
        let deed = async || services.record_partner(coordinator, partner_draft("Wijkteam")).await;
        let partner = tries.through("record_partner", deed).await;
        let deed = async || services.send_referral(ctx, self.life.referral_cmd(&partner)).await;
        let sent = tries.through("send_referral", deed).await.record;
        let answer = || revise(&sent, draft::answer(today, None));
        let deed = async || services.answer_referral(ctx, answer()).await;
        let answered = tries.through("answer_referral", deed).await.record;
        let conclude = async || {
            let cmd = Conclude {
                id: answered.id,
                version: answered.version,
                outcome: ReferralOutcome::Helped,
                on: today,
                note: None,
            };
            services.conclude_referral(ctx, cmd).await
        };
        tries.through("conclude_referral", conclude).await;
        let obstacle = || self.add(draft::obstacle(today, &partner));
        let deed = async || services.record_silo_obstacle(ctx, obstacle()).await;
        let obstacle_id = tries.through("record_silo_obstacle", deed).await.record.id;
        let suggest = async || {
            let draft = draft::suggestion(today, Some(today));
            services
                .make_suggestion(ctx, MakeSuggestion { obstacle_id, draft })
                .await
        };
        tries.through("make_suggestion", suggest).await;
    }

    async fn learning(&self) {
        let ((services, ctx), tries, today) = (self.services(), self.saboteur, self.life.today());
        let skip = || SkipStep {
            trajectory_id: self.life.id,
            step: Step::LearningByDoing,
            reason: "Geen tijd".to_owned(),
        };
        let deed = async || services.skip_step(ctx, skip()).await;
        let skipped = tries.through("skip_step", deed).await.record;
        let deed = async || services.resume_step(ctx, act(&skipped)).await;
        tries.through("resume_step", deed).await;
        let deed = async || services.record_learning(ctx, self.add(draft::learning(today))).await;
        tries.through("record_learning", deed).await;
        let deed = async || services.write_story(ctx, self.add(draft::story())).await;
        let story = tries.through("write_story", deed).await.record;
        let deed = async || services.approve_story(ctx, self.life.approval_cmd(&story)).await;
        let approval = tries.through("approve_story", deed).await.record;
        let withdraw = || Act {
            id: approval.id,
            version: approval.version,
            note: None,
        };
        let deed = async || services.withdraw_story_approval(ctx, withdraw()).await;
        tries.through("withdraw_story_approval", deed).await;
    }

    async fn ending(&self) {
        let ((services, ctx), tries) = (self.services(), self.saboteur);
        let coordinator = &self.life.office.coordinator;
        let new = || draft_of("nieuw", &[Role::Professional]);
        let deed = async || services.add_member(coordinator, new()).await;
        tries.through("add_member", deed).await;
        let period = Period::quarter_of(self.life.today()).previous();
        let deed = async || services.close_period(coordinator, period).await;
        tries.through("close_period", deed).await;
        let count = ApprovePeriod { period, number: 1 };
        let deed = async || services.approve_period(coordinator, count).await;
        // What is approved is handed in by a commit of its own, and which hand-in it became is noted by another.
        tries.in_steps("approve_period", deed).await;
        let dossier = self.life.office.dossier(self.life.id).await;
        let trajectory = &dossier.trajectory;
        let closing = || ClosingDraft {
            closed_on: self.life.today(),
            reason: ClosingReason::Completed,
            note: None,
            outcomes: vec![(dossier.goals[0].id, GoalOutcome::Reached, None)],
        };
        let deed = async || services.close_trajectory(ctx, revise(trajectory, closing())).await;
        let closed = tries.through("close_trajectory", deed).await.record;
        let deed = async || services.reopen_trajectory(coordinator, act(&closed)).await;
        tries.through("reopen_trajectory", deed).await;
    }
}
