//! What is found stays found, and what is not stays hidden, whatever becomes of the store and of rights meanwhile.

use std::sync::Arc;
use std::time::Duration;

use krachtig_core::domain::clock::Clock;
use krachtig_core::domain::id::TrajectoryId;
use krachtig_core::domain::rights::DataSubject;
use krachtig_core::service::{Add, Ctx};
use krachtig_core::store::Tenants;

use crate::office::Office;
use crate::rights::limit;
use crate::search::{found, telling};
use crate::support::{note_missing_server, on_both, slug};

/// The office as it is reached now: its store may lie elsewhere than when it was opened.
async fn now(tenants: &Tenants, ctx: &Ctx) -> Ctx {
    Ctx {
        store: tenants.store(&slug("alfa")).await.expect("opens"),
        ..ctx.clone()
    }
}

/// What whoever works with the family finds, and what somebody who does not.
async fn finds(office: &Office, tenants: &Tenants, id: TrajectoryId) {
    let services = &office.services;
    let (worker, stranger) = (
        now(tenants, &office.professional).await,
        now(tenants, &office.volunteer).await,
    );
    for word in ["schulden", "cafe", "verslavingen"] {
        assert_eq!(found(services, &worker, word).await, [id], "{word}");
        assert!(found(services, &stranger, word).await.is_empty(), "{word}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn words_are_found_after_the_key_was_changed_and_the_old_one_is_gone() {
    on_both(|setting| async move {
        let tenants = setting.open().await;
        let office = Office::open(&tenants, "alfa").await;
        let id = telling(&office, "Gezin Sleutel (fictief)").await;
        finds(&office, &tenants, id).await;
        let (alfa, at) = (slug("alfa"), office.clock.now());
        tenants.new_key(&alfa, at).await.expect("made");
        finds(&office, &tenants, id).await;
        while tenants.reseal(&alfa).await.expect("sealed anew").left > 0 {}
        let destroyed = tenants.destroy_old_keys(&alfa, (at, time::Duration::ZERO)).await;
        assert_eq!(destroyed.expect("destroyed"), [1]);
        finds(&office, &tenants, id).await;
        // What comes after is indexed as what was before.
        let later = telling(&office, "Gezin Later (fictief)").await;
        let mut all = found(&office.services, &office.professional, "schulden").await;
        all.sort_unstable();
        let mut both = vec![id, later];
        both.sort_unstable();
        assert_eq!(all, both);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn words_are_found_at_each_place_to_which_a_tenant_moves() {
    on_both(|mut setting| async move {
        setting.options.freshness = Duration::from_millis(20);
        let tenants = setting.open().await;
        let office = Office::open(&tenants, "alfa").await;
        let id = telling(&office, "Gezin Verhuizing (fictief)").await;
        for place in ["files", "server", "home"] {
            if !setting.options.places.contains_key(place) && place != "home" {
                note_missing_server();
                continue;
            }
            tenants.move_to(&slug("alfa"), place).await.expect("moves");
            let moved = now(&tenants, &office.professional).await;
            assert_eq!(moved.store.tenant().place, place);
            finds(&office, &tenants, id).await;
            assert!(Arc::ptr_eq(&moved.store, &now(&tenants, &moved).await.store));
        }
    })
    .await;
}

/// Who restricted the use of his or her data is still found by who may read it: only writing about it stops (GDPR, art. 18).
#[tokio::test(flavor = "multi_thread")]
async fn a_limit_hides_nothing_from_who_may_read_and_shows_nothing_to_others() {
    on_both(|setting| async move {
        let tenants = setting.open().await;
        let office = Office::open(&tenants, "alfa").await;
        let id = telling(&office, "Gezin Grens (fictief)").await;
        let adult = office.dossier(id).await.persons[0].id;
        let restrict = Add {
            trajectory_id: id,
            draft: limit(DataSubject::Person(adult), None),
        };
        let restricted = office.services.limit_processing(&office.professional, restrict).await;
        let restricted = restricted.expect("restricted").record;
        finds(&office, &tenants, id).await;
        let lifted = office
            .services
            .lift_limit(&office.coordinator, crate::life::act(&restricted));
        lifted.await.expect("lifted");
        finds(&office, &tenants, id).await;
    })
    .await;
}
