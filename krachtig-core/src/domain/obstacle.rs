//! Funding silos that stood in the way (financieringsschotten), and what would solve them: step 9 begins here.
//!
//! ```
//! use krachtig_core::domain::obstacle::SuggestionState;
//! use krachtig_core::domain::vocabulary::Vocabulary;
//!
//! assert_eq!(SuggestionState::Made.code(), "made");
//! ```

use serde::{Deserialize, Serialize};
use time::Date;

use super::clock::Stamp;
use super::dossier::Dossier;
use super::id::{PartnerId, SiloObstacleId, SuggestionId, TrajectoryId};
use super::money::Cents;
use super::partner::Partner;
use super::record::{InDossier, Version, record};
use super::refusal::{Check, Decision, RefusalCode};
use super::text::{Line, Prose};
use super::vocabulary::{FundingSilo, LifeDomain, ObstacleGround, PartnerType, vocabulary};

vocabulary! {
    /// What bridged an obstacle.
    Bridge = "bridge" {
        /// The perspective budget.
        PerspectiveBudget = "perspective_budget",
        /// A fund.
        Fund = "fund",
        /// A person.
        Person = "person",
    }
}

/// A funding silo that stood in the way of a need.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SiloObstacle {
    /// Its id.
    pub id: SiloObstacleId,
    /// The trajectory.
    pub trajectory_id: TrajectoryId,
    /// What the family needed.
    pub need: Line,
    /// The area of life.
    pub life_domain: LifeDomain,
    /// The silo that should have paid.
    pub silo: FundingSilo,
    /// The party that refused.
    pub partner_id: Option<PartnerId>,
    /// On which ground.
    pub ground: ObstacleGround,
    /// When.
    pub met_on: Date,
    /// How many days it cost.
    pub days_lost: i32,
    /// How much money it cost the family.
    pub cost: Cents,
    /// What bridged it.
    pub bridged_by: Option<Bridge>,
    /// When it was out of the way.
    pub solved_on: Option<Date>,
    /// What more there is to say.
    pub note: Option<Prose>,
    /// Its version.
    pub version: Version,
}
record!(SiloObstacle, SiloObstacleId, SiloObstacle, trajectory: trajectory_id, dossier: obstacles);

/// What people typed about an obstacle.
#[derive(Clone, Debug)]
pub struct ObstacleDraft {
    /// See [`SiloObstacle::need`].
    pub need: String,
    /// See [`SiloObstacle::life_domain`].
    pub life_domain: LifeDomain,
    /// See [`SiloObstacle::silo`].
    pub silo: FundingSilo,
    /// See [`SiloObstacle::ground`].
    pub ground: ObstacleGround,
    /// See [`SiloObstacle::met_on`].
    pub met_on: Date,
    /// See [`SiloObstacle::days_lost`].
    pub days_lost: i32,
    /// See [`SiloObstacle::cost`].
    pub cost: Cents,
    /// See [`SiloObstacle::bridged_by`].
    pub bridged_by: Option<Bridge>,
    /// See [`SiloObstacle::solved_on`].
    pub solved_on: Option<Date>,
    /// See [`SiloObstacle::note`].
    pub note: Option<String>,
}

impl SiloObstacle {
    /// Records an obstacle, and the party that refused where there was one.
    ///
    /// # Errors
    /// `trajectory_closed`, and whatever is wrong with the draft's fields.
    pub fn record(
        dossier: &Dossier,
        partner: Option<&Partner>,
        draft: &ObstacleDraft,
        stamp: Stamp<'_>,
    ) -> Decision<Self> {
        let partner = partner.map(|partner| partner.id);
        Self::from_draft(dossier, (partner, draft), (stamp.id(), Version::FIRST), stamp)
    }

    /// Replaces what people typed.
    ///
    /// # Errors
    /// As [`SiloObstacle::record`].
    pub fn revise(
        &self,
        dossier: &Dossier,
        partner: Option<&Partner>,
        draft: &ObstacleDraft,
        stamp: Stamp<'_>,
    ) -> Decision<Self> {
        let partner = partner.map(|partner| partner.id);
        Self::from_draft(dossier, (partner, draft), (self.id, self.version.next()), stamp)
    }

    fn from_draft(
        dossier: &Dossier,
        (partner_id, draft): (Option<PartnerId>, &ObstacleDraft),
        (id, version): (SiloObstacleId, Version),
        stamp: Stamp<'_>,
    ) -> Decision<Self> {
        dossier.demand_open()?;
        let mut check = Check::new();
        check.within("days_lost", draft.days_lost.into(), (0, 3_650));
        let met_on = check.happened("met_on", draft.met_on, stamp.today);
        if let Some(on) = draft.solved_on {
            check.happened("solved_on", on, stamp.today);
        }
        let obstacle = Self {
            id,
            trajectory_id: dossier.trajectory.id,
            need: check.line("need", &draft.need),
            life_domain: draft.life_domain,
            silo: draft.silo,
            partner_id,
            ground: draft.ground,
            met_on,
            days_lost: draft.days_lost,
            cost: draft.cost,
            bridged_by: draft.bridged_by,
            solved_on: check.not_before("solved_on", draft.solved_on, met_on),
            note: check.optional_prose("note", draft.note.as_deref()),
            version,
        };
        check.pass(obstacle)
    }
}

vocabulary! {
    /// What came of a suggestion.
    SuggestionState = "suggestion_state" {
        /// It was made.
        Made = "made",
        /// Whoever it was made to is looking at it.
        TakenUp = "taken_up",
        /// It was done.
        Adopted = "adopted",
        /// It was turned down.
        Rejected = "rejected",
    }
}

/// What would solve an obstacle, and to whom that was said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Suggestion {
    /// Its id.
    pub id: SuggestionId,
    /// The trajectory.
    pub trajectory_id: TrajectoryId,
    /// The obstacle.
    pub obstacle_id: SiloObstacleId,
    /// What would solve it.
    pub about: Prose,
    /// To what kind of party it is made.
    pub addressed_to: PartnerType,
    /// When.
    pub made_on: Date,
    /// What came of it.
    pub state: SuggestionState,
    /// What was said about it.
    pub result: Option<Prose>,
    /// When it was taken into the programme's agenda (opschalen).
    pub agenda_on: Option<Date>,
    /// Its version.
    pub version: Version,
}
record!(Suggestion, SuggestionId, Suggestion, trajectory: trajectory_id, dossier: suggestions);

/// What people typed about a suggestion.
#[derive(Clone, Debug)]
pub struct SuggestionDraft {
    /// See [`Suggestion::about`].
    pub about: String,
    /// See [`Suggestion::addressed_to`].
    pub addressed_to: PartnerType,
    /// See [`Suggestion::made_on`].
    pub made_on: Date,
    /// See [`Suggestion::state`].
    pub state: SuggestionState,
    /// See [`Suggestion::result`].
    pub result: Option<String>,
    /// See [`Suggestion::agenda_on`].
    pub agenda_on: Option<Date>,
}

impl Suggestion {
    /// Makes a suggestion about an obstacle. A closed trajectory takes it too: scaling goes on after it.
    ///
    /// # Errors
    /// `not_found` for the obstacle, and whatever is wrong with the draft's fields.
    pub fn make(
        dossier: &Dossier,
        obstacle: SiloObstacleId,
        draft: &SuggestionDraft,
        stamp: Stamp<'_>,
    ) -> Decision<Self> {
        SiloObstacle::find(dossier, obstacle, "obstacle_id")?;
        Self::from_draft(
            draft,
            (stamp.id(), dossier.trajectory.id, obstacle),
            Version::FIRST,
            stamp,
        )
    }

    /// Replaces what people typed, what came of it included.
    ///
    /// # Errors
    /// As [`Suggestion::make`].
    pub fn revise(&self, draft: &SuggestionDraft, stamp: Stamp<'_>) -> Decision<Self> {
        Self::from_draft(
            draft,
            (self.id, self.trajectory_id, self.obstacle_id),
            self.version.next(),
            stamp,
        )
    }

    fn from_draft(
        draft: &SuggestionDraft,
        (id, trajectory_id, obstacle_id): (SuggestionId, TrajectoryId, SiloObstacleId),
        version: Version,
        stamp: Stamp<'_>,
    ) -> Decision<Self> {
        let mut check = Check::new();
        let made_on = check.happened("made_on", draft.made_on, stamp.today);
        if let Some(on) = draft.agenda_on {
            check.happened("agenda_on", on, stamp.today);
        }
        let result = check.optional_prose("result", draft.result.as_deref());
        let closed = matches!(draft.state, SuggestionState::Adopted | SuggestionState::Rejected);
        check.ensure(!closed || result.is_some(), RefusalCode::Required, "result");
        let suggestion = Self {
            id,
            trajectory_id,
            obstacle_id,
            about: check.prose("about", &draft.about),
            addressed_to: draft.addressed_to,
            made_on,
            state: draft.state,
            result,
            agenda_on: check.not_before("agenda_on", draft.agenda_on, made_on),
            version,
        };
        check.pass(suggestion)
    }
}
