//! Access tokens: whose they are, and what they are good for.

use krachtig_core::domain::vocabulary::Role;
use krachtig_tests::office::Office;
use serde_json::json;

use super::{EMAIL, PASSWORD};

const ISSUE: &str = "mutation($input: IssueTokenInput!) { issueToken(input: $input) { \
     issuedToken { secret token { id scopes } } refusals { code field } } }";

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_its_owners_and_reaches_no_further_than_its_scopes() {
    let office = Office::open(None).await;
    let tenant = office.tenant("exodus-door").await;
    let boss = ("leiding@voorbeeld.invalid", Role::Coordinator);
    let coordinator_id = office.with_password(&tenant, boss, PASSWORD).await;
    let worker_id = office
        .with_password(&tenant, (EMAIL, Role::Professional), PASSWORD)
        .await;
    let sign_in = async |email: &str| {
        let browser = office.browser(&tenant);
        let _ = browser
            .post("sign-in", json!({ "email": email, "password": PASSWORD }))
            .await
            .done();
        browser
    };
    let (coordinator, worker) = (sign_in(boss.0).await, sign_in(EMAIL).await);
    let input = |member: &str, scopes: &[&str]| json!({ "input": { "memberId": member, "label": "Koppeling", "days": 3, "scopes": scopes } });
    let (worker_id, coordinator_id) = (worker_id.to_string(), coordinator_id.to_string());
    let refused = coordinator.ask(ISSUE, input(&worker_id, &["READ"])).await.done();
    assert_eq!(
        refused["data"]["issueToken"]["refusals"][0]["code"], "NOT_FOUND",
        "not for another"
    );
    let refused = worker.ask(ISSUE, input(&worker_id, &[])).await.done();
    assert_eq!(refused["data"]["issueToken"]["refusals"][0]["field"], "scopes");
    let issued = worker.ask(ISSUE, input(&worker_id, &["READ"])).await.done();
    let issued = issued["data"]["issueToken"]["issuedToken"].clone();
    assert_eq!(issued["token"]["scopes"], json!(["READ"]));

    let path = format!("/t/{tenant}/graphql");
    let reader = office.client(&path, issued["secret"].as_str().expect("told once"));
    assert!(reader.ask("{ partners { totalCount } }", json!({})).await["partners"].is_object());
    let register = "mutation { registerFamily(input: { family: { name: \"Gezin (fictief)\" }, \
         openedOn: \"2026-01-12\" }) { refusals { code } } }";
    assert_eq!(
        reader.refused(register, json!({})).await,
        ["NOT_FOUND"],
        "reading is not writing"
    );
    assert_eq!(
        reader.refused(ISSUE, input(&worker_id, &["READ", "ADMIN"])).await,
        ["NOT_FOUND"],
        "a token makes no token"
    );

    let mine = worker.post("account", json!({})).await.done();
    assert_eq!(mine["tokens"][0]["scopes"], json!(["read"]));
    let listed = "{ tokens { edges { node { id label scopes expiresOn lastUsedOn member { id } } } } }";
    let all = coordinator.ask(listed, json!({})).await.done();
    let node = all["data"]["tokens"]["edges"][0]["node"].clone();
    assert_eq!(
        (&node["id"], &node["member"]["id"]),
        (&issued["token"]["id"], &json!(worker_id))
    );
    assert!(node["lastUsedOn"].is_string(), "it was used a moment ago: {node}");
    let own = "{ ownTokens { id label scopes expiresOn lastUsedOn } }";
    let told = worker.ask(own, json!({})).await.done();
    assert_eq!(told["data"]["ownTokens"][0]["id"], issued["token"]["id"]);
    assert_eq!(
        coordinator.ask(own, json!({})).await.done()["data"]["ownTokens"],
        json!([])
    );
    assert_eq!(
        reader.ask(own, json!({})).await["ownTokens"],
        json!(null),
        "a token tells of no token"
    );
    for answer in [
        worker.ask(listed, json!({})).await.text,
        reader.post(listed, json!({})).await.1.to_string(),
    ] {
        assert!(
            answer.contains("NOT_FOUND") && !answer.contains("Koppeling"),
            "{answer}"
        );
    }
    let all = coordinator.ask(ISSUE, input(&coordinator_id, &["ADMIN"])).await.done();
    let admin = office.client(
        &path,
        all["data"]["issueToken"]["issuedToken"]["secret"]
            .as_str()
            .expect("told"),
    );
    let invite = "mutation($id: ID!) { inviteMember(input: { memberId: $id }) { refusals { code } } }";
    let by_token = admin.post(invite, json!({ "id": worker_id })).await;
    assert!(!by_token.1.to_string().contains("secret"), "{by_token:?}");

    let revoke = "mutation($id: ID!) { revokeToken(input: { id: $id }) { refusals { code } } }";
    let revoke = revoke.replace("ID!", "TokenId!");
    let id = json!({ "id": issued["token"]["id"] });
    let revoked = coordinator.ask(&revoke, id).await;
    assert_eq!(revoked.status, 200, "{}", revoked.text);
    tokio::time::sleep(std::time::Duration::from_millis(950)).await;
    assert_eq!(
        reader.post("{ me { email } }", json!({})).await.0,
        401,
        "the office can revoke it"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_no_token_and_a_token_no_session() {
    let office = Office::open(None).await;
    let tenant = office.tenant("exodus-door").await;
    let _ = office
        .with_password(&tenant, (EMAIL, Role::Professional), PASSWORD)
        .await;
    let browser = office.browser(&tenant);
    let _ = browser
        .post("sign-in", json!({ "email": EMAIL, "password": PASSWORD }))
        .await
        .done();
    let secret = browser.session().expect("signed in");
    let path = format!("/t/{tenant}/graphql");
    let as_token = office.client(&path, &secret).post("{ me { email } }", json!({})).await;
    assert_eq!(as_token.0, 401);
    let both = browser.with_header("authorization", &format!("Bearer {secret}"));
    assert_eq!(
        both.ask("{ me { email } }", json!({})).await.status,
        401,
        "a wrong token is not passed over"
    );
}
