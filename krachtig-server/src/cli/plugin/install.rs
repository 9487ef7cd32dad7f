//! `krachtig plugin install`: a signed component into a tenant, up to the point where a coordinator has to agree.
//!
//! What is checked does not belong here: the services do that for whoever uploads, in whatever way.

use std::path::{Path, PathBuf};

use krachtig_core::domain::rule_set::RuleUse;
use krachtig_core::rules::PluginSignature;
use krachtig_core::service::{StartReplay, UploadPlugin};
use krachtig_core::store::Slug;
use serde_json::{Value, json};
use time::Date;
use time::macros::format_description;

use super::replay::{replayed, shown};
use crate::app::open::operator_ctx;
use crate::app::switch_on::{propose, trust, upload};
use crate::cli::{Answer, Context, Failure, Outcome, tools};

/// What to install, where, and from when.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The tenant.
    #[arg(long)]
    tenant: Slug,
    /// The component.
    component: PathBuf,
    /// Its signature; without it, the file beside the component that ends in `.sig`.
    #[arg(long, value_name = "FILE")]
    signature: Option<PathBuf>,
    /// Trust the key that signed it from now on, under this name.
    #[arg(long, value_name = "NAME")]
    trust: Option<String>,
    /// The region's settings, as a file with a JSON object; without it the rules use their own defaults.
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
    /// From which day it is to decide: `2026-12-01`; without it, from today.
    #[arg(long, value_name = "DATE", value_parser = day)]
    from: Option<Date>,
    /// Let it run beside the rules that decide, without deciding anything.
    #[arg(long)]
    shadow: bool,
}

pub(super) fn run(context: &Context, arguments: Arguments) -> Outcome {
    let component = read(&arguments.component)?;
    let beside = || {
        let mut file = arguments.component.clone().into_os_string();
        file.push(".sig");
        PathBuf::from(file)
    };
    let file = arguments.signature.clone().unwrap_or_else(beside);
    let signature = String::from_utf8(read(&file)?).unwrap_or_default();
    let parsed = PluginSignature::parse(&signature)
        .map_err(|fault| Failure::refused(fault.code(), format!("{}: {fault}", file.display())))?;
    let settings = settings(arguments.settings.as_deref())?;
    tools::with_installation(context, async move |installation| {
        let services = &installation.services;
        let ctx = operator_ctx(services, &arguments.tenant).await.map_err(tools::fault)?;
        if let Some(label) = &arguments.trust {
            trust(services, &ctx, (label, &parsed)).await.map_err(tools::failure)?;
        }
        let plugin = upload(services, &ctx, UploadPlugin { component, signature })
            .await
            .map_err(tools::failure)?;
        let cmd = StartReplay {
            plugin_id: plugin.id,
            settings: settings.clone(),
        };
        let replay = replayed(context, (services, &ctx), cmd).await?;
        let usage = if arguments.shadow {
            RuleUse::Shadow
        } else {
            RuleUse::Active
        };
        let from = arguments.from.unwrap_or_else(|| ctx.stamp().today);
        let proposed = propose(services, &ctx, &plugin, (settings, usage, from))
            .await
            .map_err(tools::failure)?;
        let text = format!(
            "{}\nProposed {} {} in {} from {from}, as {}.\nA coordinator of the office has to confirm it: \
             mutation {{ confirmRules(input: {{id: \"{}\", version: {}}}) {{ refusals {{ code }} }} }}",
            shown(&replay),
            plugin.name,
            plugin.edition,
            arguments.tenant,
            proposed.usage,
            proposed.id,
            proposed.version.get(),
        );
        let data = json!({
            "plugin": plugin.id.to_string(),
            "ruleSet": proposed.id.to_string(),
            "version": proposed.version.get(),
            "replay": replay.summary,
        });
        Ok(Answer::new(text, data))
    })
}

/// Reads a file, or says which could not be read.
pub(super) fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(file).map_err(|error| Failure::refused("unreadable", format!("{}: {error}", file.display())))
}

/// The settings in a file, or none.
pub(super) fn settings(file: Option<&Path>) -> Result<Value, Failure> {
    let Some(file) = file else { return Ok(json!({})) };
    serde_json::from_slice(&read(file)?)
        .map_err(|error| Failure::refused("bad_settings", format!("{}: {error}", file.display())))
}

fn day(text: &str) -> Result<Date, String> {
    Date::parse(text, format_description!("[year]-[month]-[day]")).map_err(|_| "a day is written 2026-12-01".to_owned())
}
