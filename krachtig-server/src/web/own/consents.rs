//! The own consents, to give and to take back.

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_core::domain::consent::{Consent, Purpose};
use krachtig_core::domain::vocabulary::Vocabulary;
use krachtig_core::service::{CONSENT_NOTICE, GiveOwnConsent, SeenPlan};

use super::super::form::{Form, Problems, Reading};
use super::super::frame::Frame;
use super::super::part::{Badge, Row, Tone};
use super::super::reply::{Answered, Reply};
use super::super::visit::{Place, Visit};
use super::super::write::act;
use super::{Sent, sent, status};

#[derive(Template)]
#[template(path = "own/consents.html")]
struct ConsentsPage {
    p: Frame,
    problems: Problems,
    /// The version of what stands on this page.
    notice: &'static str,
    purposes: Vec<PurposeShown>,
    ended: Vec<Row>,
}

/// What somebody can say yes to.
struct PurposeShown {
    code: &'static str,
    title: String,
    /// What a yes makes possible.
    opens: Vec<String>,
    /// What stops at once when it is taken back.
    stops: Vec<String>,
    /// The consents that hold.
    holding: Vec<Holding>,
}

struct Holding {
    id: String,
    version: String,
    since: String,
}

pub(super) async fn give(visit: &Visit, form: &Form) -> Sent {
    let mut reading = Reading::new(form, visit.t);
    let purpose = reading.word("purpose");
    let cmd = reading.done(purpose.map(|purpose| GiveOwnConsent {
        purpose,
        recipient: None,
        valid_until: None,
        notice: form.text("notice").to_owned(),
    }))?;
    sent(visit.services.give_own_consent(&visit.ctx, cmd).await)
}

pub(super) async fn withdraw(visit: &Visit, form: &Form) -> Sent {
    let cmd = act::<Consent>(form)?;
    sent(visit.services.withdraw_own_consent(&visit.ctx, cmd).await)
}

pub(super) fn page(visit: &Visit, (seen, _, problems): (&SeenPlan, &Form, Problems)) -> Answered {
    let t = visit.t;
    let problems = problems.within(&[]);
    let (consents, person) = (&seen.plan.consents, &seen.plan.person);
    // Whether the family may be approached is asked of its contact person alone.
    let asked = |purpose: &&Purpose| {
        let given = consents.iter().any(|one| one.consent.purpose == **purpose);
        **purpose != Purpose::Introduction || person.contact_person || given
    };
    let ended = consents.iter().filter(|one| !one.holds).map(|one| {
        let until = one.consent.withdrawn_on.or(one.consent.valid_until);
        let ended = until.map(|on| fl!(t, "taken-back-on", day = t.format.short_day(on)));
        let row = Row::new(t.word(one.consent.purpose)).about([since(visit, &one.consent)]);
        row.badge(ended.map(|text| Badge::new(Tone::Bad, text)))
    });
    let page = ConsentsPage {
        p: visit.frame(fl!(t, "own-consents"), Some(Place::OwnConsents)),
        notice: CONSENT_NOTICE,
        purposes: Purpose::ALL
            .iter()
            .filter(asked)
            .map(|one| purpose(visit, seen, *one))
            .collect(),
        ended: ended.collect(),
        problems: problems.clone(),
    };
    Reply::with_status(status(&problems), &page)
}

fn purpose(visit: &Visit, seen: &SeenPlan, purpose: Purpose) -> PurposeShown {
    let t = visit.t;
    let dependents = purpose.dependents();
    let holding = seen
        .plan
        .consents
        .iter()
        .filter(|one| one.holds && one.consent.purpose == purpose);
    PurposeShown {
        code: purpose.code(),
        title: t.word(purpose),
        opens: dependents.opens.iter().map(|one| t.word(*one)).collect(),
        stops: dependents.stops.iter().map(|one| t.word(*one)).collect(),
        holding: holding
            .map(|one| Holding {
                id: one.consent.id.to_string(),
                version: one.consent.version.get().to_string(),
                since: since(visit, &one.consent),
            })
            .collect(),
    }
}

/// Since when, and for whom alone where it says so.
fn since(visit: &Visit, consent: &Consent) -> String {
    let t = visit.t;
    let given = fl!(t, "own-given", day = t.format.day(consent.given_on));
    match &consent.recipient {
        Some(recipient) => format!("{given} · {recipient}"),
        None => given,
    }
}
