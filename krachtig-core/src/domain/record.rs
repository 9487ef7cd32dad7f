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
use super::id::{self, Id, TrajectoryId};
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
        /// A person with an account.
        Member = "member",
        /// A family.
        Family = "family",
        /// A person of a family.
        Person = "person",
        /// The detainee whom a family misses.
        Detainee = "detainee",
        /// A consent.
        Consent = "consent",
        /// A trajectory.
        Trajectory = "trajectory",
        /// A member's assignment to a trajectory.
        Assignment = "assignment",
        /// A step that is passed over.
        StepSkip = "step_skip",
        /// A talk with the detainee.
        DetaineeTalk = "detainee_talk",
        /// A role check.
        RoleCheck = "role_check",
        /// An introduction to the family.
        Introduction = "introduction",
        /// An instrument for mapping needs and strengths.
        Instrument = "instrument",
        /// A mapping of needs and strengths.
        Mapping = "mapping",
        /// A goal.
        Goal = "goal",
        /// An action towards a goal.
        Action = "action",
        /// Time given to a family.
        TimeEntry = "time_entry",
        /// A connection that was laid.
        Connection = "connection",
        /// A plan for a perspective budget.
        BudgetPlan = "budget_plan",
        /// A request for money.
        BudgetRequest = "budget_request",
        /// A line of a budget's ledger.
        LedgerLine = "ledger_line",
        /// A party in the local network.
        Partner = "partner",
        /// A referral to a party.
        Referral = "referral",
        /// A problem that a family meets.
        Problem = "problem",
        /// A funding silo that stood in the way.
        SiloObstacle = "silo_obstacle",
        /// A suggestion what would solve an obstacle.
        Suggestion = "suggestion",
        /// What was tried and learned.
        LearningEntry = "learning_entry",
        /// A version of the family's story.
        StoryVersion = "story_version",
        /// An approval of a story version.
        StoryApproval = "story_approval",
        /// A closed period.
        ClosedPeriod = "closed_period",
        /// The key of an imported row.
        ImportRef = "import_ref",
        /// An access token of a member.
        Token = "token",
        /// A key whose signatures the tenant accepts.
        TrustedKey = "trusted_key",
        /// A version of region rules that was uploaded and checked.
        Plugin = "plugin",
        /// The component of a plugin.
        PluginComponent = "plugin_component",
        /// A plugin with settings, in use from a day.
        RuleSet = "rule_set",
        /// A plugin with settings, tried against the tenant's history.
        Replay = "replay",
        /// A decision that a replay found to differ.
        ReplayDifference = "replay_difference",
        /// What rules in shadow would have decided on a request.
        ShadowDecision = "shadow_decision",
        /// What was known when rules were asked about a request.
        WeighedFacts = "weighed_facts",
        /// Data that was shared with a party.
        Share = "share",
        /// Somebody's request to use a right over his or her data.
        RightsRequest = "rights_request",
        /// A limit on the use of somebody's data.
        ProcessingLimit = "processing_limit",
        /// A person's own words beside a record.
        OwnWords = "own_words",
        /// A reason for which a dossier is not destroyed.
        LegalHold = "legal_hold",
        /// How long dossiers of a basis are kept.
        RetentionPolicy = "retention_policy",
        /// A destruction, from its proposal to its certificate.
        Destruction = "destruction",
        /// A member's password.
        Password = "password",
        /// A member's passkey.
        Passkey = "passkey",
        /// The secret of a member's one-time codes.
        Totp = "totp",
        /// A recovery code of a member.
        RecoveryCode = "recovery_code",
        /// An invitation to an account.
        Invitation = "invitation",
        /// A session of a member.
        Session = "session",
        /// Something begun at the door.
        Ceremony = "ceremony",
        /// A count of tries to sign in.
        SignInAttempt = "sign_in_attempt",
        /// An organisation's identity provider.
        IdentityProvider = "identity_provider",
        /// A member's account at an identity provider.
        ProviderLink = "provider_link",
        /// A glass that was broken to read a dossier in an emergency.
        BreakGlass = "break_glass",
        /// A link to a referral, for the party that it went to.
        ReferralLink = "referral_link",
        /// What a party or the office said about a referral.
        ReferralMessage = "referral_message",
        /// What was counted of a closed period for national releases.
        PeriodCount = "period_count",
        /// A login of a person of a family.
        FamilyLogin = "family_login",
        /// Something that a person of the family or the office said about the plan.
        PlanComment = "plan_comment",
        /// A person's signature under the plan.
        CoSignature = "co_signature",
        /// An attachment of a record.
        Attachment = "attachment",
        /// The key of an attachment's content.
        AttachmentKey = "attachment_key",
        /// That somebody is told of something.
        Notice = "notice",
        /// What a member chose about being told.
        NoticeChoices = "notice_choices",
        /// A mail that waits to be sent.
        NoticeMail = "notice_mail",
    }
}

impl RecordKind {
    /// The prefix of the ids of this kind on the wire, without the underscore.
    #[must_use]
    pub fn id_prefix(self) -> &'static str {
        match self {
            Self::Member => id::MemberId::PREFIX,
            Self::Family => id::FamilyId::PREFIX,
            Self::Person => id::PersonId::PREFIX,
            Self::Detainee => id::DetaineeId::PREFIX,
            Self::Consent => id::ConsentId::PREFIX,
            Self::Trajectory => id::TrajectoryId::PREFIX,
            Self::Assignment => id::AssignmentId::PREFIX,
            Self::StepSkip => id::StepSkipId::PREFIX,
            Self::DetaineeTalk => id::DetaineeTalkId::PREFIX,
            Self::RoleCheck => id::RoleCheckId::PREFIX,
            Self::Introduction => id::IntroductionId::PREFIX,
            Self::Instrument => id::InstrumentId::PREFIX,
            Self::Mapping => id::MappingId::PREFIX,
            Self::Goal => id::GoalId::PREFIX,
            Self::Action => id::ActionId::PREFIX,
            Self::TimeEntry => id::TimeEntryId::PREFIX,
            Self::Connection => id::ConnectionId::PREFIX,
            Self::BudgetPlan => id::BudgetPlanId::PREFIX,
            Self::BudgetRequest => id::BudgetRequestId::PREFIX,
            Self::LedgerLine => id::LedgerLineId::PREFIX,
            Self::Partner => id::PartnerId::PREFIX,
            Self::Referral => id::ReferralId::PREFIX,
            Self::Problem => id::ProblemId::PREFIX,
            Self::SiloObstacle => id::SiloObstacleId::PREFIX,
            Self::Suggestion => id::SuggestionId::PREFIX,
            Self::LearningEntry => id::LearningEntryId::PREFIX,
            Self::StoryVersion => id::StoryVersionId::PREFIX,
            Self::StoryApproval => id::StoryApprovalId::PREFIX,
            Self::ClosedPeriod => id::PeriodId::PREFIX,
            Self::ImportRef => id::ImportRefId::PREFIX,
            Self::Token => id::TokenId::PREFIX,
            Self::TrustedKey => id::TrustedKeyId::PREFIX,
            Self::Plugin => id::PluginId::PREFIX,
            Self::PluginComponent => id::PluginComponentId::PREFIX,
            Self::RuleSet => id::RuleSetId::PREFIX,
            Self::Replay => id::ReplayId::PREFIX,
            Self::ReplayDifference => id::ReplayDifferenceId::PREFIX,
            Self::ShadowDecision => id::ShadowDecisionId::PREFIX,
            Self::WeighedFacts => id::WeighedFactsId::PREFIX,
            Self::Share => id::ShareId::PREFIX,
            Self::RightsRequest => id::RightsRequestId::PREFIX,
            Self::ProcessingLimit => id::ProcessingLimitId::PREFIX,
            Self::OwnWords => id::OwnWordsId::PREFIX,
            Self::LegalHold => id::LegalHoldId::PREFIX,
            Self::RetentionPolicy => id::RetentionPolicyId::PREFIX,
            Self::Destruction => id::DestructionId::PREFIX,
            Self::Password => id::PasswordId::PREFIX,
            Self::Passkey => id::PasskeyId::PREFIX,
            Self::Totp => id::TotpId::PREFIX,
            Self::RecoveryCode => id::RecoveryCodeId::PREFIX,
            Self::Invitation => id::InvitationId::PREFIX,
            Self::Session => id::SessionId::PREFIX,
            Self::Ceremony => id::CeremonyId::PREFIX,
            Self::SignInAttempt => id::SignInAttemptId::PREFIX,
            Self::IdentityProvider => id::IdentityProviderId::PREFIX,
            Self::ProviderLink => id::ProviderLinkId::PREFIX,
            Self::BreakGlass => id::BreakGlassId::PREFIX,
            Self::ReferralLink => id::ReferralLinkId::PREFIX,
            Self::ReferralMessage => id::ReferralMessageId::PREFIX,
            Self::PeriodCount => id::PeriodCountId::PREFIX,
            Self::FamilyLogin => id::FamilyLoginId::PREFIX,
            Self::PlanComment => id::PlanCommentId::PREFIX,
            Self::CoSignature => id::CoSignatureId::PREFIX,
            Self::Attachment => id::AttachmentId::PREFIX,
            Self::AttachmentKey => id::AttachmentKeyId::PREFIX,
            Self::Notice => id::NoticeId::PREFIX,
            Self::NoticeChoices => id::NoticeChoicesId::PREFIX,
            Self::NoticeMail => id::NoticeMailId::PREFIX,
        }
    }

    /// The id of a record of this kind, as it is told on the wire.
    #[must_use]
    pub fn id_text(self, uuid: uuid::Uuid) -> String {
        format!("{}_{}", self.id_prefix(), uuid.simple())
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

    /// Names of the fields whose content differs, in the order of the alphabet, the version left out. All fields that
    /// hold something for a new record.
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
        let mut fields: Vec<String> = fields(&self.after)
            .into_iter()
            .filter(|(name, value)| name != "version" && differs(name, value))
            .map(|(name, _)| name)
            .collect();
        // Whether JSON keeps an order of its own depends on what else is in the program.
        fields.sort_unstable();
        fields
    }
}
