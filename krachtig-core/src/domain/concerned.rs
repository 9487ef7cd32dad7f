//! Whom a record concerns: the one rule by which it is told to a person of the family, in an export and in the person's
//! own plan alike.
//!
//! Which fields are told does not belong here: see [`super::person_export`] and [`super::own_plan`].
//!
//! ```
//! use krachtig_core::domain::concerned::Concerned;
//! use krachtig_core::domain::id::PersonId;
//! use uuid::Uuid;
//!
//! let (mother, son) = (PersonId::from_uuid(Uuid::from_u128(1)), PersonId::from_uuid(Uuid::from_u128(2)));
//! let adult = Concerned::new(mother, true);
//! assert!(adult.whose(None) && adult.whose(Some(mother)) && !adult.whose(Some(son)));
//! assert!(!Concerned::new(son, false).whose(None), "what is about the family as a whole is about its adults");
//! ```

use time::Date;

use super::dossier::Dossier;
use super::id::PersonId;

/// A person to whom is told what concerns him or her.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Concerned {
    id: PersonId,
    adult: bool,
}

impl Concerned {
    /// A person, and whether he or she is an adult.
    #[must_use]
    pub const fn new(id: PersonId, adult: bool) -> Self {
        Self { id, adult }
    }

    /// A person of a dossier on a day.
    #[must_use]
    pub fn of(dossier: &Dossier, id: PersonId, today: Date) -> Self {
        Self::new(id, dossier.adults(today).any(|adult| adult.id == id))
    }

    /// Who it is.
    #[must_use]
    pub const fn id(&self) -> PersonId {
        self.id
    }

    /// Whether what is about the family as a whole concerns this person.
    #[must_use]
    pub const fn is_adult(&self) -> bool {
        self.adult
    }

    /// Whether what is one person's, or the family's where it is nobody's, concerns this one.
    #[must_use]
    pub fn whose(&self, person: Option<PersonId>) -> bool {
        person.map_or(self.adult, |person| person == self.id)
    }

    /// Whether what is about some people, or about the family where it names none, concerns this one.
    #[must_use]
    pub fn among(&self, persons: &[PersonId]) -> bool {
        persons.contains(&self.id) || (persons.is_empty() && self.adult)
    }
}
