//! The desk of whoever decides on money, who need be nobody to a family and opens no dossier: plans that wait for an
//! approval, money that is put in, and what was paid.
//!
//! Requests that wait for a decision do not belong here: see [`super::super::queue`].

use std::collections::HashMap;

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_core::domain::budget::{BudgetRequest, RequestState};
use krachtig_core::domain::dossier::{Dossier, Parts};
use krachtig_core::domain::id::TrajectoryId;
use krachtig_core::domain::record::RecordKind;
use krachtig_core::service::{Action, Around, Ask, MOST_ROWS, RecordedSort, RequestFilter};

use super::super::dossier::state_badge;
use super::super::field::Fields;
use super::super::form::Form;
use super::super::frame::Frame;
use super::super::part::{Badge, Row, Tone};
use super::super::reply::{Answered, Reply, Trouble};
use super::super::visit::{Place, Visit};
use super::super::write::{Asked, money};
use super::acts;
use super::duty::{Duty, Entry, Sent};

#[derive(Template)]
#[template(path = "office/desk.html")]
struct DeskPage {
    p: Frame,
    plans: Vec<Row>,
    families: Vec<Row>,
    payments: Vec<Row>,
}

/// How many rows of each kind are shown.
const ROWS: usize = 25;

/// So many of the newest of these requests at most, with the budgets that they are of.
async fn requests(
    visit: &Visit,
    (first, filter): (u32, RequestFilter),
) -> Result<(Vec<BudgetRequest>, HashMap<TrajectoryId, Dossier>), Trouble> {
    let ask = Ask {
        first,
        after: None,
        filter,
        sort: RecordedSort::Recorded,
        descending: true,
    };
    let page = visit.services.budget_requests(&visit.ctx, &ask).await?;
    let wanted = Around {
        trajectories: page.rows.iter().map(|(_, request)| request.trajectory_id).collect(),
        parts: Parts::of(&[
            RecordKind::LedgerLine,
            RecordKind::BudgetPlan,
            RecordKind::BudgetRequest,
        ]),
        ..Around::default()
    };
    let homes = visit.services.around(&visit.ctx, &page.logged, &wanted).await?;
    let rows = page.rows.into_iter().map(|(_, request)| request);
    Ok((rows.collect(), homes))
}

/// Shows the desk.
pub(in crate::web) async fn show(visit: &Visit) -> Answered {
    let t = visit.t;
    if !visit.may(Action::SettleBudgetRequest) {
        return Err(Trouble::not_found());
    }
    let pending = |pending| RequestFilter {
        pending: Some(pending),
        ..RequestFilter::default()
    };
    let (_, homes) = requests(visit, (MOST_ROWS, pending(true))).await?;
    let (decided, budgets) = requests(visit, (MOST_ROWS, pending(false))).await?;
    // The newest first; to a budget that is closed nothing is added.
    let mut all: Vec<(&TrajectoryId, &Dossier)> = homes.iter().chain(&budgets).collect();
    all.retain(|(_, home)| home.trajectory.closed_on.is_none());
    all.sort_by_key(|(id, _)| std::cmp::Reverse(**id));
    all.dedup_by_key(|(id, _)| **id);
    let plans = all.iter().filter_map(|(_, home)| plan_row(visit, home));
    let families = all.iter().map(|(id, home)| family_row(visit, (**id, home))).take(ROWS);
    let open = decided.iter().filter_map(|request| {
        let home = budgets.get(&request.trajectory_id)?;
        payment_row(visit, (request, home))
    });
    // What still has to be paid comes first, and of what was paid the newest.
    let foremost = |mut rows: Vec<(bool, Row)>| {
        rows.sort_by_key(|(paid, _)| *paid);
        rows.into_iter().map(|(_, row)| row).take(ROWS).collect()
    };
    Reply::page(&DeskPage {
        p: visit.frame(fl!(t, "desk"), Some(Place::Budget)),
        plans: plans.collect(),
        families: families.collect(),
        payments: foremost(open.collect()),
    })
}

/// The newest plan of a family, where nobody approved it yet or more have to.
fn plan_row(visit: &Visit, home: &Dossier) -> Option<Row> {
    let t = visit.t;
    let plan = home.plans.last()?;
    let mine = plan.approvals.iter().any(|approval| approval.member == visit.me.id);
    let approvals = fl!(t, "plan-approvals", count = plan.approvals.len());
    let title = fl!(t, "plan-of", amount = t.format.amount(plan.total));
    let row = Row::new(title)
        .more(Some(&plan.about))
        .badge(Some(Badge::new(Tone::Plain, approvals)));
    (!mine && plan.recorded_by != visit.me.id).then(|| row.acts(acts(visit, (plan.id, &[Duty::ApprovePlan]))))
}

/// The money of a family, and the way to put more in.
fn family_row(visit: &Visit, (id, home): (TrajectoryId, &Dossier)) -> Row {
    let t = visit.t;
    let balance = home.budget().balance();
    let purpose = home.requests.last().map(|request| request.purpose.to_string());
    let left = fl!(t, "queue-left", left = t.format.amount(balance.available()));
    let allotted = fl!(t, "desk-allotted", amount = t.format.amount(balance.allotted));
    Row::new(purpose.unwrap_or_default())
        .about([allotted])
        .badge(Some(Badge::new(Tone::Plain, left)))
        .acts(acts(visit, (id, &[Duty::PutIn])))
}

/// A request of which money is set apart or was paid.
fn payment_row(visit: &Visit, (request, home): (&BudgetRequest, &Dossier)) -> Option<(bool, Row)> {
    let t = visit.t;
    let budget = home.budget();
    let state = request.state(&budget);
    let standing = budget.standing(request.id);
    let reserved = fl!(t, "desk-reserved", amount = t.format.amount(standing.reserved));
    let spent = fl!(t, "desk-spent", amount = t.format.amount(standing.spent));
    let row = Row::new(format!("{}: {}", request.purpose, t.format.amount(request.amount)))
        .about([
            t.format.day(request.requested_on),
            t.word(request.payee),
            reserved,
            spent,
        ])
        .badge(Some(state_badge(t, state)));
    matches!(state, RequestState::Reserved | RequestState::Spent).then(|| {
        (
            state == RequestState::Spent,
            row.acts(acts(visit, (request.id, &[Duty::Pay]))),
        )
    })
}

/// The budget of which these are the requests. Who may see one of them may see it; one without any is nobody's here.
async fn home(visit: &Visit, filter: RequestFilter) -> Result<Dossier, Trouble> {
    let (_, homes) = requests(visit, (1, filter)).await?;
    homes.into_values().next().ok_or_else(Trouble::not_found)
}

/// Declares the forms of a dossier that are sent from the desk as well, each with how its budget is asked for.
macro_rules! at_the_desk {
    ($($(#[doc = $about:literal])* $name:ident = $entry:ty, by $by:ident;)+) => {$(
        $(#[doc = $about])*
        pub(super) struct $name;

        impl $name {
            async fn home(visit: &Visit, of: &str) -> Result<Dossier, Trouble> {
                let named = of.parse().map_err(|_| Trouble::not_found())?;
                home(visit, RequestFilter { $by: Some(named), ..RequestFilter::default() }).await
            }
        }

        impl Entry for $name {
            async fn first(visit: &Visit, of: &str) -> Result<Form, Trouble> {
                let home = Self::home(visit, of).await?;
                let form = <$entry as money::Entry>::first((visit, &home), of)?;
                Ok(form.or("of", of))
            }

            async fn asked(visit: &Visit, fields: &Fields<'_>) -> Result<Asked, Trouble> {
                let home = Self::home(visit, fields.form.text("of")).await?;
                <$entry as money::Entry>::asked((visit, &home), fields).await
            }

            async fn send(visit: &Visit, form: &Form) -> Sent {
                let home = Self::home(visit, form.text("of")).await?;
                <$entry as money::Entry>::send((visit, &home), form).await
            }
        }
    )+};
}

at_the_desk! {
    /// Approves a plan.
    ApprovePlan = money::ApprovePlan, by plan_id;
    /// Puts money in.
    PutIn = money::Allot, by trajectory_id;
    /// Books what was paid.
    Pay = money::Settle, by beside;
}
