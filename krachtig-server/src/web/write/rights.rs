//! Requests to use rights: received, extended once, decided on, carried out, or taken back.

use i18n_embed_fl::fl;
use krachtig_core::domain::dossier::Dossier;
use krachtig_core::domain::id::{DetaineeId, PersonId};
use krachtig_core::domain::rights::{DataSubject, Right, RightsDecision, RightsDraft, RightsRefusal, RightsRequest};
use krachtig_core::service::{ExtendRights, Revise};

use super::super::field::Fields;
use super::super::form::{Form, Reading};
use super::super::reply::Trouble;
use super::super::words::Words;
use super::consent::subjects;
use super::entry::{Asked, Entry, Here, about, acts, add, found, seen};
use super::{Sent, done};

/// Of whom one can choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whom {
    /// Each of the people.
    Each,
    /// Each of them, and the family as a whole.
    AndTheFamily,
}

/// Whose data something can be about, to choose from.
pub(super) fn whom(t: &Words, dossier: &Dossier, of: Whom) -> Vec<(String, String)> {
    let family = (of == Whom::AndTheFamily).then(|| (String::from("family"), fl!(t, "right-of-family")));
    subjects(t, dossier).into_iter().chain(family).collect()
}

/// Whose data was chosen.
pub(super) fn subject(chosen: &str) -> Option<DataSubject> {
    let person = chosen.parse::<PersonId>().ok().map(DataSubject::Person);
    let detainee = || chosen.parse::<DetaineeId>().ok().map(DataSubject::Detainee);
    let family = || (chosen == "family").then_some(DataSubject::Family);
    person.or_else(detainee).or_else(family)
}

/// Somebody asks to use a right.
pub(super) struct Receive;

impl Entry for Receive {
    fn first((visit, _): Here<'_>, of: &str) -> Result<Form, Trouble> {
        let today = visit.today().to_string();
        Ok(Form::default().or("received_on", today).or("subject", of))
    }

    async fn asked((_, dossier): Here<'_>, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        let checked = fields.line("identity_check", fl!(t, "field-identity-check"));
        let asked = Asked::of(vec![
            fields.select_of(
                ("subject", fl!(t, "field-right-of")),
                whom(t, dossier, Whom::AndTheFamily),
            ),
            fields.radios::<Right>("right", fl!(t, "field-right")),
            fields.day("received_on", fl!(t, "field-received-on")),
            fields.optional(fields.prose("about", fl!(t, "field-right-about"))),
            fields.optional(checked.hint(fl!(t, "field-identity-check-hint"))),
        ]);
        Ok(asked.lead(fl!(t, "right-lead")))
    }

    async fn send(here: Here<'_>, form: &Form) -> Sent {
        let visit = here.0;
        let mut reading = Reading::new(form, visit.t);
        let subject = subject(form.text("subject"));
        if subject.is_none() {
            reading.missing("subject");
        }
        let right = reading.word("right");
        let received_on = reading.day("received_on");
        let draft = reading.done(subject.zip(right).map(|(subject, right)| RightsDraft {
            subject,
            right,
            received_on,
            about: form.filled("about"),
            identity_check: form.filled("identity_check"),
        }))?;
        let cmd = add(here, draft);
        done(visit.services.receive_rights_request(&visit.ctx, cmd).await)
    }
}

/// Asks for more time, once and in time.
pub(super) struct Extend;

impl Entry for Extend {
    fn first((_, dossier): Here<'_>, of: &str) -> Result<Form, Trouble> {
        Ok(about(Form::default(), found::<RightsRequest>(dossier, of)?))
    }

    async fn asked(_: Here<'_>, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        let asked = Asked::of(vec![fields.prose("reason", fl!(t, "field-reason"))]);
        Ok(asked.lead(fl!(t, "right-longer-lead")))
    }

    async fn send((visit, _): Here<'_>, form: &Form) -> Sent {
        let (id, version) = seen::<RightsRequest>(form)?;
        let reason = form.text("reason").to_owned();
        let cmd = ExtendRights { id, version, reason };
        done(visit.services.extend_rights_request(&visit.ctx, cmd).await)
    }
}

/// Grants or refuses it.
pub(super) struct Decide;

impl Entry for Decide {
    fn first((_, dossier): Here<'_>, of: &str) -> Result<Form, Trouble> {
        let request = found::<RightsRequest>(dossier, of)?;
        let checked = request.identity_check.as_ref().map(ToString::to_string);
        let form = Form::default().or("identity_check", checked.unwrap_or_default());
        Ok(about(form, request))
    }

    async fn asked((_, dossier): Here<'_>, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        let request = found::<RightsRequest>(dossier, fields.form.text("of"))?;
        let answers = [("yes", fl!(t, "right-yes")), ("no", fl!(t, "right-no"))];
        let refusal = fields.select::<RightsRefusal>("refusal", fl!(t, "field-ground"));
        let checked = fields.line("identity_check", fl!(t, "field-identity-check"));
        let asked = Asked::of(vec![
            fields.radios_of(
                ("granted", fl!(t, "field-answer")),
                answers.map(|(value, label)| (value.to_owned(), label)),
            ),
            fields.optional(refusal.hint(fl!(t, "field-ground-hint"))),
            fields.optional(checked.hint(fl!(t, "field-identity-check-hint"))),
            fields.optional(fields.prose("note", fl!(t, "field-note"))),
        ]);
        let due = t.format.day(request.due_on);
        let lead = fl!(t, "right-decide-lead", right = t.word(request.right), day = due);
        let told = request
            .about
            .as_ref()
            .map(|about| (fl!(t, "field-right-about"), vec![about.to_string()]));
        Ok(asked.lead(lead).told(told.into_iter().collect()))
    }

    async fn send((visit, _): Here<'_>, form: &Form) -> Sent {
        let (id, version) = seen::<RightsRequest>(form)?;
        let mut reading = Reading::new(form, visit.t);
        let refusal = match form.text("granted") {
            "yes" => None,
            "no" => reading.word("refusal"),
            _ => {
                reading.missing("granted");
                None
            }
        };
        let draft = reading.done(Some(RightsDecision {
            refusal,
            identity_check: form.filled("identity_check"),
            note: form.filled("note"),
        }))?;
        let cmd = Revise { id, version, draft };
        done(visit.services.decide_rights_request(&visit.ctx, cmd).await)
    }
}

acts! {
    /// What was granted is done.
    CarryOut: RightsRequest = carry_out_rights_request, "right-done-lead";
    /// The person does not ask any more.
    Withdraw: RightsRequest = withdraw_rights_request, "right-back-lead";
}
