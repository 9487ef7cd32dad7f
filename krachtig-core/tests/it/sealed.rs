//! Sealed data from outside: what lies in the database, what attacks on it come to, and keys that change under load.

use std::sync::Arc;

use krachtig_core::domain::family::{DetaineeDraft, Person, PersonDraft};
use krachtig_core::domain::id::TrajectoryId;
use krachtig_core::domain::talk::{TalkDraft, TalkSetting};
use krachtig_core::error::Fault;
use krachtig_core::service::{Add, Failure, Revise};
use krachtig_core::store::{KeyState, MasterKey, MasterSource, Resealed, Tenants};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use time::macros::date;
use time::{Duration, OffsetDateTime};

use crate::office::{Office, adult_draft};
use crate::support::{Setting, connect, on_both, slug};

/// The moment at which keys change; what counts is what lies between two of them.
const NOW: OffsetDateTime = OffsetDateTime::UNIX_EPOCH;

/// A family of a person who can be reached, a detainee who shared everything and a talk.
pub(crate) async fn family(office: &Office, mark: &str) -> TrajectoryId {
    let (id, _) = office.willing_family("Verzinning", 0).await;
    let person = PersonDraft {
        phone: Some(format!("phone-{mark}")),
        email: Some(format!("{mark}@voorbeeld.invalid")),
        ..adult_draft()
    };
    let services = &office.services;
    let add = |draft| Add {
        trajectory_id: id,
        draft,
    };
    services
        .add_person(&office.coordinator, add(person))
        .await
        .expect("added");
    let detainee = DetaineeDraft {
        name: format!("name-{mark}"),
        institution: Some(format!("institution-{mark}")),
        detained_since: Some(date!(2026 - 01 - 05)),
        expected_home_on: Some(date!(2026 - 09 - 01)),
        external_ref: None,
    };
    let detainee = Add {
        trajectory_id: id,
        draft: detainee,
    };
    services
        .add_detainee(&office.coordinator, detainee)
        .await
        .expect("added");
    let talk = TalkDraft {
        held_on: date!(2026 - 01 - 12),
        setting: TalkSetting::Visit,
        worries: vec![(None, format!("worry-{mark}"))],
        key_factors: Vec::new(),
        note: Some(format!("note-{mark}")),
    };
    let talk = Add {
        trajectory_id: id,
        draft: talk,
    };
    services.record_talk(&office.coordinator, talk).await.expect("recorded");
    id
}

/// Every value of a column as it lies in the database, those that are absent left out, by the rows' ids.
pub(crate) async fn kept(db: &DatabaseConnection, table: &str, column: &str) -> Vec<String> {
    let sql = format!("SELECT {column} FROM {table} WHERE {column} IS NOT NULL ORDER BY id");
    let rows = db
        .query_all_raw(Statement::from_string(db.get_database_backend(), sql))
        .await;
    rows.expect("read")
        .iter()
        .map(|row| row.try_get_by_index(0).expect("text"))
        .collect()
}

pub(crate) async fn run(db: &DatabaseConnection, sql: &str) {
    let done = db.execute_unprepared(sql).await.expect("done");
    assert!(done.rows_affected() > 0, "{sql}");
}

/// What reading the dossier comes to once its rows were tampered with.
pub(crate) async fn fault(office: &Office, id: TrajectoryId) -> Fault {
    let read = office
        .services
        .dossier(&office.coordinator, id, krachtig_core::domain::dossier::Parts::ALL)
        .await;
    match read {
        Err(Failure::Fault(fault)) => fault,
        other => panic!("{other:?}"),
    }
}

async fn sees_corrupt(office: &Office, id: TrajectoryId, expected: (&str, &str)) {
    let fault = fault(office, id).await;
    assert!(
        matches!(&fault, Fault::Corrupt { table, column, .. } if (*table, *column) == expected),
        "{fault:?} instead of {expected:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_lies_plain_in_a_sealed_column_and_everything_is_read_as_it_was() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let id = family(&office, "canary").await;
        let dossier = office.dossier(id).await;
        assert_eq!(dossier.detainees[0].name.as_str(), "name-canary");
        assert_eq!(dossier.detainees[0].expected_home_on, Some(date!(2026 - 09 - 01)));
        assert_eq!(dossier.talks[0].worries[0].about.as_str(), "worry-canary");
        assert_eq!(dossier.talks[0].key_factors, []);
        let db = past(&setting, "alfa").await;
        let columns = [
            ("person", "phone", 1),
            ("person", "email", 1),
            ("detainee", "name", 1),
            ("detainee", "institution", 1),
            ("detainee", "detained_since", 1),
            ("detainee", "expected_home_on", 1),
            ("detainee_talk", "setting", 1),
            ("detainee_talk", "worries", 1),
            ("detainee_talk", "note", 1),
        ];
        for (table, column, number) in columns {
            let found = kept(&db, table, column).await;
            assert!(found.len() >= number, "{table}.{column}");
            assert!(
                found.iter().all(|value| value.starts_with("k1.1.")),
                "{table}.{column}: {found:?}"
            );
        }
        assert_eq!(kept(&db, "detainee_talk", "key_factors").await, ["[]"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn values_that_were_swapped_cut_or_put_in_plain_are_refused_by_name() {
    on_both(|setting| async move {
        let tenants = setting.open().await;
        let office = Office::open(&tenants, "alfa").await;
        let (one, other) = (family(&office, "one").await, family(&office, "other").await);
        let db = past(&setting, "alfa").await;
        // Between rows.
        let names = kept(&db, "detainee", "name").await;
        let [first, second] = names.as_slice() else {
            panic!("{names:?}")
        };
        let swap = format!("UPDATE detainee SET name = CASE name WHEN '{first}' THEN '{second}' ELSE '{first}' END");
        run(&db, &swap).await;
        sees_corrupt(&office, one, ("detainee", "name")).await;
        sees_corrupt(&office, other, ("detainee", "name")).await;
        run(&db, "DELETE FROM detainee").await;
        assert!(office.dossier(one).await.detainees.is_empty());
        // Between columns of a row.
        run(
            &db,
            "UPDATE person SET phone = email, email = phone WHERE phone IS NOT NULL",
        )
        .await;
        sees_corrupt(&office, one, ("person", "phone")).await;
        run(
            &db,
            "UPDATE person SET phone = email, email = phone WHERE phone IS NOT NULL",
        )
        .await;
        office.dossier(one).await;
        // Between tables.
        run(&db, "UPDATE detainee_talk SET note = setting").await;
        sees_corrupt(&office, one, ("detainee_talk", "note")).await;
        // Cut off, and plain: whoever can write to the database cannot make up what was told.
        run(&db, "UPDATE detainee_talk SET note = substr(setting, 1, 40)").await;
        sees_corrupt(&office, one, ("detainee_talk", "note")).await;
        run(&db, "UPDATE detainee_talk SET note = 'made up'").await;
        sees_corrupt(&office, one, ("detainee_talk", "note")).await;
        // An empty list where no list belongs.
        run(&db, "UPDATE detainee_talk SET note = '[]'").await;
        sees_corrupt(&office, one, ("detainee_talk", "note")).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_value_of_another_tenant_is_refused() {
    on_both(|setting| async move {
        let tenants = setting.open().await;
        let (alfa, bravo) = (
            Office::open(&tenants, "alfa").await,
            Office::open(&tenants, "bravo").await,
        );
        let id = family(&alfa, "one").await;
        family(&bravo, "other").await;
        let stolen = kept(&past(&setting, "bravo").await, "detainee", "name").await.remove(0);
        run(
            &past(&setting, "alfa").await,
            &format!("UPDATE detainee SET name = '{stolen}'"),
        )
        .await;
        sees_corrupt(&alfa, id, ("detainee", "name")).await;
    })
    .await;
}

/// A tenant's database, or the directory of tenants, past the store.
pub(crate) async fn past(setting: &Setting, name: &str) -> DatabaseConnection {
    let (file, schema) = match name {
        "directory" => ("directory.db".to_owned(), "krachtig_directory".to_owned()),
        tenant => (format!("tenants/{tenant}.db"), format!("t_{tenant}")),
    };
    match &setting.admin_url {
        Some(url) => connect(&format!("{url}?options=-csearch_path%3D{schema}")).await,
        None => connect(&format!("sqlite:{}", setting.dir.join("home").join(file).display())).await,
    }
}

/// Revises a person again and again until told to stop, and gives the last state that was acknowledged.
async fn keep_writing(
    office: Arc<Office>,
    trajectory: TrajectoryId,
    mut stop: tokio::sync::watch::Receiver<bool>,
) -> Person {
    let dossier = office.dossier(trajectory).await;
    let mut person = dossier.persons.last().expect("there").clone();
    let mut count = 0;
    loop {
        count += 1;
        let draft = PersonDraft {
            phone: Some(format!("phone number {count}")),
            email: Some(format!("{count}@voorbeeld.invalid")),
            ..adult_draft()
        };
        let cmd = Revise {
            id: person.id,
            version: person.version,
            draft,
        };
        let revised = office.services.revise_person(&office.coordinator, cmd).await;
        person = revised.expect("nobody else edits it").record;
        // Nobody writes without a breath: the other program would wait for its turn as long as they do.
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        if *stop.borrow_and_update() && count > 3 {
            return person;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_change_under_load_and_no_acknowledged_write_is_lost() {
    on_both(|setting| async move {
        let tenants = setting.open().await;
        let office = Arc::new(Office::open(&tenants, "alfa").await);
        let mut families = Vec::new();
        for number in 0..6 {
            families.push(family(&office, &number.to_string()).await);
        }
        let (tell, stop) = tokio::sync::watch::channel(false);
        let writers: Vec<_> = families
            .iter()
            .map(|id| tokio::spawn(keep_writing(Arc::clone(&office), *id, stop.clone())))
            .collect();
        // Another program, as the command line is, changes the keys of the office that this one serves.
        let operator = setting.open().await;
        let alfa = slug("alfa");
        for expected in 2..5 {
            assert_eq!(operator.new_key(&alfa, NOW).await.expect("made"), expected);
            loop {
                let done = operator.reseal(&alfa).await.expect("sealed anew");
                assert_eq!(done.unreadable, 0);
                if done.left == 0 {
                    break;
                }
            }
        }
        tell.send(true).expect("they listen");
        for (id, writer) in families.iter().zip(writers) {
            let last = writer.await.expect("wrote to the end");
            assert_eq!(office.dossier(*id).await.persons.last(), Some(&last));
        }
        // What a writer still sealed with an old key meanwhile is found by another round.
        let done = operator.reseal(&alfa).await.expect("sealed anew");
        assert_eq!((done.left, done.unreadable), (0, 0));
        let destroyed = operator
            .destroy_old_keys(&alfa, (NOW, Duration::ZERO))
            .await
            .expect("destroyed");
        assert_eq!(destroyed, [1, 2, 3]);
        let status = operator.key_status(&alfa).await.expect("told");
        assert_eq!(status.len(), 1);
        assert_eq!((status[0].number, status[0].state), (4, KeyState::Current));
        for id in families {
            office.dossier(id).await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_destroyed_after_its_grace_and_only_once_nothing_is_sealed_with_it() {
    on_both(|setting| async move {
        let tenants = setting.open().await;
        let office = Office::open(&tenants, "alfa").await;
        let id = family(&office, "one").await;
        let db = past(&setting, "alfa").await;
        let backup = kept(&db, "detainee", "name").await.remove(0);
        let alfa = slug("alfa");
        tenants.new_key(&alfa, NOW).await.expect("made");
        let destroy = async |after: Duration| {
            let due = (NOW + after, Duration::minutes(10));
            tenants.destroy_old_keys(&alfa, due).await.expect("looked")
        };
        assert_eq!(destroy(Duration::hours(1)).await, [0; 0], "values are sealed with it");
        assert_eq!(office.dossier(id).await.detainees[0].name.as_str(), "name-one");
        let done = tenants.reseal(&alfa).await.expect("sealed anew");
        assert!(done.rows >= 3, "{done:?}");
        assert_eq!(
            tenants.reseal(&alfa).await.expect("again"),
            Resealed::default(),
            "nothing is left to do"
        );
        assert_eq!(
            destroy(Duration::minutes(9)).await,
            [0; 0],
            "somebody may still write with it"
        );
        assert_eq!(destroy(Duration::minutes(10)).await, [1]);
        assert_eq!(office.dossier(id).await.detainees[0].name.as_str(), "name-one");
        // An old backup is of no use any more.
        run(&db, &format!("UPDATE detainee SET name = '{backup}'")).await;
        let gone = fault(&office, id).await;
        assert!(
            matches!(
                gone,
                Fault::KeyGone {
                    table: "detainee",
                    column: "name",
                    number: 1,
                    ..
                }
            ),
            "{gone:?}"
        );
        assert_eq!(gone.code(), "key_gone");
        let done = tenants.reseal(&alfa).await.expect("goes on past it");
        assert_eq!(done.unreadable, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_right_master_key_nothing_opens() {
    on_both(|mut setting| async move {
        let first = setting.open().await;
        let office = Office::open(&first, "alfa").await;
        let id = family(&office, "one").await;
        let coordinator = office.coordinator.actor.clone();
        drop(office);
        first.close().await;

        let right = setting.options.master.clone();
        let wrong = MasterKey::random().expect("random numbers");
        setting.options.master = MasterSource::Key(wrong.clone());
        let refused = Tenants::open(setting.home.clone(), setting.options.clone()).await;
        let fault = refused.map(|_| ()).expect_err("refused");
        assert!(matches!(fault, Fault::MasterKey { .. }), "{fault:?}");
        assert_eq!(fault.code(), "master_key");
        let lost = setting.dir.join("lost.key");
        setting.options.master = MasterSource::File(lost.clone());
        let refused = Tenants::open(setting.home.clone(), setting.options.clone()).await;
        assert!(matches!(refused, Err(Fault::MasterKey { .. })));
        assert!(!lost.exists(), "no new key is made where one is missing");

        setting.options.master = right.clone();
        let tenants = setting.open().await;
        assert_eq!(tenants.change_master(&wrong).await.expect("changed"), 1);
        let again = tenants.store(&slug("alfa")).await.expect("opens");
        tenants
            .new_key(&slug("alfa"), NOW)
            .await
            .expect("closed with the new one");
        drop(again);
        tenants.close().await;
        let refused = Tenants::open(setting.home.clone(), setting.options.clone()).await;
        assert!(
            matches!(refused, Err(Fault::MasterKey { .. })),
            "the old one opens nothing any more"
        );
        // Who knows both comes through the change without a stop.
        setting.options.other_masters = vec![wrong.clone()];
        setting.open().await.close().await;
        setting.options.other_masters = Vec::new();
        setting.options.master = MasterSource::Key(wrong);
        let tenants = setting.open().await;
        let services = krachtig_core::service::Services::new(tenants.clone(), Arc::new(krachtig_core::rules::NoRules));
        let ctx = krachtig_core::service::Ctx {
            store: tenants.store(&slug("alfa")).await.expect("opens"),
            actor: coordinator,
            clock: Arc::new(StandingClock),
            request: "test".to_owned(),
            purpose: None,
            client: krachtig_core::domain::access_log::Client::default(),
        };
        let read = services
            .dossier(&ctx, id, krachtig_core::domain::dossier::Parts::ALL)
            .await
            .expect("read");
        assert_eq!(read.detainees[0].name.as_str(), "name-one");
    })
    .await;
}

/// A clock for reading alone.
struct StandingClock;

impl krachtig_core::domain::clock::Clock for StandingClock {
    fn now(&self) -> OffsetDateTime {
        time::macros::datetime!(2026-03-02 12:00 UTC)
    }

    fn fresh(&self) -> uuid::Uuid {
        uuid::Uuid::nil()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_directory_holds_no_key_in_plain_and_a_broken_one_is_corrupt() {
    on_both(|setting| async move {
        let tenants = setting.open().await;
        let office = Office::open(&tenants, "alfa").await;
        family(&office, "one").await;
        let directory = past(&setting, "directory").await;
        let wrapped = kept_keys(&directory).await.remove(0);
        drop(office);
        tenants.close().await;
        let broken = format!("{}{}", if wrapped.starts_with('A') { "B" } else { "A" }, &wrapped[1..]);
        run(&directory, &format!("UPDATE tenant_key SET wrapped = '{broken}'")).await;
        let opened = setting.open().await.store(&slug("alfa")).await;
        assert!(
            matches!(
                opened,
                Err(Fault::Corrupt {
                    table: "tenant_key",
                    column: "wrapped",
                    ..
                })
            ),
            "{opened:?}"
        );
    })
    .await;
}

async fn kept_keys(db: &DatabaseConnection) -> Vec<String> {
    let sql = "SELECT wrapped FROM tenant_key ORDER BY number";
    let rows = db
        .query_all_raw(Statement::from_string(db.get_database_backend(), sql))
        .await;
    rows.expect("read")
        .iter()
        .map(|row| row.try_get_by_index(0).expect("text"))
        .collect()
}
