//! The law of an export: whatever is recorded of whom, in one's export nobody else is found.

use proptest::prelude::*;
use time::macros::datetime;

use crate::domain::consent::{Purpose, Subject};
use crate::domain::erasure::GONE;
use crate::domain::family::Relation;
use crate::domain::id::PersonId;
use crate::domain::person_export::{Maker, PersonExport, page};
use crate::domain::rights::DataSubject;
use crate::domain::test_support::{DossierBuilder, TODAY};
use crate::domain::text::{Line, Prose};

/// Names that no text has by chance; the last is the detainee's.
const NAMES: [&str; 4] = [
    "Annabelkanarie Jansen",
    "Brampiekanarie Jansen",
    "Claartjekanarie O'Neill-Smit",
    "Dirkiekanarie de Boer",
];

/// One record: which kind, about whom, and whose names its text holds.
type Note = (u8, usize, [bool; 4]);

fn family(notes: &[Note]) -> (DossierBuilder, Vec<PersonId>) {
    let mut case = DossierBuilder::new();
    let people = vec![case.adult(), case.adult(), case.person(Relation::Child, None, false)];
    let detainee = case.detainee();
    for (place, name) in NAMES.iter().take(3).enumerate() {
        case.dossier.persons[place].name = Line::parse("name", name).expect("a name");
        case.dossier.persons[place].phone = Some(Line::parse("phone", &format!("06-1234{place}000")).expect("a line"));
    }
    case.dossier.detainees[0].name = Line::parse("name", NAMES[3]).expect("a name");
    for person in &people[..2] {
        for purpose in [Purpose::Support, Purpose::Story] {
            case.consent(*person, purpose);
        }
    }
    let draft = case.consent_draft(Subject::Detainee(detainee), Purpose::Introduction);
    case.give(&draft);
    for (kind, whom, named) in notes {
        let told = named.iter().enumerate().filter(|(_, named)| **named);
        let told: Vec<String> = told.map(|(n, _)| spelt(n, *kind)).collect();
        note(
            &mut case,
            (*kind, people.get(*whom).copied()),
            &format!("Vandaag {} erbij", told.join(" en ")),
        );
    }
    (case, people)
}

/// A name as people write it: whole, by the first name, in capitals, or by the number.
fn spelt(n: usize, way: u8) -> String {
    match way % 4 {
        0 => NAMES[n].to_owned(),
        1 => NAMES[n].split(' ').next().unwrap_or_default().to_owned(),
        2 => NAMES[n].to_uppercase(),
        _ if n < 3 => format!("06-1234{n}000"),
        _ => NAMES[n].to_owned(),
    }
}

fn note(case: &mut DossierBuilder, (kind, whom): (u8, Option<PersonId>), text: &str) {
    let (line, prose) = (
        Line::parse("text", text).expect("a line"),
        Prose::parse("text", text).expect("prose"),
    );
    match kind % 3 {
        0 => {
            let goal = case.goal();
            let goal = case.dossier.goals.iter_mut().find(|one| one.id == goal).expect("there");
            (goal.title, goal.person_id) = (line, whom);
        }
        1 => {
            let consent = case
                .dossier
                .consents
                .iter_mut()
                .find(|c| c.person_id == whom && whom.is_some());
            if let Some(consent) = consent {
                consent.withdrawal_note = Some(prose);
            }
        }
        _ => {
            let story = case.story();
            let story = case
                .dossier
                .stories
                .iter_mut()
                .find(|one| one.id == story)
                .expect("there");
            story.body = prose;
        }
    }
}

proptest! {
    #[test]
    fn in_ones_export_nobody_else_is_found(notes in prop::collection::vec((0..12_u8, 0..4_usize, any::<[bool; 4]>()), 0..12)) {
        let (case, people) = family(&notes);
        let maker = Maker { controller: "Stichting", office: "Kantoor", at: datetime!(2026-03-02 12:00 UTC), today: TODAY };
        let detainee = case.dossier.detainees[0].id;
        let subjects = people.iter().map(|id| DataSubject::Person(*id)).chain([DataSubject::Detainee(detainee)]);
        for (own, subject) in subjects.enumerate() {
            let exported = PersonExport::of(std::slice::from_ref(&case.dossier), subject, maker, &[]);
            let (export, _) = exported.expect("exported");
            let json = serde_json::to_string(&export).expect("serialises");
            for told in [json.to_lowercase(), page::page(&export).to_lowercase()] {
                prop_assert!(own == 3 || told.contains(&NAMES[own].split(' ').next().unwrap_or_default().to_lowercase()));
                for (other, name) in NAMES.iter().enumerate().filter(|(other, _)| *other != own) {
                    let first = name.split(' ').next().unwrap_or_default().to_lowercase();
                    prop_assert!(!told.contains(&first), "{} in the export of {}", name, NAMES[own]);
                    let phone = format!("06-1234{other}000");
                    prop_assert!(!told.contains(&phone));
                }
            }
        }
    }
}

/// A short name in a line that is as long as may be: what stands in its place is no longer than the name.
#[test]
fn taking_somebody_out_of_a_full_line_leaves_a_line() {
    let mut case = DossierBuilder::new();
    let (goes, stays) = (case.adult(), case.adult());
    case.consent(stays, Purpose::Support);
    case.dossier.persons[0].name = Line::parse("name", "Bob Jansen").expect("a name");
    case.dossier.persons[1].name = Line::parse("name", "Ina Jansen").expect("a name");
    case.goal();
    let full = "Bob ".repeat(Line::MAX / 4);
    case.dossier.goals[0].title = Line::parse("title", &full).expect("as long as may be");
    let subject = DataSubject::Person(goes);
    let redactor = case.dossier.redactor_of(subject, GONE);
    let erased = case.dossier.erasure_of(&case.dossier.goals[0], subject, &redactor);
    let after = erased.expect("still a goal").expect("another");
    assert!(!after.title.as_str().contains("Bob"));
    assert!(
        case.dossier
            .erasure_of(&case.dossier.persons[1], subject, &redactor)
            .expect("a person")
            .is_none()
    );
}
