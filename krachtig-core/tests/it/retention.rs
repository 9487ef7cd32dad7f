//! Erasing and destroying: what goes, what stays, who has to agree, and what a law forbids.

use krachtig_core::domain::budget::Budget;
use krachtig_core::domain::destruction::{Destruction, DestructionOutcome, DestructionState};
use krachtig_core::domain::dossier::Dossier;
use krachtig_core::domain::family::PersonDraft;
use krachtig_core::domain::goal::Goal;
use krachtig_core::domain::id::{FamilyId, TrajectoryId};
use krachtig_core::domain::period::{Figure, Indicator};
use krachtig_core::domain::record::Record;
use krachtig_core::domain::refusal::RefusalCode;
use krachtig_core::domain::retention::{RetentionBasis, RetentionDraft};
use krachtig_core::domain::rights::DataSubject;
use krachtig_core::domain::text::Prose;
use krachtig_core::domain::trajectory::{ClosingDraft, ClosingReason};
use krachtig_core::domain::vocabulary::Role;
use krachtig_core::service::{
    Act, Ctx, Import, ImportedDossier, KeepUnder, PlaceHold, ProposeDestruction, ProposeErasure, Revise,
};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde_json::json;
use time::Date;
use time::macros::date;

use crate::audit::log;
use crate::example::{Example, import};
use crate::facts::{deeds, dossier};
use crate::life::act;
use crate::office::{Office, TODAY, adult_draft, code};
use crate::stored::past_the_store;
use crate::support::{Setting, on_both};

/// A word that stands in every text of the dossiers here.
pub(crate) const CANARY: &str = "Kanariewoord";

/// A closed family with every kind of record, each text of it marked.
pub(crate) async fn closed_family(office: &Office, closed_on: Date) -> Dossier {
    let partner = office.partner("Wijkteam").await;
    let mut example = Example::new(office, true);
    example.one_of_each(true, &partner);
    let mut value = serde_json::to_value(example.dossier()).expect("serialises");
    mark(&mut value);
    value["trajectory"]["closed_on"] = json!(closed_on);
    let mut dossier: Dossier = serde_json::from_value(value).expect("a dossier");
    // What is on hold is never destroyed.
    dossier.holds.clear();
    import(office, std::slice::from_ref(&dossier)).await;
    dossier
}

/// Puts the mark into every free text.
fn mark(value: &mut serde_json::Value) {
    const TEXTS: &[&str] = &[
        "name",
        "note",
        "phone",
        "institution",
        "withdrawal_note",
        "closing_note",
        "reason",
        "about",
        "who",
        "role",
        "none_reason",
        "title",
        "outcome_note",
        "with_whom",
        "result",
        "need",
        "answer_note",
        "what_helped",
        "tried",
        "brought",
        "learned",
        "body",
        "effects",
        "identity_check",
        "extension_reason",
        "decision_note",
        "words",
        "recipient",
        "notice",
    ];
    // Words of lists, and names of what is no person, have the same names as texts elsewhere.
    const LISTS: &[&str] = &[
        "instruments",
        "partners",
        "requests",
        "ledger",
        "assignments",
        "scores",
        "approvals",
    ];
    if let serde_json::Value::Object(fields) = value {
        for (name, field) in fields.iter_mut() {
            match field {
                serde_json::Value::String(text) if TEXTS.contains(&name.as_str()) => *text = format!("{CANARY} {text}"),
                serde_json::Value::Array(entries) if !LISTS.contains(&name.as_str()) => {
                    entries.iter_mut().for_each(mark);
                }
                serde_json::Value::Object(_) if !LISTS.contains(&name.as_str()) => mark(field),
                _ => {}
            }
        }
        for list in ["requests", "ledger"] {
            for entry in fields
                .get_mut(list)
                .and_then(|list| list.as_array_mut())
                .into_iter()
                .flatten()
            {
                for name in ["purpose", "note"] {
                    if entry.get(name).is_some_and(serde_json::Value::is_string) {
                        entry[name] = json!(CANARY);
                    }
                }
            }
        }
    }
}

/// In how many rows of the tenant's tables the mark still stands.
async fn marked(setting: &Setting) -> Vec<String> {
    let db = past_the_store(setting).await;
    let backend = db.get_database_backend();
    let tables = match backend {
        DbBackend::Postgres => "SELECT tablename::text AS name FROM pg_tables WHERE schemaname = 't_alfa'",
        _ => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    };
    let mut found = Vec::new();
    for row in db
        .query_all_raw(Statement::from_string(backend, tables))
        .await
        .expect("asked")
    {
        let name: String = row.try_get("", "name").expect("a name");
        let (from, whole) = match backend {
            DbBackend::Postgres => (format!("t_alfa.\"{name}\" x"), "x::text".to_owned()),
            _ => {
                let columns = format!("SELECT name FROM pragma_table_info('{name}')");
                let columns = db
                    .query_all_raw(Statement::from_string(backend, columns))
                    .await
                    .expect("asked");
                let texts: Vec<String> = columns
                    .iter()
                    .map(|row| format!("quote(x.\"{}\")", row.try_get::<String>("", "name").expect("a name")))
                    .collect();
                (format!("\"{name}\" x"), texts.join(" || ' ' || "))
            }
        };
        let sql = format!("SELECT count(*) AS number FROM {from} WHERE {whole} LIKE '%{CANARY}%'");
        let row = db
            .query_one_raw(Statement::from_string(backend, sql))
            .await
            .expect("asked")
            .expect("a row");
        if row.try_get::<i64>("", "number").expect("a number") > 0 {
            found.push(name);
        }
    }
    db.close().await.expect("closes");
    found
}

fn on(destruction: &Destruction) -> Act<Destruction> {
    act(destruction)
}

pub(crate) async fn second(office: &Office) -> Ctx {
    office.member("tweede", &[Role::Coordinator]).await
}

pub(crate) fn erase(family_id: FamilyId, subject: DataSubject) -> ProposeErasure {
    ProposeErasure { family_id, subject }
}

/// What was read before it was destroyed is not brought in after.
async fn bring_in_late(office: &Office, before: &Dossier) {
    let mut noted = before.clone();
    noted.family.note = Prose::parse("note", "te laat").ok();
    let goal = Goal {
        id: office.coordinator.stamp().id(),
        ..before.goals[0].clone()
    };
    let mut added = before.clone();
    added.goals.push(goal);
    for after in [noted, added] {
        let late = Import {
            dossiers: vec![ImportedDossier {
                before: Some(before.clone()),
                after,
            }],
            ..Import::default()
        };
        let late = office.services.import(&office.operator, late).await;
        assert_eq!(code(late), RefusalCode::DossierDestroyed);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erased_family_leaves_figures_and_ledger_and_log_and_no_word() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let (services, coordinator) = (&office.services, &office.coordinator);
        let before = closed_family(&office, date!(2026 - 01 - 31)).await;
        let id = before.trajectory.id;
        assert!(marked(&setting).await.len() > 15, "the mark is everywhere before");
        let period = "2025-Q4".parse().expect("a period");
        let closed = services.close_period(coordinator, period).await.expect("closed");
        let lines = log(&setting).await.len();

        let proposed = services
            .propose_erasure(coordinator, erase(before.family.id, DataSubject::Family))
            .await
            .expect("proposed");
        assert_eq!(
            code(services.confirm_destruction(coordinator, on(&proposed)).await),
            RefusalCode::SamePerson
        );
        assert_eq!(
            code(services.run_destruction(coordinator, proposed.id).await),
            RefusalCode::WrongState
        );
        let second = second(&office).await;
        let confirmed = services
            .confirm_destruction(&second, on(&proposed))
            .await
            .expect("confirmed");
        let done = services.run_destruction(&second, confirmed.id).await.expect("done");
        assert_eq!(done.state(), DestructionState::Completed);

        assert_eq!(
            marked(&setting).await,
            Vec::<String>::new(),
            "no word of it stands anywhere"
        );
        let after = office.dossier(id).await;
        assert_eq!(
            Budget::of(&after.ledger).balance(),
            Budget::of(&before.ledger).balance()
        );
        let amounts = |dossier: &Dossier| {
            dossier
                .ledger
                .iter()
                .map(|line| (line.id, line.kind, line.amount))
                .collect::<Vec<_>>()
        };
        assert_eq!(amounts(&after), amounts(&before));
        let again = services.close_period(coordinator, period).await.expect("asked again");
        assert_eq!(again.figures, closed.figures, "a closed period stays as it is");
        let ids = |dossier: &Dossier| dossier.own_ids().collect::<Vec<_>>();
        assert_eq!(
            ids(&after),
            ids(&before),
            "what is counted is still there to be counted"
        );
        let lines_then = log(&setting).await.len();
        let again = services.propose_erasure(coordinator, erase(before.family.id, DataSubject::Family));
        assert_eq!(code(again.await), RefusalCode::DossierDestroyed);
        let hold = PlaceHold {
            family_id: before.family.id,
            reason: "te laat".to_owned(),
        };
        assert_eq!(
            code(services.place_hold(coordinator, hold).await),
            RefusalCode::DossierDestroyed
        );
        bring_in_late(&office, &before).await;
        assert_eq!(log(&setting).await.len(), lines_then);
        assert_eq!(office.dossier(id).await, after, "nothing is added to what is left");
        assert!(
            log(&setting).await.len() > lines + after.own_ids().count() / 2,
            "the log tells of it and lost nothing"
        );

        let certificate = done.certificate.expect("certified");
        let told = serde_json::to_string(&certificate).expect("serialises");
        assert_eq!(certificate.destroyed.get("informal"), Some(&1));
        assert!(
            certificate.records.get("person").is_some_and(|number| *number == 1),
            "{told}"
        );
        assert!(
            !told.contains(CANARY) && !told.contains(&before.family.id.uuid().to_string()),
            "it names nobody"
        );
        assert_eq!(done.certificate_hash.map(|hash| hash.len()), Some(64));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_person_is_erased_from_a_dossier_that_goes_on() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let (services, coordinator) = (&office.services, &office.coordinator);
        let (id, stays) = office.willing_family("Gezin Blijft (fictief)", 10_000).await;
        let draft = PersonDraft {
            name: "Vertrekkerkanarie Smit".to_owned(),
            phone: Some("06-33330000".to_owned()),
            ..adult_draft()
        };
        let cmd = krachtig_core::service::Add {
            trajectory_id: id,
            draft,
        };
        let goes = services
            .add_person(&office.professional, cmd)
            .await
            .expect("added")
            .record
            .id;
        let mut time = crate::life::draft::time(TODAY);
        time.note = Some("Vertrekkerkanarie belde van 06-33330000".to_owned());
        services
            .record_time(
                &office.professional,
                krachtig_core::service::Add {
                    trajectory_id: id,
                    draft: time,
                },
            )
            .await
            .expect("recorded");
        let dossier = office.dossier(id).await;
        let whole = services
            .propose_erasure(coordinator, erase(dossier.family.id, DataSubject::Family))
            .await;
        assert_eq!(code(whole), RefusalCode::WrongState, "not while the trajectory is open");
        let proposed = services
            .propose_erasure(coordinator, erase(dossier.family.id, DataSubject::Person(goes)))
            .await
            .expect("proposed");
        let second = second(&office).await;
        let confirmed = services
            .confirm_destruction(&second, on(&proposed))
            .await
            .expect("confirmed");
        services.run_destruction(&second, confirmed.id).await.expect("done");

        let after = office.dossier(id).await;
        let text = serde_json::to_string(&after).expect("serialises");
        assert!(
            !text.contains("Vertrekkerkanarie") && !text.contains("06-33330000"),
            "{text}"
        );
        let kept = after.persons.iter().find(|person| person.id == stays).expect("there");
        assert_eq!(
            kept,
            dossier.persons.iter().find(|person| person.id == stays).expect("there")
        );
        assert_eq!(after.budget().balance(), dossier.budget().balance());
        let left = after.persons.iter().find(|person| person.id == goes).expect("there");
        let edit = services
            .revise_person(&office.professional, crate::life::revise(left, adult_draft()))
            .await;
        assert_eq!(
            code(edit),
            RefusalCode::ProcessingRestricted,
            "nothing is done any more with what is left"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_law_or_a_hold_keeps_what_somebody_wants_erased() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let (services, coordinator) = (&office.services, &office.coordinator);
        let dossier = closed_family(&office, date!(2026 - 01 - 31)).await;
        let erasure = || erase(dossier.family.id, DataSubject::Family);
        let hold = PlaceHold {
            family_id: dossier.family.id,
            reason: "klacht loopt".to_owned(),
        };
        let proposed = services
            .propose_erasure(coordinator, erasure())
            .await
            .expect("proposed");
        let hold = services.place_hold(coordinator, hold).await.expect("placed").record;
        assert_eq!(
            code(services.propose_erasure(coordinator, erasure()).await),
            RefusalCode::LegalHold
        );
        let second = second(&office).await;
        assert_eq!(
            code(services.confirm_destruction(&second, on(&proposed)).await),
            RefusalCode::LegalHold
        );
        services.lift_hold(coordinator, act(&hold)).await.expect("lifted");
        let changed = services.confirm_destruction(&second, on(&proposed)).await;
        assert_eq!(
            code(changed),
            RefusalCode::ChangedSince,
            "what was proposed is no longer what is there"
        );
        services
            .reject_destruction(&second, on(&proposed))
            .await
            .expect("turned down");

        let keep = KeepUnder {
            id: dossier.trajectory.id,
            version: dossier.trajectory.version,
            basis: RetentionBasis::Jeugdwet,
        };
        services.keep_under(coordinator, keep).await.expect("kept");
        let refused = crate::office::refusal(services.propose_erasure(coordinator, erasure()).await);
        assert_eq!(refused.code, RefusalCode::RetentionDuty);
        assert_eq!(refused.args.get("basis").map(String::as_str), Some("jeugdwet"));
        let shorter = RetentionDraft {
            basis: RetentionBasis::Jeugdwet,
            years: 19,
        };
        assert_eq!(
            code(services.set_retention(coordinator, shorter).await),
            RefusalCode::OutOfRange
        );
    })
    .await;
}

/// Twelve informal files are due, one of them is not yet, and a law keeps another.
async fn tells_what_is_due(office: &Office) {
    let (services, coordinator) = (&office.services, &office.coordinator);
    let preview = services.preview_retention(coordinator).await.expect("previewed");
    let of = |basis| {
        preview
            .policies
            .iter()
            .find(|due| due.policy.basis == basis)
            .expect("told")
    };
    assert_eq!(
        (of(RetentionBasis::Informal).due, of(RetentionBasis::Informal).kept),
        (12, 1)
    );
    assert_eq!(of(RetentionBasis::Informal).next_on, Some(date!(2028 - 02 - 01)));
    assert_eq!((of(RetentionBasis::Wmo).due, of(RetentionBasis::Wmo).kept), (0, 1));
    assert_eq!(
        of(RetentionBasis::Wmo).next_on,
        Some(date!(2041 - 03 - 02)),
        "fifteen years from the last change"
    );
    let by_operator = services.preview_retention(&office.operator).await.expect("previewed");
    assert!(
        by_operator.due.is_empty() && by_operator.policies[0].due == 12,
        "an operator sees counts"
    );
}

/// Places a hold on one dossier and edits another.
async fn hold_and_edit(office: &Office, (held, edited): (&Dossier, &Dossier)) {
    let (services, coordinator) = (&office.services, &office.coordinator);
    let hold = PlaceHold {
        family_id: held.family.id,
        reason: "klacht".to_owned(),
    };
    services.place_hold(coordinator, hold).await.expect("placed");
    let family = office.dossier(edited.trajectory.id).await.family;
    let draft = krachtig_core::domain::family::FamilyDraft {
        name: "Gezin Anders (fictief)".to_owned(),
        ..Default::default()
    };
    services
        .revise_family(
            coordinator,
            Revise {
                id: family.id,
                version: family.version,
                draft,
            },
        )
        .await
        .expect("edited");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_due_is_previewed_proposed_and_destroyed_and_can_be_gone_on_with() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let (services, coordinator) = (&office.services, &office.coordinator);
        let mut families = Vec::new();
        for _ in 0..12 {
            families.push(closed_family(&office, date!(2026 - 01 - 31)).await);
        }
        let kept = closed_family(&office, date!(2026 - 02 - 01)).await;
        let law = closed_family(&office, date!(2026 - 01 - 31)).await;
        let keep = KeepUnder {
            id: law.trajectory.id,
            version: law.trajectory.version,
            basis: RetentionBasis::Wmo,
        };
        services.keep_under(coordinator, keep).await.expect("kept");
        office.clock.set(date!(2028 - 01 - 31));
        tells_what_is_due(&office).await;
        let hold = PlaceHold {
            family_id: families[0].family.id,
            reason: "klacht".to_owned(),
        };
        services.place_hold(coordinator, hold).await.expect("placed");
        let proposed = services
            .propose_destruction(&office.operator, ProposeDestruction::default())
            .await
            .expect("proposed");
        assert_eq!(proposed.items.len(), 11);
        let confirmed = services
            .confirm_destruction(coordinator, on(&proposed))
            .await
            .expect("confirmed");
        // Between confirming and carrying out somebody places a hold, and somebody edits.
        hold_and_edit(&office, (&families[1], &families[2])).await;
        let step = services
            .run_destruction_step(&office.operator, confirmed.id)
            .await
            .expect("one step");
        assert_eq!(step.state(), DestructionState::Confirmed, "ten of eleven are done");
        assert_eq!(step.to_do(20).len(), 1);
        let done = services
            .run_destruction(&office.operator, confirmed.id)
            .await
            .expect("gone on with");
        let came = |outcome| done.items.iter().filter(|item| item.outcome == Some(outcome)).count();
        assert_eq!(
            [
                DestructionOutcome::Destroyed,
                DestructionOutcome::Held,
                DestructionOutcome::Changed
            ]
            .map(came),
            [9, 1, 1]
        );
        let certificate = done.certificate.clone().expect("certified");
        assert_eq!(certificate.left.values().sum::<u32>(), 2);
        assert_eq!(
            code(services.run_destruction(coordinator, done.id).await),
            RefusalCode::WrongState,
            "once"
        );

        let left = services.preview_retention(coordinator).await.expect("previewed");
        let informal = left
            .policies
            .iter()
            .find(|due| due.policy.basis == RetentionBasis::Informal)
            .expect("told");
        assert_eq!(
            (informal.due, informal.held),
            (1, 2),
            "what was destroyed is not due again"
        );
        for dossier in [&kept, &law, &families[0], &families[1]] {
            assert!(
                office
                    .dossier(dossier.trajectory.id)
                    .await
                    .family
                    .name
                    .as_str()
                    .contains(CANARY),
                "kept"
            );
        }
        assert!(
            !office
                .dossier(families[5].trajectory.id)
                .await
                .family
                .name
                .as_str()
                .contains(CANARY)
        );
    })
    .await;
}

/// Closing is what starts the years of an informal file.
#[tokio::test(flavor = "multi_thread")]
async fn an_open_dossier_is_never_due() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let (services, coordinator) = (&office.services, &office.coordinator);
        let dossier = office.family("Gezin Open (fictief)").await;
        office.clock.set(date!(2060 - 01 - 01));
        let nothing = services
            .propose_destruction(coordinator, ProposeDestruction::default())
            .await;
        assert_eq!(code(nothing), RefusalCode::Required);
        close(&office, dossier.trajectory.id).await;
        office.clock.set(date!(2061 - 12 - 31));
        let early = services
            .propose_destruction(coordinator, ProposeDestruction::default())
            .await;
        assert_eq!(code(early), RefusalCode::Required);
        office.clock.set(date!(2062 - 01 - 01));
        services
            .propose_destruction(coordinator, ProposeDestruction::default())
            .await
            .expect("two years after closing");
    })
    .await;
}

async fn close(office: &Office, id: TrajectoryId) {
    let trajectory = office.dossier(id).await.trajectory;
    let draft = ClosingDraft {
        closed_on: office.coordinator.stamp().today,
        reason: ClosingReason::Completed,
        note: None,
        outcomes: Vec::new(),
    };
    let cmd = Revise {
        id: trajectory.id(),
        version: trajectory.version,
        draft,
    };
    office
        .services
        .close_trajectory(&office.coordinator, cmd)
        .await
        .expect("closed");
}

/// The law of erasing, on random dossiers: two offices record the same, one destroys all of it, and what they count and
/// what their ledgers add up to stays the same. A period that was closed before is not even counted again.
#[tokio::test(flavor = "multi_thread")]
async fn destroying_changes_no_figure_and_no_balance() {
    on_both(|setting| async move {
        let tenants = setting.open().await;
        let (kept, emptied) = (
            Office::open(&tenants, "alfa").await,
            Office::open(&tenants, "bravo").await,
        );
        let mut runner = TestRunner::default();
        let random: Vec<_> = (0..60)
            .map(|_| deeds().new_tree(&mut runner).expect("a dossier").current())
            .collect();
        let mut recorded = Vec::new();
        for office in [&kept, &emptied] {
            let partner = office.partner("Wijkteam").await;
            let mut dossiers: Vec<Dossier> = random.iter().map(|deeds| dossier(office, &partner, deeds)).collect();
            for dossier in &mut dossiers {
                dossier.trajectory.closed_on = Some(date!(2026 - 03 - 30));
            }
            import(office, &dossiers).await;
            office.clock.set(date!(2026 - 04 - 01));
            recorded.push(dossiers);
        }
        let closed = async |office: &Office, period: &str| {
            let period = period.parse().expect("a period");
            let closed = office.services.close_period(&office.coordinator, period).await;
            closed.expect("closed").figures
        };
        let before = closed(&emptied, "2025-Q4").await;
        emptied.clock.set(date!(2029 - 01 - 01));
        let (services, coordinator) = (&emptied.services, &emptied.coordinator);
        let due = ProposeDestruction::default();
        let proposed = services.propose_destruction(coordinator, due).await.expect("proposed");
        assert_eq!(proposed.items.len(), 60);
        let second = second(&emptied).await;
        let confirmed = services
            .confirm_destruction(&second, on(&proposed))
            .await
            .expect("confirmed");
        services.run_destruction(&second, confirmed.id).await.expect("done");
        for dossier in &recorded[1] {
            let after = emptied.dossier(dossier.trajectory.id).await;
            assert_eq!(after.budget().balance(), dossier.budget().balance());
            assert_eq!(
                after.own_ids().collect::<Vec<_>>(),
                dossier.own_ids().collect::<Vec<_>>()
            );
        }
        assert_eq!(
            closed(&emptied, "2025-Q4").await,
            before,
            "what was closed is as it was"
        );
        // Whose birth date is gone counts as an adult or a child by the relation alone, and on adults steps depend.
        let of_all = |figures: Vec<Figure>| {
            let counted = figures
                .into_iter()
                .filter(|figure| figure.indicator != Indicator::FamiliesPerStep);
            counted.collect::<Vec<_>>()
        };
        let (one, other) = (closed(&kept, "2026-Q1").await, closed(&emptied, "2026-Q1").await);
        assert_eq!(of_all(one), of_all(other), "what is counted afterwards is the same");
    })
    .await;
}
