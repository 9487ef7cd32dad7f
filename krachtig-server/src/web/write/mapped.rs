//! A mapping as its form brings it: levels, needs and strengths, domain by domain; and in which field each stood.

use krachtig_core::domain::instrument::Instrument;
use krachtig_core::domain::mapping::{Finding, FindingDraft, FindingKind, Mapping, MappingDraft, ScoreDraft};
use krachtig_core::domain::refusal::Refusals;
use krachtig_core::domain::vocabulary::{Carrier, Vocabulary};

use super::super::form::{Form, Problems, Reading};
use super::super::visit::Visit;

/// Reads it.
///
/// # Errors
/// What cannot be read.
pub(super) fn draft(visit: &Visit, instrument: &Instrument, form: &Form) -> Result<MappingDraft, Problems> {
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
        for kind in [FindingKind::Need, FindingKind::Strength] {
            for n in 0..MOST_FINDINGS {
                if let Some(about) = form.filled(&line((kind.code(), code), n)) {
                    let carrier = line((&format!("{}_carrier", kind.code()), code), n);
                    findings.push(FindingDraft {
                        domain: code.to_owned(),
                        kind,
                        about,
                        carrier: reading.optional_word::<Carrier>(&carrier),
                        person_id: None,
                    });
                }
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

/// The most needs, or strengths, that a form shows of one domain.
pub(super) const MOST_FINDINGS: usize = 8;

/// The name of a field about a domain: of the first line of it, and of those that follow.
pub(super) fn line((name, domain): (&str, &str), n: usize) -> String {
    match n {
        0 => format!("{name}.{domain}"),
        n => format!("{name}.{domain}.{n}"),
    }
}

/// Findings, each with the number that it has among those of its kind and domain.
pub(super) fn numbered(findings: &[Finding]) -> Vec<(&Finding, usize)> {
    let alike = |one: &Finding, other: &Finding| one.kind == other.kind && one.domain == other.domain;
    let number = |(at, one): (usize, _)| {
        let before = findings.iter().take(at);
        (one, before.filter(|other| alike(one, other)).count())
    };
    findings.iter().enumerate().map(number).collect()
}

/// The draft with what the form doesn't ask about: who carries a level, while the level stays, and of whom a finding tells,
/// while its text stays.
pub(super) fn kept(before: &Mapping, mut draft: MappingDraft) -> MappingDraft {
    for score in &mut draft.scores {
        let mut same = before.scores.iter();
        let same = same.find(|one| one.domain.as_str() == score.domain && one.level == score.level);
        score.split = same.and_then(|one| one.split);
    }
    for finding in &mut draft.findings {
        let mut same = before.findings.iter();
        let same = same.find(|one| {
            one.kind == finding.kind && one.domain.as_str() == finding.domain && one.about.as_str() == finding.about
        });
        finding.person_id = same.and_then(|one| one.person_id);
    }
    draft
}

/// In which fields of the form the scores and findings of a draft stood.
pub(super) struct Places {
    scores: Vec<String>,
    findings: Vec<String>,
}

impl Places {
    pub(super) fn of(draft: &MappingDraft) -> Self {
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
    pub(super) fn problems(&self, visit: &Visit, refusals: &Refusals) -> Problems {
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
