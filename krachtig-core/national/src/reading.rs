//! What a reader is told: which releases and indicators there are, and their figures, sliced as asked. Each question is
//! asked of what is frozen, within the scopes of the reader's token, and logged before it is answered.
//!
//! How an answer travels does not belong here.

use std::collections::BTreeMap;
use std::sync::Arc;

use time::OffsetDateTime;
use uuid::Uuid;

use crate::catalogue::catalogue;
use crate::definition::{ALL_REGIONS, Definition};
use crate::error::Outcome;
use crate::id::ReadId;
use crate::indicator::{Category, Indicator, Label};
use crate::refusal::{Check, Refusal, RefusalCode, Refusals};
use crate::release::{Figure, Input, Reason, Status, Table};
use crate::store::{FrozenRelease, KnownReader, Published, Read, ReaderScope};
use crate::word::words;

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

words! {
    /// What sort of place a figure is about.
    PlaceKind {
        /// One region.
        Region = "region",
        /// A group of regions.
        Group = "group",
        /// All regions of the release together.
        AllRegions = "all_regions",
    }
}

/// The place that a figure is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its code.
    pub code: String,
    /// What sort of place it is.
    pub kind: PlaceKind,
    /// Its name for people.
    pub label: Label,
    /// What went into the release from its regions.
    pub inputs: Vec<Input>,
}

/// A figure with what it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldFigure {
    /// Of which place.
    pub place: Arc<Place>,
    /// Of which category.
    pub category: Arc<Category>,
    /// What the figure is.
    pub status: Status,
    /// The number, where it is told.
    pub value: Option<i64>,
    /// Why it is not published.
    pub reason: Option<Reason>,
    /// How far it is from the counted one at most, in 95 of 100 figures; none where no number is told.
    pub margin: Option<u32>,
}

/// The figures of one indicator in one release, as far as they were asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldTable {
    /// The release.
    pub release: Arc<FrozenRelease>,
    /// The table's place in it.
    number: usize,
    /// The figures, in the release's order.
    pub figures: Vec<ToldFigure>,
}

impl ToldTable {
    /// All of the table, as it stands in the release.
    #[must_use]
    pub fn table(&self) -> &Table {
        &self.release.release.tables[self.number]
    }
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

/// The figures that a slice asks for of these releases.
fn sliced(releases: &[Arc<FrozenRelease>], slice: &Slice) -> Result<Vec<ToldTable>, Refusals> {
    let within = |asked: &[String], code: &str| asked.is_empty() || asked.iter().any(|one| one == code);
    let mut told = Vec::new();
    for release in releases {
        let places = places(&release.release.definition, &release.release.inputs);
        for (number, table) in release.release.tables.iter().enumerate() {
            if !within(&slice.indicators, &table.indicator.code) {
                continue;
            }
            let asked =
                |figure: &&Figure| within(&slice.places, &figure.place) && within(&slice.categories, &figure.category);
            let categories: Vec<_> = table.indicator.categories.iter().cloned().map(Arc::new).collect();
            let figures = table
                .figures
                .iter()
                .filter(asked)
                .filter_map(|figure| tell(&places, (table, &categories), figure));
            told.push(ToldTable {
                release: Arc::clone(release),
                number,
                figures: figures.collect(),
            });
        }
    }
    check_found(&told, slice)?;
    told.retain(|table| !table.figures.is_empty());
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

/// A figure with what it is about; none where the release names a category or a place that it does not define.
fn tell(places: &Places<'_>, (table, categories): (&Table, &[Arc<Category>]), figure: &Figure) -> Option<ToldFigure> {
    let category = categories.iter().find(|one| one.code == figure.category)?;
    Some(ToldFigure {
        place: Arc::clone(places.get(figure.place.as_str())?),
        category: Arc::clone(category),
        status: figure.status,
        value: figure.value,
        reason: figure.reason,
        margin: figure
            .value
            .map(|_| table.protection.map_or(0, |protection| protection.margin)),
    })
}

/// The places of a release, by code.
type Places<'r> = BTreeMap<&'r str, Arc<Place>>;

fn places<'r>(definition: &'r Definition, inputs: &'r [Input]) -> Places<'r> {
    let made = |code: &'r str, kind, label: Label, inputs: Vec<Input>| {
        let place = Place {
            code: code.to_owned(),
            kind,
            label,
            inputs,
        };
        (code, Arc::new(place))
    };
    let regions = inputs.iter().map(|input| {
        let label = Label::new(&input.name, &input.name);
        made(&input.region, PlaceKind::Region, label, vec![input.clone()])
    });
    let groups = definition.groups.iter().map(|group| {
        let within = inputs.iter().filter(|input| group.regions.contains(&input.region));
        made(
            &group.code,
            PlaceKind::Group,
            group.label.clone(),
            within.cloned().collect(),
        )
    });
    let label = Label::new("alle regio's", "all regions");
    let together = made(ALL_REGIONS, PlaceKind::AllRegions, label, inputs.to_vec());
    regions.chain(groups).chain([together]).collect()
}

#[cfg(test)]
mod tests;
