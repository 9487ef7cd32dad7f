//! What a person of a family does by the own login: with the own plan, consents, story and data.
//!
//! There is one way in: the login of whoever acts says of which trajectory and which person, and no command does. Whatever
//! closes it (the login ended, the trajectory closed, the dossier destroyed, another's account) is answered alike.

use super::family_login::end_login;
use super::logging::{Read, of_dossier, reading};
use super::person_export::{told, worker_names};
use super::sharing::withdraw;
use super::work::{Case, begin, expect_version, line, not_found, relation};
use super::{Act, Ctx, ExportedPerson, Failure, Outcome, Services};
use crate::access::{Action, permit};
use crate::domain::access_log::{AccessPurpose, LogEvent};
use crate::domain::co_signature::CoSignature;
use crate::domain::concerned::Concerned;
use crate::domain::consent::{Consent, ConsentDraft, ConsentForm, Purpose, Subject};
use crate::domain::dossier::Dossier;
use crate::domain::family::Person;
use crate::domain::family_login::FamilyLogin;
use crate::domain::goal::{Action as GoalAction, ActionDraft, Goal};
use crate::domain::id::{GoalId, PersonId, StoryVersionId};
use crate::domain::member::Member;
use crate::domain::own_plan::OwnPlan;
use crate::domain::person_export::{page, redactor_of_others};
use crate::domain::plan_comment::PlanComment;
use crate::domain::record::{Change, InDossier, Version};
use crate::domain::redact::Redactor;
use crate::domain::refusal::{Refusal, RefusalCode};
use crate::domain::rights::DataSubject;
use crate::domain::story::{StoryApproval, StoryVersion};
use crate::domain::trajectory::Side;
use crate::domain::vocabulary::{Audience, Carrier};
use crate::rules::sha256_hex;
use crate::store::{AuditLines, Find, Row};

/// The version of the information that somebody reads before he or she consents.
pub const CONSENT_NOTICE: &str = "Mijn plan 1";

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

/// Somebody who looked at a person's data, or changed it.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnAccess {
    /// When.
    pub at: time::OffsetDateTime,
    /// In which role.
    pub role: String,
    /// What was done, by the code of the action.
    pub action: String,
    /// Which event it was.
    pub event: LogEvent,
    /// Why, where the line says so.
    pub purpose: Option<AccessPurpose>,
    /// Whether it was the person.
    pub by_me: bool,
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

/// Gives a consent of one's own.
#[derive(Clone, Debug)]
pub struct GiveOwnConsent {
    /// What for.
    pub purpose: Purpose,
    /// See [`Consent::recipient`].
    pub recipient: Option<String>,
    /// The last day on which it holds.
    pub valid_until: Option<time::Date>,
    /// The version of the information that was read: [`CONSENT_NOTICE`].
    pub notice: String,
}

/// Approves a version of the story for an audience.
#[derive(Clone, Copy, Debug)]
pub struct ApproveOwnStory {
    /// Which.
    pub story_version_id: StoryVersionId,
    /// The version of its record that was read: nobody approves what changed meanwhile.
    pub version: Version,
    /// For whose eyes.
    pub audience: Audience,
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

    /// Gives a consent of the actor's own, from today.
    ///
    /// # Errors
    /// As [`Consent::give`]; `changed_since` where the information is another by now; `not_found`; `processing_restricted`.
    pub async fn give_own_consent(&self, ctx: &Ctx, cmd: GiveOwnConsent) -> Outcome<SeenPlan> {
        let own = begin_own(ctx, Action::GiveOwnConsent).await?;
        if cmd.notice != CONSENT_NOTICE {
            return Err(Refusal::new(RefusalCode::ChangedSince, "notice").into());
        }
        let stamp = ctx.stamp();
        let draft = ConsentDraft {
            subject: Subject::Person(own.person.id),
            given_by: None,
            purpose: cmd.purpose,
            recipient: cmd.recipient,
            form: ConsentForm::Digital,
            notice: Some(cmd.notice),
            given_on: stamp.today,
            valid_until: cmd.valid_until,
        };
        let consent = Consent::give(&own.case.dossier, &draft, stamp)?;
        own.finish(ctx, Change::recorded(consent)).await
    }

    /// Withdraws a consent of the actor's own, with all that stops with it.
    ///
    /// # Errors
    /// As [`Services::withdraw_consent`].
    pub async fn withdraw_own_consent(&self, ctx: &Ctx, cmd: Act<Consent>) -> Outcome<SeenPlan> {
        let mut own = begin_own(ctx, Action::WithdrawOwnConsent).await?;
        let consent = Consent::find(&own.case.dossier, cmd.id, "id")?.clone();
        if consent.person_id != Some(own.person.id) {
            return Err(not_found("id"));
        }
        let (_, audit) = withdraw(ctx, &mut own.case, (&consent, &cmd)).await?;
        own.commit(ctx, audit).await
    }

    /// Approves a version of the own story for an audience, exactly as it was read.
    ///
    /// # Errors
    /// As [`StoryApproval::give`]; `not_found`, also for whoever is no adult; `stale`; `processing_restricted`.
    pub async fn approve_own_story(&self, ctx: &Ctx, cmd: ApproveOwnStory) -> Outcome<SeenPlan> {
        let own = begin_own(ctx, Action::ApproveOwnStory).await?;
        let (stamp, dossier) = (ctx.stamp(), &own.case.dossier);
        let story = StoryVersion::find(dossier, cmd.story_version_id, "story_version_id")?;
        if !own.person.is_adult(stamp.today) {
            return Err(not_found("story_version_id"));
        }
        expect_version(&own.case.tx, story, cmd.version).await?;
        let by = (own.person.id, cmd.audience);
        let approval = StoryApproval::give(dossier, story.id, by, (stamp.today, stamp))?;
        own.finish(ctx, Change::recorded(approval)).await
    }

    /// Takes an approval of the actor's own back.
    ///
    /// # Errors
    /// As [`StoryApproval::withdraw`]; `not_found`, `stale`.
    pub async fn withdraw_own_story_approval(&self, ctx: &Ctx, cmd: Act<StoryApproval>) -> Outcome<SeenPlan> {
        let own = begin_own(ctx, Action::WithdrawOwnStoryApproval).await?;
        let approval = StoryApproval::find(&own.case.dossier, cmd.id, "id")?;
        if approval.person_id != own.person.id {
            return Err(not_found("id"));
        }
        expect_version(&own.case.tx, approval, cmd.version).await?;
        let change = Change::revised(approval, approval.withdraw(ctx.stamp())?);
        own.finish(ctx, change).await
    }

    /// Who looked at the actor's own data, and who changed it, the newest first. The log tells of this reading too.
    ///
    /// # Errors
    /// `not_found` for whoever has no login that holds.
    pub async fn read_own_access(&self, ctx: &Ctx) -> Outcome<Vec<OwnAccess>> {
        let own = begin_own(ctx, Action::ReadOwnAccess).await?;
        let (_, looked) = told(ctx, &own.case, DataSubject::Person(own.person.id)).await?;
        let me = ctx.actor.id();
        let seen = looked.into_iter().rev().map(|line| OwnAccess {
            at: line.at,
            by_me: line.actor == me,
            role: line.role,
            action: line.action,
            event: line.event,
            purpose: line.purpose,
        });
        let seen: Vec<OwnAccess> = seen.collect();
        let read = Read {
            kind: "audit",
            trajectory: Some(own.login.trajectory_id),
            rows: Some(seen.len()),
            ..Read::default()
        };
        let line = reading(ctx, &own.case.permit, read);
        own.case.tx.commit(line).await?;
        Ok(seen)
    }

    /// The actor's own data, with all others taken out, as a worker would export it for him or her.
    ///
    /// # Errors
    /// `not_found` for whoever has no login that holds.
    pub async fn export_own_data(&self, ctx: &Ctx) -> Outcome<ExportedPerson> {
        let own = begin_own(ctx, Action::ExportOwnData).await?;
        let (export, _) = told(ctx, &own.case, DataSubject::Person(own.person.id)).await?;
        let unchanged = Change::revised(&own.person, own.person.clone());
        let trajectory = Some(own.login.trajectory_id);
        let taken = line(ctx, (&own.case.permit, trajectory), &unchanged);
        own.case.tx.commit(taken).await?;
        Ok(ExportedPerson {
            document: serde_json::to_value(&export).unwrap_or_default(),
            page: page::page(&export),
        })
    }

    /// Ends the actor's own login: he or she is signed out, and asks the office for another.
    ///
    /// # Errors
    /// `not_found` for whoever has no login that holds, or for another's; `stale`.
    pub async fn end_own_login(&self, ctx: &Ctx, cmd: Act<FamilyLogin>) -> Outcome<FamilyLogin> {
        let own = begin_own(ctx, Action::EndOwnLogin).await?;
        if own.login.id != cmd.id {
            return Err(closed());
        }
        expect_version(&own.case.tx, &own.login, cmd.version).await?;
        Ok(end_login(ctx, own.case, &own.login).await?.record)
    }
}

impl Services {
    /// Whether a person of a dossier signed the plan as it stands.
    #[must_use]
    pub fn is_signed(&self, ctx: &Ctx, dossier: &Dossier, person: PersonId) -> bool {
        let now = plan_hash(dossier, &Concerned::of(dossier, person, ctx.stamp().today));
        dossier.signatures_of(person).any(|one| one.plan == now)
    }
}

/// What is done by a login that holds.
struct Own {
    case: Case,
    login: FamilyLogin,
    person: Person,
}

/// The answer to whoever has no login that holds.
fn closed() -> Failure {
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
async fn begin_own(ctx: &Ctx, action: Action) -> Outcome<Own> {
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

    async fn finish<R: Row + InDossier>(mut self, ctx: &Ctx, change: Change<R>) -> Outcome<SeenPlan> {
        let line = self.case.write(ctx, &change)?;
        self.commit(ctx, line).await
    }

    /// Commits, and shows the plan as it became.
    async fn commit(self, ctx: &Ctx, audit: impl Into<AuditLines>) -> Outcome<SeenPlan> {
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
