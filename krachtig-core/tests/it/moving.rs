//! Moving a tenant between places, and what other programs see of it.

use std::time::Duration;

use krachtig_core::error::Fault;
use uuid::Uuid;

use crate::support::{line, note_missing_server, on_both, region, slug};

#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_moves_there_and_back_with_all_that_it_has() {
    on_both(|setting| async move {
        let tenants = setting.open().await;
        let name = slug("alfa-noord");
        tenants.create(region("alfa-noord")).await.expect("made");
        let record = Uuid::now_v7();
        let mut version = 0;
        let mut before = Vec::new();
        for place in ["files", "server", "home", "files", "home"] {
            if !setting.options.places.contains_key(place) && place != "home" {
                note_missing_server();
                continue;
            }
            let store = tenants.store(&name).await.expect("opens");
            // More than one batch in all, so that paging is tried as well.
            for _ in 0..4 {
                version += 1;
                let mut lines = krachtig_core::store::AuditLines::from(line(record, version));
                lines.extend((0..199).map(|_| line(record, version)));
                store
                    .begin()
                    .await
                    .expect("begins")
                    .commit(lines)
                    .await
                    .expect("commits");
            }
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
        assert!(before.len() > 2_000);
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
        let record = Uuid::now_v7();
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
