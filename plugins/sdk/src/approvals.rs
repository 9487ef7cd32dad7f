//! Whether approvals that were given fill the places that are needed, as the host counts them.
//!
//! A member who fits two groups must not block the one place that somebody else can't fill. So places are given away
//! the way a theatre would: whoever sits down may be asked to move, as long as everybody keeps a seat.

use std::mem;

use crate::budget::{Approval, ApprovalGroup, ApprovalsNeeded};

impl ApprovalGroup {
    /// Whether an approval can fill a place of this group.
    #[must_use]
    pub fn admits(&self, approval: &Approval) -> bool {
        self.roles.contains(&approval.role) && !self.excluded.contains(&approval.member)
    }
}

impl ApprovalsNeeded {
    /// How many places there are to fill.
    #[must_use]
    pub fn places(&self) -> u32 {
        self.groups
            .iter()
            .fold(0_u32, |sum, group| sum.saturating_add(group.count))
    }

    /// How many places these approvals fill at best, where one member fills one place at most.
    #[must_use]
    pub fn places_filled(&self, approvals: &[Approval]) -> u32 {
        let mut members: Vec<&str> = Vec::new();
        for approval in approvals {
            if !members.contains(&approval.member.as_str()) {
                members.push(&approval.member);
            }
        }
        // More places than members can't be filled, and need not be tried.
        let places: Vec<&ApprovalGroup> = self
            .groups
            .iter()
            .flat_map(|group| std::iter::repeat_n(group, (group.count as usize).min(members.len())))
            .collect();
        let mut seating = Seating {
            fits: places
                .iter()
                .map(|group| {
                    let fits = |member: &str| approvals.iter().any(|a| a.member == member && group.admits(a));
                    (0..members.len()).filter(|index| fits(members[*index])).collect()
                })
                .collect(),
            place_of: vec![None; members.len()],
        };
        let filled = (0..places.len())
            .filter(|place| seating.fill(*place, &mut vec![false; members.len()]))
            .count();
        u32::try_from(filled).unwrap_or(u32::MAX)
    }

    /// Whether these approvals fill every place.
    #[must_use]
    pub fn are_filled_by(&self, approvals: &[Approval]) -> bool {
        self.places_filled(approvals) == self.places()
    }
}

/// Who sits where so far.
struct Seating {
    /// The members, by index, who fit each place.
    fits: Vec<Vec<usize>>,
    /// The place of each member, where there is one.
    place_of: Vec<Option<usize>>,
}

impl Seating {
    /// Fills a place, and moves others where that helps. `asked` tells of each member whether they were asked already.
    fn fill(&mut self, place: usize, asked: &mut [bool]) -> bool {
        for member in self.fits[place].clone() {
            if mem::replace(&mut asked[member], true) {
                continue;
            }
            let free = match self.place_of[member] {
                None => true,
                Some(taken) => self.fill(taken, asked),
            };
            if free {
                self.place_of[member] = Some(place);
                return true;
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::budget::Subject;
    use crate::day::Day;

    fn group(roles: &[&str], count: u32) -> ApprovalGroup {
        ApprovalGroup {
            roles: roles.iter().map(|role| (*role).to_owned()).collect(),
            count,
            excluded: vec!["asker".to_owned()],
        }
    }

    fn needed(groups: Vec<ApprovalGroup>) -> ApprovalsNeeded {
        ApprovalsNeeded {
            subject: Subject::Request,
            groups,
        }
    }

    fn given(approvals: &[(&str, &str)]) -> Vec<Approval> {
        approvals
            .iter()
            .map(|(member, role)| Approval {
                member: (*member).to_owned(),
                role: (*role).to_owned(),
                day: Day::from_number(0),
            })
            .collect()
    }

    #[test]
    fn one_member_fills_one_place_and_the_excluded_fill_none() {
        let two = needed(vec![group(&["coordinator", "professional"], 2)]);
        let approvals = given(&[
            ("one", "coordinator"),
            ("one", "professional"),
            ("asker", "coordinator"),
            ("three", "reader"),
        ]);
        assert_eq!((two.places(), two.places_filled(&approvals)), (2, 1));
        assert!(!two.are_filled_by(&approvals));
    }

    #[test]
    fn whoever_fits_two_places_makes_room() {
        let both = needed(vec![group(&["coordinator"], 1), group(&["budget_approver"], 1)]);
        let one = given(&[("one", "coordinator"), ("one", "budget_approver")]);
        assert_eq!(both.places_filled(&one), 1);
        for other in ["coordinator", "budget_approver"] {
            let mut two = one.clone();
            two.extend(given(&[("two", other)]));
            assert!(both.are_filled_by(&two), "{other}");
        }
    }

    #[test]
    fn a_count_beyond_everybody_costs_nothing() {
        let many = needed(vec![group(&["coordinator"], u32::MAX), group(&["coordinator"], 1)]);
        assert_eq!(many.places_filled(&given(&[("one", "coordinator")])), 1);
        assert!(!many.are_filled_by(&given(&[("one", "coordinator")])));
    }
}
