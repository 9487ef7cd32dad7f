//! The rights of a family over GraphQL: a consent and its withdrawal, a request with its clock, an export, a hold, and
//! an erasure that two people agree on.

use krachtig_core::domain::vocabulary::Role;
use krachtig_core::evidence::{SignedCertificate, VerifierKey};
use krachtig_server::app::open::operator_ctx;
use krachtig_tests::client::Client;
use krachtig_tests::office::{Office, databases};
use serde_json::{Value, json};

/// Does a mutation and gives the record under `field`.
async fn done(client: &Client, name: &str, input: Value, (field, fields): (&str, &str)) -> Value {
    let answer = client
        .done(&mutation(name, (field, fields)), json!({"input": input}))
        .await;
    answer[field].clone()
}

async fn refused(client: &Client, name: &str, input: Value, shown: (&str, &str)) -> Vec<String> {
    client.refused(&mutation(name, shown), json!({"input": input})).await
}

fn mutation(name: &str, (field, fields): (&str, &str)) -> String {
    let mut capital = name.chars();
    let first: String = capital.next().into_iter().flat_map(char::to_uppercase).collect();
    let input = format!("{first}{}Input", capital.as_str());
    format!("mutation($input: {input}!) {{ {name}(input: $input) {{ {field} {{ {fields} }} refusals {{ code }} }} }}")
}

const DOSSIER: &str =
    "query($id: TrajectoryId!) { dossier(id: $id) { family { id name } trajectory { id version keptUnder }
    persons { id name version } shares { id purpose legalBasis toBeTold partner { name } persons { name } version }
    referrals { state } rightsRequests { state dueOn overdue } processingLimits { kind holds person { name } }
    ownWords { words before recordKind recordId person { name } } legalHolds { id reason liftedOn version }
    consents { id purpose opens stops categories version } } }";

#[tokio::test(flavor = "multi_thread")]
async fn a_family_uses_its_rights() {
    for database in databases() {
        let office = Office::open(database.as_deref()).await;
        let tenant = office.tenant("exodus-rights").await;
        let (_, coordinator) = office.member(&tenant, Role::Coordinator).await;
        let (_, second) = office.member(&tenant, Role::Coordinator).await;
        let (_, worker) = office.member(&tenant, Role::Professional).await;
        let (_, volunteer) = office.member(&tenant, Role::Volunteer).await;
        let family = json!({"family": {"name": "Gezin Recht (fictief)"}, "openedOn": "2026-01-05"});
        let registered = done(
            &worker,
            "registerFamily",
            family,
            ("dossier", "trajectory { id } family { id }"),
        )
        .await;
        let (id, family) = (
            registered["trajectory"]["id"].clone(),
            registered["family"]["id"].clone(),
        );
        let (services, log_key) = (&office.installation.services, &office.installation.log_key);
        let operator = operator_ctx(services, &tenant).await.expect("open");
        let log_key = services.log_verifier(&operator, log_key).expect("a key");
        let walk = Walk {
            id,
            family,
            worker,
            coordinator,
            second,
            volunteer,
            log_key,
        };
        let person = walk.share_and_withdraw().await;
        walk.ask_and_restrict(&person).await;
        walk.erase(&person).await;
    }
}

struct Walk {
    id: Value,
    family: Value,
    worker: Client,
    coordinator: Client,
    second: Client,
    volunteer: Client,
    log_key: VerifierKey,
}

impl Walk {
    async fn dossier(&self) -> Value {
        self.coordinator.ask(DOSSIER, json!({"id": self.id})).await["dossier"].clone()
    }

    async fn share_and_withdraw(&self) -> Value {
        let person = json!({"trajectoryId": self.id, "name": "Noor Kanarie (fictief)", "relation": "PARTNER", "phone": "06-00001234"});
        let person = done(&self.worker, "addPerson", person, ("person", "id")).await["id"].clone();
        let consent = json!({"trajectoryId": self.id, "subject": {"personId": person}, "purpose": "REFERRAL", "form": "SIGNED",
            "givenOn": "2026-01-06", "recipient": "Wijkteam Noord"});
        done(&self.worker, "giveConsent", consent, ("consent", "id")).await;
        let mut parties = Vec::new();
        for name in ["Wijkteam Noord", "Wijkteam Zuid"] {
            let recorded = self.worker.done(
                "mutation($input: RecordPartnerInput!) { recordPartner(input: $input) { partner { id } refusals { code } } }",
                json!({"input": {"name": name, "partnerType": "COMMUNITY_TEAM"}}),
            );
            parties.push(recorded.await["partner"]["id"].clone());
        }
        let refer = |party: &Value| {
            json!({"trajectoryId": self.id, "partnerId": party, "persons": [person], "need": "Schuldhulp",
            "lifeDomain": "FINANCES", "sentOn": "2026-01-07"})
        };
        let other = refused(&self.worker, "sendReferral", refer(&parties[1]), ("referral", "id")).await;
        assert_eq!(other, ["CONSENT_MISSING"], "not among the recipients");
        done(&self.worker, "sendReferral", refer(&parties[0]), ("referral", "id")).await;
        let dossier = self.dossier().await;
        let share = &dossier["shares"][0];
        assert_eq!(share["legalBasis"], "CONSENT");
        assert_eq!(share["partner"]["name"], "Wijkteam Noord");
        let consent = &dossier["consents"][0];
        assert_eq!(consent["opens"], json!(["REFER_TO_PARTY", "SHARE_WITH_PARTY"]));
        let withdrawal = json!({"id": consent["id"], "version": consent["version"]});
        done(&self.worker, "withdrawConsent", withdrawal, ("consent", "withdrawnOn")).await;
        let dossier = self.dossier().await;
        assert_eq!(dossier["referrals"][0]["state"], "WITHDRAWN");
        assert_eq!(dossier["shares"][0]["toBeTold"], true);
        let list = "{ shares(filter: { toBeTold: true }) { totalCount edges { node { dataShare { partner { name } } family { name } } } } }";
        let listed = self.coordinator.ask(list, json!({})).await;
        assert_eq!(listed["shares"]["totalCount"], 1);
        assert_eq!(
            listed["shares"]["edges"][0]["node"]["dataShare"]["partner"]["name"],
            "Wijkteam Noord"
        );
        person
    }

    async fn ask_and_restrict(&self, person: &Value) {
        let subject = json!({"personId": person});
        let request =
            json!({"trajectoryId": self.id, "subject": subject, "right": "ACCESS", "receivedOn": "2026-01-31"});
        let shown = ("rightsRequest", "id version dueOn overdue state");
        let request = done(&self.worker, "receiveRightsRequest", request, shown).await;
        assert_eq!(
            (&request["dueOn"], &request["overdue"]),
            (&json!("2026-02-28"), &json!(true))
        );
        let list =
            "{ rightsRequests(filter: { open: true }, sort: DUE_ON) { edges { node { dueOn overdue right } } } }";
        let listed = self.coordinator.ask(list, json!({})).await;
        assert_eq!(listed["rightsRequests"]["edges"][0]["node"]["right"], "ACCESS");
        let (_, answer) = self.volunteer.post(list, json!({})).await;
        assert!(answer["data"].is_null(), "{answer}");

        let export = json!({"subject": subject});
        let export = done(
            &self.coordinator,
            "exportPerson",
            export,
            ("personExport", "document page"),
        )
        .await;
        assert_eq!(export["document"]["format"], "krachtig-person-export");
        assert!(export["page"].as_str().expect("a page").contains("Noor Kanarie"));
        let decision = json!({"id": request["id"], "version": request["version"], "identityCheck": "paspoort gezien"});
        let granted = done(&self.coordinator, "decideRightsRequest", decision, shown).await;
        let carried = json!({"id": granted["id"], "version": granted["version"]});
        let carried = done(&self.worker, "carryOutRightsRequest", carried, shown).await;
        assert_eq!(carried["state"], "DONE");

        let words = json!({"trajectoryId": self.id, "recordId": person, "subject": subject, "words": "Ik ben Noor", "madeOn": "2026-02-01"});
        done(&self.worker, "recordOwnWords", words, ("ownWords", "id")).await;
        let nothing = json!({"trajectoryId": self.id, "recordId": "niets", "subject": subject, "words": "Ik", "madeOn": "2026-02-01"});
        assert_eq!(
            refused(&self.worker, "recordOwnWords", nothing, ("ownWords", "id")).await,
            ["INVALID_ID"]
        );
        let limit = json!({"trajectoryId": self.id, "subject": subject, "kind": "RESTRICTION"});
        let limit = done(
            &self.worker,
            "limitProcessing",
            limit,
            ("processingLimit", "id version holds"),
        )
        .await;
        let edit = json!({"id": person, "version": 1, "name": "Noor", "relation": "PARTNER"});
        assert_eq!(
            refused(&self.worker, "revisePerson", edit, ("person", "id")).await,
            ["PROCESSING_RESTRICTED"]
        );
        let lift = json!({"id": limit["id"], "version": limit["version"]});
        done(&self.coordinator, "liftLimit", lift, ("processingLimit", "holds")).await;
        let dossier = self.dossier().await;
        assert_eq!(dossier["ownWords"][0]["words"], "Ik ben Noor");
        assert_eq!(dossier["ownWords"][0]["recordId"], *person);
        assert_eq!(dossier["rightsRequests"][0]["state"], "DONE");
    }

    async fn erase(&self, person: &Value) {
        let subject = json!({"familyId": self.family, "subject": {"personId": person}});
        let shown = (
            "destruction",
            "id version state certificateHash certificateNote \
             certificate { controller records copies key keyKeptUntil }",
        );
        let hold = json!({"familyId": self.family, "reason": "klacht loopt"});
        let hold = done(&self.coordinator, "placeHold", hold, ("legalHold", "id version")).await;
        assert_eq!(
            refused(&self.coordinator, "proposeErasure", subject.clone(), shown).await,
            ["LEGAL_HOLD"]
        );
        let lift = json!({"id": hold["id"], "version": hold["version"]});
        done(&self.coordinator, "liftHold", lift, ("legalHold", "liftedOn")).await;
        let proposed = done(&self.coordinator, "proposeErasure", subject, shown).await;
        let on = json!({"id": proposed["id"], "version": proposed["version"]});
        assert_eq!(
            refused(&self.coordinator, "confirmDestruction", on.clone(), shown).await,
            ["SAME_PERSON"]
        );
        let confirmed = done(&self.second, "confirmDestruction", on, shown).await;
        let run = json!({"id": confirmed["id"]});
        let ran = done(&self.coordinator, "runDestruction", run, shown).await;
        assert_eq!(ran["state"], "COMPLETED");
        assert_eq!(ran["certificate"]["controller"], "Stichting Exodus Nederland (fictief)");
        assert_eq!(ran["certificate"]["key"], 1);
        assert!(ran["certificate"]["keyKeptUntil"].is_string());
        let note = ran["certificateNote"].as_str().expect("signed");
        let signed: SignedCertificate = note.parse().expect("a certificate");
        assert!(signed.is_signed_by(&self.log_key), "{note}");
        let dossier = self.dossier().await;
        assert!(!dossier.to_string().contains("Kanarie"), "{dossier}");
        let preview = "{ retentionPreview { policies { policy { basis years } due } due { familyId } } }";
        let told = self.coordinator.ask(preview, json!({})).await;
        assert_eq!(
            told["retentionPreview"]["policies"][2]["policy"],
            json!({"basis": "JEUGDWET", "years": 20})
        );
        assert_eq!(
            self.worker.ask(preview, json!({})).await["retentionPreview"],
            Value::Null
        );
    }
}
