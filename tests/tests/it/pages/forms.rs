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
    let summary = html::after(&refused.text, "href=\"#set_on\">");
    let summary = summary.split("</a>").next().unwrap_or_default();
    assert!(
        summary.contains(" – "),
        "away from its field it is said which that is: {summary}"
    );
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

    let family = ground.ids["FamilyId"].as_str();
    let theirs = [
        ("of", family),
        ("name", name.as_str()),
        ("note", "Bel na zes uur."),
        ("version", version.as_str()),
    ];
    assert_eq!(other.fill_in((&edit, &change), &theirs).await.status, 303);
    let mine = [
        ("of", family),
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
        ("of", family),
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
    assert!(needs.text.contains("Goede buren") && needs.text.contains("<svg class=\"k-drawing__wide\""));

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

/// Of each kind of record that can be changed: the form as it was shown, with another text in this field.
const CHANGES: [(&str, &str, &str); 16] = [
    ("people", "PersonId", "name"),
    ("detainees", "DetaineeId", "name"),
    ("introductions", "IntroductionId", "note"),
    ("talks", "DetaineeTalkId", "note"),
    ("roles", "RoleCheckId", "roles.0.role"),
    ("goals", "GoalId", "title"),
    ("actions", "ActionId", "about"),
    ("time", "TimeEntryId", "note"),
    ("connections", "ConnectionId", "who"),
    ("plans", "BudgetPlanId", "about"),
    ("problems", "ProblemId", "note"),
    ("obstacles", "SiloObstacleId", "need"),
    ("suggestions", "SuggestionId", "about"),
    ("learning", "LearningEntryId", "tried"),
    ("stories", "StoryVersionId", "title"),
    ("directory", "PartnerId", "name"),
];

/// A record is changed by sending its form back with another text in one field: everything else of it stays as it was, and
/// whoever sends an older version is shown both.
#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_recorded_can_be_changed_and_two_at_once_lose_nothing() {
    let office = Office::open(None).await;
    let ground = ground::open(&office, "exodus-hier", 9).await;
    let reader = Reader::of(&office, &ground, "coordinator");
    for (list, kind, field) in CHANGES {
        let home = match list {
            "directory" => String::new(),
            _ => format!("/dossiers/{}", ground.ids["TrajectoryId"]),
        };
        let at = format!("{home}/{list}/edit?of={}", ground.ids[kind]);
        let to = format!("{home}/{list}/change");
        let before = reader.get(&at).await;
        assert_eq!(before.status, 200, "{at}");
        let form = html::fields(&before.text);
        let with = |text: &str| -> Vec<(String, String)> {
            let mut changed = form.clone();
            changed.retain(|(name, _)| name != field);
            changed.push((field.to_owned(), text.to_owned()));
            changed
        };
        let (mine, theirs) = (with("Zo is het nu (fictief)"), with("Of zo (fictief)"));
        if list == "stories" {
            // The ground's version of the story was approved, so nobody changes it any more.
            assert_eq!(reader.send_all(&to, &mine).await.status, 422, "{list}");
            continue;
        }
        let done = reader.send_all(&to, &mine).await;
        assert_eq!(done.status, 303, "{list}: {}", done.text);
        let after = html::fields(&reader.get(&at).await.text);
        let changed = |(name, value): &(String, String)| {
            matches!(name.as_str(), "version" | "token")
                || name == field
                || after.contains(&(name.clone(), value.clone()))
        };
        let lost: Vec<_> = form.iter().filter(|pair| !changed(pair)).collect();
        assert!(lost.is_empty(), "{list} lost {lost:?}");
        let conflict = reader.send_all(&to, &theirs).await;
        assert_eq!(conflict.status, 409, "{list}: {}", conflict.text);
        assert!(
            conflict.text.contains("Of zo (fictief)") && conflict.text.contains("Zo is het nu (fictief)"),
            "{list}: both are shown"
        );
    }
}

/// A mapping comes back whole: each need and strength of it, who was there, and what the form does not ask about.
#[tokio::test(flavor = "multi_thread")]
async fn a_mapping_is_changed_without_losing_anything_of_it() {
    let office = Office::open(None).await;
    let ground = ground::open(&office, "exodus-hier", 10).await;
    let reader = Reader::of(&office, &ground, "coordinator");
    let home = format!("/dossiers/{}", ground.ids["TrajectoryId"]);
    let at = format!("{home}/needs/edit?of={}", ground.ids["MappingId"]);
    let before = html::fields(&reader.get(&at).await.text);
    let told = |fields: &[(String, String)]| {
        let told = fields.iter().filter(|(name, value)| {
            ["level.", "need.", "strength."]
                .iter()
                .any(|list| name.starts_with(list))
                && !value.is_empty()
        });
        told.cloned().collect::<std::collections::BTreeSet<_>>()
    };
    assert!(!told(&before).is_empty(), "{before:?}");
    let mut changed = before.clone();
    changed.retain(|(name, _)| name != "note");
    changed.push(("note".to_owned(), "Later aangevuld (fictief)".to_owned()));
    let done = reader.send_all(&format!("{home}/needs/change"), &changed).await;
    assert_eq!(done.status, 303, "{}", done.text);
    let after = html::fields(&reader.get(&at).await.text);
    assert_eq!(told(&after), told(&before));
    assert!(after.contains(&("note".to_owned(), "Later aangevuld (fictief)".to_owned())));
    let late = reader.send_all(&format!("{home}/needs/change"), &before).await;
    assert_eq!(late.status, 409);
    assert!(
        late.text.contains("Later aangevuld (fictief)"),
        "what stands there now is shown"
    );
}

/// One's own account, without scripts: another password ends the other sessions, a key for an app is shown as a picture and
/// as text, and a wrong code shows the same key again.
#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_looked_after_at_its_page() {
    let office = Office::open(None).await;
    let tenant = office.tenant("exodus-hier").await;
    let email = "p@voorbeeld.invalid";
    let role = krachtig_core::domain::vocabulary::Role::Professional;
    office
        .with_password(&tenant, (email, role), "vier losse woorden samen")
        .await;
    let reader = |browser: krachtig_tests::browser::Browser| Reader {
        browser: browser
            .with_header("content-type", "")
            .with_header("x-krachtig-client", ""),
        home: format!("/t/{tenant}"),
    };
    let (one, other) = (reader(office.browser(&tenant)), reader(office.browser(&tenant)));
    for who in [&one, &other] {
        let entry = [("email", email), ("password", "vier losse woorden samen")];
        assert_eq!(who.send("/sign-in/enter", "", &entry).await.status, 303);
    }
    let page = one.get("/account").await;
    assert!(
        page.text.contains("/account/sessions/end\""),
        "there is a session elsewhere"
    );
    let token = html::attribute(&page.text, "name=\"token\" value=\"");

    let offered = one.send("/account/app/offer", &token, &[]).await;
    assert!(offered.text.contains("class=\"d-code\"") && offered.header("cache-control").contains("no-store"));
    let key = html::attribute(&offered.text, "name=\"secret\" value=\"");
    let wrong = [
        ("code", "000000"),
        ("secret", key.as_str()),
        ("uri", "otpauth://totp/x"),
    ];
    let again = one.send("/account/app/confirm", &token, &wrong).await;
    assert_eq!(again.status, 422);
    assert_eq!(html::attribute(&again.text, "name=\"secret\" value=\""), key);

    let wrong = [
        ("current", "een ander wachtwoord"),
        ("new", "vijf andere losse woorden samen"),
    ];
    let refused = one.send("/account/password", &token, &wrong).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("current-wrong") && !refused.text.contains("een ander wachtwoord"));
    let right = [
        ("current", "vier losse woorden samen"),
        ("new", "vijf andere losse woorden samen"),
    ];
    assert_eq!(one.send("/account/password", &token, &right).await.status, 303);
    assert_eq!(one.get("/account").await.status, 200, "this browser stays signed in");
    assert_eq!(other.get("/account").await.status, 303, "every other is out");
}
