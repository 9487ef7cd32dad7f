//! Members and their access tokens. How a request shows its token does not belong here.

use sha2::{Digest, Sha256};
use time::{Date, Duration};

use super::identity::{SessionsOf, end_all};
use super::work::{expect_version, finish, lines, not_found, tenant_permit, write};
use super::{Ctx, Outcome, Revise, Services};
use crate::access::{Action, Actor};
use crate::domain::id::{MemberId, TokenId};
use crate::domain::member::{Member, MemberDraft, MemberState};
use crate::domain::record::{Change, Record, Version};
use crate::domain::refusal::{Check, Refusal, RefusalCode};
use crate::domain::token::{Token, TokenScope};
use crate::domain::vocabulary::Vocabulary;
use crate::store::{Condition, EVERYTHING, Store, Window, Writing};

/// Issues an access token.
#[derive(Clone, Debug)]
pub struct IssueToken {
    /// Whose.
    pub member_id: MemberId,
    /// What it is for.
    pub label: String,
    /// For how many days it holds: 1 to 366.
    pub days: i64,
    /// What it is good for: one word at least.
    pub scopes: Vec<TokenScope>,
}

/// Says from when until when a membership holds.
#[derive(Clone, Copy, Debug)]
pub struct LimitMember {
    /// The member.
    pub id: MemberId,
    /// The version that was seen.
    pub version: Version,
    /// The first day; from the beginning when absent.
    pub from_on: Option<Date>,
    /// The first day on which it no longer holds; without an end when absent.
    pub until_on: Option<Date>,
}

/// A fresh token: its secret is told once and kept nowhere.
#[derive(Clone)]
pub struct IssuedToken {
    /// The token as it is kept.
    pub token: Token,
    /// What proves who shows it.
    pub secret: String,
}

impl Services {
    /// Gives somebody an account.
    ///
    /// # Errors
    /// As [`Member::record`]; `already_exists` for an e-mail address that another has.
    pub async fn add_member(&self, ctx: &Ctx, draft: MemberDraft) -> Outcome<Member> {
        let permit = tenant_permit(ctx, Action::AddMember)?;
        let member = Member::record(ctx.stamp().id(), &draft)?;
        let tx = ctx.store.begin().await?;
        if tx
            .get_by::<Member>("email", member.email.as_str().into())
            .await?
            .is_some()
        {
            return Err(Refusal::new(RefusalCode::AlreadyExists, "email").into());
        }
        finish(ctx, tx, &permit, Change::recorded(member)).await
    }

    /// Changes a member's name, address, roles or state.
    ///
    /// # Errors
    /// As [`Member::revise`]; `not_found`, `stale`; `already_exists`; `last_coordinator` when nobody would lead.
    pub async fn revise_member(&self, ctx: &Ctx, cmd: Revise<Member, MemberDraft>) -> Outcome<Member> {
        let permit = tenant_permit(ctx, Action::ReviseMember)?;
        let tx = ctx.store.begin().await?;
        // Two who step down at once must not each count on the other.
        tx.hold_all::<Member>().await?;
        let before = colleague(&tx, (cmd.id, "id")).await?;
        expect_version(&tx, &before, cmd.version).await?;
        let after = before.revise(&cmd.draft)?;
        let other = tx.get_by::<Member>("email", after.email.as_str().into()).await?;
        if other.is_some_and(|other| other.id != after.id) {
            return Err(Refusal::new(RefusalCode::AlreadyExists, "email").into());
        }
        demand_coordinator(ctx, &tx, (&before, &after), "roles").await?;
        // Who holds other roles, or none by now, proves again who he is.
        let sessions = if before.roles == after.roles && before.state == after.state {
            Vec::new()
        } else {
            end_all((ctx, &permit), &tx, SessionsOf::Member(after.id)).await?
        };
        let change = Change::revised(&before, after);
        let line = write(ctx, &tx, (&permit, None), &change).await?;
        tx.commit(lines(line, sessions)).await?;
        Ok(change.after)
    }

    /// Says from when until when a membership holds.
    ///
    /// # Errors
    /// As [`Member::limit`]; `not_found`, `stale`; `last_coordinator` when nobody would lead today.
    pub async fn limit_member(&self, ctx: &Ctx, cmd: LimitMember) -> Outcome<Member> {
        let permit = tenant_permit(ctx, Action::LimitMember)?;
        let tx = ctx.store.begin().await?;
        tx.hold_all::<Member>().await?;
        let before = colleague(&tx, (cmd.id, "id")).await?;
        expect_version(&tx, &before, cmd.version).await?;
        let after = before.limit((cmd.from_on, cmd.until_on))?;
        demand_coordinator(ctx, &tx, (&before, &after), "until_on").await?;
        finish(ctx, tx, &permit, Change::revised(&before, after)).await
    }

    /// Issues an access token for the actor. Its secret is in the answer and nowhere else. An operator can do so for
    /// members of a tenant that is marked as fictional: for a demo, and for tests. Real members are invited.
    ///
    /// # Errors
    /// `not_found` for anybody else; `required` and the like for the label; `out_of_range` for the days.
    pub async fn issue_token(&self, ctx: &Ctx, cmd: IssueToken) -> Outcome<IssuedToken> {
        let permit = tenant_permit(ctx, Action::IssueToken)?;
        let for_demo = ctx.actor.as_member().is_none() && ctx.store.tenant().fictional;
        if ctx.actor.as_member() != Some(cmd.member_id) && !for_demo {
            return Err(not_found("member_id"));
        }
        let tx = ctx.store.begin().await?;
        colleague(&tx, (cmd.member_id, "member_id")).await?;
        let mut check = Check::new();
        check.within("days", cmd.days, (1, 366));
        check.ensure(!cmd.scopes.is_empty(), RefusalCode::Required, "scopes");
        let label = check.line("label", &cmd.label);
        let label = check.pass(label)?;
        let secret = fresh_secret()?;
        let stamp = ctx.stamp();
        let token = Token::issue(
            (cmd.member_id, label),
            hash_of(&secret),
            (&cmd.scopes, stamp.today + Duration::days(cmd.days)),
            stamp,
        );
        let token = finish(ctx, tx, &permit, Change::recorded(token)).await?;
        Ok(IssuedToken { token, secret })
    }

    /// The actor's own access tokens that were not revoked, the newest last.
    ///
    /// # Errors
    /// `not_found` for whoever is no member.
    pub async fn own_tokens(&self, ctx: &Ctx) -> Outcome<Vec<Token>> {
        tenant_permit(ctx, Action::IssueToken)?;
        let me = ctx.actor.as_member().ok_or_else(|| not_found(""))?;
        let window = Window {
            first: 1000,
            after: None,
            sort: "id",
            descending: false,
        };
        let mine = vec![
            Condition::Is("member_id", me.uuid().into()),
            Condition::Absent("revoked_on", true),
        ];
        let page = ctx.store.page::<Token>(EVERYTHING, mine, &window).await?.unseen();
        Ok(page.rows.into_iter().map(|(_, token)| token).collect())
    }

    /// Revokes an access token of the actor, or, as the office, of anybody: it holds no longer from this moment.
    ///
    /// # Errors
    /// `not_found`; `wrong_state` when it was revoked before.
    pub async fn revoke_token(&self, ctx: &Ctx, id: TokenId) -> Outcome<Token> {
        let own = tenant_permit(ctx, Action::IssueToken)?;
        let tx = ctx.store.begin().await?;
        let before = tx.get::<Token>(id).await?.ok_or_else(|| not_found("id"))?;
        let permit = if ctx.actor.as_member() == Some(before.member_id) {
            own
        } else {
            tenant_permit(ctx, Action::EndSessions).map_err(|_| not_found("id"))?
        };
        let after = before.revoke(ctx.stamp())?;
        let change = Change::revised(&before, after);
        let audit = write(ctx, &tx, (&permit, change.after.trajectory()), &change).await?;
        tx.commit(audit).await?;
        Ok(change.after)
    }
}

/// The member with this id, of the office: whoever has an account of a family is nobody to it.
///
/// # Errors
/// `not_found` at `field`.
pub(super) async fn colleague(tx: &Writing, (id, field): (MemberId, &str)) -> Outcome<Member> {
    let member = tx.get::<Member>(id).await?.filter(|member| !member.is_of_family());
    member.ok_or_else(|| not_found(field))
}

/// Refuses a change of a member that would leave the office without anybody who leads it today.
async fn demand_coordinator(ctx: &Ctx, tx: &Writing, (before, after): (&Member, &Member), field: &str) -> Outcome<()> {
    let today = ctx.stamp().today;
    if !before.coordinates(today) || after.coordinates(today) {
        return Ok(());
    }
    let window = Window {
        first: 10_000,
        after: None,
        sort: "email",
        descending: false,
    };
    let active = vec![Condition::Is("state", MemberState::Active.code().into())];
    let all = tx.page::<Member>(active, &window).await?;
    let leads = |member: &Member| member.id != after.id && member.coordinates(today);
    if all.rows.iter().any(|(_, member)| leads(member)) {
        Ok(())
    } else {
        Err(Refusal::new(RefusalCode::LastCoordinator, field).into())
    }
}

/// The member whose token this secret is, if it holds today. That it is in use is written down, to the day.
///
/// # Errors
/// A fault of the store.
pub async fn identify(store: &Store, secret: &str, today: Date) -> Outcome<Option<Actor>> {
    let Some(token) = store.get_by::<Token>("hash", hash_of(secret).into()).await? else {
        return Ok(None);
    };
    if !token.holds(today) {
        return Ok(None);
    }
    let member = store.get::<Member>(token.member_id).await?;
    let Some(member) = member.filter(|member| member.state_on(today) == MemberState::Active) else {
        return Ok(None);
    };
    if token.last_used_on != Some(today) {
        store.note_used(&Change::revised(&token, token.used(today))).await?;
    }
    Ok(Some(Actor::of(&member, today).by_token(token.scopes)))
}

/// What is kept of a secret: its SHA-256. A secret has 256 random bits, so nothing slower is needed.
#[must_use]
pub fn hash_of(secret: &str) -> String {
    Sha256::digest(secret.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// A secret of 256 random bits, with a prefix by which leaked ones can be found.
///
/// # Errors
/// [`crate::error::Fault::Unsuitable`] when the operating system gives no randomness.
pub fn fresh_secret() -> Outcome<String> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|_| crate::error::Fault::Unsuitable {
        what: "the operating system gives no randomness".to_owned(),
    })?;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(format!("krt_{hex}"))
}
