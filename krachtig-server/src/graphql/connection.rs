//! Pages of records, forward only, after the Relay connection pattern with a keyset cursor.
//!
//! Choosing and ordering the records does not belong here, nor what a cursor means: a service makes the cursors and
//! reads them back. A client must take a cursor as it is; here it is only wrapped so that it looks that way.

use std::borrow::Cow;

use async_graphql::connection::{CursorType, OpaqueCursor};
use async_graphql::{Context, Error, Result};

use super::failure::{OUT_OF_RANGE, WRONG_CURSOR, coded};
use super::shown::{Answer, Answered, Child, Fields, Made, Object, Shown, Walk, alone, shown};

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
    /// Whether somebody wants to know how many records there are in all: counting them costs a statement.
    pub total: bool,
}

impl PageArgs {
    /// The page that a field of this context asks for by its arguments `first` and `after`.
    ///
    /// # Errors
    /// For a size out of bounds, and for a text that is no cursor.
    pub fn parse(ctx: &Context<'_>, first: Option<i32>, after: Option<&str>) -> Result<Self> {
        let size = first.map_or(Some(DEFAULT_PAGE), |size| u16::try_from(size).ok());
        let first = size.filter(|size| (1..=LARGEST_PAGE).contains(size));
        let first = first.ok_or_else(|| coded(OUT_OF_RANGE, format!("first: a number from 1 to {LARGEST_PAGE}")))?;
        let cursor = |text| OpaqueCursor::<String>::decode_cursor(text).map(|cursor| cursor.0);
        let after = after.map(cursor).transpose();
        let after = after.map_err(|_| wrong_cursor())?;
        let total = ctx.look_ahead().field("totalCount").exists();
        Ok(Self { first, after, total })
    }
}

/// That what was given as `after` did not come from the list.
pub fn wrong_cursor() -> Error {
    coded(WRONG_CURSOR, "after: not a cursor that this list gave")
}

/// A page of records.
pub struct Page<R> {
    edges: Vec<Edge<R>>,
    has_next: bool,
    total: Option<i64>,
}

/// One record of a page, with the cursor after which the next page would begin.
struct Edge<R> {
    cursor: String,
    node: R,
}

/// Whether there is more, and after which cursor.
struct PageInfo {
    has_next: bool,
    end: Option<String>,
}

impl<R> Page<R> {
    /// The page with how many records there are in all, for whom asked ([`PageArgs::total`]).
    #[must_use]
    pub fn of_total(self, total: Option<i64>) -> Self {
        Self { total, ..self }
    }
}

impl<R> From<(Vec<(String, R)>, bool)> for Page<R> {
    /// A page from records with the service's cursors, and whether there are more.
    fn from((records, has_next): (Vec<(String, R)>, bool)) -> Self {
        let edges = records.into_iter().map(|(cursor, node)| Edge {
            cursor: OpaqueCursor(cursor).encode_cursor(),
            node,
        });
        Self {
            edges: edges.collect(),
            has_next,
            total: None,
        }
    }
}

/// A page of records, as a resolver answers with it.
pub type Connection<R> = Object<Page<R>>;

impl<R: Shown<Around = ()>> Shown for Page<R> {
    type Around = ();

    fn name() -> Cow<'static, str> {
        Cow::Owned(format!("{}Connection", R::name()))
    }

    fn about() -> Cow<'static, str> {
        Cow::Borrowed("A page of a list.")
    }

    fn describe(fields: &mut Fields<'_>) {
        Uncounted::<R>::describe(fields);
        fields.add::<Option<i64>>(
            "totalCount",
            "How many records there are in all. Counted only when this is asked for.",
        );
    }

    fn field(&self, (): &(), name: &str, walk: &mut Walk<'_>) -> Option<Answered> {
        match name {
            "edges" => Some(self.edges.iter().map(alone).collect::<Vec<_>>().answer(walk)),
            "pageInfo" => {
                let info = PageInfo {
                    has_next: self.has_next,
                    end: self.edges.last().map(|edge| edge.cursor.clone()),
                };
                Some(Made(info).answer(walk))
            }
            "totalCount" => Some(self.total.answer(walk)),
            _ => None,
        }
    }
}

/// A page of records of a list that nobody counts, so that it costs the same however long the list is.
pub struct Uncounted<R>(Page<R>);

impl<R> From<Page<R>> for Uncounted<R> {
    fn from(page: Page<R>) -> Self {
        Self(page)
    }
}

impl<R: Shown<Around = ()>> Shown for Uncounted<R> {
    type Around = ();

    fn name() -> Cow<'static, str> {
        Page::<R>::name()
    }

    fn about() -> Cow<'static, str> {
        Page::<R>::about()
    }

    fn describe(fields: &mut Fields<'_>) {
        fields.add::<Vec<Child<'_, Edge<R>>>>("edges", "The records of the page, each with its cursor.");
        fields.add::<Made<PageInfo>>("pageInfo", "Whether there is more, and after which cursor.");
    }

    fn field(&self, (): &(), name: &str, walk: &mut Walk<'_>) -> Option<Answered> {
        self.0.field(&(), name, walk)
    }
}

impl<R: Shown<Around = ()>> Shown for Edge<R> {
    type Around = ();

    fn name() -> Cow<'static, str> {
        Cow::Owned(format!("{}Edge", R::name()))
    }

    fn about() -> Cow<'static, str> {
        Cow::Borrowed("One record of a page.")
    }

    fn describe(fields: &mut Fields<'_>) {
        fields.add::<&str>(
            "cursor",
            "Give it as `after` to get what comes after this record. Take it as it is.",
        );
        fields.add::<Child<'_, R>>("node", "The record.");
    }

    fn field(&self, (): &(), name: &str, walk: &mut Walk<'_>) -> Option<Answered> {
        match name {
            "cursor" => Some(self.cursor.as_str().answer(walk)),
            "node" => Some(alone(&self.node).answer(walk)),
            _ => None,
        }
    }
}

shown! {
    /// Whether a list has more, and after which cursor.
    "PageInfo", |info: PageInfo| {
        /// Whether there are records after this page.
        hasNextPage: bool = info.has_next;
        /// The cursor of the last record of this page; absent when the page is empty.
        endCursor: Option<&str> = info.end.as_deref();
    }
}
