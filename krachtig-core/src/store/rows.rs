//! The tables of the casework, each by the kind of its columns. How rows are read and written does not belong here.

use super::audit;
use super::row::{Column, Kind, Row};
use super::schema::Table;
use crate::domain::attachment::{Attachment, AttachmentKey};
use crate::domain::break_glass::BreakGlass;
use crate::domain::budget::{BudgetPlan, BudgetRequest, LedgerLine};
use crate::domain::co_signature::CoSignature;
use crate::domain::consent::Consent;
use crate::domain::destruction::Destruction;
use crate::domain::family::{Detainee, Family, Person};
use crate::domain::family_login::FamilyLogin;
use crate::domain::goal::{Action, Goal};
use crate::domain::identity::{
    Ceremony, IdentityProvider, Invitation, Passkey, Password, ProviderLink, RecoveryCode, Session, SignInAttempt, Totp,
};
use crate::domain::import_ref::ImportRef;
use crate::domain::instrument::Instrument;
use crate::domain::introduction::Introduction;
use crate::domain::learning::LearningEntry;
use crate::domain::limit::ProcessingLimit;
use crate::domain::mapping::Mapping;
use crate::domain::member::Member;
use crate::domain::notice::{Notice, NoticeChoices, NoticeMail};
use crate::domain::obstacle::{SiloObstacle, Suggestion};
use crate::domain::own_words::OwnWords;
use crate::domain::partner::{Partner, Referral};
use crate::domain::period::ClosedPeriod;
use crate::domain::period_count::PeriodCount;
use crate::domain::plan_comment::PlanComment;
use crate::domain::plugin::{Plugin, PluginComponent, TrustedKey};
use crate::domain::problem::Problem;
use crate::domain::referral_link::{ReferralLink, ReferralMessage};
use crate::domain::replay::{Replay, ReplayDifference, ShadowDecision, WeighedFacts};
use crate::domain::retention::{LegalHold, RetentionPolicy};
use crate::domain::rights::RightsRequest;
use crate::domain::role_check::RoleCheck;
use crate::domain::room::{Connection, TimeEntry};
use crate::domain::rule_set::RuleSet;
use crate::domain::share::Share;
use crate::domain::story::{StoryApproval, StoryVersion};
use crate::domain::talk::DetaineeTalk;
use crate::domain::token::Token;
use crate::domain::trajectory::{Assignment, StepSkip, Trajectory};

macro_rules! rows {
    ($($record:ident { $($column:ident: $kind:ident),+ $(,)? })+) => {$(
        impl Row for $record {
            const COLUMNS: &'static [Column] = &[$(Column { name: stringify!($column), kind: Kind::$kind }),+];
        }
    )+
        /// Every table of records with its columns, and the names of the record's fields.
        #[cfg(test)]
        pub(super) fn columns() -> Vec<(&'static str, &'static [Column], &'static [&'static str])> {
            use super::tests::fields_of;
            vec![$((super::row::table::<$record>(), $record::COLUMNS, fields_of::<$record>())),+]
        }
    };
}

rows! {
    Member { id: Id, name: Text, email: Text, roles: Json, state: Text, from_on: Date, until_on: Date, version: Int }
    Family { id: Id, name: Text, municipality: Text, external_ref: Text, note: Text, version: Int }
    Person {
        id: Id, family_id: Id, name: Text, relation: Text, born_on: Date, contact_person: Bool,
        phone: Sealed, email: Sealed, external_ref: Text, version: Int
    }
    Detainee {
        id: Id, family_id: Id, name: Sealed, institution: Sealed, detained_since: Sealed, expected_home_on: Sealed,
        external_ref: Text, version: Int
    }
    Consent {
        id: Id, family_id: Id, person_id: Id, detainee_id: Id, given_by: Id, purpose: Text, recipient: Text,
        form: Text, notice: Text, given_on: Date, valid_until: Date, withdrawn_on: Date, withdrawal_note: Text,
        version: Int
    }
    Trajectory {
        id: Id, family_id: Id, opened_on: Date, no_story_on: Date, closed_on: Date, closing_reason: Text,
        closing_note: Text, external_ref: Text, rules_hash: Text, retention_basis: Text, version: Int
    }
    Assignment {
        id: Id, trajectory_id: Id, member_id: Id, role: Text, side: Text, lead: Bool, from_on: Date, ended_on: Date,
        version: Int
    }
    StepSkip { id: Id, trajectory_id: Id, step: Text, reason: Text, skipped_on: Date, resumed_on: Date, version: Int }
    DetaineeTalk {
        id: Id, trajectory_id: Id, held_on: Date, setting: Sealed, worries: Sealed, key_factors: Sealed, note: Sealed,
        recorded_by: Id, version: Int
    }
    RoleCheck { id: Id, trajectory_id: Id, agreed_on: Date, roles: Sealed, none_reason: Sealed, version: Int }
    Introduction { id: Id, trajectory_id: Id, held_on: Date, via: Text, present: Json, note: Sealed, version: Int }
    Instrument {
        id: Id, code: Text, edition: Text, name: Text, domains: Json, min_level: Int, max_level: Int, split: Bool,
        active: Bool, version: Int
    }
    Mapping {
        id: Id, trajectory_id: Id, instrument_id: Id, held_on: Date, present: Json, scores: Json, findings: Json,
        note: Text, recorded_by: Id, version: Int
    }
    Goal {
        id: Id, trajectory_id: Id, life_domain: Text, title: Text, person_id: Id, set_on: Date, target_on: Date,
        outcome: Text, concluded_on: Date, outcome_note: Text, version: Int
    }
    Action {
        id: Id, trajectory_id: Id, goal_id: Id, about: Text, carrier: Text, who: Text, due_on: Date, done_on: Date,
        version: Int
    }
    TimeEntry {
        id: Id, trajectory_id: Id, member_id: Id, spent_on: Date, minutes: Int, life_domain: Text, note: Text,
        version: Int
    }
    Connection {
        id: Id, trajectory_id: Id, who: Text, with_whom: Text, side: Text, laid_on: Date, result: Text, version: Int
    }
    BudgetPlan {
        id: Id, trajectory_id: Id, about: Text, total: Int, benefit_impact_checked_on: Date, reviewed_on: Date,
        approvals: Json, recorded_by: Id, version: Int
    }
    BudgetRequest {
        id: Id, trajectory_id: Id, amount: Int, purpose: Text, life_domain: Text, payee: Text, silo: Text,
        requested_on: Date, recorded_by: Id, decision: Json, version: Int
    }
    LedgerLine {
        id: Id, trajectory_id: Id, request_id: Id, kind: Text, amount: Int, silo: Text, booked_on: Date, note: Text,
        recorded_by: Id, role: Text, version: Int
    }
    Partner {
        id: Id, name: Text, partner_type: Text, municipality: Text, phone: Text, email: Text, url: Text,
        description: Text, active: Bool, version: Int
    }
    Referral {
        id: Id, trajectory_id: Id, partner_id: Id, persons: Json, need: Text, life_domain: Text, warm_handover: Bool,
        sent_on: Date, answered_on: Date, accepted: Bool, decline_ground: Text, answer_note: Text, outcome: Text,
        concluded_on: Date, outcome_note: Text, withdrawn_on: Date, version: Int
    }
    Problem {
        id: Id, trajectory_id: Id, category: Text, person_id: Id, effect: Text, preexisting: Bool, noted_on: Date,
        solved_on: Date, what_helped: Text, note: Text, version: Int
    }
    SiloObstacle {
        id: Id, trajectory_id: Id, need: Text, life_domain: Text, silo: Text, partner_id: Id, ground: Text,
        met_on: Date, days_lost: Int, cost: Int, bridged_by: Text, solved_on: Date, note: Text, version: Int
    }
    Suggestion {
        id: Id, trajectory_id: Id, obstacle_id: Id, about: Text, addressed_to: Text, made_on: Date, state: Text,
        result: Text, agenda_on: Date, version: Int
    }
    LearningEntry {
        id: Id, trajectory_id: Id, tried: Text, brought: Text, learned: Text, noted_on: Date, recorded_by: Id,
        version: Int
    }
    StoryVersion {
        id: Id, trajectory_id: Id, number: Int, title: Text, body: Text, effects: Text, recorded_by: Id, version: Int
    }
    StoryApproval {
        id: Id, trajectory_id: Id, story_version_id: Id, person_id: Id, audience: Text, approved_on: Date,
        withdrawn_on: Date, version: Int
    }
    Token { id: Id, member_id: Id, label: Text, hash: Text, expires_on: Date, revoked_on: Date, scopes: Json, last_used_on: Date, version: Int }
    ImportRef { id: Id, key: Text, record_kind: Text, record_id: Id, version: Int }
    TrustedKey {
        id: Id, label: Text, public_key: Text, trusted_on: Date, trusted_by: Text, withdrawn_on: Date, version: Int
    }
    Plugin {
        id: Id, name: Text, edition: Text, hash: Text, settings_schema: Json, description: Json, signed_by: Id,
        uploaded_on: Date, uploaded_by: Text, version: Int
    }
    PluginComponent { id: Id, hash: Text, bytes: Text, version: Int }
    RuleSet {
        id: Id, name: Text, edition: Text, hash: Text, settings: Json, usage: Text, valid_from: Date,
        proposed_on: Date, proposed_by: Text, confirmed_on: Date, confirmed_by: Text, rolled_back_on: Date,
        rolled_back_by: Text, number: Int, version: Int
    }
    Replay {
        id: Id, name: Text, edition: Text, hash: Text, settings: Json, asked_on: Date, asked_by: Text, state: Text,
        summary: Json, version: Int
    }
    ReplayDifference { id: Id, replay_id: Id, request_id: Id, kind: Text, verdict: Json, version: Int }
    ShadowDecision {
        id: Id, request_id: Id, trajectory_id: Id, rule_set_id: Id, kind: Text, verdict: Json, version: Int
    }
    WeighedFacts { id: Id, trajectory_id: Id, facts: Json, version: Int }
    ClosedPeriod { id: Id, period: Text, closed_on: Date, closed_by: Id, figures: Json, version: Int }
    ReferralLink {
        id: Id, trajectory_id: Id, referral_id: Id, hash: Text, made_by: Id, expires_at: Int, ended_on: Date, version: Int
    }
    ReferralMessage {
        id: Id, trajectory_id: Id, referral_id: Id, said_by: Id, said_on: Date, text: Text, version: Int
    }
    Share {
        id: Id, trajectory_id: Id, partner_id: Id, persons: Json, detainee_id: Id, referral_id: Id, purpose: Text,
        categories: Json, legal_basis: Text, about: Text, shared_on: Date, shared_by: Id, ended_on: Date,
        told_on: Date, version: Int
    }
    RightsRequest {
        id: Id, family_id: Id, person_id: Id, detainee_id: Id, right: Text, received_on: Date, about: Text,
        identity_check: Text, due_on: Date, extended_on: Date, extension_reason: Text, decided_on: Date,
        refusal: Text, decision_note: Text, done_on: Date, withdrawn_on: Date, version: Int
    }
    ProcessingLimit {
        id: Id, family_id: Id, person_id: Id, detainee_id: Id, kind: Text, purpose: Text, reason: Text,
        from_on: Date, until_on: Date, lifted_on: Date, version: Int
    }
    OwnWords {
        id: Id, family_id: Id, person_id: Id, detainee_id: Id, record_kind: Text, record_id: Id, words: Text,
        before: Sealed, made_on: Date, version: Int
    }
    LegalHold {
        id: Id, family_id: Id, reason: Text, placed_on: Date, placed_by: Id, lifted_on: Date, lifted_by: Id,
        version: Int
    }
    RetentionPolicy { id: Id, basis: Text, years: Int, counted_from: Text, version: Int }
    Destruction {
        id: Id, cause: Text, items: Json, proposed_on: Date, proposed_by: Text, confirmed_on: Date,
        confirmed_by: Text, rejected_on: Date, rejected_by: Text, completed_on: Date, certificate: Json,
        certificate_hash: Text, certificate_note: Text, version: Int
    }
    Password { id: Id, member_id: Id, hash: Text, set_on: Date, version: Int }
    Passkey {
        id: Id, member_id: Id, label: Text, credential_id: Text, credential: Json, added_on: Date, removed_on: Date,
        version: Int
    }
    Totp { id: Id, member_id: Id, secret: Sealed, confirmed: Bool, last_step: Int, version: Int }
    RecoveryCode { id: Id, member_id: Id, hash: Text, spent_on: Date, version: Int }
    Invitation { id: Id, member_id: Id, hash: Text, invited_by: Text, expires_at: Int, spent_on: Date, version: Int }
    Session {
        id: Id, member_id: Id, hash: Text, method: Text, provider_session: Text, began_at: Int, seen_at: Int,
        expires_at: Int, ended_on: Date, version: Int
    }
    Ceremony {
        id: Id, kind: Text, hash: Text, member_id: Id, state: Json, expires_at: Int, spent: Bool, version: Int
    }
    SignInAttempt { id: Id, hash: Text, tries: Int, tried_at: Int, version: Int }
    IdentityProvider {
        id: Id, name: Text, issuer: Text, client_id: Text, secret: Sealed, groups_claim: Text, roles: Json,
        active: Bool, version: Int
    }
    ProviderLink { id: Id, member_id: Id, provider_id: Id, subject_hash: Text, removed_on: Date, version: Int }
    BreakGlass {
        id: Id, trajectory_id: Id, member_id: Id, reason: Text, minutes: Int, reviewed_by: Id, reviewed_on: Date,
        verdict: Text, review_note: Text, version: Int
    }
    PeriodCount {
        id: Id, period: Text, number: Int, counted_on: Date, counted_by: Id, figures: Json, approved_on: Date,
        approved_by: Id, revision: Int, version: Int
    }
    FamilyLogin {
        id: Id, trajectory_id: Id, person_id: Id, invited_by: Id, invited_on: Date, ended_on: Date,
        version: Int
    }
    PlanComment {
        id: Id, trajectory_id: Id, person_id: Id, goal_id: Id, said_by: Id, said_on: Date, text: Sealed, version: Int
    }
    CoSignature { id: Id, trajectory_id: Id, person_id: Id, plan: Text, signed_on: Date, version: Int }
    Attachment {
        id: Id, trajectory_id: Id, record_kind: Text, record_id: Id, media_type: Text, size: Int, name: Sealed,
        about: Sealed, added_by: Id, added_on: Date, removed_on: Date, version: Int
    }
    AttachmentKey { id: Id, trajectory_id: Id, key: Sealed, version: Int }
    Notice {
        id: Id, member_id: Id, kind: Text, about: Id, trajectory_id: Id, seen: Bool, mailed: Bool, version: Int
    }
    NoticeChoices { id: Id, channels: Json, language: Text, version: Int }
    NoticeMail { id: Id, member_id: Id, counts: Json, tries: Int, due_at: Int, version: Int }
}

/// Every table of a tenant's store, those that others refer to first. A table that is missing here would be left
/// behind when a tenant moves, so a move compares this list with what the database has.
pub(super) fn tables() -> Vec<Table> {
    vec![
        Table::of_entity::<audit::entity::line::Entity>("audit", true),
        Table::of_records::<Member>(false),
        Table::of_records::<Token>(false),
        Table::of_records::<TrustedKey>(false),
        Table::of_records::<Plugin>(false),
        Table::of_records::<PluginComponent>(false),
        Table::of_records::<RuleSet>(false),
        Table::of_records::<Replay>(false),
        Table::of_records::<ImportRef>(false),
        Table::of_records::<ClosedPeriod>(false),
        Table::of_records::<Instrument>(false),
        Table::of_records::<Partner>(false),
        Table::of_records::<Family>(false),
        Table::of_records::<Person>(false),
        Table::of_records::<Detainee>(false),
        Table::of_records::<Consent>(false),
        Table::of_records::<Trajectory>(false),
        Table::of_records::<Assignment>(false),
        Table::of_records::<StepSkip>(false),
        Table::of_records::<DetaineeTalk>(false),
        Table::of_records::<RoleCheck>(false),
        Table::of_records::<Introduction>(false),
        Table::of_records::<Mapping>(false),
        Table::of_records::<Goal>(false),
        Table::of_records::<Action>(false),
        Table::of_records::<TimeEntry>(false),
        Table::of_records::<Connection>(false),
        Table::of_records::<BudgetPlan>(false),
        Table::of_records::<BudgetRequest>(false),
        Table::of_records::<LedgerLine>(true),
        Table::of_records::<ReplayDifference>(false),
        Table::of_records::<ShadowDecision>(false),
        Table::of_records::<WeighedFacts>(false),
        Table::of_records::<Referral>(false),
        Table::of_records::<Problem>(false),
        Table::of_records::<SiloObstacle>(false),
        Table::of_records::<Suggestion>(false),
        Table::of_records::<LearningEntry>(false),
        Table::of_records::<StoryVersion>(false),
        Table::of_records::<StoryApproval>(false),
        Table::of_entity::<audit::entity::leaf::Entity>("audit_leaf", true),
        Table::of_entity::<audit::entity::checkpoint::Entity>("audit_checkpoint", true),
        Table::of_entity::<audit::entity::cosignature::Entity>("audit_cosignature", true),
        Table::of_records::<Share>(false),
        Table::of_records::<ReferralLink>(false),
        Table::of_records::<ReferralMessage>(false),
        Table::of_records::<RightsRequest>(false),
        Table::of_records::<ProcessingLimit>(false),
        Table::of_records::<OwnWords>(false),
        Table::of_records::<LegalHold>(false),
        Table::of_records::<RetentionPolicy>(false),
        Table::of_records::<Destruction>(false),
        Table::of_records::<Password>(false),
        Table::of_records::<Passkey>(false),
        Table::of_records::<Totp>(false),
        Table::of_records::<RecoveryCode>(false),
        Table::of_records::<Invitation>(false),
        Table::of_records::<Session>(false),
        Table::of_records::<Ceremony>(false),
        Table::of_records::<SignInAttempt>(false),
        Table::of_records::<IdentityProvider>(false),
        Table::of_records::<ProviderLink>(false),
        Table::of_records::<BreakGlass>(false),
        Table::of_records::<PeriodCount>(false),
        Table::of_records::<FamilyLogin>(false),
        Table::of_records::<PlanComment>(false),
        Table::of_records::<CoSignature>(false),
        Table::of_records::<Attachment>(false),
        Table::of_records::<AttachmentKey>(false),
        Table::of_records::<Notice>(false),
        Table::of_records::<NoticeChoices>(false),
        Table::of_records::<NoticeMail>(false),
    ]
}
