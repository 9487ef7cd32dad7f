//! Somebody's data as a file, for that person: everybody else is taken out of it.

use i18n_embed_fl::fl;
use krachtig_core::domain::dossier::Dossier;
use krachtig_core::domain::rights::DataSubject;
use krachtig_core::service::ExportPerson;

use super::super::field::Fields;
use super::super::form::{Form, Reading};
use super::super::reply::{Reply, Trouble};
use super::super::words::Words;
use super::entry::{Asked, Entry, Here};
use super::rights::{Whom, subject, whom};
use super::{Next, Sent};

/// Takes somebody's data out of the dossiers of the family.
pub(super) struct TakeAlong;

/// Whose data it is about: who, and as he or she is called.
fn whose(t: &Words, dossier: &Dossier, of: &str) -> Result<(DataSubject, String), Trouble> {
    let found = whom(t, dossier, Whom::Each).into_iter().find(|(id, _)| id == of);
    let (id, name) = found.ok_or_else(Trouble::not_found)?;
    Ok((subject(&id).ok_or_else(Trouble::not_found)?, name))
}

impl Entry for TakeAlong {
    fn first((visit, dossier): Here<'_>, of: &str) -> Result<Form, Trouble> {
        whose(visit.t, dossier, of)?;
        Ok(Form::default().or("of", of).or("as", "page"))
    }

    async fn asked((_, dossier): Here<'_>, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        let (_, name) = whose(t, dossier, fields.form.text("of"))?;
        let forms = [("page", fl!(t, "take-along-page")), ("file", fl!(t, "take-along-file"))];
        let asked = Asked::of(vec![fields.radios_of(
            ("as", fl!(t, "field-take-along-as")),
            forms.map(|(value, label)| (value.to_owned(), label)),
        )]);
        let told = vec![
            (fl!(t, "take-along-holds"), vec![fl!(t, "take-along-holds-about")]),
            (fl!(t, "take-along-give"), vec![fl!(t, "take-along-give-about")]),
        ];
        let asked = asked.lead(fl!(t, "take-along-lead", name = name)).told(told);
        Ok(asked.submit(fl!(t, "take-along-go")).download())
    }

    async fn send((visit, dossier): Here<'_>, form: &Form) -> Sent {
        let (subject, _) = whose(visit.t, dossier, form.text("of"))?;
        let mut reading = Reading::new(form, visit.t);
        let as_page = match form.text("as") {
            "page" => Some(true),
            "file" => Some(false),
            _ => {
                reading.missing("as");
                None
            }
        };
        let as_page = reading.done(as_page)?;
        let taken = visit
            .services
            .export_person(&visit.ctx, ExportPerson { subject })
            .await?;
        Ok(Next::Told(if as_page {
            Reply::kept((taken.page, "text/html; charset=utf-8"), "gegevens.html")
        } else {
            Reply::kept((taken.document.to_string(), "application/json"), "gegevens.json")
        }))
    }
}
