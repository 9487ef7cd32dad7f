//! `krachtig audit certificate`: whether the certificate of a destruction is what the office's log key signed.

use std::fs;
use std::path::PathBuf;

use krachtig_core::evidence::{SignedCertificate, VerifierKey};
use krachtig_core::store::Slug;
use serde_json::{Value, json};

use super::super::{Answer, Context, Failure, Outcome, tools};
use super::{note_fault, opened, unreadable};

/// Which certificate, and by whose key.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The certificate: the text that came with the destruction.
    file: PathBuf,
    /// The key of the office's log, as a checkpoint told it. Nothing else is opened then.
    #[arg(long, value_name = "KEY", required_unless_present = "tenant")]
    log_key: Option<VerifierKey>,
    /// The tenant, by the key that this installation has for it.
    #[arg(long, conflicts_with = "log_key")]
    tenant: Option<Slug>,
}

pub(super) fn run(context: &Context, arguments: Arguments) -> Outcome {
    let text = fs::read_to_string(&arguments.file).map_err(unreadable)?;
    let signed: SignedCertificate = text.parse().map_err(note_fault)?;
    match (arguments.log_key, arguments.tenant) {
        (Some(key), _) => told(&signed, &key),
        (None, Some(tenant)) => tools::with_installation(context, async move |installation| {
            let ctx = opened(installation, &tenant).await?;
            let key = installation.services.log_verifier(&ctx, &installation.log_key)?;
            told(&signed, &key)
        }),
        (None, None) => Err(Failure::refused("nothing_to_verify", "say which --log-key or --tenant")),
    }
}

fn told(signed: &SignedCertificate, key: &VerifierKey) -> Outcome {
    if !signed.is_signed_by(key) {
        let reason = "the certificate is not what this key signed";
        return Err(Failure::refused("not_signed", reason));
    }
    let certificate: Value = serde_json::from_str(&signed.told).unwrap_or_else(|_| json!(signed.told));
    let text = format!(
        "The certificate is what the key of {} signed.\n{certificate:#}",
        signed.origin
    );
    Ok(Answer::new(
        text,
        json!({"origin": signed.origin, "certificate": certificate}),
    ))
}
