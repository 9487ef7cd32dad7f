//! The database's facts are the dossier's: on random dossiers, and on several days.

use krachtig_core::domain::dossier::Dossier;
use krachtig_core::domain::partner::Partner;
use krachtig_core::domain::progress::{Facts, progress};
use krachtig_core::service::Services;
use proptest::collection::vec;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use time::{Date, Duration};
use uuid::Uuid;

use crate::example::{Example, import};
use crate::office::{Office, TODAY, standings};
use crate::support::on_both;

/// Something that is recorded: what, with two choices, on a day.
pub(crate) type Deed = (u8, u8, u8, i64);

pub(crate) fn deeds() -> impl Strategy<Value = (bool, Vec<Deed>)> {
    let deed = (0..15_u8, 0..12_u8, 0..12_u8, 0..40_i64);
    (proptest::bool::weighted(0.1), vec(deed, 0..40))
}

fn day(offset: i64) -> Date {
    TODAY + Duration::days(offset - 20)
}

/// A date now and then.
fn maybe(choice: u8, offset: i64) -> Value {
    if choice.is_multiple_of(3) {
        json!(day(offset + 5))
    } else {
        Value::Null
    }
}

/// Adds a consent of somebody, or of the detainee, given by somebody else now and then.
fn consent(example: &mut Example<'_>, people: &[Uuid], detainee: Uuid, (a, b, at): (u8, u8, i64)) {
    let purpose = ["introduction", "support", "perspective_budget", "referral", "story"][usize::from(b) % 5];
    let person = if a < 2 { None } else { pick(people, a) };
    let given_by = if b < 3 { pick(people, b) } else { None };
    example.add(
        "consents",
        json!({
            "person_id": person, "detainee_id": if person.is_none() { json!(detainee) } else { Value::Null },
            "given_by": person.and(given_by), "purpose": purpose, "form": "spoken", "given_on": day(at),
            "valid_until": maybe(a, at), "withdrawn_on": maybe(b, at),
        }),
    );
}

/// One of them.
fn pick(list: &[Uuid], n: u8) -> Option<Uuid> {
    list.get(usize::from(n) % list.len().max(1)).copied()
}

/// A dossier in which these deeds were recorded, whether anybody could have or not.
pub(crate) fn dossier(office: &Office, partner: &Partner, (full, deeds): &(bool, Vec<Deed>)) -> Dossier {
    let mut example = Example::new(office, *full);
    let mut people: Vec<Uuid> = Vec::new();
    let detainee = example.add("detainees", json!({"name": "Gedetineerde"}));
    let obstacle = example.add(
        "obstacles",
        json!({
            "need": "huur", "life_domain": "housing", "silo": "wlz", "ground": "no_payer", "met_on": day(0),
            "days_lost": 0, "cost": 0,
        }),
    );
    let mut stories: Vec<Uuid> = Vec::new();
    let member = example.member();
    for (kind, a, b, at) in deeds {
        let (a, b, on) = (*a, *b, day(*at));
        match kind {
            // Children, those who turn sixteen or eighteen while the test runs, and adults.
            0 => people.push(example.add("persons", json!({
                "name": "Iemand", "contact_person": b.is_multiple_of(2),
                "relation": if a < 5 { "child" } else { "partner" },
                "born_on": if a.is_multiple_of(2) { json!(on.replace_year(on.year() - match a { 0..4 => 16, 4..8 => 18, _ => 40 }).unwrap_or(on)) } else { Value::Null },
            }))),
            1..=4 => consent(&mut example, &people, detainee, (a, b, *at)),
            5 => {
                let told = json!([{"life_domain": null, "about": "huur"}]);
                example.add("talks", json!({
                    "held_on": on, "setting": "phone", "worries": if a < 4 { told.clone() } else { json!([]) },
                    "key_factors": if b < 4 { told } else { json!([]) }, "recorded_by": member,
                }));
            }
            6 => {
                example.add("role_checks", json!({"agreed_on": on, "roles": [], "none_reason": "niemand"}));
                example.add("introductions", json!({"held_on": on, "via": "detainee", "present": []}));
            }
            7 => {
                example.add("mappings", json!({
                    "instrument_id": office.instrument.id, "held_on": on, "present": [], "scores": [], "findings": [],
                    "recorded_by": member,
                }));
            }
            8 if a < 6 => {
                example.add("time_entries", json!({"member_id": member, "spent_on": on, "minutes": 5}));
            }
            8 => {
                example.add("connections", json!({"who": "a", "with_whom": "b", "side": "outside", "laid_on": on}));
            }
            9 => {
                example.add("ledger", json!({
                    "kind": if a < 6 { "allot" } else { "request" }, "amount": 1, "booked_on": on, "recorded_by": member,
                }));
            }
            10 => {
                let answered = if a < 3 { Value::Null } else { json!(a < 8) };
                example.add("referrals", json!({
                    "partner_id": partner.id, "persons": [], "need": "hulp", "life_domain": "housing",
                    "warm_handover": false, "sent_on": on, "accepted": answered,
                    "answered_on": if a < 3 { Value::Null } else { json!(on) },
                    "outcome": if (3..6).contains(&a) { json!("helped") } else { Value::Null },
                    "concluded_on": if (3..6).contains(&a) { json!(on) } else { Value::Null },
                    "withdrawn_on": if b == 0 { json!(on) } else { Value::Null },
                }));
            }
            11 => {
                example.add("learning", json!({
                    "tried": "bellen", "brought": if a < 8 { json!("rust") } else { Value::Null },
                    "learned": if b < 8 { json!("eerder") } else { Value::Null }, "noted_on": on, "recorded_by": member,
                }));
            }
            12 if stories.len() < 2 => stories.push(example.add("stories", json!({
                "number": stories.len() + 1, "title": "t", "body": "b", "recorded_by": member,
            }))),
            12 | 13 => {
                if let (Some(story), Some(person)) = (pick(&stories, b), pick(&people, a)) {
                    example.add("approvals", json!({
                        "story_version_id": story, "person_id": person, "audience": if b < 8 { "dji" } else { "public" },
                        "approved_on": on, "withdrawn_on": if a == 0 { json!(on) } else { Value::Null },
                    }));
                }
            }
            _ if a < 6 => {
                example.add("suggestions", json!({
                    "obstacle_id": obstacle, "about": "anders", "addressed_to": "gp", "made_on": on, "state": "made",
                    "agenda_on": maybe(b, *at),
                }));
            }
            _ => {
                let step = ["story", "scaling", "role_check", "connecting"][usize::from(a) % 4];
                example.add("skips", json!({
                    "step": step, "reason": "later", "skipped_on": on, "resumed_on": maybe(b, *at),
                }));
            }
        }
    }
    example.dossier()
}

/// As many dossiers as a test can afford; more where the environment says so.
fn cases() -> usize {
    std::env::var("PROPTEST_CASES")
        .ok()
        .and_then(|number| number.parse().ok())
        .unwrap_or(300)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_tells_of_random_dossiers_what_the_dossiers_tell() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let partner = office.partner("Wijkteam").await;
        let mut runner = TestRunner::default();
        let random = |runner: &mut TestRunner| deeds().new_tree(runner).expect("a dossier").current();
        let dossiers: Vec<Dossier> = (0..cases())
            .map(|_| dossier(&office, &partner, &random(&mut runner)))
            .collect();
        import(&office, &dossiers).await;
        let Office {
            services, coordinator, ..
        } = &office;
        let services: &Services = services;
        for offset in [0, 15, 20, 26, 45] {
            let today = day(offset);
            office.clock.set(today);
            let told = standings(services, coordinator).await.expect("told");
            for dossier in &dossiers {
                let folded = progress(&Facts::of(dossier, today));
                assert_eq!(told[&dossier.trajectory.id], folded, "on {today} of {dossier:#?}");
            }
        }
    })
    .await;
}
