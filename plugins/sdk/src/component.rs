//! The glue between the WIT's types and ours. It converts and nothing else.
//!
//! [`Component`] is exported by the crate that calls [`crate::rules`]: only there does the linker keep it.

mod cross;
mod memory;

use std::marker::PhantomData;
use std::sync::Once;

use crate::finding::{LANGUAGES, Problem, Texts};
use crate::log::{Level, note};
use crate::rules::RegionRules;
use crate::settings;
use cross::{Cross, owned};

/// What is generated from the WIT.
pub mod bindings {
    wit_bindgen::generate!({ path: "../wit/v1", world: "region-rules", pub_export_macro: true });
}

use bindings::exports::krachtig::region::{budget, reporting, rule_set};

#[global_allocator]
static MEMORY: memory::Memory = memory::Memory::new();

/// Rules as a component.
pub struct Component<R>(PhantomData<R>);

/// Lets a panic leave the place where it happened, but not its text, which may quote what was asked.
fn note_panics() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        std::panic::set_hook(Box::new(|panic| {
            let place = panic.location().map_or_else(String::new, ToString::to_string);
            note(Level::Error, &format!("panicked at {place}"));
        }));
    });
}

fn translations(texts: Texts) -> Vec<rule_set::Translation> {
    let translation = |(language, text): (&str, &str)| rule_set::Translation {
        language: language.to_owned(),
        text: text.to_owned(),
    };
    texts.by_language().map(translation).into()
}

/// Why there is no answer, which leaves a note as well.
fn problem(problem: Problem) -> rule_set::Problem {
    let Problem { code, detail } = problem;
    note(Level::Warn, &format!("{code}: {detail}"));
    rule_set::Problem { code, detail }
}

impl<R: RegionRules> rule_set::Guest for Component<R> {
    fn describe() -> rule_set::Description {
        note_panics();
        let finding = |finding: &crate::finding::FindingText| rule_set::FindingText {
            code: finding.code.to_owned(),
            arguments: owned(finding.arguments),
            texts: translations(finding.texts),
        };
        rule_set::Description {
            name: R::NAME.to_owned(),
            version: R::VERSION.to_owned(),
            languages: owned(&LANGUAGES),
            summary: translations(R::SUMMARY),
            findings: R::FINDINGS.iter().map(finding).collect(),
        }
    }

    fn settings_schema() -> String {
        <R::Settings as settings::Settings>::SCHEMA.to_owned()
    }
}

impl<R: RegionRules> budget::Guest for Component<R> {
    fn decide(
        request: budget::Request,
        facts: budget::Facts,
        settings: String,
    ) -> Result<budget::Answer, rule_set::Problem> {
        note_panics();
        let settings = settings::read(&settings).map_err(problem)?;
        R::decide(&request.cross(), &facts.cross(), &settings)
            .map(Cross::cross)
            .map_err(problem)
    }
}

impl<R: RegionRules> reporting::Guest for Component<R> {
    fn indicators() -> Vec<reporting::Indicator> {
        note_panics();
        R::INDICATORS.iter().map(indicator).collect()
    }

    fn observe(
        snapshot: reporting::CaseSnapshot,
        settings: String,
    ) -> Result<Vec<reporting::Observation>, rule_set::Problem> {
        note_panics();
        let settings = settings::read(&settings).map_err(problem)?;
        R::observe(&snapshot.cross(), &settings)
            .map(Cross::cross)
            .map_err(problem)
    }
}

fn indicator(indicator: &crate::reporting::Indicator) -> reporting::Indicator {
    use crate::reporting::{Combine, Concerns, DimensionValue, Unit};
    let value = |value: &DimensionValue| reporting::DimensionValue {
        code: value.code.to_owned(),
        labels: translations(value.labels),
    };
    let dimensions = indicator.dimensions.iter().map(|dimension| reporting::Dimension {
        code: dimension.code.to_owned(),
        labels: translations(dimension.labels),
        values: dimension.values.iter().map(value).collect(),
    });
    let unit = match indicator.unit {
        Unit::Count => "count",
        Unit::Cents => "cents",
        Unit::Days => "days",
        Unit::Minutes => "minutes",
    };
    let combine = match indicator.combine {
        Combine::Sum => "sum",
        Combine::Mean => "mean",
        Combine::Median => "median",
    };
    let concerns = match indicator.concerns {
        Concerns::Organisation => "organisation",
        Concerns::Family => "family",
    };
    reporting::Indicator {
        code: indicator.code.to_owned(),
        unit: unit.to_owned(),
        combine: combine.to_owned(),
        concerns: concerns.to_owned(),
        smallest: indicator.smallest,
        largest: indicator.largest,
        dimensions: dimensions.collect(),
        labels: translations(indicator.labels),
    }
}
