//! Names of members, which stand in records by id alone: asked for once per answer, not once per record.
//!
//! Loading them does not belong here: whoever wires the schema puts a [`MemberNames`] over its own [`NameSource`] into
//! each request's data, so that what is remembered never outlives what the asker may see.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use async_graphql::Error;
use async_graphql::dataloader::{DataLoader, HashMapCache, Loader};
use async_graphql::registry::Registry;
use futures_util::future::BoxFuture;
use krachtig_core::domain::id::MemberId;

use super::scalar::GlobalId;
use super::shown::{Answer, Answered, Walk, shown};

/// Where names of members come from.
pub trait NameSource: Send + Sync + 'static {
    /// The names of these members, as far as there are such members and they may be seen.
    ///
    /// # Errors
    /// What the schema should answer when the names cannot be had.
    fn names<'a>(&'a self, ids: &'a [MemberId]) -> BoxFuture<'a, Result<HashMap<MemberId, String>, Error>>;
}

struct Batch(Arc<dyn NameSource>);

impl Loader<MemberId> for Batch {
    type Value = String;
    type Error = Error;

    async fn load(&self, ids: &[MemberId]) -> Result<HashMap<MemberId, String>, Error> {
        self.0.names(ids).await
    }
}

/// The names that one request needs: what its objects ask for together goes to the source in one call.
pub struct MemberNames(DataLoader<Batch, HashMapCache>);

impl MemberNames {
    /// Names from this source. Needs a Tokio runtime once a name is asked for.
    pub fn new(source: Arc<dyn NameSource>) -> Self {
        Self(DataLoader::with_cache(
            Batch(source),
            tokio::spawn,
            HashMapCache::default(),
        ))
    }

    /// The names of these members.
    ///
    /// # Errors
    /// What the source answers.
    pub async fn load(&self, ids: BTreeSet<MemberId>) -> Result<Names, Error> {
        let mut names = self.0.load_many(ids.iter().copied()).await?;
        Ok(Names(ids.into_iter().map(|id| (id, names.remove(&id))).collect()))
    }
}

/// Names that were asked for: none for a member who is not there, or not to be seen.
#[derive(Debug, Default)]
pub struct Names(HashMap<MemberId, Option<String>>);

impl Names {
    /// No names yet.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Whether this member's name was asked for.
    #[must_use]
    pub fn asked(&self, id: MemberId) -> bool {
        self.0.contains_key(&id)
    }

    /// This member's name.
    #[must_use]
    pub fn get(&self, id: MemberId) -> Option<&str> {
        self.0.get(&id)?.as_deref()
    }
}

/// A member as records refer to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemberRef(pub MemberId);

shown! {
    /// A member as records refer to it.
    "MemberRef", |member: MemberRef| {
        /// The member's id.
        id: GlobalId<MemberId> = GlobalId(member.0);
        /// The member's name; absent where there is no such member, or you may not see it.
        name: NameOf = NameOf(member.0);
    }
}

/// Answers with a member's name, once it is known.
struct NameOf(MemberId);

impl Answer for NameOf {
    fn register(registry: &mut Registry) -> String {
        Option::<String>::register(registry)
    }

    fn answer(self, walk: &mut Walk<'_>) -> Answered {
        walk.member_name(self.0).answer(walk)
    }
}
