//! The national report through its own schema.

use std::sync::Arc;

use async_graphql::Request;
use krachtig_core::service::hash_of;
use krachtig_national::reading::{Machine, Reading};
use krachtig_national::store::ReaderScope;
use krachtig_national::word::Word as _;
use serde_json::{Value, json};

use super::office::Office;
use crate::app::clock::SystemClock;
use crate::app::readers::let_in;
use crate::graphql::national::{NationalSchema, builder, request_data};

async fn told(schema: &NationalSchema, office: &Office, query: &str) -> Value {
    let mut request = Request::new(query);
    let scopes = ReaderScope::ALL.iter().copied().collect();
    let issued = let_in((&office.services, &SystemClock), "test", scopes, 1)
        .await
        .expect("let in");
    let stores = office.services.tenants().national_stores().await.expect("opens");
    let published = stores.published.clone();
    let known = published
        .reader(&hash_of(&issued.secret), Machine::now(&SystemClock))
        .await;
    let reading = Reading {
        published,
        reader: known.expect("asked").expect("known"),
        machine: Arc::new(SystemClock),
        request: "test".to_owned(),
    };
    request.data = request_data(office.services.clone(), reading);
    let response = schema.execute(request).await;
    assert!(response.errors.is_empty(), "{:?}", response.errors);
    response.data.into_json().expect("an answer is JSON")
}

#[tokio::test]
async fn a_closed_quarter_is_told_with_small_numbers_withheld() {
    let office = Office::open().await;
    let schema = builder().finish();
    let input = "family: { name: \"Gezin Telt (fictief)\" }, openedOn: \"2025-11-12\"";
    office
        .done(&office.worker, "registerFamily", input, "dossier { lead { id } }")
        .await;
    let report = "{ quarters report(quarter: \"2025-Q4\") {
        tenants { slug name } figures { indicator category status value } } }";
    assert_eq!(
        told(&schema, &office, report).await,
        json!({ "quarters": [], "report": null })
    );

    let wrong = office
        .done(
            &office.coordinator,
            "closePeriod",
            "quarter: \"2025\"",
            "closedPeriod { quarter }",
        )
        .await;
    assert_eq!(wrong["refusals"][0]["code"], "INVALID_FORMAT");
    let closed = office
        .done(
            &office.coordinator,
            "closePeriod",
            "quarter: \"2025-Q4\"",
            "closedPeriod { quarter }",
        )
        .await;
    assert_eq!(closed["closedPeriod"]["quarter"], "2025-Q4", "{closed}");

    let answer = told(&schema, &office, report).await;
    assert_eq!(answer["quarters"], json!(["2025-Q4"]));
    assert_eq!(
        answer["report"]["tenants"],
        json!([{ "slug": "voorbeeld", "name": "Voorbeeld (fictief)" }])
    );
    let figures = answer["report"]["figures"].as_array().expect("a list");
    let families = json!({ "indicator": "FAMILIES_IN_TRAJECTORY", "category": null, "status": "EXACT", "value": 1 });
    assert_eq!(figures[0], families);
    assert!(
        figures[1..].iter().all(|figure| figure["value"].is_null()),
        "{figures:?}"
    );
    assert!(figures.len() > 10, "every step and every problem group is told");
}
