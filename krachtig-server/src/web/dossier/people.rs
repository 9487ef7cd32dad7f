//! The people of a dossier: the family, the detainee, who works with them, who agreed to what; and the ecogram.

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_core::domain::consent::Consent;
use krachtig_core::domain::dossier::Dossier;
use krachtig_core::domain::dossier_part::DossierPart;
use krachtig_core::domain::record::RecordKind;
use krachtig_core::domain::role_check::RoleCheck;
use krachtig_core::domain::talk::DetaineeTalk;
use krachtig_core::domain::vocabulary::{Role, Vocabulary};

use super::super::draw::Drawing;
use super::super::frame::Frame;
use super::super::part::{Badge, Button, Row, Tone};
use super::super::reply::{Answered, Reply};
use super::super::visit::Visit;
use super::super::write::Write;
use super::files;
use super::overview::{with_age, withheld};
use super::surroundings::surroundings;
use super::{Head, Names, Tab, acts, button, names, opened};

#[derive(Template)]
#[template(path = "dossier/people.html")]
struct PeoplePage {
    p: Frame,
    head: Head,
    family: Vec<PersonCard>,
    detainees: Vec<PersonCard>,
    team: Vec<Row>,
    introductions: Vec<Row>,
    ecogram: Option<Drawing>,
    talks: Vec<Row>,
    roles: Vec<Row>,
    withheld: String,
}

/// Somebody, with what he or she agreed to.
struct PersonCard {
    mark: String,
    name: String,
    about: String,
    lines: Vec<(&'static str, String)>,
    /// What he or she agrees to, and the way to take it back.
    consents: Vec<(Badge, Vec<Button>)>,
    acts: Vec<Button>,
}

pub(super) async fn answer(visit: &Visit, dossier: &Dossier) -> Answered {
    let team = dossier.assignments.iter().map(|one| one.member_id);
    let colleagues = names(visit, team).await?;
    let writes = [
        Write::AddPerson,
        Write::GiveConsent,
        Write::Talk,
        Write::CheckRoles,
        Write::Introduce,
        Write::Assign,
    ];
    let (p, mut head) = opened(visit, dossier, (Tab::People, &writes));
    if dossier.detainees.is_empty() && !dossier.left_out().has(DossierPart::Detainee) {
        head.buttons.extend(button(visit, dossier, Write::AddDetainee));
    }
    Reply::page(&PeoplePage {
        p,
        head,
        family: dossier
            .persons
            .iter()
            .map(|person| person_card(visit, dossier, person))
            .collect(),
        detainees: dossier
            .detainees
            .iter()
            .map(|one| detainee_card(visit, dossier, one))
            .collect(),
        team: team_rows(visit, dossier, &colleagues),
        introductions: introductions(visit, dossier),
        ecogram: surroundings(visit, dossier, &colleagues),
        talks: talks(visit, dossier),
        roles: role_checks(visit, dossier),
        withheld: withheld(visit, dossier),
    })
}

/// The first letter of a name.
fn mark(name: &str) -> String {
    name.chars()
        .next()
        .map(|c| c.to_uppercase().collect())
        .unwrap_or_default()
}

fn person_card(visit: &Visit, dossier: &Dossier, person: &krachtig_core::domain::family::Person) -> PersonCard {
    let (t, today) = (visit.t, visit.today());
    let mut about = vec![t.word(person.relation)];
    if person.contact_person {
        about.push(fl!(t, "contact-person"));
    }
    let mut lines = Vec::new();
    lines.extend(person.phone.as_ref().map(|phone| ("phone", phone.to_string())));
    lines.extend(person.email.as_ref().map(|email| ("mail", email.to_string())));
    lines.extend(
        person
            .born_on
            .map(|on| ("calendar", fl!(t, "born-on", day = t.format.day(on)))),
    );
    let login = dossier.login_of(person.id);
    lines.extend(login.map(|login| {
        (
            "key",
            fl!(t, "family-login-since", day = t.format.day(login.invited_on)),
        )
    }));
    let theirs = dossier.consents.iter().filter(|one| one.person_id == Some(person.id));
    let mut acts = acts(
        visit,
        dossier,
        (
            person.id,
            &[
                Write::ChangePerson,
                Write::RectifyPerson,
                Write::GiveConsent,
                Write::AskRight,
            ],
        ),
    );
    acts.extend(login_acts(visit, dossier, person));
    PersonCard {
        mark: mark(person.name.as_str()),
        name: with_age(person, today),
        about: about.join(" · "),
        lines,
        consents: consents(visit, dossier, theirs),
        acts,
    }
}

/// Ways to invite somebody who decides alone to a login, and to end one.
fn login_acts(visit: &Visit, dossier: &Dossier, person: &krachtig_core::domain::family::Person) -> Vec<Button> {
    if !person.consents_alone(visit.today()) {
        return Vec::new();
    }
    let mut ways = acts(visit, dossier, (person.id, &[Write::InviteFamily]));
    if let Some(login) = dossier.login_of(person.id) {
        ways.extend(acts(visit, dossier, (login.id, &[Write::EndLogin])));
    }
    ways
}

fn detainee_card(visit: &Visit, dossier: &Dossier, one: &krachtig_core::domain::family::Detainee) -> PersonCard {
    let t = visit.t;
    let mut lines = Vec::new();
    lines.extend(
        one.detained_since
            .map(|on| ("calendar", fl!(t, "detained-since", day = t.format.day(on)))),
    );
    lines.extend(
        one.expected_home_on
            .map(|on| ("home", fl!(t, "home-on", day = t.format.day(on)))),
    );
    let theirs = dossier
        .consents
        .iter()
        .filter(|consent| consent.detainee_id == Some(one.id));
    PersonCard {
        mark: mark(one.name.as_str()),
        name: one.name.to_string(),
        about: one.institution.as_ref().map(ToString::to_string).unwrap_or_default(),
        lines,
        consents: consents(visit, dossier, theirs),
        acts: acts(
            visit,
            dossier,
            (
                one.id,
                &[
                    Write::ChangeDetainee,
                    Write::RectifyDetainee,
                    Write::GiveConsent,
                    Write::AskRight,
                ],
            ),
        ),
    }
}

/// What somebody agrees to today, and what was withdrawn or ran out.
fn consents<'c>(visit: &Visit, dossier: &Dossier, all: impl Iterator<Item = &'c Consent>) -> Vec<(Badge, Vec<Button>)> {
    let (t, today) = (visit.t, visit.today());
    let all: Vec<&Consent> = all.collect();
    let purposes = krachtig_core::domain::consent::Purpose::ALL.iter();
    let told = purposes.filter_map(|purpose| {
        let of: Vec<_> = all.iter().filter(|consent| consent.purpose == *purpose).collect();
        let holding = of.iter().find(|consent| consent.holds(today));
        let word = t.word(*purpose);
        match (holding, of.is_empty()) {
            (_, true) => None,
            (None, false) => Some((
                Badge::new(Tone::Bad, fl!(t, "consent-ended", purpose = word)),
                Vec::new(),
            )),
            (Some(consent), false) => {
                let recipient = consent
                    .recipient
                    .as_ref()
                    .map(|to| format!(": {to}"))
                    .unwrap_or_default();
                let end = acts(visit, dossier, (consent.id, &[Write::WithdrawConsent]));
                Some((Badge::new(Tone::Good, format!("{word}{recipient}")), end))
            }
        }
    });
    told.collect()
}

fn team_rows(visit: &Visit, dossier: &Dossier, colleagues: &Names) -> Vec<Row> {
    let (t, today) = (visit.t, visit.today());
    let mut all: Vec<_> = dossier.assignments.iter().collect();
    all.sort_by_key(|one| (!one.holds(today), !one.lead, one.role != Role::Professional));
    let row = |one: &krachtig_core::domain::trajectory::Assignment| {
        let lead = (one.lead && one.holds(today)).then(|| Badge::new(Tone::Busy, fl!(t, "lead")));
        let ended = one
            .ended_on
            .map(|on| Badge::new(Tone::Plain, fl!(t, "until", day = t.format.short_day(on))));
        let since = fl!(t, "since", day = t.format.day(one.from_on));
        let row = Row::new(colleagues.of(one.member_id)).about([t.word(one.role), t.word(one.side), since]);
        let end: &[Write] = if one.holds(today) { &[Write::EndAssignment] } else { &[] };
        row.badge(lead).badge(ended).acts(acts(visit, dossier, (one.id, end)))
    };
    all.into_iter().map(row).collect()
}

fn introductions(visit: &Visit, dossier: &Dossier) -> Vec<Row> {
    let t = visit.t;
    let row = |one: &krachtig_core::domain::introduction::Introduction| {
        let present = one
            .present
            .iter()
            .filter_map(|id| dossier.persons.iter().find(|person| person.id == *id));
        let present: Vec<String> = present.map(|person| person.name.to_string()).collect();
        let title = fl!(t, "introduction-on", day = t.format.day(one.held_on));
        Row::new(title)
            .about([t.word(one.via), present.join(", ")])
            .more(one.note.as_ref())
            .acts(acts(visit, dossier, (one.id, &[Write::ChangeIntroduction])))
    };
    dossier.introductions.iter().rev().map(row).collect()
}

fn talks(visit: &Visit, dossier: &Dossier) -> Vec<Row> {
    let t = visit.t;
    let row = |one: &DetaineeTalk| {
        let title = fl!(t, "talk-on", day = t.format.day(one.held_on), how = t.word(one.setting));
        let worries = one.worries.iter().map(|worry| worry.about.to_string());
        let factors = one.key_factors.iter().map(|factor| factor.about.to_string());
        Row::new(title)
            .about(worries.chain(factors))
            .more(one.note.as_ref())
            .files(files::of(visit, dossier, one.id.uuid()))
            .acts(
                acts(visit, dossier, (one.id, &[Write::ChangeTalk]))
                    .into_iter()
                    .chain(files::attach(visit, dossier, (RecordKind::DetaineeTalk, one.id)))
                    .collect(),
            )
    };
    dossier.talks.iter().rev().map(row).collect()
}

fn role_checks(visit: &Visit, dossier: &Dossier) -> Vec<Row> {
    let t = visit.t;
    let row = |one: &RoleCheck| {
        let played = one
            .roles
            .iter()
            .map(|role| format!("{} ({}): {}", role.who, t.word(role.kind), role.role));
        Row::new(t.format.day(one.agreed_on))
            .about(played)
            .more(one.none_reason.as_ref())
            .acts(acts(visit, dossier, (one.id, &[Write::ChangeRoles])))
    };
    dossier.role_checks.iter().rev().map(row).collect()
}
