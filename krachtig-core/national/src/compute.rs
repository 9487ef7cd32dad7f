//! Computes the figures of a release from what regions handed in, and tells beforehand how exact they will be.
//!
//! That it happens once, and that the privacy budget pays for it, does not belong here: see [`crate::store`].

use crate::budget::{Ledger, Limits};
use crate::definition::{AttributeTable, Definition, FEWEST_FAMILIES, Split};
use crate::epsilon::Epsilon;
use crate::hand_in::HandIn;
use crate::indicator::Indicator;
use crate::margin::margin;
use crate::noise::Randomness;
use crate::refusal::{Refusal, RefusalCode, Refusals};
use crate::release::{FEWEST_TOLD, Figure, Input, Protection, Reason, Status, Table};

/// The figures of a region with the number of the hand-in that they came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// Counts a region's hand-ins for a period, from one.
    pub revision: u16,
    /// The figures.
    pub figures: HandIn,
}

/// What can be said of a table before it is computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedTable {
    /// The code of its indicator.
    pub indicator: String,
    /// How it will be protected.
    pub protection: Protection,
}

/// What can be said of a release before it is computed: how exact it will be and what it takes, and nothing of what was
/// counted. Asking for it spends nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// Its tables of attributes.
    pub tables: Vec<ExpectedTable>,
    /// What all of them tell at most of any one family.
    pub epsilon: Epsilon,
    /// What may be told of each region's families before it.
    pub left: Vec<(String, Epsilon)>,
}

/// The inputs and tables of a release, or why there can be none.
pub type Computed = Result<(Vec<Input>, Vec<Table>), Refusals>;

/// What can be said of a release beforehand.
///
/// # Errors
/// What is wrong with the definition.
pub fn preview(
    definition: &Definition,
    catalogue: &[Indicator],
    (ledger, limits): (&Ledger, &Limits),
) -> Result<Preview, Refusals> {
    definition.check(catalogue)?;
    let tables = definition.attributes.iter().map(|table| {
        let indicator = indicator(catalogue, &table.indicator)?;
        Ok(ExpectedTable {
            indicator: table.indicator.clone(),
            protection: protection(table, indicator),
        })
    });
    let year = definition.period.year();
    let left = definition
        .regions
        .iter()
        .map(|region| (region.clone(), ledger.left(region, year, limits)));
    Ok(Preview {
        tables: tables.collect::<Result<_, Refusals>>()?,
        epsilon: definition.epsilon(),
        left: left.collect(),
    })
}

/// The inputs and tables of a release. The regions' figures are in any order.
///
/// # Errors
/// In the outer result, that there is no randomness. In the inner one what is wrong with the definition or with what was
/// handed in: `not_handed_in` with each region whose figures are not there; `impossible` where a region counted families
/// in other years than the limits say.
pub fn compute<R: Randomness>(
    definition: &Definition,
    accepted: &[Accepted],
    (catalogue, limits): (&[Indicator], &Limits),
    randomness: &mut R,
) -> Result<Computed, R::Error> {
    let sources = match sources(definition, accepted, (catalogue, limits)) {
        Ok(sources) => sources,
        Err(refusals) => return Ok(Err(refusals)),
    };
    let own = sources.iter().flat_map(|one| &one.figures.own).cloned();
    let catalogue: Vec<Indicator> = catalogue.iter().cloned().chain(own).collect();
    if let Err(refusals) = definition.check(&catalogue) {
        return Ok(Err(refusals));
    }
    let inputs = sources.iter().copied().map(input).collect();
    let mut tables = Vec::new();
    for code in &definition.organisational {
        match indicator(&catalogue, code) {
            Ok(indicator) => tables.push(organisational(definition, indicator, &sources)),
            Err(refusals) => return Ok(Err(refusals)),
        }
    }
    for table in &definition.attributes {
        match indicator(&catalogue, &table.indicator) {
            Ok(indicator) => tables.push(attribute((definition, table), indicator, &sources, randomness)?),
            Err(refusals) => return Ok(Err(refusals)),
        }
    }
    Ok(Ok((inputs, tables)))
}

/// The figures of each region of the definition, in its order.
fn sources<'a>(
    definition: &Definition,
    accepted: &'a [Accepted],
    (catalogue, limits): (&[Indicator], &Limits),
) -> Result<Vec<&'a Accepted>, Refusals> {
    let mut check = crate::refusal::Check::default();
    let mut sources = Vec::new();
    for region in &definition.regions {
        let of = |one: &&Accepted| one.figures.region == *region && one.figures.period == definition.period;
        match accepted.iter().find(of) {
            None => check.ensure(false, RefusalCode::NotHandedIn, format!("regions.{region}")),
            Some(one) => {
                one.figures.check(catalogue)?;
                // Who is counted longer has more told of it in its life than was reckoned with.
                let years = one.figures.counted_years <= limits.counted_years;
                check.ensure(
                    years,
                    RefusalCode::Impossible,
                    format!("regions.{region}.counted_years"),
                );
                sources.push(one);
            }
        }
    }
    check.pass().map(|()| sources)
}

fn indicator<'c>(catalogue: &'c [Indicator], code: &str) -> Result<&'c Indicator, Refusals> {
    let found = catalogue.iter().find(|one| one.code == code);
    found.ok_or_else(|| Refusal::new(RefusalCode::IndicatorUnknown, code).into())
}

fn protection(table: &AttributeTable, indicator: &Indicator) -> Protection {
    Protection {
        epsilon: table.epsilon,
        split: table.split,
        changed_cells: indicator.changed_cells(),
        margin: table.width(indicator).map(margin).unwrap_or_default(),
    }
}

fn input(accepted: &Accepted) -> Input {
    let HandIn {
        region,
        name,
        counted_families,
        software,
        plugins,
        context,
        ..
    } = accepted.figures.clone();
    Input {
        region,
        name,
        revision: accepted.revision,
        counted_families,
        software,
        plugins,
        context,
    }
}

/// A figure that is told, or why not.
fn figure(place: &str, category: &str, told: Result<(Status, Option<i64>), Reason>) -> Figure {
    let (status, value) = told.unwrap_or((Status::NotPublished, None));
    Figure {
        place: place.to_owned(),
        category: category.to_owned(),
        status,
        value,
        reason: told.err(),
    }
}

/// The figures of these regions.
fn of_regions<'s, 'a>(sources: &'s [&'a Accepted], regions: &'s [String]) -> impl Iterator<Item = &'a HandIn> + 's {
    let among = |one: &&&Accepted| regions.contains(&one.figures.region);
    sources.iter().filter(among).map(|one| &one.figures)
}

/// A table of the organisation: each region, each group and all regions, as they were counted.
fn organisational(definition: &Definition, indicator: &Indicator, sources: &[&Accepted]) -> Table {
    let places = |split| definition.places(&indicator.code, split);
    let all = if indicator.region().is_some() {
        places(Split::Together)
    } else {
        let regions = definition.regions.iter();
        let regions = regions.map(|region| (region.as_str(), std::slice::from_ref(region)));
        regions
            .chain(places(Split::PerGroup))
            .chain(places(Split::Together))
            .collect()
    };
    let mut figures = Vec::new();
    for (place, regions) in all {
        for category in &indicator.categories {
            let count = |one: &HandIn| {
                Some(
                    one.totals
                        .get(&indicator.code)?
                        .get(&category.code)
                        .copied()
                        .unwrap_or(0),
                )
            };
            let sum = of_regions(sources, regions).try_fold(0_i64, |sum, one| Some(sum.saturating_add(count(one)?)));
            let told = sum.map(|sum| (Status::Exact, Some(sum))).ok_or(Reason::NotCounted);
            figures.push(figure(place, &category.code, told));
        }
    }
    Table {
        indicator: indicator.clone(),
        protection: None,
        figures,
    }
}

/// A table of attributes: each of its places, with a noise of its own in every cell, those that are empty too.
fn attribute<R: Randomness>(
    (definition, table): (&Definition, &AttributeTable),
    indicator: &Indicator,
    sources: &[&Accepted],
    randomness: &mut R,
) -> Result<Table, R::Error> {
    let mut figures = Vec::new();
    for (place, regions) in definition.places(&indicator.code, table.split) {
        let families = of_regions(sources, regions)
            .map(|one| u64::from(one.counted_families))
            .sum::<u64>();
        let all_counted = of_regions(sources, regions).all(|one| one.histograms.contains_key(&indicator.code));
        for category in &indicator.categories {
            let told = match table.width(indicator) {
                _ if families < u64::from(FEWEST_FAMILIES) => Err(Reason::FewFamilies),
                Some(width) if all_counted => {
                    let cells = of_regions(sources, regions).filter_map(|one| one.histograms.get(&indicator.code));
                    let count: i64 = cells.filter_map(|cells| cells.get(&category.code)).sum();
                    Ok(noised(count.saturating_add(width.draw(randomness)?)))
                }
                _ => Err(Reason::NotCounted),
            };
            figures.push(figure(place, &category.code, told));
        }
    }
    Ok(Table {
        indicator: indicator.clone(),
        protection: Some(protection(table, indicator)),
        figures,
    })
}

/// What is told of a number that has its noise already: from here on nothing of families is looked at.
fn noised(number: i64) -> (Status, Option<i64>) {
    if number < FEWEST_TOLD {
        (Status::BelowTen, None)
    } else {
        (Status::Noised, Some(number))
    }
}

#[cfg(test)]
mod attacks;
#[cfg(test)]
mod tests;
