//! Attachments: adding a file to a record, looking at it, taking it away. What a file may be is [`file`]'s affair.
//!
//! Content is kept before the commit that has its key, and removed after the commit that destroys it. Whatever comes
//! between leaves an object that nobody can open, which [`crate::store::Tenants::sweep_objects`] removes.

mod file;

pub use self::file::AttachmentLimits;
use self::file::Kept;
pub(super) use self::file::Workbench;
use super::logging::{Read, of_dossier, reading};
use super::work::{Case, Recorded, begin, expect_version, not_found, relation};
use super::{Act, Ctx, Failure, Outcome, Services};
use crate::access::{Action, permit_on};
use crate::domain::access_log::LogEvent;
use crate::domain::attachment::{Attachment, AttachmentDraft, AttachmentKey, Measured, Rendition, part_of};
use crate::domain::dossier::Parts;
use crate::domain::id::{AttachmentId, TrajectoryId};
use crate::domain::record::{Change, InDossier, RecordKind};
use crate::domain::refusal::{Refusal, RefusalCode};
use crate::domain::vocabulary::Vocabulary;
use crate::error::Fault;
use crate::store::{AuditLine, ContentKey, Find};

/// Adds a file to a record.
#[derive(Clone, Debug)]
pub struct AddAttachment {
    /// The trajectory.
    pub trajectory_id: TrajectoryId,
    /// What somebody says of the file.
    pub draft: AttachmentDraft,
    /// Its bytes.
    pub content: Vec<u8>,
}

/// Looks at an attachment, or takes it along.
#[derive(Clone, Copy, Debug)]
pub struct ReadAttachment {
    /// The trajectory.
    pub trajectory_id: TrajectoryId,
    /// The attachment.
    pub id: AttachmentId,
    /// Whether a small preview does.
    pub rendition: Rendition,
}

/// An attachment with its content.
#[derive(Clone, Debug)]
pub struct AttachmentContent {
    /// The attachment.
    pub attachment: Attachment,
    /// The bytes of the rendition that was asked for: as [`Attachment::media_type`] says, a preview always as JPEG.
    pub bytes: Vec<u8>,
}

impl Services {
    /// The same with other limits for files.
    #[must_use]
    pub fn with_attachment_limits(self, limits: AttachmentLimits) -> Self {
        Self {
            workbench: Workbench::new(limits),
            ..self
        }
    }

    /// The most bytes that a file may have.
    #[must_use]
    pub fn most_attachment_bytes(&self) -> usize {
        self.workbench.limits.most_bytes
    }

    /// Adds a file to a record: it is found out what it is, and what is kept of it is stored before the record is.
    ///
    /// # Errors
    /// As [`Attachment::check`]; `file_too_large`, `file_not_allowed`; `processing_restricted`; `storage_unavailable`
    /// where the file cannot be stored.
    pub async fn add_attachment(&self, ctx: &Ctx, cmd: AddAttachment) -> Outcome<Recorded<Attachment>> {
        let AddAttachment {
            trajectory_id,
            draft,
            content,
        } = cmd;
        // Asked before anything is made of the bytes, and again when they are stored: nobody's work waits meanwhile.
        drop(may_add(ctx, trajectory_id, &draft).await?);
        let kept = self.workbench.look_at(content).await?;
        let measured = Measured {
            media_type: kept.media_type,
            size: i64::try_from(kept.whole.len()).unwrap_or(i64::MAX),
        };
        let attachment = {
            let case = may_add(ctx, trajectory_id, &draft).await?;
            Attachment::add(&case.dossier, &draft, measured, ctx.stamp())?
        };
        let key = ContentKey::random()?;
        store(ctx, attachment.id, (&kept, &key)).await?;
        let added = commit(ctx, (trajectory_id, &draft), (attachment.clone(), &key)).await;
        if let Err(Failure::Refused(_)) = &added {
            // What was refused was surely not kept; what failed may have been, and is left to the sweep.
            forget(ctx, attachment.id).await;
        }
        added
    }

    /// The content of an attachment. The access log tells of it before it is handed out.
    ///
    /// # Errors
    /// `not_found` when it is not there, was taken away, or is not the actor's to see; `wrong_state` where it came in
    /// without its content; a fault where that cannot be opened.
    pub async fn attachment_content(&self, ctx: &Ctx, cmd: ReadAttachment) -> Outcome<AttachmentContent> {
        let absent = || not_found("id");
        let parts = Parts::of(&[RecordKind::Assignment, RecordKind::Attachment]);
        let found = ctx.store.dossier(cmd.trajectory_id, parts).await?.found();
        let dossier = found.ok_or_else(absent)?;
        let mut relation = relation(ctx, dossier.peek(), ctx.stamp());
        let glass = self.glass(ctx, cmd.trajectory_id, relation).await?;
        if let Some(glass) = &glass {
            relation = relation.with_glass(glass.id);
        }
        let attachment = Attachment::find(dossier.peek(), cmd.id, "id")?.clone();
        let about = (Action::ReadAttachment, attachment.part());
        let permit = permit_on(&ctx.actor, about, relation).ok_or_else(absent)?;
        let preview = cmd.rendition == Rendition::Preview;
        if !attachment.is_there() || (preview && !attachment.media_type.is_picture()) {
            return Err(absent());
        }
        if let Some(glass) = &glass {
            self.note_use(ctx, &permit, glass).await?;
        }
        let key = ctx.store.get::<AttachmentKey>(AttachmentKey::id_of(cmd.id)).await?;
        // A dossier that came in by an import has rows of files, and no files.
        let gone = || Refusal::new(RefusalCode::WrongState, "id");
        let key = key.and_then(|kept| kept.key).ok_or_else(gone)?;
        let key = ContentKey::kept(&key).ok_or(Fault::Corrupt {
            table: "attachment_key",
            column: "key",
            id: cmd.id.uuid(),
        })?;
        let bytes = ctx.store.objects()?.get((cmd.id.uuid(), cmd.rendition), &key).await?;
        // A document is taken along; a picture is looked at.
        let event = (!attachment.media_type.is_picture()).then_some(LogEvent::Export);
        let read = Read {
            kind: RecordKind::Attachment.code(),
            event,
            ..of_dossier(cmd.trajectory_id, Parts::of(&[attachment.record_kind]))
        };
        dossier
            .log(&ctx.store, &permit, |_| AuditLine {
                record_id: cmd.id.uuid(),
                ..reading(ctx, &permit, read)
            })
            .await?;
        Ok(AttachmentContent { attachment, bytes })
    }

    /// Takes an attachment away: its key is destroyed in the same commit, and its content removed after that.
    ///
    /// # Errors
    /// `not_found`, `stale`; `wrong_state` where it was taken away before.
    pub async fn remove_attachment(&self, ctx: &Ctx, cmd: Act<Attachment>) -> Outcome<Recorded<Attachment>> {
        let mut case = begin(ctx, Action::RemoveAttachment, Find::of::<Attachment>(cmd.id)).await?;
        let before = Attachment::find(&case.dossier, cmd.id, "id")?.clone();
        case.demand_part(ctx, before.part(), "id")?;
        expect_version(&case.tx, &before, cmd.version).await?;
        let after = before.remove(ctx.stamp())?;
        if let Some(key) = case.tx.get::<AttachmentKey>(AttachmentKey::id_of(cmd.id)).await? {
            let destroyed = key.destroyed();
            case.put_off(&Change::revised(&key, destroyed))?;
        }
        let removed = case.finish(ctx, Change::revised(&before, after)).await?;
        forget(ctx, cmd.id).await;
        Ok(removed)
    }
}

/// The dossier to which somebody may add a file.
async fn may_add(ctx: &Ctx, trajectory: TrajectoryId, draft: &AttachmentDraft) -> Outcome<Case> {
    let case = begin(ctx, Action::AddAttachment, Find::Trajectory(trajectory)).await?;
    let part = part_of(draft.record_kind).ok_or_else(|| not_found("record_id"))?;
    case.demand_part(ctx, part, "record_id")?;
    case.dossier
        .demand_unrestricted_record((draft.record_kind, draft.record_id), ctx.stamp().today)?;
    Attachment::check(&case.dossier, draft)?;
    Ok(case)
}

async fn commit(
    ctx: &Ctx,
    (trajectory, draft): (TrajectoryId, &AttachmentDraft),
    (attachment, key): (Attachment, &ContentKey),
) -> Outcome<Recorded<Attachment>> {
    let mut case = may_add(ctx, trajectory, draft).await?;
    case.keep(AttachmentKey::of(&attachment, key.to_keep()))?;
    case.finish(ctx, Change::recorded(attachment)).await
}

/// Stores what is kept of a file.
async fn store(ctx: &Ctx, id: AttachmentId, (kept, key): (&Kept, &ContentKey)) -> Outcome<()> {
    let unavailable = || Failure::from(Refusal::new(RefusalCode::StorageUnavailable, "file"));
    let Ok(objects) = ctx.store.objects() else {
        tracing::error!("it was not said where objects lie, so that no attachment can be kept");
        return Err(unavailable());
    };
    let preview = kept.preview.as_deref().map(|preview| (Rendition::Preview, preview));
    for (rendition, bytes) in [(Rendition::Whole, kept.whole.as_slice())].into_iter().chain(preview) {
        if let Err(fault) = objects.put((id.uuid(), rendition), key, bytes).await {
            tracing::error!(%fault, cause = ?std::error::Error::source(&fault), "an attachment could not be stored");
            forget(ctx, id).await;
            return Err(unavailable());
        }
    }
    Ok(())
}

/// Removes content that nobody can open any more. Where that fails it is removed another time.
pub(super) async fn forget(ctx: &Ctx, id: AttachmentId) {
    let Ok(objects) = ctx.store.objects() else { return };
    if let Err(fault) = objects.remove(id.uuid()).await {
        tracing::warn!(%fault, "the content of an attachment could not be removed yet");
    }
}
