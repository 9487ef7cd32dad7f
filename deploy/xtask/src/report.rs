//! What a run of several steps did: each step's outcome and time, and the summary at its end.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

enum Outcome {
    Passed(Duration),
    Failed(Duration, String),
    Skipped(String),
}

/// The steps of a run so far. A failed step doesn't end the run, so that one run shows all there is to mend.
#[derive(Default)]
pub(crate) struct Report {
    steps: Vec<(&'static str, Outcome)>,
}

impl Report {
    /// Runs a step and keeps how it ended. Gives what the step made, or nothing where it failed.
    pub(crate) fn step<T>(&mut self, name: &'static str, work: impl FnOnce() -> Result<T>) -> Option<T> {
        println!("\n==> {name}");
        let start = Instant::now();
        let (outcome, made) = match work() {
            Ok(made) => (Outcome::Passed(start.elapsed()), Some(made)),
            Err(error) => {
                let told = format!("{error:#}");
                println!("FAILED: {told}");
                let first_line = told.lines().next().unwrap_or_default().to_owned();
                (Outcome::Failed(start.elapsed(), first_line), None)
            }
        };
        self.steps.push((name, outcome));
        made
    }

    /// Keeps that a step was left out, and why.
    pub(crate) fn skip(&mut self, name: &'static str, reason: impl Into<String>) {
        let reason = reason.into();
        println!("\n==> {name}: SKIPPED, {reason}");
        self.steps.push((name, Outcome::Skipped(reason)));
    }

    /// Prints the summary.
    ///
    /// # Errors
    /// A step failed.
    pub(crate) fn finish(self) -> Result<()> {
        println!("\nSummary");
        let mut failed = 0;
        for (name, outcome) in &self.steps {
            match outcome {
                Outcome::Passed(time) => println!("  passed   {name} ({:.1} s)", time.as_secs_f32()),
                Outcome::Skipped(reason) => println!("  SKIPPED  {name}: {reason}"),
                Outcome::Failed(time, why) => {
                    failed += 1;
                    println!("  FAILED   {name} ({:.1} s): {why}", time.as_secs_f32());
                }
            }
        }
        if failed > 0 {
            bail!("{failed} of {} steps failed", self.steps.len());
        }
        println!("All passed.");
        Ok(())
    }
}

/// Prints lines in a frame that is hard to miss.
pub(crate) fn banner(lines: &[&str]) {
    let edge = "!".repeat(100);
    println!("\n{edge}");
    for line in lines {
        println!("!!  {line}");
    }
    println!("{edge}");
}

#[cfg(test)]
mod tests {
    use anyhow::anyhow;

    use super::Report;

    #[test]
    fn a_run_fails_when_any_step_fails() {
        let mut report = Report::default();
        assert_eq!(report.step("fails", || Err::<(), _>(anyhow!("no"))), None);
        assert_eq!(report.step("passes", || Ok(7)), Some(7));
        assert_eq!(
            report.finish().map_err(|error| error.to_string()),
            Err("1 of 2 steps failed".to_owned())
        );
    }

    #[test]
    fn a_skipped_step_fails_nothing() {
        let mut report = Report::default();
        report.skip("not here", "no such tool");
        assert!(report.finish().is_ok());
    }
}
