//! What is shown of who may see and do what: parts that are hidden, sides, broken glasses, and until when members may act.

use serde_json::{Value, json};

use super::office::{Office, text};

const LOOK: &str =
    "partsHidden budgetLeft family { name } persons { name } detainees { name } budget { ledger { id } }";

fn dossier(trajectory: &str) -> String {
    format!("{{ dossier(id: \"{trajectory}\") {{ {LOOK} }} }}")
}

#[tokio::test]
async fn a_dossier_says_which_parts_are_hidden() {
    let office = Office::open().await;
    let trajectory = office.register("Gezin Deels (fictief)").await;
    let whole = office.told(&office.worker, &dossier(&trajectory)).await;
    assert_eq!(whole["dossier"]["partsHidden"], json!([]));
    assert_eq!(whole["dossier"]["budgetLeft"], json!(0));
    for (side, hidden, named) in [
        (
            "BOTH",
            json!(["CONTACT", "DETAINEE", "NEEDS", "BUDGET", "PARTNER", "RIGHTS"]),
            true,
        ),
        (
            "DETAINEE",
            json!([
                "PROGRESS",
                "FAMILY",
                "CHILD",
                "CONTACT",
                "DETAINEE",
                "NEEDS",
                "WORK",
                "BUDGET_LEFT",
                "BUDGET",
                "PARTNER",
                "STORY",
                "RIGHTS"
            ]),
            false,
        ),
    ] {
        let input = format!(
            "trajectoryId: \"{trajectory}\", memberId: \"{}\", role: VOLUNTEER, side: {side}",
            office.volunteer.id
        );
        let made = "assignment { id version side }";
        let assigned = office.done(&office.worker, "assignMember", &input, made).await;
        assert_eq!(assigned["assignment"]["side"], side, "{assigned}");
        let seen = office.told(&office.volunteer, &dossier(&trajectory)).await["dossier"].take();
        assert_eq!(seen["partsHidden"], hidden);
        let name = if named { "Gezin Deels (fictief)" } else { "" };
        assert_eq!(seen["family"]["name"], name);
        assert_eq!(seen["budgetLeft"], if named { json!(0) } else { Value::Null });
        let listed = "{ trajectories { edges { node { family { name } } } } }";
        let listed = office.told(&office.volunteer, listed).await;
        assert_eq!(listed["trajectories"]["edges"][0]["node"]["family"]["name"], name);
        let (id, version) = (text(&assigned["assignment"]["id"]), &assigned["assignment"]["version"]);
        let ended = format!("id: \"{id}\", version: {version}");
        office
            .done(&office.worker, "endAssignment", &ended, "assignment { id }")
            .await;
    }
}

#[tokio::test]
async fn a_glass_is_broken_listed_and_reviewed() {
    let office = Office::open().await;
    let trajectory = office.register("Gezin Glas (fictief)").await;
    let outsider = office
        .hire("Wim", krachtig_core::domain::vocabulary::Role::Professional)
        .await;
    assert_eq!(
        office.told(&outsider, &dossier(&trajectory)).await["dossier"],
        Value::Null
    );
    let input = format!("trajectoryId: \"{trajectory}\", reason: \"brand\"");
    let shown = "breakGlass { id reason until recordedAt member { name } version reviewedOn }";
    let broken = office.done(&outsider, "breakGlass", &input, shown).await["breakGlass"].take();
    assert_eq!(
        (&broken["reason"], &broken["reviewedOn"]),
        (&json!("brand"), &Value::Null)
    );
    let seen = office.told(&outsider, &dossier(&trajectory)).await;
    assert_eq!(seen["dossier"]["family"]["name"], "Gezin Glas (fictief)");
    let waiting = "{ breakGlasses(filter: { toReview: true }) { totalCount edges { node { id } } } }";
    let listed = office.told(&office.coordinator, waiting).await;
    assert_eq!(listed["breakGlasses"]["edges"][0]["node"]["id"], broken["id"]);
    assert_eq!(office.error_code(&office.worker, waiting).await, "refused");
    let review = format!(
        "id: \"{}\", version: {}, verdict: UNJUSTIFIED, note: \"geen brand\"",
        text(&broken["id"]),
        broken["version"]
    );
    let shown = "breakGlass { verdict reviewNote reviewedBy { id } }";
    let reviewed = office
        .done(&office.coordinator, "reviewBreakGlass", &review, shown)
        .await;
    assert_eq!(reviewed["breakGlass"]["verdict"], "UNJUSTIFIED");
    assert_eq!(
        office.told(&outsider, &dossier(&trajectory)).await["dossier"],
        Value::Null
    );
    assert_eq!(
        office.told(&office.coordinator, waiting).await["breakGlasses"]["totalCount"],
        0
    );
}

#[tokio::test]
async fn a_membership_that_ran_out_is_shown_as_expired() {
    let office = Office::open().await;
    let today = office.ctx(&office.worker).stamp().today;
    let input = format!("id: \"{}\", version: 1, untilOn: \"{today}\"", office.worker.id);
    let shown = "member { state untilOn fromOn }";
    let limited = office.done(&office.coordinator, "limitMember", &input, shown).await;
    assert_eq!(
        limited["member"],
        json!({ "state": "EXPIRED", "untilOn": today.to_string(), "fromOn": null })
    );
    let listed = "{ members(filter: { state: EXPIRED }) { edges { node { name state } } } }";
    let listed = office.told(&office.coordinator, listed).await;
    assert_eq!(listed["members"]["edges"].as_array().map(Vec::len), Some(1));
}
