//! Tampering with the log past the store, as whoever has every right on the database could, is found and told where.

use krachtig_core::domain::dossier::Parts;
use krachtig_core::evidence::{LogKey, SignedCheckpoint, VerifierUse};
use krachtig_core::service::{LogCheck, LogDamageKind as Kind, VerifyLog};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};

use crate::office::{Office, code};
use crate::stored::past_the_store;
use crate::support::{Setting, on_both, slug};

fn key() -> LogKey {
    LogKey::from_bytes(&[7; 32])
}

/// Looks at the log, holding it against these checkpoints besides its own.
pub(crate) async fn verify(office: &Office, checkpoints: &[SignedCheckpoint]) -> LogCheck {
    let log = office.services.log_verifier(&office.operator, &key()).expect("named");
    let order = VerifyLog {
        log,
        checkpoints: checkpoints.to_vec(),
        witnesses: Vec::new(),
    };
    office
        .services
        .verify_log(&office.operator, order)
        .await
        .expect("verified")
}

async fn checkpoint(office: &Office) -> SignedCheckpoint {
    office
        .services
        .checkpoint_log(&office.operator, &key())
        .await
        .expect("signed")
}

/// What is wrong, as kinds with places.
fn told(check: &LogCheck) -> Vec<(Kind, Option<u64>)> {
    check.damages.iter().map(|damage| (damage.kind, damage.at)).collect()
}

/// Puts aside what keeps the database's own users from tampering.
async fn unlocked(setting: &Setting) -> DatabaseConnection {
    let db = past_the_store(setting).await;
    if setting.admin_url.is_none() {
        for table in ["audit", "audit_leaf", "audit_checkpoint"] {
            for verb in ["update", "delete"] {
                let drop = format!("DROP TRIGGER {table}_no_{verb}");
                db.execute_unprepared(&drop).await.expect("dropped");
            }
        }
        db.execute_unprepared("DROP TRIGGER audit_waits")
            .await
            .expect("dropped");
    } else {
        db.execute_unprepared("DROP TRIGGER audit_waits ON audit")
            .await
            .expect("dropped");
    }
    db
}

async fn run(db: &DatabaseConnection, sql: &str) {
    let done = db
        .execute_raw(Statement::from_string(db.get_database_backend(), sql))
        .await;
    assert!(done.expect(sql).rows_affected() > 0, "{sql}");
}

/// An office with some lines in its log, all in place.
async fn office(setting: &Setting) -> (Office, SignedCheckpoint) {
    let office = Office::open(&setting.open().await, "alfa").await;
    for name in ["Een", "Twee", "Drie"] {
        let id = office.family(&format!("Gezin {name} (fictief)")).await.trajectory.id;
        office.dossier(id).await;
    }
    let signed = checkpoint(&office).await;
    assert!(signed.checkpoint.size > 12);
    let check = verify(&office, std::slice::from_ref(&signed)).await;
    assert!(check.is_good(), "{check:?}");
    assert_eq!(check.size, signed.checkpoint.size);
    (office, signed)
}

/// The line at this place.
const AT_5: &str = "(SELECT line_id FROM audit_leaf WHERE number = 5)";

#[tokio::test(flavor = "multi_thread")]
async fn an_edited_line_is_found() {
    on_both(|setting| async move {
        let (office, _) = office(&setting).await;
        let db = unlocked(&setting).await;
        for edit in [
            "actor = 'mem_nobody'",
            "role = 'reader'",
            "request_id = 'other'",
            "purpose = NULL",
            "version = version + 1",
        ] {
            run(&db, &format!("UPDATE audit SET {edit} WHERE id = {AT_5}")).await;
        }
        assert_eq!(told(&verify(&office, &[]).await), [(Kind::LineChanged, Some(5))]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_and_its_leaf_edited_together_fork_from_the_checkpoint() {
    on_both(|setting| async move {
        let (office, signed) = office(&setting).await;
        let db = unlocked(&setting).await;
        // The line of another place at this one: each line still fits its leaf.
        let swap = "UPDATE audit_leaf SET number = CASE number WHEN 5 THEN -1 ELSE -2 END WHERE number IN (5, 6)";
        run(&db, swap).await;
        run(
            &db,
            "UPDATE audit_leaf SET number = CASE number WHEN -1 THEN 6 ELSE 5 END WHERE number < 0",
        )
        .await;
        let check = verify(&office, &[]).await;
        assert_eq!(
            told(&check),
            [(Kind::Fork, Some(signed.checkpoint.size))],
            "put in another order"
        );
        assert_eq!(check.damages[0].good_until, Some(0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_line_is_found_with_and_without_its_leaf() {
    on_both(|setting| async move {
        let (office, signed) = office(&setting).await;
        let db = unlocked(&setting).await;
        run(&db, &format!("DELETE FROM audit WHERE id = {AT_5}")).await;
        assert_eq!(told(&verify(&office, &[]).await), [(Kind::LineMissing, Some(5))]);
        run(&db, "DELETE FROM audit_leaf WHERE number = 5").await;
        let size = signed.checkpoint.size;
        assert_eq!(
            told(&verify(&office, &[]).await),
            [(Kind::LeafMissing, Some(5)), (Kind::Fork, Some(size))]
        );
        // Whoever closes the gap has another tree than the one that was signed.
        let close = "UPDATE audit_leaf SET number = number - 1000 WHERE number > 5";
        run(&db, close).await;
        run(&db, "UPDATE audit_leaf SET number = number + 999 WHERE number < 0").await;
        assert_eq!(told(&verify(&office, &[]).await), [(Kind::CutOff, Some(size))]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_was_cut_off_is_found_by_whoever_kept_a_checkpoint() {
    on_both(|setting| async move {
        let (office, early) = office(&setting).await;
        let id = office.family("Gezin Vier (fictief)").await.trajectory.id;
        office.dossier(id).await;
        let kept = checkpoint(&office).await;
        assert!(kept.checkpoint.size > early.checkpoint.size);
        let db = unlocked(&setting).await;
        let from = early.checkpoint.size;
        run(
            &db,
            &format!("DELETE FROM audit WHERE id IN (SELECT line_id FROM audit_leaf WHERE number >= {from})"),
        )
        .await;
        run(&db, &format!("DELETE FROM audit_leaf WHERE number >= {from}")).await;
        run(&db, &format!("DELETE FROM audit_checkpoint WHERE size > {from}")).await;
        assert!(
            verify(&office, &[]).await.is_good(),
            "from inside, nothing tells that there was more"
        );
        let check = verify(&office, &[early, kept.clone()]).await;
        assert_eq!(told(&check), [(Kind::CutOff, Some(kept.checkpoint.size))]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_tells_two_stories_is_found_by_comparing_them() {
    on_both(|setting| async move {
        let (office, honest) = office(&setting).await;
        let db = unlocked(&setting).await;
        // The operator himself writes the past anew, and signs that: another order, and a checkpoint of it.
        run(&db, "DELETE FROM audit_checkpoint WHERE size > 0").await;
        run(
            &db,
            "UPDATE audit_leaf SET number = CASE number WHEN 5 THEN -1 ELSE -2 END WHERE number IN (5, 6)",
        )
        .await;
        run(
            &db,
            "UPDATE audit_leaf SET number = CASE number WHEN -1 THEN 6 ELSE 5 END WHERE number < 0",
        )
        .await;
        let rewritten = checkpoint(&office).await;
        assert_eq!(rewritten.checkpoint.size, honest.checkpoint.size);
        assert!(verify(&office, &[]).await.is_good(), "a story that nobody else heard");
        let check = verify(&office, &[honest.clone(), rewritten]).await;
        assert_eq!(told(&check), [(Kind::Fork, Some(honest.checkpoint.size))]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_was_slipped_in_is_found() {
    on_both(|setting| async move {
        let (office, _) = office(&setting).await;
        let db = unlocked(&setting).await;
        let id = if setting.admin_url.is_some() {
            "'00000000-0000-7000-8000-000000000001'"
        } else {
            "X'00000000000070008000000000000001'"
        };
        let slip = format!(
            "INSERT INTO audit (id, at, actor, role, action, record_kind, record_id, version, fields, request_id) \
             SELECT {id}, at, actor, role, action, record_kind, record_id, version, fields, request_id FROM audit \
             WHERE id = {AT_5}"
        );
        run(&db, &slip).await;
        assert_eq!(told(&verify(&office, &[]).await), [(Kind::LineUnplaced, None)]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_hides_that_somebody_was_shown_is_found() {
    on_both(|setting| async move {
        let (office, _) = office(&setting).await;
        let ask = crate::access_log::everything(krachtig_core::service::TrajectorySort::Recorded);
        office
            .services
            .trajectories(&office.coordinator, &ask)
            .await
            .expect("listed");
        let db = unlocked(&setting).await;
        run(&db, "DELETE FROM audit_shown").await;
        assert_eq!(told(&verify(&office, &[]).await), [(Kind::ShownIncomplete, None)]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_signed_checkpoints_of_this_log_count() {
    on_both(|setting| async move {
        let (office, signed) = office(&setting).await;
        let forged = signed
            .checkpoint
            .clone()
            .sign(&LogKey::from_bytes(&[8; 32]))
            .expect("signed");
        let mut of_other = signed.checkpoint.clone();
        of_other.origin = "krachtig/ten_other".to_owned();
        let of_other = of_other.sign(&key()).expect("signed");
        let size = Some(signed.checkpoint.size);
        let check = verify(&office, &[forged, of_other]).await;
        assert_eq!(told(&check), [(Kind::NotSigned, size), (Kind::OtherLog, size)]);

        let toezicht = LogKey::from_bytes(&[9; 32]);
        let witness = toezicht
            .verifier("toezicht.example", VerifierUse::Witness)
            .expect("named");
        let with_witness = async |signed: &SignedCheckpoint| {
            let order = VerifyLog {
                log: office.services.log_verifier(&office.operator, &key()).expect("named"),
                checkpoints: vec![signed.clone()],
                witnesses: vec![witness.clone()],
            };
            told(
                &office
                    .services
                    .verify_log(&office.operator, order)
                    .await
                    .expect("verified"),
            )
        };
        assert_eq!(with_witness(&signed).await, [(Kind::NotSigned, size)]);
        let mut seen = signed.clone();
        seen.countersign(&toezicht, "toezicht.example", 1_795_000_000)
            .expect("named");
        assert_eq!(with_witness(&seen).await, []);

        let kept = office
            .services
            .keep_cosignatures(&office.operator, &seen)
            .await
            .expect("kept");
        assert!(kept.is_signed_by(&witness));
        office
            .services
            .keep_cosignatures(&office.operator, &seen)
            .await
            .expect("once is enough");
        let all = office.services.checkpoints(&office.operator).await.expect("read");
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].signature_lines().len(), 2);
        assert_eq!(all[0], kept);
        let strange = signed.checkpoint.clone();
        let strange = krachtig_core::evidence::Checkpoint { size: 3, ..strange };
        let strange = strange.sign(&key()).expect("signed");
        assert_eq!(
            code(office.services.keep_cosignatures(&office.operator, &strange).await).to_string(),
            "not_found"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_export_is_what_the_tree_is_made_of() {
    on_both(|setting| async move {
        let (office, signed) = office(&setting).await;
        let part = office.services.export_log(&office.operator, 0).await.expect("exported");
        assert_eq!(part.next, None);
        let leaves: Vec<_> = part
            .lines
            .iter()
            .map(|line| krachtig_core::evidence::leaf_hash(line.as_bytes()))
            .collect();
        let size = usize::try_from(signed.checkpoint.size).expect("small");
        assert_eq!(
            krachtig_core::evidence::root_of(&leaves[..size]),
            signed.checkpoint.root
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_get_their_place_by_themselves_within_a_second() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let id = office.family("Gezin (fictief)").await.trajectory.id;
        let db = past_the_store(&setting).await;
        let waiting = async || {
            let ask = Statement::from_string(db.get_database_backend(), "SELECT count(*) FROM audit_pending");
            let row = db.query_one_raw(ask).await.expect("asked").expect("one");
            row.try_get_by_index::<i64>(0).expect("a number")
        };
        office
            .services
            .dossier(&office.coordinator, id, Parts::ALL)
            .await
            .expect("read");
        assert!(waiting().await > 0);
        tokio::time::sleep(std::time::Duration::from_millis(1_000)).await;
        assert_eq!(waiting().await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn several_programs_at_once_place_every_line_once() {
    on_both(|setting| async move {
        let (office, signed) = office(&setting).await;
        let id = office.family("Gezin Vier (fictief)").await.trajectory.id;
        let mut others = Vec::new();
        for _ in 0..3 {
            others.push(setting.open().await);
        }
        let mut work = tokio::task::JoinSet::new();
        for tenants in &others {
            let store = tenants.store(&slug("alfa")).await.expect("opens");
            let ctx = krachtig_core::service::Ctx {
                store,
                ..office.coordinator.clone()
            };
            let services = office.services.clone();
            work.spawn(async move {
                for _ in 0..10 {
                    services.dossier(&ctx, id, Parts::ALL).await.expect("read");
                    services.checkpoint_log(&ctx, &key()).await.expect("signed");
                }
            });
        }
        while let Some(done) = work.join_next().await {
            done.expect("no panic");
        }
        let check = verify(&office, std::slice::from_ref(&signed)).await;
        assert!(check.is_good(), "{check:?}");
        // The family's three lines and thirty readings.
        assert_eq!(check.size, signed.checkpoint.size + 33);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_moved_tenant_takes_its_tree_along() {
    on_both(|setting| async move {
        let tenants = setting.open().await;
        let (mut office, signed) = {
            let office = Office::open(&tenants, "alfa").await;
            office.family("Gezin (fictief)").await;
            let signed = checkpoint(&office).await;
            (office, signed)
        };
        let mut kept = vec![signed];
        for place in ["files", "server", "home"] {
            if place != "home" && !setting.options.places.contains_key(place) {
                crate::support::note_missing_server();
                continue;
            }
            tenants.move_to(&slug("alfa"), place).await.expect("moves");
            office.operator.store = tenants.store(&slug("alfa")).await.expect("opens");
            office.coordinator.store = office.operator.store.clone();
            let check = verify(&office, &kept).await;
            assert!(check.is_good(), "at {place}: {check:?}");
            let ask = crate::access_log::everything(krachtig_core::service::TrajectorySort::Recorded);
            office
                .services
                .trajectories(&office.coordinator, &ask)
                .await
                .expect("listed");
            kept.push(checkpoint(&office).await);
        }
        assert!(verify(&office, &kept).await.is_good());
    })
    .await;
}
