//! Finding a dossier to break the glass of. Breaking it does not belong here: that changes something.

use async_graphql::{Context, Object, Result};
use krachtig_core::service::FoundForGlass;

use crate::graphql::asked::Asked;
use crate::graphql::input::Input;
use crate::graphql::input::access::FindForGlassInput;
use crate::graphql::shown::Object as Told;

/// Finding a dossier to break the glass of.
#[derive(Default)]
pub(super) struct AccessQuery;

/// Finding a dossier to break the glass of.
#[Object]
impl AccessQuery {
    /// The trajectories whose glass somebody in an emergency can break, five at most and the newest first; absent for
    /// whoever may break none. What is searched by has to be exact, each search is written down with whom it found, and
    /// who searches much has to wait.
    async fn find_for_glass(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "By what they are searched.")] by: FindForGlassInput,
    ) -> Result<Option<Vec<Told<FoundForGlass>>>> {
        let asked = Asked::of(ctx)?;
        let found = asked.services.find_for_glass(asked.ctx, by.plain()).await;
        let found = asked.found(found)?;
        Ok(found.map(|found| found.into_iter().map(Told::from).collect()))
    }
}
