//! Logins of people of a family, as the office gives and ends them, and its answers to what they say.
//!
//! What such a person does does not belong here: see [`super::own_plan`].

use super::identity::{SessionsOf, end_all, send_invitation};
use super::work::{Case, Recorded, begin, expect_version, lines, not_found, write};
use super::{Act, Ctx, Outcome, Services};
use crate::access::{Action, Permit};
use crate::domain::family::Person;
use crate::domain::family_login::FamilyLogin;
use crate::domain::id::{MemberId, PlanCommentId};
use crate::domain::member::Member;
use crate::domain::plan_comment::PlanComment;
use crate::domain::record::{Change, InDossier};
use crate::error::Fault;
use crate::store::{AuditLine, Find, Writing};

/// Answers what a person said about the plan.
#[derive(Clone, Debug)]
pub struct AnswerPlanComment {
    /// What the person said.
    pub comment_id: PlanCommentId,
    /// The answer.
    pub text: String,
}

/// A person who was invited, with what opens the login.
#[derive(Clone)]
pub struct InvitedFamilyMember {
    /// The login.
    pub login: FamilyLogin,
    /// The name to sign in with from then on.
    pub sign_in_name: String,
    /// The secret of the invitation, told once and kept as a hash.
    pub secret: String,
}

impl Services {
    /// Invites a person of a family, as he or she was seen, to a login; or invites again whoever has one and lost every way
    /// in.
    ///
    /// # Errors
    /// As [`FamilyLogin::invite`]; `not_found`, `stale`; `processing_restricted`.
    pub async fn invite_family_member(&self, ctx: &Ctx, cmd: Act<Person>) -> Outcome<InvitedFamilyMember> {
        let mut case = begin(ctx, Action::InviteFamilyMember, Find::of::<Person>(cmd.id)).await?;
        expect_version(&case.tx, Person::find(&case.dossier, cmd.id, "id")?, cmd.version).await?;
        let stamp = ctx.stamp();
        let (login, account, audit) = match case.dossier.login_of(cmd.id).cloned() {
            Some(login) => {
                case.dossier.demand_login(&login, stamp.today)?;
                case.dossier.demand_login_unrestricted(&login, stamp.today)?;
                let account = case.tx.get::<Member>(login.account()).await?;
                (login, account.ok_or_else(|| not_found("id"))?, Vec::new())
            }
            None => {
                let account = Member::of_family(stamp.id(), &sign_in_name()?)?;
                let login = FamilyLogin::invite(&case.dossier, cmd.id, account.id, stamp)?;
                let first = write(ctx, &case.tx, (&case.permit, None), &Change::recorded(account.clone())).await?;
                let second = case.write(ctx, &Change::recorded(login.clone()))?;
                (login, account, vec![second, first])
            }
        };
        let mut sent = send_invitation((ctx, &case.permit), &case.tx, account.id).await?;
        sent.lines.extend(audit);
        case.commit(ctx, sent.lines, ()).await?;
        Ok(InvitedFamilyMember {
            login,
            sign_in_name: account.email.to_string(),
            secret: sent.secret,
        })
    }

    /// Ends a login: its sessions end at once, and nobody signs in to it any more.
    ///
    /// # Errors
    /// As [`FamilyLogin::end`]; `not_found`, `stale`.
    pub async fn end_family_login(&self, ctx: &Ctx, cmd: Act<FamilyLogin>) -> Outcome<Recorded<FamilyLogin>> {
        let case = begin(ctx, Action::EndFamilyLogin, Find::of::<FamilyLogin>(cmd.id)).await?;
        let login = FamilyLogin::find(&case.dossier, cmd.id, "id")?.clone();
        expect_version(&case.tx, &login, cmd.version).await?;
        end_login(ctx, case, &login).await
    }

    /// Answers what a person of a family said about the plan. The person reads it with the own plan.
    ///
    /// # Errors
    /// As [`PlanComment::answer`]; `not_found`.
    pub async fn answer_plan_comment(&self, ctx: &Ctx, cmd: AnswerPlanComment) -> Outcome<Recorded<PlanComment>> {
        let case = begin(ctx, Action::AnswerPlanComment, Find::of::<PlanComment>(cmd.comment_id)).await?;
        let comment = PlanComment::find(&case.dossier, cmd.comment_id, "comment_id")?;
        let answer = comment.answer(&case.dossier, &cmd.text, ctx.stamp())?;
        case.finish(ctx, Change::recorded(answer)).await
    }
}

/// Ends a login with its account and its sessions.
pub(super) async fn end_login(ctx: &Ctx, mut case: Case, login: &FamilyLogin) -> Outcome<Recorded<FamilyLogin>> {
    let ended = login.end(ctx.stamp())?;
    let first = case.write(ctx, &Change::revised(login, ended.clone()))?;
    let audit = end_account((ctx, &case.permit), &case.tx, login.account()).await?;
    case.commit(ctx, lines(first, audit), ended).await
}

/// Ends an account of a family within a transaction: nobody signs in to it any more, and nobody is signed in.
pub(super) async fn end_account(
    (ctx, permit): (&Ctx, &Permit),
    tx: &Writing,
    account: MemberId,
) -> Outcome<Vec<AuditLine>> {
    let Some(member) = tx.get::<Member>(account).await? else {
        return Ok(Vec::new());
    };
    let mut audit = vec![write(ctx, tx, (permit, None), &Change::revised(&member, member.ended())).await?];
    audit.extend(end_all((ctx, permit), tx, SessionsOf::Member(account)).await?);
    Ok(audit)
}

/// A sign-in name that nobody can guess from who somebody is.
fn sign_in_name() -> Outcome<String> {
    let mut random = [0_u8; 8];
    getrandom::fill(&mut random).map_err(|_| Fault::Unsuitable {
        what: "the operating system gives no randomness".to_owned(),
    })?;
    let all = FamilyLogin::SIGNS;
    let signs: String = random
        .iter()
        .map(|byte| char::from(all[usize::from(*byte) % all.len()]))
        .collect();
    Ok(FamilyLogin::sign_in_name(&signs))
}
