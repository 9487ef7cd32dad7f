//! Money in whole euro cents. Rounding, currencies and percentages do not belong here: nobody needs them.
//!
//! ```
//! use krachtig_core::domain::money::Cents;
//!
//! let tranche = Cents::new(50_000).unwrap();
//! assert_eq!(tranche.checked_add(tranche), Cents::new(100_000));
//! assert_eq!(tranche.to_string(), "500.00");
//! assert!(Cents::new(-1).is_none());
//! ```

use std::fmt;

use serde::{Deserialize, Serialize};

/// An amount of money in euro cents: from nothing to ten billion euros, never below zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Cents(i64);

impl Cents {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// The largest amount: sums of a million such amounts still fit.
    pub const MAX: Self = Self(1_000_000_000_000);

    /// The amount of so many cents; `None` below zero or above [`Cents::MAX`].
    #[must_use]
    pub const fn new(cents: i64) -> Option<Self> {
        if cents < 0 || cents > Self::MAX.0 {
            None
        } else {
            Some(Self(cents))
        }
    }

    /// The number of cents.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }

    /// Whether this is nothing.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The sum, unless it leaves the range.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        Self::new(self.0 + other.0)
    }

    /// What is left, unless that is below zero.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        Self::new(self.0 - other.0)
    }
}

impl TryFrom<i64> for Cents {
    type Error = String;

    fn try_from(cents: i64) -> Result<Self, Self::Error> {
        Self::new(cents).ok_or_else(|| format!("{cents} cents is not an amount between 0 and {}", Self::MAX.0))
    }
}

impl From<Cents> for i64 {
    fn from(amount: Cents) -> Self {
        amount.0
    }
}

impl fmt::Display for Cents {
    /// Euros with a point and two decimals, for logs and the command line; screens format by locale.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}
