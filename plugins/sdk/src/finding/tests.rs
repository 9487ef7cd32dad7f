//! That a declared finding becomes what the host expects, and that bad declarations are found.

use super::*;

crate::findings! {
    /// What the test finds.
    enum Found {
        /// Nothing to fill in.
        Plain = "plain" { nl: "Niets.", en: "Nothing." },
        /// One of each kind.
        Full { sum: Amount, number: Count, term: Days, since: Date, silo: Word } = "full" {
            nl: "{sum} {number} {term} {since} {silo}",
            en: "{silo} {since} {term} {number} {sum}",
        },
    }
}

fn declared(code: &'static str, arguments: &'static [&'static str], nl: &'static str) -> FindingText {
    FindingText {
        code,
        arguments,
        texts: Texts { nl, en: nl },
    }
}

#[test]
fn a_finding_carries_its_code_and_arguments_in_order() {
    let found = Found::Full {
        sum: Amount(-5),
        number: Count(2),
        term: Days(3),
        since: Date(Day::from_number(0)),
        silo: Word("wmo_2015".to_owned()),
    };
    let finding = Finding::from(found);
    let names: Vec<&str> = finding
        .arguments
        .iter()
        .map(|argument| argument.name.as_str())
        .collect();
    assert_eq!(
        (finding.code.as_str(), &names[..]),
        ("full", Found::DECLARED[1].arguments)
    );
    assert_eq!(
        serde_json::to_string(&finding).expect("JSON"),
        r#"{"code":"full","arguments":{"sum":{"amount":-5},"number":{"count":2},"term":{"days":3},"since":{"date":"1970-01-01"},"silo":{"word":"wmo_2015"}}}"#
    );
    assert_eq!(
        serde_json::from_str::<Finding>(r#"{"code": "plain"}"#).expect("a finding"),
        Found::Plain.into()
    );
}

#[test]
fn sentences_name_their_arguments_and_nothing_else() {
    assert_eq!(check_findings(Found::DECLARED), Ok(()));
    for (text, complaint) in [
        (declared("a", &["left"], "over"), "a in nl: {left}\na in en: {left}"),
        (declared("a", &[], "{left}"), "a in nl: {left}\na in en: {left}"),
        (
            declared("a", &["left"], "{left"),
            "a in nl: a brace stands alone\na in en: a brace stands alone",
        ),
        (declared("aB", &[], "x"), "aB: no snake_case word"),
        (declared("a", &[], " "), "a in nl: no text\na in en: no text"),
    ] {
        assert_eq!(check_findings(&[text]), Err(complaint.to_owned()));
    }
    let twice = [declared("a", &[], "x"), declared("a", &[], "y")];
    assert_eq!(check_findings(&twice), Err("a: declared twice".to_owned()));
}
