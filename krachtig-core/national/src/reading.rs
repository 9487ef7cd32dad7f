//! What a reader is told: which releases and indicators there are, and their figures, sliced as asked. Each question is
//! asked of what is frozen, within the scopes of the reader's token, and logged before it is answered.
//!
//! How an answer travels does not belong here.

mod told;

use std::collections::BTreeMap;
use std::sync::Arc;

use time::OffsetDateTime;
use uuid::Uuid;

use crate::catalogue::catalogue;
use crate::error::Outcome;
use crate::id::ReadId;
use crate::indicator::Indicator;
use crate::refusal::{Check, Refusal, RefusalCode, Refusals};
use crate::release::Figure;
use crate::store::{FrozenRelease, KnownReader, Published, Read, ReaderScope};

pub use told::{ToldFigure, ToldTable};

/// The clock and the maker of ids.
pub trait Machine: Send + Sync {
    /// The moment.
    fn now(&self) -> OffsetDateTime;
    /// A UUIDv7 that nobody has.
    fn fresh(&self) -> Uuid;
}

/// One request of a reader.
pub struct Reading {
    /// What is published.
    pub published: Published,
    /// Who reads.
    pub reader: KnownReader,
    /// The clock and the maker of ids.
    pub machine: Arc<dyn Machine>,
    /// The request's id.
    pub request: String,
}

/// Which figures are asked for. An empty list asks for all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Slice {
    /// Names of releases.
    pub releases: Vec<String>,
    /// Codes of indicators.
    pub indicators: Vec<String>,
    /// Codes of regions and groups, and `all` for all regions together.
    pub places: Vec<String>,
    /// Codes of categories.
    pub categories: Vec<String>,
}

impl Reading {
    /// The published releases, newest first.
    ///
    /// # Errors
    /// `out_of_scope`; a fault of the store.
    pub async fn releases(&self) -> Outcome<Vec<Arc<FrozenRelease>>> {
        self.note(ReaderScope::Catalogue, "releases", &[]).await?;
        self.of_names(&[]).await
    }

    /// The published release of this name.
    ///
    /// # Errors
    /// `out_of_scope`; a fault of the store.
    pub async fn release(&self, name: &str) -> Outcome<Option<Arc<FrozenRelease>>> {
        let found = self
            .published
            .headings()
            .await?
            .into_iter()
            .find(|one| one.name == name);
        let release = match found {
            Some(heading) => self.published.release(heading.id).await?,
            None => None,
        };
        self.note(ReaderScope::Catalogue, "release", release.as_slice()).await?;
        Ok(release)
    }

    /// A release's bytes, hash and signature.
    ///
    /// # Errors
    /// `out_of_scope`; a fault of the store.
    pub async fn file(&self, name: &str) -> Outcome<Option<Arc<FrozenRelease>>> {
        self.exported(name, "file").await
    }

    /// A release for a file of it. Which file it is, is what the log says was asked for.
    ///
    /// # Errors
    /// `out_of_scope`; a fault of the store.
    pub async fn exported(&self, name: &str, asked: &str) -> Outcome<Option<Arc<FrozenRelease>>> {
        let releases = match self.of_names(&[name.to_owned()]).await {
            Ok(releases) => releases,
            Err(crate::error::Failure::Refused(_)) => Vec::new(),
            Err(failure) => return Err(failure),
        };
        self.note(ReaderScope::Figures, asked, &releases).await?;
        Ok(releases.into_iter().next())
    }

    /// The national indicators, as they are counted now; then those of regions' own that are published, as they were in the
    /// newest release.
    ///
    /// # Errors
    /// `out_of_scope`; a fault of the store.
    pub async fn indicators(&self) -> Outcome<Vec<Indicator>> {
        self.note(ReaderScope::Catalogue, "indicators", &[]).await?;
        let mut own = BTreeMap::new();
        for release in self.of_names(&[]).await? {
            for table in release
                .release
                .tables
                .iter()
                .filter(|one| one.indicator.region().is_some())
            {
                own.entry(table.indicator.code.clone())
                    .or_insert_with(|| table.indicator.clone());
            }
        }
        Ok(catalogue().into_iter().chain(own.into_values()).collect())
    }

    /// The figures that a slice asks for, release by release, the newest first.
    ///
    /// # Errors
    /// `out_of_scope`; `not_found` with each release, indicator, place or category that is in none of the releases; a fault
    /// of the store.
    pub async fn figures(&self, slice: &Slice) -> Outcome<Vec<ToldTable>> {
        self.require(ReaderScope::Figures)?;
        let releases = self.of_names(&slice.releases).await?;
        let told = sliced(&releases, slice)?;
        self.note(ReaderScope::Figures, "figures", &releases).await?;
        Ok(told)
    }

    /// An indicator over the releases, by period, the oldest first. Of a period with several releases each is told.
    ///
    /// # Errors
    /// As [`Reading::figures`].
    pub async fn trend(&self, slice: &Slice) -> Outcome<Vec<ToldTable>> {
        self.require(ReaderScope::Figures)?;
        let mut releases = self.of_names(&[]).await?;
        releases.reverse();
        let mut told = sliced(&releases, slice)?;
        // Sorting keeps the order of publication among releases of the same period.
        told.sort_by_key(|table| table.release.release.definition.period);
        self.note(ReaderScope::Figures, "trend", &releases).await?;
        Ok(told)
    }

    /// Notes that the reader reads something, so long as the token opens it. Nothing is told before.
    ///
    /// # Errors
    /// `out_of_scope`; a fault of the store.
    pub async fn note(&self, scope: ReaderScope, asked: &str, releases: &[Arc<FrozenRelease>]) -> Outcome<()> {
        self.require(scope)?;
        let names = releases.iter().map(|one| one.release.definition.name.as_str());
        let read = Read {
            id: ReadId::from_uuid(self.machine.fresh()),
            at: self.machine.now(),
            reader: &self.reader,
            request: &self.request,
            asked,
            releases: &names.collect::<Vec<_>>().join(" "),
        };
        Ok(self.published.log(&read).await?)
    }

    /// `out_of_scope` where the token does not open this.
    pub(crate) fn require(&self, scope: ReaderScope) -> Result<(), Refusal> {
        if self.reader.scopes.contains(&scope) {
            return Ok(());
        }
        Err(Refusal::new(RefusalCode::OutOfScope, scope.to_string()))
    }

    /// The published releases of these names, or all, newest first.
    async fn of_names(&self, names: &[String]) -> Outcome<Vec<Arc<FrozenRelease>>> {
        let headings = self.published.headings().await?;
        let mut check = Check::default();
        for name in names {
            let there = headings.iter().any(|heading| heading.name == *name);
            check.ensure(there, RefusalCode::NotFound, "releases");
        }
        check.pass()?;
        let mut releases = Vec::new();
        for heading in headings
            .iter()
            .filter(|one| names.is_empty() || names.contains(&one.name))
        {
            releases.extend(self.published.release(heading.id).await?);
        }
        Ok(releases)
    }
}

/// Every figure of a release, in its order.
#[must_use]
pub fn everything(release: &Arc<FrozenRelease>) -> Vec<ToldTable> {
    // What names nothing can't name what is not there.
    sliced(std::slice::from_ref(release), &Slice::default()).unwrap_or_default()
}

/// The tables that a slice asks for of these releases.
fn sliced(releases: &[Arc<FrozenRelease>], slice: &Slice) -> Result<Vec<ToldTable>, Refusals> {
    let slice = Arc::new(slice.clone());
    let tables = |release| ToldTable::all_of(release, &slice);
    let mut told: Vec<ToldTable> = releases.iter().flat_map(tables).collect();
    check_found(&told, &slice)?;
    told.retain(|table| table.asked().next().is_some());
    Ok(told)
}

/// That everything that a slice names is in some table. What is asked for may be told of one table and not of another.
fn check_found(told: &[ToldTable], slice: &Slice) -> Result<(), Refusals> {
    let mut check = Check::default();
    for code in &slice.indicators {
        let there = told.iter().any(|table| table.table().indicator.code == *code);
        check.ensure(there, RefusalCode::NotFound, "indicators");
    }
    let place = |figure: &Figure, code: &str| figure.place == code;
    let category = |figure: &Figure, code: &str| figure.category == code;
    let mut each = |codes: &[String], about: &str, is: &dyn Fn(&Figure, &str) -> bool| {
        for code in codes {
            let there = told
                .iter()
                .flat_map(|table| &table.table().figures)
                .any(|one| is(one, code));
            check.ensure(there, RefusalCode::NotFound, about);
        }
    };
    each(&slice.places, "places", &place);
    each(&slice.categories, "categories", &category);
    check.pass()
}

#[cfg(test)]
mod tests;
