//! The life of a tenant, and of its open store.

use std::time::Duration;

use krachtig_core::domain::id::{OperatorId, TokenId};
use krachtig_core::error::Fault;
use krachtig_core::store::{Operator, TenantState, Tenants, counting_statements};

use crate::support::{fresh, line, on_both, region, slug};

async fn state_at_the_door(tenants: &Tenants, text: &str) -> TenantState {
    match tenants.store(&slug(text)).await {
        Err(Fault::TenantInactive { state, .. }) => state,
        Ok(_) => TenantState::Active,
        Err(fault) => panic!("another fault than expected: {fault}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_is_made_suspended_resumed_and_archived() {
    on_both(|setting| async move {
        let tenants = setting.open().await;
        let made = tenants.create(region("exodus-voorbeeld")).await.expect("made");
        assert_eq!(made.state, TenantState::Active);
        assert!(made.fictional);
        let again = tenants.create(region("exodus-voorbeeld")).await;
        assert!(matches!(again, Err(Fault::TenantExists { .. })), "{again:?}");
        tenants.create(region("aa")).await.expect("made");
        let listed: Vec<String> = tenants
            .list()
            .await
            .expect("listed")
            .into_iter()
            .map(|tenant| tenant.slug.to_string())
            .collect();
        assert_eq!(listed, ["aa", "exodus-voorbeeld"]);

        let name = slug("exodus-voorbeeld");
        assert_eq!(
            state_at_the_door(&tenants, "exodus-voorbeeld").await,
            TenantState::Active
        );
        tenants.suspend(&name).await.expect("suspended");
        assert_eq!(
            state_at_the_door(&tenants, "exodus-voorbeeld").await,
            TenantState::Suspended
        );
        assert!(matches!(
            tenants.suspend(&name).await,
            Err(Fault::TenantInactive { .. })
        ));
        tenants.resume(&name).await.expect("resumed");
        assert_eq!(
            state_at_the_door(&tenants, "exodus-voorbeeld").await,
            TenantState::Active
        );
        tenants.archive(&name).await.expect("archived");
        assert_eq!(
            state_at_the_door(&tenants, "exodus-voorbeeld").await,
            TenantState::Archived
        );
        assert!(
            matches!(tenants.resume(&name).await, Err(Fault::TenantInactive { .. })),
            "archived is for good"
        );
        assert_eq!(
            tenants.get(&name).await.expect("found").version,
            5,
            "made, active, and three changes"
        );
        let nobody = tenants.store(&slug("nobody")).await;
        assert!(matches!(nobody, Err(Fault::TenantUnknown { .. })), "{nobody:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tenants_are_made_at_the_same_time() {
    on_both(|setting| async move {
        let tenants = setting.open().await;
        let names: Vec<String> = (0..8).map(|number| format!("regio-{number}")).collect();
        let mut making = tokio::task::JoinSet::new();
        for name in names.clone() {
            let tenants = tenants.clone();
            making.spawn(async move { tenants.create(region(&name)).await });
        }
        while let Some(made) = making.join_next().await {
            made.expect("no panic").expect("made");
        }
        for name in names {
            tenants.store(&slug(&name)).await.expect("it opens");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_suspension_by_another_process_is_noticed() {
    on_both(|mut setting| async move {
        setting.options.freshness = Duration::from_millis(20);
        let (here, there) = (setting.open().await, setting.open().await);
        here.create(region("alfa")).await.expect("made");
        here.store(&slug("alfa")).await.expect("open");
        there.suspend(&slug("alfa")).await.expect("suspended");
        tokio::time::sleep(Duration::from_millis(40)).await;
        assert_eq!(state_at_the_door(&here, "alfa").await, TenantState::Suspended);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn more_tenants_than_may_be_open_take_turns() {
    on_both(|mut setting| async move {
        setting.options.most_open = 2;
        let tenants = setting.open().await;
        let record = fresh();
        for name in ["alfa", "bravo", "charlie"] {
            tenants.create(region(name)).await.expect("made");
        }
        for version in 1..=3 {
            for name in ["alfa", "bravo", "charlie"] {
                let store = tenants.store(&slug(name)).await.expect("opens in its turn");
                store
                    .begin()
                    .await
                    .expect("begins")
                    .commit(line(record, version))
                    .await
                    .expect("commits");
                assert!(tenants.open_count() <= 2);
            }
        }
        let alfa = tenants.store(&slug("alfa")).await.expect("opens");
        assert_eq!(
            alfa.audit_since(record, 0).await.expect("read").len(),
            3,
            "closing lost nothing"
        );
        let _bravo = tenants.store(&slug("bravo")).await.expect("opens");
        let third = tenants.store(&slug("charlie")).await;
        assert!(
            matches!(third, Err(Fault::TooManyTenants { cap: 2 })),
            "both are in use: {third:?}"
        );
        drop(alfa);
        tenants.store(&slug("charlie")).await.expect("takes alfa's place");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_resting_tenant_closes_and_its_listeners_go_on_listening() {
    on_both(|mut setting| async move {
        setting.options.idle = Duration::from_millis(50);
        let tenants = setting.open().await;
        tenants.create(region("alfa")).await.expect("made");
        let mut listener = tenants.store(&slug("alfa")).await.expect("opens").subscribe();
        for _ in 0..200 {
            if tenants.open_count() == 0 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert_eq!(tenants.open_count(), 0);
        let record = fresh();
        let store = tenants.store(&slug("alfa")).await.expect("opens again");
        store
            .begin()
            .await
            .expect("begins")
            .commit(line(record, 7))
            .await
            .expect("commits");
        let heard = listener.recv().await.expect("hears");
        assert_eq!(
            (heard.record_id, heard.version, heard.action),
            (record, 7, "note_change")
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_current_store_opens_with_one_statement_and_commits_with_one() {
    on_both(|setting| async move {
        let tenants = setting.open().await;
        tenants.create(region("alfa")).await.expect("made");
        let (store, opening) = counting_statements(tenants.store(&slug("alfa"))).await;
        let store = store.expect("opens");
        assert_eq!(opening, 1, "the schema's version");
        let record = fresh();
        let work = async {
            let writing = store.begin().await.expect("begins");
            writing.commit(line(record, 1)).await.expect("commits");
        };
        let ((), committing) = counting_statements(work).await;
        assert_eq!(committing, 1, "the audit line");
        assert_eq!(store.statements(), 2);
        assert_eq!(store.audit_since(record, 1).await.expect("read"), []);
        let changes = store.audit_since(record, 0).await.expect("read");
        assert_eq!(changes.len(), 1);
        assert_eq!(changes[0].fields, ["text"]);
        assert_eq!(changes[0].action, "note_change");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_installation_takes_nothing_new_and_opens_again() {
    on_both(|setting| async move {
        let tenants = setting.open().await;
        tenants.create(region("alfa")).await.expect("made");
        let record = fresh();
        let store = tenants.store(&slug("alfa")).await.expect("opens");
        store
            .begin()
            .await
            .expect("begins")
            .commit(line(record, 1))
            .await
            .expect("commits");
        drop(store);
        tenants.close().await;
        assert!(matches!(tenants.store(&slug("alfa")).await, Err(Fault::ShuttingDown)));
        let store = setting.open().await.store(&slug("alfa")).await.expect("opens");
        assert_eq!(store.audit_since(record, 0).await.expect("read").len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_is_gone_is_not_made_anew() {
    on_both(|setting| async move {
        if setting.admin_url.is_some() {
            return;
        }
        let tenants = setting.open().await;
        tenants.create(region("alfa")).await.expect("made");
        std::fs::remove_file(setting.dir.join("home/tenants/alfa.db")).expect("removed");
        let gone = tenants.store(&slug("alfa")).await;
        assert!(matches!(gone, Err(Fault::TenantUnavailable { .. })), "{gone:?}");
        assert!(!setting.dir.join("home/tenants/alfa.db").exists());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operators_token_works_until_it_is_revoked() {
    on_both(|setting| async move {
        let operators = setting.open().await.operators();
        let id = OperatorId::from_uuid(fresh());
        let token = TokenId::from_uuid(fresh());
        let operator = Operator {
            id,
            name: "Beheerder Voorbeeld".to_owned(),
        };
        operators.add(operator.clone()).await.expect("added");
        operators.add_token(token, id, [7; 32]).await.expect("added");
        assert_eq!(operators.by_token([7; 32]).await.expect("looked up"), Some(operator));
        assert_eq!(operators.by_token([8; 32]).await.expect("looked up"), None);
        operators.revoke_token(token).await.expect("revoked");
        assert_eq!(operators.by_token([7; 32]).await.expect("looked up"), None);
    })
    .await;
}
