//! People of the family, the detainee, and how the family was met.

use i18n_embed_fl::fl;
use krachtig_core::domain::family::{Detainee, DetaineeDraft, Person, PersonDraft, Relation};
use krachtig_core::domain::introduction::{Introduction, IntroductionDraft, Via};

use super::super::field::{Field, Fields};
use super::super::form::{Form, Problems, Reading};
use super::super::reply::Trouble;
use super::super::visit::Visit;
use super::entry::{Asked, Here, Kept, recorded};
use super::{filled, persons};

fn reference(fields: &Fields<'_>) -> Field {
    let t = fields.t;
    let reference = fields.line("external_ref", fl!(t, "field-reference"));
    fields.optional(reference.hint(fl!(t, "field-reference-hint")))
}

impl Kept for Person {
    type Draft = PersonDraft;

    fn blank(_: &Visit, _: &str) -> Form {
        Form::default()
    }

    async fn asked(_: Here<'_>, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        Ok(Asked::of(vec![
            fields.line("name", fl!(t, "field-name")),
            fields.select::<Relation>("relation", fl!(t, "field-relation")),
            fields.optional(fields.day("born_on", fl!(t, "field-born-on"))),
            fields.tick("contact_person", fl!(t, "field-contact-person")),
            fields.optional(fields.line("phone", fl!(t, "field-phone"))),
            fields.optional(fields.email("email", fl!(t, "sign-in-email"))),
            reference(fields),
        ]))
    }

    fn read(mut reading: Reading<'_>, form: &Form) -> Result<PersonDraft, Problems> {
        let relation = reading.word("relation");
        let born_on = reading.optional_day("born_on");
        reading.done(relation.map(|relation| PersonDraft {
            name: form.text("name").to_owned(),
            relation,
            born_on,
            contact_person: form.ticked("contact_person"),
            phone: form.filled("phone"),
            email: form.filled("email"),
            external_ref: form.filled("external_ref"),
        }))
    }
}

impl Kept for Detainee {
    type Draft = DetaineeDraft;

    fn blank(_: &Visit, _: &str) -> Form {
        Form::default()
    }

    async fn asked(_: Here<'_>, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        let asked = Asked::of(vec![
            fields.line("name", fl!(t, "field-name")),
            fields.optional(fields.line("institution", fl!(t, "field-institution"))),
            fields.optional(fields.day("detained_since", fl!(t, "field-detained-since"))),
            fields.optional(fields.day("expected_home_on", fl!(t, "fact-home"))),
            reference(fields),
        ]);
        Ok(asked.lead(fl!(t, "detainee-lead")))
    }

    fn read(mut reading: Reading<'_>, form: &Form) -> Result<DetaineeDraft, Problems> {
        let detained_since = reading.optional_day("detained_since");
        let expected_home_on = reading.optional_day("expected_home_on");
        reading.done(Some(DetaineeDraft {
            name: form.text("name").to_owned(),
            institution: form.filled("institution"),
            detained_since,
            expected_home_on,
            external_ref: form.filled("external_ref"),
        }))
    }
}

impl Kept for Introduction {
    type Draft = IntroductionDraft;

    fn blank(visit: &Visit, _: &str) -> Form {
        Form::default().or("held_on", visit.today().to_string())
    }

    fn as_form(&self, _: &Visit) -> Form {
        let present = self.present.iter();
        present.fold(filled::with(self).without("present"), |form, id| {
            form.and("present", id.to_string())
        })
    }

    async fn asked((_, dossier): Here<'_>, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        let asked = Asked::of(vec![
            fields.day("held_on", fl!(t, "day")),
            fields.radios::<Via>("via", fl!(t, "field-via")),
            fields.optional(fields.boxes(("present", fl!(t, "field-present")), persons(dossier))),
            fields.optional(fields.prose("note", fl!(t, "field-note"))),
        ]);
        Ok(asked.lead(fl!(t, "introduction-lead")))
    }

    fn read(mut reading: Reading<'_>, form: &Form) -> Result<IntroductionDraft, Problems> {
        let held_on = reading.day("held_on");
        let via = reading.word("via");
        let present = reading.ids("present");
        reading.done(via.map(|via| IntroductionDraft {
            held_on,
            via,
            present,
            note: form.filled("note"),
        }))
    }
}

recorded! {
    Person: add_person, revise_person;
    Detainee: add_detainee, revise_detainee;
    Introduction: record_introduction, revise_introduction;
}
