//! Which approvals a decision waits for, and whether those that were given are enough.
//!
//! Whether a member really has a role does not belong here: whoever records an approval checked it.
//!
//! ```
//! use krachtig_core::domain::id::MemberId;
//! use krachtig_core::domain::vocabulary::{ApprovalSubject, Role};
//! use krachtig_core::rules::{ApprovalGroup, ApprovalsNeeded, BudgetApproval};
//! use uuid::Uuid;
//!
//! let requester = MemberId::from_uuid(Uuid::from_u128(1));
//! let colleague = MemberId::from_uuid(Uuid::from_u128(2));
//! let needed = ApprovalsNeeded {
//!     subject: ApprovalSubject::Request,
//!     groups: vec![ApprovalGroup { roles: vec![Role::Coordinator], count: 1, excluded: vec![requester] }],
//! };
//! let by = |member| BudgetApproval { member, role: Role::Coordinator, day: time::macros::date!(2026 - 11 - 23) };
//! assert!(!needed.are_filled_by(&[by(requester)]));
//! assert!(needed.are_filled_by(&[by(requester), by(colleague)]));
//! ```

use serde::{Deserialize, Serialize};

use super::{BudgetApproval, RuleFault};
use crate::domain::id::MemberId;
use crate::domain::vocabulary::{ApprovalSubject, Role};

/// The most places that a decision may ask to be filled: more is a mistake in the rules.
const MOST_PLACES: u32 = 20;

/// Approvals that are needed before the answer can be yes. All groups must be filled, and one member fills one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalsNeeded {
    /// What is to be approved.
    pub subject: ApprovalSubject,
    /// The groups; there is at least one.
    pub groups: Vec<ApprovalGroup>,
}

/// Some approvals that are needed: so many different members, each in one of the roles, none of them excluded.
/// They are counted from nothing: an approval that was given before fills a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalGroup {
    /// Roles that may approve.
    pub roles: Vec<Role>,
    /// How many members of those roles, at least one.
    pub count: u32,
    /// Members who may not approve, whatever their role.
    pub excluded: Vec<MemberId>,
}

impl ApprovalGroup {
    /// Whether a member's approval in a role can fill a place of this group.
    #[must_use]
    pub fn admits(&self, member: MemberId, role: Role) -> bool {
        self.roles.contains(&role) && !self.excluded.contains(&member)
    }
}

impl ApprovalsNeeded {
    /// Whether these approvals fill every place.
    #[must_use]
    pub fn are_filled_by(&self, approvals: &[BudgetApproval]) -> bool {
        let places: Vec<&ApprovalGroup> = self
            .groups
            .iter()
            .flat_map(|group| std::iter::repeat_n(group, group.count as usize))
            .collect();
        let mut members: Vec<MemberId> = approvals.iter().map(|approval| approval.member).collect();
        members.sort_unstable();
        members.dedup();
        // A member who fits two groups must not block the one place that somebody else can't fill, so places are
        // matched with members by augmenting paths rather than first come, first served.
        let fits = |member: MemberId, group: &ApprovalGroup| {
            approvals
                .iter()
                .any(|approval| approval.member == member && group.admits(member, approval.role))
        };
        let candidates: Vec<Vec<usize>> = places
            .iter()
            .map(|group| {
                (0..members.len())
                    .filter(|&index| fits(members[index], group))
                    .collect()
            })
            .collect();
        let mut place_of = vec![None; members.len()];
        (0..places.len()).all(|place| seat(place, &candidates, &mut place_of, &mut vec![false; members.len()]))
    }

    /// # Errors
    /// [`RuleFault::BadAnswer`] where nobody could ever fill the places.
    pub(super) fn check(&self) -> Result<(), RuleFault> {
        let bad = |detail: &str| {
            Err(RuleFault::BadAnswer {
                detail: detail.to_owned(),
            })
        };
        if self.groups.is_empty() {
            return bad("approvals are needed, but none are named");
        }
        if self
            .groups
            .iter()
            .any(|group| group.roles.is_empty() || group.count == 0)
        {
            return bad("a group of approvals without a role or a count");
        }
        let places = self
            .groups
            .iter()
            .fold(0_u32, |sum, group| sum.saturating_add(group.count));
        if places > MOST_PLACES {
            return bad("more approvals than anybody can collect");
        }
        Ok(())
    }
}

/// Finds a member for a place, moving others to another place where that frees one.
fn seat(place: usize, candidates: &[Vec<usize>], place_of: &mut [Option<usize>], tried: &mut [bool]) -> bool {
    for &member in &candidates[place] {
        if std::mem::replace(&mut tried[member], true) {
            continue;
        }
        let free = match place_of[member] {
            None => true,
            Some(other) => seat(other, candidates, place_of, tried),
        };
        if free {
            place_of[member] = Some(place);
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use time::macros::date;
    use uuid::Uuid;

    use super::*;

    fn by(member: u128, role: Role) -> BudgetApproval {
        BudgetApproval {
            member: MemberId::from_uuid(Uuid::from_u128(member)),
            role,
            day: date!(2026 - 11 - 23),
        }
    }

    fn needed(groups: &[(&[Role], u32)]) -> ApprovalsNeeded {
        let group = |(roles, count): &(&[Role], u32)| ApprovalGroup {
            roles: roles.to_vec(),
            count: *count,
            excluded: vec![],
        };
        ApprovalsNeeded {
            subject: ApprovalSubject::Request,
            groups: groups.iter().map(group).collect(),
        }
    }

    #[test]
    fn one_member_fills_one_place_however_often_approved() {
        let two = needed(&[(&[Role::Coordinator, Role::Professional], 2)]);
        assert!(!two.are_filled_by(&[]));
        assert!(!two.are_filled_by(&[by(1, Role::Coordinator), by(1, Role::Professional)]));
        assert!(two.are_filled_by(&[by(1, Role::Coordinator), by(2, Role::Professional)]));
    }

    #[test]
    fn both_groups_are_filled_where_that_is_possible_at_all() {
        let both = needed(&[
            (&[Role::Coordinator, Role::BudgetApprover], 1),
            (&[Role::Coordinator], 1),
        ]);
        assert!(both.are_filled_by(&[by(1, Role::Coordinator), by(2, Role::BudgetApprover)]));
        assert!(both.are_filled_by(&[by(2, Role::Coordinator), by(1, Role::BudgetApprover)]));
        assert!(!both.are_filled_by(&[by(1, Role::BudgetApprover), by(2, Role::BudgetApprover)]));
        assert!(!both.are_filled_by(&[by(1, Role::Coordinator)]));
    }
}
