//! The directory of the local network (sociale kaart): parties, and the forms for them.

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_core::domain::partner::{Partner, PartnerDraft};
use krachtig_core::domain::record::RecordKind;
use krachtig_core::domain::vocabulary::PartnerType;
use krachtig_core::service::{Ask, Cursor, MOST_ROWS, NameSort, PartnerFilter, Revise};

use super::super::field::{Field, Fields};
use super::super::form::{Form, Problems, Reading};
use super::super::frame::Frame;
use super::super::part::{Badge, Button, Row, Tone};
use super::super::places;
use super::super::reply::{Answered, Reply, Trouble};
use super::super::visit::{Place, Visit};
use super::super::write::{Asked, about, done, filled, seen};
use super::duty::{Changed, Duty, Entry, Sent};
use super::{act, acts};

#[derive(Template)]
#[template(path = "directory.html")]
struct DirectoryPage {
    p: Frame,
    fields: Vec<Field>,
    rows: Vec<Row>,
    /// Where the next page is.
    more: String,
    add: Option<Button>,
}

/// Shows the directory, or what was searched in it.
pub(in crate::web) async fn list(visit: &Visit) -> Answered {
    let t = visit.t;
    let ask = Ask {
        first: MOST_ROWS / 2,
        after: visit
            .query
            .filled("after")
            .and_then(|after| serde_json::from_str(&after).ok()),
        filter: filter(visit),
        sort: NameSort::Name,
        descending: false,
    };
    let page = visit.services.partners(&visit.ctx, &ask).await?;
    let problems = Problems::default();
    let fields = Fields {
        t,
        form: &visit.query,
        problems: &problems,
    };
    let at = format!("{}/directory", visit.home());
    let next = |(cursor, _): &(Cursor, Partner)| {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for name in ["name", "partner_type", "municipality"] {
            if let Some(text) = visit.query.filled(name) {
                query.append_pair(name, &text);
            }
        }
        let cursor = serde_json::to_string(cursor).unwrap_or_default();
        format!("{at}?{}", query.append_pair("after", &cursor).finish())
    };
    Reply::page(&DirectoryPage {
        p: visit.frame(fl!(t, "bar-directory"), Some(Place::Directory)),
        fields: vec![
            fields.optional(fields.line("name", fl!(t, "filter-name"))),
            fields.optional(fields.select::<PartnerType>("partner_type", fl!(t, "field-partner-type"))),
            fields.optional(fields.select_of(("municipality", fl!(t, "filter-place")), places::choices())),
        ],
        more: page.rows.last().filter(|_| page.more).map(next).unwrap_or_default(),
        rows: page.rows.iter().map(|(_, one)| row(visit, one)).collect(),
        add: act(visit, Duty::AddPartner),
    })
}

/// What is searched for.
pub(in crate::web) fn filter(visit: &Visit) -> PartnerFilter {
    PartnerFilter {
        name: visit.query.filled("name"),
        partner_type: Reading::new(&visit.query, visit.t).optional_word("partner_type"),
        municipality: visit.query.filled("municipality").and_then(|code| code.parse().ok()),
        active: None,
    }
}

fn row(visit: &Visit, one: &Partner) -> Row {
    let t = visit.t;
    let line = |text: &Option<krachtig_core::domain::text::Line>| text.as_ref().map(ToString::to_string);
    let place = one.municipality.as_ref().map(|code| places::name(code.as_str()));
    let about = [
        Some(t.word(one.partner_type)),
        place,
        line(&one.phone),
        line(&one.email),
        line(&one.url),
    ];
    let inactive = (!one.active).then(|| Badge::new(Tone::Plain, fl!(t, "partner-inactive")));
    Row::new(one.name.as_str())
        .about(about.into_iter().flatten())
        .badge(inactive)
        .more(one.description.as_ref())
        .acts(acts(visit, (one.id, &[Duty::ChangePartner])))
}

fn asked(fields: &Fields<'_>) -> Asked {
    let t = fields.t;
    let description = fields.prose("description", fl!(t, "field-partner-about"));
    Asked::of(vec![
        fields.line("name", fl!(t, "field-partner-name")),
        fields.select::<PartnerType>("partner_type", fl!(t, "field-partner-type")),
        fields.optional(fields.select_of(("municipality", fl!(t, "fact-place")), places::choices())),
        fields.optional(fields.line("phone", fl!(t, "field-phone"))),
        fields.optional(fields.email("email", fl!(t, "sign-in-email"))),
        fields.optional(fields.line("url", fl!(t, "field-url"))),
        fields.optional(description.hint(fl!(t, "field-partner-about-hint"))),
        fields
            .tick("active", fl!(t, "field-partner-active"))
            .hint(fl!(t, "field-partner-active-hint")),
    ])
}

fn read(visit: &Visit, form: &Form) -> Result<PartnerDraft, Problems> {
    let mut reading = Reading::new(form, visit.t);
    let partner_type = reading.word("partner_type");
    reading.done(partner_type.map(|partner_type| PartnerDraft {
        name: form.text("name").to_owned(),
        partner_type,
        municipality: form.filled("municipality"),
        phone: form.filled("phone"),
        email: form.filled("email"),
        url: form.filled("url"),
        description: form.filled("description"),
        active: form.ticked("active"),
    }))
}

/// A new party.
pub(super) struct New;

impl Entry for New {
    async fn first(_: &Visit, _: &str) -> Result<Form, Trouble> {
        Ok(Form::default().or("active", "yes"))
    }

    async fn asked(_: &Visit, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        Ok(asked(fields))
    }

    async fn send(visit: &Visit, form: &Form) -> Sent {
        let draft = read(visit, form)?;
        done(visit.services.record_partner(&visit.ctx, draft).await)
    }
}

impl Entry for Changed<Partner> {
    async fn first(visit: &Visit, of: &str) -> Result<Form, Trouble> {
        let id = of.parse().map_err(|_| Trouble::not_found())?;
        let partner = visit.services.partner(&visit.ctx, id).await?;
        Ok(about(filled::with(&partner), &partner))
    }

    async fn asked(_: &Visit, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        Ok(asked(fields))
    }

    async fn send(visit: &Visit, form: &Form) -> Sent {
        let draft = read(visit, form)?;
        let (id, version) = seen::<Partner>(form)?;
        let cmd = Revise { id, version, draft };
        done(visit.services.revise_partner(&visit.ctx, cmd).await)
    }

    fn changes() -> Option<RecordKind> {
        Some(RecordKind::Partner)
    }
}
