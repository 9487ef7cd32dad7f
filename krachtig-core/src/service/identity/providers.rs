//! Signing in at an organisation's identity provider: what happens here once its word was verified.
//!
//! Talking to the provider and verifying its tokens does not belong here. Whose account somebody has is told by the
//! provider's subject alone, which a member linked while signed in or while accepting an invitation; never by an e-mail
//! address.

use serde_json::Value;

use super::super::work::{expect_version, finish, not_found, tenant_permit, write};
use super::super::{Ctx, Outcome, Services, hash_of};
use super::door::{own_permit, refuse, refused};
use super::invitations::{accept, invited};
use super::passkeys::{remember, take};
use super::sessions::{SessionsOf, commit_lines, demand_fresh, end_all, owner_of};
use super::{Knock, SignedIn};
use crate::access::{Action, Actor, Permit};
use crate::domain::id::{IdentityProviderId, MemberId};
use crate::domain::identity::{
    Ceremony, CeremonyKind, IdentityProvider, IdentityProviderDraft, ProviderLink, Session, SignInMethod,
};
use crate::domain::member::{Member, MemberDraft};
use crate::domain::record::{Change, Version};
use crate::domain::refusal::{Refusal, RefusalCode};
use crate::store::{AuditLine, Condition, EVERYTHING, Store, Window, Writing, Written};

/// An identity provider to trust, or to trust in another way.
#[derive(Clone, Debug)]
pub struct RecordIdentityProvider {
    /// What the operator says about it.
    pub draft: IdentityProviderDraft,
    /// The version that was seen of one with this issuer; nothing for a new one.
    pub version: Option<Version>,
}

/// Who a provider says that somebody is, verified.
#[derive(Clone, Debug)]
pub struct VerifiedSubject {
    /// The provider.
    pub provider: IdentityProvider,
    /// Its name for the person, which it gives nobody else.
    pub subject: String,
    /// The person's groups there.
    pub groups: Vec<String>,
    /// The session there, if the provider names it.
    pub session: Option<String>,
    /// The invitation that was shown when the sign-in began.
    pub invitation: Option<String>,
    /// The member who was signed in when it began, to link the account.
    pub link_to: Option<MemberId>,
}

/// A provider's word that somebody signed out there, verified.
#[derive(Clone, Debug)]
pub struct ProviderSignOut {
    /// The provider.
    pub provider: IdentityProviderId,
    /// The session there that ended.
    pub session: Option<String>,
    /// Whose sessions ended, where no session is named.
    pub subject: Option<String>,
    /// What makes this word one of its own.
    pub token_id: String,
}

fn subject_hash(provider: IdentityProviderId, subject: &str) -> String {
    hash_of(&format!("{provider} {subject}"))
}

/// What a session keeps of the provider's session.
fn session_at(provider: IdentityProviderId, session: &str) -> String {
    hash_of(&format!("{provider} {session}"))
}

impl Services {
    /// Records which identity provider a tenant trusts, or what became of it. An issuer has one record.
    ///
    /// # Errors
    /// As [`IdentityProvider::record`]; `already_exists`, `not_found`, `stale`.
    pub async fn record_identity_provider(&self, ctx: &Ctx, cmd: RecordIdentityProvider) -> Outcome<IdentityProvider> {
        let permit = tenant_permit(ctx, Action::ManageIdentityProviders)?;
        let tx = ctx.store.begin().await?;
        let issuer = cmd.draft.issuer.trim();
        let before = tx.get_by::<IdentityProvider>("issuer", issuer.into()).await?;
        let (id, version) = match (&before, cmd.version) {
            (None, None) => (ctx.stamp().id(), Version::FIRST),
            (None, Some(_)) => return Err(not_found("issuer")),
            (Some(_), None) => return Err(Refusal::new(RefusalCode::AlreadyExists, "issuer").into()),
            (Some(before), Some(seen)) => {
                expect_version(&tx, before, seen).await?;
                (before.id, before.version.next())
            }
        };
        let after = IdentityProvider::record((id, version), &cmd.draft)?;
        finish(ctx, tx, &permit, Change { before, after }).await
    }

    /// The identity provider with this issuer, one that is out of use included.
    ///
    /// # Errors
    /// `not_found` for whoever may not say which are trusted.
    pub async fn identity_provider(&self, ctx: &Ctx, issuer: &str) -> Outcome<Option<IdentityProvider>> {
        tenant_permit(ctx, Action::ManageIdentityProviders)?;
        Ok(ctx.store.get_by::<IdentityProvider>("issuer", issuer.into()).await?)
    }

    /// The identity providers with which people can sign in to a tenant. Anybody may know them: they stand on the page
    /// for signing in.
    ///
    /// # Errors
    /// A fault of the store.
    pub async fn identity_providers(&self, store: &Store) -> Outcome<Vec<IdentityProvider>> {
        let window = Window {
            first: 100,
            after: None,
            sort: "name",
            descending: false,
        };
        let active = vec![Condition::Is("active", true.into())];
        let page = store
            .page::<IdentityProvider>(EVERYTHING, active, &window)
            .await?
            .unseen();
        Ok(page.rows.into_iter().map(|(_, provider)| provider).collect())
    }

    /// Remembers what a sign-in at a provider has to be compared with when the browser comes back.
    ///
    /// # Errors
    /// `slow_down`; `not_found` for an invitation that does not hold; `sign_in_again` for a member who links an account
    /// in a session that did not begin a moment ago.
    pub async fn begin_provider_sign_in(
        &self,
        knock: &Knock,
        state: Value,
        link: (Option<&str>, Option<(&Ctx, &Session)>),
    ) -> Outcome<String> {
        self.admit_ceremony(knock).await?;
        let (invitation, session) = link;
        if let Some(secret) = invitation {
            invited(&knock.store, secret, knock.clock.now()).await?;
        }
        if let Some((ctx, session)) = session {
            demand_fresh(ctx, session)?;
        }
        let member = session.map(|(_, session)| session.member_id);
        let what = (CeremonyKind::ProviderSignIn, member);
        remember(&knock.store, what, state, knock.stamp()).await
    }

    /// Takes what was remembered, once.
    ///
    /// # Errors
    /// `not_found` for a handle that nobody got, that was used, or that is too old.
    pub async fn take_provider_sign_in(&self, knock: &Knock, handle: &str) -> Outcome<Ceremony> {
        let what = (CeremonyKind::ProviderSignIn, handle);
        take(&knock.store, what, knock.clock.now()).await
    }

    /// Lets in whom a provider vouched for: with the account that is linked to the provider's subject, or is linked now.
    /// Where groups give roles, the account's roles become those of the groups.
    ///
    /// # Errors
    /// `sign_in_refused` for somebody without an account, without a role, or who may not act.
    pub async fn sign_in_by_provider(&self, knock: &Knock, who: VerifiedSubject) -> Outcome<SignedIn> {
        let hash = subject_hash(who.provider.id, &who.subject);
        let linked = knock
            .store
            .get_by::<ProviderLink>("subject_hash", hash.as_str().into())
            .await?;
        let now = knock.clock.now();
        let invitation = match (&linked, &who.invitation) {
            (None, Some(secret)) => Some(invited(&knock.store, secret, now).await?),
            _ => None,
        };
        let id = match (&linked, &invitation) {
            (Some(link), _) => Some(link.member_id),
            (None, Some((_, member))) => Some(member.id),
            (None, None) => who.link_to,
        };
        let member = match id {
            Some(id) => knock.store.get::<Member>(id).await?,
            None => None,
        };
        // An account that somebody else is signed in to is not linked on the side.
        let other = who.link_to.is_some() && who.link_to != id;
        let roles = who.provider.roles_of(&who.groups);
        // Nobody comes to a family's plan by the word of an office's provider.
        let member = member.filter(|member| !member.is_of_family());
        let Some(member) = member.filter(|_| !other && roles.as_ref().is_none_or(|roles| !roles.is_empty())) else {
            return Err(refuse(knock, id, "provider").await);
        };
        let ctx = knock.ctx(&member);
        let permit = own_permit(&ctx, Action::SignIn)?;
        let tx = knock.store.begin().await?;
        let mut lines = Vec::new();
        if linked.is_none() {
            let link = ProviderLink::link((member.id, who.provider.id), hash, ctx.stamp());
            lines.push(write(&ctx, &tx, (&permit, None), &Change::recorded(link)).await?);
        }
        if let Some((invitation, _)) = &invitation {
            lines.extend(accept((&ctx, &permit), &tx, (invitation, &member)).await?);
        }
        let (member, more) = with_roles((&ctx, &permit), &tx, (member.id, roles)).await?;
        lines.extend(more);
        let ctx = Ctx {
            actor: Actor::member(member.id, member.roles.clone()),
            ..ctx
        };
        let mut beginning = self.beginning(&ctx, member.id, SignInMethod::Provider)?;
        let provider_session = who
            .session
            .as_deref()
            .map(|session| session_at(who.provider.id, session));
        beginning.session.provider_session = provider_session;
        self.enter((knock, &ctx), tx, (member, beginning), lines).await
    }

    /// Ends the sessions that a provider says are over there.
    ///
    /// # Errors
    /// `already_exists` for a word that was heard before; `not_found` for a provider that is not trusted.
    pub async fn sign_out_by_provider(&self, knock: &Knock, word: ProviderSignOut) -> Outcome<()> {
        let heard = Ceremony::begin(
            (
                CeremonyKind::ProviderSignOut,
                hash_of(&format!("sign-out {} {}", word.provider, word.token_id)),
            ),
            None,
            Value::Null,
            knock.stamp(),
        );
        let tx = knock.store.begin().await?;
        if tx.note_among(&Change::recorded(heard)).await? != Written::Yes {
            return Err(Refusal::new(RefusalCode::AlreadyExists, "jti").into());
        }
        let (which, owner) = match (&word.session, &word.subject) {
            (Some(session), _) => {
                let which = SessionsOf::Provider(session_at(word.provider, session));
                let owner = owner_of(&tx, &which).await?;
                (which, owner)
            }
            (None, Some(subject)) => {
                let hash = subject_hash(word.provider, subject);
                let link = tx.get_by::<ProviderLink>("subject_hash", hash.into()).await?;
                let owner = link.map(|link| link.member_id);
                (SessionsOf::Member(owner.unwrap_or(super::NOBODY)), owner)
            }
            (None, None) => return Err(refused()),
        };
        let member = match owner {
            Some(owner) => tx.get::<Member>(owner).await?,
            None => None,
        };
        // The provider acts on behalf of whose sessions they are.
        let mut lines = Vec::new();
        if let Some(member) = member {
            let ctx = knock.ctx(&member);
            let permit = own_permit(&ctx, Action::EndOwnSession)?;
            lines = end_all((&ctx, &permit), &tx, which).await?;
        }
        if lines.is_empty() {
            return Ok(tx.keep_notes().await?);
        }
        commit_lines(tx, lines).await
    }
}

/// Gives a member the roles of the provider's groups, where they differ.
async fn with_roles(
    (ctx, permit): (&Ctx, &Permit),
    tx: &Writing,
    (id, roles): (MemberId, Option<Vec<crate::domain::vocabulary::Role>>),
) -> Outcome<(Member, Vec<AuditLine>)> {
    let member = tx.get::<Member>(id).await?.ok_or_else(refused)?;
    let Some(roles) = roles.filter(|roles| *roles != member.roles) else {
        return Ok((member, Vec::new()));
    };
    let draft = MemberDraft {
        name: member.name.to_string(),
        email: member.email.to_string(),
        roles,
        state: member.state,
    };
    let after = member.revise(&draft)?;
    let mut lines = vec![write(ctx, tx, (permit, None), &Change::revised(&member, after.clone())).await?];
    lines.extend(end_all((ctx, permit), tx, SessionsOf::Member(id)).await?);
    Ok((after, lines))
}
