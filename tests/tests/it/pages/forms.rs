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

/// Fills in a form of a dossier, and demands that it was done.
async fn done(reader: &Reader, (from, to): (String, String), fields: &[(&str, &str)]) -> String {
    let done = reader.fill_in((&from, &to), fields).await;
    assert_eq!(done.status, 303, "{to}: {}", done.text);
    done.header("location").to_owned()
}

/// A family that a professional has just registered: where its dossier is.
async fn registered(reader: &Reader) -> String {
    let family = [
        ("family.name", "Gezin Nieuwstraat (fictief)"),
        ("family.municipality", "GM0518"),
        ("opened_on", "2026-01-05"),
    ];
    let at = ("/families/new".to_owned(), "/families/register".to_owned());
    let to = done(reader, at, &family).await;
    let home = to.split('?').next().expect("a path");
    home.strip_prefix("/t/exodus-hier").expect("of this office").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_family_is_registered_and_worked_with() {
    let office = Office::open(None).await;
    let ground = ground::open(&office, "exodus-hier", 7).await;
    let reader = Reader::of(&office, &ground, "professional");
    let home = registered(&reader).await;
    let at = |from: &str, to: &str| (format!("{home}{from}"), format!("{home}{to}"));

    let person = [("name", "Sanne Nieuwstraat (fictief)"), ("relation", "partner")];
    done(&reader, at("/people/new", "/people/add"), &person).await;
    let talk = [
        ("held_on", "2026-01-06"),
        ("setting", "visit"),
        ("worries.0.about", "De huur"),
    ];
    done(&reader, at("/talks/new", "/talks/record"), &talk).await;
    let time = [("spent_on", "2026-01-06"), ("minutes", "45")];
    done(&reader, at("/time/new", "/time/record"), &time).await;
    let lesson = [("noted_on", "2026-01-07"), ("tried", "Samen gebeld")];
    done(&reader, at("/learning/new", "/learning/record"), &lesson).await;
    let timeline = reader.get(&format!("{home}/timeline")).await;
    assert!(timeline.text.contains("2026-01-06"));
    let plan = reader.get(&format!("{home}/plan")).await;
    assert!(plan.text.contains("0:45"));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_mapped_without_consent_and_the_rules_say_why_in_the_readers_language() {
    let office = Office::open(None).await;
    let ground = ground::open(&office, "exodus-hier", 8).await;
    let reader = Reader::of(&office, &ground, "professional");
    let home = registered(&reader).await;
    let at = |from: &str, to: &str| (format!("{home}{from}"), format!("{home}{to}"));
    let person = [("name", "Sanne Nieuwstraat (fictief)"), ("relation", "partner")];
    done(&reader, at("/people/new", "/people/add"), &person).await;

    let (from, to) = at("/needs/new", "/needs/record");
    let levels = [
        ("held_on", "2026-01-08"),
        ("level.housing", "2"),
        ("strength.housing", "Goede buren"),
    ];
    let refused = reader.fill_in((&from, &to), &levels).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("value=\"Goede buren\""), "what was typed stays");

    let form = reader.get(&format!("{home}/consents/new")).await;
    let person = format!("per_{}", html::attribute(&form.text, "<option value=\"per_"));
    for purpose in ["support", "perspective_budget"] {
        let consent = [
            ("subject", person.as_str()),
            ("purpose", purpose),
            ("consent_form", "spoken"),
            ("given_on", "2026-01-08"),
        ];
        done(&reader, at("/consents/new", "/consents/give"), &consent).await;
    }
    done(&reader, (from, to), &levels).await;
    let needs = reader.get(&format!("{home}/needs")).await;
    assert!(needs.text.contains("Goede buren") && needs.text.contains("<svg viewBox"));

    let asked = [
        ("purpose", "Treinkaartjes"),
        ("amount", "118,40"),
        ("life_domain", "finances"),
        ("payee", "family"),
        ("silo", "none"),
    ];
    done(&reader, at("/budget/new", "/budget/request"), &asked).await;
    let budget = reader.reading("nl").get(&format!("{home}/budget")).await;
    assert!(budget.text.contains("€\u{a0}118,40"), "{}", budget.text);
    assert!(budget.text.contains("Er is nog geen plan voor het budget."));
}
