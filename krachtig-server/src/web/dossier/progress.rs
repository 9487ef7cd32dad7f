//! The nine steps as a dossier shows them, and as a row of a list does.

use std::fmt;

use askama::filters::HtmlSafe;
use i18n_embed_fl::fl;
use krachtig_core::domain::dossier::Dossier;
use krachtig_core::domain::id::StepSkipId;
use krachtig_core::domain::progress::{Progress, StepProgress, StepState};
use krachtig_core::domain::vocabulary::Vocabulary;

use super::super::part::Button;
use super::super::visit::Visit;
use super::super::write::Write;
use super::acts;

/// A step.
pub(super) struct Step {
    pub(super) class: &'static str,
    pub(super) mark: String,
    pub(super) done: bool,
    pub(super) current: bool,
    pub(super) name: String,
    pub(super) href: String,
    pub(super) state: String,
    /// Whether it can be passed over, or taken up after all.
    pub(super) acts: Vec<Button>,
}

/// The tab on which a step is worked on.
fn tab_of(step: krachtig_core::domain::trajectory::Step) -> &'static str {
    use krachtig_core::domain::trajectory::Step as S;
    match step {
        S::DetaineeTalk | S::RoleCheck | S::Introduction => "/people",
        S::NeedsStrengths => "/needs",
        S::RoomToAct => "/plan",
        S::Connecting | S::Scaling => "/partners",
        S::LearningByDoing | S::Story => "/story",
    }
}

fn class(state: StepState) -> &'static str {
    match state {
        StepState::Blocked => "is-blocked",
        StepState::Open => "is-open",
        StepState::UnderWay => "is-busy",
        StepState::Done => "is-done",
        StepState::Skipped => "is-skipped",
    }
}

/// Every step, in order.
pub(super) fn steps((visit, dossier): (&Visit, &Dossier), at: &str, progress: &Progress) -> Vec<Step> {
    let current = progress.current();
    let shown = |one: &StepProgress| Step {
        class: class(one.state),
        mark: one.step.number().to_string(),
        done: one.state == StepState::Done,
        current: Some(one.step) == current,
        name: visit.t.word(one.step),
        href: format!("{at}{}", tab_of(one.step)),
        state: state(visit, one),
        acts: match one.state {
            StepState::Done => Vec::new(),
            StepState::Skipped => skipped(dossier, one)
                .map(|skip| acts(visit, dossier, (skip, &[Write::ResumeStep])))
                .unwrap_or_default(),
            _ => acts(visit, dossier, (one.step.code(), &[Write::SkipStep])),
        },
    };
    progress.steps().iter().map(shown).collect()
}

/// The record by which a step is passed over.
fn skipped(dossier: &Dossier, one: &StepProgress) -> Option<StepSkipId> {
    let mut skips = dossier.skips.iter();
    let skip = skips.find(|skip| skip.step == one.step && skip.resumed_on.is_none());
    skip.map(|skip| skip.id)
}

fn state(visit: &Visit, one: &StepProgress) -> String {
    let t = visit.t;
    let day = |on| t.format.day(on);
    match (one.state, one.started_on, one.done_on, one.missing_consent) {
        (StepState::Done, _, Some(on), _) => fl!(t, "step-done-on", day = day(on)),
        (StepState::UnderWay, Some(on), ..) => fl!(t, "step-since", day = day(on)),
        (StepState::Blocked, _, _, Some(purpose)) => fl!(t, "step-needs-consent", purpose = t.word(purpose)),
        (state, ..) => t.word(state),
    }
}

/// The nine steps in one line: a picture with a text for who does not see it.
pub(in crate::web) struct Dots {
    classes: Vec<&'static str>,
    pub(in crate::web) text: String,
}

impl HtmlSafe for Dots {}

impl fmt::Display for Dots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(r#"<span class="k-dots"><svg viewBox="0 0 118 12" aria-hidden="true">"#)?;
        for (n, class) in self.classes.iter().enumerate() {
            write!(
                f,
                r#"<rect x="{}" y="1" width="10" height="10" rx="2" class="{class}"/>"#,
                n * 13
            )?;
        }
        f.write_str("</svg></span>")
    }
}

/// The nine steps of a trajectory in one line.
pub(in crate::web) fn dots(visit: &Visit, progress: &Progress) -> Dots {
    let current = progress.current();
    let one = |step: &StepProgress| match step.state {
        StepState::Done => "is-done",
        _ if Some(step.step) == current => "is-now",
        StepState::UnderWay => "is-busy",
        _ => "",
    };
    let text = match current {
        Some(step) => fl!(visit.t, "step-at", number = step.number(), name = visit.t.word(step)),
        None => fl!(visit.t, "step-all-done"),
    };
    Dots {
        classes: progress.steps().iter().map(one).collect(),
        text,
    }
}
