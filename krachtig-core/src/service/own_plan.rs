//! What a person of a family does by the own login with the own plan. What he or she does with the own consents, story and data
//! does not belong here: see [`super::own_rights`].
//!
//! There is one way in: the login of whoever acts says of which trajectory and which person, and no command does. Whatever
//! closes it (the login ended, the trajectory closed, the dossier destroyed, another's account) is answered alike.

use super::logging::{of_dossier, reading};
use super::person_export::worker_names;
use super::work::{Case, begin, expect_version, not_found, relation};
use super::{Act, Ctx, Failure, Outcome, Services};
use crate::access::{Action, permit};
use crate::domain::co_signature::CoSignature;
use crate::domain::concerned::Concerned;
use crate::domain::dossier::Dossier;
use crate::domain::family::Person;
use crate::domain::family_login::FamilyLogin;
use crate::domain::goal::{Action as GoalAction, ActionDraft, Goal};
use crate::domain::id::{GoalId, PersonId};
use crate::domain::member::Member;
use crate::domain::own_plan::OwnPlan;
use crate::domain::person_export::redactor_of_others;
use crate::domain::plan_comment::PlanComment;
use crate::domain::record::{Change, InDossier};
use crate::domain::redact::Redactor;
use crate::domain::refusal::{Refusal, RefusalCode};
use crate::domain::rights::DataSubject;
use crate::domain::trajectory::Side;
use crate::domain::vocabulary::Carrier;
use crate::rules::sha256_hex;
use crate::store::{AuditLines, Find, Row};

/// What a person of a family sees, and whose office it is.
#[derive(Clone, Debug, PartialEq)]
pub struct SeenPlan {
    /// The login.
    pub login: FamilyLogin,
    /// The plan.
    pub plan: OwnPlan,
    /// The office.
    pub office: String,
    /// Who leads for the family: name and e-mail address.
    pub contact: Option<(String, String)>,
}

/// Says something about the own plan.
#[derive(Clone, Debug)]
pub struct CommentOnPlan {
    /// About which goal; about the plan as a whole when absent.
    pub goal_id: Option<GoalId>,
    /// What is said.
    pub text: String,
}

/// Signs the own plan.
#[derive(Clone, Debug)]
pub struct CosignPlan {
    /// The hash of the plan that was seen.
    pub plan: String,
}

/// Adds an action of one's own.
#[derive(Clone, Debug)]
pub struct AddOwnAction {
    /// Towards which goal.
    pub goal_id: GoalId,
    /// What is to be done.
    pub about: String,
    /// When it should be done.
    pub due_on: Option<time::Date>,
}

impl Services {
    /// Shows the actor the own plan, once the access log tells of it.
    ///
    /// # Errors
    /// `not_found` for whoever has no login that holds.
    pub async fn open_own_plan(&self, ctx: &Ctx) -> Outcome<SeenPlan> {
        let today = ctx.stamp().today;
        let login = own_login(ctx).await?;
        let found = ctx.store.dossier(login.trajectory_id, OwnPlan::LOOKS_AT).await?;
        let dossier = found.found().ok_or_else(closed)?;
        let relation = relation(ctx, dossier.peek(), ctx.stamp());
        let permit = permit(&ctx.actor, Action::OpenOwnPlan, relation).ok_or_else(closed)?;
        let person = dossier.peek().demand_login(&login, today)?.clone();
        let read = |_: &Dossier| reading(ctx, &permit, of_dossier(login.trajectory_id, OwnPlan::LOOKS_AT));
        let dossier = dossier.log(&ctx.store, &permit, read).await?;
        seen(ctx, &dossier, (&login, &person)).await
    }

    /// Says something about the own plan.
    ///
    /// # Errors
    /// As [`PlanComment::say`]; `not_found`, also for a goal that is not told to the actor; `processing_restricted`.
    pub async fn comment_on_plan(&self, ctx: &Ctx, cmd: CommentOnPlan) -> Outcome<SeenPlan> {
        let own = begin_own(ctx, Action::CommentOnPlan).await?;
        if let Some(goal) = cmd.goal_id {
            own.goal(ctx, (goal, "goal_id"))?;
        }
        let about = (own.person.id, cmd.goal_id);
        let said = PlanComment::say(&own.case.dossier, about, (None, &cmd.text), ctx.stamp())?;
        own.finish(ctx, Change::recorded(said)).await
    }

    /// Signs the own plan, where it still stands as the actor saw it.
    ///
    /// # Errors
    /// As [`CoSignature::sign`]; `not_found`; `processing_restricted`.
    pub async fn cosign_plan(&self, ctx: &Ctx, cmd: CosignPlan) -> Outcome<SeenPlan> {
        let own = begin_own(ctx, Action::CosignPlan).await?;
        let (stamp, dossier) = (ctx.stamp(), &own.case.dossier);
        let told_to = Concerned::of(dossier, own.person.id, stamp.today);
        let now = plan_hash(dossier, &told_to);
        let signed = CoSignature::sign(dossier, &told_to, (&cmd.plan, &now), stamp)?;
        own.finish(ctx, Change::recorded(signed)).await
    }

    /// Adds an action of the actor's own to the own plan.
    ///
    /// # Errors
    /// As [`GoalAction::plan`]; `not_found`, also for a goal that is not told to the actor; `wrong_state` for one with an
    /// outcome; `processing_restricted`.
    pub async fn add_own_action(&self, ctx: &Ctx, cmd: AddOwnAction) -> Outcome<SeenPlan> {
        let own = begin_own(ctx, Action::AddOwnAction).await?;
        if own.goal(ctx, (cmd.goal_id, "goal_id"))?.outcome.is_some() {
            return Err(Refusal::new(RefusalCode::WrongState, "goal_id").into());
        }
        let draft = ActionDraft {
            about: cmd.about,
            carrier: Carrier::Own,
            who: Some(own.person.name.to_string()),
            due_on: cmd.due_on,
            done_on: None,
        };
        let action = GoalAction::plan(&own.case.dossier, cmd.goal_id, &draft, ctx.stamp())?;
        own.finish(ctx, Change::recorded(action)).await
    }

    /// Says that an action of the actor's own is done.
    ///
    /// # Errors
    /// As [`GoalAction::finish`]; `not_found`, also for what is not the actor's to do; `stale`; `processing_restricted`.
    pub async fn finish_own_action(&self, ctx: &Ctx, cmd: Act<GoalAction>) -> Outcome<SeenPlan> {
        let own = begin_own(ctx, Action::FinishOwnAction).await?;
        let action = GoalAction::find(&own.case.dossier, cmd.id, "id")?;
        own.goal(ctx, (action.goal_id, "id"))?;
        if !action.is_of(&own.person) {
            return Err(not_found("id"));
        }
        expect_version(&own.case.tx, action, cmd.version).await?;
        let done = action.finish(&own.case.dossier, ctx.stamp())?;
        let change = Change::revised(action, done);
        own.finish(ctx, change).await
    }

    /// Whether a person of a dossier signed the plan as it stands.
    #[must_use]
    pub fn is_signed(&self, ctx: &Ctx, dossier: &Dossier, person: PersonId) -> bool {
        let now = plan_hash(dossier, &Concerned::of(dossier, person, ctx.stamp().today));
        dossier.signatures_of(person).any(|one| one.plan == now)
    }
}

/// What is done by a login that holds.
pub(super) struct Own {
    pub(super) case: Case,
    pub(super) login: FamilyLogin,
    pub(super) person: Person,
}

/// The answer to whoever has no login that holds.
pub(super) fn closed() -> Failure {
    not_found("")
}

/// The actor's login, ended or not.
async fn own_login(ctx: &Ctx) -> Outcome<FamilyLogin> {
    let me = ctx.actor.as_member().ok_or_else(closed)?;
    let login = ctx.store.get::<FamilyLogin>(FamilyLogin::id_of(me)).await?;
    login.ok_or_else(closed)
}

/// What goes on while the use of somebody's data is restricted: to see, to take along, and to stop its use.
const DESPITE_RESTRICTION: &[Action] = &[
    Action::WithdrawOwnConsent,
    Action::WithdrawOwnStoryApproval,
    Action::ReadOwnAccess,
    Action::ExportOwnData,
    Action::EndOwnLogin,
];

/// Begins what the actor does by the own login, if it holds within the transaction.
pub(super) async fn begin_own(ctx: &Ctx, action: Action) -> Outcome<Own> {
    let today = ctx.stamp().today;
    let login = own_login(ctx).await?;
    let case = match begin(ctx, action, Find::Trajectory(login.trajectory_id)).await {
        Err(Failure::Refused(_)) => return Err(closed()),
        begun => begun?,
    };
    let person = case.dossier.demand_login(&login, today)?.clone();
    if !DESPITE_RESTRICTION.contains(&action) {
        case.dossier.demand_login_unrestricted(&login, today)?;
    }
    let now = case.dossier.login_of(person.id).cloned();
    Ok(Own {
        login: now.ok_or_else(closed)?,
        case,
        person,
    })
}

impl Own {
    /// A goal that is told to the person.
    fn goal(&self, ctx: &Ctx, (id, field): (GoalId, &str)) -> Outcome<&Goal> {
        let dossier = &self.case.dossier;
        let goal = Goal::find(dossier, id, field)?;
        if Concerned::of(dossier, self.person.id, ctx.stamp().today).whose(goal.person_id) {
            Ok(goal)
        } else {
            Err(not_found(field))
        }
    }

    pub(super) async fn finish<R: Row + InDossier>(mut self, ctx: &Ctx, change: Change<R>) -> Outcome<SeenPlan> {
        let line = self.case.write(ctx, &change)?;
        self.commit(ctx, line).await
    }

    /// Commits, and shows the plan as it became.
    pub(super) async fn commit(self, ctx: &Ctx, audit: impl Into<AuditLines>) -> Outcome<SeenPlan> {
        let seen = seen(ctx, &self.case.dossier, (&self.login, &self.person)).await?;
        self.case.commit(ctx, audit, ()).await?;
        Ok(seen)
    }
}

/// The hash of the plan as it stands for a person.
fn plan_hash(dossier: &Dossier, person: &Concerned) -> String {
    sha256_hex(dossier.agreed_text(person).as_bytes())
}

/// What a dossier tells its person.
async fn seen(ctx: &Ctx, dossier: &Dossier, (login, person): (&FamilyLogin, &Person)) -> Outcome<SeenPlan> {
    let today = ctx.stamp().today;
    let workers = worker_names(ctx).await?;
    let redactor: Redactor = redactor_of_others(dossier, DataSubject::Person(person.id), &workers);
    let hash = plan_hash(dossier, &Concerned::of(dossier, person.id, today));
    let mut assigned = dossier.assignments.iter();
    let lead = assigned.find(|one| one.lead && one.holds(today) && one.side != Side::Detainee);
    let contact = match lead {
        Some(lead) => ctx.store.get::<Member>(lead.member_id).await?,
        None => None,
    };
    Ok(SeenPlan {
        login: login.clone(),
        plan: OwnPlan::of(dossier, person, (&redactor, hash), today),
        office: ctx.store.tenant().name.clone(),
        contact: contact.map(|member| (member.name.to_string(), member.email.to_string())),
    })
}
