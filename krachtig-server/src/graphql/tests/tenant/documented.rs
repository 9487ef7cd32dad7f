//! The two schemas' texts: everything is described, and the national one is small.

use crate::graphql::tests::undocumented;
use crate::graphql::{national, tenant};

#[test]
fn everything_is_described() {
    for sdl in [tenant::builder().finish().sdl(), national::builder().finish().sdl()] {
        assert_eq!(undocumented(&sdl), Vec::<String>::new());
    }
}

#[test]
fn the_national_schema_has_these_types_and_no_other() {
    let sdl = national::builder().finish().sdl();
    let types = sdl
        .lines()
        .filter_map(|line| line.strip_prefix("type ")?.strip_suffix(" {"));
    let expected = [
        "AttributeTable",
        "Category",
        "CountingPlugin",
        "FigureTable",
        "Label",
        "NationalIndicator",
        "NationalQuery",
        "PageInfo",
        "Place",
        "Protection",
        "RegionGroup",
        "Release",
        "ReleaseFigure",
        "ReleaseFile",
        "ReleaseInput",
        "Story",
        "StoryConnection",
        "StoryEdge",
    ];
    assert_eq!(types.collect::<Vec<_>>(), expected);
}

#[test]
fn what_is_kept_of_a_secret_is_not_in_the_schema() {
    let sdl = tenant::builder().finish().sdl();
    let token = sdl
        .split("\ntype Token {")
        .nth(1)
        .and_then(|rest| rest.split("\n}").next());
    let token = token.expect("the schema has tokens");
    assert!(!token.contains("hash") && !token.contains("secret:"), "{token}");
}
