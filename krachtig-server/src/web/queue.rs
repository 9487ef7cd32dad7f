//! Requests for money on which people have to decide: each with what the rules found, in plain words, and what is left.

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_core::domain::budget::BudgetRequest;
use krachtig_core::domain::dossier::Parts;
use krachtig_core::domain::id::BudgetRequestId;
use krachtig_core::domain::record::RecordKind;
use krachtig_core::domain::refusal::Refusals;
use krachtig_core::domain::vocabulary::{ApprovalSubject, Role};
use krachtig_core::service::{Action, ApproveRequest, Around, Ask, RecordedSort, RequestFilter};
use poem::http::StatusCode;

use super::dossier::{RequestShown, files, request_shown};
use super::findings::Sentences;
use super::form::{Form, Problems};
use super::frame::Frame;
use super::reply::{Answered, Reply, Trouble};
use super::visit::{Place, Visit};
use super::write::refused;

/// How many requests are shown at once.
const ROWS: u32 = 50;

#[derive(Template)]
#[template(path = "queue.html")]
struct QueuePage {
    p: Frame,
    /// Where plans are approved and payments booked.
    desk: String,
    requests: Vec<Waiting>,
    more: bool,
    problems: Problems,
}

/// A request that waits.
struct Waiting {
    id: String,
    /// Where the dossier is, for whoever may read it; nowhere otherwise.
    dossier: String,
    request: RequestShown,
    left: String,
    given: String,
    needed: Vec<String>,
    /// What the visitor can't do about it, in words; empty where both can be done.
    hindrance: String,
}

/// What is done with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Approve,
    Refuse,
}

/// Shows what waits.
pub(super) async fn show(visit: &Visit) -> Answered {
    Reply::page(&page(visit, Problems::default()).await?)
}

/// Approves or refuses one.
pub(super) async fn decide(visit: &Visit, verdict: Verdict, form: &Form) -> Answered {
    let id: BudgetRequestId = form.text("id").parse().map_err(|_| Trouble::not_found())?;
    let cmd = ApproveRequest {
        id,
        note: form.filled("note"),
    };
    let (outcome, what) = match verdict {
        Verdict::Approve => (visit.services.approve_budget_request(&visit.ctx, cmd).await, "approve"),
        Verdict::Refuse => (visit.services.refuse_budget_request(&visit.ctx, cmd).await, "refuse"),
    };
    let Err(failure) = outcome else {
        return Ok(Reply::go_to(format!("{}/budget?done={what}", visit.home())));
    };
    let refusals: Refusals = refused(failure)?;
    // The reason is asked beside the request that it is about.
    let problems = Problems::of(visit.t, &refusals).moved(|field| (field == "note").then(|| format!("note-{id}")));
    Reply::with_status(StatusCode::UNPROCESSABLE_ENTITY, &page(visit, problems).await?)
}

/// The requests that wait.
pub(super) fn waiting() -> RequestFilter {
    RequestFilter {
        pending: Some(true),
        ..RequestFilter::default()
    }
}

async fn page(visit: &Visit, problems: Problems) -> Result<QueuePage, Trouble> {
    let ask = Ask {
        first: ROWS,
        after: None,
        filter: waiting(),
        sort: RecordedSort::Recorded,
        descending: false,
    };
    let page = visit.services.budget_requests(&visit.ctx, &ask).await?;
    let wanted = Around {
        trajectories: page.rows.iter().map(|(_, request)| request.trajectory_id).collect(),
        parts: Parts::of(&[RecordKind::LedgerLine, RecordKind::Attachment]),
        ..Around::default()
    };
    let homes = visit.services.around(&visit.ctx, &page.logged, &wanted).await?;
    let sentences = Sentences::of(visit).await?;
    let mut requests = Vec::new();
    for (_, request) in &page.rows {
        let Some(home) = homes.get(&request.trajectory_id) else {
            continue;
        };
        let budget = home.budget();
        let standing = budget.standing(request.id);
        let reads = !home.family.name.as_str().is_empty();
        requests.push(Waiting {
            id: request.id.to_string(),
            dossier: if reads {
                format!("{}/dossiers/{}/budget", visit.home(), request.trajectory_id)
            } else {
                String::new()
            },
            left: visit.t.format.amount(budget.balance().available()),
            given: fl!(visit.t, "plan-approvals", count = standing.approvals.len()),
            needed: needed(visit, request),
            hindrance: hindrance(visit, request),
            request: RequestShown {
                files: files::of(visit, home, request.id.uuid()),
                ..request_shown(visit.t, (request, &budget), &sentences)
            },
        });
    }
    Ok(QueuePage {
        p: visit.frame(fl!(visit.t, "queue-title"), Some(Place::Budget)),
        desk: if visit.may(Action::SettleBudgetRequest) {
            format!("{}/budget/desk", visit.home())
        } else {
            String::new()
        },
        requests,
        more: page.more,
        problems,
    })
}

/// Who has to approve, group by group.
fn needed(visit: &Visit, request: &BudgetRequest) -> Vec<String> {
    let Some(needed) = request.decision.answer.decision.approvals_needed() else {
        return Vec::new();
    };
    let group = |group: &krachtig_core::domain::budget::ApprovalGroup| {
        let roles: Vec<String> = group.roles.iter().map(|role: &Role| visit.t.word(*role)).collect();
        fl!(visit.t, "queue-needed", count = group.count, roles = roles.join(", "))
    };
    needed.groups.iter().map(group).collect()
}

fn hindrance(visit: &Visit, request: &BudgetRequest) -> String {
    let needed = request.decision.answer.decision.approvals_needed();
    let plan = needed.is_some_and(|needed| needed.subject == ApprovalSubject::Plan);
    if plan {
        fl!(visit.t, "queue-plan")
    } else if request.recorded_by == visit.me.id {
        fl!(visit.t, "queue-own")
    } else if visit.may(Action::ApproveBudgetRequest) {
        String::new()
    } else {
        fl!(visit.t, "queue-not-yours")
    }
}

impl QueuePage {
    fn wrong(&self, waiting: &Waiting) -> &str {
        self.problems.with(&format!("note-{}", waiting.id)).unwrap_or_default()
    }
}
