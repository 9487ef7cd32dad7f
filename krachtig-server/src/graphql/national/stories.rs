//! The story library: stories of families in the version that they approved for the prison service.

use async_graphql::{Context, Result};
use krachtig_national::story::Story;

use super::{failed, reading};
use crate::graphql::shown::{Object as Told, shown};

shown! {
    /// A family's story, in the version that it approved for the prison service, without a name in it.
    "Story", |story: Story| {
        /// The code of the region in which the family is.
        region: &str = &story.region;
        /// The period in which the family approved it: `2026-Q3`.
        period: String = story.period.to_string();
        /// Its title.
        title: &str = &story.title;
        /// The story.
        body: &str = &story.body;
        /// What changed for the family.
        effects: Option<&str> = story.effects.as_deref();
    }
}

/// The stories in the library.
pub(super) async fn told(ctx: &Context<'_>) -> Result<Vec<Told<Story>>> {
    let reading = reading(ctx)?;
    let stories = reading.stories().await;
    let stories = stories.map_err(|failure| failed(failure, &reading.request))?;
    Ok(stories.into_iter().map(Told::from).collect())
}
