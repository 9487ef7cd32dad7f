//! The first tab: where the family stands, and what waits.

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_core::domain::dossier::Dossier;
use krachtig_core::domain::dossier_part::DossierPart;
use krachtig_core::domain::family::Person;
use krachtig_core::domain::progress::progress;
use krachtig_core::domain::vocabulary::Vocabulary;
use time::{Date, Duration};

use super::super::frame::Frame;
use super::super::part::{Badge, Button, Row, Tone};
use super::super::places;
use super::super::reply::{Answered, Reply};
use super::super::visit::Visit;
use super::super::write::Write;
use super::progress::{Step, steps};
use super::rights::{standing, waiting};
use super::sharing::to_tell;
use super::{Head, Names, Tab, address, button, names, opened};

#[derive(Template)]
#[template(path = "dossier/overview.html")]
struct OverviewPage {
    p: Frame,
    head: Head,
    facts: Vec<(String, String)>,
    note: String,
    /// What limits the use of data, and what holds the dossier.
    standing: Vec<String>,
    rights: String,
    trajectories: String,
    waits: Vec<Row>,
    steps: Vec<Step>,
    acts: Vec<Button>,
    withheld: String,
}

/// How soon a consent that ends is told of.
const SOON: Duration = Duration::days(30);

pub(super) async fn answer(visit: &Visit, dossier: &Dossier) -> Answered {
    let today = visit.today();
    let holding = dossier.assignments.iter().filter(|one| one.holds(today));
    let colleagues = names(visit, holding.map(|one| one.member_id)).await?;
    let progress = progress(&dossier.facts(today));
    let at = address(visit, dossier);
    let writes = [Write::Talk, Write::NoteTime, Write::ChangeFamily];
    let (p, mut head) = opened(visit, dossier, (Tab::Overview, &writes));
    if let Some(step) = progress.current() {
        let text = fl!(visit.t, "badge-step", number = step.number());
        head.badges.insert(0, Badge::new(Tone::Busy, text));
    }
    let waits = waits(visit, dossier, &at);
    if waits.iter().any(|row| row.late) {
        head.badges.push(Badge::new(Tone::Bad, fl!(visit.t, "badge-late")));
    }
    Reply::page(&OverviewPage {
        p,
        head,
        facts: facts(visit, dossier, &colleagues),
        note: dossier
            .family
            .note
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        standing: standing(visit, dossier),
        rights: format!("{at}{}", Tab::Rights.at()),
        trajectories: format!("{at}/trajectories"),
        waits,
        acts: [Write::Close, Write::Reopen]
            .into_iter()
            .filter_map(|write| button(visit, dossier, write))
            .map(|way| Button::new(format!("{}?of={}", way.href, dossier.trajectory.id), way.label))
            .collect(),
        steps: steps((visit, dossier), &at, &progress),
        withheld: withheld(visit, dossier),
    })
}

/// The parts that are not the reader's to see, so that nobody takes what is not shown for what is not there.
pub(in crate::web) fn withheld(visit: &Visit, dossier: &Dossier) -> String {
    let parts = dossier.left_out().iter().filter(|part| *part != DossierPart::Progress);
    let parts: Vec<String> = parts.map(|part| visit.t.word(part)).collect();
    parts.join(", ")
}

fn facts(visit: &Visit, dossier: &Dossier, colleagues: &Names) -> Vec<(String, String)> {
    let (t, today) = (visit.t, visit.today());
    let mut facts = Vec::new();
    let mut tell = |label: String, text: String| {
        if !text.is_empty() {
            facts.push((label, text));
        }
    };
    let listed = |all: Vec<String>| all.join(", ");
    let contact = dossier.persons.iter().filter(|person| person.contact_person);
    let contact = contact.map(|person| format!("{} ({})", person.name, t.word(person.relation)));
    tell(fl!(t, "fact-contact"), listed(contact.collect()));
    let children = dossier.persons.iter().filter(|person| !person.is_adult(today));
    tell(
        fl!(t, "fact-children"),
        listed(children.map(|child| with_age(child, today)).collect()),
    );
    let detainees = dossier.detainees.iter().map(|one| match &one.institution {
        Some(institution) => format!("{}, {institution}", one.name),
        None => one.name.to_string(),
    });
    tell(fl!(t, "fact-detainee"), listed(detainees.collect()));
    let home = dossier.detainees.iter().filter_map(|one| one.expected_home_on);
    tell(fl!(t, "fact-home"), listed(home.map(|on| t.format.day(on)).collect()));
    let place = dossier
        .family
        .municipality
        .as_ref()
        .map(|code| places::name(code.as_str()));
    tell(fl!(t, "fact-place"), place.unwrap_or_default());
    let team = dossier.assignments.iter().filter(|one| one.holds(today)).map(|one| {
        let name = colleagues.of(one.member_id);
        let role = t.word(one.role);
        if one.lead {
            fl!(t, "team-lead", name = name, role = role)
        } else {
            format!("{name} ({role})")
        }
    });
    tell(fl!(t, "fact-team"), listed(team.collect()));
    tell(fl!(t, "fact-opened"), t.format.day(dossier.trajectory.opened_on));
    let left = match &dossier.withheld {
        Some(withheld) => withheld
            .budget_left
            .or_else(|| sees_budget(dossier).then(|| dossier.budget().balance().available())),
        None => Some(dossier.budget().balance().available()),
    };
    tell(
        fl!(t, "fact-budget"),
        left.map(|left| t.format.amount(left)).unwrap_or_default(),
    );
    facts
}

fn sees_budget(dossier: &Dossier) -> bool {
    !dossier.left_out().has(DossierPart::Budget)
}

/// A name with an age, where the birth date is known.
pub(super) fn with_age(person: &Person, today: Date) -> String {
    match person.born_on {
        Some(born) => format!("{} ({})", person.name, age(born, today)),
        None => person.name.to_string(),
    }
}

fn age(born: Date, today: Date) -> i32 {
    let had_birthday = (today.month() as u8, today.day()) >= (born.month() as u8, born.day());
    today.year() - born.year() - i32::from(!had_birthday)
}

/// What waits for somebody: actions, referrals without an answer, consents that end, requests to decide on.
fn waits(visit: &Visit, dossier: &Dossier, at: &str) -> Vec<Row> {
    let (t, today) = (visit.t, visit.today());
    // What somebody asked for by right, and what a party is to hear, waits in a closed dossier too.
    let mut rows: Vec<Row> = waiting(visit, dossier, at);
    rows.extend(to_tell(visit, dossier, at));
    if dossier.trajectory.closed_on.is_some() {
        return rows;
    }
    let mut open: Vec<_> = dossier
        .actions
        .iter()
        .filter(|action| action.done_on.is_none())
        .collect();
    open.sort_by_key(|action| (action.due_on.is_none(), action.due_on));
    for action in open.into_iter().take(6) {
        let late = action.due_on.is_some_and(|due| due < today);
        let due = action.due_on.map(|due| due_badge(visit, due));
        let who = action.who.as_ref().map(ToString::to_string).unwrap_or_default();
        let row = Row::new(action.about.as_str()).to(format!("{at}/plan"));
        rows.push(row.about([t.word(action.carrier), who]).badge(due).late(late));
    }
    for referral in dossier
        .referrals
        .iter()
        .filter(|one| one.answered_on.is_none() && one.withdrawn_on.is_none())
    {
        let partner = dossier
            .partners
            .iter()
            .find(|partner| partner.id == referral.partner_id);
        let name = partner.map(|partner| partner.name.to_string()).unwrap_or_default();
        let sent = fl!(t, "sent-on", day = t.format.day(referral.sent_on));
        let row = Row::new(fl!(t, "wait-referral", name = name)).to(format!("{at}/partners"));
        let badge = Badge::new(Tone::Wait, t.word(referral.state()));
        rows.push(row.about([referral.need.to_string(), sent]).badge(Some(badge)));
    }
    for (until, consent) in dossier.ending_consents(today, today + SOON) {
        let whose = dossier
            .persons
            .iter()
            .find(|person| Some(person.id) == consent.person_id);
        let whose = whose.map(|person| person.name.to_string()).unwrap_or_default();
        let row = Row::new(fl!(t, "wait-consent", purpose = t.word(consent.purpose))).to(format!("{at}/people"));
        let ends = fl!(t, "ends-on", day = t.format.day(until));
        rows.push(row.about([whose]).badge(Some(Badge::new(Tone::Wait, ends))));
    }
    let budget = dossier.budget();
    for request in &dossier.requests {
        let state = request.state(&budget);
        if state.code() == "pending" {
            let row = Row::new(request.purpose.as_str()).to(format!("{at}/budget"));
            let badge = Badge::new(Tone::Wait, t.word(state));
            rows.push(row.about([t.format.amount(request.amount)]).badge(Some(badge)));
        }
    }
    rows
}

/// By when something should be done.
pub(in crate::web) fn due_badge(visit: &Visit, due: Date) -> Badge {
    let (t, today) = (visit.t, visit.today());
    let day = t.format.short_day(due);
    match (due - today).whole_days() {
        late if late < 0 => Badge::new(Tone::Bad, fl!(t, "due-late", day = day)),
        0 => Badge::new(Tone::Wait, fl!(t, "today")),
        1..=7 => Badge::new(Tone::Wait, day),
        _ => Badge::new(Tone::Plain, day),
    }
}
