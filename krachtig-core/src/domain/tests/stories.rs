//! A story leaves only as the very version, for the very audience, that every adult approved.

use time::macros::date;

use crate::domain::consent::Purpose;
use crate::domain::family::Relation;
use crate::domain::refusal::RefusalCode;
use crate::domain::story::StoryVersion;
use crate::domain::test_support::{DossierBuilder, code, story_draft};
use crate::domain::vocabulary::Audience;

#[test]
fn every_adult_approves_each_version_for_each_audience() {
    let mut case = DossierBuilder::new();
    let (first, second) = (case.adult(), case.adult());
    let child = case.person(Relation::Child, Some(date!(2016 - 01 - 01)), false);
    assert_eq!(
        code(StoryVersion::write(&case.dossier, &story_draft(), case.by(1))),
        RefusalCode::ConsentMissing
    );
    case.consent(first, Purpose::Story);
    case.consent(second, Purpose::Story);
    let mut for_child = case.consent_draft(crate::domain::consent::Subject::Person(child), Purpose::Story);
    for_child.given_by = Some(first);
    case.give(&for_child);
    let (one, two) = (case.story(), case.story());
    assert_eq!(
        case.dossier.stories.iter().map(|s| s.number).collect::<Vec<_>>(),
        [1, 2]
    );
    case.approve(one, first, Audience::Dji).expect("an adult approves");
    assert!(
        case.dossier.approved_audiences(one, case.today()).is_empty(),
        "the other adult did not"
    );
    assert_eq!(
        code(case.approve(one, first, Audience::Dji)),
        RefusalCode::AlreadyExists
    );
    assert_eq!(
        code(case.approve(one, child, Audience::Dji)),
        RefusalCode::WrongState,
        "a child's adults decide"
    );
    case.clock.set(date!(2026 - 03 - 20));
    case.approve(one, second, Audience::Dji)
        .expect("the other adult approves");
    assert_eq!(case.dossier.approved_audiences(one, case.today()), [Audience::Dji]);
    assert!(
        case.dossier.approved_audiences(two, case.today()).is_empty(),
        "another version is another story"
    );
    assert_eq!(
        case.dossier.story_approved_on(case.today()),
        Some(date!(2026 - 03 - 20))
    );
}

#[test]
fn the_day_on_which_a_story_was_approved_is_the_adults_day() {
    let mut case = DossierBuilder::new();
    let (adult, other) = (case.adult(), case.adult());
    case.consent(adult, Purpose::Story);
    case.consent(other, Purpose::Story);
    let story = case.story();
    case.approve(story, adult, Audience::Dji).expect("an adult approves");
    let whole = case.today();
    case.clock.set(date!(2026 - 03 - 20));
    case.approve(story, other, Audience::Dji).expect("an adult approves");
    // It turns out that the other is a child: nobody waited for that approval.
    case.dossier.persons[1].born_on = Some(date!(2016 - 01 - 01));
    assert_eq!(case.dossier.story_approved_on(case.today()), Some(whole));
}

#[test]
fn what_somebody_approved_is_never_edited() {
    let mut case = DossierBuilder::new();
    let adult = case.adult();
    case.consent(adult, Purpose::Story);
    let id = case.story();
    let story = case.dossier.stories[0].clone();
    assert!(story.revise(&case.dossier, &story_draft(), case.by(1)).is_ok());
    case.approve(id, adult, Audience::Family).expect("an adult approves");
    assert_eq!(
        code(story.revise(&case.dossier, &story_draft(), case.by(1))),
        RefusalCode::Approved
    );
    let taken_back = case.dossier.approvals[0]
        .withdraw(case.by(1))
        .expect("it may be taken back");
    assert_eq!(code(taken_back.withdraw(case.by(1))), RefusalCode::WrongState);
    case.dossier.approvals[0] = taken_back;
    assert!(case.dossier.approved_audiences(id, case.today()).is_empty());
    assert_eq!(
        code(story.revise(&case.dossier, &story_draft(), case.by(1))),
        RefusalCode::Approved,
        "it was read"
    );
    case.approve(id, adult, Audience::Family)
        .expect("and may be approved again");
}

#[test]
fn a_withdrawn_consent_takes_the_approvals_with_it() {
    let mut case = DossierBuilder::new();
    let adult = case.adult();
    case.consent(adult, Purpose::Story);
    let id = case.story();
    case.approve(id, adult, Audience::Public).expect("an adult approves");
    assert_eq!(case.dossier.approved_audiences(id, case.today()), [Audience::Public]);
    case.withdraw(Purpose::Story);
    assert!(case.dossier.approved_audiences(id, case.today()).is_empty());
    assert_eq!(case.dossier.story_approved_on(case.today()), None);
    assert_eq!(
        code(case.approve(id, adult, Audience::Team)),
        RefusalCode::ConsentMissing
    );
}
