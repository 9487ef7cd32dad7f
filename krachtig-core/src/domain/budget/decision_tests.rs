//! Laws of approvals.

use time::macros::date;
use uuid::Uuid;

use super::*;
use crate::domain::id::MemberId;
use crate::domain::vocabulary::{ApprovalSubject, Role};

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
