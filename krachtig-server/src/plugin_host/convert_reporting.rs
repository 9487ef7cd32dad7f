//! A case as the WIT has it, and the region's indicators and observations as the core has them. Whether an answer makes
//! sense does not belong here: the core's port says so.

use krachtig_core::domain::money::Cents;
use krachtig_core::rules::RuleFault;
use krachtig_core::rules::indicator::{Dimension, DimensionValue, Indicator, Observation, Position, Translation};
use krachtig_core::rules::snapshot::{
    CaseSnapshot, MappedFact, ObstacleFact, ProblemFact, ReferralFact, StepFact, TimeFact,
};

use super::bindings::exports::krachtig::region::{budget, reporting, rule_set};
use super::convert::{code, day, ledger_line, word};

/// The case as the WIT has it.
pub(super) fn snapshot(snapshot: &CaseSnapshot) -> reporting::CaseSnapshot {
    reporting::CaseSnapshot {
        first_day: day(snapshot.first_day),
        last_day: day(snapshot.last_day),
        opened: day(snapshot.opened),
        closed: snapshot.closed.map(day),
        family: budget::FamilySize {
            adults: snapshot.family.adults,
            children: snapshot.family.children,
        },
        steps: snapshot.steps.iter().map(step).collect(),
        mapped: snapshot.mapped.iter().map(mapped).collect(),
        problems: snapshot.problems.iter().map(problem).collect(),
        silo_obstacles: snapshot.silo_obstacles.iter().map(obstacle).collect(),
        referrals: snapshot.referrals.iter().map(referral).collect(),
        time: snapshot.time.iter().map(time).collect(),
        ledger: snapshot.ledger.iter().map(ledger_line).collect(),
        review_talks: snapshot.review_talks.iter().copied().map(day).collect(),
    }
}

fn step(fact: &StepFact) -> reporting::Step {
    reporting::Step {
        step: code(fact.step),
        state: code(fact.state),
        since: fact.since.map(day),
    }
}

fn mapped(fact: &MappedFact) -> reporting::Mapped {
    reporting::Mapped {
        day: day(fact.day),
        life_domain: code(fact.life_domain),
        kind: code(fact.kind),
    }
}

fn problem(fact: &ProblemFact) -> reporting::ProblemMet {
    reporting::ProblemMet {
        day: day(fact.day),
        category: code(fact.category),
        effect: code(fact.effect),
        preexisting: fact.preexisting,
    }
}

fn obstacle(fact: &ObstacleFact) -> reporting::SiloObstacle {
    reporting::SiloObstacle {
        day: day(fact.day),
        silo: code(fact.silo),
        ground: code(fact.ground),
        days_lost: fact.days_lost,
        cost: fact.cost.map(Cents::get),
        bridged_by: fact.bridged_by.map(code),
    }
}

fn referral(fact: &ReferralFact) -> reporting::Referral {
    reporting::Referral {
        day: day(fact.day),
        partner_type: code(fact.partner_type),
        outcome: code(fact.outcome),
        answered: fact.answered.map(day),
    }
}

fn time(fact: &TimeFact) -> reporting::TimeGiven {
    reporting::TimeGiven {
        day: day(fact.day),
        role: code(fact.role),
        minutes: fact.minutes,
    }
}

/// A declared indicator as the core has it.
pub(super) fn indicator(declared: reporting::Indicator) -> Result<Indicator, RuleFault> {
    Ok(Indicator {
        unit: word(&declared.unit)?,
        combine: word(&declared.combine)?,
        concerns: word(&declared.concerns)?,
        code: declared.code,
        smallest: declared.smallest,
        largest: declared.largest,
        dimensions: declared.dimensions.into_iter().map(dimension).collect(),
        labels: translations(declared.labels),
    })
}

fn dimension(declared: reporting::Dimension) -> Dimension {
    let value = |value: reporting::DimensionValue| DimensionValue {
        code: value.code,
        labels: translations(value.labels),
    };
    Dimension {
        code: declared.code,
        labels: translations(declared.labels),
        values: declared.values.into_iter().map(value).collect(),
    }
}

fn translations(labels: Vec<rule_set::Translation>) -> Vec<Translation> {
    let translation = |label: rule_set::Translation| Translation {
        language: label.language,
        text: label.text,
    };
    labels.into_iter().map(translation).collect()
}

/// What a case says as the core has it.
pub(super) fn observation(said: reporting::Observation) -> Observation {
    let position = |position: reporting::Position| Position {
        dimension: position.dimension,
        value: position.value,
    };
    Observation {
        indicator: said.indicator,
        value: said.value,
        positions: said.positions.into_iter().map(position).collect(),
    }
}

#[cfg(test)]
mod tests;
