//! The family, its people and their consents.

use krachtig_core::domain::consent::{Consent, ConsentDraft, ConsentForm, Subject};
use krachtig_core::domain::dossier::Dossier;
use krachtig_core::domain::family::{Detainee, DetaineeDraft, Family, FamilyDraft, Person, PersonDraft};
use krachtig_core::domain::id::{ConsentId, PersonId};
use krachtig_core::domain::record::InDossier;
use krachtig_core::domain::refusal::{Decision, Refusal, RefusalCode};
use krachtig_core::domain::trajectory::{Assignment, Trajectory};
use krachtig_core::domain::vocabulary::{Role, Vocabulary};
use time::Date;

use super::case::{Case, Failed, Somebody};
use super::events::space;
use crate::import::columns::Column;
use crate::import::key;
use crate::import::model::{ConsentRow, DetaineeRow, ExternalRef, FamilyRow, PersonRow, Row};

impl PersonRow {
    /// The note on this person as the family's note tells it: a person has none of his or her own.
    pub(super) fn told_note(&self) -> Option<String> {
        let note = self.note.as_deref()?;
        Some(format!("{}: {note}", full_name(&[&self.first_name, &self.last_name])))
    }
}

/// The parts of a name that there are, with a space between them.
fn full_name(parts: &[&str]) -> String {
    let parts = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(" ")
}

/// Lines of a note; none where there is nothing to note.
fn note_of(lines: impl IntoIterator<Item = String>) -> Option<String> {
    let lines: Vec<String> = lines.into_iter().collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

impl<'b> Case<'_, 'b> {
    /// Registers the family, opens its trajectory, and has the member who is a professional lead it.
    pub(super) fn register(&mut self, row: &'b Row<FamilyRow>, notes: &[String]) -> Decision<()> {
        let value = &row.value;
        self.clock.set(value.registered_on);
        if value.registered_on > self.office.order.today {
            return Err(Refusal::new(RefusalCode::InFuture, "opened_on").into());
        }
        let stamp = self.stamp();
        let draft = FamilyDraft {
            name: value.name.clone(),
            municipality: value.municipality.clone(),
            external_ref: Some(value.external_ref.to_string()),
            note: note_of(value.note.iter().chain(notes).cloned()),
        };
        let family = Family::record(&draft, stamp)?;
        let opened = Trajectory::open(family.id, value.registered_on, None, stamp)?;
        let mut dossier = Dossier::begin(family, opened);
        let by = self.office.order.by;
        if by.roles.contains(&Role::Professional) {
            let assignment = Assignment::assign(&dossier, (by.id, Role::Professional), true, stamp)?;
            dossier.assignments.push(assignment);
        }
        let family = dossier.family.clone();
        self.dossier = Some(dossier);
        self.remember(space::FAMILIES, &value.external_ref, &family);
        Ok(())
    }

    /// Knows the people of a family that was there already.
    pub(super) fn recognise(&mut self) {
        let Some(dossier) = &self.dossier else { return };
        let persons = dossier.persons.iter().map(|person| {
            let office = person.external_ref.as_ref().map(|key| ExternalRef::new(key.as_str()));
            (
                office.unwrap_or_else(|| key::of_record(person.id)),
                Somebody::Person(person.id),
            )
        });
        let detainees = dossier.detainees.iter().map(|detainee| {
            let office = detainee.external_ref.as_ref().map(|key| ExternalRef::new(key.as_str()));
            (
                office.unwrap_or_else(|| key::of_record(detainee.id)),
                Somebody::Detainee(detainee.id),
            )
        });
        self.people = persons.chain(detainees).collect();
    }

    pub(super) fn person(&mut self, row: &'b PersonRow) -> Result<(), Failed> {
        let infix = row.infix.as_deref().unwrap_or_default();
        let draft = PersonDraft {
            name: full_name(&[&row.first_name, infix, &row.last_name]),
            relation: row.relation,
            born_on: row.birth_date,
            contact_person: row.contact_person,
            phone: row.phone.clone(),
            email: row.email.clone(),
            external_ref: Some(row.external_ref.to_string()),
        };
        let dossier = self.dossier()?;
        let person = Person::record(dossier.family.id, &draft, self.stamp())?;
        if let Some(note) = row.told_note()
            && let Some(family) = self.with_note(note)?
        {
            self.put(family);
        }
        self.people
            .insert(row.external_ref.clone(), Somebody::Person(person.id));
        self.remember(space::PERSONS, &row.external_ref, &person);
        self.put(person);
        Ok(())
    }

    /// The family with one note more, unless it has that note already, as a family has that was just registered.
    fn with_note(&self, note: String) -> Decision<Option<Family>> {
        let family = &self.dossier()?.family;
        let noted = family.note.as_ref().map(|noted| noted.as_str().to_owned());
        if noted.as_ref().is_some_and(|noted| noted.contains(note.trim())) {
            return Ok(None);
        }
        let draft = FamilyDraft {
            name: family.name.to_string(),
            municipality: family.municipality.as_ref().map(ToString::to_string),
            external_ref: family.external_ref.as_ref().map(ToString::to_string),
            note: note_of(noted.into_iter().chain([note])),
        };
        family.revise(&draft).map(Some)
    }

    pub(super) fn detainee(&mut self, row: &'b DetaineeRow) -> Result<(), Failed> {
        let infix = row.infix.as_deref().unwrap_or_default();
        let draft = DetaineeDraft {
            name: full_name(&[&row.first_name, infix, &row.last_name]),
            institution: row.institution.clone(),
            detained_since: None,
            expected_home_on: None,
            external_ref: Some(row.external_ref.to_string()),
        };
        let detainee = Detainee::record(self.dossier()?.family.id, &draft, self.stamp())?;
        self.people
            .insert(row.external_ref.clone(), Somebody::Detainee(detainee.id));
        self.remember(space::DETAINEES, &row.external_ref, &detainee);
        self.put(detainee);
        Ok(())
    }

    pub(super) fn consent(&mut self, row: &'b ConsentRow) -> Result<(), Failed> {
        let dossier = self.dossier()?;
        let (subject, given_by) = match self.people.get(&row.person) {
            Some(Somebody::Person(id)) => (Subject::Person(*id), guardian(dossier, *id, row.given_on)?),
            Some(Somebody::Detainee(id)) => (Subject::Detainee(*id), None),
            None => return Err(Failed::Depends(Column::Person)),
        };
        let draft = ConsentDraft {
            subject,
            given_by,
            purpose: row.purpose,
            recipient: row.audience.map(|audience| audience.code().to_owned()),
            form: ConsentForm::Spoken,
            notice: None,
            given_on: row.given_on,
            valid_until: row.valid_until,
        };
        let consent = Consent::give(dossier, &draft, self.stamp())?;
        self.remember(space::CONSENTS, &row.external_ref, &consent);
        self.put(consent);
        Ok(())
    }

    pub(super) fn withdrawal(&mut self, row: &'b ConsentRow) -> Result<(), Failed> {
        let Some(id) = self.made.get(&(space::CONSENTS, &row.external_ref)) else {
            return Err(Failed::Depends(Column::Person));
        };
        let given = Consent::find(self.dossier()?, ConsentId::from_uuid(*id), "id")?;
        let withdrawn = given.withdraw(None, self.stamp())?;
        let purpose = withdrawn.purpose;
        self.put(withdrawn);
        // The office's own rows say what became of a referral; that what it shared may be used no longer, none does.
        let stopped = self.dossier()?.stopped_by_withdrawal(purpose, self.stamp())?;
        for ended in stopped.shares {
            self.put(ended.after);
        }
        Ok(())
    }
}

/// Who consents for a person: nobody else from the age of sixteen; for a younger child the contact person, or else the
/// first adult.
fn guardian(dossier: &Dossier, person: PersonId, on: Date) -> Decision<Option<PersonId>> {
    if Person::find(dossier, person, "subject")?.consents_alone(on) {
        return Ok(None);
    }
    let adults = || dossier.adults(on);
    let contact = adults().find(|adult| adult.contact_person);
    Ok(contact.or_else(|| adults().next()).map(|adult| adult.id))
}
