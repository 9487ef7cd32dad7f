//! What the actor may do: for pages, which offer what can be done and nothing else.
//!
//! Nothing is decided here: each use case asks for its permit itself.

use super::work::relation;
use super::{Ctx, Services};
use crate::access::{Action, permit, permit_on, scope};
use crate::domain::dossier::Dossier;
use crate::domain::dossier_part::DossierPart;

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

    /// The same for an action that is about several parts of a dossier: whether to this one.
    #[must_use]
    pub fn may_on(&self, ctx: &Ctx, (action, part): (Action, DossierPart), dossier: &Dossier) -> bool {
        permit_on(&ctx.actor, (action, part), relation(ctx, dossier, ctx.stamp())).is_some()
    }
}
