//! What a region's rules observe of its dossiers, for the region's own indicators.
//!
//! What national figures take of it does not belong here, see [`crate::rules::indicator::own`]; nor which rules decide.

use std::collections::BTreeMap;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::rules::all_where;
use super::{Ctx, Outcome, Services};
use crate::domain::dossier::{Dossier, Parts};
use crate::domain::family_facts::FORMULA;
use crate::domain::national_facts::NationalFacts;
use crate::domain::own_facts::{OwnFacts, OwnFigure};
use crate::domain::period::Period;
use crate::domain::rule_set::{RuleSet, RulesInForce};
use crate::rules::indicator::Tally;
use crate::rules::indicator::own::OwnIndicators;
use crate::rules::{CaseSnapshot, Observation, RegionRules};

/// The rules in force as far as they observe.
pub(super) struct Observing {
    rules: Option<Arc<dyn RegionRules>>,
    /// Whether there are rules that can't be had.
    missing: bool,
    /// The region's own indicators.
    pub(super) own: OwnIndicators,
    /// The name and version of the rules that observe.
    pub(super) named: BTreeMap<String, String>,
    /// Which way of making facts this is: see [`FORMULA`]. Other rules make other facts.
    pub(super) formula: i64,
}

impl Services {
    /// The rules in force, to observe with. Where they can't be had, that is told of each case.
    pub(super) async fn observing(&self, ctx: &Ctx) -> Outcome<Observing> {
        let set = self.observing_set(ctx).await?;
        let mut observing = Observing {
            rules: None,
            missing: false,
            own: OwnIndicators::default(),
            named: BTreeMap::new(),
            formula: formula(set.as_ref()),
        };
        let Some(set) = set else { return Ok(observing) };
        // Tried as a candidate, they are never suspended: whether one family is observed must not hang on another.
        let declared = match self.candidate(ctx, &set.hash, &set.settings).await {
            Ok(rules) => rules.indicators().map(|declared| (rules, declared)).ok(),
            Err(_) => None,
        };
        let Some((rules, declared)) = declared else {
            observing.missing = true;
            return Ok(observing);
        };
        if !declared.is_empty() {
            observing.own = OwnIndicators::of(ctx.store.tenant().slug.as_str(), declared);
            observing.named.insert(set.name, set.edition);
            observing.rules = Some(rules);
        }
        Ok(observing)
    }

    /// Which way of making facts holds now.
    pub(super) async fn formula(&self, ctx: &Ctx) -> Outcome<i64> {
        Ok(formula(self.observing_set(ctx).await?.as_ref()))
    }

    async fn observing_set(&self, ctx: &Ctx) -> Outcome<Option<RuleSet>> {
        let sets = all_where::<RuleSet>(ctx, None, Vec::new()).await?;
        Ok(RulesInForce::on(ctx.stamp().today, sets).active().cloned())
    }
}

/// The number of a way of making facts: the program's own where no rules are in force.
fn formula(set: Option<&RuleSet>) -> i64 {
    let Some(set) = set else { return FORMULA };
    let hash = Sha256::digest(format!("{FORMULA} {} {}", set.hash, set.settings));
    let (first, _) = hash.split_at(8);
    first.iter().fold(0, |number, byte| (number << 8) | i64::from(*byte))
}

impl Observing {
    /// All of a dossier that has to be loaded.
    pub(super) fn parts(&self) -> Parts {
        let facts = NationalFacts::parts();
        match self.rules {
            Some(_) => facts.and(Parts::of(CaseSnapshot::LOOK_AT)),
            None => facts,
        }
    }

    /// What a dossier tells of a period, in national figures and for the region's own indicators; nothing where it is not to
    /// be counted. It may take the rules a few milliseconds.
    pub(super) fn facts(&self, dossier: &Dossier, period: Period) -> Option<(NationalFacts, Vec<Observation>)> {
        let mut facts = NationalFacts::of(dossier, period)?;
        let observed = self.observed(dossier, period);
        facts.own = match &observed {
            Some(observed) => self.own.facts(observed),
            None => OwnFacts::unobserved(),
        };
        Some((facts, observed.unwrap_or_default()))
    }

    /// What the rules say of a dossier; none where they fail.
    fn observed(&self, dossier: &Dossier, period: Period) -> Option<Vec<Observation>> {
        match &self.rules {
            Some(rules) => match CaseSnapshot::of(dossier, period.first_day(), period.last_day()) {
                Some(snapshot) => rules.observe(&snapshot).ok(),
                None => Some(Vec::new()),
            },
            None => (!self.missing).then(Vec::new),
        }
    }

    /// What the cases of a tally tell together, as the rules combine them.
    pub(super) fn figures(tally: &Tally<'_>) -> Vec<OwnFigure> {
        let figure = |figure: crate::rules::indicator::IndicatorFigure| OwnFigure {
            positions: figure.positions.into_iter().map(|one| one.value).collect(),
            value: figure.value.map(|value| value.decimal(2)),
            cases: i64::try_from(figure.cases).unwrap_or(i64::MAX),
            indicator: figure.indicator,
        };
        tally.figures().into_iter().map(figure).collect()
    }
}
