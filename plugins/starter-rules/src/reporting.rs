//! The region's own indicators, beside those that every region has.

use krachtig_region::finding::Texts;
use krachtig_region::reporting::{Combine, Concerns, Unit};
use krachtig_region::{CaseSnapshot, Indicator, Observation};

const PAID: Indicator = Indicator {
    code: "paid_from_budget",
    unit: Unit::Cents,
    combine: Combine::Sum,
    concerns: Concerns::Organisation,
    smallest: 0,
    largest: 100_000_000,
    dimensions: &[],
    labels: Texts {
        nl: "Betaald uit perspectiefbudgetten",
        en: "Paid from perspective budgets",
    },
};

/// The indicators.
pub const INDICATORS: &[Indicator] = &[PAID];

/// What one case says. A family that got nothing in the period says nothing, which is not zero.
#[must_use]
pub fn observe(snapshot: &CaseSnapshot) -> Vec<Observation> {
    let paid = snapshot.paid_in_period();
    paid.map(|cents| PAID.observed(cents, &[])).into_iter().collect()
}
