//! Passkeys: adding one, signing in by one, taking one away. The ceremonies are the library's (W3C Web Authentication);
//! what the server has to remember between their two halves is kept in the tenant's store, for minutes and once.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use webauthn_rs::prelude::{
    DiscoverableAuthentication, DiscoverableKey, Passkey as Key, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, WebauthnError,
};

use super::super::work::{not_found, write};
use super::super::{Ctx, Failure, Outcome, Services, fresh_secret, hash_of};
use super::door::{may_enter, own_permit, refuse, refused};
use super::sessions::demand_fresh;
use super::ways_in::{ALL, WayIn, demand_another, held_by};
use super::{Knock, SignedIn};
use crate::access::Action;
use crate::domain::clock::Stamp;
use crate::domain::id::{MemberId, PasskeyId};
use crate::domain::identity::{Ceremony, CeremonyKind, Passkey, Session, SignInMethod};
use crate::domain::member::Member;
use crate::domain::record::Change;
use crate::domain::refusal::{Refusal, RefusalCode};
use crate::domain::text::Line;
use crate::error::{Cause, Fault};
use crate::store::{EVERYTHING, Store, Written};

/// A ceremony that was begun: what the browser does next, and the handle by which it is finished.
#[derive(Clone)]
pub struct BegunCeremony {
    /// Proves who began it. Told once.
    pub handle: String,
    /// What the browser is asked to do, as `navigator.credentials` takes it.
    pub options: Value,
}

/// The most passkeys of one member.
const MOST: usize = 20;

fn as_json<T: Serialize>(value: &T) -> Outcome<Value> {
    serde_json::to_value(value).map_err(|error| {
        Failure::Fault(Fault::Io {
            doing: "remembering a ceremony",
            source: Cause::new(error),
        })
    })
}

fn from_json<T: DeserializeOwned>(value: Value, passkey: PasskeyId) -> Outcome<T> {
    serde_json::from_value(value).map_err(|_| {
        Failure::Fault(Fault::Corrupt {
            table: "passkey",
            column: "credential",
            id: passkey.uuid(),
        })
    })
}

fn credential_id(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

fn cannot_begin(error: &WebauthnError) -> Failure {
    Failure::Fault(Fault::Io {
        doing: "beginning a ceremony with a passkey",
        source: Cause::new(error.to_string()),
    })
}

/// What a browser sent that is no answer to what it was asked.
fn unreadable() -> Failure {
    Refusal::new(RefusalCode::InvalidFormat, "credential").into()
}

/// Remembers a ceremony, and gives the handle by which it is finished.
pub(super) async fn remember(
    store: &Store,
    (kind, member): (CeremonyKind, Option<MemberId>),
    state: Value,
    stamp: Stamp<'_>,
) -> Outcome<String> {
    let handle = fresh_secret()?;
    let ceremony = Ceremony::begin((kind, hash_of(&handle)), member, state, stamp);
    store.note(&Change::recorded(ceremony)).await?;
    Ok(handle)
}

/// Takes a ceremony to finish it: whoever comes second finds it spent.
///
/// # Errors
/// `not_found` for a handle that nobody got, for one that was used, and for one that is too old.
pub(super) async fn take(
    store: &Store,
    (kind, handle): (CeremonyKind, &str),
    now: time::OffsetDateTime,
) -> Outcome<Ceremony> {
    let tx = store.begin().await?;
    let ceremony = tx.get_by::<Ceremony>("hash", hash_of(handle).into()).await?;
    let ceremony = ceremony.filter(|ceremony| ceremony.holds(kind, now));
    let ceremony = ceremony.ok_or_else(|| not_found("ceremony"))?;
    match tx.note(&Change::revised(&ceremony, ceremony.finished())).await? {
        Written::Yes => Ok(ceremony),
        Written::Stale | Written::Taken(_) => Err(not_found("ceremony")),
    }
}

/// A member's passkeys that are accepted.
pub(super) async fn passkeys_of(store: &Store, member: MemberId) -> Outcome<Vec<Passkey>> {
    let page = store.page::<Passkey>(EVERYTHING, held_by(member), &ALL).await?.unseen();
    Ok(page.rows.into_iter().map(|(_, passkey)| passkey).collect())
}

impl Services {
    /// Begins to add a passkey for a member.
    pub(super) async fn begin_adding(&self, ctx: &Ctx, member: &Member) -> Outcome<BegunCeremony> {
        let theirs = passkeys_of(&ctx.store, member.id).await?;
        if theirs.len() >= MOST {
            return Err(Refusal::new(RefusalCode::OutOfRange, "").with("max", MOST).into());
        }
        let ids = theirs
            .iter()
            .filter_map(|passkey| BASE64_URL_SAFE_NO_PAD.decode(&passkey.credential_id).ok())
            .collect();
        let (email, name) = (member.email.as_str(), member.name.as_str());
        let begun = self
            .identity
            .webauthn()?
            .start_passkey_registration(member.id.uuid(), email, name, Some(ids));
        let (options, state) = begun.map_err(|error| cannot_begin(&error))?;
        let mut options = as_json(&options)?;
        // The device is to keep whose key it is, so that nobody has to type an address to sign in with it.
        let selection = &mut options["publicKey"]["authenticatorSelection"];
        selection["residentKey"] = json!("required");
        selection["requireResidentKey"] = json!(true);
        let what = (CeremonyKind::AddPasskey, Some(member.id));
        let handle = remember(&ctx.store, what, as_json(&state)?, ctx.stamp()).await?;
        Ok(BegunCeremony { handle, options })
    }

    /// The passkey that a browser made for a member, checked and not written yet.
    pub(super) async fn made_passkey(
        &self,
        ctx: &Ctx,
        member: MemberId,
        (handle, label, credential): (&str, Line, Value),
    ) -> Outcome<Passkey> {
        let ceremony = take(&ctx.store, (CeremonyKind::AddPasskey, handle), ctx.now()).await?;
        if ceremony.member_id != Some(member) {
            return Err(not_found("ceremony"));
        }
        let state: PasskeyRegistration = serde_json::from_value(ceremony.state).map_err(|_| not_found("ceremony"))?;
        let made: RegisterPublicKeyCredential = serde_json::from_value(credential).map_err(|_| unreadable())?;
        let finished = self.identity.webauthn()?.finish_passkey_registration(&made, &state);
        let key = finished.map_err(|error| {
            tracing::debug!(%error, "a passkey was not taken");
            unreadable()
        })?;
        let kept = (credential_id(key.cred_id()), as_json(&key)?);
        Ok(Passkey::add((member, label), kept, ctx.stamp()))
    }

    /// Begins to add a passkey to the actor's account.
    ///
    /// # Errors
    /// `sign_in_again`; `out_of_range` for whoever has twenty.
    pub async fn begin_passkey(&self, ctx: &Ctx, session: &Session) -> Outcome<BegunCeremony> {
        own_permit(ctx, Action::ChangeOwnCredentials)?;
        demand_fresh(ctx, session)?;
        let member = ctx.store.get::<Member>(session.member_id).await?;
        self.begin_adding(ctx, &member.ok_or_else(refused)?).await
    }

    /// Adds the passkey that the browser made.
    ///
    /// # Errors
    /// `not_found` for a ceremony that is not the actor's, is too old, or was finished before; `invalid_format` for an
    /// answer that does not belong to it; what is wrong with the label; `already_exists`.
    pub async fn add_passkey(
        &self,
        ctx: &Ctx,
        session: &Session,
        (handle, label, credential): (&str, &str, Value),
    ) -> Outcome<Passkey> {
        let permit = own_permit(ctx, Action::ChangeOwnCredentials)?;
        let label = Line::parse("label", label)?;
        let made = self.made_passkey(ctx, session.member_id, (handle, label, credential));
        let passkey = made.await?;
        let tx = ctx.store.begin().await?;
        let line = write(ctx, &tx, (&permit, None), &Change::recorded(passkey.clone())).await?;
        tx.commit(line).await?;
        Ok(passkey)
    }

    /// The actor's passkeys, the newest last.
    ///
    /// # Errors
    /// `sign_in_refused` for whoever is no member.
    pub async fn own_passkeys(&self, ctx: &Ctx) -> Outcome<Vec<Passkey>> {
        own_permit(ctx, Action::ChangeOwnCredentials)?;
        passkeys_of(&ctx.store, ctx.actor.as_member().ok_or_else(refused)?).await
    }

    /// Accepts a passkey of the actor no longer, and ends every other session: one of them may have begun with it.
    ///
    /// # Errors
    /// `sign_in_again`; `not_found`; `last_way_in` where the actor could not sign in any more.
    pub async fn remove_passkey(&self, ctx: &Ctx, session: &Session, id: PasskeyId) -> Outcome<()> {
        let permit = own_permit(ctx, Action::ChangeOwnCredentials)?;
        demand_fresh(ctx, session)?;
        let tx = ctx.store.begin().await?;
        let passkey = tx.get::<Passkey>(id).await?;
        let mine = |passkey: &Passkey| passkey.member_id == session.member_id && passkey.removed_on.is_none();
        let passkey = passkey.filter(mine).ok_or_else(|| not_found("id"))?;
        demand_another(&tx, session.member_id, WayIn::Passkey(id)).await?;
        let change = Change::revised(&passkey, passkey.removed(ctx.stamp()));
        let line = write(ctx, &tx, (&permit, None), &change).await?;
        let which = super::SessionsOf::MemberBut(session.member_id, session.id);
        let mut all = crate::store::AuditLines::from(line);
        all.extend(super::sessions::end_all((ctx, &permit), &tx, which).await?);
        Ok(tx.commit(all).await?)
    }

    /// Begins a sign-in by passkey. Nobody says who he is: the device knows.
    ///
    /// # Errors
    /// `slow_down` for an address that begins very many.
    pub async fn begin_passkey_sign_in(&self, knock: &Knock) -> Outcome<BegunCeremony> {
        self.admit_ceremony(knock).await?;
        let begun = self.identity.webauthn()?.start_discoverable_authentication();
        let (options, state) = begun.map_err(|error| cannot_begin(&error))?;
        let mut options = as_json(&options)?;
        // Whether the browser asks at once or in a field is the page's choice.
        if let Some(options) = options.as_object_mut() {
            options.remove("mediation");
        }
        let what = (CeremonyKind::PasskeySignIn, None);
        let handle = remember(&knock.store, what, as_json(&state)?, knock.stamp()).await?;
        Ok(BegunCeremony { handle, options })
    }

    /// Lets a member in by passkey, however often others tried in vain.
    ///
    /// # Errors
    /// `not_found` for a ceremony that is too old or was finished before; `sign_in_refused`.
    pub async fn sign_in_by_passkey(&self, knock: &Knock, (handle, shown): (&str, Value)) -> Outcome<SignedIn> {
        let now = knock.clock.now();
        let ceremony = take(&knock.store, (CeremonyKind::PasskeySignIn, handle), now).await?;
        let state = serde_json::from_value::<DiscoverableAuthentication>(ceremony.state);
        let state = state.map_err(|_| not_found("ceremony"))?;
        let shown: PublicKeyCredential = serde_json::from_value(shown).map_err(|_| unreadable())?;
        let Ok((user, id)) = self.identity.webauthn()?.identify_discoverable_authentication(&shown) else {
            return Err(refuse(knock, None, "passkey").await);
        };
        let passkey = knock
            .store
            .get_by::<Passkey>("credential_id", credential_id(id).into())
            .await?;
        let holds = |passkey: &Passkey| passkey.member_id.uuid() == user && passkey.removed_on.is_none();
        let Some(passkey) = passkey.filter(holds) else {
            return Err(refuse(knock, None, "passkey").await);
        };
        let mut key: Key = from_json(passkey.credential.clone(), passkey.id)?;
        let keys = DiscoverableKey::from(&key);
        let finished = self
            .identity
            .webauthn()?
            .finish_discoverable_authentication_v2(&shown, state, &keys);
        let member = knock.store.get::<Member>(passkey.member_id).await?;
        let today = knock.stamp().today;
        let member = member.filter(|member| may_enter(member, today));
        let (Ok(result), Some(member)) = (finished, member) else {
            return Err(refuse(knock, Some(passkey.member_id), "passkey").await);
        };
        let ctx = knock.ctx(&member);
        let tx = knock.store.begin().await?;
        let mut lines = Vec::new();
        if key.update_credential(&result) == Some(true) {
            let change = Change::revised(&passkey, passkey.used(as_json(&key)?));
            let permit = own_permit(&ctx, Action::SignIn)?;
            // Where another sign-in came first with the same counter, one of the two is a copy: refused as stale.
            lines.push(write(&ctx, &tx, (&permit, None), &change).await?);
        }
        let beginning = self.beginning(&ctx, member.id, SignInMethod::Passkey)?;
        self.enter((knock, &ctx), tx, (member, beginning), lines).await
    }
}
