//! What is left in a tenant's tables of a family that was erased as a whole: how many rows, and which of their columns
//! still hold anything. A new column shows here before it stays for ever.

use std::collections::BTreeSet;

use krachtig_core::domain::rights::DataSubject;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use time::macros::date;

use crate::life::act;
use crate::office::Office;
use crate::retention::{closed_family, erase, second};
use crate::stored::past_the_store;
use crate::support::on_both;

/// The first column of each row.
async fn texts(db: &DatabaseConnection, sql: &str) -> Vec<String> {
    let rows = db
        .query_all_raw(Statement::from_string(db.get_database_backend(), sql))
        .await;
    let read = |row: &sea_orm::QueryResult| row.try_get_by_index::<String>(0).expect("a text");
    rows.expect("asked").iter().map(read).collect()
}

/// The tables of dossiers, each with its columns in the order of their names.
async fn tables(db: &DatabaseConnection) -> Vec<(String, BTreeSet<String>)> {
    let postgres = db.get_database_backend() == DbBackend::Postgres;
    let all = if postgres {
        "SELECT tablename::text FROM pg_tables WHERE schemaname = 't_alfa' ORDER BY 1"
    } else {
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY 1"
    };
    let mut found = Vec::new();
    for table in texts(db, all).await {
        let columns = if postgres {
            format!(
                "SELECT column_name::text FROM information_schema.columns \
                 WHERE table_schema = 't_alfa' AND table_name = '{table}'"
            )
        } else {
            format!("SELECT name FROM pragma_table_info('{table}')")
        };
        let columns: BTreeSet<String> = texts(db, &columns).await.into_iter().collect();
        let of_dossier = columns.contains("trajectory_id") || columns.contains("family_id") || table == "family";
        // The log is what it was: it holds no content.
        if of_dossier && !table.starts_with("audit") {
            found.push((table, columns));
        }
    }
    found
}

/// Table by table: how many rows there are, and which columns hold something in any of them.
async fn left(db: &DatabaseConnection) -> String {
    let schema = if db.get_database_backend() == DbBackend::Postgres {
        "t_alfa."
    } else {
        ""
    };
    let mut told = String::new();
    for (table, columns) in tables(db).await {
        let rows = texts(db, &format!("SELECT CAST(count(*) AS TEXT) FROM {schema}\"{table}\"")).await;
        told += &format!("{table} {}:", rows[0]);
        for column in columns {
            let holding = format!(
                "SELECT 'x' FROM {schema}\"{table}\" WHERE CAST(\"{column}\" AS TEXT) NOT IN ('', '[]', '{{}}', 'null') LIMIT 1"
            );
            if !texts(db, &holding).await.is_empty() {
                told = told + " " + &column;
            }
        }
        told += "\n";
    }
    told
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_left_of_an_erased_family_is_what_was_meant_to_be() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let (services, coordinator) = (&office.services, &office.coordinator);
        let family = closed_family(&office, date!(2026 - 01 - 31)).await.family.id;
        let proposed = services
            .propose_erasure(coordinator, erase(family, DataSubject::Family))
            .await;
        let proposed = proposed.expect("proposed");
        let confirmed = services
            .confirm_destruction(&second(&office).await, act(&proposed))
            .await;
        let confirmed = confirmed.expect("confirmed");
        services.run_destruction(coordinator, confirmed.id).await.expect("done");
        services.keep_facts(&office.operator).await.expect("kept");
        let db = past_the_store(&setting).await;
        insta::assert_snapshot!("left_of_an_erased_family", left(&db).await);
        db.close().await.expect("closes");
    })
    .await;
}
