//! Referrals end in an answer, and each state has its own ways out.

use time::macros::date;

use crate::domain::consent::Purpose;
use crate::domain::partner::{Referral, ReferralAnswer, ReferralDraft, ReferralOutcome, ReferralState};
use crate::domain::refusal::{Decision, RefusalCode};
use crate::domain::test_support::{DossierBuilder, TODAY, code, partner};
use crate::domain::vocabulary::{LifeDomain, ObstacleGround};

fn draft() -> ReferralDraft {
    ReferralDraft {
        persons: Vec::new(),
        need: "Schuldhulp".to_owned(),
        life_domain: LifeDomain::Finances,
        warm_handover: true,
        sent_on: TODAY,
    }
}

fn send(case: &DossierBuilder, draft: &ReferralDraft) -> Decision<Referral> {
    Referral::send(&case.dossier, &partner(true, case.by(1)), draft, case.by(1))
}

fn answer(case: &DossierBuilder, referral: &Referral, ground: Option<ObstacleGround>) -> Decision<Referral> {
    let answer = ReferralAnswer {
        answered_on: case.today(),
        decline_ground: ground,
        note: None,
    };
    referral.answer(&answer, case.by(1))
}

fn conclude(case: &DossierBuilder, referral: &Referral) -> Decision<Referral> {
    referral.conclude(ReferralOutcome::Helped, (case.today(), None), case.by(1))
}

#[test]
fn it_takes_the_consent_of_the_family_and_of_everybody_it_is_about() {
    let mut case = DossierBuilder::new();
    let (first, second) = (case.adult(), case.adult());
    assert_eq!(code(send(&case, &draft())), RefusalCode::ConsentMissing);
    case.consent(first, Purpose::Referral);
    assert!(send(&case, &draft()).is_ok());
    let about_both = ReferralDraft {
        persons: vec![first, second],
        ..draft()
    };
    assert_eq!(code(send(&case, &about_both)), RefusalCode::ConsentMissing);
    case.consent(second, Purpose::Referral);
    assert!(send(&case, &about_both).is_ok());
    case.withdraw(Purpose::Referral);
    assert_eq!(code(send(&case, &about_both)), RefusalCode::ConsentMissing);
    let closed_door = Referral::send(&case.dossier, &partner(false, case.by(1)), &draft(), case.by(1));
    assert_eq!(code(closed_door), RefusalCode::WrongState);
}

#[test]
fn every_state_has_its_own_ways_out() {
    let mut case = DossierBuilder::new();
    let adult = case.adult();
    case.consent(adult, Purpose::Referral);
    let sent = send(&case, &draft()).expect("it may be sent");
    case.clock.set(date!(2026 - 03 - 05));
    let accepted = answer(&case, &sent, None).expect("the party may accept");
    let declined = answer(&case, &sent, Some(ObstacleGround::NoPayer)).expect("the party may decline");
    let withdrawn = sent.withdraw(case.by(1)).expect("it may be taken back");
    case.clock.set(date!(2026 - 03 - 09));
    let concluded = conclude(&case, &accepted).expect("it may be concluded");
    let table = [
        (&sent, ReferralState::Sent, None),
        (&accepted, ReferralState::Accepted, None),
        (&declined, ReferralState::Declined, Some(date!(2026 - 03 - 05))),
        (&withdrawn, ReferralState::Withdrawn, None),
        (&concluded, ReferralState::Concluded, Some(date!(2026 - 03 - 09))),
    ];
    for (referral, state, closed_on) in table {
        assert_eq!((referral.state(), referral.closed_on()), (state, closed_on));
        assert_eq!(
            answer(&case, referral, None).is_ok(),
            state == ReferralState::Sent,
            "answering when {state}"
        );
        assert_eq!(
            referral.withdraw(case.by(1)).is_ok(),
            state == ReferralState::Sent,
            "withdrawing when {state}"
        );
        assert_eq!(
            conclude(&case, referral).is_ok(),
            state == ReferralState::Accepted,
            "concluding when {state}"
        );
    }
    case.clock.set(date!(2026 - 03 - 01));
    assert_eq!(code(answer(&case, &sent, None)), RefusalCode::TooEarly);
}
