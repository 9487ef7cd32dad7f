//! The pages, over HTTP and without a browser: every page renders for everybody and in both languages, forms do what they
//! say, what is wrong is told beside the field, and what two people changed is lost for neither.

mod desk;
mod files;
mod forms;
mod html;
mod inert;
mod lists;
mod report;
mod rules;
mod screens;
mod search;

use std::collections::BTreeSet;

use krachtig_core::domain::vocabulary::{Role, Vocabulary};
use krachtig_server::app;
use krachtig_server::http::{RouteRow, shutdown};
use krachtig_server::settings::Settings;
use krachtig_tests::browser::{Answered, Browser};
use krachtig_tests::office::Office;

use crate::matrix::asking::Credential;
use crate::matrix::ground::{self, Ground};
use crate::matrix::routes::{asking_for, id_of, record_of};

/// Somebody at the pages of an office.
struct Reader {
    browser: Browser,
    home: String,
}

impl Reader {
    /// Whoever works there under this name, in a browser of his or her own.
    fn of(office: &Office, ground: &Ground, name: &str) -> Self {
        let Credential::Session(tenant, secret) = &ground.viewer(name).session else {
            panic!("a session is one");
        };
        let browser = office.browser(&ground.slug);
        browser
            .jar()
            .insert(format!("__Host-krachtig-{tenant}"), secret.clone());
        Self {
            browser: browser
                .with_header("content-type", "")
                .with_header("x-krachtig-client", ""),
            home: format!("/t/{}", ground.slug),
        }
    }

    fn reading(&self, language: &str) -> Self {
        Self {
            browser: self.browser.with_header("accept-language", language),
            home: self.home.clone(),
        }
    }

    async fn get(&self, at: &str) -> Answered {
        self.browser
            .send("GET", &format!("{}{at}", self.home), String::new())
            .await
    }

    /// Fills in the form at `from` and sends it to `to`.
    async fn fill_in(&self, (from, to): (&str, &str), fields: &[(&str, &str)]) -> Answered {
        let page = self.get(from).await;
        assert_eq!(page.status, 200, "{from}: {}", page.text);
        let token = html::attribute(&page.text, "name=\"token\" value=\"");
        self.send(to, &token, fields).await
    }

    /// Sends a form as it was shown, its token included.
    async fn send_all(&self, to: &str, fields: &[(String, String)]) -> Answered {
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let token = fields.iter().find(|(name, _)| *name == "token");
        let token = token.map(|(_, token)| *token).unwrap_or_default();
        self.send(to, token, &fields).await
    }

    async fn send(&self, to: &str, token: &str, fields: &[(&str, &str)]) -> Answered {
        let form = self
            .browser
            .with_header("content-type", "application/x-www-form-urlencoded");
        let pairs = std::iter::once(("token", token)).chain(fields.iter().copied());
        let encoded = |text: &str| text.bytes().map(|byte| format!("%{byte:02x}")).collect::<String>();
        let body: Vec<String> = pairs
            .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)))
            .collect();
        form.send("POST", &format!("{}{to}", self.home), body.join("&")).await
    }
}

/// Every page that is asked for by GET, with ids that are there.
fn pages(office: &Office, ground: &Ground) -> Vec<String> {
    let (_trigger, stop) = shutdown::pair();
    let routes = app::routes(&Settings::default(), &office.installation, &stop);
    let of_tenant = routes.rows().iter().filter(|row| row.method == "GET");
    let routes = of_tenant.filter(|row| !row.path.contains("/auth/") && !row.path.ends_with("*path"));
    // A file is no page.
    let is_file = |path: &str| path.ends_with("/pdf") || path.ends_with("/file") || path.contains(":attachment");
    let routes = routes.filter(|row| !is_file(row.path));
    let with_ids = |row: &RouteRow| {
        let path = row.path.strip_prefix("/t/:tenant")?;
        let path = path.replace(":id", &ground.ids[id_of(row.path)]);
        Some(path + &asking_for(record_of(row.path, &ground.ids)))
    };
    routes.filter_map(with_ids).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_renders_for_everybody_in_both_languages() {
    let office = Office::open(None).await;
    let ground = ground::open(&office, "exodus-hier", 3).await;
    let pages = pages(&office, &ground);
    assert!(pages.len() > 25, "{pages:?}");
    let tied = [
        "professional/both",
        "professional/family",
        "professional/detainee",
        "volunteer/both",
    ];
    let names = Role::ALL.iter().map(|role| role.code()).chain(tied);
    for name in names {
        let reader = Reader::of(&office, &ground, name);
        let mut unseen = BTreeSet::new();
        for language in ["nl", "en"] {
            let reader = reader.reading(language);
            for page in &pages {
                let answer = reader.get(page).await;
                // Of this family somebody objected to its story being told.
                let refused = answer.status == 422 && page.contains("/report");
                assert!(
                    matches!(answer.status, 200 | 303 | 404) || refused,
                    "{page} by {name}: {} {}",
                    answer.status,
                    answer.text
                );
                if answer.status == 303 {
                    // From a family to its dossier.
                    continue;
                }
                if answer.status == 404 {
                    unseen.insert(page.as_str());
                }
                html::check(&answer, language)
                    .unwrap_or_else(|wrong| panic!("{page} by {name} in {language}: {wrong}"));
            }
        }
        // Whoever works with the family, or leads the office, sees its dossier; others the pages that are everybody's.
        // A coordinator has no glass to break, and the office is the coordinator's to lead.
        match name {
            // Nothing was counted that could be approved.
            "coordinator" => {
                // No set looks on in shadow.
                let others = ["/emergency", "/my", "/figures/sure", "/rules/shadow"];
                unseen.retain(|page| !others.iter().any(|of| page.starts_with(of)));
            }
            "professional/both" => {
                let leads = [
                    "/office",
                    "/members",
                    "/retention",
                    "/figures/new",
                    "/figures/quarter",
                    "/figures/sure",
                    "/plans",
                    "/budget/",
                    "/rights",
                    "/closing/again",
                    "/my",
                    "/rules/",
                    "/limits/end",
                    "/export/",
                    "/holds/",
                    "/erasing/",
                    "/instruments",
                    "/first-steps",
                ];
                unseen.retain(|page| !leads.iter().any(|of| page.contains(of)));
            }
            // What is of the own plan and the own account, and nothing of the office.
            "family_member" => {
                let others = pages.iter().filter(|page| !unseen.contains(page.as_str()));
                let outside = ["", "/account", "/sign-in", "/invitation", "/referral"];
                let own = |page: &&String| page.starts_with("/my") || outside.contains(&page.as_str());
                let wrong: Vec<&String> = others.filter(|page| !own(page)).collect();
                assert!(wrong.is_empty(), "somebody of a family sees {wrong:?}");
                unseen.retain(|page| page.starts_with("/my") || *page == "/account");
            }
            _ => unseen.clear(),
        }
        assert!(unseen.is_empty(), "{name} does not see {unseen:?}");
        if name.starts_with("volunteer") {
            let talk = format!("/dossiers/{}/talks/new", ground.ids["TrajectoryId"]);
            assert_eq!(
                reader.get(&talk).await.status,
                404,
                "a form that one may not send is not shown"
            );
        }
    }
}

/// A trajectory that is nowhere.
const ABSENT: &str = "tra_00000000000070008000000000000001";

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_not_signed_in_is_sent_to_the_door_and_comes_back() {
    let office = Office::open(None).await;
    let tenant = office.tenant("exodus-hier").await;
    office
        .with_password(
            &tenant,
            ("p@voorbeeld.invalid", Role::Professional),
            "vier losse woorden samen",
        )
        .await;
    let reader = Reader {
        browser: office.browser(&tenant).with_header("content-type", ""),
        home: format!("/t/{tenant}"),
    };
    let sent = reader.get("/families").await;
    assert_eq!(
        (sent.status, sent.header("location")),
        (303, "/t/exodus-hier/sign-in?next=%2Ft%2Fexodus-hier%2Ffamilies")
    );
    let page = reader.get("/sign-in?next=%2Ft%2Fexodus-hier%2Ffamilies").await;
    assert_eq!(
        html::attribute(html::after(&page.text, "/sign-in/enter"), "name=\"next\" value=\""),
        "/t/exodus-hier/families"
    );
    let form = format!("/dossiers/{ABSENT}/goals/edit?of=gol_00000000000070008000000000000001");
    let sent = reader.get(&form).await;
    let next = form.replace('/', "%2F").replace('?', "%3F").replace('=', "%3D");
    assert_eq!(
        sent.header("location"),
        format!("/t/exodus-hier/sign-in?next=%2Ft%2Fexodus-hier{next}"),
        "what a form is about is not lost"
    );
    let page = reader.get(&format!("/sign-in?next=%2Ft%2Fexodus-hier{next}")).await;
    assert_eq!(
        html::attribute(html::after(&page.text, "/sign-in/enter"), "name=\"next\" value=\""),
        format!("/t/exodus-hier{form}")
    );
    // To another site nobody is sent.
    let elsewhere = reader.get("/sign-in?next=%2F%2Felders.invalid").await;
    assert_eq!(
        html::attribute(html::after(&elsewhere.text, "/sign-in/enter"), "name=\"next\" value=\""),
        ""
    );

    let wrong = [
        ("email", "p@voorbeeld.invalid"),
        ("password", "een ander wachtwoord"),
        ("next", "/t/exodus-hier/families"),
    ];
    let refused = reader.send("/sign-in/enter", "", &wrong).await;
    assert_eq!(refused.status, 401);
    assert!(refused.text.contains("value=\"p@voorbeeld.invalid\"") && !refused.text.contains("een ander wachtwoord"));
    // Nor to an office of which the name only begins as this one's does.
    let neighbour = [
        ("email", "p@voorbeeld.invalid"),
        ("password", "vier losse woorden samen"),
        ("next", "/t/exodus-hiernaast/families"),
    ];
    let home = reader.send("/sign-in/enter", "", &neighbour).await;
    assert_eq!(home.header("location"), "/t/exodus-hier");
    let right = [
        ("email", "p@voorbeeld.invalid"),
        ("password", "vier losse woorden samen"),
        wrong[2],
    ];
    let entered = reader.send("/sign-in/enter", "", &right).await;
    assert_eq!(
        (entered.status, entered.header("location")),
        (303, "/t/exodus-hier/families")
    );
    assert_eq!(reader.get("/families").await.status, 200);

    let left = reader.send("/sign-out", "", &[]).await;
    assert_eq!(
        (left.status, left.header("location")),
        (303, "/t/exodus-hier/sign-in?left=yes")
    );
    assert_eq!(reader.get("/families").await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_from_elsewhere_changes_nothing() {
    let office = Office::open(None).await;
    let ground = ground::open(&office, "exodus-hier", 4).await;
    let reader = Reader::of(&office, &ground, "professional/both");
    let page = reader.get("/families").await;
    let token = html::attribute(&page.text, "name=\"token\" value=\"");
    let register = |reader: Reader, token: String| async move {
        reader
            .send(
                "/families/register",
                &token,
                &[("family.name", "Gezin Elders (fictief)")],
            )
            .await
            .status
    };
    let with = |name, value| Reader {
        browser: reader.browser.with_header(name, value),
        home: reader.home.clone(),
    };
    assert_eq!(register(with("sec-fetch-site", "cross-site"), token.clone()).await, 403);
    assert_eq!(
        register(with("sec-fetch-site", ""), token.clone()).await,
        403,
        "nothing tells that it is ours"
    );
    assert_eq!(
        register(with("origin", "https://elders.invalid"), token.clone()).await,
        403
    );
    assert_eq!(register(with("x-plain", "1"), String::new()).await, 403, "no token");
    let other = Reader::of(&office, &ground, "coordinator").get("/families").await;
    let theirs = html::attribute(&other.text, "name=\"token\" value=\"");
    assert_ne!(theirs, token);
    assert_eq!(
        register(with("x-plain", "1"), theirs).await,
        403,
        "somebody else's token"
    );
    let found = reader.send("/search/find", &token, &[("text", "Elders")]).await;
    assert!(found.status == 200 && !found.text.contains("Elders (fictief)"));
}
