//! What is stored: records of every kind come back as they were, moved or not; what cannot be read says where; and the
//! ledger stays as it was written.

use krachtig_core::domain::dossier::{Dossier, Parts};
use krachtig_core::domain::id::TrajectoryId;
use krachtig_core::error::Fault;
use krachtig_core::service::{Ctx, Failure};
use krachtig_core::store::{Tenants, counting_statements};
use sea_orm::{ConnectionTrait, DatabaseConnection};

use crate::example::{Example, import};
use crate::isolation::as_tenant;
use crate::office::{Office, standings};
use crate::support::{Setting, connect, note_missing_server, on_both, slug};

/// The tenant's database, past the store, with every right.
pub(crate) async fn past_the_store(setting: &Setting) -> DatabaseConnection {
    match &setting.admin_url {
        Some(url) => {
            let db = connect(&format!("{url}?options=-csearch_path%3Dt_alfa")).await;
            db.execute_unprepared("SELECT id FROM trajectory")
                .await
                .expect("the schema is found");
            db
        }
        None => {
            let file = setting.dir.join("home/tenants/alfa.db");
            connect(&format!("sqlite:{}", file.display())).await
        }
    }
}

async fn filled(office: &Office) -> Vec<Dossier> {
    let partner = office.partner("Wijkteam").await;
    let dossiers: Vec<Dossier> = [true, false, true]
        .into_iter()
        .map(|full| {
            let mut example = Example::new(office, full);
            example.one_of_each(full, &partner);
            example.one_of_each(!full, &partner);
            example.dossier()
        })
        .collect();
    import(office, &dossiers).await;
    dossiers
}

#[tokio::test(flavor = "multi_thread")]
async fn every_record_comes_back_as_it_was_with_all_of_it_or_the_least() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        for dossier in filled(&office).await {
            assert_eq!(office.dossier(dossier.trajectory.id).await, dossier);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_full_of_casework_moves_and_every_dossier_stays_equal() {
    on_both(|setting| async move {
        let tenants: Tenants = setting.open().await;
        let office = Office::open(&tenants, "alfa").await;
        let dossiers = filled(&office).await;
        let Office {
            services, coordinator, ..
        } = office;
        let ctx = |store| Ctx {
            store,
            ..coordinator.clone()
        };
        let home = ctx(tenants.store(&slug("alfa")).await.expect("opens"));
        let members = services
            .count_members(&home, &Default::default())
            .await
            .expect("counted");
        drop(home);
        for place in ["files", "server", "home", "files", "home"] {
            if place != "home" && !setting.options.places.contains_key(place) {
                note_missing_server();
                continue;
            }
            tenants.move_to(&slug("alfa"), place).await.expect("moves");
            let there = ctx(tenants.store(&slug("alfa")).await.expect("opens"));
            for dossier in &dossiers {
                let moved = services
                    .dossier(&there, dossier.trajectory.id, Parts::ALL)
                    .await
                    .expect("read");
                assert_eq!(&moved, dossier, "at {place}");
            }
            assert_eq!(
                services
                    .count_members(&there, &Default::default())
                    .await
                    .expect("counted"),
                members
            );
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dossier_is_one_statement_whatever_its_size() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let partner = office.partner("Wijkteam").await;
        for rows in [1, 50] {
            let mut example = Example::new(&office, true);
            (0..rows).for_each(|_| example.one_of_each(true, &partner));
            let dossier = example.dossier();
            import(&office, std::slice::from_ref(&dossier)).await;
            let reading = office
                .services
                .dossier(&office.coordinator, dossier.trajectory.id, Parts::ALL);
            let (read, statements) = counting_statements(reading).await;
            assert_eq!((read.expect("read"), statements), (dossier, 1));
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_is_told_with_its_table_and_column() {
    on_both(|setting| async move {
        let sqlite = setting.admin_url.is_none();
        let office = Office::open(&setting.open().await, "alfa").await;
        let dossier = filled(&office).await.remove(0);
        let db = past_the_store(&setting).await;
        let mut spoilt = vec![
            ("person", "relation", "'cousin'"),
            ("consent", "purpose", "''"),
            ("detainee", "version", "2147483648"),
            ("detainee_talk", "worries", "'[{}]'"),
            ("mapping", "findings", "'{\"a\": 1}'"),
            ("budget_request", "decision", "'\"approve\"'"),
            ("budget_plan", "total", "-1"),
            ("referral", "decline_ground", "'because'"),
            ("family", "municipality", "'0518'"),
            ("trajectory", "closing_reason", "'dunno'"),
            ("story_approval", "audience", "'press'"),
        ];
        if sqlite {
            // What PostgreSQL's own types do not let in.
            spoilt.extend([
                ("referral", "accepted", "7"),
                ("referral", "warm_handover", "'maybe'"),
                ("mapping", "scores", "'no json'"),
                ("goal", "set_on", "'yesterday'"),
                ("goal", "person_id", "'nobody'"),
                ("time_entry", "minutes", "'long'"),
            ]);
        }
        for (table, column, nonsense) in spoilt {
            let was = format!("CREATE TABLE was AS SELECT id AS key, {column} AS old FROM {table}");
            for sql in [
                "DROP TABLE IF EXISTS was".to_owned(),
                was,
                if sqlite { "PRAGMA foreign_keys = OFF".to_owned() } else { "SELECT 1".to_owned() },
                format!("UPDATE {table} SET {column} = {nonsense}"),
            ] {
                db.execute_unprepared(&sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
            }
            let read = office.services.dossier(&office.coordinator, dossier.trajectory.id, Parts::ALL).await;
            match read {
                Err(Failure::Fault(Fault::Corrupt { table: at, column: of, id })) => {
                    assert_eq!((at, of), (table, column));
                    assert!(!id.is_nil(), "{table}.{column}");
                }
                other => panic!("{table}.{column} = {nonsense} gave {other:?}"),
            }
            let mend = format!("UPDATE {table} SET {column} = (SELECT old FROM was WHERE key = {table}.id)");
            db.execute_unprepared(&mend).await.expect("mended");
        }
        db.execute_unprepared("DROP TABLE was").await.expect("dropped");
        assert_eq!(office.dossier(dossier.trajectory.id).await, dossier, "all is mended");

        let row = dossier.problems[0].id.uuid();
        db.execute_unprepared("UPDATE problem SET category = 'boredom'").await.expect("spoilt");
        let told = standings(&office.services, &office.coordinator).await;
        let whose = dossier.trajectory.id.uuid();
        assert!(
            matches!(&told, Err(Failure::Fault(Fault::Corrupt { table: "trajectory", column: "facts", id })) if *id == whose),
            "{told:?}"
        );
        assert_ne!(row, whose);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ledger_stays_as_it_was_written() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let (id, _): (TrajectoryId, _) = office.willing_family("Gezin", 5_000).await;
        let before = office.dossier(id).await.ledger;
        // In PostgreSQL the tenant's own login, which is all that the services have.
        let db = match as_tenant(&setting, "alfa").await {
            Some(tenant) => tenant,
            None => past_the_store(&setting).await,
        };
        for forbidden in [
            "UPDATE ledger_line SET amount = 1",
            "UPDATE ledger_line SET note = 'anders'",
            "UPDATE ledger_line SET note = NULL, kind = 'spend'",
            "DELETE FROM ledger_line",
        ] {
            let answer = db.execute_unprepared(forbidden).await.expect_err(forbidden).to_string();
            let refused = ["permission denied", "ledger_line is append-only"];
            assert!(refused.iter().any(|words| answer.contains(words)), "{answer}");
        }
        assert_eq!(office.dossier(id).await.ledger, before);
    })
    .await;
}
