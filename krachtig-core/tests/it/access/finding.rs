//! Finding a dossier to break the glass of: by whom, by what, and how little is told.

use krachtig_core::domain::family::{FamilyDraft, PersonDraft};
use krachtig_core::domain::id::TrajectoryId;
use krachtig_core::domain::refusal::RefusalCode;
use krachtig_core::domain::text::Line;
use krachtig_core::domain::token::TokenScope;
use krachtig_core::domain::vocabulary::Role;
use krachtig_core::service::{Add, Ctx, FindForGlass, FoundForGlass, Outcome, PersonKnown, RegisterFamily};
use time::macros::date;
use time::{Date, Duration};

use super::glass::broken;
use crate::access_log::{looked, newest};
use crate::office::{Office, TODAY, adult_draft, code};
use crate::support::on_both;

const BORN: Date = date!(1988 - 05 - 14);

fn by_reference(reference: &str) -> FindForGlass {
    FindForGlass::Reference(reference.to_owned())
}

fn by_person(last_name: &str, born_on: Date) -> FindForGlass {
    let last_name = last_name.to_owned();
    FindForGlass::Person(PersonKnown { last_name, born_on })
}

/// Registers a family with a reference and somebody of this name, and gives its trajectory.
async fn family(office: &Office, reference: &str, (name, born_on): (&str, Option<Date>)) -> TrajectoryId {
    let services = &office.services;
    let cmd = RegisterFamily {
        family: FamilyDraft {
            name: "Gezin (fictief)".to_owned(),
            external_ref: Some(reference.to_owned()),
            ..FamilyDraft::default()
        },
        opened_on: TODAY,
    };
    let registered = services
        .register_family(&office.coordinator, cmd)
        .await
        .expect("registered");
    let trajectory_id = registered.trajectory.id;
    let draft = PersonDraft {
        name: name.to_owned(),
        born_on,
        ..adult_draft()
    };
    let add = Add { trajectory_id, draft };
    services.add_person(&office.coordinator, add).await.expect("added");
    trajectory_id
}

/// What somebody finds who has not searched for a day.
async fn found(office: &Office, ctx: &Ctx, by: FindForGlass) -> Outcome<Vec<TrajectoryId>> {
    office.clock.pass(Duration::days(2));
    let found = office.services.find_for_glass(ctx, by).await?;
    Ok(found.into_iter().map(|one| one.trajectory_id).collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_may_break_the_glass_finds_it_by_what_is_known_exactly() {
    on_both(|setting| async move {
        let tenants = setting.open().await;
        let office = Office::open(&tenants, "alfa").await;
        let elsewhere = Office::open(&tenants, "bravo").await;
        let ours = family(&office, "G-17", ("Ans van der Berg (fictief)", Some(BORN))).await;
        let other = family(&office, "G-18", ("Ans Berg (fictief)", Some(date!(1990 - 01 - 01)))).await;
        family(&office, "G-19", ("Iemand Berg (fictief)", None)).await;
        family(&elsewhere, "G-20", ("Ans van der Berg (fictief)", Some(BORN))).await;
        let outsider = office.member("outsider", &[Role::Professional]).await;
        for (by, whom) in [
            (by_reference("G-17"), vec![ours]),
            (by_reference(" G-17 "), vec![ours]),
            (by_reference("G-18"), vec![other]),
            (by_reference("G-1"), vec![]),
            (by_reference("g-17"), vec![]),
            (by_reference("G-%"), vec![]),
            (by_reference("G-20"), vec![]),
            (by_reference("' OR 1=1 --"), vec![]),
            (by_person("van der Berg (fictief)", BORN), vec![ours]),
            (by_person("Berg (FICTIEF)", BORN), vec![ours]),
            (by_person("Ans van der Berg (fictief)", BORN), vec![ours]),
            (by_person("Berg (fictief)", date!(1988 - 05 - 15)), vec![]),
            (by_person("erg (fictief)", BORN), vec![]),
            (by_person("Ans", BORN), vec![]),
            (by_person("%", BORN), vec![]),
            (by_person("de heer Ans van der Berg (fictief)", BORN), vec![]),
        ] {
            let text = format!("{by:?}");
            assert_eq!(found(&office, &outsider, by).await.expect("answered"), whom, "{text}");
        }
        for by in [by_reference(" "), by_person("", BORN)] {
            assert_eq!(code(found(&office, &outsider, by).await), RefusalCode::Required);
        }
        let told = office.services.find_for_glass(&outsider, by_reference("G-17")).await;
        let reference = Line::parse("reference", "G-17").ok();
        let trajectory_id = ours;
        assert_eq!(
            told.expect("found"),
            [FoundForGlass {
                trajectory_id,
                reference
            }]
        );
        office
            .services
            .break_glass(&outsider, broken(ours, "brand", 60))
            .await
            .expect("broken");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_finds_anything_and_each_search_is_written_down() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let ours = family(&office, "G-17", ("Ans Berg (fictief)", Some(BORN))).await;
        let by_token = Ctx {
            actor: office.professional.actor.clone().by_token(vec![TokenScope::Read]),
            ..office.professional.clone()
        };
        for ctx in [
            &office.coordinator,
            &office.volunteer,
            &office.approver,
            &office.reader,
            &office.operator,
            &by_token,
        ] {
            for reference in ["G-17", "G-99"] {
                let refused = found(&office, ctx, by_reference(reference)).await;
                assert_eq!(code(refused), RefusalCode::NotFound, "{:?}", ctx.actor);
            }
        }
        for (by, rows) in [(by_reference("G-17"), 1), (by_person("Niemand", BORN), 0)] {
            found(&office, &office.professional, by).await.expect("answered");
            let lines = newest(&office).await;
            let line = lines
                .iter()
                .find(|line| line.action == "find_for_glass")
                .expect("a line");
            assert_eq!((line.event.to_string().as_str(), line.rows), ("search", Some(rows)));
            assert_eq!(line.actor, office.professional.actor.id());
            assert!(line.fields.is_empty(), "what was searched by is content");
        }
        let told = looked(&office, &office.coordinator, ours).await;
        let told = told.iter().filter(|line| line.action == "find_for_glass");
        assert_eq!(told.count(), 1, "the family is told who searched for it");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_searches_much_has_to_wait_and_sees_a_few_at_most() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let mut all = Vec::new();
        for number in 0..6 {
            all.push(family(&office, &format!("G-{number}"), ("Ans Berg (fictief)", Some(BORN))).await);
        }
        let outsider = office.member("outsider", &[Role::Professional]).await;
        let answered = found(&office, &outsider, by_person("Berg (fictief)", BORN)).await;
        all.reverse();
        assert_eq!(answered.expect("answered"), all[..5], "the newest");

        let search = async |ctx: &Ctx| office.services.find_for_glass(ctx, by_reference("G-9")).await;
        let mut free = 0;
        while search(&outsider).await.is_ok() {
            free += 1;
            assert!(free < 10, "nobody has to wait");
        }
        assert_eq!(free, 3, "and one before that");
        assert_eq!(code(search(&outsider).await), RefusalCode::SlowDown);
        let other = office.member("ander", &[Role::Professional]).await;
        search(&other).await.expect("each is counted by himself");
        office.clock.pass(Duration::minutes(16));
        search(&outsider).await.expect("the wait is bounded");
    })
    .await;
}
