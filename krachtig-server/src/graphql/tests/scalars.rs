//! What words, ids and amounts take and tell.

use async_graphql::{Request, Variables};
use serde_json::json;

use super::data;
use super::schema::schema;

async fn answer(query: &str, variables: serde_json::Value) -> Result<serde_json::Value, String> {
    let request = Request::new(query).variables(Variables::from_json(variables));
    let response = schema().execute(request).await;
    match response.errors.first() {
        None => Ok(data(&response)),
        Some(error) => Err(error.message.clone()),
    }
}

#[tokio::test]
async fn a_word_is_its_code_in_upper_case() {
    let literal = answer("{ word(word: BASIC_ADL) }", json!({})).await;
    assert_eq!(literal, Ok(json!({ "word": "BASIC_ADL" })));
    let query = "query($word: LifeDomain!) { word(word: $word) }";
    assert_eq!(
        answer(query, json!({ "word": "JUSTICE" })).await,
        Ok(json!({ "word": "JUSTICE" }))
    );
}

#[tokio::test]
async fn a_word_of_no_list_is_refused() {
    for literal in ["GAMBLING", "basic_adl", "Basic_ADL", "\"BASIC_ADL_\"", "3", "null"] {
        let refused = answer(&format!("{{ word(word: {literal}) }}"), json!({})).await;
        assert!(refused.is_err(), "{literal} is not a word");
    }
    let query = "query($word: LifeDomain!) { word(word: $word) }";
    for variable in [
        json!("GAMBLING"),
        json!("justice"),
        json!(3),
        json!(null),
        json!(["JUSTICE"]),
    ] {
        let refused = answer(query, json!({ "word": variable.clone() })).await;
        assert!(refused.is_err(), "{variable} is not a word");
    }
}

#[tokio::test]
async fn an_id_takes_its_own_kind_alone() {
    let id = "fam_01900000000070008000000000000001";
    let query = "query($id: FamilyId!) { family(id: $id) }";
    assert_eq!(answer(query, json!({ "id": id })).await, Ok(json!({ "family": id })));
    let other = answer(query, json!({ "id": "per_01900000000070008000000000000001" })).await;
    let other = other.expect_err("another kind is refused");
    assert!(
        other.contains("FamilyId") && other.contains("starts with fam_"),
        "{other}"
    );
    assert!(answer(query, json!({ "id": 7 })).await.is_err());
    assert!(answer("{ family(id: \"fam_1\") }", json!({})).await.is_err());
}

#[tokio::test]
async fn an_amount_holds_ten_billion_euros() {
    let query = "query($amount: Cents!) { amount(amount: $amount) }";
    let largest = json!({ "amount": 1_000_000_000_000_i64 });
    assert_eq!(answer(query, largest.clone()).await, Ok(largest));
    let literal = answer("{ amount(amount: 12500) }", json!({})).await;
    assert_eq!(literal, Ok(json!({ "amount": 12_500 })));
    for wrong in [json!(-1), json!(1_000_000_000_001_i64), json!(1.5), json!("12")] {
        assert!(
            answer(query, json!({ "amount": wrong.clone() })).await.is_err(),
            "{wrong} is not an amount"
        );
    }
}

#[tokio::test]
async fn json_goes_in_and_out_as_it_is() {
    let told =
        json!({ "json": { "most": 20_000, "part": 0.5, "roles": ["professional", null], "on": true, "none": {} } });
    let query = "query($json: JSON!) { json(json: $json) }";
    assert_eq!(answer(query, told.clone()).await, Ok(told.clone()));
    let literal = "{ json(json: { most: 20000, part: 0.5, roles: [\"professional\", null], on: true, none: {} }) }";
    assert_eq!(answer(literal, json!({})).await, Ok(told));
}
