//! A long history under other settings: how long a replay takes, from the first decision read to the last difference
//! kept.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use krachtig_core::access::Actor;
use krachtig_core::domain::budget::RequestDraft;
use krachtig_core::domain::id::BudgetRequestId;
use krachtig_core::domain::money::Cents;
use krachtig_core::domain::replay::ReplayState;
use krachtig_core::domain::vocabulary::{FundingSilo, LifeDomain, PayeeKind, Role};
use krachtig_core::evidence::LogKey;
use krachtig_core::service::{RequestBudget, Services, StartReplay};
use krachtig_core::store::{Options, Place, Tenants};
use krachtig_national::signing::ReleaseKey;
use krachtig_server::app::open::Installation;
use krachtig_server::app::rules::RuleLibrary;
use krachtig_server::app::switch_on::{replay, switch_on};
use krachtig_server::settings::Plugins;
use serde_json::json;
use sqlx::{ConnectOptions, Connection, Executor, Row};

use super::sample::history;
use super::{PLUGIN, folder, read};
use crate::ground::{self, Office, Size};
use crate::report::Figure;
use crate::stage::Pace;

/// How many families the history is of.
const FAMILIES: usize = 100;

/// Replays a history on SQLite: its decisions are copies of one that the rules made, each with what was weighed.
///
/// # Errors
/// The rules are not built, or anything on the way is refused.
pub(crate) async fn measure(pace: Pace) -> Result<Vec<Figure>> {
    let decisions: i64 = if pace.quick { 5_000 } else { 100_000 };
    let files = tempfile::Builder::new().prefix("krachtig-bench-replay-").tempdir()?;
    let dir = files.path().join("home");
    let library = Arc::new(RuleLibrary::new(&Plugins {
        dir: files.path().join("plugins"),
        artifact_key_file: files.path().join("artifact.key"),
        compiler: std::env::var_os("KRACHTIG_PLUGIN_COMPILER").map_or_else(PathBuf::new, PathBuf::from),
    }));
    let tenants = Tenants::open(Place::Sqlite { dir: dir.clone() }, Options::default()).await?;
    let installation = Installation {
        services: Services::new(tenants, library.clone()),
        rules: library,
        log_key: Arc::new(LogKey::from_bytes(&[0; 32])),
        release_key: Arc::new(ReleaseKey::from_bytes(&[0; 32])),
    };
    let services = &installation.services;
    let size = Size {
        families: FAMILIES,
        seed: 11,
    };
    let office = Office::make(services, "replayed", size).await?;
    let acting =
        async |role| ground::context(services, &office.slug, Actor::member(office.coordinator, vec![role])).await;
    let coordinator = acting(Role::Coordinator).await?;
    let operator = krachtig_server::app::open::operator_ctx(services, &office.slug).await?;
    let component = read(&folder()?.join(format!("{PLUGIN}.wasm")))?;
    let set = switch_on(&installation, (&operator, &coordinator), component).await?;
    let asked = RequestBudget {
        trajectory_id: *office.asking.first().context("nobody may ask")?,
        draft: RequestDraft {
            amount: Cents::new(4_500).context("an amount")?,
            purpose: "Treinkaartjes voor een bezoek (fictief)".to_owned(),
            life_domain: LifeDomain::SocialNetwork,
            payee: PayeeKind::Supplier,
            silo: FundingSilo::None,
        },
    };
    let asked = services.request_budget(&coordinator, asked).await?.record;
    ensure!(asked.decision.rules.component_sha256.is_some(), "the rules decided");

    let file = dir.join("tenants").join(format!("{}.db", office.slug));
    let first = copy(&file, asked.id, decisions).await?;

    let plugin = services
        .plugin_by_hash(&coordinator, &set.hash)
        .await?
        .context("it was uploaded")?;
    let mut figures = Vec::new();
    for (condition, settings) in [
        ("with settings as they are", json!({})),
        ("with a cap of nothing", json!({"cap_cents": 0})),
    ] {
        let cmd = StartReplay {
            plugin_id: plugin.id,
            settings,
        };
        let (begun, cpu) = (Instant::now(), super::cpu::process_cpu());
        let found = replay(services, &coordinator, cmd, |_| {}).await?;
        let (took, cpu) = (begun.elapsed(), super::cpu::process_cpu().saturating_sub(cpu));
        ensure!(found.state == ReplayState::Done, "the replay ended as {}", found.state);
        let condition = format!(
            "{} decisions, {} different ({condition}); {first} of them before",
            found.summary.decisions, found.summary.different
        );
        let figure = |value: f64, unit| Figure {
            case: "a replay",
            database: "SQLite",
            condition: condition.clone(),
            value,
            unit,
        };
        figures.push(figure(took.as_secs_f64(), "s"));
        figures.push(figure(cpu.as_secs_f64(), "s CPU"));
    }
    services.tenants().close().await;
    figures.iter().for_each(Figure::print);
    Ok(figures)
}

/// Copies a decided request this often, each copy with facts that were weighed; tells how many requests were there.
async fn copy(file: &Path, request: BudgetRequestId, copies: i64) -> Result<String> {
    let facts = history()?;
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(file);
    let mut db = options.disable_statement_logging().connect().await?;
    let first: String = db
        .fetch_one("SELECT count(*) || '' FROM budget_request")
        .await?
        .try_get(0)?;
    let numbers = format!("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {copies})");
    let copy = format!(
        "{numbers} INSERT INTO budget_request SELECT CAST(X'0190' || randomblob(14) AS BLOB), r.trajectory_id, r.amount, \
         r.purpose, r.life_domain, r.payee, r.silo, r.requested_on, r.recorded_by, r.decision, r.version \
         FROM budget_request r JOIN n WHERE r.id = $1"
    );
    sqlx::query(sqlx::AssertSqlSafe(copy))
        .bind(request.uuid())
        .execute(&mut db)
        .await?;
    let weighed = "INSERT INTO weighed_facts SELECT r.id, r.trajectory_id, $1, 1 FROM budget_request r \
                   WHERE NOT EXISTS (SELECT 1 FROM weighed_facts w WHERE w.id = r.id)";
    sqlx::query(weighed)
        .bind(serde_json::to_string(&facts)?)
        .execute(&mut db)
        .await?;
    db.close().await?;
    Ok(first)
}
