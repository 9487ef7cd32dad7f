//! A store from before the secrets of the door were sealed with the tenant's keys: nobody comes in with less than before.

use sea_orm::{ConnectionTrait, Statement};
use sea_orm_migration::MigrationTrait;

use super::Schema;
use super::support::{fresh, on_both, region, slug};
use crate::domain::identity::{IdentityProvider, Totp};
use crate::domain::own_words::OwnWords;
use crate::store::migration::{self, m0011_keys};

fn before() -> Vec<Box<dyn MigrationTrait>> {
    let mut steps = migration::of_tenants();
    let place = steps.iter().position(|step| step.name() == m0011_keys::NAME);
    steps.truncate(place.expect("there is such a step"));
    steps
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_key_sealed_is_emptied_and_still_demanded() {
    on_both(|mut setting| async move {
        let today = setting.options.schema;
        setting.options.schema = Schema {
            migrations: before,
            ..today
        };
        let tenants = setting.open().await;
        tenants.create(region("alfa")).await.expect("made");
        let store = tenants.store(&slug("alfa")).await.expect("opens");
        let writing = store.begin().await.expect("begins");
        let (member, provider, family) = (fresh(), fresh(), fresh());
        let db = writing.connection();
        for (sql, id) in [
            (
                "INSERT INTO member (id, name, email, roles, state, version) \
                 VALUES ($1, 'Iemand (fictief)', 'iemand@voorbeeld.invalid', '[]', 'active', 1)",
                member,
            ),
            (
                "INSERT INTO totp (id, member_id, sealed, confirmed, last_step, version) \
                 VALUES ($1, $1, 'x1.AAAA', true, 7, 2)",
                member,
            ),
            (
                "INSERT INTO identity_provider (id, name, issuer, client_id, sealed_secret, groups_claim, roles, \
                 active, version) VALUES ($1, 'A', 'https://login.voorbeeld.invalid', 'k', 'x1.AAAA', 'groups', '[]', \
                 true, 1)",
                provider,
            ),
            (
                "INSERT INTO family (id, name, version) VALUES ($1, 'Verzinning', 1)",
                family,
            ),
            (
                "INSERT INTO own_words (id, family_id, record_kind, record_id, words, before, made_on, version) \
                 VALUES ($1, $1, 'family', $1, 'Zo is het', '{\"phone\": \"canary\"}', '2026-01-12', 1)",
                family,
            ),
        ] {
            let insert = Statement::from_sql_and_values(db.get_database_backend(), sql, [id.into()]);
            db.execute_raw(insert).await.expect("inserted");
        }
        writing.commit_unseen().await.expect("commits");
        drop(store);
        tenants.close().await;

        setting.options.schema = today;
        let store = setting.open().await.store(&slug("alfa")).await.expect("migrates");
        let totp = store.get_by::<Totp>("member_id", member.into()).await.expect("read");
        let totp = totp.expect("there");
        assert_eq!((totp.secret, totp.confirmed, totp.last_step), (None, true, 7));
        let issuer = "https://login.voorbeeld.invalid";
        let provider = store.get_by::<IdentityProvider>("issuer", issuer.into()).await;
        let provider = provider.expect("read").expect("there");
        assert!(provider.secret.is_none() && !provider.active);
        let words = store
            .get_by::<OwnWords>("id", family.into())
            .await
            .expect("read")
            .expect("there");
        assert_eq!(words.before["phone"], "canary", "read as it was");
        let ask = "SELECT before FROM own_words";
        let ask = Statement::from_string(store.reader().get_database_backend(), ask);
        let row = store.reader().query_one_raw(ask).await.expect("asked").expect("told");
        let kept: String = row.try_get_by_index(0).expect("text");
        assert!(kept.starts_with("k1.1."), "{kept}");
    })
    .await;
}
