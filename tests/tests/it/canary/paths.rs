//! The paths that canaries take: every one on which what somebody typed goes in, is refused, or is handed on.

use std::collections::HashMap;
use std::path::PathBuf;

use krachtig_core::domain::clock::Clock;
use krachtig_core::domain::vocabulary::Role;
use krachtig_core::service::{ExportPage, StartReplay};
use krachtig_core::store::Slug;
use krachtig_server::app::clock::SystemClock;
use krachtig_server::app::open::operator_ctx;
use krachtig_server::app::switch_on;
use krachtig_server::demo;
use krachtig_server::import::intake::{ImportOrder, import_files};
use krachtig_tests::client::Client;
use krachtig_tests::office::Office;
use serde_json::{Value, json};

use super::search::Marks;

/// Makes values that are known again wherever they turn up.
pub(super) struct Canaries {
    word: String,
}

/// Since when every canary is detained: a day that nothing else has.
const DETAINED_SINCE: &str = "1987-03-07";

impl Canaries {
    pub(super) fn new() -> Self {
        let random = SystemClock.fresh().simple().to_string();
        Self {
            word: format!("kwz{}", &random[20..]),
        }
    }

    pub(super) fn marks(&self) -> Marks {
        Marks {
            sealed: vec![self.sealed(""), DETAINED_SINCE.to_owned(), "07-03-1987".to_owned()],
            open: self.open(""),
        }
    }

    /// A value that is sealed.
    fn sealed(&self, what: impl std::fmt::Display) -> String {
        format!("{}s{what}", self.word)
    }

    /// A value that is kept as it is.
    fn open(&self, what: impl std::fmt::Display) -> String {
        format!("{}o{what}", self.word)
    }
}

/// What was told on the way and should name nobody: where, and the text.
pub(super) type Told = Vec<(String, String)>;

struct Way<'w> {
    office: &'w Office,
    tenant: &'w Slug,
    canaries: &'w Canaries,
    me: Client,
    coordinator: Client,
    told: Told,
}

/// Sends so many canaries along every path. Half of them come by import.
pub(super) async fn walk_every_path(office: &Office, tenant: &Slug, (canaries, persons): (&Canaries, usize)) -> Told {
    let rules = std::env::var_os("KRACHTIG_PLUGINS_DIR").is_some();
    if rules {
        office.rules(tenant, "exodus-haaglanden").await;
    } else {
        say("The rules are not built, so no canary is weighed by them: run `cargo xtask test`.");
    }
    let (_, coordinator) = office.member(tenant, Role::Coordinator).await;
    let (_, me) = office.member(tenant, Role::Professional).await;
    office.member(tenant, Role::BudgetApprover).await;
    let mut way = Way {
        office,
        tenant,
        canaries,
        me,
        coordinator,
        told: Vec::new(),
    };
    for number in 0..persons / 4 {
        let id = way.family(number).await;
        if number % 10 == 0 {
            way.mistakes(&id, number).await;
            way.money(&id).await;
        }
    }
    way.import(persons / 4).await;
    way.lists().await;
    way.strangers().await;
    way.figures().await;
    if rules {
        way.replay().await;
    }
    way.export(persons / 2).await;
    way.told
}

#[expect(clippy::print_stderr, reason = "a test that leaves something out says so")]
fn say(text: &str) {
    eprintln!("{text}");
}

impl Way<'_> {
    async fn done(&self, name: &str, input: Value, answer: &str) -> Value {
        let first = name[..1].to_uppercase();
        let query = format!(
            "mutation($input: {first}{}Input!) {{ {name}(input: $input) {{ {answer} refusals {{ code field }} }} }}",
            &name[1..]
        );
        self.me.done(&query, json!({"input": input})).await
    }

    /// Sends something that is refused, and keeps the whole answer.
    async fn wrong(&mut self, what: &str, query: &str, variables: Value) {
        let (_, answer) = self.me.post(query, variables).await;
        let refused = !answer["errors"].is_null() || answer.to_string().contains("\"code\"");
        assert!(refused, "{what} was not refused: {answer}");
        self.told.push((what.to_owned(), answer.to_string()));
    }

    /// A person and a detainee, with all that is recorded of them.
    async fn family(&self, number: usize) -> String {
        let (sealed, open) = (
            |what: &str| self.canaries.sealed(format!("-{what}-{number}")),
            |what: &str| self.canaries.open(format!("-{what}-{number}")),
        );
        let family = json!({"family": {"name": open("family"), "note": open("note")}, "openedOn": "2026-01-02"});
        let made = self
            .done("registerFamily", family, "dossier { trajectory { id } }")
            .await;
        let id = made["dossier"]["trajectory"]["id"].as_str().expect("an id").to_owned();
        let person = json!({"trajectoryId": id, "name": open("person"), "relation": "PARTNER", "contactPerson": true,
            "phone": sealed("phone"), "email": format!("{}@voorbeeld.invalid", sealed("mail"))});
        let person = self.done("addPerson", person, "person { id phone email }").await["person"].take();
        assert_eq!(person["phone"], sealed("phone"), "who may see it sees it");
        let detainee = json!({"trajectoryId": id, "name": sealed("detainee"), "institution": sealed("institution"),
            "detainedSince": DETAINED_SINCE});
        let detainee = self
            .done("addDetainee", detainee, "detainee { id name detainedSince }")
            .await["detainee"]
            .take();
        assert_eq!(detainee["detainedSince"], DETAINED_SINCE);
        let talk = json!({"trajectoryId": id, "heldOn": "2026-01-12", "setting": "VISIT", "note": sealed("talk"),
            "worries": [{"about": sealed("worry")}], "keyFactors": [{"about": sealed("factor")}]});
        self.done("recordTalk", talk, "detaineeTalk { id }").await;
        let check = json!({"trajectoryId": id, "agreedOn": "2026-01-14",
            "roles": [{"who": sealed("who"), "kind": "NETWORK", "role": sealed("role")}]});
        self.done("recordRoleCheck", check, "roleCheck { id }").await;
        for (subject, purpose) in [
            (json!({"detaineeId": detainee["id"]}), "INTRODUCTION"),
            (json!({"personId": person["id"]}), "SUPPORT"),
            (json!({"personId": person["id"]}), "PERSPECTIVE_BUDGET"),
            (json!({"personId": person["id"]}), "STORY"),
        ] {
            let consent = json!({"trajectoryId": id, "subject": subject, "purpose": purpose, "form": "SIGNED",
                "givenOn": "2026-01-12"});
            self.done("giveConsent", consent, "consent { id }").await;
        }
        let introduction = json!({"trajectoryId": id, "heldOn": "2026-01-20", "via": "DETAINEE",
            "present": [person["id"]], "note": sealed("introduction")});
        self.done("recordIntroduction", introduction, "introduction { id }")
            .await;
        let story = json!({"trajectoryId": id, "title": open("title"), "body": open("story")});
        self.done("writeStory", story, "storyVersion { id }").await;
        let problem = json!({"trajectoryId": id, "category": "DEBTS", "effect": "WORSE", "preexisting": true,
            "notedOn": "2026-01-28", "note": open("problem")});
        self.done("recordProblem", problem, "problem { id }").await;
        id
    }

    /// Money, which the region's rules weigh.
    async fn money(&self, id: &str) {
        let open = |what: &str| self.canaries.open(format!("-{what}"));
        let plan = json!({"trajectoryId": id, "about": open("plan"), "total": 150_000});
        self.done("recordBudgetPlan", plan, "budgetPlan { id }").await;
        let ask = json!({"trajectoryId": id, "amount": 50_000, "purpose": open("purpose"), "lifeDomain": "FINANCES",
            "payee": "FAMILY", "silo": "PRIVATE_FUND"});
        let allot = json!({"trajectoryId": id, "amount": 150_000, "silo": "PRIVATE_FUND", "bookedOn": "2026-02-06"});
        let query = "mutation($input: AllotBudgetInput!) { allotBudget(input: $input) { refusals { code } } }";
        self.coordinator.done(query, json!({"input": allot})).await;
        self.done("requestBudget", ask, "budgetRequest { id state }").await;
    }

    /// Everything that can be typed wrongly.
    async fn mistakes(&mut self, id: &str, number: usize) {
        let canary = self.canaries.sealed(format!("-wrong-{number}"));
        let person = |name: &str, phone: &str, email: &str| json!({"input": {"trajectoryId": id, "relation": "PARTNER", "name": name, "phone": phone, "email": email}});
        let add = "mutation($input: AddPersonInput!) { addPerson(input: $input) { refusals { code field } } }";
        let long = canary.repeat(40);
        self.wrong("an address that is none", add, person(&canary, &canary, &canary))
            .await;
        self.wrong("too long a name", add, person(&long, &canary, "a@b")).await;
        let bsn = format!("123456782 {canary}");
        self.wrong("a citizen service number", add, person(&canary, &bsn, "a@b"))
            .await;
        self.wrong(
            "control characters",
            add,
            person(&canary, &format!("{canary}\u{7}"), "a@b"),
        )
        .await;
        let mut unknown = person(&canary, &canary, "a@b");
        unknown["input"][&canary] = json!(canary);
        self.wrong("an input that there is not", add, unknown).await;
        let mut word = person(&canary, &canary, "a@b");
        word["input"]["relation"] = json!(canary);
        self.wrong("a word that there is not", add, word).await;
        let day = "mutation($input: AddDetaineeInput!) { addDetainee(input: $input) { refusals { code field } } }";
        let day_input = |day: &str| json!({"input": {"trajectoryId": id, "name": canary, "detainedSince": day}});
        self.wrong("a day that is none", day, day_input(&canary)).await;
        self.wrong("a day to come", day, day_input("2987-03-07")).await;
        let by_id = "query($id: TrajectoryId!) { dossier(id: $id) { family { name } } }";
        self.wrong("an id that is none", by_id, json!({"id": canary})).await;
        self.wrong("a variable of another kind", by_id, json!({"id": [canary]}))
            .await;
        let dossier = |inner: &str| format!("{{ dossier(id: \"{id}\") {{ {inner} }} }}");
        self.wrong("a field that there is not", &dossier(&canary), json!({}))
            .await;
        self.wrong(
            "an argument that there is not",
            &format!("{{ dossier({canary}: 1) {{ family {{ name }} }} }}"),
            json!({}),
        )
        .await;
        let operation = format!("query {canary} {{ families(first: 1) {{ totalCount }} }} query b {{ __typename }}");
        self.wrong(
            "an operation that there is not",
            &operation.replace('-', "_"),
            json!({}),
        )
        .await;
        self.wrong("no query at all", &format!("{{ {canary} \"{canary}"), json!({}))
            .await;
        self.wrong(
            "a fragment on what there is not",
            &dossier(&format!("... on {canary} {{ id }}")),
            json!({}),
        )
        .await;
        let cursor = format!("{{ families(first: 5, after: \"{canary}\") {{ edges {{ node {{ name }} }} }} }}");
        self.wrong("a cursor that is none", &cursor, json!({})).await;
        self.stale(id, &canary).await;
    }

    /// An edit of what somebody else edited.
    async fn stale(&mut self, id: &str, canary: &str) {
        let query = "query($id: TrajectoryId!) { dossier(id: $id) { persons { id version name phone email } } }";
        let persons = self.me.ask(query, json!({"id": id})).await["dossier"]["persons"].take();
        let input = |version: &Value| {
            json!({"input": {"id": persons[0]["id"], "version": version, "relation": "PARTNER", "contactPerson": true,
                "name": persons[0]["name"], "phone": canary, "email": persons[0]["email"]}})
        };
        let revise = "mutation($input: RevisePersonInput!) { revisePerson(input: $input) { \
                      refusals { code field changed { fields } } } }";
        self.me
            .done(
                &revise.replace(" changed { fields }", ""),
                input(&persons[0]["version"]),
            )
            .await;
        self.wrong("a stale edit", revise, input(&persons[0]["version"])).await;
    }

    /// Half of all canaries come from files, after files with mistakes in them.
    async fn import(&mut self, families: usize) {
        let (sealed, open) = (self.canaries.sealed(""), self.canaries.open(""));
        let mut files = HashMap::from([
            (
                "gezinnen.csv",
                "gezinsnummer;naam;gemeente;aangemeld op;opmerking\n".to_owned(),
            ),
            (
                "personen.csv",
                "persoonsnummer;gezinsnummer;voornaam;achternaam;rol;contactpersoon;telefoon;e-mail\n".to_owned(),
            ),
            (
                "gedetineerden.csv",
                "gedetineerdenummer;gezinsnummer;voornaam;achternaam;inrichting\n".to_owned(),
            ),
        ]);
        let mut add = |file: &'static str, row: String| files.entry(file).or_default().push_str(&row);
        for n in 0..families {
            add(
                "gezinnen.csv",
                format!("G{n};{open}-gezin-{n};GM0518;05-01-2026;{open}-opmerking\n"),
            );
            add(
                "personen.csv",
                format!("P{n};G{n};{open};{open}-{n};partner;ja;{sealed}-tel-{n};{sealed}-{n}@voorbeeld.invalid\n"),
            );
            add("gedetineerden.csv", format!("D{n};G{n};{sealed};{sealed}-{n};Vught\n"));
        }
        let wrong = HashMap::from([
            (
                "gezinnen.csv",
                format!("gezinsnummer;naam;gemeente;aangemeld op\n{sealed};{open};{sealed};{sealed}\n;{open};;\n"),
            ),
            (
                "personen.csv",
                format!(
                    "persoonsnummer;gezinsnummer;voornaam;achternaam;rol;geboortedatum;contactpersoon;e-mail\n\
                     {sealed};{sealed};{sealed};{open};{sealed};{sealed};{sealed};{sealed}\n\
                     {sealed};{sealed};123456782;{open};partner;31-02-2020;misschien;{sealed}\n"
                ),
            ),
            ("onbekend.csv", format!("{sealed};{open}\n{sealed};{open}\n")),
        ]);
        let (problems, report) = self.read_files(&wrong).await;
        assert!(problems > 3, "{report}");
        self.told.push(("an import with mistakes".to_owned(), report));
        let (problems, report) = self.read_files(&files).await;
        assert_eq!(problems, 0, "{report}");
        self.told.push(("an import".to_owned(), report));
    }

    async fn read_files(&self, files: &HashMap<&'static str, String>) -> (usize, String) {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let written = files.iter().map(|(name, text)| {
            let file = folder.path().join(name);
            std::fs::write(&file, text).expect("the file is written");
            file
        });
        let files: Vec<PathBuf> = written.collect();
        let services = &self.office.installation.services;
        let ctx = operator_ctx(services, self.tenant).await.expect("the tenant opens");
        let order = ImportOrder {
            files,
            ..ImportOrder::default()
        };
        match import_files(services, &ctx, &order, &mut |_| {}).await {
            Ok(report) => {
                let problems: Vec<String> = report.problems.iter().map(ToString::to_string).collect();
                (problems.len(), problems.join("\n"))
            }
            Err(failure) => (usize::MAX, failure.to_string()),
        }
    }

    /// Lists, which hand canaries to those who may see them.
    async fn lists(&self) {
        let begins = self.canaries.open("");
        let query = "query($name: String) { families(first: 50, filter: {name: $name}) { totalCount edges { cursor \
                     node { name } } } trajectories(first: 50, filter: {familyName: $name}) { edges { cursor } } }";
        let found = self.coordinator.ask(query, json!({"name": begins})).await;
        assert!(found["families"]["totalCount"].as_u64() > Some(10), "{found}");
        let query = "query($text: String!) { search(text: $text) { found { edges { node { familyName } } } } }";
        let found = self.coordinator.ask(query, json!({"text": begins})).await;
        let edges = found["search"]["found"]["edges"].as_array();
        assert!(edges.is_some_and(|edges| edges.len() > 10), "{found}");
    }

    /// People who are not let in, with canaries wherever a request has room for one.
    async fn strangers(&mut self) {
        let canary = self.canaries.sealed("-stranger");
        let query = format!("{{ families(first: 1, filter: {{name: \"{canary}\"}}) {{ totalCount }} }}");
        for path in [
            format!("/t/{}/graphql", self.tenant),
            format!("/t/{canary}/graphql"),
            format!("/{canary}?{canary}"),
        ] {
            let client = self.office.client(&path, &canary);
            let response = client.send(&query, json!({ "name": canary }), "application/json").await;
            assert!(response.status().is_client_error());
            self.told
                .push(("what a stranger hears".to_owned(), format!("{:?}", response.headers())));
        }
    }

    /// A closed period, and the release that is made of it.
    async fn figures(&mut self) {
        let close =
            "mutation { closePeriod(input: {period: \"2026-Q3\"}) { closedPeriod { period } refusals { code } } }";
        self.coordinator.done(close, json!({})).await;
        let approve = "mutation { approvePeriod(input: {period: \"2026-Q3\", number: 1}) { periodCount { state } refusals { code } } }";
        self.coordinator.done(approve, json!({})).await;
        let looks = "{ liveFigures(period: \"2026-Q3\") { waiting indicators { code figures { category value } } } \
            periodChecks(period: \"2026-Q3\") { checks { code recordKind recordId day } } \
            periodCounts(period: \"2026-Q3\") { state figures { indicator category value } } }";
        let told = self.coordinator.ask(looks, json!({})).await;
        self.told
            .push(("the office's own figures".to_owned(), told.to_string()));
        let installation = &self.office.installation;
        let stores = installation.services.tenants().national_stores().await;
        let period = "2026-Q3".parse().expect("a period");
        demo::release::publish(&stores.expect("it opens").maker, period, &installation.release_key)
            .await
            .expect("published");
        let reader = self.office.reader().await;
        let file = "{ releaseFile(name: \"demo-2026-q3\") { content } }";
        let told = reader.ask(file, json!({})).await;
        self.told.push(("a release".to_owned(), told.to_string()));
        let figures = "{ figures { indicator { code } figures { place { code label { nl } } value margin } } }";
        let told = reader.ask(figures, json!({})).await;
        self.told.push(("national figures".to_owned(), told.to_string()));
    }

    /// The history, asked of the rules once more.
    async fn replay(&mut self) {
        let services = &self.office.installation.services;
        let ctx = operator_ctx(services, self.tenant).await.expect("the tenant opens");
        let list = "{ ruleSets(first: 1) { edges { node { hash } } } }";
        let hash = self.coordinator.ask(list, json!({})).await["ruleSets"]["edges"][0]["node"]["hash"].take();
        let plugin = services.plugin_by_hash(&ctx, hash.as_str().expect("a hash")).await;
        let cmd = StartReplay {
            plugin_id: plugin.expect("read").expect("there").id,
            settings: json!({}),
        };
        let replay = switch_on::replay(services, &ctx, cmd, |_| {}).await.expect("replayed");
        self.told.push(("a replay".to_owned(), format!("{replay:?}")));
    }

    /// Everything, handed to whoever may take it along.
    async fn export(&self, families: usize) {
        let services = &self.office.installation.services;
        let ctx = operator_ctx(services, self.tenant).await.expect("the tenant opens");
        let (mut seen, mut after) = (0, None);
        loop {
            let page = services.export_dossiers(&ctx, ExportPage { first: 100, after }).await;
            let page = page.expect("exported");
            let named = |dossier: &&krachtig_core::domain::dossier::Dossier| {
                let mark = self.canaries.sealed("");
                dossier
                    .detainees
                    .iter()
                    .any(|detainee| detainee.name.as_str().starts_with(&mark))
            };
            seen += page.iter().filter(named).count();
            after = page.last().map(|dossier| dossier.trajectory.id);
            if page.len() < 100 {
                break;
            }
        }
        assert_eq!(seen, families, "all were exported");
    }
}
