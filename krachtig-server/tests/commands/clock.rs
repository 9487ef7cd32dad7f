//! The program while the machine's clock is put a day forth and back: nobody is kept out by it, no session outlives its
//! limits, and what is written stays in the order in which it was written.

use std::path::{Path, PathBuf};
use std::time::Duration;

use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper::body::Bytes;
use hyper::client::conn::http1::handshake;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpStream;

use super::Installation;
use super::crash::{LIST, MAKE, Serving};

const EMAIL: &str = "leiding@voorbeeld.invalid";
const PASSWORD: &str = "vier losse woorden samen";

/// The library that tells a program another time, where it is installed.
fn library() -> Option<PathBuf> {
    let machines = std::fs::read_dir("/usr/lib").ok()?.flatten().map(|entry| entry.path());
    let folders = machines.chain(["/usr/lib".into(), "/usr/local/lib".into()]);
    folders
        .map(|folder| folder.join("faketime/libfaketimeMT.so.1"))
        .find(|path| path.is_file())
}

#[expect(clippy::print_stderr, reason = "a test that leaves something out says so")]
fn note_missing_library() {
    eprintln!("NOTE: libfaketime is not installed, so no clock was put back (on Debian: apt-get install faketime)");
}

/// A program with a clock of its own.
struct Clocked {
    serving: Serving,
    clock: PathBuf,
}

impl Clocked {
    async fn start(installation: &Installation, library: &Path) -> Self {
        let clock = installation.path("clock");
        std::fs::write(&clock, "+0\n").expect("written");
        let more = [
            ("LD_PRELOAD", library.display().to_string()),
            ("FAKETIME_TIMESTAMP_FILE", clock.display().to_string()),
            ("FAKETIME_NO_CACHE", "1".to_owned()),
            // What measures waits goes on, as it does on a machine whose clock is put back.
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1".to_owned()),
            ("NO_FAKE_STAT", "1".to_owned()),
        ];
        let serving = Serving::start_with(installation, &more).await;
        Self { serving, clock }
    }

    /// Puts the clock so many hours ahead of the real one.
    async fn set(&self, hours: i32) {
        std::fs::write(&self.clock, format!("{hours:+}h\n")).expect("written");
        // Who was known a moment ago is forgotten.
        tokio::time::sleep(Duration::from_millis(1100)).await;
    }

    /// Sends JSON with somebody's proof, and answers the status, the wait that is asked for, the cookies and the body.
    async fn post(&self, path: &str, proof: (&str, &str), body: Value) -> (u16, Option<u32>, String, Value) {
        let socket = TcpStream::connect(self.serving.address).await.expect("it listens");
        let (mut line, connection) = handshake(TokioIo::new(socket)).await.expect("it speaks HTTP");
        tokio::spawn(connection);
        let order = Request::post(format!("/t/kantoor/{path}"))
            .header("host", self.serving.address.to_string())
            .header("content-type", "application/json")
            .header("x-krachtig-client", "clock-test")
            .header("sec-fetch-site", "same-origin")
            .header(proof.0, proof.1)
            .body(Full::new(Bytes::from(body.to_string())))
            .expect("a request");
        let answer = line.send_request(order).await.expect("an answer");
        let header = |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok());
        let wait = header("retry-after").and_then(|wait| wait.parse().ok());
        let cookies: Vec<&str> = answer
            .headers()
            .get_all("set-cookie")
            .iter()
            .filter_map(|cookie| cookie.to_str().ok()?.split(';').next())
            .collect();
        let (status, cookies) = (answer.status().as_u16(), cookies.join("; "));
        let bytes = answer.into_body().collect().await.expect("a body").to_bytes();
        (
            status,
            wait,
            cookies,
            serde_json::from_slice(&bytes).unwrap_or_default(),
        )
    }

    /// Whether a session proves who shows it.
    async fn holds(&self, session: &str) -> bool {
        let asked = self
            .post("graphql", ("cookie", session), json!({ "query": LIST }))
            .await;
        asked.3["data"]["trajectories"].is_object()
    }

    /// Signs in, and answers the session.
    async fn sign_in(&self, password: &str) -> Result<String, u32> {
        let body = json!({ "email": EMAIL, "password": password });
        let (status, wait, cookies, answer) = self.post("auth/sign-in", ("x-test", "none"), body).await;
        match (status, wait) {
            (200, _) => Ok(cookies),
            (429, Some(wait)) => Err(wait),
            (_, _) if answer["errors"][0]["extensions"]["code"] == "sign_in_refused" => Err(0),
            _ => panic!("{status} {answer}"),
        }
    }

    async fn register(&self, token: &str) -> String {
        let input = json!({"family": {"name": "Gezin Voorbeeld (fictief)"}, "openedOn": "2026-01-05"});
        let body = json!({"query": MAKE, "variables": {"input": input}});
        let proof = format!("Bearer {token}");
        let (_, _, _, answer) = self.post("graphql", ("authorization", &proof), body).await;
        let id = answer["data"]["registerFamily"]["dossier"]["trajectory"]["id"].as_str();
        id.unwrap_or_else(|| panic!("{answer}")).to_owned()
    }
}

/// The office, and a token and an invitation of its coordinator.
pub(super) fn office() -> (Installation, String, String) {
    let installation = Installation::new(&[("kantoor", true)]);
    let add = [
        "user",
        "--tenant",
        "kantoor",
        "add",
        EMAIL,
        "--name",
        "Leiding (fictief)",
    ];
    let added = installation.answer(&[&add[..], &["--role", "coordinator"]].concat());
    let token = added["token"].as_str().unwrap_or_else(|| panic!("{added}")).to_owned();
    let invited = installation.answer(&["user", "--tenant", "kantoor", "invite", EMAIL]);
    let path = invited["invitation"]["path"].as_str();
    let (_, secret) = path.and_then(|path| path.split_once('#')).expect("a link");
    (installation, token, secret.to_owned())
}

#[test]
fn a_clock_that_is_put_forth_and_back_breaks_nothing() {
    let Some(library) = library() else {
        return note_missing_library();
    };
    let (installation, token, invitation) = office();
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let clocked = Clocked::start(&installation, &library).await;
        let accept = json!({ "invitation": invitation, "password": PASSWORD });
        let (status, _, of_today, told) = clocked.post("auth/invitation", ("x-test", "none"), accept).await;
        assert_eq!(status, 200, "{told}");
        assert!(clocked.holds(&of_today).await);
        let mut made = vec![clocked.register(&token).await];

        clocked.set(24).await;
        assert!(!clocked.holds(&of_today).await, "its time is over");
        let of_tomorrow = clocked.sign_in(PASSWORD).await.expect("let in");
        assert!(clocked.holds(&of_tomorrow).await);
        for number in 0..6 {
            let wait = clocked.sign_in(&format!("gokje nummer {number}")).await;
            assert!(wait.expect_err("a guess") <= 900);
        }
        made.push(clocked.register(&token).await);

        clocked.set(0).await;
        assert!(!clocked.holds(&of_tomorrow).await, "it would live for a day too long");
        let wait = clocked.sign_in(PASSWORD).await;
        let again = wait.unwrap_or_else(|wait| panic!("kept out for {wait} s"));
        assert!(clocked.holds(&again).await);
        made.push(clocked.register(&token).await);

        clocked.set(-24).await;
        assert!(!clocked.holds(&again).await);
        let yesterday = clocked.sign_in(PASSWORD).await.expect("let in");
        assert!(clocked.holds(&yesterday).await);
        made.push(clocked.register(&token).await);
        clocked.set(0).await;
        assert!(!clocked.holds(&yesterday).await, "a day has passed");
        made.push(clocked.register(&token).await);

        let proof = format!("Bearer {token}");
        let (_, _, _, listed) = clocked
            .post("graphql", ("authorization", &proof), json!({ "query": LIST }))
            .await;
        let edges = listed["data"]["trajectories"]["edges"].as_array().expect("a list");
        for id in &made {
            let times = edges
                .iter()
                .filter(|edge| edge["node"]["trajectory"]["id"] == **id)
                .count();
            assert_eq!(times, 1, "{listed}");
        }
        // The sequencer has its turn.
        tokio::time::sleep(Duration::from_millis(1500)).await;
    });
    let verified = installation.answer(&["audit", "verify", "--tenant", "kantoor"]);
    assert!(verified["lines"].as_u64().is_some_and(|lines| lines > 20), "{verified}");
}
