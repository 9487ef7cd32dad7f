//! Mapping needs and strengths with the family, on a phone at their table: a life domain is opened where it matters, and
//! left closed otherwise. Nothing asks for all of them.

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_core::domain::dossier::{Dossier, Parts};
use krachtig_core::domain::instrument::Instrument;
use krachtig_core::domain::mapping::Mapping;
use krachtig_core::domain::record::RecordKind;
use krachtig_core::domain::refusal::{RefusalCode, Refusals};
use krachtig_core::domain::vocabulary::{Carrier, Vocabulary};
use krachtig_core::service::{Action, Ask, MOST_ROWS, NameSort, NoFilter, RecordMapping, Revise};
use poem::http::StatusCode;

use super::super::dossier::{Tab, address, domain_label, family_name};
use super::super::field::{Choice, Field, Fields};
use super::super::form::{Form, Problems};
use super::super::frame::Frame;
use super::super::reply::{Answered, Reply, Trouble};
use super::super::visit::{Place, Visit};
use super::entry::found;
use super::mapped::{MOST_FINDINGS, Places, draft, kept, line, numbered};
use super::{Conflict, Sheet, about, demand, gone_on, persons, refused, seen};

#[derive(Template)]
#[template(path = "mapping.html")]
struct MappingPage {
    p: Frame,
    crumbs: Vec<(String, String)>,
    heading: String,
    action: String,
    draft: String,
    back: String,
    first: Vec<Field>,
    domains: Vec<DomainFields>,
    last: Vec<Field>,
    scale: String,
    problems: Problems,
    conflict: Option<Conflict>,
}

/// What is asked about a life domain.
struct DomainFields {
    label: String,
    open: bool,
    level: String,
    wrong: String,
    levels: Vec<Choice>,
    fields: Vec<Field>,
}

/// What the form is about: the dossier, the instrument, and the mapping that is changed, where one is.
struct Opened {
    dossier: Dossier,
    instrument: Instrument,
    before: Option<Mapping>,
}

/// Shows the form.
pub(in crate::web) async fn show(visit: &Visit) -> Answered {
    let opened = Opened::of(visit, visit.query.text("of")).await?;
    let form = opened.first(visit);
    Reply::page(&opened.page(visit, (&form, Problems::default())))
}

/// Records a mapping or changes one, or shows the form again.
pub(in crate::web) async fn record(visit: &Visit, form: &Form) -> Answered {
    let opened = Opened::of(visit, form.text("of")).await?;
    let again = |problems| {
        let page = opened.page(visit, (form, problems));
        Reply::with_status(StatusCode::UNPROCESSABLE_ENTITY, &page)
    };
    let draft = match draft(visit, &opened.instrument, form) {
        Ok(draft) => draft,
        Err(problems) => return again(problems),
    };
    let places = Places::of(&draft);
    let here = (visit, &opened.dossier);
    let (done, key) = match &opened.before {
        None => {
            let cmd = RecordMapping {
                trajectory_id: opened.dossier.trajectory.id,
                instrument_id: opened.instrument.id,
                draft,
            };
            let recorded = visit.services.record_mapping(&visit.ctx, cmd).await;
            (recorded.map(|_| ()), "mapping")
        }
        Some(before) => {
            let (id, version) = seen::<Mapping>(form).map_err(|_| Trouble::not_found())?;
            let draft = kept(before, draft);
            let cmd = Revise { id, version, draft };
            let revised = visit.services.revise_mapping(&visit.ctx, cmd).await;
            (revised.map(|_| ()), "change")
        }
    };
    match done {
        Ok(_) => Ok(Reply::go_to(gone_on(here, Tab::Needs, (key, &opened.key(visit))))),
        Err(failure) => {
            let refusals = refused(failure)?;
            if refusals.first().code == RefusalCode::Stale {
                return opened.conflict(visit, (form, &refusals)).await;
            }
            again(places.problems(visit, &refusals))
        }
    }
}

impl Opened {
    /// For a new mapping the office's newest instrument that is in use; for one that is changed, its own.
    async fn of(visit: &Visit, of: &str) -> Result<Self, Trouble> {
        let parts = Parts::of(&[RecordKind::Person, RecordKind::Mapping, RecordKind::Instrument]);
        let dossier = visit.services.dossier(&visit.ctx, visit.trajectory()?, parts).await?;
        if of.is_empty() {
            demand((visit, &dossier), Action::RecordMapping)?;
            return Ok(Self {
                dossier,
                instrument: newest(visit).await?,
                before: None,
            });
        }
        demand((visit, &dossier), Action::ReviseMapping)?;
        let before = found::<Mapping>(&dossier, of)?.clone();
        let mut instruments = dossier.instruments.iter();
        let instrument = instruments.find(|one| one.id == before.instrument_id).cloned();
        Ok(Self {
            instrument: instrument.ok_or_else(Trouble::not_found)?,
            before: Some(before),
            dossier,
        })
    }

    /// What stands in the form at first.
    fn first(&self, visit: &Visit) -> Form {
        let Some(before) = &self.before else {
            return Form::default().or("held_on", visit.today().to_string());
        };
        let mut form = about(Form::default().or("held_on", before.held_on.to_string()), before);
        let note = before.note.as_ref().map(ToString::to_string);
        form = form.or("note", note.unwrap_or_default());
        for id in &before.present {
            form = form.and("present", id.to_string());
        }
        for score in &before.scores {
            form = form.or(&format!("level.{}", score.domain), score.level.to_string());
        }
        for (finding, n) in numbered(&before.findings) {
            let domain = finding.domain.as_str();
            let carrier = finding.carrier.map(Vocabulary::code).unwrap_or_default();
            form = form
                .or(&line((finding.kind.code(), domain), n), finding.about.to_string())
                .or(&line((&format!("{}_carrier", finding.kind.code()), domain), n), carrier);
        }
        form
    }

    /// Where the form is sent, and under which key browsers keep what is typed.
    fn action(&self, visit: &Visit) -> String {
        let at = if self.before.is_some() { "change" } else { "record" };
        format!("{}/needs/{at}", address(visit, &self.dossier))
    }

    fn key(&self, visit: &Visit) -> String {
        let of = self.before.as_ref().map(|before| before.id.to_string());
        format!("{}/{}", self.action(visit), of.unwrap_or_default())
    }

    /// Somebody else changed it meanwhile: both are shown.
    async fn conflict(&self, visit: &Visit, (form, refusals): (&Form, &Refusals)) -> Answered {
        let now = self.first(visit);
        let typed = form.clone().with("version", now.text("version"));
        let mut page = self.page(visit, (&typed, Problems::default()));
        let problems = Problems::default();
        let fields = Fields {
            t: visit.t,
            form: &typed,
            problems: &problems,
        };
        let level = |one: &DomainFields| {
            let levels = one
                .levels
                .iter()
                .map(|level| (level.value.clone(), level.label.clone()));
            fields.radios_of((&one.level, one.label.clone()), levels)
        };
        let levels: Vec<Field> = page.domains.iter().map(level).collect();
        let told = page.domains.iter_mut().flat_map(|one| std::mem::take(&mut one.fields));
        let sheet = Sheet {
            heading: String::new(),
            lead: String::new(),
            told: Vec::new(),
            fields: levels
                .into_iter()
                .chain(told)
                .chain(page.first)
                .chain(page.last)
                .collect(),
            submit: String::new(),
            download: false,
            further: String::new(),
        };
        let conflict = Conflict::of(visit, (&sheet, &typed, &now), refusals).await?;
        let mut page = self.page(visit, (&typed, Problems::default()));
        page.conflict = Some(conflict);
        Reply::with_status(StatusCode::CONFLICT, &page)
    }
}

/// The office's newest instrument that is in use.
async fn newest(visit: &Visit) -> Result<Instrument, Trouble> {
    let ask = Ask {
        first: MOST_ROWS,
        after: None,
        filter: NoFilter,
        sort: NameSort::Recorded,
        descending: true,
    };
    let page = visit.services.instruments(&visit.ctx, &ask).await?;
    let mut instruments = page.rows.into_iter().map(|(_, instrument)| instrument);
    let newest = instruments.find(|instrument| instrument.active);
    newest.ok_or_else(Trouble::not_found)
}

impl Opened {
    fn page(&self, visit: &Visit, (form, problems): (&Form, Problems)) -> MappingPage {
        let (t, dossier, instrument) = (visit.t, &self.dossier, &self.instrument);
        let fields = Fields {
            t,
            form,
            problems: &problems,
        };
        let home = address(visit, dossier);
        let family = family_name(visit, dossier);
        let heading = match self.before {
            Some(_) => fl!(t, "do-change-what", what = t.word(RecordKind::Mapping)),
            None => fl!(t, "do-mapping"),
        };
        let (least, most) = (instrument.min_level.to_string(), instrument.max_level.to_string());
        MappingPage {
            p: visit.frame(format!("{heading} – {family}"), Some(Place::Families)),
            crumbs: vec![
                (format!("{}/families", visit.home()), fl!(t, "bar-families")),
                (home.clone(), family),
            ],
            heading,
            action: self.action(visit),
            draft: self.key(visit),
            back: format!("{home}{}", Tab::Needs.at()),
            first: vec![
                fields.hidden("of", form.text("of")),
                fields.hidden("version", form.text("version")),
                fields.day("held_on", fl!(t, "day")),
                fields.optional(fields.boxes(("present", fl!(t, "field-present")), persons(dossier))),
            ],
            domains: instrument
                .domains
                .iter()
                .map(|one| domain(visit, instrument, (&fields, one.code.as_str())))
                .collect(),
            last: vec![fields.optional(fields.prose("note", fl!(t, "field-note")))],
            scale: fl!(t, "mapping-scale", least = least, most = most),
            problems: problems.clone(),
            conflict: None,
        }
    }
}

fn domain(visit: &Visit, instrument: &Instrument, (fields, code): (&Fields<'_>, &str)) -> DomainFields {
    let t = visit.t;
    let level = format!("level.{code}");
    let chosen = fields.form.text(&level);
    let choice = |value: String| Choice {
        chosen: chosen == value,
        label: value.clone(),
        value,
    };
    let wrong = fields.problems.with(&level).unwrap_or_default().to_owned();
    let mut asked = Vec::new();
    let mut filled = false;
    for (kind, label, carrier) in [
        ("strength", fl!(t, "mapping-strength"), fl!(t, "field-carrier")),
        ("need", fl!(t, "mapping-need"), fl!(t, "field-carrier-need")),
    ] {
        let said = |n: &usize| fields.form.filled(&line((kind, code), *n)).is_some();
        let last = (0..MOST_FINDINGS).rev().find(said);
        filled |= last.is_some() || fields.problems.with(&line((kind, code), 0)).is_some();
        for n in 0..=last.unwrap_or(0) {
            let carrier_at = line((&format!("{kind}_carrier"), code), n);
            asked.push(fields.optional(fields.line(&line((kind, code), n), label.clone())));
            asked.push(fields.optional(fields.select::<Carrier>(&carrier_at, carrier.clone())));
        }
    }
    let none = std::iter::once(Choice {
        value: String::new(),
        label: fl!(t, "mapping-no-level"),
        chosen: chosen.is_empty(),
    });
    DomainFields {
        label: domain_label(visit, Some(instrument), code),
        open: filled || !chosen.is_empty() || !wrong.is_empty(),
        levels: none
            .chain((instrument.min_level..=instrument.max_level).map(|level| choice(level.to_string())))
            .collect(),
        fields: asked,
        level,
        wrong,
    }
}
