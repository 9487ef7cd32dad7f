//! One-time codes of an app (RFC 6238) beside a password, and recovery codes for when the app is lost.

use totp_rs::{Builder, Secret};

use super::super::work::{not_found, write};
use super::super::{Ctx, Outcome, Services, hash_of};
use super::door::{own_permit, refused};
use super::sessions::demand_fresh;
use super::sign_in::code_needed;
use crate::access::{Action, Permit};
use crate::domain::id::MemberId;
use crate::domain::identity::{KeptSecret, RecoveryCode, Session, SignInMethod, Totp};
use crate::domain::member::Member;
use crate::domain::record::Change;
use crate::domain::refusal::{Refusal, RefusalCode};
use crate::error::Fault;
use crate::store::{AuditLine, AuditLines, Condition, Window, Writing};

/// The secret for an app, told once.
#[derive(Clone)]
pub struct OfferedTotp {
    /// In Base32, to be typed.
    pub secret: String,
    /// As an address that apps read from a picture.
    pub uri: String,
}

/// What was shown beside a password.
pub(super) struct Shown<'a> {
    pub(super) code: Option<&'a str>,
    pub(super) recovery_code: Option<&'a str>,
}

/// What was taken of it.
pub(super) struct Taken {
    pub(super) method: SignInMethod,
    pub(super) lines: Vec<AuditLine>,
}

fn wrong_code() -> super::super::Failure {
    Refusal::new(RefusalCode::WrongCode, "code").into()
}

/// The step whose code this is, if it is one of now, of the one before or of the one after.
fn step_of(secret: &KeptSecret, code: &str, now: time::OffsetDateTime) -> Outcome<Option<i64>> {
    let unsuitable = || Fault::Unsuitable {
        what: "the secret of one-time codes is not one".to_owned(),
    };
    let secret = Secret::try_from_base32(secret.reveal()).map_err(|_| unsuitable())?;
    let totp = Builder::new().with_secret(secret.to_vec()).build();
    let totp = totp.map_err(|_| unsuitable())?;
    let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let seconds = u64::try_from(now.unix_timestamp()).unwrap_or_default();
    let step = totp.check(&digits, seconds);
    Ok(step.and_then(|step| i64::try_from(step).ok()))
}

/// What is kept of a recovery code: whoever types it may leave blanks and dashes out, and write in capitals.
fn recovery_hash(member: MemberId, code: &str) -> String {
    let plain: String = code.chars().filter(|c| c.is_alphanumeric()).collect();
    hash_of(&format!("recovery {member} {}", plain.to_lowercase()))
}

impl Services {
    /// Takes the second factor within a transaction, where the member has one.
    ///
    /// # Errors
    /// `code_needed` where nothing was shown; `wrong_code`.
    pub(super) async fn take_second_factor(
        &self,
        ctx: &Ctx,
        tx: &Writing,
        (totp, shown): (Option<Totp>, Shown<'_>),
    ) -> Outcome<Taken> {
        let Some(totp) = totp.filter(|totp| totp.confirmed) else {
            return Ok(Taken {
                method: SignInMethod::Password,
                lines: Vec::new(),
            });
        };
        let permit = own_permit(ctx, Action::SignIn)?;
        let me = totp.member_id;
        if let Some(code) = shown.code {
            // Whose secret was lost has recovery codes to come in with.
            let secret = totp.secret.as_ref().ok_or_else(wrong_code)?;
            let step = step_of(secret, code, ctx.now())?.ok_or_else(wrong_code)?;
            // As it is now: another may have shown the same code a moment ago.
            let now = tx.get::<Totp>(totp.id).await?.ok_or_else(wrong_code)?;
            let change = Change::revised(&now, now.take(step)?);
            return Ok(Taken {
                method: SignInMethod::PasswordAndCode,
                lines: vec![write(ctx, tx, (&permit, None), &change).await?],
            });
        }
        let Some(code) = shown.recovery_code else {
            return Err(code_needed());
        };
        let kept = tx
            .get_by::<RecoveryCode>("hash", recovery_hash(me, code).into())
            .await?;
        let kept = kept.filter(|kept| kept.member_id == me && kept.spent_on.is_none());
        let kept = kept.ok_or_else(wrong_code)?;
        let change = Change::revised(&kept, kept.spent(ctx.stamp()));
        Ok(Taken {
            method: SignInMethod::PasswordAndRecoveryCode,
            lines: vec![write(ctx, tx, (&permit, None), &change).await?],
        })
    }

    /// Offers the actor a secret for an app. It counts once a code of it was shown: see [`Services::confirm_totp`].
    ///
    /// # Errors
    /// `sign_in_again`; `wrong_state` where one is in use.
    pub async fn offer_totp(&self, ctx: &Ctx, session: &Session) -> Outcome<OfferedTotp> {
        let permit = own_permit(ctx, Action::ChangeOwnCredentials)?;
        demand_fresh(ctx, session)?;
        let me = session.member_id;
        let member = ctx.store.get::<Member>(me).await?.ok_or_else(refused)?;
        let mut random = [0_u8; 20];
        getrandom::fill(&mut random).map_err(|_| Fault::Unsuitable {
            what: "the operating system gives no randomness".to_owned(),
        })?;
        let secret = Secret::from(random).to_base32();
        let kept = KeptSecret::new(secret.clone());
        let tx = ctx.store.begin().await?;
        let change = match tx.get_by::<Totp>("member_id", me.uuid().into()).await? {
            None => Change::recorded(Totp::offer(me, kept, ctx.stamp())),
            Some(before) if before.confirmed => {
                return Err(Refusal::new(RefusalCode::WrongState, "").into());
            }
            Some(before) => Change::revised(&before, before.offer_again(kept)),
        };
        let line = write(ctx, &tx, (&permit, None), &change).await?;
        tx.commit(line).await?;
        let uri = format!(
            "otpauth://totp/Krachtig:{}?secret={secret}&issuer=Krachtig&algorithm=SHA1&digits=6&period=30",
            escaped(member.email.as_str())
        );
        Ok(OfferedTotp { secret, uri })
    }

    /// Puts the offered secret to use by a first code, and gives recovery codes, which are told once.
    ///
    /// # Errors
    /// `not_found` where none was offered; `wrong_state` where it is in use; `wrong_code`.
    pub async fn confirm_totp(&self, ctx: &Ctx, session: &Session, code: &str) -> Outcome<Vec<String>> {
        let permit = own_permit(ctx, Action::ChangeOwnCredentials)?;
        demand_fresh(ctx, session)?;
        let me = session.member_id;
        let tx = ctx.store.begin().await?;
        let before = tx.get_by::<Totp>("member_id", me.uuid().into()).await?;
        let before = before.ok_or_else(|| not_found(""))?;
        let secret = before.secret.as_ref().ok_or_else(|| not_found(""))?;
        if before.confirmed {
            return Err(Refusal::new(RefusalCode::WrongState, "").into());
        }
        let step = step_of(secret, code, ctx.now())?.ok_or_else(wrong_code)?;
        let change = Change::revised(&before, before.take(step)?);
        let line = write(ctx, &tx, (&permit, None), &change).await?;
        let (codes, lines) = renew_codes((ctx, &permit), &tx, me).await?;
        let mut all = AuditLines::from(line);
        all.extend(lines);
        tx.commit(all).await?;
        Ok(codes)
    }

    /// Takes the actor's app out of use, and its recovery codes with it.
    ///
    /// # Errors
    /// `sign_in_again`; `not_found` where there is none.
    pub async fn remove_totp(&self, ctx: &Ctx, session: &Session) -> Outcome<()> {
        let permit = own_permit(ctx, Action::ChangeOwnCredentials)?;
        demand_fresh(ctx, session)?;
        let tx = ctx.store.begin().await?;
        let lines = withdraw((ctx, &permit), &tx, session.member_id).await?;
        if lines.is_empty() {
            return Err(not_found(""));
        }
        super::sessions::commit_lines(tx, lines).await
    }

    /// Gives the actor ten new recovery codes in place of those before. They are told once.
    ///
    /// # Errors
    /// `sign_in_again`; `wrong_state` without an app.
    pub async fn renew_recovery_codes(&self, ctx: &Ctx, session: &Session) -> Outcome<Vec<String>> {
        let permit = own_permit(ctx, Action::ChangeOwnCredentials)?;
        demand_fresh(ctx, session)?;
        let me = session.member_id;
        let tx = ctx.store.begin().await?;
        let totp = tx.get_by::<Totp>("member_id", me.uuid().into()).await?;
        if totp.is_none_or(|totp| !totp.confirmed) {
            return Err(Refusal::new(RefusalCode::WrongState, "").into());
        }
        let (codes, lines) = renew_codes((ctx, &permit), &tx, me).await?;
        super::sessions::commit_lines(tx, lines).await?;
        Ok(codes)
    }
}

/// Takes a member's second factor out of use within a transaction.
pub(super) async fn withdraw(
    (ctx, permit): (&Ctx, &Permit),
    tx: &Writing,
    member: MemberId,
) -> Outcome<Vec<AuditLine>> {
    let mut lines = spend_codes((ctx, permit), tx, member).await?;
    let totp = tx.get_by::<Totp>("member_id", member.uuid().into()).await?;
    if let Some(totp) = totp.filter(|totp| totp.confirmed || totp.secret.is_some()) {
        let change = Change::revised(&totp, totp.withdrawn());
        lines.push(write(ctx, tx, (permit, None), &change).await?);
    }
    Ok(lines)
}

async fn spend_codes((ctx, permit): (&Ctx, &Permit), tx: &Writing, member: MemberId) -> Outcome<Vec<AuditLine>> {
    let window = Window {
        first: 100,
        after: None,
        sort: "id",
        descending: false,
    };
    let unspent = vec![
        Condition::Is("member_id", member.uuid().into()),
        Condition::Absent("spent_on", true),
    ];
    let mut lines = Vec::new();
    for (_, code) in tx.page::<RecoveryCode>(unspent, &window).await?.rows {
        let change = Change::revised(&code, code.spent(ctx.stamp()));
        lines.push(write(ctx, tx, (permit, None), &change).await?);
    }
    Ok(lines)
}

async fn renew_codes(
    (ctx, permit): (&Ctx, &Permit),
    tx: &Writing,
    member: MemberId,
) -> Outcome<(Vec<String>, Vec<AuditLine>)> {
    let mut lines = spend_codes((ctx, permit), tx, member).await?;
    let mut codes = Vec::with_capacity(RecoveryCode::AT_ONCE);
    for _ in 0..RecoveryCode::AT_ONCE {
        let code = fresh_code()?;
        let kept = RecoveryCode::issue(member, recovery_hash(member, &code), ctx.stamp());
        lines.push(write(ctx, tx, (permit, None), &Change::recorded(kept)).await?);
        codes.push(code);
    }
    Ok((codes, lines))
}

/// Eighty random bits as sixteen letters and digits that cannot be taken for each other, in fours.
fn fresh_code() -> Outcome<String> {
    const SIGNS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";
    let mut random = [0_u8; 16];
    getrandom::fill(&mut random).map_err(|_| Fault::Unsuitable {
        what: "the operating system gives no randomness".to_owned(),
    })?;
    let signs: Vec<char> = random.iter().map(|byte| SIGNS[usize::from(byte % 32)].into()).collect();
    let fours: Vec<String> = signs.chunks(4).map(|four| four.iter().collect()).collect();
    Ok(fours.join("-"))
}

/// A text as a part of an address.
fn escaped(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let sign = |byte: u8| {
        if plain(byte) {
            char::from(byte).to_string()
        } else {
            format!("%{byte:02X}")
        }
    };
    text.bytes().map(sign).collect()
}
