//! A dossier: everything that is recorded about one trajectory, as one value that decisions look at.
//!
//! Loading and storing do not belong here, nor what may be seen of it by whom.
//!
//! ```
//! use krachtig_core::domain::clock::{Clock, Stamp};
//! use krachtig_core::domain::dossier::Dossier;
//! use krachtig_core::domain::family::{Family, FamilyDraft};
//! use krachtig_core::domain::id::MemberId;
//! use krachtig_core::domain::progress::{Facts, progress};
//! use krachtig_core::domain::trajectory::{Step, Trajectory};
//! use time::macros::datetime;
//! use uuid::Uuid;
//!
//! struct Fixed;
//! impl Clock for Fixed {
//!     fn now(&self) -> time::OffsetDateTime { datetime!(2026-03-02 09:00 UTC) }
//!     fn fresh(&self) -> Uuid { Uuid::nil() }
//! }
//!
//! let stamp = Stamp::new(MemberId::from_uuid(Uuid::nil()), &Fixed);
//! let draft = FamilyDraft { name: "Gezin Voorbeeld (fictief)".into(), ..FamilyDraft::default() };
//! let family = Family::record(&draft, stamp).unwrap();
//! let trajectory = Trajectory::open(family.id, stamp.today, None, stamp).unwrap();
//! let dossier = Dossier::begin(family, trajectory);
//! assert_eq!(progress(&Facts::of(&dossier, stamp.today)).current(), Some(Step::DetaineeTalk));
//! ```

use serde::{Deserialize, Serialize};
use time::Date;

use super::budget::{BudgetPlan, BudgetRequest, LedgerLine};
use super::consent::Consent;
use super::family::{Detainee, Family, Person};
use super::goal::{Action, Goal};
use super::instrument::Instrument;
use super::introduction::Introduction;
use super::learning::LearningEntry;
use super::mapping::Mapping;
use super::obstacle::{SiloObstacle, Suggestion};
use super::partner::{Partner, Referral};
use super::problem::Problem;
use super::role_check::RoleCheck;
use super::room::{Connection, TimeEntry};
use super::story::{StoryApproval, StoryVersion};
use super::talk::DetaineeTalk;
use super::text::Line;
use super::trajectory::{Assignment, StepSkip, Trajectory};

/// Everything that is recorded about one trajectory. Each list is in the order of its ids: as it was recorded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dossier {
    /// The family.
    pub family: Family,
    /// The trajectory.
    pub trajectory: Trajectory,
    /// The people on the family's side.
    pub persons: Vec<Person>,
    /// The detainee; more than one where a family misses more than one.
    pub detainees: Vec<Detainee>,
    /// Their consents, withdrawn ones included.
    pub consents: Vec<Consent>,
    /// Who works on it, ended assignments included.
    pub assignments: Vec<Assignment>,
    /// Steps that are or were passed over.
    pub skips: Vec<StepSkip>,
    /// Talks with the detainee.
    pub talks: Vec<DetaineeTalk>,
    /// Role checks.
    pub role_checks: Vec<RoleCheck>,
    /// Introductions.
    pub introductions: Vec<Introduction>,
    /// Mappings of needs and strengths.
    pub mappings: Vec<Mapping>,
    /// The instruments that the mappings were made with.
    pub instruments: Vec<Instrument>,
    /// Goals.
    pub goals: Vec<Goal>,
    /// Actions towards them.
    pub actions: Vec<Action>,
    /// Time given.
    pub time_entries: Vec<TimeEntry>,
    /// Connections laid.
    pub connections: Vec<Connection>,
    /// Plans for the budget.
    pub plans: Vec<BudgetPlan>,
    /// Requests for money.
    pub requests: Vec<BudgetRequest>,
    /// The budget's ledger.
    pub ledger: Vec<LedgerLine>,
    /// Referrals.
    pub referrals: Vec<Referral>,
    /// The parties that referrals and obstacles name.
    pub partners: Vec<Partner>,
    /// Problems.
    pub problems: Vec<Problem>,
    /// Silo obstacles.
    pub obstacles: Vec<SiloObstacle>,
    /// Suggestions what would solve them.
    pub suggestions: Vec<Suggestion>,
    /// What was tried and learned.
    pub learning: Vec<LearningEntry>,
    /// Story versions.
    pub stories: Vec<StoryVersion>,
    /// Approvals of them.
    pub approvals: Vec<StoryApproval>,
}

impl Dossier {
    /// A dossier that holds nothing yet but the family and its trajectory.
    #[must_use]
    pub fn begin(family: Family, trajectory: Trajectory) -> Self {
        Self {
            family,
            trajectory,
            persons: Vec::new(),
            detainees: Vec::new(),
            consents: Vec::new(),
            assignments: Vec::new(),
            skips: Vec::new(),
            talks: Vec::new(),
            role_checks: Vec::new(),
            introductions: Vec::new(),
            mappings: Vec::new(),
            instruments: Vec::new(),
            goals: Vec::new(),
            actions: Vec::new(),
            time_entries: Vec::new(),
            connections: Vec::new(),
            plans: Vec::new(),
            requests: Vec::new(),
            ledger: Vec::new(),
            referrals: Vec::new(),
            partners: Vec::new(),
            problems: Vec::new(),
            obstacles: Vec::new(),
            suggestions: Vec::new(),
            learning: Vec::new(),
            stories: Vec::new(),
            approvals: Vec::new(),
        }
    }

    /// What somebody sees of it who decides about its money and is nobody to the family otherwise: no name, no note, no
    /// record of anything but the budget.
    #[must_use]
    pub fn about_money_alone(self) -> Self {
        let family = Family {
            name: Line::default(),
            municipality: None,
            external_ref: None,
            note: None,
            ..self.family
        };
        let trajectory = Trajectory {
            closing_note: None,
            external_ref: None,
            ..self.trajectory
        };
        Self {
            plans: self.plans,
            requests: self.requests,
            ledger: self.ledger,
            ..Self::begin(family, trajectory)
        }
    }

    /// The persons who decide alone on a day.
    pub fn adults(&self, on: Date) -> impl Iterator<Item = &Person> {
        self.persons.iter().filter(move |person| person.is_adult(on))
    }
}
