//! Pages of records, forward only, after the Relay connection pattern with a keyset cursor.
//!
//! Choosing and ordering the records does not belong here, nor what a cursor means: a service makes the cursors and
//! reads them back. A client must take a cursor as it is; here it is only wrapped so that it looks that way.

use std::borrow::Cow;
use std::future::Future;
use std::sync::Arc;

use async_graphql::connection::{CursorType, OpaqueCursor};
use async_graphql::{Error, Object, ObjectType, OutputType, Result, SimpleObject, TypeName};

/// How many records a page holds when nobody says.
pub const DEFAULT_PAGE: u16 = 50;
/// How many records a page holds at most.
pub const LARGEST_PAGE: u16 = 100;

/// Which page is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageArgs {
    /// How many records, from 1 to [`LARGEST_PAGE`].
    pub first: u16,
    /// The service's cursor after which the page begins; from the start when absent.
    pub after: Option<String>,
}

impl PageArgs {
    /// The page that the arguments `first` and `after` of a field ask for.
    ///
    /// # Errors
    /// For a size out of bounds, and for a text that is no cursor.
    pub fn parse(first: Option<i32>, after: Option<&str>) -> Result<Self> {
        let first = first.map_or(Ok(DEFAULT_PAGE), u16::try_from).ok();
        let first = first.filter(|size| (1..=LARGEST_PAGE).contains(size));
        let first = first.ok_or_else(|| Error::new(format!("first: from 1 to {LARGEST_PAGE}")))?;
        let cursor = |text| OpaqueCursor::<String>::decode_cursor(text).map(|cursor| cursor.0);
        let after = after.map(cursor).transpose();
        let after = after.map_err(|_| Error::new("after: not a cursor of this list"))?;
        Ok(Self { first, after })
    }
}
