//! What the actor may do: for pages, which offer what can be done and nothing else.
//!
//! Nothing is decided here: each use case asks for its permit itself.

use super::work::relation;
use super::{Ctx, Services};
use crate::access::{Action, permit, scope};
use crate::domain::dossier::Dossier;

impl Services {
    /// Whether the actor may do this somewhere in the office: to nothing in particular, or to something of a list.
    #[must_use]
    pub fn may(&self, ctx: &Ctx, action: Action) -> bool {
        scope(&ctx.actor, action).is_some()
    }

    /// Whether the actor may do this to a dossier that he or she sees, as far as its assignments tell.
    #[must_use]
    pub fn may_in(&self, ctx: &Ctx, action: Action, dossier: &Dossier) -> bool {
        permit(&ctx.actor, action, relation(ctx, dossier, ctx.stamp())).is_some()
    }
}
