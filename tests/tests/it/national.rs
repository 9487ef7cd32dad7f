//! A closed period of several tenants comes out together, and shows nobody.

use std::collections::HashSet;

use krachtig_core::domain::vocabulary::Role;
use krachtig_core::service::{Import, ImportedDossier};
use krachtig_server::app::open::operator_ctx;
use krachtig_server::demo;
use krachtig_server::demo::tenants::TENANTS;
use krachtig_tests::office::{Office, databases};
use serde_json::json;

const REPORT: &str = "query($quarter: String!) { report(quarter: $quarter) { tenants { slug } \
    figures { tenant indicator category status value } totals { indicator category status value } } }";

#[tokio::test(flavor = "multi_thread")]
async fn closed_periods_of_several_tenants_come_out_together() {
    for database in databases() {
        let office = Office::open(database.as_deref()).await;
        let reader = office.reader().await;
        for (slug, families) in [("exodus-veel", 40), ("exodus-weinig", 6)] {
            fill(&office, slug, families).await;
        }
        let (status, _) = office
            .client("/national/graphql", "krt_wrong")
            .post("{ quarters }", json!({}))
            .await;
        assert_eq!(status, 401);
        let data = reader.ask(REPORT, json!({"quarter": "2026-Q3"})).await;
        let slugs: Vec<_> = data["report"]["tenants"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|t| t["slug"].clone())
            .collect();
        assert_eq!(slugs, ["exodus-veel", "exodus-weinig"]);
        for figure in data["report"]["figures"].as_array().into_iter().flatten() {
            let exact = figure["indicator"] == "FAMILIES_IN_TRAJECTORY";
            let value = figure["value"].as_i64();
            assert!(
                exact || value.is_none_or(|value| value >= 10),
                "a small number of families is withheld: {figure}"
            );
            assert_eq!(figure["status"] == "BELOW_THRESHOLD", value.is_none(), "{figure}");
        }
        let again = reader.ask(REPORT, json!({"quarter": "2026-Q3"})).await;
        assert_eq!(data, again, "asking again tells nothing more");
    }
}

pub(crate) async fn fill(office: &Office, slug: &str, families: usize) {
    let tenant = office.tenant(slug).await;
    let (coordinator_id, coordinator) = office.member(&tenant, Role::Coordinator).await;
    let (professional_id, _) = office.member(&tenant, Role::Professional).await;
    let services = &office.installation.services;
    let ctx = operator_ctx(services, &tenant).await.expect("the tenant opens");
    let ground = services
        .import_ground(&ctx, &HashSet::new())
        .await
        .expect("the tenant is read");
    let members = vec![
        (coordinator_id, Role::Coordinator),
        (professional_id, Role::Professional),
    ];
    let plan = &TENANTS[1];
    let partners = demo::partners::directory(&plan.places().expect("codes"), ctx.stamp()).expect("a directory");
    let instrument = ground.instruments.into_iter().next().expect("an instrument");
    let today = ctx.stamp().today;
    let mut plan = plan
        .generator(today, members, partners.clone(), instrument)
        .expect("a plan");
    plan.families = families;
    let dossiers = demo::dossiers(&plan).map(|after| ImportedDossier {
        before: None,
        after: after.expect("a dossier"),
    });
    let import = Import {
        partners,
        dossiers: dossiers.collect(),
        keys: Vec::new(),
    };
    services.import(&ctx, import).await.expect("the import is written");
    let close =
        "mutation { closePeriod(input: {quarter: \"2026-Q3\"}) { closedPeriod { quarter } refusals { code } } }";
    coordinator.done(close, json!({})).await;
}
