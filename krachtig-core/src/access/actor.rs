//! Who acts. How somebody proved who he is does not belong here.

use time::Date;

use crate::domain::id::{MemberId, OperatorId, ReferralLinkId};
use crate::domain::member::{Member, MemberState};
use crate::domain::token::TokenScope;
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
        /// What the access token that was shown is good for; nothing where it was a session, which is good for all.
        scopes: Option<Vec<TokenScope>>,
    },
    /// An operator of the platform, who runs it and works on no dossier.
    Operator {
        /// Who.
        id: OperatorId,
    },
    /// A party without an account, who holds the link of one referral.
    Party {
        /// The link.
        link: ReferralLinkId,
    },
}

impl Actor {
    /// An active member with these roles.
    #[must_use]
    pub fn member(id: MemberId, roles: Vec<Role>) -> Self {
        Self::Member {
            id,
            roles,
            state: MemberState::Active,
            scopes: None,
        }
    }

    /// A member as he or she stands on a day. Whoever is not active may do nothing.
    #[must_use]
    pub fn of(member: &Member, day: Date) -> Self {
        Self::Member {
            id: member.id,
            roles: member.roles.clone(),
            state: member.state_on(day),
            scopes: None,
        }
    }

    /// The same, by an access token with these scopes.
    #[must_use]
    pub fn by_token(self, held: Vec<TokenScope>) -> Self {
        match self {
            Self::Member { id, roles, state, .. } => Self::Member {
                id,
                roles,
                state,
                scopes: Some(held),
            },
            other @ (Self::Operator { .. } | Self::Party { .. }) => other,
        }
    }

    /// The actor's id as text, for the audit log.
    #[must_use]
    pub fn id(&self) -> String {
        match self {
            Self::Member { id, .. } => id.to_string(),
            Self::Operator { id } => id.to_string(),
            Self::Party { link } => link.to_string(),
        }
    }

    /// The member who acts, if it is one.
    #[must_use]
    pub fn as_member(&self) -> Option<MemberId> {
        match self {
            Self::Member { id, .. } => Some(*id),
            Self::Operator { .. } | Self::Party { .. } => None,
        }
    }

    /// The roles of the member who acts.
    #[must_use]
    pub fn roles(&self) -> &[Role] {
        match self {
            Self::Member { roles, .. } => roles,
            Self::Operator { .. } | Self::Party { .. } => &[],
        }
    }
}
