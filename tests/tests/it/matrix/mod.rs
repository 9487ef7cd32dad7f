//! The matrix of access, over HTTP: every operation of the schemas, by everybody there can be, on what is there, on what
//! is another office's and on what is nowhere. Made from the schemas that the server serves, so that an operation that
//! is new has its rows at once, and the committed table shows what changed.

mod asking;
mod ground;
mod operations;

use std::fmt::Write;

use krachtig_core::domain::vocabulary::Role;
use krachtig_tests::office::{Office, databases};
use tokio::task::JoinSet;

use asking::{Asker, Told};
use ground::{Ground, Viewer, absent};
use operations::{Ids, Operation, Schema};

/// What one viewer heard: of each operation, on what is there, elsewhere and nowhere.
type Column = Vec<[Told; 3]>;

fn schema(name: &str) -> &'static str {
    let mut files = krachtig_server::app::schema_files().into_iter();
    let (_, text) = files.find(|(file, _)| *file == name).expect("the server has it");
    Box::leak(text.into_boxed_str())
}

/// Everybody on SQLite; a few of them on PostgreSQL, where they hear the same.
#[tokio::test(flavor = "multi_thread")]
async fn every_operation_by_everybody() {
    let text = schema("tenant.graphql");
    let operations = Schema::read(text).operations();
    let mut first: Vec<(String, Column)> = Vec::new();
    for database in databases() {
        let office = Office::open(database.as_deref()).await;
        let mut here = ground::open(&office, "exodus-hier", 1).await;
        let elsewhere = ground::open(&office, "exodus-daar", 2).await;
        if database.is_some() {
            here.viewers.retain(|viewer| SAMPLE.contains(&viewer.name.as_str()));
            assert_eq!(here.viewers.len(), SAMPLE.len());
        }
        let columns = asked(&office, &here, text, [&here.ids, &elsewhere.ids, &absent()]).await;
        for (viewer, column) in &columns {
            assert_eq!(column.len(), operations.len(), "{viewer} has a row for every operation");
            for (operation, [_, foreign, absent]) in operations.iter().zip(column) {
                let name = &operation.name;
                assert_eq!(
                    foreign.bytes, absent.bytes,
                    "{name} by {viewer}: elsewhere and nowhere differ"
                );
            }
            if let Some((_, same)) = first.iter().find(|(name, _)| name == viewer) {
                let shorts = |column: &Column| -> Vec<String> {
                    column.iter().flatten().map(|told| told.short.clone()).collect()
                };
                assert_eq!(
                    shorts(column),
                    shorts(same),
                    "{viewer} hears the same on either database"
                );
            }
        }
        if first.is_empty() {
            show(&here, &operations, &columns);
            first = columns;
        }
    }
}

/// Who asks on PostgreSQL.
const SAMPLE: [&str; 4] = [
    "coordinator",
    "professional/family",
    "volunteer/both",
    "professional expired",
];

/// Holds the table against the committed one. Whoever is no active member is in none of its columns: nothing is told.
fn show(here: &Ground, operations: &[Operation], columns: &[(String, Column)]) {
    let of = |viewer: &Viewer| {
        let found = columns.iter().find(|(name, _)| *name == viewer.name);
        &found.expect("everybody asked").1
    };
    let (active, others): (Vec<&Viewer>, Vec<&Viewer>) = here.viewers.iter().partition(|viewer| viewer.active);
    assert_eq!((active.len(), others.len()), (11, 15));
    for viewer in others {
        let mut heard = of(viewer).iter().flatten();
        assert!(
            heard.all(|told| told.short == "401"),
            "{} is told more than nothing",
            viewer.name
        );
    }
    let mut table = String::new();
    for (place, operation) in operations.iter().enumerate() {
        let _ = write!(table, "{} {}:", operation.kind, operation.name);
        for viewer in &active {
            let _ = write!(table, " {}", of(viewer)[place][0].short);
        }
        table.push('\n');
    }
    assert!(!table.contains("!graphql"), "what is sent has to be well-formed");
    let names: Vec<&str> = active.iter().map(|viewer| viewer.name.as_str()).collect();
    insta::assert_snapshot!("matrix", format!("{}\n{table}", names.join(" ")));
}

/// What a token opens is its own office and nothing else: not another, not the national report.
#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_worth_nothing_elsewhere() {
    for database in databases() {
        let office = Office::open(database.as_deref()).await;
        let (here, elsewhere) = (office.tenant("exodus-hier").await, office.tenant("exodus-daar").await);
        let (_, member) = office.member(&here, Role::Coordinator).await;
        let reader = office.reader().await;
        let (tenant, national) = (
            Schema::read(schema("tenant.graphql")),
            Schema::read(schema("national.graphql")),
        );
        let ids = absent();
        for (path, schema, token) in [
            (format!("/t/{elsewhere}/graphql"), &tenant, member.token()),
            (format!("/t/{here}/graphql"), &tenant, reader.token()),
            ("/t/exodus-nergens/graphql".to_owned(), &tenant, member.token()),
            ("/national/graphql".to_owned(), &national, member.token()),
            ("/national/graphql".to_owned(), &national, ""),
        ] {
            let mut asker = Asker::connect(office.address(), &path, token).await;
            let mut heard = Vec::new();
            for operation in schema.operations() {
                heard.push(asker.ask(&operation, schema.variables(&operation, &ids)).await);
            }
            assert!(heard.iter().all(|told| told.short == "401"), "{path}");
            assert!(
                heard.iter().all(|told| told.bytes == heard[0].bytes),
                "{path} tells one from another"
            );
        }
        let mut asker = Asker::connect(office.address(), "/national/graphql", reader.token()).await;
        for operation in national.operations() {
            let told = asker.ask(&operation, national.variables(&operation, &ids)).await;
            assert_ne!(told.short, "401", "{} is the reader's", operation.name);
        }
    }
}

/// The routes that are not GraphQL tell everybody the same.
#[tokio::test(flavor = "multi_thread")]
async fn other_routes_tell_everybody_the_same() {
    let office = Office::open(None).await;
    let tenant = office.tenant("exodus-hier").await;
    let (_, member) = office.member(&tenant, Role::Coordinator).await;
    for (path, status) in [
        ("/healthz", 200),
        ("/readyz", 200),
        ("/metrics", 404),
        ("/", 404),
        ("/t/exodus-hier", 404),
        ("/t/exodus-nergens", 404),
    ] {
        let known = asking::get(office.address(), path, member.token()).await;
        let unknown = asking::get(office.address(), path, "").await;
        assert_eq!((known.0, &known), (status, &unknown), "{path}");
    }
}

/// Every viewer asks everything on each of three sets of ids.
async fn asked(office: &Office, here: &Ground, text: &'static str, on: [&Ids; 3]) -> Vec<(String, Column)> {
    let mut all = JoinSet::new();
    for viewer in here.viewers.clone() {
        let (address, path, on) = (
            office.address(),
            format!("/t/{}/graphql", here.slug),
            on.map(Clone::clone),
        );
        all.spawn(async move {
            let schema = Schema::read(text);
            let mut asker = Asker::connect(address, &path, &viewer.token).await;
            let mut column = Vec::new();
            for operation in schema.operations() {
                let mut cell = Vec::new();
                for ids in &on {
                    cell.push(asker.ask(&operation, schema.variables(&operation, ids)).await);
                }
                column.push(<[Told; 3]>::try_from(cell).unwrap_or_else(|_| panic!("three were asked")));
            }
            (viewer.name, column)
        });
    }
    all.join_all().await
}
