//! Correcting what is recorded about somebody, because he or she says that it is wrong: what the person says stands beside
//! what was recorded, and what it was before stays in the log.

use i18n_embed_fl::fl;
use krachtig_core::domain::family::{Detainee, Person};
use krachtig_core::service::{RectifyDetainee, RectifyPerson};

use super::super::field::Fields;
use super::super::form::{Form, Reading};
use super::super::reply::Trouble;
use super::entry::{Asked, Changed, Entry, Here, Kept, seen};
use super::{Sent, done};

/// Asks for the same as a change, and for what the person says.
async fn in_own_words<R: Kept>(here: Here<'_>, fields: &Fields<'_>) -> Result<Asked, Trouble> {
    let t = fields.t;
    let mut asked = R::asked(here, fields).await?;
    asked.fields.insert(
        0,
        fields
            .prose("words", fl!(t, "field-own-words"))
            .hint(fl!(t, "field-own-words-hint")),
    );
    Ok(asked.lead(fl!(t, "correct-lead")))
}

/// Of somebody in the family.
pub(super) struct CorrectPerson;

impl Entry for CorrectPerson {
    fn first(here: Here<'_>, of: &str) -> Result<Form, Trouble> {
        Changed::<Person>::first(here, of)
    }

    async fn asked(here: Here<'_>, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        in_own_words::<Person>(here, fields).await
    }

    async fn send((visit, _): Here<'_>, form: &Form) -> Sent {
        let draft = Person::read(Reading::new(form, visit.t), form)?;
        let (id, version) = seen::<Person>(form)?;
        let words = form.text("words").to_owned();
        let cmd = RectifyPerson {
            id,
            version,
            words,
            draft,
        };
        done(visit.services.rectify_person(&visit.ctx, cmd).await)
    }
}

/// Of the detainee.
pub(super) struct CorrectDetainee;

impl Entry for CorrectDetainee {
    fn first(here: Here<'_>, of: &str) -> Result<Form, Trouble> {
        Changed::<Detainee>::first(here, of)
    }

    async fn asked(here: Here<'_>, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        in_own_words::<Detainee>(here, fields).await
    }

    async fn send((visit, _): Here<'_>, form: &Form) -> Sent {
        let draft = Detainee::read(Reading::new(form, visit.t), form)?;
        let (id, version) = seen::<Detainee>(form)?;
        let words = form.text("words").to_owned();
        let cmd = RectifyDetainee {
            id,
            version,
            words,
            draft,
        };
        done(visit.services.rectify_detainee(&visit.ctx, cmd).await)
    }
}
