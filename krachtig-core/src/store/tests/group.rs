//! What becomes of rows when their writer goes away, fails, or writes while others do.

use std::sync::Arc;
use std::time::Duration;

use super::support::{fresh, line, on_both};
use super::{a_note, alfa, notes, write_note};
use crate::store::counting_statements;

#[tokio::test(flavor = "multi_thread")]
async fn a_writing_that_is_dropped_leaves_nothing_and_the_next_is_whole() {
    on_both(|mut setting| async move {
        let (_tenants, store) = alfa(&mut setting).await;
        // The first of a round, and one behind another that is kept: both ways of going away.
        let first = store.begin().await.expect("begins");
        write_note(first.connection(), a_note("gone")).await.expect("written");
        drop(first);
        let kept = async {
            let writing = store.begin().await.expect("begins");
            write_note(writing.connection(), a_note("kept")).await.expect("written");
            writing.commit(line(fresh(), 1)).await.expect("commits");
        };
        let gone = async {
            let writing = store.begin().await.expect("begins");
            write_note(writing.connection(), a_note("gone")).await.expect("written");
            drop(writing);
        };
        tokio::join!(kept, gone);
        let texts: Vec<String> = notes(&store).await.into_iter().map(|note| note.text).collect();
        assert_eq!(texts, ["kept"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn writers_in_one_group_see_what_was_kept_before_them_and_fail_alone() {
    on_both(|mut setting| async move {
        let (_tenants, store) = alfa(&mut setting).await;
        let writers = (0..64).map(|number| {
            let store = Arc::clone(&store);
            tokio::spawn(async move {
                let writing = store.begin().await.expect("begins");
                write_note(writing.connection(), a_note(&format!("{number}")))
                    .await
                    .expect("written");
                match number % 4 {
                    // Answers a note that does not exist: the database refuses.
                    0 => {
                        let mut stray = a_note("stray");
                        stray.answers = Some(fresh());
                        write_note(writing.connection(), stray).await.expect_err("refused");
                    }
                    1 => panic!("a writer that panics, as the test wants"),
                    // Cancelled in the middle of a statement or before it, whichever comes.
                    2 => {
                        let cancelled = write_note(writing.connection(), a_note("cancelled"));
                        let _ = tokio::time::timeout(Duration::from_micros(number), cancelled).await;
                    }
                    _ => writing.commit(line(fresh(), 1)).await.expect("commits"),
                }
            })
        });
        for writer in writers.collect::<Vec<_>>() {
            // The panics are wanted.
            let _ = writer.await;
        }
        let mut kept: Vec<u32> = notes(&store)
            .await
            .iter()
            .map(|note| note.text.parse().expect("a number"))
            .collect();
        kept.sort_unstable();
        assert_eq!(kept, (0..64).filter(|number| number % 4 == 3).collect::<Vec<_>>());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_abandoned_transaction_does_not_keep_other_programs_waiting() {
    on_both(|mut setting| async move {
        let (_tenants, here) = alfa(&mut setting).await;
        let others = setting.open().await;
        let there = others.store(&super::slug("alfa")).await.expect("opens");
        let abandoned = here.begin().await.expect("begins");
        write_note(abandoned.connection(), a_note("gone"))
            .await
            .expect("written");
        drop(abandoned);
        let write = async { there.begin().await?.commit(line(fresh(), 1)).await };
        let patience = Duration::from_secs(3);
        tokio::time::timeout(patience, write)
            .await
            .expect("is not kept waiting")
            .expect("commits");
        assert_eq!(notes(&here).await, []);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_transaction_is_told_to_everybody_in_it_and_the_next_begins_anew() {
    on_both(|mut setting| async move {
        if setting.admin_url.is_some() {
            // There is no group in PostgreSQL.
            return;
        }
        let (_tenants, store) = alfa(&mut setting).await;
        let first = store.begin().await.expect("begins");
        let saboteur = {
            let store = Arc::clone(&store);
            tokio::spawn(async move {
                use sea_orm::ConnectionTrait;
                let writing = store.begin().await.expect("begins");
                // What a full disk does by itself: the whole transaction is gone, not only this writer's part.
                writing
                    .connection()
                    .execute_unprepared("ROLLBACK")
                    .await
                    .expect("rolled back");
                drop(writing);
            })
        };
        // The saboteur has queued before the first lets go, so it is in the same round.
        tokio::time::sleep(Duration::from_millis(50)).await;
        write_note(first.connection(), a_note("lost")).await.expect("written");
        let lost = first.commit(line(fresh(), 1)).await;
        assert!(lost.is_err(), "what is lost must not be acknowledged");
        saboteur.await.expect("no panic");
        assert_eq!(notes(&store).await, []);
        let after = store.begin().await.expect("begins anew");
        write_note(after.connection(), a_note("kept")).await.expect("written");
        after.commit(line(fresh(), 1)).await.expect("commits");
        assert_eq!(notes(&store).await.len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn readers_cannot_write_and_statements_are_counted() {
    on_both(|mut setting| async move {
        let (_tenants, store) = alfa(&mut setting).await;
        let work = async {
            let writing = store.begin().await.expect("begins");
            write_note(writing.connection(), a_note("one")).await.expect("written");
            write_note(writing.connection(), a_note("two")).await.expect("written");
            writing.commit(line(fresh(), 1)).await.expect("commits");
            notes(&store).await.len()
        };
        assert_eq!(counting_statements(work).await, (2, 4));
        if setting.admin_url.is_none() {
            let refused = write_note(store.reader(), a_note("three"))
                .await
                .expect_err("refused")
                .to_string();
            assert!(refused.contains("readonly"), "{refused}");
        }
    })
    .await;
}
