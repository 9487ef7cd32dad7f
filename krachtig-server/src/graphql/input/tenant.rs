//! What belongs to the tenant and to no trajectory: members, tokens, instruments, periods.

use async_graphql::InputObject;
use krachtig_core::domain::id::{MemberId, TokenId};
use krachtig_core::domain::instrument::{Instrument, InstrumentDraft};
use krachtig_core::domain::member::{Member, MemberDraft, MemberState};
use krachtig_core::domain::token::TokenScope;
use krachtig_core::domain::vocabulary::{LifeDomain, Role};
use krachtig_core::service::IssueToken;

use super::{Input, input, revises, tuple_input};
use crate::graphql::scalar::{GlobalId, Word};

input! {
    /// A person with an account.
    #[graphql(name = "AddMemberInput")]
    MemberFields => MemberDraft {
        /// First and last name.
        name: String,
        /// E-mail address, unique in the tenant.
        email: String,
        /// The roles, each once.
        roles: Vec<Word<Role>>,
        /// Whether this member may act.
        state: Word<MemberState>,
    }
}

input! {
    /// An access token to issue for oneself.
    IssueTokenInput => IssueToken {
        /// Whose.
        member_id: GlobalId<MemberId>,
        /// What it is for.
        label: String,
        /// For how many days it holds: 1 to 366.
        days: i64,
        /// What it is good for: one word at least. It never reaches further than its owner does.
        scopes: Vec<Word<TokenScope>>,
    }
}

/// An access token to revoke.
#[derive(Clone, Debug, InputObject)]
pub struct RevokeTokenInput {
    /// The token.
    pub id: GlobalId<TokenId>,
}

impl Input for RevokeTokenInput {
    type Plain = TokenId;

    fn plain(self) -> TokenId {
        self.id.0
    }
}

/// A member to invite.
#[derive(Clone, Debug, InputObject)]
pub struct InviteMemberInput {
    /// Who.
    pub member_id: GlobalId<MemberId>,
}

impl Input for InviteMemberInput {
    type Plain = MemberId;

    fn plain(self) -> MemberId {
        self.member_id.0
    }
}

/// A member whose sessions end.
#[derive(Clone, Debug, InputObject)]
pub struct EndSessionsInput {
    /// Whose.
    pub member_id: GlobalId<MemberId>,
}

impl Input for EndSessionsInput {
    type Plain = MemberId;

    fn plain(self) -> MemberId {
        self.member_id.0
    }
}

tuple_input! {
    /// One domain of an instrument.
    InstrumentDomainInput {
        /// The instrument's own code for it, unique within the instrument.
        code: String,
        /// The area of life that it measures, so that instruments can be told together.
        life_domain: Option<Word<LifeDomain>>,
        /// What Dutch readers call it.
        label_nl: String,
        /// What English readers call it.
        label_en: String,
    }
}

input! {
    /// An instrument for mapping needs and strengths: its domains and its scale.
    #[graphql(name = "RecordInstrumentInput")]
    InstrumentFields => InstrumentDraft {
        /// Its code: `krachtig`.
        code: String,
        /// Which version of the instrument: older versions have other domains.
        edition: String,
        /// What it is called.
        name: String,
        /// Its domains.
        domains: Vec<InstrumentDomainInput>,
        /// The lowest level of its scale.
        min_level: i32,
        /// The highest level of its scale. Higher is better.
        max_level: i32,
        /// Whether a level is split over who carries it.
        #[graphql(default)]
        split: bool,
        /// Whether new mappings may use it.
        #[graphql(default = true)]
        active: bool,
    }
}

revises! {
    ReviseMemberInput: MemberFields => Member, MemberDraft;
    ReviseInstrumentInput: InstrumentFields => Instrument, InstrumentDraft;
}

/// A period to close.
#[derive(Clone, Debug, InputObject)]
pub struct ClosePeriodInput {
    /// The period: `2026-Q3`, or `2026`. It must be over.
    pub period: String,
}

/// A count of a period to approve.
#[derive(Clone, Debug, InputObject)]
pub struct ApprovePeriodInput {
    /// The period: `2026-Q3`, or `2026`.
    pub period: String,
    /// Which count of it was looked at. Refused as CHANGED_SINCE where the period was counted anew since.
    pub number: i32,
}
