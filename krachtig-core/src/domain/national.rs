//! What the prison service sees: frozen figures of several tenants beside each other, small numbers withheld.
//!
//! A person, a family or a dossier does not belong here: no type of this module can hold one. Figures reach it only
//! from closed periods, so asking again never tells more.
//!
//! ```
//! use krachtig_core::domain::national::{FigureStatus, published};
//! use krachtig_core::domain::period::Indicator;
//!
//! assert_eq!(published(Indicator::FamiliesInTrajectory, 7), (FigureStatus::Exact, Some(7)));
//! assert_eq!(published(Indicator::FamiliesPerStep, 7), (FigureStatus::BelowThreshold, None));
//! ```

use super::period::Indicator;
use super::vocabulary::vocabulary;

/// The smallest number of families that is told as an attribute of families. An attribute of fewer could point at
/// somebody; so could a zero, so zeros are withheld as well.
pub const THRESHOLD: i64 = 10;

vocabulary! {
    /// What a national figure is.
    FigureStatus = "figure_status" {
        /// The number as it was counted: it describes the organisation.
        Exact = "exact",
        /// The number as it was counted, large enough to point at nobody.
        Counted = "counted",
        /// Below the threshold, so withheld.
        BelowThreshold = "below_threshold",
    }
}

/// What is told of a count.
#[must_use]
pub fn published(indicator: Indicator, value: i64) -> (FigureStatus, Option<i64>) {
    match (indicator.is_attribute(), value >= THRESHOLD) {
        (false, _) => (FigureStatus::Exact, Some(value)),
        (true, true) => (FigureStatus::Counted, Some(value)),
        (true, false) => (FigureStatus::BelowThreshold, None),
    }
}
