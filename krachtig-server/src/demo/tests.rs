//! Laws of the demo: the same plan gives the same, every family obeys the domain's rules, and nobody is real.

use std::collections::BTreeSet;

use krachtig_core::domain::budget::{Budget, RequestState};
use krachtig_core::domain::clock::{Clock, Stamp, dutch_date};
use krachtig_core::domain::consent::Purpose;
use krachtig_core::domain::dossier::Dossier;
use krachtig_core::domain::instrument::{Instrument, InstrumentDraft};
use krachtig_core::domain::partner::{Referral, ReferralState};
use krachtig_core::domain::progress::{Facts, StepState, progress};
use krachtig_core::domain::refusal::RefusalCode;
use krachtig_core::domain::trajectory::Step;
use krachtig_core::domain::vocabulary::Vocabulary;
use time::Date;
use time::macros::date;

use super::clock::DemoClock;
use super::tenants::{Source, TENANTS};
use super::*;
use krachtig_core::store::TenantKind;

const TODAY: Date = date!(2026 - 11 - 02);

fn plan(seed: u64, families: usize) -> GeneratorPlan {
    let clock = DemoClock::from(date!(2024 - 01 - 02), TODAY, seed);
    let members: Vec<_> = TENANTS[1]
        .members()
        .iter()
        .map(|member| (MemberId::from_uuid(clock.fresh()), member.role))
        .collect();
    let stamp = Stamp::new(members[0].0, &clock);
    let places = TENANTS[1].places().expect("the codes are right");
    let partners = partners::directory(&places, stamp).expect("the directory is right");
    let instrument = Instrument::record(&InstrumentDraft::default_instrument(), stamp).expect("it is right");
    let plan = TENANTS[1]
        .generator(TODAY, members, partners, instrument)
        .expect("the plan is right");
    GeneratorPlan { seed, families, ..plan }
}

fn made(plan: &GeneratorPlan) -> Vec<Dossier> {
    dossiers(plan)
        .collect::<Decision<_>>()
        .expect("the generator obeys the domain")
}

#[test]
fn the_same_seed_gives_the_same_and_another_does_not() {
    let first = made(&plan(7, 60));
    assert_eq!(first, made(&plan(7, 60)));
    assert_eq!(
        first[..20],
        made(&plan(7, 20)),
        "a family is the same in a smaller demo"
    );
    let other = made(&plan(8, 60));
    assert!(
        first
            .iter()
            .zip(&other)
            .all(|(one, another)| one.family.id != another.family.id)
    );
    assert_ne!(
        first.iter().map(|d| &d.persons).collect::<Vec<_>>(),
        other.iter().map(|d| &d.persons).collect::<Vec<_>>()
    );
}

#[test]
fn every_dossier_obeys_the_ledger_and_tells_its_progress() {
    for dossier in made(&plan(3, 300)) {
        let mut budget = Budget::default();
        for line in &dossier.ledger {
            budget.book(line).expect("every line could be booked in its place");
            let balance = budget.balance();
            let sum = balance.available().get() + balance.reserved.get() + balance.spent.get();
            assert_eq!(sum, balance.allotted.get());
        }
        assert!(dossier.requests.iter().all(|r| {
            budget
                .standing(r.id)
                .approvals
                .iter()
                .all(|a| a.member != r.recorded_by)
        }));
        let facts = Facts::of(&dossier, TODAY);
        for step in progress(&facts).steps() {
            assert!(
                step.done_on
                    .is_none_or(|done| done <= TODAY && step.started_on <= Some(done))
            );
        }
        if dossier.trajectory.closed_on.is_some() {
            assert!(budget.balance().reserved.is_zero() && dossier.goals.iter().all(|goal| goal.outcome.is_some()));
        }
        assert!(dossier.mappings.is_empty() || dossier.instruments.len() == 1);
        let shared = dossier.shares.iter().map(|share| share.referral_id);
        let sent = dossier.referrals.iter().map(|referral| Some(referral.id));
        assert!(shared.eq(sent), "each referral with what it shared");
        let named = dossier.referrals.iter().map(|r| r.partner_id);
        let named: BTreeSet<_> = named
            .chain(dossier.obstacles.iter().filter_map(|o| o.partner_id))
            .collect();
        assert_eq!(
            named,
            dossier.partners.iter().map(|partner| partner.id).collect(),
            "exactly the parties it names"
        );
    }
}

#[test]
fn every_id_tells_when_its_record_was_made() {
    let mut ids = BTreeSet::new();
    for dossier in made(&plan(5, 200)) {
        let family = dossier.family.id.made_at();
        let in_order = |list: Vec<uuid::Uuid>| assert!(list.is_sorted(), "as it was recorded");
        in_order(dossier.consents.iter().map(|c| c.id.uuid()).collect());
        in_order(dossier.time_entries.iter().map(|c| c.id.uuid()).collect());
        in_order(dossier.ledger.iter().map(|c| c.id.uuid()).collect());
        in_order(dossier.referrals.iter().map(|c| c.id.uuid()).collect());
        for line in &dossier.ledger {
            assert_eq!(dutch_date(line.id.made_at()), line.booked_on);
            assert!(line.id.made_at() >= family && ids.insert(line.id.uuid()), "an id twice");
        }
        for entry in &dossier.time_entries {
            assert_eq!(dutch_date(entry.id.made_at()), entry.spent_on);
            assert_eq!(entry.id.uuid().get_version_num(), 7);
            assert!(entry.spent_on <= TODAY && ids.insert(entry.id.uuid()), "an id twice");
        }
    }
}

#[test]
fn nobody_is_real() {
    for dossier in made(&plan(11, 150)) {
        let people = dossier
            .persons
            .iter()
            .map(|p| &p.name)
            .chain(dossier.detainees.iter().map(|d| &d.name));
        let parties = dossier.partners.iter().map(|p| &p.name);
        for name in people.chain(parties).chain([&dossier.family.name]) {
            assert!(name.as_str().ends_with("(fictief)"), "{name}");
        }
        for person in &dossier.persons {
            assert!(
                person
                    .email
                    .as_ref()
                    .is_none_or(|email| email.as_str().ends_with("@voorbeeld.invalid"))
            );
            assert!(
                person
                    .phone
                    .as_ref()
                    .is_none_or(|phone| phone.as_str().starts_with("06-0000"))
            );
        }
    }
    let members: Vec<_> = TENANTS.iter().flat_map(tenants::TenantPlan::members).collect();
    assert!(
        members
            .iter()
            .all(|m| m.name.ends_with("(fictief)") && m.email.ends_with(".voorbeeld.invalid"))
    );
    assert_eq!(
        members.iter().map(|m| &m.name).collect::<BTreeSet<_>>().len(),
        48,
        "everybody has a name of his own"
    );
    assert_eq!(members.iter().map(|m| &m.email).collect::<BTreeSet<_>>().len(), 48);
}

#[test]
fn a_demo_shows_every_stage_and_turn() {
    let all = made(&plan(1, 400));
    let states: Vec<_> = all.iter().map(|dossier| progress(&Facts::of(dossier, TODAY))).collect();
    for step in Step::ALL {
        assert!(
            states.iter().any(|p| p.step(*step).state == StepState::Done),
            "{step} done"
        );
        // Every trajectory begins with a talk.
        let open = states.iter().any(|p| p.step(*step).state != StepState::Done);
        assert_eq!(open, *step != Step::DetaineeTalk, "{step} not done");
    }
    assert!(
        states
            .iter()
            .any(|p| p.step(Step::Connecting).state == StepState::Skipped)
    );
    let referrals: BTreeSet<_> = all.iter().flat_map(|d| &d.referrals).map(Referral::state).collect();
    assert_eq!(referrals, ReferralState::ALL.iter().copied().collect());
    let requests = all.iter().flat_map(|d| d.requests.iter().map(|r| r.state(&d.budget())));
    let requests: BTreeSet<_> = requests.collect();
    assert_eq!(requests, RequestState::ALL.iter().copied().collect());
    let approved = |d: &Dossier| d.stories.iter().any(|s| !d.approved_audiences(s.id, TODAY).is_empty());
    assert!(all.iter().any(approved) && all.iter().any(|d| !d.stories.is_empty() && !approved(d)));
    assert!(all.iter().any(|d| d.trajectory.no_story_on.is_some()));
    assert!(all.iter().any(|d| d.consents.iter().any(|c| c.withdrawn_on.is_some())));
    assert!(
        all.iter()
            .any(|d| !d.persons.is_empty() && !d.family_consents(Purpose::PerspectiveBudget, TODAY))
    );
    let change = |d: &Dossier| -> Vec<i32> {
        let (Some(first), Some(last)) = (d.mappings.first(), d.mappings.last()) else {
            return Vec::new();
        };
        let levels = first.scores.iter();
        levels
            .filter_map(|s| last.level(s.domain.as_str()).map(|level| level - s.level))
            .collect()
    };
    let changes: Vec<_> = all.iter().flat_map(change).collect();
    assert!(changes.iter().any(|change| *change > 0) && changes.iter().any(|change| *change < 0));
    assert!(changes.iter().sum::<i32>() > 0, "on the whole it gets better");
    let children = |d: &Dossier| d.adults(TODAY).count() < d.persons.len();
    assert!(all.iter().any(children) && all.iter().any(|d| d.persons.len() == 1));
}

#[test]
fn an_office_without_people_makes_nothing() {
    let mut empty = plan(1, 1);
    empty.members.clear();
    let refused = dossiers(&empty)
        .next()
        .expect("one was asked for")
        .expect_err("nobody works there");
    assert_eq!(refused.first().code, RefusalCode::NotFound);
    assert_eq!(
        dossiers(&GeneratorPlan {
            families: 0,
            ..plan(1, 1)
        })
        .count(),
        0
    );
}

#[test]
fn the_six_tenants_are_those_of_the_demo() {
    assert_eq!(
        TENANTS.map(|tenant| tenant.slug).iter().collect::<BTreeSet<_>>().len(),
        6
    );
    assert_eq!(
        TENANTS
            .iter()
            .filter(|tenant| tenant.kind == TenantKind::Institution)
            .count(),
        3
    );
    assert!(
        TENANTS
            .iter()
            .any(|tenant| tenant.kind == TenantKind::Region && tenant.families < 10)
    );
    let pilot: Vec<_> = TENANTS
        .iter()
        .filter(|tenant| tenant.source == Source::PilotSpreadsheets)
        .collect();
    assert_eq!(
        pilot
            .iter()
            .map(|tenant| (tenant.slug, tenant.families))
            .collect::<Vec<_>>(),
        [("exodus-haaglanden", 17)]
    );
    for tenant in &TENANTS {
        assert_eq!(
            tenant.places().map(|places| places.len()),
            Ok(tenant.municipalities.len())
        );
    }
}
