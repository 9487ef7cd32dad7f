//! A PostgreSQL server whose back ends are ended and killed while people write: what was acknowledged is there, nothing
//! is there in part, and once the server is back the same program goes on.
//!
//! `KRACHTIG_TEST_POSTGRES_SPARE` is the address of a throw-away server that nobody else uses, which keeps what it
//! acknowledged through the end of its processes; `cargo xtask test` provides one.

use std::io::Write;
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use krachtig_core::domain::dossier::Parts;
use krachtig_core::domain::family::FamilyDraft;
use krachtig_core::domain::id::TrajectoryId;
use krachtig_core::service::{Ctx, Failure, RegisterFamily, Services};
use krachtig_core::store::{MasterKey, MasterSource, Options, Place, Tenants};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbErr, Statement};

use crate::office::Office;
use crate::support::{connect, fresh};
use crate::tamper::verify;

const SPARE: &str = "KRACHTIG_TEST_POSTGRES_SPARE";

/// What the writers saw.
#[derive(Default)]
struct Seen {
    done: AtomicBool,
    made: Mutex<Vec<TrajectoryId>>,
    faults: AtomicUsize,
}

async fn register(services: &Services, ctx: &Ctx) -> Result<TrajectoryId, Failure> {
    let cmd = RegisterFamily {
        family: FamilyDraft {
            name: "Gezin (fictief)".to_owned(),
            ..FamilyDraft::default()
        },
        opened_on: ctx.stamp().today,
    };
    Ok(services.register_family(ctx, cmd).await?.trajectory.id)
}

async fn keep_writing((services, ctx): (Services, Ctx), seen: Arc<Seen>) {
    while !seen.done.load(Ordering::Relaxed) {
        match register(&services, &ctx).await {
            Ok(id) => seen.made.lock().expect("no panic").push(id),
            Err(Failure::Fault(_)) => {
                seen.faults.fetch_add(1, Ordering::Relaxed);
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            Err(refused) => panic!("{refused}"),
        }
    }
}

async fn number(db: &DatabaseConnection, sql: &str) -> Result<Option<i32>, DbErr> {
    let ask = Statement::from_string(db.get_database_backend(), sql);
    db.query_one_raw(ask)
        .await?
        .map(|row| row.try_get_by_index(0))
        .transpose()
}

/// A back end that is at work for the tenant, in the middle of a commit where there is one.
const AT_WORK: &str = "SELECT pid FROM pg_stat_activity WHERE usename LIKE 'krachtig_alfa%' \
                       AND state IN ('active', 'idle in transaction') ORDER BY query ILIKE 'COMMIT%' DESC LIMIT 1";

/// Waits until the server takes connections again.
async fn back(url: &str) -> DatabaseConnection {
    let patience = Instant::now() + Duration::from_secs(30);
    loop {
        match Database::connect(url).await {
            Ok(db) => return db,
            Err(gone) => assert!(Instant::now() < patience, "the server does not come back: {gone}"),
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Ends back ends politely, and then kills one, which takes the whole server down and up again.
async fn kill(url: &str) {
    let admin = back(url).await;
    let mut ended = 0;
    while ended < 15 {
        let sql = AT_WORK.replace("SELECT pid", "SELECT pid, pg_terminate_backend(pid)");
        ended += i32::from(number(&admin, &sql).await.expect("asked").is_some());
        tokio::time::sleep(Duration::from_millis(3)).await;
    }
    let victim = loop {
        if let Some(pid) = number(&admin, AT_WORK).await.expect("asked") {
            break pid;
        }
    };
    let killed = Command::new("kill").args(["-9", &victim.to_string()]).status();
    assert!(killed.expect("there is a kill").success());
    drop(admin);
    tokio::time::sleep(Duration::from_millis(50)).await;
    back(url).await.close().await.expect("closed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_server_that_is_killed_mid_commit_loses_nothing_that_was_acknowledged() {
    let Ok(spare) = std::env::var(SPARE) else {
        let note = "NOTE: KRACHTIG_TEST_POSTGRES_SPARE is not set, so no PostgreSQL server was killed";
        return writeln!(std::io::stderr(), "{note}").expect("somebody listens");
    };
    let name = format!("krachtig_killed_{}", fresh().simple());
    let create = format!("CREATE DATABASE {name}");
    connect(&spare).await.execute_unprepared(&create).await.expect("made");
    let (server, _) = spare.rsplit_once('/').expect("the address ends in a database");
    let admin_url = format!("{server}/{name}");
    let mut options = Options::default();
    options.master = MasterSource::Key(MasterKey::random().expect("random numbers"));
    let place = Place::Postgres {
        admin_url: admin_url.clone(),
    };
    let tenants = Tenants::open(place, options).await.expect("the installation opens");
    let office = Office::open(&tenants, "alfa").await;

    let seen = Arc::new(Seen::default());
    let writers: Vec<_> = (0..4)
        .map(|_| {
            tokio::spawn(keep_writing(
                (office.services.clone(), office.professional.clone()),
                Arc::clone(&seen),
            ))
        })
        .collect();
    for _ in 0..4 {
        tokio::time::sleep(Duration::from_millis(300)).await;
        let before = seen.made.lock().expect("no panic").len();
        kill(&spare).await;
        // The same program goes on by itself.
        let patience = Instant::now() + Duration::from_secs(20);
        while seen.made.lock().expect("no panic").len() < before + 20 {
            assert!(Instant::now() < patience, "nothing is written any more");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    seen.done.store(true, Ordering::Relaxed);
    for writer in writers {
        writer.await.expect("no panic");
    }
    assert!(seen.faults.load(Ordering::Relaxed) > 0, "nobody noticed");
    check(&office, &admin_url, &seen).await;
}

/// Holds what is there against what was acknowledged.
async fn check(office: &Office, admin_url: &str, seen: &Seen) {
    let made = seen.made.lock().expect("no panic").clone();
    for id in made {
        let read = office.services.dossier(&office.coordinator, id, Parts::ALL).await;
        let dossier = read.unwrap_or_else(|gone| panic!("{id} is gone: {gone}"));
        assert_eq!(dossier.assignments.len(), 1, "it is whole");
    }
    let db = connect(&format!("{admin_url}?options=-csearch_path%3Dt_alfa")).await;
    for broken in [
        "SELECT count(*)::int FROM trajectory t WHERE NOT EXISTS (SELECT 1 FROM audit WHERE trajectory_id = t.id)",
        "SELECT count(*)::int FROM trajectory t WHERE NOT EXISTS (SELECT 1 FROM assignment a WHERE a.trajectory_id = t.id)",
        "SELECT count(*)::int FROM family f WHERE NOT EXISTS (SELECT 1 FROM trajectory t WHERE t.family_id = f.id)",
        "SELECT count(*)::int FROM audit a WHERE trajectory_id IS NOT NULL \
         AND NOT EXISTS (SELECT 1 FROM trajectory t WHERE t.id = a.trajectory_id)",
    ] {
        assert_eq!(number(&db, broken).await.expect("asked"), Some(0), "{broken}");
    }
    let checked = verify(office, &[]).await;
    assert!(checked.is_good(), "{checked:?}");
}
