//! The files of a release: the same figures in each, the same bytes each time, and nothing that a spreadsheet would run.

use std::io::Cursor;
use std::sync::Arc;

use calamine::{Data, Reader, Xlsx};
use krachtig_national::budget::Limits;
use krachtig_national::catalogue::catalogue;
use krachtig_national::compute::{Accepted, compute};
use krachtig_national::definition::{AttributeTable, Definition, Group, Split};
use krachtig_national::hand_in::HandIn;
use krachtig_national::indicator::Label;
use krachtig_national::noise::Randomness;
use krachtig_national::release::{FORMAT, Release, hash};
use krachtig_national::signing::ReleaseKey;
use krachtig_national::store::FrozenRelease;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use serde_json::Value;

use super::rows::COLUMNS;
use super::{FileKind, export};

/// Names that a spreadsheet would run, read as a number, or break off at.
const HOSTILE: [&str; 5] = ["=1+1", "+1", "-1", "@SUM(1)", "\ttab"];

/// The same numbers on every run, so that the files can be told by their hashes.
struct Counting(u8);

impl Randomness for Counting {
    type Error = std::convert::Infallible;

    fn fill(&mut self, buffer: &mut [u8]) -> Result<(), Self::Error> {
        for byte in buffer {
            self.0 = self.0.wrapping_mul(29).wrapping_add(113);
            *byte = self.0;
        }
        Ok(())
    }
}

fn hand_in(number: usize) -> Accepted {
    let counts = |all: &[(&str, i64)]| all.iter().map(|(code, count)| ((*code).to_owned(), *count)).collect();
    let figures = HandIn {
        region: format!("regio-{number}"),
        name: HOSTILE[number].to_owned(),
        period: "2026".parse().expect("a period"),
        counted_families: 40,
        counted_years: 3,
        totals: [(
            "referrals".to_owned(),
            counts(&[("made", 7), ("accepted", 4), ("declined", 2)]),
        )]
        .into(),
        histograms: [("problem_effect".to_owned(), counts(&[("worse", 30), ("better", 4)]))].into(),
        software: "0.1.0".to_owned(),
        plugins: [].into(),
        context: None,
        own: Vec::new(),
    };
    Accepted { revision: 1, figures }
}

/// A release with figures of every status.
fn release() -> Arc<FrozenRelease> {
    let accepted: Vec<Accepted> = (0..HOSTILE.len()).map(hand_in).collect();
    let regions: Vec<String> = accepted.iter().map(|one| one.figures.region.clone()).collect();
    let group = |code: &str, label: &str, regions: &[String]| Group {
        code: code.to_owned(),
        label: Label::new(label, label),
        regions: regions.to_vec(),
    };
    let definition = Definition {
        name: "jaarcijfers-2026".to_owned(),
        title: Label::new("=HYPERLINK(\"x\")", "Figures of 2026 (fictional)"),
        period: "2026".parse().expect("a period"),
        groups: vec![
            group("groot", "-groot", &regions[..3]),
            group("klein", "klein", &regions[3..]),
        ],
        regions,
        organisational: vec!["referrals".to_owned()],
        attributes: vec![AttributeTable {
            indicator: "problem_effect".to_owned(),
            epsilon: "0.6".parse().expect("an epsilon"),
            split: Split::PerGroup,
        }],
    };
    let limits = Limits::default();
    let Ok(computed) = compute(&definition, &accepted, (&catalogue(), &limits), &mut Counting(1));
    let (inputs, tables) = computed.expect("computed");
    let release = Release {
        format: FORMAT.to_owned(),
        id: "rel_01900000000070008000000000000001".parse().expect("an id"),
        computed_on: time::macros::date!(2027 - 02 - 01),
        software: "0.1.0".to_owned(),
        definition,
        limits,
        inputs,
        tables,
    };
    Arc::new(FrozenRelease::signed(release, &ReleaseKey::from_bytes(&[3; 32])))
}

fn written(kind: FileKind) -> Vec<u8> {
    export(&release(), kind).expect("written")
}

/// The rows of the CSV, without its head.
fn lines() -> Vec<Vec<String>> {
    let csv = written(FileKind::Csv);
    let mut reader = csv::Reader::from_reader(csv.as_slice());
    let head: Vec<&str> = COLUMNS.iter().map(|column| column.name).collect();
    assert_eq!(reader.headers().expect("a head").iter().collect::<Vec<_>>(), head);
    let rows = reader
        .records()
        .map(|row| row.expect("a row").iter().map(str::to_owned).collect());
    rows.collect()
}

fn column(name: &str) -> usize {
    COLUMNS.iter().position(|column| column.name == name).expect("a column")
}

#[test]
fn the_same_release_gives_the_same_bytes_wherever_it_is_written() {
    let mut told = String::new();
    for kind in FileKind::ALL {
        let bytes = written(kind);
        assert_eq!(bytes, written(kind), "{}", kind.name());
        told.push_str(&format!("{} {}\n", hash(&bytes), kind.name()));
    }
    // Another version of a library that writes other bytes is noticed here; what readers have already stays right.
    insta::assert_snapshot!(told);
}

#[test]
fn each_figure_is_a_line_with_its_margin_and_status() {
    let lines = lines();
    // Three categories of referrals in five regions, two groups and all together; three effects in two groups.
    assert_eq!(lines.len(), 3 * 8 + 3 * 2);
    let of = |line: &[String], name: &str| line[column(name)].clone();
    let first = &lines[0];
    assert_eq!(
        ["indicator", "place", "category", "status", "value", "margin", "epsilon"].map(|name| of(first, name)),
        ["referrals", "regio-0", "made", "exact", "7", "0", ""]
    );
    let of_families = &lines[24..];
    assert_eq!(
        ["place", "place_families", "category", "status", "epsilon"].map(|name| of(&of_families[0], name)),
        ["groot", "120", "worse", "noised", "0.6"]
    );
    let unpublished = of_families.last().expect("a line");
    assert_eq!(
        ["place", "place_families", "status", "value", "margin", "reason"].map(|name| of(unpublished, name)),
        ["klein", "80", "not_published", "", "", "few_families"]
    );
}

#[test]
fn no_cell_is_run_by_a_spreadsheet() {
    let harmless = |text: &str| !text.starts_with(['=', '+', '-', '@', '\t', '\r', '\0']);
    for line in lines() {
        assert!(line.iter().all(|cell| harmless(cell)), "{line:?}");
    }
    let names: Vec<String> = lines().iter().map(|line| line[column("place_nl")].clone()).collect();
    for hostile in HOSTILE {
        assert!(names.contains(&format!("'{hostile}")), "{hostile:?} of {names:?}");
    }
    let mut book = Xlsx::new(Cursor::new(written(FileKind::Workbook))).expect("a workbook");
    assert_eq!(book.sheet_names(), ["figures", "indicators", "release"]);
    for sheet in ["figures", "indicators", "release"] {
        let formulas = book.worksheet_formula(sheet).expect("a sheet");
        assert!(formulas.used_cells().next().is_none(), "{sheet}");
        for row in book.worksheet_range(sheet).expect("a sheet").rows() {
            for cell in row {
                assert!(!matches!(cell, Data::String(text) if !harmless(text)), "{cell:?}");
            }
        }
    }
}

#[test]
fn workbook_and_parquet_hold_the_rows_of_the_csv() {
    let lines = lines();
    let mut book = Xlsx::new(Cursor::new(written(FileKind::Workbook))).expect("a workbook");
    let sheet = book.worksheet_range("figures").expect("a sheet");
    let cells: Vec<Vec<String>> = sheet
        .rows()
        .skip(1)
        .map(|row| row.iter().map(ToString::to_string).collect())
        .collect();
    assert_eq!(cells, lines);
    let parquet = SerializedFileReader::new(hyper::body::Bytes::from(written(FileKind::Parquet))).expect("a file");
    let said = parquet
        .metadata()
        .file_metadata()
        .key_value_metadata()
        .expect("metadata");
    let hash = said
        .iter()
        .find(|pair| pair.key == "sha256")
        .and_then(|pair| pair.value.clone());
    assert_eq!(hash, Some(release().hash.clone()));
    for (row, line) in parquet.get_row_iter(None).expect("rows").zip(&lines) {
        let row = row.expect("a row");
        let cells = row.get_column_iter().map(|(_, field)| match field {
            Field::Str(text) => crate::import::neutralise(text),
            Field::Long(number) => number.to_string(),
            Field::Double(number) => number.to_string(),
            Field::Null => String::new(),
            other => panic!("{other} is not expected"),
        });
        assert_eq!(&cells.collect::<Vec<_>>(), line);
    }
    assert_eq!(parquet.metadata().file_metadata().num_rows(), 30);
}

#[test]
fn the_description_names_every_column_and_indicator() {
    let told: Value = serde_json::from_slice(&written(FileKind::CsvMetadata)).expect("JSON");
    assert_eq!(
        (&told["@context"], &told["url"]),
        (&"http://www.w3.org/ns/csvw".into(), &"figures.csv".into())
    );
    let columns = told["tableSchema"]["columns"].as_array().expect("a list");
    let names: Vec<&str> = columns.iter().filter_map(|column| column["name"].as_str()).collect();
    assert_eq!(names, COLUMNS.map(|column| column.name));
    for line in lines() {
        for (cell, column) in line.iter().zip(columns) {
            assert!(!cell.is_empty() || column["required"] == false, "{column}");
            let number = column["datatype"] != "string";
            assert!(
                !number || cell.is_empty() || cell.parse::<f64>().is_ok(),
                "{cell} in {column}"
            );
        }
    }
    let measured = told["schema:variableMeasured"].as_array().expect("a list");
    assert_eq!(measured.len(), 2);
    assert_eq!(measured[0]["schema:description"][1]["@language"], "en");
}
