//! Needs and strengths: what the family told, and the picture of it over time.
//!
//! Only domains that were recorded are shown: nobody is asked about all of them.

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_core::domain::dossier::Dossier;
use krachtig_core::domain::instrument::Instrument;
use krachtig_core::domain::mapping::{FindingKind, Mapping};
use krachtig_core::service::Action;

use super::super::draw::{Axis, Drawing, Series, Table, levels, radar};
use super::super::frame::Frame;
use super::super::part::Button;
use super::super::reply::{Answered, Reply};
use super::super::visit::Visit;
use super::super::words::Language;
use super::overview::withheld;
use super::{Head, Tab, address, opened};

#[derive(Template)]
#[template(path = "dossier/needs.html")]
struct NeedsPage {
    p: Frame,
    head: Head,
    drawing: Option<Drawing>,
    mappings: Vec<Moment>,
    withheld: String,
}

/// One mapping.
struct Moment {
    day: String,
    instrument: String,
    present: String,
    levels: Vec<(String, String, String)>,
    findings: Vec<Told>,
    note: String,
    /// Where it is changed; nowhere for whoever may not.
    edit: String,
}

/// A need or a strength in the family's own words.
struct Told {
    need: bool,
    kind: String,
    domain: String,
    about: String,
    who: String,
}

pub(super) fn answer(visit: &Visit, dossier: &Dossier) -> Answered {
    let may = visit.may_in(Action::RecordMapping, dossier) && dossier.trajectory.closed_on.is_none();
    let at = format!("{}/needs/new", address(visit, dossier));
    let (p, mut head) = opened(visit, dossier, (Tab::Needs, &[]));
    head.buttons
        .extend(may.then(|| Button::new(at, fl!(visit.t, "do-mapping"))));
    let mut mappings: Vec<&Mapping> = dossier.mappings.iter().collect();
    mappings.sort_by_key(|mapping| (mapping.held_on, mapping.id));
    Reply::page(&NeedsPage {
        p,
        head,
        drawing: levels_drawing(visit, &dossier.instruments, &mappings),
        mappings: mappings
            .iter()
            .rev()
            .map(|mapping| moment(visit, dossier, mapping))
            .collect(),
        withheld: withheld(visit, dossier),
    })
}

fn instrument<'d>(instruments: &'d [Instrument], mapping: &Mapping) -> Option<&'d Instrument> {
    instruments.iter().find(|one| one.id == mapping.instrument_id)
}

/// What an instrument calls a domain, in the reader's language.
pub(in crate::web) fn domain_label(visit: &Visit, instrument: Option<&Instrument>, code: &str) -> String {
    match instrument.and_then(|instrument| instrument.domain(code)) {
        Some(domain) if visit.t.language == Language::Dutch => domain.label_nl.to_string(),
        Some(domain) => domain.label_en.to_string(),
        None => code.to_owned(),
    }
}

/// The picture of the levels by the instrument of the newest mapping: the first moment, one between, the newest.
pub(super) fn levels_drawing(visit: &Visit, instruments: &[Instrument], mappings: &[&Mapping]) -> Option<Drawing> {
    let t = visit.t;
    let newest = mappings.iter().rev().find(|mapping| !mapping.scores.is_empty())?;
    let instrument = instrument(instruments, newest)?;
    let comparable = mappings
        .iter()
        .filter(|one| one.instrument_id == instrument.id && !one.scores.is_empty());
    let comparable: Vec<&&Mapping> = comparable.collect();
    let shown: Vec<&Mapping> = match comparable.as_slice() {
        [first, .., before, last] if comparable.len() > 3 => vec![first, before, last],
        few => few.iter().map(|mapping| **mapping).collect(),
    };
    let measured = |code: &str| comparable.iter().any(|mapping| mapping.level(code).is_some());
    let domains: Vec<&str> = instrument.domains.iter().map(|domain| domain.code.as_str()).collect();
    let domains: Vec<&str> = domains.into_iter().filter(|code| measured(code)).collect();
    let axes: Vec<Axis> = domains
        .iter()
        .map(|code| Axis {
            label: domain_label(visit, Some(instrument), code),
        })
        .collect();
    let series: Vec<Series> = shown
        .iter()
        .map(|mapping| Series {
            label: t.format.short_day(mapping.held_on),
            levels: domains.iter().map(|code| mapping.level(code)).collect(),
        })
        .collect();
    let scale = (instrument.min_level, instrument.max_level);
    let svg = if axes.len() >= 3 {
        radar(&axes, &series, scale)
    } else {
        levels(&axes, &series, scale)
    };
    let head = std::iter::once(fl!(t, "domain"));
    let all = comparable.iter().map(|mapping| t.format.short_day(mapping.held_on));
    let table = Table {
        head: head.chain(all).collect(),
        rows: domains
            .iter()
            .zip(&axes)
            .map(|(code, axis)| row(axis, &comparable, code))
            .collect(),
    };
    let (least, most) = (scale.0.to_string(), scale.1.to_string());
    let about = fl!(t, "levels-about", count = comparable.len(), least = least, most = most);
    Some(Drawing::of(
        "levels",
        svg,
        (fl!(t, "levels-title"), about, fl!(t, "as-table")),
        table,
    ))
}

fn row(axis: &Axis, mappings: &[&&Mapping], code: &str) -> Vec<String> {
    let level = |mapping: &&&Mapping| {
        mapping
            .level(code)
            .map_or_else(|| "–".to_owned(), |level| level.to_string())
    };
    std::iter::once(axis.label.clone())
        .chain(mappings.iter().map(level))
        .collect()
}

fn moment(visit: &Visit, dossier: &Dossier, mapping: &Mapping) -> Moment {
    let t = visit.t;
    let instrument = instrument(&dossier.instruments, mapping);
    let person = |id| {
        dossier
            .persons
            .iter()
            .find(|person| person.id == id)
            .map(|person| person.name.to_string())
    };
    let present: Vec<String> = mapping.present.iter().filter_map(|id| person(*id)).collect();
    let level = |score: &krachtig_core::domain::mapping::Score| {
        let split = score.split.map(|split| {
            let (own, network) = (split.own.to_string(), split.network.to_string());
            fl!(
                t,
                "level-split",
                own = own,
                network = network,
                professional = split.professional.to_string()
            )
        });
        let domain = domain_label(visit, instrument, score.domain.as_str());
        (domain, score.level.to_string(), split.unwrap_or_default())
    };
    let told = |finding: &krachtig_core::domain::mapping::Finding| {
        let carrier = finding.carrier.map(|carrier| t.word(carrier));
        let whose = finding.person_id.and_then(person);
        let who: Vec<String> = whose.into_iter().chain(carrier).collect();
        Told {
            need: finding.kind == FindingKind::Need,
            kind: t.word(finding.kind),
            domain: domain_label(visit, instrument, finding.domain.as_str()),
            about: finding.about.to_string(),
            who: who.join(" · "),
        }
    };
    Moment {
        day: t.format.day(mapping.held_on),
        instrument: instrument
            .map(|one| format!("{} ({})", one.name, one.edition))
            .unwrap_or_default(),
        present: present.join(", "),
        levels: mapping.scores.iter().map(level).collect(),
        findings: mapping.findings.iter().map(told).collect(),
        note: mapping.note.as_ref().map(ToString::to_string).unwrap_or_default(),
        edit: if visit.may_in(Action::ReviseMapping, dossier) && dossier.trajectory.closed_on.is_none() {
            format!("{}/needs/edit?of={}", address(visit, dossier), mapping.id)
        } else {
            String::new()
        },
    }
}
