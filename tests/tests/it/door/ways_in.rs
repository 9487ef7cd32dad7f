//! Invitations and passwords.

use krachtig_core::access::Actor;
use krachtig_core::domain::id::MemberId;
use krachtig_core::domain::vocabulary::Role;
use krachtig_core::service::{AccessLogFilter, Ask, Ctx, LoggedLine, RecordedSort};
use krachtig_core::store::Slug;
use krachtig_server::app::open::operator_ctx;
use krachtig_tests::office::{Office, databases};
use serde_json::json;
use uuid::Uuid;

use super::{EMAIL, PASSWORD};

const ME: &str = "{ me { email roles } }";

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_leads_in_once() {
    for database in databases() {
        let office = Office::open(database.as_deref()).await;
        let tenant = office.tenant("exodus-door").await;
        let other = office.tenant("exodus-other").await;
        let (_, invitation) = office.invited(&tenant, (EMAIL, Role::Professional)).await;
        let browser = office.browser(&tenant);

        let before = json!({ "email": EMAIL, "password": PASSWORD });
        assert_eq!(browser.post("sign-in", before.clone()).await.code(), "sign_in_refused");
        let accept = |password: &str| json!({ "invitation": invitation, "password": password });
        for (password, code) in [("te kort", "out_of_range"), ("wachtwoord123", "too_common")] {
            let refused = browser.post("invitation", accept(password)).await;
            assert_eq!((refused.status, refused.code()), (422, code.to_owned()));
        }
        let elsewhere = office.browser(&other).post("invitation", accept(PASSWORD)).await;
        assert_eq!(elsewhere.code(), "not_found", "an invitation is of one tenant");

        let told = browser.post("invitation", accept(PASSWORD)).await.done();
        assert_eq!(told["method"], "invitation");
        let me = browser.ask(ME, json!({})).await.done();
        assert_eq!(me["data"]["me"]["email"], EMAIL);
        let again = office
            .browser(&tenant)
            .post("invitation", accept("een ander wachtwoord"))
            .await;
        assert_eq!((again.status, again.code()), (404, "not_found".to_owned()));

        let browser = office.browser(&tenant);
        assert_eq!(browser.post("sign-in", before).await.done()["method"], "password");
        assert_eq!(browser.ask(ME, json!({})).await.done()["data"]["me"]["email"], EMAIL);
        let at_other = browser.post("account", json!({})).await.done();
        assert_eq!(at_other["roles"], json!(["professional"]));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_invitation_takes_the_place_of_an_older_one() {
    let office = Office::open(None).await;
    let tenant = office.tenant("exodus-door").await;
    let (member, first) = office.invited(&tenant, (EMAIL, Role::Coordinator)).await;
    let ctx = operator_ctx(&office.installation.services, &tenant)
        .await
        .expect("open");
    let second = office
        .installation
        .services
        .invite_member(&ctx, member)
        .await
        .expect("invited");
    let browser = office.browser(&tenant);
    let old = browser
        .post("invitation", json!({ "invitation": first, "password": PASSWORD }))
        .await;
    assert_eq!(old.code(), "not_found");
    let new = json!({ "invitation": second.secret, "password": PASSWORD });
    let _ = browser.post("invitation", new).await.done();

    // Somebody who lost every way in is invited again: what was kept of the old ways holds no longer.
    let again = office
        .installation
        .services
        .invite_member(&ctx, member)
        .await
        .expect("invited");
    let newer = json!({ "invitation": again.secret, "password": "een heel ander wachtwoord" });
    let _ = office.browser(&tenant).post("invitation", newer).await.done();
    assert_eq!(
        browser.post("account", json!({})).await.status,
        401,
        "sessions of before are over"
    );
    let old = json!({ "email": EMAIL, "password": PASSWORD });
    assert_eq!(
        office.browser(&tenant).post("sign-in", old).await.code(),
        "sign_in_refused"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_is_changed_by_whoever_knows_the_one_that_holds() {
    for database in databases() {
        let office = Office::open(database.as_deref()).await;
        let tenant = office.tenant("exodus-door").await;
        let _ = office
            .with_password(&tenant, (EMAIL, Role::Professional), PASSWORD)
            .await;
        let (here, there) = (office.browser(&tenant), office.browser(&tenant));
        let credentials = |password: &str| json!({ "email": EMAIL, "password": password });
        for browser in [&here, &there] {
            let _ = browser.post("sign-in", credentials(PASSWORD)).await.done();
        }
        let thief = here.stolen();
        let change = |current: &str, new: &str| json!({ "current": current, "new": new });
        let second = "vijf heel andere losse woorden";
        let wrong = here.post("password", change("niet het wachtwoord", second)).await;
        assert_eq!((wrong.status, wrong.code()), (401, "sign_in_refused".to_owned()));
        let none = here.post("password", json!({ "new": second })).await;
        assert_eq!(none.code(), "sign_in_refused", "the current one is asked for");
        let before = here.session();
        let _ = here.post("password", change(PASSWORD, second)).await.done();
        assert_ne!(here.session(), before, "the session gets another secret");
        assert_eq!(here.post("account", json!({})).await.status, 200);
        for gone in [&there, &thief] {
            assert_eq!(
                gone.post("account", json!({})).await.status,
                401,
                "every other session is over"
            );
        }
        let old = here
            .post("password", change(PASSWORD, "en nog een ander wachtwoord"))
            .await;
        assert_eq!(old.code(), "sign_in_refused", "an old password is none");
        let old = office.browser(&tenant).post("sign-in", credentials(PASSWORD)).await;
        assert_eq!(old.code(), "sign_in_refused");
        let _ = office
            .browser(&tenant)
            .post("sign-in", credentials(second))
            .await
            .done();
    }
}

/// What the audit log says about a member: actions with the names of fields.
async fn audited(office: &Office, tenant: &Slug, member: MemberId) -> Vec<String> {
    let services = &office.installation.services;
    let coordinator = Ctx {
        actor: Actor::member(MemberId::from_uuid(Uuid::nil()), vec![Role::Coordinator]),
        ..operator_ctx(services, tenant).await.expect("the tenant opens")
    };
    let of_member = Ask {
        first: 100,
        after: None,
        filter: AccessLogFilter {
            member_id: Some(member),
            ..AccessLogFilter::default()
        },
        sort: RecordedSort::Recorded,
        descending: false,
    };
    let lines = services.access_log(&coordinator, &of_member).await.expect("read");
    let told = |line: LoggedLine| format!("{} {}", line.action, line.fields.join(","));
    lines.rows.into_iter().map(|(_, line)| told(line)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happens_at_the_door_is_in_the_audit_log_without_addresses() {
    let office = Office::open(None).await;
    let tenant = office.tenant("exodus-door").await;
    let member = office
        .with_password(&tenant, (EMAIL, Role::Professional), PASSWORD)
        .await;
    let browser = office.browser(&tenant);
    let wrong = json!({ "email": EMAIL, "password": "niet het wachtwoord" });
    assert_eq!(browser.post("sign-in", wrong).await.code(), "sign_in_refused");
    let lines = audited(&office, &tenant, member).await;
    assert!(lines.contains(&"sign_in_refused password".to_owned()), "{lines:?}");
    assert!(
        lines.iter().any(|line| line.starts_with("accept_invitation ")),
        "{lines:?}"
    );
    assert!(lines.iter().all(|line| !line.contains("voorbeeld")), "{lines:?}");
}
