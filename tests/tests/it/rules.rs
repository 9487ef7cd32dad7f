//! The life of a region's rules as its people lead it: over GraphQL, each with an own token.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use http_body_util::BodyExt;
use krachtig_core::domain::vocabulary::Role;
use krachtig_core::rules::{RulesSource, SigningKey, sha256_hex};
use krachtig_core::store::Slug;
use krachtig_server::app::open::operator_ctx;
use krachtig_tests::client::Client;
use krachtig_tests::office::{Office, component, databases};
use serde_json::{Value, json};

/// The people of a region, and a family for which money is asked.
struct Region {
    coordinator: Client,
    approver: Client,
    professional: Client,
    volunteer: Client,
    reader: Client,
    trajectory: Value,
    today: String,
}

/// A component with the text of its `.sig` file, as a developer hands them over.
pub(crate) struct Release {
    pub(crate) component: Vec<u8>,
    hash: String,
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) signature: String,
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_are_uploaded_tried_confirmed_and_taken_back() {
    for database in databases() {
        let office = Office::open(database.as_deref()).await;
        let tenant = office.tenant("exodus-regels").await;
        let region = Region::open(&office, &tenant).await;
        for (amount, payee) in [(10_000, "SUPPLIER"), (5_000, "FAMILY"), (60_000, "SUPPLIER")] {
            let decision = region.ask(amount, payee).await;
            assert_eq!(decision["rules"]["name"], "person_decides", "no rules are in use yet");
        }
        let release = release(&office, &key());
        let plugin = region.upload(&release).await;
        region.nobody_else_has_a_part(&plugin, &release).await;
        region.try_out(&plugin).await;
        let set = region.switch_on(&plugin).await;
        region.decided(&release, &set).await;
        region.shadow(&plugin).await;
        region.roll_back(&plugin, &set).await;
    }
}

/// Really signs a component that was built from `plugins/`.
pub(crate) fn release(office: &Office, key: &SigningKey) -> Release {
    let component = component("exodus-rijnmond");
    let about = office.installation.rules.take_in(&component).expect("it is a plugin");
    let schema = sha256_hex(about.settings_schema.as_bytes());
    let signed = key.sign(&about.name, &about.version, &about.hash, &schema);
    Release {
        component,
        hash: about.hash,
        name: about.name,
        version: about.version,
        signature: signed.expect("it can be signed").to_text(),
    }
}

fn key() -> SigningKey {
    SigningKey::from_random_bytes([7; 32])
}

fn upload_of(component: &[u8], signature: &str) -> Value {
    json!({"input": {"component": BASE64.encode(component), "signature": signature}})
}

const TRUST: &str =
    "mutation($input: TrustKeyInput!) { trustKey(input: $input) { trustedKey { id version } refusals { code } } }";
const UPLOAD: &str = "mutation($input: UploadPluginInput!) { uploadPlugin(input: $input) { \
    plugin { id name edition hash settingsSchema signedBy uploadedBy { name } description { languages findings { code texts { language text } } } } \
    refusals { code field args { name value } } } }";
const START: &str =
    "mutation($input: StartReplayInput!) { startReplay(input: $input) { replay { id } refusals { code field } } }";
const PROPOSE: &str = "mutation($input: ProposeRulesInput!) { proposeRules(input: $input) { \
    ruleSet { id version number state use } refusals { code field } } }";
const CONFIRM: &str = "mutation($input: ConfirmRulesInput!) { confirmRules(input: $input) { \
    ruleSet { id version number state } refusals { code } } }";
const ROLL_BACK: &str = "mutation($input: RollBackRulesInput!) { rollBackRules(input: $input) { \
    ruleSet { version state } refusals { code } } }";
const MOVE: &str = "mutation($input: MoveTrajectoriesInput!) { moveTrajectories(input: $input) { \
    movedTrajectories { trajectories { id rulesHash } } refusals { code } } }";
const WATCH: &str = "subscription($id: ReplayId!) { replayProgress(id: $id) { state done total } }";

/// What an office allows one household, instead of the 500 euros that the rules begin with.
const CAP: i64 = 40_000;

impl Region {
    async fn open(office: &Office, tenant: &Slug) -> Self {
        let member = async |role| office.member(tenant, role).await.1;
        let professional = member(Role::Professional).await;
        let coordinator = member(Role::Coordinator).await;
        let family = json!({"input": {"family": {"name": "Gezin Zeewind (fictief)"}, "openedOn": "2026-01-12"}});
        let register = "mutation($input: RegisterFamilyInput!) { registerFamily(input: $input) { \
            dossier { trajectory { id } } refusals { code } } }";
        let trajectory = professional.done(register, family).await["dossier"]["trajectory"]["id"].take();
        let person = json!({"input": {"trajectoryId": trajectory, "name": "Noor Zeewind (fictief)",
            "relation": "PARTNER", "bornOn": "1990-05-01"}});
        let add = "mutation($input: AddPersonInput!) { addPerson(input: $input) { person { id } refusals { code } } }";
        let person = professional.done(add, person).await["person"]["id"].take();
        let give =
            "mutation($input: GiveConsentInput!) { giveConsent(input: $input) { consent { id } refusals { code } } }";
        for purpose in ["SUPPORT", "PERSPECTIVE_BUDGET"] {
            let consent = json!({"input": {"trajectoryId": trajectory, "subject": {"personId": person},
                "purpose": purpose, "form": "SIGNED", "givenOn": "2026-01-20"}});
            professional.done(give, consent).await;
        }
        let allot = "mutation($input: AllotBudgetInput!) { allotBudget(input: $input) { ledgerLine { id } refusals { code } } }";
        let money = json!({"input": {"trajectoryId": trajectory, "amount": 500_000, "silo": "PRIVATE_FUND",
            "bookedOn": "2026-02-06"}});
        coordinator.done(allot, money).await;
        let ctx = operator_ctx(&office.installation.services, tenant).await;
        Self {
            coordinator,
            approver: member(Role::BudgetApprover).await,
            professional,
            volunteer: member(Role::Volunteer).await,
            reader: member(Role::Reader).await,
            trajectory,
            today: ctx.expect("the tenant opens").stamp().today.to_string(),
        }
    }

    /// Asks for money, and gives the decision.
    async fn ask(&self, amount: i64, payee: &str) -> Value {
        let ask = "mutation($input: RequestBudgetInput!) { requestBudget(input: $input) { budgetRequest { decision { \
            outcome fuelUsed findings { code arguments { name value } } failed { fault } \
            approvalsNeeded { groups { roles count } } \
            rules { name version componentSha256 settingsVersion } } } refusals { code } } }";
        let input = json!({"trajectoryId": self.trajectory, "amount": amount, "purpose": "Een bed",
            "lifeDomain": "HOUSING", "payee": payee, "silo": "BIJZONDERE_BIJSTAND"});
        let answer = self.professional.done(ask, json!({"input": input})).await;
        answer["budgetRequest"]["decision"].clone()
    }

    /// Trusts the developer's key and uploads what it signed; gives the plugin's id.
    async fn upload(&self, release: &Release) -> Value {
        let upload = upload_of(&release.component, &release.signature);
        let early = self.coordinator.refused(UPLOAD, upload.clone()).await;
        assert_eq!(early, ["SIGNATURE_REFUSED"], "nobody trusts the key yet");
        let trust = json!({"input": {"label": "Ontwikkelaar (fictief)", "publicKey": key().public_key().to_string()}});
        let trusted = self.coordinator.done(TRUST, trust).await["trustedKey"].take();

        let broken = release.signature.replace(&release.version, "9.9.9");
        let broken = self
            .coordinator
            .refused(UPLOAD, upload_of(&release.component, &broken))
            .await;
        assert_eq!(broken, ["SIGNATURE_REFUSED"], "the signature is of another version");
        let text = json!({"input": {"component": "niet zo!", "signature": release.signature}});
        assert_eq!(self.coordinator.refused(UPLOAD, text).await, ["INVALID_FORMAT"]);

        let plugin = self.coordinator.done(UPLOAD, upload.clone()).await["plugin"].take();
        assert_eq!(
            (
                &plugin["name"],
                &plugin["edition"],
                &plugin["hash"],
                &plugin["signedBy"]
            ),
            (
                &json!(release.name),
                &json!(release.version),
                &json!(release.hash),
                &trusted["id"]
            )
        );
        assert_eq!(
            plugin["settingsSchema"]["properties"]["cap_cents"]["type"], "integer",
            "{plugin}"
        );
        assert!(
            plugin["description"]["findings"].to_string().contains("cap_exceeded"),
            "{plugin}"
        );
        assert_eq!(self.coordinator.refused(UPLOAD, upload).await, ["ALREADY_EXISTS"]);

        let older = b"what is in it is not even looked at";
        let signed = key().sign(&release.name, "0.0.1", &sha256_hex(older), &sha256_hex(b"{}"));
        let older = upload_of(older, &signed.expect("it can be signed").to_text());
        assert_eq!(self.coordinator.refused(UPLOAD, older).await, ["OLDER_VERSION"]);
        plugin["id"].clone()
    }

    /// Whoever has no part in the rules is told that there is nothing, and may not send a component at all.
    async fn nobody_else_has_a_part(&self, plugin: &Value, release: &Release) {
        let id = |prefix: &str| format!("{prefix}_{}", "0".repeat(32));
        let settings = json!({"pluginId": plugin, "settings": {}});
        let proposal = json!({"pluginId": plugin, "settings": {}, "use": "SHADOW", "validFrom": self.today});
        let cancel = "mutation($input: CancelReplayInput!) { cancelReplay(input: $input) { refusals { code } } }";
        let withdraw = "mutation($input: WithdrawKeyInput!) { withdrawKey(input: $input) { refusals { code } } }";
        let tries = [
            (
                TRUST,
                json!({"label": "Ik", "publicKey": key().public_key().to_string()}),
            ),
            (withdraw, json!({"id": id("key"), "version": 1})),
            (
                UPLOAD,
                upload_of(&release.component[..1_000], &release.signature)["input"].clone(),
            ),
            (START, settings),
            (cancel, json!({"id": id("rpl")})),
            (PROPOSE, proposal),
            (CONFIRM, json!({"id": id("rul"), "version": 1})),
            (ROLL_BACK, json!({"id": id("rul"), "version": 1})),
            (MOVE, json!({"ids": [self.trajectory], "pluginId": plugin})),
        ];
        for who in [&self.volunteer, &self.reader] {
            for (mutation, input) in &tries {
                let codes = who.refused(mutation, json!({"input": input})).await;
                assert_eq!(codes, ["NOT_FOUND"], "{mutation}");
            }
            let one = "query($id: PluginId!) { plugin(id: $id) { name } }";
            assert_eq!(who.ask(one, json!({"id": plugin})).await["plugin"], Value::Null);
            for list in [
                "trustedKeys",
                "plugins",
                "ruleSets",
                "replays",
                "replayDifferences",
                "shadowDecisions",
            ] {
                let (_, told) = who.post(&format!("{{ {list} {{ totalCount }} }}"), json!({})).await;
                assert_eq!(told["errors"][0]["extensions"]["refusal"], "NOT_FOUND", "{list}");
            }
        }
        let large = upload_of(&vec![0; 400_000], &release.signature);
        for who in [&self.professional, &self.approver, &self.volunteer, &self.reader] {
            let (status, told) = who.post(UPLOAD, large.clone()).await;
            assert_eq!(
                (status, &told["errors"][0]["extensions"]["code"]),
                (413, &json!("body_too_large"))
            );
        }
        assert_eq!(self.coordinator.refused(UPLOAD, large).await, ["SIGNATURE_REFUSED"]);
    }

    /// Replays the three decisions, listening to it, and looks at what would have been.
    async fn try_out(&self, plugin: &Value) {
        let begin = json!({"input": {"pluginId": plugin, "settings": {"cap_cents": CAP}}});
        let id = self.coordinator.done(START, begin).await["replay"]["id"].take();
        let stream = self
            .coordinator
            .send(WATCH, json!({"id": id}), "text/event-stream")
            .await;
        assert_eq!(stream.status(), 200);
        let events = stream.into_body().collect().await.expect("the stream ends").to_bytes();
        let events: Vec<Value> = String::from_utf8_lossy(&events)
            .lines()
            .filter_map(|line| serde_json::from_str(line.strip_prefix("data: ")?).ok())
            .collect();
        let last = events.last().expect("there is an event");
        assert_eq!(
            last["data"]["replayProgress"],
            json!({"state": "DONE", "done": 3, "total": 3})
        );
        let denied = self.volunteer.send(WATCH, json!({"id": id}), "text/event-stream").await;
        let denied = denied.into_body().collect().await.expect("the stream ends").to_bytes();
        assert!(String::from_utf8_lossy(&denied).contains("NOT_FOUND"));

        let told = "query($id: ReplayId!) { replay(id: $id) { state settings progress { done } summary { \
            decisions different kept kinds { kind decisions } groups { by value different after { refuse { decisions amount } } } \
            levels { before after } } } }";
        let replay = self.coordinator.ask(told, json!({"id": id})).await["replay"].take();
        assert_eq!(
            (&replay["state"], &replay["progress"]["done"]),
            (&json!("DONE"), &json!(3))
        );
        let summary = &replay["summary"];
        assert_eq!(
            (&summary["decisions"], &summary["different"], &summary["kept"]),
            (&json!(3), &json!(3), &json!(3))
        );
        let band = summary["groups"].as_array().into_iter().flatten();
        let band = band
            .filter(|group| group["value"] == "up_to_100000")
            .collect::<Vec<_>>();
        assert_eq!(band[0]["after"]["refuse"], json!({"decisions": 1, "amount": 60_000}));
        assert_eq!(
            self.differences(&id).await,
            [(10_000, "APPROVALS"), (5_000, "OUTCOME"), (60_000, "OUTCOME")]
                .map(|(amount, kind)| (amount, kind.to_owned()))
        );
        let cancel = "mutation($input: CancelReplayInput!) { cancelReplay(input: $input) { refusals { code } } }";
        let late = self.coordinator.refused(cancel, json!({"input": {"id": id}})).await;
        assert_eq!(late, ["WRONG_STATE"], "it is over");
    }

    /// The differences of a replay, one page after the other.
    async fn differences(&self, replay: &Value) -> Vec<(i64, String)> {
        let list = "query($id: ReplayId!, $after: String) { \
            replayDifferences(first: 1, after: $after, filter: { replayId: $id }) { \
            edges { node { kind request { amount trajectoryId decision { outcome rules { name } } } \
            verdict { fault answer { outcome fuelUsed findings { code } } } } } pageInfo { hasNextPage endCursor } } }";
        let (mut seen, mut after) = (Vec::new(), Value::Null);
        loop {
            let page = self.approver.ask(list, json!({"id": replay, "after": after})).await["replayDifferences"].take();
            let node = &page["edges"][0]["node"];
            assert_eq!(node["request"]["trajectoryId"], self.trajectory);
            assert_eq!(node["request"]["decision"]["rules"]["name"], "person_decides");
            assert!(node["verdict"]["answer"]["findings"][0]["code"].is_string(), "{node}");
            assert!(node["verdict"]["answer"]["fuelUsed"].as_i64() > Some(0), "{node}");
            let amount = node["request"]["amount"].as_i64().unwrap_or_default();
            seen.push((amount, node["kind"].as_str().unwrap_or_default().to_owned()));
            if page["pageInfo"]["hasNextPage"] == false {
                return seen;
            }
            after = page["pageInfo"]["endCursor"].clone();
        }
    }

    /// Proposes what was tried, and has it confirmed by somebody else; gives the set of rules.
    async fn switch_on(&self, plugin: &Value) -> Value {
        let propose = |settings: Value| json!({"input": {"pluginId": plugin, "settings": settings, "use": "ACTIVE", "validFrom": self.today}});
        let untried = self
            .coordinator
            .refused(PROPOSE, propose(json!({"cap_cents": 1})))
            .await;
        assert_eq!(untried, ["REPLAY_MISSING"], "it was tried with other settings");
        let shapeless = self.coordinator.refused(PROPOSE, propose(json!([1]))).await;
        assert_eq!(shapeless, ["SETTINGS_REFUSED"]);
        let proposed = self.coordinator.done(PROPOSE, propose(json!({"cap_cents": CAP}))).await["ruleSet"].take();
        assert_eq!(
            (&proposed["state"], &proposed["use"]),
            (&json!("PROPOSED"), &json!("ACTIVE"))
        );
        assert_eq!(self.ask(100, "SUPPLIER").await["rules"]["name"], "person_decides");
        let confirm = json!({"input": {"id": proposed["id"], "version": proposed["version"]}});
        assert_eq!(
            self.coordinator.refused(CONFIRM, confirm.clone()).await,
            ["SAME_PERSON"]
        );
        let confirmed = self.approver.done(CONFIRM, confirm.clone()).await["ruleSet"].take();
        assert_eq!(confirmed["state"], "IN_USE");
        assert_eq!(self.approver.refused(CONFIRM, confirm).await, ["STALE"]);
        confirmed
    }

    /// The rules decide, with the office's own settings, and the decision tells all that it takes to decide again.
    async fn decided(&self, release: &Release, set: &Value) {
        let decision = self.ask(1_000, "SUPPLIER").await;
        assert_eq!(
            decision["rules"],
            json!({"name": release.name, "version": release.version, "componentSha256": release.hash,
                "settingsVersion": set["number"]})
        );
        assert_eq!(
            (&decision["outcome"], &decision["failed"]),
            (&json!("NEEDS_APPROVALS"), &Value::Null)
        );
        assert_eq!(decision["approvalsNeeded"]["groups"][0]["count"], 3);
        assert_eq!(decision["findings"][0]["code"], "peers_needed");
        assert!(decision["fuelUsed"].as_i64() > Some(1_000), "{decision}");
        let refused = self.ask(CAP + 1, "SUPPLIER").await;
        assert_eq!(
            (&refused["outcome"], &refused["findings"][0]["code"]),
            (&json!("REFUSE"), &json!("cap_exceeded"))
        );
        let arguments = refused["findings"][0]["arguments"].to_string();
        assert!(arguments.contains(r#"{"name":"cap","value":"40000"}"#), "{arguments}");
    }

    /// The same plugin with a higher cap, in shadow: it decides nothing and is compared.
    async fn shadow(&self, plugin: &Value) {
        let propose = json!({"input": {"pluginId": plugin, "settings": {"cap_cents": 90_000}, "use": "SHADOW",
            "validFrom": self.today}});
        let proposed = self.coordinator.done(PROPOSE, propose).await["ruleSet"].take();
        let confirm = json!({"input": {"id": proposed["id"], "version": proposed["version"]}});
        self.approver.done(CONFIRM, confirm).await;
        assert_eq!(self.ask(CAP + 1, "SUPPLIER").await["outcome"], "REFUSE");
        let list = "query($id: RuleSetId!) { shadowDecisions(filter: { ruleSetId: $id, differs: true }) { \
            edges { node { kind request { amount } verdict { answer { outcome } } } } } }";
        let told = self.coordinator.ask(list, json!({"id": proposed["id"]})).await;
        let expected = json!({"kind": "OUTCOME", "request": {"amount": CAP + 1},
            "verdict": {"answer": {"outcome": "NEEDS_APPROVALS"}}});
        assert_eq!(told["shadowDecisions"]["edges"], json!([{"node": expected}]));
    }

    /// The family is moved, and then the rules are taken back in one step: a person decides again.
    async fn roll_back(&self, plugin: &Value, set: &Value) {
        let go = json!({"input": {"ids": [self.trajectory], "pluginId": plugin}});
        let moved = self.coordinator.done(MOVE, go.clone()).await["movedTrajectories"]["trajectories"].take();
        assert_eq!(moved[0]["id"], self.trajectory);
        assert!(moved[0]["rulesHash"].is_string(), "{moved}");
        let back = json!({"input": {"id": set["id"], "version": set["version"]}});
        assert_eq!(
            self.approver.refused(ROLL_BACK, back.clone()).await,
            ["NOT_FOUND"],
            "who confirms takes nothing back"
        );
        let rolled = self.coordinator.done(ROLL_BACK, back).await["ruleSet"].take();
        assert_eq!(rolled["state"], "ROLLED_BACK");
        assert_eq!(self.ask(1_000, "SUPPLIER").await["rules"]["name"], "person_decides");
        assert_eq!(
            self.coordinator.refused(MOVE, go).await,
            ["WRONG_STATE"],
            "nobody moves to what was taken back"
        );
        let list = "{ ruleSets { edges { node { number state use name edition confirmedBy { name } rolledBackBy { name } } } totalCount } }";
        let told = self.professional.ask(list, json!({})).await["ruleSets"].take();
        assert_eq!(told["totalCount"], 2);
        assert_eq!(told["edges"][0]["node"]["state"], "ROLLED_BACK");
        assert_eq!(told["edges"][1]["node"]["state"], "IN_USE");
    }
}
