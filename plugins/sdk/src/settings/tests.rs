//! That settings are read as declared, and that a schema which says something else is found.

use std::fmt::Debug;
use std::marker::PhantomData;

use serde::Deserialize;

use super::*;

/// What a test varies: the schema, over the same settings.
trait Declares: Default + Debug + PartialEq {
    const SCHEMA: &'static str;
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, bound = "")]
struct Pot<D> {
    cap_cents: i64,
    roles: Vec<String>,
    #[serde(skip)]
    declares: PhantomData<D>,
}

impl<D> Default for Pot<D> {
    fn default() -> Self {
        Self {
            cap_cents: 500,
            roles: vec!["coordinator".to_owned()],
            declares: PhantomData,
        }
    }
}

impl<D: Declares> Settings for Pot<D> {
    const SCHEMA: &'static str = D::SCHEMA;

    fn check(&self) -> Result<(), String> {
        within("cap_cents", &self.cap_cents, &(0..=1_000))?;
        some("roles", &self.roles)
    }
}

macro_rules! declares {
    ($name:ident, $maximum:literal, $default:literal, $least:literal) => {
        #[derive(Default, Debug, PartialEq)]
        struct $name;

        impl Declares for $name {
            const SCHEMA: &'static str = concat!(
                r#"{"additionalProperties": false, "properties": {
                    "cap_cents": {"description": "The cap.", "type": "integer", "minimum": 0, "maximum": "#,
                $maximum,
                r#", "default": "#,
                $default,
                r#"}, "roles": {"description": "Who.", "type": "array", "default": ["coordinator"], "minItems": "#,
                $least,
                "}}}"
            );
        }
    };
}

declares!(Right, 1000, 500, 1);
declares!(WrongDefault, 1000, 501, 1);
declares!(WrongBound, 1001, 500, 1);
declares!(MayBeEmpty, 1000, 500, 0);

#[test]
fn a_schema_that_fits_is_found_right_and_others_wrong() {
    assert_eq!(check_schema::<Pot<Right>>(), Ok(()));
    let wrong = [
        check_schema::<Pot<WrongDefault>>(),
        check_schema::<Pot<WrongBound>>(),
        check_schema::<Pot<MayBeEmpty>>(),
    ]
    .map(|found| found.expect_err("it does not fit"));
    assert!(wrong[0].contains("defaults"), "{}", wrong[0]);
    assert!(wrong[1].contains("1001"), "{}", wrong[1]);
    assert!(wrong[2].contains("roles"), "{}", wrong[2]);
}

#[test]
fn what_is_missing_has_its_default_and_what_is_not_declared_is_refused() {
    assert_eq!(read::<Pot<Right>>(" {}"), Ok(Pot::default()));
    assert_eq!(
        read::<Pot<Right>>(r#"{"cap_cents": 7}"#).map(|pot| pot.cap_cents),
        Ok(7)
    );
    for text in [
        "",
        "[]",
        "[7]",
        "{\"cap\": 1}",
        "{\"roles\": []}",
        "{\"cap_cents\": \"1\"}",
        "{\"cap_cents\": -1}",
    ] {
        let refused = read::<Pot<Right>>(text).map_err(|problem| problem.code);
        assert_eq!(refused, Err("bad_settings".to_owned()), "{text}");
    }
}

#[test]
fn a_problem_names_the_place_and_quotes_nothing() {
    let problem = read::<Pot<Right>>("{\n\"secret\": 1}").expect_err("not declared");
    assert_eq!(problem.detail, "line 2: not as declared");
}
