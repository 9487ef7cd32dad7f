//! `team_pot`: the budget rules of the fictional demo region Exodus Rijnmond.
//!
//! After Amsterdam: a team has a small pot, and three colleagues who agree are enough. The money goes in kind, to a
//! supplier; a household gets a small amount and little is checked. The request's own author is no colleague here.
//!
//! **What these rules don't do.** The example gives each team a pot of EUR 3,000. Rules see the dossier of one family
//! and nothing of the others, so they can't know what is left in a team's pot, and no setting here pretends to. The
//! cap per household is what they hold; the pot has to be watched where all of a team's families are seen.
//!
//! The checks are light: no receipt, no silo check and no plan are asked. If a check in the dossier shows that the
//! proposed funding silo pays, the colleagues are told so and decide themselves.

pub mod budget;
pub mod findings;
pub mod reporting;
pub mod settings;

use krachtig_region::finding::{FindingText, Texts};
use krachtig_region::{Answer, CaseSnapshot, Facts, Indicator, Observation, Problem, RegionRules, Request};

/// The rules.
pub struct TeamPot;

impl RegionRules for TeamPot {
    type Settings = settings::TeamPotSettings;

    const NAME: &'static str = "exodus-rijnmond";
    const VERSION: &'static str = env!("CARGO_PKG_VERSION");
    const SUMMARY: Texts = Texts {
        nl: "Teampot: drie collega's beslissen samen over een klein bedrag per huishouden, betaald aan een leverancier. \
             Fictieve regels van een demoregio.",
        en: "Team pot: three colleagues decide together on a small amount per household, paid to a supplier. \
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

krachtig_region::rules!(TeamPot);
