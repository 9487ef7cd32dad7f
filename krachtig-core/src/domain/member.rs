//! The people with an account in a tenant: colleagues and volunteers, with the roles that they hold.
//!
//! How somebody proves who he is does not belong here, nor what a role may do: see [`crate::access`].
//!
//! ```
//! use krachtig_core::domain::member::MemberState;
//! use krachtig_core::domain::vocabulary::Vocabulary;
//!
//! assert_eq!(MemberState::Active.code(), "active");
//! ```

use serde::{Deserialize, Serialize};

use super::id::MemberId;
use super::record::{Version, record};
use super::refusal::{Check, Decision, RefusalCode};
use super::text::Line;
use super::vocabulary::{Role, vocabulary};

vocabulary! {
    /// Whether a member may act.
    MemberState = "member_state" {
        /// May act.
        Active = "active",
        /// May not act until taken back.
        Suspended = "suspended",
        /// May not act until the invitation is accepted.
        Invited = "invited",
    }
}

/// A person with an account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// Its id.
    pub id: MemberId,
    /// First and last name.
    pub name: Line,
    /// E-mail address, unique in the tenant, in lower case.
    pub email: Line,
    /// The roles, each once, in the order of [`Role`].
    pub roles: Vec<Role>,
    /// Whether this member may act.
    pub state: MemberState,
    /// Its version.
    pub version: Version,
}
record!(Member, MemberId, Member);

/// What people typed about a member.
#[derive(Clone, Debug)]
pub struct MemberDraft {
    /// See [`Member::name`].
    pub name: String,
    /// See [`Member::email`].
    pub email: String,
    /// See [`Member::roles`].
    pub roles: Vec<Role>,
    /// See [`Member::state`].
    pub state: MemberState,
}

impl Member {
    /// Records a member under an id that was made for it.
    ///
    /// # Errors
    /// `required` without any role, and whatever is wrong with the draft's fields.
    pub fn record(id: MemberId, draft: &MemberDraft) -> Decision<Self> {
        Self::from_draft(draft, id, Version::FIRST)
    }

    /// Replaces what people typed.
    ///
    /// # Errors
    /// As [`Member::record`].
    pub fn revise(&self, draft: &MemberDraft) -> Decision<Self> {
        Self::from_draft(draft, self.id, self.version.next())
    }

    fn from_draft(draft: &MemberDraft, id: MemberId, version: Version) -> Decision<Self> {
        let mut check = Check::new();
        let email = check.line("email", &draft.email.to_lowercase());
        check.ensure(email.as_str().contains('@'), RefusalCode::InvalidFormat, "email");
        check.ensure(!draft.roles.is_empty(), RefusalCode::Required, "roles");
        let mut roles = draft.roles.clone();
        roles.sort_unstable();
        roles.dedup();
        let name = check.line("name", &draft.name);
        check.pass(Self {
            id,
            name,
            email,
            roles,
            state: draft.state,
            version,
        })
    }

    /// Whether this member leads the office now.
    #[must_use]
    pub fn coordinates(&self) -> bool {
        self.state == MemberState::Active && self.roles.contains(&Role::Coordinator)
    }
}
