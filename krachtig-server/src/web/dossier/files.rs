//! The files of a dossier: as a tab of all of them, and beside the record to which each belongs.
//!
//! Adding one, and the file itself, do not belong here: see [`super::super::attach`].

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_core::domain::attachment::{Attachment, MediaType, part_of};
use krachtig_core::domain::dossier::Dossier;
use krachtig_core::domain::record::RecordKind;
use krachtig_core::service::Action;
use uuid::Uuid;

use super::super::frame::Frame;
use super::super::part::Button;
use super::super::reply::{Answered, Reply};
use super::super::visit::Visit;
use super::super::words::Words;
use super::super::write::Write;
use super::overview::withheld;
use super::{Head, Names, Tab, acts, address, names, opened};

/// The kinds of record that have files, and what it takes to say which record it is.
pub(in crate::web) const ATTACHED_TO: &[RecordKind] = &[
    RecordKind::Attachment,
    RecordKind::DetaineeTalk,
    RecordKind::Goal,
    RecordKind::Action,
    RecordKind::BudgetRequest,
    RecordKind::Referral,
    RecordKind::Partner,
    RecordKind::StoryVersion,
];

#[derive(Template)]
#[template(path = "dossier/files.html")]
struct FilesPage {
    p: Frame,
    head: Head,
    files: Vec<FileShown>,
    withheld: String,
}

/// A file as it is shown.
pub(in crate::web) struct FileShown {
    /// What it shows.
    pub(in crate::web) about: String,
    pub(in crate::web) note: String,
    pub(in crate::web) href: String,
    /// Where its preview is; nowhere for a document.
    pub(in crate::web) preview: String,
    pub(in crate::web) acts: Vec<Button>,
}

/// All of them, the newest first.
pub(super) async fn answer(visit: &Visit, dossier: &Dossier) -> Answered {
    let colleagues = names(visit, dossier.attachments.iter().map(|one| one.added_by)).await?;
    let (p, mut head) = opened(visit, dossier, (Tab::Files, &[]));
    head.buttons
        .extend(attach(visit, dossier, (RecordKind::Trajectory, dossier.trajectory.id)));
    let there = dossier.attachments.iter().rev().filter(|one| one.is_there());
    Reply::page(&FilesPage {
        p,
        head,
        files: there
            .map(|one| with_record((visit, &colleagues), dossier, one))
            .collect(),
        withheld: withheld(visit, dossier),
    })
}

fn with_record((visit, colleagues): (&Visit, &Names), dossier: &Dossier, one: &Attachment) -> FileShown {
    let t = visit.t;
    let record = belongs_to(t, dossier, (one.record_kind, one.record_id));
    let shown = shown(visit, dossier, one);
    let by = colleagues.of(one.added_by);
    FileShown {
        note: format!("{record} · {} · {by}", shown.note),
        ..shown
    }
}

/// The files of a record.
pub(in crate::web) fn of(visit: &Visit, dossier: &Dossier, record: Uuid) -> Vec<FileShown> {
    let files = dossier.attachments_of(record);
    files.map(|one| shown(visit, dossier, one)).collect()
}

fn shown(visit: &Visit, dossier: &Dossier, one: &Attachment) -> FileShown {
    let t = visit.t;
    let href = format!("{}{}/{}", address(visit, dossier), Tab::Files.at(), one.id);
    let preview = one.media_type.is_picture().then(|| format!("{href}/preview"));
    let away = may_take_away(visit, dossier, one).then(|| acts(visit, dossier, (one.id, &[Write::TakeAway])));
    let text = |line: &Option<krachtig_core::domain::text::Line>| line.as_ref().map(ToString::to_string);
    let note = [
        text(&one.name).unwrap_or_default(),
        size(t, one),
        t.format.short_day(one.added_on),
    ];
    FileShown {
        about: text(&one.about).unwrap_or_default(),
        note: note.join(" · "),
        href,
        preview: preview.unwrap_or_default(),
        acts: away.unwrap_or_default(),
    }
}

/// What it is and how large, such as `PDF, 1,2 MB`.
fn size(t: &Words, one: &Attachment) -> String {
    let kind = match one.media_type {
        MediaType::Pdf => fl!(t, "file-document"),
        MediaType::Jpeg | MediaType::Png => fl!(t, "file-picture"),
    };
    let kilobytes = (one.size + 1023) / 1024;
    let size = if kilobytes < 1024 {
        fl!(t, "file-kilobytes", size = kilobytes)
    } else {
        let tenths = kilobytes * 10 / 1024;
        let (whole, tenth) = (tenths / 10, tenths % 10);
        fl!(t, "file-megabytes", whole = whole, tenth = tenth)
    };
    format!("{kind}, {size}")
}

/// The way to the form in which a file is added to a record, for whoever may do that.
pub(in crate::web) fn attach(
    visit: &Visit,
    dossier: &Dossier,
    (kind, id): (RecordKind, impl std::fmt::Display),
) -> Option<Button> {
    let label = match kind {
        RecordKind::BudgetRequest => fl!(visit.t, "do-attach-receipt"),
        _ => fl!(visit.t, "do-attach"),
    };
    let may = may_attach(visit, dossier, kind) && dossier.trajectory.closed_on.is_none();
    may.then(|| {
        Button::new(
            format!("{}{}/new?of={id}", address(visit, dossier), Tab::Files.at()),
            label,
        )
    })
}

/// Whether files can be added to records of this kind.
pub(in crate::web) fn may_attach(visit: &Visit, dossier: &Dossier, kind: RecordKind) -> bool {
    let may = |part| {
        visit
            .services
            .may_on(&visit.ctx, (Action::AddAttachment, part), dossier)
    };
    part_of(kind).is_some_and(may)
}

fn may_take_away(visit: &Visit, dossier: &Dossier, one: &Attachment) -> bool {
    let about = (Action::RemoveAttachment, one.part());
    visit.services.may_on(&visit.ctx, about, dossier)
}

/// The tab on which records of this kind are.
pub(in crate::web) fn tab_of(kind: RecordKind) -> Tab {
    match kind {
        RecordKind::BudgetRequest => Tab::Budget,
        RecordKind::Goal | RecordKind::Action => Tab::Plan,
        RecordKind::Referral => Tab::Partners,
        RecordKind::DetaineeTalk => Tab::People,
        RecordKind::StoryVersion => Tab::Story,
        _ => Tab::Files,
    }
}

/// What a file belongs to, in words.
pub(in crate::web) fn belongs_to(t: &Words, dossier: &Dossier, (kind, id): (RecordKind, Uuid)) -> String {
    fn titled<R>(all: &[R], is: impl Fn(&R) -> bool, title: impl Fn(&R) -> String) -> String {
        all.iter().find(|one| is(one)).map(title).unwrap_or_default()
    }
    let title = match kind {
        RecordKind::BudgetRequest => titled(
            &dossier.requests,
            |one| one.id.uuid() == id,
            |one| one.purpose.to_string(),
        ),
        RecordKind::Goal => titled(&dossier.goals, |one| one.id.uuid() == id, |one| one.title.to_string()),
        RecordKind::Action => titled(&dossier.actions, |one| one.id.uuid() == id, |one| one.about.to_string()),
        RecordKind::Referral => titled(
            &dossier.referrals,
            |one| one.id.uuid() == id,
            |one| one.need.to_string(),
        ),
        RecordKind::DetaineeTalk => titled(
            &dossier.talks,
            |one| one.id.uuid() == id,
            |one| t.format.day(one.held_on),
        ),
        RecordKind::StoryVersion => titled(&dossier.stories, |one| one.id.uuid() == id, |one| one.title.to_string()),
        _ => return fl!(t, "attach-to-dossier"),
    };
    fl!(t, "attach-to", kind = t.word(kind), title = title)
}
