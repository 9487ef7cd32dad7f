//! Each attack on the door for GraphQL and on HTTP is refused within 50 ms and 50 MB more memory. Both are read off the
//! program's own process, so that neither the attacker's work nor that of other tests counts.

use std::fmt::Write as _;
use std::io::{Read, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::json;

use super::clock::office;
use super::crash::Serving;

/// The processor time that a refusal may take. The parser is some ten times slower without optimisation.
const LONGEST: Duration = Duration::from_millis(if cfg!(debug_assertions) { 500 } else { 50 });

/// The memory that it may take beyond what was in use.
const MOST: u64 = 50 << 20;

/// How often an attack is repeated: processor time is told in hundredths of a second.
const TIMES: u32 = 4;

struct Target {
    serving: Serving,
    token: String,
}

impl Target {
    /// The processor time that the program has used.
    fn used(&self) -> Duration {
        let path = format!("/proc/{}/stat", self.serving.pid());
        let text = std::fs::read_to_string(path).expect("it runs");
        let (_, rest) = text.rsplit_once(')').expect("its name is in brackets");
        let fields: Vec<&str> = rest.split_whitespace().collect();
        let ticks = |at: usize| fields[at].parse::<u64>().expect("a number");
        Duration::from_millis((ticks(11) + ticks(12)) * 10)
    }

    /// A line of what the program tells of its memory, in bytes.
    fn memory(&self, line: &str) -> u64 {
        let path = format!("/proc/{}/status", self.serving.pid());
        let text = std::fs::read_to_string(path).expect("it runs");
        let found = text
            .lines()
            .find_map(|each| each.strip_prefix(line))
            .expect("it is told");
        let kilobytes = found.trim().trim_end_matches(" kB").trim();
        kilobytes.parse::<u64>().expect("a number") << 10
    }

    /// Has the highest mark of its memory begin anew.
    fn forget_peak(&self) {
        let path = format!("/proc/{}/clear_refs", self.serving.pid());
        std::fs::write(path, "5").expect("we may");
    }

    /// Sends bytes and reads until the program closes, or has nothing to say for two seconds.
    fn send(&self, bytes: &[u8]) -> String {
        let mut socket = TcpStream::connect(self.serving.address).expect("it listens");
        let patience = Some(Duration::from_secs(2));
        socket.set_read_timeout(patience).expect("set");
        // It may refuse before it has taken all.
        let _ = socket.write_all(bytes);
        let mut text = Vec::new();
        let _ = socket.read_to_end(&mut text);
        String::from_utf8_lossy(&text).into_owned()
    }

    fn head(&self, method: &str, more: &str) -> String {
        format!(
            "{method} /t/kantoor/graphql HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\n\
             x-krachtig-client: bounds\r\nconnection: close\r\n{more}",
            self.token
        )
    }

    /// A request with this body, as a proper client sends it but for its type.
    fn of(&self, kind: &str, body: &str) -> String {
        let more = format!("content-type: {kind}\r\ncontent-length: {}\r\n\r\n{body}", body.len());
        self.head("POST", &more)
    }

    fn graphql(&self, query: &str) -> String {
        self.of("application/json", &json!({ "query": query }).to_string())
    }

    /// Holds an attack against its status, its code, and what it may take.
    fn refuses(&self, (what, bytes): (&str, &str), status: u16, code: &str) {
        self.forget_peak();
        let (memory, begun) = (self.memory("VmRSS:"), self.used());
        for _ in 0..TIMES {
            let told = self.send(bytes.as_bytes());
            assert!(told.starts_with(&format!("HTTP/1.1 {status} ")), "{what}: {told}");
            assert_eq!(
                told.matches("HTTP/1.1 ").count(),
                1,
                "{what} was answered twice: {told}"
            );
            assert!(told.contains(code), "{what}: {told}");
            assert!(told.len() < 4096, "{what} got a long answer");
        }
        let took = (self.used() - begun) / TIMES;
        assert!(took <= LONGEST, "{what} took {took:?}");
        let more = self.memory("VmHWM:").saturating_sub(memory);
        assert!(more <= MOST, "{what} took {more} bytes");
    }
}

fn repeated(count: usize, mut part: impl FnMut(usize) -> String) -> String {
    (0..count).fold(String::new(), |mut text, at| {
        text += &part(at);
        text
    })
}

fn heavy_documents(target: &Target) {
    let aliases = |count| format!("{{ {} }}", repeated(count, |at| format!("a{at}: __typename ")));
    let deep = |depth: usize, field: &str| {
        format!(
            "{}{{ __typename }}{}",
            format!("{{ {field} ").repeat(depth),
            "}".repeat(depth)
        )
    };
    let mut doubling = "{ ...F0 }".to_owned();
    for step in 0..200 {
        write!(
            doubling,
            " fragment F{step} on Query {{ ...F{n} ...F{n} }}",
            n = step + 1
        )
        .expect("strings grow");
    }
    let circle = "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }".to_owned();
    let introspection = format!("{{ __schema {{ types {} }} }}", deep(200, "fields { type { ofType"));
    let directives = format!("{{ __typename {} }}", "@a".repeat(100_000));
    for (what, document, status, code) in [
        ("a hundred thousand aliases", aliases(100_000), 413, "body_too_large"),
        (
            "as many aliases as fit",
            aliases(12_000),
            400,
            "graphql_too_many_aliases",
        ),
        (
            "a hundred thousand directives",
            directives,
            400,
            "graphql_too_many_directives",
        ),
        (
            "fields",
            format!("{{ {} }}", "__typename ".repeat(20_000)),
            400,
            "graphql_too_many",
        ),
        ("deep nesting", deep(20_000, "a"), 400, "graphql_too_deep"),
        (
            "deep lists",
            format!("{{ a(b: {}", "[".repeat(200_000)),
            400,
            "graphql_too_deep",
        ),
        ("circular fragments", circle, 400, "graphql_fragment_cycle"),
        ("doubling fragments", doubling, 400, "graphql_too_many_selections"),
        ("circular introspection", introspection, 400, "graphql_"),
    ] {
        target.refuses((what, &target.graphql(&document)), status, code);
    }
}

fn other_ways_in(target: &Target) {
    let batch = format!("[{}]", vec![r#"{"query":"{ __typename }"}"#; 5_000].join(","));
    let mutation = "query=mutation+%7B+__typename+%7D";
    let get = target
        .head("GET", "\r\n")
        .replacen("graphql", &format!("graphql?{mutation}"), 1);
    let part = "--x\r\ncontent-disposition: form-data; name=\"a\"\r\n\r\n1\r\n";
    let multipart = target.of("multipart/form-data; boundary=x", &part.repeat(4_000));
    for (what, request, status, code) in [
        ("a batch", target.of("application/json", &batch), 400, "batch"),
        ("a mutation by GET", get, 405, "code"),
        (
            "a mutation in a form",
            target.of("application/x-www-form-urlencoded", mutation),
            415,
            "code",
        ),
        (
            "a mutation as text",
            target.of("text/plain", r#"{"query":"mutation{__typename}"}"#),
            415,
            "code",
        ),
        ("a multipart bomb", multipart, 415, "code"),
        (
            "deep JSON",
            target.of("application/json", &"[".repeat(200_000)),
            400,
            "code",
        ),
        (
            "a header too long",
            target.head("GET", &format!("a: {}\r\n\r\n", "b".repeat(1 << 20))),
            431,
            "",
        ),
        (
            "too many headers",
            target.head("GET", &format!("{}\r\n", "a: b\r\n".repeat(100_000))),
            431,
            "",
        ),
    ] {
        target.refuses((what, &request), status, code);
    }
}

/// What a proxy in front may read as one request, and we as two, or the other way about.
fn smuggling(target: &Target) {
    let hidden = "GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n";
    let chunked = format!("0\r\n\r\n{hidden}");
    let json = "content-type: application/json\r\n";
    for (what, lengths) in [
        (
            "a length and chunks",
            format!("content-length: {}\r\ntransfer-encoding: chunked\r\n", chunked.len()),
        ),
        (
            "chunks and a length",
            format!("transfer-encoding: chunked\r\ncontent-length: {}\r\n", chunked.len()),
        ),
        (
            "two lengths",
            format!("content-length: 5\r\ncontent-length: {}\r\n", chunked.len()),
        ),
        ("a list of lengths", "content-length: 5, 6\r\n".to_owned()),
        ("a signed length", "content-length: +5\r\n".to_owned()),
        ("a length in hexadecimal", "content-length: 0x5\r\n".to_owned()),
        ("unknown chunks", "transfer-encoding: xchunked\r\n".to_owned()),
        (
            "chunks that are not last",
            "transfer-encoding: chunked, identity\r\n".to_owned(),
        ),
        (
            "chunks twice",
            "transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n".to_owned(),
        ),
        ("a blank before the colon", "transfer-encoding : chunked\r\n".to_owned()),
        ("a folded header", "transfer-encoding:\r\n chunked\r\n".to_owned()),
        ("a NUL in a header", "x: a\0b\r\n".to_owned()),
    ] {
        let head = target.head("POST", json).replace("connection: close\r\n", "");
        target.refuses((what, &format!("{head}{lengths}\r\n{chunked}")), 400, "");
    }
}

#[test]
fn each_attack_is_refused_in_little_time_and_memory() {
    let (installation, token, _) = office();
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let serving = runtime.block_on(Serving::start_with(&installation, &[]));
    let target = Target { serving, token };
    let proper = target.send(target.graphql("{ __typename }").as_bytes());
    assert!(proper.starts_with("HTTP/1.1 200 "), "{proper}");
    heavy_documents(&target);
    other_ways_in(&target);
    smuggling(&target);
}
