//! A period from its checks to a release: counted, approved, accepted, locked, and counted anew as a revision.

use krachtig_core::domain::period::Period;
use krachtig_core::domain::period_check::CheckCode;
use krachtig_core::domain::period_count::CountState;
use krachtig_core::domain::record::RecordKind;
use krachtig_core::domain::refusal::RefusalCode;
use krachtig_core::domain::vocabulary::Vocabulary;
use krachtig_core::service::{Add, ApprovePeriod, PeriodChecks};
use krachtig_national::budget::Limits;
use krachtig_national::catalogue::catalogue;
use krachtig_national::definition::Definition;
use krachtig_national::id::{DefinitionId, ReleaseId};
use krachtig_national::indicator::Label;
use krachtig_national::noise::Randomness;
use krachtig_national::signing::ReleaseKey;
use krachtig_national::store::{By, Computing, NationalStore};
use serde_json::json;
use time::macros::date;

use crate::example::{Example, import};
use crate::life::{Life, draft, revise};
use crate::office::{Office, code};
use crate::support::{fresh, on_both};

const QUARTER: &str = "2026-Q1";

fn period() -> Period {
    QUARTER.parse().expect("a period")
}

fn count(number: i32) -> ApprovePeriod {
    let period = period();
    ApprovePeriod { period, number }
}

/// Where every count of the period stands, oldest first.
async fn states(office: &Office) -> Vec<CountState> {
    let counts = office.services.period_counts(&office.reader, period()).await;
    counts.expect("told").iter().map(|one| one.state).collect()
}

async fn close(office: &Office) {
    let closed = office.services.close_period(&office.coordinator, period()).await;
    closed.expect("closed");
}

/// Randomness that is none: the release holds no attributes.
struct Still;

impl Randomness for Still {
    type Error = std::convert::Infallible;

    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
        bytes.fill(0);
        Ok(())
    }
}

async fn release(store: &NationalStore, by: By<'_>) {
    let id = DefinitionId::from_uuid(fresh());
    let definition = Definition {
        name: "kwartaal".to_owned(),
        title: Label::new("Kwartaal (fictief)", "Period (fictional)"),
        period: QUARTER.parse().expect("a period"),
        regions: vec!["alfa".to_owned()],
        groups: Vec::new(),
        organisational: vec!["hours".to_owned()],
        attributes: Vec::new(),
    };
    store.define(id, &definition, &catalogue(), by).await.expect("defined");
    let order = Computing {
        definition: id,
        id: ReleaseId::from_uuid(fresh()),
        catalogue: &catalogue(),
        limits: Limits::default(),
        software: "0.1.0",
        key: &ReleaseKey::from_bytes(&[3; 32]),
        by,
    };
    let frozen = store.compute(order, &mut Still).await.expect("computed");
    store.publish(frozen.release.id, by).await.expect("published");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_period_goes_from_its_count_to_a_release_and_what_is_corrected_is_a_revision() {
    on_both(|setting| async move {
        let tenants = setting.open().await;
        let office = Office::open(&tenants, "alfa").await;
        let (services, coordinator) = (&office.services, &office.coordinator);
        let life = Life::begin(&office).await;
        life.live(1).await;
        office.clock.set(date!(2026 - 04 - 02));
        let nothing = services.approve_period(coordinator, count(1)).await;
        assert_eq!(code(nothing), RefusalCode::NotFound, "nothing was counted");
        close(&office).await;
        assert_eq!(states(&office).await, [CountState::Counted]);
        let store = &tenants.national_stores().await.expect("it opens").maker;
        let handed_in = period();
        assert_eq!(
            store.hand_ins(handed_in).await.expect("read"),
            [],
            "counting hands nothing in"
        );

        close(&office).await;
        assert_eq!(states(&office).await.len(), 1, "nothing was corrected");
        let entry = office.dossier(life.id).await.time_entries[0].clone();
        let longer = krachtig_core::domain::room::TimeDraft {
            minutes: 600,
            ..draft::time(entry.spent_on)
        };
        let revised = services.revise_time(&office.professional, revise(&entry, longer)).await;
        revised.expect("revised");
        close(&office).await;
        assert_eq!(states(&office).await, [CountState::Superseded, CountState::Counted]);
        assert_eq!(
            code(services.approve_period(coordinator, count(1)).await),
            RefusalCode::ChangedSince
        );
        for ctx in [&office.professional, &office.reader, &office.operator] {
            assert_eq!(
                code(services.approve_period(ctx, count(2)).await),
                RefusalCode::NotFound
            );
        }

        let approved = services.approve_period(coordinator, count(2)).await.expect("approved");
        assert_eq!(
            (approved.state, approved.count.revision),
            (CountState::Approved, Some(1))
        );
        let again = services.approve_period(coordinator, count(2)).await.expect("finished");
        assert_eq!(again, approved, "what was handed in is handed in once");
        let who = "statisticus";
        let by = By {
            who,
            at: coordinator.now(),
        };
        store.accept("alfa", handed_in, 1, by).await.expect("accepted");
        assert_eq!(states(&office).await[1], CountState::Accepted);
        release(store, by).await;
        assert_eq!(states(&office).await[1], CountState::Locked);

        let live = services.live_figures(&office.reader, period()).await.expect("told");
        let hours = live
            .indicators
            .iter()
            .find(|one| one.indicator.code == "hours")
            .expect("there");
        let published = hours.published.as_ref().expect("it is in a release");
        assert_eq!(
            (published.release.as_str(), published.period.as_str()),
            ("kwartaal", QUARTER)
        );
        let national = hours.figures[0].national.expect("a figure");
        assert_eq!((national.value, national.margin), (Some(10), Some(0)));

        let late = Add {
            trajectory_id: life.id,
            draft: draft::time(date!(2026 - 03 - 30)),
        };
        services
            .record_time(&office.professional, late)
            .await
            .expect("recorded");
        close(&office).await;
        let revision = services.approve_period(coordinator, count(3)).await.expect("approved");
        assert_eq!(
            (revision.state, revision.count.revision),
            (CountState::Approved, Some(2))
        );
        assert_eq!(states(&office).await[1], CountState::Locked, "what is frozen stays");
        assert_eq!(store.releases().await.expect("read")[0].release.inputs[0].revision, 1);
    })
    .await;
}

fn found(checks: &PeriodChecks) -> Vec<(CheckCode, RecordKind)> {
    let mut found: Vec<_> = checks
        .checks
        .iter()
        .map(|check| (check.code, check.record_kind))
        .collect();
    found.dedup();
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_worth_a_look_is_listed_before_a_period_is_closed() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let partner = office.partner("Wijkteam").await;
        let mut left_open = Example::new(&office, true);
        left_open.add(
            "introductions",
            json!({"held_on": "2026-01-02", "via": "detainee", "present": []}),
        );
        let referral = |sent_on: &str, answered: bool| {
            json!({
                "partner_id": partner.id, "persons": [], "need": "hulp", "life_domain": "housing", "warm_handover": false,
                "sent_on": sent_on, "accepted": answered.then_some(false),
                "answered_on": answered.then_some("2026-01-05"), "decline_ground": answered.then_some("no_payer"),
            })
        };
        left_open.add("referrals", referral("2026-01-03", false));
        left_open.add("referrals", referral("2026-01-03", true));
        let goal = |set_on: &str| json!({"life_domain": "housing", "title": "wonen", "set_on": set_on});
        left_open.add("goals", goal("2026-01-04"));
        let member = left_open.member();
        let time = |on: &str| json!({"member_id": member, "spent_on": on, "minutes": 5});
        left_open.add("time_entries", time("2025-12-01"));
        left_open.add("time_entries", time("2026-03-01"));
        let [granted, undecided] = [(); 2].map(|()| {
            left_open.add(
                "requests",
                json!({
                    "amount": 500, "purpose": "fiets", "life_domain": "participation", "payee": "supplier", "silo": "none",
                    "requested_on": "2026-01-05", "recorded_by": member,
                    "decision": {"answer": {"decision": "approve", "findings": [], "tranches": [], "obligations": []},
                        "rules": {"name": "test", "version": "1.0.0", "settings_version": 1}},
                }),
            )
        });
        left_open.add(
            "ledger",
            json!({"kind": "allot", "amount": 500, "silo": "none", "booked_on": "2026-01-05", "recorded_by": member}),
        );
        for (request, kind) in [(&granted, "request"), (&undecided, "request"), (&granted, "reserve")] {
            left_open.add(
                "ledger",
                json!({"request_id": request, "kind": kind, "amount": 500, "booked_on": "2026-01-06", "recorded_by": member}),
            );
        }
        let mut in_order = Example::new(&office, false);
        in_order.add("time_entries", time("2026-02-01"));
        in_order.add("goals", goal("2026-01-04"));
        import(&office, &[left_open.dossier(), in_order.dossier()]).await;

        let (services, coordinator) = (&office.services, &office.coordinator);
        let checks = services.period_checks(coordinator, period()).await.expect("checked");
        assert_eq!((found(&checks), checks.waiting), (Vec::new(), 2), "both are still to be looked at");
        services.keep_facts(&office.operator).await.expect("kept");
        let checks = services.period_checks(coordinator, period()).await.expect("checked");
        assert!(!checks.more && checks.waiting == 0);
        let mut expected = [
            (CheckCode::AfterClosing, RecordKind::TimeEntry),
            (CheckCode::BeforeTrajectory, RecordKind::TimeEntry),
            (CheckCode::GoalOpen, RecordKind::Goal),
            (CheckCode::MappingMissing, RecordKind::Trajectory),
            (CheckCode::ReferralOpen, RecordKind::Referral),
            (CheckCode::RequestUndecided, RecordKind::BudgetRequest),
            (CheckCode::ReservationOpen, RecordKind::BudgetRequest),
        ];
        expected.sort_by_key(|(code, _)| code.code());
        assert_eq!(found(&checks), expected);
        assert_eq!(checks.checks.len(), expected.len(), "each of one record");
        for (other, refused) in [("2026-Q2", RefusalCode::InFuture), ("2024-Q4", RefusalCode::TooEarly)] {
            let other = services.period_checks(coordinator, other.parse().expect("a period")).await;
            assert_eq!(code(other), refused);
        }
        office.clock.set(date!(2026 - 05 - 04));
        services.mark_missing_facts(&office.operator).await.expect("marked");
        services.keep_facts(&office.operator).await.expect("kept");
        let next = services.period_checks(coordinator, "2026-Q2".parse().expect("a period")).await;
        let next = found(&next.expect("checked"));
        assert_eq!(next, [(CheckCode::NoHours, RecordKind::Trajectory)], "one is open, and at rest");
        for ctx in [&office.professional, &office.reader, &office.volunteer, &office.operator] {
            assert_eq!(code(services.period_checks(ctx, period()).await), RefusalCode::NotFound);
        }
    })
    .await;
}
