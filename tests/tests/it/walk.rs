//! One imported family through all nine steps, as its people would do it: over GraphQL, each with an own token.

use std::path::PathBuf;

use krachtig_core::domain::vocabulary::Role;
use krachtig_core::store::Slug;
use krachtig_server::app::open::operator_ctx;
use krachtig_server::import::intake::{ImportOrder, import_files};
use krachtig_tests::client::Client;
use krachtig_tests::office::{Office, databases};
use serde_json::{Value, json};

/// A family as an office has it in its own files: a mother, a child of six, and the father who is detained.
const FAMILIES: &str = "gezinsnummer;naam;gemeente;aangemeld op\nGZ-900;Gezin Zeewind (fictief);GM0518;05-01-2026\n";
const PERSONS: &str = "persoonsnummer;gezinsnummer;voornaam;achternaam;relatie;geboortedatum;contactpersoon\n\
    P-900;GZ-900;Noor;Zeewind (fictief);partner;;ja\nP-901;GZ-900;Sam;Zeewind (fictief);kind;14-02-2020;nee\n";
const DETAINEES: &str = "gedetineerdenummer;gezinsnummer;voornaam;achternaam;inrichting\n\
    D-900;GZ-900;Rob;Zeewind (fictief);Haaglanden\n";

/// The people who walk with the family.
struct Team {
    coordinator: Client,
    professional: Client,
    colleague: Client,
    approver: Client,
    volunteer: Client,
}

#[tokio::test(flavor = "multi_thread")]
async fn one_imported_family_walks_the_nine_steps() {
    for database in databases() {
        let office = Office::open(database.as_deref()).await;
        let tenant = office.tenant("exodus-walk").await;
        office.rules(&tenant, "exodus-haaglanden").await;
        let (_, coordinator) = office.member(&tenant, Role::Coordinator).await;
        let (professional_id, professional) = office.member(&tenant, Role::Professional).await;
        let (_, colleague) = office.member(&tenant, Role::Professional).await;
        let (_, approver) = office.member(&tenant, Role::BudgetApprover).await;
        let (volunteer_id, volunteer) = office.member(&tenant, Role::Volunteer).await;
        let team = Team {
            coordinator,
            professional,
            colleague,
            approver,
            volunteer,
        };
        import(&office, &tenant).await;
        let id = the_family(&team, (&professional_id.to_string(), &volunteer_id.to_string())).await;
        let mut walk = Walk {
            team,
            id,
            people: Value::Null,
        };
        walk.talk_and_introduce().await;
        walk.map_and_set_goals().await;
        walk.give_room().await;
        walk.connect_and_learn().await;
        walk.tell_and_scale().await;
        walk.close().await;
    }
}

async fn import(office: &Office, tenant: &Slug) {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let files: Vec<PathBuf> = [
        ("gezinnen.csv", FAMILIES),
        ("personen.csv", PERSONS),
        ("gedetineerden.csv", DETAINEES),
    ]
    .into_iter()
    .map(|(name, text)| {
        let file = folder.path().join(name);
        std::fs::write(&file, text).expect("the file is written");
        file
    })
    .collect();
    let services = &office.installation.services;
    let ctx = operator_ctx(services, tenant).await.expect("the tenant opens");
    let order = ImportOrder {
        files,
        ..ImportOrder::default()
    };
    let report = import_files(services, &ctx, &order, &mut |_| {})
        .await
        .expect("the import runs");
    assert!(report.problems.is_empty(), "{:?}", report.problems);
}

/// The coordinator finds the imported family and assigns who will walk with it.
async fn the_family(team: &Team, (professional, volunteer): (&str, &str)) -> String {
    let list =
        "{ trajectories(first: 10) { edges { node { trajectory { id } family { name } progress { current } } } } }";
    let found = team.coordinator.ask(list, json!({})).await;
    let edges = found["trajectories"]["edges"].as_array().expect("a list");
    assert_eq!(edges.len(), 1);
    assert_eq!(edges[0]["node"]["progress"]["current"], "DETAINEE_TALK");
    let id = edges[0]["node"]["trajectory"]["id"].as_str().expect("an id").to_owned();
    let unseen = team.professional.ask(
        "query($id: TrajectoryId!) { dossier(id: $id) { family { name } } }",
        json!({"id": id}),
    );
    assert_eq!(
        unseen.await["dossier"],
        Value::Null,
        "nobody sees a dossier without an assignment"
    );
    for (member, role, lead) in [(professional, "PROFESSIONAL", true), (volunteer, "VOLUNTEER", false)] {
        let input = json!({"trajectoryId": id, "memberId": member, "role": role, "lead": lead});
        team.coordinator
            .done(
                "mutation($input: AssignMemberInput!) { assignMember(input: $input) { refusals { code } } }",
                json!({"input": input}),
            )
            .await;
    }
    id
}

struct Walk {
    team: Team,
    id: String,
    people: Value,
}

impl Walk {
    /// Sends a mutation by its name, with the trajectory in its input unless a record's id is.
    async fn done(&self, who: &Client, name: &str, mut input: Value, answer: &str) -> Value {
        if input["id"].is_null()
            && input["goalId"].is_null()
            && input["obstacleId"].is_null()
            && input["storyVersionId"].is_null()
        {
            input["trajectoryId"] = json!(self.id);
        }
        who.done(&mutation(name, answer), json!({"input": input})).await
    }

    async fn refused(&self, who: &Client, name: &str, mut input: Value) -> Vec<String> {
        if input["id"].is_null() {
            input["trajectoryId"] = json!(self.id);
        }
        who.refused(&mutation(name, "__typename"), json!({"input": input}))
            .await
    }

    /// The states of the nine steps, as the professional sees them.
    async fn states(&self) -> Vec<String> {
        let query = "query($id: TrajectoryId!) { dossier(id: $id) { progress { steps { state } } } }";
        let data = self.team.professional.ask(query, json!({"id": self.id})).await;
        let steps = data["dossier"]["progress"]["steps"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        steps
            .iter()
            .map(|step| step["state"].as_str().unwrap_or_default().to_owned())
            .collect()
    }

    async fn talk_and_introduce(&mut self) {
        let me = &self.team.professional;
        let talk = json!({"heldOn": "2026-01-12", "setting": "VISIT",
            "worries": [{"lifeDomain": "FINANCES", "about": "De huur loopt achter"}],
            "keyFactors": [{"about": "Sam weer op voetbal"}]});
        self.done(me, "recordTalk", talk, "detaineeTalk { id }").await;
        let check = json!({"agreedOn": "2026-01-14",
            "roles": [{"who": "Buurvrouw (fictief)", "kind": "NETWORK", "role": "Sam naar school brengen"}]});
        self.done(me, "recordRoleCheck", check, "roleCheck { id }").await;
        let people = "query($id: TrajectoryId!) { dossier(id: $id) { persons { id name relation } detainees { id } } }";
        self.people = me.ask(people, json!({"id": self.id})).await["dossier"].take();
        let introduction = json!({"heldOn": "2026-01-20", "via": "DETAINEE", "present": [self.mother()]});
        assert_eq!(
            self.refused(me, "recordIntroduction", introduction.clone()).await,
            ["CONSENT_MISSING"],
            "nobody is approached without the detainee's yes"
        );
        let yes = json!({"subject": {"detaineeId": self.people["detainees"][0]["id"]}, "purpose": "INTRODUCTION",
            "form": "SIGNED", "givenOn": "2026-01-12"});
        self.done(me, "giveConsent", yes, "consent { id }").await;
        self.done(me, "recordIntroduction", introduction, "introduction { id }")
            .await;
        assert_eq!(self.states().await[..3], ["DONE", "DONE", "UNDER_WAY"]);
        let mapping =
            json!({"instrumentId": self.instrument().await, "heldOn": "2026-01-28", "scores": [], "findings": []});
        assert_eq!(self.refused(me, "recordMapping", mapping).await, ["CONSENT_MISSING"]);
        for purpose in ["SUPPORT", "PERSPECTIVE_BUDGET", "REFERRAL", "STORY"] {
            let consent = json!({"subject": {"personId": self.mother()}, "purpose": purpose, "form": "SPOKEN",
                "givenOn": "2026-01-20"});
            self.done(me, "giveConsent", consent, "consent { id }").await;
        }
        assert_eq!(self.states().await[2], "DONE");
    }

    fn mother(&self) -> &Value {
        let persons = self.people["persons"].as_array().expect("a list");
        &persons
            .iter()
            .find(|person| person["relation"] == "PARTNER")
            .expect("she is there")["id"]
    }

    async fn instrument(&self) -> Value {
        let list = "{ instruments(first: 5) { edges { node { id } } } }";
        self.team.professional.ask(list, json!({})).await["instruments"]["edges"][0]["node"]["id"].take()
    }

    async fn map_and_set_goals(&self) {
        let me = &self.team.professional;
        let mapping = json!({"instrumentId": self.instrument().await, "heldOn": "2026-01-28", "present": [self.mother()],
            "scores": [{"domain": "finances", "level": 2, "split": {"own": 1, "network": 0, "professional": 1}}],
            "findings": [{"domain": "social_network", "kind": "STRENGTH", "about": "Oma woont om de hoek", "carrier": "NETWORK"}]});
        self.done(me, "recordMapping", mapping, "mapping { id scores { level } }")
            .await;
        let goal =
            json!({"lifeDomain": "FINANCES", "title": "Geen achterstand meer in de huur", "setOn": "2026-01-28"});
        let goal = self.done(me, "setGoal", goal, "goal { id version }").await;
        let action = json!({"goalId": goal["goal"]["id"], "about": "Samen naar de woningcorporatie", "carrier": "OWN"});
        self.done(me, "planAction", action, "action { id }").await;
        let problem = json!({"category": "DEBTS", "effect": "WORSE", "preexisting": true, "notedOn": "2026-01-28"});
        self.done(&self.team.volunteer, "recordProblem", problem, "problem { id }")
            .await;
    }

    async fn give_room(&self) {
        let me = &self.team.professional;
        let time = json!({"spentOn": "2026-02-03", "minutes": 90});
        self.done(&self.team.volunteer, "recordTime", time, "timeEntry { id }")
            .await;
        let connection = json!({"who": "Sam", "withWhom": "Voetbalclub", "side": "OUTSIDE", "laidOn": "2026-02-05"});
        self.done(
            &self.team.volunteer,
            "recordConnection",
            connection,
            "connection { id }",
        )
        .await;
        let allot = json!({"amount": 150_000, "silo": "PRIVATE_FUND", "bookedOn": "2026-02-06"});
        self.done(&self.team.coordinator, "allotBudget", allot, "ledgerLine { id }")
            .await;
        let ask = json!({"amount": 50_000, "purpose": "Eerste deel van de huurachterstand", "lifeDomain": "FINANCES",
            "payee": "FAMILY", "silo": "BIJZONDERE_BIJSTAND"});
        let decision = "budgetRequest { id state decision { outcome approvalsNeeded { subject groups { count } } findings { code } rules { name componentSha256 } } }";
        let plan = json!({"about": "In drie keer de huurachterstand weg", "total": 150_000, "benefitImpactCheckedOn": "2026-02-06"});
        let plan = self
            .done(me, "recordBudgetPlan", plan, "budgetPlan { id version }")
            .await;
        let request = self.done(me, "requestBudget", ask.clone(), decision).await["budgetRequest"].take();
        assert_eq!(request["state"], "PENDING", "the plan is not approved yet: {request}");
        assert_eq!(request["decision"]["approvalsNeeded"]["subject"], "PLAN");
        assert_eq!(request["decision"]["rules"]["name"], "exodus-haaglanden");
        let mut version = plan["budgetPlan"]["version"].clone();
        for approver in [&self.team.approver, &self.team.coordinator] {
            let input = json!({"id": plan["budgetPlan"]["id"], "version": version});
            version = self
                .done(approver, "approveBudgetPlan", input, "budgetPlan { version }")
                .await["budgetPlan"]["version"]
                .take();
        }
        let budget = "query($id: TrajectoryId!) { dossier(id: $id) { budget { balance { allotted reserved spent available } requests { state } } } }";
        let now = me.ask(budget, json!({"id": self.id})).await["dossier"]["budget"].take();
        assert_eq!(
            now["requests"][0]["state"], "RESERVED",
            "the plan's approval set the money apart"
        );
        let spend = json!({"id": request["id"], "kind": "SPEND", "amount": 50_000});
        self.done(me, "settleBudgetRequest", spend, "ledgerLine { id }").await;
        let more = json!({"id": request["id"], "kind": "SPEND", "amount": 1});
        assert_eq!(self.refused(me, "settleBudgetRequest", more).await, ["EXCEEDS_REQUEST"]);
        let now = me.ask(budget, json!({"id": self.id})).await["dossier"]["budget"].take();
        assert_eq!(
            now["balance"],
            json!({"allotted": 150_000, "reserved": 0, "spent": 50_000, "available": 100_000})
        );
        assert_eq!(self.states().await[4], "DONE");
    }

    async fn connect_and_learn(&self) {
        let me = &self.team.professional;
        let partner = json!({"name": "Wijkteam Zeekant (fictief)", "partnerType": "COMMUNITY_TEAM", "active": true});
        let made = me.done("mutation($input: RecordPartnerInput!) { recordPartner(input: $input) { partner { id } refusals { code } } }", json!({"input": partner})).await;
        let referral = json!({"partnerId": made["partner"]["id"], "persons": [self.mother()], "need": "Hulp bij de administratie",
            "lifeDomain": "INSTRUMENTAL_ADL", "warmHandover": true, "sentOn": "2026-02-10"});
        let sent = self
            .done(me, "sendReferral", referral, "referral { id version state }")
            .await["referral"]
            .take();
        let answer = json!({"id": sent["id"], "version": sent["version"], "answeredOn": "2026-02-17"});
        let accepted = self
            .done(me, "answerReferral", answer, "referral { id version state }")
            .await["referral"]
            .take();
        assert_eq!(accepted["state"], "ACCEPTED");
        let stale =
            json!({"id": sent["id"], "version": sent["version"], "outcome": "HELPED", "concludedOn": "2026-03-20"});
        let changed = me
            .ask(
                &mutation("concludeReferral", "__typename")
                    .replace("refusals { code field }", "refusals { code changed { fields } }"),
                json!({"input": stale}),
            )
            .await;
        let refusal = &changed["concludeReferral"]["refusals"][0];
        assert_eq!(refusal["code"], "STALE");
        assert!(
            refusal["changed"][0]["fields"].to_string().contains("answered"),
            "it tells what changed: {refusal}"
        );
        let helped =
            json!({"id": sent["id"], "version": accepted["version"], "outcome": "HELPED", "concludedOn": "2026-03-20"});
        self.done(me, "concludeReferral", helped, "referral { state }").await;
        let learning = json!({"tried": "Eerst de buurvrouw vragen, dan pas de gemeente", "brought": "Sam komt op tijd",
            "learned": "Dichtbij werkt sneller", "notedOn": "2026-03-21"});
        self.done(&self.team.volunteer, "recordLearning", learning, "learningEntry { id }")
            .await;
        let states = self.states().await;
        assert_eq!((states[5].as_str(), states[6].as_str()), ("DONE", "DONE"));
    }

    async fn tell_and_scale(&self) {
        let me = &self.team.professional;
        let story =
            json!({"title": "Weer samen eten", "body": "Noor vertelt hoe het begon.", "effects": "De huur is bij."});
        let story = self
            .done(&self.team.volunteer, "writeStory", story, "storyVersion { id version }")
            .await["storyVersion"]
            .take();
        let approve = json!({"storyVersionId": story["id"], "personId": self.mother(), "audience": "DJI", "approvedOn": "2026-04-01"});
        self.done(me, "approveStory", approve, "storyApproval { id }").await;
        let edit = json!({"id": story["id"], "version": story["version"], "title": "Anders", "body": "Anders"});
        assert_eq!(
            self.refused(me, "reviseStory", edit).await,
            ["APPROVED"],
            "what was approved stays as it is"
        );
        let obstacle = json!({"need": "Huur tijdens de detentie", "lifeDomain": "HOUSING", "silo": "BIJZONDERE_BIJSTAND",
            "ground": "WRONG_TARGET_GROUP", "metOn": "2026-02-01", "daysLost": 21, "cost": 12_000, "bridgedBy": "PERSPECTIVE_BUDGET"});
        let obstacle = self
            .done(me, "recordSiloObstacle", obstacle, "siloObstacle { id }")
            .await["siloObstacle"]
            .take();
        let suggestion = json!({"obstacleId": obstacle["id"], "about": "Huur doorbetalen voor gezinnen, niet alleen voor alleenstaanden",
            "addressedTo": "MUNICIPALITY", "madeOn": "2026-03-01", "state": "MADE", "agendaOn": "2026-04-02"});
        self.done(me, "makeSuggestion", suggestion, "suggestion { id }").await;
        assert_eq!(self.states().await, vec!["DONE"; 9], "all nine steps are done");
    }

    async fn close(&self) {
        let whole = "query($id: TrajectoryId!) { dossier(id: $id) { trajectory { version closedOn } goals { id outcome actions { about } } } }";
        let seen = self.team.coordinator.ask(whole, json!({"id": self.id})).await["dossier"].take();
        let close = json!({"id": self.id, "version": seen["trajectory"]["version"], "closedOn": "2026-04-10", "reason": "COMPLETED"});
        assert_eq!(
            self.refused(&self.team.coordinator, "closeTrajectory", close.clone())
                .await,
            ["OUTCOME_MISSING"]
        );
        let mut whole_close = close;
        whole_close["outcomes"] = json!([{"goalId": seen["goals"][0]["id"], "outcome": "REACHED"}]);
        self.done(
            &self.team.coordinator,
            "closeTrajectory",
            whole_close,
            "trajectory { closedOn }",
        )
        .await;
        let late = json!({"spentOn": "2026-04-11", "minutes": 5});
        assert_eq!(
            self.refused(&self.team.volunteer, "recordTime", late).await,
            ["TRAJECTORY_CLOSED"]
        );
        let unseen = "query($id: TrajectoryId!) { dossier(id: $id) { family { name } } }";
        let colleague = self.team.colleague.ask(unseen, json!({"id": self.id})).await;
        assert_eq!(
            colleague["dossier"],
            Value::Null,
            "a colleague who is not assigned sees nothing"
        );
    }
}

/// A mutation that takes one input of the type that goes with its name.
fn mutation(name: &str, answer: &str) -> String {
    let first = name[..1].to_uppercase();
    let input = match name {
        "approveBudgetRequest" | "refuseBudgetRequest" => "DecideBudgetRequestInput".to_owned(),
        _ => format!("{first}{}Input", &name[1..]),
    };
    format!("mutation($input: {input}!) {{ {name}(input: $input) {{ {answer} refusals {{ code field }} }} }}")
}
