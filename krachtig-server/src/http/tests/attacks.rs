//! Attacks on the door for GraphQL, over a real connection.

use std::{fmt::Write, sync::atomic::Ordering, time::Instant};

use super::*;

/// What each attack may take at most, with the way there and back. Without optimisation the parser is some ten times
/// slower, and the machine may be busy with other tests.
const LONGEST_REFUSAL: Duration = Duration::from_millis(if cfg!(debug_assertions) { 500 } else { 50 });

/// Sends an attack and holds it against its code, the time it may take, and the size of the answer.
async fn attack(house: &House, what: &str, query: &str, status: StatusCode, wanted: &str) {
    let request = proper(query);
    let begun = Instant::now();
    let response = house.send(request).await;
    let took = begun.elapsed();
    assert_eq!(
        (response.status(), code(response.body())),
        (status, wanted.into()),
        "{what}"
    );
    assert!(took < LONGEST_REFUSAL, "{what} took {took:?}");
    assert!(response.body().len() < 1000, "{what} got a long answer");
}

#[tokio::test]
async fn heavy_queries_are_refused_at_once() {
    let house = house(&settings()).await;
    let bad = StatusCode::BAD_REQUEST;
    // Room for so many in a body of the allowed size; the hundred thousand below do not even fit.
    let aliases = |count: usize| {
        (0..count).fold(String::from("{"), |mut text, at| {
            write!(text, "a{at}:hello ").expect("strings grow");
            text
        }) + "}"
    };
    let directives = format!("{{ hello {} }}", "@a".repeat(100_000));
    let mut chain = "{ ...F0 }".to_owned();
    for step in 0..200 {
        write!(
            chain,
            " fragment F{step} on Query {{ ...F{next} ...F{next} }}",
            next = step + 1
        )
        .expect("strings grow");
    }
    attack(&house, "aliases", &aliases(15_000), bad, "graphql_too_many_aliases").await;
    attack(
        &house,
        "more aliases",
        &aliases(100_000),
        StatusCode::PAYLOAD_TOO_LARGE,
        "body_too_large",
    )
    .await;
    attack(
        &house,
        "fields",
        &format!("{{ {} }}", "hello ".repeat(40_000)),
        bad,
        "graphql_too_many_tokens",
    )
    .await;
    attack(
        &house,
        "some fields",
        &format!("{{ {} }}", "hello ".repeat(3_000)),
        bad,
        "graphql_too_many_selections",
    )
    .await;
    attack(&house, "directives", &directives, bad, "graphql_too_many_directives").await;
    let deep = |depth: usize| format!("{}{{ hello }}{}", "{ inner ".repeat(depth), "}".repeat(depth));
    attack(&house, "depth", &deep(17), bad, "graphql_too_deep").await;
    attack(&house, "more depth", &deep(20_000), bad, "graphql_too_deep").await;
    attack(
        &house,
        "lists",
        &format!("{{ hello(name: {}", "[".repeat(200_000)),
        bad,
        "graphql_too_deep",
    )
    .await;
    attack(
        &house,
        "types",
        &format!("query($a: {}", "[".repeat(200_000)),
        bad,
        "graphql_too_deep",
    )
    .await;
    attack(
        &house,
        "values",
        &format!("{{ hello(name: [{}]) }}", "0".repeat(200_000)),
        bad,
        "graphql_too_many_tokens",
    )
    .await;
    attack(
        &house,
        "circle",
        "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }",
        bad,
        "graphql_fragment_cycle",
    )
    .await;
    attack(&house, "doubling", &chain, bad, "graphql_too_many_selections").await;
    attack(
        &house,
        "complexity",
        "{ families(first: 2000000000) { name } }",
        StatusCode::OK,
        "graphql_too_complex",
    )
    .await;
}

#[tokio::test]
async fn a_proven_document_is_still_weighed_with_its_variables() {
    let house = house(&settings()).await;
    let query = "query($first: Int!) { families(first: $first) { name } }";
    let with = |first: Value| operation(&json!({"query": query, "variables": {"first": first}}));
    for _ in 0..2 {
        assert_eq!(
            data(&house.send(with(json!(2))).await)["families"]
                .as_array()
                .map(Vec::len),
            Some(2)
        );
    }
    assert_eq!(
        code(house.send(with(json!(2_000_000_000))).await.body()),
        "graphql_too_complex"
    );
    assert_eq!(code(house.send(with(json!("two"))).await.body()), "graphql_invalid");
    assert_eq!(code(house.send(with(Value::Null)).await.body()), "graphql_invalid");
}

#[tokio::test]
async fn a_mutation_with_a_wrong_variable_changes_nothing_however_often_it_was_right() {
    let house = house(&settings()).await;
    let query = "mutation($by: Int) { one: bump(by: 1000000) two: bump(by: $by) }";
    let with = |by: Value| operation(&json!({"query": query, "variables": {"by": by}}));
    for _ in 0..2 {
        data(&house.send(with(json!(0))).await);
    }
    let before = demo::BUMPS.load(Ordering::SeqCst);
    assert_eq!(code(house.send(with(json!("x"))).await.body()), "graphql_invalid");
    assert!(demo::BUMPS.load(Ordering::SeqCst) < before + 1_000_000);
}
