//! Files that mean harm, or mean nothing: they end in problems, never in a panic or in memory that runs out.

use std::io::{Cursor, Read, Write};
use std::path::PathBuf;

use proptest::prelude::*;
use rust_xlsxwriter::Workbook;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::{Office, told};
use crate::import::{Limits, read_files};

fn small_workbook() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("Gezinnen").expect("a plain name is allowed");
    for (column, text) in ["Gezinsnummer", "Naam", "Gemeente", "Aanmelddatum"]
        .into_iter()
        .enumerate()
    {
        let column = u16::try_from(column).expect("four columns fit");
        sheet
            .write_string(0, column, text)
            .expect("the cell is within the sheet");
        sheet
            .write_string(1, column, ["GZ-1", "Proef", "Delft", "1-2-26"][usize::from(column)])
            .expect("as above");
    }
    workbook.save_to_buffer().expect("a small workbook can be written")
}

/// The workbook with one part's content changed, or a part added.
fn with_part(workbook: &[u8], name: &str, change: impl Fn(Vec<u8>) -> Vec<u8>) -> Vec<u8> {
    let text = "the workbook was just written";
    let mut archive = ZipArchive::new(Cursor::new(workbook)).expect(text);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let mut found = false;
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).expect(text);
        let part_name = part.name().expect(text).into_owned();
        let mut content = Vec::new();
        part.read_to_end(&mut content).expect(text);
        if part_name == name {
            found = true;
            content = change(content);
        }
        writer.start_file(part_name, SimpleFileOptions::default()).expect(text);
        writer.write_all(&content).expect(text);
    }
    if !found {
        writer.start_file(name, SimpleFileOptions::default()).expect(text);
        writer.write_all(&change(Vec::new())).expect(text);
    }
    writer.finish().expect(text).into_inner()
}

fn replaced(from: &'static str, to: &'static str) -> impl Fn(Vec<u8>) -> Vec<u8> {
    move |content| {
        let content = String::from_utf8(content).expect("the part is XML in UTF-8");
        assert!(content.contains(from), "{from} is not in the part");
        content.replacen(from, to, 1).into_bytes()
    }
}

fn told_of(workbook: Vec<u8>, limits: &Limits) -> String {
    told(&Office::new().with("werkmap.xlsx", workbook).read_within(limits))
}

#[test]
fn the_workbook_that_is_tampered_with_reads_as_it_is() {
    assert_eq!(told_of(small_workbook(), &Limits::default()), "");
}

#[test]
fn a_zip_bomb_is_refused() {
    let limits = Limits {
        max_unpacked_bytes: 1 << 20,
        ..Limits::default()
    };
    for part in [
        "xl/media/image1.png",
        "xl/worksheets/sheet1.xml",
        "xl/sharedStrings.xml",
    ] {
        let bomb = with_part(&small_workbook(), part, |_| vec![b' '; 64 << 20]);
        assert!(bomb.len() < 1 << 20, "it is small on disk");
        assert_eq!(
            told_of(bomb, &limits),
            "werkmap.xlsx | - | workbook_too_large\n",
            "{part}"
        );
    }
}

#[test]
fn a_workbook_that_announces_too_many_texts_is_refused() {
    for count in [
        "uniqueCount=\"99999999999999\"",
        "uniqueCount = '99999999999999999999999'",
    ] {
        let change = move |content| {
            let content = String::from_utf8(content).expect("the part is XML in UTF-8");
            let at = content.find("uniqueCount").expect("the writer counts its texts");
            let end = at + content[at..].find('>').expect("the tag ends");
            format!("{}{count}{}", &content[..at], &content[end..]).into_bytes()
        };
        let told = told_of(
            with_part(&small_workbook(), "xl/sharedStrings.xml", change),
            &Limits::default(),
        );
        assert_eq!(told, "werkmap.xlsx | - | workbook_too_large\n");
    }
}

#[test]
fn a_sheet_that_claims_to_be_vast_costs_nothing() {
    let change = replaced("ref=\"A1:D2\"", "ref=\"A1:XFD1048576\"");
    assert_eq!(
        told_of(
            with_part(&small_workbook(), "xl/worksheets/sheet1.xml", change),
            &Limits::default()
        ),
        ""
    );
    let change = replaced("r=\"D2\"", "r=\"XFD2\"");
    let told = told_of(
        with_part(&small_workbook(), "xl/worksheets/sheet1.xml", change),
        &Limits::default(),
    );
    assert_eq!(told, "werkmap.xlsx, sheet Gezinnen, row 2 | - | too_many_columns\n");
}

#[test]
fn files_that_are_something_else_are_refused() {
    let office = Office::new()
        .with("oud.xls", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1rest")
        .with("brief.pdf", b"%PDF-1.7")
        .with("leeg.csv", b"")
        .with("kapot.xlsx", b"PK\x03\x04 and then nothing that fits");
    let mut reading = office.read();
    insta::assert_snapshot!(told(&reading), @r"
    brief.pdf | - | unsupported_format
    kapot.xlsx | - | unreadable_workbook
    leeg.csv | - | empty_file
    oud.xls | - | unsupported_format
    ");
    reading = read_files(&[PathBuf::from("/nergens/gezinnen.csv")], &Limits::default());
    assert_eq!(told(&reading), "gezinnen.csv | - | unreadable_file\n");
    let limits = Limits {
        max_file_bytes: 3,
        ..Limits::default()
    };
    let reading = Office::new()
        .with("klein.csv", "a;b")
        .with("groot.csv", "a;bc")
        .read_within(&limits);
    assert!(told(&reading).starts_with("groot.csv | - | file_too_large\n"));
    assert!(!told(&reading).contains("klein.csv | - | file_too_large"));
}

#[test]
fn what_is_two_things_at_once_is_one_of_them_or_nothing() {
    let workbook = small_workbook();
    let before = |front: &[u8]| [front, &workbook].concat();
    let office = Office::new()
        .with("plaatje.xlsx", before(b"GIF89a\x01\x00\x01\x00\x00\xff\x00,"))
        .with("pagina.xlsx", before(b"<html><script>alert(1)</script><!--"))
        .with("brief.xlsx", before(b"%PDF-1.7\n"))
        .with(
            "tekening.csv",
            "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>",
        )
        .with("programma.csv", b"MZ\x90\x00\x03\x00\x00\x00".as_slice());
    insta::assert_snapshot!(told(&office.read()), @r"
    brief.xlsx | - | unsupported_format
    pagina.xlsx | - | unknown_kind
    plaatje.xlsx | - | unknown_kind
    programma.csv | - | unknown_kind
    tekening.csv | - | unknown_kind
    ");
}

#[test]
fn parts_with_names_that_lead_elsewhere_are_written_nowhere() {
    let outside = std::env::temp_dir().join("krachtig-outside");
    for name in [
        "../krachtig-outside",
        "/tmp/krachtig-outside",
        "xl/../../../krachtig-outside",
        "..\\krachtig-outside",
    ] {
        let led_astray = with_part(&small_workbook(), name, |_| b"outside".to_vec());
        assert_eq!(told_of(led_astray, &Limits::default()), "", "{name}");
        assert!(!outside.exists(), "{name}");
    }
}

#[test]
fn a_workbook_reaches_for_no_file_and_unfolds_no_entities() {
    let plain = Office::new().with("werkmap.xlsx", small_workbook());
    assert!(
        format!("{:?}", plain.read()).contains("Proef"),
        "what is read shows here"
    );
    let secret = tempfile::NamedTempFile::new().expect("a temporary file");
    std::fs::write(secret.path(), "kanariepiet").expect("written");
    let outward = format!(
        "<!DOCTYPE x [<!ENTITY e SYSTEM \"file://{}\">]>",
        secret.path().display()
    );
    let mut laughs = "<!DOCTYPE x [<!ENTITY a0 \"ha\">".to_owned();
    for step in 1..40 {
        let last = step - 1;
        laughs += &format!("<!ENTITY a{step} \"&a{last};&a{last};\">");
    }
    for (doctype, entity) in [(outward, "&e;"), (laughs + "]>", "&a39;")] {
        let change = |content: Vec<u8>| {
            let content = String::from_utf8(content).expect("the part is XML in UTF-8");
            let (head, rest) = content.split_once("?>").expect("it has a prologue");
            let rest = rest.replacen("Proef", entity, 1);
            format!("{head}?>{doctype}{rest}").into_bytes()
        };
        let spoilt = with_part(&small_workbook(), "xl/sharedStrings.xml", change);
        let office = Office::new().with("werkmap.xlsx", spoilt);
        let reading = office.read();
        assert!(!format!("{reading:?}").contains("kanariepiet"));
        assert!(format!("{reading:?}").len() < 100_000, "it unfolded");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn random_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..2_000), zipped in any::<bool>()) {
        let bytes = if zipped { [b"PK\x03\x04".as_slice(), &bytes].concat() } else { bytes };
        Office::new().with("iets.csv", bytes).read();
    }

    #[test]
    fn random_tables_never_panic(cells in "(([a-z0-9€é'=;,\"\\-./ ]|gezinsnummer|bedrag|datum|soort|financiering|\t|\r|\n){0,12}[;\n]){0,40}") {
        let header = "gezinsnummer;datum;soort;bedrag;financiering\n";
        Office::new().with("budgetregels.csv", format!("{header}{cells}")).with("iets.csv", cells).read();
    }

    #[test]
    fn damaged_workbooks_never_panic(
        part in proptest::sample::select(vec![
            "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml", "_rels/.rels",
            "xl/_rels/workbook.xml.rels",
        ]),
        damage in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let damaged = with_part(&small_workbook(), part, |mut content| {
            for (at, byte) in &damage {
                let at = at.index(content.len());
                content[at] = *byte;
            }
            content
        });
        Office::new().with("werkmap.xlsx", damaged).read();
    }
}
