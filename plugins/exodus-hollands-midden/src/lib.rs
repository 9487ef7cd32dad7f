//! `mandate`: the budget rules of the fictional demo region Exodus Hollands-Midden.
//!
//! After Zaanstad: a decision within a day, because whoever is at the table may decide on small amounts alone. Up to
//! a first amount that is the worker who asks, up to a second a coordinator, and above it a manager *and* finance.
//! Before any money is given, the funding silo that should have paid is asked; above a small amount a receipt follows.
//!
//! What the WIT has no words for, and what these rules make of it:
//! - **manager and finance** are the roles `coordinator` and `budget_approver`, as two groups of approvals: two
//!   different people, and never whoever asks. The roles are settings;
//! - **the worker's mandate** belongs to whoever asks: rules are not told the requester's role. Who may ask at all is
//!   decided before the rules are asked;
//! - **a decision within a day** is not for rules to keep, which have no clock. They only don't wait longer than that
//!   for a silo that stays silent: then the money goes ahead, and the check has to be finished after it;
//! - **a request without a silo** (`none`) has nobody to ask, so nothing is checked. Whether that is right is for
//!   those who approve, and for the figures afterwards.
//!
//! The cap holds for a calendar year, counted from the ledger's lines of the year of the request. A mandate holds for
//! each request: what bounds several small ones together is the cap.

pub mod budget;
pub mod findings;
pub mod reporting;
pub mod settings;

use krachtig_region::finding::{FindingText, Texts};
use krachtig_region::{Answer, CaseSnapshot, Facts, Indicator, Observation, Problem, RegionRules, Request};

/// The rules.
pub struct Mandate;

impl RegionRules for Mandate {
    type Settings = settings::MandateSettings;

    const NAME: &'static str = "exodus-hollands-midden";
    const VERSION: &'static str = env!("CARGO_PKG_VERSION");
    const SUMMARY: Texts = Texts {
        nl: "Mandaat: eerst het schot bevragen; een klein bedrag beslist de medewerker zelf, daarboven de coördinator, \
             en daarboven coördinator en budgethouder samen. Fictieve regels van een demoregio.",
        en: "Mandate: ask the funding silo first; the worker decides on a small amount, above it the coordinator, and \
             above that coordinator and budget approver together. Fictional rules of a demo region.",
    };
    const FINDINGS: &'static [FindingText] = findings::Found::DECLARED;
    const INDICATORS: &'static [Indicator] = reporting::INDICATORS;

    fn decide(request: &Request, facts: &Facts, settings: &Self::Settings) -> Result<Answer, Problem> {
        budget::decide(request, facts, settings)
    }

    fn observe(snapshot: &CaseSnapshot, _settings: &Self::Settings) -> Result<Vec<Observation>, Problem> {
        Ok(reporting::observe(snapshot))
    }
}

krachtig_region::rules!(Mandate);
