//! Who would spend the same budget at the same time, each through connections of its own as programs have them.

use std::sync::Arc;

use super::support::{Setting, on_both, order};
use super::told;
use crate::error::Failure;
use crate::refusal::RefusalCode;
use crate::test_support::System;

/// How many want something at once.
const AT_ONCE: usize = 12;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_at_once_spend_the_budget_of_one_year_and_no_more() {
    on_both(|setting| async move {
        let setting = Arc::new(setting);
        let store = setting.store().await;
        setting.hand_in_all(&store).await;
        let mut tasks = Vec::new();
        for number in 0..AT_ONCE {
            let id = setting.define_at(&store, &format!("een-{number}"), &["0.5"]).await;
            let setting = Arc::clone(&setting);
            tasks.push(tokio::spawn(async move {
                setting.store().await.compute(order(id), &mut System).await
            }));
        }
        let mut computed = 0;
        for task in tasks {
            match task.await.expect("it ends") {
                Ok(_) => computed += 1,
                Err(Failure::Refused(refusals)) => {
                    let all = told(&refusals);
                    assert!(
                        all.iter().all(|(code, _)| *code == RefusalCode::BudgetExceeded) && all.len() == 3,
                        "{all:?}"
                    );
                }
                Err(failure) => panic!("{failure:?}"),
            }
        }
        assert_eq!(computed, 4, "half an epsilon fits into two four times");
        assert_eq!(store.ledger().await.expect("read").told("noord", 2026).to_string(), "2");
        assert_eq!(store.releases().await.expect("listed").len(), 4);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_at_once_make_one_release_of_a_definition() {
    on_both(|setting: Setting| async move {
        let setting = Arc::new(setting);
        let store = setting.store().await;
        setting.hand_in_all(&store).await;
        let id = setting.define_at(&store, "een", &["0.1"]).await;
        let tasks: Vec<_> = (0..AT_ONCE)
            .map(|_| {
                let setting = Arc::clone(&setting);
                tokio::spawn(async move { setting.store().await.compute(order(id), &mut System).await.ok() })
            })
            .collect();
        let mut computed = Vec::new();
        for task in tasks {
            computed.extend(task.await.expect("it ends"));
        }
        assert_eq!(computed.len(), 1, "whoever asks second gets no other noise");
        assert_eq!(store.releases().await.expect("listed"), computed);
        assert_eq!(
            store.ledger().await.expect("read").told("noord", 2026).to_string(),
            "0.1"
        );
    })
    .await;
}
