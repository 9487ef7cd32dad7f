//! The family and its people.

use krachtig_core::domain::family::{Detainee, Family, Person, Relation};
use krachtig_core::domain::id::{DetaineeId, FamilyId, PersonId};
use krachtig_core::domain::record::Version;
use time::{Date, OffsetDateTime};

use crate::graphql::scalar::{GlobalId, Word};
use crate::graphql::shown::shown;

shown! {
    /// A family affected by imprisonment: the one that is served.
    "Family", |family: Family| {
        /// Its id.
        id: GlobalId<FamilyId> = GlobalId(family.id);
        /// What the office calls it.
        name: &str = family.name.as_str();
        /// The code of the municipality where it lives: `GM0518`.
        municipality: Option<&str> = family.municipality.as_ref().map(|code| code.as_str());
        /// The office's own key, by which a second import recognises it.
        externalRef: Option<&str> = family.external_ref.as_ref().map(|text| text.as_str());
        /// What a colleague must know at a glance.
        note: Option<&str> = family.note.as_ref().map(|text| text.as_str());
        /// When it was recorded.
        recordedAt: OffsetDateTime = family.id.made_at();
        /// Its version: send it along with an edit.
        version: Version = family.version;
    }
}

shown! {
    /// A person of the family, on this side of the wall (achterblijver).
    "Person", |person: Person| {
        /// Its id.
        id: GlobalId<PersonId> = GlobalId(person.id);
        /// The family.
        familyId: GlobalId<FamilyId> = GlobalId(person.family_id);
        /// First and last name.
        name: &str = person.name.as_str();
        /// What this person is to the detainee.
        relation: Word<Relation> = Word(person.relation);
        /// Birth date, where it matters and is known.
        bornOn: Option<Date> = person.born_on;
        /// Whether this is the detainee's contact person.
        contactPerson: bool = person.contact_person;
        /// Telephone number.
        phone: Option<&str> = person.phone.as_ref().map(|text| text.as_str());
        /// E-mail address.
        email: Option<&str> = person.email.as_ref().map(|text| text.as_str());
        /// The office's own key, by which a second import recognises this person.
        externalRef: Option<&str> = person.external_ref.as_ref().map(|text| text.as_str());
        /// When this person was recorded.
        recordedAt: OffsetDateTime = person.id.made_at();
        /// Its version: send it along with an edit.
        version: Version = person.version;
    }
}

shown! {
    /// The detainee: on the other side of the wall, sealed apart from the family's side.
    "Detainee", |detainee: Detainee| {
        /// Its id.
        id: GlobalId<DetaineeId> = GlobalId(detainee.id);
        /// The family that the detainee left behind.
        familyId: GlobalId<FamilyId> = GlobalId(detainee.family_id);
        /// First and last name.
        name: &str = detainee.name.as_str();
        /// The penitentiary institution, as far as the detainee agrees to share it.
        institution: Option<&str> = detainee.institution.as_ref().map(|text| text.as_str());
        /// Since when.
        detainedSince: Option<Date> = detainee.detained_since;
        /// When the detainee expects to come home.
        expectedHomeOn: Option<Date> = detainee.expected_home_on;
        /// The office's own key, by which a second import recognises the detainee.
        externalRef: Option<&str> = detainee.external_ref.as_ref().map(|text| text.as_str());
        /// When the detainee was recorded.
        recordedAt: OffsetDateTime = detainee.id.made_at();
        /// Its version: send it along with an edit.
        version: Version = detainee.version;
    }
}
