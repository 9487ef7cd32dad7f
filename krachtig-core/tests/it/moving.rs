//! Moving a tenant between places, and what other programs see of it.

use std::time::Duration;

use krachtig_core::error::Fault;
use krachtig_core::store::{AuditLines, Place};
use sea_orm::ConnectionTrait;

use crate::support::{connect, fresh, line, note_missing_server, on_both, region, slug};

#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_moves_there_and_back_with_all_that_it_has() {
    on_both(|setting| async move {
        let tenants = setting.open().await;
        let name = slug("alfa-noord");
        tenants.create(region("alfa-noord")).await.expect("made");
        let record = fresh();
        let store = tenants.store(&name).await.expect("opens");
        // More than one batch, so that paging is tried as well.
        for _ in 0..3 {
            let mut lines = AuditLines::from(line(record, 1));
            lines.extend((0..199).map(|_| line(record, 1)));
            store
                .begin()
                .await
                .expect("begins")
                .commit(lines)
                .await
                .expect("commits");
        }
        drop(store);
        let mut before = Vec::new();
        for place in ["files", "server", "home", "files", "home"] {
            if !setting.options.places.contains_key(place) && place != "home" {
                note_missing_server();
                continue;
            }
            let store = tenants.store(&name).await.expect("opens");
            store
                .begin()
                .await
                .expect("begins")
                .commit(line(record, 2))
                .await
                .expect("commits");
            before = store.audit_since(record, 0).await.expect("read");
            drop(store);
            tenants.move_to(&name, place).await.expect("moves");
            let store = tenants.store(&name).await.expect("opens at its new place");
            assert_eq!(store.tenant().place, place);
            assert_eq!(
                store.audit_since(record, 0).await.expect("read"),
                before,
                "moved to {place}"
            );
            let file_is_there = setting.dir.join("files/tenants/alfa-noord.db").exists();
            assert_eq!(
                file_is_there,
                place == "files",
                "the old copy is gone, the new one there"
            );
        }
        assert!(before.len() > 600);
        let nowhere = tenants.move_to(&name, "nowhere").await;
        assert!(matches!(nowhere, Err(Fault::PlaceUnknown { .. })), "{nowhere:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handle_from_before_the_move_cannot_write_into_the_void() {
    on_both(|mut setting| async move {
        setting.options.freshness = Duration::from_millis(20);
        let (here, there) = (setting.open().await, setting.open().await);
        here.create(region("alfa")).await.expect("made");
        let old_handle = here.store(&slug("alfa")).await.expect("opens");
        let record = fresh();
        old_handle
            .begin()
            .await
            .expect("begins")
            .commit(line(record, 1))
            .await
            .expect("commits");
        there.move_to(&slug("alfa"), "files").await.expect("moves");
        let lost = async { old_handle.begin().await?.commit(line(record, 2)).await };
        lost.await.expect_err("there is no such place any more");
        tokio::time::sleep(Duration::from_millis(40)).await;
        let new_handle = here.store(&slug("alfa")).await.expect("the move is noticed");
        assert_eq!(new_handle.tenant().place, "files");
        new_handle
            .begin()
            .await
            .expect("begins")
            .commit(line(record, 3))
            .await
            .expect("commits");
        let versions: Vec<i32> = new_handle
            .audit_since(record, 0)
            .await
            .expect("read")
            .iter()
            .map(|change| change.version)
            .collect();
        assert_eq!(versions, [1, 3]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_under_two_names_is_not_moved_onto_itself() {
    on_both(|mut setting| async move {
        let twin = match &setting.home {
            Place::Sqlite { dir } => Place::Sqlite {
                dir: dir.join("tenants/.."),
            },
            Place::Postgres { admin_url } => Place::Postgres {
                admin_url: admin_url.replace("127.0.0.1", "localhost"),
            },
        };
        setting.options.places.insert("twin".to_owned(), twin);
        let tenants = setting.open().await;
        tenants.create(region("alfa")).await.expect("made");
        let refused = tenants.move_to(&slug("alfa"), "twin").await;
        assert!(matches!(refused, Err(Fault::Unsuitable { .. })), "{refused:?}");
        tenants.store(&slug("alfa")).await.expect("is still there");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_copy_that_an_interrupted_move_left_is_removed_at_the_next_start() {
    on_both(|setting| async move {
        let tenants = setting.open().await;
        tenants.create(region("alfa")).await.expect("made");
        tenants.close().await;
        let (url, table) = match &setting.admin_url {
            Some(admin_url) => (admin_url.clone(), "krachtig_directory.tenant"),
            None => (
                format!("sqlite:{}", setting.dir.join("home/directory.db").display()),
                "tenant",
            ),
        };
        let interrupted = format!("UPDATE {table} SET moved_from = 'files'");
        connect(&url)
            .await
            .execute_unprepared(&interrupted)
            .await
            .expect("noted");
        let copy = setting.dir.join("files/tenants/alfa.db");
        std::fs::create_dir_all(copy.parent().expect("it is in a directory")).expect("made");
        std::fs::write(&copy, "what was there before").expect("written");

        let tenants = setting.open().await;
        assert!(!copy.exists());
        tenants.store(&slug("alfa")).await.expect("is where the directory says");
    })
    .await;
}
