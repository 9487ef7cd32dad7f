//! Erasing somebody, or the family: proposed here, and done by nobody before somebody else confirmed it.

use i18n_embed_fl::fl;
use krachtig_core::domain::rights::DataSubject;
use krachtig_core::service::ProposeErasure;

use super::super::field::Fields;
use super::super::form::Form;
use super::super::office::foretold;
use super::super::reply::Trouble;
use super::entry::{Asked, Entry, Here};
use super::rights::{Whom, subject, whom};
use super::{Next, Sent};

/// Proposes to erase somebody, or the family.
pub(super) struct Propose;

/// Who is to be erased, and as he or she is called.
fn whose((visit, dossier): Here<'_>, of: &str) -> Result<(DataSubject, String), Trouble> {
    let found = whom(visit.t, dossier, Whom::AndTheFamily)
        .into_iter()
        .find(|(id, _)| id == of);
    let (id, name) = found.ok_or_else(Trouble::not_found)?;
    Ok((subject(&id).ok_or_else(Trouble::not_found)?, name))
}

impl Entry for Propose {
    fn first(here: Here<'_>, of: &str) -> Result<Form, Trouble> {
        whose(here, of)?;
        Ok(Form::default().or("of", of))
    }

    async fn asked(here: Here<'_>, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        let (visit, dossier) = here;
        let (subject, name) = whose(here, fields.form.text("of"))?;
        let cmd = ProposeErasure {
            family_id: dossier.family.id,
            subject,
        };
        let preview = visit.services.preview_erasure(&visit.ctx, cmd).await;
        let asked = Asked::default().lead(fl!(t, "erase-lead", name = name));
        let asked = asked.told(foretold(t, preview)?);
        Ok(asked.submit(fl!(t, "do-erase")))
    }

    async fn send(here: Here<'_>, form: &Form) -> Sent {
        let (visit, dossier) = here;
        let (subject, _) = whose(here, form.text("of"))?;
        let cmd = ProposeErasure {
            family_id: dossier.family.id,
            subject,
        };
        let proposed = visit.services.propose_erasure(&visit.ctx, cmd).await?;
        let at = format!("{}/retention/destruction?of={}", visit.home(), proposed.id);
        Ok(Next::To(format!("{at}&done=erase")))
    }
}
