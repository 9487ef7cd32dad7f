//! Signing in by password, and changing it.

use super::super::work::write;
use super::super::{Ctx, Failure, Outcome, Services};
use super::Knock;
use super::door::{may_enter, own_permit, refuse, refused};
use super::second_factor::{Shown, Taken};
use super::sessions::{SessionsOf, demand_fresh, end_all};
use crate::access::Action;
use crate::domain::id::MemberId;
use crate::domain::identity::{Password, Session, Totp, check_password};
use crate::domain::member::Member;
use crate::domain::record::{Change, Record};
use crate::domain::refusal::{Refusal, RefusalCode};
use crate::store::{AuditLine, Writing};

/// What somebody shows to sign in by password.
#[derive(Clone)]
pub struct PasswordSignIn {
    /// E-mail address.
    pub email: String,
    /// Password.
    pub password: String,
    /// A one-time code, where the member has an app for them.
    pub code: Option<String>,
    /// A recovery code instead of that.
    pub recovery_code: Option<String>,
}

/// Somebody who was let in.
#[derive(Clone)]
pub struct SignedIn {
    /// Who.
    pub member: Member,
    /// The session.
    pub session: Session,
    /// What the browser shows from now on. Told once, kept as a hash.
    pub secret: String,
    /// What the browser shows when it comes again, so that somebody else's tries do not make it wait; nothing where it
    /// has that already.
    pub browser: Option<String>,
}

/// Another password.
#[derive(Clone)]
pub struct ChangePassword {
    /// The one that holds now; nothing where there is none yet.
    pub current: Option<String>,
    /// The new one.
    pub new: String,
}

/// The transaction in which somebody is let in, and the line of the password that has a stronger hash in it.
type Proven = (Writing, Option<AuditLine>);

/// How often a password is looked at that changes meanwhile.
const LOOKS: usize = 3;

impl Services {
    /// Lets a member in by password, with a second factor where there is one.
    ///
    /// # Errors
    /// `sign_in_refused`, whatever was wrong; `code_needed` when the password is right and a code is needed;
    /// `slow_down`.
    pub async fn sign_in_by_password(&self, knock: &Knock, shown: PasswordSignIn) -> Outcome<SignedIn> {
        let email = shown.email.trim().to_lowercase();
        if email.chars().count() > 200 || shown.password.chars().count() > crate::domain::identity::LONGEST_PASSWORD {
            return Err(refused());
        }
        let attempt = self.admit(knock, &email).await?;
        let member = knock.store.get_by::<Member>("email", email.as_str().into()).await?;
        // Who is not there is looked up like everybody else, so that it takes as long.
        let id = member.as_ref().map_or(super::NOBODY, |member| member.id);
        let password = knock.store.get_by::<Password>("member_id", id.uuid().into()).await?;
        let totp = knock.store.get_by::<Totp>("member_id", id.uuid().into()).await?;
        let hash = password.as_ref().map(|password| password.hash.as_str());
        let right = self.identity.hasher.verify(&shown.password, hash).await?;
        let today = knock.stamp().today;
        let Some(member) = member.filter(|member| right && may_enter(member, today)) else {
            let known = (id != super::NOBODY).then_some(id);
            return Err(refuse(knock, known, "password").await);
        };
        let ctx = knock.ctx(&member);
        let Some(password) = password else {
            return Err(refused());
        };
        let Some((tx, anew)) = self.begin_proven(&ctx, &shown.password, password).await? else {
            return Err(refuse(knock, Some(member.id), "password").await);
        };
        let codes = Shown {
            code: shown.code.as_deref(),
            recovery_code: shown.recovery_code.as_deref(),
        };
        let (method, lines) = match self.take_second_factor(&ctx, &tx, (totp, codes)).await {
            Ok(Taken { method, mut lines }) => {
                lines.extend(anew);
                (method, lines)
            }
            Err(Failure::Refused(refusals)) if refusals.first().code == RefusalCode::WrongCode => {
                drop(tx);
                return Err(refuse(knock, Some(member.id), "code").await);
            }
            Err(other) => return Err(other),
        };
        let (cleared, browser) = self.let_in(knock, (&email, &attempt));
        // Where another try came first, its count is the one that stands.
        tx.note_among(&cleared).await?;
        if let Some((begun, _)) = &browser {
            tx.note_among(begun).await?;
        }
        let beginning = self.beginning(&ctx, member.id, method)?;
        let signed_in = self.enter((knock, &ctx), tx, (member, beginning), lines).await?;
        Ok(SignedIn {
            browser: browser.map(|(_, secret)| secret),
            ..signed_in
        })
    }

    /// Begins the transaction in which somebody is let in whose password was right, and still is in there; hashed anew,
    /// where that costs more by now. Nothing where the password is an old one by then.
    async fn begin_proven(&self, ctx: &Ctx, shown: &str, mut password: Password) -> Outcome<Option<Proven>> {
        let hasher = &self.identity.hasher;
        for _ in 0..LOOKS {
            let stronger = hasher.stronger(shown, &password.hash).await?;
            let tx = ctx.store.begin().await?;
            let Some(now) = tx.get::<Password>(password.id).await? else {
                return Ok(None);
            };
            if now.version == password.version {
                let Some(hash) = stronger else {
                    return Ok(Some((tx, None)));
                };
                let permit = own_permit(ctx, Action::SignIn)?;
                let anew = Change::revised(&now, now.hashed_anew(hash));
                match write(ctx, &tx, (&permit, None), &anew).await {
                    Ok(line) => return Ok(Some((tx, Some(line)))),
                    Err(Failure::Refused(refusals)) if refusals.first().code == RefusalCode::Stale => {}
                    Err(other) => return Err(other),
                }
            }
            drop(tx);
            // It was changed while this one was looked at, or another sign-in hashed it anew.
            let Some(now) = ctx.store.get::<Password>(password.id).await? else {
                return Ok(None);
            };
            if !hasher.verify(shown, Some(&now.hash)).await? {
                return Ok(None);
            }
            password = now;
        }
        Ok(None)
    }

    /// Changes the actor's password: the current one is asked for again, every other session ends, and this one gets
    /// another secret.
    ///
    /// # Errors
    /// `sign_in_refused` for a current password that is not right, any older one included; as [`check_password`] for the
    /// new one; `sign_in_again` for a first password in a session that did not begin a moment ago; `slow_down`.
    pub async fn change_password(
        &self,
        (knock, ctx): (&Knock, &Ctx),
        session: &Session,
        cmd: ChangePassword,
    ) -> Outcome<SignedIn> {
        let permit = own_permit(ctx, Action::ChangeOwnCredentials)?;
        let me = session.member_id;
        let member = ctx.store.get::<Member>(me).await?.ok_or_else(refused)?;
        let before = ctx.store.get_by::<Password>("member_id", me.uuid().into()).await?;
        check_new(&member, &cmd.new)?;
        match &before {
            None => demand_fresh(ctx, session)?,
            Some(before) => {
                let attempt = self.admit(knock, member.email.as_str()).await?;
                let current = cmd.current.unwrap_or_default();
                if !self.identity.hasher.verify(&current, Some(&before.hash)).await? {
                    return Err(refuse(knock, Some(me), "current_password").await);
                }
                let (cleared, _) = self.let_in(knock, (member.email.as_str(), &attempt));
                ctx.store.note(&cleared).await?;
            }
        }
        let hash = self.identity.hasher.hash(&cmd.new).await?;
        let change = match before {
            None => Change::recorded(Password::set(me, hash, ctx.stamp())),
            Some(before) => Change::revised(&before, before.replaced(hash, ctx.stamp())),
        };
        let tx = ctx.store.begin().await?;
        // Where somebody else changed it meanwhile, what was shown is an old password.
        let mut lines = vec![write(ctx, &tx, (&permit, None), &change).await?];
        lines.extend(end_all((ctx, &permit), &tx, SessionsOf::Member(me)).await?);
        let beginning = self.beginning(ctx, me, session.method)?;
        self.enter((knock, ctx), tx, (member, beginning), lines).await
    }

    /// Sets a password within a transaction, whether there was one or not.
    pub(super) async fn set_password(
        &self,
        (ctx, permit): (&Ctx, &crate::access::Permit),
        tx: &Writing,
        (member, hash): (MemberId, String),
    ) -> Outcome<AuditLine> {
        let change = match tx.get_by::<Password>("member_id", member.uuid().into()).await? {
            None => Change::recorded(Password::set(member, hash, ctx.stamp())),
            Some(before) => Change::revised(&before, before.replaced(hash, ctx.stamp())),
        };
        write(ctx, tx, (permit, change.after.trajectory()), &change).await
    }
}

/// Whether a new password will do for a member.
pub(super) fn check_new(member: &Member, password: &str) -> Outcome<()> {
    let words = [member.name.as_str(), member.email.as_str(), "krachtig"];
    Ok(check_password("password", password, &words)?)
}

/// What tells that a code is needed: said to whoever knows the password alone.
pub(super) fn code_needed() -> Failure {
    Refusal::new(RefusalCode::CodeNeeded, "code").into()
}
