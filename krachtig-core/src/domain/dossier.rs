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
use uuid::Uuid;

use super::attachment::Attachment;
use super::budget::{BudgetPlan, BudgetRequest, LedgerLine};
use super::co_signature::CoSignature;
use super::consent::Consent;
use super::family::{Detainee, Family, Person};
use super::family_login::FamilyLogin;
use super::goal::{Action, Goal};
use super::instrument::Instrument;
use super::introduction::Introduction;
use super::learning::LearningEntry;
use super::limit::ProcessingLimit;
use super::mapping::Mapping;
use super::obstacle::{SiloObstacle, Suggestion};
use super::own_words::OwnWords;
use super::partner::{Partner, Referral};
use super::plan_comment::PlanComment;
use super::problem::Problem;
use super::record::{Record, RecordKind, Version};
use super::referral_link::{ReferralLink, ReferralMessage};
use super::retention::LegalHold;
use super::rights::RightsRequest;
use super::role_check::RoleCheck;
use super::room::{Connection, TimeEntry};
use super::share::Share;
use super::story::{StoryApproval, StoryVersion};
use super::talk::DetaineeTalk;
use super::trajectory::{Assignment, StepSkip, Trajectory};
use super::withheld::Withheld;

/// Hands the lists of a dossier to another macro, those that other lists refer to first: `own` ones hold records of
/// this trajectory or its family, `shared` ones records of the tenant that they name.
macro_rules! lists_of_dossier {
    ($with:ident) => {
        $with! {
            own {
                /// The people on the family's side.
                persons: Person,
                /// The detainee; more than one where a family misses more than one.
                detainees: Detainee,
                /// Their consents, withdrawn ones included.
                consents: Consent,
                /// Who works on it, ended assignments included.
                assignments: Assignment,
                /// Steps that are or were passed over.
                skips: StepSkip,
                /// Talks with the detainee.
                talks: DetaineeTalk,
                /// Role checks.
                role_checks: RoleCheck,
                /// Introductions.
                introductions: Introduction,
                /// Mappings of needs and strengths.
                mappings: Mapping,
                /// Goals.
                goals: Goal,
                /// Actions towards them.
                actions: Action,
                /// Time given.
                time_entries: TimeEntry,
                /// Connections laid.
                connections: Connection,
                /// Plans for the budget.
                plans: BudgetPlan,
                /// Requests for money.
                requests: BudgetRequest,
                /// The budget's ledger.
                ledger: LedgerLine,
                /// Referrals.
                referrals: Referral,
                /// Links to referrals, for the parties.
                referral_links: ReferralLink,
                /// What parties and the office said about referrals.
                referral_messages: ReferralMessage,
                /// Problems.
                problems: Problem,
                /// Silo obstacles.
                obstacles: SiloObstacle,
                /// Suggestions what would solve them.
                suggestions: Suggestion,
                /// What was tried and learned.
                learning: LearningEntry,
                /// Story versions.
                stories: StoryVersion,
                /// Approvals of them.
                approvals: StoryApproval,
                /// What was shared with parties.
                shares: Share,
                /// Requests to use rights.
                rights_requests: RightsRequest,
                /// Limits on the use of data.
                limits: ProcessingLimit,
                /// What people put beside what is recorded.
                own_words: OwnWords,
                /// Reasons for which it is not destroyed.
                holds: LegalHold,
                /// Logins of its people.
                family_logins: FamilyLogin,
                /// What its people and the office said about the plan.
                plan_comments: PlanComment,
                /// Its people's signatures under the plan.
                co_signatures: CoSignature,
                /// Attachments of its records.
                attachments: Attachment,
            }
            shared {
                /// The instruments that the mappings were made with.
                instruments: Instrument,
                /// The parties that referrals and obstacles name.
                partners: Partner,
            }
        }
    };
}
pub(crate) use lists_of_dossier;

macro_rules! dossier {
    (
        own { $($(#[$about:meta])* $own:ident: $own_record:ty,)+ }
        shared { $($(#[$shared_about:meta])* $shared:ident: $shared_record:ty,)+ }
    ) => {
        /// Everything that is recorded about one trajectory. Each list is in the order of its ids: as it was recorded.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        pub struct Dossier {
            /// The family.
            pub family: Family,
            /// The trajectory.
            pub trajectory: Trajectory,
            $($(#[$about])* #[serde(default)] pub $own: Vec<$own_record>,)+
            $($(#[$shared_about])* #[serde(default)] pub $shared: Vec<$shared_record>,)+
            /// That something was left out for whoever reads it; nothing for a whole dossier.
            #[serde(skip)]
            pub withheld: Option<Box<Withheld>>,
        }

        impl Dossier {
            /// A dossier that holds nothing yet but the family and its trajectory.
            #[must_use]
            pub fn begin(family: Family, trajectory: Trajectory) -> Self {
                Self {
                    family,
                    trajectory,
                    $($own: Vec::new(),)+
                    $($shared: Vec::new(),)+
                    withheld: None,
                }
            }

            /// The wanted parts of it.
            #[must_use]
            pub fn only(mut self, parts: Parts) -> Self {
                $(if !parts.has(<$own_record>::KIND) {
                    self.$own.clear();
                })+
                $(if !parts.has(<$shared_record>::KIND) {
                    self.$shared.clear();
                })+
                self
            }

            /// Puts each list in the order of its ids.
            pub(crate) fn sort(&mut self) {
                $(self.$own.sort_unstable_by_key(|record| record.id);)+
                $(self.$shared.sort_unstable_by_key(|record| record.id);)+
            }

            /// What it holds: the ids and versions of its own records, those of the family and the trajectory included.
            pub fn own_versions(&self) -> impl Iterator<Item = (Uuid, Version)> {
                let both = [
                    (self.family.id.uuid(), self.family.version),
                    (self.trajectory.id.uuid(), self.trajectory.version),
                ];
                both.into_iter()$(.chain(self.$own.iter().map(|record| (record.id.uuid(), record.version))))+
            }

            /// The ids of its own records, those of the family and the trajectory left out.
            pub fn own_ids(&self) -> impl Iterator<Item = Uuid> {
                std::iter::empty()$(.chain(self.$own.iter().map(|record| record.id.uuid())))+
            }
        }
    };
}
lists_of_dossier!(dossier);

/// Which lists of a dossier are wanted, by the kinds of their records. The family and the trajectory always come
/// along; a list that is not wanted is empty.
///
/// ```
/// use krachtig_core::domain::dossier::Parts;
/// use krachtig_core::domain::record::RecordKind;
///
/// let money = Parts::of(&[RecordKind::BudgetRequest, RecordKind::LedgerLine]);
/// assert!(money.has(RecordKind::LedgerLine) && !money.has(RecordKind::Person));
/// assert!(Parts::ALL.has(RecordKind::Person));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Parts(u128);

impl Parts {
    /// All lists. The tenant's rules in force, of kind [`RecordKind::RuleSet`], are no list of a dossier, but may be
    /// asked for with it.
    pub const ALL: Self = Self(!Self::bit(RecordKind::RuleSet));

    /// These.
    #[must_use]
    pub const fn of(kinds: &[RecordKind]) -> Self {
        let (mut parts, mut next) = (0, 0);
        while next < kinds.len() {
            parts |= Self::bit(kinds[next]);
            next += 1;
        }
        Self(parts)
    }

    /// These and those.
    #[must_use]
    pub const fn and(self, more: Self) -> Self {
        Self(self.0 | more.0)
    }

    /// Whether the list of records of this kind is wanted.
    #[must_use]
    pub const fn has(self, kind: RecordKind) -> bool {
        self.0 & Self::bit(kind) != 0
    }

    const fn bit(kind: RecordKind) -> u128 {
        1 << kind as u128
    }
}

impl Dossier {
    /// The persons who decide alone on a day.
    pub fn adults(&self, on: Date) -> impl Iterator<Item = &Person> {
        self.persons.iter().filter(move |person| person.is_adult(on))
    }
}
