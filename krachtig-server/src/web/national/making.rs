//! Making releases: what regions handed in and whether it is accepted, and the releases that are defined, computed by one
//! person and published by another.

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_national::error::Outcome;
use krachtig_national::period::Period;
use krachtig_national::store::{HandedIn, Plan};
use poem::http::StatusCode;
use time::OffsetDateTime;

use super::super::apart::Apart;
use super::super::figure::label;
use super::super::form::{Form, Problems};
use super::super::part::{Badge, Tone};
use super::super::reply::{Answered, Reply, Trouble};
use super::caller::{Caller, HOME, Place};

/// Something with what can be done about it.
struct Step {
    title: String,
    about: String,
    badge: Badge,
    /// Where the form goes; nowhere when empty.
    action: String,
    /// What the form says.
    fields: Vec<(&'static str, String)>,
    button: String,
    /// Where to look at it; nowhere when empty.
    href: String,
}

#[derive(Template)]
#[template(path = "national/steps.html")]
struct StepsPage {
    p: Apart,
    ways: Vec<(String, String, bool)>,
    /// The periods among which one chooses; none where the steps are of all.
    periods: Vec<(String, String, bool)>,
    lead: String,
    /// What is said where there are no steps.
    none: String,
    steps: Vec<Step>,
    problems: Problems,
}

/// The ways between the pages of who makes releases.
pub(super) fn ways(caller: &Caller, here: &str) -> Vec<(String, String, bool)> {
    let t = caller.t;
    let all = [
        ("/making", fl!(t, "nat-hand-ins")),
        ("/making/plans", fl!(t, "nat-plans")),
        ("/making/new", fl!(t, "nat-new-plan")),
    ];
    all.map(|(at, label)| (format!("{HOME}{at}"), label, at == here)).into()
}

/// How many quarters that are over can be looked at.
const QUARTERS: usize = 6;

/// How many years that are over.
const YEARS: usize = 2;

/// The periods of which something may have been handed in, newest first: quarters, and then years.
pub(super) fn periods(caller: &Caller) -> Vec<String> {
    let today = caller.at.reading.machine.now().date();
    let before = |now: Period| std::iter::successors(Some(now.previous()), |one| Some(one.previous()));
    let quarters = before(Period::quarter_of(today)).take(QUARTERS);
    let years = before(Period::year_of(today)).take(YEARS);
    quarters.chain(years).map(|period| period.to_string()).collect()
}

async fn hand_ins_page(caller: &Caller, (of, problems): (&str, Problems)) -> Result<StepsPage, Trouble> {
    let t = caller.t;
    let period: Period = of.parse().map_err(|_| Trouble::not_found())?;
    let all = caller.making()?.hand_ins(period).await;
    let all = all.map_err(|failure| caller.trouble(failure))?;
    let link = |one: String| (format!("{HOME}/making?of={one}"), one.clone(), one == of);
    Ok(StepsPage {
        p: caller.frame(fl!(t, "nat-hand-ins"), Place::Making),
        ways: ways(caller, "/making"),
        periods: periods(caller).into_iter().map(link).collect(),
        lead: fl!(t, "nat-hand-ins-about", period = of.to_owned()),
        none: fl!(t, "nat-hand-ins-none"),
        steps: all.iter().map(|one| handed_in(caller, (of, one))).collect(),
        problems,
    })
}

fn handed_in(caller: &Caller, (period, one): (&str, &HandedIn)) -> Step {
    let t = caller.t;
    let at = OffsetDateTime::from_unix_timestamp(one.state.handed_in_at).ok();
    let day = at.map(|at| t.format.day(at.date())).unwrap_or_default();
    let revision = i64::from(one.state.revision);
    let counted = fl!(t, "nat-counts", count = one.figures.counted_families);
    let (tone, state) = match one.state.accepted {
        true => (Tone::Good, fl!(t, "nat-accepted")),
        false => (Tone::Wait, fl!(t, "nat-waits")),
    };
    Step {
        title: one.figures.name.clone(),
        about: format!(
            "{} · {counted}",
            fl!(t, "nat-handed-in", revision = revision, day = day)
        ),
        badge: Badge::new(tone, state),
        action: if one.state.accepted {
            String::new()
        } else {
            format!("{HOME}/making/accept")
        },
        fields: vec![
            ("of", period.to_owned()),
            ("region", one.state.region.clone()),
            ("revision", one.state.revision.to_string()),
        ],
        button: fl!(t, "nat-accept"),
        href: String::new(),
    }
}

/// Shows what regions handed in of a period: the last, or the one that was asked for.
pub(super) async fn hand_ins(caller: &Caller) -> Answered {
    let last = periods(caller).into_iter().next().unwrap_or_default();
    let of = caller.query.filled("of").unwrap_or(last);
    Reply::page(&hand_ins_page(caller, (&of, Problems::default())).await?)
}

/// Accepts what a region handed in.
pub(super) async fn accept(caller: &Caller, form: &Form) -> Answered {
    let of = form.text("of");
    let period: Period = of.parse().map_err(|_| Trouble::not_found())?;
    let revision: u16 = form.text("revision").parse().map_err(|_| Trouble::not_found())?;
    match caller.making()?.accept(form.text("region"), period, revision).await {
        Ok(_) => Ok(Reply::go_to(format!("{HOME}/making?of={of}&done=nat-accept"))),
        Err(failure) => {
            let page = hand_ins_page(caller, (of, caller.problems(failure)?)).await?;
            Reply::with_status(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

async fn plans_page(caller: &Caller, problems: Problems) -> Result<StepsPage, Trouble> {
    let t = caller.t;
    let all = caller.making()?.plans().await;
    let all = all.map_err(|failure| caller.trouble(failure))?;
    Ok(StepsPage {
        p: caller.frame(fl!(t, "nat-plans"), Place::Making),
        ways: ways(caller, "/making/plans"),
        periods: Vec::new(),
        lead: fl!(t, "nat-plans-lead"),
        none: fl!(t, "nat-plans-none"),
        steps: all.iter().rev().map(|plan| planned(caller, plan)).collect(),
        problems,
    })
}

/// A definition, with the next step towards its publication.
fn planned(caller: &Caller, plan: &Plan) -> Step {
    let t = caller.t;
    let definition = &plan.definition;
    let me = caller.at.reading.reader.id.to_string();
    let mine = plan.computed_by.as_deref() == Some(me.as_str());
    let (tone, state, step) = match (&plan.release, &plan.published_by) {
        (None, _) => (
            Tone::Wait,
            fl!(t, "nat-defined"),
            Some(("compute", fl!(t, "nat-compute"))),
        ),
        (Some(_), None) if mine => (Tone::Busy, fl!(t, "nat-computed-by-you"), None),
        (Some(_), None) => (
            Tone::Busy,
            fl!(t, "nat-computed"),
            Some(("publish", fl!(t, "nat-publish"))),
        ),
        (Some(_), Some(_)) => (Tone::Good, fl!(t, "nat-is-published"), None),
    };
    let epsilon = definition.epsilon().to_string();
    let regions = fl!(t, "nat-regions", count = definition.regions.len());
    let (action, button) = step.map_or_else(Default::default, |(step, button)| {
        (format!("{HOME}/making/{step}"), button)
    });
    Step {
        title: label(t, &definition.title).to_owned(),
        about: format!(
            "{} · {regions} · {}",
            definition.period,
            fl!(t, "nat-takes", epsilon = epsilon)
        ),
        badge: Badge::new(tone, state),
        action,
        fields: vec![("name", definition.name.clone())],
        button,
        href: plan
            .published_by
            .as_ref()
            .map(|_| format!("{HOME}/release?of={}", definition.name))
            .unwrap_or_default(),
    }
}

/// Shows the releases in the making.
pub(super) async fn plans(caller: &Caller) -> Answered {
    Reply::page(&plans_page(caller, Problems::default()).await?)
}

/// Computes the release of a definition.
pub(super) async fn compute(caller: &Caller, form: &Form) -> Answered {
    let done = caller.making()?.compute(form.text("name")).await;
    stepped(caller, (done, "nat-compute")).await
}

/// Publishes a release.
pub(super) async fn publish(caller: &Caller, form: &Form) -> Answered {
    let done = caller.making()?.publish(form.text("name")).await;
    stepped(caller, (done, "nat-publish")).await
}

async fn stepped(caller: &Caller, (done, what): (Outcome<Plan>, &str)) -> Answered {
    match done {
        Ok(_) => Ok(Reply::go_to(format!("{HOME}/making/plans?done={what}"))),
        Err(failure) => {
            let page = plans_page(caller, caller.problems(failure)?).await?;
            Reply::with_status(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}
