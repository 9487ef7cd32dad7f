//! The services: every use case is one function on [`Services`] that takes a [`Ctx`] and a command and answers with
//! an outcome.
//!
//! Each reads from top to bottom: load for the action and authorise in one step, ask the rules where it is about
//! money, decide, commit with the audit lines. SQL, transport and decisions themselves do not belong here.
//!
//! From an empty folder to a family on its way:
//!
//! ```
//! use std::sync::Arc;
//!
//! use krachtig_core::access::Actor;
//! use krachtig_core::domain::access_log::Client;
//! use krachtig_core::domain::clock::Clock;
//! use krachtig_core::domain::family::FamilyDraft;
//! use krachtig_core::domain::id::{MemberId, OperatorId, TenantId};
//! use krachtig_core::domain::member::{MemberDraft, MemberState};
//! use krachtig_core::domain::vocabulary::Role;
//! use krachtig_core::rules::NoRules;
//! use krachtig_core::service::{Ctx, RegisterFamily, Services};
//! use krachtig_core::store::{CreateTenant, Options, Place, TenantKind, Tenants};
//! use uuid::Uuid;
//!
//! struct Machine;
//! impl Clock for Machine {
//!     fn now(&self) -> time::OffsetDateTime { time::OffsetDateTime::now_utc() }
//!     fn fresh(&self) -> Uuid { Uuid::now_v7() }
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let folder = tempfile::tempdir()?;
//! let home = Place::Sqlite { dir: folder.path().join("home") };
//! let tenants = Tenants::open(home, Options::default()).await?;
//! let tenant = tenants
//!     .create(CreateTenant {
//!         id: TenantId::from_uuid(Machine.fresh()),
//!         slug: "exodus-test".parse()?,
//!         name: "Exodus Test".into(),
//!         kind: TenantKind::Region,
//!         controller: "Stichting Voorbeeld (fictief)".into(),
//!         fictional: true,
//!     })
//!     .await?;
//!
//! let services = Services::new(tenants, Arc::new(NoRules));
//! let operator = Ctx {
//!     store: services.tenants().store(&tenant.slug).await?,
//!     actor: Actor::Operator { id: OperatorId::from_uuid(Machine.fresh()) },
//!     clock: Arc::new(Machine),
//!     request: "example".into(),
//!     purpose: None,
//!     client: Client::named("example"),
//! };
//! let member = MemberDraft {
//!     name: "Doortje Voorbeeld (fictief)".into(),
//!     email: "doortje@voorbeeld.invalid".into(),
//!     roles: vec![Role::Professional],
//!     state: MemberState::Active,
//! };
//! let member = services.add_member(&operator, member).await?;
//!
//! let doortje = Ctx { actor: Actor::member(member.id, member.roles), ..operator };
//! let family = FamilyDraft { name: "Gezin Voorbeeld (fictief)".into(), ..FamilyDraft::default() };
//! let opened_on = doortje.stamp().today;
//! let dossier = services.register_family(&doortje, RegisterFamily { family, opened_on }).await?;
//! assert!(dossier.assignments[0].lead, "who registers a family leads");
//! # Ok(())
//! # }
//! ```

mod allowed;
mod around;
mod asking;
mod break_glass;
mod budget;
mod casework;
mod command;
mod export;
mod figures;
mod identity;
mod import;
mod listing;
mod log_keeping;
mod log_reading;
mod logging;
mod member;
mod people;
mod replay;
mod replay_periods;
mod rules;
mod seeing;
mod setup;
mod story;
mod support;
mod weighing;
mod work;

mod certifying;
mod destruction;
mod finding;
mod person_export;
mod retention;
mod rights;
mod sharing;

mod approving;
mod fact_keeping;
mod hand_in;
mod live_figures;
mod period_checks;
mod story_telling;

mod observing;
mod party;

mod directory;
mod family_dossier;

mod attachment;
mod family_login;
mod family_report;
mod own_plan;
mod own_rights;
mod platform;
mod search;

mod erasure_preview;

mod notice_keeping;
mod notices;

use std::fmt;
use std::sync::Arc;

use time::OffsetDateTime;

pub use crate::access::Action;
pub use crate::store::{
    Announcement, Cursor, LogCheck, LogDamage, LogDamageKind, Logged, LoggedLine, Page, Tenant, TenantKind,
};
pub use around::Around;
pub use break_glass::{BreakTheGlass, ReviewGlass};
pub use budget::{AllotBudget, ApproveRequest, RequestBudget, SettleRequest};
pub use casework::{PlanAction, RecordMapping, SkipStep};
pub use command::{Act, Add, Conclude, Revise};
pub use export::ExportPage;
pub use identity::{
    AcceptInvitation, BegunCeremony, ChangePassword, HashingOptions, IdentityOptions, IssuedInvitation, Knock,
    LinkedProvider, OfferedTotp, PasswordSignIn, ProviderSignOut, RecordIdentityProvider, SessionsOf, SignedIn,
    VerifiedSubject, identify_session, watch_session,
};
pub use import::{Import, ImportGround, ImportIndex, ImportTally, ImportedDossier, KnownRecord};
pub use listing::{
    ActionFilter, Ask, DifferenceFilter, FamilyFilter, GlassFilter, GoalFilter, MOST_ROWS, MemberFilter, NameSort,
    NoFilter, ObstacleFilter, PartnerFilter, PeriodSort, ProblemFilter, RecordedSort, ReferralFilter, ReferralSort,
    RequestFilter, SessionFilter, ShadowFilter, Sort, SuggestionFilter, TrajectoryFilter, TrajectorySort,
};
pub use log_keeping::{LogExport, VerifyLog};
pub use log_reading::AccessLogFilter;
pub use member::{IssueToken, IssuedToken, LimitMember, fresh_secret, hash_of, identify};
pub use people::{AssignMember, OpenTrajectory, RegisterFamily};
pub use replay::{ReplayProgress, StartReplay};
pub use rules::{MoveTrajectories, ProposeRules, TrustKey, UploadPlugin};
pub use setup::set_up;
pub use story::ApproveStory;
pub use support::{MakeSuggestion, ObstacleInput, SendReferral};
pub use work::Recorded;

pub use certifying::Certifying;
pub use destruction::{ProposeDestruction, ProposeErasure};
pub use listing::{DueSort, MOST_TAKEN, RightsFilter, ShareFilter, TokenFilter};
pub use person_export::{ExportPerson, ExportedPerson};
pub use retention::{DueDossier, DuePolicy, KeepUnder, PlaceHold, RetentionPreview};
pub use rights::{ExtendRights, RecordOwnWords, RectifyDetainee, RectifyPerson};
pub use sharing::ShareWithParty;

pub use approving::{ApprovePeriod, StandingCount};
pub use fact_keeping::KeptFacts;
pub use live_figures::{LiveFigure, LiveFigures, LiveIndicator, PublishedFigure, PublishedIn, PublishedStatus};
pub use party::{ByLink, IssuedReferralLink, LinkedReferral, WriteToParty};
pub use period_checks::PeriodChecks;
pub use platform::{TenantHealth, TenantStanding};

pub use attachment::{AddAttachment, AttachmentContent, AttachmentLimits, ReadAttachment};
pub use family_login::{AnswerPlanComment, InvitedFamilyMember};
pub use family_report::ReadFamilyReport;
pub use own_plan::{AddOwnAction, CommentOnPlan, CosignPlan, SeenPlan};
pub use own_rights::{ApproveOwnStory, CONSENT_NOTICE, GiveOwnConsent, OwnAccess};

pub use notice_keeping::{DueMail, KeptNotices};
pub use notices::{ChooseNotices, OwnNotice, SeeNotices, SeenNotices, UnseenNotices};

pub use finding::{FindForGlass, FoundForGlass, PersonKnown};
pub use search::{Found, FoundRecord, Search, Searched};

pub use erasure_preview::ErasurePreview;

use crate::access::Actor;
use crate::domain::access_log::{AccessPurpose, Client};
use crate::domain::clock::{Clock, Stamp};
use crate::domain::id::MemberId;
use crate::domain::refusal::{Refusal, Refusals};
use crate::error::Fault;
use crate::rules::RulesSource;
use crate::store::{Store, Tenants};

/// What every use case gets to know of the request: who acts, in which tenant, when, and in which request.
#[derive(Clone)]
pub struct Ctx {
    /// The tenant's store: the only rows that can be reached.
    pub store: Arc<Store>,
    /// Who acts.
    pub actor: Actor,
    /// The clock and the maker of ids.
    pub clock: Arc<dyn Clock>,
    /// The request, for the logs.
    pub request: String,
    /// Why, where whoever asks says so; each action has a purpose of its own otherwise.
    pub purpose: Option<AccessPurpose>,
    /// With what, for the access log.
    pub client: Client,
}

impl Ctx {
    /// The stamp with which decisions are made. What an operator does is stamped with an id that no member has.
    #[must_use]
    pub fn stamp(&self) -> Stamp<'_> {
        let by = self.actor.as_member().unwrap_or(MemberId::from_uuid(uuid::Uuid::nil()));
        Stamp::new(by, &*self.clock)
    }

    /// The present moment.
    #[must_use]
    pub fn now(&self) -> OffsetDateTime {
        self.clock.now()
    }
}

impl fmt::Debug for Ctx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ctx")
            .field("actor", &self.actor)
            .field("request", &self.request)
            .finish_non_exhaustive()
    }
}

/// Why a use case did not do what was asked.
#[derive(Clone, Debug)]
pub enum Failure {
    /// It was refused: an expected outcome, to be shown to whoever asked.
    Refused(Refusals),
    /// A machine failed.
    Fault(Fault),
}

impl From<Refusals> for Failure {
    fn from(refusals: Refusals) -> Self {
        Self::Refused(refusals)
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal.into())
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusals) => refusals.fmt(f),
            Self::Fault(fault) => fault.fmt(f),
        }
    }
}

impl std::error::Error for Failure {}

/// What a use case answers.
pub type Outcome<T> = Result<T, Failure>;

/// Every use case.
#[derive(Clone)]
pub struct Services {
    tenants: Tenants,
    rules: Arc<dyn RulesSource>,
    replays: replay::Jobs,
    identity: Arc<identity::Identity>,
    certifying: Option<Certifying>,
    counted_years: u8,
    workbench: attachment::Workbench,
}

impl Services {
    /// The use cases over these tenants, with their rules from this source.
    #[must_use]
    pub fn new(tenants: Tenants, rules: Arc<dyn RulesSource>) -> Self {
        Self {
            tenants,
            rules,
            replays: replay::Jobs::default(),
            identity: Arc::default(),
            certifying: None,
            counted_years: hand_in::COUNTED_YEARS,
            workbench: attachment::Workbench::default(),
        }
    }

    /// The tenants.
    #[must_use]
    pub fn tenants(&self) -> &Tenants {
        &self.tenants
    }
}

impl fmt::Debug for Services {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Services").finish_non_exhaustive()
    }
}
