//! Who acts. How somebody proved who he is does not belong here.

use time::Date;

use crate::domain::id::{MemberId, OperatorId};
use crate::domain::member::{Member, MemberState};
use crate::domain::vocabulary::Role;

/// Who acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A member of the tenant, with the roles held now.
    Member {
        /// Who.
        id: MemberId,
        /// The roles.
        roles: Vec<Role>,
        /// Where the membership stands now.
        state: MemberState,
    },
    /// An operator of the platform, who runs it and works on no dossier.
    Operator {
        /// Who.
        id: OperatorId,
    },
}

impl Actor {
    /// An active member with these roles.
    #[must_use]
    pub fn member(id: MemberId, roles: Vec<Role>) -> Self {
        let state = MemberState::Active;
        Self::Member { id, roles, state }
    }

    /// A member as he or she stands on a day. Whoever is not active may do nothing.
    #[must_use]
    pub fn of(member: &Member, day: Date) -> Self {
        Self::Member {
            id: member.id,
            roles: member.roles.clone(),
            state: member.state_on(day),
        }
    }

    /// The actor's id as text, for the audit log.
    #[must_use]
    pub fn id(&self) -> String {
        match self {
            Self::Member { id, .. } => id.to_string(),
            Self::Operator { id } => id.to_string(),
        }
    }

    /// The member who acts, if it is one.
    #[must_use]
    pub fn as_member(&self) -> Option<MemberId> {
        match self {
            Self::Member { id, .. } => Some(*id),
            Self::Operator { .. } => None,
        }
    }

    /// The roles of the member who acts.
    #[must_use]
    pub fn roles(&self) -> &[Role] {
        match self {
            Self::Member { roles, .. } => roles,
            Self::Operator { .. } => &[],
        }
    }
}
