//! Step 2: which volunteers and professionals could play which role, agreed with the detainee.
//!
//! Who is assigned to the trajectory does not belong here: see [`super::trajectory::Assignment`].
//!
//! ```
//! use krachtig_core::domain::role_check::PlayerKind;
//! use krachtig_core::domain::vocabulary::Vocabulary;
//!
//! assert_eq!(PlayerKind::from_code("volunteer"), Some(PlayerKind::Volunteer));
//! ```

use serde::{Deserialize, Serialize};
use time::Date;

use super::clock::Stamp;
use super::dossier::Dossier;
use super::id::{RoleCheckId, TrajectoryId};
use super::record::{Version, record};
use super::refusal::{Check, Decision, Refusal, RefusalCode};
use super::text::{Line, Prose};
use super::vocabulary::vocabulary;

vocabulary! {
    /// What kind of person could play a role.
    PlayerKind = "player_kind" {
        /// Somebody who is paid for it.
        Professional = "professional",
        /// A volunteer.
        Volunteer = "volunteer",
        /// Somebody from the family's own network.
        Network = "network",
    }
}

/// A role that somebody could play.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlayedRole {
    /// Who.
    pub who: Line,
    /// What kind of person.
    pub kind: PlayerKind,
    /// Which role.
    pub role: Line,
}

/// Which roles could be played, or that there are none and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoleCheck {
    /// Its id.
    pub id: RoleCheckId,
    /// The trajectory.
    pub trajectory_id: TrajectoryId,
    /// When it was agreed with the detainee.
    pub agreed_on: Date,
    /// The roles.
    pub roles: Vec<PlayedRole>,
    /// Why there are none.
    pub none_reason: Option<Prose>,
    /// Its version.
    pub version: Version,
}
record!(RoleCheck, RoleCheckId, RoleCheck, trajectory: trajectory_id, dossier: role_checks);

/// What people typed about a role check.
#[derive(Clone, Debug)]
pub struct RoleCheckDraft {
    /// See [`RoleCheck::agreed_on`].
    pub agreed_on: Date,
    /// Who, what kind of person, which role.
    pub roles: Vec<(String, PlayerKind, String)>,
    /// See [`RoleCheck::none_reason`].
    pub none_reason: Option<String>,
}

impl RoleCheck {
    /// Records a role check.
    ///
    /// # Errors
    /// `trajectory_closed`; `required` at `roles` when there are neither roles nor a reason, `wrong_state` at
    /// `none_reason` when there are both.
    pub fn record(dossier: &Dossier, draft: &RoleCheckDraft, stamp: Stamp<'_>) -> Decision<Self> {
        dossier.demand_open()?;
        Self::from_draft(draft, (stamp.id(), dossier.trajectory.id), Version::FIRST, stamp)
    }

    /// Replaces what people typed.
    ///
    /// # Errors
    /// As [`RoleCheck::record`].
    pub fn revise(&self, dossier: &Dossier, draft: &RoleCheckDraft, stamp: Stamp<'_>) -> Decision<Self> {
        dossier.demand_open()?;
        Self::from_draft(draft, (self.id, self.trajectory_id), self.version.next(), stamp)
    }

    fn from_draft(
        draft: &RoleCheckDraft,
        (id, trajectory_id): (RoleCheckId, TrajectoryId),
        version: Version,
        stamp: Stamp<'_>,
    ) -> Decision<Self> {
        let mut check = Check::new();
        let roles: Vec<_> = draft
            .roles
            .iter()
            .enumerate()
            .map(|(n, (who, kind, role))| PlayedRole {
                who: check.line(&format!("roles.{n}.who"), who),
                kind: *kind,
                role: check.line(&format!("roles.{n}.role"), role),
            })
            .collect();
        let none_reason = check.optional_prose("none_reason", draft.none_reason.as_deref());
        match (roles.is_empty(), &none_reason) {
            (true, None) => check.refuse(Refusal::new(RefusalCode::Required, "roles")),
            (false, Some(_)) => check.refuse(Refusal::new(RefusalCode::WrongState, "none_reason")),
            _ => {}
        }
        let agreed_on = check.happened("agreed_on", draft.agreed_on, stamp.today);
        check.pass(Self {
            id,
            trajectory_id,
            agreed_on,
            roles,
            none_reason,
            version,
        })
    }
}
