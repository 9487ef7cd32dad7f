//! Step 5, room to act (handelingsruimte): time and connections. The third kind of room, the perspective budget,
//! does not belong here: see [`super::budget`].
//!
//! ```
//! use krachtig_core::domain::room::ConnectionSide;
//! use krachtig_core::domain::vocabulary::Vocabulary;
//!
//! assert_eq!(ConnectionSide::AcrossTheWall.code(), "across_the_wall");
//! ```

use serde::{Deserialize, Serialize};
use time::Date;

use super::clock::Stamp;
use super::dossier::Dossier;
use super::id::{ConnectionId, MemberId, TimeEntryId, TrajectoryId};
use super::record::{Version, record};
use super::refusal::{Check, Decision};
use super::text::{Line, Prose};
use super::vocabulary::{LifeDomain, vocabulary};

/// Time (tijd) that a colleague or volunteer gave to the family.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TimeEntry {
    /// Its id.
    pub id: TimeEntryId,
    /// The trajectory.
    pub trajectory_id: TrajectoryId,
    /// Who gave it.
    pub member_id: MemberId,
    /// On which day.
    pub spent_on: Date,
    /// How long, in minutes.
    pub minutes: i32,
    /// What it went to.
    pub life_domain: Option<LifeDomain>,
    /// What was done.
    pub note: Option<Prose>,
    /// Its version.
    pub version: Version,
}
record!(TimeEntry, TimeEntryId, TimeEntry, trajectory: trajectory_id, dossier: time_entries);

/// What people typed about time given.
#[derive(Clone, Debug)]
pub struct TimeDraft {
    /// See [`TimeEntry::spent_on`].
    pub spent_on: Date,
    /// See [`TimeEntry::minutes`].
    pub minutes: i32,
    /// See [`TimeEntry::life_domain`].
    pub life_domain: Option<LifeDomain>,
    /// See [`TimeEntry::note`].
    pub note: Option<String>,
}

impl TimeEntry {
    /// Records time that the acting member gave.
    ///
    /// # Errors
    /// `trajectory_closed`; `out_of_range` above a day; and whatever is wrong with the draft's fields.
    pub fn record(dossier: &Dossier, draft: &TimeDraft, stamp: Stamp<'_>) -> Decision<Self> {
        Self::from_draft(dossier, draft, (stamp.id(), stamp.by, Version::FIRST), stamp)
    }

    /// Replaces what people typed.
    ///
    /// # Errors
    /// As [`TimeEntry::record`].
    pub fn revise(&self, dossier: &Dossier, draft: &TimeDraft, stamp: Stamp<'_>) -> Decision<Self> {
        Self::from_draft(dossier, draft, (self.id, self.member_id, self.version.next()), stamp)
    }

    fn from_draft(
        dossier: &Dossier,
        draft: &TimeDraft,
        (id, member_id, version): (TimeEntryId, MemberId, Version),
        stamp: Stamp<'_>,
    ) -> Decision<Self> {
        dossier.demand_open()?;
        let mut check = Check::new();
        check.within("minutes", draft.minutes.into(), (1, 24 * 60));
        let entry = Self {
            id,
            trajectory_id: dossier.trajectory.id,
            member_id,
            spent_on: check.happened("spent_on", draft.spent_on, stamp.today),
            minutes: draft.minutes,
            life_domain: draft.life_domain,
            note: check.optional_prose("note", draft.note.as_deref()),
            version,
        };
        check.pass(entry)
    }
}

vocabulary! {
    /// On which side of the wall a connection lies.
    ConnectionSide = "connection_side" {
        /// Within the family's own surroundings.
        Outside = "outside",
        /// Between inside and outside: what helped most.
        AcrossTheWall = "across_the_wall",
    }
}

/// A connection (verbinding) between people that was laid or strengthened, without a referral.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Connection {
    /// Its id.
    pub id: ConnectionId,
    /// The trajectory.
    pub trajectory_id: TrajectoryId,
    /// Who was connected.
    pub who: Line,
    /// With whom.
    pub with_whom: Line,
    /// On which side of the wall.
    pub side: ConnectionSide,
    /// When it was laid.
    pub laid_on: Date,
    /// What came of it.
    pub result: Option<Prose>,
    /// Its version.
    pub version: Version,
}
record!(Connection, ConnectionId, Connection, trajectory: trajectory_id, dossier: connections);

/// What people typed about a connection.
#[derive(Clone, Debug)]
pub struct ConnectionDraft {
    /// See [`Connection::who`].
    pub who: String,
    /// See [`Connection::with_whom`].
    pub with_whom: String,
    /// See [`Connection::side`].
    pub side: ConnectionSide,
    /// See [`Connection::laid_on`].
    pub laid_on: Date,
    /// See [`Connection::result`].
    pub result: Option<String>,
}

impl Connection {
    /// Records a connection.
    ///
    /// # Errors
    /// `trajectory_closed`, and whatever is wrong with the draft's fields.
    pub fn record(dossier: &Dossier, draft: &ConnectionDraft, stamp: Stamp<'_>) -> Decision<Self> {
        Self::from_draft(dossier, draft, (stamp.id(), Version::FIRST), stamp)
    }

    /// Replaces what people typed.
    ///
    /// # Errors
    /// As [`Connection::record`].
    pub fn revise(&self, dossier: &Dossier, draft: &ConnectionDraft, stamp: Stamp<'_>) -> Decision<Self> {
        Self::from_draft(dossier, draft, (self.id, self.version.next()), stamp)
    }

    fn from_draft(
        dossier: &Dossier,
        draft: &ConnectionDraft,
        (id, version): (ConnectionId, Version),
        stamp: Stamp<'_>,
    ) -> Decision<Self> {
        dossier.demand_open()?;
        let mut check = Check::new();
        let connection = Self {
            id,
            trajectory_id: dossier.trajectory.id,
            who: check.line("who", &draft.who),
            with_whom: check.line("with_whom", &draft.with_whom),
            side: draft.side,
            laid_on: check.happened("laid_on", draft.laid_on, stamp.today),
            result: check.optional_prose("result", draft.result.as_deref()),
            version,
        };
        check.pass(connection)
    }
}
