//! Sessions: who shows one, which there are, and ending them.

use time::OffsetDateTime;

use super::super::member::colleague;
use super::super::work::{not_found, tenant_permit, write};
use super::super::{Ctx, Outcome, Services, hash_of};
use super::door::{may_enter, own_permit};
use crate::access::{Action, Permit};
use crate::domain::clock::dutch_date;
use crate::domain::id::{MemberId, SessionId};
use crate::domain::identity::{Session, SessionLimits};
use crate::domain::member::Member;
use crate::domain::record::Change;
use crate::domain::refusal::{Refusal, RefusalCode};
use crate::store::{AuditLine, AuditLines, Condition, Store, Window, Writing};

/// Which sessions.
#[derive(Clone, Debug)]
pub enum SessionsOf {
    /// All of a member.
    Member(MemberId),
    /// All of a member but this one.
    MemberBut(MemberId, SessionId),
    /// The one with the secret of this hash.
    Secret(String),
    /// All that a session at an identity provider began.
    Provider(String),
}

impl SessionsOf {
    fn conditions(&self) -> Vec<Condition> {
        let which = match self {
            Self::Member(id) | Self::MemberBut(id, _) => Condition::Is("member_id", id.uuid().into()),
            Self::Secret(hash) => Condition::Is("hash", hash.as_str().into()),
            Self::Provider(session) => Condition::Is("provider_session", session.as_str().into()),
        };
        vec![which, Condition::Absent("ended_on", true)]
    }
}

/// Ends sessions within a transaction, and gives the audit lines of that.
pub(in crate::service) async fn end_all(
    (ctx, permit): (&Ctx, &Permit),
    tx: &Writing,
    which: SessionsOf,
) -> Outcome<Vec<AuditLine>> {
    let window = Window {
        first: 10_000,
        after: None,
        sort: "id",
        descending: false,
    };
    let page = tx.page::<Session>(which.conditions(), &window).await?;
    let kept = match which {
        SessionsOf::MemberBut(_, kept) => Some(kept),
        _ => None,
    };
    let mut lines = Vec::new();
    for (_, session) in page.rows {
        if Some(session.id) != kept {
            let change = Change::revised(&session, session.ended(ctx.stamp()));
            lines.push(write(ctx, tx, (permit, None), &change).await?);
        }
    }
    Ok(lines)
}

/// Whose the first of these sessions is, if there is one.
pub(super) async fn owner_of(tx: &Writing, which: &SessionsOf) -> Outcome<Option<MemberId>> {
    let window = Window {
        first: 1,
        after: None,
        sort: "id",
        descending: false,
    };
    let page = tx.page::<Session>(which.conditions(), &window).await?;
    Ok(page.rows.first().map(|(_, session)| session.member_id))
}

/// The session that a browser shows and its owner, if it holds and the owner may act now.
///
/// # Errors
/// A fault of the store.
pub async fn watch_session(
    store: &Store,
    secret: &str,
    (now, limits): (OffsetDateTime, SessionLimits),
) -> Outcome<Option<(Session, Member)>> {
    let Some(session) = store.get_by::<Session>("hash", hash_of(secret).into()).await? else {
        return Ok(None);
    };
    if !session.holds(now, limits) {
        return Ok(None);
    }
    let member = store.get::<Member>(session.member_id).await?;
    let today = dutch_date(now);
    Ok(member
        .filter(|member| may_enter(member, today))
        .map(|member| (session, member)))
}

/// The same, of somebody who does something with it: that it is in use is written down, to the minute.
///
/// # Errors
/// A fault of the store.
pub async fn identify_session(
    store: &Store,
    secret: &str,
    (now, limits): (OffsetDateTime, SessionLimits),
) -> Outcome<Option<(Session, Member)>> {
    let found = watch_session(store, secret, (now, limits)).await?;
    if let Some((session, _)) = found.as_ref().filter(|(session, _)| session.is_stale(now)) {
        let change = Change::revised(session, session.seen(now));
        store.note_seen(&change).await?;
    }
    Ok(found)
}

/// Refuses what takes a session that began a moment ago.
pub(super) fn demand_fresh(ctx: &Ctx, session: &Session) -> Outcome<()> {
    if session.is_fresh(ctx.now()) {
        Ok(())
    } else {
        Err(Refusal::new(RefusalCode::SignInAgain, "").into())
    }
}

impl Services {
    /// The actor's own sessions that hold, the newest last.
    ///
    /// # Errors
    /// `sign_in_refused` for whoever is no member.
    pub async fn own_sessions(&self, ctx: &Ctx) -> Outcome<Vec<Session>> {
        own_permit(ctx, Action::EndOwnSession)?;
        let me = ctx.actor.as_member().ok_or_else(super::door::refused)?;
        let window = Window {
            first: 1000,
            after: None,
            sort: "id",
            descending: false,
        };
        let conditions = SessionsOf::Member(me).conditions();
        let page = ctx
            .store
            .page::<Session>(crate::store::EVERYTHING, conditions, &window)
            .await?
            .unseen();
        let (now, limits) = (ctx.now(), self.session_limits());
        let sessions = page.rows.into_iter().map(|(_, session)| session);
        Ok(sessions.filter(|session| session.holds(now, limits)).collect())
    }

    /// Ends one of the actor's own sessions.
    ///
    /// # Errors
    /// `not_found` for a session that is not his, and for one that ended before.
    pub async fn end_own_session(&self, ctx: &Ctx, id: SessionId) -> Outcome<()> {
        let permit = own_permit(ctx, Action::EndOwnSession)?;
        let tx = ctx.store.begin().await?;
        let session = tx.get::<Session>(id).await?;
        let mine = |session: &Session| ctx.actor.as_member() == Some(session.member_id) && session.ended_on.is_none();
        let session = session.filter(mine).ok_or_else(|| not_found("id"))?;
        let change = Change::revised(&session, session.ended(ctx.stamp()));
        let line = write(ctx, &tx, (&permit, None), &change).await?;
        Ok(tx.commit(line).await?)
    }

    /// Ends all of the actor's own sessions, or all but one.
    ///
    /// # Errors
    /// `sign_in_refused` for whoever is no member.
    pub async fn end_own_sessions(&self, ctx: &Ctx, but: Option<SessionId>) -> Outcome<()> {
        let permit = own_permit(ctx, Action::EndOwnSession)?;
        let me = ctx.actor.as_member().ok_or_else(super::door::refused)?;
        let which = but.map_or(SessionsOf::Member(me), |but| SessionsOf::MemberBut(me, but));
        let tx = ctx.store.begin().await?;
        let lines = end_all((ctx, &permit), &tx, which).await?;
        commit_lines(tx, lines).await
    }

    /// Ends all sessions of a member: the office's way to put somebody out.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn end_sessions(&self, ctx: &Ctx, id: MemberId) -> Outcome<Member> {
        let permit = tenant_permit(ctx, Action::EndSessions)?;
        let tx = ctx.store.begin().await?;
        let member = colleague(&tx, (id, "member_id")).await?;
        let lines = end_all((ctx, &permit), &tx, SessionsOf::Member(id)).await?;
        commit_lines(tx, lines).await?;
        Ok(member)
    }
}

/// Commits lines where there are any: what changed nothing needs no commit.
pub(super) async fn commit_lines(tx: Writing, lines: Vec<AuditLine>) -> Outcome<()> {
    let mut lines = lines.into_iter();
    if let Some(first) = lines.next() {
        let mut all = AuditLines::from(first);
        all.extend(lines);
        tx.commit(all).await?;
    }
    Ok(())
}
