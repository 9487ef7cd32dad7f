//! `krachtig demo`: six tenants with fictional families, served until asked to stop.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use krachtig_core::domain::vocabulary::{Role, Vocabulary};
use serde_json::json;

use super::{Answer, Context, Failure, Outcome, tools};
use crate::app::{self, open};
use crate::demo::seed::{self, Logins};
use crate::demo::tenants::TENANTS;
use crate::settings::Settings;

#[derive(Debug, Args)]
pub struct Arguments {
    /// Where the demo keeps its data.
    #[arg(long, default_value = "var/demo")]
    data: PathBuf,
    /// Throw away what an earlier demo left there, and begin anew.
    #[arg(long)]
    fresh: bool,
    /// The port to listen on.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Fill the demo and stop, without serving it.
    #[arg(long)]
    seed_only: bool,
}

const LOGINS: &str = "logins.json";

pub(super) fn run(context: &Context, arguments: &Arguments) -> Outcome {
    let settings = settings(context.settings()?, arguments);
    if arguments.fresh && arguments.data.join(LOGINS).exists() {
        fs::remove_dir_all(&arguments.data).map_err(|error| Failure::refused("io", error))?;
    }
    fs::create_dir_all(&arguments.data).map_err(|error| Failure::refused("io", error))?;
    let logins = match fs::read(arguments.data.join(LOGINS)) {
        Ok(kept) => serde_json::from_slice(&kept).map_err(|error| Failure::refused("unreadable", error))?,
        Err(_) => fill(&settings, &arguments.data)?,
    };
    let told = told(&settings, &logins);
    if arguments.seed_only {
        return Ok(Answer::new(told, json!(logins)));
    }
    say(&told);
    let drained = app::run(&settings).map_err(|error| Failure::refused("serve_failed", error))?;
    Ok(Answer::new("Stopped.", json!({"cut": drained.cut})))
}

/// The settings with everything that the demo keeps under its own folder.
fn settings(mut settings: Settings, arguments: &Arguments) -> Settings {
    let data = &arguments.data;
    settings.database.url = format!("sqlite:{}", data.join("tenants").display());
    settings.plugins.dir = data.join("plugins");
    settings.plugins.artifact_key_file = data.join("plugin-artifact.key");
    settings.audit.key_file = data.join("audit-log.key");
    settings.national.key_file = data.join("release.key");
    settings.server.listen.set_port(arguments.port);
    settings
}

/// Fills the demo. The file with the logins is written last: without it the demo is made again.
fn fill(settings: &Settings, data: &Path) -> Result<Logins, Failure> {
    let io = |error: std::io::Error| Failure::refused("io", error);
    let half_made = data.join("tenants");
    if half_made.exists() {
        fs::remove_dir_all(&half_made).map_err(io)?;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(io)?;
    let logins = runtime.block_on(async {
        let installation = open::open(settings).await.map_err(tools::fault)?;
        let logins = seed::seed(&installation, data, &say).await.map_err(tools::failure);
        installation.services.tenants().close().await;
        logins
    })?;
    let text = serde_json::to_vec_pretty(&logins).map_err(|error| Failure::refused("unwritable", error))?;
    fs::write(data.join(LOGINS), text).map_err(io)?;
    Ok(logins)
}

/// Addresses and logins, for whoever started the demo.
fn told(settings: &Settings, logins: &Logins) -> String {
    let address = format!("http://{}", settings.server.listen);
    let mut lines = vec![
        String::new(),
        "Krachtig's demo. Every person and family in it is made up.".to_owned(),
        String::new(),
    ];
    for plan in &TENANTS {
        lines.push(format!(
            "{} ({} families): {address}/t/{}",
            plan.name, plan.families, plan.slug
        ));
        for (email, token) in logins.members.get(plan.slug).into_iter().flatten() {
            lines.push(format!("  {:<16} {email:<55} {token}", seed::role_of(plan, email)));
        }
        if let Some(name) = logins.family.get(plan.slug) {
            lines.push(format!(
                "  {:<16} {name:<55} the password below",
                Role::FamilyMember.code()
            ));
        }
    }
    lines.push(format!(
        "Release of national figures of {}: {address}/national/graphql",
        logins.period
    ));
    lines.push(format!("  {:<16} {:<55} {}", "reader", "DJI (demo)", logins.national));
    for token in &logins.statisticians {
        lines.push(format!("  {:<16} {:<55} {token}", "statistician", "Statistiek (demo)"));
    }
    lines.push(format!(
        "Readers and statisticians show their token at the pages at {address}/national"
    ));
    lines.push(String::new());
    if !logins.password.is_empty() {
        lines.push(format!(
            "Sign in at the pages with an e-mail address from above and the password {}",
            logins.password
        ));
    }
    lines.push("For GraphQL, at /t/<tenant>/graphql, send a token as \"Authorization: Bearer …\" with \"X-Krachtig-Client: <any name>\".".to_owned());
    lines.join("\n")
}

/// Says something while the command goes on. Nobody may be listening, which is fine.
fn say(text: &str) {
    let _ = writeln!(std::io::stdout().lock(), "{text}");
}
