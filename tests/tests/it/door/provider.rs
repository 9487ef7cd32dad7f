//! Signing in at an identity provider: npm's certified `oidc-provider`, running beside the test.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use http_body_util::{BodyExt, Empty};
use hyper::Request;
use hyper::body::Bytes;
use hyper::header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use hyper_util::rt::TokioIo;
use krachtig_core::domain::identity::{IdentityProviderDraft, RoleOfGroup};
use krachtig_core::domain::vocabulary::Role;
use krachtig_core::service::RecordIdentityProvider;
use krachtig_core::store::Slug;
use krachtig_server::app::open::operator_ctx;
use krachtig_tests::browser::{Answered, Browser};
use krachtig_tests::office::{Office, databases, say};
use serde_json::json;
use tokio::net::TcpStream;

use super::{EMAIL, PASSWORD};

/// A running provider.
struct Provider {
    process: Child,
    issuer: String,
    /// Kept open: whoever writes where nobody reads is ended.
    _says: Box<dyn Iterator<Item = String> + Send>,
}

impl Provider {
    /// Starts one that sends browsers back to this tenant; nothing where Node.js or its packages are not there, which
    /// is said loudly.
    fn start(office: &Office, tenant: &Slug) -> Option<Self> {
        let Some(folder) = std::env::var_os("KRACHTIG_OIDC_PROVIDER") else {
            say("NOT TESTED WITH AN IDENTITY PROVIDER: run `cargo xtask test`, which installs one where Node.js is.");
            return None;
        };
        let at = |path: &str| format!("http://{}/t/{tenant}/auth/provider/{path}", office.address());
        let mut process = Command::new("node")
            .arg("provider.mjs")
            .args([at("callback"), at("sign-out")])
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Node.js starts");
        let lines = BufReader::new(process.stdout.take().expect("it writes")).lines();
        let mut lines = Box::new(lines.map_while(Result::ok));
        let issuer = lines
            .find(|line| line.starts_with("http://"))
            .expect("it tells its issuer");
        Some(Self {
            process,
            issuer,
            _says: lines,
        })
    }

    /// Says who comes next, and in which groups he is.
    async fn account(&self, id: &str, groups: &[&str]) {
        let groups: String = groups.iter().map(|group| format!("&group={group}")).collect();
        let mut visitor = Visitor::default();
        visitor
            .get(&format!("{}/test/account?id={id}{groups}", self.issuer))
            .await;
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A browser at the provider.
#[derive(Default)]
struct Visitor {
    cookies: BTreeMap<String, String>,
}

impl Visitor {
    async fn send(&mut self, method: &str, address: &str, form: &str) -> (Option<String>, String) {
        let uri: hyper::Uri = address.parse().expect("an address");
        let authority = uri.authority().expect("a host").to_string();
        let stream = TcpStream::connect(&authority).await.expect("the provider listens");
        let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
            .await
            .expect("it speaks HTTP");
        tokio::spawn(connection);
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let request = Request::builder()
            .method(method)
            .uri(uri.path_and_query().expect("a path").as_str())
            .header("host", authority)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(COOKIE, cookies.join("; "));
        let body = if form.is_empty() {
            Empty::<Bytes>::new().map_err(|never| match never {}).boxed()
        } else {
            http_body_util::Full::new(Bytes::from(form.to_owned())).boxed()
        };
        let response = sender
            .send_request(request.body(body).expect("well-formed"))
            .await
            .expect("an answer");
        for cookie in response.headers().get_all(SET_COOKIE) {
            let cookie = cookie.to_str().expect("text");
            let (name, value) = cookie
                .split(';')
                .next()
                .and_then(|pair| pair.split_once('='))
                .expect("a pair");
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        let location = response
            .headers()
            .get(LOCATION)
            .map(|at| at.to_str().expect("text").to_owned());
        let body = response.into_body().collect().await.expect("it arrives").to_bytes();
        (location, String::from_utf8_lossy(&body).into_owned())
    }

    async fn get(&mut self, address: &str) -> (Option<String>, String) {
        self.send("GET", address, "").await
    }

    /// Goes where the provider sends, until it sends away from itself: that address.
    async fn follow(&mut self, provider: &Provider, mut address: String) -> String {
        for _ in 0..10 {
            let (location, body) = self.get(&address).await;
            let location = location.unwrap_or_else(|| panic!("the provider leads on from {address}: {body}"));
            address = if location.starts_with('/') {
                format!("{}{location}", provider.issuer)
            } else {
                location
            };
            if !address.starts_with(&provider.issuer) {
                return address;
            }
        }
        panic!("the provider goes round in circles")
    }

    /// Signs out at the provider.
    async fn sign_out(&mut self, provider: &Provider) {
        let (_, page) = self.get(&format!("{}/session/end", provider.issuer)).await;
        let secret = page
            .split("name=\"xsrf\" value=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next());
        let form = format!("xsrf={}&logout=yes", secret.expect("a form"));
        self.send("POST", &format!("{}/session/end/confirm", provider.issuer), &form)
            .await;
    }
}

/// A tenant that trusts a running provider.
struct Ground {
    office: Office,
    tenant: Slug,
    provider: Provider,
    id: String,
}

impl Ground {
    async fn lay(database: Option<&str>) -> Option<Self> {
        let office = Office::open(database).await;
        let tenant = office.tenant("exodus-door").await;
        let provider = Provider::start(&office, &tenant)?;
        let ctx = operator_ctx(&office.installation.services, &tenant)
            .await
            .expect("open");
        let role = |group: &str, role| RoleOfGroup {
            group: group.to_owned(),
            role,
        };
        let draft = IdentityProviderDraft {
            name: "Aanbieder (fictief)".to_owned(),
            issuer: provider.issuer.clone(),
            client_id: "krachtig".to_owned(),
            client_secret: "een-geheim-voor-tests".to_owned(),
            groups_claim: "groups".to_owned(),
            roles: vec![role("leiding", Role::Coordinator), role("team", Role::Professional)],
            active: true,
        };
        let cmd = RecordIdentityProvider { draft, version: None };
        let recorded = office.installation.services.record_identity_provider(&ctx, cmd).await;
        let id = recorded.expect("trusted").id.to_string();
        Some(Self {
            office,
            tenant,
            provider,
            id,
        })
    }

    /// Begins with this browser: where the provider sends back to.
    async fn begin(&self, browser: &Browser, visitor: &mut Visitor, invitation: Option<&str>) -> String {
        let asked = json!({ "provider": self.id, "invitation": invitation });
        let begun = browser.post("provider/begin", asked).await.done();
        let address = begun["location"].as_str().expect("an address").to_owned();
        assert!(address.contains("code_challenge_method=S256"), "{address}");
        visitor.follow(&self.provider, address).await
    }

    /// Comes back with this browser, as a link that somebody followed from the provider.
    async fn come_back(&self, browser: &Browser, address: &str) -> Answered {
        let path = address
            .split_once("//")
            .and_then(|(_, rest)| rest.find('/').map(|at| rest[at..].to_owned()));
        let browser = browser
            .with_header("sec-fetch-site", "cross-site")
            .with_header("x-krachtig-client", "");
        browser.send("GET", &path.expect("a path"), String::new()).await
    }

    /// The code and the state of a way back.
    fn parts(address: &str) -> (String, String) {
        let part = |name: &str| {
            let found = address.split(['?', '&']).find_map(|pair| pair.strip_prefix(name));
            found.expect("it is there").to_owned()
        };
        (part("code="), part("state="))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_lets_in_whom_the_office_invited_and_puts_out_again() {
    for database in databases() {
        let Some(ground) = Ground::lay(database.as_deref()).await else {
            return;
        };
        let (office, tenant) = (&ground.office, &ground.tenant);
        let (_, invitation) = office.invited(tenant, (EMAIL, Role::Volunteer)).await;
        ground.provider.account("sub-1", &["team", "anders"]).await;

        let stranger = office.browser(tenant);
        let back = ground.begin(&stranger, &mut Visitor::default(), None).await;
        let refused = ground.come_back(&stranger, &back).await;
        assert_eq!(refused.code(), "sign_in_refused", "whom nobody invited has no account");

        let (browser, mut visitor) = (office.browser(tenant), Visitor::default());
        let back = ground.begin(&browser, &mut visitor, Some(&invitation)).await;
        let entered = ground.come_back(&browser, &back).await;
        assert_eq!(entered.status, 303, "{}", entered.text);
        let account = browser.post("account", json!({})).await.done();
        assert_eq!(account["roles"], json!(["professional"]), "as its group says");
        assert_eq!(account["sessions"][0]["method"], "provider");
        let again = ground.come_back(&browser, &back).await;
        assert!(
            again.status == 400 || again.status == 404,
            "a way back is gone once: {}",
            again.status
        );

        ground.provider.account("sub-1", &["leiding"]).await;
        let (browser, mut visitor) = (office.browser(tenant), Visitor::default());
        let back = ground.begin(&browser, &mut visitor, None).await;
        assert_eq!(
            ground.come_back(&browser, &back).await.status,
            303,
            "the account is linked"
        );
        let account = browser.post("account", json!({})).await.done();
        assert_eq!(account["roles"], json!(["coordinator"]));

        let begun = Instant::now();
        visitor.sign_out(&ground.provider).await;
        while browser.ask("{ me { email } }", json!({})).await.status == 200 {
            assert!(begun.elapsed() < Duration::from_secs(5), "the sign-out is not heard");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        ground.provider.account("sub-1", &[]).await;
        let browser = office.browser(tenant);
        let back = ground.begin(&browser, &mut Visitor::default(), None).await;
        assert_eq!(
            ground.come_back(&browser, &back).await.code(),
            "sign_in_refused",
            "no group, no role"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_is_unlinked_lets_nobody_in_any_more() {
    let Some(ground) = Ground::lay(None).await else { return };
    let (office, tenant) = (&ground.office, &ground.tenant);
    let (_, invitation) = office.invited(tenant, (EMAIL, Role::Volunteer)).await;
    ground.provider.account("sub-1", &["team"]).await;
    let browser = office.browser(tenant);
    let back = ground.begin(&browser, &mut Visitor::default(), Some(&invitation)).await;
    assert_eq!(ground.come_back(&browser, &back).await.status, 303);
    let account = browser.post("account", json!({})).await.done();
    let link = json!({ "id": account["providers"][0]["id"] });
    let refused = browser.post("provider/unlink", link.clone()).await;
    assert_eq!((refused.status, refused.code()), (422, "last_way_in".to_owned()));
    let _ = browser.post("password", json!({ "new": PASSWORD })).await.done();
    let _ = browser.post("provider/unlink", link.clone()).await.done();
    assert_eq!(browser.post("provider/unlink", link).await.status, 404, "once");
    let account = browser.post("account", json!({})).await.done();
    assert_eq!(account["providers"], json!([]));

    let fresh = office.browser(tenant);
    let back = ground.begin(&fresh, &mut Visitor::default(), None).await;
    assert_eq!(ground.come_back(&fresh, &back).await.code(), "sign_in_refused");
    let by_password = json!({ "email": EMAIL, "password": PASSWORD });
    let _ = fresh.post("sign-in", by_password).await.done();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_back_belongs_to_the_browser_and_the_sign_in_that_went_out() {
    let Some(ground) = Ground::lay(None).await else { return };
    let (office, tenant) = (&ground.office, &ground.tenant);
    let (_, invitation) = office.invited(tenant, (EMAIL, Role::Professional)).await;
    ground.provider.account("sub-1", &["team"]).await;
    let browser = office.browser(tenant);
    let back = ground.begin(&browser, &mut Visitor::default(), Some(&invitation)).await;

    let victim = office.browser(tenant);
    assert_eq!(
        ground.come_back(&victim, &back).await.code(),
        "provider_refused",
        "another browser"
    );
    let _ = ground.begin(&victim, &mut Visitor::default(), None).await;
    let planted = ground.come_back(&victim, &back).await;
    assert_eq!(
        planted.code(),
        "provider_refused",
        "another browser's own sign-in under way"
    );
    assert_eq!(victim.session(), None);
    let gone = ground.come_back(&browser, &back).await;
    assert_eq!(gone.code(), "not_found", "whoever tried it spent it");

    let back = ground.begin(&browser, &mut Visitor::default(), Some(&invitation)).await;
    let (code, _) = Ground::parts(&back);
    assert_eq!(ground.come_back(&browser, &back).await.status, 303);
    let other = office.browser(tenant);
    let next = ground.begin(&other, &mut Visitor::default(), None).await;
    let (fresh, _) = Ground::parts(&next);
    let replayed = ground.come_back(&other, &next.replace(&fresh, &code)).await;
    assert_eq!(
        replayed.code(),
        "provider_refused",
        "a code counts once, and with its own verifier"
    );
    let foreign = ground.begin(&other, &mut Visitor::default(), None).await;
    let foreign = foreign.replace("iss=http%3A%2F%2F127.0.0.1", "iss=http%3A%2F%2F127.0.0.9");
    assert_eq!(
        ground.come_back(&other, &foreign).await.code(),
        "provider_refused",
        "another issuer"
    );
}

/// The page for signing in offers the provider, and leads there without scripts.
#[tokio::test(flavor = "multi_thread")]
async fn the_page_for_signing_in_leads_to_the_provider() {
    let Some(ground) = Ground::lay(None).await else {
        return;
    };
    ground.provider.account("sub-1", &["team"]).await;
    let browser = ground.office.browser(&ground.tenant).with_header("content-type", "");
    let browser = browser.with_header("x-krachtig-client", "");
    let home = format!("/t/{}", ground.tenant);
    let page = browser.send("GET", &format!("{home}/sign-in"), String::new()).await;
    assert!(page.text.contains("Aanbieder (fictief)") && page.text.contains(&ground.id));
    let form = browser.with_header("content-type", "application/x-www-form-urlencoded");
    let at = format!("{home}/sign-in/provider");
    let begun = form.send("POST", &at, format!("provider={}", ground.id)).await;
    assert_eq!(begun.status, 200, "{}", begun.text);
    let link = begun
        .text
        .split("href=\"")
        .find(|part| part.starts_with(&ground.provider.issuer));
    let address = link
        .and_then(|part| part.split('"').next())
        .expect("a way to the provider");
    let address = address.replace("&#38;", "&");
    assert!(address.contains("code_challenge_method=S256"), "{address}");
    let mut visitor = Visitor::default();
    let back = visitor.follow(&ground.provider, address).await;
    assert!(back.contains(&format!("{home}/auth/provider/callback")), "{back}");

    let unknown = form
        .send("POST", &at, "provider=idp_00000000000070008000000000000001".to_owned())
        .await;
    assert_eq!(unknown.status, 404);
    let elsewhere = form.with_header("sec-fetch-site", "cross-site");
    let forged = elsewhere.send("POST", &at, format!("provider={}", ground.id)).await;
    assert_eq!(forged.status, 403);
}
