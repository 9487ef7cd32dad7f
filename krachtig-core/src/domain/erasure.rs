//! What erasing leaves of a record: its id, its days, its words of closed lists and its amounts, so that the office's
//! figures and its ledger stay as they are; no name, no contact, no birth date and no free text.
//!
//! One table says of every field that goes what it becomes. Whether something may be erased does not belong here: see
//! [`super::destruction`].
//!
//! ```
//! use krachtig_core::domain::erasure::{Fate, fates};
//! use krachtig_core::domain::record::RecordKind;
//!
//! assert!(fates(RecordKind::Person).contains(&("name", Fate::Pseudonym)));
//! assert!(fates(RecordKind::Assignment).is_empty(), "who worked on it is the office's own affair");
//! ```

use serde_json::{Map, Value};
use uuid::Uuid;

use super::dossier::Dossier;
use super::limit::names;
use super::record::{Record, RecordKind};
use super::redact::Redactor;
use super::refusal::{Decision, Refusal, RefusalCode};
use super::rights::DataSubject;
use super::text::Line;
use super::vocabulary::Vocabulary;

/// What a field becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Nothing: absent, or an empty list.
    Cleared,
    /// An empty object.
    Emptied,
    /// A mark that there was something, where the field must hold something.
    Marked,
    /// A name that means nothing.
    Pseudonym,
    /// In each entry of the list, the texts under these names are marked.
    MarkedWithin(&'static [&'static str]),
}

/// What stands in the place of somebody who is taken out of a text. As short as the shortest name that is looked for,
/// so that no text grows beyond what its field may hold.
pub const GONE: &str = "[\u{2026}]";

/// What stands in the place of a text that must be there.
pub const MARK: &str = "[gewist / erased]";

/// The fields of a kind of record that go, each with what it becomes.
#[must_use]
pub fn fates(kind: RecordKind) -> &'static [(&'static str, Fate)] {
    use Fate::{Cleared, Emptied, Marked, MarkedWithin, Pseudonym};
    match kind {
        RecordKind::Family => &[
            ("name", Pseudonym),
            ("municipality", Cleared),
            ("external_ref", Cleared),
            ("note", Cleared),
        ],
        RecordKind::Person => &[
            ("name", Pseudonym),
            ("born_on", Cleared),
            ("phone", Cleared),
            ("email", Cleared),
            ("external_ref", Cleared),
        ],
        RecordKind::Detainee => &[
            ("name", Pseudonym),
            ("institution", Cleared),
            ("detained_since", Cleared),
            ("expected_home_on", Cleared),
            ("external_ref", Cleared),
        ],
        RecordKind::Consent => &[
            ("recipient", Cleared),
            ("notice", Cleared),
            ("withdrawal_note", Cleared),
        ],
        RecordKind::Trajectory => &[("closing_note", Cleared), ("external_ref", Cleared)],
        RecordKind::StepSkip => &[("reason", Marked)],
        RecordKind::DetaineeTalk => &[
            ("worries", MarkedWithin(&["about"])),
            ("key_factors", MarkedWithin(&["about"])),
            ("note", Cleared),
        ],
        RecordKind::RoleCheck => &[("roles", MarkedWithin(&["who", "role"])), ("none_reason", Cleared)],
        RecordKind::Introduction => &[("note", Cleared)],
        RecordKind::Mapping => &[("findings", MarkedWithin(&["about"])), ("note", Cleared)],
        RecordKind::Goal => &[("title", Marked), ("outcome_note", Cleared)],
        RecordKind::Action => &[("about", Marked), ("who", Cleared)],
        RecordKind::TimeEntry => &[("note", Cleared)],
        RecordKind::Connection => &[("who", Marked), ("with_whom", Marked), ("result", Cleared)],
        RecordKind::BudgetPlan => &[("about", Marked)],
        RecordKind::BudgetRequest => &[("purpose", Marked)],
        RecordKind::LedgerLine => &[("note", Cleared)],
        RecordKind::Referral => &[("need", Marked), ("answer_note", Cleared), ("outcome_note", Cleared)],
        RecordKind::ReferralMessage => &[("text", Marked)],
        RecordKind::Problem => &[("what_helped", Cleared), ("note", Cleared)],
        RecordKind::SiloObstacle => &[("need", Marked), ("note", Cleared)],
        RecordKind::Suggestion => &[("about", Marked), ("result", Cleared)],
        RecordKind::LearningEntry => &[("tried", Marked), ("brought", Marked), ("learned", Marked)],
        RecordKind::StoryVersion => &[("title", Marked), ("body", Marked), ("effects", Cleared)],
        RecordKind::Share => &[("about", Cleared)],
        RecordKind::RightsRequest => &[
            ("about", Cleared),
            ("identity_check", Cleared),
            ("extension_reason", Cleared),
            ("decision_note", Cleared),
        ],
        RecordKind::ProcessingLimit => &[("reason", Cleared)],
        RecordKind::OwnWords => &[("words", Marked), ("before", Emptied)],
        RecordKind::LegalHold => &[("reason", Marked)],
        RecordKind::BreakGlass => &[("reason", Marked), ("review_note", Cleared)],
        RecordKind::PlanComment => &[("text", Marked)],
        RecordKind::Attachment => &[("name", Cleared), ("about", Cleared)],
        RecordKind::AttachmentKey => &[("key", Cleared)],
        _ => &[],
    }
}

/// A name that means nothing, the same for the same record.
#[must_use]
pub fn pseudonym(id: Uuid) -> String {
    let digits = id.simple().to_string();
    format!("[gewist / erased] {}", &digits[digits.len() - 8..])
}

/// A record as it became; nothing where it stays as it is.
pub type Erased<R> = Result<Option<R>, serde_json::Error>;

/// What erasing leaves of a record; nothing where nothing of it goes.
///
/// # Errors
/// Where what is left is no record of this kind: a fault in [`fates`], which must not pass for done.
pub fn erased<R: Record>(record: &R) -> Erased<R> {
    use super::id::Id;
    let mut fields = fields_of(record)?;
    let before = fields.clone();
    for (name, fate) in fates(R::KIND) {
        if let Some(field) = fields.get_mut(*name).filter(|field| !field.is_null()) {
            *field = becomes(field, *fate, record.id().uuid());
        }
    }
    next_version(&before, fields)
}

/// What becomes of a record when somebody is taken out of its texts; nothing where they say nothing of anybody.
fn without<R: Record>(record: &R, redactor: &Redactor) -> Erased<R> {
    let mut fields = fields_of(record)?;
    let before = fields.clone();
    for (name, _) in fates(R::KIND) {
        if let Some(field) = fields.get_mut(*name) {
            redactor.redact_within(field);
        }
    }
    next_version(&before, fields)
}

/// Whether a record is a file that may show somebody. Nobody can be taken out of one as out of a text.
fn may_show<R: Record>(record: &R, subject: DataSubject) -> bool {
    if R::KIND != RecordKind::Attachment {
        return false;
    }
    let kind = serde_json::to_value(record).ok();
    let kind = kind.and_then(|fields| RecordKind::from_code(fields.get("record_kind")?.as_str()?));
    kind.is_some_and(|kind| super::attachment::may_show(kind, subject))
}

fn becomes(field: &Value, fate: Fate, id: Uuid) -> Value {
    match (fate, field) {
        (Fate::Cleared, Value::Array(_)) => Value::Array(Vec::new()),
        (Fate::Cleared, _) => Value::Null,
        (Fate::Emptied, _) => Value::Object(Map::new()),
        (Fate::Marked, _) => MARK.into(),
        (Fate::Pseudonym, _) => pseudonym(id).into(),
        (Fate::MarkedWithin(names), Value::Array(entries)) => {
            let mark = |entry: &Value| {
                let mut entry = entry.clone();
                for name in names {
                    if let Some(text) = entry.get_mut(*name).filter(|text| text.is_string()) {
                        *text = MARK.into();
                    }
                }
                entry
            };
            entries.iter().map(mark).collect()
        }
        (Fate::MarkedWithin(_), other) => other.clone(),
    }
}

fn fields_of<R: Record>(record: &R) -> Result<Map<String, Value>, serde_json::Error> {
    serde_json::to_value(record).and_then(serde_json::from_value)
}

fn next_version<R: Record>(before: &Map<String, Value>, mut after: Map<String, Value>) -> Erased<R> {
    if *before == after {
        return Ok(None);
    }
    let version = before.get("version").and_then(Value::as_i64).unwrap_or(0);
    after.insert("version".to_owned(), (version + 1).into());
    serde_json::from_value(Value::Object(after)).map(Some)
}

impl Dossier {
    /// What erasing makes of a record of this dossier; nothing where it stays as it is. For the family as a whole all
    /// that names or tells of anybody goes. For one person, or the detainee, a record that is about nobody else
    /// becomes what erasing leaves, and from the texts of all others the name and the contact details are taken out. Files that
    /// may show him or her go too.
    ///
    /// # Errors
    /// As [`erased`].
    pub fn erasure_of<R: Record>(&self, record: &R, subject: DataSubject, redactor: &Redactor) -> Erased<R> {
        let whole = subject == DataSubject::Family || may_show(record, subject);
        if whole || self.is_of_subject_alone(record, subject) {
            erased(record)
        } else {
            without(record, redactor)
        }
    }
}

impl Dossier {
    /// Refuses to go on with a dossier that was destroyed: what is left of it is for figures and the ledger alone.
    ///
    /// # Errors
    /// `dossier_destroyed` at `field`.
    pub fn demand_not_destroyed(&self, field: &str) -> Decision<()> {
        let family = &self.family;
        if family.name.as_str() == pseudonym(family.id.uuid()) {
            return Err(Refusal::new(RefusalCode::DossierDestroyed, field).into());
        }
        Ok(())
    }

    /// Everybody in the dossier with a name: their ids and what they are found by.
    pub(crate) fn people(&self) -> Vec<(Uuid, Vec<&str>)> {
        let persons = self.persons.iter().map(|person| {
            let contact = [person.phone.as_ref(), person.email.as_ref()].into_iter().flatten();
            let found = std::iter::once(person.name.as_str()).chain(contact.map(Line::as_str));
            (person.id.uuid(), found.collect())
        });
        let detainees = self
            .detainees
            .iter()
            .map(|one| (one.id.uuid(), vec![one.name.as_str()]));
        persons.chain(detainees).collect()
    }

    /// What takes one person out of texts, and leaves the others in.
    #[must_use]
    pub fn redactor_of(&self, subject: DataSubject, mark: &str) -> Redactor {
        let id = subject.uuid();
        let people = self.people();
        let (out, kept): (Vec<_>, Vec<_>) = people.iter().partition(|(one, _)| Some(*one) == id);
        let texts = |of: Vec<&'_ (Uuid, Vec<&'_ str>)>| -> Vec<String> {
            of.iter()
                .flat_map(|(_, found)| found.iter().map(|text| (*text).to_owned()))
                .collect()
        };
        let (out, kept) = (texts(out), texts(kept));
        Redactor::new(out.iter().map(String::as_str), kept.iter().map(String::as_str), mark)
    }

    /// Whether a record is about this one alone: it names nobody else of the family.
    fn is_of_subject_alone<R: Record>(&self, record: &R, subject: DataSubject) -> bool {
        let id = subject.uuid().unwrap_or_default();
        let Ok(value) = serde_json::to_value(record) else {
            return false;
        };
        let others = self
            .people()
            .into_iter()
            .any(|(other, _)| other != id && names(&value, other));
        let named = names(&value, id) && !others;
        let of_detainee = matches!(R::KIND, RecordKind::DetaineeTalk | RecordKind::RoleCheck);
        let only_detainee = matches!(subject, DataSubject::Detainee(_)) && self.detainees.len() == 1;
        named || (of_detainee && only_detainee)
    }
}
