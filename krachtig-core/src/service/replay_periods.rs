//! The reporting half of a replay: the figures of closed periods under a plugin, beside those under the rules in force.
//!
//! Decisions do not belong here: see [`super::replay`].

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::sync::mpsc;

use super::replay::{Job, MOST_FAULTS, broken};
use super::rules::all_where;
use super::{Ctx, Outcome, Services};
use crate::domain::dossier::{Dossier, Parts};
use crate::domain::period::{ClosedPeriod, Period};
use crate::domain::progress::Facts;
use crate::domain::replay::{FigureChange, ReplayState};
use crate::domain::rule_set::{RuleSet, RulesInForce};
use crate::domain::trajectory::Trajectory;
use crate::rules::indicator::{Position, Quotient, Tally};
use crate::rules::{CaseSnapshot, Indicator, RegionRules};
use crate::store::{EVERYTHING, Window};

/// How many cases are read together.
const PAGE: u32 = 100;

/// What is to be replayed.
pub(super) struct Periods {
    periods: Vec<Period>,
    /// The rules in force, where they observe anything.
    before: Option<Side>,
    after: Side,
}

/// Rules with the indicators that they declare.
struct Side {
    rules: Arc<dyn RegionRules>,
    declared: Vec<Indicator>,
}

impl Side {
    /// Rules that fail to tell their indicators have none.
    fn of(rules: Arc<dyn RegionRules>) -> Self {
        let declared = rules.indicators().unwrap_or_default();
        Self { rules, declared }
    }

    /// A tally for each of so many periods.
    fn tallies(&self, periods: usize) -> Vec<Tally<'_>> {
        vec![Tally::over(&self.declared); periods]
    }
}

/// What the closed periods told.
#[derive(Default)]
pub(super) struct PeriodsFound {
    pub(super) periods: i64,
    pub(super) faults: i64,
    pub(super) changes: Vec<FigureChange>,
    pub(super) stopped: Option<ReplayState>,
}

impl Periods {
    /// The tenant's closed periods, if there are any and rules that observe them.
    pub(super) async fn of(services: &Services, ctx: &Ctx, rules: &Arc<dyn RegionRules>) -> Outcome<Option<Self>> {
        let mut periods: Vec<Period> = all_where::<ClosedPeriod>(ctx, None, Vec::new())
            .await?
            .iter()
            .map(|period| period.period)
            .collect();
        periods.sort_unstable();
        let sets = all_where::<RuleSet>(ctx, None, Vec::new()).await?;
        let in_force = RulesInForce::on(ctx.stamp().today, sets);
        let (source, rules) = (Arc::clone(&services.rules), Arc::clone(rules));
        let sides = tokio::task::spawn_blocking(move || {
            let before = in_force.active().and_then(|set| source.rules(set).ok());
            (before.map(Side::of), Side::of(rules))
        });
        let (before, after) = sides.await.map_err(broken)?;
        let observed = before.iter().chain([&after]).any(|side| !side.declared.is_empty());
        Ok((observed && !periods.is_empty()).then_some(Self { periods, before, after }))
    }

    /// Goes through all cases: they are read here and observed on a thread of their own.
    pub(super) async fn replay(self, ctx: &Ctx, job: &Job) -> Outcome<PeriodsFound> {
        let looked_at = Parts::of(Facts::LOOK_AT).and(Parts::of(CaseSnapshot::LOOK_AT));
        // Reading may be ahead of observing by a page or two, so that memory stays small.
        let (sender, receiver) = mpsc::channel::<Dossier>(PAGE as usize);
        let observing = tokio::task::spawn_blocking(move || self.observe(receiver));
        let mut after = None;
        loop {
            let window = Window {
                first: PAGE,
                after: after.take(),
                sort: "id",
                descending: false,
            };
            // Rules look at it, and nobody else.
            let page = ctx
                .store
                .page::<Trajectory>(EVERYTHING, Vec::new(), &window)
                .await?
                .unseen();
            after = page.rows.last().map(|(cursor, _)| cursor.clone());
            let read = page.rows.len();
            for (_, trajectory) in page.rows {
                let dossier = ctx.store.dossier(trajectory.id, looked_at).await?.unseen();
                if let Some(dossier) = dossier
                    && sender.send(dossier).await.is_err()
                {
                    // Observing ended early, and says why.
                    return observing.await.map_err(broken);
                }
            }
            job.seen(read);
            if job.is_cancelled() || !page.more {
                break;
            }
        }
        drop(sender);
        let mut found = observing.await.map_err(broken)?;
        if job.is_cancelled() {
            found.stopped = Some(ReplayState::Cancelled);
        }
        Ok(found)
    }

    fn observe(self, mut cases: mpsc::Receiver<Dossier>) -> PeriodsFound {
        let periods = self.periods.len();
        let mut before = self.before.as_ref().map(|side| (side, side.tallies(periods)));
        let mut after = self.after.tallies(periods);
        let mut found = PeriodsFound {
            periods: i64::try_from(periods).unwrap_or(i64::MAX),
            ..PeriodsFound::default()
        };
        let mut faults_in_a_row = 0;
        while let Some(dossier) = cases.blocking_recv() {
            for (place, period) in self.periods.iter().enumerate() {
                let Some(snapshot) = CaseSnapshot::of(&dossier, period.first_day(), period.last_day()) else {
                    continue;
                };
                if let Some((side, tallies)) = &mut before
                    && let Ok(observed) = side.rules.observe(&snapshot)
                {
                    // What the rules in force get wrong is not this plugin's fault.
                    let _ = tallies[place].add(&observed);
                }
                let observed = self.after.rules.observe(&snapshot);
                match observed.and_then(|observed| after[place].add(&observed)) {
                    Ok(()) => faults_in_a_row = 0,
                    Err(_) => {
                        found.faults += 1;
                        faults_in_a_row += 1;
                    }
                }
                if faults_in_a_row >= MOST_FAULTS {
                    found.stopped = Some(ReplayState::Failed);
                    return found;
                }
            }
        }
        let before = before.map_or_else(Vec::new, |(_, tallies)| tallies);
        for (place, period) in self.periods.iter().enumerate() {
            let was = before.get(place).map(figures).unwrap_or_default();
            found.changes.extend(changes(*period, &was, &figures(&after[place])));
        }
        found
    }
}

/// Figures by indicator and position, those without any case left out.
type Figures = BTreeMap<(String, String), Quotient>;

fn figures(tally: &Tally<'_>) -> Figures {
    let position = |position: &Position| format!("{}={}", position.dimension, position.value);
    let figure = |figure: crate::rules::indicator::IndicatorFigure| {
        let positions: Vec<String> = figure.positions.iter().map(position).collect();
        Some(((figure.indicator, positions.join(",")), figure.value?))
    };
    tally.figures().into_iter().filter_map(figure).collect()
}

/// What differs between two sets of figures.
fn changes(period: Period, before: &Figures, after: &Figures) -> Vec<FigureChange> {
    let mut keys: Vec<_> = before.keys().chain(after.keys()).collect();
    keys.sort_unstable();
    keys.dedup();
    let differs = |key: &&(String, String)| before.get(key) != after.get(key);
    let decimal = |value: Option<&Quotient>| value.map(|value| value.decimal(2));
    keys.into_iter()
        .filter(differs)
        .map(|key| FigureChange {
            period,
            indicator: key.0.clone(),
            position: key.1.clone(),
            before: decimal(before.get(key)),
            after: decimal(after.get(key)),
        })
        .collect()
}
