//! Moving rows of every type, and a move that cannot be completed.

use super::support::{fresh, line, on_both, slug};
use super::{Schema, a_note, alfa, notes, write_note};
use crate::error::Fault;

#[tokio::test(flavor = "multi_thread")]
async fn every_value_arrives_as_it_was_and_can_still_be_changed() {
    on_both(|mut setting| async move {
        let (tenants, store) = alfa(&mut setting).await;
        let writing = store.begin().await.expect("begins");
        let first = a_note("é, \u{1F9E1} and 'quotes'");
        let answer = super::note::Model {
            answers: Some(first.id),
            cents: i64::MAX,
            done: false,
            ..a_note("")
        };
        for note in [first, answer] {
            write_note(writing.connection(), note).await.expect("written");
        }
        writing.commit(line(fresh(), 1)).await.expect("commits");
        let before = notes(&store).await;
        drop(store);
        for place in ["files", "server", "home"] {
            if place != "home" && !setting.options.places.contains_key(place) {
                super::support::note_missing_server();
                continue;
            }
            tenants.move_to(&slug("alfa"), place).await.expect("moves");
            let store = tenants.store(&slug("alfa")).await.expect("opens");
            assert_eq!(notes(&store).await, before, "at {place}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_move_that_would_leave_a_table_behind_leaves_the_tenant_where_it_was() {
    on_both(|mut setting| async move {
        let (tenants, store) = alfa(&mut setting).await;
        drop(store);
        tenants.close().await;
        setting.options.schema = Schema {
            tables: Schema::TENANT.tables,
            ..super::NOTES
        };
        let forgetful = setting.open().await;
        let refused = forgetful.move_to(&slug("alfa"), "files").await;
        assert!(
            matches!(&refused, Err(Fault::Unsuitable { what }) if what.contains("note")),
            "{refused:?}"
        );
        assert_eq!(forgetful.get(&slug("alfa")).await.expect("found").place, "home");
        assert!(
            !setting.dir.join("files/tenants/alfa.db").exists(),
            "no copy lies about"
        );
        let store = forgetful.store(&slug("alfa")).await.expect("opens");
        store
            .begin()
            .await
            .expect("begins")
            .commit(line(fresh(), 1))
            .await
            .expect("commits");
    })
    .await;
}
