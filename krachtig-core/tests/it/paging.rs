//! Lists page by page: every row once and in order, in as many statements for many rows as for one, and only the rows
//! that a viewer may see.

use std::collections::{BTreeMap, BTreeSet};

use krachtig_core::access::{Action, Actor, Relation, permit};
use krachtig_core::domain::dossier::{Dossier, Parts};
use krachtig_core::domain::family::Municipality;
use krachtig_core::domain::id::{MemberId, TrajectoryId};
use krachtig_core::domain::member::MemberState;
use krachtig_core::domain::refusal::RefusalCode;
use krachtig_core::domain::trajectory::{Assignment, Side, Workload};
use krachtig_core::domain::vocabulary::{Role, Vocabulary};
use krachtig_core::service::{
    Ask, Ctx, FamilyFilter, NameSort, NoFilter, PartnerFilter, ProblemFilter, RecordedSort, ReferralFilter,
    ReferralSort, TrajectoryFilter, TrajectorySort,
};
use krachtig_core::store::{Cursor, counting_statements};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::json;
use time::Duration;

use crate::example::{Example, import};
use crate::office::{Office, TODAY, code, partner_draft};
use crate::support::on_both;

fn ask<F: Default, S>(first: u32, sort: S) -> Ask<F, S> {
    Ask {
        first,
        after: None,
        filter: F::default(),
        sort,
        descending: false,
    }
}

/// Walks a list to its end and gives the ids.
macro_rules! walk {
    ($office:expr, $ctx:expr, $list:ident, $ask:expr) => {{
        let mut ask = $ask;
        let mut ids = Vec::new();
        loop {
            let page = $office.services.$list($ctx, &ask).await.expect("listed");
            assert!(page.rows.len() <= ask.first as usize);
            assert!(
                !page.more || page.rows.len() == ask.first as usize,
                "a page that more follow is full"
            );
            ids.extend(page.rows.iter().map(|(_, row)| row.id));
            ask.after = page.rows.last().map(|(cursor, _)| cursor.clone());
            if !page.more {
                break ids;
            }
        }
    }};
}

/// Dossiers with few different days and names, and referrals in each.
async fn many(office: &Office, number: usize) -> Vec<Dossier> {
    let partner = office.partner("Wijkteam").await;
    let made = |n: usize| {
        let mut example = Example::new(office, false);
        example.one_of_each(false, &partner);
        let mut dossier = example.dossier();
        dossier.trajectory.opened_on = TODAY - Duration::days(i64::try_from(n % 3).unwrap_or(0));
        dossier.referrals[0].sent_on = dossier.trajectory.opened_on;
        dossier.family.name = serde_json::from_value(json!(["Aa", "Bb", "Éa"][n % 3])).expect("a name");
        dossier
    };
    let dossiers: Vec<Dossier> = (0..number).map(made).collect();
    import(office, &dossiers).await;
    dossiers
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_give_every_row_once_and_in_order() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let ctx = &office.coordinator;
        let dossiers = many(&office, 40).await;
        for descending in [false, true] {
            macro_rules! check {
                ($list:ident, $filter:ty, $sort:expr) => {{
                    let sorted = |first| Ask {
                        descending,
                        ..ask::<$filter, _>(first, $sort)
                    };
                    let (pages, whole) = (
                        walk!(office, ctx, $list, sorted(7)),
                        walk!(office, ctx, $list, sorted(100)),
                    );
                    assert_eq!(pages, whole, "{} by {:?}", stringify!($list), $sort);
                    assert_eq!(pages.len(), dossiers.len());
                    assert_eq!(
                        pages.iter().collect::<BTreeSet<_>>().len(),
                        pages.len(),
                        "no row twice"
                    );
                    pages
                }};
            }
            let days: Vec<_> = check!(trajectories, TrajectoryFilter, TrajectorySort::OpenedOn);
            let mut expected: Vec<_> = dossiers
                .iter()
                .map(|d| (d.trajectory.opened_on, d.trajectory.id))
                .collect();
            expected.sort_unstable();
            if descending {
                expected.reverse();
            }
            assert_eq!(
                days,
                expected.into_iter().map(|(_, id)| id).collect::<Vec<TrajectoryId>>()
            );
            check!(trajectories, TrajectoryFilter, TrajectorySort::Recorded);
            check!(families, FamilyFilter, NameSort::Name);
            check!(families, FamilyFilter, NameSort::Recorded);
            check!(referrals, ReferralFilter, ReferralSort::SentOn);
            check!(problems, ProblemFilter, RecordedSort::Recorded);
            check!(learning_entries, NoFilter, RecordedSort::Recorded);
        }
        assert_eq!(
            office
                .services
                .count_families(ctx, &FamilyFilter::default())
                .await
                .expect("counted"),
            40
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_made_up_cursor_is_refused() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let dossiers = many(&office, 3).await;
        let id = dossiers[0].trajectory.id.uuid();
        let after = |cursor| Some(serde_json::from_value::<Cursor>(cursor).expect("has the form of one"));
        for key in [
            json!("not a day"),
            json!(7),
            json!(null),
            json!([1]),
            json!({"a": 1}),
            json!("2026-02-30"),
        ] {
            let asked = Ask {
                after: after(json!([key, id])),
                ..ask::<TrajectoryFilter, _>(7, TrajectorySort::OpenedOn)
            };
            let refused = code(office.services.trajectories(&office.coordinator, &asked).await);
            assert_eq!(refused, RefusalCode::InvalidFormat, "{key}");
        }
        for key in [json!("a\0b"), json!(1)] {
            let asked = Ask {
                after: after(json!([key, id])),
                ..ask::<FamilyFilter, _>(7, NameSort::Name)
            };
            let refused = code(office.services.families(&office.coordinator, &asked).await);
            assert_eq!(refused, RefusalCode::InvalidFormat, "{key}");
        }
        // One that somebody put together well tells nothing but what the list shows anyway.
        let asked = Ask {
            after: after(json!(["' OR 1=1 --", id])),
            ..ask::<FamilyFilter, _>(7, NameSort::Name)
        };
        assert_eq!(
            office
                .services
                .families(&office.coordinator, &asked)
                .await
                .expect("listed")
                .rows
                .len(),
            3
        );
        for first in [0, 101, u32::MAX] {
            let asked = Ask {
                first,
                ..ask::<FamilyFilter, _>(7, NameSort::Name)
            };
            assert_eq!(
                code(office.services.families(&office.coordinator, &asked).await),
                RefusalCode::OutOfRange
            );
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_into_a_filter_means_itself() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        for name in [
            "Éénloket",
            "eenloket",
            "50% korting",
            "a_b",
            "axb",
            "O'Brien",
            "back\\slash",
        ] {
            let recorded = office
                .services
                .record_partner(&office.coordinator, partner_draft(name))
                .await;
            recorded.expect("recorded");
        }
        let found = async |start: &str| {
            let filter = PartnerFilter {
                name: Some(start.to_owned()),
                ..PartnerFilter::default()
            };
            let listed = Ask {
                filter: filter.clone(),
                ..ask(100, NameSort::Name)
            };
            let page = office
                .services
                .partners(&office.volunteer, &listed)
                .await
                .expect("listed");
            let count = office
                .services
                .count_partners(&office.volunteer, &filter)
                .await
                .expect("counted");
            assert_eq!(count, page.rows.len() as u64);
            let mut names: Vec<String> = page.rows.into_iter().map(|(_, row)| row.name.to_string()).collect();
            names.sort_unstable();
            names
        };
        assert_eq!(found("één").await, ["Éénloket"]);
        assert_eq!(found("Één").await, ["Éénloket"]);
        assert_eq!(found("EEN").await, ["eenloket"]);
        assert_eq!(found("%").await, [""; 0]);
        assert_eq!(found("50%").await, ["50% korting"]);
        assert_eq!(found("a_").await, ["a_b"]);
        assert_eq!(found("o'b").await, ["O'Brien"]);
        assert_eq!(found("back\\").await, ["back\\slash"]);
        assert_eq!(found("a\0").await, [""; 0]);
        assert_eq!(found(&"x".repeat(100_000)).await, [""; 0]);
        assert_eq!(found("").await.len(), 7);
        let place = PartnerFilter {
            municipality: Some("GM0518".parse::<Municipality>().expect("a code")),
            ..PartnerFilter::default()
        };
        assert_eq!(
            office
                .services
                .count_partners(&office.reader, &place)
                .await
                .map_err(|_| ()),
            Err(()),
            "not a reader's"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_takes_as_many_statements_for_a_hundred_rows_as_for_one() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        many(&office, 100).await;
        let (services, ctx) = (&office.services, &office.coordinator);
        for first in [1, 100] {
            let page = async {
                let page = services
                    .trajectories(ctx, &ask(first, TrajectorySort::OpenedOn))
                    .await
                    .expect("listed");
                let ids: Vec<_> = page.rows.iter().map(|(_, row)| row.id).collect();
                let families: Vec<_> = page.rows.iter().map(|(_, row)| (row.id, row.family_id)).collect();
                assert_eq!(
                    services.progress_of(ctx, &page.logged, &ids).await.expect("told").len(),
                    ids.len()
                );
                assert_eq!(
                    services
                        .families_of(ctx, &page.logged, &families)
                        .await
                        .expect("found")
                        .len(),
                    ids.len()
                );
                assert_eq!(
                    services
                        .assignments_of(ctx, &page.logged, &ids)
                        .await
                        .expect("found")
                        .len(),
                    ids.len()
                );
                ids.len()
            };
            assert_eq!(counting_statements(page).await, (first as usize, 4));
        }
    })
    .await;
}

/// An assignment: of which member, in which role on which side, from and until which day.
type Tie = (usize, (Role, Side), i64, Option<i64>);

/// Assignments that hold, held, or will hold.
fn assignments() -> impl Strategy<Value = Vec<Tie>> {
    let role = proptest::sample::select(vec![Role::Professional, Role::Volunteer]);
    let tie = (role, proptest::sample::select(Side::ALL.to_vec()));
    proptest::collection::vec((0..4_usize, tie, -3..3_i64, proptest::option::of(-3..3_i64)), 0..5)
}

#[expect(clippy::too_many_lines, reason = "one line for each list")]
#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_what_permits_leave_of_all_rows() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let double = office.member("double", &[Role::Volunteer, Role::BudgetApprover]).await;
        let triple = office.member("triple", &[Role::Professional, Role::Volunteer]).await;
        let viewers = [&office.volunteer, &office.professional, &double, &triple];
        // One who may not act at all: a list that took the roles alone would show what a permit does not.
        let suspended = Ctx {
            actor: Actor::Member {
                id: triple.actor.as_member().expect("a member"),
                roles: triple.actor.roles().to_vec(),
                state: MemberState::Suspended,
                scopes: None,
            },
            ..triple.clone()
        };
        let partner = office.partner("Wijkteam").await;
        let mut runner = TestRunner::default();
        let mut made = || {
            let mut example = Example::new(&office, false);
            example.one_of_each(false, &partner);
            let mut dossier = example.dossier();
            for consent in &mut dossier.consents {
                let days = (-5_i64..60).new_tree(&mut runner).expect("some").current();
                consent.valid_until = Some(consent.given_on.max(TODAY + Duration::days(days)));
            }
            let blank: Assignment = dossier.assignments.remove(0);
            for (who, (role, side), from, until) in assignments().new_tree(&mut runner).expect("some").current() {
                let id = krachtig_core::domain::clock::Clock::fresh(&*office.clock);
                dossier.assignments.push(Assignment {
                    id: krachtig_core::domain::id::AssignmentId::from_uuid(id),
                    member_id: viewers[who].actor.as_member().expect("a member"),
                    role,
                    side,
                    from_on: TODAY + Duration::days(from),
                    ended_on: until.map(|until| TODAY + Duration::days(until)),
                    lead: from < 0,
                    ..blank.clone()
                });
            }
            dossier
        };
        let dossiers: Vec<Dossier> = (0..60).map(|_| made()).collect();
        import(&office, &dossiers).await;
        let mut ending = 0;
        for viewer in viewers
            .into_iter()
            .chain([&office.coordinator, &office.approver, &office.reader, &suspended])
        {
            let seen = |action| {
                let may = move |dossier: &&Dossier| permit(&viewer.actor, action, relation(viewer, dossier)).is_some();
                dossiers.iter().filter(may)
            };
            macro_rules! same {
                ($list:ident, $filter:ident, $sort:expr, $expected:expr) => {{
                    let first = office
                        .services
                        .$list(viewer, &ask::<krachtig_core::service::$filter, _>(7, $sort))
                        .await;
                    if first.is_ok() {
                        let walked = walk!(
                            office,
                            viewer,
                            $list,
                            ask::<krachtig_core::service::$filter, _>(7, $sort)
                        );
                        assert_eq!(walked, $expected, "{} of {:?}", stringify!($list), viewer.actor);
                    } else {
                        assert_eq!(code(first), RefusalCode::NotFound);
                        assert!(
                            $expected.is_empty(),
                            "{} of {:?}",
                            stringify!($list),
                            viewer.actor
                        );
                    }
                }};
            }
            macro_rules! lists {
                ($($list:ident, $filter:ident, $sort:expr, $action:ident: |$d:ident| $id:expr;)+) => {$(
                    let rows: Vec<_> = seen(Action::$action).map(|$d| $id).collect();
                    same!($list, $filter, $sort, rows);
                )+};
            }
            lists! {
                trajectories, TrajectoryFilter, TrajectorySort::Recorded, ListTrajectories: |d| d.trajectory.id;
                families, FamilyFilter, NameSort::Recorded, ListFamilies: |d| d.family.id;
                referrals, ReferralFilter, ReferralSort::Recorded, ListReferrals: |d| d.referrals[0].id;
                budget_requests, RequestFilter, RecordedSort::Recorded, ListBudgetRequests: |d| d.requests[0].id;
                problems, ProblemFilter, RecordedSort::Recorded, ListProblems: |d| d.problems[0].id;
                silo_obstacles, ObstacleFilter, RecordedSort::Recorded, ListSiloObstacles: |d| d.obstacles[0].id;
                suggestions, SuggestionFilter, RecordedSort::Recorded, ListSuggestions: |d| d.suggestions[0].id;
                learning_entries, NoFilter, RecordedSort::Recorded, ListLearning: |d| d.learning[0].id;
                goals, GoalFilter, RecordedSort::Recorded, ListGoals: |d| d.goals[0].id;
                actions, ActionFilter, RecordedSort::Recorded, ListActions: |d| d.actions[0].id;
                story_versions, NoFilter, RecordedSort::Recorded, ListStories: |d| d.stories[0].id;
            }
            let listed: Vec<&Dossier> = seen(Action::ListTrajectories).collect();
            match office.services.workloads(viewer).await {
                Ok(found) => assert_eq!(found, workloads(&listed), "of {:?}", viewer.actor),
                refused => {
                    assert_eq!(code(refused), RefusalCode::NotFound);
                    assert!(listed.is_empty(), "of {:?}", viewer.actor);
                }
            }
            ending += ends_in_order(&office, viewer, &dossiers).await;
            for dossier in &dossiers {
                let may = permit(&viewer.actor, Action::ReadDossier, relation(viewer, dossier)).is_some();
                let id = dossier.trajectory.id;
                assert_eq!(office.services.dossier(viewer, id, Parts::ALL).await.is_ok(), may);
                assert_eq!(office.services.may_hear(viewer, id, None).await.expect("told"), may);
            }
        }
        assert!(ending > 0, "some consent ends");
        let who = office.volunteer.actor.as_member();
        let filter = TrajectoryFilter {
            member_id: who,
            ..TrajectoryFilter::default()
        };
        let own = walk!(
            office,
            &office.coordinator,
            trajectories,
            Ask {
                filter: filter.clone(),
                ..ask(7, TrajectorySort::Recorded)
            }
        );
        let all = walk!(
            office,
            &office.volunteer,
            trajectories,
            ask::<TrajectoryFilter, _>(7, TrajectorySort::Recorded)
        );
        assert!(
            !all.is_empty() && all.iter().all(|id| own.contains(id)),
            "a scope leaves none but the member's own"
        );
    })
    .await;
}

fn relation(viewer: &Ctx, dossier: &Dossier) -> Relation {
    Relation::by(TODAY, viewer.actor.as_member(), &dossier.assignments)
}

/// Whose consents end first stands first, of the trajectories that the list shows by the same filter.
async fn ends_in_order(office: &Office, viewer: &Ctx, dossiers: &[Dossier]) -> usize {
    let until = TODAY + Duration::days(30);
    let filter = TrajectoryFilter {
        open: Some(true),
        consent_ends_until: Some(until),
        ..TrajectoryFilter::default()
    };
    let listed = Ask {
        filter,
        ..ask(60, TrajectorySort::Recorded)
    };
    let listed = match office.services.trajectories(viewer, &listed).await {
        Ok(page) => page.rows.into_iter().map(|(_, one)| one.id).collect::<BTreeSet<_>>(),
        refused => {
            let ending = office
                .services
                .trajectories_by_ending_consent(viewer, (until, 100))
                .await;
            assert_eq!(code(ending), code(refused));
            return 0;
        }
    };
    let mut expected: Vec<_> = dossiers
        .iter()
        .filter(|dossier| listed.contains(&dossier.trajectory.id))
        .flat_map(|dossier| {
            let ending = dossier.ending_consents(TODAY, until);
            ending.map(|(last, consent)| (last, consent.id, dossier.trajectory.id))
        })
        .collect();
    expected.sort_unstable();
    let ending = office
        .services
        .trajectories_by_ending_consent(viewer, (until, 100))
        .await;
    let rows = ending.expect("listed").rows;
    let ending: Vec<TrajectoryId> = rows.into_iter().map(|(_, one)| one.id).collect();
    let expected: Vec<TrajectoryId> = expected.into_iter().map(|(_, _, id)| id).take(100).collect();
    assert_eq!(ending, expected, "of {:?}", viewer.actor);
    assert_eq!(ending.iter().copied().collect::<BTreeSet<_>>(), listed);
    ending.len()
}

/// With how many of these trajectories each member works, as far as they are open.
fn workloads(dossiers: &[&Dossier]) -> Vec<Workload> {
    let mut led: BTreeMap<MemberId, BTreeMap<TrajectoryId, bool>> = BTreeMap::new();
    let open = dossiers.iter().filter(|dossier| dossier.trajectory.closed_on.is_none());
    for tie in open.flat_map(|dossier| &dossier.assignments) {
        if tie.holds(TODAY) {
            let leads = led
                .entry(tie.member_id)
                .or_default()
                .entry(tie.trajectory_id)
                .or_default();
            *leads |= tie.lead;
        }
    }
    let workload = |(member_id, led): (MemberId, BTreeMap<TrajectoryId, bool>)| Workload {
        member_id,
        trajectories: led.len() as u64,
        led: led.values().filter(|leads| **leads).count() as u64,
    };
    led.into_iter().map(workload).collect()
}
