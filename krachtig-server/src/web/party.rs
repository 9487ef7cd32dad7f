//! The pages of a party without an account, who holds the link of one referral: it sees what is asked of it, accepts or
//! declines, asks back, and reports what came of it.
//!
//! The link's secret stands behind the `#` of its address, and goes along in the forms: never in an address that a server
//! logs, never in a cookie. So each answer is a page, and no page can be opened by its address alone.

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_core::domain::partner::{ReferralOutcome, ReferralState};
use krachtig_core::domain::refusal::{RefusalCode, Refusals};
use krachtig_core::domain::vocabulary::ObstacleGround;
use krachtig_core::service::{ByLink, LinkedReferral};
use poem::Request;
use poem::http::StatusCode;

use super::field::{Field, Fields};
use super::form::{Form, Problems, Reading};
use super::frame::Frame;
use super::reply::{Answered, Reply};
use super::words::Words;
use crate::auth::TenantAuth;

/// What a party asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Party {
    /// The page that takes the link.
    Link,
    /// The referral.
    Open,
    /// Accepting it.
    Accept,
    /// Declining it.
    Decline,
    /// Writing to the office.
    Write,
    /// Reporting what came of it.
    Report,
}

/// The page that takes the link.
#[derive(Template)]
#[template(path = "party/link.html")]
struct LinkPage {
    p: Frame,
    link: Field,
    problems: Problems,
}

/// What was said, by whom, and when.
struct Said {
    who: String,
    when: String,
    text: String,
}

/// The referral.
#[derive(Template)]
#[template(path = "party/referral.html")]
struct ReferralPage {
    p: Frame,
    link: String,
    about: Vec<(String, String)>,
    said: Vec<Said>,
    /// What was just done, in words.
    done: Option<String>,
    /// Whether the party still has to answer.
    to_answer: bool,
    /// Whether it accepted, and has to report.
    to_report: bool,
    decline: Vec<Field>,
    write: Field,
    report: Vec<Field>,
    problems: Problems,
}

pub(super) async fn answer(
    (auth, t): (&TenantAuth, &'static Words),
    asked: Party,
    (request, form): (&Request, &Form),
) -> Answered {
    let link = form.text("link").trim();
    if asked == Party::Link {
        return Reply::page(&LinkPage::of(t, request, (form, Problems::default())));
    }
    let deed = match deed(t, asked, form) {
        Ok(deed) => deed,
        Err(problems) => return again((auth, t), (request, form), problems).await,
    };
    let done = deed.as_ref().map(|_| match asked {
        Party::Accept => fl!(t, "party-accepted"),
        Party::Decline => fl!(t, "party-declined"),
        Party::Report => fl!(t, "party-reported"),
        _ => fl!(t, "party-written"),
    });
    match auth.by_link(request, (link, deed)).await? {
        Ok(shown) => {
            let form = Form::default().with("link", link);
            let page = ReferralPage::of(t, request, (&shown, &form, Problems::default()));
            Reply::page(&ReferralPage { done, ..page })
        }
        Err(refusals) if opens_nothing(&refusals) => {
            let problems = Problems::one("link", fl!(t, "party-wrong-link"));
            let page = LinkPage::of(t, request, (form, problems));
            Reply::with_status(StatusCode::NOT_FOUND, &page)
        }
        Err(refusals) => again((auth, t), (request, form), Problems::of(t, &refusals)).await,
    }
}

/// Whether a link was refused as one that opens nothing, whatever the reason.
fn opens_nothing(refusals: &Refusals) -> bool {
    let first = refusals.first();
    first.code == RefusalCode::NotFound && first.field == "link"
}

/// What a form says to do; nothing for one that only opens the referral.
fn deed(t: &'static Words, asked: Party, form: &Form) -> Result<Option<ByLink>, Problems> {
    let mut reading = Reading::new(form, t);
    let note = form.filled("note");
    Ok(match asked {
        Party::Link | Party::Open => None,
        Party::Accept => Some(ByLink::Answer(None, note)),
        Party::Decline => {
            let ground = reading.word::<ObstacleGround>("decline_ground");
            Some(reading.done(ground.map(|ground| ByLink::Answer(Some(ground), note)))?)
        }
        Party::Write => Some(ByLink::Write(form.text("text").to_owned())),
        Party::Report => {
            let outcome = reading.word::<ReferralOutcome>("outcome");
            Some(reading.done(outcome.map(|outcome| ByLink::Report(outcome, note)))?)
        }
    })
}

/// The referral once more, with what is wrong with what was typed.
async fn again(
    (auth, t): (&TenantAuth, &'static Words),
    (request, form): (&Request, &Form),
    problems: Problems,
) -> Answered {
    let link = form.text("link").trim();
    match auth.by_link(request, (link, None)).await? {
        Ok(shown) => {
            let page = ReferralPage::of(t, request, (&shown, form, problems));
            Reply::with_status(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(_) => {
            let problems = Problems::one("link", fl!(t, "party-wrong-link"));
            Reply::with_status(StatusCode::NOT_FOUND, &LinkPage::of(t, request, (form, problems)))
        }
    }
}

impl LinkPage {
    fn of(t: &'static Words, request: &Request, (form, problems): (&Form, Problems)) -> Self {
        let fields = Fields {
            t,
            form,
            problems: &problems,
        };
        let link = fields
            .line("link", fl!(t, "party-link"))
            .hint(fl!(t, "party-link-hint"));
        Self {
            p: Frame::outside(t, fl!(t, "party-title"), request.raw_path_param("tenant")),
            link,
            problems,
        }
    }
}

impl ReferralPage {
    fn of(t: &'static Words, request: &Request, (shown, form, problems): (&LinkedReferral, &Form, Problems)) -> Self {
        let state = shown.referral.state();
        let fields = Fields {
            t,
            form,
            problems: &problems,
        };
        let decline = vec![
            fields.select::<ObstacleGround>("decline_ground", fl!(t, "party-ground")),
            fields.optional(fields.prose("note", fl!(t, "field-note"))),
        ];
        let report = vec![
            fields.radios::<ReferralOutcome>("outcome", fl!(t, "party-outcome")),
            fields.optional(fields.prose("note", fl!(t, "party-report-note"))),
        ];
        Self {
            p: Frame::outside(
                t,
                fl!(t, "party-referral", office = shown.office.clone()),
                request.raw_path_param("tenant"),
            ),
            link: form.text("link").trim().to_owned(),
            about: about(t, shown),
            said: said(t, shown),
            done: None,
            to_answer: state == ReferralState::Sent,
            to_report: state == ReferralState::Accepted,
            decline,
            write: fields.prose("text", fl!(t, "party-write")),
            report,
            problems,
        }
    }

    fn is_open(&self) -> bool {
        self.to_answer || self.to_report
    }
}

/// What there is to know of the referral, each with its label.
fn about(t: &'static Words, shown: &LinkedReferral) -> Vec<(String, String)> {
    let referral = &shown.referral;
    let mut about = vec![
        (fl!(t, "party-to"), shown.partner.name.to_string()),
        (fl!(t, "party-need"), referral.need.to_string()),
        (fl!(t, "domain"), t.word(referral.life_domain)),
        (fl!(t, "party-sent"), t.format.day(referral.sent_on)),
    ];
    if referral.warm_handover {
        about.push((fl!(t, "party-warm"), fl!(t, "party-warm-about")));
    }
    if !shown.people.is_empty() {
        about.push((fl!(t, "party-people"), shown.people.join(", ")));
    }
    if let Some((name, email)) = &shown.contact {
        about.push((fl!(t, "party-contact"), format!("{name}, {email}")));
    }
    about
}

fn said(t: &'static Words, shown: &LinkedReferral) -> Vec<Said> {
    let one = |message: &krachtig_core::domain::referral_link::ReferralMessage| Said {
        who: if message.said_by.is_none() {
            fl!(t, "party-you")
        } else {
            shown.office.clone()
        },
        when: t.format.day(message.said_on),
        text: message.text.to_string(),
    };
    shown.messages.iter().map(one).collect()
}
