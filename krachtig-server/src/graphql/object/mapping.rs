//! Mappings of needs and strengths.

use krachtig_core::domain::family::Person;
use krachtig_core::domain::id::{MappingId, PersonId, TrajectoryId};
use krachtig_core::domain::instrument::{Instrument, InstrumentDomain};
use krachtig_core::domain::mapping::{Finding, FindingKind, Mapping, Score, Split};
use krachtig_core::domain::record::Version;
use krachtig_core::domain::text::{Line, Prose};
use krachtig_core::domain::vocabulary::Carrier;
use time::{Date, OffsetDateTime};

use super::DossierView;
use crate::graphql::member_names::MemberRef;
use crate::graphql::scalar::{GlobalId, Word};
use crate::graphql::shown::{Child, Made, alone, children, shown};

impl DossierView {
    fn instrument(&self, mapping: &Mapping) -> Option<&Instrument> {
        let instruments = &self.dossier.instruments;
        instruments
            .iter()
            .find(|instrument| instrument.id == mapping.instrument_id)
    }

    fn domains(&self, mapping: &Mapping) -> &[InstrumentDomain] {
        self.instrument(mapping).map_or(&[], |instrument| &instrument.domains)
    }
}

fn domain<'d>(domains: &'d [InstrumentDomain], code: &Line) -> Option<Child<'d, InstrumentDomain>> {
    domains.iter().find(|domain| domain.code == *code).map(alone)
}

shown! {
    /// How a level is split over who carries it. The parts add up to the level.
    "Split", |split: Split| {
        /// Carried by the family itself.
        own: i32 = split.own;
        /// Carried by its network.
        network: i32 = split.network;
        /// Carried by professionals.
        professional: i32 = split.professional;
    }
}

shown! {
    /// The level of one domain.
    "Score", |score: Score, domains: [InstrumentDomain]| {
        /// The instrument's code of the domain.
        domainCode: &str = score.domain.as_str();
        /// The domain.
        domain: Option<Child<'_, InstrumentDomain>> = domain(domains, &score.domain);
        /// The level on the instrument's scale.
        level: i32 = score.level;
        /// Who carries it, where the instrument splits.
        split: Option<Child<'_, Split>> = score.split.as_ref().map(alone);
    }
}

shown! {
    /// A need or a strength in the family's own words.
    "Finding", |finding: Finding, domains: [InstrumentDomain]| {
        /// The instrument's code of the domain.
        domainCode: &str = finding.domain.as_str();
        /// The domain.
        domain: Option<Child<'_, InstrumentDomain>> = domain(domains, &finding.domain);
        /// Need or strength.
        kind: Word<FindingKind> = Word(finding.kind);
        /// What it is.
        about: &str = finding.about.as_str();
        /// Who carries it.
        carrier: Option<Word<Carrier>> = finding.carrier.map(Word);
        /// Whose it is, where it is one person's.
        personId: Option<GlobalId<PersonId>> = finding.person_id.map(GlobalId);
    }
}

shown! {
    /// Needs and strengths at one moment, mapped with the family. Only the domains that matter are recorded.
    "Mapping", |mapping: Mapping, view: DossierView| {
        /// Its id.
        id: GlobalId<MappingId> = GlobalId(mapping.id);
        /// The trajectory.
        trajectoryId: GlobalId<TrajectoryId> = GlobalId(mapping.trajectory_id);
        /// The instrument with which it was made.
        instrument: Option<Child<'_, Instrument>> = view.instrument(mapping).map(alone);
        /// When it was made.
        heldOn: Date = mapping.held_on;
        /// With whom of the family.
        present: Vec<Child<'_, Person>> = view.persons(&mapping.present);
        /// The levels.
        scores: Vec<Child<'_, Score>> = children(&mapping.scores, view.domains(mapping));
        /// The needs and strengths.
        findings: Vec<Child<'_, Finding>> = children(&mapping.findings, view.domains(mapping));
        /// What was said.
        note: Option<&Prose> = mapping.note.as_ref();
        /// Who recorded it.
        recordedBy: Made<MemberRef> = Made(MemberRef(mapping.recorded_by));
        /// When it was recorded.
        recordedAt: OffsetDateTime = mapping.id.made_at();
        /// Its version: send it along with an edit.
        version: Version = mapping.version;
    }
}
