//! The directory's one connection after SQLite gave a transaction up on it.

use sea_orm::{ConnectionTrait, DatabaseConnection, TransactionTrait};
use uuid::Uuid;

use super::super::{Directory, Entry as TenantEntry, Secret, Tenant, TenantKind, TenantState};
use super::*;
use crate::store::connect::SqliteFile;
use crate::store::directory::steps;
use crate::store::migration;

fn key(number: u32) -> StoredKey {
    StoredKey {
        tenant: TenantId::from_uuid(Uuid::from_u128(1)),
        number,
        master: "m".to_owned(),
        wrapped: "w".to_owned(),
        retired_at: None,
        swept: true,
    }
}

async fn on(db: &DatabaseConnection, sql: &str) {
    db.execute_unprepared(sql).await.expect("done");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_that_sqlite_gives_up_keeps_nobody_from_writing_the_next() {
    let dir = tempfile::tempdir().expect("a directory");
    let file = SqliteFile {
        path: dir.path().join("directory.db"),
    };
    let db = file.creator();
    let txn = db.begin().await.expect("begun");
    migration::upgrade(&txn, &steps()).await.expect("upgraded");
    txn.commit().await.expect("committed");
    let tenant = Tenant {
        id: key(1).tenant,
        slug: "alfa".parse().expect("a slug"),
        name: "Regio alfa (fictief)".to_owned(),
        kind: TenantKind::Region,
        controller: "Stichting Voorbeeld".to_owned(),
        state: TenantState::Active,
        place: "home".to_owned(),
        fictional: true,
        version: 1,
    };
    let entry = TenantEntry {
        tenant,
        secret: Secret::random().expect("random numbers"),
        moved_from: None,
    };
    Directory::new(db.clone()).add(&entry).await.expect("added");
    let (keys, another) = (TenantKeys::new(db), file.writer());
    assert!(keys.add(&key(1), 0).await.expect("added"));

    // As SQLite may by itself when a disk fails: the whole transaction is gone before the program asks for that.
    for event in ["INSERT", "UPDATE"] {
        let gives_up = format!(
            "CREATE TRIGGER given_up BEFORE {event} ON tenant_key BEGIN SELECT RAISE(ROLLBACK, 'given up'); END"
        );
        on(&another, &gives_up).await;
        assert!(keys.add(&key(2), 1).await.is_err(), "{event}");
        assert!(keys.rewrap(|_| Ok(("n".to_owned(), "x".to_owned()))).await.is_err() || event == "INSERT");
        on(&another, "DROP TRIGGER given_up").await;
    }

    // One that comes to nothing leaves no view of the past open, on which nothing could be written any more.
    assert!(!keys.add(&key(1), 1).await.expect("asked"));
    on(&another, "UPDATE tenant_key SET swept = 0").await;
    assert!(keys.add(&key(2), 2).await.expect("the directory can still be written"));
    on(&another, "UPDATE tenant_key SET swept = 1").await;
    let kept = keys.of(key(1).tenant).await.expect("read");
    let kept: Vec<_> = kept.iter().map(|key| (key.number, key.retired_at, key.swept)).collect();
    assert_eq!(kept, [(1, Some(2), true), (2, None, true)]);
}
