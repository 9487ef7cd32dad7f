//! Who asks, and a whole dossier.

use std::sync::Arc;

use async_graphql::{Context, Object, Result};
use krachtig_core::domain::id::TrajectoryId;

use crate::graphql::asked::Asked;
use crate::graphql::object::{DossierObject, DossierView, MemberView};
use crate::graphql::scalar::GlobalId;
use crate::graphql::selected::{self, Selected};
use crate::graphql::shown::Object as Told;

/// Who asks, and a whole dossier.
#[derive(Default)]
pub(super) struct DossierQuery;

/// Who asks, and a whole dossier.
#[Object]
impl DossierQuery {
    /// The member who asks; absent for somebody who is no member.
    async fn me(&self, ctx: &Context<'_>) -> Result<Option<Told<MemberView>>> {
        let asked = Asked::of(ctx)?;
        let member = asked.found(asked.services.me(asked.ctx).await)?;
        let today = asked.today();
        Ok(member.map(|member| Told::from(MemberView { member, today })))
    }

    /// The dossier of a trajectory; absent where there is none, or it is not yours to see.
    async fn dossier(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The trajectory.")] id: GlobalId<TrajectoryId>,
    ) -> Result<Option<DossierObject>> {
        let asked = Asked::of(ctx)?;
        let parts = Selected::of(ctx).parts(selected::DOSSIER);
        let dossier = asked.found(asked.services.dossier(asked.ctx, id.0, parts).await)?;
        Ok(dossier.map(|dossier| Told::from(DossierView::new(Arc::new(dossier), asked.today()))))
    }
}
