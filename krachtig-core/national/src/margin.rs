//! Margins: how far a published figure can be from the one that was counted.
//!
//! ```
//! use krachtig_national::epsilon::Epsilon;
//! use krachtig_national::margin::margin;
//! use krachtig_national::noise::Width;
//!
//! let of = |epsilon: &str| margin(Width::hiding(1, epsilon.parse().unwrap()).unwrap());
//! assert_eq!((of("0.8"), of("0.6")), (4, 5));
//! ```

use super::noise::Width;

/// How often, of a hundred figures, the counted one lies within the margin.
pub const CONFIDENCE_PERCENT: u8 = 95;

/// The smallest number that the noise exceeds, up or down, in at most five of a hundred draws.
///
/// With `q` the share by which each step is less likely than the one before, more than `m` is drawn with the chance
/// `2 q^(m + 1) / (1 + q)`.
#[must_use]
pub fn margin(width: Width) -> u32 {
    let left = 1.0 - f64::from(CONFIDENCE_PERCENT) / 100.0;
    let decay = width.decay();
    let steps = (left * (1.0 + decay) / 2.0).ln() / decay.ln() - 1.0;
    // At most 255,000 (eight bits of cells at a thousandth of epsilon) times three.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "bounded on both sides above"
    )]
    let steps = steps.ceil().max(0.0) as u32;
    steps
}
