//! What the CSV's columns and indicators mean, for programs: CSV on the Web (W3C), which is JSON-LD.
//!
//! Records are written field by field in the order in which they stand here, so that bytes don't depend on how a library
//! keeps maps.

use krachtig_national::indicator::{Indicator, Label};
use krachtig_national::store::FrozenRelease;
use serde::Serialize;

use super::rows::{COLUMNS, Holds};
use super::{FileKind, LICENCE, NotWritten, code};

#[derive(Serialize)]
struct Described {
    #[serde(rename = "@context")]
    context: &'static str,
    url: &'static str,
    #[serde(rename = "dc:title")]
    title: [InLanguage; 2],
    #[serde(rename = "dc:identifier")]
    identifier: String,
    #[serde(rename = "dc:issued")]
    issued: String,
    #[serde(rename = "dc:license")]
    license: At,
    #[serde(rename = "prov:wasDerivedFrom")]
    derived_from: At,
    #[serde(rename = "schema:sha256")]
    sha256: String,
    #[serde(rename = "schema:variableMeasured")]
    measured: Vec<Measured>,
    dialect: Dialect,
    #[serde(rename = "tableSchema")]
    schema: TableSchema,
}

/// A text in a language.
#[derive(Serialize)]
struct InLanguage {
    #[serde(rename = "@value")]
    value: String,
    #[serde(rename = "@language")]
    language: &'static str,
}

/// Something elsewhere.
#[derive(Serialize)]
struct At {
    #[serde(rename = "@id")]
    id: &'static str,
}

/// An indicator.
#[derive(Serialize)]
struct Measured {
    #[serde(rename = "@type")]
    kind: &'static str,
    #[serde(rename = "schema:propertyID")]
    id: String,
    #[serde(rename = "schema:name")]
    name: [InLanguage; 2],
    #[serde(rename = "schema:description")]
    description: [InLanguage; 2],
    #[serde(rename = "schema:unitText")]
    unit: String,
}

#[derive(Serialize)]
struct Dialect {
    encoding: &'static str,
    header: bool,
    delimiter: &'static str,
}

#[derive(Serialize)]
struct TableSchema {
    columns: Vec<DescribedColumn>,
    #[serde(rename = "primaryKey")]
    key: [&'static str; 3],
}

/// A column.
#[derive(Serialize)]
struct DescribedColumn {
    name: &'static str,
    titles: &'static str,
    #[serde(rename = "rdfs:label")]
    label: [InLanguage; 2],
    #[serde(rename = "dc:description")]
    description: [InLanguage; 2],
    datatype: &'static str,
    required: bool,
    null: [&'static str; 1],
}

/// Writes the description.
pub(super) fn write(release: &FrozenRelease) -> Result<Vec<u8>, NotWritten> {
    let told = &release.release;
    let columns = COLUMNS.iter().map(|column| DescribedColumn {
        name: column.name,
        titles: column.name,
        label: both(column.label),
        description: both(column.about),
        datatype: match column.holds {
            Holds::Text => "string",
            Holds::Integer => "integer",
            Holds::Decimal => "decimal",
        },
        required: column.required,
        null: [""],
    });
    let described = Described {
        context: "http://www.w3.org/ns/csvw",
        url: FileKind::Csv.name(),
        title: labelled(&told.definition.title),
        identifier: told.id.to_string(),
        issued: told.computed_on.to_string(),
        license: At { id: LICENCE },
        derived_from: At {
            id: FileKind::Release.name(),
        },
        sha256: release.hash.clone(),
        measured: told.tables.iter().map(|table| measured(&table.indicator)).collect(),
        dialect: Dialect {
            encoding: "utf-8",
            header: true,
            delimiter: ",",
        },
        schema: TableSchema {
            columns: columns.collect(),
            key: ["indicator", "place", "category"],
        },
    };
    serde_json::to_vec_pretty(&described).map_err(NotWritten::because)
}

fn measured(indicator: &Indicator) -> Measured {
    Measured {
        kind: "schema:PropertyValue",
        id: indicator.code.clone(),
        name: labelled(&indicator.label),
        description: labelled(&indicator.definition),
        unit: code(indicator.unit),
    }
}

fn labelled(label: &Label) -> [InLanguage; 2] {
    both((&label.nl, &label.en))
}

fn both((nl, en): (&str, &str)) -> [InLanguage; 2] {
    [("nl", nl), ("en", en)].map(|(language, value)| InLanguage {
        value: value.to_owned(),
        language,
    })
}
