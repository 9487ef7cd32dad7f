//! What is searched: the one table of the columns whose words are looked up.
//!
//! Nothing of a sealed column is: what tells of a detention lies open nowhere. How the index of words is kept does not
//! belong here (see [`super::indexing`]), nor who may find what.

use serde_json::Value as Json;

use super::row::{Kind, Row};
use crate::domain::erasure::MARK;
use crate::domain::record::RecordKind;
use crate::domain::vocabulary::Vocabulary;

/// The most columns of a kind that are searched.
pub(super) const MOST_COLUMNS: usize = 3;

/// The columns of a kind of record that are searched, the telling one first. Every kind stands here, so that somebody
/// thinks of it.
pub(super) const fn searched(kind: RecordKind) -> &'static [&'static str] {
    use RecordKind as K;
    match kind {
        K::Family => &["name", "note", "external_ref"],
        K::Person => &["name"],
        K::Mapping => &[FINDINGS, "note"],
        K::Goal => &["title", "outcome_note"],
        K::Action => &["about", "who"],
        K::TimeEntry => &["note"],
        K::Connection => &["who", "with_whom", "result"],
        K::BudgetPlan => &["about"],
        K::BudgetRequest => &["purpose", "payee"],
        K::Referral => &["need", "answer_note", "outcome_note"],
        K::ReferralMessage => &["text"],
        K::Problem => &["note", "what_helped"],
        K::SiloObstacle => &["need", "note"],
        K::Suggestion => &["about", "result"],
        K::LearningEntry => &["tried", "brought", "learned"],
        K::StoryVersion => &["title", "body", "effects"],
        K::Partner => &["name", "description"],
        // What they tell lies sealed.
        K::Detainee | K::DetaineeTalk | K::RoleCheck | K::Introduction | K::PlanComment => &[],
        // What somebody says of his or her rights is for who answers that.
        K::Consent | K::Share | K::RightsRequest | K::ProcessingLimit | K::OwnWords | K::LegalHold => &[],
        // What they say is found in the records that they are about.
        K::Trajectory
        | K::Assignment
        | K::StepSkip
        | K::LedgerLine
        | K::StoryApproval
        | K::ReferralLink
        | K::FamilyLogin
        | K::CoSignature => &[],
        // Whether a file may be seen follows from the record that it belongs to, and each of those is found by itself.
        K::Attachment => &[],
        // They are in no dossier.
        K::Member
        | K::Instrument
        | K::ClosedPeriod
        | K::ImportRef
        | K::Token
        | K::TrustedKey
        | K::Plugin
        | K::PluginComponent
        | K::RuleSet
        | K::Replay
        | K::ReplayDifference
        | K::ShadowDecision
        | K::WeighedFacts
        | K::RetentionPolicy
        | K::Destruction
        | K::Password
        | K::Passkey
        | K::Totp
        | K::RecoveryCode
        | K::Invitation
        | K::Session
        | K::Ceremony
        | K::SignInAttempt
        | K::IdentityProvider
        | K::ProviderLink
        | K::BreakGlass
        | K::PeriodCount
        | K::AttachmentKey
        | K::Notice
        | K::NoticeChoices
        | K::NoticeMail => &[],
    }
}

/// The one searched column that is a list, whose entries say `about`.
const FINDINGS: &str = "findings";

/// The kinds of record that are searched.
pub(super) fn searched_kinds() -> impl Iterator<Item = RecordKind> {
    let kinds = RecordKind::ALL.iter().copied();
    kinds.filter(|kind| !searched(*kind).is_empty())
}

/// The kinds that are searched in dossiers.
pub(crate) fn searched_in_dossiers() -> impl Iterator<Item = RecordKind> {
    searched_kinds().filter(|kind| owner(*kind) != Owner::Itself)
}

/// Whose a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    Trajectory,
    Family,
    /// Nobody's: it is in no dossier.
    Itself,
}

/// Whose the records of a kind are that is searched.
pub(super) const fn owner(kind: RecordKind) -> Owner {
    match kind {
        RecordKind::Family | RecordKind::Person => Owner::Family,
        RecordKind::Partner => Owner::Itself,
        _ => Owner::Trajectory,
    }
}

/// The column that says whose a record is.
pub(super) const fn owner_column(kind: RecordKind) -> &'static str {
    match (kind, owner(kind)) {
        (RecordKind::Person, _) => "family_id",
        (_, Owner::Trajectory) => "trajectory_id",
        _ => "id",
    }
}

/// The searched columns of row `x` as text, for a statement: always [`MOST_COLUMNS`].
pub(super) fn selected(kind: RecordKind) -> String {
    let named = searched(kind).iter();
    let mut columns: Vec<String> = named.map(|name| format!("CAST(x.\"{name}\" AS text)")).collect();
    columns.resize(MOST_COLUMNS, "CAST(NULL AS text)".to_owned());
    columns.join(", ")
}

/// The texts in the searched column at this place, as the database gives it.
pub(super) fn texts_at(kind: RecordKind, place: usize, text: Option<String>) -> Vec<String> {
    let (Some(name), Some(text)) = (searched(kind).get(place), text) else {
        return Vec::new();
    };
    let value = if *name == FINDINGS {
        serde_json::from_str(&text).unwrap_or_default()
    } else {
        Json::String(text)
    };
    texts(&value).into_iter().map(str::to_owned).collect()
}

/// The searched texts of a record.
pub(super) fn texts_of<R: Row>(fields: &Json) -> Vec<&str> {
    let sealed = |name: &str| {
        let of = R::COLUMNS.iter().find(|column| column.name == name);
        of.is_none_or(|column| column.kind == Kind::Sealed)
    };
    let columns = searched(R::KIND);
    debug_assert!(
        !columns.iter().any(|name| sealed(name)),
        "what is sealed is not searched"
    );
    let open = columns.iter().filter(|name| !sealed(name));
    open.flat_map(|name| texts(&fields[*name])).collect()
}

/// The texts in a searched column. What stands in the place of one that was erased is none.
fn texts(value: &Json) -> Vec<&str> {
    let mut texts = match value {
        Json::String(text) => vec![text.as_str()],
        Json::Array(entries) => entries.iter().filter_map(|entry| entry["about"].as_str()).collect(),
        _ => Vec::new(),
    };
    texts.retain(|text| !text.starts_with(MARK));
    texts
}
