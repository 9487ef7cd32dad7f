//! What erasing leaves where nobody looks: in copies from before, and in the database's own files.

use std::path::Path;

use krachtig_core::domain::destruction::{Destruction, DestructionState};
use krachtig_core::domain::id::TrajectoryId;
use krachtig_core::domain::rights::DataSubject;
use krachtig_core::error::Fault;
use krachtig_core::evidence::SignedCertificate;
use krachtig_core::rules::NoRules;
use krachtig_core::service::{Ctx, PlaceHold, Services};
use krachtig_core::store::Tenants;
use sea_orm::{ConnectionTrait, Statement};
use time::Duration;
use time::macros::date;

use crate::life::act;
use crate::office::{Office, TODAY, certifying};
use crate::retention::{CANARY, closed_family, erase, second};
use crate::sealed::{family, fault, kept, past, run};
use crate::support::{connect, on_both, slug};

/// Has a subject of a family erased, as far as it is confirmed.
async fn confirmed(office: &Office, id: TrajectoryId, subject: DataSubject) -> Destruction {
    let second = second(office).await;
    confirmed_by((office, &second), id, subject).await
}

async fn confirmed_by((office, second): (&Office, &Ctx), id: TrajectoryId, subject: DataSubject) -> Destruction {
    let (services, coordinator) = (&office.services, &office.coordinator);
    let of = office.dossier(id).await.family.id;
    let proposed = services.propose_erasure(coordinator, erase(of, subject)).await;
    let proposed = proposed.expect("proposed");
    services
        .confirm_destruction(second, act(&proposed))
        .await
        .expect("confirmed")
}

/// What a server does about keys every now and then; answers the keys that it destroyed.
async fn look_after_keys(tenants: &Tenants, office: &Office) -> Vec<u32> {
    let alfa = slug("alfa");
    let done = tenants.reseal(&alfa).await.expect("sealed anew");
    assert_eq!((done.left, done.unreadable), (0, 0));
    tenants.sweep(&alfa).await.expect("swept");
    let due = (office.coordinator.now(), certifying().key_grace);
    tenants.destroy_old_keys(&alfa, due).await.expect("looked")
}

async fn numbers(tenants: &Tenants) -> Vec<u32> {
    let status = tenants.key_status(&slug("alfa")).await.expect("told");
    status.iter().map(|key| key.number).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn copies_from_before_tell_nothing_of_whom_was_erased_once_the_key_is_gone() {
    on_both(|setting| async move {
        let tenants = setting.open().await;
        let office = Office::open(&tenants, "alfa").await;
        let (goes, stays) = (family(&office, "gaat").await, family(&office, "blijft").await);
        let db = past(&setting, "alfa").await;
        for table in ["detainee", "person", "detainee_talk"] {
            let copy = format!("CREATE TABLE copy_{table} AS SELECT * FROM {table}");
            db.execute_unprepared(&copy).await.expect("copied");
        }
        let living = office.dossier(stays).await;
        let detainee = office.dossier(goes).await.detainees[0].id;
        let confirmed = confirmed(&office, goes, DataSubject::Detainee(detainee)).await;
        let (services, ctx) = (&office.services, &office.operator);
        let done = services.run_destruction(ctx, confirmed.id).await.expect("done");
        let certificate = done.certificate.expect("certified");
        assert_eq!((certificate.key, certificate.key_kept_until), (Some(1), Some(TODAY)));
        assert_eq!(numbers(&tenants).await, [1, 2], "the old key is kept for its grace");
        assert_eq!(office.dossier(stays).await, living);

        assert_eq!(look_after_keys(&tenants, &office).await, [0; 0]);
        office.clock.pass(Duration::hours(1));
        assert_eq!(look_after_keys(&tenants, &office).await, [1]);
        assert_eq!(numbers(&tenants).await, [2]);
        assert_eq!(
            office.dossier(stays).await,
            living,
            "who was not erased is read as before"
        );
        // Whoever puts the copy back has nothing of it.
        for (table, column) in [("detainee", "name"), ("person", "phone"), ("detainee_talk", "note")] {
            let copied = kept(&db, &format!("copy_{table}"), column).await;
            assert!(
                !copied.is_empty() && copied.iter().all(|value| value.starts_with("k1.1.")),
                "{table}.{column}: {copied:?}"
            );
            let back = format!(
                "UPDATE {table} SET {column} = (SELECT c.{column} FROM copy_{table} c WHERE c.id = {table}.id)"
            );
            run(&db, &back).await;
            for id in [goes, stays] {
                let gone = fault(&office, id).await;
                assert!(matches!(gone, Fault::KeyGone { number: 1, .. }), "{gone:?}");
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_destruction_that_was_killed_between_its_steps_is_gone_on_with() {
    on_both(|setting| async move {
        let tenants = setting.open().await;
        let office = Office::open(&tenants, "alfa").await;
        let id = family(&office, "gaat").await;
        let detainee = office.dossier(id).await.detainees[0].id;
        let confirmed = confirmed(&office, id, DataSubject::Detainee(detainee)).await;
        let (services, ctx) = (&office.services, &office.operator);
        let erased = services.run_destruction_step(ctx, confirmed.id).await.expect("a step");
        assert_eq!((erased.state(), erased.to_do(9)), (DestructionState::Confirmed, vec![]));
        assert_eq!(numbers(&tenants).await, [1], "killed before there was another key");
        let alfa = slug("alfa");
        assert_eq!(tenants.retire_key(&alfa, ctx.now()).await.expect("made"), 1);
        // Killed again, before the certificate. Another program goes on.
        let other = Services::new(setting.open().await, std::sync::Arc::new(NoRules)).with_certifying(certifying());
        let done = other.run_destruction(ctx, confirmed.id).await.expect("gone on with");
        assert_eq!(done.state(), DestructionState::Completed);
        assert_eq!(done.certificate.and_then(|told| told.key), Some(2));
        office.clock.pass(Duration::hours(1));
        assert_eq!(look_after_keys(&tenants, &office).await, [1, 2]);
        office.dossier(id).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nothing_was_destroyed_no_key_goes() {
    on_both(|setting| async move {
        let tenants = setting.open().await;
        let office = Office::open(&tenants, "alfa").await;
        let id = family(&office, "blijft").await;
        let dossier = office.dossier(id).await;
        let confirmed = confirmed(&office, id, DataSubject::Detainee(dossier.detainees[0].id)).await;
        let hold = PlaceHold {
            family_id: dossier.family.id,
            reason: "klacht loopt".to_owned(),
        };
        let (services, ctx) = (&office.services, &office.operator);
        services.place_hold(&office.coordinator, hold).await.expect("placed");
        let done = services.run_destruction(ctx, confirmed.id).await.expect("done");
        let certificate = done.certificate.expect("certified");
        assert_eq!((certificate.key, certificate.key_kept_until), (None, None));
        assert_eq!(numbers(&tenants).await, [1]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_is_signed_with_the_key_of_the_log() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let id = family(&office, "gaat").await;
        let detainee = office.dossier(id).await.detainees[0].id;
        let confirmed = confirmed(&office, id, DataSubject::Detainee(detainee)).await;
        let (services, ctx) = (&office.services, &office.operator);
        let unable = Services::new(services.tenants().clone(), std::sync::Arc::new(NoRules));
        assert!(unable.run_destruction(ctx, confirmed.id).await.is_err());
        assert_eq!(
            office.dossier(id).await.detainees[0].name.as_str(),
            "name-gaat",
            "nothing is destroyed that could not be certified"
        );
        let done = services.run_destruction(ctx, confirmed.id).await.expect("done");
        let note = done.certificate_note.expect("signed");
        let key = services.log_verifier(ctx, &certifying().log_key).expect("a key");
        let signed: SignedCertificate = note.parse().expect("a certificate");
        assert!(signed.is_signed_by(&key));
        let told = serde_json::to_string(&done.certificate.expect("told")).expect("serialises");
        assert_eq!(signed.told, told);
        let checkpoint = services
            .checkpoint_log(ctx, &certifying().log_key)
            .await
            .expect("signed");
        assert!(checkpoint.is_signed_by(&key), "by the key that the log is checked with");
        let edited = note.replace("\"informal\":1", "\"informal\":2");
        assert_ne!(edited, note);
        let edited: SignedCertificate = edited.parse().expect("still one in form");
        assert!(!edited.is_signed_by(&key));
    })
    .await;
}

/// The files in a folder, or in a folder in it, that hold these bytes.
fn holding(folder: &Path, bytes: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder can be listed") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(holding(&path, bytes));
        } else if std::fs::read(&path).is_ok_and(|content| content.windows(bytes.len()).any(|some| some == bytes)) {
            found.push(path.display().to_string());
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn no_byte_of_an_erased_text_is_left_in_the_files() {
    on_both(|setting| async move {
        if setting.admin_url.is_some() {
            // The server's files are not ours to read.
            return;
        }
        let tenants = setting.open().await;
        let office = Office::open(&tenants, "alfa").await;
        let home = setting.dir.join("home");
        let mut families = Vec::new();
        for _ in 0..12 {
            families.push(closed_family(&office, date!(2026 - 01 - 31)).await);
        }
        let open = family(&office, "open").await;
        assert!(
            !holding(&home, CANARY.as_bytes()).is_empty(),
            "the search finds what is there"
        );
        let second = second(&office).await;
        for dossier in &families {
            let confirmed = confirmed_by((&office, &second), dossier.trajectory.id, DataSubject::Family).await;
            let done = office.services.run_destruction(&office.operator, confirmed.id).await;
            done.expect("done");
        }
        assert_eq!(holding(&home, CANARY.as_bytes()), [""; 0], "while the store is open");
        assert_eq!(look_after_keys(&tenants, &office).await, [0; 0]);
        assert_eq!(holding(&home, CANARY.as_bytes()), [""; 0]);
        office.dossier(open).await;
        drop(office);
        tenants.close().await;
        assert_eq!(holding(&home, CANARY.as_bytes()), [""; 0], "when it is closed");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_are_in_use_are_swept_the_next_time() {
    on_both(|setting| async move {
        if setting.admin_url.is_some() {
            return;
        }
        let tenants = setting.open().await;
        let office = Office::open(&tenants, "alfa").await;
        let home = setting.dir.join("home");
        let dossier = closed_family(&office, date!(2026 - 01 - 31)).await;
        let confirmed = confirmed(&office, dossier.trajectory.id, DataSubject::Family).await;
        // Another program is in the middle of reading and needs the old end of the log.
        let reader = connect(&format!("sqlite:{}", home.join("tenants/alfa.db").display())).await;
        let reading = sea_orm::TransactionTrait::begin(&reader).await.expect("begins");
        let ask = Statement::from_string(sea_orm::DbBackend::Sqlite, "SELECT count(*) FROM person");
        reading.query_one_raw(ask).await.expect("read");
        let done = office.services.run_destruction(&office.operator, confirmed.id).await;
        assert_eq!(done.expect("done all the same").state(), DestructionState::Completed);
        assert!(!holding(&home, CANARY.as_bytes()).is_empty());
        reading.rollback().await.expect("ends");
        reader.close().await.expect("closed");
        assert!(
            tenants.with_old_keys().await.expect("told").contains(&slug("alfa")),
            "whoever looks after keys comes by"
        );
        look_after_keys(&tenants, &office).await;
        assert_eq!(holding(&home, CANARY.as_bytes()), [""; 0]);
    })
    .await;
}
