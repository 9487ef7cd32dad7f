//! What a count of a quarter says, and what it says other than the count before it.
//!
//! Where a count stands does not belong here: see [`super::quarter`].

use i18n_embed_fl::fl;
use krachtig_core::service::StandingCount;
use krachtig_national::catalogue::catalogue;
use krachtig_national::indicator::{Category, Indicator};

use super::super::figure::{label, number};
use super::super::words::Words;

/// What the last count says beside the one before it.
pub(super) struct Differences {
    pub(super) about: String,
    /// What is counted, before, now, and the difference.
    pub(super) rows: Vec<[String; 4]>,
}

/// An indicator as it was counted.
pub(super) struct Counted {
    pub(super) title: String,
    pub(super) rows: Vec<(String, String)>,
}

/// What a count says of a category.
fn value(one: &StandingCount, indicator: &str, category: &str) -> i64 {
    let figures = &one.count.figures;
    let counted = figures
        .totals
        .get(indicator)
        .or_else(|| figures.histograms.get(indicator));
    counted
        .and_then(|counts| counts.get(category))
        .copied()
        .unwrap_or_default()
}

/// What is called what of a category: the indicator alone where it is not split.
fn called(t: &Words, indicator: &Indicator, category: &Category) -> String {
    let of = label(t, &indicator.label);
    match indicator.categories.as_slice() {
        [_] => of.to_owned(),
        _ => format!("{of}: {}", label(t, &category.label)),
    }
}

/// What is other than in the count before.
pub(super) fn differences(t: &'static Words, now: &StandingCount, before: &StandingCount) -> Differences {
    let mut rows = Vec::new();
    for indicator in catalogue() {
        for category in &indicator.categories {
            let (was, is) = (
                value(before, &indicator.code, &category.code),
                value(now, &indicator.code, &category.code),
            );
            if was != is {
                let figure = |value: i64| number(t, indicator.unit, value);
                let sign = if is > was { "+" } else { "−" };
                let differs = format!("{sign}{}", figure((is - was).abs()));
                rows.push([called(t, &indicator, category), figure(was), figure(is), differs]);
            }
        }
    }
    let (now, before) = (now.count.number, before.count.number);
    Differences {
        about: fl!(t, "count-differs", now = now, before = before),
        rows,
    }
}

/// Everything that was counted, without categories in which there is nothing.
pub(super) fn counted(t: &'static Words, one: &StandingCount) -> Vec<Counted> {
    let of = |indicator: Indicator| {
        let told = |category: &Category| {
            let value = value(one, &indicator.code, &category.code);
            (value != 0).then(|| (label(t, &category.label).to_owned(), number(t, indicator.unit, value)))
        };
        Counted {
            title: label(t, &indicator.label).to_owned(),
            rows: indicator.categories.iter().filter_map(told).collect(),
        }
    };
    let all = catalogue().into_iter().map(of);
    all.filter(|one| !one.rows.is_empty()).collect()
}
