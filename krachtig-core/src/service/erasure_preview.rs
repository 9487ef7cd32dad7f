//! What erasing would take, for whoever proposes it or confirms it: the erasing itself, tried in a transaction that is never
//! committed, so that no second table can tell otherwise.

use std::collections::BTreeMap;

use super::destruction::{Erasing, ProposeErasure, erasable};
use super::logging::{Read, reading};
use super::work::{not_found, tenant_permit};
use super::{Ctx, Outcome, Services};
use crate::access::{Action, Permit};
use crate::domain::access_log::LogEvent;
use crate::domain::destruction::{Destruction, DestructionItem, DestructionOutcome};
use crate::domain::id::{DestructionId, FamilyId};
use crate::domain::record::RecordKind;
use crate::domain::vocabulary::Vocabulary;

/// Of how many items of a destruction it is told: trying keeps others from writing meanwhile.
const MOST_TRIED: usize = 10;

/// What erasing would take, as the dossiers are now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ErasurePreview {
    /// Of how many items this tells, the first ones.
    pub tried: usize,
    /// How many records of each kind would go, by the code of the kind.
    pub records: BTreeMap<String, u32>,
    /// How many items would be left alone because they changed since they were proposed.
    pub changed: usize,
    /// How many would be left alone because they are held.
    pub held: usize,
}

impl Services {
    /// What erasing somebody, or a family, would take.
    ///
    /// # Errors
    /// As [`Services::propose_erasure`].
    pub async fn preview_erasure(&self, ctx: &Ctx, cmd: ProposeErasure) -> Outcome<ErasurePreview> {
        let permit = tenant_permit(ctx, Action::ProposeErasure)?;
        let tx = ctx.store.begin().await?;
        let item = erasable(ctx, &tx, &cmd).await?;
        drop(tx);
        tried(ctx, &permit, &[item]).await
    }

    /// What a proposed destruction would take by now, told of its first items.
    ///
    /// # Errors
    /// `not_found`, also for whoever may confirm none.
    pub async fn preview_destruction(&self, ctx: &Ctx, id: DestructionId) -> Outcome<ErasurePreview> {
        let permit = tenant_permit(ctx, Action::ConfirmDestruction)?;
        let found = ctx.store.get::<Destruction>(id).await?.ok_or_else(|| not_found("id"))?;
        let first = found.items.len().min(MOST_TRIED);
        tried(ctx, &permit, &found.items[..first]).await
    }
}

/// Erases these in a transaction that ends without a commit. The log tells that the dossiers were read for it.
async fn tried(ctx: &Ctx, permit: &Permit, items: &[DestructionItem]) -> Outcome<ErasurePreview> {
    let mut preview = ErasurePreview::default();
    let tx = ctx.store.begin().await?;
    let mut erasing = Erasing::begin(ctx, &tx, permit);
    for item in items {
        let (outcome, records) = erasing.item(item).await?;
        preview.tried += 1;
        match outcome {
            DestructionOutcome::Destroyed => {
                for (kind, count) in records {
                    let sum = preview.records.entry(kind).or_default();
                    *sum = sum.saturating_add(count);
                }
            }
            DestructionOutcome::Changed => preview.changed += 1,
            DestructionOutcome::Held => preview.held += 1,
        }
    }
    drop(erasing);
    drop(tx);
    let read = Read {
        kind: RecordKind::Family.code(),
        rows: Some(items.len()),
        shown: items.iter().map(|item| FamilyId::uuid(item.family_id)).collect(),
        event: Some(LogEvent::Read),
        ..Read::default()
    };
    let tx = ctx.store.begin().await?;
    tx.commit(reading(ctx, permit, read)).await?;
    Ok(preview)
}
