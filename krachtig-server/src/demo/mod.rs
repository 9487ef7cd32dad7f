//! Fictional casework for demos, benches and tests: whole dossiers, made through the domain's own decisions.
//!
//! The same plan gives the same bytes, ids included, whatever the machine or the day; and a family is the same in a
//! demo of ten as in one of ten thousand. `fill` has them written to a tenant. Real people do not belong here.

mod case;
mod clock;
mod closing;
mod development;
mod draw;
mod family;
mod names;
mod network;
mod people;
mod pictures;
mod room;
mod support;
mod themes;

pub mod fill;
pub mod partners;
pub mod release;
pub mod seed;
pub mod tenants;

#[cfg(test)]
mod tests;

use krachtig_core::domain::dossier::Dossier;
use krachtig_core::domain::family::Municipality;
use krachtig_core::domain::id::MemberId;
use krachtig_core::domain::instrument::Instrument;
use krachtig_core::domain::partner::Partner;
use krachtig_core::domain::refusal::Decision;
use krachtig_core::domain::vocabulary::Role;
use time::Date;

use case::Case;

/// What a demo is made of.
#[derive(Clone, Debug)]
pub struct GeneratorPlan {
    /// What chance begins from. The same seed draws the same.
    pub seed: u64,
    /// How many families.
    pub families: usize,
    /// The last day of the demo: nothing happened after it.
    pub today: Date,
    /// Who works in the office, once per role. It takes a professional and a coordinator at least.
    pub members: Vec<(MemberId, Role)>,
    /// The parties that families are referred to; shared by all of them.
    pub partners: Vec<Partner>,
    /// The instrument that mappings are made with; shared by all of them.
    pub instrument: Instrument,
    /// Where the families live and where the detainees are.
    pub region: Region,
    /// How far the families are.
    pub mix: StageMix,
}

/// Where the families live and where the detainees are.
#[derive(Clone, Debug)]
pub struct Region {
    /// The municipalities in which the families live.
    pub municipalities: Vec<Municipality>,
    /// The names of the penitentiary institutions.
    pub institutions: Vec<String>,
}

/// How far a family is in its trajectory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// The detainee was talked with.
    Talked,
    /// It was agreed who could play a role.
    RolesChecked,
    /// The family was met.
    Introduced,
    /// Needs and strengths were mapped.
    Mapped,
    /// Time, connections and money were given.
    RoomGiven,
    /// The family was referred.
    Connected,
    /// Things were tried and learned.
    Learned,
    /// The story was written down.
    StoryTold,
    /// Suggestions were made.
    Scaled,
    /// The trajectory is closed.
    Closed,
}

/// How many families in proportion are at which stage.
#[derive(Clone, Debug)]
pub struct StageMix(pub Vec<(Stage, u32)>);

impl Default for StageMix {
    /// Some families at every stage, most of them in the middle or at the end.
    fn default() -> Self {
        Self(vec![
            (Stage::Talked, 5),
            (Stage::RolesChecked, 5),
            (Stage::Introduced, 8),
            (Stage::Mapped, 12),
            (Stage::RoomGiven, 14),
            (Stage::Connected, 14),
            (Stage::Learned, 12),
            (Stage::StoryTold, 8),
            (Stage::Scaled, 7),
            (Stage::Closed, 15),
        ])
    }
}

/// The dossiers of a plan, one family after the other, made when they are asked for.
///
/// Each dossier's `partners` and `instruments` are copies of the plan's own, as far as its records name them: whoever
/// stores dossiers stores those once.
///
/// # Errors
/// An item is `not_found` at `members` when the plan lacks a professional or a coordinator. Any other refusal is a
/// mistake in this generator.
pub fn dossiers(plan: &GeneratorPlan) -> impl Iterator<Item = Decision<Dossier>> + '_ {
    (0..plan.families).map(move |number| Case::of(plan, number).and_then(Case::told))
}
