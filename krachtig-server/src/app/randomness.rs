//! The operating system's randomness, from which the noise of releases is drawn.

use krachtig_national::noise::Randomness;

/// The operating system's randomness.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemRandomness;

impl Randomness for SystemRandomness {
    type Error = getrandom::Error;

    fn fill(&mut self, buffer: &mut [u8]) -> Result<(), getrandom::Error> {
        getrandom::fill(buffer)
    }
}
