//! Files that belong to a record: the form in which one is added, and the file itself.
//!
//! How files are shown beside a record does not belong here: see [`super::dossier::files`].

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_core::domain::attachment::{Attachment, AttachmentDraft, Rendition};
use krachtig_core::domain::dossier::{Dossier, Parts};
use krachtig_core::domain::id::{
    ActionId, AttachmentId, BudgetRequestId, DetaineeTalkId, GoalId, Id, ReferralId, StoryVersionId, TrajectoryId,
};
use krachtig_core::domain::record::RecordKind;
use krachtig_core::service::{Action, AddAttachment, AttachmentContent, ReadAttachment};
use poem::Response;
use poem::http::{StatusCode, header};
use uuid::Uuid;

use super::dossier::files::{self, belongs_to, tab_of};
use super::dossier::{Tab, address, family_name};
use super::field::{Field, Fields};
use super::form::{Form, Problems};
use super::frame::Frame;
use super::parcel::{File, Wanted};
use super::reply::{Answered, Reply, Trouble};
use super::visit::{Place, Visit};
use super::write::{demand, gone_on, refused};

/// What browsers may do with a file: show it, and nothing else.
const POLICY: &str = "sandbox; default-src 'none'";

#[derive(Template)]
#[template(path = "attach.html")]
struct AttachPage {
    p: Frame,
    crumbs: Vec<(String, String)>,
    /// What the file belongs to.
    belongs_to: String,
    action: String,
    back: String,
    of: String,
    about: Field,
    /// What is wrong with the file.
    wrong: String,
    /// The most megabytes that a file may have.
    most: usize,
    problems: Problems,
}

/// Shows the form in which a file is added to the record that the address names, or to the dossier itself.
pub(super) async fn show(visit: &Visit) -> Answered {
    let dossier = opened(visit).await?;
    let of = visit.query.text("of");
    record((visit, &dossier), of)?;
    let form = Form::default().with("of", of);
    Reply::page(&page((visit, &dossier), (&form, Problems::default()))?)
}

/// What the form may have in it, with a file of at most so many bytes.
pub(super) fn wanted(most: usize) -> Wanted {
    Wanted {
        texts: &["of", "about"],
        files: vec![("file", most)],
    }
}

/// Adds a file, or shows the form again.
pub(super) async fn add(visit: &Visit, form: &Form, file: File) -> Answered {
    let dossier = opened(visit).await?;
    let here = (visit, &dossier);
    let (record_kind, record_id) = record(here, form.text("of"))?;
    if file.bytes.is_empty() {
        let missing = Problems::one("file", fl!(visit.t, "attach-missing"));
        return again(here, (form, missing));
    }
    let cmd = AddAttachment {
        trajectory_id: dossier.trajectory.id,
        draft: AttachmentDraft {
            record_kind,
            record_id,
            name: file.name,
            about: form.text("about").to_owned(),
        },
        content: file.bytes,
    };
    let refusals = match visit.services.add_attachment(&visit.ctx, cmd).await {
        Ok(added) => {
            let back = tab_of(added.record.record_kind);
            return Ok(Reply::go_to(gone_on(here, back, ("attach", ""))));
        }
        Err(failure) => refused(failure)?,
    };
    again(here, (form, Problems::of(visit.t, &refusals)))
}

fn again(here: (&Visit, &Dossier), (form, problems): (&Form, Problems)) -> Answered {
    // What a browser sent as a file it does not send again: it is chosen anew.
    let problems = problems.within(&["about", "file"]);
    Reply::with_status(StatusCode::UNPROCESSABLE_ENTITY, &page(here, (form, problems))?)
}

/// The file itself: a picture to be looked at, a document to be taken along.
pub(super) async fn content(visit: &Visit, rendition: Rendition) -> Answered {
    let id: AttachmentId = visit.second()?;
    let cmd = ReadAttachment {
        trajectory_id: visit.trajectory()?,
        id,
        rendition,
    };
    let AttachmentContent { attachment, bytes } = visit.services.attachment_content(&visit.ctx, cmd).await?;
    let preview = rendition == Rendition::Preview;
    let mime = if preview {
        "image/jpeg"
    } else {
        attachment.media_type.mime()
    };
    let response = Response::builder()
        .content_type(mime)
        .header(header::CONTENT_SECURITY_POLICY, POLICY)
        .header(header::CACHE_CONTROL, "private, no-store")
        .header("cross-origin-resource-policy", "same-origin")
        .header(header::CONTENT_DISPOSITION, disposition(&attachment));
    Ok(Reply::file(response.body(bytes)))
}

/// A document is never shown in the browser. The name is one that was cleaned, and stands here as octets that no header
/// is broken by.
fn disposition(attachment: &Attachment) -> String {
    let kind = if attachment.media_type.is_picture() {
        "inline"
    } else {
        "attachment"
    };
    let name = attachment.name.as_ref().map(ToString::to_string).unwrap_or_default();
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() || " .-()".contains(c) {
            c
        } else {
            '_'
        }
    };
    let ascii: String = name.chars().map(plain).collect();
    let octets: String = form_urlencoded::byte_serialize(name.as_bytes()).collect();
    let octets = octets.replace('+', "%20");
    format!("{kind}; filename=\"{ascii}\"; filename*=UTF-8''{octets}")
}

async fn opened(visit: &Visit) -> Result<Dossier, Trouble> {
    let id = visit.trajectory()?;
    let dossier = visit
        .services
        .dossier(&visit.ctx, id, Parts::of(files::ATTACHED_TO))
        .await?;
    demand((visit, &dossier), Action::AddAttachment)?;
    Ok(dossier)
}

/// The record that a file is for, of which the visitor sees that it is there; the dossier itself where none is named.
fn record((visit, dossier): (&Visit, &Dossier), of: &str) -> Result<(RecordKind, Uuid), Trouble> {
    fn id<I: Id>(of: &str) -> Option<Uuid> {
        of.parse::<I>().ok().map(Id::uuid)
    }
    let found = match of {
        "" => Some((RecordKind::Trajectory, dossier.trajectory.id.uuid())),
        of => None
            .or(id::<TrajectoryId>(of).map(|id| (RecordKind::Trajectory, id)))
            .or(id::<BudgetRequestId>(of).map(|id| (RecordKind::BudgetRequest, id)))
            .or(id::<GoalId>(of).map(|id| (RecordKind::Goal, id)))
            .or(id::<ActionId>(of).map(|id| (RecordKind::Action, id)))
            .or(id::<ReferralId>(of).map(|id| (RecordKind::Referral, id)))
            .or(id::<DetaineeTalkId>(of).map(|id| (RecordKind::DetaineeTalk, id)))
            .or(id::<StoryVersionId>(of).map(|id| (RecordKind::StoryVersion, id))),
    };
    let (kind, id) = found.ok_or_else(Trouble::not_found)?;
    let there = files::may_attach(visit, dossier, kind) && dossier.has_record(kind, id);
    there.then_some((kind, id)).ok_or_else(Trouble::not_found)
}

fn page((visit, dossier): (&Visit, &Dossier), (form, problems): (&Form, Problems)) -> Result<AttachPage, Trouble> {
    let t = visit.t;
    let (kind, id) = record((visit, dossier), form.text("of"))?;
    let (home, family) = (address(visit, dossier), family_name(visit, dossier));
    let fields = Fields {
        t,
        form,
        problems: &problems,
    };
    let about = fields
        .line("about", fl!(t, "attach-about"))
        .hint(fl!(t, "attach-about-hint"));
    Ok(AttachPage {
        p: visit.frame(format!("{} – {family}", fl!(t, "do-attach")), Some(Place::Families)),
        crumbs: vec![
            (format!("{}/families", visit.home()), fl!(t, "bar-families")),
            (home.clone(), family),
        ],
        belongs_to: belongs_to(t, dossier, (kind, id)),
        action: format!("{home}{}/add", Tab::Files.at()),
        back: format!("{home}{}", tab_of(kind).at()),
        of: form.text("of").to_owned(),
        about,
        wrong: problems.with("file").unwrap_or_default().to_owned(),
        most: (visit.services.most_attachment_bytes() / (1024 * 1024)).max(1),
        problems,
    })
}
