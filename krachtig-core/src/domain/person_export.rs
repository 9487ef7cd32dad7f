//! Everything that a dossier holds about one person, for that person (GDPR arts. 15 and 20): the others are taken out.
//!
//! What is told is an allow-list per kind of record: a field that is not listed is not told. The detainee's side is in
//! no export of the family's, nor the other way round. Workers are told by their role. How a page of it looks is
//! [`page`]'s affair.
//!
//! ```
//! use krachtig_core::domain::person_export::{FORMAT, FORMAT_VERSION};
//!
//! assert_eq!((FORMAT, FORMAT_VERSION), ("krachtig-person-export", 1));
//! ```

pub mod page;
mod told;

use serde::Serialize;
use serde_json::{Map, Value};
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use super::dossier::Dossier;
use super::redact::Redactor;
use super::refusal::Decision;
use super::rights::DataSubject;
use super::vocabulary::Vocabulary;
use told::Telling;

/// The name of the format.
pub const FORMAT: &str = "krachtig-person-export";
/// Its version: a new one for every change that a reader would notice.
pub const FORMAT_VERSION: u32 = 1;

/// The form of the document, as a JSON schema.
pub const SCHEMA: &str = include_str!("person_export/person-export.schema.json");

/// What stands in the place of everybody else.
pub const SOMEBODY_ELSE: &str = "[een ander in het gezin / another person in the family]";

/// One person's data.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PersonExport {
    /// [`FORMAT`].
    pub format: &'static str,
    /// [`FORMAT_VERSION`].
    pub format_version: u32,
    /// When it was made.
    #[serde(with = "time::serde::rfc3339")]
    pub made_at: OffsetDateTime,
    /// Who answers for the data.
    pub controller: String,
    /// The office.
    pub office: String,
    /// Whose data it is: `person` or `detainee`.
    pub subject: &'static str,
    /// What is told, in the order of the process.
    pub sections: Vec<Section>,
    /// On which grounds data is used: use, category, ground.
    pub terms: Vec<[&'static str; 3]>,
    /// Who looked at it or changed it: when, in which role, and what was done.
    pub looked: Vec<Looked>,
}

/// The records of one kind.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Section {
    /// The kind, by its code.
    pub kind: String,
    /// The records, each with the fields that are told.
    pub records: Vec<Map<String, Value>>,
}

/// Somebody who looked.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Looked {
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// In which role.
    pub role: String,
    /// What was done.
    pub action: String,
}

/// Where an export comes from and when it is made.
#[derive(Clone, Copy, Debug)]
pub struct Maker<'a> {
    /// Who answers for the data.
    pub controller: &'a str,
    /// The office.
    pub office: &'a str,
    /// Now.
    pub at: OffsetDateTime,
    /// The day.
    pub today: Date,
}

impl PersonExport {
    /// What the dossiers of a family hold about one of its people, and the ids of the records that are told, by which
    /// it is found who looked. What belongs to the family comes from the first of them.
    ///
    /// # Errors
    /// `not_found` for somebody of another family; `required` for the family as a whole, whose people each have an
    /// export of their own.
    pub fn of(
        dossiers: &[Dossier],
        subject: DataSubject,
        maker: Maker<'_>,
        workers: &[String],
    ) -> Decision<(Self, Vec<Uuid>)> {
        use super::refusal::{Refusal, RefusalCode};
        let first = dossiers
            .first()
            .ok_or_else(|| Refusal::new(RefusalCode::NotFound, "subject"))?;
        subject.demand_in(first)?;
        if subject == DataSubject::Family {
            return Err(Refusal::new(RefusalCode::Required, "subject").into());
        }
        let redactor = redactor_of_others(first, subject, workers);
        let mut telling = Telling::new(subject, &redactor, maker.today);
        for (place, dossier) in dossiers.iter().enumerate() {
            if place == 0 {
                telling.family(dossier);
            }
            telling.trajectory(dossier);
        }
        let (sections, ids) = telling.told();
        let uses = super::terms::TERMS.iter();
        let terms = uses.flat_map(|(of, categories, basis)| {
            categories
                .iter()
                .map(|category| [of.code(), category.code(), basis.code()])
        });
        let export = Self {
            format: FORMAT,
            format_version: FORMAT_VERSION,
            made_at: maker.at,
            controller: maker.controller.to_owned(),
            office: maker.office.to_owned(),
            subject: match subject {
                DataSubject::Detainee(_) => "detainee",
                DataSubject::Person(_) | DataSubject::Family => "person",
            },
            sections,
            terms: terms.collect(),
            looked: Vec::new(),
        };
        Ok((export, ids))
    }
}

/// What takes everybody else out of texts: the others of the family, and the workers by their names.
#[must_use]
pub fn redactor_of_others(dossier: &Dossier, subject: DataSubject, workers: &[String]) -> Redactor {
    let id = subject.uuid();
    let people = dossier.people();
    let of = |own: bool| {
        let chosen = people.iter().filter(move |(one, _)| (Some(*one) == id) == own);
        chosen.flat_map(|(_, found)| found.iter().copied())
    };
    Redactor::new(
        of(false).chain(workers.iter().map(String::as_str)),
        of(true),
        SOMEBODY_ELSE,
    )
}
