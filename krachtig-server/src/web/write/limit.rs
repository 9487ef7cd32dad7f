//! Limits on the use of somebody's data: put by whoever asked for it, and lifted.

use i18n_embed_fl::fl;
use krachtig_core::domain::consent::Purpose;
use krachtig_core::domain::limit::{LimitDraft, LimitKind, ProcessingLimit};

use super::super::field::Fields;
use super::super::form::{Form, Reading};
use super::super::reply::Trouble;
use super::entry::{Asked, Entry, Here, acts, add};
use super::rights::{Whom, subject, whom};
use super::{Sent, done};

/// Limits the use of somebody's data, or of the whole family's.
pub(super) struct Put;

impl Entry for Put {
    fn first(_: Here<'_>, of: &str) -> Result<Form, Trouble> {
        Ok(Form::default().or("subject", of))
    }

    async fn asked((_, dossier): Here<'_>, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        let purpose = fields.select::<Purpose>("purpose", fl!(t, "field-limit-purpose"));
        let until = fields.day("until_on", fl!(t, "field-limit-until"));
        let asked = Asked::of(vec![
            fields.select_of(
                ("subject", fl!(t, "field-right-of")),
                whom(t, dossier, Whom::AndTheFamily),
            ),
            fields.radios::<LimitKind>("kind", fl!(t, "field-limit-kind")),
            fields.optional(purpose.hint(fl!(t, "field-limit-purpose-hint"))),
            fields.optional(fields.prose("reason", fl!(t, "field-reason"))),
            fields.optional(until.hint(fl!(t, "field-limit-until-hint"))),
        ]);
        let told = vec![
            (t.word(LimitKind::Restriction), vec![fl!(t, "limit-restriction-about")]),
            (t.word(LimitKind::Objection), vec![fl!(t, "limit-objection-about")]),
        ];
        Ok(asked.lead(fl!(t, "limit-lead")).told(told).submit(fl!(t, "do-limit")))
    }

    async fn send(here: Here<'_>, form: &Form) -> Sent {
        let visit = here.0;
        let mut reading = Reading::new(form, visit.t);
        let subject = subject(form.text("subject"));
        if subject.is_none() {
            reading.missing("subject");
        }
        let kind = reading.word("kind");
        let purpose = reading.optional_word("purpose");
        let until_on = reading.optional_day("until_on");
        let draft = reading.done(subject.zip(kind).map(|(subject, kind)| LimitDraft {
            subject,
            kind,
            purpose,
            reason: form.filled("reason"),
            until_on,
        }))?;
        done(visit.services.limit_processing(&visit.ctx, add(here, draft)).await)
    }
}

acts! {
    /// Lifts one.
    Lift: ProcessingLimit = lift_limit, "limit-end-lead";
}
