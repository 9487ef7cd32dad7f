//! The program is killed at any moment, again and again, while people read and write: nothing that it acknowledged is
//! lost, nothing that it showed lacks its line in the access log, and the log's tree is whole.

use std::collections::HashSet;
use std::net::{SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use krachtig_core::access::Actor;
use krachtig_core::domain::dossier::Parts;
use krachtig_core::domain::id::MemberId;
use krachtig_core::domain::vocabulary::Role;
use krachtig_core::service::{AccessLogFilter, Ask, Ctx, RecordedSort, VerifyLog};
use krachtig_server::app::open::{open, operator_ctx};
use krachtig_server::settings::Settings;
use serde_json::{Value, json};
use tokio::net::TcpStream;

use super::Installation;

/// People who work at once.
const PEOPLE: usize = 6;

/// What the program acknowledged.
#[derive(Default)]
struct Acknowledged {
    /// Trajectories that were made, with the request that did it.
    made: Vec<(String, String)>,
    /// Requests whose answer showed a dossier.
    read: Vec<String>,
}

/// The program as it serves, until it is killed.
pub(super) struct Serving {
    child: Child,
    pub(super) address: SocketAddr,
}

impl Serving {
    async fn start(installation: &Installation) -> Self {
        Self::start_with(installation, &[]).await
    }

    /// The same with more in its environment.
    pub(super) async fn start_with(installation: &Installation, more: &[(&str, String)]) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = free.local_addr().expect("bound");
        drop(free);
        let child = Command::new(env!("CARGO_BIN_EXE_krachtig"))
            .arg("serve")
            .current_dir(installation.dir.path())
            .env("KRACHTIG__DATABASE__URL", installation.url())
            .env("KRACHTIG__KEYS__FILE", installation.path("var/master.key"))
            .env("KRACHTIG__SERVER__LISTEN", address.to_string())
            .env("KRACHTIG__TELEMETRY__METRICS", "false")
            .env("KRACHTIG__AUDIT__CHECKPOINT_SECONDS", "1")
            .envs(more.iter().map(|(name, value)| (name, value)))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let patience = Instant::now() + Duration::from_secs(20);
        while TcpStream::connect(address).await.is_err() {
            assert!(Instant::now() < patience, "the program does not listen");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Self { child, address }
    }

    /// The number of its process.
    pub(super) fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // On Unix this is SIGKILL: the program gets no chance to tidy up.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Somebody who sends one request after the other, until the connection breaks.
struct Person {
    line: SendRequest<Full<Bytes>>,
    token: String,
}

impl Person {
    async fn connect(address: SocketAddr, token: &str) -> Option<Self> {
        let socket = TcpStream::connect(address).await.ok()?;
        let (line, connection) = handshake(TokioIo::new(socket)).await.ok()?;
        tokio::spawn(connection);
        let token = token.to_owned();
        Some(Self { line, token })
    }

    /// The data of an answer that came whole and tells no error.
    async fn ask(&mut self, request: &str, query: &str, variables: Value) -> Option<Value> {
        let body = json!({"query": query, "variables": variables}).to_string();
        let order = Request::post("/t/kantoor/graphql")
            .header("host", "localhost")
            .header("authorization", format!("Bearer {}", self.token))
            .header("content-type", "application/json")
            .header("x-krachtig-client", "crash-test")
            .header("x-request-id", request)
            .body(Full::new(Bytes::from(body)))
            .expect("a request");
        self.line.ready().await.ok()?;
        let answer = self.line.send_request(order).await.ok()?;
        let good = answer.status().is_success();
        let bytes = answer.into_body().collect().await.ok()?.to_bytes();
        let answer: Value = serde_json::from_slice(&bytes).ok()?;
        assert!(good && answer["errors"].is_null(), "{answer}");
        Some(answer["data"].clone())
    }
}

pub(super) const MAKE: &str = "mutation Make($input: RegisterFamilyInput!) { registerFamily(input: $input) \
                    { refusals { code } dossier { trajectory { id } } } }";
const READ: &str = "query Read($id: TrajectoryId!) { dossier(id: $id) { family { name } persons { name } } }";
pub(super) const LIST: &str = "{ trajectories(first: 20, descending: true) { edges { node { trajectory { id } } } } }";

/// Reads and writes until the program is gone.
async fn work((address, token): (SocketAddr, String), (turn, who): (usize, usize), seen: Arc<Mutex<Acknowledged>>) {
    let Some(mut person) = Person::connect(address, &token).await else {
        return;
    };
    let mut mine: Option<String> = None;
    for number in 0.. {
        let request = format!("crash-{turn}-{who}-{number}");
        if number % 3 == 0 || mine.is_none() {
            let input = json!({"family": {"name": "Gezin Voorbeeld (fictief)"}, "openedOn": "2026-01-05"});
            let Some(answer) = person.ask(&request, MAKE, json!({"input": input})).await else {
                return;
            };
            let id = answer["registerFamily"]["dossier"]["trajectory"]["id"].as_str();
            let id = id.unwrap_or_else(|| panic!("{answer}")).to_owned();
            seen.lock().expect("no panic").made.push((id.clone(), request));
            mine = Some(id);
        } else {
            let (query, variables) = match number % 3 {
                1 => (READ, json!({"id": mine})),
                _ => (LIST, json!({})),
            };
            if person.ask(&request, query, variables).await.is_none() {
                return;
            }
            seen.lock().expect("no panic").read.push(request);
        }
    }
}

fn random_below(most: u64) -> u64 {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).expect("there is randomness");
    u64::from_le_bytes(bytes) % most
}

/// Opens what the kills left, and holds it against what was acknowledged.
async fn check(settings: &Settings, coordinator: MemberId, seen: &Acknowledged) {
    let installation = open(settings).await.expect("it opens again");
    let services = &installation.services;
    let operator = operator_ctx(services, &"kantoor".parse().expect("a slug"))
        .await
        .expect("it opens");
    let log = services.log_verifier(&operator, &installation.log_key).expect("named");
    let order = VerifyLog {
        log,
        checkpoints: Vec::new(),
        witnesses: Vec::new(),
    };
    let check = services.verify_log(&operator, order).await.expect("verified");
    assert!(check.is_good(), "{check:?}");
    let ctx = Ctx {
        actor: Actor::member(coordinator, vec![Role::Coordinator]),
        ..operator
    };
    let mut requests: HashSet<String> = HashSet::new();
    let mut ask = Ask {
        first: 100,
        after: None,
        filter: AccessLogFilter::default(),
        sort: RecordedSort::Recorded,
        descending: false,
    };
    loop {
        let page = services.access_log(&ctx, &ask).await.expect("read");
        ask.after = page.rows.last().map(|(cursor, _)| cursor.clone());
        requests.extend(page.rows.into_iter().map(|(_, line)| line.request_id));
        // Each of our own readings makes the log one line longer, and reads a hundred.
        if !page.more {
            break;
        }
    }
    for (made, request) in &seen.made {
        let id = made.parse().expect("an id");
        services
            .dossier(&ctx, id, Parts::default())
            .await
            .unwrap_or_else(|gone| panic!("{made} is gone: {gone}"));
        assert!(requests.contains(request), "what {request} wrote has no line");
    }
    for request in &seen.read {
        assert!(requests.contains(request), "what {request} showed has no line");
    }
    services.tenants().close().await;
}

/// On SQLite and, where there is a server, on PostgreSQL: in the database that its address names, of which nobody else
/// makes use.
fn kill(times: usize) {
    kill_at(None, times);
    match std::env::var("KRACHTIG_TEST_POSTGRES") {
        Ok(url) => kill_at(Some(url), times),
        Err(_) => note_missing_server(),
    }
}

#[expect(clippy::print_stderr, reason = "a test that leaves something out says so")]
fn note_missing_server() {
    eprintln!("NOTE: KRACHTIG_TEST_POSTGRES is not set, so nothing was tried on PostgreSQL");
}

fn kill_at(elsewhere: Option<String>, times: usize) {
    let installation = Installation::at(elsewhere, &[("kantoor", true)]);
    let add = [
        "user",
        "--tenant",
        "kantoor",
        "add",
        "leiding@voorbeeld.invalid",
        "--name",
        "Leiding (fictief)",
    ];
    let added = installation.answer(&[&add[..], &["--role", "coordinator"]].concat());
    let token = added["token"].as_str().expect("a token").to_owned();
    let coordinator: MemberId = added["member"]["id"]
        .as_str()
        .and_then(|id| id.parse().ok())
        .expect("an id");
    let mut settings = Settings::default();
    settings.database.url = installation.url();
    settings.audit.key_file = installation.path("var/audit-log.key");
    settings.national.key_file = installation.path("var/release.key");
    settings.keys.file = installation.path("var/master.key");
    let seen = Arc::new(Mutex::new(Acknowledged::default()));
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        for turn in 0..times {
            let serving = Serving::start(&installation).await;
            let mut people = tokio::task::JoinSet::new();
            for who in 0..PEOPLE {
                people.spawn(work((serving.address, token.clone()), (turn, who), Arc::clone(&seen)));
            }
            tokio::time::sleep(Duration::from_millis(60 + random_below(1_500))).await;
            drop(serving);
            while let Some(done) = people.join_next().await {
                done.expect("nobody was told an error");
            }
            if turn % 20 == 19 || turn + 1 == times {
                let seen = std::mem::take(&mut *seen.lock().expect("no panic"));
                assert!(!seen.made.is_empty() && !seen.read.is_empty(), "nothing happened");
                check(&settings, coordinator, &seen).await;
            }
        }
    });
}

#[test]
fn a_few_kills_lose_nothing_that_was_acknowledged() {
    kill(3);
}

#[test]
#[ignore = "soak"]
fn two_hundred_kills_lose_nothing_that_was_acknowledged() {
    kill(200);
}
