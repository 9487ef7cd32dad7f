//! What a record says of its columns is what the database has.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde::de::{DeserializeOwned, Deserializer, Error, Visitor};
use serde::forward_to_deserialize_any;

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
        for (table, columns, _) in rows::columns() {
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

#[test]
fn a_row_is_read_in_the_order_of_the_records_fields() {
    for (table, columns, fields) in rows::columns() {
        let columns: Vec<&str> = columns.iter().map(|column| column.name).collect();
        assert_eq!(columns, fields, "{table}");
    }
}

/// The names of a struct's fields, in their order.
pub(in crate::store) fn fields_of<R: DeserializeOwned>() -> &'static [&'static str] {
    let mut told: &'static [&'static str] = &[];
    // It tells its fields, and then has nothing to read.
    let _unread = R::deserialize(Telling(&mut told));
    told
}

struct Telling<'t>(&'t mut &'static [&'static str]);

impl<'de> Deserializer<'de> for Telling<'_> {
    type Error = serde::de::value::Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Self::Error> {
        Err(Self::Error::custom("no struct"))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Self::Error> {
        *self.0 = fields;
        Err(Self::Error::custom("told"))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

/// What a database calls the type that a column of this kind has.
fn type_of(kind: Kind, backend: DbBackend) -> &'static str {
    match (kind, backend == DbBackend::Postgres) {
        (Kind::Id, true) => "uuid",
        (Kind::Id, false) => "uuid_text",
        (Kind::Text | Kind::Sealed, _) => "text",
        (Kind::Int, true) => "bigint",
        (Kind::Int, false) => "integer",
        (Kind::Bool, _) => "boolean",
        (Kind::Date, true) => "date",
        (Kind::Date, false) => "date_text",
        (Kind::Json, true) => "jsonb",
        (Kind::Json, false) => "jsonb_text",
    }
}
