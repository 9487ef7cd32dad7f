//! How long dossiers are kept, what is due to be destroyed, and destructions with their certificates.

use krachtig_core::domain::destruction::{
    Certificate, Destruction, DestructionCause, DestructionItem, DestructionOutcome, DestructionState,
};
use krachtig_core::domain::id::{DestructionId, DetaineeId, FamilyId, PersonId};
use krachtig_core::domain::record::Version;
use krachtig_core::domain::retention::{RetentionBasis, RetentionPolicy, RetentionStart};
use krachtig_core::service::{DueDossier, DuePolicy, RetentionPreview};
use time::{Date, OffsetDateTime};

use super::by_member;
use crate::graphql::member_names::MemberRef;
use crate::graphql::scalar::{GlobalId, Json, Word};
use crate::graphql::shown::{Child, Made, alone, shown};

shown! {
    /// How long an office keeps dossiers of a basis.
    "RetentionPolicy", |policy: RetentionPolicy| {
        /// The basis.
        basis: Word<RetentionBasis> = Word(policy.basis);
        /// How many years.
        years: i32 = policy.years;
        /// From which day.
        countedFrom: Word<RetentionStart> = Word(policy.counted_from);
        /// Its version.
        version: Version = policy.version;
    }
}

shown! {
    /// What a policy says, and how many families' dossiers it is about.
    "DuePolicy", |due: DuePolicy| {
        /// The policy: what the office set, or what holds otherwise.
        policy: Child<'_, RetentionPolicy> = alone(&due.policy);
        /// How many are due.
        due: i64 = i64::from(due.due);
        /// How many are due but for a legal hold.
        held: i64 = i64::from(due.held);
        /// How many are closed and not due yet.
        kept: i64 = i64::from(due.kept);
        /// When the next of those is due.
        nextOn: Option<Date> = due.next_on;
    }
}

shown! {
    /// A family's dossier that is due to be destroyed.
    "DueDossier", |due: DueDossier| {
        /// The family.
        familyId: GlobalId<FamilyId> = GlobalId(due.family_id);
        /// What it is kept under.
        basis: Word<RetentionBasis> = Word(due.basis);
        /// Since when.
        dueOn: Date = due.due_on;
        /// Whether a legal hold keeps it.
        held: bool = due.held;
    }
}

shown! {
    /// What is due to be destroyed today.
    "RetentionPreview", |preview: RetentionPreview| {
        /// By policy, all of them told.
        policies: Vec<Child<'_, DuePolicy>> = preview.policies.iter().map(alone).collect();
        /// The dossiers that are due, the longest due first. None for an operator of the platform.
        due: Vec<Child<'_, DueDossier>> = preview.due.iter().map(alone).collect();
    }
}

shown! {
    /// One dossier, or one person of it, in a destruction.
    "DestructionItem", |item: DestructionItem| {
        /// The family.
        familyId: GlobalId<FamilyId> = GlobalId(item.family_id);
        /// The one person, where it is not the whole dossier.
        personId: Option<GlobalId<PersonId>> = item.person_id.map(GlobalId);
        /// The detainee alone, where it is not the whole dossier.
        detaineeId: Option<GlobalId<DetaineeId>> = item.detainee_id.map(GlobalId);
        /// What the dossier is kept under.
        basis: Word<RetentionBasis> = Word(item.basis);
        /// From when it is kept no longer.
        dueOn: Option<Date> = item.due_on;
        /// What came of it.
        outcome: Option<Word<DestructionOutcome>> = item.outcome.map(Word);
    }
}

shown! {
    /// What is told of a destruction once it is done. It names no person and no dossier.
    "DestructionCertificate", |certificate: Certificate| {
        /// Whose data it was: the controller's name.
        controller: &str = &certificate.controller;
        /// When it was done.
        completedOn: Date = certificate.completed_on;
        /// Why.
        cause: Word<DestructionCause> = Word(certificate.cause);
        /// How many dossiers, or persons in them, by what they were kept under.
        destroyed: Json = Json(serde_json::json!(certificate.destroyed));
        /// How many were left alone, by the reason.
        left: Json = Json(serde_json::json!(certificate.left));
        /// How many records of each kind.
        records: Json = Json(serde_json::json!(certificate.records));
        /// What is known of copies: `until_backups_expire` where backups from before hold what was destroyed.
        copies: &str = &certificate.copies;
        /// The number of the last of the office's keys with which something of it was sealed: once that key and those
        /// before it are destroyed, nobody can read what lies sealed in copies from before.
        key: Option<i64> = certificate.key.map(i64::from);
        /// Until when that key is kept. It is destroyed after that, as soon as nothing that stays needs it.
        keyKeptUntil: Option<Date> = certificate.key_kept_until;
    }
}

shown! {
    /// A destruction, from its proposal to its certificate. One person proposes it and another confirms it.
    "Destruction", |destruction: Destruction| {
        /// Its id.
        id: GlobalId<DestructionId> = GlobalId(destruction.id);
        /// Why.
        cause: Word<DestructionCause> = Word(destruction.cause);
        /// Where it stands.
        state: Word<DestructionState> = Word(destruction.state());
        /// What is to be destroyed.
        items: Vec<Child<'_, DestructionItem>> = destruction.items.iter().map(alone).collect();
        /// When it was proposed.
        proposedOn: Date = destruction.proposed_on;
        /// By whom; absent where an operator of the platform did it.
        proposedBy: Option<Made<MemberRef>> = by_member(&destruction.proposed_by);
        /// When it was confirmed.
        confirmedOn: Option<Date> = destruction.confirmed_on;
        /// By whom.
        confirmedBy: Option<Made<MemberRef>> = destruction.confirmed_by.as_deref().and_then(by_member);
        /// When it was turned down.
        rejectedOn: Option<Date> = destruction.rejected_on;
        /// By whom.
        rejectedBy: Option<Made<MemberRef>> = destruction.rejected_by.as_deref().and_then(by_member);
        /// When it was done.
        completedOn: Option<Date> = destruction.completed_on;
        /// What is told of it.
        certificate: Option<Child<'_, Certificate>> = destruction.certificate.as_ref().map(alone);
        /// The SHA-256 of the certificate's JSON, in lower-case hexadecimal.
        certificateHash: Option<&str> = destruction.certificate_hash.as_deref();
        /// The certificate as a signed text, to be kept: whoever has the public key of the office's access log can check it.
        certificateNote: Option<&str> = destruction.certificate_note.as_deref();
        /// When it was recorded.
        recordedAt: OffsetDateTime = destruction.id.made_at();
        /// Its version: send it along when you confirm it or turn it down.
        version: Version = destruction.version;
    }
}
