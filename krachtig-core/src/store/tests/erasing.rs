//! Every column of a dossier that can hold people's words is erased, or it is said here that it holds none: a new
//! column cannot be forgotten.

use std::collections::BTreeSet;

use crate::domain::erasure::fates;
use crate::domain::record::RecordKind;
use crate::domain::vocabulary::Vocabulary;
use crate::store::row::Kind;
use crate::store::rows;

/// Columns of text and JSON that hold words of closed lists, ids, amounts, and what region rules answered in codes.
const NO_PEOPLES_WORDS: &[(RecordKind, &[&str])] = &[
    (RecordKind::Person, &["relation"]),
    (RecordKind::Consent, &["purpose", "form"]),
    (
        RecordKind::Trajectory,
        &["closing_reason", "rules_hash", "retention_basis"],
    ),
    (RecordKind::Assignment, &["role", "side"]),
    (RecordKind::StepSkip, &["step"]),
    (RecordKind::DetaineeTalk, &["setting"]),
    (RecordKind::Introduction, &["via", "present"]),
    (RecordKind::Mapping, &["present", "scores"]),
    (RecordKind::Goal, &["life_domain", "outcome"]),
    (RecordKind::Action, &["carrier"]),
    (RecordKind::TimeEntry, &["life_domain"]),
    (RecordKind::Connection, &["side"]),
    (RecordKind::BudgetPlan, &["approvals"]),
    (RecordKind::BudgetRequest, &["life_domain", "payee", "silo", "decision"]),
    (RecordKind::LedgerLine, &["kind", "silo", "role"]),
    (RecordKind::ShadowDecision, &["kind", "verdict"]),
    (RecordKind::WeighedFacts, &["facts"]),
    (
        RecordKind::Referral,
        &["persons", "life_domain", "decline_ground", "outcome"],
    ),
    (RecordKind::ReferralLink, &["hash"]),
    (RecordKind::CoSignature, &["plan"]),
    (RecordKind::Problem, &["category", "effect"]),
    (
        RecordKind::SiloObstacle,
        &["life_domain", "silo", "ground", "bridged_by"],
    ),
    (RecordKind::Suggestion, &["addressed_to", "state"]),
    (RecordKind::StoryApproval, &["audience"]),
    (RecordKind::Share, &["persons", "purpose", "categories", "legal_basis"]),
    (RecordKind::RightsRequest, &["right", "refusal"]),
    (RecordKind::ProcessingLimit, &["kind", "purpose"]),
    (RecordKind::OwnWords, &["record_kind"]),
    (RecordKind::BreakGlass, &["verdict"]),
    (RecordKind::Attachment, &["record_kind", "media_type"]),
    (RecordKind::Notice, &["kind"]),
];

#[test]
fn every_column_that_can_hold_words_of_people_is_erased() {
    for (table, columns, _) in rows::columns() {
        let kind = RecordKind::from_code(table).expect("a table is called as its kind");
        let of_dossier = kind == RecordKind::Family
            || columns
                .iter()
                .any(|column| ["trajectory_id", "family_id"].contains(&column.name));
        let erased: BTreeSet<&str> = fates(kind).iter().map(|(name, _)| *name).collect();
        let named: BTreeSet<&str> = columns.iter().map(|column| column.name).collect();
        assert!(erased.is_subset(&named), "{table} has not all of {erased:?}");
        if !of_dossier {
            assert!(erased.is_empty(), "{table} is of no dossier");
            continue;
        }
        let said = NO_PEOPLES_WORDS
            .iter()
            .find(|(of, _)| *of == kind)
            .map_or(&[][..], |(_, names)| *names);
        let can = columns
            .iter()
            .filter(|column| matches!(column.kind, Kind::Text | Kind::Json | Kind::Sealed));
        let forgotten: Vec<&str> = can
            .map(|column| column.name)
            .filter(|name| !erased.contains(name) && !said.contains(name))
            .collect();
        assert!(
            forgotten.is_empty(),
            "{table}: what becomes of {forgotten:?} when people are erased?"
        );
    }
}
