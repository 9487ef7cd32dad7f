//! `krachtig retention …`: what is due to be destroyed in a tenant, in numbers: no person and no dossier is shown.
//!
//! Confirming what is proposed here is done by a coordinator of the office, and so not on the command line.

use std::fs;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use krachtig_core::domain::destruction::{Destruction, DestructionState};
use krachtig_core::domain::id::DestructionId;
use krachtig_core::domain::vocabulary::Vocabulary;
use krachtig_core::service::{DuePolicy, ProposeDestruction};
use krachtig_core::store::Slug;
use serde_json::{Value, json};

use super::{Answer, Context, Failure, Outcome, tools};
use crate::app::{key_upkeep, open};

/// Which tenant, and what is to be done.
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
    /// Tell how many dossiers are due, by policy.
    Preview,
    /// Propose to destroy what is due. A coordinator of the office has to confirm it.
    Propose,
    /// Carry out what was confirmed, or go on where that was interrupted.
    Run {
        /// The destruction's id.
        id: DestructionId,
        /// File to write the signed certificate to.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
}

pub(super) fn run(context: &Context, arguments: Arguments) -> Outcome {
    let keys = context.settings()?.keys;
    tools::with_installation(context, async move |installation| {
        let services = &installation.services;
        let ctx = open::operator_ctx(services, &arguments.tenant)
            .await
            .map_err(tools::fault)?;
        match arguments.command {
            Command::Preview => {
                let preview = services.preview_retention(&ctx).await.map_err(tools::failure)?;
                let lines: Vec<String> = preview.policies.iter().map(line).collect();
                let data = Value::Array(preview.policies.iter().map(told).collect());
                Ok(Answer::new(lines.join("\n"), data))
            }
            Command::Propose => {
                let cmd = ProposeDestruction::default();
                let proposed = services.propose_destruction(&ctx, cmd).await.map_err(tools::failure)?;
                Ok(answer(&proposed))
            }
            Command::Run { id, out } => {
                let done = services.run_destruction(&ctx, id).await.map_err(tools::failure)?;
                if let (Some(out), Some(note)) = (out, &done.certificate_note) {
                    fs::write(out, note).map_err(|error| Failure::refused("file_failed", error))?;
                }
                // Where no server runs, what is sealed with the old key is sealed anew here.
                let looked_after = key_upkeep::once(services.tenants(), &keys).await;
                looked_after.map_err(tools::fault)?;
                Ok(answer(&done))
            }
        }
    })
}

fn line(due: &DuePolicy) -> String {
    let next = due.next_on.map_or_else(String::new, |on| format!(", next on {on}"));
    format!(
        "{}: {} years from the {}: {} due, {} held, {} kept{next}",
        due.policy.basis,
        due.policy.years,
        due.policy.counted_from.code().replace('_', " "),
        due.due,
        due.held,
        due.kept
    )
}

fn told(due: &DuePolicy) -> Value {
    json!({
        "basis": due.policy.basis.code(),
        "years": due.policy.years,
        "countedFrom": due.policy.counted_from.code(),
        "due": due.due,
        "held": due.held,
        "kept": due.kept,
        "nextOn": due.next_on.map(|on| on.to_string()),
    })
}

/// A destruction in numbers.
fn answer(destruction: &Destruction) -> Answer {
    let (id, state, dossiers) = (destruction.id, destruction.state(), destruction.items.len());
    let text = match (state, &destruction.certificate) {
        (DestructionState::Completed, Some(certificate)) => {
            let (destroyed, left): (u32, u32) = (certificate.destroyed.values().sum(), certificate.left.values().sum());
            format!("{id}: destroyed {destroyed}, left alone {left}.")
        }
        _ => format!("{id}: {dossiers} proposed. A coordinator of the office has to confirm it."),
    };
    let data = json!({
        "id": id.to_string(),
        "state": state.code(),
        "dossiers": dossiers,
        "certificate": destruction.certificate,
        "certificateHash": destruction.certificate_hash,
        "certificateNote": destruction.certificate_note,
    });
    Answer::new(text, data)
}
