//! What all records have in common: an id of their own kind, and a version that every edit raises.
//!
//! How records are stored does not belong here; that they serialise under their field names does, for the names
//! are the same in the store, in an export and in the list of what an edit changed.
//!
//! ```
//! use krachtig_core::domain::record::Version;
//!
//! assert_eq!(Version::FIRST.next().get(), 2);
//! ```

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::dossier::Dossier;
use super::id::{Id, TrajectoryId};
use super::refusal::{Decision, Refusal, RefusalCode};
use super::vocabulary::vocabulary;

/// How often a record was written: 1 when it was recorded, one more for every edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Version(i32);

impl Version {
    /// The version of a record that was just made.
    pub const FIRST: Self = Self(1);

    /// The version with this number.
    #[must_use]
    pub const fn new(number: i32) -> Self {
        Self(number)
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> i32 {
        self.0
    }

    /// The version after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

vocabulary! {
    /// The kinds of record. The code is also the name of the table.
    RecordKind = "record_kind" {
        /// [`super::member::Member`]
        Member = "member",
        /// [`super::family::Family`]
        Family = "family",
        /// [`super::family::Person`]
        Person = "person",
        /// [`super::family::Detainee`]
        Detainee = "detainee",
        /// [`super::consent::Consent`]
        Consent = "consent",
        /// [`super::trajectory::Trajectory`]
        Trajectory = "trajectory",
        /// [`super::trajectory::Assignment`]
        Assignment = "assignment",
        /// [`super::trajectory::StepSkip`]
        StepSkip = "step_skip",
        /// [`super::talk::DetaineeTalk`]
        DetaineeTalk = "detainee_talk",
        /// [`super::role_check::RoleCheck`]
        RoleCheck = "role_check",
        /// [`super::introduction::Introduction`]
        Introduction = "introduction",
        /// [`super::instrument::Instrument`]
        Instrument = "instrument",
        /// [`super::mapping::Mapping`]
        Mapping = "mapping",
        /// [`super::goal::Goal`]
        Goal = "goal",
        /// [`super::goal::Action`]
        Action = "action",
        /// [`super::room::TimeEntry`]
        TimeEntry = "time_entry",
        /// [`super::room::Connection`]
        Connection = "connection",
        /// [`super::budget::BudgetPlan`]
        BudgetPlan = "budget_plan",
        /// [`super::budget::BudgetRequest`]
        BudgetRequest = "budget_request",
        /// [`super::budget::LedgerLine`]
        LedgerLine = "ledger_line",
        /// [`super::partner::Partner`]
        Partner = "partner",
        /// [`super::partner::Referral`]
        Referral = "referral",
        /// [`super::problem::Problem`]
        Problem = "problem",
        /// [`super::obstacle::SiloObstacle`]
        SiloObstacle = "silo_obstacle",
        /// [`super::obstacle::Suggestion`]
        Suggestion = "suggestion",
        /// [`super::learning::LearningEntry`]
        LearningEntry = "learning_entry",
        /// [`super::story::StoryVersion`]
        StoryVersion = "story_version",
        /// [`super::story::StoryApproval`]
        StoryApproval = "story_approval",
        /// [`super::period::ClosedPeriod`]
        ClosedPeriod = "closed_period",
        /// [`super::import_ref::ImportRef`]
        ImportRef = "import_ref",
        /// [`super::token::Token`]
        Token = "token",
        /// [`super::rule_set::RuleSet`]
        RuleSet = "rule_set",
    }
}

/// One record: something that is stored, versioned and audited by itself.
pub trait Record: Clone + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// The type of its id.
    type Id: Id;
    /// Its kind.
    const KIND: RecordKind;
    /// Its id.
    fn id(&self) -> Self::Id;
    /// Its version.
    fn version(&self) -> Version;
    /// The trajectory to which it belongs, if it belongs to one.
    fn trajectory(&self) -> Option<TrajectoryId>;
}

/// A record that is part of a dossier.
pub trait InDossier: Record {
    /// All records of this kind in the dossier.
    fn all(dossier: &Dossier) -> &[Self];

    /// Puts the record into the dossier: in the place of the one with its id, or as the last.
    fn put(self, dossier: &mut Dossier);

    /// The record with this id.
    ///
    /// # Errors
    /// `not_found` at `field`.
    fn find<'d>(dossier: &'d Dossier, id: Self::Id, field: &str) -> Decision<&'d Self> {
        Self::all(dossier)
            .iter()
            .find(|record| record.id() == id)
            .ok_or_else(|| Refusal::new(RefusalCode::NotFound, field).into())
    }
}

/// Declares that a struct with the fields `id` and `version` is a record, and where a dossier keeps it: in a list, or
/// as the one of its kind.
macro_rules! record {
    ($name:ty, $id:ty, $kind:ident $(, trajectory: $trajectory:ident)? $(, dossier: $list:ident)? $(, only: $one:ident)?) => {
        impl $crate::domain::record::Record for $name {
            type Id = $id;
            const KIND: $crate::domain::record::RecordKind = $crate::domain::record::RecordKind::$kind;
            fn id(&self) -> $id {
                self.id
            }
            fn version(&self) -> $crate::domain::record::Version {
                self.version
            }
            fn trajectory(&self) -> Option<$crate::domain::id::TrajectoryId> {
                record!(@trajectory self $($trajectory)?)
            }
        }
        $(impl $crate::domain::record::InDossier for $name {
            fn all(dossier: &$crate::domain::dossier::Dossier) -> &[Self] {
                &dossier.$list
            }
            fn put(self, dossier: &mut $crate::domain::dossier::Dossier) {
                match dossier.$list.iter_mut().find(|record| record.id == self.id) {
                    Some(place) => *place = self,
                    None => dossier.$list.push(self),
                }
            }
        })?
        $(impl $crate::domain::record::InDossier for $name {
            fn all(dossier: &$crate::domain::dossier::Dossier) -> &[Self] {
                std::slice::from_ref(&dossier.$one)
            }
            fn put(self, dossier: &mut $crate::domain::dossier::Dossier) {
                dossier.$one = self;
            }
        })?
    };
    (@trajectory $self:ident $field:ident) => { Some($self.$field) };
    (@trajectory $self:ident) => { None };
}
pub(crate) use record;

/// A record's state before and after a decision.
#[derive(Clone, Debug)]
pub struct Change<R> {
    /// What it was; nothing when it is new.
    pub before: Option<R>,
    /// What it became.
    pub after: R,
}

impl<R: Record> Change<R> {
    /// A new record.
    #[must_use]
    pub fn recorded(after: R) -> Self {
        Self { before: None, after }
    }

    /// An edit of a record.
    #[must_use]
    pub fn revised(before: &R, after: R) -> Self {
        Self {
            before: Some(before.clone()),
            after,
        }
    }

    /// Names of the fields whose content differs, the version left out. All fields that hold something for a new
    /// record.
    #[must_use]
    pub fn fields(&self) -> Vec<String> {
        use serde_json::{Map, Value};
        let fields = |record: &R| match serde_json::to_value(record) {
            Ok(Value::Object(fields)) => fields,
            _ => Map::new(),
        };
        let before = self.before.as_ref().map(fields);
        let differs = |name: &String, value: &Value| match &before {
            Some(before) => before.get(name) != Some(value),
            None => !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty()),
        };
        fields(&self.after)
            .into_iter()
            .filter(|(name, value)| name != "version" && differs(name, value))
            .map(|(name, _)| name)
            .collect()
    }
}
