//! A disk that is full: each write is told so and leaves nothing, what was acknowledged stays, and once there is room
//! the same program writes again.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use krachtig_core::domain::dossier::Parts;
use krachtig_core::domain::family::FamilyDraft;
use krachtig_core::domain::id::TrajectoryId;
use krachtig_core::domain::refusal::RefusalCode;
use krachtig_core::service::{Failure, NameSort, Outcome, RegisterFamily};
use sea_orm::{ConnectionTrait, Statement};

use crate::access_log::everything;
use crate::attachments::{attach, photo};
use crate::office::{Office, code};
use crate::stored::past_the_store;
use crate::support::on_both;
use crate::tamper::verify;

/// Where the test finds the small disk that it was begun again for.
const SMALL_DISK: &str = "KRACHTIG_TEST_SMALL_DISK";

/// Mounts the disk where only the test sees it, and begins the test again.
const AGAIN: &str = "mount -t tmpfs -o size=16m small \"$1\" && exec \"$2\" --exact \"$3\" --nocapture";

#[test]
fn a_full_disk_is_told_and_spoils_nothing() {
    if let Some(dir) = std::env::var_os(SMALL_DISK) {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        return runtime.block_on(fill_and_empty(&PathBuf::from(dir)));
    }
    let apart = |arguments: &[&str]| {
        let mut command = Command::new("unshare");
        command.args(["--user", "--map-root-user", "--mount"]).args(arguments);
        command
    };
    let possible = apart(&["mount", "-t", "tmpfs", "small", "/mnt"]).output();
    if !possible.is_ok_and(|tried| tried.status.success()) {
        let note = "NOTE: this machine lets nobody mount a small disk, so none was filled";
        return writeln!(std::io::stderr(), "{note}").expect("somebody listens");
    }
    let dir = tempfile::tempdir().expect("a temporary directory can be made");
    let path = dir.path().display().to_string();
    let program = std::env::current_exe().expect("it has a name").display().to_string();
    let name = "faults::disk::a_full_disk_is_told_and_spoils_nothing";
    let tried = apart(&["sh", "-c", AGAIN, "sh", &path, &program, name])
        .env(SMALL_DISK, dir.path())
        .env("TMPDIR", dir.path())
        .env_remove("KRACHTIG_TEST_POSTGRES")
        .output()
        .expect("it runs");
    assert!(
        tried.status.success() && String::from_utf8_lossy(&tried.stdout).contains("1 passed"),
        "{}\n{}",
        String::from_utf8_lossy(&tried.stdout),
        String::from_utf8_lossy(&tried.stderr)
    );
}

/// Takes all the room there is.
fn fill(dir: &Path) -> PathBuf {
    let path = dir.join("filler");
    let mut file = File::create(&path).expect("it can be made");
    while file.write_all(&[0; 4096]).is_ok() {}
    path
}

async fn register(office: &Office, number: usize) -> Outcome<TrajectoryId> {
    let cmd = RegisterFamily {
        family: FamilyDraft {
            name: format!("Gezin {number} (fictief)"),
            ..FamilyDraft::default()
        },
        opened_on: office.professional.stamp().today,
    };
    let made = office.services.register_family(&office.professional, cmd).await?;
    Ok(made.trajectory.id)
}

fn is_full<T>(outcome: &Outcome<T>) -> bool {
    matches!(outcome, Err(Failure::Fault(fault)) if fault.code() == "disk_full")
}

async fn fill_and_empty(dir: &Path) {
    on_both(|setting| async move {
        if setting.admin_url.is_some() {
            return;
        }
        let office = Office::open(&setting.open().await, "alfa").await;
        let mut made = vec![register(&office, 0).await.expect("there is room")];
        for _ in 0..3 {
            let family = office.dossier(made[0]).await.trajectory;
            let filler = fill(dir);
            work_until_full(&office, &mut made).await;
            let attached = attach((&office, &office.professional), made[0], (&family, photo(1))).await;
            assert!(
                is_full(&attached) || code(attached) == RefusalCode::StorageUnavailable,
                "a file is refused"
            );
            std::fs::remove_file(filler).expect("removed");
            made.push(register(&office, made.len()).await.expect("there is room again"));
            let attached = attach((&office, &office.professional), made[0], (&family, photo(1))).await;
            attached.expect("there is room for a file again");
            for id in [&made[0], &made[made.len() - 1]] {
                office.dossier(*id).await;
            }
        }
        let db = past_the_store(&setting).await;
        let count = async |sql: &str| {
            let ask = Statement::from_string(db.get_database_backend(), sql);
            let row = db.query_one_raw(ask).await.expect("asked").expect("a row");
            row.try_get_by_index::<i64>(0).expect("a number")
        };
        let all = i64::try_from(made.len()).expect("few");
        let families = count("SELECT count(*) FROM family").await;
        let trajectories = count("SELECT count(*) FROM trajectory").await;
        assert_eq!(
            (families, trajectories),
            (all, all),
            "each that was acknowledged, and no other"
        );
        let broken = "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'";
        assert_eq!(count(broken).await, 0);
        let check = verify(&office, &[]).await;
        assert!(check.is_good(), "{check:?}");
    })
    .await;
}

/// Works on a full disk until nothing can be written any more, and goes on trying.
async fn work_until_full(office: &Office, made: &mut Vec<TrajectoryId>) {
    // What was made room for before the disk was full is still used up.
    let refused = loop {
        match register(office, made.len()).await {
            Ok(id) => made.push(id),
            Err(failure) => break Err::<(), _>(failure),
        }
        assert!(made.len() < 10_000, "the disk is never full");
    };
    assert!(is_full(&refused), "{refused:?}");
    for _ in 0..20 {
        let again = register(office, 0).await;
        assert!(is_full(&again), "{:?}", again.err());
    }
    // What can be read without a line in the log is read; what cannot be logged is not shown.
    let (services, ctx) = (&office.services, &office.coordinator);
    let listed = services.instruments(ctx, &everything(NameSort::Name)).await;
    assert!(listed.is_ok(), "{:?}", listed.err());
    let read = services.dossier(ctx, made[0], Parts::ALL).await;
    assert!(is_full(&read), "{:?}", read.err());
}
