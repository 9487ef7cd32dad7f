//! Whether somebody can still come in when one of the ways in is taken away. Taking it away does not belong here.

use super::super::Outcome;
use crate::domain::id::{MemberId, PasskeyId, ProviderLinkId};
use crate::domain::identity::{IdentityProvider, Passkey, Password, ProviderLink};
use crate::domain::refusal::{Refusal, RefusalCode};
use crate::store::{Condition, Window, Writing};

/// A way in that is to be taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WayIn {
    Passkey(PasskeyId),
    Provider(ProviderLinkId),
}

/// Everything that a member has of something.
pub(super) const ALL: Window = Window {
    first: 1000,
    after: None,
    sort: "id",
    descending: false,
};

/// What a member has of something, and was not removed.
pub(super) fn held_by(member: MemberId) -> Vec<Condition> {
    vec![
        Condition::Is("member_id", member.uuid().into()),
        Condition::Absent("removed_on", true),
    ]
}

/// Lets nobody else take a way in away until the transaction ends, so that two that go at once don't count on each
/// other; and refuses to take away the last one.
///
/// # Errors
/// `last_way_in` where the member could not sign in any more: by password, by passkey, or at a provider in use.
pub(super) async fn demand_another(tx: &Writing, member: MemberId, goes: WayIn) -> Outcome<()> {
    tx.hold_all::<Passkey>().await?;
    tx.hold_all::<ProviderLink>().await?;
    let password = tx.get_by::<Password>("member_id", member.uuid().into()).await?;
    let passkeys = tx.page::<Passkey>(held_by(member), &ALL).await?.rows;
    let stays = |passkey: &Passkey| goes != WayIn::Passkey(passkey.id);
    if password.is_some() || passkeys.iter().any(|(_, passkey)| stays(passkey)) {
        return Ok(());
    }
    for (_, link) in tx.page::<ProviderLink>(held_by(member), &ALL).await?.rows {
        let provider = tx.get::<IdentityProvider>(link.provider_id).await?;
        if goes != WayIn::Provider(link.id) && provider.is_some_and(|provider| provider.active) {
            return Ok(());
        }
    }
    Err(Refusal::new(RefusalCode::LastWayIn, "id").into())
}
