//! The closing of a quarter, from its checks to what was handed in: each step with what is left to do.
//!
//! The figures of quarters that were closed do not belong here: see [`super::periods`].

use std::collections::HashMap;

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_core::domain::id::MemberId;
use krachtig_core::domain::member::Member;
use krachtig_core::domain::period::Period;
use krachtig_core::domain::period_check::{CheckCode, PeriodCheck};
use krachtig_core::domain::period_count::CountState;
use krachtig_core::domain::record::RecordKind;
use krachtig_core::domain::vocabulary::Vocabulary;
use krachtig_core::service::{Action, ApprovePeriod, StandingCount};

use super::super::field::Fields;
use super::super::form::{Form, Problems};
use super::super::frame::Frame;
use super::super::part::{Badge, Button, Row, Tone};
use super::super::reply::{Answered, Reply, Trouble};
use super::super::visit::{Place, Visit};
use super::super::words::Words;
use super::super::write::{Asked, Next, Wrong};
use super::counted::{Counted, Differences, counted, differences};
use super::duty::{Duty, Entry, Sent};
use super::{Ways, ways};

/// The pages of figures between which one goes to and fro.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum View {
    Closed,
    Closing,
    Live,
}

/// The ways between the pages of figures.
pub(super) fn views(visit: &Visit, here: View) -> Ways {
    let t = visit.t;
    let all = [
        (View::Closed, "/figures", fl!(t, "figures-closed"), Action::ListPeriods),
        (
            View::Closing,
            "/figures/quarter",
            fl!(t, "figures-closing"),
            Action::ListPeriodChecks,
        ),
        (View::Live, "/figures/live", fl!(t, "figures-live"), Action::ListPeriods),
    ];
    let open = all.into_iter().filter(|(.., action)| visit.may(*action));
    open.map(|(view, at, label, _)| (format!("{}{at}", visit.home()), label, view == here))
        .collect()
}

/// What a quarter is called.
pub(super) fn name(t: &Words, quarter: Period) -> String {
    let text = quarter.to_string();
    match text.split_once("-Q") {
        Some((year, number)) => fl!(t, "quarter", number = number.to_owned(), year = year.to_owned()),
        None => fl!(t, "year", year = text.clone()),
    }
}

/// A way to a quarter on a page.
pub(super) fn link(visit: &Visit, at: &str, (quarter, here): (Period, bool)) -> (String, String, bool) {
    (
        format!("{}{at}?of={quarter}", visit.home()),
        name(visit.t, quarter),
        here,
    )
}

#[derive(Template)]
#[template(path = "office/quarter.html")]
struct QuarterPage {
    p: Frame,
    ways: Ways,
    views: Ways,
    quarters: Ways,
    title: String,
    /// What is worth a look, by what it is.
    checks: Vec<(String, Vec<Row>)>,
    check_count: usize,
    more: bool,
    /// That families changed, and are looked at in a few seconds.
    waiting: String,
    counts: Vec<Row>,
    count: Option<Button>,
    approve: Option<Button>,
    differences: Option<Differences>,
    full: Vec<Counted>,
}

/// How many quarters that are over can be closed here.
const QUARTERS: usize = 4;

/// The quarters that are over, newest first.
pub(super) fn over(visit: &Visit) -> impl Iterator<Item = Period> {
    let before = |now: Period| std::iter::successors(Some(now.previous()), |one| Some(one.previous()));
    let quarters = before(Period::quarter_of(visit.today())).take(QUARTERS);
    quarters.chain(before(Period::year_of(visit.today())).take(1))
}

/// Shows the closing of a quarter: the last that is over, or the one that was asked for.
pub(in crate::web) async fn show(visit: &Visit) -> Answered {
    let t = visit.t;
    let asked = visit.query.filled("of").map(|text| text.parse::<Period>());
    let last = Period::quarter_of(visit.today()).previous();
    let quarter = asked.transpose().map_err(|_| Trouble::not_found())?.unwrap_or(last);
    let checks = visit.services.period_checks(&visit.ctx, quarter).await?;
    let counts = visit.services.period_counts(&visit.ctx, quarter).await?;
    let members: Vec<MemberId> = counts.iter().flat_map(who).collect();
    let members = visit.services.members_by_id(&visit.ctx, &members).await?;
    let waits = counts.last().is_some_and(|one| one.state == CountState::Counted);
    let duty = |duty: Duty| {
        let href = format!("{}{}?of={quarter}", visit.home(), duty.places().0);
        let may = visit.may(duty.action()) && quarter.last_day() < visit.today();
        may.then(|| Button::new(href, duty.label(visit)))
    };
    let count = duty(Duty::ClosePeriod).map(|button| match counts.is_empty() {
        true => button,
        false => Button::new(button.href, fl!(t, "do-count-again")),
    });
    let mut newest = counts.iter().rev();
    let (now, before) = (newest.next(), newest.next());
    let rows = counts.iter().rev().map(|one| count_row(visit, one, &members));
    Reply::page(&QuarterPage {
        p: visit.frame(fl!(t, "figures-closing"), Some(Place::Office)),
        ways: ways(visit, super::List::Figures),
        views: views(visit, View::Closing),
        quarters: over(visit)
            .map(|one| link(visit, "/figures/quarter", (one, one == quarter)))
            .collect(),
        title: name(t, quarter),
        check_count: checks.checks.len(),
        checks: to_work_through(visit, &checks.checks),
        more: checks.more,
        waiting: if checks.waiting > 0 {
            fl!(t, "closing-checks-waiting", count = checks.waiting)
        } else {
            String::new()
        },
        counts: rows.collect(),
        count,
        approve: duty(Duty::ApprovePeriod).filter(|_| waits),
        differences: now.zip(before).map(|(now, before)| differences(t, now, before)),
        full: now.map(|now| counted(t, now)).unwrap_or_default(),
    })
}

/// Who counted and approved.
fn who(one: &StandingCount) -> impl Iterator<Item = MemberId> {
    std::iter::once(one.count.counted_by).chain(one.count.approved_by)
}

/// The tab of a dossier where a record stands.
fn tab(kind: RecordKind) -> &'static str {
    match kind {
        RecordKind::BudgetRequest | RecordKind::LedgerLine => "/budget",
        RecordKind::Referral => "/partners",
        RecordKind::Goal | RecordKind::TimeEntry => "/plan",
        RecordKind::Mapping => "/needs",
        _ => "",
    }
}

/// The checks as lists, one for each kind of them.
fn to_work_through(visit: &Visit, checks: &[PeriodCheck]) -> Vec<(String, Vec<Row>)> {
    let t = visit.t;
    let row = |check: &PeriodCheck| {
        // What is missing stands where it would be; what is there, at its own tab.
        let at = match check.code {
            CheckCode::MappingMissing => "/needs",
            CheckCode::NoHours => "/plan",
            _ => tab(check.record_kind),
        };
        let href = format!("{}/dossiers/{}{at}", visit.home(), check.trajectory_id);
        let day = t.format.day(check.day);
        Row::new(fl!(t, "check-row", what = t.word(check.record_kind), day = day)).to(href)
    };
    let of = |code: &CheckCode| {
        let rows: Vec<Row> = checks.iter().filter(|check| check.code == *code).map(row).collect();
        (!rows.is_empty()).then(|| (t.word(*code), rows))
    };
    CheckCode::ALL.iter().filter_map(of).collect()
}

fn count_row(visit: &Visit, one: &StandingCount, members: &HashMap<MemberId, Member>) -> Row {
    let t = visit.t;
    let tone = match one.state {
        CountState::Counted => Tone::Wait,
        CountState::Superseded => Tone::Plain,
        CountState::Approved => Tone::Busy,
        CountState::Accepted | CountState::Locked => Tone::Good,
    };
    let named = |id: MemberId| {
        members
            .get(&id)
            .map(|member| member.name.to_string())
            .unwrap_or_default()
    };
    let by = |(day, id): (time::Date, MemberId)| (t.format.day(day), named(id));
    let (day, name) = by((one.count.counted_on, one.count.counted_by));
    let counted = fl!(t, "count-by", day = day, name = name);
    let approved = one.count.approved_on.zip(one.count.approved_by).map(|approved| {
        let (day, name) = by(approved);
        fl!(t, "approved-by", day = day, name = name)
    });
    let revision = one
        .count
        .revision
        .map(|revision| fl!(t, "count-revision", number = revision));
    Row::new(fl!(t, "count-number", number = one.count.number))
        .about([counted].into_iter().chain(approved).chain(revision))
        .badge(Some(Badge::new(tone, t.word(one.state))))
}

/// Where a form of a quarter goes back to.
pub(super) fn back(visit: &Visit, quarter: Period, done: &str) -> Sent {
    Ok(Next::To(format!(
        "{}/figures/quarter?of={quarter}&done={done}",
        visit.home()
    )))
}

/// The quarter that a form is about.
fn quarter_of(form: &Form) -> Result<Period, Trouble> {
    form.text("of").parse().map_err(|_| Trouble::not_found())
}

/// Approves the last count of a quarter, which hands it in.
pub(super) struct Approve;

impl Entry for Approve {
    async fn first(visit: &Visit, of: &str) -> Result<Form, Trouble> {
        let form = Form::default().or("of", of);
        let counts = visit.services.period_counts(&visit.ctx, quarter_of(&form)?).await?;
        let last = counts.last().ok_or_else(Trouble::not_found)?;
        Ok(form.or("version", last.count.number.to_string()))
    }

    async fn asked(visit: &Visit, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        let quarter = quarter_of(fields.form)?;
        let counts = visit.services.period_counts(&visit.ctx, quarter).await?;
        let seen = |one: &&StandingCount| one.count.number.to_string() == fields.form.text("version");
        let one = counts.iter().find(seen).ok_or_else(Trouble::not_found)?;
        let families = fl!(t, "count-families", count = one.count.figures.counted_families);
        let day = t.format.day(one.count.counted_on);
        let told = vec![
            (
                fl!(t, "count-number", number = one.count.number),
                vec![fl!(t, "counted-on", day = day), families],
            ),
            (fl!(t, "period-handed-in"), vec![fl!(t, "period-handed-in-about")]),
        ];
        let lead = fl!(t, "period-approve-lead", quarter = name(t, quarter));
        Ok(Asked::default()
            .lead(lead)
            .told(told)
            .submit(fl!(t, "do-period-approve")))
    }

    async fn send(visit: &Visit, form: &Form) -> Sent {
        let quarter = quarter_of(form)?;
        let number = form.text("version").parse();
        let number = number.map_err(|_| Problems::one("", fl!(visit.t, "wrong-word")))?;
        let period = quarter;
        let cmd = ApprovePeriod { period, number };
        match visit.services.approve_period(&visit.ctx, cmd).await {
            Ok(_) => back(visit, quarter, "period-approve"),
            Err(failure) => Err(Wrong::Failed(failure)),
        }
    }
}
