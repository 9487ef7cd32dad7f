//! Instruments for mapping needs and strengths: which there are, and the form in which one is recorded or changed. An
//! instrument is its domains, its scale and its version; texts of others' instruments are asked for nowhere.

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_core::domain::id::InstrumentId;
use krachtig_core::domain::instrument::{Instrument, InstrumentDraft};
use krachtig_core::domain::record::RecordKind;
use krachtig_core::domain::refusal::RefusalCode;
use krachtig_core::domain::vocabulary::LifeDomain;
use krachtig_core::service::{Action, Ask, Failure, MOST_ROWS, NameSort, NoFilter, Revise};

use super::super::field::{Field, Fields};
use super::super::form::{Form, Problems, Reading};
use super::super::frame::Frame;
use super::super::part::{Badge, Button, Row, Tone};
use super::super::reply::{Answered, Reply, Trouble};
use super::super::visit::{Place, Visit};
use super::super::write::{Asked, Wrong, about, done, filled, seen};
use super::duty::{Changed, Duty, Entry, Sent};
use super::{Ways, act, acts, ways};

/// How many domains the form has room for at most.
const MOST: usize = 30;
/// How many of them stand open besides those that are filled in.
const MORE: usize = 3;

#[derive(Template)]
#[template(path = "office/list.html")]
struct InstrumentsPage {
    p: Frame,
    ways: Ways,
    lead: String,
    heading: String,
    rows: Vec<Row>,
    none: String,
    buttons: Vec<Button>,
}

async fn all(visit: &Visit) -> Result<Vec<Instrument>, Trouble> {
    let ask = Ask {
        first: MOST_ROWS,
        after: None,
        filter: NoFilter,
        sort: NameSort::Name,
        descending: false,
    };
    let page = visit.services.instruments(&visit.ctx, &ask).await?;
    Ok(page.rows.into_iter().map(|(_, one)| one).collect())
}

/// Shows the instruments, by name.
pub(in crate::web) async fn list(visit: &Visit) -> Answered {
    let t = visit.t;
    if !visit.may(Action::ReviseInstrument) {
        return Err(Trouble::not_found());
    }
    Reply::page(&InstrumentsPage {
        p: visit.frame(fl!(t, "instruments"), Some(Place::Office)),
        ways: ways(visit, super::List::Instruments),
        lead: fl!(t, "instruments-lead"),
        heading: fl!(t, "instruments"),
        rows: all(visit).await?.iter().map(|one| row(visit, one)).collect(),
        none: fl!(t, "instruments-none"),
        buttons: act(visit, Duty::AddInstrument).into_iter().collect(),
    })
}

fn row(visit: &Visit, one: &Instrument) -> Row {
    let t = visit.t;
    let badge = if one.active {
        Badge::new(Tone::Good, fl!(t, "instrument-active"))
    } else {
        Badge::new(Tone::Plain, fl!(t, "instrument-inactive"))
    };
    let about = [
        fl!(t, "instrument-edition", edition = one.edition.to_string()),
        fl!(t, "instrument-domains", count = one.domains.len()),
        fl!(t, "instrument-scale", least = one.min_level, most = one.max_level),
        if one.split {
            fl!(t, "instrument-split")
        } else {
            String::new()
        },
    ];
    Row::new(one.name.as_str())
        .about(about)
        .badge(Some(badge))
        .acts(acts(visit, (one.id, &[Duty::ChangeInstrument])))
}

fn at(n: usize, field: &str) -> String {
    format!("domains.{n}.{field}")
}

/// The places of the form in which a domain was filled in, whatever of it.
fn places(form: &Form) -> Vec<usize> {
    let filled = |n: &usize| {
        let mut fields = ["code", "label_nl", "label_en"].into_iter();
        fields.any(|field| form.filled(&at(*n, field)).is_some())
    };
    (0..MOST).filter(filled).collect()
}

fn domain(fields: &Fields<'_>, n: usize) -> [Field; 4] {
    let t = fields.t;
    let number = n + 1;
    let area = fields.select::<LifeDomain>(&at(n, "life_domain"), fl!(t, "field-domain-area", number = number));
    [
        fields.optional(fields.line(&at(n, "label_nl"), fl!(t, "field-domain-nl", number = number))),
        fields.optional(fields.line(&at(n, "label_en"), fl!(t, "field-domain-en", number = number))),
        fields.optional(fields.line(&at(n, "code"), fl!(t, "field-domain-code", number = number))),
        fields.optional(area),
    ]
    .map(Field::half)
}

fn asked(fields: &Fields<'_>) -> Asked {
    let t = fields.t;
    let split = fields.tick("split", fl!(t, "field-instrument-split"));
    let active = fields.tick("active", fl!(t, "field-instrument-active"));
    let mut asked = vec![
        fields.line("name", fl!(t, "field-instrument-name")),
        fields
            .line("code", fl!(t, "field-instrument-code"))
            .hint(fl!(t, "field-instrument-code-hint"))
            .half(),
        fields
            .line("edition", fl!(t, "field-instrument-edition"))
            .hint(fl!(t, "field-instrument-edition-hint"))
            .half(),
        fields.code("min_level", fl!(t, "field-instrument-min")).half(),
        fields.code("max_level", fl!(t, "field-instrument-max")).half(),
        split.hint(fl!(t, "field-instrument-split-hint")),
        active.hint(fl!(t, "field-instrument-active-hint")),
    ];
    let last = places(fields.form).last().map_or(0, |last| last + 1);
    let shown = 0..(last + MORE).min(MOST);
    asked.extend(shown.flat_map(|n| domain(fields, n)));
    let told = vec![(fl!(t, "instrument-texts"), vec![fl!(t, "instrument-texts-about")])];
    Asked::of(asked).lead(fl!(t, "instrument-lead")).told(told)
}

fn read(visit: &Visit, form: &Form) -> Result<InstrumentDraft, Problems> {
    let mut reading = Reading::new(form, visit.t);
    let (min_level, max_level) = (reading.number("min_level"), reading.number("max_level"));
    let mut domain = |n: usize| {
        let area = reading.optional_word(&at(n, "life_domain"));
        let text = |field: &str| form.text(&at(n, field)).to_owned();
        (text("code"), area, text("label_nl"), text("label_en"))
    };
    let domains = places(form).into_iter().map(&mut domain).collect();
    reading.done(Some(InstrumentDraft {
        code: form.text("code").to_owned(),
        edition: form.text("edition").to_owned(),
        name: form.text("name").to_owned(),
        domains,
        min_level,
        max_level,
        split: form.ticked("split"),
        active: form.ticked("active"),
    }))
}

/// What is refused of a domain is told where that domain stands in the form, blank places included.
fn sent<T>(visit: &Visit, form: &Form, outcome: Result<T, Failure>) -> Sent {
    let refusals = match outcome {
        Err(Failure::Refused(refusals)) => refusals,
        outcome => return done(outcome),
    };
    let first = refusals.first();
    if matches!(first.code, RefusalCode::Stale | RefusalCode::NotFound) {
        return Err(Wrong::Failed(Failure::Refused(refusals)));
    }
    let places = places(form);
    let moved = |field: &str| {
        let (place, name) = match field.strip_prefix("domains.") {
            Some(rest) => rest.split_once('.')?,
            None if field == "domains" => ("0", "label_nl"),
            None => return None,
        };
        let place: usize = place.parse().ok()?;
        Some(at(places.get(place).copied().unwrap_or(place), name))
    };
    Err(Wrong::Form(Problems::of(visit.t, &refusals).moved(moved)))
}

/// A new instrument.
pub(super) struct New;

impl Entry for New {
    async fn first(_: &Visit, _: &str) -> Result<Form, Trouble> {
        let form = Form::default().or("min_level", "1").or("max_level", "5");
        Ok(form.or("edition", "1").or("active", "yes"))
    }

    async fn asked(_: &Visit, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        Ok(asked(fields))
    }

    async fn send(visit: &Visit, form: &Form) -> Sent {
        let draft = read(visit, form)?;
        sent(visit, form, visit.services.record_instrument(&visit.ctx, draft).await)
    }
}

impl Entry for Changed<Instrument> {
    async fn first(visit: &Visit, of: &str) -> Result<Form, Trouble> {
        let id: InstrumentId = of.parse().map_err(|_| Trouble::not_found())?;
        let mut found = all(visit).await?.into_iter();
        let instrument = found.find(|one| one.id == id).ok_or_else(Trouble::not_found)?;
        Ok(about(filled::with(&instrument), &instrument))
    }

    async fn asked(_: &Visit, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        Ok(asked(fields))
    }

    async fn send(visit: &Visit, form: &Form) -> Sent {
        let draft = read(visit, form)?;
        let (id, version) = seen::<Instrument>(form)?;
        let cmd = Revise { id, version, draft };
        sent(visit, form, visit.services.revise_instrument(&visit.ctx, cmd).await)
    }

    fn changes() -> Option<RecordKind> {
        Some(RecordKind::Instrument)
    }
}
