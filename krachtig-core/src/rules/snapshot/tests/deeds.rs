//! Everything that can happen to a case, done through the domain's own decisions.

use proptest::prelude::*;
use time::Duration;
use time::macros::date;

use crate::domain::budget::{BudgetPlan, BudgetRequest, LedgerKind, PlanDraft, RuleOutcome};
use crate::domain::consent::Purpose;
use crate::domain::family::Relation;
use crate::domain::introduction::{Introduction, IntroductionDraft, Via};
use crate::domain::learning::{LearningDraft, LearningEntry};
use crate::domain::mapping::{FindingDraft, FindingKind, Mapping, MappingDraft};
use crate::domain::obstacle::{Bridge, ObstacleDraft, SiloObstacle, Suggestion, SuggestionDraft, SuggestionState};
use crate::domain::partner::{Referral, ReferralAnswer, ReferralDraft, ReferralOutcome};
use crate::domain::problem::{Problem, ProblemDraft};
use crate::domain::record::InDossier;
use crate::domain::refusal::Decision;
use crate::domain::role_check::{RoleCheck, RoleCheckDraft};
use crate::domain::room::{Connection, ConnectionDraft, ConnectionSide, TimeDraft, TimeEntry};
use crate::domain::story::StoryVersion;
use crate::domain::talk::{DetaineeTalk, TalkDraft, TalkSetting};
use crate::domain::test_support::{DossierBuilder, cents, instrument, member, partner, rules, story_draft};
use crate::domain::trajectory::{Assignment, ClosingDraft, ClosingReason, Step, StepSkip};
use crate::domain::vocabulary::{
    Audience, Effect, FundingSilo, LifeDomain, ObstacleGround, PartnerType, ProblemCategory, Role, Vocabulary,
};

/// Everything that can happen to a case.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Deed {
    Talk,
    Roles,
    Introduce,
    Map,
    Time,
    Connect,
    Allot,
    Ask,
    Pay,
    Plan,
    Refer,
    Answer,
    Conclude,
    TakeBack,
    Learn,
    Tell,
    NoStory,
    Meet,
    Solve,
    Suggest,
    Problem,
    Child,
    Assign,
    EndAssignment,
    Skip,
    Resume,
    Withdraw,
    Close,
}

const DEEDS: [Deed; 28] = [
    Deed::Talk,
    Deed::Roles,
    Deed::Introduce,
    Deed::Map,
    Deed::Time,
    Deed::Connect,
    Deed::Allot,
    Deed::Ask,
    Deed::Pay,
    Deed::Plan,
    Deed::Refer,
    Deed::Answer,
    Deed::Conclude,
    Deed::TakeBack,
    Deed::Learn,
    Deed::Tell,
    Deed::NoStory,
    Deed::Meet,
    Deed::Solve,
    Deed::Suggest,
    Deed::Problem,
    Deed::Child,
    Deed::Assign,
    Deed::EndAssignment,
    Deed::Skip,
    Deed::Resume,
    Deed::Withdraw,
    Deed::Close,
];

/// A family with one adult who consents to everything, an instrument and a party, all from the first day.
pub(super) fn willing() -> DossierBuilder {
    let mut case = DossierBuilder::new();
    let adult = case.person(Relation::Partner, None, true);
    for purpose in Purpose::ALL {
        case.consent(adult, *purpose);
    }
    let (ours, party) = (instrument(case.by(1)), partner(true, case.by(1)));
    case.dossier.instruments.push(ours);
    case.dossier.partners.push(party);
    case
}

/// Puts what was decided into the dossier; a deed that is refused on this day is not done.
fn put<R: InDossier>(case: &mut DossierBuilder, decided: Decision<R>) {
    if let Ok(record) = decided {
        record.put(&mut case.dossier);
    }
}

/// Does a deed, today.
pub(super) fn act(case: &mut DossierBuilder, deed: Deed) {
    match deed {
        Deed::Talk | Deed::Roles | Deed::Introduce | Deed::Map | Deed::Learn => help(case, deed),
        Deed::Time | Deed::Connect | Deed::Allot | Deed::Ask | Deed::Pay | Deed::Plan => give_room(case, deed),
        Deed::Refer | Deed::Answer | Deed::Conclude | Deed::TakeBack => refer(case, deed),
        Deed::Meet | Deed::Solve | Deed::Suggest | Deed::Problem => obstruct(case, deed),
        Deed::Tell | Deed::NoStory | Deed::Withdraw => tell(case, deed),
        Deed::Child | Deed::Assign | Deed::EndAssignment | Deed::Skip | Deed::Resume | Deed::Close => run(case, deed),
    }
}

fn help(case: &mut DossierBuilder, deed: Deed) {
    let on = case.today();
    match deed {
        Deed::Talk => {
            let draft = TalkDraft {
                held_on: on,
                setting: TalkSetting::Visit,
                worries: vec![(None, "De huur".to_owned())],
                key_factors: Vec::new(),
                note: None,
            };
            put(case, DetaineeTalk::record(&case.dossier, &draft, case.by(1)));
        }
        Deed::Roles => {
            let draft = RoleCheckDraft {
                agreed_on: on,
                roles: Vec::new(),
                none_reason: Some("Niemand in beeld".to_owned()),
            };
            put(case, RoleCheck::record(&case.dossier, &draft, case.by(1)));
        }
        Deed::Introduce => {
            let draft = IntroductionDraft {
                held_on: on,
                via: Via::ContactPerson,
                present: Vec::new(),
                note: None,
            };
            put(case, Introduction::record(&case.dossier, &draft, case.by(1)));
        }
        Deed::Map => {
            let finding = |(domain, kind): (&str, FindingKind)| FindingDraft {
                domain: domain.to_owned(),
                kind,
                about: "Iets".to_owned(),
                carrier: None,
                person_id: None,
            };
            let draft = MappingDraft {
                held_on: on,
                present: Vec::new(),
                scores: Vec::new(),
                findings: [("finances", FindingKind::Need), ("housing", FindingKind::Strength)]
                    .map(finding)
                    .into(),
                note: None,
            };
            let made_with = case.dossier.instruments[0].clone();
            put(case, Mapping::record(&case.dossier, &made_with, &draft, case.by(1)));
        }
        _ => {
            let draft = LearningDraft {
                tried: "Samen bellen".to_owned(),
                brought: Some("Rust".to_owned()),
                learned: Some("Samen gaat het beter".to_owned()),
                noted_on: on,
            };
            put(case, LearningEntry::record(&case.dossier, &draft, case.by(1)));
        }
    }
}

fn give_room(case: &mut DossierBuilder, deed: Deed) {
    let on = case.today();
    let open = case.dossier.trajectory.closed_on.is_none();
    match deed {
        Deed::Time => {
            let draft = TimeDraft {
                spent_on: on,
                minutes: 60,
                life_domain: None,
                note: None,
            };
            put(case, TimeEntry::record(&case.dossier, &draft, case.by(1)));
        }
        Deed::Connect => {
            let draft = ConnectionDraft {
                who: "Gezin".to_owned(),
                with_whom: "Buren".to_owned(),
                side: ConnectionSide::Outside,
                laid_on: on,
                result: None,
            };
            put(case, Connection::record(&case.dossier, &draft, case.by(1)));
        }
        Deed::Allot if open => case.allot(10_000),
        Deed::Ask => {
            // Without consent, or without money, nothing is asked.
            let _: Decision<_> = case.request(4_000, rules(RuleOutcome::Approve, 0));
        }
        Deed::Pay => {
            let reserved = |request: &&BudgetRequest| !case.dossier.budget().standing(request.id).reserved.is_zero();
            if let Some(request) = case.dossier.requests.iter().find(reserved).cloned() {
                let paid = request.settle(&case.dossier, (LedgerKind::Spend, cents(1_500), None), case.by(1));
                put(case, paid);
            }
        }
        Deed::Plan => {
            let draft = PlanDraft {
                about: "Zwemles".to_owned(),
                total: cents(9_000),
                benefit_impact_checked_on: None,
                reviewed_on: Some(on),
            };
            put(case, BudgetPlan::record(&case.dossier, &draft, case.by(1)));
        }
        _ => {}
    }
}

fn refer(case: &mut DossierBuilder, deed: Deed) {
    let on = case.today();
    let Some(newest) = case.dossier.referrals.last().cloned().filter(|_| deed != Deed::Refer) else {
        let draft = ReferralDraft {
            persons: Vec::new(),
            need: "Schuldhulp".to_owned(),
            life_domain: LifeDomain::Finances,
            warm_handover: false,
            sent_on: on,
        };
        let party = case.dossier.partners[0].clone();
        return put(case, Referral::send(&case.dossier, &party, &draft, case.by(1)));
    };
    let answer = ReferralAnswer {
        answered_on: on,
        decline_ground: on.day().is_multiple_of(2).then_some(ObstacleGround::NotEntitled),
        note: None,
    };
    let answered = match deed {
        Deed::Answer => newest.answer(&answer, case.by(1)),
        Deed::Conclude => newest.conclude(ReferralOutcome::Helped, (on, None), case.by(1)),
        _ => newest.withdraw(case.by(1)),
    };
    put(case, answered);
}

fn obstruct(case: &mut DossierBuilder, deed: Deed) {
    let on = case.today();
    let newest = case.dossier.obstacles.last().cloned();
    let draft = |met_on, solved: bool| ObstacleDraft {
        need: "Reiskosten".to_owned(),
        life_domain: LifeDomain::Justice,
        silo: FundingSilo::BijzondereBijstand,
        ground: ObstacleGround::NotEntitled,
        met_on,
        days_lost: 3,
        cost: cents(2_500),
        bridged_by: solved.then_some(Bridge::Fund),
        solved_on: solved.then_some(on),
        note: None,
    };
    match (deed, newest) {
        (Deed::Meet, _) => put(
            case,
            SiloObstacle::record(&case.dossier, None, &draft(on, false), case.by(1)),
        ),
        (Deed::Solve, Some(met)) if met.solved_on.is_none() => {
            put(
                case,
                met.revise(&case.dossier, None, &draft(met.met_on, true), case.by(1)),
            );
        }
        (Deed::Suggest, Some(met)) => {
            let draft = SuggestionDraft {
                about: "Vergoed de reis".to_owned(),
                addressed_to: PartnerType::Municipality,
                made_on: on,
                state: SuggestionState::Made,
                result: None,
                agenda_on: Some(on),
            };
            put(case, Suggestion::make(&case.dossier, met.id, &draft, case.by(1)));
        }
        (Deed::Problem, _) => {
            let draft = ProblemDraft {
                category: ProblemCategory::Debts,
                person_id: None,
                effect: Effect::Worse,
                preexisting: true,
                noted_on: on,
                solved_on: None,
                what_helped: None,
                note: None,
            };
            put(case, Problem::record(&case.dossier, &draft, case.by(1)));
        }
        _ => {}
    }
}

fn tell(case: &mut DossierBuilder, deed: Deed) {
    let on = case.today();
    match deed {
        Deed::NoStory => put(case, case.dossier.trajectory.wish_no_story(on, case.by(1))),
        Deed::Withdraw => {
            let standing = case
                .dossier
                .consents
                .iter()
                .rev()
                .find(|given| given.withdrawn_on.is_none());
            if let Some(consent) = standing.cloned() {
                put(case, consent.withdraw(None, case.by(1)));
            }
        }
        _ => {
            let told = StoryVersion::write(&case.dossier, &story_draft(), case.by(1));
            if let Ok(story) = told {
                let (id, adult) = (story.id, case.dossier.persons[0].id);
                story.put(&mut case.dossier);
                case.approve(id, adult, Audience::Team)
                    .expect("a consenting adult approves");
            }
        }
    }
}

fn run(case: &mut DossierBuilder, deed: Deed) {
    let on = case.today();
    match deed {
        Deed::Child => {
            case.person(Relation::Child, Some(date!(2019 - 05 - 05)), false);
        }
        Deed::Assign => {
            let assigned = Assignment::assign(&case.dossier, (member(1), Role::Volunteer), false, case.by(2));
            put(case, assigned);
        }
        Deed::EndAssignment => {
            if let Some(held) = case.dossier.assignments.last().cloned() {
                put(case, held.end(case.by(2)));
            }
        }
        Deed::Skip => put(
            case,
            StepSkip::skip(&case.dossier, Step::Connecting, "Niet nodig", case.by(1)),
        ),
        Deed::Resume => {
            if let Some(skip) = case.dossier.skips.last().cloned() {
                put(case, skip.resume(case.by(1)));
            }
        }
        _ => {
            let draft = ClosingDraft {
                closed_on: on,
                reason: ClosingReason::Completed,
                note: None,
                outcomes: Vec::new(),
            };
            if let Ok((closed, _)) = case.dossier.close(&draft, case.by(1)) {
                case.dossier.trajectory = closed.after;
            }
        }
    }
}

/// Does deeds on days after the opening, in the order of the days.
pub(super) fn done(deeds: &[(i64, Deed)]) -> DossierBuilder {
    let mut case = willing();
    let opened = case.today();
    for (days, deed) in deeds {
        case.clock.set(opened + Duration::days(*days));
        act(&mut case, *deed);
    }
    case
}

pub(super) fn any_deeds() -> impl Strategy<Value = Vec<(i64, Deed)>> {
    let deed = (0..60_i64, prop::sample::select(&DEEDS[..]));
    prop::collection::vec(deed, 0..40).prop_map(|mut deeds| {
        deeds.sort_by_key(|(days, _)| *days);
        deeds
    })
}
