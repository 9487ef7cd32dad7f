//! A family's story in the library: the version that it approved for the prison service, without a name in it.
//!
//! Who may tell which story does not belong here: the region sees to that.

use std::fmt;
use std::str::FromStr;

use crate::error::Outcome;
use crate::indicator::is_code;
use crate::period::Period;
use crate::reading::Reading;
use crate::refusal::{Check, RefusalCode, Refusals};
use crate::store::ReaderScope;

/// A story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    /// By what the region knows it: 64 hexadecimal digits that tell nobody else anything.
    pub key: String,
    /// The region's code.
    pub region: String,
    /// The quarter in which the family approved it.
    pub period: Period,
    /// Its title.
    pub title: String,
    /// The story.
    pub body: String,
    /// What changed for the family.
    pub effects: Option<String>,
}

impl Story {
    /// Whether it can be told.
    ///
    /// # Errors
    /// `invalid_format` with each field that is not right.
    pub fn check(&self) -> Result<(), Refusals> {
        let mut check = Check::default();
        check.ensure(is_key(&self.key), RefusalCode::InvalidFormat, "key");
        check.ensure(is_code(&self.region), RefusalCode::InvalidFormat, "region");
        check.ensure(!self.title.trim().is_empty(), RefusalCode::InvalidFormat, "title");
        check.ensure(!self.body.trim().is_empty(), RefusalCode::InvalidFormat, "body");
        check.pass()
    }

    /// The cursor of a page that ends with it.
    #[must_use]
    pub fn cursor(&self) -> StoryCursor {
        StoryCursor {
            period: self.period,
            key: self.key.clone(),
        }
    }
}

fn is_key(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Where a page of the library ended: the next one begins after this story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoryCursor {
    /// The story's period.
    pub(crate) period: Period,
    /// Its key.
    pub(crate) key: String,
}

/// The text is no cursor of the library.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a cursor is taken as the library gave it")]
pub struct NotACursor;

impl fmt::Display for StoryCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.period, self.key)
    }
}

impl FromStr for StoryCursor {
    type Err = NotACursor;

    fn from_str(text: &str) -> Result<Self, NotACursor> {
        let (period, key) = text.split_once('.').ok_or(NotACursor)?;
        let period = period.parse().map_err(|_| NotACursor)?;
        let key = Some(key).filter(|key| is_key(key)).ok_or(NotACursor)?.to_owned();
        Ok(Self { period, key })
    }
}

/// Which page of the library is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoriesAsked {
    /// How many stories at most.
    pub first: u16,
    /// Where the page before it ended; none for the first page.
    pub after: Option<StoryCursor>,
    /// The region of which stories are asked for; none for all.
    pub region: Option<String>,
}

/// A page of the library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoryPage {
    /// The stories, the newest period first.
    pub stories: Vec<Story>,
    /// Whether there are more after them.
    pub more: bool,
}

impl Reading {
    /// A page of the library, the newest period first; within a period the order tells nothing. A story that was taken back
    /// is not told from then on.
    ///
    /// # Errors
    /// `out_of_scope`; `invalid_format` where the region is no code; a fault of the store.
    pub async fn stories(&self, asked: &StoriesAsked) -> Outcome<StoryPage> {
        self.require(ReaderScope::Stories)?;
        let mut check = Check::default();
        let code = asked.region.as_deref().is_none_or(is_code);
        check.ensure(code, RefusalCode::InvalidFormat, "region");
        check.pass()?;
        self.note(ReaderScope::Stories, "stories", &[]).await?;
        Ok(self.published.stories(asked).await?)
    }
}
