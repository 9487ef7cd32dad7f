//! A report in the reader's words: sections of texts, tables and pictures, the same on a page and on paper.

use i18n_embed_fl::fl;
use krachtig_core::domain::family_report::{
    FamilyReport, ReportedChange, ReportedCost, ReportedLearning, ReportedSilo, ReportedStory, ReportedWork,
};
use krachtig_core::domain::text::Prose;
use time::Date;

use super::super::super::draw::{Drawing, Table};
use super::super::super::visit::Visit;
use super::super::super::words::Words;
use super::super::budget::{course_drawing, sums};
use super::super::needs::levels_drawing;

/// A report in words.
pub(super) struct Told {
    pub(super) title: String,
    /// For whom it is, when it was made, of which version of the story.
    pub(super) about: Vec<String>,
    #[cfg_attr(not(feature = "pdf"), expect(dead_code, reason = "the page says it in words"))]
    pub(super) made_on: Date,
    pub(super) parts: Vec<Part>,
}

/// A section.
pub(super) struct Part {
    /// Unique in the report.
    pub(super) id: &'static str,
    pub(super) heading: String,
    pub(super) pieces: Vec<Piece>,
}

/// A piece of a section.
pub(super) enum Piece {
    Text(String),
    Heading(String),
    Table(Table),
    Picture(Box<Drawing>),
}

impl Told {
    pub(super) fn of(visit: &Visit, report: &FamilyReport) -> Self {
        let t = visit.t;
        let title = match &report.family {
            Some(name) => fl!(t, "report-named", name = name.to_string()),
            None => fl!(t, "report"),
        };
        let sections = [
            Some(story(t, &report.story)),
            report.change.as_ref().map(|change| changed(visit, change)),
            report.done.as_ref().map(|done| worked(t, done)),
            report.cost.as_ref().map(|cost| cost_of(t, cost)),
            report.silos.as_ref().map(|silos| met(t, silos)),
            report.learned.as_ref().map(|learned| learning(t, learned)),
        ];
        Self {
            title,
            about: about(t, report),
            made_on: report.made_on,
            parts: sections
                .into_iter()
                .flatten()
                .filter(|part| !part.pieces.is_empty())
                .collect(),
        }
    }
}

fn about(t: &Words, report: &FamilyReport) -> Vec<String> {
    let quarter = report.story.approved_in.to_string();
    let nameless = report.audience.is_outside().then(|| fl!(t, "report-nameless"));
    let left_out = (report.left_out > 0).then(|| fl!(t, "report-left-out", count = report.left_out));
    let lines = [
        fl!(t, "report-for", audience = t.word(report.audience)),
        fl!(t, "report-made", day = t.format.day(report.made_on)),
        fl!(t, "report-approved", number = report.story.number, quarter = quarter),
    ];
    lines.into_iter().chain(nameless).chain(left_out).collect()
}

fn story(t: &Words, story: &ReportedStory) -> Part {
    let mut pieces = vec![Piece::Heading(story.title.clone()), Piece::Text(story.body.clone())];
    if let Some(effects) = &story.effects {
        pieces.push(Piece::Heading(fl!(t, "effects")));
        pieces.push(Piece::Text(effects.clone()));
    }
    Part {
        id: "story",
        heading: fl!(t, "tab-story-title"),
        pieces,
    }
}

fn changed(visit: &Visit, change: &ReportedChange) -> Part {
    let mappings: Vec<_> = change.mappings.iter().collect();
    let drawing = levels_drawing(visit, &change.instruments, &mappings);
    Part {
        id: "change",
        heading: fl!(visit.t, "report-change"),
        pieces: drawing
            .into_iter()
            .map(|drawing| Piece::Picture(Box::new(drawing)))
            .collect(),
    }
}

fn worked(t: &Words, done: &ReportedWork) -> Part {
    let hours = t.format.decimal(done.minutes * 10 / 60, 1);
    let mut pieces = vec![Piece::Table(Table {
        head: vec![fl!(t, "report-what"), fl!(t, "report-number")],
        rows: vec![
            vec![fl!(t, "report-time"), fl!(t, "report-hours", hours = hours)],
            vec![fl!(t, "report-connections"), done.connections.to_string()],
        ],
    })];
    if !done.goals.is_empty() {
        let outcome = |outcome: Option<_>| outcome.map_or_else(|| fl!(t, "goal-open"), |outcome| t.word(outcome));
        let goals = done.goals.iter();
        let rows = goals.map(|goal| vec![goal.title.to_string(), t.word(goal.life_domain), outcome(goal.outcome)]);
        pieces.push(Piece::Heading(fl!(t, "report-goals")));
        pieces.push(Piece::Table(Table {
            head: vec![fl!(t, "report-goal"), fl!(t, "domain"), fl!(t, "report-outcome")],
            rows: rows.collect(),
        }));
    }
    if !done.referrals.is_empty() {
        let referrals = done.referrals.iter();
        let rows = referrals.map(|one| vec![t.word(one.to), one.sent.to_string(), one.accepted.to_string()]);
        pieces.push(Piece::Heading(fl!(t, "report-referrals")));
        pieces.push(Piece::Table(Table {
            head: vec![fl!(t, "report-party"), fl!(t, "report-sent"), fl!(t, "report-accepted")],
            rows: rows.collect(),
        }));
    }
    Part {
        id: "done",
        heading: fl!(t, "report-done"),
        pieces,
    }
}

fn cost_of(t: &Words, cost: &ReportedCost) -> Part {
    let sums = sums(t, cost.balance).into_iter();
    let mut pieces = vec![Piece::Table(Table {
        head: vec![fl!(t, "report-what"), fl!(t, "amount")],
        rows: sums.map(|(what, amount)| vec![what, amount]).collect(),
    })];
    if !cost.spent.is_empty() {
        let rows = cost
            .spent
            .iter()
            .map(|one| vec![t.word(one.silo), t.format.amount(one.amount)]);
        pieces.push(Piece::Heading(fl!(t, "report-spent")));
        pieces.push(Piece::Table(Table {
            head: vec![fl!(t, "report-silo"), fl!(t, "amount")],
            rows: rows.collect(),
        }));
    }
    let drawing = course_drawing(t, &cost.ledger, cost.until_on);
    pieces.extend(drawing.into_iter().map(|drawing| Piece::Picture(Box::new(drawing))));
    Part {
        id: "cost",
        heading: fl!(t, "report-cost"),
        pieces,
    }
}

fn met(t: &Words, silos: &[ReportedSilo]) -> Part {
    let named = silos.iter().any(|silo| silo.need.is_some());
    let need = |silo: &ReportedSilo| silo.need.as_ref().map(ToString::to_string).unwrap_or_default();
    let row = |silo: &ReportedSilo| {
        let bridge = silo.bridged_by.map(|bridge| t.word(bridge)).unwrap_or_default();
        let first = named.then(|| need(silo));
        let rest = [
            t.word(silo.life_domain),
            t.word(silo.silo),
            t.word(silo.ground),
            silo.days_lost.to_string(),
            t.format.amount(silo.cost),
            bridge,
        ];
        first.into_iter().chain(rest).collect()
    };
    let heads = [
        fl!(t, "domain"),
        fl!(t, "report-silo"),
        fl!(t, "report-ground"),
        fl!(t, "report-days"),
        fl!(t, "amount"),
        fl!(t, "report-bridged"),
    ];
    let mut pieces = Vec::new();
    if !silos.is_empty() {
        pieces.push(Piece::Table(Table {
            head: named.then(|| fl!(t, "report-need")).into_iter().chain(heads).collect(),
            rows: silos.iter().map(row).collect(),
        }));
    }
    let suggestions: Vec<_> = silos.iter().flat_map(|silo| &silo.suggestions).collect();
    if !suggestions.is_empty() {
        pieces.push(Piece::Heading(fl!(t, "report-suggestions")));
    }
    pieces.extend(suggestions.into_iter().map(|one| {
        let (to, state) = (t.word(one.addressed_to), t.word(one.state));
        Piece::Text(fl!(
            t,
            "report-suggestion",
            about = one.about.clone(),
            to = to,
            state = state
        ))
    }));
    Part {
        id: "silos",
        heading: fl!(t, "report-silos"),
        pieces,
    }
}

fn learning(t: &Words, learned: &[ReportedLearning]) -> Part {
    let line = |label: String, text: Option<&Prose>| text.map(|text| Piece::Text(format!("{label}: {text}")));
    let entry = |one: &ReportedLearning| {
        let lines = [
            line(fl!(t, "tried"), Some(&one.tried)),
            line(fl!(t, "brought"), one.brought.as_ref()),
            line(fl!(t, "learned"), one.learned.as_ref()),
        ];
        let heading = Piece::Heading(t.format.day(one.noted_on));
        std::iter::once(heading)
            .chain(lines.into_iter().flatten())
            .collect::<Vec<_>>()
    };
    Part {
        id: "learned",
        heading: fl!(t, "report-learned"),
        pieces: learned.iter().flat_map(entry).collect(),
    }
}
