//! What the policies answer to everything that can be asked: the table that the build made by asking Cedar.
//!
//! What is asked does not belong here. A test asks Cedar itself a million times and compares.

use std::sync::LazyLock;

use super::Action;
use super::relation::{GLASS, NOTHING, Ties};
use crate::domain::dossier_part::DossierPart;
use crate::domain::member::MemberState;
use crate::domain::trajectory::Side;
use crate::domain::vocabulary::{Role, Vocabulary};

/// What the policies answer about one action on one part of a dossier, or on the office.
struct Answers<const ASKERS: usize> {
    action: &'static str,
    part: Option<&'static str>,
    /// For each who may ask, a bit for each way in which a dossier may be open.
    may: [u8; ASKERS],
}

include!(concat!(env!("OUT_DIR"), "/answers.rs"));

const ASKERS: usize = ROLES.len() * STATES.len() + 2;

/// Who asks, as a place in the table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asker(usize);

impl Asker {
    /// An operator of the platform.
    pub(super) const OPERATOR: Self = Self(ASKERS - 2);
    /// A party who holds the link of a referral.
    pub(super) const PARTY: Self = Self(ASKERS - 1);

    /// A member in one of the roles held.
    pub(super) const fn member(role: Role, state: MemberState) -> Self {
        Self(role as usize * STATES.len() + state as usize)
    }
}

/// The answers about one action, or about one part.
type Row = [u8; ASKERS];

/// The answers about an action: about all of its parts together, and about each.
type About = (Row, Vec<(Option<DossierPart>, Row)>);

struct Table {
    /// By action.
    actions: Vec<About>,
    /// What is seen of a dossier, by part.
    seen: Vec<Row>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| Table {
    actions: Action::ALL.iter().map(|action| about(action.code())).collect(),
    seen: {
        let (_, parts) = about("read_part");
        let of = |part: &DossierPart| parts.iter().find(|(about, _)| *about == Some(*part));
        DossierPart::ALL
            .iter()
            .map(|part| of(part).map_or([0; ASKERS], |(_, row)| *row))
            .collect()
    },
});

/// The answers about an action. About one that the policies do not know, nobody may.
fn about(action: &str) -> About {
    let mut any = [0; ASKERS];
    let mut parts = Vec::new();
    for answers in ANSWERS.iter().filter(|answers| answers.action == action) {
        let row = arranged(&answers.may);
        for (place, may) in row.iter().enumerate() {
            any[place] |= may;
        }
        parts.push((answers.part.and_then(DossierPart::from_code), row));
    }
    (any, parts)
}

/// The answers in the order of our own words, whatever the order of the schema's.
fn arranged(may: &[u8; ASKERS]) -> Row {
    let mut row = [0; ASKERS];
    for asker in [Asker::OPERATOR, Asker::PARTY] {
        row[asker.0] = arranged_ways(may[asker.0]);
    }
    for (place, role) in ROLES.iter().enumerate() {
        for (state_place, state) in STATES.iter().enumerate() {
            let (Some(role), Some(state)) = (Role::from_code(role), MemberState::from_code(state)) else {
                continue;
            };
            row[Asker::member(role, state).0] = arranged_ways(may[place * STATES.len() + state_place]);
        }
    }
    row
}

fn arranged_ways(ways: u8) -> u8 {
    let mut arranged = ways & (NOTHING | GLASS);
    for (place, role) in super::relation::ASSIGNED.into_iter().enumerate() {
        for (side_place, side) in SIDES.iter().enumerate() {
            let may = ways & (1 << (1 + place * SIDES.len() + side_place)) != 0;
            if let Some(side) = Side::from_code(side).filter(|_| may) {
                arranged |= Ties::of(role, side).bits();
            }
        }
    }
    arranged
}

/// The ways in which a dossier has to be open for somebody to do this to some part of it.
pub(super) fn ways(asker: Asker, action: Action) -> u8 {
    TABLE.actions[action as usize].0[asker.0]
}

/// The same for one of the parts that the action is about.
pub(super) fn ways_on(asker: Asker, action: Action, part: DossierPart) -> u8 {
    let parts = &TABLE.actions[action as usize].1;
    let row = parts.iter().find(|(about, _)| *about == Some(part));
    row.map_or(0, |(_, row)| row[asker.0])
}

/// The ways in which a dossier has to be open for somebody to see this part of it.
pub(super) fn ways_to_see(asker: Asker, part: DossierPart) -> u8 {
    TABLE.seen[part as usize][asker.0]
}

/// The parts of a dossier that an action is about; nothing for what is about the office.
#[must_use]
pub fn parts_of(action: Action) -> Vec<DossierPart> {
    TABLE.actions[action as usize]
        .1
        .iter()
        .filter_map(|(part, _)| *part)
        .collect()
}
