//! Step 4: needs and strengths per life domain, mapped *with* the family, again and again over time.
//!
//! Only the domains that matter to the family are recorded; nothing here asks for all of them.
//!
//! ```
//! use krachtig_core::domain::mapping::Split;
//!
//! let split = Split { own: 1, network: 1, professional: 2 };
//! assert_eq!(split.sum(), 4);
//! ```

use serde::{Deserialize, Serialize};
use time::Date;

use super::clock::Stamp;
use super::dossier::Dossier;
use super::family::Person;
use super::id::{InstrumentId, MappingId, MemberId, PersonId, TrajectoryId};
use super::instrument::Instrument;
use super::record::{InDossier, Version, record};
use super::refusal::{Check, Decision, Refusal, RefusalCode};
use super::terms::ConsentUse;
use super::text::{Line, Prose};
use super::vocabulary::{Carrier, vocabulary};

/// How a level is split over who carries it. The parts add up to the level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Split {
    /// Carried by the family itself.
    pub own: i32,
    /// Carried by its network.
    pub network: i32,
    /// Carried by professionals.
    pub professional: i32,
}

impl Split {
    /// All parts together.
    #[must_use]
    pub fn sum(self) -> i64 {
        i64::from(self.own) + i64::from(self.network) + i64::from(self.professional)
    }
}

/// The level of one domain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// The instrument's code of the domain.
    pub domain: Line,
    /// The level on the instrument's scale.
    pub level: i32,
    /// Who carries it, where the instrument splits.
    pub split: Option<Split>,
}

vocabulary! {
    /// Whether something is a need or a strength.
    FindingKind = "finding_kind" {
        /// A need (behoefte).
        Need = "need",
        /// A strength (kracht).
        Strength = "strength",
    }
}

/// A need or a strength in the family's own words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// The instrument's code of the domain.
    pub domain: Line,
    /// Need or strength.
    pub kind: FindingKind,
    /// What it is.
    pub about: Line,
    /// Who carries it.
    pub carrier: Option<Carrier>,
    /// Whose it is, where it is one person's.
    pub person_id: Option<PersonId>,
}

/// Needs and strengths at one moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mapping {
    /// Its id.
    pub id: MappingId,
    /// The trajectory.
    pub trajectory_id: TrajectoryId,
    /// The instrument.
    pub instrument_id: InstrumentId,
    /// When it was made.
    pub held_on: Date,
    /// With whom of the family.
    pub present: Vec<PersonId>,
    /// The levels.
    pub scores: Vec<Score>,
    /// The needs and strengths.
    pub findings: Vec<Finding>,
    /// What was said.
    pub note: Option<Prose>,
    /// Who recorded it.
    pub recorded_by: MemberId,
    /// Its version.
    pub version: Version,
}
record!(Mapping, MappingId, Mapping, trajectory: trajectory_id, dossier: mappings);

/// What people typed about one domain's level.
#[derive(Clone, Debug)]
pub struct ScoreDraft {
    /// See [`Score::domain`].
    pub domain: String,
    /// See [`Score::level`].
    pub level: i32,
    /// See [`Score::split`].
    pub split: Option<Split>,
}

/// What people typed about a need or a strength.
#[derive(Clone, Debug)]
pub struct FindingDraft {
    /// See [`Finding::domain`].
    pub domain: String,
    /// See [`Finding::kind`].
    pub kind: FindingKind,
    /// See [`Finding::about`].
    pub about: String,
    /// See [`Finding::carrier`].
    pub carrier: Option<Carrier>,
    /// See [`Finding::person_id`].
    pub person_id: Option<PersonId>,
}

/// What people typed about a mapping.
#[derive(Clone, Debug)]
pub struct MappingDraft {
    /// See [`Mapping::held_on`].
    pub held_on: Date,
    /// See [`Mapping::present`].
    pub present: Vec<PersonId>,
    /// See [`Mapping::scores`].
    pub scores: Vec<ScoreDraft>,
    /// See [`Mapping::findings`].
    pub findings: Vec<FindingDraft>,
    /// See [`Mapping::note`].
    pub note: Option<String>,
}

impl MappingDraft {
    /// Everybody on whom it records something.
    fn persons(&self) -> Vec<PersonId> {
        let told_of = self.findings.iter().filter_map(|finding| finding.person_id);
        self.present.iter().copied().chain(told_of).collect()
    }
}

impl Mapping {
    /// Records a mapping made with an instrument.
    ///
    /// # Errors
    /// `trajectory_closed`; `consent_missing` without the family's consent to support, or that of somebody who was
    /// there or whom a finding is about;
    /// `wrong_state` for an instrument that is no longer used; `required` without any level or finding; and whatever
    /// is wrong with the draft's fields.
    pub fn record(
        dossier: &Dossier,
        instrument: &Instrument,
        draft: &MappingDraft,
        stamp: Stamp<'_>,
    ) -> Decision<Self> {
        dossier.demand(ConsentUse::MapNeeds, &draft.persons(), stamp)?;
        if !instrument.active {
            return Err(Refusal::new(RefusalCode::WrongState, "instrument_id").into());
        }
        let blank = Self {
            id: stamp.id(),
            trajectory_id: dossier.trajectory.id,
            instrument_id: instrument.id,
            held_on: draft.held_on,
            present: Vec::new(),
            scores: Vec::new(),
            findings: Vec::new(),
            note: None,
            recorded_by: stamp.by,
            version: Version::FIRST,
        };
        blank.filled_in((dossier, instrument), draft, stamp)
    }

    /// Replaces what people typed.
    ///
    /// # Errors
    /// As [`Mapping::record`], but that an instrument out of use is fine; `wrong_state` for another instrument than the
    /// one it was made with.
    pub fn revise(
        &self,
        dossier: &Dossier,
        instrument: &Instrument,
        draft: &MappingDraft,
        stamp: Stamp<'_>,
    ) -> Decision<Self> {
        dossier.demand(ConsentUse::MapNeeds, &draft.persons(), stamp)?;
        if instrument.id != self.instrument_id {
            return Err(Refusal::new(RefusalCode::WrongState, "instrument_id").into());
        }
        Self {
            version: self.version.next(),
            ..self.clone()
        }
        .filled_in((dossier, instrument), draft, stamp)
    }

    fn filled_in(
        self,
        (dossier, instrument): (&Dossier, &Instrument),
        draft: &MappingDraft,
        stamp: Stamp<'_>,
    ) -> Decision<Self> {
        dossier.demand_open()?;
        let mut check = Check::new();
        for (n, person) in draft.present.iter().enumerate() {
            Person::find(dossier, *person, &format!("present.{n}"))?;
        }
        check.ensure(
            !(draft.scores.is_empty() && draft.findings.is_empty()),
            RefusalCode::Required,
            "scores",
        );
        let scores = parse_scores(&mut check, instrument, &draft.scores);
        let findings = parse_findings(&mut check, (dossier, instrument), &draft.findings);
        let held_on = check.happened("held_on", draft.held_on, stamp.today);
        let note = check.optional_prose("note", draft.note.as_deref());
        check.pass(Self {
            held_on,
            present: draft.present.clone(),
            scores,
            findings,
            note,
            ..self
        })
    }

    /// The level of a domain, where it was recorded.
    #[must_use]
    pub fn level(&self, domain: &str) -> Option<i32> {
        self.scores
            .iter()
            .find(|score| score.domain.as_str() == domain)
            .map(|score| score.level)
    }
}

fn parse_domain(check: &mut Check, instrument: &Instrument, (at, code): (&str, &str)) -> Line {
    check.ensure(instrument.domain(code).is_some(), RefusalCode::UnknownWord, at);
    check.line(at, code)
}

fn parse_scores(check: &mut Check, instrument: &Instrument, drafts: &[ScoreDraft]) -> Vec<Score> {
    let mut scores: Vec<Score> = Vec::with_capacity(drafts.len());
    for (n, draft) in drafts.iter().enumerate() {
        let at = format!("scores.{n}.domain");
        let domain = parse_domain(check, instrument, (&at, &draft.domain));
        check.ensure(
            scores.iter().all(|score| score.domain != domain),
            RefusalCode::Duplicate,
            &at,
        );
        let scale = (instrument.min_level.into(), instrument.max_level.into());
        check.within(&format!("scores.{n}.level"), draft.level.into(), scale);
        if let Some(split) = draft.split {
            let at = format!("scores.{n}.split");
            check.ensure(instrument.split, RefusalCode::WrongState, &at);
            let parts = [split.own, split.network, split.professional];
            let adds_up = parts.iter().all(|part| *part >= 0) && split.sum() == i64::from(draft.level);
            check.ensure(adds_up, RefusalCode::OutOfRange, &at);
        }
        scores.push(Score {
            domain,
            level: draft.level,
            split: draft.split,
        });
    }
    scores
}

fn parse_findings(
    check: &mut Check,
    (dossier, instrument): (&Dossier, &Instrument),
    drafts: &[FindingDraft],
) -> Vec<Finding> {
    let parse = |(n, draft): (usize, &FindingDraft)| {
        let person = draft.person_id.map_or(Ok(()), |id| {
            Person::find(dossier, id, &format!("findings.{n}.person_id")).map(|_| ())
        });
        check.take(person);
        Finding {
            domain: parse_domain(check, instrument, (&format!("findings.{n}.domain"), &draft.domain)),
            kind: draft.kind,
            about: check.line(&format!("findings.{n}.about"), &draft.about),
            carrier: draft.carrier,
            person_id: draft.person_id,
        }
    };
    drafts.iter().enumerate().map(parse).collect()
}
