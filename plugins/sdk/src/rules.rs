//! What a region's rules are: the one trait that a region implements, and what every answer has to keep to.

use crate::budget::{Answer, Decision, Facts, Request};
use crate::finding::{FindingText, Problem, Texts};
use crate::reporting::{CaseSnapshot, Indicator, Observation};
use crate::settings::Settings;

/// A region's rules. They are functions of what they are given: the same question gives the same answer for ever.
pub trait RegionRules {
    /// The region's settings.
    type Settings: Settings;

    /// The rules' name: lower case letters, digits and hyphens. One name, one series of versions.
    const NAME: &'static str;
    /// Their version after semver: `env!("CARGO_PKG_VERSION")`.
    const VERSION: &'static str;
    /// What they do, in a sentence per language.
    const SUMMARY: Texts;
    /// Every finding that they can give, declared by [`crate::findings`].
    const FINDINGS: &'static [FindingText];
    /// The region's own indicators; none unless it has some.
    const INDICATORS: &'static [Indicator] = &[];

    /// Decides on a request. A "no" is an answer with findings.
    ///
    /// # Errors
    /// A [`Problem`] for a question that makes no sense.
    fn decide(request: &Request, facts: &Facts, settings: &Self::Settings) -> Result<Answer, Problem>;

    /// What one case says for the indicators. A case that says nothing for one gives no observation for it.
    ///
    /// # Errors
    /// A [`Problem`] for a case that makes no sense.
    fn observe(_snapshot: &CaseSnapshot, _settings: &Self::Settings) -> Result<Vec<Observation>, Problem> {
        Ok(Vec::new())
    }
}

/// Checks what the host asks of every answer: a refusal says why and gives nothing, tranches are the amount, asked
/// approvals can be given and stand open, and findings are declared with exactly their arguments. For a test of the
/// rules.
///
/// # Errors
/// The first thing that the host would not take.
pub fn check_answer<R: RegionRules>(request: &Request, facts: &Facts, answer: &Answer) -> Result<(), String> {
    for finding in &answer.findings {
        let Some(declared) = R::FINDINGS.iter().find(|declared| declared.code == finding.code) else {
            return Err(format!("{} is not declared", finding.code));
        };
        let mut names: Vec<&str> = finding
            .arguments
            .iter()
            .map(|argument| argument.name.as_str())
            .collect();
        let mut asked = declared.arguments.to_vec();
        names.sort_unstable();
        asked.sort_unstable();
        if names != asked {
            return Err(format!("{} has other arguments than declared", finding.code));
        }
    }
    if answer.decision == Decision::Refuse {
        if answer.findings.is_empty() {
            return Err("a refusal without a finding".to_owned());
        }
        if !(answer.tranches.is_empty() && answer.obligations.is_empty()) {
            return Err("a refusal with tranches or obligations".to_owned());
        }
        return Ok(());
    }
    if answer.tranches.iter().any(|tranche| tranche.amount <= 0) {
        return Err("a tranche of nothing".to_owned());
    }
    let sum = answer
        .tranches
        .iter()
        .try_fold(0_i64, |sum, tranche| sum.checked_add(tranche.amount));
    if sum != Some(request.amount) {
        return Err("tranches that don't add up to what is asked".to_owned());
    }
    match &answer.decision {
        Decision::NeedsApprovals(needed) => check_approvals(needed, facts),
        Decision::Approve | Decision::Refuse => Ok(()),
    }
}

fn check_approvals(needed: &crate::budget::ApprovalsNeeded, facts: &Facts) -> Result<(), String> {
    if needed.groups.is_empty()
        || needed
            .groups
            .iter()
            .any(|group| group.roles.is_empty() || group.count == 0)
    {
        return Err("approvals that nobody can give".to_owned());
    }
    let given = match needed.subject {
        crate::budget::Subject::Request => &facts.approvals[..],
        crate::budget::Subject::Plan => facts.plan.as_ref().map_or(&[][..], |plan| &plan.approvals),
    };
    if needed.are_filled_by(given) {
        return Err("approvals that have all been given".to_owned());
    }
    Ok(())
}
