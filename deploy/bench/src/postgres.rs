//! The throw-away PostgreSQL server: a database of our own on it, its durability, and its CPU time.

use std::time::Duration;

use anyhow::{Context, Result};
use krachtig_core::store::Place;
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection, Row};

use crate::process::{cpu_of_family, parent_of};

/// The environment variable with the address of a superuser of a throw-away server.
const VARIABLE: &str = "KRACHTIG_TEST_POSTGRES";

/// What tests leave out and a measurement of durable writes must not.
const DURABLE: [&str; 3] = ["fsync", "full_page_writes", "synchronous_commit"];

/// A server to measure on.
pub(crate) struct Postgres {
    url: String,
    postmaster: u32,
}

impl Postgres {
    /// The server of the environment, made durable; nothing where there is none.
    ///
    /// # Errors
    /// There is an address, and nobody answers.
    pub(crate) async fn find() -> Result<Option<Self>> {
        let Ok(url) = std::env::var(VARIABLE) else {
            return Ok(None);
        };
        let mut admin = PgConnection::connect(&url)
            .await
            .context("PostgreSQL does not answer")?;
        for setting in DURABLE {
            let sql = format!("ALTER SYSTEM SET {setting} = on");
            sqlx::query(AssertSqlSafe(sql)).execute(&mut admin).await?;
        }
        sqlx::query("SELECT pg_reload_conf()").execute(&mut admin).await?;
        let backend: i32 = sqlx::query("SELECT pg_backend_pid()")
            .fetch_one(&mut admin)
            .await?
            .try_get(0)?;
        let postmaster = parent_of(u32::try_from(backend)?).context("PostgreSQL runs on another machine")?;
        admin.close().await?;
        Ok(Some(Self { url, postmaster }))
    }

    /// An empty database on it.
    ///
    /// # Errors
    /// PostgreSQL refuses.
    pub(crate) async fn place(&self, name: &str) -> Result<Place> {
        let (server, _) = self.url.rsplit_once('/').context("the address ends in a database")?;
        let database = format!("krachtig_bench_{}_{name}", std::process::id());
        let mut admin = PgConnection::connect(&self.url).await?;
        let sql = format!("CREATE DATABASE {database}");
        sqlx::query(AssertSqlSafe(sql)).execute(&mut admin).await?;
        admin.close().await?;
        Ok(Place::Postgres {
            admin_url: format!("{server}/{database}"),
        })
    }

    /// CPU time of all its processes so far.
    pub(crate) fn cpu(&self) -> Duration {
        cpu_of_family(self.postmaster)
    }
}

/// Gathers the planner's figures of a database that was just filled.
///
/// # Errors
/// PostgreSQL refuses.
pub(crate) async fn analyze(admin_url: &str) -> Result<()> {
    let mut admin = PgConnection::connect(admin_url).await?;
    sqlx::query("ANALYZE").execute(&mut admin).await?;
    Ok(admin.close().await?)
}
