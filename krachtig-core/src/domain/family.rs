//! The family that is served, and its people: each with a record of their own.
//!
//! The detainee is kept apart from the family's side: that somebody is detained is criminal-offence data
//! (GDPR art. 10). What somebody is suspected of or convicted for has no field anywhere.
//!
//! ```
//! use krachtig_core::domain::family::Municipality;
//!
//! assert!("GM0518".parse::<Municipality>().is_ok());
//! assert!("0518".parse::<Municipality>().is_err());
//! ```

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use time::Date;

use super::clock::Stamp;
use super::erasure::pseudonym;
use super::id::{DetaineeId, FamilyId, PersonId};
use super::record::{Version, record};
use super::refusal::{Check, Decision, Refusal, RefusalCode};
use super::text::{Line, Prose};
use super::vocabulary::vocabulary;

/// A municipality's code as Statistics Netherlands gives it: `GM` and four digits.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Municipality(String);

impl Municipality {
    /// The code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Municipality {
    type Err = Refusal;

    fn from_str(code: &str) -> Result<Self, Refusal> {
        let digits = code.strip_prefix("GM").unwrap_or_default();
        if digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit()) {
            Ok(Self(code.to_owned()))
        } else {
            Err(Refusal::new(RefusalCode::InvalidFormat, "municipality").with("form", "GM0000"))
        }
    }
}

impl TryFrom<String> for Municipality {
    type Error = String;

    fn try_from(code: String) -> Result<Self, String> {
        code.parse().map_err(|refusal: Refusal| refusal.to_string())
    }
}

impl From<Municipality> for String {
    fn from(code: Municipality) -> Self {
        code.0
    }
}

impl fmt::Display for Municipality {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

vocabulary! {
    /// What a person is to the detainee.
    Relation = "relation" {
        /// Partner or former partner.
        Partner = "partner",
        /// Child, of whatever age.
        Child = "child",
        /// Father or mother.
        Parent = "parent",
        /// Brother or sister.
        Sibling = "sibling",
        /// Grandfather or grandmother.
        Grandparent = "grandparent",
        /// Anybody else in the household or close to it.
        Other = "other",
    }
}

/// A family affected by imprisonment: the one that is served.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Family {
    /// Its id.
    pub id: FamilyId,
    /// What the office calls it.
    pub name: Line,
    /// Where it lives.
    pub municipality: Option<Municipality>,
    /// The office's own key, by which a second import recognises it. Unique in the tenant.
    pub external_ref: Option<Line>,
    /// What a colleague must know at a glance.
    pub note: Option<Prose>,
    /// Its version.
    pub version: Version,
}
record!(Family, FamilyId, Family, only: family);

/// What people typed about a family.
#[derive(Clone, Debug, Default)]
pub struct FamilyDraft {
    /// See [`Family::name`].
    pub name: String,
    /// See [`Family::municipality`].
    pub municipality: Option<String>,
    /// See [`Family::external_ref`].
    pub external_ref: Option<String>,
    /// See [`Family::note`].
    pub note: Option<String>,
}

impl Family {
    /// Records a new family.
    ///
    /// # Errors
    /// Whatever is wrong with the draft's fields.
    pub fn record(draft: &FamilyDraft, stamp: Stamp<'_>) -> Decision<Self> {
        Self::from_draft(draft, stamp.id(), Version::FIRST)
    }

    /// Replaces what people typed.
    ///
    /// # Errors
    /// Whatever is wrong with the draft's fields.
    pub fn revise(&self, draft: &FamilyDraft) -> Decision<Self> {
        Self::from_draft(draft, self.id, self.version.next())
    }

    fn from_draft(draft: &FamilyDraft, id: FamilyId, version: Version) -> Decision<Self> {
        let mut check = Check::new();
        let family = Self {
            id,
            name: check.take(name_of(id, &draft.name)),
            municipality: draft
                .municipality
                .as_deref()
                .map(|code| check.take(code.parse::<Municipality>().map_err(Into::into))),
            external_ref: check.optional_line("external_ref", draft.external_ref.as_deref()),
            note: check.optional_prose("note", draft.note.as_deref()),
            version,
        };
        check.pass(family)
    }
}

/// What somebody calls a family: not by the name that tells that its dossier was destroyed.
fn name_of(family: FamilyId, text: &str) -> Decision<Line> {
    let name = Line::parse("name", text)?;
    if name.as_str() == pseudonym(family.uuid()) {
        return Err(Refusal::new(RefusalCode::InvalidFormat, "name").into());
    }
    Ok(name)
}

/// A person of the family, on this side of the wall (achterblijver).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Person {
    /// Its id.
    pub id: PersonId,
    /// The family.
    pub family_id: FamilyId,
    /// First and last name.
    pub name: Line,
    /// What this person is to the detainee.
    pub relation: Relation,
    /// Birth date, where it matters and is known.
    pub born_on: Option<Date>,
    /// Whether this is the detainee's contact person (contactpersoon).
    pub contact_person: bool,
    /// Telephone number.
    pub phone: Option<Line>,
    /// E-mail address.
    pub email: Option<Line>,
    /// The office's own key, by which a second import recognises it. Unique in the tenant.
    pub external_ref: Option<Line>,
    /// Its version.
    pub version: Version,
}
record!(Person, PersonId, Person, dossier: persons);

/// What people typed about a person.
#[derive(Clone, Debug)]
pub struct PersonDraft {
    /// See [`Person::name`].
    pub name: String,
    /// See [`Person::relation`].
    pub relation: Relation,
    /// See [`Person::born_on`].
    pub born_on: Option<Date>,
    /// See [`Person::contact_person`].
    pub contact_person: bool,
    /// See [`Person::phone`].
    pub phone: Option<String>,
    /// See [`Person::email`].
    pub email: Option<String>,
    /// See [`Person::external_ref`].
    pub external_ref: Option<String>,
}

/// The age from which a person decides alone (Dutch Civil Code, book 1, art. 233).
const ADULT_AGE: i32 = 18;

/// The age from which a person consents alone to the use of his or her data (UAVG art. 5, first paragraph).
const OWN_DATA_AGE: i32 = 16;

/// The last birth date that makes somebody an adult on a day.
#[must_use]
pub fn adult_if_born_by(day: Date) -> Date {
    years_before(day, ADULT_AGE)
}

/// The last birth date that lets somebody consent alone on a day.
#[must_use]
pub fn consents_alone_if_born_by(day: Date) -> Date {
    years_before(day, OWN_DATA_AGE)
}

fn years_before(day: Date, years: i32) -> Date {
    let year = day.year() - years;
    day.replace_year(year)
        .unwrap_or_else(|_| Date::from_ordinal_date(year, 59).unwrap_or(day))
}

impl Person {
    /// Records a new person of this family.
    ///
    /// # Errors
    /// Whatever is wrong with the draft's fields.
    pub fn record(family: FamilyId, draft: &PersonDraft, stamp: Stamp<'_>) -> Decision<Self> {
        Self::from_draft(draft, (stamp.id(), family), Version::FIRST, stamp.today)
    }

    /// Replaces what people typed.
    ///
    /// # Errors
    /// Whatever is wrong with the draft's fields.
    pub fn revise(&self, draft: &PersonDraft, stamp: Stamp<'_>) -> Decision<Self> {
        Self::from_draft(draft, (self.id, self.family_id), self.version.next(), stamp.today)
    }

    fn from_draft(
        draft: &PersonDraft,
        (id, family_id): (PersonId, FamilyId),
        version: Version,
        today: Date,
    ) -> Decision<Self> {
        let mut check = Check::new();
        let email = check.optional_line("email", draft.email.as_deref());
        check.ensure(
            email.as_ref().is_none_or(|address| address.as_str().contains('@')),
            RefusalCode::InvalidFormat,
            "email",
        );
        let person = Self {
            id,
            family_id,
            name: check.line("name", &draft.name),
            relation: draft.relation,
            born_on: draft.born_on.map(|on| check.happened("born_on", on, today)),
            contact_person: draft.contact_person,
            phone: check.optional_line("phone", draft.phone.as_deref()),
            email,
            external_ref: check.optional_line("external_ref", draft.external_ref.as_deref()),
            version,
        };
        check.pass(person)
    }

    /// Whether this person decides alone on a day. Without a birth date, only a child is not an adult.
    #[must_use]
    pub fn is_adult(&self, on: Date) -> bool {
        self.born_on
            .map_or(self.relation != Relation::Child, |born| born <= adult_if_born_by(on))
    }

    /// Whether this person consents alone to the use of his or her data on a day: from the age of sixteen. Without a
    /// birth date, as [`Person::is_adult`].
    #[must_use]
    pub fn consents_alone(&self, on: Date) -> bool {
        self.born_on.map_or(self.relation != Relation::Child, |born| {
            born <= consents_alone_if_born_by(on)
        })
    }
}

/// The detainee: on the other side of the wall, sealed apart from the family's side.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Detainee {
    /// Its id.
    pub id: DetaineeId,
    /// The family that the detainee left behind.
    pub family_id: FamilyId,
    /// First and last name.
    pub name: Line,
    /// The penitentiary institution, as far as the detainee agrees to share it.
    pub institution: Option<Line>,
    /// Since when.
    pub detained_since: Option<Date>,
    /// When the detainee expects to come home.
    pub expected_home_on: Option<Date>,
    /// The office's own key, by which a second import recognises it. Unique in the tenant.
    pub external_ref: Option<Line>,
    /// Its version.
    pub version: Version,
}
record!(Detainee, DetaineeId, Detainee, dossier: detainees);

/// What the detainee agreed to share. There is no feed from the prison service to copy it from (Wjsg art. 51c).
#[derive(Clone, Debug, Default)]
pub struct DetaineeDraft {
    /// See [`Detainee::name`].
    pub name: String,
    /// See [`Detainee::institution`].
    pub institution: Option<String>,
    /// See [`Detainee::detained_since`].
    pub detained_since: Option<Date>,
    /// See [`Detainee::expected_home_on`].
    pub expected_home_on: Option<Date>,
    /// See [`Detainee::external_ref`].
    pub external_ref: Option<String>,
}

impl Detainee {
    /// Records the detainee of this family.
    ///
    /// # Errors
    /// Whatever is wrong with the draft's fields.
    pub fn record(family: FamilyId, draft: &DetaineeDraft, stamp: Stamp<'_>) -> Decision<Self> {
        Self::from_draft(draft, (stamp.id(), family), Version::FIRST, stamp.today)
    }

    /// Replaces what people typed.
    ///
    /// # Errors
    /// Whatever is wrong with the draft's fields.
    pub fn revise(&self, draft: &DetaineeDraft, stamp: Stamp<'_>) -> Decision<Self> {
        Self::from_draft(draft, (self.id, self.family_id), self.version.next(), stamp.today)
    }

    fn from_draft(
        draft: &DetaineeDraft,
        (id, family_id): (DetaineeId, FamilyId),
        version: Version,
        today: Date,
    ) -> Decision<Self> {
        let mut check = Check::new();
        let detained_since = draft
            .detained_since
            .map(|on| check.happened("detained_since", on, today));
        let detainee = Self {
            id,
            family_id,
            name: check.line("name", &draft.name),
            institution: check.optional_line("institution", draft.institution.as_deref()),
            detained_since,
            expected_home_on: check.not_before(
                "expected_home_on",
                draft.expected_home_on,
                detained_since.unwrap_or(Date::MIN),
            ),
            external_ref: check.optional_line("external_ref", draft.external_ref.as_deref()),
            version,
        };
        check.pass(detainee)
    }
}
