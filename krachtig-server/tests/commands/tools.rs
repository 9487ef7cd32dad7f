//! Attackers' own tools, let loose on the program as people run it: slowhttptest, clairvoyance, schemathesis and sqlmap.
//!
//! A tool that is not installed is left out, and said. They are looked for in the search path and in the folder that
//! `KRACHTIG_TEST_TOOLS` names, such as `bin` of a Python environment.

use std::path::PathBuf;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper::body::Bytes;
use hyper::client::conn::http1::handshake;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpStream;

use super::Installation;
use super::clock::office;
use super::crash::Serving;

/// Connections of a slow attacker.
const SLOW: &str = "2000";

/// What may be noise in the time of a request, on a machine that runs the attacker too.
const NOISE: Duration = Duration::from_millis(20);

/// Where a tool is; none, and said, where it is not installed.
#[expect(clippy::print_stderr, reason = "a test that leaves something out says so")]
fn tool(name: &str, how: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let named = std::env::var_os("KRACHTIG_TEST_TOOLS").map(PathBuf::from);
    let mut folders = std::env::split_paths(&path).chain(named);
    let found = folders.find_map(|folder| Some(folder.join(name)).filter(|path| path.is_file()));
    if found.is_none() {
        eprintln!("NOTE: {name} is not installed, so it attacked nothing ({how})");
    }
    found
}

/// A running program, with somebody's token.
struct Target {
    installation: Installation,
    serving: Serving,
    token: String,
    runtime: tokio::runtime::Runtime,
}

impl Target {
    fn start(more: &[(&str, String)]) -> Self {
        let (installation, token, _) = office();
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let serving = runtime.block_on(Serving::start_with(&installation, more));
        Self {
            installation,
            serving,
            token,
            runtime,
        }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}/t/kantoor/{path}", self.serving.address)
    }

    fn proof(&self) -> String {
        format!("Authorization: Bearer {}", self.token)
    }

    /// How many connections the program has open: a slow attacker must really have had its place.
    fn connections(&self) -> usize {
        let files = std::fs::read_dir(format!("/proc/{}/fd", self.serving.pid()));
        files.map_or(0, Iterator::count)
    }

    /// The longest of a hundred times that a request on a connection of its own took, but for the very longest.
    fn p99(&self) -> Duration {
        let mut times: Vec<Duration> = self.runtime.block_on(async {
            let mut times = Vec::new();
            for _ in 0..200 {
                let begun = Instant::now();
                self.ask().await;
                times.push(begun.elapsed());
            }
            times
        });
        times.sort();
        times[197]
    }

    async fn ask(&self) {
        let socket = TcpStream::connect(self.serving.address).await.expect("it listens");
        let (mut line, connection) = handshake(TokioIo::new(socket)).await.expect("it speaks HTTP");
        tokio::spawn(connection);
        let body = json!({"query": super::crash::LIST}).to_string();
        let order = Request::post("/t/kantoor/graphql")
            .header("host", "localhost")
            .header("authorization", format!("Bearer {}", self.token))
            .header("content-type", "application/json")
            .header("x-krachtig-client", "tools")
            .body(Full::new(Bytes::from(body)))
            .expect("a request");
        let answer = line.send_request(order).await.expect("an answer");
        assert!(answer.status().is_success());
        answer.into_body().collect().await.expect("whole");
    }
}

fn said(output: &Output) -> String {
    format!(
        "{}\n{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// Holds connections in one of slowhttptest's ways while others work.
fn slowly(kind: &[&str], path: &str) {
    let Some(slowhttptest) = tool("slowhttptest", "on Debian: apt-get install slowhttptest") else {
        return;
    };
    let target = Target::start(&[("KRACHTIG__SERVER__MAX_CONNECTIONS", "4096".to_owned())]);
    let (before, idle) = (target.p99(), target.connections());
    // The only header that it lets us choose carries those along without which nobody's body is read.
    let more = format!("a=b\r\n{}\r\nX-Krachtig-Client: slow", target.proof());
    let mut attack = Command::new(slowhttptest)
        .args(kind)
        .args(["-f", "application/json", "-j", &more])
        .args(["-c", SLOW, "-r", "1000", "-l", "15", "-i", "2", "-x", "24", "-p", "3"])
        .args(["-u", &format!("http://{}{path}", target.serving.address)])
        .stdout(std::process::Stdio::null())
        .spawn()
        .expect("it starts");
    let (mut during, mut most) = (Duration::ZERO, 0);
    std::thread::sleep(Duration::from_secs(3));
    while attack.try_wait().expect("asked").is_none() {
        most = most.max(target.connections());
        during = during.max(target.p99());
    }
    assert!(
        most > idle + 500,
        "the attacker never had more than {most} connections, from {idle}"
    );
    let bound = (before * 2).max(before + NOISE);
    assert!(during <= bound, "p99 was {before:?} and became {during:?}");
    // What the attacker held is given back.
    std::thread::sleep(Duration::from_secs(1));
    assert!(target.p99() <= bound);
}

#[test]
#[ignore = "soak"]
fn slow_headers_slow_nobody_else_down() {
    slowly(&["-H"], "/healthz");
}

#[test]
#[ignore = "soak"]
fn slow_bodies_slow_nobody_else_down() {
    slowly(&["-B", "-s", "8192", "-t", "POST"], "/t/kantoor/graphql");
}

#[test]
#[ignore = "soak"]
fn slow_readers_slow_nobody_else_down() {
    slowly(
        &["-X", "-w", "1", "-y", "8", "-n", "3", "-z", "8", "-k", "3"],
        "/healthz",
    );
}

#[test]
#[ignore = "soak"]
fn clairvoyance_recovers_nothing() {
    let Some(clairvoyance) = tool("clairvoyance", "pip install clairvoyance") else {
        return;
    };
    let target = Target::start(&[]);
    let out = target.installation.path("schema.json");
    let url = target.url("graphql");
    let tried = Command::new(clairvoyance)
        .args(["-H", "X-Krachtig-Client: clairvoyance", "-c", "4", "-m", "1", "-o"])
        .arg(&out)
        .arg(&url)
        .output()
        .expect("it runs");
    let text = std::fs::read_to_string(&out).unwrap_or_default();
    let schema: Value = serde_json::from_str(&text).unwrap_or_default();
    let types = schema["data"]["__schema"]["types"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    for found in types {
        let ours = found["name"].as_str().unwrap_or_default();
        let known = [
            "Query",
            "Mutation",
            "Subscription",
            "Boolean",
            "Float",
            "ID",
            "Int",
            "String",
        ];
        assert!(known.contains(&ours), "it found {found}: {}", said(&tried));
        let fields = found["fields"].as_array().cloned().unwrap_or_default();
        let made_up = |field: &Value| field["name"] == "dummy";
        assert!(fields.iter().all(made_up), "it found {found}");
    }
}

#[test]
#[ignore = "soak"]
fn schemathesis_finds_no_fault_of_the_server() {
    let Some(schemathesis) = tool("schemathesis", "pip install schemathesis") else {
        return;
    };
    let target = Target::start(&[]);
    let source = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let tried = Command::new(schemathesis)
        .args(["run", &target.url("graphql"), "-H", &target.proof()])
        .args(["-H", "X-Krachtig-Client: schemathesis", "--checks", "no_fault"])
        .args(["--phases", "fuzzing", "--max-time", "120", "--no-color", "--seed", "1"])
        .env("SCHEMATHESIS_HOOKS", "schemathesis_hooks")
        .env("PYTHONPATH", source.join("tests/commands"))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("KRACHTIG_TEST_SCHEMA", source.join("schema/tenant.graphql"))
        .current_dir(target.installation.dir.path())
        .output()
        .expect("it runs");
    let told = said(&tried);
    assert!(tried.status.success() && told.contains(" passed"), "{told}");
    target.runtime.block_on(target.ask());
}

/// Requests with a star where sqlmap puts what it tries.
fn injections(target: &Target) -> Vec<(String, String)> {
    let dossier = "query($id: TrajectoryId!) { dossier(id: $id) { family { name } } }";
    let search = "query($text: String) { families(first: 5, filter: {name: $text}) { edges { node { id } } } }";
    let paged =
        "query($after: String) { trajectories(first: 5, after: $after) { edges { node { trajectory { id } } } } }";
    let sorted = |key: &str| {
        format!("{{ trajectories(first: 5, sort: {key}) {{ edges {{ node {{ trajectory {{ id }} }} }} }} }}")
    };
    let graphql = target.url("graphql");
    let ask = |query: &str, variables: Value| json!({"query": query, "variables": variables}).to_string();
    vec![
        (
            graphql.clone(),
            ask(dossier, json!({"id": "tra_00000000000070008000000000000001*"})),
        ),
        (graphql.clone(), ask(search, json!({"text": "Gezin*"}))),
        (graphql.clone(), ask(paged, json!({"after": "abc*"}))),
        (graphql.clone(), ask(&sorted("RECORDED*"), json!({}))),
        (
            target.url("graphql").replace("kantoor", "kantoor*"),
            ask("{ __typename }", json!({})),
        ),
        (
            target.url("auth/sign-in"),
            json!({"email": "a*@voorbeeld.invalid", "password": "b*"}).to_string(),
        ),
    ]
}

#[test]
#[ignore = "soak"]
fn sqlmap_finds_nothing_to_inject() {
    let Some(sqlmap) = tool("sqlmap", "on Debian: apt-get install sqlmap") else {
        return;
    };
    let target = Target::start(&[]);
    for (url, body) in injections(&target) {
        let tried = Command::new(&sqlmap)
            .args([
                "-u",
                &url,
                "--method",
                "POST",
                "--data",
                &body,
                "--batch",
                "--flush-session",
            ])
            .args([
                "--headers",
                &format!(
                    "{}\nX-Krachtig-Client: sqlmap\nContent-Type: application/json",
                    target.proof()
                ),
            ])
            .args([
                "--level",
                "2",
                "--risk",
                "2",
                "--threads",
                "4",
                "--ignore-code",
                "400,401,403,404,415,422,429",
                "--disable-coloring",
            ])
            .args(["--technique", "BEU", "--output-dir"])
            .arg(target.installation.path("sqlmap"))
            .output()
            .expect("it runs");
        let told = said(&tried);
        let nothing = [
            "do not appear to be injectable",
            "does not seem to be injectable",
            "no parameter(s) found",
        ];
        assert!(nothing.iter().any(|words| told.contains(words)), "{body}\n{told}");
        assert!(
            !told.contains("is vulnerable") && !told.contains("Payload:"),
            "{body}\n{told}"
        );
    }
    target.runtime.block_on(target.ask());
}
