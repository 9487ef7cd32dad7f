//! Noise of the discrete Laplace distribution, drawn exactly: in whole numbers, so that no rounding of a floating-point
//! number tells what it hides (Mironov, *On Significance of the Least Significant Bits for Differential Privacy*, 2012).
//!
//! The sampler is algorithm 2 of Canonne, Kamath and Steinke, *The Discrete Gaussian for Differential Privacy* (2020):
//! coins whose chance is `exp(-1)` or a power of it are thrown with nothing but whole random numbers. How much noise a
//! figure needs does not belong here, nor where its margin comes from: see [`super::margin`].

use super::epsilon::Epsilon;

/// Where random bits come from: outside of tests, the operating system.
pub trait Randomness {
    /// What is told when there are none.
    type Error;

    /// Fills a buffer with bits that nobody can foresee.
    ///
    /// # Errors
    /// There are none to be had. Then nothing may be published.
    fn fill(&mut self, buffer: &mut [u8]) -> Result<(), Self::Error>;
}

/// The width of a discrete Laplace distribution: a noise of `n` is `exp(-|n| / width)` times as likely as one of
/// nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Width {
    /// The width is this number ...
    numerator: u32,
    /// ... divided by this one.
    denominator: u32,
}

impl Width {
    /// The noise that hides, at this epsilon, what any one family's answer is, where another answer changes so many cells
    /// of a table, by one each. None where nothing may be told at all.
    #[must_use]
    pub fn hiding(changed_cells: u8, epsilon: Epsilon) -> Option<Self> {
        (epsilon > Epsilon::ZERO && changed_cells > 0).then(|| Self {
            numerator: u32::from(changed_cells) * 1_000,
            denominator: epsilon.thousandths(),
        })
    }

    /// The share by which each further step from nothing is less likely than the one before it.
    pub(crate) fn decay(self) -> f64 {
        (-f64::from(self.denominator) / f64::from(self.numerator)).exp()
    }

    /// Draws a noise.
    ///
    /// # Errors
    /// There is no randomness.
    pub fn draw<R: Randomness>(self, randomness: &mut R) -> Result<i64, R::Error> {
        let mut bits = Bits(randomness);
        let width = u64::from(self.numerator);
        loop {
            let first = bits.below(width)?;
            if !bits.coin_of_exp_minus(first, width)? {
                continue;
            }
            let mut rounds = 0_u64;
            while bits.coin_of_exp_minus(1, 1)? {
                rounds += 1;
            }
            let size = (first + width * rounds) / u64::from(self.denominator);
            let negative = bits.below(2)? == 1;
            // Nothing has no sign, so one of its two is thrown away.
            if negative && size == 0 {
                continue;
            }
            // A size that does not fit would take more coins than the machine will ever throw.
            let size = i64::try_from(size).unwrap_or(i64::MAX);
            return Ok(if negative { -size } else { size });
        }
    }
}

/// Whole numbers and coins from random bits.
struct Bits<'r, R>(&'r mut R);

impl<R: Randomness> Bits<'_, R> {
    /// A number below `bound`, each as likely as the others.
    fn below(&mut self, bound: u64) -> Result<u64, R::Error> {
        // Numbers above the last whole multiple would make small ones likelier.
        let surplus = (u64::MAX % bound + 1) % bound;
        loop {
            let mut bytes = [0; 8];
            self.0.fill(&mut bytes)?;
            let number = u64::from_le_bytes(bytes);
            if number <= u64::MAX - surplus {
                return Ok(number % bound);
            }
        }
    }

    /// A coin that shows heads with a chance of `exp(-numerator / denominator)`, for a fraction of one at most.
    ///
    /// Coins of chance `fraction / k` are thrown for `k` from one on until the first tails; that it is an odd one has
    /// the chance of the alternating series of `exp`.
    fn coin_of_exp_minus(&mut self, numerator: u64, denominator: u64) -> Result<bool, R::Error> {
        let mut throw = 1;
        while self.below(denominator * throw)? < numerator {
            throw += 1;
        }
        Ok(throw % 2 == 1)
    }
}

#[cfg(test)]
mod oracle;
#[cfg(test)]
mod tests;
