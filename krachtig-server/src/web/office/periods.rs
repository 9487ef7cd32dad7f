//! The office's own figures of closed quarters, as pictures with tables, and the closing of the next.

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_core::domain::period::{ClosedPeriod, Indicator, Period};
use krachtig_core::domain::vocabulary::Vocabulary;
use krachtig_core::service::{Ask, NoFilter, PeriodSort};

use super::super::draw::{Bar, Drawing, Table, bars};
use super::super::field::Fields;
use super::super::form::{Form, Problems};
use super::super::frame::Frame;
use super::super::part::Button;
use super::super::reply::{Answered, Reply, Trouble};
use super::super::visit::{Place, Visit};
use super::super::words::Words;
use super::super::write::{Asked, done};
use super::duty::{Duty, Entry, Sent};
use super::{Ways, act, ways};

#[derive(Template)]
#[template(path = "office/figures.html")]
struct FiguresPage {
    p: Frame,
    ways: Ways,
    close: Option<Button>,
    /// The quarters, with which one is shown.
    quarters: Vec<(String, String, bool)>,
    about: String,
    drawings: Vec<(String, Drawing)>,
}

/// How many quarters can be looked back at.
const QUARTERS: u32 = 12;

/// Shows the figures of a closed quarter: the newest, or the one that was asked for.
pub(in crate::web) async fn show(visit: &Visit) -> Answered {
    let t = visit.t;
    let ask = Ask {
        first: QUARTERS,
        after: None,
        filter: NoFilter,
        sort: PeriodSort::Period,
        descending: true,
    };
    let page = visit.services.closed_periods(&visit.ctx, &ask).await?;
    let periods: Vec<ClosedPeriod> = page.rows.into_iter().map(|(_, one)| one).collect();
    let asked = visit.query.text("period").parse::<Period>().ok();
    let shown = periods.iter().find(|one| Some(one.period) == asked).or(periods.first());
    let before = shown.and_then(|shown| periods.iter().find(|one| one.period == shown.period.previous()));
    let at = format!("{}/figures", visit.home());
    let link = |one: &ClosedPeriod| {
        let current = shown.is_some_and(|shown| shown.period == one.period);
        (format!("{at}?period={}", one.period), name(t, one.period), current)
    };
    let indicators = [Indicator::FamiliesPerStep, Indicator::FamiliesPerProblemGroup];
    let drawings = shown.map(|shown| indicators.map(|of| drawing(t, of, (shown, before))));
    Reply::page(&FiguresPage {
        p: visit.frame(fl!(t, "figures"), Some(Place::Office)),
        ways: ways(visit, super::List::Figures),
        close: act(visit, Duty::ClosePeriod),
        quarters: periods.iter().map(link).collect(),
        about: shown.map(|one| about(t, one)).unwrap_or_default(),
        drawings: drawings.into_iter().flatten().collect(),
    })
}

fn name(t: &Words, period: Period) -> String {
    let text = period.to_string();
    match text.split_once("-Q") {
        Some((year, number)) => fl!(t, "quarter", number = number.to_owned(), year = year.to_owned()),
        None => fl!(t, "year", year = text.clone()),
    }
}

fn value(period: &ClosedPeriod, of: Indicator, category: &str) -> i64 {
    let mut figures = period.figures.iter();
    let figure = figures.find(|figure| figure.indicator == of && figure.category == category);
    figure.map_or(0, |figure| figure.value)
}

fn about(t: &Words, one: &ClosedPeriod) -> String {
    let families = value(one, Indicator::FamiliesInTrajectory, "");
    let day = t.format.day(one.closed_on);
    fl!(
        t,
        "figures-about",
        count = families,
        day = day,
        quarter = name(t, one.period)
    )
}

/// The categories of an indicator as bars, and as a table beside the quarter before.
fn drawing(t: &Words, of: Indicator, (now, before): (&ClosedPeriod, Option<&ClosedPeriod>)) -> (String, Drawing) {
    let key = match of {
        Indicator::FamiliesPerStep => "step",
        _ => "problem_group",
    };
    let label = |category: &str| t.get(&format!("{key}-{category}"));
    let categories = of.categories();
    let all: Vec<Bar> = categories
        .iter()
        .map(|category| Bar {
            label: label(category),
            value: u32::try_from(value(now, of, category)).unwrap_or_default(),
        })
        .collect();
    let mut head = vec![t.word(of), name(t, now.period)];
    head.extend(before.map(|before| name(t, before.period)));
    let row = |category: &&'static str| {
        let mut cells = vec![label(category), value(now, of, category).to_string()];
        cells.extend(before.map(|before| value(before, of, category).to_string()));
        cells
    };
    let table = Table {
        head,
        rows: categories.iter().map(row).collect(),
    };
    let texts = (
        t.word(of),
        fl!(t, "figures-drawing", quarter = name(t, now.period)),
        fl!(t, "as-table"),
    );
    (t.word(of), Drawing::of(of.code(), bars(&all), texts, table))
}

/// Closes a quarter or a year that is over.
pub(super) struct Close;

impl Entry for Close {
    async fn first(visit: &Visit, _: &str) -> Result<Form, Trouble> {
        let last = Period::quarter_of(visit.today()).previous();
        Ok(Form::default().or("period", last.to_string()))
    }

    async fn asked(visit: &Visit, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        let before = |now: Period| std::iter::successors(Some(now.previous()), |one| Some(one.previous()));
        let quarters = before(Period::quarter_of(visit.today())).take(4);
        let periods = quarters.chain(before(Period::year_of(visit.today())).take(1));
        let choices = periods.map(|period| (period.to_string(), name(t, period)));
        let asked = Asked::of(vec![fields.select_of(("period", fl!(t, "field-period")), choices)]);
        let told = vec![
            (fl!(t, "period-counted"), vec![fl!(t, "period-counted-about")]),
            (fl!(t, "period-handed-in"), vec![fl!(t, "period-handed-in-about")]),
        ];
        Ok(asked.lead(fl!(t, "period-lead")).told(told).submit(fl!(t, "do-period")))
    }

    async fn send(visit: &Visit, form: &Form) -> Sent {
        let period = form.text("period").parse::<Period>();
        let period = period.map_err(|_| Problems::one("period", fl!(visit.t, "wrong-word")))?;
        done(visit.services.close_period(&visit.ctx, period).await)
    }
}
