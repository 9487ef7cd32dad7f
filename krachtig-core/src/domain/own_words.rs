//! What a person puts beside what is recorded about him or her (GDPR art. 16): rectification adds and never overwrites.
//!
//! A record's table holds its newest version alone. So where something is corrected, the words keep what the
//! fields held before, beside what the person says of it, and the record goes on as a new version.
//!
//! ```
//! use krachtig_core::domain::record::{Record, RecordKind};
//! use krachtig_core::domain::own_words::OwnWords;
//!
//! assert_eq!(OwnWords::KIND, RecordKind::OwnWords);
//! ```

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use time::Date;
use uuid::Uuid;

use super::clock::Stamp;
use super::dossier::Dossier;
use super::id::{DetaineeId, FamilyId, OwnWordsId, PersonId};
use super::record::{Change, Record, RecordKind, Version, record};
use super::refusal::{Check, Decision, RefusalCode};
use super::rights::DataSubject;
use super::text::Prose;

/// A person's own words beside a record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OwnWords {
    /// Its id.
    pub id: OwnWordsId,
    /// The family.
    pub family_id: FamilyId,
    /// Whose words they are, on the family's side.
    pub person_id: Option<PersonId>,
    /// Whose words they are, when they are the detainee's.
    pub detainee_id: Option<DetaineeId>,
    /// The kind of record that they are about.
    pub record_kind: RecordKind,
    /// The record.
    pub record_id: Uuid,
    /// What the person says.
    pub words: Prose,
    /// What the corrected fields held before, by their names; empty where nothing was corrected.
    pub before: Map<String, Value>,
    /// When.
    pub made_on: Date,
    /// Always the first: words stay as they were said.
    pub version: Version,
}
record!(OwnWords, OwnWordsId, OwnWords, dossier: own_words);

/// What people typed about them.
#[derive(Clone, Debug)]
pub struct OwnWordsDraft {
    /// Whose words they are.
    pub subject: DataSubject,
    /// See [`OwnWords::words`].
    pub words: String,
    /// See [`OwnWords::made_on`].
    pub made_on: Date,
}

impl OwnWords {
    /// Puts a person's words beside a record of the dossier.
    ///
    /// # Errors
    /// `not_found` for somebody of another family, and for a record that is not of this dossier; `required` for whose
    /// words they are; `in_future`, and what is wrong with the words.
    pub fn make(
        dossier: &Dossier,
        (record_kind, record_id): (RecordKind, Uuid),
        draft: &OwnWordsDraft,
        stamp: Stamp<'_>,
    ) -> Decision<Self> {
        draft.subject.demand_in(dossier)?;
        let (person_id, detainee_id) = draft.subject.ids();
        let mut check = Check::new();
        check.ensure(draft.subject != DataSubject::Family, RefusalCode::Required, "subject");
        check.ensure(dossier.holds(record_id), RefusalCode::NotFound, "record_id");
        let made_on = check.happened("made_on", draft.made_on, stamp.today);
        let words = check.prose("words", &draft.words);
        check.pass(Self {
            id: stamp.id(),
            family_id: dossier.family.id,
            person_id,
            detainee_id,
            record_kind,
            record_id,
            words,
            before: Map::new(),
            made_on,
            version: Version::FIRST,
        })
    }

    /// The same with what a correction replaced.
    #[must_use]
    pub fn correcting<R: Record>(self, change: &Change<R>) -> Self {
        let before = change.before.as_ref().map(serde_json::to_value);
        let Some(Ok(Value::Object(mut fields))) = before else {
            return self;
        };
        let changed = change.fields();
        fields.retain(|name, _| changed.contains(name));
        Self { before: fields, ..self }
    }
}

impl Dossier {
    /// Whether a record with this id is part of the dossier, the family and the trajectory included.
    #[must_use]
    pub fn holds(&self, id: Uuid) -> bool {
        self.family.id.uuid() == id || self.trajectory.id.uuid() == id || self.own_ids().any(|own| own == id)
    }
}
