//! `krachtig plugin check`: all that an upload checks, and what the component says of itself.
//!
//! What the checks are does not belong here: they are the host's, and the same at the server.

use std::path::PathBuf;

use krachtig_core::domain::plugin::{FindingText, Translation};
use krachtig_core::rules::indicator::{Concerns, Dimension};
use krachtig_core::rules::{Indicator, RegionRules, sha256_hex};
use krachtig_region::golden::Case;
use serde_json::{Map, Value, json};

use super::sentence;
use super::trial::Trial;
use super::workshop::{Taken, Workshop, read_settings, refused};
use crate::cli::{Answer, Failure, Outcome};
use crate::plugin_host::described;

/// What to check.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The component.
    component: PathBuf,
    /// Settings to check as well: a JSON object.
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments) -> Outcome {
    let settings = match &arguments.settings {
        Some(file) => read_settings(file)?,
        None => Map::new(),
    };
    let workshop = Workshop::open()?;
    let taken = workshop.take_in(&arguments.component)?;
    let name = arguments.component.display().to_string();
    let indicators = taken.rules.indicators().map_err(|fault| {
        Failure::refused(
            fault.code(),
            format!("{name}: no indicators: {fault} [{}]", fault.code()),
        )
    })?;
    check_settings(&workshop, &taken, &settings, arguments)?;
    Ok(told(&taken, &indicators, arguments))
}

/// Whether the host and the rules themselves take these settings: the rules may know bounds that no schema can say.
fn check_settings(
    workshop: &Workshop,
    taken: &Taken,
    settings: &Map<String, Value>,
    arguments: &Arguments,
) -> Result<(), Failure> {
    let file = arguments.settings.as_ref().unwrap_or(&arguments.component);
    let file = file.display().to_string();
    let json = Value::Object(settings.clone()).to_string();
    workshop
        .load(&taken.artifact, &json)
        .map_err(|error| refused(&error, &file))?;
    // An example is as good as any request: settings are read before anything else.
    let example = Case {
        about: String::new(),
        request: krachtig_region::Request::default(),
        facts: krachtig_region::Facts::default(),
        settings: Map::new(),
        expect: None,
    };
    match Trial::of(workshop, taken, &example, settings).found {
        Ok(Err(problem)) if problem.code == "bad_settings" => Err(Failure::refused(
            "bad_settings",
            format!(
                "{file}: the rules don't take these settings: {} [bad_settings]",
                problem.detail
            ),
        )),
        _ => Ok(()),
    }
}

/// What the component is, for people and for programs.
fn told(taken: &Taken, indicators: &[Indicator], arguments: &Arguments) -> Answer {
    let (rules, about) = (taken.rules.identity(), described(taken.rules.description()));
    let hash = sha256_hex(&taken.bytes);
    let machine_code = usize::try_from(taken.artifact.size()).unwrap_or(usize::MAX);
    let mut text = format!("{} {} passes every check of an upload.\n", rules.name, rules.version);
    text.push_str(&texts(&about.summary, 2));
    text.push_str(&format!(
        "\nFile         {}\nSize         {}, as machine code {}\nSHA-256      {hash}\n",
        arguments.component.display(),
        sentence::size(taken.bytes.len()),
        sentence::size(machine_code),
    ));
    text.push_str(&format!("\n{}\n", sentence::number_of(about.findings.len(), "finding")));
    text.extend(about.findings.iter().map(finding));
    text.push_str(&format!("\n{}\n", sentence::number_of(indicators.len(), "indicator")));
    text.extend(indicators.iter().map(indicator));
    let schema = serde_json::from_str::<Value>(taken.rules.settings_schema()).unwrap_or_default();
    let none = Map::new();
    let properties = schema["properties"].as_object().unwrap_or(&none);
    text.push_str(&format!("\n{}\n", sentence::number_of(properties.len(), "setting")));
    text.extend(properties.iter().map(setting));
    if let Some(file) = &arguments.settings {
        text.push_str(&format!("\nThe settings in {} are taken.\n", file.display()));
    }
    let codes = |finding: &FindingText| json!({"code": finding.code, "arguments": finding.arguments, "texts": texts_data(&finding.texts)});
    let data = json!({
        "rules": rules.name,
        "version": rules.version,
        "languages": about.languages,
        "summary": texts_data(&about.summary),
        "component_sha256": hash,
        "settings_schema_sha256": sha256_hex(taken.rules.settings_schema().as_bytes()),
        "bytes": taken.bytes.len(),
        "machine_code_bytes": machine_code,
        "findings": about.findings.iter().map(codes).collect::<Vec<_>>(),
        "indicators": indicators.iter().map(indicator_data).collect::<Vec<_>>(),
        "settings_schema": schema,
    });
    Answer::new(text, data)
}

fn texts(texts: &[Translation], indent: usize) -> String {
    let line = |text: &Translation| format!("{:indent$}{:>3}  {}\n", "", text.language, text.text);
    texts.iter().map(line).collect()
}

fn texts_data(texts: &[Translation]) -> Value {
    let pairs = texts.iter().map(|text| (text.language.clone(), json!(text.text)));
    Value::Object(pairs.collect())
}

fn finding(finding: &FindingText) -> String {
    let arguments = finding.arguments.join(", ");
    let arguments = if arguments.is_empty() {
        arguments
    } else {
        format!(" ({arguments})")
    };
    format!("  {}{arguments}\n{}", finding.code, texts(&finding.texts, 4))
}

fn indicator(indicator: &Indicator) -> String {
    let dimensions: Vec<&str> = indicator
        .dimensions
        .iter()
        .map(|dimension| dimension.code.as_str())
        .collect();
    let by = if dimensions.is_empty() {
        String::new()
    } else {
        format!(", by {}", dimensions.join(" and "))
    };
    format!(
        "  {}: {} of {}, {} to {} a case, about {}{by}\n{}",
        indicator.code,
        indicator.combine,
        indicator.unit,
        indicator.smallest,
        indicator.largest,
        if indicator.concerns == Concerns::Family {
            "families"
        } else {
            "the work"
        },
        texts(&indicator.labels, 4)
    )
}

fn indicator_data(indicator: &Indicator) -> Value {
    let dimension = |dimension: &Dimension| {
        let values: Vec<&str> = dimension.values.iter().map(|value| value.code.as_str()).collect();
        json!({"code": dimension.code, "values": values, "labels": texts_data(&dimension.labels)})
    };
    json!({
        "code": indicator.code,
        "unit": indicator.unit,
        "combine": indicator.combine,
        "concerns": indicator.concerns,
        "smallest": indicator.smallest,
        "largest": indicator.largest,
        "dimensions": indicator.dimensions.iter().map(dimension).collect::<Vec<_>>(),
        "labels": texts_data(&indicator.labels),
    })
}

fn setting((name, property): (&String, &Value)) -> String {
    let bounds = match (&property["minimum"], &property["maximum"]) {
        (Value::Number(low), Value::Number(high)) => format!(" {low} to {high}"),
        (Value::Number(low), _) => format!(" from {low}"),
        (_, Value::Number(high)) => format!(" up to {high}"),
        _ => String::new(),
    };
    let kind = property["type"].as_str().unwrap_or("value");
    let about = property["description"].as_str().unwrap_or_default();
    format!(
        "  {name} = {}   {kind}{bounds}\n         {about}\n",
        property["default"]
    )
}
