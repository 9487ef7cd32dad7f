//! The examples in `deploy/examples`, run as they stand against a release over HTTP: each ends in a picture. What an example
//! takes and is not installed is said loudly.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use krachtig_tests::client::Client;
use krachtig_tests::office::{Office, say};
use serde_json::Value;
use tokio::process::Command;

use crate::releases::publish;

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy/examples")
}

/// A server with a release, and a reader of it.
async fn setting() -> (Office, Client) {
    let office = Office::open(None).await;
    let stores = office.installation.services.tenants().national_stores().await;
    publish(&stores.expect("it opens").maker).await;
    let reader = office.reader().await;
    (office, reader)
}

/// A program that says where the server is and shows the reader's token.
fn program(name: impl AsRef<std::ffi::OsStr>, (office, reader): (&Office, &Client)) -> Command {
    let mut program = Command::new(name);
    program
        .env("KRACHTIG_URL", format!("http://{}", office.address()))
        .env("KRACHTIG_TOKEN", reader.token())
        .stdin(Stdio::null());
    program
}

/// What a program wrote, where it can be run at all: where it can't, that is said.
async fn run(mut program: Command, takes: &str) -> Option<Vec<u8>> {
    let Ok(done) = program.output().await else {
        say(&format!("AN EXAMPLE IS NOT RUN: {takes} is not installed."));
        return None;
    };
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    Some(done.stdout)
}

/// Whether a program runs at all.
async fn runs(name: impl AsRef<std::ffi::OsStr>, arguments: &[&str]) -> bool {
    let mut command = Command::new(name);
    let done = command.args(arguments).stdin(Stdio::null()).output().await;
    done.is_ok_and(|done| done.status.success())
}

fn is_png(file: &Path) -> bool {
    std::fs::read(file).is_ok_and(|bytes| bytes.starts_with(b"\x89PNG") && bytes.len() > 1_000)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_query_with_curl_draws_figures_with_their_margins() {
    if !runs("curl", &["--version"]).await || !runs("jq", &["--version"]).await {
        say("AN EXAMPLE IS NOT RUN: curl or jq is not installed.");
        return;
    }
    let (office, reader) = setting().await;
    let mut query = program("sh", (&office, &reader));
    query.arg(examples().join("query.sh"));
    let Some(drawn) = run(query, "a shell").await else {
        return;
    };
    let drawn = String::from_utf8(drawn).expect("text");
    assert!(
        drawn.starts_with("<svg") && drawn.trim_end().ends_with("</svg>"),
        "{drawn}"
    );
    assert!(
        drawn.contains("problem groups, 2025") && drawn.contains(" ±"),
        "{drawn}"
    );
    assert_eq!(
        drawn.matches("<text").count(),
        1 + 9 + 9,
        "a name and a number or a status of each group:\n{drawn}"
    );
    // The attributes that one family answered are below ten with any noise that is likely, and no nought.
    assert!(drawn.contains("below ten"), "{drawn}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_notebook_draws_figures_with_their_margins() {
    let tools = std::env::var_os("KRACHTIG_TEST_TOOLS").map(|tools| Path::new(&tools).join("python3"));
    let python = tools.unwrap_or_else(|| "python3".into());
    if !runs(&python, &["-c", "import matplotlib"]).await {
        say("AN EXAMPLE IS NOT RUN: Python with matplotlib is not installed.");
        return;
    }
    let notebook = std::fs::read(examples().join("figures.ipynb")).expect("it is there");
    let notebook: Value = serde_json::from_slice(&notebook).expect("JSON");
    let cells = notebook["cells"].as_array().expect("cells");
    let mut script = String::new();
    for cell in cells.iter().filter(|cell| cell["cell_type"] == "code") {
        assert_eq!(
            cell["outputs"],
            serde_json::json!([]),
            "what a run printed is not committed"
        );
        for line in cell["source"].as_array().expect("lines") {
            script.push_str(line.as_str().expect("text"));
        }
        script.push('\n');
    }
    let (office, reader) = setting().await;
    let folder = tempfile::tempdir().expect("a folder");
    let picture = folder.path().join("figures.png");
    let mut command = program(&python, (&office, &reader));
    command.arg("-c").arg(script).env("KRACHTIG_PICTURE", &picture);
    let Some(told) = run(command, "Python").await else {
        return;
    };
    let told = String::from_utf8(told).expect("text");
    assert!(
        told.contains("jaarcijfers-2025: 2025, epsilon 1.8, 429 families") && told.contains(" ± "),
        "{told}"
    );
    assert!(is_png(&picture));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_script_in_r_draws_figures_with_their_margins() {
    if !runs("Rscript", &["--version"]).await {
        say("AN EXAMPLE IS NOT RUN: R is not installed.");
        return;
    }
    let (office, reader) = setting().await;
    let folder = tempfile::tempdir().expect("a folder");
    let picture = folder.path().join("figures.png");
    let mut command = program("Rscript", (&office, &reader));
    command
        .arg(examples().join("figures.R"))
        .args(["jaarcijfers-2025", "problem_groups"])
        .arg(&picture);
    run(command, "R").await;
    assert!(is_png(&picture));
}
