//! Decisions that would have been others, or that rules in shadow answered otherwise: what was asked, what was decided, and
//! what the plugin says, each with its reasons. Whose it was is not told here.

use i18n_embed_fl::fl;
use krachtig_core::domain::budget::{BudgetRequest, RuleAnswer, Verdict};
use krachtig_core::domain::id::BudgetRequestId;
use krachtig_core::domain::replay::DifferenceKind;
use krachtig_core::domain::vocabulary::{Role, Vocabulary};
use krachtig_core::service::Action;

use super::super::findings::Sentences;
use super::super::part::{Badge, Tone};
use super::super::reply::Trouble;
use super::super::visit::Visit;
use super::super::words::Words;

/// A decision beside what a plugin says.
pub(super) struct Differing {
    pub(super) title: String,
    pub(super) about: String,
    pub(super) badge: Badge,
    /// The dossier, for whoever may open any.
    pub(super) href: String,
    /// What was decided, and what the plugin says.
    pub(super) sides: [Side; 2],
}

/// One of the two.
pub(super) struct Side {
    pub(super) heading: String,
    pub(super) outcome: String,
    pub(super) reasons: Vec<String>,
}

/// What is compared: the request, in what it differs, and what the plugin says.
pub(super) type Compared = (BudgetRequestId, Option<DifferenceKind>, Verdict);

/// These comparisons, with what was asked and decided.
///
/// # Errors
/// `not_found` for whoever may not see comparisons; a fault of the store.
pub(super) async fn told(visit: &Visit, (hash, all): (&str, &[Compared])) -> Result<Vec<Differing>, Trouble> {
    let ids: Vec<BudgetRequestId> = all.iter().map(|(id, ..)| *id).collect();
    let requests = visit.services.requests_by_id(&visit.ctx, &ids).await?;
    let sentences = Sentences::of(visit).await?;
    let one = |(id, kind, verdict): &Compared| {
        let request = requests.get(id)?;
        Some(differing(visit, &sentences, (request, *kind, (hash, verdict))))
    };
    Ok(all.iter().filter_map(one).collect())
}

fn differing(
    visit: &Visit,
    sentences: &Sentences,
    (request, kind, (hash, verdict)): (&BudgetRequest, Option<DifferenceKind>, (&str, &Verdict)),
) -> Differing {
    let t = visit.t;
    let (tone, word) = match kind {
        Some(DifferenceKind::Fault) => (Tone::Bad, t.word(DifferenceKind::Fault)),
        Some(kind) => (Tone::Wait, t.word(kind)),
        None => (Tone::Good, fl!(t, "difference-none")),
    };
    let decision = &request.decision;
    let before = Side {
        heading: fl!(t, "difference-before", rules = Sentences::rules(t, decision)),
        outcome: outcome(t, &decision.answer),
        reasons: sentences.told(t, decision),
    };
    let after = match verdict {
        Verdict::Answer(answer) => Side {
            heading: fl!(t, "difference-after"),
            outcome: outcome(t, answer),
            reasons: sentences.of_answer(t, Some(hash), answer),
        },
        Verdict::Fault(code) => Side {
            heading: fl!(t, "difference-after"),
            outcome: fl!(t, "outcome-fault"),
            reasons: vec![code.clone()],
        },
    };
    let about = [
        t.format.day(request.requested_on),
        t.word(request.life_domain),
        fl!(t, "paid-to", payee = t.word(request.payee)),
        fl!(t, "should-pay", silo = t.word(request.silo)),
    ];
    Differing {
        title: t.format.amount(request.amount),
        about: about.join(" · "),
        badge: Badge::new(tone, word),
        href: if visit.may(Action::ReadDossier) {
            format!("{}/dossiers/{}/budget", visit.home(), request.trajectory_id)
        } else {
            String::new()
        },
        sides: [before, after],
    }
}

/// An answer in words, with who has to approve and in how many parts it is paid.
fn outcome(t: &'static Words, answer: &RuleAnswer) -> String {
    let said = level(t, &answer.decision.approval_level());
    match answer.tranches.len() {
        0 | 1 => said,
        parts => format!("{said}; {}", fl!(t, "outcome-tranches", count = parts)),
    }
}

/// A level of approval in words: what has to be approved, by how many of which roles.
pub(super) fn level(t: &'static Words, level: &str) -> String {
    let Some((subject, groups)) = level.split_once(':') else {
        let key = format!("outcome-{level}");
        return if t.has(&key) { t.get(&key) } else { level.to_owned() };
    };
    let group = |group: &str| {
        let (count, roles) = group.split_once('*').unwrap_or(("", group));
        let roles: Vec<String> = roles
            .split('|')
            .map(|code| Role::from_code(code).map_or_else(|| code.to_owned(), |role| t.word(role)))
            .collect();
        format!("{count} × {}", roles.join(&format!(" {} ", fl!(t, "rules-or"))))
    };
    let groups: Vec<String> = groups.split('+').map(group).collect();
    let groups = groups.join(&format!(" {} ", fl!(t, "rules-and")));
    match subject {
        "plan" => fl!(t, "outcome-plan", groups = groups),
        _ => fl!(t, "outcome-people", groups = groups),
    }
}
