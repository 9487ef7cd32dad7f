//! What makes the desk light: many families dealt with at once, what was done a moment ago taken back, and a new office
//! led through its first steps.

use krachtig_core::domain::vocabulary::Role;
use krachtig_core::store::Slug;
use krachtig_tests::browser::Answered;
use krachtig_tests::office::{Office, databases};

use super::{Reader, html};

const PASSWORD: &str = "vier losse woorden samen";

/// Somebody who signed in at an office by a password.
async fn signed_in(office: &Office, tenant: &Slug, (email, role): (&str, Role)) -> (Reader, String) {
    let member = office.with_password(tenant, (email, role), PASSWORD).await;
    let reader = Reader {
        browser: office
            .browser(tenant)
            .with_header("content-type", "")
            .with_header("x-krachtig-client", ""),
        home: format!("/t/{tenant}"),
    };
    let entered = reader
        .send("/sign-in/enter", "", &[("email", email), ("password", PASSWORD)])
        .await;
    assert_eq!(entered.status, 303, "{}", entered.text);
    (reader, member.to_string())
}

/// Registers families, and gives the addresses of their dossiers.
async fn families(reader: &Reader, count: usize) -> Vec<String> {
    let mut dossiers = Vec::new();
    for number in 0..count {
        let name = format!("Gezin {number} (fictief)");
        let typed = [("family.name", name.as_str()), ("opened_on", "2026-01-05")];
        let made = reader.fill_in(("/families/new", "/families/register"), &typed).await;
        let at = made.header("location").split('?').next().unwrap_or_default().to_owned();
        dossiers.push(at.strip_prefix(&reader.home).expect("a dossier here").to_owned());
    }
    dossiers
}

/// The fields that nobody sees of the form that works many families off.
fn brought_along(page: &str) -> Vec<(String, String)> {
    let form = html::after(page, "data-bulk");
    let form = form.split("</form>").next().unwrap_or_default();
    let inputs = form.split("<input type=\"hidden\"").skip(1);
    let field = |input: &str| (html::attribute(input, "name=\""), html::attribute(input, "value=\""));
    inputs.map(field).collect()
}

/// Chooses all families that a filter leaves for an act, fills in what it asks, and sends so many of them at once.
async fn work_off(reader: &Reader, (act, whose): (&str, &str), (asked, portion): (&[(&str, &str)], &str)) -> Answered {
    let chosen = [("scope", "all"), ("act", act), ("whose", whose)];
    let sure = reader.fill_in(("/office/assign", "/office/assign/many"), &chosen).await;
    assert_eq!(sure.status, 200, "{}", sure.text);
    html::check(&sure, "nl").expect("as every page");
    let mut form = brought_along(&sure.text);
    form.retain(|(name, _)| name != "portion");
    form.extend(
        asked
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
    );
    form.push(("portion".to_owned(), portion.to_owned()));
    reader.send_all("/office/assign/do", &form).await
}

/// How many families the list has.
async fn listed(reader: &Reader, query: &str) -> usize {
    let page = reader.get(&format!("/office/assign?{query}")).await;
    page.text.matches("name=\"family\" value=\"").count()
}

#[tokio::test(flavor = "multi_thread")]
async fn many_families_are_worked_off_in_portions_and_what_came_of_it_is_taken_back() {
    for database in databases() {
        let office = Office::open(database.as_deref()).await;
        let tenant = office.tenant("exodus-veel").await;
        let (reader, _) = signed_in(&office, &tenant, ("c@voorbeeld.invalid", Role::Coordinator)).await;
        let (_, one) = signed_in(&office, &tenant, ("p@voorbeeld.invalid", Role::Professional)).await;
        let (_, other) = signed_in(&office, &tenant, ("q@voorbeeld.invalid", Role::Professional)).await;
        let dossiers = families(&reader, 4).await;
        let (one_as, other_as) = (format!("{one}/professional"), format!("{other}/professional"));
        // With one of the families the colleague works already, and otherwise than is asked below.
        let (form, sent) = (
            format!("{}/team/new", dossiers[0]),
            format!("{}/team/assign", dossiers[0]),
        );
        let typed = [("member_id", one_as.as_str()), ("side", "detainee")];
        assert_eq!(reader.fill_in((&form, &sent), &typed).await.status, 303);
        assert_eq!(listed(&reader, "whose=none").await, 3);

        let nobody = reader
            .fill_in(("/office/assign", "/office/assign/many"), &[("act", "assign")])
            .await;
        assert_eq!(nobody.status, 422, "none is ticked");
        let asked = [("member_id", one_as.as_str()), ("side", "family")];
        let unsure = work_off(&reader, ("assign", ""), (&asked[1..], "")).await;
        assert_eq!(unsure.status, 422);
        assert!(unsure.text.contains("id=\"member_id-wrong\"") && unsure.text.matches("name=\"family\"").count() == 4);

        let working = work_off(&reader, ("assign", ""), (&asked, "3")).await;
        html::check(&working, "nl").expect("as every page");
        assert!(working.text.contains("3 van 4 gezinnen klaar"), "{}", working.text);
        let rest = brought_along(&working.text);
        assert_eq!(rest.iter().filter(|(name, _)| name == "family").count(), 1);
        let came = reader.send_all("/office/assign/do", &rest).await;
        html::check(&came, "nl").expect("as every page");
        assert!(came.text.contains("Gedaan bij 3 gezinnen"), "{}", came.text);
        assert!(came.text.contains("Bij dit gezin niet") && came.text.contains("Gezin 0 (fictief)"));
        assert_eq!(listed(&reader, &format!("whose={one}")).await, 4);
        // Of what was sent and done, but never answered, the same is sent once more.
        let again = reader.send_all("/office/assign/do", &rest).await;
        assert!(again.text.contains("Bij 1 gezin was het al zo") || again.text.contains("Bij dit gezin niet"));

        let undo = brought_along(&came.text);
        let undone = reader.send_all("/office/assign/do", &undo).await;
        assert!(
            undone.text.contains("Ongedaan gemaakt bij 3 gezinnen"),
            "{}",
            undone.text
        );
        assert!(!undone.text.contains("data-undo"));
        assert_eq!(listed(&reader, &format!("whose={one}")).await, 1);
        let twice = reader.send_all("/office/assign/do", &undo).await;
        assert!(
            twice.text.contains("Iemand heeft dit intussen veranderd"),
            "{}",
            twice.text
        );

        let all = work_off(&reader, ("assign", "none"), (&asked, "")).await;
        assert!(all.text.contains("Gedaan bij 3 gezinnen"), "{}", all.text);
        let to = [("from", one.as_str()), ("member_id", other_as.as_str())];
        let handed = work_off(&reader, ("hand-over", &one), (&to, "")).await;
        assert!(handed.text.contains("Gedaan bij 4 gezinnen"), "{}", handed.text);
        assert_eq!(listed(&reader, &format!("whose={one}")).await, 0);
        assert_eq!(listed(&reader, &format!("whose={other}")).await, 4);
        let people = reader.get(&format!("{}/people", dossiers[0])).await;
        assert_eq!(people.status, 200);

        let kept = work_off(&reader, ("keep", ""), (&[("basis", "wmo")], "")).await;
        assert!(kept.text.contains("Gedaan bij 4 gezinnen"));
        let back = reader.send_all("/office/assign/do", &brought_along(&kept.text)).await;
        assert!(back.text.contains("Ongedaan gemaakt bij 4 gezinnen"), "{}", back.text);
        let released = work_off(&reader, ("release", ""), (&[("from", other.as_str())], "")).await;
        assert!(released.text.contains("Gedaan bij 4 gezinnen"));
        let back = reader
            .send_all("/office/assign/do", &brought_along(&released.text))
            .await;
        assert!(back.text.contains("Ongedaan gemaakt bij 4 gezinnen"), "{}", back.text);
        assert_eq!(listed(&reader, &format!("whose={other}")).await, 4);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_just_done_is_taken_back_by_who_did_it_while_it_is_as_it_was_left() {
    let office = Office::open(None).await;
    let tenant = office.tenant("exodus-terug").await;
    let (reader, _) = signed_in(&office, &tenant, ("c@voorbeeld.invalid", Role::Coordinator)).await;
    let (other, _) = signed_in(&office, &tenant, ("d@voorbeeld.invalid", Role::Coordinator)).await;
    let dossier = families(&reader, 1).await.remove(0);
    let skip = (format!("{dossier}/steps/skip"), format!("{dossier}/steps/pass"));
    let typed = [("step", "scaling"), ("reason", "Niets om op te schalen")];
    let done = reader.fill_in((&skip.0, &skip.1), &typed).await;
    let at = done
        .header("location")
        .strip_prefix(&reader.home)
        .expect("here")
        .to_owned();
    let page = reader.get(&at).await;
    html::check(&page, "nl").expect("as every page");
    let offer = html::attribute(&page.text, "name=\"undo\" value=\"");
    let token = html::attribute(&page.text, "name=\"token\" value=\"");
    let undo = format!("{dossier}/undo");

    let theirs = other.get(&at).await;
    assert!(!theirs.text.contains("data-undo"), "what another did is not offered");
    let their_token = html::attribute(&theirs.text, "name=\"token\" value=\"");
    let refused = other.send(&undo, &their_token, &[("undo", &offer)]).await;
    assert_eq!(refused.status, 404, "nor taken");
    let forged = offer.replace(".1.", ".2.");
    assert_eq!(reader.send(&undo, &token, &[("undo", &forged)]).await.status, 404);

    let undone = reader.send(&undo, &token, &[("undo", &offer)]).await;
    assert_eq!(undone.status, 303, "{}", undone.text);
    assert!(undone.header("location").ends_with("?done=undone"));
    let late = reader.send(&undo, &token, &[("undo", &offer)]).await;
    assert_eq!(late.status, 409);
    assert!(late.text.contains("Iemand heeft dit intussen veranderd"));
    html::check(&late, "nl").expect("as every page");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_office_is_led_through_its_first_steps_and_back() {
    let office = Office::open(None).await;
    let tenant = office.tenant("exodus-nieuw").await;
    let (reader, _) = signed_in(&office, &tenant, ("c@voorbeeld.invalid", Role::Coordinator)).await;
    let left = |page: &str| page.matches("k-badge--wait").count();
    let home = reader.get("").await;
    assert!(home.text.contains("/first-steps\""));
    let guide = reader.get("/first-steps").await;
    html::check(&guide, "nl").expect("as every page");
    let before = left(&guide.text);
    assert!(
        guide.text.contains(": professional, ") && guide.text.contains("tweede coördinator"),
        "{}",
        guide.text
    );

    let form = reader.get("/families/new?guide=yes").await;
    assert!(form.text.contains("/families/register?guide=yes\""));
    let token = html::attribute(&form.text, "name=\"token\" value=\"");
    let typed = [("family.name", "Gezin Eerst (fictief)"), ("opened_on", "2026-01-05")];
    let made = reader.send("/families/register?guide=yes", &token, &typed).await;
    assert!(
        made.header("location").ends_with("&guide=yes"),
        "{}",
        made.header("location")
    );
    let at = made
        .header("location")
        .strip_prefix(&reader.home)
        .expect("here")
        .to_owned();
    let next = reader.get(&at).await;
    assert!(next.text.contains("/first-steps\""), "and back");
    let guide = reader.get("/first-steps").await;
    assert_eq!(left(&guide.text), before - 1, "one step less");

    let (works, _) = signed_in(&office, &tenant, ("p@voorbeeld.invalid", Role::Professional)).await;
    assert_eq!(works.get("/first-steps").await.status, 404);
    let none = works.get("/families").await;
    html::check(&none, "nl").expect("as every page");
    assert_eq!(none.text.matches("In het dossier bij:").count(), 9);
}
