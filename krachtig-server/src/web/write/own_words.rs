//! What somebody says of what is recorded: beside a record, which stays as it is.

use i18n_embed_fl::fl;
use krachtig_core::domain::own_words::OwnWordsDraft;
use krachtig_core::service::RecordOwnWords;

use super::super::dossier::told_of;
use super::super::field::Fields;
use super::super::form::{Form, Reading};
use super::super::reply::Trouble;
use super::entry::{Asked, Entry, Here};
use super::rights::{Whom, subject, whom};
use super::{Sent, done};

/// Puts somebody's own words beside a record.
pub(super) struct Say;

impl Entry for Say {
    fn first((visit, dossier): Here<'_>, of: &str) -> Result<Form, Trouble> {
        let form = Form::default().or("made_on", visit.today().to_string());
        let about_somebody = whom(visit.t, dossier, Whom::Each).iter().any(|(id, _)| id == of);
        let form = if about_somebody { form.or("subject", of) } else { form };
        Ok(form.or("record", of))
    }

    async fn asked((visit, dossier): Here<'_>, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        let records = told_of(visit, dossier).into_iter();
        let records = records.map(|told| (told.reference, format!("{}: {}", t.word(told.kind), told.title)));
        let asked = Asked::of(vec![
            fields.select_of(("subject", fl!(t, "field-words-of")), whom(t, dossier, Whom::Each)),
            fields.select_of(("record", fl!(t, "field-words-about")), records),
            fields
                .prose("words", fl!(t, "field-own-words"))
                .hint(fl!(t, "field-own-words-hint")),
            fields.day("made_on", fl!(t, "field-words-on")),
        ]);
        Ok(asked.lead(fl!(t, "words-lead")))
    }

    async fn send((visit, dossier): Here<'_>, form: &Form) -> Sent {
        let mut reading = Reading::new(form, visit.t);
        let subject = subject(form.text("subject"));
        if subject.is_none() {
            reading.missing("subject");
        }
        let about = form.text("record");
        let about = told_of(visit, dossier).into_iter().find(|told| told.reference == about);
        if about.is_none() {
            reading.missing("record");
        }
        let made_on = reading.day("made_on");
        let cmd = reading.done(subject.zip(about).map(|(subject, about)| RecordOwnWords {
            trajectory_id: dossier.trajectory.id,
            record_kind: about.kind,
            record_id: about.id,
            draft: OwnWordsDraft {
                subject,
                words: form.text("words").to_owned(),
                made_on,
            },
        }))?;
        done(visit.services.record_own_words(&visit.ctx, cmd).await)
    }
}
