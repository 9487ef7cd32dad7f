//! The story library: stories of families in the version that they approved for the prison service.

use async_graphql::{Context, Result};
use krachtig_national::story::{StoriesAsked, Story, StoryCursor};

use super::{failed, reading};
use crate::graphql::connection::{Page, PageArgs, Uncounted, wrong_cursor};
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

/// A page of the library.
pub(super) async fn told(ctx: &Context<'_>, args: PageArgs, region: Option<String>) -> Result<Told<Uncounted<Story>>> {
    let reading = reading(ctx)?;
    let after = args.after.as_deref().map(str::parse::<StoryCursor>).transpose();
    let asked = StoriesAsked {
        first: args.first,
        after: after.map_err(|_| wrong_cursor())?,
        region,
    };
    let page = reading.stories(&asked).await;
    let page = page.map_err(|failure| failed(failure, &reading.request))?;
    let stories = page
        .stories
        .into_iter()
        .map(|story| (story.cursor().to_string(), story));
    Ok(Told::from(Uncounted::from(Page::from((stories.collect(), page.more)))))
}
