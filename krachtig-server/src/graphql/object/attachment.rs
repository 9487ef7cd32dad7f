//! Attachments of records. Their contents are no part of the schema: they are asked for at their own addresses.

use krachtig_core::domain::attachment::{Attachment, MediaType};
use krachtig_core::domain::id::{AttachmentId, TrajectoryId};
use krachtig_core::domain::record::{RecordKind, Version};
use krachtig_core::domain::text::Line;
use time::{Date, OffsetDateTime};

use crate::graphql::member_names::MemberRef;
use crate::graphql::scalar::{GlobalId, Word};
use crate::graphql::shown::{Made, shown};

shown! {
    /// A photo, a receipt or a letter that belongs to a record of the dossier. Its content is at
    /// `/t/{tenant}/dossiers/{trajectoryId}/attachments/{id}`, and a small preview of a picture at `/preview` below that, for
    /// whoever is signed in at the pages.
    "Attachment", |attachment: Attachment| {
        /// Its id.
        id: GlobalId<AttachmentId> = GlobalId(attachment.id);
        /// The trajectory.
        trajectoryId: GlobalId<TrajectoryId> = GlobalId(attachment.trajectory_id);
        /// The kind of record to which it is attached.
        recordKind: Word<RecordKind> = Word(attachment.record_kind);
        /// The record's id, with its prefix.
        recordId: String = attachment.record_kind.id_text(attachment.record_id);
        /// What its content is.
        mediaType: Word<MediaType> = Word(attachment.media_type);
        /// How many bytes its content has.
        size: i64 = attachment.size;
        /// What the file is called; absent once it is taken away.
        name: Option<&str> = attachment.name.as_ref().map(Line::as_str);
        /// What it shows; absent once it is taken away.
        about: Option<&str> = attachment.about.as_ref().map(Line::as_str);
        /// Who added it.
        addedBy: Made<MemberRef> = Made(MemberRef(attachment.added_by));
        /// When.
        addedOn: Date = attachment.added_on;
        /// When it was taken away. Its content is gone since.
        removedOn: Option<Date> = attachment.removed_on;
        /// When it was recorded.
        recordedAt: OffsetDateTime = attachment.id.made_at();
        /// Its version: send it along when it is taken away.
        version: Version = attachment.version;
    }
}
