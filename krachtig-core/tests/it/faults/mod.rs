//! What fails at any moment leaves nothing half-written, takes nothing along that was acknowledged, and does not keep
//! the next one from working: errors and panics at each write, a full disk, a database server that is killed.

mod disk;
mod killed;
mod sabotage;
mod walk;

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;

use self::sabotage::{Fails, Saboteur, panic_when_due};
use self::walk::walk;
use crate::office::Office;
use crate::support::on_both;
use crate::tamper::verify;

/// How many rows each table has.
async fn rows(saboteur: &Saboteur) -> BTreeMap<String, i64> {
    let kept = saboteur.kept().await.into_iter();
    kept.map(|(table, (rows, _))| (table, rows)).collect()
}

/// Walks a family through everything while each write fails in this way, at each of its statements, before it is done;
/// and another without faults, which must come to the same.
async fn walk_with_faults(fails: Fails) {
    on_both(|mut setting| async move {
        if fails == Fails::Transaction && setting.admin_url.is_some() {
            // PostgreSQL always gives the whole transaction up.
            return;
        }
        setting.options.on_statement = panic_when_due;
        let tenants = setting.open().await;
        let (office, calm) = (
            Office::open(&tenants, "alfa").await,
            Office::open(&tenants, "bravo").await,
        );
        let saboteur = Saboteur::plant(&setting, "alfa", fails).await;
        let nobody = Saboteur::plant(&setting, "bravo", Fails::Never).await;
        walk(&calm, &nobody).await;
        walk(&office, &saboteur).await;
        let faults = saboteur.faults.load(Ordering::Relaxed);
        assert!(faults > 100, "there were only {faults} faults");
        assert_eq!(
            rows(&saboteur).await,
            rows(&nobody).await,
            "each was done once, with its line in the log"
        );
        let check = verify(&office, &[]).await;
        assert!(check.is_good(), "{check:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_at_any_write_of_a_walk_leaves_nothing() {
    walk_with_faults(Fails::Row).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_that_the_database_gives_up_at_any_write_leaves_nothing() {
    walk_with_faults(Fails::Transaction).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_after_any_statement_of_a_walk_leaves_nothing() {
    walk_with_faults(Fails::Panic).await;
}
