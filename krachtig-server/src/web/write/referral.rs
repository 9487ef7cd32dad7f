//! Referrals to parties in the local network, from the sending to what came of it.

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_core::domain::partner::{Referral, ReferralAnswer, ReferralDraft, ReferralOutcome};
use krachtig_core::domain::referral_link::ReferralLink;
use krachtig_core::domain::vocabulary::{LifeDomain, ObstacleGround};
use krachtig_core::service::{
    Ask, Conclude as ConcludeRecord, MOST_ROWS, NameSort, PartnerFilter, Revise, SendReferral, WriteToParty,
};

use super::super::dossier::{Tab, address};
use super::super::field::Fields;
use super::super::form::{Form, Reading};
use super::super::frame::Frame;
use super::super::reply::{Reply, Trouble};
use super::super::visit::{Place, Visit};
use super::entry::{Asked, Entry, Here, about, act, acts, found, seen};
use super::{Next, Sent, done, persons};

/// The parties of the directory, to choose from, by name.
///
/// # Errors
/// A fault, or the directory is not the visitor's to see.
pub(super) async fn parties(visit: &Visit) -> Result<Vec<(String, String)>, Trouble> {
    let ask = Ask {
        first: MOST_ROWS,
        after: None,
        filter: PartnerFilter {
            active: Some(true),
            ..PartnerFilter::default()
        },
        sort: NameSort::Name,
        descending: false,
    };
    let page = visit.services.partners(&visit.ctx, &ask).await?;
    let choice = |(_, partner): &(_, krachtig_core::domain::partner::Partner)| {
        let label = format!("{} ({})", partner.name, visit.t.word(partner.partner_type));
        (partner.id.to_string(), label)
    };
    Ok(page.rows.iter().map(choice).collect())
}

/// Refers the family to a party.
pub(super) struct Send;

impl Entry for Send {
    fn first((visit, _): Here<'_>, _: &str) -> Result<Form, Trouble> {
        Ok(Form::default().or("sent_on", visit.today().to_string()))
    }

    async fn asked((visit, dossier): Here<'_>, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        let whom = fields.boxes(("persons", fl!(t, "field-referred")), persons(dossier));
        let need = fields.line("need", fl!(t, "field-need"));
        let asked = Asked::of(vec![
            fields.select_of(("partner_id", fl!(t, "field-party")), parties(visit).await?),
            whom.hint(fl!(t, "field-referred-hint")),
            need.hint(fl!(t, "field-need-hint")),
            fields.select::<LifeDomain>("life_domain", fl!(t, "domain")),
            fields
                .tick("warm_handover", fl!(t, "field-warm-handover"))
                .hint(fl!(t, "field-warm-handover-hint")),
            fields.day("sent_on", fl!(t, "field-sent-on")),
        ]);
        Ok(asked.lead(fl!(t, "referral-lead")).submit(fl!(t, "do-referral")))
    }

    async fn send((visit, dossier): Here<'_>, form: &Form) -> Sent {
        let mut reading = Reading::new(form, visit.t);
        let partner_id = reading.id("partner_id");
        let life_domain = reading.word("life_domain");
        let sent_on = reading.day("sent_on");
        let cmd = reading.done(
            partner_id
                .zip(life_domain)
                .map(|(partner_id, life_domain)| SendReferral {
                    trajectory_id: dossier.trajectory.id,
                    partner_id,
                    draft: ReferralDraft {
                        persons: form.all("persons").filter_map(|id| id.parse().ok()).collect(),
                        need: form.text("need").to_owned(),
                        life_domain,
                        warm_handover: form.ticked("warm_handover"),
                        sent_on,
                    },
                }),
        )?;
        done(visit.services.send_referral(&visit.ctx, cmd).await)
    }
}

/// Records the party's answer.
pub(super) struct Answer;

impl Entry for Answer {
    fn first((visit, dossier): Here<'_>, of: &str) -> Result<Form, Trouble> {
        let today = Form::default().or("answered_on", visit.today().to_string());
        Ok(about(today, found::<Referral>(dossier, of)?))
    }

    async fn asked((_, dossier): Here<'_>, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        let referral = found::<Referral>(dossier, fields.form.text("of"))?;
        let answers = [("yes", fl!(t, "answer-yes")), ("no", fl!(t, "answer-no"))];
        let ground = fields.select::<ObstacleGround>("decline_ground", fl!(t, "field-ground"));
        let asked = Asked::of(vec![
            fields.radios_of(
                ("accepted", fl!(t, "field-answer")),
                answers.map(|(value, label)| (value.to_owned(), label)),
            ),
            fields.optional(ground.hint(fl!(t, "field-ground-hint"))),
            fields.day("answered_on", fl!(t, "day")),
            fields.optional(fields.prose("note", fl!(t, "field-note"))),
        ]);
        Ok(asked.lead(fl!(t, "referral-about", need = referral.need.to_string())))
    }

    async fn send((visit, _): Here<'_>, form: &Form) -> Sent {
        let (id, version) = seen::<Referral>(form)?;
        let mut reading = Reading::new(form, visit.t);
        let answered_on = reading.day("answered_on");
        let decline_ground = match form.text("accepted") {
            "yes" => None,
            "no" => reading.word::<ObstacleGround>("decline_ground"),
            _ => {
                reading.missing("accepted");
                None
            }
        };
        let draft = reading.done(Some(ReferralAnswer {
            answered_on,
            decline_ground,
            note: form.filled("note"),
        }))?;
        let cmd = Revise { id, version, draft };
        done(visit.services.answer_referral(&visit.ctx, cmd).await)
    }
}

/// Records what came of it.
pub(super) struct Conclude;

impl Entry for Conclude {
    fn first((visit, dossier): Here<'_>, of: &str) -> Result<Form, Trouble> {
        let today = Form::default().or("concluded_on", visit.today().to_string());
        Ok(about(today, found::<Referral>(dossier, of)?))
    }

    async fn asked((_, dossier): Here<'_>, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        let referral = found::<Referral>(dossier, fields.form.text("of"))?;
        let asked = Asked::of(vec![
            fields.radios::<ReferralOutcome>("outcome", fl!(t, "field-outcome")),
            fields.day("concluded_on", fl!(t, "day")),
            fields.optional(fields.prose("note", fl!(t, "field-note"))),
        ]);
        Ok(asked.lead(fl!(t, "referral-about", need = referral.need.to_string())))
    }

    async fn send((visit, _): Here<'_>, form: &Form) -> Sent {
        let (id, version) = seen::<Referral>(form)?;
        let mut reading = Reading::new(form, visit.t);
        let (outcome, on) = (reading.word("outcome"), reading.day("concluded_on"));
        let note = form.filled("note");
        let cmd = reading.done(outcome.map(|outcome| ConcludeRecord {
            id,
            version,
            outcome,
            on,
            note,
        }))?;
        done(visit.services.conclude_referral(&visit.ctx, cmd).await)
    }
}

/// The address of a link that was just made.
#[derive(Template)]
#[template(path = "party/linked.html")]
struct LinkedPage {
    p: Frame,
    partner: String,
    address: String,
    until: String,
    back: String,
}

/// Makes a link by which the party deals with the referral itself. Its address is told once and kept nowhere, and its secret
/// stands behind the `#`, so that no server on the way logs it.
pub(super) struct Link;

impl Entry for Link {
    fn first((_, dossier): Here<'_>, of: &str) -> Result<Form, Trouble> {
        Ok(about(Form::default(), found::<Referral>(dossier, of)?))
    }

    async fn asked((_, dossier): Here<'_>, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        let referral = found::<Referral>(dossier, fields.form.text("of"))?;
        let asked = Asked::default().lead(fl!(t, "referral-link-lead", need = referral.need.to_string()));
        Ok(asked.submit(fl!(t, "do-referral-link")))
    }

    async fn send((visit, dossier): Here<'_>, form: &Form) -> Sent {
        let t = visit.t;
        let referral = found::<Referral>(dossier, form.text("of"))?;
        let partner = dossier
            .partners
            .iter()
            .find(|partner| partner.id == referral.partner_id);
        let issued = visit.services.link_referral(&visit.ctx, act::<Referral>(form)?).await?;
        let page = LinkedPage {
            p: visit.frame(fl!(t, "linked"), Some(Place::Families)),
            partner: partner.map_or_else(String::new, |partner| partner.name.to_string()),
            address: format!("{}/referral#{}", visit.home(), issued.secret),
            until: t.format.moment(issued.link.expires_at),
            back: format!("{}{}", address(visit, dossier), Tab::Partners.at()),
        };
        Ok(Next::Told(Reply::page(&page)?))
    }
}

/// Writes to the party, which reads it by its link.
pub(super) struct ToParty;

impl Entry for ToParty {
    fn first((_, dossier): Here<'_>, of: &str) -> Result<Form, Trouble> {
        Ok(about(Form::default(), found::<Referral>(dossier, of)?))
    }

    async fn asked((_, dossier): Here<'_>, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        let referral = found::<Referral>(dossier, fields.form.text("of"))?;
        let asked = Asked::of(vec![fields.prose("text", fl!(t, "party-write"))]);
        let asked = asked.lead(fl!(t, "referral-write-lead", need = referral.need.to_string()));
        Ok(asked.submit(fl!(t, "party-send")))
    }

    async fn send((visit, _): Here<'_>, form: &Form) -> Sent {
        let cmd = WriteToParty {
            referral_id: seen::<Referral>(form)?.0,
            text: form.text("text").to_owned(),
        };
        done(visit.services.write_to_party(&visit.ctx, cmd).await)
    }
}

acts! {
    /// Takes a referral back that was not answered yet.
    Withdraw: Referral = withdraw_referral, "referral-back-lead";
    /// Ends a link, so that the party reads and says nothing by it any more.
    EndLink: ReferralLink = end_referral_link, "referral-link-end-lead";
}
