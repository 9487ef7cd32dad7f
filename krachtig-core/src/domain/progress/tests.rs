//! Laws of progress, and what makes each of the nine steps done.

use proptest::prelude::*;
use proptest::sample::subsequence;
use time::Duration;
use time::macros::date;

use super::*;
use crate::domain::family::Relation;
use crate::domain::introduction::{Introduction, IntroductionDraft, Via};
use crate::domain::learning::LearningDraft;
use crate::domain::mapping::{FindingDraft, FindingKind, Mapping, MappingDraft};
use crate::domain::money::Cents;
use crate::domain::obstacle::{ObstacleDraft, SiloObstacle, Suggestion, SuggestionDraft, SuggestionState};
use crate::domain::partner::{ReferralAnswer, ReferralDraft};
use crate::domain::role_check::{RoleCheck, RoleCheckDraft};
use crate::domain::room::{Connection, ConnectionDraft, ConnectionSide, TimeDraft, TimeEntry};
use crate::domain::talk::{DetaineeTalk, TalkDraft, TalkSetting};
use crate::domain::test_support::{DossierBuilder, TODAY, instrument, partner};
use crate::domain::trajectory::{ClosingDraft, ClosingReason, StepSkip};
use crate::domain::vocabulary::{Audience, FundingSilo, LifeDomain, ObstacleGround, PartnerType};

/// Everything that can be added to a dossier and counts for progress.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Deed {
    SilentTalk,
    Talk,
    Roles,
    Introduce,
    Map,
    Time,
    Connection,
    Allot,
    Refer,
    ReferAnswered,
    Try,
    Learn,
    Write,
    Approve,
    Suggest,
    Agenda,
}

const DEEDS: [Deed; 16] = [
    Deed::SilentTalk,
    Deed::Talk,
    Deed::Roles,
    Deed::Introduce,
    Deed::Map,
    Deed::Time,
    Deed::Connection,
    Deed::Allot,
    Deed::Refer,
    Deed::ReferAnswered,
    Deed::Try,
    Deed::Learn,
    Deed::Write,
    Deed::Approve,
    Deed::Suggest,
    Deed::Agenda,
];

/// A family with one adult who consents to everything.
fn willing() -> DossierBuilder {
    let mut case = DossierBuilder::new();
    let adult = case.person(Relation::Partner, None, true);
    for purpose in Purpose::ALL {
        case.consent(adult, *purpose);
    }
    case
}

fn at(case: &DossierBuilder) -> Progress {
    progress(&Facts::of(&case.dossier, case.today()))
}

fn step_state(case: &DossierBuilder, step: Step) -> StepState {
    at(case).step(step).state
}

fn talk(case: &DossierBuilder, told: bool) -> DetaineeTalk {
    let draft = TalkDraft {
        held_on: case.today(),
        setting: TalkSetting::Visit,
        worries: told.then(|| (None, "De huur".to_owned())).into_iter().collect(),
        key_factors: Vec::new(),
        note: None,
    };
    DetaineeTalk::record(&case.dossier, &draft, case.by(1)).expect("the talk is right")
}

fn refer(case: &mut DossierBuilder, answered: bool) {
    let today = case.today();
    let party = partner(true, case.by(1));
    let draft = ReferralDraft {
        persons: Vec::new(),
        need: "Schuldhulp".to_owned(),
        life_domain: LifeDomain::Finances,
        warm_handover: false,
        sent_on: today,
    };
    let mut referral = Referral::send(&case.dossier, &party, &draft, case.by(1)).expect("the referral is right");
    if answered {
        let answer = ReferralAnswer {
            answered_on: today,
            decline_ground: Some(ObstacleGround::NotEntitled),
            note: None,
        };
        referral = referral.answer(&answer, case.by(1)).expect("the answer is right");
    }
    case.dossier.partners.push(party);
    case.dossier.referrals.push(referral);
}

fn learn(case: &DossierBuilder, complete: bool) -> LearningEntry {
    let said = |text: &str| complete.then(|| text.to_owned());
    let draft = LearningDraft {
        tried: "Samen bellen".to_owned(),
        brought: said("Rust"),
        learned: said("Samen gaat het beter"),
        noted_on: case.today(),
    };
    LearningEntry::record(&case.dossier, &draft, case.by(1)).expect("the entry is right")
}

fn suggest(case: &mut DossierBuilder, agenda: bool) {
    let today = case.today();
    let draft = ObstacleDraft {
        need: "Reiskosten".to_owned(),
        life_domain: LifeDomain::Justice,
        silo: FundingSilo::BijzondereBijstand,
        ground: ObstacleGround::NotEntitled,
        met_on: today,
        days_lost: 3,
        cost: Cents::ZERO,
        bridged_by: None,
        solved_on: None,
        note: None,
    };
    let obstacle = SiloObstacle::record(&case.dossier, None, &draft, case.by(1)).expect("the obstacle is right");
    let id = obstacle.id;
    case.dossier.obstacles.push(obstacle);
    let draft = SuggestionDraft {
        about: "Vergoed de reis".to_owned(),
        addressed_to: PartnerType::Municipality,
        made_on: today,
        state: SuggestionState::Made,
        result: None,
        agenda_on: agenda.then_some(today),
    };
    let suggestion = Suggestion::make(&case.dossier, id, &draft, case.by(1)).expect("the suggestion is right");
    case.dossier.suggestions.push(suggestion);
}

fn map(case: &DossierBuilder) -> Mapping {
    let draft = MappingDraft {
        held_on: case.today(),
        present: Vec::new(),
        scores: Vec::new(),
        findings: vec![FindingDraft {
            domain: "finances".to_owned(),
            kind: FindingKind::Strength,
            about: "Spaart".to_owned(),
            carrier: None,
            person_id: None,
        }],
        note: None,
    };
    let instrument = instrument(case.by(1));
    Mapping::record(&case.dossier, &instrument, &draft, case.by(1)).expect("one domain is enough")
}

fn give_room(case: &mut DossierBuilder, deed: Deed) {
    let today = case.today();
    match deed {
        Deed::Time => {
            let draft = TimeDraft {
                spent_on: today,
                minutes: 60,
                life_domain: None,
                note: None,
            };
            let entry = TimeEntry::record(&case.dossier, &draft, case.by(1)).expect("the time is right");
            case.dossier.time_entries.push(entry);
        }
        Deed::Connection => {
            let draft = ConnectionDraft {
                who: "Gezin".to_owned(),
                with_whom: "Buren".to_owned(),
                side: ConnectionSide::Outside,
                laid_on: today,
                result: None,
            };
            let connection = Connection::record(&case.dossier, &draft, case.by(1)).expect("the connection is right");
            case.dossier.connections.push(connection);
        }
        _ => case.allot(10_000),
    }
}

/// Does a deed, today.
fn act(case: &mut DossierBuilder, deed: Deed) {
    match deed {
        Deed::SilentTalk | Deed::Talk => {
            let talk = talk(case, deed == Deed::Talk);
            case.dossier.talks.push(talk);
        }
        Deed::Roles => {
            let draft = RoleCheckDraft {
                agreed_on: case.today(),
                roles: Vec::new(),
                none_reason: Some("Niemand in beeld".to_owned()),
            };
            let check = RoleCheck::record(&case.dossier, &draft, case.by(1)).expect("the check is right");
            case.dossier.role_checks.push(check);
        }
        Deed::Introduce => {
            let draft = IntroductionDraft {
                held_on: case.today(),
                via: Via::ContactPerson,
                present: Vec::new(),
                note: None,
            };
            let met = Introduction::record(&case.dossier, &draft, case.by(1)).expect("the introduction is right");
            case.dossier.introductions.push(met);
        }
        Deed::Map => {
            let mapping = map(case);
            case.dossier.mappings.push(mapping);
        }
        Deed::Time | Deed::Connection | Deed::Allot => give_room(case, deed),
        Deed::Refer | Deed::ReferAnswered => refer(case, deed == Deed::ReferAnswered),
        Deed::Try | Deed::Learn => {
            let entry = learn(case, deed == Deed::Learn);
            case.dossier.learning.push(entry);
        }
        Deed::Write => {
            case.story();
        }
        Deed::Approve => {
            let story = case.story();
            let adult = case.dossier.persons[0].id;
            case.approve(story, adult, Audience::Team)
                .expect("the approval is right");
        }
        Deed::Suggest | Deed::Agenda => suggest(case, deed == Deed::Agenda),
    }
}

#[test]
fn each_step_becomes_done_by_what_the_process_says() {
    use Deed as D;
    let table: [(Step, &[Deed], &[Deed]); 9] = [
        (Step::DetaineeTalk, &[D::SilentTalk], &[D::Talk]),
        (Step::RoleCheck, &[], &[D::Roles]),
        (Step::Introduction, &[], &[D::Introduce]),
        (Step::NeedsStrengths, &[], &[D::Map]),
        (
            Step::RoomToAct,
            &[D::Time, D::Connection],
            &[D::Time, D::Connection, D::Allot],
        ),
        (Step::Connecting, &[D::Refer], &[D::ReferAnswered]),
        (Step::LearningByDoing, &[D::Try], &[D::Learn]),
        (Step::Story, &[D::Write], &[D::Approve]),
        (Step::Scaling, &[D::Suggest], &[D::Agenda]),
    ];
    for (step, begun, done) in table {
        assert_eq!(step_state(&willing(), step), StepState::Open, "{step}");
        let mut case = willing();
        begun.iter().for_each(|deed| act(&mut case, *deed));
        let expected = if begun.is_empty() {
            StepState::Open
        } else {
            StepState::UnderWay
        };
        assert_eq!(step_state(&case, step), expected, "{step}");
        let mut case = willing();
        done.iter().for_each(|deed| act(&mut case, *deed));
        let now = *at(&case).step(step);
        assert_eq!((now.state, now.done_on), (StepState::Done, Some(TODAY)), "{step}");
        let others = DEEDS
            .iter()
            .filter(|deed| !begun.contains(deed) && !done.contains(deed));
        let mut case = willing();
        others.for_each(|deed| act(&mut case, *deed));
        assert_eq!(step_state(&case, step), StepState::Open, "nothing else begins {step}");
    }
}

#[test]
fn the_wish_that_no_story_is_told_is_an_answer_too() {
    let mut case = willing();
    let on = case.today();
    let wished = case
        .dossier
        .trajectory
        .wish_no_story(on, case.by(1))
        .expect("the wish is right");
    case.dossier.trajectory = wished;
    assert_eq!(step_state(&case, Step::Story), StepState::Done);
}

#[test]
fn an_introduction_is_done_when_every_adult_agreed() {
    let mut case = willing();
    let second = case.adult();
    act(&mut case, Deed::Introduce);
    assert_eq!(step_state(&case, Step::Introduction), StepState::UnderWay);
    case.clock.set(date!(2026 - 03 - 09));
    case.consent(second, Purpose::Support);
    assert_eq!(at(&case).step(Step::Introduction).done_on, Some(date!(2026 - 03 - 09)));
    case.withdraw(Purpose::Support);
    assert_eq!(step_state(&case, Step::Introduction), StepState::UnderWay);
}

#[test]
fn a_step_is_blocked_only_by_the_consent_that_it_needs() {
    let mut case = DossierBuilder::new();
    let adult = case.person(Relation::Partner, None, true);
    let needs = [
        (Step::Introduction, Purpose::Introduction),
        (Step::NeedsStrengths, Purpose::Support),
        (Step::Connecting, Purpose::Referral),
        (Step::Story, Purpose::Story),
    ];
    for step in Step::ALL {
        let purpose = needs
            .iter()
            .find(|(needing, _)| needing == step)
            .map(|(_, purpose)| *purpose);
        let expected = if purpose.is_some() {
            StepState::Blocked
        } else {
            StepState::Open
        };
        assert_eq!(step_state(&case, *step), expected, "{step}");
        assert_eq!(at(&case).step(*step).missing_consent, purpose, "{step}");
    }
    for (step, purpose) in needs {
        case.consent(adult, purpose);
        assert_eq!(step_state(&case, step), StepState::Open, "{step}");
        case.withdraw(purpose);
        assert_eq!(step_state(&case, step), StepState::Blocked, "{step}: that very day");
    }
}

#[test]
fn a_skip_hides_what_is_open_but_never_what_is_done() {
    let mut case = willing();
    act(&mut case, Deed::Talk);
    for step in [Step::DetaineeTalk, Step::RoleCheck] {
        let skip = StepSkip::skip(&case.dossier, step, "Niet nodig", case.by(1)).expect("the skip is right");
        case.dossier.skips.push(skip);
    }
    assert_eq!(step_state(&case, Step::DetaineeTalk), StepState::Done);
    assert_eq!(step_state(&case, Step::RoleCheck), StepState::Skipped);
    assert_eq!(at(&case).current(), Some(Step::Introduction));
    let resumed = case.dossier.skips[1].resume(case.by(1)).expect("it was skipped");
    case.dossier.skips[1] = resumed;
    assert_eq!(at(&case).current(), Some(Step::RoleCheck));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn adding_never_takes_a_done_step_back(
        deeds in subsequence(DEEDS.to_vec(), 1..16).prop_shuffle(),
        skipped in 0..9_usize,
    ) {
        let mut case = willing();
        let skip = StepSkip::skip(&case.dossier, Step::ALL[skipped], "Later", case.by(1));
        case.dossier.skips.extend(skip.ok());
        let mut before = at(&case);
        for (day, deed) in deeds.into_iter().enumerate() {
            case.clock.set(TODAY + Duration::days(i64::try_from(day).unwrap_or(0)));
            act(&mut case, deed);
            let after = at(&case);
            for (was, is) in before.steps().iter().zip(after.steps()) {
                prop_assert!(was.state != StepState::Done || is.state == StepState::Done, "{deed:?} undid {}", was.step);
                prop_assert!(was.done_on.is_none() || was.done_on == is.done_on, "the first day stays");
                prop_assert!(was.started_on.is_none() || was.started_on == is.started_on);
                prop_assert!(is.done_on.is_none() || is.started_on <= is.done_on);
            }
            let waiting = |s: &&StepProgress| !matches!(s.state, StepState::Done | StepState::Skipped);
            prop_assert_eq!(after.current(), after.steps().iter().find(waiting).map(|s| s.step));
            before = after;
        }
        let draft = ClosingDraft {
            closed_on: case.today(),
            reason: ClosingReason::Completed,
            note: None,
            outcomes: Vec::new(),
        };
        let (closed, _) = case.dossier.close(&draft, case.by(1)).expect("nothing is open");
        case.dossier.trajectory = closed.after;
        prop_assert_eq!(at(&case), before, "closing leaves progress as it is");
    }
}
