//! A description that holds, each way to spoil it, and findings held against it.

use krachtig_core::rules::FindingArgument;

use super::*;

fn texts(nl: &str, en: &str) -> Vec<Translation> {
    [("nl", nl), ("en", en)]
        .map(|(language, text)| Translation {
            language: language.to_owned(),
            text: text.to_owned(),
        })
        .into()
}

fn description() -> Description {
    Description {
        name: "exodus-2".to_owned(),
        version: "1.2.0-rc.1+build.5".to_owned(),
        languages: vec!["nl".to_owned(), "en".to_owned()],
        summary: texts("Een potje.", "A pot."),
        findings: vec![FindingText {
            code: "cap_exceeded".to_owned(),
            arguments: vec!["cap".to_owned(), "left".to_owned()],
            texts: texts("Van {cap} is {left} over.", "{left} of {cap} is left."),
        }],
    }
}

#[test]
fn a_whole_description_is_taken() {
    assert!(DeclaredFindings::of(&description()).is_ok());
    let mut three = description();
    three.languages.push("fy".to_owned());
    for texts in [&mut three.summary, &mut three.findings[0].texts] {
        texts.push(Translation {
            language: "fy".to_owned(),
            text: "{cap} {left}".to_owned(),
        });
    }
    assert!(DeclaredFindings::of(&three).is_ok());
    three.findings.clear();
    assert!(
        DeclaredFindings::of(&three).is_ok(),
        "rules that find nothing are rules"
    );
}

/// A way to spoil a description.
type Spoil = fn(&mut Description);

#[test]
fn what_is_wrong_is_told() {
    let spoil: [(Spoil, &str); 19] = [
        (|it| it.name.clear(), "name"),
        (|it| it.name = "Exodus".to_owned(), "name"),
        (|it| it.name = "../exodus".to_owned(), "name"),
        (|it| it.name = "a".repeat(65), "name"),
        (|it| it.version = "1.2".to_owned(), "semver"),
        (|it| it.version = format!("1.0.0-{}", "a".repeat(60)), "semver"),
        (|it| it.languages = vec!["nl".to_owned()], "language en is missing"),
        (|it| it.languages.push("nl".to_owned()), "stands twice"),
        (|it| it.languages.push("<b>".to_owned()), "BCP 47"),
        (
            |it| it.languages.push("fy".to_owned()),
            "the summary doesn't stand once",
        ),
        (|it| it.summary.truncate(1), "the summary doesn't stand once"),
        (|it| it.summary[0].text = " ".to_owned(), "the summary is empty"),
        (
            |it| it.findings[0].code = "Cap exceeded".to_owned(),
            "no code of a finding",
        ),
        (|it| it.findings.push(it.findings[0].clone()), "declared twice"),
        (|it| it.findings[0].texts.truncate(1), "doesn't stand once"),
        (|it| it.findings[0].arguments.truncate(1), r#""left" is not both"#),
        (
            |it| it.findings[0].arguments.push("extra".to_owned()),
            r#""extra" is not both"#,
        ),
        (|it| it.findings[0].arguments.push("cap".to_owned()), "stands twice"),
        (|it| it.findings[0].texts[1].text.push('{'), "without its partner in en"),
    ];
    for (spoil, says) in spoil {
        let mut spoiled = description();
        spoil(&mut spoiled);
        let told = DeclaredFindings::of(&spoiled).map(|_| ()).expect_err(says);
        assert!(told.contains(says), "{told:?} doesn't say {says:?}");
        assert!(told.len() < 900);
    }
}

#[test]
fn findings_are_the_declared_ones_with_exactly_their_arguments() {
    let declared = DeclaredFindings::of(&description()).expect("a whole description");
    let argument = |name: &str, value| FindingArgument {
        name: name.to_owned(),
        value,
    };
    let left = || argument("left", FindingValue::Amount(1));
    let cap = |word: &str| argument("cap", FindingValue::Word(word.to_owned()));
    let check = |code: &str, arguments| {
        let code = code.to_owned();
        declared.check(&[Finding { code, arguments }])
    };
    assert_eq!(check("cap_exceeded", vec![left(), cap("wmo_2015")]), Ok(()));
    assert_eq!(declared.check(&[]), Ok(()));
    for refused in [
        check("mother_was_arrested", vec![left(), cap("wmo")]),
        check("cap_exceeded", vec![left()]),
        check("cap_exceeded", vec![left(), left(), cap("wmo")]),
        check(
            "cap_exceeded",
            vec![left(), cap("wmo"), argument("more", FindingValue::Count(1))],
        ),
        check("cap_exceeded", vec![left(), cap("a text from the request")]),
    ] {
        assert_eq!(refused.expect_err("not declared").code(), "rule_bad_answer");
    }
    let again = Finding {
        code: "cap_exceeded".to_owned(),
        arguments: vec![left(), cap("wmo")],
    };
    assert_eq!(declared.check(&vec![again.clone(); MOST_FINDINGS]), Ok(()));
    assert!(declared.check(&vec![again; MOST_FINDINGS + 1]).is_err());
}
