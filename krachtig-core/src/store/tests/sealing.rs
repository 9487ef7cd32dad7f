//! A store from before values were sealed: opening it seals them, and nothing of them is left in its files.

use std::path::Path;

use sea_orm::{ConnectionTrait, Statement, Value};
use sea_orm_migration::MigrationTrait;

use super::Schema;
use super::support::{Setting, connect, fresh, line, on_both, region, slug};
use crate::domain::dossier::Parts;
use crate::domain::id::TrajectoryId;
use crate::domain::talk::TalkSetting;
use crate::store::Store;
use crate::store::migration::{self, m0006_sealed};

/// The schema from before values were sealed.
fn before_sealing() -> Vec<Box<dyn MigrationTrait>> {
    let mut steps = migration::of_tenants();
    let sealed = steps.iter().position(|step| step.name() == m0006_sealed::NAME);
    steps.truncate(sealed.expect("there is such a step"));
    steps
}

async fn insert(db: &impl ConnectionTrait, table: &str, columns: &[(&str, Value)]) {
    let names: Vec<_> = columns.iter().map(|(name, _)| *name).collect();
    let places: Vec<_> = (1..=columns.len()).map(|place| format!("${place}")).collect();
    let sql = format!(
        "INSERT INTO {table} ({}) VALUES ({})",
        names.join(", "),
        places.join(", ")
    );
    let values = columns.iter().map(|(_, value)| value.clone());
    let insert = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    db.execute_raw(insert).await.expect("inserted");
}

/// Families as an older program wrote them; those of the same number differ by nothing but their ids.
async fn write_plain(store: &Store, families: u32) -> TrajectoryId {
    let writing = store.begin().await.expect("begins");
    let db = writing.connection();
    let member = fresh();
    let json = |text: &str| Value::from(serde_json::from_str::<serde_json::Value>(text).expect("JSON"));
    let day = |day: time::Date| Value::from(day);
    insert(
        db,
        "member",
        &[
            ("id", member.into()),
            ("name", "Iemand (fictief)".into()),
            ("email", "iemand@voorbeeld.invalid".into()),
            ("roles", json("[]")),
            ("state", "active".into()),
            ("version", 1_i64.into()),
        ],
    )
    .await;
    let mut last = TrajectoryId::from_uuid(fresh());
    for number in 0..families {
        let (family, trajectory) = (fresh(), fresh());
        let version = || ("version", Value::from(1_i64));
        let of_family = ("family_id", Value::from(family));
        let of_trajectory = ("trajectory_id", Value::from(trajectory));
        insert(
            db,
            "family",
            &[("id", family.into()), ("name", "Verzinning".into()), version()],
        )
        .await;
        let opened = ("opened_on", day(time::macros::date!(2026 - 01 - 02)));
        insert(
            db,
            "trajectory",
            &[("id", trajectory.into()), of_family.clone(), opened, version()],
        )
        .await;
        let person = [
            ("id", fresh().into()),
            of_family.clone(),
            ("name", "Partner (fictief)".into()),
            ("relation", "partner".into()),
            ("contact_person", true.into()),
            ("phone", format!("canary-phone-{number}").into()),
            version(),
        ];
        insert(db, "person", &person).await;
        let detainee = [
            ("id", fresh().into()),
            of_family,
            ("name", format!("canary-name-{number}").into()),
            ("institution", "canary-institution".into()),
            ("detained_since", day(time::macros::date!(2019 - 03 - 07))),
            version(),
        ];
        insert(db, "detainee", &detainee).await;
        let talk = [
            ("id", fresh().into()),
            of_trajectory.clone(),
            ("held_on", day(time::macros::date!(2026 - 01 - 12))),
            ("setting", "video".into()),
            ("worries", json(r#"[{"life_domain": null, "about": "canary-worry"}]"#)),
            ("key_factors", json("[]")),
            ("recorded_by", member.into()),
            version(),
        ];
        insert(db, "detainee_talk", &talk).await;
        let check = [
            ("id", fresh().into()),
            of_trajectory,
            ("agreed_on", day(time::macros::date!(2026 - 01 - 20))),
            ("roles", json("[]")),
            ("none_reason", "canary-reason".into()),
            version(),
        ];
        insert(db, "role_check", &check).await;
        last = TrajectoryId::from_uuid(trajectory);
    }
    writing.commit(line(fresh(), 1)).await.expect("commits");
    last
}

/// Whether any file in a folder, or in a folder in it, holds these bytes.
fn lies_in(folder: &Path, bytes: &[u8]) -> bool {
    let holds = |path: &Path| {
        let content = std::fs::read(path).expect("a file can be read");
        content.windows(bytes.len()).any(|window| window == bytes)
    };
    let entries = std::fs::read_dir(folder).expect("a folder can be listed");
    entries.map(|entry| entry.expect("an entry").path()).any(|path| {
        if path.is_dir() {
            lies_in(&path, bytes)
        } else {
            holds(&path)
        }
    })
}

/// Takes the keys away that an older program did not make.
async fn forget_keys(setting: &Setting) {
    let (url, table) = match &setting.admin_url {
        Some(url) => (url.clone(), "krachtig_directory.tenant_key"),
        None => {
            let file = setting.dir.join("home/directory.db");
            (format!("sqlite:{}", file.display()), "tenant_key")
        }
    };
    let directory = connect(&url).await;
    directory
        .execute_unprepared(&format!("DELETE FROM {table}"))
        .await
        .expect("forgotten");
    directory.close().await.expect("closed");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_lay_plain_is_sealed_when_the_store_is_opened_and_nothing_of_it_is_left() {
    on_both(|mut setting| async move {
        let today = setting.options.schema;
        setting.options.schema = Schema {
            migrations: before_sealing,
            ..today
        };
        let tenants = setting.open().await;
        tenants.create(region("alfa")).await.expect("made");
        let store = tenants.store(&slug("alfa")).await.expect("opens");
        let id = write_plain(&store, 150).await;
        drop(store);
        tenants.close().await;
        forget_keys(&setting).await;
        let on_files = setting.admin_url.is_none();
        let home = setting.dir.join("home");
        assert!(
            !on_files || lies_in(&home, b"canary-name"),
            "the search finds what is there"
        );

        setting.options.schema = today;
        let tenants = setting.open().await;
        let store = tenants.store(&slug("alfa")).await.expect("migrates");
        let dossier = store
            .dossier(id, Parts::ALL)
            .await
            .expect("read")
            .unseen()
            .expect("there");
        assert_eq!(
            dossier.persons[0].phone.as_ref().expect("kept").as_str(),
            "canary-phone-149"
        );
        let detainee = &dossier.detainees[0];
        assert_eq!(detainee.name.as_str(), "canary-name-149");
        assert_eq!(detainee.detained_since, Some(time::macros::date!(2019 - 03 - 07)));
        assert_eq!(detainee.expected_home_on, None);
        let talk = &dossier.talks[0];
        assert_eq!(talk.setting, TalkSetting::Video);
        assert_eq!(talk.worries[0].about.as_str(), "canary-worry");
        assert_eq!(talk.key_factors, []);
        let check = &dossier.role_checks[0];
        assert_eq!(check.none_reason.as_ref().expect("kept").as_str(), "canary-reason");
        let sql = "SELECT count(*) FROM detainee WHERE name LIKE 'k1.1.%' AND detained_since LIKE 'k1.1.%'";
        let ask = Statement::from_string(store.reader().get_database_backend(), sql);
        let sealed = store.reader().query_one_raw(ask).await.expect("asked").expect("told");
        assert_eq!(sealed.try_get_by_index::<i64>(0).expect("a number"), 150);
        if on_files {
            for plain in ["canary", "2019-03-07"] {
                assert!(
                    !lies_in(&home, plain.as_bytes()),
                    "{plain} lies about while the store is open"
                );
            }
        }
        drop(store);
        tenants.close().await;
        assert!(
            !on_files || !lies_in(&home, b"canary"),
            "nothing comes back when it is closed"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_whose_files_could_not_be_swept_is_swept_the_next_time() {
    on_both(|mut setting| async move {
        let today = setting.options.schema;
        setting.options.schema = Schema {
            migrations: before_sealing,
            ..today
        };
        let tenants = setting.open().await;
        tenants.create(region("alfa")).await.expect("made");
        let store = tenants.store(&slug("alfa")).await.expect("opens");
        write_plain(&store, 30).await;
        drop(store);
        tenants.close().await;
        forget_keys(&setting).await;
        if setting.admin_url.is_some() {
            return;
        }
        setting.options.schema = today;
        let file = setting.dir.join("home/tenants/alfa.db");
        // Another program is in the middle of reading and needs the old end of the log.
        let reader = connect(&format!("sqlite:{}", file.display())).await;
        let reading = sea_orm::TransactionTrait::begin(&reader).await.expect("begins");
        let ask = Statement::from_string(sea_orm::DbBackend::Sqlite, "SELECT count(*) FROM person");
        reading.query_one_raw(ask).await.expect("read");
        let tenants = setting.open().await;
        drop(tenants.store(&slug("alfa")).await.expect("opens all the same"));
        tenants.close().await;
        reading.rollback().await.expect("ends");
        reader.close().await.expect("closed");

        let tenants = setting.open().await;
        drop(tenants.store(&slug("alfa")).await.expect("opens"));
        assert!(!lies_in(&setting.dir.join("home"), b"canary"));
        tenants.close().await;
    })
    .await;
}
