//! A region's own figures are those that a count over all its dossiers comes to: after random work, while others write,
//! after a run that broke off anywhere, and after a dossier was destroyed.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use krachtig_core::domain::dossier::Dossier;
use krachtig_core::domain::family_facts::FORMULA;
use krachtig_core::domain::goal::GoalOutcome;
use krachtig_core::domain::id::TrajectoryId;
use krachtig_core::domain::limit::{LimitDraft, LimitKind};
use krachtig_core::domain::national_count::{NationalCount, NationalFigures};
use krachtig_core::domain::national_facts::NationalFacts;
use krachtig_core::domain::period::Period;
use krachtig_core::domain::period_check::PeriodCheck;
use krachtig_core::domain::record::RecordKind;
use krachtig_core::domain::refusal::RefusalCode;
use krachtig_core::domain::rights::DataSubject;
use krachtig_core::domain::trajectory::{ClosingDraft, ClosingReason};
use krachtig_core::domain::vocabulary::Vocabulary;
use krachtig_core::service::{Add, LiveFigures, OpenTrajectory};
use krachtig_national::catalogue::catalogue;
use krachtig_national::indicator::Kind;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::json;
use time::macros::date;

use crate::example::{Example, import};
use crate::facts::{deeds, dossier};
use crate::faults::sabotage::{Fails, Saboteur, panic_when_due};
use crate::life::{Life, act, draft, revise};
use crate::office::{Office, TODAY, code};
use crate::retention::{closed_family, erase, second};
use crate::stored::past_the_store;
use crate::support::on_both;

fn period() -> Period {
    Period::quarter_of(TODAY)
}

/// What a count over these dossiers comes to.
fn counted(dossiers: &[Dossier], period: Period) -> NationalFigures {
    let mut count = NationalCount::over(period, 3);
    let mut sorted: Vec<&Dossier> = dossiers.iter().collect();
    sorted.sort_by_key(|dossier| dossier.trajectory.id);
    for dossier in sorted {
        count.add(&dossier.trajectory, NationalFacts::of(dossier, period));
    }
    let attributes = catalogue().into_iter().filter(|one| one.kind == Kind::Attribute);
    let shares: Vec<_> = attributes.map(|one| (one.code, one.most_cells)).collect();
    count.figures(&shares, Vec::new())
}

/// By indicator and category, what is not nothing.
type Told = BTreeMap<(String, String), i64>;

fn told(live: &LiveFigures) -> Told {
    let figures = live.indicators.iter().flat_map(|one| {
        let code = &one.indicator.code;
        let told = move |figure: &krachtig_core::service::LiveFigure| {
            ((code.clone(), figure.category.code.clone()), figure.value)
        };
        one.figures.iter().map(told)
    });
    figures.filter(|(_, value)| *value != 0).collect()
}

fn expected(figures: &NationalFigures) -> Told {
    let all = figures.totals.iter().chain(&figures.histograms);
    let cells = all.flat_map(|(indicator, counts)| {
        counts
            .iter()
            .map(|(category, value)| ((indicator.clone(), category.clone()), *value))
    });
    cells.filter(|(_, value)| *value != 0).collect()
}

async fn keep(office: &Office) -> usize {
    let mut families = 0;
    loop {
        let kept = office.services.keep_facts(&office.operator).await.expect("kept");
        assert_eq!(kept.unreadable, 0);
        families += kept.families;
        if !kept.more {
            return families;
        }
    }
}

async fn live(office: &Office, period: Period) -> LiveFigures {
    let live = office.services.live_figures(&office.reader, period).await;
    live.expect("told")
}

/// What is worth a look in these dossiers, in the order in which it is told.
fn looked_at(dossiers: &[Dossier], period: Period) -> Vec<PeriodCheck> {
    let checks = dossiers.iter().flat_map(|dossier| PeriodCheck::all_of(dossier, period));
    let mut checks: Vec<PeriodCheck> = checks.collect();
    checks.sort_by_key(|one| {
        (
            one.code.code(),
            one.trajectory_id,
            one.record_kind.code(),
            one.record_id,
        )
    });
    checks
}

/// Holds the live figures of every period that is kept, and what is worth a look in it, against the dossiers.
async fn check(office: &Office, dossiers: &[Dossier]) {
    let mut period = period();
    for _ in 0..5 {
        let (live, counted) = (live(office, period).await, counted(dossiers, period));
        assert_eq!(live.waiting, 0);
        assert_eq!(live.counted_families, counted.counted_families, "{period}");
        assert_eq!(told(&live), expected(&counted), "{period}");
        let checks = office.services.period_checks(&office.coordinator, period).await;
        let (checks, looked_at) = (checks.expect("checked"), looked_at(dossiers, period));
        assert_eq!(checks.more, looked_at.len() > 500, "{period}");
        assert!(looked_at.starts_with(&checks.checks), "{period}");
        assert_eq!(checks.checks.len(), looked_at.len().min(500), "{period}");
        period = period.previous();
    }
}

/// Problems, goals and obstacles besides what random dossiers have.
fn with_more(mut dossier: Dossier, random: u64) -> Dossier {
    let id = |n: u64| uuid::Uuid::from_u128(u128::from(random) << 32 | u128::from(n));
    let trajectory = dossier.trajectory.id;
    let day =
        |n: u64| date!(2025 - 11 - 01) + time::Duration::days(i64::try_from(random / (n + 1) % 150).expect("few"));
    let pick = |words: &'static [&'static str], n: u64| {
        let place = usize::try_from(random / (n + 3) % words.len() as u64).expect("few");
        words[place]
    };
    for n in 0..random % 5 {
        let problem = json!({
            "id": id(n), "trajectory_id": trajectory, "effect": pick(&["worse", "same", "better"], n),
            "category": pick(&["debts", "school", "stigma", "threat", "mental", "deadlock"], n), "preexisting": false,
            "noted_on": day(n), "version": 1,
        });
        dossier
            .problems
            .push(serde_json::from_value(problem).expect("a problem"));
    }
    for n in 10..10 + random % 3 {
        let reached = (random / n).is_multiple_of(2);
        let goal = json!({
            "id": id(n), "trajectory_id": trajectory, "life_domain": "housing", "title": "x", "set_on": day(n),
            "outcome": if reached { json!("reached") } else { json!(null) },
            "concluded_on": if reached { json!(day(n)) } else { json!(null) }, "version": 1,
        });
        dossier.goals.push(serde_json::from_value(goal).expect("a goal"));
    }
    for n in 20..20 + random % 3 {
        let obstacle = json!({
            "id": id(n), "trajectory_id": trajectory, "need": "huur", "life_domain": "housing",
            "silo": pick(&["wlz", "zvw", "jeugdwet"], n), "ground": "no_payer", "met_on": day(n),
            "days_lost": random / n % 120, "cost": random / n % 200_000, "version": 1,
        });
        dossier
            .obstacles
            .push(serde_json::from_value(obstacle).expect("an obstacle"));
    }
    dossier
}

#[tokio::test(flavor = "multi_thread")]
async fn the_fold_over_facts_is_the_count_over_random_dossiers() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let partner = office.partner("Wijkteam").await;
        let mut runner = TestRunner::default();
        let mut dossiers = Vec::new();
        for place in 0..120_u64 {
            let random = deeds().new_tree(&mut runner).expect("a dossier").current();
            let seed = proptest::num::u64::ANY
                .new_tree(&mut runner)
                .expect("a number")
                .current();
            let mut one = with_more(dossier(&office, &partner, &random), (seed >> 20) | 1);
            if place % 7 == 0 {
                one.trajectory.opened_on = date!(2022 - 05 - 01);
            }
            dossiers.push(one);
        }
        import(&office, &dossiers).await;
        assert_eq!(live(&office, period()).await.waiting, 120, "all of them came");
        assert_eq!(keep(&office).await, 120);
        check(&office, &dossiers).await;
        assert_eq!(keep(&office).await, 0, "nothing is computed twice");

        let missing = office.services.mark_missing_facts(&office.operator).await;
        assert_eq!(missing.expect("looked"), 0);
        office.clock.set(date!(2026 - 04 - 01));
        let missing = office.services.mark_missing_facts(&office.operator).await;
        assert_eq!(missing.expect("looked"), 120, "a period began");
        assert_eq!(keep(&office).await, 120);
        let next = "2026-Q2".parse().expect("a period");
        assert_eq!(told(&live(&office, next).await), expected(&counted(&dossiers, next)));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changed_is_counted_before_what_is_only_looked_at_again() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let partner = office.partner("Wijkteam").await;
        let life = Life::begin(&office).await;
        let mut dossiers = Vec::new();
        let mut runner = TestRunner::default();
        for _ in 0..40 {
            let random = deeds().new_tree(&mut runner).expect("a dossier").current();
            dossiers.push(dossier(&office, &partner, &random));
        }
        import(&office, &dossiers).await;
        assert_eq!(keep(&office).await, 41);
        life.problem().await;
        // The others were marked later, and many they are.
        office.clock.set(date!(2026 - 04 - 01));
        let missing = office.services.mark_missing_facts(&office.operator).await;
        assert_eq!(missing.expect("looked"), 40, "one waits already");
        dossiers.push(office.dossier(life.id).await);
        let changed = expected(&counted(&dossiers, period()));
        assert_ne!(told(&live(&office, period()).await), changed);
        let kept = office.services.keep_newest_facts(&office.operator).await.expect("kept");
        assert!(kept.families < 5 && !kept.more, "no other changed: {kept:?}");
        assert_eq!(told(&live(&office, period()).await), changed);
        let kept = office.services.keep_newest_facts(&office.operator).await.expect("kept");
        assert_eq!(kept.families, 0, "the rest did not change");
        assert!(keep(&office).await > 30, "and it waits for its turn");
        assert_eq!(told(&live(&office, period()).await), changed);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_change_of_a_dossier_is_counted_at_the_next_look() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let life = Life::begin(&office).await;
        let look = async || {
            assert_eq!(
                live(&office, period()).await.waiting,
                1,
                "it was marked in the same commit"
            );
            assert_eq!(keep(&office).await, 1);
            check(&office, &all(&office, &[life.id]).await).await;
        };
        look().await;
        life.live(2).await;
        look().await;
        let problem = life.problem().await;
        look().await;
        let other = krachtig_core::domain::problem::ProblemDraft {
            effect: krachtig_core::domain::vocabulary::Effect::Better,
            ..draft::problem(TODAY)
        };
        let revised = office
            .services
            .revise_problem(&office.professional, revise(&problem, other))
            .await;
        revised.expect("revised");
        look().await;

        let before = office.dossier(life.id).await;
        let goals = before.goals.iter().map(|goal| (goal.id, GoalOutcome::Reached, None));
        let closing = ClosingDraft {
            closed_on: TODAY,
            reason: ClosingReason::Completed,
            note: None,
            outcomes: goals.collect(),
        };
        let closed = revise(&before.trajectory, closing);
        let closed = office.services.close_trajectory(&office.professional, closed).await;
        closed.expect("closed");
        look().await;
        let again = OpenTrajectory {
            family_id: before.family.id,
            opened_on: TODAY,
        };
        let second = office.services.open_trajectory(&office.coordinator, again).await;
        let second = second.expect("opened").record.id;
        assert_eq!(keep(&office).await, 1);
        check(&office, &all(&office, &[life.id, second]).await).await;

        let limit = LimitDraft {
            subject: DataSubject::Person(life.adult),
            kind: LimitKind::Restriction,
            purpose: None,
            reason: None,
            until_on: None,
        };
        let restricted = Add {
            trajectory_id: life.id,
            draft: limit,
        };
        let limit = office.services.limit_processing(&office.coordinator, restricted).await;
        assert_eq!(keep(&office).await, 1);
        assert_eq!(
            told(&live(&office, period()).await),
            Told::new(),
            "no figure is made of it"
        );
        let lifted = office
            .services
            .lift_limit(&office.coordinator, act(&limit.expect("limited").record))
            .await;
        lifted.expect("lifted");
        assert_eq!(keep(&office).await, 1);
        check(&office, &all(&office, &[life.id, second]).await).await;
    })
    .await;
}

async fn all(office: &Office, ids: &[TrajectoryId]) -> Vec<Dossier> {
    let mut dossiers = Vec::new();
    for id in ids {
        dossiers.push(office.dossier(*id).await);
    }
    dossiers
}

#[tokio::test(flavor = "multi_thread")]
async fn live_figures_are_of_periods_that_are_kept_and_for_who_works_with_figures() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let ask = async |ctx, period: &str| {
            let period = period.parse().expect("a period");
            office.services.live_figures(ctx, period).await
        };
        assert!(ask(&office.reader, "2025-Q1").await.is_ok());
        assert_eq!(code(ask(&office.reader, "2024-Q4").await), RefusalCode::TooEarly);
        assert_eq!(code(ask(&office.reader, "2026-Q2").await), RefusalCode::InFuture);
        assert_eq!(code(ask(&office.volunteer, "2026-Q1").await), RefusalCode::NotFound);
        for ctx in [&office.coordinator, &office.professional, &office.reader] {
            let kept = office.services.keep_facts(ctx).await;
            assert_eq!(code(kept), RefusalCode::NotFound, "that is the program's own");
        }
    })
    .await;
}

/// Whoever runs the installation sees how many families wait, and nothing of which.
#[tokio::test(flavor = "multi_thread")]
async fn an_operator_is_told_how_many_families_wait_for_their_facts() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let waiting = async || {
            let health = office.services.tenant_health(&office.operator).await;
            health.expect("told").waiting
        };
        assert_eq!(waiting().await, 0);
        let (one, _) = office.willing_family("Gezin Een (fictief)", 0).await;
        office.willing_family("Gezin Twee (fictief)", 0).await;
        assert_eq!(waiting().await, 2);
        keep(&office).await;
        assert_eq!(waiting().await, 0);
        let add = Add {
            trajectory_id: one,
            draft: draft::time(TODAY),
        };
        let added = office.services.record_time(&office.professional, add).await;
        added.expect("recorded");
        assert_eq!(waiting().await, 1);
        for ctx in [&office.coordinator, &office.professional, &office.reader] {
            let health = office.services.tenant_health(ctx).await;
            assert_eq!(
                code(health.map(|_| ())),
                RefusalCode::NotFound,
                "that is the operator's"
            );
        }
    })
    .await;
}

/// Facts that could not be kept wait in the tenant's database until they are.
#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_breaks_off_anywhere_is_taken_up_and_loses_nothing() {
    for fails in [Fails::Row, Fails::Transaction, Fails::Panic] {
        on_both(|mut setting| async move {
            if fails == Fails::Transaction && setting.admin_url.is_some() {
                return;
            }
            setting.options.on_statement = panic_when_due;
            let office = Office::open(&setting.open().await, "alfa").await;
            let life = Life::begin(&office).await;
            life.live(1).await;
            let saboteur = Saboteur::plant(&setting, "alfa", fails).await;
            let deed = async || office.services.keep_facts(&office.operator).await;
            let kept = saboteur.through_unlogged("keep_facts", deed).await;
            assert_eq!(kept.unreadable, 0);
            assert!(saboteur.faults.load(Ordering::Relaxed) > 3);
            let dossiers = all(&office, &[life.id]).await;
            check(&office, &dossiers).await;
        })
        .await;
    }
}

/// Two programs keep facts while people write: whatever the order, the last word is what the dossiers say.
#[tokio::test(flavor = "multi_thread")]
async fn facts_that_two_programs_compute_at_once_are_never_older_than_the_dossiers() {
    on_both(|setting| async move {
        let office = Arc::new(Office::open(&setting.open().await, "alfa").await);
        let (one, _) = office.willing_family("Gezin Een (fictief)", 0).await;
        let (other, _) = office.willing_family("Gezin Twee (fictief)", 0).await;
        let done = Arc::new(AtomicBool::new(false));
        let keepers: Vec<_> = (0..2)
            .map(|_| {
                let (office, done) = (Arc::clone(&office), Arc::clone(&done));
                tokio::spawn(async move {
                    while !done.load(Ordering::Relaxed) {
                        keep(&office).await;
                        tokio::task::yield_now().await;
                    }
                })
            })
            .collect();
        let writers: Vec<_> = [one, other, one, other]
            .into_iter()
            .map(|trajectory_id| {
                let office = Arc::clone(&office);
                tokio::spawn(async move {
                    for _ in 0..15 {
                        let add = Add {
                            trajectory_id,
                            draft: draft::time(TODAY),
                        };
                        let added = office.services.record_time(&office.professional, add).await;
                        added.expect("recorded");
                    }
                })
            })
            .collect();
        for writer in writers {
            writer.await.expect("no panic");
        }
        done.store(true, Ordering::Relaxed);
        for keeper in keepers {
            keeper.await.expect("no panic");
        }
        keep(&office).await;
        check(&office, &all(&office, &[one, other]).await).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn destroying_a_dossier_takes_its_facts_and_leaves_what_it_counts_for() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let before = closed_family(&office, date!(2026 - 01 - 31)).await;
        keep(&office).await;
        let (services, coordinator) = (&office.services, &office.coordinator);
        let proposed = services
            .propose_erasure(coordinator, erase(before.family.id, DataSubject::Family))
            .await
            .expect("proposed");
        let second = second(&office).await;
        let confirmed = services.confirm_destruction(&second, act(&proposed)).await;
        let confirmed = confirmed.expect("confirmed");
        services.run_destruction(&second, confirmed.id).await.expect("done");
        assert_eq!(told(&live(&office, period()).await), Told::new(), "they went with it");
        assert_eq!(live(&office, period()).await.waiting, 1);
        assert_eq!(keep(&office).await, 1);
        check(&office, &[office.dossier(before.trajectory.id).await]).await;
    })
    .await;
}

/// Whatever facts are made of marks the family, in the database itself.
#[tokio::test(flavor = "multi_thread")]
async fn every_table_that_facts_are_made_of_marks_the_family() {
    on_both(|setting| async move {
        Office::open(&setting.open().await, "alfa").await;
        let db = past_the_store(&setting).await;
        let sql = if setting.admin_url.is_some() {
            "SELECT tgname::text AS name FROM pg_trigger"
        } else {
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        };
        let rows = db
            .query_all_raw(Statement::from_string(db.get_database_backend(), sql))
            .await;
        let names: Vec<String> = rows
            .expect("listed")
            .iter()
            .map(|row| row.try_get("", "name").expect("text"))
            .collect();
        let parts = NationalFacts::parts();
        for kind in RecordKind::ALL.iter().filter(|kind| parts.has(**kind)) {
            let events: &[&str] = match kind {
                RecordKind::LedgerLine => &["recorded"],
                RecordKind::Instrument => &["revised"],
                _ => &["recorded", "revised"],
            };
            for event in events {
                let name = format!("fact_{kind}_{event}");
                assert!(names.contains(&name), "{name}");
            }
        }
        assert!(names.iter().any(|name| name == "fact_trajectory_recorded"));
    })
    .await;
}

/// Whoever changes what a dossier tells sees here that [`FORMULA`] has to become one higher, for facts that are kept already
/// to be computed anew.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_dossier_tells_goes_with_the_formulas_number() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let partner = office.partner("Wijkteam").await;
        let facts: Vec<String> = [false, true]
            .into_iter()
            .map(|full| {
                let mut example = Example::new(&office, full);
                example.one_of_each(full, &partner);
                let mut dossier = example.dossier();
                dossier.limits.clear();
                let facts = NationalFacts::of(&dossier, period()).expect("it was open");
                let checks = PeriodCheck::all_of(&dossier, period()).into_iter();
                let checks: Vec<_> = checks.map(|one| (one.code, one.record_kind, one.day)).collect();
                format!("{:#?}\n{:#?}\n{checks:#?}", facts.attributes, facts.totals)
            })
            .collect();
        insta::assert_snapshot!("formula", format!("formula {FORMULA}\n{}", facts.join("\n")));
    })
    .await;
}
