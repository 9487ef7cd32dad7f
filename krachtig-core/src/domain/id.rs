//! One type per kind of id. On the wire an id carries its kind's prefix and another kind's is rejected.
//!
//! Every id is a UUIDv7, so ids sort by the moment at which they were made and that moment can be read back:
//! a record needs no column for when it was first recorded.
//!
//! ```
//! use krachtig_core::domain::id::{FamilyId, TrajectoryId};
//! use uuid::Uuid;
//!
//! let id = FamilyId::from_uuid(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001));
//! assert_eq!(id.to_string(), "fam_01900000000070008000000000000001");
//! assert_eq!("fam_01900000000070008000000000000001".parse::<FamilyId>(), Ok(id));
//! assert!("fam_01900000000070008000000000000001".parse::<TrajectoryId>().is_err());
//! ```

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

/// The text is no id of the kind asked for: wrong prefix, or no UUID behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an id that starts with {prefix}_")]
pub struct NotAnId {
    /// The prefix that this kind of id carries.
    pub prefix: &'static str,
}

/// What all kinds of id have in common.
pub trait Id: Copy + Eq + fmt::Display + FromStr<Err = NotAnId> + Send + Sync + 'static {
    /// The name of the kind, the same as the type's own: `FamilyId`.
    const NAME: &'static str;
    /// What the id stands for, in English, for developers: the same text as its rustdoc.
    const ABOUT: &'static str;
    /// The prefix on the wire, without the underscore.
    const PREFIX: &'static str;
    /// The id behind which this UUID stands.
    fn from_uuid(uuid: Uuid) -> Self;
    /// The bare UUID, as the store keeps it.
    fn uuid(self) -> Uuid;
}

macro_rules! ids {
    ($($(#[doc = $about:literal])* $name:ident = $prefix:literal),+ $(,)?) => {$(
        $(#[doc = $about])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// The id behind which this UUID stands.
            #[must_use]
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The bare UUID, as the store keeps it.
            #[must_use]
            pub const fn uuid(self) -> Uuid {
                self.0
            }

            /// The moment at which the id was made, to the millisecond.
            #[must_use]
            pub fn made_at(self) -> OffsetDateTime {
                made_at(self.0)
            }
        }

        impl Id for $name {
            const NAME: &'static str = stringify!($name);
            const ABOUT: &'static str = concat!($($about),*);
            const PREFIX: &'static str = $prefix;
            fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }
            fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "_{}"), self.0.simple())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<Self, NotAnId> {
                let wrong = NotAnId { prefix: $prefix };
                let rest = text.strip_prefix(concat!($prefix, "_")).ok_or(wrong)?;
                if rest.len() != 32 {
                    return Err(wrong);
                }
                Uuid::try_parse(rest).map(Self).map_err(|_| wrong)
            }
        }
    )+};
}

ids! {
    /// A tenant: a region or an institution.
    TenantId = "ten",
    /// A person with an account in a tenant: a colleague or a volunteer.
    MemberId = "mem",
    /// An operator of the platform, who is in no tenant.
    OperatorId = "opr",
    /// An access token of a member or an operator.
    TokenId = "tok",
    /// A family.
    FamilyId = "fam",
    /// A person of a family, on this side of the wall.
    PersonId = "per",
    /// A detainee, on the other side of the wall.
    DetaineeId = "det",
    /// A consent.
    ConsentId = "con",
    /// A family's way through the process.
    TrajectoryId = "tra",
    /// A member's assignment to a trajectory.
    AssignmentId = "asg",
    /// A step that is passed over, with the reason.
    StepSkipId = "skp",
    /// A talk with the detainee.
    DetaineeTalkId = "tlk",
    /// A role check.
    RoleCheckId = "rol",
    /// An introduction to the family.
    IntroductionId = "int",
    /// An instrument for mapping needs and strengths.
    InstrumentId = "ins",
    /// A mapping of needs and strengths.
    MappingId = "map",
    /// A goal.
    GoalId = "goa",
    /// An action towards a goal.
    ActionId = "act",
    /// Time given to a family.
    TimeEntryId = "tim",
    /// A connection that was laid.
    ConnectionId = "cnn",
    /// A plan for a perspective budget.
    BudgetPlanId = "pln",
    /// A request for money from a perspective budget.
    BudgetRequestId = "req",
    /// A line of a budget's ledger.
    LedgerLineId = "led",
    /// A party in the local network.
    PartnerId = "par",
    /// A referral to a party.
    ReferralId = "ref",
    /// A problem that a family meets.
    ProblemId = "prb",
    /// A funding silo that stood in the way.
    SiloObstacleId = "obs",
    /// A suggestion what would solve an obstacle.
    SuggestionId = "sug",
    /// What was tried, what it brought, what was learned.
    LearningEntryId = "lrn",
    /// A version of the family's story.
    StoryVersionId = "sto",
    /// A person's approval of a story version for an audience.
    StoryApprovalId = "apv",
    /// A closed period with its figures.
    PeriodId = "prd",
    /// A line of the audit log.
    AuditId = "aud",
    /// An imported row.
    ImportRefId = "imp",
    /// A key whose signatures a tenant accepts.
    TrustedKeyId = "key",
    /// A version of region rules that was uploaded and checked.
    PluginId = "plg",
    /// The component of a plugin.
    PluginComponentId = "cmp",
    /// A plugin with settings, in use from a day.
    RuleSetId = "rul",
    /// A plugin with settings, tried against a tenant's history.
    ReplayId = "rpl",
    /// A decision that a replay found to differ.
    ReplayDifferenceId = "dif",
    /// What rules in shadow would have decided on a request.
    ShadowDecisionId = "sha",
    /// What was known when rules were asked about a request; the same UUID as the request's.
    WeighedFactsId = "wgh",
    /// A request to the server.
    RequestId = "rid",
    /// Data that was shared with a party.
    ShareId = "shr",
    /// Somebody's request to use a right over his or her data.
    RightsRequestId = "rrq",
    /// A limit on the use of somebody's data.
    ProcessingLimitId = "lim",
    /// A person's own words beside a record.
    OwnWordsId = "own",
    /// A reason for which a dossier is not destroyed.
    LegalHoldId = "hld",
    /// How long dossiers of a basis are kept.
    RetentionPolicyId = "rtp",
    /// A destruction, from its proposal to its certificate.
    DestructionId = "dst",
    /// A member's password.
    PasswordId = "pwd",
    /// A member's passkey.
    PasskeyId = "psk",
    /// The secret of a member's one-time codes.
    TotpId = "otp",
    /// A recovery code of a member.
    RecoveryCodeId = "rec",
    /// An invitation to an account.
    InvitationId = "inv",
    /// A session of a member.
    SessionId = "ses",
    /// Something begun at the door that is to be finished within minutes.
    CeremonyId = "cer",
    /// A count of tries to sign in.
    SignInAttemptId = "att",
    /// An organisation's identity provider.
    IdentityProviderId = "idp",
    /// A member's account at an identity provider.
    ProviderLinkId = "lnk",
    /// A glass that was broken to read a dossier in an emergency.
    BreakGlassId = "bgl",
    /// A link to a referral, for the party that it went to.
    ReferralLinkId = "rfl",
    /// What a party or the office said about a referral.
    ReferralMessageId = "rfm",
    /// A count of a closed period.
    PeriodCountId = "pct",
    /// A login of a person of a family.
    FamilyLoginId = "fml",
    /// Something that was said about the plan.
    PlanCommentId = "plc",
    /// A person's signature under the plan.
    CoSignatureId = "cos",
    /// An attachment of a record.
    AttachmentId = "atm",
    /// The key of an attachment's content.
    AttachmentKeyId = "atk",
    /// That somebody is told of something.
    NoticeId = "not",
    /// What a member chose about being told.
    NoticeChoicesId = "noc",
    /// A mail that waits to be sent.
    NoticeMailId = "nma",
}

/// A UUIDv7's moment; the epoch for another version, which the store refuses to hand out.
fn made_at(uuid: Uuid) -> OffsetDateTime {
    let (seconds, nanos) = uuid.get_timestamp().map_or((0, 0), |stamp| stamp.to_unix());
    let seconds = i64::try_from(seconds).unwrap_or(0);
    OffsetDateTime::from_unix_timestamp(seconds)
        .unwrap_or(OffsetDateTime::UNIX_EPOCH)
        .replace_nanosecond(nanos)
        .unwrap_or(OffsetDateTime::UNIX_EPOCH)
}
