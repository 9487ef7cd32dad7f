//! Whether the actor has a second factor: the account's page shows what can be done about it.
//!
//! What is done about it does not belong here: see [`super::second_factor`].

use crate::access::Action;
use crate::domain::identity::{Session, Totp};
use crate::service::{Ctx, Outcome, Services};

use super::door::own_permit;

impl Services {
    /// Whether an app for codes is in use at the actor's account.
    ///
    /// # Errors
    /// `not_found` for whoever has no account here; a fault of the store.
    pub async fn has_totp(&self, ctx: &Ctx, session: &Session) -> Outcome<bool> {
        own_permit(ctx, Action::ChangeOwnCredentials)?;
        let me = session.member_id.uuid();
        let totp = ctx.store.get_by::<Totp>("member_id", me.into()).await?;
        Ok(totp.is_some_and(|totp| totp.confirmed))
    }
}
