//! `trust`: the budget rules of the fictional demo region Exodus Haaglanden.
//!
//! After the Bouwdepot: a family gets the money itself, in a few tranches, without receipts and without control.
//! Two people approve the plan once; from then on a tranche follows when it is asked for, with a review talk before
//! the next one. Because money in hand can count as income for a family on bijstand, somebody checks first what it
//! does to the benefits.
//!
//! What the WIT has no words for, and what these rules make of it:
//! - **approved once** is an approval of the plan in the version that holds now: whoever changes the plan asks again;
//! - **its maker** is no approver, whatever the maker's role;
//! - **a tranche** is a third of the cap, whatever the plan comes to. A smaller request uses up a whole one, and money
//!   that is taken back frees as many as it fills.

pub mod budget;
pub mod findings;
pub mod reporting;
pub mod settings;

use krachtig_region::finding::{FindingText, Texts};
use krachtig_region::{Answer, CaseSnapshot, Facts, Indicator, Observation, Problem, RegionRules, Request};

/// The rules.
pub struct Trust;

impl RegionRules for Trust {
    type Settings = settings::TrustSettings;

    const NAME: &'static str = "exodus-haaglanden";
    const VERSION: &'static str = env!("CARGO_PKG_VERSION");
    const SUMMARY: Texts = Texts {
        nl: "Vertrouwen: twee mensen keuren het plan goed, daarna volgt het geld in termijnen, aan het gezin zelf. \
             Fictieve regels van een demoregio.",
        en: "Trust: two people approve the plan, then the money follows in tranches, to the family itself. \
             Fictional rules of a demo region.",
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

krachtig_region::rules!(Trust);
