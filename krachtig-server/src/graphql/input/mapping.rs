//! Mappings of needs and strengths.

use krachtig_core::domain::id::{InstrumentId, PersonId, TrajectoryId};
use krachtig_core::domain::mapping::{FindingDraft, FindingKind, Mapping, MappingDraft, ScoreDraft, Split};
use krachtig_core::domain::vocabulary::Carrier;
use krachtig_core::service::RecordMapping;
use time::Date;

use super::{input, revises};
use crate::graphql::scalar::{GlobalId, Word};

input! {
    /// How a level is split over who carries it. The parts add up to the level.
    SplitInput => Split {
        /// Carried by the family itself.
        own: i32,
        /// Carried by its network.
        network: i32,
        /// Carried by professionals.
        professional: i32,
    }
}

input! {
    /// The level of one domain.
    ScoreInput => ScoreDraft {
        /// The instrument's code of the domain.
        domain: String,
        /// The level on the instrument's scale.
        level: i32,
        /// Who carries it, where the instrument splits.
        split: Option<SplitInput>,
    }
}

input! {
    /// A need or a strength in the family's own words.
    FindingInput => FindingDraft {
        /// The instrument's code of the domain.
        domain: String,
        /// Need or strength.
        kind: Word<FindingKind>,
        /// What it is.
        about: String,
        /// Who carries it.
        carrier: Option<Word<Carrier>>,
        /// Whose it is, where it is one person's.
        person_id: Option<GlobalId<PersonId>>,
    }
}

input! {
    /// Needs and strengths, of the domains that matter to the family and no others.
    MappingFields => MappingDraft {
        /// When it was made.
        held_on: Date,
        /// With whom of the family.
        #[graphql(default)]
        present: Vec<GlobalId<PersonId>>,
        /// The levels.
        #[graphql(default)]
        scores: Vec<ScoreInput>,
        /// The needs and strengths.
        #[graphql(default)]
        findings: Vec<FindingInput>,
        /// What was said.
        note: Option<String>,
    }
}

input! {
    /// A mapping, of which trajectory, and made with which instrument.
    RecordMappingInput => RecordMapping {
        /// The trajectory.
        trajectory_id: GlobalId<TrajectoryId>,
        /// The instrument.
        instrument_id: GlobalId<InstrumentId>,
        #[graphql(flatten)]
        draft: MappingFields,
    }
}

revises! {
    ReviseMappingInput: MappingFields => Mapping, MappingDraft;
}
