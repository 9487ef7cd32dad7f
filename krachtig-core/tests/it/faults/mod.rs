//! What fails at any moment leaves nothing half-written, takes nothing along that was acknowledged, and does not keep
//! the next one from working: errors and panics at each write, a full disk, a database server that is killed.

mod disk;
mod killed;
mod rights;
pub(crate) mod sabotage;
mod walk;

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;

use self::sabotage::{Fails, Saboteur, panic_when_due};
use self::walk::walk;
use crate::office::Office;
use crate::support::on_both;
use crate::tamper::verify;

/// A table whose rows go by themselves, after some minutes.
const PASSING: &str = "ceremony";

/// How many rows each table has.
async fn rows(saboteur: &Saboteur) -> BTreeMap<String, i64> {
    let kept = saboteur.kept().await.into_iter();
    kept.map(|(table, (rows, _))| (table, rows)).collect()
}

/// Walks a family through everything while each write fails in this way, at each of its statements, before it is done;
/// and another without faults, which must come to the same.
async fn walk_with_faults(fails: Fails, least: i64, walk: impl AsyncFn(&Office, &Saboteur)) {
    walk_counted(fails, (least, &[]), walk).await;
}

/// The same, apart from the tables in which each try counts.
async fn walk_counted(fails: Fails, (least, counting): (i64, &[&str]), walk: impl AsyncFn(&Office, &Saboteur)) {
    let walk = &walk;
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
        assert!(faults > least, "there were only {faults} faults");
        let (mut tried, mut done) = (rows(&saboteur).await, rows(&nobody).await);
        for table in counting {
            assert!(tried.remove(*table) >= done.remove(*table), "{table}");
        }
        for kept in [&mut tried, &mut done] {
            kept.remove(PASSING);
        }
        assert_eq!(tried, done, "each was done once, with its line in the log");
        let check = verify(&office, &[]).await;
        assert!(check.is_good(), "{check:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_at_any_write_of_a_walk_leaves_nothing() {
    walk_with_faults(Fails::Row, 100, walk).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_that_the_database_gives_up_at_any_write_leaves_nothing() {
    walk_with_faults(Fails::Transaction, 100, walk).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_after_any_statement_of_a_walk_leaves_nothing() {
    walk_with_faults(Fails::Panic, 100, walk).await;
}

/// The same with rights, erasing, a region's rules, the door and an import.
async fn others_with_faults(fails: Fails) {
    walk_with_faults(fails, 50, rights::use_rights).await;
    walk_with_faults(fails, 10, rights::switch_rules).await;
    walk_with_faults(fails, 10, rights::bring_in).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_at_any_write_of_rights_rules_and_imports_leaves_nothing() {
    others_with_faults(Fails::Row).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_given_up_at_any_write_of_rights_rules_and_imports_leaves_nothing() {
    others_with_faults(Fails::Transaction).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_after_any_statement_of_rights_rules_and_imports_leaves_nothing() {
    others_with_faults(Fails::Panic).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fault_at_the_door_lets_nobody_in_by_half_and_keeps_nobody_out() {
    for fails in [Fails::Row, Fails::Transaction, Fails::Panic] {
        walk_counted(fails, (60, &["audit", "session", "sign_in_attempt"]), rights::come_in).await;
    }
}
