//! What the database itself refuses, tried past the store with a tenant's own login.

use krachtig_core::store::{NotASlug, Slug};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};

use crate::support::{Setting, connect, fresh, line, on_both, region, slug};

async fn text(db: &DatabaseConnection, sql: &str) -> String {
    let row = db
        .query_one_raw(Statement::from_string(DbBackend::Postgres, sql))
        .await
        .expect("asked");
    row.expect("there is one").try_get_by_index(0).expect("text")
}

/// Logs in as a tenant's role.
pub(crate) async fn as_tenant(setting: &Setting, tenant: &str) -> Option<DatabaseConnection> {
    let admin_url = setting.admin_url.as_ref()?;
    let admin = connect(admin_url).await;
    let entry = format!("FROM krachtig_directory.tenant WHERE slug = '{tenant}'");
    let secret = text(&admin, &format!("SELECT secret {entry}")).await;
    let id: String = text(&admin, &format!("SELECT replace(id::text, '-', '') {entry}")).await;
    let role = text(
        &admin,
        &format!("SELECT rolname::text FROM pg_roles WHERE shobj_description(oid, 'pg_authid') = 'Krachtig ten_{id}'"),
    )
    .await;
    let (_, server) = admin_url.rsplit_once('@').expect("the address has a user");
    Some(connect(&format!("postgres://{role}:{secret}@{server}")).await)
}

#[tokio::test(flavor = "multi_thread")]
async fn two_tenants_do_not_see_each_other() {
    on_both(|setting| async move {
        let tenants = setting.open().await;
        let record = fresh();
        for name in ["alfa", "bravo"] {
            tenants.create(region(name)).await.expect("made");
        }
        let alfa = tenants.store(&slug("alfa")).await.expect("opens");
        let bravo = tenants.store(&slug("bravo")).await.expect("opens");
        alfa.begin()
            .await
            .expect("begins")
            .commit(line(record, 1))
            .await
            .expect("commits");
        assert_eq!(alfa.audit_since(record, 0).await.expect("read").len(), 1);
        assert_eq!(bravo.audit_since(record, 0).await.expect("read").len(), 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn postgresql_keeps_a_tenants_login_to_its_own_schema() {
    on_both(|setting| async move {
        let tenants = setting.open().await;
        for name in ["alfa-noord", "bravo"] {
            tenants.create(region(name)).await.expect("made");
            let store = tenants.store(&slug(name)).await.expect("opens");
            store
                .begin()
                .await
                .expect("begins")
                .commit(line(fresh(), 1))
                .await
                .expect("commits");
        }
        let Some(alfa) = as_tenant(&setting, "alfa-noord").await else {
            return;
        };
        assert_eq!(
            text(&alfa, "SELECT count(*)::text FROM audit").await,
            "1",
            "its own it can read"
        );
        assert_eq!(text(&alfa, "SELECT current_schema()::text").await, "t_alfa_noord");
        for forbidden in [
            "SELECT * FROM t_bravo.audit",
            "INSERT INTO t_bravo.audit SELECT * FROM audit",
            "SELECT secret FROM krachtig_directory.tenant",
            "UPDATE audit SET actor = 'nobody'",
            "DELETE FROM audit",
            "TRUNCATE audit",
            "UPDATE audit_leaf SET number = 0",
            "DELETE FROM audit_leaf",
            "UPDATE audit_checkpoint SET note = ''",
            "DELETE FROM audit_checkpoint",
            "DELETE FROM audit_cosignature",
            "DROP TRIGGER audit_waits ON audit",
            "DROP TABLE audit",
            "ALTER TABLE audit ADD COLUMN x text",
            "CREATE TABLE t_alfa_noord.mine (x text)",
            "CREATE TABLE public.mine (x text)",
            "CREATE TEMPORARY TABLE mine (x text)",
            "CREATE SCHEMA mine",
            "UPDATE migration SET name = 'other'",
            "SET ROLE pg_monitor",
            "CREATE ROLE mine",
        ] {
            let answer = alfa
                .execute_unprepared(forbidden)
                .await
                .expect_err(forbidden)
                .to_string();
            let refused = ["permission denied", "must be owner", "must be member"];
            assert!(
                refused.iter().any(|words| answer.contains(words)),
                "{forbidden}: {answer}"
            );
        }
        let bravos = as_tenant(&setting, "bravo").await.expect("bravo can log in");
        assert_eq!(text(&bravos, "SELECT count(*)::text FROM audit").await, "1");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sqlite_keeps_the_audit_log_as_it_is() {
    on_both(|setting| async move {
        if setting.admin_url.is_some() {
            return;
        }
        let tenants = setting.open().await;
        tenants.create(region("alfa")).await.expect("made");
        let store = tenants.store(&slug("alfa")).await.expect("opens");
        store
            .begin()
            .await
            .expect("begins")
            .commit(line(fresh(), 1))
            .await
            .expect("commits");
        let file = setting.dir.join("home/tenants/alfa.db");
        let past_the_store = connect(&format!("sqlite:{}", file.display())).await;
        for forbidden in ["UPDATE audit SET actor = 'nobody'", "DELETE FROM audit"] {
            let answer = past_the_store
                .execute_unprepared(forbidden)
                .await
                .expect_err(forbidden)
                .to_string();
            assert!(answer.contains("audit is append-only"), "{answer}");
        }
    })
    .await;
}

#[test]
fn what_is_not_a_slug_never_gets_near_a_database() {
    let long = "a".repeat(42);
    for text in [
        "a\"; DROP SCHEMA t_bravo CASCADE; --",
        "../bravo",
        "A",
        "a",
        "1a",
        "a_b",
        "a b",
        "",
        "ä1",
        "a\0",
        &long,
    ] {
        assert_eq!(text.parse::<Slug>(), Err(NotASlug), "{text}");
    }
}
