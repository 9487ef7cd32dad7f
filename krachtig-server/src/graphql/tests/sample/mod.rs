//! A dossier of a fictional family, made by the domain's own decisions.

mod rights;
mod rules;
mod work;

use krachtig_core::domain::clock::{Clock, Stamp};
use krachtig_core::domain::consent::{Consent, ConsentDraft, ConsentForm, Purpose, Subject};
use krachtig_core::domain::dossier::Dossier;
use krachtig_core::domain::family::{Detainee, DetaineeDraft, Family, FamilyDraft, Person, PersonDraft, Relation};
use krachtig_core::domain::goal::{Action, ActionDraft, Goal, GoalDraft};
use krachtig_core::domain::id::MemberId;
use krachtig_core::domain::instrument::{Instrument, InstrumentDraft};
use krachtig_core::domain::introduction::{Introduction, IntroductionDraft, Via};
use krachtig_core::domain::mapping::{FindingDraft, FindingKind, Mapping, MappingDraft, ScoreDraft, Split};
use krachtig_core::domain::refusal::Decision;
use krachtig_core::domain::role_check::{PlayerKind, RoleCheck, RoleCheckDraft};
use krachtig_core::domain::talk::{DetaineeTalk, TalkDraft, TalkSetting};
use krachtig_core::domain::trajectory::{Assignment, Step, StepSkip, Trajectory};
use krachtig_core::domain::vocabulary::{Carrier, LifeDomain, Role, Vocabulary};
use std::sync::atomic::{AtomicU64, Ordering};
use time::OffsetDateTime;
use time::macros::{date, datetime};
use uuid::Uuid;

pub(super) use rules::{Rules, rules};

/// A clock that stands still and counts its ids.
#[derive(Default)]
pub(super) struct Still(AtomicU64);

impl Clock for Still {
    fn now(&self) -> OffsetDateTime {
        datetime!(2026-03-02 09:00 UTC)
    }

    fn fresh(&self) -> Uuid {
        Uuid::from_u128(0x019c_ad9f_f680_7000_8000_0000_0000_0000 + u128::from(self.0.fetch_add(1, Ordering::Relaxed)))
    }
}

/// The member who recorded the sample.
pub(super) fn worker() -> MemberId {
    MemberId::from_uuid(Uuid::from_u128(0x019c_0000_0000_7000_8000_0000_0000_00a1))
}

/// The member who approved its budget request.
pub(super) fn approver() -> MemberId {
    MemberId::from_uuid(Uuid::from_u128(0x019c_0000_0000_7000_8000_0000_0000_00a2))
}

/// A dossier with something of every kind in it.
pub(super) fn dossier() -> Dossier {
    let clock = Still::default();
    filled(&clock).expect("the sample breaks no rule of the domain")
}

fn filled(clock: &Still) -> Decision<Dossier> {
    let stamp = Stamp::new(worker(), clock);
    let mut dossier = people(stamp)?;
    first_steps(&mut dossier, stamp)?;
    needs_and_goals(&mut dossier, stamp)?;
    work::money(&mut dossier, stamp, Stamp::new(approver(), clock))?;
    work::network(&mut dossier, stamp)?;
    work::lessons(&mut dossier, stamp)?;
    rights::rights(&mut dossier, stamp)?;
    Ok(dossier)
}

fn people(stamp: Stamp<'_>) -> Decision<Dossier> {
    let draft = FamilyDraft {
        name: "Gezin Voorbeeld (fictief)".to_owned(),
        municipality: Some("GM0518".to_owned()),
        ..FamilyDraft::default()
    };
    let family = Family::record(&draft, stamp)?;
    let trajectory = Trajectory::open(family.id, date!(2026 - 01 - 12), None, stamp)?;
    let mut dossier = Dossier::begin(family, trajectory);
    for (name, relation, born_on) in [
        ("Anna Voorbeeld (fictief)", Relation::Partner, date!(1990 - 05 - 01)),
        ("Bram Voorbeeld (fictief)", Relation::Child, date!(2015 - 09 - 30)),
    ] {
        let draft = PersonDraft {
            name: name.to_owned(),
            relation,
            born_on: Some(born_on),
            contact_person: relation == Relation::Partner,
            phone: None,
            email: None,
            external_ref: None,
        };
        dossier.persons.push(Person::record(dossier.family.id, &draft, stamp)?);
    }
    let draft = DetaineeDraft {
        name: "Carl Voorbeeld (fictief)".to_owned(),
        institution: Some("PI Haaglanden".to_owned()),
        ..DetaineeDraft::default()
    };
    dossier
        .detainees
        .push(Detainee::record(dossier.family.id, &draft, stamp)?);
    for purpose in Purpose::ALL {
        let draft = ConsentDraft {
            subject: Subject::Person(dossier.persons[0].id),
            given_by: None,
            purpose: *purpose,
            recipient: None,
            form: ConsentForm::Signed,
            notice: None,
            given_on: date!(2026 - 01 - 20),
            valid_until: None,
        };
        dossier.consents.push(Consent::give(&dossier, &draft, stamp)?);
    }
    Ok(dossier)
}

fn first_steps(dossier: &mut Dossier, stamp: Stamp<'_>) -> Decision<()> {
    dossier.assignments.push(Assignment::assign(
        dossier,
        (stamp.by, Role::Professional),
        true,
        stamp,
    )?);
    let draft = TalkDraft {
        held_on: date!(2026 - 01 - 13),
        setting: TalkSetting::Visit,
        worries: vec![(Some(LifeDomain::Finances), "De huur".to_owned())],
        key_factors: vec![(None, "Een vast aanspreekpunt".to_owned())],
        note: None,
    };
    dossier.talks.push(DetaineeTalk::record(dossier, &draft, stamp)?);
    let draft = RoleCheckDraft {
        agreed_on: date!(2026 - 01 - 13),
        roles: vec![("Een buurvrouw".to_owned(), PlayerKind::Network, "Oppas".to_owned())],
        none_reason: None,
    };
    dossier.role_checks.push(RoleCheck::record(dossier, &draft, stamp)?);
    let draft = IntroductionDraft {
        held_on: date!(2026 - 01 - 20),
        via: Via::ContactPerson,
        present: dossier.persons.iter().map(|person| person.id).collect(),
        note: None,
    };
    dossier
        .introductions
        .push(Introduction::record(dossier, &draft, stamp)?);
    dossier
        .skips
        .push(StepSkip::skip(dossier, Step::Scaling, "Nog te vroeg", stamp)?);
    Ok(())
}

fn needs_and_goals(dossier: &mut Dossier, stamp: Stamp<'_>) -> Decision<()> {
    let instrument = Instrument::record(&InstrumentDraft::default_instrument(), stamp)?;
    let person = dossier.persons[0].id;
    let draft = MappingDraft {
        held_on: date!(2026 - 02 - 01),
        present: vec![person],
        scores: vec![ScoreDraft {
            domain: "finances".to_owned(),
            level: 2,
            split: Some(Split {
                own: 1,
                network: 1,
                professional: 0,
            }),
        }],
        findings: vec![FindingDraft {
            domain: "social_network".to_owned(),
            kind: FindingKind::Strength,
            about: "Oma woont om de hoek".to_owned(),
            carrier: Some(Carrier::Network),
            person_id: Some(person),
        }],
        note: None,
    };
    dossier
        .mappings
        .push(Mapping::record(dossier, &instrument, &draft, stamp)?);
    dossier.instruments.push(instrument);
    let draft = GoalDraft {
        life_domain: LifeDomain::Finances,
        title: "Weer samen eten".to_owned(),
        person_id: Some(person),
        set_on: date!(2026 - 02 - 01),
        target_on: Some(date!(2026 - 06 - 01)),
    };
    let goal = Goal::set(dossier, &draft, stamp)?;
    let draft = ActionDraft {
        about: "Tafel kopen".to_owned(),
        carrier: Carrier::Own,
        who: None,
        due_on: Some(date!(2026 - 03 - 15)),
        done_on: None,
    };
    dossier.goals.push(goal);
    dossier
        .actions
        .push(Action::plan(dossier, dossier.goals[0].id, &draft, stamp)?);
    Ok(())
}
