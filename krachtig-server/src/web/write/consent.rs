//! Consents: what each opens, and what its withdrawal stops, is told from the domain's own table before one is given or
//! withdrawn.

use i18n_embed_fl::fl;
use krachtig_core::domain::consent::{Consent, ConsentDraft, ConsentForm, Purpose, Subject};
use krachtig_core::domain::dossier::Dossier;
use krachtig_core::domain::vocabulary::Vocabulary;

use super::super::field::Fields;
use super::super::form::{Form, Problems, Reading};
use super::super::reply::Trouble;
use super::super::visit::Visit;
use super::super::words::Words;
use super::entry::{Asked, Entry, Here, about, act, add, found};
use super::{Sent, done, persons};

/// What a consent for something opens, in words.
fn opens(t: &Words, purpose: Purpose) -> Vec<String> {
    let uses = purpose.dependents().opens.iter();
    uses.map(|one| t.word(*one)).collect()
}

/// Everybody who can agree to something: the family, and the detainee for whoever sees him or her.
pub(super) fn subjects(t: &Words, dossier: &Dossier) -> Vec<(String, String)> {
    let detainees = dossier.detainees.iter().map(|one| {
        let label = fl!(t, "detainee-named", name = one.name.to_string());
        (one.id.to_string(), label)
    });
    persons(dossier).into_iter().chain(detainees).collect()
}

/// Records a consent.
pub(super) struct Give;

impl Entry for Give {
    fn first((visit, _): Here<'_>, of: &str) -> Result<Form, Trouble> {
        Ok(Form::default()
            .or("given_on", visit.today().to_string())
            .or("subject", of))
    }

    async fn asked((_, dossier): Here<'_>, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        let given_by = fields.select_of(("given_by", fl!(t, "field-given-by")), persons(dossier));
        let told = Purpose::ALL.iter().map(|purpose| {
            let opened = fl!(t, "consent-opens", purpose = t.word(*purpose));
            (opened, opens(t, *purpose))
        });
        let asked = Asked::of(vec![
            fields.select_of(("subject", fl!(t, "field-consent-of")), subjects(t, dossier)),
            fields.radios::<Purpose>("purpose", fl!(t, "field-consent-for")),
            fields.optional(
                fields
                    .line("recipient", fl!(t, "field-recipient"))
                    .hint(fl!(t, "field-recipient-hint")),
            ),
            fields.radios::<ConsentForm>("consent_form", fl!(t, "field-consent-form")),
            fields.day("given_on", fl!(t, "field-given-on")),
            fields.optional(fields.day("valid_until", fl!(t, "field-valid-until"))),
            fields.optional(given_by.hint(fl!(t, "field-given-by-hint"))),
        ]);
        Ok(asked.lead(fl!(t, "consent-lead")).told(told.collect()))
    }

    async fn send(here: Here<'_>, form: &Form) -> Sent {
        let visit = here.0;
        let draft = read(visit, form)?;
        done(visit.services.give_consent(&visit.ctx, add(here, draft)).await)
    }
}

fn read(visit: &Visit, form: &Form) -> Result<ConsentDraft, Problems> {
    let mut reading = Reading::new(form, visit.t);
    let chosen = form.text("subject");
    let person = chosen.parse().ok().map(Subject::Person);
    let subject = person.or_else(|| chosen.parse().ok().map(Subject::Detainee));
    let Some(subject) = subject else {
        return Err(Problems::one("subject", fl!(visit.t, "wrong-word-missing")));
    };
    let purpose = reading.word("purpose");
    let how = reading.word("consent_form");
    let given_on = reading.day("given_on");
    let valid_until = reading.optional_day("valid_until");
    let given_by = reading.optional_id("given_by");
    reading.done(purpose.zip(how).map(|(purpose, how)| ConsentDraft {
        subject,
        given_by,
        purpose,
        recipient: form.filled("recipient"),
        form: how,
        notice: None,
        given_on,
        valid_until,
    }))
}

/// Records that a consent was withdrawn.
pub(super) struct Withdraw;

impl Entry for Withdraw {
    fn first((_, dossier): Here<'_>, of: &str) -> Result<Form, Trouble> {
        Ok(about(Form::default(), found::<Consent>(dossier, of)?))
    }

    async fn asked((_, dossier): Here<'_>, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        let consent = found::<Consent>(dossier, fields.form.text("of"))?;
        let subjects = subjects(t, dossier);
        let given_by = [
            consent.person_id.map(|id| id.to_string()),
            consent.detainee_id.map(|id| id.to_string()),
        ];
        let name = subjects
            .iter()
            .find(|(id, _)| given_by.iter().flatten().any(|by| by == id));
        let name = name.map(|(_, name)| name.clone()).unwrap_or_default();
        let purpose = t.word(consent.purpose);
        let mut told = vec![(fl!(t, "consent-closes"), opens(t, consent.purpose))];
        let stops = consent.purpose.dependents().stops.iter();
        let stops: Vec<String> = stops.map(|one| t.word(*one)).collect();
        if !stops.is_empty() {
            told.push((fl!(t, "consent-stops"), stops));
        }
        told.push((fl!(t, "consent-stays"), vec![fl!(t, "consent-stays-help")]));
        let asked = Asked::of(vec![fields.optional(fields.prose("note", fl!(t, "field-note")))]);
        Ok(asked
            .lead(fl!(t, "consent-end-lead", name = name, purpose = purpose))
            .told(told)
            .submit(fl!(t, "do-consent-end")))
    }

    async fn send((visit, _): Here<'_>, form: &Form) -> Sent {
        let cmd = act::<Consent>(form)?;
        done(visit.services.withdraw_consent(&visit.ctx, cmd).await)
    }
}
