//! How commands answer, and that they are consistent.

use clap::CommandFactory;
use serde_json::json;

use super::{check_config::without_password, output::Output, *};

fn printed(json: bool, outcome: &Outcome) -> String {
    let mut text = Vec::new();
    match outcome {
        Ok(answer) => Output::new(json).answer(answer, &mut text),
        Err(failure) => Output::new(json).failure(failure, &mut text),
    }
    .expect("memory takes it");
    String::from_utf8(text).expect("it is text")
}

#[test]
fn the_commands_are_consistent() {
    Cli::command().debug_assert();
}

#[test]
fn answers_have_two_forms_and_scripts_one() {
    let answer = Ok(Answer::new("Done.\n", json!({"done": true})));
    assert_eq!(printed(false, &answer), "Done.\n");
    assert_eq!(printed(true, &answer), "{\"done\":true}\n");
    assert_eq!(printed(true, &Ok(Answer::raw("script"))), "script\n");
}

#[test]
fn failures_name_what_lies_behind_them() {
    let source = std::io::Error::other("no such luck");
    let failure = Err(Failure::refused(
        "serve_failed",
        crate::app::ServeError::Listen {
            key: "server.listen",
            source,
        },
    ));
    let message = "cannot listen on the address of `server.listen`: no such luck";
    assert_eq!(printed(false, &failure), format!("krachtig: {message}\n"));
    let data = json!({"error": {"code": "serve_failed", "message": message}});
    assert_eq!(printed(true, &failure), format!("{data}\n"));
}

#[test]
fn no_password_is_shown() {
    for url in [
        "postgres://me:s3@cret@db:5432/x",
        "postgres://db/x?password=s3cret",
        "postgresql://me:p@db/x?sslmode=s3",
    ] {
        let shown = without_password(url);
        assert!(
            !shown.contains("s3") && !shown.contains("me") && shown.contains("db"),
            "{shown}"
        );
    }
    assert_eq!(without_password("sqlite:var/tenants"), "sqlite:var/tenants");
}

#[test]
fn completions_are_made_for_a_shell() {
    let script = printed(
        false,
        &completions::run(&completions::Arguments {
            shell: clap_complete::Shell::Bash,
        }),
    );
    assert!(script.contains("check-config") && script.contains("completions"));
}

#[test]
fn schema_files_are_written() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let arguments = schema::Arguments {
        out: dir.path().join("new"),
    };
    schema::run(&arguments, &Output::new(true)).expect("written");
    for (name, text) in crate::app::schema_files() {
        assert_eq!(
            std::fs::read_to_string(arguments.out.join(name)).expect("it is there"),
            text
        );
    }
}
