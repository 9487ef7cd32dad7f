//! `krachtig audit verify`: whether a log is whole, and where it is not.

use std::path::PathBuf;

use krachtig_core::domain::vocabulary::Vocabulary;
use krachtig_core::evidence::{SignedCheckpoint, VerifierKey};
use krachtig_core::service::{Ctx, LogCheck, LogDamage, VerifyLog};
use krachtig_core::store::Slug;
use serde_json::json;

use super::super::{Answer, Context, Failure, Outcome, tools};
use super::{export, opened, read};
use crate::app::open::Installation;

/// Which log, and what it is held against.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The tenant.
    #[arg(long, required_unless_present = "export")]
    tenant: Option<Slug>,
    /// A directory that `krachtig audit export` wrote, instead of a tenant: nothing else is opened then.
    #[arg(long, value_name = "DIR", conflicts_with = "tenant", requires = "log_key")]
    export: Option<PathBuf>,
    /// A checkpoint that was kept elsewhere; say it again for several.
    #[arg(long = "checkpoint", value_name = "FILE")]
    checkpoints: Vec<PathBuf>,
    /// The key of the log, as a checkpoint told it; the key of this installation when absent.
    #[arg(long, value_name = "KEY")]
    log_key: Option<VerifierKey>,
    /// The key of a second party who has to have signed each checkpoint of a file; say it again for several.
    #[arg(long = "witness", value_name = "KEY")]
    witnesses: Vec<VerifierKey>,
}

pub(super) fn run(context: &Context, arguments: Arguments) -> Outcome {
    let checkpoints: Result<Vec<SignedCheckpoint>, Failure> =
        arguments.checkpoints.iter().map(|file| read(file)).collect();
    let checkpoints = checkpoints?;
    if let (Some(directory), Some(log)) = (&arguments.export, &arguments.log_key) {
        return export::verify(directory, log, (&checkpoints, &arguments.witnesses));
    }
    let Some(tenant) = arguments.tenant else {
        return Err(Failure::refused("nothing_to_verify", "say which --tenant or --export"));
    };
    tools::with_installation(context, async move |installation| {
        let ctx = opened(installation, &tenant).await?;
        let log = match arguments.log_key {
            Some(key) => key,
            None => installation.services.log_verifier(&ctx, &installation.log_key)?,
        };
        let check = demand_good((installation, &ctx), (log, checkpoints, arguments.witnesses)).await?;
        let text = format!(
            "The log is whole: {} lines, held against {} checkpoints.",
            check.size, check.checkpoints
        );
        Ok(Answer::new(
            text,
            json!({"lines": check.size, "checkpoints": check.checkpoints}),
        ))
    })
}

/// Verifies a log.
///
/// # Errors
/// `log_damaged`, with everything that is wrong.
pub(super) async fn demand_good(
    (installation, ctx): (&Installation, &Ctx),
    (log, checkpoints, witnesses): (VerifierKey, Vec<SignedCheckpoint>, Vec<VerifierKey>),
) -> Result<LogCheck, Failure> {
    let order = VerifyLog {
        log,
        checkpoints,
        witnesses,
    };
    let check = installation.services.verify_log(ctx, order).await?;
    if check.is_good() {
        return Ok(check);
    }
    let lines: Vec<String> = check.damages.iter().map(line).collect();
    let reason = format!(
        "{} things are wrong with the log\n{}",
        check.damage_count,
        lines.join("\n")
    );
    let details: Vec<_> = check.damages.iter().map(told).collect();
    Err(Failure::refused("log_damaged", reason).with(json!({"damages": details, "count": check.damage_count})))
}

fn line(damage: &LogDamage) -> String {
    let at = damage.at.map_or_else(String::new, |at| format!(" at {at}"));
    let since = damage
        .good_until
        .map_or_else(String::new, |good| format!(", good until {good}"));
    let line = damage
        .line
        .map_or_else(String::new, |id| format!(", line aud_{}", id.simple()));
    format!("{}{at}{since}{line}", damage.kind.code())
}

fn told(damage: &LogDamage) -> serde_json::Value {
    json!({
        "code": damage.kind.code(),
        "at": damage.at,
        "good_until": damage.good_until,
        "line": damage.line.map(|id| format!("aud_{}", id.simple())),
    })
}
