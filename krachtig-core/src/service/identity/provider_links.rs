//! The accounts at identity providers that a member linked: telling them, and taking one away. Linking does not belong here:
//! that is a sign-in, see [`super::providers`].

use super::super::work::{not_found, write};
use super::super::{Ctx, Outcome, Services, hash_of};
use super::door::{own_permit, refused};
use super::sessions::{SessionsOf, demand_fresh, end_all};
use super::ways_in::{ALL, WayIn, demand_another, held_by};
use crate::access::Action;
use crate::domain::id::ProviderLinkId;
use crate::domain::identity::{IdentityProvider, ProviderLink, Session};
use crate::domain::record::Change;
use crate::store::{AuditLines, EVERYTHING};

/// An account at a provider that is linked to a member's.
#[derive(Clone, Debug)]
pub struct LinkedProvider {
    /// The link.
    pub link: ProviderLink,
    /// At which provider.
    pub provider: IdentityProvider,
}

impl Services {
    /// The accounts at providers that the actor linked, the newest last.
    ///
    /// # Errors
    /// `sign_in_refused` for whoever is no member.
    pub async fn own_provider_links(&self, ctx: &Ctx) -> Outcome<Vec<LinkedProvider>> {
        own_permit(ctx, Action::ChangeOwnCredentials)?;
        let me = ctx.actor.as_member().ok_or_else(refused)?;
        let page = ctx.store.page::<ProviderLink>(EVERYTHING, held_by(me), &ALL).await?;
        let mut linked = Vec::new();
        for (_, link) in page.unseen().rows {
            if let Some(provider) = ctx.store.get::<IdentityProvider>(link.provider_id).await? {
                linked.push(LinkedProvider { link, provider });
            }
        }
        Ok(linked)
    }

    /// Lets nobody in any more by an account at a provider that the actor linked, and ends every other session: one of them
    /// may have begun with it.
    ///
    /// # Errors
    /// `sign_in_again`; `not_found`; `last_way_in` where the actor could not sign in any more.
    pub async fn unlink_provider(&self, ctx: &Ctx, session: &Session, id: ProviderLinkId) -> Outcome<()> {
        let permit = own_permit(ctx, Action::ChangeOwnCredentials)?;
        demand_fresh(ctx, session)?;
        let me = session.member_id;
        let tx = ctx.store.begin().await?;
        let link = tx.get::<ProviderLink>(id).await?;
        let mine = |link: &ProviderLink| link.member_id == me && link.removed_on.is_none();
        let link = link.filter(mine).ok_or_else(|| not_found("id"))?;
        demand_another(&tx, me, WayIn::Provider(id)).await?;
        let blot = hash_of(&format!("removed {id}"));
        let change = Change::revised(&link, link.removed(blot, ctx.stamp()));
        let mut all = AuditLines::from(write(ctx, &tx, (&permit, None), &change).await?);
        all.extend(end_all((ctx, &permit), &tx, SessionsOf::MemberBut(me, session.id)).await?);
        Ok(tx.commit(all).await?)
    }
}
