//! Epsilon: how much a table may tell of any one family, as an exact number.
//!
//! ```
//! use krachtig_national::epsilon::Epsilon;
//!
//! let epsilon: Epsilon = "0.8".parse().unwrap();
//! assert_eq!((epsilon.thousandths(), epsilon.to_string()), (800, "0.8".to_owned()));
//! assert!("0.0005".parse::<Epsilon>().is_err(), "finer than a thousandth");
//! ```

use std::fmt;
use std::iter::Sum;
use std::ops::Add;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A privacy loss in thousandths: whatever a family's answer is, what is published is at most `exp(epsilon)` times as
/// likely as with any other answer. Losses of several tables about the same families add up (Dwork and Roth, *The
/// Algorithmic Foundations of Differential Privacy*, theorem 3.14).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Epsilon(u32);

impl Epsilon {
    /// Nothing is told.
    pub const ZERO: Self = Self(0);

    /// So many thousandths.
    #[must_use]
    pub const fn of_thousandths(thousandths: u32) -> Self {
        Self(thousandths)
    }

    /// What is left of it without another; nothing where the other is greater.
    #[must_use]
    pub fn less(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// It in thousandths.
    #[must_use]
    pub const fn thousandths(self) -> u32 {
        self.0
    }
}

impl Add for Epsilon {
    type Output = Self;

    /// Losses so large that they can't be counted are as bad as any.
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sum for Epsilon {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::ZERO, Add::add)
    }
}

/// A text that is no epsilon: a decimal number from 0 to 1000 with three decimals at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a number from 0 to 1000 with three decimals at most")]
pub struct NoEpsilon;

impl FromStr for Epsilon {
    type Err = NoEpsilon;

    fn from_str(text: &str) -> Result<Self, NoEpsilon> {
        let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |part: &str, most: usize| {
            let fits = !part.is_empty() && part.len() <= most && part.bytes().all(|byte| byte.is_ascii_digit());
            fits.then(|| part.parse::<u32>().ok()).flatten().ok_or(NoEpsilon)
        };
        digits(decimals, 3)?;
        let (whole, thousandths) = (digits(whole, 4)?, digits(&format!("{decimals:0<3}"), 3)?);
        let all = whole * 1_000 + thousandths;
        if all > 1_000_000 {
            return Err(NoEpsilon);
        }
        Ok(Self(all))
    }
}

impl TryFrom<String> for Epsilon {
    type Error = NoEpsilon;

    fn try_from(text: String) -> Result<Self, NoEpsilon> {
        text.parse()
    }
}

impl From<Epsilon> for String {
    fn from(epsilon: Epsilon) -> Self {
        epsilon.to_string()
    }
}

impl fmt::Display for Epsilon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let decimals = format!("{:03}", self.0 % 1_000);
        let decimals = decimals.trim_end_matches('0');
        if decimals.is_empty() {
            write!(f, "{}", self.0 / 1_000)
        } else {
            write!(f, "{}.{decimals}", self.0 / 1_000)
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_written_is_read_back(thousandths in 0_u32..=1_000_000) {
            let epsilon = Epsilon::of_thousandths(thousandths);
            prop_assert_eq!(epsilon.to_string().parse(), Ok(epsilon));
        }

        #[test]
        fn no_text_makes_it_panic(text in ".{0,12}") {
            let _ = text.parse::<Epsilon>();
        }
    }

    #[test]
    fn only_plain_decimal_numbers_are_read() {
        for text in [
            "", ".", ".5", "1.", "-1", "+1", "1e3", "0.0001", "1000.001", "99999", "0,8", " 1", "١",
        ] {
            assert_eq!(text.parse::<Epsilon>(), Err(NoEpsilon), "{text}");
        }
        assert_eq!("1000".parse(), Ok(Epsilon::of_thousandths(1_000_000)));
        assert_eq!("0.80".parse(), Ok(Epsilon::of_thousandths(800)));
    }

    #[test]
    fn losses_add_up() {
        let all = [800, 600, 600].map(Epsilon::of_thousandths);
        assert_eq!(all.into_iter().sum::<Epsilon>().to_string(), "2");
        assert_eq!(
            Epsilon::of_thousandths(u32::MAX) + all[0],
            Epsilon::of_thousandths(u32::MAX)
        );
    }
}
