//! Mapping needs and strengths with the family, on a phone at their table: a life domain is opened where it matters, and
//! left closed otherwise. Nothing asks for all of them.

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_core::domain::dossier::{Dossier, Parts};
use krachtig_core::domain::instrument::Instrument;
use krachtig_core::domain::mapping::{FindingDraft, FindingKind, MappingDraft, ScoreDraft};
use krachtig_core::domain::record::RecordKind;
use krachtig_core::domain::refusal::Refusals;
use krachtig_core::domain::vocabulary::Carrier;
use krachtig_core::service::{Ask, MOST_ROWS, NameSort, NoFilter, RecordMapping};
use poem::http::StatusCode;

use super::super::dossier::{Tab, address, domain_label, family_name};
use super::super::field::{Choice, Field, Fields};
use super::super::form::{Form, Problems, Reading};
use super::super::frame::Frame;
use super::super::reply::{Answered, Reply, Trouble};
use super::super::visit::{Place, Visit};
use super::{Write, demand, gone_on, persons, refused};

#[derive(Template)]
#[template(path = "mapping.html")]
struct MappingPage {
    p: Frame,
    crumbs: Vec<(String, String)>,
    heading: String,
    action: String,
    back: String,
    first: Vec<Field>,
    domains: Vec<DomainFields>,
    last: Vec<Field>,
    scale: String,
    problems: Problems,
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

/// Shows the form.
pub(super) async fn show(visit: &Visit) -> Answered {
    let (dossier, instrument) = opened(visit).await?;
    demand(visit, &dossier, Write::Mapping)?;
    let form = Form::default().or("held_on", visit.today().to_string());
    Reply::page(&page((visit, &dossier), &instrument, (&form, Problems::default())))
}

/// Records a mapping, or shows the form again.
pub(super) async fn record(visit: &Visit, form: &Form) -> Answered {
    let (dossier, instrument) = opened(visit).await?;
    let again = |problems| {
        let page = page((visit, &dossier), &instrument, (form, problems));
        Reply::with_status(StatusCode::UNPROCESSABLE_ENTITY, &page)
    };
    let draft = match draft(visit, &instrument, form) {
        Ok(draft) => draft,
        Err(problems) => return again(problems),
    };
    let places = Places::of(&draft);
    let cmd = RecordMapping {
        trajectory_id: dossier.trajectory.id,
        instrument_id: instrument.id,
        draft,
    };
    match visit.services.record_mapping(&visit.ctx, cmd).await {
        Ok(_) => Ok(gone_on(visit, &dossier, Write::Mapping)),
        Err(failure) => again(places.problems(visit, &refused(failure)?)),
    }
}

/// The dossier, and the office's newest instrument that is in use.
async fn opened(visit: &Visit) -> Result<(Dossier, Instrument), Trouble> {
    let parts = Parts::of(&[RecordKind::Person]);
    let dossier = visit.services.dossier(&visit.ctx, visit.trajectory()?, parts).await?;
    let ask = Ask {
        first: MOST_ROWS,
        after: None,
        filter: NoFilter,
        sort: NameSort::Recorded,
        descending: true,
    };
    let page = visit.services.instruments(&visit.ctx, &ask).await?;
    let mut instruments = page.rows.into_iter().map(|(_, instrument)| instrument);
    let instrument = instruments
        .find(|instrument| instrument.active)
        .ok_or_else(Trouble::not_found)?;
    Ok((dossier, instrument))
}

fn draft(visit: &Visit, instrument: &Instrument, form: &Form) -> Result<MappingDraft, Problems> {
    let mut reading = Reading::new(form, visit.t);
    let held_on = reading.day("held_on");
    let present = reading.ids("present");
    let (mut scores, mut findings) = (Vec::new(), Vec::new());
    for domain in &instrument.domains {
        let code = domain.code.as_str();
        if let Ok(level) = form.text(&format!("level.{code}")).parse() {
            scores.push(ScoreDraft {
                domain: code.to_owned(),
                level,
                split: None,
            });
        }
        for (name, kind) in [("need", FindingKind::Need), ("strength", FindingKind::Strength)] {
            if let Some(about) = form.filled(&format!("{name}.{code}")) {
                findings.push(FindingDraft {
                    domain: code.to_owned(),
                    kind,
                    about,
                    carrier: reading.optional_word::<Carrier>(&format!("{name}_carrier.{code}")),
                    person_id: None,
                });
            }
        }
    }
    reading.done(Some(MappingDraft {
        held_on,
        present,
        scores,
        findings,
        note: form.filled("note"),
    }))
}

/// In which fields of the form the scores and findings of a draft stood.
struct Places {
    scores: Vec<String>,
    findings: Vec<String>,
}

impl Places {
    fn of(draft: &MappingDraft) -> Self {
        let finding = |finding: &FindingDraft| match finding.kind {
            FindingKind::Need => format!("need.{}", finding.domain),
            FindingKind::Strength => format!("strength.{}", finding.domain),
        };
        Self {
            scores: draft
                .scores
                .iter()
                .map(|score| format!("level.{}", score.domain))
                .collect(),
            findings: draft.findings.iter().map(finding).collect(),
        }
    }

    /// What was refused, at the fields of the form.
    fn problems(&self, visit: &Visit, refusals: &Refusals) -> Problems {
        Problems::of(visit.t, refusals).moved(|field| {
            let mut parts = field.split('.');
            let list = match parts.next() {
                Some("scores") => &self.scores,
                Some("findings") => &self.findings,
                _ => return None,
            };
            list.get(parts.next()?.parse::<usize>().ok()?).cloned()
        })
    }
}

fn page(
    (visit, dossier): (&Visit, &Dossier),
    instrument: &Instrument,
    (form, problems): (&Form, Problems),
) -> MappingPage {
    let t = visit.t;
    let fields = Fields {
        t,
        form,
        problems: &problems,
    };
    let home = address(visit, dossier);
    let family = family_name(visit, dossier);
    let heading = fl!(t, "do-mapping");
    let (least, most) = (instrument.min_level.to_string(), instrument.max_level.to_string());
    MappingPage {
        p: visit.frame(format!("{heading} – {family}"), Some(Place::Families)),
        crumbs: vec![
            (format!("{}/families", visit.home()), fl!(t, "bar-families")),
            (home.clone(), family),
        ],
        heading,
        action: format!("{home}/needs/record"),
        back: format!("{home}{}", Tab::Needs.at()),
        first: vec![
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
    let names = [format!("strength.{code}"), format!("need.{code}")];
    let wrong = fields.problems.with(&level).unwrap_or_default().to_owned();
    let filled = names
        .iter()
        .any(|name| fields.form.filled(name).is_some() || fields.problems.with(name).is_some());
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
        fields: vec![
            fields.optional(fields.line(&names[0], fl!(t, "mapping-strength"))),
            fields.optional(fields.select::<Carrier>(&format!("strength_carrier.{code}"), fl!(t, "field-carrier"))),
            fields.optional(fields.line(&names[1], fl!(t, "mapping-need"))),
            fields.optional(fields.select::<Carrier>(&format!("need_carrier.{code}"), fl!(t, "field-carrier-need"))),
        ],
        level,
        wrong,
    }
}
