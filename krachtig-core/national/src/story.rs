//! A family's story in the library: the version that it approved for the prison service, without a name in it.
//!
//! Who may tell which story does not belong here: the region sees to that.

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
        let hexadecimal = self.key.len() == 64 && self.key.bytes().all(|byte| byte.is_ascii_hexdigit());
        check.ensure(hexadecimal, RefusalCode::InvalidFormat, "key");
        check.ensure(is_code(&self.region), RefusalCode::InvalidFormat, "region");
        check.ensure(!self.title.trim().is_empty(), RefusalCode::InvalidFormat, "title");
        check.ensure(!self.body.trim().is_empty(), RefusalCode::InvalidFormat, "body");
        check.pass()
    }
}

impl Reading {
    /// The stories in the library, the newest period first. One that was taken back is not told from then on.
    ///
    /// # Errors
    /// `out_of_scope`; a fault of the store.
    pub async fn stories(&self) -> Outcome<Vec<Story>> {
        self.note(ReaderScope::Stories, "stories", &[]).await?;
        Ok(self.published.stories().await?)
    }
}
