//! A party of the directory by its id.
//!
//! Lists of parties do not belong here: see [`super::listing`].

use super::work::{not_found, tenant_permit};
use super::{Ctx, Outcome, Services};
use crate::access::Action;
use crate::domain::id::PartnerId;
use crate::domain::partner::Partner;

impl Services {
    /// A party of the directory. Parties are nobody's dossier.
    ///
    /// # Errors
    /// `not_found` for whoever may not see the directory.
    pub async fn partner(&self, ctx: &Ctx, id: PartnerId) -> Outcome<Partner> {
        tenant_permit(ctx, Action::ListPartners)?;
        ctx.store.get::<Partner>(id).await?.ok_or_else(|| not_found("id"))
    }
}
