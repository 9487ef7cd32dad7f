//! The casework through the schema: what is recorded, what is refused, who may see it, and who hears of it.

use futures_util::StreamExt;
use serde_json::json;

use super::office::{Office, text};
use crate::graphql::tests::data;

#[tokio::test]
async fn a_family_is_registered_and_worked_with() {
    let office = Office::open().await;
    let worker = &office.worker;
    let input = "family: { name: \"Gezin Voorbeeld (fictief)\", municipality: \"GM0518\" }, openedOn: \"2026-01-12\"";
    let selection = "dossier { trajectory { id } lead { name } progress { current } }";
    let registered = office.done(worker, "registerFamily", input, selection).await;
    assert_eq!(registered["dossier"]["lead"]["name"], "Wim (fictief)");
    assert_eq!(registered["dossier"]["progress"]["current"], "DETAINEE_TALK");
    let trajectory = text(&registered["dossier"]["trajectory"]["id"]);

    let input = format!(
        "trajectoryId: \"{trajectory}\", heldOn: \"2026-01-13\", setting: VISIT, worries: [{{ about: \"De huur\" }}]"
    );
    let talk = office
        .done(
            worker,
            "recordTalk",
            &input,
            "detaineeTalk { version worries { about } }",
        )
        .await;
    assert_eq!(
        talk["detaineeTalk"],
        json!({ "version": 1, "worries": [{ "about": "De huur" }] })
    );

    let input =
        format!("trajectoryId: \"{trajectory}\", name: \"Anna (fictief)\", relation: PARTNER, bornOn: \"1990-05-01\"");
    let person = office.done(worker, "addPerson", &input, "person { id }").await;
    let person = text(&person["person"]["id"]);
    let instruments = office.told(worker, "{ instruments { edges { node { id } } } }").await;
    let instrument = text(&instruments["instruments"]["edges"][0]["node"]["id"]);
    let mapping = format!(
        "trajectoryId: \"{trajectory}\", instrumentId: \"{instrument}\", heldOn: \"2026-02-01\", present: [\"{person}\"],
         findings: [{{ domain: \"finances\", kind: NEED, about: \"Overzicht\" }}]"
    );
    let shown = "mapping { instrument { code } present { name } findings { about } }";
    let refused = office.done(worker, "recordMapping", &mapping, shown).await;
    assert_eq!(refused["mapping"], json!(null));
    assert_eq!(refused["refusals"][0]["code"], "CONSENT_MISSING");

    let input = format!(
        "trajectoryId: \"{trajectory}\", subject: {{ personId: \"{person}\" }}, purpose: SUPPORT, form: SIGNED, givenOn: \"2026-01-20\""
    );
    let consent = office
        .done(worker, "giveConsent", &input, "consent { holds person { name } }")
        .await;
    assert_eq!(
        consent["consent"],
        json!({ "holds": true, "person": { "name": "Anna (fictief)" } })
    );
    let mapped = office.done(worker, "recordMapping", &mapping, shown).await;
    let expected = json!({
        "instrument": { "code": "krachtig" },
        "present": [{ "name": "Anna (fictief)" }],
        "findings": [{ "about": "Overzicht" }],
    });
    assert_eq!(mapped["mapping"], expected, "{mapped}");

    let query = format!(
        "{{ me {{ name }} dossier(id: \"{trajectory}\") {{ mappings {{ heldOn }} detaineeTalks {{ heldOn }} }} }}"
    );
    let told = office.told(worker, &query).await;
    assert_eq!(told["me"]["name"], "Wim (fictief)");
    assert_eq!(told["dossier"]["mappings"][0]["heldOn"], "2026-02-01");
}

#[tokio::test]
async fn a_refusal_leads_to_its_field() {
    let office = Office::open().await;
    let trajectory = office.register("Gezin Pad (fictief)").await;
    let input = format!(
        "trajectoryId: \"{trajectory}\", heldOn: \"2026-01-13\", setting: VISIT,
         worries: [{{ about: \"De huur\" }}, {{ about: \" \" }}]"
    );
    let answer = office
        .done(&office.worker, "recordTalk", &input, "detaineeTalk { id }")
        .await;
    assert_eq!(answer["detaineeTalk"], json!(null));
    assert_eq!(answer["refusals"][0]["code"], "REQUIRED");
    assert_eq!(answer["refusals"][0]["field"], "worries.1.about");

    let input = "family: { name: \" \" }, openedOn: \"2026-01-12\"";
    let answer = office
        .done(&office.worker, "registerFamily", input, "dossier { lead { id } }")
        .await;
    assert_eq!(answer["refusals"][0]["field"], "family.name");
}

#[tokio::test]
async fn a_stale_edit_hears_what_changed() {
    let office = Office::open().await;
    let trajectory = office.register("Gezin Oud (fictief)").await;
    let query = format!("{{ dossier(id: \"{trajectory}\") {{ family {{ id version }} }} }}");
    let family = text(&office.told(&office.worker, &query).await["dossier"]["family"]["id"]);
    let edit = |note: &str| format!("id: \"{family}\", version: 1, name: \"Gezin Oud (fictief)\", note: \"{note}\"");
    let first = office
        .done(
            &office.coordinator,
            "reviseFamily",
            &edit("Een"),
            "family { version note }",
        )
        .await;
    assert_eq!(first["family"], json!({ "version": 2, "note": "Een" }));
    let second = office
        .done(&office.worker, "reviseFamily", &edit("Twee"), "family { version }")
        .await;
    assert_eq!(second["family"], json!(null));
    let refusal = &second["refusals"][0];
    assert_eq!(refusal["code"], "STALE");
    let changed = json!([{ "version": 2, "fields": ["note"], "by": { "name": "Cora (fictief)" } }]);
    assert_eq!(refusal["changed"], changed);
}

#[tokio::test]
async fn somebody_who_is_not_assigned_sees_nothing() {
    let office = Office::open().await;
    let trajectory = office.register("Gezin Dicht (fictief)").await;
    let query = format!("{{ dossier(id: \"{trajectory}\") {{ family {{ name }} }} trajectories {{ totalCount }} }}");
    let told = office.told(&office.volunteer, &query).await;
    assert_eq!(told, json!({ "dossier": null, "trajectories": { "totalCount": 0 } }));
    let code = office
        .error_code(&office.volunteer, "{ referrals { totalCount } }")
        .await;
    assert_eq!(code, "refused");

    let input = format!(
        "trajectoryId: \"{trajectory}\", memberId: \"{}\", role: VOLUNTEER",
        office.volunteer.id
    );
    let assigned = office
        .done(&office.worker, "assignMember", &input, "assignment { holds }")
        .await;
    assert_eq!(assigned["assignment"]["holds"], true, "{assigned}");
    let told = office.told(&office.volunteer, &query).await;
    assert_eq!(told["dossier"]["family"]["name"], "Gezin Dicht (fictief)");
    assert_eq!(told["trajectories"]["totalCount"], 1);
}

#[tokio::test]
async fn a_token_is_told_once() {
    let office = Office::open().await;
    let of = |id| format!("memberId: \"{id}\", label: \"Koppeling\", days: 30, scopes: [READ, CASEWORK]");
    let shown = "issuedToken { secret token { id label expiresOn scopes member { name } } }";
    let issued = office
        .done(&office.worker, "issueToken", &of(office.worker.id), shown)
        .await;
    assert_eq!(
        issued["issuedToken"]["token"]["scopes"],
        serde_json::json!(["READ", "CASEWORK"])
    );
    let secret = text(&issued["issuedToken"]["secret"]);
    assert!(secret.starts_with("krt_") && secret.len() == 68, "{secret}");
    let token = text(&issued["issuedToken"]["token"]["id"]);
    let revoked = office
        .done(
            &office.coordinator,
            "revokeToken",
            &format!("id: \"{token}\""),
            "token { revokedOn }",
        )
        .await;
    assert_eq!(revoked["token"]["revokedOn"], "2026-03-02");
    for other in [office.worker.id, office.volunteer.id] {
        let refused = office.done(&office.coordinator, "issueToken", &of(other), shown).await;
        assert_eq!(
            refused["refusals"][0]["code"], "NOT_FOUND",
            "nobody issues a token of another"
        );
    }
}

#[tokio::test]
async fn a_listener_hears_changes_until_nothing_is_to_be_seen_any_more() {
    let office = Office::open().await;
    let trajectory = office.register("Gezin Luister (fictief)").await;
    let other = office.register("Gezin Ander (fictief)").await;
    let query = format!(
        "subscription {{ trajectoryChanges(id: \"{trajectory}\") {{ missed change {{ recordKind recordId version action at }} }} }}"
    );
    let denied = office
        .schema
        .execute_stream(office.request(&office.volunteer, &query))
        .collect::<Vec<_>>()
        .await;
    assert_eq!(denied.len(), 1);
    assert_eq!(denied[0].errors.len(), 1);

    let mut events = Box::pin(office.schema.execute_stream(office.request(&office.worker, &query)));
    let (first, ()) = tokio::join!(events.next(), async {
        tokio::task::yield_now().await;
        for id in [&other, &trajectory] {
            let input = format!("trajectoryId: \"{id}\", spentOn: \"2026-02-01\", minutes: 30");
            office
                .done(&office.worker, "recordTime", &input, "timeEntry { id }")
                .await;
        }
    });
    let first = data(&first.expect("the stream goes on"));
    let event = &first["trajectoryChanges"];
    assert_eq!(event["missed"], 0);
    assert_eq!(event["change"]["recordKind"], "TIME_ENTRY");
    assert_eq!(event["change"]["action"], "RECORD_TIME");
    assert!(text(&event["change"]["recordId"]).starts_with("tim_"));
    assert_eq!(event["change"]["at"], "2026-03-02T09:00:00Z");

    let query = format!("{{ dossier(id: \"{trajectory}\") {{ assignments {{ id }} }} }}");
    let assignments = office.told(&office.worker, &query).await;
    let assignment = text(&assignments["dossier"]["assignments"][0]["id"]);
    let input = format!("id: \"{assignment}\", version: 1");
    let ended = office
        .done(&office.coordinator, "endAssignment", &input, "assignment { endedOn }")
        .await;
    assert_eq!(ended["assignment"]["endedOn"], "2026-03-02", "{ended}");
    assert!(events.next().await.is_none(), "the stream ended with the assignment");
}
