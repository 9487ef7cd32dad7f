//! What one is told to look at, that it was seen, and by which way one wants to be told.

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_core::domain::id::NoticeId;
use krachtig_core::domain::notice::{Language, NoticeChannel, NoticeKind, NoticeWay};
use krachtig_core::domain::vocabulary::Vocabulary;
use krachtig_core::service::{ChooseNotices, OwnNotice, SeeNotices};

use super::super::field::Fields;
use super::super::form::{Form, Reading};
use super::super::frame::Frame;
use super::super::part::{Badge, Button, Row, Tone};
use super::super::reply::{Answered, Reply, Trouble};
use super::super::visit::Visit;
use super::super::words::{self, Words};
use super::super::write::{Asked, done};
use super::duty::{Duty, Entry, Sent};

#[derive(Template)]
#[template(path = "office/notices.html")]
struct NoticesPage {
    p: Frame,
    rows: Vec<Row>,
    /// The newest of those that are new; nothing where none is.
    newest: Option<String>,
    choose: Option<Button>,
}

/// What waits for whoever is signed in.
pub(in crate::web) async fn show(visit: &Visit) -> Answered {
    let notices = visit.services.notices(&visit.ctx).await?;
    let new = notices.iter().find(|one| !one.notice.seen);
    Reply::page(&NoticesPage {
        p: visit.frame(fl!(visit.t, "notices"), None),
        newest: new.map(|one| one.notice.id.to_string()),
        rows: together(&notices).into_iter().map(|alike| row(visit, &alike)).collect(),
        choose: super::act(visit, Duty::ChooseNotices),
    })
}

/// Says that all of them were seen, up to the newest that was shown.
pub(in crate::web) async fn see(visit: &Visit, form: &Form) -> Answered {
    let up_to: NoticeId = form.text("of").parse().map_err(|_| Trouble::not_found())?;
    visit.services.see_notices(&visit.ctx, SeeNotices { up_to }).await?;
    Ok(Reply::go_to(format!("{}/notices?done=notices-seen", visit.home())))
}

/// What is alike and dealt with in one place, together: of the same kind, of the same family, each new or each seen.
fn together(notices: &[OwnNotice]) -> Vec<Vec<&OwnNotice>> {
    let alike = |one: &OwnNotice| (one.notice.kind, one.notice.trajectory_id, one.notice.seen);
    let mut all: Vec<Vec<&OwnNotice>> = Vec::new();
    for one in notices {
        match all.iter_mut().find(|others| alike(others[0]) == alike(one)) {
            Some(others) => others.push(one),
            None => all.push(vec![one]),
        }
    }
    all
}

fn row(visit: &Visit, alike: &[&OwnNotice]) -> Row {
    let (t, one) = (visit.t, alike[0]);
    let family = one.dossier.as_ref().map(|dossier| dossier.family.name.to_string());
    let at = t.format.moment(one.notice.id.made_at());
    let new = || Badge::new(Tone::Wait, fl!(t, "notice-new"));
    let many = (alike.len() > 1).then(|| Badge::new(Tone::Plain, format!("{}×", alike.len())));
    Row::new(t.word(one.notice.kind))
        .to(place(visit, one))
        .about([family.unwrap_or_default(), at])
        .badge(many)
        .badge((!one.notice.seen).then(new))
}

/// Where it is dealt with.
fn place(visit: &Visit, one: &OwnNotice) -> String {
    let home = visit.home();
    let tab = |at: &str| match one.notice.trajectory_id {
        Some(id) => format!("{home}/dossiers/{id}{at}"),
        None => home.clone(),
    };
    match one.notice.kind {
        NoticeKind::Assigned => tab(""),
        NoticeKind::RequestWaits => format!("{home}/budget"),
        NoticeKind::RequestDecided => tab("/budget"),
        NoticeKind::PartyAnswered => tab("/partners"),
        NoticeKind::PlanComment | NoticeKind::ActionLate => tab("/plan"),
        NoticeKind::ConsentEnds => tab("/people"),
        NoticeKind::RightsRequest | NoticeKind::BrokenGlass => format!("{home}/office"),
        NoticeKind::DestructionWaits => format!("{home}/retention"),
        NoticeKind::RulesWait => format!("{home}/rules"),
    }
}

/// Chooses by which way one is told: a field for each kind that there can be for whoever is signed in.
pub(super) struct Choose;

impl Entry for Choose {
    async fn first(visit: &Visit, _: &str) -> Result<Form, Trouble> {
        let choices = visit.services.notice_choices(&visit.ctx).await?;
        let ways = choices.ways();
        Ok(ways.fold(Form::default(), |form, way| {
            form.or(way.kind.code(), way.channel.code())
        }))
    }

    async fn asked(visit: &Visit, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = visit.t;
        let field = |kind: NoticeKind| {
            let ways = NoticeChannel::ALL.iter().filter(|channel| kind.may_come_by(**channel));
            let ways = ways.map(|channel| (channel.code().to_owned(), t.word(*channel)));
            fields.select_of((kind.code(), t.word(kind)), ways)
        };
        let kinds = visit.services.notice_kinds(&visit.ctx);
        Ok(Asked::of(kinds.into_iter().map(field).collect()).lead(fl!(t, "notices-choose-lead")))
    }

    async fn send(visit: &Visit, form: &Form) -> Sent {
        let mut reading = Reading::new(form, visit.t);
        let way = |kind: NoticeKind| {
            let channel = reading.word::<NoticeChannel>(kind.code());
            channel.map(|channel| NoticeWay { kind, channel })
        };
        let channels: Option<Vec<NoticeWay>> = visit.services.notice_kinds(&visit.ctx).into_iter().map(way).collect();
        let cmd = ChooseNotices {
            channels: reading.done(channels)?,
            language: language(visit.t),
        };
        done(visit.services.choose_notices(&visit.ctx, cmd).await)
    }
}

/// Mail is written in the language in which one chose.
fn language(t: &Words) -> Language {
    match t.language {
        words::Language::Dutch => Language::Dutch,
        words::Language::English => Language::English,
    }
}
