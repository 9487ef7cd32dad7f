//! What a record says of its columns is what the database has.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, DbBackend, Statement};

use super::support::{on_both, region, slug};
use crate::store::row::Kind;
use crate::store::rows;

#[tokio::test(flavor = "multi_thread")]
async fn every_tables_columns_are_its_records_fields() {
    on_both(|setting| async move {
        let tenants = setting.open().await;
        tenants.create(region("alfa")).await.expect("made");
        let store = tenants.store(&slug("alfa")).await.expect("opens");
        let backend = store.reader().get_database_backend();
        for (table, columns) in rows::columns() {
            let sql = match backend {
                DbBackend::Postgres => format!(
                    "SELECT column_name::text AS name, data_type::text AS type FROM information_schema.columns \
                     WHERE table_schema = current_schema() AND table_name = '{table}'"
                ),
                _ => format!("SELECT name, type FROM pragma_table_info('{table}')"),
            };
            let rows = store
                .reader()
                .query_all_raw(Statement::from_string(backend, sql))
                .await
                .expect("asked");
            let found: BTreeMap<String, String> = rows
                .iter()
                .map(|row| {
                    (
                        row.try_get("", "name").expect("text"),
                        row.try_get::<String>("", "type").expect("text").to_lowercase(),
                    )
                })
                .collect();
            let said: BTreeMap<String, String> = columns
                .iter()
                .map(|column| (column.name.to_owned(), type_of(column.kind, backend).to_owned()))
                .collect();
            assert_eq!(found, said, "{table}");
            assert_eq!(columns.len(), said.len(), "{table} has a column twice");
        }
    })
    .await;
}

/// What a database calls the type that a column of this kind has.
fn type_of(kind: Kind, backend: DbBackend) -> &'static str {
    match (kind, backend == DbBackend::Postgres) {
        (Kind::Id, true) => "uuid",
        (Kind::Id, false) => "uuid_text",
        (Kind::Text, _) => "text",
        (Kind::Int, true) => "bigint",
        (Kind::Int, false) => "integer",
        (Kind::Bool, _) => "boolean",
        (Kind::Date, true) => "date",
        (Kind::Date, false) => "date_text",
        (Kind::Json, true) => "jsonb",
        (Kind::Json, false) => "jsonb_text",
    }
}
