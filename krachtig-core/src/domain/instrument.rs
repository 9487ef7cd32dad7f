//! Instruments for mapping needs and strengths: data, so that an office can use its own and a newer version.
//!
//! Criterion texts of others' instruments do not belong here, nor anywhere in this software: they are their
//! makers' (the ZRM's are GGD Amsterdam's). An instrument holds its domains, its scale and its version.
//!
//! ```
//! use krachtig_core::domain::instrument::InstrumentDraft;
//!
//! let ours = InstrumentDraft::default_instrument();
//! assert_eq!(ours.domains.len(), 13);
//! assert_eq!((ours.min_level, ours.max_level), (1, 5));
//! ```

use serde::{Deserialize, Serialize};

use super::clock::Stamp;
use super::id::InstrumentId;
use super::record::{Version, record};
use super::refusal::{Check, Decision, RefusalCode};
use super::text::Line;
use super::vocabulary::{LifeDomain, Vocabulary};

/// One domain of an instrument.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InstrumentDomain {
    /// The instrument's own code for it, unique within the instrument.
    pub code: Line,
    /// The area of life that it measures, so that instruments can be told together.
    pub life_domain: Option<LifeDomain>,
    /// What Dutch readers call it.
    pub label_nl: Line,
    /// What English readers call it.
    pub label_en: Line,
}

/// An instrument: its domains and its scale.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Instrument {
    /// Its id.
    pub id: InstrumentId,
    /// Its code: `krachtig`.
    pub code: Line,
    /// Which version of the instrument: older versions have other domains.
    pub edition: Line,
    /// What it is called.
    pub name: Line,
    /// Its domains.
    pub domains: Vec<InstrumentDomain>,
    /// The lowest level of its scale.
    pub min_level: i32,
    /// The highest level of its scale. Higher is better.
    pub max_level: i32,
    /// Whether a level is split over who carries it (own, network, professional).
    pub split: bool,
    /// Whether new mappings may use it.
    pub active: bool,
    /// Its version as a record.
    pub version: Version,
}
record!(Instrument, InstrumentId, Instrument, dossier: instruments);

/// What people typed about an instrument.
#[derive(Clone, Debug)]
pub struct InstrumentDraft {
    /// See [`Instrument::code`].
    pub code: String,
    /// See [`Instrument::edition`].
    pub edition: String,
    /// See [`Instrument::name`].
    pub name: String,
    /// Code, area of life, label in Dutch, label in English.
    pub domains: Vec<(String, Option<LifeDomain>, String, String)>,
    /// See [`Instrument::min_level`].
    pub min_level: i32,
    /// See [`Instrument::max_level`].
    pub max_level: i32,
    /// See [`Instrument::split`].
    pub split: bool,
    /// See [`Instrument::active`].
    pub active: bool,
}

impl InstrumentDraft {
    /// Our own instrument, which every tenant begins with: the thirteen life domains on five levels, each level
    /// split over who carries it.
    #[must_use]
    pub fn default_instrument() -> Self {
        let domains = LifeDomain::ALL.iter().map(|domain| {
            let (nl, en) = labels(*domain);
            (domain.code().to_owned(), Some(*domain), nl.to_owned(), en.to_owned())
        });
        Self {
            code: "krachtig".to_owned(),
            edition: "1".to_owned(),
            name: "Krachtig: behoeften en krachten".to_owned(),
            domains: domains.collect(),
            min_level: 1,
            max_level: 5,
            split: true,
            active: true,
        }
    }
}

fn labels(domain: LifeDomain) -> (&'static str, &'static str) {
    match domain {
        LifeDomain::Finances => ("Financiën", "Finances"),
        LifeDomain::WorkEducation => ("Werk en opleiding", "Work and education"),
        LifeDomain::TimeUse => ("Tijdsbesteding", "Use of time"),
        LifeDomain::Housing => ("Huisvesting", "Housing"),
        LifeDomain::DomesticRelations => ("Huiselijke relaties", "Domestic relations"),
        LifeDomain::MentalHealth => ("Geestelijke gezondheid", "Mental health"),
        LifeDomain::PhysicalHealth => ("Lichamelijke gezondheid", "Physical health"),
        LifeDomain::SubstanceUse => ("Middelengebruik", "Substance use"),
        LifeDomain::BasicAdl => ("Basale dagelijkse handelingen", "Basic activities of daily life"),
        LifeDomain::InstrumentalAdl => ("Zelfstandig huishouden", "Instrumental activities of daily life"),
        LifeDomain::SocialNetwork => ("Sociaal netwerk", "Social network"),
        LifeDomain::Participation => ("Meedoen", "Participation"),
        LifeDomain::Justice => ("Justitie", "Justice"),
    }
}

impl Instrument {
    /// Records an instrument.
    ///
    /// # Errors
    /// `required` without domains, `duplicate` for a code twice, `out_of_range` for an empty scale.
    pub fn record(draft: &InstrumentDraft, stamp: Stamp<'_>) -> Decision<Self> {
        Self::from_draft(draft, stamp.id(), Version::FIRST)
    }

    /// Replaces what people typed. Mappings refer to domains by code, so a code in use should stay.
    ///
    /// # Errors
    /// As [`Instrument::record`].
    pub fn revise(&self, draft: &InstrumentDraft) -> Decision<Self> {
        Self::from_draft(draft, self.id, self.version.next())
    }

    fn from_draft(draft: &InstrumentDraft, id: InstrumentId, version: Version) -> Decision<Self> {
        let mut check = Check::new();
        check.ensure(!draft.domains.is_empty(), RefusalCode::Required, "domains");
        let mut domains: Vec<InstrumentDomain> = Vec::with_capacity(draft.domains.len());
        for (n, (code, life_domain, nl, en)) in draft.domains.iter().enumerate() {
            let code = check.line(&format!("domains.{n}.code"), code);
            check.ensure(
                domains.iter().all(|domain| domain.code != code),
                RefusalCode::Duplicate,
                &format!("domains.{n}.code"),
            );
            let label_nl = check.line(&format!("domains.{n}.label_nl"), nl);
            let label_en = check.line(&format!("domains.{n}.label_en"), en);
            domains.push(InstrumentDomain {
                code,
                life_domain: *life_domain,
                label_nl,
                label_en,
            });
        }
        check.within("min_level", draft.min_level.into(), (0, 100));
        check.within(
            "max_level",
            draft.max_level.into(),
            (i64::from(draft.min_level) + 1, 100),
        );
        let instrument = Self {
            id,
            code: check.line("code", &draft.code),
            edition: check.line("edition", &draft.edition),
            name: check.line("name", &draft.name),
            domains,
            min_level: draft.min_level,
            max_level: draft.max_level,
            split: draft.split,
            active: draft.active,
            version,
        };
        check.pass(instrument)
    }

    /// The domain with this code.
    #[must_use]
    pub fn domain(&self, code: &str) -> Option<&InstrumentDomain> {
        self.domains.iter().find(|domain| domain.code.as_str() == code)
    }
}
