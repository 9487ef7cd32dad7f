//! Releases as a reader gets them over HTTP, on both databases; and that nothing else can be reached from there.

use std::collections::{BTreeSet, HashSet};

use krachtig_core::domain::vocabulary::Role;
use krachtig_core::service::{Import, ImportedDossier};
use krachtig_national::budget::Limits;
use krachtig_national::catalogue::catalogue;
use krachtig_national::compute::{Preview, preview};
use krachtig_national::definition::{AttributeTable, Definition, Group, Split};
use krachtig_national::hand_in::{Counts, HandIn, RegionKind};
use krachtig_national::id::{DefinitionId, ReleaseId};
use krachtig_national::indicator::{Category, Indicator, Kind, Label, Unit};
use krachtig_national::reading::Machine;
use krachtig_national::release::{Release, hash};
use krachtig_national::signing::{PublicKey, ReleaseKey};
use krachtig_national::store::{By, Computing, NationalStore, ReaderScope};
use krachtig_server::app::clock::SystemClock;
use krachtig_server::app::open::operator_ctx;
use krachtig_server::app::randomness::SystemRandomness;
use krachtig_server::app::readers::let_in;
use krachtig_server::demo;
use krachtig_server::demo::tenants::TENANTS;
use krachtig_tests::office::{Office, databases};
use serde_json::{Value, json};

fn counts(all: &[(&str, i64)]) -> Counts {
    all.iter().map(|(code, count)| ((*code).to_owned(), *count)).collect()
}

/// What a fictional region of so many families hands in of 2025.
pub(crate) fn hand_in(region: &str, families: u32) -> HandIn {
    let of = i64::from(families);
    HandIn {
        region: region.to_owned(),
        name: format!("Regio {region} (fictief)"),
        period: "2025".parse().expect("a period"),
        counted_families: families,
        counted_years: 3,
        totals: [("families_in_trajectory".to_owned(), counts(&[("all", of)]))].into(),
        histograms: [
            (
                "problem_groups".to_owned(),
                counts(&[("money", of), ("home", of / 2), ("social", 1)]),
            ),
            (
                "problem_effect".to_owned(),
                counts(&[("worse", of / 2), ("better", of / 2)]),
            ),
        ]
        .into(),
        software: "0.1.0".to_owned(),
        plugins: [("trust".to_owned(), "1.0.0".to_owned())].into(),
        context: None,
        own: Vec::new(),
    }
}

fn definition() -> Definition {
    let table = |indicator: &str, epsilon: &str, split| AttributeTable {
        indicator: indicator.to_owned(),
        epsilon: epsilon.parse().expect("an epsilon"),
        split,
    };
    let group = |code: &str, regions: &[&str]| Group {
        code: code.to_owned(),
        label: Label::new(code, code),
        regions: regions.iter().map(|region| (*region).to_owned()).collect(),
    };
    Definition {
        name: "jaarcijfers-2025".to_owned(),
        title: Label::new("Jaarcijfers 2025 (fictief)", "Figures of 2025 (fictional)"),
        period: "2025".parse().expect("a period"),
        regions: ["noord", "oost", "zuid"].map(str::to_owned).to_vec(),
        groups: vec![group("groot", &["noord", "oost"]), group("klein", &["zuid"])],
        organisational: vec!["families_in_trajectory".to_owned()],
        attributes: vec![
            table("problem_groups", "1.2", Split::Together),
            table("problem_effect", "0.6", Split::PerGroup),
        ],
    }
}

/// Has a region hand in, and accepts it.
pub(crate) async fn take(store: &NationalStore, figures: &HandIn, by: By<'_>) {
    let revision = store.hand_in(figures, &catalogue(), by.at).await.expect("taken");
    let accepted = store.accept(&figures.region, figures.period, revision, by);
    accepted.await.expect("accepted");
}

/// Hands in, defines, previews, computes and publishes; answers what was expected, and the key.
pub(crate) async fn publish(store: &NationalStore) -> (Preview, PublicKey) {
    let by = By {
        who: "statisticus",
        at: Machine::now(&SystemClock),
    };
    for (region, families) in [("noord", 300), ("oost", 120), ("zuid", 9)] {
        take(store, &hand_in(region, families), by).await;
    }
    let ledger = store.ledger().await.expect("read");
    let expected = preview(&definition(), &catalogue(), (&ledger, &Limits::default())).expect("looked at");
    (expected, compute(store, &definition(), by).await)
}

/// Defines, computes and publishes; answers the key under which the release is signed.
pub(crate) async fn compute(store: &NationalStore, definition: &Definition, by: By<'_>) -> PublicKey {
    let id = DefinitionId::from_uuid(Machine::fresh(&SystemClock));
    let key = ReleaseKey::from_bytes(&[3; 32]);
    store.define(id, definition, &catalogue(), by).await.expect("defined");
    let order = Computing {
        definition: id,
        id: ReleaseId::from_uuid(Machine::fresh(&SystemClock)),
        catalogue: &catalogue(),
        limits: Limits::default(),
        software: "0.1.0",
        key: &key,
        by,
    };
    let frozen = store.compute(order, &mut SystemRandomness).await.expect("computed");
    store.publish(frozen.release.id, by).await.expect("published");
    key.public()
}

const FIGURES: &str = "query($slice: FigureSlice) { figures(slice: $slice) { indicator { code kind unit label { nl en } } \
    release { name period } protection { epsilon margin } \
    figures { place { code kind label { nl } countedFamilies } category { code label { en } } status value margin reason } } }";

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_gets_figures_with_their_margins_and_the_same_bytes_for_ever() {
    for database in databases() {
        let office = Office::open(database.as_deref()).await;
        let reader = office.reader().await;
        let stores = office.installation.services.tenants().national_stores().await;
        let (expected, key) = publish(&stores.expect("it opens").maker).await;

        let data = reader.ask(FIGURES, json!({})).await;
        let tables = data["figures"].as_array().expect("a list");
        assert_eq!(tables.len(), 3);
        let exact = &tables[0]["figures"];
        assert_eq!(
            exact[2]["place"],
            json!({"code": "zuid", "kind": "REGION", "label": {"nl": "Regio zuid (fictief)"}, "countedFamilies": 9})
        );
        assert_eq!(
            (&exact[2]["status"], &exact[2]["value"], &exact[2]["margin"]),
            (&json!("EXACT"), &json!(9), &json!(0))
        );
        let noised = &tables[1]["figures"][0];
        let margin = i64::from(expected.tables[0].protection.margin);
        assert_eq!(
            (&noised["status"], &noised["margin"]),
            (&json!("NOISED"), &json!(margin))
        );
        assert_eq!(tables[1]["protection"], json!({"epsilon": "1.2", "margin": margin}));
        let value = noised["value"].as_i64().expect("told");
        // A noise of eleven margins has a chance below one in a million million.
        assert!((value - 429).abs() < 11 * margin, "{value}");
        for figure in tables[2]["figures"].as_array().expect("a list").iter().skip(3) {
            assert_eq!(figure["place"]["code"], "klein");
            assert_eq!(
                (&figure["status"], &figure["reason"]),
                (&json!("NOT_PUBLISHED"), &json!("FEW_FAMILIES"))
            );
            assert_eq!((&figure["value"], &figure["margin"]), (&Value::Null, &Value::Null));
        }
        // Two groups side by side, each with how many families it has.
        let groups = tables[2]["figures"].as_array().expect("a list");
        let families = |at: usize| groups[at]["place"]["countedFamilies"].as_i64();
        assert_eq!((families(0), families(3)), (Some(420), Some(9)));
        let slice = json!({"slice": {"places": ["groot"], "categories": ["worse"]}});
        let told = reader.ask(FIGURES, slice.clone()).await;
        assert_eq!(told["figures"][0]["figures"].as_array().map(Vec::len), Some(1));
        assert_eq!(reader.ask(FIGURES, slice).await, told);

        let file = "{ releaseFile(name: \"jaarcijfers-2025\") { content hash signature signedBy } }";
        let file = &reader.ask(file, json!({})).await["releaseFile"];
        let content = file["content"].as_str().expect("text").as_bytes();
        assert_eq!(file["hash"], json!(hash(content)));
        assert_eq!(file["signedBy"].as_str().expect("text"), key.to_string());
        assert!(key.signed(content, file["signature"].as_str().expect("text")));
        let release = Release::from_bytes(content).expect("it is one");
        assert_eq!(release.inputs[2].counted_families, 9);
        let trend = "{ trend(indicator: \"families_in_trajectory\", places: [\"all\"]) { release { period } figures { value } } }";
        let trend = reader.ask(trend, json!({})).await;
        assert_eq!(
            trend["trend"],
            json!([{"release": {"period": "2025"}, "figures": [{"value": 429}]}])
        );
        let catalogue = "{ releases { name title { nl } countedYears epsilon inputs { region plugins { name } } } \
                         indicators { code definition { en } } }";
        let catalogue = reader.ask(catalogue, json!({})).await;
        assert_eq!(catalogue["releases"][0]["epsilon"], "1.8");
        assert!(catalogue["indicators"].as_array().is_some_and(|all| all.len() > 15));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_region_counts_for_itself_is_read_with_what_it_is_beside_what_sort_of_region_it_is() {
    for database in databases() {
        let office = Office::open(database.as_deref()).await;
        let reader = office.reader().await;
        let store = office.installation.services.tenants().national_stores().await;
        let store = &store.expect("it opens").maker;
        let by = By {
            who: "statisticus",
            at: Machine::now(&SystemClock),
        };
        let mut figures = hand_in("noord", 300);
        let category = Category {
            code: "all".to_owned(),
            label: Label::new("totaal", "total"),
        };
        figures.own = vec![Indicator {
            code: "noord/paid_in_trust".to_owned(),
            kind: Kind::Organisational,
            unit: Unit::EuroCents,
            label: Label::new("In vertrouwen betaald", "Paid in trust"),
            definition: Label::new("Een indicator van de regio zelf", "An indicator of the region's own"),
            categories: vec![category],
            most_cells: 0,
        }];
        figures
            .totals
            .insert("noord/paid_in_trust".to_owned(), counts(&[("all", 105_000)]));
        figures.context = Some(krachtig_national::hand_in::Context {
            kind: RegionKind::Office,
            municipalities: vec!["GM0518".to_owned()],
        });
        take(store, &figures, by).await;
        let definition = Definition {
            name: "eigen-2025".to_owned(),
            regions: vec!["noord".to_owned()],
            groups: Vec::new(),
            organisational: vec!["noord/paid_in_trust".to_owned()],
            attributes: Vec::new(),
            ..definition()
        };
        compute(store, &definition, by).await;

        let slice = json!({"slice": {"indicators": ["noord/paid_in_trust"]}});
        let told = reader.ask(FIGURES, slice).await;
        let table = &told["figures"][0];
        assert_eq!(table["indicator"]["label"]["en"], "Paid in trust");
        assert_eq!(table["indicator"]["unit"], "EURO_CENTS");
        assert_eq!(table["figures"].as_array().map(Vec::len), Some(1));
        let figure = &table["figures"][0];
        assert_eq!(
            (&figure["place"]["code"], &figure["value"], &figure["status"]),
            (&json!("noord"), &json!(105_000), &json!("EXACT"))
        );
        let catalogue = "{ releases { inputs { kind municipalities } } indicators { code } }";
        let catalogue = reader.ask(catalogue, json!({})).await;
        assert_eq!(
            catalogue["releases"][0]["inputs"],
            json!([{"kind": "REGION", "municipalities": ["GM0518"]}])
        );
        let codes = catalogue["indicators"].as_array().expect("a list");
        assert!(codes.contains(&json!({"code": "noord/paid_in_trust"})));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_has_its_longest_and_a_request_its_most_questions() {
    for database in databases() {
        let office = Office::open(database.as_deref()).await;
        let reader = office.reader().await;
        let store = office.installation.services.tenants().national_stores().await;
        let store = &store.expect("it opens").maker;
        let by = By {
            who: "statisticus",
            at: Machine::now(&SystemClock),
        };
        let mut figures = hand_in("noord", 300);
        figures.name = format!("Regio noord (fictief){}", " en verder".repeat(20_000));
        take(store, &figures, by).await;
        let definition = Definition {
            regions: vec!["noord".to_owned()],
            groups: Vec::new(),
            attributes: Vec::new(),
            ..definition()
        };
        compute(store, &definition, by).await;

        let question = |times: usize| {
            let field = |number| format!("p{number}: place {{ label {{ nl }} }} ");
            let fields: String = (0..times).map(field).collect();
            format!("figures(slice: {{places: [\"noord\"]}}) {{ figures {{ {fields} }} }}")
        };
        // A name takes two hundred thousand bytes, and an answer one million two hundred thousand.
        let told = reader.ask(&format!("{{ {} }}", question(5)), json!({})).await;
        let figure = told["figures"][0]["figures"][0].as_object();
        assert_eq!(figure.map(serde_json::Map::len), Some(5));
        let code = |answer: &Value| answer["errors"][0]["extensions"]["code"].clone();
        let (status, answer) = reader.post(&format!("{{ {} }}", question(6)), json!({})).await;
        assert_eq!((status, code(&answer)), (200, json!("answer_too_long")));
        assert_eq!(answer["data"], Value::Null, "nothing of it is told");
        // What several questions tell is one answer.
        let both = format!("{{ one: {} other: {} }}", question(3), question(3));
        let (_, answer) = reader.post(&both, json!({})).await;
        assert_eq!(code(&answer), "answer_too_long");

        let many = |questions: usize| {
            let all: String = (0..questions)
                .map(|number| format!("q{number}: indicators {{ code }} "))
                .collect();
            format!("{{ {all} }}")
        };
        reader.ask(&many(5), json!({})).await;
        let (_, answer) = reader.post(&many(6), json!({})).await;
        assert_eq!(code(&answer), "graphql_too_complex", "{answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_opens_what_it_is_for_and_what_was_read_is_kept() {
    for database in databases() {
        let office = Office::open(database.as_deref()).await;
        let services = &office.installation.services;
        let stores = services.tenants().national_stores().await.expect("it opens");
        publish(&stores.maker).await;
        let scopes = BTreeSet::from([ReaderScope::Catalogue]);
        let issued = let_in((services, &SystemClock), "DJI, voorbeeld", scopes, 1)
            .await
            .expect("let in");
        let reader = office.client("/national/graphql", &issued.secret);
        let (status, answer) = reader.post(FIGURES, json!({})).await;
        assert_eq!(status, 200);
        assert_eq!(answer["errors"][0]["extensions"]["refusal"], "OUT_OF_SCOPE", "{answer}");
        let (_, answer) = reader
            .post(
                "{ releases { name } trend(indicator: \"hours\") { figures { value } } }",
                json!({}),
            )
            .await;
        assert_eq!(answer["errors"][0]["extensions"]["refusal"], "OUT_OF_SCOPE", "{answer}");
        reader.ask("{ releases { name } indicators { code } }", json!({})).await;
        let reads = stores
            .maker
            .reads(time::OffsetDateTime::UNIX_EPOCH, 100)
            .await
            .expect("read");
        let asked: BTreeSet<&str> = reads.iter().map(|read| read.asked.as_str()).collect();
        assert_eq!(
            asked,
            BTreeSet::from(["indicators", "releases"]),
            "what was not told is no read"
        );
        assert!(reads.iter().all(|read| read.reader == issued.reader));
        stores.maker.revoke_token(issued.id).await.expect("revoked");
        assert_eq!(reader.post("{ releases { name } }", json!({})).await.0, 401);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_period_of_a_tenant_becomes_a_release() {
    for database in databases() {
        let office = Office::open(database.as_deref()).await;
        fill(&office, "exodus-veel", 150).await;
        fill(&office, "exodus-weinig", 6).await;
        let services = &office.installation.services;
        let store = &services.tenants().national_stores().await.expect("it opens").maker;
        let period = "2026-Q3".parse().expect("a period");
        let handed_in = store.hand_ins(period).await.expect("read");
        let regions: Vec<&str> = handed_in.iter().map(|one| one.region.as_str()).collect();
        assert_eq!(regions, ["exodus-veel", "exodus-weinig"]);
        let by = By {
            who: "statisticus",
            at: Machine::now(&SystemClock),
        };
        for region in regions {
            store.accept(region, period, 1, by).await.expect("accepted");
        }
        let attributes = catalogue().into_iter().filter(|one| one.kind == Kind::Attribute);
        let organisational = catalogue().into_iter().filter(|one| one.kind == Kind::Organisational);
        let definition = Definition {
            name: "2026-q3".to_owned(),
            title: Label::new("Kwartaal (fictief)", "Period (fictional)"),
            period,
            regions: ["exodus-veel", "exodus-weinig"].map(str::to_owned).to_vec(),
            groups: Vec::new(),
            organisational: organisational.map(|one| one.code).collect(),
            attributes: attributes
                .map(|one| AttributeTable {
                    indicator: one.code,
                    epsilon: "0.07".parse().expect("an epsilon"),
                    split: Split::Together,
                })
                .collect(),
        };
        compute(store, &definition, by).await;
        let data = office.reader().await.ask(FIGURES, json!({})).await;
        let tables = data["figures"].as_array().expect("a list");
        assert_eq!(
            tables.len(),
            catalogue().len(),
            "everything in the catalogue is counted"
        );
        let families = &tables[0]["figures"];
        assert_eq!(families[0]["place"]["code"], "exodus-veel");
        let of = |place: usize| families[place]["value"].as_i64().expect("told");
        assert!(of(0) > 90 && of(1) > 0 && of(2) == of(0) + of(1), "{families}");
        for figure in tables
            .iter()
            .flat_map(|table| table["figures"].as_array().expect("a list"))
        {
            let told = ["EXACT", "NOISED", "BELOW_TEN"].map(Value::from);
            assert!(told.contains(&figure["status"]), "{figure}");
        }
        let hours = tables
            .iter()
            .find(|table| table["indicator"]["code"] == "hours")
            .expect("there");
        assert!(
            hours["figures"][2]["value"].as_i64().is_some_and(|hours| hours > 0),
            "{hours}"
        );
    }
}

/// A fictional region with so many families, which closes a period.
async fn fill(office: &Office, slug: &str, families: usize) {
    let tenant = office.tenant(slug).await;
    let (coordinator_id, coordinator) = office.member(&tenant, Role::Coordinator).await;
    let (professional_id, _) = office.member(&tenant, Role::Professional).await;
    let services = &office.installation.services;
    let ctx = operator_ctx(services, &tenant).await.expect("the tenant opens");
    let ground = services
        .import_ground(&ctx, &HashSet::new())
        .await
        .expect("the tenant is read");
    let members = vec![
        (coordinator_id, Role::Coordinator),
        (professional_id, Role::Professional),
    ];
    let plan = &TENANTS[1];
    let partners = demo::partners::directory(&plan.places().expect("codes"), ctx.stamp()).expect("a directory");
    let instrument = ground.instruments.into_iter().next().expect("an instrument");
    let today = ctx.stamp().today;
    let mut plan = plan
        .generator(today, members, partners.clone(), instrument)
        .expect("a plan");
    plan.families = families;
    let dossiers = demo::dossiers(&plan).map(|after| ImportedDossier {
        before: None,
        after: after.expect("a dossier"),
    });
    let import = Import {
        partners,
        dossiers: dossiers.collect(),
        keys: Vec::new(),
    };
    services.import(&ctx, import).await.expect("the import is written");
    let close = "mutation { closePeriod(input: {period: \"2026-Q3\"}) { closedPeriod { period } refusals { code } } }";
    coordinator.done(close, json!({})).await;
    let approve = "mutation { approvePeriod(input: {period: \"2026-Q3\", number: 1}) { periodCount { state } refusals { code } } }";
    let approved = coordinator.done(approve, json!({})).await;
    assert_eq!(approved["periodCount"]["state"], "APPROVED");
}

pub(crate) const TYPES: &str = "{ __schema { types { name kind fields { name type { name kind ofType { name kind ofType { name kind \
    ofType { name } } } } } } } }";

/// The names of the types of a schema that have fields.
pub(crate) fn objects(schema: &Value) -> BTreeSet<String> {
    let types = schema["__schema"]["types"].as_array().into_iter().flatten();
    let own = types.filter(|one| one["kind"] == "OBJECT" || one["kind"] == "INTERFACE" || one["kind"] == "UNION");
    let names = own
        .filter_map(|one| one["name"].as_str())
        .filter(|name| !name.starts_with("__"));
    names.map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_type_that_a_reader_can_reach_is_one_of_casework() {
    let office = Office::open(None).await;
    let tenant = office.tenant("exodus-hier").await;
    let (_, coordinator) = office.member(&tenant, Role::Coordinator).await;
    let reader = office.reader().await;
    let national = objects(&reader.ask(TYPES, json!({})).await);
    let casework = objects(&coordinator.ask(TYPES, json!({})).await);
    assert!(
        national.contains("FigureTable") && casework.contains("Dossier"),
        "both tell their types"
    );
    // Whether a list goes on, and after which cursor: nothing leads on from there.
    let page = "{ __type(name: \"PageInfo\") { fields { type { kind name ofType { kind name } } } } }";
    let page = reader.ask(page, json!({})).await.to_string();
    assert!(page.contains("SCALAR") && !page.contains("OBJECT"), "{page}");
    let shared: Vec<_> = national.intersection(&casework).collect();
    assert_eq!(shared, ["PageInfo"], "can be reached from both");
}
