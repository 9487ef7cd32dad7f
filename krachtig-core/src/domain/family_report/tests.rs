//! What each audience gets of a dossier, and what ends that.

use super::*;
use crate::domain::consent::{Purpose, Subject};
use crate::domain::dossier_part::DossierParts;
use crate::domain::id::{PersonId, StoryVersionId};
use crate::domain::learning::{LearningDraft, LearningEntry};
use crate::domain::limit::{LimitDraft, LimitKind, ProcessingLimit};
use crate::domain::obstacle::{Bridge, ObstacleDraft, SiloObstacle, Suggestion, SuggestionDraft, SuggestionState};
use crate::domain::rights::DataSubject;
use crate::domain::story::{StoryDraft, StoryVersion};
use crate::domain::test_support::{DossierBuilder, cents, code};
use crate::domain::vocabulary::{LifeDomain, ObstacleGround, PartnerType, Vocabulary};

const NAME: &str = "Iemand";

/// A family that told everything, and let nobody read it yet.
fn told(body: &str) -> (DossierBuilder, PersonId, StoryVersionId) {
    let mut builder = DossierBuilder::new();
    let adult = builder.adult();
    for purpose in [Purpose::Story, Purpose::Support, Purpose::PerspectiveBudget] {
        builder.consent(adult, purpose);
    }
    builder.goal();
    builder.allot(100_000);
    let draft = StoryDraft {
        title: "Samen".to_owned(),
        body: body.to_owned(),
        effects: Some("Rust in huis.".to_owned()),
    };
    let story = StoryVersion::write(&builder.dossier, &draft, builder.by(1)).expect("written");
    let id = story.id;
    builder.dossier.stories.push(story);
    let learned = LearningDraft {
        tried: "Samen eten".to_owned(),
        brought: None,
        learned: Some("Klein beginnen".to_owned()),
        noted_on: builder.today(),
    };
    let learned = LearningEntry::record(&builder.dossier, &learned, builder.by(1)).expect("recorded");
    builder.dossier.learning.push(learned);
    obstacle(&mut builder);
    (builder, adult, id)
}

fn obstacle(builder: &mut DossierBuilder) {
    let draft = ObstacleDraft {
        need: "Huur voor Iemand".to_owned(),
        life_domain: LifeDomain::Housing,
        silo: FundingSilo::BijzondereBijstand,
        ground: ObstacleGround::TermTooLong,
        met_on: builder.today(),
        days_lost: 12,
        cost: cents(45_000),
        bridged_by: Some(Bridge::PerspectiveBudget),
        solved_on: None,
        note: None,
    };
    let obstacle = SiloObstacle::record(&builder.dossier, None, &draft, builder.by(1)).expect("recorded");
    let id = obstacle.id;
    builder.dossier.obstacles.push(obstacle);
    for about in ["Laat Iemand niet wachten", "Bel 06 12 34 56 78"] {
        let draft = SuggestionDraft {
            about: about.to_owned(),
            addressed_to: PartnerType::Municipality,
            made_on: builder.today(),
            state: SuggestionState::Made,
            result: None,
            agenda_on: None,
        };
        let made = Suggestion::make(&builder.dossier, id, &draft, builder.by(1)).expect("made");
        builder.dossier.suggestions.push(made);
    }
}

fn report(builder: &DossierBuilder, audience: Audience) -> Decision<FamilyReport> {
    let workers = ["Sanne Werker (fictief)".to_owned()];
    let asked = (audience, DossierParts::ALL);
    builder.dossier.family_report(asked, (&workers, builder.by(1)))
}

#[test]
fn there_is_no_report_for_an_audience_for_which_nothing_was_approved() {
    let (mut builder, adult, story) = told("Het ging beter.");
    for approved in Audience::ALL {
        assert_eq!(code(report(&builder, *approved)), RefusalCode::StoryNotApproved);
        builder.approve(story, adult, *approved).expect("approved");
        let told = report(&builder, *approved).expect("told");
        assert_eq!((told.audience, told.story.number), (*approved, 1));
    }
}

#[test]
fn whatever_ends_an_approval_ends_the_report_at_once() {
    let (mut builder, adult, story) = told("Het ging beter.");
    builder.approve(story, adult, Audience::Team).expect("approved");
    assert!(report(&builder, Audience::Team).is_ok());

    let other = builder.adult();
    assert_eq!(
        code(report(&builder, Audience::Team)),
        RefusalCode::ConsentMissing,
        "somebody came to live there who consented to nothing"
    );
    builder.dossier.persons.retain(|person| person.id != other);
    let limit = LimitDraft {
        subject: DataSubject::Person(adult),
        kind: LimitKind::Restriction,
        purpose: None,
        reason: None,
        until_on: None,
    };
    let limit = ProcessingLimit::put(&builder.dossier, &limit, builder.by(1)).expect("placed");
    builder.dossier.limits.push(limit);
    assert_eq!(
        code(report(&builder, Audience::Team)),
        RefusalCode::ProcessingRestricted
    );
    builder.dossier.limits.clear();
    builder.withdraw(Purpose::Story);
    assert_eq!(code(report(&builder, Audience::Team)), RefusalCode::ConsentMissing);
}

#[test]
fn a_consent_for_one_audience_tells_nothing_to_another() {
    let (mut builder, adult, story) = told("Het ging beter.");
    builder.approve(story, adult, Audience::Municipality).expect("approved");
    builder.approve(story, adult, Audience::Dji).expect("approved");
    builder.withdraw(Purpose::Story);
    let mut narrow = builder.consent_draft(Subject::Person(adult), Purpose::Story);
    narrow.recipient = Some(Audience::Dji.code().to_owned());
    builder.give(&narrow);
    assert!(report(&builder, Audience::Dji).is_ok());
    assert_eq!(
        code(report(&builder, Audience::Municipality)),
        RefusalCode::ConsentMissing
    );
}

#[test]
fn outside_nobody_is_named_and_what_is_in_doubt_is_left_out() {
    let (mut builder, adult, story) = told("Iemand en Sanne gingen samen naar school.");
    builder.detainee();
    for audience in Audience::ALL {
        builder.approve(story, adult, *audience).expect("approved");
        let told = report(&builder, *audience).expect("told");
        let text = format!("{told:?}");
        for name in [NAME, "Sanne", "Proefdier", "06 12"] {
            let stays = !audience.is_outside() && (name == NAME || name == "Sanne" || told.family.is_some());
            let stays = stays && (name != "06 12" || told.silos.is_some());
            assert_eq!(text.contains(name), stays, "{name} for {audience:?}: {text}");
        }
        assert_eq!(told.left_out, u32::from(*audience == Audience::Municipality));
    }
}

#[test]
fn a_story_that_tells_who_somebody_is_goes_to_nobody_outside() {
    let (mut builder, adult, story) = told("Mail Iemand op iemand@voorbeeld.invalid.");
    for audience in Audience::ALL {
        builder.approve(story, adult, *audience).expect("approved");
        let told = report(&builder, *audience);
        if audience.is_outside() {
            assert_eq!(code(told), RefusalCode::NotDeidentified, "{audience:?}");
        } else {
            assert!(told.is_ok());
        }
    }
}

#[test]
fn each_audience_gets_its_portion_and_no_more() {
    let (mut builder, adult, story) = told("Het ging beter.");
    for audience in Audience::ALL {
        builder.approve(story, adult, *audience).expect("approved");
        let told = report(&builder, *audience).expect("told");
        let parts = [
            told.change.is_some(),
            told.done.is_some(),
            told.cost.is_some(),
            told.silos.is_some(),
            told.learned.is_some(),
        ];
        match audience {
            Audience::Family | Audience::Team => assert_eq!(parts, [true; 5]),
            Audience::Municipality => {
                assert_eq!(parts, [false, true, true, true, false]);
                assert_eq!(told.done.expect("done").goals, []);
                assert_eq!(told.cost.expect("cost").ledger, []);
                assert!(told.silos.expect("silos").iter().all(|silo| silo.need.is_none()));
            }
            _ => assert_eq!(parts, [false; 5], "{audience:?}"),
        }
    }
}

#[test]
fn what_was_told_to_be_helped_is_left_out_once_that_consent_is_gone() {
    let (mut builder, adult, story) = told("Het ging beter.");
    builder.approve(story, adult, Audience::Family).expect("approved");
    builder.withdraw(Purpose::Support);
    let told = report(&builder, Audience::Family).expect("told");
    assert_eq!((told.change, told.learned), (None, None));
    assert_eq!(told.done.expect("done").goals, []);
}

#[test]
fn whoever_does_not_see_a_part_gets_no_report_of_it() {
    let (mut builder, adult, story) = told("Het ging beter.");
    builder.approve(story, adult, Audience::Team).expect("approved");
    let seen = DossierParts::of(&[DossierPart::Story]);
    let told = builder
        .dossier
        .family_report((Audience::Team, seen), (&[], builder.by(1)));
    let told = told.expect("told");
    assert!(told.change.is_none() && told.done.is_none() && told.cost.is_none());
    assert!(told.silos.is_none() && told.learned.is_none());
}
