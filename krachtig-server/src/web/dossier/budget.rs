//! The perspective budget: what is left, its course, what was asked for and what the rules said.

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_core::domain::budget::{Balance, Budget, BudgetPlan, BudgetRequest, LedgerKind, LedgerLine, RequestState};
use krachtig_core::domain::dossier::Dossier;
use krachtig_core::domain::money::Cents;
use krachtig_core::domain::record::RecordKind;
use time::Date;

use super::super::draw::{Course, Drawing, Table, burn};
use super::super::findings::Sentences;
use super::super::frame::Frame;
use super::super::part::{Badge, Button, Row, Tone};
use super::super::reply::{Answered, Reply};
use super::super::visit::Visit;
use super::super::words::Words;
use super::super::write::Write;
use super::files::{self, FileShown};
use super::overview::withheld;
use super::{Head, Tab, acts, names, opened};

#[derive(Template)]
#[template(path = "dossier/budget.html")]
struct BudgetPage {
    p: Frame,
    head: Head,
    /// What is left alone, for whoever sees nothing else of it.
    left: String,
    sums: Vec<(String, String)>,
    drawing: Option<Drawing>,
    requests: Vec<RequestShown>,
    plans: Vec<Row>,
    ledger: Vec<Vec<String>>,
    withheld: String,
}

/// A request, with why it was decided as it was.
pub(in crate::web) struct RequestShown {
    pub(in crate::web) purpose: String,
    pub(in crate::web) amount: String,
    pub(in crate::web) about: String,
    pub(in crate::web) badge: Badge,
    pub(in crate::web) findings: Vec<String>,
    pub(in crate::web) rules: String,
    pub(in crate::web) obligations: Vec<String>,
    pub(in crate::web) acts: Vec<Button>,
    /// Its receipts.
    pub(in crate::web) files: Vec<FileShown>,
}

pub(super) async fn answer(visit: &Visit, dossier: &Dossier) -> Answered {
    let t = visit.t;
    let colleagues = names(visit, dossier.ledger.iter().map(|line| line.recorded_by)).await?;
    let sentences = Sentences::of(visit).await?;
    let writes = [Write::Ask, Write::PlanBudget, Write::Allot];
    let (p, head) = opened(visit, dossier, (Tab::Budget, &writes));
    let budget = dossier.budget();
    let left = dossier.withheld.as_ref().and_then(|withheld| withheld.budget_left);
    let mut requests: Vec<&BudgetRequest> = dossier.requests.iter().collect();
    requests.reverse();
    let line = |line: &LedgerLine| {
        let request = dossier
            .requests
            .iter()
            .find(|request| Some(request.id) == line.request_id);
        let what = request.map(|request| request.purpose.to_string());
        let what = what.or_else(|| line.silo.map(|silo| t.word(silo))).unwrap_or_default();
        vec![
            t.format.short_day(line.booked_on),
            t.word(line.kind),
            what,
            colleagues.of(line.recorded_by),
            t.format.amount(line.amount),
        ]
    };
    Reply::page(&BudgetPage {
        p,
        head,
        left: left.map(|left| t.format.amount(left)).unwrap_or_default(),
        sums: if dossier.ledger.is_empty() {
            Vec::new()
        } else {
            sums(t, budget.balance())
        },
        drawing: course_drawing(
            t,
            &dossier.ledger,
            dossier.trajectory.closed_on.unwrap_or(visit.today()),
        ),
        requests: requests
            .into_iter()
            .map(|request| RequestShown {
                acts: settling(visit, dossier, request),
                files: files::of(visit, dossier, request.id.uuid()),
                ..shown(t, (request, &budget), &sentences)
            })
            .collect(),
        plans: dossier
            .plans
            .iter()
            .rev()
            .map(|plan| plan_row(visit, dossier, plan))
            .collect(),
        ledger: dossier.ledger.iter().rev().map(line).collect(),
        withheld: withheld(visit, dossier),
    })
}

pub(super) fn sums(t: &Words, balance: Balance) -> Vec<(String, String)> {
    vec![
        (fl!(t, "budget-available"), t.format.amount(balance.available())),
        (fl!(t, "budget-allotted"), t.format.amount(balance.allotted)),
        (fl!(t, "budget-reserved"), t.format.amount(balance.reserved)),
        (fl!(t, "budget-spent"), t.format.amount(balance.spent)),
    ]
}

/// How a request stands, in a tone.
pub(in crate::web) fn state_badge(t: &Words, state: RequestState) -> Badge {
    let tone = match state {
        RequestState::Pending => Tone::Wait,
        RequestState::Refused => Tone::Bad,
        RequestState::Reserved => Tone::Busy,
        RequestState::Spent => Tone::Good,
        RequestState::Released => Tone::Plain,
    };
    Badge::new(tone, t.word(state))
}

/// A request with what the rules found.
pub(in crate::web) fn shown(
    t: &Words,
    (request, budget): (&BudgetRequest, &Budget),
    sentences: &Sentences,
) -> RequestShown {
    let about = [
        t.format.day(request.requested_on),
        t.word(request.life_domain),
        fl!(t, "paid-to", payee = t.word(request.payee)),
        fl!(t, "should-pay", silo = t.word(request.silo)),
    ];
    let obligation = |one: &krachtig_core::domain::budget::Obligation| match one.due {
        Some(due) => fl!(t, "obligation-due", what = t.word(one.kind), day = t.format.day(due)),
        None => t.word(one.kind),
    };
    RequestShown {
        purpose: request.purpose.to_string(),
        amount: t.format.amount(request.amount),
        about: about.join(" · "),
        badge: state_badge(t, request.state(budget)),
        findings: sentences.told(t, &request.decision),
        rules: Sentences::rules(t, &request.decision),
        obligations: request.decision.answer.obligations.iter().map(obligation).collect(),
        acts: Vec::new(),
        files: Vec::new(),
    }
}

/// Where money that is set apart or was paid is booked, and receipts are added.
fn settling(visit: &Visit, dossier: &Dossier, request: &BudgetRequest) -> Vec<Button> {
    let settle = match request.state(&dossier.budget()) {
        RequestState::Reserved | RequestState::Spent => acts(visit, dossier, (request.id, &[Write::Settle])),
        _ => Vec::new(),
    };
    let receipt = files::attach(visit, dossier, (RecordKind::BudgetRequest, request.id));
    settle.into_iter().chain(receipt).collect()
}

fn plan_row(visit: &Visit, dossier: &Dossier, plan: &BudgetPlan) -> Row {
    let t = visit.t;
    let checked = plan
        .benefit_impact_checked_on
        .map(|on| fl!(t, "plan-checked", day = t.format.day(on)));
    let reviewed = plan
        .reviewed_on
        .map(|on| fl!(t, "plan-reviewed", day = t.format.day(on)));
    let about = checked.into_iter().chain(reviewed);
    let approvals = fl!(t, "plan-approvals", count = plan.approvals.len());
    let badge = Badge::new(
        if plan.approvals.is_empty() {
            Tone::Wait
        } else {
            Tone::Good
        },
        approvals,
    );
    let title = fl!(t, "plan-of", amount = t.format.amount(plan.total));
    let row = Row::new(title).about(about).badge(Some(badge)).more(Some(&plan.about));
    row.acts(acts(
        visit,
        dossier,
        (plan.id, &[Write::ChangePlan, Write::ApprovePlan]),
    ))
}

/// The course of the budget until a day, where money moved.
pub(super) fn course_drawing(t: &Words, ledger: &[LedgerLine], until: Date) -> Option<Drawing> {
    let mut lines: Vec<&LedgerLine> = ledger.iter().filter(|line| line.kind.moves_money()).collect();
    lines.sort_by_key(|line| (line.booked_on, line.id));
    let mut course: Vec<Course> = Vec::new();
    let (mut allotted, mut reserved, mut spent) = (0, 0, 0);
    for line in &lines {
        let amount = line.amount.get();
        match line.kind {
            LedgerKind::Allot => allotted += amount,
            LedgerKind::Reserve => reserved += amount,
            LedgerKind::Spend => (reserved, spent) = (reserved - amount, spent + amount),
            LedgerKind::Refund => spent -= amount,
            LedgerKind::Release => reserved -= amount,
            LedgerKind::Request | LedgerKind::Approve | LedgerKind::Refuse => {}
        }
        let now = Course {
            day: line.booked_on.to_julian_day(),
            allotted,
            spent,
            taken: spent + reserved,
        };
        match course.last_mut() {
            Some(last) if last.day == now.day => *last = now,
            _ => course.push(now),
        }
    }
    let first = lines.first()?.booked_on;
    let last = until.max(lines.last()?.booked_on);
    let written = |cents: i64| t.format.amount(Cents::new(cents.max(0)).unwrap_or_default());
    let days = [
        (first.to_julian_day(), t.format.short_day(first)),
        (last.to_julian_day(), t.format.short_day(last)),
    ];
    let labels = [
        fl!(t, "budget-allotted"),
        fl!(t, "budget-spent"),
        fl!(t, "budget-taken"),
    ];
    let day = |one: &Course| Date::from_julian_day(one.day).map(|day| t.format.short_day(day));
    let row = |one: &Course| {
        let day = day(one).unwrap_or_default();
        vec![day, written(one.allotted), written(one.spent), written(one.taken)]
    };
    let head = std::iter::once(fl!(t, "day")).chain(labels.iter().cloned()).collect();
    let table = Table {
        head,
        rows: course.iter().map(row).collect(),
    };
    let about = fl!(t, "course-about", spent = written(spent), allotted = written(allotted));
    let svg = burn(&course, (days, labels), written);
    Some(Drawing::of(
        "course",
        svg,
        (fl!(t, "course-title"), about, fl!(t, "as-table")),
        table,
    ))
}
