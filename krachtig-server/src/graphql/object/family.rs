//! The family and its people.

use krachtig_core::domain::family::{Detainee, Family, Municipality, Person, Relation};
use krachtig_core::domain::id::{DetaineeId, FamilyId, PersonId};
use krachtig_core::domain::record::Version;
use krachtig_core::domain::text::{Line, Prose};
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
        municipality: Option<&Municipality> = family.municipality.as_ref();
        /// The office's own key, by which a second import recognises it.
        externalRef: Option<&Line> = family.external_ref.as_ref();
        /// What a colleague must know at a glance.
        note: Option<&Prose> = family.note.as_ref();
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
        phone: Option<&Line> = person.phone.as_ref();
        /// E-mail address.
        email: Option<&Line> = person.email.as_ref();
        /// The office's own key, by which a second import recognises this person.
        externalRef: Option<&Line> = person.external_ref.as_ref();
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
        institution: Option<&Line> = detainee.institution.as_ref();
        /// Since when.
        detainedSince: Option<Date> = detainee.detained_since;
        /// When the detainee expects to come home.
        expectedHomeOn: Option<Date> = detainee.expected_home_on;
        /// The office's own key, by which a second import recognises the detainee.
        externalRef: Option<&Line> = detainee.external_ref.as_ref();
        /// When the detainee was recorded.
        recordedAt: OffsetDateTime = detainee.id.made_at();
        /// Its version: send it along with an edit.
        version: Version = detainee.version;
    }
}
