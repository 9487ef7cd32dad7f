//! `krachtig audit …`: signing how far a tenant's access log has come, countersigning that as a second party, verifying
//! the log, handing it out, and checking certificates that its key signed.
//!
//! What is verified does not belong here: see `krachtig_core::service`.

mod certificate;
mod export;
mod verify;

use std::fs;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use krachtig_core::domain::clock::Clock;
use krachtig_core::evidence::{LogKey, NoteFault, SignedCheckpoint, VerifierKey, VerifierUse};
use krachtig_core::service::Ctx;
use krachtig_core::store::Slug;
use serde_json::json;

use super::{Answer, Context, Failure, Outcome, tools};
use crate::app::clock::SystemClock;
use crate::app::key_file::secret_in;
use crate::app::open::{self, Installation};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Sign how far a tenant's log has come, and print that.
    Checkpoint {
        /// The tenant.
        #[arg(long)]
        tenant: Slug,
        /// File to write the checkpoint to as well.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Hold the log against its tree, its checkpoints, and checkpoints that were kept elsewhere. Fails where anything is
    /// wrong.
    Verify(verify::Arguments),
    /// Sign a checkpoint as a second party, or keep a second party's signature.
    Countersign(Countersign),
    /// Write the log to files with which anybody can verify it.
    Export(export::Arguments),
    /// Check that the certificate of a destruction is what the office's log key signed.
    Certificate(certificate::Arguments),
}

/// What to countersign, as whom.
#[derive(Debug, clap::Args)]
pub struct Countersign {
    /// The tenant whose newest checkpoint is signed, after its log was verified; the signature is kept with it. Without
    /// it, nothing is opened, and the checkpoint of the file is signed.
    #[arg(long)]
    tenant: Option<Slug>,
    /// A checkpoint: to be signed, or with `--tenant` and without `--key`, already signed and to be kept.
    #[arg(long, value_name = "FILE")]
    checkpoint: Option<PathBuf>,
    /// File with the second party's key. It is made at first use, readable by its owner alone.
    #[arg(long, value_name = "FILE", requires = "name")]
    key: Option<PathBuf>,
    /// The name under which the second party signs.
    #[arg(long, requires = "key")]
    name: Option<String>,
    /// The key of the log, by which the checkpoint of the file has to be signed.
    #[arg(long, value_name = "KEY")]
    log_key: Option<VerifierKey>,
    /// A checkpoint that this party signed before, with which the log has to agree; say it again for several.
    #[arg(long, value_name = "FILE")]
    previous: Vec<PathBuf>,
    /// File to write the checkpoint to, with all signatures.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub(super) fn run(context: &Context, command: Command) -> Outcome {
    match command {
        Command::Checkpoint { tenant, out } => tools::with_installation(context, async move |installation| {
            let ctx = opened(installation, &tenant).await?;
            let services = &installation.services;
            let signed = services.checkpoint_log(&ctx, &installation.log_key).await?;
            let verifier = services.log_verifier(&ctx, &installation.log_key)?;
            told(&signed, out.as_deref(), json!({"log_key": verifier.to_string()}))
        }),
        Command::Verify(arguments) => verify::run(context, arguments),
        Command::Countersign(order) => match order.tenant.clone() {
            Some(tenant) => countersign_here(context, tenant, order),
            None => countersign_there(&order),
        },
        Command::Export(arguments) => export::run(context, arguments),
        Command::Certificate(arguments) => certificate::run(context, arguments),
    }
}

async fn opened(installation: &Installation, tenant: &Slug) -> Result<Ctx, Failure> {
    open::operator_ctx(&installation.services, tenant)
        .await
        .map_err(tools::fault)
}

fn note_fault(fault: NoteFault) -> Failure {
    Failure::refused(fault.code(), fault)
}

fn unreadable(error: std::io::Error) -> Failure {
    Failure::refused("file_failed", error)
}

/// The checkpoint in a file.
fn read(file: &Path) -> Result<SignedCheckpoint, Failure> {
    fs::read_to_string(file)
        .map_err(unreadable)?
        .parse()
        .map_err(note_fault)
}

/// The second party who signs.
fn witness(order: &Countersign) -> Result<Option<(LogKey, String)>, Failure> {
    let Some((file, name)) = order.key.as_ref().zip(order.name.clone()) else {
        return Ok(None);
    };
    let key = LogKey::from_bytes(&secret_in(file).map_err(unreadable)?);
    Ok(Some((key, name)))
}

/// Signs, and tells the key under which the signature is checked.
fn sign(signed: &mut SignedCheckpoint, (key, name): &(LogKey, String)) -> Result<VerifierKey, Failure> {
    let at = u64::try_from(SystemClock.now().unix_timestamp()).unwrap_or_default();
    signed.countersign(key, name, at).map_err(note_fault)?;
    key.verifier(name, VerifierUse::Witness).map_err(note_fault)
}

/// As a second party who can look into the log itself.
fn countersign_here(context: &Context, tenant: Slug, order: Countersign) -> Outcome {
    tools::with_installation(context, async move |installation| {
        let ctx = opened(installation, &tenant).await?;
        let services = &installation.services;
        let Some(witness) = witness(&order)? else {
            let file = order.checkpoint.as_deref();
            let file =
                file.ok_or_else(|| Failure::refused("nothing_to_sign", "say --key, or which --checkpoint to keep"))?;
            let kept = services.keep_cosignatures(&ctx, &read(file)?).await?;
            return told(&kept, order.out.as_deref(), json!({}));
        };
        let mut signed = match &order.checkpoint {
            Some(file) => read(file)?,
            None => services.checkpoint_log(&ctx, &installation.log_key).await?,
        };
        let log = services.log_verifier(&ctx, &installation.log_key)?;
        let mut against = vec![signed.clone()];
        for file in &order.previous {
            against.push(read(file)?);
        }
        verify::demand_good((installation, &ctx), (log, against, Vec::new())).await?;
        let key = sign(&mut signed, &witness)?;
        let kept = services.keep_cosignatures(&ctx, &signed).await?;
        told(&kept, order.out.as_deref(), json!({"witness_key": key.to_string()}))
    })
}

/// As a second party who has nothing but the checkpoint.
fn countersign_there(order: &Countersign) -> Outcome {
    let needs = |what: &'static str| Failure::refused("nothing_to_sign", what);
    let file = order.checkpoint.as_deref();
    let mut signed = read(file.ok_or_else(|| needs("say --tenant, or which --checkpoint to sign"))?)?;
    let witness = witness(order)?.ok_or_else(|| needs("say --key and --name"))?;
    let log = order
        .log_key
        .as_ref()
        .ok_or_else(|| needs("say by which --log-key it has to be signed"))?;
    if signed.checkpoint.origin != log.name() || !signed.is_signed_by(log) {
        return Err(Failure::refused(
            "not_signed",
            "the checkpoint is not signed by that log",
        ));
    }
    for file in &order.previous {
        let before = read(file)?.checkpoint;
        let now = &signed.checkpoint;
        let contradicts = before.size > now.size || (before.size == now.size && before.root != now.root);
        if before.origin != now.origin || contradicts {
            return Err(Failure::refused("fork", "the log contradicts what was signed before"));
        }
    }
    let key = sign(&mut signed, &witness)?;
    told(&signed, order.out.as_deref(), json!({"witness_key": key.to_string()}))
}

/// Prints a checkpoint, and writes it to a file where one is named.
fn told(signed: &SignedCheckpoint, out: Option<&Path>, mut more: serde_json::Value) -> Outcome {
    let text = signed.to_string();
    if let Some(out) = out {
        fs::write(out, &text).map_err(unreadable)?;
    }
    more["checkpoint"] = text.clone().into();
    more["size"] = signed.checkpoint.size.into();
    let keys: Vec<String> = ["log_key", "witness_key"]
        .iter()
        .filter_map(|name| Some(format!("{name}: {}", more.get(name)?.as_str()?)))
        .collect();
    Ok(Answer::new(format!("{text}\n{}", keys.join("\n")), more))
}
