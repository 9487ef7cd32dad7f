//! What the databases themselves refuse, tried past the store.

use sea_orm::ConnectionTrait;

use super::support::{connect, on_both, order};
use crate::test_support::System;

/// What nobody may do who makes releases.
const NOT_BY_THE_MAKER: [&str; 9] = [
    "UPDATE frozen_release SET content = 'x'",
    "DELETE FROM frozen_release",
    "UPDATE budget_line SET epsilon = 1",
    "DELETE FROM budget_line",
    "UPDATE hand_in SET figures = '{}'",
    "DELETE FROM acceptance",
    "UPDATE definition SET content = 'x'",
    "DELETE FROM publication",
    "DELETE FROM read_log",
];

/// What besides nobody may do who reads them.
const NOT_BY_THE_READER: [&str; 14] = [
    "SELECT * FROM hand_in",
    "SELECT * FROM acceptance",
    "SELECT * FROM definition",
    "SELECT * FROM frozen_release",
    "SELECT * FROM budget_line",
    "SELECT * FROM publication",
    "SELECT * FROM read_log",
    "INSERT INTO reader_token SELECT * FROM reader_token",
    "UPDATE reader_token SET revoked = FALSE",
    "INSERT INTO frozen_release SELECT * FROM frozen_release",
    "CREATE TABLE mine (x integer)",
    "CREATE TEMPORARY TABLE mine (x integer)",
    "CREATE SCHEMA mine",
    "SELECT * FROM migration",
];

/// What neither login may do.
const NOT_BY_EITHER: [&str; 6] = [
    "SELECT * FROM t_noord.family",
    "INSERT INTO t_noord.family VALUES (NULL)",
    "CREATE TABLE t_noord.mine (x integer)",
    "CREATE TABLE public.mine (x integer)",
    "SET ROLE pg_read_all_data",
    "CREATE ROLE mine",
];

#[tokio::test(flavor = "multi_thread")]
async fn the_databases_keep_what_is_frozen_and_hide_what_is_not_published() {
    on_both(|setting| async move {
        let store = setting.store().await;
        setting.hand_in_all(&store).await;
        let id = setting.define(&store, "jaarcijfers").await;
        let release = store.compute(order(id), &mut System).await.expect("computed").release;
        store.publish(release.id, super::by()).await.expect("published");
        store
            .add_reader(crate::id::ReaderId::from_uuid(super::fresh()), "DJI", super::AT)
            .await
            .expect("added");

        let (maker, reader) = (connect(&setting.maker).await, connect(&setting.reader).await);
        let log = "INSERT INTO read_log SELECT id, 0, id, id, '', '', '' FROM reader";
        if setting.is_postgres() {
            reader
                .execute_unprepared("SELECT * FROM published_release")
                .await
                .expect("the reader reads");
            reader.execute_unprepared(log).await.expect("the reader logs");
        } else {
            maker.execute_unprepared(log).await.expect("logged");
        }
        for forbidden in NOT_BY_THE_MAKER {
            let answer = maker
                .execute_unprepared(forbidden)
                .await
                .expect_err(forbidden)
                .to_string();
            let refused = answer.contains("permission denied") || answer.contains("is append-only");
            assert!(refused, "{forbidden}: {answer}");
        }
        if setting.is_postgres() {
            let of_reader = NOT_BY_THE_READER.iter().chain(&NOT_BY_EITHER).map(|sql| (&reader, sql));
            for (db, forbidden) in of_reader.chain(NOT_BY_EITHER.iter().map(|sql| (&maker, sql))) {
                let answer = db.execute_unprepared(forbidden).await.expect_err(forbidden).to_string();
                assert!(answer.contains("permission denied"), "{forbidden}: {answer}");
            }
        }
    })
    .await;
}
