//! Reports that are set: the standards, the same bytes, and texts that would rather be markup.

use super::*;

const PICTURE: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 40" font-family="Noto Sans"><rect width="60" height="20" fill="#0b655d"/><text x="5" y="35" font-size="12">Wonen</text></svg>"##;

fn document(paragraphs: Vec<String>) -> Document {
    Document {
        title: "Samen sterker".to_owned(),
        language: "nl".to_owned(),
        office: "Exodus Voorbeeld (fictief)".to_owned(),
        notice: Some("Fictieve gegevens".to_owned()),
        about: vec!["Voor het gezin".to_owned()],
        made_on: Day {
            year: 2026,
            month: 11,
            day: 28,
        },
        sections: vec![
            Section {
                heading: "Het verhaal".to_owned(),
                blocks: vec![Block::Text { paragraphs }],
            },
            Section {
                heading: "Wat er veranderde".to_owned(),
                blocks: vec![
                    Block::Picture {
                        svg: PICTURE.to_owned(),
                        about: "Wonen ging van 2 naar 4.".to_owned(),
                    },
                    Block::Heading {
                        text: "Als tabel".to_owned(),
                    },
                    Block::Table {
                        head: vec!["Leefgebied".to_owned(), "Nu".to_owned()],
                        rows: vec![vec!["Wonen".to_owned(), "4".to_owned()]],
                    },
                    Block::Table {
                        head: (1..=7).map(|n| format!("Kolom {n}")).collect(),
                        rows: vec![vec!["Bijzondere bijstand".to_owned(); 7]],
                    },
                ],
            },
        ],
    }
}

fn has(pdf: &[u8], needle: &str) -> bool {
    pdf.windows(needle.len()).any(|window| window == needle.as_bytes())
}

#[test]
fn a_report_is_the_same_bytes_whenever_it_is_set_and_keeps_to_the_standards() {
    let report = document(vec!["Het ging beter.".to_owned()]);
    let pdf = typeset(&report).expect("set");
    assert!(pdf == typeset(&report).expect("set again"), "not the same bytes");
    for needle in [
        "<pdfaid:part>2<",
        "<pdfaid:conformance>A<",
        "<pdfuaid:part>1<",
        "Samen sterker",
    ] {
        assert!(has(&pdf, needle), "no {needle}");
    }
    let other = document(vec!["Het ging nog beter.".to_owned()]);
    assert!(pdf != typeset(&other).expect("set"));
}

#[test]
fn what_people_typed_is_shown_and_never_read_as_markup() {
    for hostile in [
        "#panic(\"x\") #import \"@preview/x:1.0.0\" #read(\"/etc/passwd\") $ a/0 $ \\u{1}",
        "*vet* _schuin_ `code` <label> @verwijzing [haak] {accolade} = kop",
        "\"),)}} #let data = 1 //",
        "</text></svg><script>alert(1)</script>",
        "سلام עברית \u{202e}omgekeerd\u{202c} 👨‍👩‍👧‍👦\u{fe0f}\u{e000}\u{0}\u{1}\u{7f}",
    ] {
        let mut report = document(vec![hostile.to_owned()]);
        report.title = hostile.to_owned();
        report.about = vec![hostile.to_owned()];
        report.sections[1].blocks.push(Block::Table {
            head: vec![hostile.to_owned()],
            rows: vec![vec![hostile.to_owned()]],
        });
        report.sections[0].heading = hostile.to_owned();
        assert!(typeset(&report).is_ok(), "{hostile}");
    }
}

#[test]
fn a_long_report_is_set_and_one_that_is_too_long_is_refused() {
    let word = "zeerlangwoord".repeat(400);
    let marks = format!("a{}", "\u{301}".repeat(2_000));
    let mut paragraphs = vec![word, marks];
    paragraphs.extend((0..100).map(|n| format!("Alinea {n}. {}", "Het ging steeds beter. ".repeat(20))));
    assert!(typeset(&document(paragraphs)).is_ok());
    assert_eq!(typeset(&document(vec!["x".repeat(MOST_BYTES)])), Err(Unset::TooLong));
}
