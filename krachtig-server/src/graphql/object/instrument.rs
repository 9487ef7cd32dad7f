//! Instruments for mapping needs and strengths.

use krachtig_core::domain::id::InstrumentId;
use krachtig_core::domain::instrument::{Instrument, InstrumentDomain};
use krachtig_core::domain::record::Version;
use krachtig_core::domain::vocabulary::LifeDomain;
use time::OffsetDateTime;

use crate::graphql::scalar::{GlobalId, Word};
use crate::graphql::shown::{Child, alone, shown};

shown! {
    /// One domain of an instrument.
    "InstrumentDomain", |domain: InstrumentDomain| {
        /// The instrument's own code for it, unique within the instrument.
        code: &str = domain.code.as_str();
        /// The area of life that it measures, so that instruments can be told together.
        lifeDomain: Option<Word<LifeDomain>> = domain.life_domain.map(Word);
        /// What Dutch readers call it.
        labelNl: &str = domain.label_nl.as_str();
        /// What English readers call it.
        labelEn: &str = domain.label_en.as_str();
    }
}

shown! {
    /// An instrument for mapping needs and strengths: its domains and its scale.
    "Instrument", |instrument: Instrument| {
        /// Its id.
        id: GlobalId<InstrumentId> = GlobalId(instrument.id);
        /// Its code: `krachtig`.
        code: &str = instrument.code.as_str();
        /// Which version of the instrument: older versions have other domains.
        edition: &str = instrument.edition.as_str();
        /// What it is called.
        name: &str = instrument.name.as_str();
        /// Its domains.
        domains: Vec<Child<'_, InstrumentDomain>> = instrument.domains.iter().map(alone).collect();
        /// The lowest level of its scale.
        minLevel: i32 = instrument.min_level;
        /// The highest level of its scale. Higher is better.
        maxLevel: i32 = instrument.max_level;
        /// Whether a level is split over who carries it.
        split: bool = instrument.split;
        /// Whether new mappings may use it.
        active: bool = instrument.active;
        /// When it was recorded.
        recordedAt: OffsetDateTime = instrument.id.made_at();
        /// Its version: send it along with an edit.
        version: Version = instrument.version;
    }
}
