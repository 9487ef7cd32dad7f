//! That a new project gets every file, under its own name, and that sentences are written as people write them.

use std::path::Path;

use krachtig_region::finding::{Argument, Value};
use krachtig_region::{Day, Finding};

use super::scaffold::{FORMAT, NAME, SDK_FILES, STARTER, Scaffolded, WIT};
use super::{new, sentence};
use crate::plugin_host::rule_set::{Description, FindingText, Translation};

/// Every file below a folder of the repository, as a project would have it.
fn below(folder: &str, prefix: &str) -> Vec<String> {
    fn walk(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() && !path.ends_with("target") {
                walk(&path, found);
            } else if path.is_file() {
                found.push(path);
            }
        }
    }
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder);
    let mut found = Vec::new();
    walk(&home, &mut found);
    let name = |path: &std::path::PathBuf| {
        let inside = path.strip_prefix(&home).expect("below the folder");
        format!("{prefix}{}", inside.display())
    };
    let mut names: Vec<String> = found
        .iter()
        .map(name)
        .filter(|name| !name.ends_with("Cargo.lock"))
        .collect();
    names.sort();
    names
}

fn paths(files: &[Scaffolded]) -> Vec<String> {
    let mut paths: Vec<String> = files.iter().map(|file| file.path.to_owned()).collect();
    paths.sort();
    paths
}

#[test]
fn no_file_is_forgotten() {
    assert_eq!(paths(STARTER), below("plugins/starter-rules", ""));
    assert_eq!(paths(SDK_FILES), below("plugins/sdk", "krachtig/sdk/"));
    assert_eq!(paths(WIT), below("plugins/wit", "krachtig/wit/"));
}

#[test]
fn a_project_has_its_own_name_and_nothing_of_this_repository() {
    for file in STARTER.iter().chain(FORMAT) {
        let text = new::named(file, "exodus-drenthe");
        assert!(!text.contains(NAME) && !text.contains("../"), "{}", file.path);
    }
    let find = |path: &str| STARTER.iter().find(|file| file.path == path).expect("it is there");
    let manifest = new::named(find("Cargo.toml"), "exodus-drenthe");
    for line in [
        "name = \"exodus-drenthe\"",
        "krachtig-region = { path = \"krachtig/sdk\" }",
        "[workspace]",
    ] {
        assert!(manifest.lines().any(|found| found == line), "{line}");
    }
    // Whatever takes its value from a workspace would find none in a project.
    let sdk = SDK_FILES
        .iter()
        .find(|file| file.path == "krachtig/sdk/Cargo.toml")
        .expect("it is there");
    assert!(!sdk.text.contains("workspace = true") && !sdk.text.contains(".workspace"));
}

#[test]
fn a_name_is_one_that_cargo_and_the_host_take() {
    for good in ["a", "exodus-drenthe", "pi-2", "tests"] {
        assert_eq!(new::name(good).as_deref(), Ok(good));
    }
    let long = "x".repeat(65);
    for bad in [
        "",
        "Exodus",
        "2-pi",
        "-a",
        "a-",
        "a--b",
        "a_b",
        "a b",
        "../a",
        "é",
        "test",
        "self",
        "serde-json",
        &long,
    ] {
        assert!(new::name(bad).is_err(), "{bad}");
    }
}

fn texts(texts: [(&str, &str); 2]) -> Vec<Translation> {
    texts
        .map(|(language, text)| Translation {
            language: language.to_owned(),
            text: text.to_owned(),
        })
        .to_vec()
}

#[test]
fn a_finding_is_filled_in_as_people_write_it() {
    let names = ["cap", "given", "renews", "silo"];
    let description = Description {
        name: "x".to_owned(),
        version: "1.0.0".to_owned(),
        languages: vec!["nl".to_owned(), "en".to_owned()],
        summary: texts([("nl", "x"), ("en", "x")]),
        findings: vec![FindingText {
            code: "all".to_owned(),
            arguments: names.map(str::to_owned).to_vec(),
            texts: texts([
                ("nl", "{cap}, {given}, {renews}, {silo}; {other} {"),
                ("en", "{silo}, {renews}, {given}, {cap}"),
            ]),
        }],
    };
    let values = [
        Value::Amount(125_050),
        Value::Count(12_345),
        Value::Date(Day::from_date(2027, 1, 1).expect("a day")),
        Value::Word("participatiewet".to_owned()),
    ];
    let arguments = names.into_iter().zip(values).map(|(name, value)| Argument {
        name: name.to_owned(),
        value,
    });
    let finding = Finding {
        code: "all".to_owned(),
        arguments: arguments.collect(),
    };
    let filled = sentence::filled_in(&description, &finding);
    let expected = [
        ("nl", "€ 1.250,50, 12.345, 1 januari 2027, Participatiewet; {other} {"),
        ("en", "participatiewet, 1 January 2027, 12,345, €1,250.50"),
    ];
    assert_eq!(
        filled,
        expected.map(|(language, text)| (language.to_owned(), text.to_owned()))
    );
    let undeclared = Finding {
        code: "none".to_owned(),
        arguments: vec![],
    };
    assert!(sentence::filled_in(&description, &undeclared).is_empty());
    assert_eq!(
        [sentence::amount(-5, true), sentence::amount(-100_000_000, false)],
        ["€ -0,05", "-€1,000,000.00"]
    );
}
