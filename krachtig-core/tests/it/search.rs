//! Searching: by word forms, in what one may see, and in nothing else.

use krachtig_core::domain::goal::GoalDraft;
use krachtig_core::domain::id::TrajectoryId;
use krachtig_core::domain::learning::LearningDraft;
use krachtig_core::domain::record::RecordKind;
use krachtig_core::domain::refusal::RefusalCode;
use krachtig_core::domain::rights::DataSubject;
use krachtig_core::domain::trajectory::Side;
use krachtig_core::domain::vocabulary::Role;
use krachtig_core::service::{Add, AssignMember, Ctx, Found, Outcome, Page, RecordMapping, Search};
use sea_orm::{ConnectionTrait, QueryResult, Statement};
use time::macros::date;

use crate::access_log::newest;
use crate::life::{act, draft, revise};
use crate::office::{Office, TODAY, code};
use crate::retention::{CANARY, closed_family, erase, second};
use crate::sealed::{family, past};
use crate::support::{on_both, slug};

fn search(text: &str) -> Search {
    Search {
        text: text.to_owned(),
        first: 20,
        after: None,
    }
}

async fn page(office: &Office, ctx: &Ctx, text: &str) -> Outcome<Page<Found>> {
    office.services.search(ctx, &search(text)).await
}

/// The trajectories that somebody finds.
async fn found(office: &Office, ctx: &Ctx, text: &str) -> Vec<TrajectoryId> {
    let page = page(office, ctx, text).await.expect("searched");
    page.rows.into_iter().map(|(_, found)| found.trajectory.id).collect()
}

/// A family with something in several parts of its dossier.
async fn telling(office: &Office, name: &str) -> TrajectoryId {
    let (id, adult) = office.willing_family(name, 0).await;
    let (services, professional) = (&office.services, &office.professional);
    let goal = GoalDraft {
        title: "Geen schulden meer".to_owned(),
        ..draft::goal(TODAY)
    };
    let goal = Add {
        trajectory_id: id,
        draft: goal,
    };
    services.set_goal(professional, goal).await.expect("set");
    let learned = LearningDraft {
        tried: "Samen naar het café met de kinderen".to_owned(),
        ..draft::learning(TODAY)
    };
    let learned = Add {
        trajectory_id: id,
        draft: learned,
    };
    services.record_learning(professional, learned).await.expect("recorded");
    let mut mapping = draft::mapping(TODAY, adult);
    mapping.note = Some("Slaapt slecht door verslaving".to_owned());
    let mapping = RecordMapping {
        trajectory_id: id,
        instrument_id: office.instrument.id,
        draft: mapping,
    };
    services.record_mapping(professional, mapping).await.expect("recorded");
    id
}

async fn assign(office: &Office, id: TrajectoryId, (ctx, role, side): (&Ctx, Role, Side)) {
    let cmd = AssignMember {
        trajectory_id: id,
        member_id: ctx.actor.as_member().expect("a member"),
        role,
        lead: false,
        side,
    };
    office
        .services
        .assign_member(&office.coordinator, cmd)
        .await
        .expect("assigned");
}

#[tokio::test(flavor = "multi_thread")]
async fn words_are_found_in_all_their_forms() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let (one, other) = (
            telling(&office, "Gezin Aarden (fictief)").await,
            office.family("Gezin Beek (fictief)").await,
        );
        let other = other.trajectory.id;
        for (text, ids) in [
            ("schuld", vec![one]),
            ("SCHULDEN", vec![one]),
            ("kind", vec![one]),
            ("cafe", vec![one]),
            ("Aarden", vec![one]),
            ("aard", vec![one]),
            ("schuld Aarden", vec![one]),
            ("kind cafe verslaving", vec![one]),
            ("schuld Beek", vec![]),
            ("gezin", vec![other, one]),
            ("verslavingen", vec![one]),
            ("Beekx", vec![]),
            ("%", vec![]),
            ("_ezin", vec![]),
            ("' OR 1=1 --", vec![]),
        ] {
            let finds = match page(&office, &office.coordinator, text).await {
                Ok(page) => page.rows.iter().map(|(_, found)| found.trajectory.id).collect(),
                Err(_) => Vec::new(),
            };
            assert_eq!(finds, ids, "{text}");
        }
        let page = page(&office, &office.professional, "schuld").await.expect("searched");
        let found = &page.rows[0].1;
        assert_eq!(found.family_name, "Gezin Aarden (fictief)");
        assert_eq!(
            (found.records[0].kind, &*found.records[0].excerpt),
            (RecordKind::Goal, "Geen schulden meer")
        );
        assert_eq!(
            code(self::page(&office, &office.coordinator, "de het").await),
            RefusalCode::Required
        );
        let long = "a".repeat(2_000);
        assert_eq!(
            code(self::page(&office, &office.coordinator, &long).await),
            RefusalCode::TooLong
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_finds_what_he_or_she_may_not_see() {
    on_both(|setting| async move {
        let tenants = setting.open().await;
        let office = Office::open(&tenants, "alfa").await;
        let elsewhere = Office::open(&tenants, "bravo").await;
        let id = telling(&office, "Gezin Aarden (fictief)").await;
        let outsider = office.member("outsider", &[Role::Professional]).await;
        let inside = office.member("binnen", &[Role::Professional]).await;
        assign(&office, id, (&office.volunteer, Role::Volunteer, Side::Both)).await;
        assign(&office, id, (&inside, Role::Professional, Side::Detainee)).await;
        for (who, ctx, text, finds) in [
            ("who sees all", &office.coordinator, "verslaving", true),
            ("who works on it", &office.professional, "verslaving", true),
            ("a volunteer, of the work", &office.volunteer, "schuld", true),
            ("a volunteer, of the family", &office.volunteer, "Aarden", true),
            ("a volunteer, of the needs", &office.volunteer, "verslaving", false),
            ("a volunteer, of both", &office.volunteer, "schuld verslaving", false),
            ("who is not assigned", &outsider, "schuld", false),
            ("who is not assigned, by name", &outsider, "Aarden", false),
            ("the other side of the wall, by name", &inside, "Aarden", false),
            ("the other side of the wall", &inside, "schuld", false),
            ("another office", &elsewhere.coordinator, "schuld", false),
        ] {
            let expected = if finds { vec![id] } else { vec![] };
            assert_eq!(found(&office, ctx, text).await, expected, "{who}");
        }
        // A word that stands in two records shows the one that may be seen.
        let both = page(&office, &office.volunteer, "schuld").await.expect("searched");
        let kinds: Vec<RecordKind> = both.rows[0].1.records.iter().map(|record| record.kind).collect();
        assert_eq!(kinds, [RecordKind::Goal]);
        // An operator of the platform may search nothing.
        assert_eq!(
            code(page(&office, &office.operator, "schuld").await),
            RefusalCode::NotFound
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sealed_and_what_was_rewritten_is_never_found() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let id = family(&office, "zebra").await;
        for text in ["zebra worry", "note-zebra", "worry"] {
            let kinds: Vec<RecordKind> = match page(&office, &office.coordinator, text).await {
                Ok(page) => page
                    .rows
                    .iter()
                    .flat_map(|(_, one)| one.records.iter().map(|record| record.kind))
                    .collect(),
                Err(other) => panic!("{other:?}"),
            };
            assert_eq!(kinds, [], "{text}");
        }
        let set = GoalDraft {
            title: "Olifanten kijken".to_owned(),
            ..draft::goal(TODAY)
        };
        let add = Add {
            trajectory_id: id,
            draft: set.clone(),
        };
        let goal = office
            .services
            .set_goal(&office.coordinator, add)
            .await
            .expect("set")
            .record;
        assert_eq!(found(&office, &office.coordinator, "olifant").await, [id]);
        let title = "Giraffen kijken".to_owned();
        let revised = revise(&goal, GoalDraft { title, ..set });
        office
            .services
            .revise_goal(&office.coordinator, revised)
            .await
            .expect("revised");
        assert_eq!(found(&office, &office.coordinator, "olifant").await, []);
        assert_eq!(found(&office, &office.coordinator, "giraf").await, [id]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_take_as_many_statements_whatever_they_hold_and_the_log_tells_of_them() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let mut all = Vec::new();
        for number in 0..4 {
            all.insert(0, telling(&office, &format!("Gezin Aarden {number} (fictief)")).await);
        }
        let mut cmd = Search {
            first: 1,
            ..search("schuld aarden")
        };
        let mut paged = Vec::new();
        let mut statements = Vec::new();
        loop {
            let before = office.store.statements();
            let page = office
                .services
                .search(&office.professional, &cmd)
                .await
                .expect("searched");
            statements.push(office.store.statements() - before);
            cmd.after = page.rows.last().map(|(cursor, _)| cursor.clone());
            paged.extend(page.rows.iter().map(|(_, found)| found.trajectory.id));
            if !page.more {
                break;
            }
        }
        assert_eq!(paged, all);
        let before = office.store.statements();
        page(&office, &office.professional, "schuld aarden")
            .await
            .expect("searched");
        statements.push(office.store.statements() - before);
        assert!(statements.windows(2).all(|pair| pair[0] == pair[1]), "{statements:?}");
        let line = newest(&office)
            .await
            .into_iter()
            .find(|line| line.action == "list_trajectories");
        let line = line.expect("a line");
        assert_eq!(line.rows, Some(4));
        assert!(
            !format!("{line:?}").contains("schuld"),
            "words are written down nowhere"
        );
        for first in [0, 101] {
            let refused = office
                .services
                .search(
                    &office.coordinator,
                    &Search {
                        first,
                        ..search("schuld")
                    },
                )
                .await;
            assert_eq!(code(refused), RefusalCode::OutOfRange);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_from_before_is_searched_too() {
    on_both(|setting| async move {
        let tenants = setting.open().await;
        let office = Office::open(&tenants, "alfa").await;
        telling(&office, "Gezin Aarden (fictief)").await;
        let stems = "SELECT stem FROM search_word ORDER BY record_id, stem";
        let db = past(&setting, "alfa").await;
        let ask = || Statement::from_string(db.get_database_backend(), stems);
        let read = |rows: Vec<QueryResult>| -> Vec<String> {
            rows.iter()
                .map(|row| row.try_get_by_index(0).expect("a stem"))
                .collect()
        };
        let kept = read(db.query_all_raw(ask()).await.expect("read"));
        drop((office, tenants));
        db.execute_unprepared("DROP TABLE search_word").await.expect("dropped");
        db.execute_unprepared("DELETE FROM migration WHERE name = 'm0021_search_words'")
            .await
            .expect("forgotten");
        let tenants = setting.open().await;
        let store = tenants.store(&slug("alfa")).await.expect("opens");
        let filled = read(db.query_all_raw(ask()).await.expect("read"));
        assert!(kept.len() > 20 && kept == filled, "{kept:?} {filled:?}");
        drop(store);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_left_in_the_index_of_a_family_that_was_erased() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let (services, coordinator) = (&office.services, &office.coordinator);
        let dossier = closed_family(&office, date!(2026 - 01 - 31)).await;
        let db = past(&setting, "alfa").await;
        let ask = || {
            let sql = "SELECT stem FROM search_word WHERE stem LIKE 'kanarie%'";
            Statement::from_string(db.get_database_backend(), sql)
        };
        let id = dossier.trajectory.id;
        assert_eq!(found(&office, coordinator, CANARY).await, [id]);
        assert!(!db.query_all_raw(ask()).await.expect("read").is_empty());
        let second = second(&office).await;
        let proposed = services.propose_erasure(coordinator, erase(dossier.family.id, DataSubject::Family));
        let proposed = proposed.await.expect("proposed");
        let confirmed = services.confirm_destruction(&second, act(&proposed)).await;
        let done = services.run_destruction(&office.operator, confirmed.expect("confirmed").id);
        done.await.expect("done");
        for text in [CANARY, "gewist", "erased"] {
            assert_eq!(found(&office, coordinator, text).await, [], "{text}");
        }
        assert!(db.query_all_raw(ask()).await.expect("read").is_empty());
    })
    .await;
}
