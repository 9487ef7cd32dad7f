//! The access log: whatever is read of the people in the dossiers leaves a line, or is not read; and a family may be
//! told who looked.

use std::collections::BTreeSet;

use krachtig_core::access::Action;
use krachtig_core::domain::access_log::{AccessPurpose, LogEvent};
use krachtig_core::domain::dossier::Parts;
use krachtig_core::domain::id::TrajectoryId;
use krachtig_core::domain::period::Period;
use krachtig_core::domain::record::RecordKind;
use krachtig_core::domain::vocabulary::{Role, Vocabulary};
use krachtig_core::error::Fault;
use krachtig_core::service::{
    AccessLogFilter, Ask, Ctx, ExportPage, Failure, FamilyFilter, LoggedLine, NameSort, NoFilter, RecordedSort,
    ReferralSort, Sort, TrajectorySort,
};
use sea_orm::ConnectionTrait;

use crate::life::{CANARY, Life};
use crate::office::{Office, code};
use crate::stored::past_the_store;
use crate::support::{Setting, on_both};

/// Asks for all that a page may hold, newest first.
pub(crate) fn everything<F: Default, S: Sort>(sort: S) -> Ask<F, S> {
    Ask {
        first: 100,
        after: None,
        filter: F::default(),
        sort,
        descending: true,
    }
}

/// The newest lines of the log, as the coordinator reads them; the line of that reading is not among them.
pub(crate) async fn newest(office: &Office) -> Vec<LoggedLine> {
    let ask = everything(RecordedSort::Recorded);
    let page = office.services.access_log(&office.coordinator, &ask).await;
    page.expect("read").rows.into_iter().map(|(_, line)| line).collect()
}

/// Who looked at a family, as somebody reads it.
pub(crate) async fn looked(office: &Office, ctx: &Ctx, id: TrajectoryId) -> Vec<LoggedLine> {
    let mut ask = everything::<AccessLogFilter, _>(RecordedSort::Recorded);
    ask.filter.trajectory_id = Some(id);
    let page = office.services.access_log(ctx, &ask).await;
    page.expect("read").rows.into_iter().map(|(_, line)| line).collect()
}

/// Reads a page of every list, counts it, and answers how many rows each had.
macro_rules! read_every_list {
    ($office:ident: $($list:ident $count:ident $filter:ty, $sort:expr;)+) => {{
        let mut rows = Vec::new();
        $(
            let page = $office.services.$list(&$office.coordinator, &everything($sort)).await.expect("listed");
            let count = $office.services.$count(&$office.coordinator, &<$filter>::default()).await.expect("counted");
            rows.push((stringify!($list), page.rows.len(), count));
        )+
        rows
    }};
}

async fn read_everything(office: &Office, id: TrajectoryId) -> Vec<(&'static str, usize, u64)> {
    let by = &office.coordinator;
    office.services.dossier(by, id, Parts::ALL).await.expect("read");
    office.services.listen(by, id).await.expect("listens");
    let page = ExportPage { first: 10, after: None };
    office.services.export_dossiers(by, page).await.expect("exported");
    let period = Period::quarter_of(by.stamp().today);
    office.services.keep_facts(&office.operator).await.expect("kept");
    office.services.period_checks(by, period).await.expect("checked");
    office.services.notices(by).await.expect("told");
    use krachtig_core::service as s;
    read_every_list!(office:
        trajectories count_trajectories s::TrajectoryFilter, TrajectorySort::Recorded;
        families count_families FamilyFilter, NameSort::Name;
        referrals count_referrals s::ReferralFilter, ReferralSort::Recorded;
        budget_requests count_budget_requests s::RequestFilter, RecordedSort::Recorded;
        problems count_problems s::ProblemFilter, RecordedSort::Recorded;
        silo_obstacles count_silo_obstacles s::ObstacleFilter, RecordedSort::Recorded;
        suggestions count_suggestions s::SuggestionFilter, RecordedSort::Recorded;
        learning_entries count_learning_entries NoFilter, RecordedSort::Recorded;
        goals count_goals s::GoalFilter, RecordedSort::Recorded;
        actions count_actions s::ActionFilter, RecordedSort::Recorded;
        story_versions count_story_versions NoFilter, RecordedSort::Recorded;
        replay_differences count_replay_differences s::DifferenceFilter, RecordedSort::Recorded;
        shadow_decisions count_shadow_decisions s::ShadowFilter, RecordedSort::Recorded;
        shares count_shares s::ShareFilter, RecordedSort::Recorded;
        rights_requests count_rights_requests s::RightsFilter, s::DueSort::DueOn;
        destructions count_destructions NoFilter, RecordedSort::Recorded;
        break_glasses count_break_glasses s::GlassFilter, RecordedSort::Recorded;
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_read_of_people_leaves_a_line() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let life = Life::begin(&office).await;
        life.live(1).await;
        let before = newest(&office).await.len();
        let rows = read_everything(&office, life.id).await;
        let lines = newest(&office).await;
        let done: BTreeSet<&str> = lines.iter().map(|line| line.action.as_str()).collect();
        let reads = |action: &&Action| {
            let reads =
                action.lists() || matches!(action, Action::ReadDossier | Action::Export | Action::ReadAccessLog);
            reads && action.is_about_people()
        };
        let missing: Vec<_> = Action::ALL
            .iter()
            .filter(reads)
            .filter(|a| !done.contains(a.code()))
            .collect();
        assert_eq!(missing, [&Action::ReadDossier; 0], "read without a line");
        // A page and a count of each list, the dossier, the listening, the export, the checks of a period, the notices, and
        // the first reading of the log.
        assert_eq!(lines.len().min(100), (before + 2 * rows.len() + 6).min(100));
        let of_me = |line: &&LoggedLine| line.actor == office.coordinator.actor.id();
        for line in lines.iter().filter(of_me) {
            assert_eq!(line.role, "coordinator");
            assert_eq!(line.program.as_deref(), Some("test"));
            assert!(line.purpose.is_some());
            assert_eq!(line.request_id, "rid_00000000000070008000000000000001");
        }
        for (list, shown, count) in rows {
            assert!(shown as u64 <= count, "{list}");
        }
        let goals: Vec<_> = lines
            .iter()
            .filter(|line| line.action == "list_goals")
            .map(|line| line.rows)
            .collect();
        assert_eq!(goals, [Some(1), Some(1)], "as many as were shown, and as were counted");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_family_is_told_who_looked_and_nothing_else() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let ours = office.family("Gezin Een (fictief)").await.trajectory.id;
        let other = office.family("Gezin Twee (fictief)").await.trajectory.id;
        let parts = Parts::of(&[RecordKind::Person, RecordKind::Detainee]);
        let urgent = Ctx {
            purpose: Some(AccessPurpose::RightsRequest),
            ..office.coordinator.clone()
        };
        office.services.dossier(&urgent, ours, parts).await.expect("read");
        office
            .services
            .dossier(&office.coordinator, other, Parts::ALL)
            .await
            .expect("read");
        let all = everything(TrajectorySort::Recorded);
        office
            .services
            .trajectories(&office.professional, &all)
            .await
            .expect("listed");
        let families = everything::<FamilyFilter, _>(NameSort::Name);
        office
            .services
            .families(&office.coordinator, &families)
            .await
            .expect("listed");

        let told = looked(&office, &office.professional, ours).await;
        let short: Vec<_> = told
            .iter()
            .map(|line| (line.role.as_str(), line.event, line.action.as_str()))
            .collect();
        assert_eq!(
            short,
            [
                ("coordinator", LogEvent::Search, "list_families"),
                ("professional", LogEvent::Search, "list_trajectories"),
                ("coordinator", LogEvent::Read, "read_dossier"),
                ("professional", LogEvent::Create, "register_family"),
                ("professional", LogEvent::Create, "register_family"),
                ("professional", LogEvent::Create, "register_family"),
            ]
        );
        let read = &told[2];
        assert_eq!(read.purpose, Some(AccessPurpose::RightsRequest));
        assert_eq!(read.fields, ["person", "detainee", "assignment"]);
        assert_eq!(read.actor, office.coordinator.actor.id());
        // Reading who looked is a look as well, at this family and no other.
        let told = looked(&office, &office.coordinator, ours).await;
        assert_eq!(
            (told[0].event, told[0].role.as_str()),
            (LogEvent::ReadLog, "professional")
        );
        assert!(
            !looked(&office, &office.coordinator, other)
                .await
                .iter()
                .any(|line| line.event == LogEvent::ReadLog)
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_is_for_those_who_answer_for_the_family_and_for_the_office() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let ours = office.family("Gezin (fictief)").await.trajectory.id;
        let stranger = office.member("stranger", &[Role::Professional]).await;
        let mut of_family = everything::<AccessLogFilter, _>(RecordedSort::Recorded);
        of_family.filter.trajectory_id = Some(ours);
        let of_all = everything::<AccessLogFilter, _>(RecordedSort::Recorded);
        let absent = TrajectoryId::from_uuid(uuid_of(7));
        for (ctx, family, all) in [
            (&office.coordinator, true, true),
            (&office.professional, true, false),
            (&stranger, false, false),
            (&office.volunteer, false, false),
            (&office.approver, false, false),
            (&office.reader, false, false),
            (&office.operator, false, false),
        ] {
            let read = office.services.access_log(ctx, &of_family).await;
            assert_eq!(read.is_ok(), family, "{ctx:?}");
            let counted = office.services.count_access_log(ctx, &of_family.filter).await;
            assert_eq!(counted.is_ok(), family, "{ctx:?}");
            assert_eq!(office.services.access_log(ctx, &of_all).await.is_ok(), all, "{ctx:?}");
            if !family {
                let mut nobodys = of_family.clone();
                nobodys.filter.trajectory_id = Some(absent);
                let (refused, absent) = (code(read), code(office.services.access_log(ctx, &nobodys).await));
                assert_eq!(refused, absent, "forbidden and absent look alike");
            }
        }
    })
    .await;
}

fn uuid_of(number: u128) -> uuid::Uuid {
    uuid::Uuid::from_u128(number)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_coordinator_finds_lines_by_who_what_and_when() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let ours = office.family("Gezin (fictief)").await.trajectory.id;
        office.dossier(ours).await;
        let today = office.coordinator.stamp().today;
        let count = async |filter: AccessLogFilter| {
            let ask = Ask {
                filter,
                ..everything(RecordedSort::Recorded)
            };
            let page = office
                .services
                .access_log(&office.coordinator, &ask)
                .await
                .expect("read");
            let counted = office
                .services
                .count_access_log(&office.coordinator, &ask.filter)
                .await
                .expect("counted");
            // Between the two, the first reading left its own line.
            (page.rows.len(), counted)
        };
        let of = |event| AccessLogFilter {
            event: Some(event),
            ..AccessLogFilter::default()
        };
        assert_eq!(count(of(LogEvent::Read)).await, (1, 1));
        let by = office.professional.actor.as_member();
        let of_member = AccessLogFilter {
            member_id: by,
            ..AccessLogFilter::default()
        };
        assert_eq!(count(of_member).await, (3, 3));
        let tomorrow = AccessLogFilter {
            from: today.next_day(),
            ..AccessLogFilter::default()
        };
        assert_eq!(count(tomorrow).await, (0, 0));
        let until_yesterday = AccessLogFilter {
            until: today.previous_day(),
            ..AccessLogFilter::default()
        };
        assert_eq!(count(until_yesterday).await, (0, 0));
        let (page, counted) = count(AccessLogFilter {
            from: Some(today),
            until: Some(today),
            ..of(LogEvent::Create)
        })
        .await;
        assert!(page as u64 == counted && page > 3);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_is_read_page_by_page_in_either_order() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        for number in 0..5 {
            office.family(&format!("Gezin {number} (fictief)")).await;
        }
        for descending in [true, false] {
            let mut ask = everything::<AccessLogFilter, _>(RecordedSort::Recorded);
            ask.filter.event = Some(LogEvent::Create);
            (ask.first, ask.descending) = (4, descending);
            let mut ids = Vec::new();
            loop {
                let page = office
                    .services
                    .access_log(&office.coordinator, &ask)
                    .await
                    .expect("read");
                ask.after = page.rows.last().map(|(cursor, _)| cursor.clone());
                ids.extend(page.rows.iter().map(|(_, line)| line.id));
                if !page.more {
                    break;
                }
            }
            let mut sorted = ids.clone();
            sorted.sort();
            sorted.dedup();
            if descending {
                sorted.reverse();
            }
            assert_eq!(ids, sorted);
            assert!(ids.len() >= 15);
        }
        let mut none = everything::<AccessLogFilter, _>(RecordedSort::Recorded);
        none.first = 0;
        assert_eq!(
            code(office.services.access_log(&office.coordinator, &none).await).code(),
            "out_of_range"
        );
    })
    .await;
}

/// Has the database refuse every further line.
async fn fill_the_log(setting: &Setting) {
    let db = past_the_store(setting).await;
    let refuse = if setting.admin_url.is_some() {
        "ALTER TABLE audit ADD CONSTRAINT no_more CHECK (false) NOT VALID"
    } else {
        "CREATE TRIGGER no_more BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'no more'); END"
    };
    db.execute_unprepared(refuse).await.expect("refused from now on");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_logged_is_not_read() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let ours = office.family(CANARY).await.trajectory.id;
        office.dossier(ours).await;
        fill_the_log(&setting).await;
        let (services, by) = (&office.services, &office.coordinator);
        fn faulted<T: std::fmt::Debug>(read: &Result<T, Failure>) {
            let said = format!("{read:?}");
            assert!(matches!(read, Err(Failure::Fault(Fault::Database { .. }))), "{said}");
            assert!(!said.contains(CANARY));
        }
        faulted(&services.dossier(by, ours, Parts::ALL).await);
        faulted(&services.listen(by, ours).await);
        faulted(&services.trajectories(by, &everything(TrajectorySort::Recorded)).await);
        faulted(&services.count_trajectories(by, &Default::default()).await);
        faulted(&services.families(by, &everything(NameSort::Name)).await);
        faulted(&services.export_dossiers(by, ExportPage { first: 1, after: None }).await);
        faulted(&services.access_log(by, &everything(RecordedSort::Recorded)).await);
        faulted(&services.import_index(&office.operator).await);
        // What is about nobody in a dossier is read all the same.
        services
            .partners(by, &everything(NameSort::Name))
            .await
            .expect("listed");
        services.members(by, &everything(NameSort::Name)).await.expect("listed");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_readers_at_once_have_a_line_each() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let ours = office.family("Gezin (fictief)").await.trajectory.id;
        let mut readers = tokio::task::JoinSet::new();
        for number in 0..200 {
            let (services, ctx) = (office.services.clone(), office.coordinator.clone());
            let writes = number % 10 == 0;
            readers.spawn(async move {
                if writes {
                    let draft = crate::office::adult_draft();
                    let add = krachtig_core::service::Add {
                        trajectory_id: ours,
                        draft,
                    };
                    services.add_person(&ctx, add).await.expect("written");
                } else {
                    services.dossier(&ctx, ours, Parts::ALL).await.expect("read");
                }
            });
        }
        while let Some(read) = readers.join_next().await {
            read.expect("no panic");
        }
        let of = |event| AccessLogFilter {
            event: Some(event),
            ..AccessLogFilter::default()
        };
        let count = async |filter| {
            office
                .services
                .count_access_log(&office.coordinator, &filter)
                .await
                .expect("counted")
        };
        assert_eq!(count(of(LogEvent::Read)).await, 180);
    })
    .await;
}
