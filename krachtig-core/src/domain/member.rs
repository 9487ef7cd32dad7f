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
use time::Date;

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
        /// May not act yet: has not accepted, or the membership has not begun.
        Invited = "invited",
        /// May act no longer: the membership has run out. Follows from its end and is never stored.
        Expired = "expired",
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
    /// What the office says of whether this member may act. Where it stands on a day: [`Member::state_on`].
    pub state: MemberState,
    /// The first day on which the membership holds; from the beginning when absent.
    pub from_on: Option<Date>,
    /// The first day on which it no longer holds.
    pub until_on: Option<Date>,
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
    /// `required` without any role; `out_of_range` for that of a family, which comes with a login alone; and whatever is
    /// wrong with the draft's fields.
    pub fn record(id: MemberId, draft: &MemberDraft) -> Decision<Self> {
        Self::from_draft(draft, id, (None, None), Version::FIRST)
    }

    /// Replaces what people typed.
    ///
    /// # Errors
    /// As [`Member::record`].
    pub fn revise(&self, draft: &MemberDraft) -> Decision<Self> {
        Self::from_draft(draft, self.id, (self.from_on, self.until_on), self.version.next())
    }

    /// Says from when until when the membership holds.
    ///
    /// # Errors
    /// `too_early` for an end that does not lie after the beginning.
    pub fn limit(&self, (from_on, until_on): (Option<Date>, Option<Date>)) -> Decision<Self> {
        let mut check = Check::new();
        let after = from_on.zip(until_on).is_none_or(|(from, until)| from < until);
        check.ensure(after, RefusalCode::TooEarly, "until_on");
        check.pass(Self {
            from_on,
            until_on,
            version: self.version.next(),
            ..self.clone()
        })
    }

    /// The account of somebody of a family, under a sign-in name that was made up: it holds nothing about the person.
    ///
    /// # Errors
    /// What is wrong with the sign-in name.
    pub fn of_family(id: MemberId, sign_in_name: &str) -> Decision<Self> {
        let mut check = Check::new();
        let name = check.line("email", sign_in_name);
        check.pass(Self {
            id,
            name: name.clone(),
            email: name,
            roles: vec![Role::FamilyMember],
            state: MemberState::Invited,
            from_on: None,
            until_on: None,
            version: Version::FIRST,
        })
    }

    /// Whether it is somebody of a family, and so nobody of the office.
    #[must_use]
    pub fn is_of_family(&self) -> bool {
        self.roles.contains(&Role::FamilyMember)
    }

    /// The account of somebody of a family once the login was ended: nobody signs in to it any more.
    #[must_use]
    pub fn ended(&self) -> Self {
        Self {
            state: MemberState::Suspended,
            version: self.version.next(),
            ..self.clone()
        }
    }

    fn from_draft(
        draft: &MemberDraft,
        id: MemberId,
        (from_on, until_on): (Option<Date>, Option<Date>),
        version: Version,
    ) -> Decision<Self> {
        let mut check = Check::new();
        let email = check.line("email", &draft.email.to_lowercase());
        check.ensure(email.as_str().contains('@'), RefusalCode::InvalidFormat, "email");
        check.ensure(!draft.roles.is_empty(), RefusalCode::Required, "roles");
        let of_office = !draft.roles.contains(&Role::FamilyMember);
        check.ensure(of_office, RefusalCode::OutOfRange, "roles");
        check.ensure(draft.state != MemberState::Expired, RefusalCode::OutOfRange, "state");
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
            from_on,
            until_on,
            version,
        })
    }

    /// Whether this member may act on a day, and if not, why.
    #[must_use]
    pub fn state_on(&self, day: Date) -> MemberState {
        if self.state == MemberState::Suspended {
            MemberState::Suspended
        } else if self.until_on.is_some_and(|until| until <= day) {
            MemberState::Expired
        } else if self.from_on.is_some_and(|from| day < from) {
            MemberState::Invited
        } else {
            self.state
        }
    }

    /// Whether this member leads the office on a day.
    #[must_use]
    pub fn coordinates(&self, day: Date) -> bool {
        self.state_on(day) == MemberState::Active && self.roles.contains(&Role::Coordinator)
    }
}
