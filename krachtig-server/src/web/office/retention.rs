//! How long dossiers are kept, what is due, and destructions: proposed by one, confirmed by another on what it is by then.

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_core::domain::destruction::Destruction;
use krachtig_core::domain::retention::{RetentionBasis, RetentionDraft};
use krachtig_core::domain::vocabulary::Vocabulary;
use krachtig_core::service::{
    Action, Ask, DuePolicy, MOST_ROWS, NoFilter, ProposeDestruction, RecordedSort, RetentionPreview,
};

use super::super::field::Fields;
use super::super::form::{Form, Reading};
use super::super::frame::Frame;
use super::super::part::{Badge, Button, Row, Tone};
use super::super::reply::{Answered, Reply, Trouble};
use super::super::visit::{Place, Visit};
use super::super::write::{Asked, about, act as to_act, done};
use super::destroying::{address, foretold, found, standing};
use super::duty::{Duty, Entry, Sent};
use super::{Ways, act, acts, ways};

#[derive(Template)]
#[template(path = "office/retention.html")]
struct RetentionPage {
    p: Frame,
    ways: Ways,
    policies: Vec<Row>,
    due: String,
    propose: Option<Button>,
    destructions: Vec<Row>,
}

/// Shows what is kept how long, what is due, and what was proposed.
pub(in crate::web) async fn show(visit: &Visit) -> Answered {
    let t = visit.t;
    let preview = visit.services.preview_retention(&visit.ctx).await?;
    let free = preview.due.iter().filter(|due| !due.held).count();
    Reply::page(&RetentionPage {
        p: visit.frame(fl!(t, "retention"), Some(Place::Office)),
        ways: ways(visit, super::List::Retention),
        policies: preview.policies.iter().map(|one| policy(visit, one)).collect(),
        due: fl!(t, "retention-due", count = free),
        propose: act(visit, Duty::ProposeDestruction).filter(|_| free > 0),
        destructions: destructions(visit).await?,
    })
}

fn policy(visit: &Visit, one: &DuePolicy) -> Row {
    let t = visit.t;
    let counted = t.word(one.policy.counted_from);
    let next = one.next_on.map(|on| fl!(t, "retention-next", day = t.format.day(on)));
    let held = (one.held > 0).then(|| Badge::new(Tone::Wait, fl!(t, "retention-held", count = one.held)));
    let due = Badge::new(
        if one.due > 0 { Tone::Bad } else { Tone::Plain },
        fl!(t, "retention-due-of", count = one.due),
    );
    let years = fl!(t, "retention-years", years = one.policy.years);
    let kept = fl!(t, "retention-kept", count = one.kept);
    Row::new(t.word(one.policy.basis))
        .about([format!("{years} {counted}"), kept].into_iter().chain(next))
        .badge(held)
        .badge(Some(due))
        .acts(acts(visit, (one.policy.basis.code(), &[Duty::SetRetention])))
}

async fn destructions(visit: &Visit) -> Result<Vec<Row>, Trouble> {
    let t = visit.t;
    if !visit.may(Action::ListDestructions) {
        return Ok(Vec::new());
    }
    let ask = Ask {
        first: MOST_ROWS / 4,
        after: None,
        filter: NoFilter,
        sort: RecordedSort::Recorded,
        descending: true,
    };
    let page = visit.services.destructions(&visit.ctx, &ask).await?;
    let row = |one: &Destruction| {
        let count = fl!(t, "destruction-count", count = one.items.len());
        let mine = one.proposed_by == visit.ctx.actor.id();
        let who = if mine { fl!(t, "destruction-own") } else { String::new() };
        let (badge, acts) = standing(visit, one);
        Row::new(t.word(one.cause))
            .to(address(visit, one.id))
            .about([fl!(t, "proposed-on", day = t.format.day(one.proposed_on)), count, who])
            .badge(Some(badge))
            .acts(acts)
    };
    Ok(page.rows.iter().map(|(_, one)| row(one)).collect())
}

/// Sets for how many years dossiers of a kind are kept.
pub(super) struct Set;

impl Entry for Set {
    async fn first(visit: &Visit, of: &str) -> Result<Form, Trouble> {
        let basis = RetentionBasis::from_code(of).ok_or_else(Trouble::not_found)?;
        let preview: RetentionPreview = visit.services.preview_retention(&visit.ctx).await?;
        let mut policies = preview.policies.iter();
        let set = policies.find(|one| one.policy.basis == basis);
        let years = set.map(|one| one.policy.years.to_string()).unwrap_or_default();
        Ok(Form::default().or("of", of).or("years", years))
    }

    async fn asked(_: &Visit, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        let basis = RetentionBasis::from_code(fields.form.text("of")).ok_or_else(Trouble::not_found)?;
        let asked = Asked::of(vec![fields.code("years", fl!(t, "field-years"))]);
        Ok(asked.lead(fl!(t, "retention-set-lead", basis = t.word(basis))))
    }

    async fn send(visit: &Visit, form: &Form) -> Sent {
        let mut reading = Reading::new(form, visit.t);
        let years = reading.number("years");
        let basis = reading.word("of");
        let draft = reading.done(basis.map(|basis| RetentionDraft { basis, years }))?;
        done(visit.services.set_retention(&visit.ctx, draft).await)
    }
}

/// Proposes to destroy everything that is due and under no hold.
pub(super) struct Propose;

impl Entry for Propose {
    async fn first(_: &Visit, _: &str) -> Result<Form, Trouble> {
        Ok(Form::default())
    }

    async fn asked(visit: &Visit, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        let preview = visit.services.preview_retention(&visit.ctx).await?;
        let due = preview.due.iter().filter(|due| !due.held);
        let due: Vec<String> = due
            .map(|one| {
                fl!(
                    t,
                    "due-dossier",
                    basis = t.word(one.basis),
                    day = t.format.day(one.due_on)
                )
            })
            .collect();
        let told = vec![(fl!(t, "retention-due", count = due.len()), due)];
        let asked = Asked::default().lead(fl!(t, "destruction-lead")).told(told);
        Ok(asked.submit(fl!(t, "do-destruction")))
    }

    async fn send(visit: &Visit, _: &Form) -> Sent {
        let cmd = ProposeDestruction::default();
        done(visit.services.propose_destruction(&visit.ctx, cmd).await)
    }
}

/// Confirms a proposal of somebody else.
pub(super) struct Confirm;

impl Entry for Confirm {
    async fn first(visit: &Visit, of: &str) -> Result<Form, Trouble> {
        Ok(about(Form::default(), &found(visit, of).await?))
    }

    async fn asked(visit: &Visit, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        let proposal = found(visit, fields.form.text("of")).await?;
        let count = fl!(t, "destruction-count", count = proposal.items.len());
        let preview = visit.services.preview_destruction(&visit.ctx, proposal.id).await;
        let tried = preview.as_ref().map_or(0, |preview| preview.tried);
        let mut about = vec![count];
        if tried < proposal.items.len() {
            about.push(fl!(t, "erase-tried", count = tried));
        }
        let mut told = vec![(t.word(proposal.cause), about)];
        told.extend(foretold(t, preview)?);
        let asked = Asked::default().lead(fl!(t, "destruction-confirm-lead")).told(told);
        Ok(asked.submit(fl!(t, "do-destruction-confirm")))
    }

    async fn send(visit: &Visit, form: &Form) -> Sent {
        let cmd = to_act::<Destruction>(form)?;
        done(visit.services.confirm_destruction(&visit.ctx, cmd).await)
    }
}

/// Turns a proposal down.
pub(super) struct Reject;

impl Entry for Reject {
    async fn first(visit: &Visit, of: &str) -> Result<Form, Trouble> {
        Confirm::first(visit, of).await
    }

    async fn asked(_: &Visit, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        let asked = Asked::default().lead(fl!(t, "destruction-reject-lead"));
        Ok(asked.submit(fl!(t, "do-destruction-reject")))
    }

    async fn send(visit: &Visit, form: &Form) -> Sent {
        let cmd = to_act::<Destruction>(form)?;
        done(visit.services.reject_destruction(&visit.ctx, cmd).await)
    }
}
