//! The national store lies apart: what its logins can do is tried past the store, with their own passwords.

use krachtig_core::store::Tenants;
use krachtig_national::catalogue::catalogue;
use krachtig_national::hand_in::HandIn;
use krachtig_national::store::By;
use krachtig_national::story::Story;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use time::macros::datetime;

use crate::isolation::as_tenant;
use crate::support::{Setting, connect, on_both, region, slug};
use crate::told_stories::in_library;

/// Has a fictional region hand in, and accepts it.
async fn hand_in(tenants: &Tenants) {
    let store = &tenants.national_stores().await.expect("it opens").maker;
    let figures = HandIn {
        region: "alfa".to_owned(),
        name: "Regio alfa".to_owned(),
        period: "2025".parse().expect("a period"),
        counted_families: 0,
        counted_years: 3,
        totals: [].into(),
        histograms: [].into(),
        software: "0.1.0".to_owned(),
        plugins: [].into(),
        context: None,
        own: Vec::new(),
    };
    let at = datetime!(2026-02-01 12:00 UTC);
    let revision = store.hand_in(&figures, &catalogue(), at).await.expect("taken");
    let by = By { who: "test", at };
    let _ = store.accept("alfa", figures.period, revision, by).await;
    let states = store.hand_ins(figures.period).await.expect("read");
    assert_eq!((states.len(), states[0].accepted), (1, true));
}

/// Logs in as one of the national store's roles.
async fn as_national(setting: &Setting, login: &str) -> Option<DatabaseConnection> {
    let admin_url = setting.admin_url.as_ref()?;
    let admin = connect(admin_url).await;
    let ask = |sql: String| Statement::from_string(DbBackend::Postgres, sql);
    let secret = format!("SELECT secret FROM krachtig_directory.national_login WHERE name = '{login}'");
    // Roles belong to the whole server, on which other tests have theirs.
    let role = format!(
        "SELECT DISTINCT grantee::text FROM information_schema.role_table_grants \
         WHERE table_schema = 'krachtig_national' AND grantee LIKE 'krachtig\\_\\_national\\_{login}\\_%'"
    );
    let mut told = Vec::new();
    for sql in [secret, role] {
        let row = admin
            .query_one_raw(ask(sql))
            .await
            .expect("asked")
            .expect("there is one");
        told.push(row.try_get_by_index::<String>(0).expect("text"));
    }
    let (_, server) = admin_url.rsplit_once('@').expect("the address has a user");
    Some(connect(&format!("postgres://{}:{}@{server}", told[1], told[0])).await)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_national_store_opens_again_and_again_with_what_is_in_it() {
    on_both(|setting| async move {
        for _ in 0..3 {
            let tenants = setting.open().await;
            hand_in(&tenants).await;
            tenants.close().await;
        }
        let (one, other) = (setting.open().await, setting.open().await);
        let (one_open, other_open) = tokio::join!(one.national_stores(), other.national_stores());
        assert!(one_open.is_ok() && other_open.is_ok(), "two programs open it at once");
        assert_eq!(
            setting.dir.join("home/national.db").exists(),
            setting.admin_url.is_none()
        );
    })
    .await;
}

/// A store from before there were stories gets them, with the rights that its logins need, and keeps what it has.
#[tokio::test(flavor = "multi_thread")]
async fn an_older_national_store_is_brought_up_to_date_with_what_is_in_it() {
    on_both(|setting| async move {
        let tenants = setting.open().await;
        hand_in(&tenants).await;
        tenants.close().await;
        let (address, schema) = match &setting.admin_url {
            Some(url) => (url.clone(), "krachtig_national."),
            None => (format!("sqlite:{}", setting.dir.join("home/national.db").display()), ""),
        };
        let past = connect(&address).await;
        for sql in [
            "DROP TABLE {}story",
            "DELETE FROM {}migration WHERE name IN ('n0002_stories', 'n0003_stories_in_order')",
        ] {
            let sql = sql.replace("{}", schema);
            past.execute_unprepared(&sql).await.expect("made as it was");
        }
        past.close().await.expect("closed");
        let tenants = setting.open().await;
        hand_in(&tenants).await;
        let stores = tenants.national_stores().await.expect("it opens");
        assert_eq!(in_library(&tenants).await, []);
        let story = Story {
            key: "0f".repeat(32),
            region: "alfa".to_owned(),
            period: "2025".parse().expect("a period"),
            title: "Een verhaal (fictief)".to_owned(),
            body: "Het ging beter.".to_owned(),
            effects: None,
        };
        stores.maker.tell_story(&story).await.expect("the maker tells one");
        assert_eq!(in_library(&tenants).await, [story]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn neither_login_of_the_national_store_reaches_casework_nor_a_tenant_the_national_store() {
    on_both(|setting| async move {
        let tenants = setting.open().await;
        tenants.create(region("alfa")).await.expect("made");
        tenants.store(&slug("alfa")).await.expect("opens");
        hand_in(&tenants).await;
        let Some(reader) = as_national(&setting, "reader").await else {
            return;
        };
        let maker = as_national(&setting, "maker").await.expect("it can log in");
        let admin = connect(setting.admin_url.as_ref().expect("it is PostgreSQL")).await;
        let every = "SELECT schemaname || '.' || tablename FROM pg_tables \
                     WHERE schemaname LIKE 't\\_%' OR schemaname = 'krachtig_directory'";
        let tables = admin
            .query_all_raw(Statement::from_string(DbBackend::Postgres, every))
            .await
            .expect("asked");
        let tables: Vec<String> = tables
            .iter()
            .map(|row| row.try_get_by_index(0).expect("a name"))
            .collect();
        assert!(
            tables.len() > 40 && tables.contains(&"t_alfa.family".to_owned()),
            "{tables:?}"
        );
        let mut tried = Vec::new();
        for table in &tables {
            for sql in [
                "SELECT 1 FROM {}",
                "DELETE FROM {}",
                "TRUNCATE {}",
                "INSERT INTO {} DEFAULT VALUES",
                "DROP TABLE {}",
            ] {
                tried.push(sql.replace("{}", table));
            }
        }
        tried.extend(
            [
                "CREATE TABLE t_alfa.mine (x integer)",
                "CREATE SCHEMA mine",
                "CREATE ROLE mine",
                "SET ROLE pg_read_all_data",
            ]
            .map(str::to_owned),
        );
        for db in [&reader, &maker] {
            for sql in &tried {
                let answer = db.execute_unprepared(sql).await.expect_err(sql).to_string();
                assert!(answer.contains("permission denied"), "{sql}: {answer}");
            }
        }
        maker
            .execute_unprepared("SELECT * FROM hand_in")
            .await
            .expect("the maker works in its own schema");
        reader
            .execute_unprepared("SELECT * FROM published_release")
            .await
            .expect("the reader reads");
        for table in ["hand_in", "frozen_release", "definition", "budget_line", "read_log"] {
            let sql = format!("SELECT * FROM {table}");
            let answer = reader.execute_unprepared(&sql).await.expect_err(&sql).to_string();
            assert!(answer.contains("permission denied"), "{sql}: {answer}");
        }
        let tenant = as_tenant(&setting, "alfa").await.expect("it can log in");
        let sql = "SELECT * FROM krachtig_national.published_release";
        let answer = tenant.execute_unprepared(sql).await.expect_err(sql).to_string();
        assert!(answer.contains("permission denied"), "{answer}");
    })
    .await;
}
