//! Logins of people of a family, as the office gives and ends them, and answers to what they say about the plan.

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_core::domain::family::Person;
use krachtig_core::domain::family_login::FamilyLogin;
use krachtig_core::domain::plan_comment::PlanComment;
use krachtig_core::service::AnswerPlanComment;

use super::super::dossier::{Tab, address};
use super::super::field::Fields;
use super::super::form::Form;
use super::super::frame::Frame;
use super::super::reply::{Reply, Trouble};
use super::super::visit::Place;
use super::entry::{Asked, Entry, Here, about, act, acts, found, seen};
use super::{Next, Sent, done};

/// The address of an invitation that was just made, and the name to sign in with.
#[derive(Template)]
#[template(path = "own/invited.html")]
struct InvitedPage {
    p: Frame,
    person: String,
    address: String,
    name: String,
    back: String,
}

/// Invites a person of the family to a login. The address is told once and kept nowhere, and its secret stands behind the
/// `#`, so that no server on the way logs it.
pub(super) struct Invite;

impl Entry for Invite {
    fn first((visit, dossier): Here<'_>, of: &str) -> Result<Form, Trouble> {
        let person = found::<Person>(dossier, of)?;
        if !person.consents_alone(visit.today()) {
            return Err(Trouble::not_found());
        }
        Ok(about(Form::default(), person))
    }

    async fn asked((_, dossier): Here<'_>, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        let person = found::<Person>(dossier, fields.form.text("of"))?;
        let asked = Asked::default().lead(fl!(t, "family-invite-lead", name = person.name.to_string()));
        let told = vec![
            (fl!(t, "family-invite-sees"), vec![fl!(t, "family-invite-sees-about")]),
            (fl!(t, "family-invite-safe"), vec![fl!(t, "family-invite-safe-about")]),
        ];
        Ok(asked.told(told).submit(fl!(t, "do-family-invite")))
    }

    async fn send((visit, dossier): Here<'_>, form: &Form) -> Sent {
        let t = visit.t;
        let person = found::<Person>(dossier, form.text("of"))?.name.to_string();
        let invited = visit
            .services
            .invite_family_member(&visit.ctx, act::<Person>(form)?)
            .await?;
        let page = InvitedPage {
            p: visit.frame(fl!(t, "family-invited"), Some(Place::Families)),
            person,
            address: format!("{}/invitation#{}", visit.home(), invited.secret),
            name: invited.sign_in_name,
            back: format!("{}{}", address(visit, dossier), Tab::People.at()),
        };
        Ok(Next::Told(Reply::page(&page)?))
    }
}

/// Answers what a person said about the plan.
pub(super) struct Answer;

impl Entry for Answer {
    fn first((_, dossier): Here<'_>, of: &str) -> Result<Form, Trouble> {
        Ok(about(Form::default(), found::<PlanComment>(dossier, of)?))
    }

    async fn asked((_, dossier): Here<'_>, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        let comment = found::<PlanComment>(dossier, fields.form.text("of"))?;
        let person = dossier.persons.iter().find(|person| person.id == comment.person_id);
        let name = person.map_or_else(String::new, |person| person.name.to_string());
        let asked = Asked::of(vec![fields.prose("text", fl!(t, "plan-answer"))]);
        let said = vec![(fl!(t, "plan-said-by", name = name), vec![comment.text.to_string()])];
        Ok(asked
            .lead(fl!(t, "plan-answer-lead"))
            .told(said)
            .submit(fl!(t, "party-send")))
    }

    async fn send((visit, _): Here<'_>, form: &Form) -> Sent {
        let cmd = AnswerPlanComment {
            comment_id: seen::<PlanComment>(form)?.0,
            text: form.text("text").to_owned(),
        };
        done(visit.services.answer_plan_comment(&visit.ctx, cmd).await)
    }
}

acts! {
    /// Ends a login.
    End: FamilyLogin = end_family_login, "family-login-end-lead";
}
