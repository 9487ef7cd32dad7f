//! Families, persons, detainees, contact moments and consents.

use time::Date;

use crate::import::cells;
use crate::import::columns::Column as C;
use crate::import::fields::Fields;
use crate::import::model::{ConsentRow, DetaineeRow, FamilyRow, IntroductionRow, PersonRow, TalkRow};
use crate::import::value::text::fold;
use crate::import::words::ContactKind;
use krachtig_core::domain::consent::Purpose;
use krachtig_core::domain::family::Relation;
use krachtig_core::domain::introduction::Via;
use krachtig_core::domain::vocabulary::{Audience, Vocabulary};

/// A contact moment of either kind.
pub(super) enum Contact {
    /// A talk with the detainee.
    Talk(TalkRow),
    /// An introduction to the family.
    Introduction(IntroductionRow),
}

pub(super) fn family(fields: &mut Fields<'_>) -> Option<FamilyRow> {
    let external_ref = fields.must(C::Family, cells::key);
    let name = fields.must(C::Name, cells::text);
    let municipality = fields.may(C::Municipality, cells::municipality);
    let registered_on = fields.must(C::Date, cells::date);
    let closed_on = fields.may(C::ClosedOn, cells::date);
    refuse_before(fields, registered_on, closed_on, C::ClosedOn);
    let note = fields.may(C::Note, cells::text);
    Some(FamilyRow {
        external_ref: external_ref?,
        name: name?,
        municipality,
        registered_on: registered_on?,
        closed_on,
        note,
    })
}

pub(super) fn person(fields: &mut Fields<'_>) -> Option<PersonRow> {
    let external_ref = fields.must(C::Person, cells::key);
    let family = fields.must(C::Family, cells::key);
    let first_name = fields.may(C::FirstName, cells::text);
    let infix = fields.may(C::Infix, cells::text);
    let last_name = fields.must(C::LastName, cells::text);
    let relation = fields.must(C::Relation, cells::word::<Relation>);
    let birth_date = fields.may(C::BirthDate, cells::birth_date);
    if relation == Some(Relation::Child) && fields.is_empty(C::BirthDate) {
        fields.refuse(
            C::BirthDate,
            "child_without_birth_date",
            "a child needs a date of birth",
        );
    }
    let contact_person = fields.may(C::ContactPerson, cells::flag).unwrap_or(false);
    if relation == Some(Relation::Child) && contact_person {
        fields.refuse(
            C::ContactPerson,
            "child_as_contact_person",
            "a child cannot be the contact person",
        );
    }
    let phone = fields.may(C::Phone, cells::text);
    let email = fields.may(C::Email, cells::text);
    let note = fields.may(C::Note, cells::text);
    Some(PersonRow {
        external_ref: external_ref?,
        family: family?,
        first_name: first_name.unwrap_or_default(),
        infix,
        last_name: last_name?,
        relation: relation?,
        birth_date,
        contact_person,
        phone,
        email,
        note,
    })
}

pub(super) fn detainee(fields: &mut Fields<'_>) -> Option<DetaineeRow> {
    let external_ref = fields.must(C::Detainee, cells::key);
    let family = fields.must(C::Family, cells::key);
    let first_name = fields.may(C::FirstName, cells::text);
    let infix = fields.may(C::Infix, cells::text);
    let last_name = fields.must(C::LastName, cells::text);
    let institution = fields.may(C::Institution, cells::institution);
    Some(DetaineeRow {
        external_ref: external_ref?,
        family: family?,
        first_name: first_name.unwrap_or_default(),
        infix,
        last_name: last_name?,
        institution,
    })
}

pub(super) fn contact(fields: &mut Fields<'_>) -> Option<Contact> {
    let by_name = match fold(fields.table_name()) {
        name if name.contains("gesprek") => Some(ContactKind::DetaineeTalk),
        name if name.contains("introductie") => Some(ContactKind::Introduction),
        _ => None,
    };
    // A sheet that is called after one kind of contact needs no column for it.
    let kind = match by_name {
        Some(kind) if fields.is_empty(C::ContactKind) => Some(kind),
        _ => fields.must(C::ContactKind, cells::word::<ContactKind>),
    };
    match kind {
        Some(ContactKind::DetaineeTalk) => talk(fields).map(Contact::Talk),
        Some(ContactKind::Introduction) => introduction(fields).map(Contact::Introduction),
        None => {
            fields.must(C::Family, cells::key);
            fields.must(C::Date, cells::date);
            None
        }
    }
}

fn talk(fields: &mut Fields<'_>) -> Option<TalkRow> {
    let family = fields.must(C::Family, cells::key);
    let held_on = fields.must(C::Date, cells::date);
    let detainee = fields.may(C::Detainee, cells::key);
    let worries = fields.may(C::Worries, cells::items).unwrap_or_default();
    let key_factors = fields.may(C::KeyFactors, cells::items).unwrap_or_default();
    if !fields.is_empty(C::Via) {
        fields.refuse(C::Via, "not_for_this_kind", "only an introduction goes via somebody");
    }
    let held_by = fields.may(C::HeldBy, cells::text);
    let note = fields.may(C::Note, cells::text);
    let (family, held_on) = (family?, held_on?);
    let with = detainee.as_ref().map_or("-", |detainee| detainee.as_str());
    let external_ref = fields.row_key(&["gesprek", family.as_str(), &held_on.to_string(), with]);
    Some(TalkRow {
        external_ref,
        family,
        detainee,
        held_on,
        worries,
        key_factors,
        held_by,
        note,
    })
}

fn introduction(fields: &mut Fields<'_>) -> Option<IntroductionRow> {
    let family = fields.must(C::Family, cells::key);
    let introduced_on = fields.must(C::Date, cells::date);
    let via = fields.must(C::Via, cells::word::<Via>);
    for column in [C::Worries, C::KeyFactors, C::Detainee] {
        if !fields.is_empty(column) {
            fields.refuse(
                column,
                "not_for_this_kind",
                "this belongs to a talk with the detainee, not to an introduction",
            );
        }
    }
    let held_by = fields.may(C::HeldBy, cells::text);
    let note = fields.may(C::Note, cells::text);
    let (family, introduced_on, via) = (family?, introduced_on?, via?);
    let external_ref = fields.row_key(&["introductie", family.as_str(), &introduced_on.to_string()]);
    Some(IntroductionRow {
        external_ref,
        family,
        introduced_on,
        via,
        held_by,
        note,
    })
}

pub(super) fn consent(fields: &mut Fields<'_>) -> Option<ConsentRow> {
    let family = fields.must(C::Family, cells::key);
    let person = fields.must(C::Person, cells::key);
    let purpose = fields.must(C::Purpose, cells::word::<Purpose>);
    let audience = fields.may(C::Audience, cells::word::<Audience>);
    let given_on = fields.must(C::Date, cells::date);
    let valid_until = fields.may(C::ValidUntil, cells::date);
    let withdrawn_on = fields.may(C::WithdrawnOn, cells::date);
    refuse_before(fields, given_on, valid_until, C::ValidUntil);
    refuse_before(fields, given_on, withdrawn_on, C::WithdrawnOn);
    if purpose == Some(Purpose::Story) && fields.is_empty(C::Audience) {
        fields.refuse(
            C::Audience,
            "story_without_audience",
            "consent to a story is for one audience",
        );
    }
    let (family, person, purpose, given_on) = (family?, person?, purpose?, given_on?);
    let audience_code = audience.map_or("-", Vocabulary::code);
    let external_ref = fields.row_key(&[
        "toestemming",
        person.as_str(),
        purpose.code(),
        audience_code,
        &given_on.to_string(),
    ]);
    Some(ConsentRow {
        external_ref,
        family,
        person,
        purpose,
        audience,
        given_on,
        valid_until,
        withdrawn_on,
    })
}

/// Tells a date that lies before the one that it follows upon.
pub(super) fn refuse_before(fields: &mut Fields<'_>, first: Option<Date>, then: Option<Date>, column: C) {
    if let (Some(first), Some(then)) = (first, then)
        && then < first
    {
        fields.refuse(
            column,
            "date_order",
            "this date lies before the one that it follows upon",
        );
    }
}
