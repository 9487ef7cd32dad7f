//! Attachments: a photo, a receipt or a letter that belongs to a record of a dossier and is seen with it.
//!
//! What a file is called and what it shows are kept with the record; its content lies elsewhere, sealed with a key of its
//! own ([`AttachmentKey`]). When an attachment is taken away, or erased, that key goes, and with it the content, whatever
//! copies there are. Which bytes are an allowed photo or document does not belong here.
//!
//! ```
//! use krachtig_core::domain::attachment::{MediaType, part_of};
//! use krachtig_core::domain::dossier_part::DossierPart;
//! use krachtig_core::domain::record::RecordKind;
//!
//! assert_eq!(part_of(RecordKind::BudgetRequest), Some(DossierPart::Budget));
//! assert_eq!(part_of(RecordKind::Consent), None, "nothing is attached to a consent");
//! assert_eq!(MediaType::Pdf.mime(), "application/pdf");
//! ```

use serde::{Deserialize, Serialize};
use time::Date;
use uuid::Uuid;

use super::budget::BudgetRequest;
use super::clock::Stamp;
use super::dossier::Dossier;
use super::dossier_part::DossierPart;
use super::goal::{Action, Goal};
use super::id::{AttachmentId, AttachmentKeyId, Id, MemberId, TrajectoryId};
use super::identity::KeptSecret;
use super::partner::Referral;
use super::record::{Change, InDossier, RecordKind, Version, record};
use super::refusal::{Check, Decision, RefusalCode};
use super::rights::DataSubject;
use super::story::StoryVersion;
use super::talk::DetaineeTalk;
use super::text::Line;
use super::trajectory::Trajectory;
use super::vocabulary::vocabulary;

vocabulary! {
    /// What the content of an attachment is.
    MediaType = "media_type" {
        /// A photo, as JPEG.
        Jpeg = "jpeg",
        /// A picture, as PNG.
        Png = "png",
        /// A document.
        Pdf = "pdf",
    }
}

impl MediaType {
    /// Its name on the wire.
    #[must_use]
    pub const fn mime(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Pdf => "application/pdf",
        }
    }

    /// What the name of a file of it ends with.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Pdf => "pdf",
        }
    }

    /// Whether it is a picture, of which there is a small preview. A document is handed out as a file, and never shown.
    #[must_use]
    pub const fn is_picture(self) -> bool {
        !matches!(self, Self::Pdf)
    }
}

/// How the content of an attachment is rendered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rendition {
    /// As it was added.
    Whole,
    /// Small, to be looked at beside others.
    Preview,
}

/// An attachment of a record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attachment {
    /// Its id.
    pub id: AttachmentId,
    /// The trajectory.
    pub trajectory_id: TrajectoryId,
    /// The kind of record to which it is attached: see [`part_of`].
    pub record_kind: RecordKind,
    /// The record.
    pub record_id: Uuid,
    /// What its content is.
    pub media_type: MediaType,
    /// How many bytes its content has.
    pub size: i64,
    /// What the file is called; nothing once it is taken away.
    pub name: Option<Line>,
    /// What it shows, for whoever cannot see it; nothing once it is taken away.
    pub about: Option<Line>,
    /// Who added it.
    pub added_by: MemberId,
    /// When.
    pub added_on: Date,
    /// When it was taken away.
    pub removed_on: Option<Date>,
    /// Its version.
    pub version: Version,
}
record!(Attachment, AttachmentId, Attachment, trajectory: trajectory_id, dossier: attachments);

/// The key of an attachment's content. It has the attachment's own id, and is in no dossier.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AttachmentKey {
    /// Its id, the same as the attachment's.
    pub id: AttachmentKeyId,
    /// The trajectory.
    pub trajectory_id: TrajectoryId,
    /// The key; nothing once the content is gone.
    pub key: Option<KeptSecret>,
    /// Its version.
    pub version: Version,
}
record!(AttachmentKey, AttachmentKeyId, AttachmentKey);

/// The part of a dossier in which attachments of a record of this kind are; nothing where a record has none. What is
/// attached to the dossier itself is the family's, so that it does not pass the wall.
#[must_use]
pub const fn part_of(kind: RecordKind) -> Option<DossierPart> {
    match kind {
        RecordKind::Trajectory => Some(DossierPart::Family),
        RecordKind::DetaineeTalk => Some(DossierPart::Detainee),
        RecordKind::Goal | RecordKind::Action => Some(DossierPart::Work),
        RecordKind::BudgetRequest => Some(DossierPart::Budget),
        RecordKind::Referral => Some(DossierPart::Partner),
        RecordKind::StoryVersion => Some(DossierPart::Story),
        _ => None,
    }
}

/// Whether what is attached to a record of this kind may show somebody who is erased. Receipts stay with the ledger.
#[must_use]
pub fn may_show(kind: RecordKind, subject: DataSubject) -> bool {
    match (part_of(kind), subject) {
        (_, DataSubject::Family) => true,
        (part, DataSubject::Detainee(_)) => part == Some(DossierPart::Detainee),
        (part, DataSubject::Person(_)) => !matches!(part, Some(DossierPart::Detainee | DossierPart::Budget)),
    }
}

/// What somebody says of a file.
#[derive(Clone, Debug)]
pub struct AttachmentDraft {
    /// The kind of record to which it is attached.
    pub record_kind: RecordKind,
    /// The record.
    pub record_id: Uuid,
    /// What the file is called where it comes from. It is shown, and never a path.
    pub name: String,
    /// What it shows.
    pub about: String,
}

/// What a file turned out to hold.
#[derive(Clone, Copy, Debug)]
pub struct Measured {
    /// What it is.
    pub media_type: MediaType,
    /// How many bytes are kept of it.
    pub size: i64,
}

/// What a draft says, read.
struct Told {
    name: Line,
    about: Line,
}

impl Attachment {
    /// Adds a file to a record of the dossier.
    ///
    /// # Errors
    /// As [`Attachment::check`].
    pub fn add(dossier: &Dossier, draft: &AttachmentDraft, measured: Measured, stamp: Stamp<'_>) -> Decision<Self> {
        let Told { name, about } = Self::read(dossier, draft)?;
        Ok(Self {
            id: stamp.id(),
            trajectory_id: dossier.trajectory.id,
            record_kind: draft.record_kind,
            record_id: draft.record_id,
            media_type: measured.media_type,
            size: measured.size,
            name: Some(with_extension(&name, measured.media_type)),
            about: Some(about),
            added_by: stamp.by,
            added_on: stamp.today,
            removed_on: None,
            version: Version::FIRST,
        })
    }

    /// Whether a file could be added, asked before anything is made of its content.
    ///
    /// # Errors
    /// `trajectory_closed`; `not_found` for a record that is not of this dossier, or of a kind that has no attachments;
    /// what is wrong with the texts.
    pub fn check(dossier: &Dossier, draft: &AttachmentDraft) -> Decision<()> {
        Self::read(dossier, draft).map(|_| ())
    }

    fn read(dossier: &Dossier, draft: &AttachmentDraft) -> Decision<Told> {
        dossier.demand_open()?;
        let mut check = Check::new();
        let there = dossier.has_record(draft.record_kind, draft.record_id);
        check.ensure(there, RefusalCode::NotFound, "record_id");
        let about = check.line("about", &draft.about);
        let name = check.line("name", &clean_name(&draft.name));
        check.pass(Told { name, about })
    }

    /// Takes it away, with what it was called and what it showed.
    ///
    /// # Errors
    /// `wrong_state` where it was taken away before.
    pub fn remove(&self, stamp: Stamp<'_>) -> Decision<Self> {
        let mut check = Check::new();
        check.ensure(self.removed_on.is_none(), RefusalCode::WrongState, "id");
        check.pass(Self {
            name: None,
            about: None,
            removed_on: Some(stamp.today),
            version: self.version.next(),
            ..self.clone()
        })
    }

    /// Whether there is content: it was neither taken away nor erased.
    #[must_use]
    pub fn is_there(&self) -> bool {
        self.removed_on.is_none() && self.name.is_some()
    }

    /// The part of a dossier in which it is: that of its record.
    #[must_use]
    pub fn part(&self) -> DossierPart {
        part_of(self.record_kind).unwrap_or(DossierPart::Detainee)
    }
}

impl AttachmentKey {
    /// The key of a new attachment's content.
    #[must_use]
    pub fn of(attachment: &Attachment, key: KeptSecret) -> Self {
        Self {
            id: Self::id_of(attachment.id),
            trajectory_id: attachment.trajectory_id,
            key: Some(key),
            version: Version::FIRST,
        }
    }

    /// The id of the key of an attachment.
    #[must_use]
    pub const fn id_of(attachment: AttachmentId) -> AttachmentKeyId {
        AttachmentKeyId::from_uuid(attachment.uuid())
    }

    /// Without the key: nobody opens the content any more.
    #[must_use]
    pub fn destroyed(&self) -> Self {
        Self {
            key: None,
            version: self.version.next(),
            ..self.clone()
        }
    }
}

impl Dossier {
    /// The attachments of a record that are there.
    pub fn attachments_of(&self, record: Uuid) -> impl Iterator<Item = &Attachment> {
        let of_record = move |one: &&Attachment| one.record_id == record && one.is_there();
        Attachment::all(self).iter().filter(of_record)
    }

    /// Demands that no restriction stands in the way of adding to a record, as if it were written anew.
    ///
    /// # Errors
    /// `processing_restricted`.
    pub fn demand_unrestricted_record(&self, (kind, id): (RecordKind, Uuid), today: Date) -> Decision<()> {
        fn demand<R: InDossier>(dossier: &Dossier, id: Uuid, today: Date) -> Decision<()> {
            let record = R::all(dossier).iter().find(|one| Id::uuid(one.id()) == id);
            record.map_or(Ok(()), |record| {
                dossier.demand_unrestricted(&Change::recorded(record.clone()), today)
            })
        }
        match kind {
            RecordKind::DetaineeTalk => demand::<DetaineeTalk>(self, id, today),
            RecordKind::Goal => demand::<Goal>(self, id, today),
            RecordKind::Action => demand::<Action>(self, id, today),
            RecordKind::BudgetRequest => demand::<BudgetRequest>(self, id, today),
            RecordKind::Referral => demand::<Referral>(self, id, today),
            RecordKind::StoryVersion => demand::<StoryVersion>(self, id, today),
            _ => demand::<Trajectory>(self, id, today),
        }
    }

    /// Whether it holds this record, of a kind that has attachments.
    #[must_use]
    pub fn has_record(&self, kind: RecordKind, id: Uuid) -> bool {
        match kind {
            RecordKind::Trajectory => self.trajectory.id.uuid() == id,
            RecordKind::DetaineeTalk => self.talks.iter().any(|one| one.id.uuid() == id),
            RecordKind::Goal => self.goals.iter().any(|one| one.id.uuid() == id),
            RecordKind::Action => self.actions.iter().any(|one| one.id.uuid() == id),
            RecordKind::BudgetRequest => self.requests.iter().any(|one| one.id.uuid() == id),
            RecordKind::Referral => self.referrals.iter().any(|one| one.id.uuid() == id),
            RecordKind::StoryVersion => self.stories.iter().any(|one| one.id.uuid() == id),
            _ => false,
        }
    }
}

/// The most characters of a file's name that are kept.
const LONGEST_NAME: usize = 120;

/// A file's name as it may be shown: no path to it, and nothing but letters, digits and what separates words. A name of
/// which nothing is left is not told.
fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept = |c: char| {
        if c.is_alphanumeric() || " ._-()".contains(c) {
            c
        } else {
            ' '
        }
    };
    let clean: String = last.chars().map(kept).collect();
    let words: Vec<&str> = clean.split_whitespace().collect();
    let joined: String = words.join(" ").chars().take(LONGEST_NAME).collect();
    let trimmed = joined.trim_matches([' ', '.', '-', '_']);
    if trimmed.is_empty() {
        "-".to_owned()
    } else {
        trimmed.to_owned()
    }
}

/// The name with the end that tells what is kept: a photo may be kept as another sort of picture than it came as.
fn with_extension(name: &Line, media_type: MediaType) -> Line {
    let text = name.as_str();
    let stem = match text.rsplit_once('.') {
        Some((stem, end)) if !stem.is_empty() && end.chars().count() <= 5 => stem,
        _ => text,
    };
    let named = format!("{}.{}", stem.trim_end(), media_type.extension());
    Line::parse("name", &named).unwrap_or_else(|_| name.clone())
}

#[cfg(test)]
mod tests {
    use super::{Line, MediaType, clean_name, with_extension};

    #[test]
    fn a_name_is_shown_and_never_a_path() {
        for (given, shown) in [
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\Doortje\\bon.jpg", "bon.jpg"),
            ("bon\r\nSet-Cookie: a=b.jpg", "bon Set-Cookie a b.jpg"),
            ("<img src=x onerror=alert(1)>.png", "img src x onerror alert(1) .png"),
            ("\u{202e}gpj.exe", "gpj.exe"),
            ("...", "-"),
            ("", "-"),
            ("Kassabon école (1).pdf", "Kassabon école (1).pdf"),
        ] {
            assert_eq!(clean_name(given), shown, "{given:?}");
        }
        assert!(clean_name(&"a".repeat(500)).chars().count() <= super::LONGEST_NAME);
    }

    #[test]
    fn a_name_ends_with_what_is_kept() {
        let named = |text: &str, media_type| {
            let line = Line::parse("name", text).expect("a line");
            with_extension(&line, media_type).to_string()
        };
        assert_eq!(named("bon.webp", MediaType::Jpeg), "bon.jpg");
        assert_eq!(named("bon", MediaType::Pdf), "bon.pdf");
        assert_eq!(named("brief 12.03", MediaType::Pdf), "brief 12.pdf");
        assert_eq!(named("-", MediaType::Png), "-.png");
    }
}
