//! Limits that somebody put on the use of his or her data: a restriction (GDPR art. 18), under which it is kept and
//! nothing else, and an objection (art. 21) to one purpose.
//!
//! Which records are about whom is asked here of the records themselves: every one that names the person, whatever
//! its kind, so that a new kind of record is covered from the start.
//!
//! ```
//! use krachtig_core::domain::limit::LimitKind;
//! use krachtig_core::domain::vocabulary::Vocabulary;
//!
//! assert_eq!(LimitKind::from_code("restriction"), Some(LimitKind::Restriction));
//! ```

use serde::{Deserialize, Serialize};
use time::Date;
use uuid::Uuid;

use super::clock::Stamp;
use super::consent::Purpose;
use super::dossier::Dossier;
use super::id::{DetaineeId, FamilyId, PersonId, ProcessingLimitId};
use super::record::{Change, Record, RecordKind, Version, record};
use super::refusal::{Check, Decision, Refusal, RefusalCode};
use super::rights::DataSubject;
use super::text::Prose;
use super::vocabulary::vocabulary;

vocabulary! {
    /// How the use of data is limited.
    LimitKind = "limit_kind" {
        /// It is kept, and nothing else is done with it.
        Restriction = "restriction",
        /// It is not used for one purpose.
        Objection = "objection",
    }
}

/// A limit on the use of somebody's data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProcessingLimit {
    /// Its id.
    pub id: ProcessingLimitId,
    /// The family.
    pub family_id: FamilyId,
    /// Whose data, on the family's side.
    pub person_id: Option<PersonId>,
    /// The detainee's data.
    pub detainee_id: Option<DetaineeId>,
    /// How it is limited.
    pub kind: LimitKind,
    /// The purpose, for an objection.
    pub purpose: Option<Purpose>,
    /// Why.
    pub reason: Option<Prose>,
    /// The first day on which it holds.
    pub from_on: Date,
    /// The last day on which it holds.
    pub until_on: Option<Date>,
    /// From when it no longer holds because it was lifted.
    pub lifted_on: Option<Date>,
    /// Its version.
    pub version: Version,
}
record!(ProcessingLimit, ProcessingLimitId, ProcessingLimit, dossier: limits);

/// What people typed about a limit.
#[derive(Clone, Debug)]
pub struct LimitDraft {
    /// Whose data. A restriction alone can be on the whole family's.
    pub subject: DataSubject,
    /// See [`ProcessingLimit::kind`].
    pub kind: LimitKind,
    /// See [`ProcessingLimit::purpose`].
    pub purpose: Option<Purpose>,
    /// See [`ProcessingLimit::reason`].
    pub reason: Option<String>,
    /// See [`ProcessingLimit::until_on`].
    pub until_on: Option<Date>,
}

impl ProcessingLimit {
    /// Limits the use of somebody's data from today.
    ///
    /// # Errors
    /// `not_found` for somebody of another family; `required` for an objection's purpose and person, `wrong_state` for
    /// a restriction's purpose; `too_early` for its last day.
    pub fn put(dossier: &Dossier, draft: &LimitDraft, stamp: Stamp<'_>) -> Decision<Self> {
        draft.subject.demand_in(dossier)?;
        let (person_id, detainee_id) = draft.subject.ids();
        let mut check = Check::new();
        match draft.kind {
            LimitKind::Objection => {
                check.ensure(draft.purpose.is_some(), RefusalCode::Required, "purpose");
                check.ensure(draft.subject != DataSubject::Family, RefusalCode::Required, "subject");
            }
            LimitKind::Restriction => check.ensure(draft.purpose.is_none(), RefusalCode::WrongState, "purpose"),
        }
        let reason = check.optional_prose("reason", draft.reason.as_deref());
        let until_on = check.not_before("until_on", draft.until_on, stamp.today);
        check.pass(Self {
            id: stamp.id(),
            family_id: dossier.family.id,
            person_id,
            detainee_id,
            kind: draft.kind,
            purpose: draft.purpose,
            reason,
            from_on: stamp.today,
            until_on,
            lifted_on: None,
            version: Version::FIRST,
        })
    }

    /// Lifts it from today. Whoever asked for a restriction is told before (art. 18, third paragraph).
    ///
    /// # Errors
    /// `wrong_state` when it was lifted before.
    pub fn lift(&self, stamp: Stamp<'_>) -> Decision<Self> {
        let mut check = Check::new();
        check.ensure(self.lifted_on.is_none(), RefusalCode::WrongState, "id");
        check.pass(Self {
            lifted_on: Some(stamp.today),
            version: self.version.next(),
            ..self.clone()
        })
    }

    /// Whether it holds on a day.
    #[must_use]
    pub fn holds(&self, on: Date) -> bool {
        self.from_on <= on && self.until_on.is_none_or(|last| on <= last) && self.lifted_on.is_none_or(|from| on < from)
    }

    /// Whose data it limits.
    #[must_use]
    pub fn subject(&self) -> DataSubject {
        DataSubject::of(self.person_id, self.detainee_id)
    }
}

/// Records that are about the detainee without naming him or her.
const OF_THE_DETAINEE: &[RecordKind] = &[RecordKind::DetaineeTalk, RecordKind::RoleCheck];

impl Dossier {
    /// Whether this person objects to a purpose.
    #[must_use]
    pub fn objects(&self, person: PersonId, purpose: Purpose, on: Date) -> bool {
        self.limits.iter().any(|limit| {
            limit.kind == LimitKind::Objection
                && limit.person_id == Some(person)
                && limit.purpose == Some(purpose)
                && limit.holds(on)
        })
    }

    /// Demands that no restriction stands in the way of writing a record: none on the family as a whole, and none on
    /// anybody whom the record is about, before or after.
    ///
    /// # Errors
    /// `processing_restricted`.
    pub fn demand_unrestricted<R: Record>(&self, change: &Change<R>, today: Date) -> Decision<()> {
        let restricted = |limit: &&ProcessingLimit| limit.kind == LimitKind::Restriction && limit.holds(today);
        let mut limits = self.limits.iter().filter(restricted).peekable();
        if limits.peek().is_none() {
            return Ok(());
        }
        let sides = change.before.iter().chain([&change.after]);
        let named: Vec<serde_json::Value> = sides.filter_map(|side| serde_json::to_value(side).ok()).collect();
        let about = |limit: &ProcessingLimit| match limit.subject() {
            DataSubject::Family => true,
            DataSubject::Person(id) => named.iter().any(|record| names(record, id.uuid())),
            DataSubject::Detainee(id) => {
                OF_THE_DETAINEE.contains(&R::KIND) || named.iter().any(|record| names(record, id.uuid()))
            }
        };
        if limits.any(about) {
            Err(Refusal::new(RefusalCode::ProcessingRestricted, "").into())
        } else {
            Ok(())
        }
    }
}

/// Whether a record names this id in any field, lists and objects within it included.
#[must_use]
pub fn names(record: &serde_json::Value, id: Uuid) -> bool {
    use serde_json::Value as V;
    match record {
        V::String(text) => text.parse::<Uuid>() == Ok(id),
        V::Array(values) => values.iter().any(|value| names(value, id)),
        V::Object(fields) => fields.values().any(|value| names(value, id)),
        V::Null | V::Bool(_) | V::Number(_) => false,
    }
}
