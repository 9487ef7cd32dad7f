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
use super::quarter::{View, back, link, name, over, views};
use super::{Ways, act, ways};

#[derive(Template)]
#[template(path = "office/figures.html")]
struct FiguresPage {
    p: Frame,
    ways: Ways,
    views: Ways,
    close: Option<Button>,
    /// The quarters, with which one is shown.
    quarters: Ways,
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
    let asked = visit.query.text("of").parse::<Period>().ok();
    let shown = periods.iter().find(|one| Some(one.period) == asked).or(periods.first());
    let before = shown.and_then(|shown| periods.iter().find(|one| one.period == shown.period.previous()));
    let link = |one: &ClosedPeriod| {
        let current = shown.is_some_and(|shown| shown.period == one.period);
        link(visit, "/figures", (one.period, current))
    };
    let indicators = [Indicator::FamiliesPerStep, Indicator::FamiliesPerProblemGroup];
    let drawings = shown.map(|shown| indicators.map(|of| drawing(t, of, (shown, before))));
    Reply::page(&FiguresPage {
        p: visit.frame(fl!(t, "figures"), Some(Place::Office)),
        ways: ways(visit, super::List::Figures),
        views: views(visit, View::Closed),
        close: act(visit, Duty::ClosePeriod),
        quarters: periods.iter().map(link).collect(),
        about: shown.map(|one| about(t, one)).unwrap_or_default(),
        drawings: drawings.into_iter().flatten().collect(),
    })
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
    async fn first(visit: &Visit, of: &str) -> Result<Form, Trouble> {
        // Whoever comes from the page of a quarter closes that one; whoever does not chooses.
        match of.parse::<Period>() {
            Ok(_) => Ok(Form::default().or("of", of)),
            Err(_) => Ok(Form::default().or("period", Period::quarter_of(visit.today()).previous().to_string())),
        }
    }

    async fn asked(visit: &Visit, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        let told = vec![
            (fl!(t, "period-counted"), vec![fl!(t, "period-counted-about")]),
            (fl!(t, "period-handed-in"), vec![fl!(t, "period-handed-in-later")]),
        ];
        let asked = match fields.form.text("of").parse::<Period>() {
            Ok(quarter) => Asked::default().lead(fl!(t, "period-lead-of", quarter = name(t, quarter))),
            Err(_) => {
                let choices = over(visit).map(|quarter| (quarter.to_string(), name(t, quarter)));
                let field = fields.select_of(("period", fl!(t, "field-period")), choices);
                Asked::of(vec![field]).lead(fl!(t, "period-lead"))
            }
        };
        Ok(asked.told(told).submit(fl!(t, "do-period")))
    }

    async fn send(visit: &Visit, form: &Form) -> Sent {
        let of = form.filled("of");
        let quarter = of.as_deref().unwrap_or(form.text("period")).parse::<Period>();
        let quarter = quarter.map_err(|_| Problems::one("period", fl!(visit.t, "wrong-word")))?;
        let closed = done(visit.services.close_period(&visit.ctx, quarter).await)?;
        match of {
            Some(_) => back(visit, quarter, "period"),
            None => Ok(closed),
        }
    }
}
