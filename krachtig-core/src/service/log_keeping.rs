//! Keeping the access log whole: signing how far it has come, keeping others' signatures under that, holding the log
//! against both, and handing it out with what proves it.
//!
//! Where the key that signs is kept does not belong here.

use super::logging::{Read, reading};
use super::work::{not_found, tenant_permit};
use super::{Ctx, Outcome, Services};
use crate::access::Action;
use crate::domain::id::TenantId;
use crate::error::{Cause, Fault};
use crate::evidence::{Checkpoint, LogKey, SignedCheckpoint, VerifierKey, VerifierUse};
use crate::store::{LogCheck, LogDamageKind, Store, StoredCheckpoint};

/// What a log is held against.
#[derive(Clone, Debug)]
pub struct VerifyLog {
    /// The key that signs the log's checkpoints.
    pub log: VerifierKey,
    /// Checkpoints that were kept elsewhere.
    pub checkpoints: Vec<SignedCheckpoint>,
    /// Whose signatures have to be under each of them as well.
    pub witnesses: Vec<VerifierKey>,
}

/// The log as it is handed out: everything that somebody needs to hold it against its checkpoints himself.
#[derive(Clone, Debug, Default)]
pub struct LogExport {
    /// The lines of a part of the log, in the order of the tree, each as the text that its leaf is the hash of.
    pub lines: Vec<String>,
    /// At which place the next part begins; none at the end.
    pub next: Option<u64>,
}

/// Lines that are exported at once.
const LINES: u64 = 1_000;

/// The name of a tenant's log, under which its checkpoints are signed.
#[must_use]
pub(super) fn origin_of(tenant: TenantId) -> String {
    format!("krachtig/{tenant}")
}

impl Services {
    /// The key under which the checkpoints of this tenant's log are checked.
    ///
    /// # Errors
    /// A fault where the log has no name, which none is known to lack.
    pub fn log_verifier(&self, ctx: &Ctx, key: &LogKey) -> Outcome<VerifierKey> {
        Ok(key
            .verifier(&origin_of(ctx.store.tenant().id), VerifierUse::Log)
            .map_err(unsuitable)?)
    }

    /// Gives every line its place, and signs how far the log has come. Where nothing came since the last checkpoint,
    /// that one is answered.
    ///
    /// # Errors
    /// `not_found` for whoever may not keep the log; a fault of the store.
    pub async fn checkpoint_log(&self, ctx: &Ctx, key: &LogKey) -> Outcome<SignedCheckpoint> {
        tenant_permit(ctx, Action::KeepAccessLog)?;
        ctx.store.place_lines().await?;
        let tree = ctx.store.tree().await?;
        let size = tree.size();
        let last = ctx.store.last_checkpoint().await?;
        if last.is_none_or(|last| last.tree.size() < size) {
            let checkpoint = Checkpoint {
                origin: origin_of(ctx.store.tenant().id),
                size: tree.size(),
                root: tree.root(),
                at: ctx.now().unix_timestamp(),
            };
            let note = checkpoint.sign(key).map_err(unsuitable)?.to_string();
            let at = ctx.now();
            ctx.store.keep_checkpoint(&StoredCheckpoint { tree, note, at }).await?;
        }
        // Somebody else may have been first.
        let notes = ctx.store.checkpoint_notes(size).await?;
        Ok(read(notes.first().map_or("", String::as_str))?)
    }

    /// All checkpoints that are kept, the smallest first, with the signatures under each.
    ///
    /// # Errors
    /// `not_found` for whoever may not keep the log; a fault of the store.
    pub async fn checkpoints(&self, ctx: &Ctx) -> Outcome<Vec<SignedCheckpoint>> {
        tenant_permit(ctx, Action::KeepAccessLog)?;
        Ok(kept(&ctx.store).await?)
    }

    /// Keeps the signatures that somebody put under a checkpoint, where that checkpoint is one of this log's. Answers
    /// with all that are under it now.
    ///
    /// # Errors
    /// `not_found` for a checkpoint that is not kept here, or is kept differently; a fault of the store.
    pub async fn keep_cosignatures(&self, ctx: &Ctx, signed: &SignedCheckpoint) -> Outcome<SignedCheckpoint> {
        tenant_permit(ctx, Action::KeepAccessLog)?;
        let all = kept(&ctx.store).await?;
        let ours = all.into_iter().find(|ours| ours.checkpoint == signed.checkpoint);
        let mut ours = ours.ok_or_else(|| not_found("checkpoint"))?;
        let there = ours.signature_lines();
        for (signer, line) in signed.signature_lines() {
            if !there.iter().any(|(_, known)| *known == line) {
                let stamp = (ctx.clock.fresh(), ctx.now());
                let size = signed.checkpoint.size;
                ctx.store.keep_cosignature(stamp, size, (signer, line)).await?;
            }
        }
        ours = ours.with_signatures_of(signed);
        Ok(ours)
    }

    /// Holds the whole log against its tree, the checkpoints that are kept with it, and those that were kept elsewhere.
    ///
    /// # Errors
    /// `not_found` for whoever may not keep the log; a fault of the store.
    pub async fn verify_log(&self, ctx: &Ctx, order: VerifyLog) -> Outcome<LogCheck> {
        tenant_permit(ctx, Action::KeepAccessLog)?;
        ctx.store.place_lines().await?;
        let origin = origin_of(ctx.store.tenant().id);
        let (mut good, mut bad) = (Vec::new(), Vec::new());
        let ours = kept(&ctx.store).await?.into_iter().map(|ours| (ours, false));
        for (signed, from_elsewhere) in ours.chain(order.checkpoints.into_iter().map(|signed| (signed, true))) {
            let size = signed.checkpoint.size;
            let signed_by_all = order.witnesses.iter().all(|witness| signed.is_signed_by(witness));
            if signed.checkpoint.origin != origin {
                bad.push((LogDamageKind::OtherLog, size));
            } else if !signed.is_signed_by(&order.log) || (from_elsewhere && !signed_by_all) {
                bad.push((LogDamageKind::NotSigned, size));
            } else {
                good.push(signed.checkpoint);
            }
        }
        let mut check = ctx.store.check_log(good).await?;
        for (kind, size) in bad {
            check.note(kind, Some(size), None);
        }
        Ok(check)
    }

    /// A part of the log from this place of the tree on, as far as lines have their place.
    ///
    /// # Errors
    /// `not_found` for whoever may not export it; a fault of the store.
    pub async fn export_log(&self, ctx: &Ctx, from: u64) -> Outcome<LogExport> {
        let permit = tenant_permit(ctx, Action::ExportAccessLog)?;
        let lines = ctx.store.log_texts(from, LINES).await?;
        let line = |lines: &Vec<String>| {
            let read = Read {
                kind: "audit",
                rows: Some(lines.len()),
                ..Read::default()
            };
            reading(ctx, &permit, read)
        };
        let lines = lines.log(&ctx.store, &permit, line).await?;
        let next = from + lines.len() as u64;
        Ok(LogExport {
            next: (lines.len() as u64 == LINES).then_some(next),
            lines,
        })
    }
}

/// The checkpoints that are kept.
async fn kept(store: &Store) -> Result<Vec<SignedCheckpoint>, Fault> {
    store.checkpoint_notes(0).await?.iter().map(|note| read(note)).collect()
}

fn read(note: &str) -> Result<SignedCheckpoint, Fault> {
    note.parse().map_err(|_| Fault::Corrupt {
        table: "audit_checkpoint",
        column: "note",
        id: uuid::Uuid::nil(),
    })
}

fn unsuitable(fault: crate::evidence::NoteFault) -> Fault {
    Fault::Io {
        doing: "signing a checkpoint",
        source: Cause::new(fault),
    }
}
