//! Invitations: how a member comes to an account for the first time, or again after losing every way in.

use serde_json::Value;

use super::super::member::colleague;
use super::super::work::{not_found, tenant_permit, write};
use super::super::{Ctx, Outcome, Services, fresh_secret, hash_of};
use super::door::own_permit;
use super::second_factor::withdraw;
use super::sessions::{SessionsOf, end_all};
use super::sign_in::check_new;
use super::{BegunCeremony, Knock, SignedIn};
use crate::access::{Action, Permit};
use crate::domain::id::MemberId;
use crate::domain::identity::{Invitation, SignInMethod};
use crate::domain::member::{Member, MemberState};
use crate::domain::record::Change;
use crate::domain::refusal::{Refusal, RefusalCode};
use crate::domain::text::Line;
use crate::store::{AuditLine, AuditLines, Condition, Store, Window, Writing};

/// A fresh invitation: its secret is told once and kept nowhere.
#[derive(Clone)]
pub struct IssuedInvitation {
    /// The invitation as it is kept.
    pub invitation: Invitation,
    /// Whom it is for.
    pub member: Member,
    /// What proves that one is invited. In a link it stands behind the `#`, so that no server ever logs it.
    pub secret: String,
}

/// What somebody who was invited chose to sign in with.
#[derive(Clone)]
pub enum AcceptInvitation {
    /// A password.
    Password(String),
    /// A passkey: the ceremony's handle, a label, and what the browser made.
    Passkey(String, String, Value),
}

/// The invitation with this secret and the member whom it is for, if it can still be accepted.
///
/// # Errors
/// `not_found`, whatever is wrong with it.
pub(super) async fn invited(store: &Store, secret: &str, now: time::OffsetDateTime) -> Outcome<(Invitation, Member)> {
    let invitation = store.get_by::<Invitation>("hash", hash_of(secret).into()).await?;
    let invitation = invitation.filter(|invitation| invitation.holds(now));
    let invitation = invitation.ok_or_else(|| not_found("invitation"))?;
    let member = store.get::<Member>(invitation.member_id).await?;
    let member = member.filter(|member| member.state != MemberState::Suspended);
    let member = member.ok_or_else(|| not_found("invitation"))?;
    Ok((invitation, member))
}

/// Spends an invitation within a transaction and makes the member one who may act.
pub(super) async fn accept(
    (ctx, permit): (&Ctx, &Permit),
    tx: &Writing,
    (invitation, member): (&Invitation, &Member),
) -> Outcome<Vec<AuditLine>> {
    let now = tx.get::<Invitation>(invitation.id).await?;
    let now = now
        .filter(|now| now.holds(ctx.now()))
        .ok_or_else(|| not_found("invitation"))?;
    let spent = Change::revised(&now, now.spent(ctx.stamp()));
    let mut lines = vec![write(ctx, tx, (permit, None), &spent).await?];
    let member = tx
        .get::<Member>(member.id)
        .await?
        .ok_or_else(|| not_found("invitation"))?;
    if let Some(accepted) = member.accepted() {
        lines.push(write(ctx, tx, (permit, None), &Change::revised(&member, accepted)).await?);
    }
    lines.extend(end_all((ctx, permit), tx, SessionsOf::Member(member.id)).await?);
    Ok(lines)
}

/// An invitation that is sent within a transaction.
pub(in crate::service) struct SentInvitation {
    pub(in crate::service) invitation: Invitation,
    pub(in crate::service) secret: String,
    /// Its line, and those of the invitations that it makes void.
    pub(in crate::service) lines: AuditLines,
}

/// Sends an invitation to an account within a transaction. Those that were open before are void.
pub(in crate::service) async fn send_invitation(
    (ctx, permit): (&Ctx, &Permit),
    tx: &Writing,
    id: MemberId,
) -> Outcome<SentInvitation> {
    let secret = fresh_secret()?;
    let invitation = Invitation::send(id, hash_of(&secret), &ctx.actor.id(), ctx.stamp());
    let first = write(ctx, tx, (permit, None), &Change::recorded(invitation.clone())).await?;
    let window = Window {
        first: 1000,
        after: None,
        sort: "id",
        descending: false,
    };
    let open = vec![
        Condition::Is("member_id", id.uuid().into()),
        Condition::Absent("spent_on", true),
    ];
    let mut lines = AuditLines::from(first);
    for (_, before) in tx.page::<Invitation>(open, &window).await?.rows {
        if before.id != invitation.id {
            let change = Change::revised(&before, before.spent(ctx.stamp()));
            lines.extend([write(ctx, tx, (permit, None), &change).await?]);
        }
    }
    Ok(SentInvitation {
        invitation,
        secret,
        lines,
    })
}

impl Services {
    /// Invites a member to sign in, for the first time or again. Invitations that were open before are void.
    ///
    /// # Errors
    /// `not_found`, also for an account of a family, which is invited with its login; `wrong_state` for a suspended
    /// member.
    pub async fn invite_member(&self, ctx: &Ctx, id: MemberId) -> Outcome<IssuedInvitation> {
        let permit = tenant_permit(ctx, Action::InviteMember)?;
        let tx = ctx.store.begin().await?;
        let member = colleague(&tx, (id, "member_id")).await?;
        if member.state == MemberState::Suspended {
            return Err(Refusal::new(RefusalCode::WrongState, "member_id").into());
        }
        let sent = send_invitation((ctx, &permit), &tx, id).await?;
        tx.commit(sent.lines).await?;
        Ok(IssuedInvitation {
            invitation: sent.invitation,
            member,
            secret: sent.secret,
        })
    }

    /// Begins to make a passkey for whoever holds an invitation.
    ///
    /// # Errors
    /// `not_found` for an invitation that does not hold; `slow_down`.
    pub async fn begin_invited_passkey(&self, knock: &Knock, secret: &str) -> Outcome<BegunCeremony> {
        self.admit_ceremony(knock).await?;
        let (_, member) = invited(&knock.store, secret, knock.clock.now()).await?;
        self.begin_adding(&knock.ctx(&member), &member).await
    }

    /// Accepts an invitation: the member may act from now, with the password or passkey chosen, and is signed in. Earlier
    /// sessions, one-time codes and recovery codes hold no longer; passkeys do.
    ///
    /// # Errors
    /// `not_found` for an invitation that does not hold; what is wrong with the password or the passkey; `slow_down`.
    pub async fn accept_invitation(&self, knock: &Knock, secret: &str, chosen: AcceptInvitation) -> Outcome<SignedIn> {
        self.admit_ceremony(knock).await?;
        let (invitation, member) = invited(&knock.store, secret, knock.clock.now()).await?;
        let ctx = knock.ctx(&member);
        let permit = own_permit(&ctx, Action::AcceptInvitation)?;
        let (mut hash, mut passkey) = (None, None);
        match chosen {
            AcceptInvitation::Password(password) => {
                check_new(&member, &password)?;
                hash = Some(self.identity.hasher.hash(&password).await?);
            }
            AcceptInvitation::Passkey(handle, label, credential) => {
                let label = Line::parse("label", &label)?;
                let made = self.made_passkey(&ctx, member.id, (&handle, label, credential));
                passkey = Some(made.await?);
            }
        }
        let tx = ctx.store.begin().await?;
        let mut lines = accept((&ctx, &permit), &tx, (&invitation, &member)).await?;
        lines.extend(withdraw((&ctx, &permit), &tx, member.id).await?);
        if let Some(hash) = hash {
            lines.push(self.set_password((&ctx, &permit), &tx, (member.id, hash)).await?);
        }
        if let Some(passkey) = passkey {
            lines.push(write(&ctx, &tx, (&permit, None), &Change::recorded(passkey)).await?);
        }
        let beginning = self.beginning(&ctx, member.id, SignInMethod::Invitation)?;
        self.enter((knock, &ctx), tx, (member, beginning), lines).await
    }
}
