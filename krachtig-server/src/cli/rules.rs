//! `krachtig rules …`: the region's rules of a tenant.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use krachtig_core::store::Slug;
use serde_json::{Value, json};

use super::{Answer, Context, Failure, Outcome, tools};
use crate::app::open::{self, Installation};

#[derive(Debug, Args)]
pub struct Arguments {
    /// The tenant.
    #[arg(long)]
    tenant: Slug,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Check, compile and install a component: from now on it decides on budget requests.
    Install {
        /// The component.
        component: PathBuf,
        /// The region's settings for it, as a JSON object; without them the rules use their own defaults.
        #[arg(long, default_value = "{}")]
        settings: String,
    },
}

pub(super) fn run(context: &Context, arguments: Arguments) -> Outcome {
    tools::with_installation(context, async move |installation| {
        let Command::Install { component, settings } = arguments.command;
        let bytes = std::fs::read(&component).map_err(|error| Failure::refused("unreadable", error))?;
        let name = install(installation, &arguments.tenant, (&bytes, &settings)).await?;
        Ok(Answer::new(
            format!("Installed {name} in {}.", arguments.tenant),
            json!({"rules": name}),
        ))
    })
}

/// Installs a component in a tenant; answers its name and version.
pub(super) async fn install(
    installation: &Installation,
    tenant: &Slug,
    (component, settings): (&[u8], &str),
) -> Result<String, Failure> {
    let settings: Value =
        serde_json::from_str(settings).map_err(|error| Failure::refused("bad_settings", error.to_string()))?;
    let taken = installation.rules.take_in(component, settings);
    let order = taken.map_err(|error| Failure::refused("rules_refused", error))?;
    let ctx = open::operator_ctx(&installation.services, tenant)
        .await
        .map_err(tools::fault)?;
    let rules = installation
        .services
        .install_rules(&ctx, order)
        .await
        .map_err(tools::failure)?;
    Ok(format!("{} {}", rules.name, rules.edition))
}
