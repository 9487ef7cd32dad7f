//! Consents.

use krachtig_core::domain::consent::{Consent, ConsentForm, Purpose};
use krachtig_core::domain::family::Person;
use krachtig_core::domain::id::{ConsentId, DetaineeId, FamilyId};
use krachtig_core::domain::record::Version;
use krachtig_core::domain::terms::{ConsentStop, ConsentUse, DataCategory};
use krachtig_core::domain::text::{Line, Prose};
use time::{Date, OffsetDateTime};

use super::DossierView;
use crate::graphql::scalar::{GlobalId, Word};
use crate::graphql::shown::{Child, shown};

shown! {
    /// One person's consent (toestemming) for one purpose.
    "Consent", |consent: Consent, view: DossierView| {
        /// Its id.
        id: GlobalId<ConsentId> = GlobalId(consent.id);
        /// The family.
        familyId: GlobalId<FamilyId> = GlobalId(consent.family_id);
        /// Whose consent it is, on the family's side.
        person: Option<Child<'_, Person>> = view.person(consent.person_id);
        /// Whose consent it is, when it is the detainee's.
        detaineeId: Option<GlobalId<DetaineeId>> = consent.detainee_id.map(GlobalId);
        /// The adult who gave it for a child.
        givenBy: Option<Child<'_, Person>> = view.person(consent.given_by);
        /// What for.
        purpose: Word<Purpose> = Word(consent.purpose);
        /// With whom alone data may be shared: a party by its name or kind, or for a story an audience. Everybody when
        /// absent.
        recipient: Option<&Line> = consent.recipient.as_ref();
        /// How it was given.
        form: Word<ConsentForm> = Word(consent.form);
        /// The version of the information that was given first.
        notice: Option<&Line> = consent.notice.as_ref();
        /// The first day on which it holds.
        givenOn: Date = consent.given_on;
        /// The last day on which it holds.
        validUntil: Option<Date> = consent.valid_until;
        /// From when it no longer holds because it was withdrawn.
        withdrawnOn: Option<Date> = consent.withdrawn_on;
        /// Why it was withdrawn, if the person wished to say.
        withdrawalNote: Option<&Prose> = consent.withdrawal_note.as_ref();
        /// What can be done with it, and only with it.
        opens: Vec<Word<ConsentUse>> = consent.purpose.dependents().opens.iter().copied().map(Word).collect();
        /// What of the past its withdrawal stops.
        stops: Vec<Word<ConsentStop>> = consent.purpose.dependents().stops.iter().copied().map(Word).collect();
        /// Which kinds of data it is about.
        categories: Vec<Word<DataCategory>> = consent.purpose.categories().iter().copied().map(Word).collect();
        /// Whether it holds today.
        holds: bool = consent.holds(view.today);
        /// When it was recorded.
        recordedAt: OffsetDateTime = consent.id.made_at();
        /// Its version: send it along with an edit.
        version: Version = consent.version;
    }
}
