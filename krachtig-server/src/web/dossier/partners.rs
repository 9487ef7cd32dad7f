//! Referrals to other parties and what came of them, the problems of the family, and where funding stood in the way.

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_core::domain::dossier::Dossier;
use krachtig_core::domain::obstacle::{SiloObstacle, SuggestionState};
use krachtig_core::domain::partner::{Referral, ReferralState};
use krachtig_core::domain::problem::Problem;
use krachtig_core::domain::record::RecordKind;
use krachtig_core::domain::vocabulary::Effect;

use super::super::frame::Frame;
use super::super::part::{Badge, Row, Tone};
use super::super::reply::{Answered, Reply};
use super::super::visit::Visit;
use super::super::write::Write;
use super::files;
use super::overview::withheld;
use super::sharing::shares;
use super::{Head, Tab, acts, opened};

#[derive(Template)]
#[template(path = "dossier/partners.html")]
struct PartnersPage {
    p: Frame,
    head: Head,
    referrals: Vec<Row>,
    problems: Vec<Row>,
    obstacles: Vec<Row>,
    suggestions: Vec<Row>,
    shares: Vec<Row>,
    withheld: String,
}

pub(super) fn answer(visit: &Visit, dossier: &Dossier) -> Answered {
    let writes = [Write::Refer, Write::NoteProblem, Write::NoteObstacle, Write::Share];
    let (p, head) = opened(visit, dossier, (Tab::Partners, &writes));
    Reply::page(&PartnersPage {
        p,
        head,
        referrals: dossier
            .referrals
            .iter()
            .rev()
            .map(|one| referral(visit, dossier, one))
            .collect(),
        problems: dossier
            .problems
            .iter()
            .map(|one| problem(visit, dossier, one))
            .collect(),
        obstacles: dossier
            .obstacles
            .iter()
            .rev()
            .map(|one| obstacle(visit, dossier, one))
            .collect(),
        suggestions: suggestions(visit, dossier),
        shares: shares(visit, dossier),
        withheld: withheld(visit, dossier),
    })
}

pub(super) fn partner(dossier: &Dossier, id: krachtig_core::domain::id::PartnerId) -> String {
    let found = dossier.partners.iter().find(|partner| partner.id == id);
    found.map(|partner| partner.name.to_string()).unwrap_or_default()
}

/// How a referral stands, in a tone.
pub(in crate::web) fn referral_badge(visit: &Visit, one: &Referral) -> Badge {
    let tone = match one.state() {
        ReferralState::Sent => Tone::Wait,
        ReferralState::Accepted => Tone::Busy,
        ReferralState::Declined => Tone::Bad,
        ReferralState::Concluded => Tone::Good,
        ReferralState::Withdrawn => Tone::Plain,
    };
    Badge::new(tone, visit.t.word(one.state()))
}

fn referral(visit: &Visit, dossier: &Dossier, one: &Referral) -> Row {
    let t = visit.t;
    let outcome = one.outcome.map(|outcome| t.word(outcome));
    let ground = one.decline_ground.map(|ground| t.word(ground));
    let warm = one.warm_handover.then(|| fl!(t, "warm-handover"));
    let sent = fl!(t, "sent-on", day = t.format.day(one.sent_on));
    let about = [Some(t.word(one.life_domain)), Some(sent), warm, ground, outcome];
    let title = format!("{}: {}", partner(dossier, one.partner_id), one.need);
    let said = dossier.messages_of(one.id).map(|message| {
        let who = if message.said_by.is_none() {
            fl!(t, "party-theirs")
        } else {
            fl!(t, "party-ours")
        };
        let (day, text) = (t.format.short_day(message.said_on), message.text.to_string());
        fl!(t, "party-said-by", who = who, day = day, text = text)
    });
    let row = Row::new(title)
        .about(about.into_iter().flatten().chain(said))
        .badge(Some(referral_badge(visit, one)));
    let writes: &[Write] = match one.state() {
        ReferralState::Sent => &[
            Write::AnswerReferral,
            Write::LinkReferral,
            Write::ToParty,
            Write::WithdrawReferral,
        ],
        ReferralState::Accepted => &[Write::ConcludeReferral, Write::LinkReferral, Write::ToParty],
        _ => &[],
    };
    let mut ways = acts(visit, dossier, (one.id, writes));
    for link in dossier
        .links_of(one.id)
        .filter(|link| visit.ctx.now() < link.expires_at)
    {
        ways.extend(acts(visit, dossier, (link.id, &[Write::EndReferralLink])));
    }
    row.more(one.outcome_note.as_ref().or(one.answer_note.as_ref()))
        .files(files::of(visit, dossier, one.id.uuid()))
        .acts(
            ways.into_iter()
                .chain(files::attach(visit, dossier, (RecordKind::Referral, one.id)))
                .collect(),
        )
}

fn problem(visit: &Visit, dossier: &Dossier, one: &Problem) -> Row {
    let t = visit.t;
    let whose = one
        .person_id
        .and_then(|id| dossier.persons.iter().find(|person| person.id == id));
    let effect = match one.effect {
        Effect::Worse => Tone::Wait,
        Effect::Same => Tone::Plain,
        Effect::Better => Tone::Good,
    };
    let before = one.preexisting.then(|| fl!(t, "preexisting"));
    let noted = fl!(t, "noted-on", day = t.format.day(one.noted_on));
    let about = [whose.map(|person| person.name.to_string()), Some(noted), before];
    let solved = one
        .solved_on
        .map(|on| Badge::new(Tone::Good, fl!(t, "solved-on", day = t.format.short_day(on))));
    let row = Row::new(t.word(one.category)).about(about.into_iter().flatten());
    let row = row.badge(Some(Badge::new(effect, t.word(one.effect)))).badge(solved);
    row.more(one.what_helped.as_ref().or(one.note.as_ref())).acts(acts(
        visit,
        dossier,
        (one.id, &[Write::ChangeProblem]),
    ))
}

fn obstacle(visit: &Visit, dossier: &Dossier, one: &SiloObstacle) -> Row {
    let t = visit.t;
    let bridged = one.bridged_by.map(|bridge| fl!(t, "bridged-by", by = t.word(bridge)));
    let about = [
        Some(fl!(t, "should-pay", silo = t.word(one.silo))),
        Some(t.word(one.ground)),
        one.partner_id.map(|id| partner(dossier, id)),
        Some(fl!(t, "days-lost", count = one.days_lost)),
        (!one.cost.is_zero()).then(|| t.format.amount(one.cost)),
        bridged,
    ];
    let solved = match one.solved_on {
        Some(on) => Badge::new(Tone::Good, fl!(t, "solved-on", day = t.format.short_day(on))),
        None => Badge::new(Tone::Wait, fl!(t, "in-the-way")),
    };
    let row = Row::new(one.need.as_str()).about(about.into_iter().flatten());
    row.badge(Some(solved)).more(one.note.as_ref()).acts(acts(
        visit,
        dossier,
        (one.id, &[Write::ChangeObstacle, Write::Suggest]),
    ))
}

fn suggestions(visit: &Visit, dossier: &Dossier) -> Vec<Row> {
    let t = visit.t;
    let row = |one: &krachtig_core::domain::obstacle::Suggestion| {
        let tone = match one.state {
            SuggestionState::Made => Tone::Plain,
            SuggestionState::TakenUp => Tone::Busy,
            SuggestionState::Adopted => Tone::Good,
            SuggestionState::Rejected => Tone::Bad,
        };
        let to = fl!(t, "suggested-to", party = t.word(one.addressed_to));
        let agenda = one.agenda_on.map(|on| fl!(t, "agenda-on", day = t.format.day(on)));
        let row = Row::new(one.about.as_str()).about(std::iter::once(to).chain(agenda));
        row.badge(Some(Badge::new(tone, t.word(one.state))))
            .more(one.result.as_ref())
            .acts(acts(visit, dossier, (one.id, &[Write::ChangeSuggestion])))
    };
    dossier.suggestions.iter().rev().map(row).collect()
}
