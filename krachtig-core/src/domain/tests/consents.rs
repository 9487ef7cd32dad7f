//! Consent: whose it is, when it holds, and what stops with it.

use time::macros::date;

use crate::domain::consent::{Consent, Purpose, Subject};
use crate::domain::family::Relation;
use crate::domain::id::PersonId;
use crate::domain::limit::{LimitDraft, LimitKind, ProcessingLimit};
use crate::domain::mapping::{FindingDraft, FindingKind, Mapping, MappingDraft};
use crate::domain::partner::{Referral, ReferralDraft};
use crate::domain::refusal::RefusalCode;
use crate::domain::rights::DataSubject;
use crate::domain::terms::{ConsentUse, DEPENDENTS, LegalBasis, TERMS, Use, legal_basis};
use crate::domain::test_support::{DossierBuilder, TODAY, code, instrument};
use crate::domain::text::Line;
use crate::domain::vocabulary::{LifeDomain, Vocabulary};

#[test]
fn a_consent_holds_from_its_first_day_to_its_last() {
    let mut case = DossierBuilder::new();
    let adult = case.adult();
    let mut draft = case.consent_draft(Subject::Person(adult), Purpose::Support);
    draft.valid_until = Some(date!(2026 - 03 - 31));
    case.give(&draft);
    let held = |day| case.dossier.person_consents(adult, Purpose::Support, day);
    let days = [
        date!(2026 - 03 - 01),
        TODAY,
        date!(2026 - 03 - 31),
        date!(2026 - 04 - 01),
    ];
    assert_eq!(days.map(held), [false, true, true, false]);
    assert!(
        !case.dossier.person_consents(adult, Purpose::Referral, TODAY),
        "for its own purpose alone"
    );
}

#[test]
fn a_withdrawal_stops_it_that_very_day_and_once() {
    let mut case = DossierBuilder::new();
    let adult = case.adult();
    case.consent(adult, Purpose::Support);
    case.clock.set(date!(2026 - 03 - 10));
    case.withdraw(Purpose::Support);
    let held = |day| case.dossier.person_consents(adult, Purpose::Support, day);
    assert_eq!([date!(2026 - 03 - 09), date!(2026 - 03 - 10)].map(held), [true, false]);
    assert_eq!(
        code(case.dossier.consents[0].withdraw(None, case.by(1))),
        RefusalCode::WrongState
    );
    case.consent(adult, Purpose::Support);
    assert!(
        case.dossier.family_consents(Purpose::Support, case.today()),
        "a new yes counts at once"
    );
}

#[test]
fn one_withdrawal_is_enough_for_the_same_consent_is_not_given_twice() {
    let mut case = DossierBuilder::new();
    let adult = case.adult();
    case.consent(adult, Purpose::Referral);
    let mut again = case.consent_draft(Subject::Person(adult), Purpose::Referral);
    assert_eq!(
        code(Consent::give(&case.dossier, &again, case.by(1))),
        RefusalCode::AlreadyExists
    );
    again.recipient = Some("Wijkteam".to_owned());
    assert!(
        Consent::give(&case.dossier, &again, case.by(1)).is_ok(),
        "for another recipient it is another"
    );
}

#[test]
fn an_adult_speaks_for_a_child_until_it_is_sixteen() {
    let mut case = DossierBuilder::new();
    let parent = case.adult();
    let child = case.person(Relation::Child, Some(date!(2010 - 03 - 03)), false);
    let mut draft = case.consent_draft(Subject::Person(child), Purpose::Support);
    assert_eq!(
        code(Consent::give(&case.dossier, &draft, case.by(1))),
        RefusalCode::Required
    );
    draft.given_by = Some(child);
    assert_eq!(
        code(Consent::give(&case.dossier, &draft, case.by(1))),
        RefusalCode::WrongState
    );
    draft.given_by = Some(parent);
    case.give(&draft);
    let held = |case: &DossierBuilder| case.dossier.person_consents(child, Purpose::Support, case.today());
    assert!(held(&case));
    case.clock.set(date!(2026 - 03 - 03));
    assert!(!held(&case), "sixteen today");
    draft.given_on = case.today();
    assert_eq!(
        code(Consent::give(&case.dossier, &draft, case.by(1))),
        RefusalCode::WrongState
    );
    case.consent(child, Purpose::Support);
    assert!(held(&case));
}

#[test]
fn an_introduction_takes_the_detainees_yes_or_a_contact_persons() {
    let mut case = DossierBuilder::new();
    let (detainee, sister) = (case.detainee(), case.adult());
    let contact = case.person(Relation::Partner, None, true);
    let allowed = |case: &DossierBuilder| case.dossier.may_introduce(case.today());
    case.consent(sister, Purpose::Introduction);
    assert!(!allowed(&case), "not everybody in the family can say yes to it");
    let draft = case.consent_draft(Subject::Detainee(detainee), Purpose::Introduction);
    case.give(&draft);
    assert!(allowed(&case));
    case.withdraw(Purpose::Introduction);
    assert!(!allowed(&case));
    case.consent(contact, Purpose::Introduction);
    assert!(allowed(&case));
}

#[test]
fn nothing_is_mapped_about_somebody_who_did_not_consent() {
    let mut case = DossierBuilder::new();
    let (willing, silent) = (case.adult(), case.adult());
    let instrument = instrument(case.by(1));
    let about = |person| MappingDraft {
        held_on: TODAY,
        present: Vec::new(),
        scores: Vec::new(),
        findings: vec![FindingDraft {
            domain: "housing".to_owned(),
            kind: FindingKind::Need,
            about: "Rust".to_owned(),
            carrier: None,
            person_id: person,
        }],
        note: None,
    };
    let map = |case: &DossierBuilder, person| Mapping::record(&case.dossier, &instrument, &about(person), case.by(1));
    assert_eq!(code(map(&case, None)), RefusalCode::ConsentMissing);
    case.consent(willing, Purpose::Support);
    let mapping = map(&case, Some(willing)).expect("one domain, one person, is enough");
    assert_eq!(code(map(&case, Some(silent))), RefusalCode::ConsentMissing);
    let other = crate::domain::test_support::instrument(case.by(1));
    let revised = mapping.revise(&case.dossier, &other, &about(None), case.by(1));
    assert_eq!(
        code(revised),
        RefusalCode::WrongState,
        "levels mean nothing on another instrument"
    );
    case.withdraw(Purpose::Support);
    assert_eq!(code(map(&case, None)), RefusalCode::ConsentMissing);
}

#[test]
fn a_referral_goes_to_no_party_but_those_that_the_consent_names() {
    let mut case = DossierBuilder::new();
    let adult = case.adult();
    let mut draft = case.consent_draft(Subject::Person(adult), Purpose::Referral);
    draft.recipient = Some("  WIJKTEAM noord ".to_owned());
    case.give(&draft);
    let refer = |case: &DossierBuilder, name: &str| {
        let mut party = crate::domain::test_support::partner(true, case.by(1));
        party.name = Line::parse("name", name).expect("a line");
        Referral::send(&case.dossier, &party, &referral_draft(adult), case.by(1))
    };
    assert!(refer(&case, "Wijkteam Noord").is_ok());
    assert_eq!(code(refer(&case, "Wijkteam Zuid")), RefusalCode::ConsentMissing);
    let mut all = case.consent_draft(Subject::Person(adult), Purpose::Referral);
    all.recipient = Some("community_team".to_owned());
    case.give(&all);
    assert!(
        refer(&case, "Wijkteam Zuid").is_ok(),
        "a kind of party is all parties of that kind"
    );
}

fn referral_draft(person: PersonId) -> ReferralDraft {
    ReferralDraft {
        persons: vec![person],
        need: "Schuldhulp".to_owned(),
        life_domain: LifeDomain::Finances,
        warm_handover: false,
        sent_on: TODAY,
    }
}

#[test]
fn every_use_of_a_consent_stands_in_one_row_and_basic_help_in_none() {
    for used in ConsentUse::ALL {
        let rows = DEPENDENTS.iter().filter(|row| row.opens.contains(used)).count();
        assert_eq!(rows, 1, "{used}");
        assert!(used.purpose().dependents().opens.contains(used));
    }
    for purpose in Purpose::ALL {
        assert_eq!(DEPENDENTS.iter().filter(|row| row.purpose == *purpose).count(), 1);
        assert_eq!(purpose.data_use().consent(), Some(*purpose));
        for category in purpose.categories() {
            assert_eq!(legal_basis(purpose.data_use(), *category), Some(LegalBasis::Consent));
        }
    }
    assert_eq!(Use::BasicHelp.consent(), None);
    for (of, categories, basis) in TERMS {
        assert!(!categories.is_empty(), "{of}");
        assert_eq!(*basis == LegalBasis::Consent, of.consent().is_some(), "{of}");
    }
}

#[test]
fn an_objection_closes_its_purpose_for_that_person_and_no_other() {
    let mut case = DossierBuilder::new();
    let (one, other) = (case.adult(), case.adult());
    for person in [one, other] {
        case.consent(person, Purpose::Support);
        case.consent(person, Purpose::Story);
    }
    let draft = LimitDraft {
        subject: DataSubject::Person(one),
        kind: LimitKind::Objection,
        purpose: Some(Purpose::Support),
        reason: None,
        until_on: None,
    };
    let limit = ProcessingLimit::put(&case.dossier, &draft, case.by(1)).expect("put");
    case.dossier.limits.push(limit.clone());
    let demand = |case: &DossierBuilder, to, person| case.dossier.demand(to, &[person], case.by(1));
    assert_eq!(
        code(demand(&case, ConsentUse::SetGoals, one)),
        RefusalCode::ProcessingObjected
    );
    assert!(demand(&case, ConsentUse::SetGoals, other).is_ok());
    assert!(demand(&case, ConsentUse::WriteStory, one).is_ok());
    let place = case.dossier.limits.len() - 1;
    case.dossier.limits[place] = limit.lift(case.by(1)).expect("lifted");
    assert!(demand(&case, ConsentUse::SetGoals, one).is_ok(), "lifted");
}
