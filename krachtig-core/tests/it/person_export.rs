//! An export of one person's data: it holds what is theirs, keeps to its schema, and holds nobody else.

use std::collections::BTreeSet;

use krachtig_core::domain::consent::{Purpose, Subject};
use krachtig_core::domain::family::{DetaineeDraft, PersonDraft, Relation};
use krachtig_core::domain::id::{DetaineeId, PersonId};
use krachtig_core::domain::person_export::SCHEMA;
use krachtig_core::domain::refusal::RefusalCode;
use krachtig_core::domain::rights::DataSubject;
use krachtig_core::domain::vocabulary::Role;
use krachtig_core::service::{Add, ExportPerson};

use crate::life::{Life, act, draft};
use crate::office::{Office, TODAY, adult_draft, code};
use crate::rights::referral;
use crate::support::on_both;

/// The marks of people who may not stand in another's export.
const ANNA: &str = "Annabellekanarie";
const BRAM: &str = "Brampiekanarie";
const DIRK: &str = "Dirkiekanarie";
const WORKER: &str = "Wilmakanarie";

/// A family with people on both sides of the wall, and records that name several of them: Anna, Bram and Dirk.
async fn both_sides(office: &Office) -> (PersonId, PersonId, DetaineeId) {
    let (services, worker) = (&office.services, &office.professional);
    let life = Life::begin(office).await;
    let id = life.id;
    office.member(WORKER, &[Role::Volunteer]).await;
    let add = async |name: &str, relation, phone: &str| {
        let draft = PersonDraft {
            name: format!("{name} <b>Jansen</b>"),
            relation,
            phone: Some(phone.to_owned()),
            email: Some(format!("{name}@voorbeeld.invalid")),
            ..adult_draft()
        };
        services
            .add_person(
                worker,
                Add {
                    trajectory_id: id,
                    draft,
                },
            )
            .await
            .expect("added")
            .record
            .id
    };
    let (anna, bram) = (
        add(ANNA, Relation::Partner, "06-11110000").await,
        add(BRAM, Relation::Sibling, "06-22220000").await,
    );
    let detainee = DetaineeDraft {
        name: format!("{DIRK} de Boer"),
        institution: Some("PI Nergensheim".to_owned()),
        ..DetaineeDraft::default()
    };
    let dirk = services
        .add_detainee(
            worker,
            Add {
                trajectory_id: id,
                draft: detainee,
            },
        )
        .await
        .expect("added")
        .record
        .id;
    for person in [anna, bram] {
        for purpose in [Purpose::Support, Purpose::Referral] {
            office.consent(id, (Subject::Person(person), purpose)).await;
        }
    }
    let partner = office.partner("Wijkteam").await;
    let mut both = referral(id, partner.id, anna);
    both.draft.persons.push(bram);
    both.draft.need = format!("{BRAM} en {ANNA} zoeken hulp; bel 06-22220000, {DIRK} niet; vraag {WORKER}");
    services.send_referral(worker, both).await.expect("sent");
    let mut goal = draft::goal(TODAY);
    (goal.person_id, goal.title) = (Some(bram), "Geheim van een ander".to_owned());
    services
        .set_goal(
            worker,
            Add {
                trajectory_id: id,
                draft: goal,
            },
        )
        .await
        .expect("set");
    let mut talk = draft::talk(TODAY);
    talk.note = Some(format!("Over {ANNA}: alleen voor de gedetineerde"));
    services
        .record_talk(
            worker,
            Add {
                trajectory_id: id,
                draft: talk,
            },
        )
        .await
        .expect("talked");
    (anna, bram, dirk)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_of_one_holds_nothing_of_another() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let (services, worker, coordinator) = (&office.services, &office.professional, &office.coordinator);
        let (anna, bram, dirk) = both_sides(&office).await;
        let export = async |subject| {
            let told = services
                .export_person(coordinator, ExportPerson { subject })
                .await
                .expect("exported");
            (told.document.to_string(), told.page)
        };
        let (json, page) = export(DataSubject::Person(anna)).await;
        for told in [&json, &page] {
            assert!(
                told.contains(ANNA) && told.contains("06-11110000"),
                "what is hers is told"
            );
            for other in [
                BRAM,
                DIRK,
                "06-22220000",
                "Nergensheim",
                "alleen voor de gedetineerde",
                "Geheim",
                WORKER,
            ] {
                assert!(!told.contains(other), "{other} stands in another's export");
            }
            assert!(!told.contains(&bram.uuid().to_string()) && !told.contains(&dirk.uuid().to_string()));
        }
        assert!(
            !page.contains("<b>Jansen") && page.contains("&lt;b&gt;Jansen"),
            "a name is no markup"
        );
        assert!(
            !page.contains("<script") && !page.contains("src="),
            "the page stands alone"
        );
        let (json, page) = export(DataSubject::Detainee(dirk)).await;
        for told in [json, page] {
            assert!(told.contains(DIRK) && told.contains("Nergensheim"));
            for other in [ANNA, BRAM, "06-11110000"] {
                assert!(!told.contains(other), "{other} stands on the other side of the wall");
            }
        }
        let document = services
            .export_person(
                coordinator,
                ExportPerson {
                    subject: DataSubject::Person(anna),
                },
            )
            .await;
        keeps_to_its_schema(&document.expect("exported").document);
        let not_the_workers = services
            .export_person(
                worker,
                ExportPerson {
                    subject: DataSubject::Person(anna),
                },
            )
            .await;
        assert_eq!(code(not_the_workers), RefusalCode::NotFound);
    })
    .await;
}

/// The document has the schema's fields and kinds, no more and no fewer.
fn keeps_to_its_schema(document: &serde_json::Value) {
    let schema: serde_json::Value = serde_json::from_str(SCHEMA).expect("the schema is JSON");
    let texts = |value: &serde_json::Value| -> BTreeSet<String> {
        value
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|text| text.as_str().map(str::to_owned))
            .collect()
    };
    let fields: BTreeSet<String> = document.as_object().expect("an object").keys().cloned().collect();
    assert_eq!(fields, texts(&schema["required"]));
    let kinds = texts(&schema["properties"]["sections"]["items"]["properties"]["kind"]["enum"]);
    for section in document["sections"].as_array().expect("sections") {
        assert!(
            kinds.contains(section["kind"].as_str().expect("a kind")),
            "{}",
            section["kind"]
        );
    }
    for (name, told) in [
        ("format", &document["format"]),
        ("format_version", &document["format_version"]),
    ] {
        assert_eq!(&schema["properties"][name]["const"], told);
    }
    let looked: BTreeSet<String> = document["looked"][0]
        .as_object()
        .expect("somebody looked")
        .keys()
        .cloned()
        .collect();
    assert_eq!(looked, texts(&schema["properties"]["looked"]["items"]["required"]));
}

/// A withdrawal on one side of the wall, or of one person, shows in nobody else's export.
#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawal_of_one_is_told_to_nobody_else() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let (services, worker, coordinator) = (&office.services, &office.professional, &office.coordinator);
        let (id, adult) = office.willing_family("Gezin Muur (fictief)", 0).await;
        let detainee = DetaineeDraft {
            name: format!("{DIRK} de Boer"),
            ..DetaineeDraft::default()
        };
        let dirk = services
            .add_detainee(
                worker,
                Add {
                    trajectory_id: id,
                    draft: detainee,
                },
            )
            .await
            .expect("added")
            .record
            .id;
        office
            .consent(id, (Subject::Detainee(dirk), Purpose::Introduction))
            .await;
        let told = async || {
            let cmd = ExportPerson {
                subject: DataSubject::Person(adult),
            };
            let mut document = services
                .export_person(coordinator, cmd)
                .await
                .expect("exported")
                .document;
            // Who looked grows with each export itself.
            document["looked"] = serde_json::Value::Null;
            document
        };
        let before = told().await;
        let his = office
            .dossier(id)
            .await
            .consents
            .into_iter()
            .find(|c| c.detainee_id == Some(dirk))
            .expect("given");
        services.withdraw_consent(worker, act(&his)).await.expect("withdrawn");
        assert_eq!(told().await, before);
    })
    .await;
}
