//! Many writers at once: each is acknowledged or leaves nothing, and nobody pays for another's failure.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use krachtig_core::domain::period::Period;
use krachtig_core::store::{AuditLines, Store};
use uuid::Uuid;

use crate::office::Office;
use crate::support::{fresh, line, on_both, region, slug};

async fn versions(store: &Store, record: Uuid) -> Vec<i32> {
    store
        .audit_since(record, 0)
        .await
        .expect("read")
        .into_iter()
        .map(|change| change.version)
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_writers_are_acknowledged_dropped_or_fail_each_alone() {
    on_both(|setting| async move {
        let tenants = setting.open().await;
        tenants.create(region("alfa")).await.expect("made");
        let store = tenants.store(&slug("alfa")).await.expect("opens");
        let record = fresh();
        let taken = line(record, 0);
        store
            .begin()
            .await
            .expect("begins")
            .commit(taken.clone())
            .await
            .expect("commits");
        let mut listener = store.subscribe();

        let writers = (1..=50).map(|version| {
            let (store, taken) = (Arc::clone(&store), taken.clone());
            tokio::spawn(async move {
                let writing = store.begin().await.expect("begins");
                match version % 5 {
                    0 => {
                        drop(writing);
                        false
                    }
                    1 => {
                        // Its second line has an id that is taken, so its first must go as well.
                        let lines = AuditLines::from(line(record, version)).and(taken);
                        writing.commit(lines).await.expect_err("cannot be kept");
                        false
                    }
                    _ => {
                        writing.commit(line(record, version)).await.expect("is kept");
                        true
                    }
                }
            })
        });
        let mut acknowledged = 0;
        for writer in writers.collect::<Vec<_>>() {
            acknowledged += usize::from(writer.await.expect("no panic"));
        }
        assert_eq!(acknowledged, 30);
        let kept: Vec<i32> = (1..=50).filter(|version| version % 5 > 1).collect();
        assert_eq!(versions(&store, record).await, kept);
        let mut heard = Vec::new();
        while let Ok(announcement) = listener.try_recv() {
            heard.push(announcement.version);
        }
        heard.sort_unstable();
        assert_eq!(heard, kept, "what was kept was announced, and nothing else");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_writer_leaves_nothing_and_holds_nobody_up() {
    on_both(|setting| async move {
        let tenants = setting.open().await;
        tenants.create(region("alfa")).await.expect("made");
        let store = tenants.store(&slug("alfa")).await.expect("opens");
        let record = fresh();
        // Cancelled at every length of patience, so in every part of beginning and committing.
        let mut answered = Vec::new();
        for round in 0..60_i32 {
            let patience = Duration::from_micros(u64::try_from(round).expect("small") * 40);
            let neighbour = {
                let store = Arc::clone(&store);
                tokio::spawn(async move { store.begin().await?.commit(line(record, 1000 + round)).await })
            };
            let attempt = async { store.begin().await?.commit(line(record, round + 1)).await };
            if let Ok(done) = tokio::time::timeout(patience, attempt).await {
                done.expect("commits");
                answered.push(round + 1);
            }
            neighbour.await.expect("no panic").expect("is not held up");
        }
        let found = versions(&store, record).await;
        let neighbours = found.iter().filter(|version| **version >= 1000).count();
        assert_eq!(neighbours, 60);
        assert!(
            answered.iter().all(|version| found.contains(version)),
            "acknowledged means kept"
        );
        let mut once = found.clone();
        once.dedup();
        assert_eq!(found, once);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_programs_write_the_same_tenant() {
    on_both(|setting| async move {
        let (server, cli) = (setting.open().await, setting.open().await);
        server.create(region("alfa")).await.expect("made");
        let stores = [server.store(&slug("alfa")).await, cli.store(&slug("alfa")).await].map(|s| s.expect("opens"));
        let record = fresh();
        let writers = (1..=40).map(|version: i32| {
            let store = Arc::clone(&stores[usize::from(version % 2 == 0)]);
            tokio::spawn(async move { store.begin().await?.commit(line(record, version)).await })
        });
        for writer in writers.collect::<Vec<_>>() {
            writer.await.expect("no panic").expect("commits");
        }
        assert_eq!(versions(&stores[0], record).await, (1..=40).collect::<Vec<_>>());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_period_that_many_close_at_once_is_frozen_once() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        office.family("Gezin").await;
        let period = Period::quarter_of(office.coordinator.stamp().today).previous();
        let closing = (0..8).map(|_| {
            let (services, ctx) = (office.services.clone(), office.coordinator.clone());
            tokio::spawn(async move { services.close_period(&ctx, period).await.expect("closed").id })
        });
        let mut ids = HashSet::new();
        for closed in closing.collect::<Vec<_>>() {
            ids.insert(closed.await.expect("nobody panicked"));
        }
        assert_eq!(ids.len(), 1);
    })
    .await;
}
