//! What every way in has in common: the line in the audit log about who was refused, and the session of who was not.

use super::super::work::write;
use super::super::{Ctx, Failure, Outcome, Services, fresh_secret, hash_of};
use super::sessions::{SessionsOf, end_all};
use super::{Knock, NOBODY, SignedIn};
use crate::access::{Action, Permit, Relation, permit};
use crate::domain::access_log::{AccessPurpose, LogEvent};
use crate::domain::id::{AuditId, MemberId};
use crate::domain::identity::{Session, SignInMethod};
use crate::domain::member::{Member, MemberState};
use crate::domain::record::{Change, RecordKind};
use crate::domain::refusal::{Refusal, RefusalCode};
use crate::domain::vocabulary::Vocabulary;
use crate::store::{AuditLine, AuditLines, Writing};
use time::Date;

/// What the audit log calls a try in vain.
const REFUSED: &str = "sign_in_refused";

/// The one refusal of everybody who is not let in.
pub(super) fn refused() -> Failure {
    Refusal::new(RefusalCode::SignInRefused, "").into()
}

/// The permit of a member for something about his own account.
pub(super) fn own_permit(ctx: &Ctx, action: Action) -> Outcome<Permit> {
    permit(&ctx.actor, action, Relation::None).ok_or_else(refused)
}

/// Whether somebody may come in at all on a day.
pub(super) fn may_enter(member: &Member, today: Date) -> bool {
    member.state_on(today) == MemberState::Active && !member.roles.is_empty()
}

/// Writes into the audit log that somebody was refused, and refuses. Nobody hears at which step: an account that is not
/// there, a wrong password and a suspended member take the same way.
pub(super) async fn refuse(knock: &Knock, member: Option<MemberId>, how: &'static str) -> Failure {
    let line = AuditLine {
        id: AuditId::from_uuid(knock.clock.fresh()),
        at: knock.clock.now(),
        actor: member.map_or_else(|| "unknown".to_owned(), |member| member.to_string()),
        role: "none".to_owned(),
        action: REFUSED,
        record_kind: RecordKind::Member.code(),
        record_id: member.unwrap_or(NOBODY).uuid(),
        trajectory_id: None,
        version: 0,
        fields: vec![how.to_owned()],
        request_id: knock.request.clone(),
        event: LogEvent::SignInRefused,
        purpose: AccessPurpose::Administration,
        client: knock.client.clone(),
        rows: None,
        shown: Vec::new(),
    };
    let logged = async { knock.store.begin().await?.commit(line).await };
    match logged.await {
        Ok(()) => refused(),
        Err(fault) => fault.into(),
    }
}

/// A session in the making, with the secret that the browser will show.
pub(super) struct Beginning {
    pub(super) session: Session,
    pub(super) secret: String,
}

impl Services {
    /// A session that begins now.
    pub(super) fn beginning(&self, ctx: &Ctx, member: MemberId, method: SignInMethod) -> Outcome<Beginning> {
        let secret = fresh_secret()?;
        let limits = self.session_limits();
        let session = Session::begin((member, method), hash_of(&secret), limits, ctx.stamp());
        Ok(Beginning { session, secret })
    }

    /// Lets a member in within a transaction, and commits it: begins the session, ends the one that the browser showed
    /// before, and takes the other lines along.
    ///
    /// # Errors
    /// `sign_in_refused` for a member who may not act by now.
    pub(super) async fn enter(
        &self,
        (knock, ctx): (&Knock, &Ctx),
        tx: Writing,
        (member, beginning): (Member, Beginning),
        lines: Vec<AuditLine>,
    ) -> Outcome<SignedIn> {
        let permit = own_permit(ctx, Action::SignIn)?;
        // Somebody may have changed the member since it was read.
        let member = tx.get::<Member>(member.id).await?.ok_or_else(refused)?;
        if !may_enter(&member, knock.stamp().today) {
            drop(tx);
            return Err(refuse(knock, Some(member.id), "state").await);
        }
        let Beginning { session, secret } = beginning;
        let first = write(ctx, &tx, (&permit, None), &Change::recorded(session.clone())).await?;
        let mut all = AuditLines::from(first);
        all.extend(lines);
        if let Some(old) = &knock.session {
            let which = SessionsOf::Secret(hash_of(old));
            all.extend(end_all((ctx, &permit), &tx, which).await?);
        }
        tx.commit(all).await?;
        Ok(SignedIn {
            member,
            session,
            secret,
            browser: None,
        })
    }
}
