//! The matrix of access, over HTTP: every operation of the schemas, by everybody there can be, on what is there, on what
//! is another office's and on what is nowhere. Made from the schemas that the server serves, so that an operation that
//! is new has its rows at once, and the committed table shows what changed.

pub(crate) mod asking;
pub(crate) mod ground;
mod operations;
mod records;
pub(crate) mod routes;

use std::fmt::Write;

use krachtig_core::domain::vocabulary::Role;
use krachtig_tests::office::{Office, databases};
use tokio::task::JoinSet;

use asking::{Asker, Credential, Told};
use ground::{Ground, Viewer};
use operations::{Ids, Operation, Schema};
use records::absent;

/// What one viewer heard of an operation.
#[derive(Clone, Debug)]
struct Cell {
    /// By a token: on what is there.
    own: Told,
    /// By a session.
    by_session: Told,
    /// On what was destroyed.
    erased: Told,
    /// Everything that is to look alike, in pairs: on what is elsewhere, and on what is nowhere.
    alike: Vec<(Told, Told)>,
}

type Column = Vec<Cell>;

/// What is asked about.
struct Grounds {
    own: Ids,
    foreign: Ids,
    absent: Ids,
    erased: Ids,
}

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
        let columns = asked(&office, &here, text, &elsewhere.ids).await;
        for (viewer, column) in &columns {
            assert_eq!(column.len(), operations.len(), "{viewer} has a row for every operation");
            for (operation, cell) in operations.iter().zip(column) {
                for (foreign, absent) in &cell.alike {
                    let name = operation.label();
                    assert_eq!(
                        foreign.bytes, absent.bytes,
                        "{name} by {viewer}: elsewhere and nowhere differ"
                    );
                }
            }
            if let Some((_, same)) = first.iter().find(|(name, _)| name == viewer) {
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

fn shorts(column: &Column) -> Vec<[String; 3]> {
    let short = |cell: &Cell| [&cell.own, &cell.by_session, &cell.erased].map(|told| told.short.clone());
    column.iter().map(short).collect()
}

/// Who asks on PostgreSQL.
const SAMPLE: [&str; 4] = [
    "coordinator",
    "professional/family",
    "volunteer/both",
    "professional expired",
];

/// Holds the table against the committed one. Whoever is no active member is in none of its columns: nothing is told.
/// Where a session hears something else than a token, it stands behind it.
fn show(here: &Ground, operations: &[Operation], columns: &[(String, Column)]) {
    let of = |viewer: &Viewer| {
        let found = columns.iter().find(|(name, _)| *name == viewer.name);
        &found.expect("everybody asked").1
    };
    let (active, others): (Vec<&Viewer>, Vec<&Viewer>) = here.viewers.iter().partition(|viewer| viewer.active);
    assert_eq!((active.len(), others.len()), (13, 18));
    for viewer in others {
        let heard = shorts(of(viewer));
        let nothing = heard.iter().flatten().all(|told| told == "401");
        assert!(nothing, "{} is told more than nothing", viewer.name);
    }
    let mut table = String::new();
    for (place, operation) in operations.iter().enumerate() {
        let _ = write!(table, "{}:", operation.label());
        for viewer in &active {
            let cell = &of(viewer)[place];
            let _ = write!(table, " {}", cell.own.short);
            if cell.by_session.short != cell.own.short {
                let _ = write!(table, "/{}", cell.by_session.short);
            }
        }
        table.push('\n');
    }
    assert!(!table.contains("!graphql"), "what is sent has to be well-formed");
    let names: Vec<&str> = active.iter().map(|viewer| viewer.name.as_str()).collect();
    insta::assert_snapshot!("matrix", format!("{}\n{table}", names.join(" ")));
    insta::assert_snapshot!("erased", left_of_erased(operations, &active, of));
}

/// What is still told of a dossier that was destroyed, where it is more than of one that is nowhere.
fn left_of_erased<'c>(operations: &[Operation], active: &[&Viewer], of: impl Fn(&Viewer) -> &'c Column) -> String {
    let mut table = String::new();
    for (place, operation) in operations.iter().enumerate() {
        let more = active.iter().filter_map(|viewer| {
            let cell = &of(viewer)[place];
            let (_, absent) = cell.alike.first()?;
            let told = format!(" {}: {}", viewer.name, cell.erased.short);
            (cell.erased.bytes != absent.bytes).then_some(told)
        });
        let more: String = more.collect();
        if !more.is_empty() {
            let _ = writeln!(table, "{}:{more}", operation.label());
        }
    }
    table
}

/// What a token opens is its own office and nothing else: not another, not releases.
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
            let shows = Credential::Token(token.to_owned());
            let mut asker = Asker::connect(office.address(), &path, &shows).await;
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
        let shows = Credential::Token(reader.token().to_owned());
        let mut asker = Asker::connect(office.address(), "/national/graphql", &shows).await;
        for operation in national.operations() {
            let told = asker.ask(&operation, national.variables(&operation, &ids)).await;
            assert_ne!(told.short, "401", "{} is the reader's", operation.name);
        }
    }
}

/// Every viewer asks everything, on each set of ids.
async fn asked(office: &Office, here: &Ground, text: &'static str, foreign: &Ids) -> Vec<(String, Column)> {
    let mut all = JoinSet::new();
    for viewer in here.viewers.clone() {
        let (address, path) = (office.address(), format!("/t/{}/graphql", here.slug));
        let grounds = Grounds {
            own: here.ids.clone(),
            foreign: foreign.clone(),
            absent: absent(),
            erased: here.erased.clone(),
        };
        all.spawn(async move {
            let schema = Schema::read(text);
            let mut by_token = Asker::connect(address, &path, &viewer.token).await;
            let mut by_session = Asker::connect(address, &path, &viewer.session).await;
            let mut column = Vec::new();
            for operation in schema.operations() {
                column.push(cell(&schema, &operation, [&mut by_token, &mut by_session], &grounds).await);
            }
            (viewer.name, column)
        });
    }
    all.join_all().await
}

/// Asks for one operation in every way.
async fn cell(schema: &Schema, operation: &Operation, askers: [&mut Asker; 2], on: &Grounds) -> Cell {
    let [by_token, by_session] = askers;
    let kinds = schema.ids_of(operation);
    let own = by_token.ask(operation, schema.variables(operation, &on.own)).await;
    let again = by_session.ask(operation, schema.variables(operation, &on.own)).await;
    let mut pairs = vec![(on.foreign.clone(), on.absent.clone())];
    if kinds.len() > 1 {
        // What is asked about is there; what else is named is elsewhere, or nowhere.
        pairs.push((beside(&kinds[0], on, &on.foreign), beside(&kinds[0], on, &on.absent)));
    }
    let mut alike = Vec::new();
    for (foreign, absent) in pairs {
        for asker in [&mut *by_token, &mut *by_session] {
            let foreign = asker.ask(operation, schema.variables(operation, &foreign)).await;
            let absent = asker.ask(operation, schema.variables(operation, &absent)).await;
            alike.push((foreign, absent));
        }
    }
    let erased = by_token.ask(operation, schema.variables(operation, &on.erased)).await;
    Cell {
        own,
        by_session: again,
        erased,
        alike,
    }
}

/// The ids of others, but for one kind.
fn beside(kind: &str, on: &Grounds, others: &Ids) -> Ids {
    let mut ids = others.clone();
    for (name, id) in &on.own {
        if *name == kind {
            ids.insert(name, id.clone());
        }
    }
    ids
}
