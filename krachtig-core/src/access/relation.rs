//! What somebody is to a dossier: in which ways it lies open to them.

use time::Date;

use crate::domain::id::{BreakGlassId, MemberId};
use crate::domain::trajectory::{Assignment, Side};
use crate::domain::vocabulary::{Role, Vocabulary};

/// In which roles and on which sides of the wall somebody is assigned. Mostly one of each, or none.
///
/// ```
/// use krachtig_core::access::Ties;
/// use krachtig_core::domain::trajectory::Side;
/// use krachtig_core::domain::vocabulary::Role;
///
/// let ties = Ties::of(Role::Volunteer, Side::Family);
/// assert_eq!(ties.iter().collect::<Vec<_>>(), [(Role::Volunteer, Side::Family)]);
/// assert!(Ties::of(Role::Coordinator, Side::Both).is_none(), "a coordinator needs no assignment");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Ties(u8);

/// The roles in which somebody can be assigned, in the order of the ways.
pub(super) const ASSIGNED: [Role; 2] = [Role::Professional, Role::Volunteer];

impl Ties {
    /// No assignment.
    pub const NONE: Self = Self(0);

    /// An assignment in this role on this side; none for a role in which nobody is assigned.
    #[must_use]
    pub fn of(role: Role, side: Side) -> Self {
        let place = ASSIGNED.iter().position(|assigned| *assigned == role);
        Self(place.map_or(0, |place| 1 << (1 + place * Side::ALL.len() + side as usize)))
    }

    /// The assignments of a member that hold on a day.
    pub fn on<'a>(day: Date, member: MemberId, assignments: impl IntoIterator<Item = &'a Assignment>) -> Self {
        let mine = assignments
            .into_iter()
            .filter(|one| one.member_id == member && one.holds(day));
        mine.fold(Self::NONE, |ties, one| ties.and(Self::of(one.role, one.side)))
    }

    /// These and those.
    #[must_use]
    pub const fn and(self, more: Self) -> Self {
        Self(self.0 | more.0)
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_none(self) -> bool {
        self.0 == 0
    }

    /// Each of them.
    pub fn iter(self) -> impl Iterator<Item = (Role, Side)> {
        let all = ASSIGNED
            .into_iter()
            .flat_map(|role| Side::ALL.iter().map(move |side| (role, *side)));
        all.filter(move |(role, side)| self.0 & Self::of(*role, *side).0 != 0)
    }

    pub(super) const fn bits(self) -> u8 {
        self.0
    }

    /// Those among the ways.
    pub(super) const fn among(ways: u8) -> Self {
        Self(ways & !(NOTHING | GLASS))
    }
}

/// The way of whom a dossier lies open to by nothing: the first.
pub(super) const NOTHING: u8 = 1;
/// The way of who broke the glass: the last.
pub(super) const GLASS: u8 = 1 << 7;

/// What somebody is to the trajectory that an action is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// Assigned to it now, in these ways.
    Assigned(Ties),
    /// Not assigned to it, or the action is about no trajectory.
    None,
    /// Broke its glass, which holds, besides what assignments there are.
    BrokeGlass(BreakGlassId, Ties),
}

impl Relation {
    /// What a member is by assignments that hold on a day.
    pub fn by<'a>(day: Date, member: Option<MemberId>, all: impl IntoIterator<Item = &'a Assignment>) -> Self {
        let ties = member.map_or(Ties::NONE, |member| Ties::on(day, member, all));
        if ties.is_none() {
            Self::None
        } else {
            Self::Assigned(ties)
        }
    }

    /// The same with a glass that was broken.
    #[must_use]
    pub fn with_glass(self, glass: BreakGlassId) -> Self {
        match self {
            Self::Assigned(ties) | Self::BrokeGlass(_, ties) => Self::BrokeGlass(glass, ties),
            Self::None => Self::BrokeGlass(glass, Ties::NONE),
        }
    }

    /// The ways in which the dossier lies open, a bit for each. Whoever is assigned is judged by the assignments.
    pub(super) fn ways(self) -> u8 {
        let (ties, glass) = match self {
            Self::Assigned(ties) => (ties, 0),
            Self::None => (Ties::NONE, 0),
            Self::BrokeGlass(_, ties) => (ties, GLASS),
        };
        let tied = if ties.is_none() { NOTHING } else { ties.bits() };
        tied | glass
    }
}
