//! Forms, as somebody fills them in without scripts.

use krachtig_tests::office::Office;

use super::{Reader, html};
use crate::matrix::ground;

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_told_at_its_field_and_what_was_typed_stays() {
    let office = Office::open(None).await;
    let ground = ground::open(&office, "exodus-hier", 5).await;
    let reader = Reader::of(&office, &ground, "professional/both");
    let dossier = format!("/dossiers/{}", ground.ids["TrajectoryId"]);
    let at = (format!("{dossier}/goals/new"), format!("{dossier}/goals/set"));
    let at = (at.0.as_str(), at.1.as_str());

    let typed = [
        ("title", "  "),
        ("life_domain", "housing"),
        ("set_on", "31-02-2026"),
        ("target_on", ""),
    ];
    let refused = reader.fill_in(at, &typed).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("id=\"set_on-wrong\"") && refused.text.contains("href=\"#set_on\""));
    assert!(refused.text.contains("value=\"31-02-2026\"") && refused.text.contains("value=\"housing\" selected"));
    assert_eq!(refused.header("hx-push-url"), "false");

    let typed = [
        ("title", "bsn 123456782"),
        ("life_domain", "housing"),
        ("set_on", "2026-01-05"),
    ];
    let refused = reader.fill_in(at, &typed).await;
    assert_eq!(refused.status, 422);
    assert!(
        refused.text.contains("id=\"title-wrong\""),
        "the domain's refusal stands at the field too"
    );

    let typed = [
        ("title", "Weer <b>samen</b> eten"),
        ("life_domain", "housing"),
        ("set_on", "2026-01-05"),
    ];
    let done = reader.fill_in(at, &typed).await;
    assert_eq!(done.status, 303, "{}", done.text);
    assert!(
        done.header("location")
            .starts_with(&format!("/t/exodus-hier{dossier}/plan?done=goal"))
    );
    let plan = reader.get(&format!("{dossier}/plan?done=goal")).await;
    assert!(
        plan.text.contains("Weer &#60;b&#62;samen&#60;/b&#62; eten"),
        "what is typed is text"
    );
    assert!(plan.text.contains("role=\"status\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_two_people_changed_is_lost_for_neither() {
    let office = Office::open(None).await;
    let ground = ground::open(&office, "exodus-hier", 6).await;
    let (one, other) = (
        Reader::of(&office, &ground, "professional/both"),
        Reader::of(&office, &ground, "coordinator"),
    );
    let dossier = format!("/dossiers/{}", ground.ids["TrajectoryId"]);
    let (edit, change) = (format!("{dossier}/family/edit"), format!("{dossier}/family/change"));
    let before = one.get(&edit).await;
    let version = html::attribute(&before.text, "name=\"version\" value=\"");
    let name = html::attribute(&before.text, "id=\"name\" name=\"name\" value=\"");

    let theirs = [
        ("name", name.as_str()),
        ("note", "Bel na zes uur."),
        ("version", version.as_str()),
    ];
    assert_eq!(other.fill_in((&edit, &change), &theirs).await.status, 303);
    let mine = [
        ("name", name.as_str()),
        ("note", "De hond bijt."),
        ("version", version.as_str()),
    ];
    let conflict = one.fill_in((&edit, &change), &mine).await;
    assert_eq!(conflict.status, 409);
    assert!(conflict.text.contains("De hond bijt.") && conflict.text.contains("Bel na zes uur."));
    assert!(conflict.text.contains("coordinator (fictief)"), "it says who");

    let newer = html::attribute(&conflict.text, "name=\"version\" value=\"");
    assert_ne!(newer, version);
    let both = [
        ("name", name.as_str()),
        ("note", "De hond bijt. Bel na zes uur."),
        ("version", newer.as_str()),
    ];
    assert_eq!(one.fill_in((&edit, &change), &both).await.status, 303);
    let after = one.get(&edit).await;
    assert!(after.text.contains("De hond bijt. Bel na zes uur."));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_family_is_registered_worked_with_and_asks_for_money() {
    let office = Office::open(None).await;
    let ground = ground::open(&office, "exodus-hier", 7).await;
    let reader = Reader::of(&office, &ground, "professional");
    let family = [
        ("family.name", "Gezin Nieuwstraat (fictief)"),
        ("family.municipality", "GM0518"),
        ("opened_on", "2026-01-05"),
    ];
    let done = reader.fill_in(("/families/new", "/families/register"), &family).await;
    assert_eq!(done.status, 303, "{}", done.text);
    let home = done.header("location").split('?').next().expect("a path").to_owned();
    let home = home.strip_prefix("/t/exodus-hier").expect("of this office").to_owned();

    let steps: [(&str, &str, &[(&str, &str)]); 4] = [
        (
            "/people/new",
            "/people/add",
            &[
                ("name", "Sanne Nieuwstraat (fictief)"),
                ("relation", "partner"),
                ("contact_person", "yes"),
            ],
        ),
        (
            "/talks/new",
            "/talks/record",
            &[
                ("held_on", "2026-01-06"),
                ("setting", "visit"),
                ("worries.0.about", "De huur"),
            ],
        ),
        (
            "/time/new",
            "/time/record",
            &[("spent_on", "2026-01-06"), ("minutes", "45")],
        ),
        (
            "/learning/new",
            "/learning/record",
            &[("noted_on", "2026-01-07"), ("tried", "Samen gebeld")],
        ),
    ];
    for (from, to, fields) in steps {
        let done = reader
            .fill_in((&format!("{home}{from}"), &format!("{home}{to}")), fields)
            .await;
        assert_eq!(done.status, 303, "{to}: {}", done.text);
    }
    // Without consent nothing is mapped, and the form says so.
    let (from, to) = (format!("{home}/needs/new"), format!("{home}/needs/record"));
    let levels = [
        ("held_on", "2026-01-08"),
        ("level.housing", "2"),
        ("strength.housing", "Goede buren"),
    ];
    let refused = reader.fill_in((&from, &to), &levels).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("value=\"Goede buren\""));

    let form = reader.get(&format!("{home}/consents/new")).await;
    let person = html::attribute(&form.text, "<option value=\"per_");
    let person = format!("per_{person}");
    for purpose in ["support", "perspective_budget"] {
        let consent = [
            ("subject", person.as_str()),
            ("purpose", purpose),
            ("consent_form", "spoken"),
            ("given_on", "2026-01-08"),
        ];
        let done = reader
            .fill_in(
                (&format!("{home}/consents/new"), &format!("{home}/consents/give")),
                &consent,
            )
            .await;
        assert_eq!(done.status, 303, "{}", done.text);
    }
    let done = reader.fill_in((&from, &to), &levels).await;
    assert_eq!(done.status, 303, "{}", done.text);
    let needs = reader.get(&format!("{home}/needs")).await;
    assert!(needs.text.contains("Goede buren") && needs.text.contains("<svg viewBox"));

    let asked = [
        ("purpose", "Treinkaartjes"),
        ("amount", "118,40"),
        ("life_domain", "finances"),
        ("payee", "family"),
        ("silo", "none"),
    ];
    let done = reader
        .fill_in(
            (&format!("{home}/budget/new"), &format!("{home}/budget/request")),
            &asked,
        )
        .await;
    assert_eq!(done.status, 303, "{}", done.text);
    let budget = reader.reading("nl").get(&format!("{home}/budget")).await;
    assert!(budget.text.contains("€\u{a0}118,40"), "{}", budget.text);
    assert!(
        budget.text.contains("Er is nog geen plan voor het budget."),
        "the rules say why, in Dutch"
    );
    let timeline = reader.get(&format!("{home}/timeline")).await;
    assert!(timeline.text.contains("2026-01-06") && timeline.text.contains("Treinkaartjes"));
}
