//! Every route of the server, by everybody there can be, as the router itself tells which there are: a route that is new
//! has its row at once, and what is sent to it has to be said in [`body`].

use std::fmt::Write;

use krachtig_server::app;
use krachtig_server::http::{RouteRow, health, shutdown};
use krachtig_server::settings::Settings;
use krachtig_tests::office::Office;
use serde_json::{Value, json};

use super::asking::{Credential, send};
use super::ground::{self, Ground};
use super::operations::Ids;

/// The kind of record that a form of a dossier is about, by the first part of where it is. No version of it is named, so
/// whatever is sent comes too late, or misses something.
fn about(form: &str) -> Option<&'static str> {
    Some(match form.split('/').next()? {
        "family" => "FamilyId",
        "people" => "PersonId",
        "detainees" => "DetaineeId",
        "consents" => "ConsentId",
        "introductions" => "IntroductionId",
        "team" => "AssignmentId",
        "talks" => "DetaineeTalkId",
        "roles" => "RoleCheckId",
        "needs" => "MappingId",
        "goals" => "GoalId",
        // A new action is towards a goal, a new suggestion about an obstacle, and an approval of a version of the story.
        "actions" if form.ends_with("new") || form.ends_with("plan") => "GoalId",
        "actions" => "ActionId",
        "time" => "TimeEntryId",
        "connections" => "ConnectionId",
        "budget" if form.contains("plans") => "BudgetPlanId",
        "budget" if form.ends_with("more") || form.ends_with("allot") => "TrajectoryId",
        "budget" => "BudgetRequestId",
        "plans" => "BudgetPlanId",
        "referrals" if form.contains("unlink") || form.ends_with("end-link") => "ReferralLinkId",
        "referrals" => "ReferralId",
        "problems" => "ProblemId",
        "obstacles" => "SiloObstacleId",
        "suggestions" if form.ends_with("new") || form.ends_with("make") => "SiloObstacleId",
        "suggestions" => "SuggestionId",
        "learning" => "LearningEntryId",
        "stories" if form.contains("disagree") || form.ends_with("withdraw") => "StoryApprovalId",
        "stories" if form.contains("none") => "TrajectoryId",
        "stories" => "StoryVersionId",
        "steps" => "StepSkipId",
        "closing" | "emergency" => "TrajectoryId",
        "rights" => "RightsRequestId",
        "directory" => "PartnerId",
        "members" => "MemberId",
        "retention" => "DestructionId",
        "figures" => "PeriodId",
        "logins" if form.ends_with("new") || form.ends_with("invite") => "PersonId",
        "logins" => "FamilyLoginId",
        "comments" => "PlanCommentId",
        "attachments" if form.ends_with("new") => "TrajectoryId",
        "attachments" => "AttachmentId",
        "rules" if form.contains("keys/new") || form.contains("keys/trust") => return None,
        "rules" if form.contains("upload") || form.contains("move") => return None,
        "rules" if form.contains("keys") => "TrustedKeyId",
        "rules" if form.ends_with("/plugin") => "PluginId",
        "rules" if form.ends_with("/replay") || form.contains("/replay/") => "ReplayId",
        "rules" => "RuleSetId",
        "limits" if form.ends_with("new") || form.ends_with("put") => "PersonId",
        "limits" => "ProcessingLimitId",
        "words" | "export" | "erasing" => "PersonId",
        "kept" => "TrajectoryId",
        "holds" => "LegalHoldId",
        "shares" if form.ends_with("new") || form.ends_with("record") => "PersonId",
        "shares" => "ShareId",
        "trajectories" => "TrajectoryId",
        "instruments" => "InstrumentId",
        "my" if form.contains("/actions/") => "ActionId",
        "my" if form.contains("/consents/") => "ConsentId",
        "my" if form.contains("/story/approve") => "StoryVersionId",
        "my" if form.contains("/story/") => "StoryApprovalId",
        "my" if form.ends_with("/end") => "FamilyLoginId",
        _ => return None,
    })
}

/// The kind of id that an address has in it.
pub(crate) fn id_of(route: &str) -> &'static str {
    if route.contains("/families/") {
        "FamilyId"
    } else {
        "TrajectoryId"
    }
}

/// The record that the form at a route is about; nothing where it is about none.
pub(crate) fn record_of<'i>(route: &str, ids: &'i Ids) -> &'i str {
    let at = route.strip_prefix("/t/:tenant/").unwrap_or(route);
    let at = at.strip_prefix("dossiers/:id/").unwrap_or(at);
    if at.starts_with("retention/years") || at.starts_with("retention/set") {
        return "informal";
    }
    if at.starts_with("report") {
        // The audience that nearly every family approves its story for.
        return "family";
    }
    let kind = Some(at).filter(|at| at.contains('/')).and_then(about);
    kind.and_then(|kind| ids.get(kind))
        .map(String::as_str)
        .unwrap_or_default()
}

/// What an address says of the record that a form is about.
pub(crate) fn asking_for(record: &str) -> String {
    if record.is_empty() {
        String::new()
    } else {
        format!("?of={record}")
    }
}

/// What is sent to a form of the pages: well-formed and never right. The token is that of whoever has a session.
fn form(path: &str) -> Option<&'static str> {
    const EMPTY: &str = "token=TOKEN";
    if path.contains("/auth/") || path.ends_with("/graphql") {
        return None;
    }
    let dossier = path.strip_prefix("/t/:tenant/dossiers/:id/");
    Some(
        match dossier.or_else(|| path.strip_prefix("/t/:tenant/")).unwrap_or(path) {
            "/office" => "office=",
            "/language" => "language=en&next=/",
            "sign-in/enter" => "email=niemand@voorbeeld.invalid&password=vier+losse+woorden+samen",
            "sign-in/provider" => "provider=idp_00000000000070008000000000000001",
            "invitation/accept" => "invitation=krt_x&password=vier+losse+woorden+samen",
            "referral/open" | "referral/accept" | "referral/decline" | "referral/write" | "referral/report" => {
                "link=krt_x&decline_ground=no_payer&text=Hallo&outcome=helped"
            }
            "sign-out" => "from=page",
            "budget/approve" | "budget/refuse" => "token=TOKEN&id=req_00000000000070008000000000000001",
            "office/review" => "token=TOKEN&id=bgl_00000000000070008000000000000001&verdict=justified",
            "families/search" | "families/register" | "search/find" => EMPTY,
            "families/file" => "token=TOKEN&as=csv",
            // The password is changed to none, and everything named is of nobody.
            "account/password" => "token=TOKEN&current=een+ander+wachtwoord&new=",
            "account/app/confirm" => "token=TOKEN&code=000000",
            "account/passkeys/remove" => "token=TOKEN&of=pky_00000000000070008000000000000001",
            "account/sessions/end" => "token=TOKEN&of=ses_00000000000070008000000000000001",
            "account/providers/link" => "token=TOKEN&provider=idp_00000000000070008000000000000001",
            "account/providers/remove" => "token=TOKEN&of=lnk_00000000000070008000000000000001",
            "account/tokens/revoke" => "token=TOKEN&of=tok_00000000000070008000000000000001",
            "account/app/offer"
            | "account/app/remove"
            | "account/codes"
            | "account/sessions/end-others"
            | "account/tokens/issue" => EMPTY,
            "office/assign/many" | "emergency/find" | "notices/choose" => EMPTY,
            "notices/seen" => "token=TOKEN&of=not_00000000000070008000000000000001",
            "office/assign/do" => "token=TOKEN&act=assign&family=tra_00000000000070008000000000000001",
            // Sealed by nobody.
            "undo" => "token=TOKEN&undo=tick.act_00000000000070008000000000000001.1.00",
            // A form with a file is none without one.
            "attachments/add" => EMPTY,
            // No file comes along.
            "rules/upload/send" | "rules/keys/trust" | "rules/move/do" => EMPTY,
            "my/comment" | "my/sign" | "my/actions/add" | "my/consents/give" | "my/data/read" | "my/data/take" => EMPTY,
            "my/story/approve" => "token=TOKEN&of=OF&version=0&audience=dji",
            // Whoever has no reader's session is sent to sign in, whatever is filled in.
            "/national/sign-in/enter" => "secret=krt_x&next=/national",
            "/platform/sign-in/enter" => "secret=krt_x",
            "/platform/sign-out" => EMPTY,
            national if national.starts_with("/national/") => "token=TOKEN&of=2026-Q3&name=x",
            form if about(form).is_some() => "token=TOKEN&of=OF&version=0",
            other => panic!("the matrix does not know what to fill in at {other}: say it here"),
        },
    )
}

/// The token that forms of this session bring along, as its pages have it.
async fn form_token(office: &Office, page: &str, session: &Credential) -> String {
    let (status, page) = send(office.address(), ("GET", page, ""), session).await;
    assert_eq!(status, 200, "{page}");
    let after = page
        .split("name=\"token\" value=\"")
        .nth(1)
        .expect("a page with a form");
    after.split('"').next().expect("a token").to_owned()
}

/// What is sent to a route: well-formed and never right, so that nobody is let in by it, and nothing is changed.
fn body(path: &str) -> Value {
    let door = path.strip_prefix("/t/:tenant/auth/");
    match door {
        None if path.ends_with("/graphql") => json!({ "query": "{ __typename }" }),
        None => Value::Null,
        Some("sign-in") => json!({ "email": "niemand@voorbeeld.invalid", "password": "vier losse woorden samen" }),
        Some("sign-in/passkey") => json!({ "ceremony": "krt_x", "credential": {} }),
        Some("invitation/passkey/begin") => json!({ "invitation": "krt_x" }),
        Some("invitation") => json!({ "invitation": "krt_x", "password": "vier losse woorden samen" }),
        Some("sessions/end") => json!({ "id": "ses_00000000000070008000000000000001" }),
        Some("password") => json!({ "current": "een ander wachtwoord", "new": " " }),
        Some("passkeys") => json!({ "ceremony": "krt_x", "label": "sleutel", "credential": {} }),
        Some("passkeys/remove") => json!({ "id": "pky_00000000000070008000000000000001" }),
        Some("totp") => json!({ "code": "000000" }),
        Some("provider/begin") => json!({ "provider": "idp_00000000000070008000000000000001" }),
        Some("provider/unlink") => json!({ "id": "lnk_00000000000070008000000000000001" }),
        Some(
            "sign-in/passkey/begin"
            | "sign-out"
            | "account"
            | "passkeys/begin"
            | "totp/offer"
            | "totp/remove"
            | "recovery-codes"
            | "providers"
            | "provider/callback"
            | "provider/sign-out",
        ) => json!({}),
        Some(other) => panic!("the matrix does not know what to send to {other}: say it here"),
    }
}

/// What undoes the session by which it is asked, and so is asked last.
fn ends_session(row: &RouteRow) -> bool {
    row.path.ends_with("/sign-out") && !row.path.contains("/provider/")
}

/// Who asks, as a route may tell them apart.
fn askers(here: &Ground, elsewhere: &Ground) -> Vec<(&'static str, Credential)> {
    let worker = here.viewer("professional/both");
    let suspended = here.viewer("professional suspended");
    let stranger = elsewhere.viewer("coordinator");
    let family_member = here.viewer("family_member");
    let Credential::Session(_, secret) = &stranger.session else {
        panic!("a session is one");
    };
    let here = here.slug.to_string();
    vec![
        ("nobody", Credential::None),
        ("token", worker.token.clone()),
        ("session", worker.session.clone()),
        ("suspended token", suspended.token.clone()),
        ("suspended session", suspended.session.clone()),
        ("token of elsewhere", stranger.token.clone()),
        ("session of elsewhere", Credential::Session(here, secret.clone())),
        ("family session", family_member.session.clone()),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_by_everybody() {
    let office = Office::open(None).await;
    let here = ground::open(&office, "exodus-hier", 1).await;
    let elsewhere = ground::open(&office, "exodus-daar", 2).await;
    let (_trigger, stop) = shutdown::pair();
    let routes = app::routes(&Settings::default(), &office.installation, &stop);
    let routes = health::routes(routes, || async { true }, stop);
    let mut rows = routes.rows().to_vec();
    rows.sort_by_key(|row| (ends_session(row), row.path));
    let askers = askers(&here, &elsewhere);
    let home = format!("/t/{}", here.slug);
    let session = |name: &str| &here.viewer(name).session;
    let token = form_token(&office, &format!("{home}/families"), session("professional/both")).await;
    let of_family = form_token(&office, &format!("{home}/my"), session("family_member")).await;
    let mut table = String::new();
    for row in &rows {
        let _ = write!(table, "{} {}:", row.method, row.path);
        let path = row.path.replace(":tenant", here.slug.as_str());
        let path = path.replace(":id", &here.ids[id_of(row.path)]);
        let path = path.replace(":attachment", &here.ids["AttachmentId"]);
        let of = record_of(row.path, &here.ids);
        let path = if row.method == "GET" {
            path + &asking_for(of)
        } else {
            path
        };
        let is_page = !row.path.contains("/auth/") && row.method == "GET";
        let filled_in = if is_page { Some("") } else { form(row.path) };
        let sent = filled_in.map_or_else(|| body(row.path).to_string(), |form| form.replace("OF", of));
        // Each tries an account of his own: tries at one are slowed down.
        let bodies = |who: &str| {
            let token = if who == "family session" { &of_family } else { &token };
            let tried = sent.replace("niemand@", &format!("{}@", who.replace(' ', "-")));
            tried.replace("TOKEN", token)
        };
        let mut unknown = Vec::new();
        for (who, shows) in &askers {
            let (status, text) = send(office.address(), (row.method, &path, &bodies(who)), shows).await;
            assert!(status < 500, "{path} by {who}: {status} {text}");
            // A form that comes back has what was typed in it.
            let text = text.replace(&format!("{}@", who.replace(' ', "-")), "niemand@");
            let _ = write!(table, " {}", short(status, &text));
            if !matches!(*who, "token" | "session" | "family session") {
                unknown.push((who, status, text));
            }
        }
        for (who, status, text) in &unknown[1..] {
            let first = (unknown[0].1, unknown[0].2.as_str());
            assert!(
                alike((*status, text), first),
                "{path} tells {who} something: {status} {text}, {first:?}"
            );
        }
        let other = if row.method == "GET" { "POST" } else { "GET" };
        let (status, _) = send(office.address(), (other, &path, &bodies("nobody")), &Credential::None).await;
        assert!(matches!(status, 404 | 405 | 415), "{other} {path}: {status}");
        table.push('\n');
    }
    let names: Vec<&str> = askers.iter().map(|(name, _)| *name).collect();
    insta::assert_snapshot!("routes", format!("{}\n{table}", names.join(", ")));
}

/// Whether two who are not known are told the same. A ceremony that begins is another each time.
fn alike((status, text): (u16, &str), other: (u16, &str)) -> bool {
    let begun = |text: &str| text.contains("\"ceremony\"");
    status == other.0 && (text == other.1 || (begun(text) && begun(other.1)))
}

fn short(status: u16, text: &str) -> String {
    let answer: Value = serde_json::from_str(text).unwrap_or_default();
    match answer["errors"][0]["extensions"]["code"].as_str() {
        Some(code) => format!("{status}:{code}"),
        None => status.to_string(),
    }
}

/// Where there is no route, everybody hears the same, whether there is such a tenant or not.
#[tokio::test(flavor = "multi_thread")]
async fn where_there_is_no_route_everybody_hears_the_same() {
    let office = Office::open(None).await;
    let tenant = office.tenant("exodus-hier").await;
    let (_, member) = office
        .member(&tenant, krachtig_core::domain::vocabulary::Role::Coordinator)
        .await;
    for path in ["/metrics", "/t", "/t/exodus-hier/x", "/t/exodus-nergens/x"] {
        let known = Credential::Token(member.token().to_owned());
        let known = send(office.address(), ("GET", path, ""), &known).await;
        let unknown = send(office.address(), ("GET", path, ""), &Credential::None).await;
        assert_eq!((known.0, &known), (404, &unknown), "{path}");
    }
}
