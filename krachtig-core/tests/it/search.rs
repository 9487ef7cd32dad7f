//! Searching: by word forms, in what one may see, and in nothing else.

use std::sync::Arc;

use krachtig_core::domain::access_log::Client;
use krachtig_core::domain::goal::{Goal, GoalDraft};
use krachtig_core::domain::id::TrajectoryId;
use krachtig_core::domain::learning::LearningDraft;
use krachtig_core::domain::record::RecordKind;
use krachtig_core::domain::refusal::RefusalCode;
use krachtig_core::domain::rights::DataSubject;
use krachtig_core::domain::trajectory::Side;
use krachtig_core::domain::vocabulary::Role;
use krachtig_core::service::{
    Add, AssignMember, Ctx, Found, FoundRecord, Outcome, Page, RecordMapping, Search, Services,
};
use krachtig_core::store::counting_statements;
use sea_orm::{ConnectionTrait, DatabaseConnection, QueryResult, Statement};
use time::macros::date;
use uuid::Uuid;

use crate::access_log::newest;
use crate::life::{act, draft, revise};
use crate::office::{Office, TODAY, code};
use crate::region::Region;
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

async fn page(services: &Services, ctx: &Ctx, text: &str) -> Outcome<Page<Found>> {
    services.search(ctx, &search(text)).await.map(|searched| searched.found)
}

/// What is shown of a record, with marks around what was found.
fn shown(record: &FoundRecord) -> String {
    let pieces = record.excerpt.iter();
    pieces
        .map(|piece| {
            if piece.found {
                format!("[{}]", piece.text)
            } else {
                piece.text.clone()
            }
        })
        .collect()
}

/// The trajectories that somebody finds.
pub(crate) async fn found(services: &Services, ctx: &Ctx, text: &str) -> Vec<TrajectoryId> {
    let page = page(services, ctx, text).await.expect("searched");
    page.rows.into_iter().map(|(_, found)| found.trajectory.id).collect()
}

fn draft_of(title: &str) -> GoalDraft {
    GoalDraft {
        title: title.to_owned(),
        ..draft::goal(TODAY)
    }
}

async fn goal_of((services, ctx): (&Services, &Ctx), trajectory_id: TrajectoryId, title: &str) -> Goal {
    let draft = draft_of(title);
    let set = services.set_goal(ctx, Add { trajectory_id, draft }).await;
    set.expect("set").record
}

/// A family with something in several parts of its dossier.
pub(crate) async fn telling(office: &Office, name: &str) -> TrajectoryId {
    let (id, adult) = office.willing_family(name, 0).await;
    let (services, professional) = (&office.services, &office.professional);
    goal_of((services, professional), id, "Geen schulden meer").await;
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
            let finds = match page(&office.services, &office.coordinator, text).await {
                Ok(page) => page.rows.iter().map(|(_, found)| found.trajectory.id).collect(),
                Err(_) => Vec::new(),
            };
            assert_eq!(finds, ids, "{text}");
        }
        let page = page(&office.services, &office.professional, "schuld")
            .await
            .expect("searched");
        let found = &page.rows[0].1;
        assert_eq!(found.family_name, "Gezin Aarden (fictief)");
        assert_eq!(
            (found.records[0].kind, &*shown(&found.records[0])),
            (RecordKind::Goal, "Geen [schulden] meer")
        );
        assert_eq!(
            code(self::page(&office.services, &office.coordinator, "de het").await),
            RefusalCode::Required
        );
        let long = "a".repeat(2_000);
        assert_eq!(
            code(self::page(&office.services, &office.coordinator, &long).await),
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
            assert_eq!(found(&office.services, ctx, text).await, expected, "{who}");
        }
        // A word that stands in two records shows the one that may be seen.
        let both = page(&office.services, &office.volunteer, "schuld")
            .await
            .expect("searched");
        let kinds: Vec<RecordKind> = both.rows[0].1.records.iter().map(|record| record.kind).collect();
        assert_eq!(kinds, [RecordKind::Goal]);
        // An operator of the platform may search nothing.
        assert_eq!(
            code(page(&office.services, &office.operator, "schuld").await),
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
            let kinds: Vec<RecordKind> = match page(&office.services, &office.coordinator, text).await {
                Ok(page) => page
                    .rows
                    .iter()
                    .flat_map(|(_, one)| one.records.iter().map(|record| record.kind))
                    .collect(),
                Err(other) => panic!("{other:?}"),
            };
            assert_eq!(kinds, [], "{text}");
        }
        let goal = goal_of((&office.services, &office.coordinator), id, "Olifanten kijken").await;
        assert_eq!(found(&office.services, &office.coordinator, "olifant").await, [id]);
        let revised = revise(&goal, draft_of("Giraffen kijken"));
        let revised = office.services.revise_goal(&office.coordinator, revised).await;
        revised.expect("revised");
        assert_eq!(found(&office.services, &office.coordinator, "olifant").await, []);
        assert_eq!(found(&office.services, &office.coordinator, "giraf").await, [id]);
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
            let searching = office.services.search(&office.professional, &cmd);
            let (searched, asked) = counting_statements(searching).await;
            let page = searched.expect("searched").found;
            statements.push(asked);
            cmd.after = page.rows.last().map(|(cursor, _)| cursor.clone());
            paged.extend(page.rows.iter().map(|(_, found)| found.trajectory.id));
            if !page.more {
                break;
            }
        }
        assert_eq!(paged, all);
        let searching = page(&office.services, &office.professional, "schuld aarden");
        let (searched, asked) = counting_statements(searching).await;
        searched.expect("searched");
        statements.push(asked);
        // With the first page, parties come beside.
        let [first, second, third, last, all_at_once] = statements[..] else {
            panic!("{statements:?}")
        };
        assert!(
            first == all_at_once && second == third && third == last && first == last + 1,
            "{statements:?}"
        );
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
async fn a_store_from_before_is_searched_too_and_says_until_when_not_all_of_it() {
    on_both(|setting| async move {
        let tenants = setting.open().await;
        let office = Office::open(&tenants, "alfa").await;
        let (one, other) = (
            telling(&office, "Gezin Aarden (fictief)").await,
            telling(&office, "Gezin Beek (fictief)").await,
        );
        let db = past(&setting, "alfa").await;
        let kept = index(&db).await;
        let [coordinator, operator] = [&office.coordinator, &office.operator].map(|ctx| ctx.actor.clone());
        let clock = Arc::clone(&office.clock);
        drop((office, tenants));
        for sql in [
            "DROP TABLE search_word",
            "DROP TABLE search_outbox",
            "DROP TABLE attachment_key",
            "DROP TABLE attachment",
            "DROP TABLE notice",
            "DROP TABLE notice_choices",
            "DROP TABLE notice_mail",
            "DROP INDEX assignment_of_member",
            "CREATE INDEX assignment_member_id_trajectory_id ON assignment (member_id, trajectory_id)",
            "DROP TABLE folded_fact",
            "DROP TABLE period_check",
            "DROP INDEX family_fact_of_family",
            "DROP INDEX consent_valid_until",
            "DROP INDEX fact_outbox_changed_number",
            "ALTER TABLE fact_outbox DROP COLUMN changed",
            "DELETE FROM migration WHERE name >= 'm0021_search_words'",
        ] {
            db.execute_unprepared(sql).await.expect("undone");
        }
        let tenants = setting.open().await;
        let services = &Services::new(tenants.clone(), Arc::new(Region::default()));
        let store = tenants.store(&slug("alfa")).await.expect("opens");
        let as_actor = |actor| Ctx {
            store: Arc::clone(&store),
            actor,
            clock: clock.clone(),
            request: "rid_00000000000070008000000000000002".to_owned(),
            purpose: None,
            client: Client::named("test"),
        };
        let (coordinator, operator) = (&as_actor(coordinator), &as_actor(operator));
        let searched = services.search(coordinator, &search("schuld")).await.expect("searched");
        assert!(!searched.complete && searched.found.rows.is_empty());
        // What is written meanwhile is found at once.
        let goal = goal_of((services, coordinator), one, "Giraffen kijken").await;
        assert_eq!(found(services, coordinator, "giraf").await, [one]);
        let revised = revise(&goal, draft_of("Geen schulden meer"));
        services.revise_goal(coordinator, revised).await.expect("revised");
        assert_eq!(found(services, coordinator, "giraf").await, []);
        assert_eq!(found(services, coordinator, "schuld").await, [one]);
        // Whoever may not keep what follows from dossiers indexes nothing.
        assert_eq!(code(services.index_words(coordinator).await), RefusalCode::NotFound);
        while services.index_words(operator).await.expect("indexed") {}
        let searched = services.search(coordinator, &search("schuld")).await.expect("searched");
        assert!(searched.complete);
        assert_eq!(found(services, coordinator, "schuld").await, [other, one]);
        let mut now = index(&db).await;
        let own = goal.id.uuid();
        now.retain(|(record, _)| *record != own);
        assert!(kept.len() > 40 && kept == now, "{kept:?} {now:?}");
    })
    .await;
}

/// The whole index: each record with its stems.
async fn index(db: &DatabaseConnection) -> Vec<(Uuid, String)> {
    let sql = "SELECT record_id, stem, owner_id, record_kind FROM search_word ORDER BY record_id, stem";
    let ask = Statement::from_string(db.get_database_backend(), sql);
    let rows = db.query_all_raw(ask).await.expect("read");
    let read = |row: &QueryResult| {
        let (stem, owner): (String, Uuid) = (row.try_get_by_index(1)?, row.try_get_by_index(2)?);
        let kind: String = row.try_get_by_index(3)?;
        Ok((row.try_get_by_index(0)?, format!("{stem} {owner} {kind}")))
    };
    let read: Result<_, sea_orm::DbErr> = rows.iter().map(read).collect();
    read.expect("rows of the index")
}

#[tokio::test(flavor = "multi_thread")]
async fn parties_of_the_network_come_beside() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        office.partner("Wijkteams Laak (fictief)").await;
        office.partner("Wijkteam Duin (fictief)").await;
        for ctx in [&office.coordinator, &office.volunteer] {
            let searched = office
                .services
                .search(ctx, &search("wijkteam laak"))
                .await
                .expect("searched");
            let names: Vec<String> = searched.partners.iter().map(|one| one.name.to_string()).collect();
            assert_eq!(names, ["Wijkteams Laak (fictief)"]);
            assert!(searched.found.rows.is_empty(), "a party is no dossier");
        }
        let none = office
            .services
            .search(&office.coordinator, &search("xylofoon"))
            .await
            .expect("searched");
        assert!(none.partners.is_empty() && none.found.rows.is_empty());
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
        assert_eq!(found(&office.services, coordinator, CANARY).await, [id]);
        assert!(!db.query_all_raw(ask()).await.expect("read").is_empty());
        let second = second(&office).await;
        let proposed = services.propose_erasure(coordinator, erase(dossier.family.id, DataSubject::Family));
        let proposed = proposed.await.expect("proposed");
        let confirmed = services.confirm_destruction(&second, act(&proposed)).await;
        let done = services.run_destruction(&office.operator, confirmed.expect("confirmed").id);
        done.await.expect("done");
        for text in [CANARY, "gewist", "erased"] {
            assert_eq!(found(&office.services, coordinator, text).await, [], "{text}");
        }
        assert!(db.query_all_raw(ask()).await.expect("read").is_empty());
    })
    .await;
}
