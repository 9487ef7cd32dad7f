//! The settings, their file and what is refused.

use std::collections::HashMap;

use super::{load::*, *};

const DOCUMENTED: &str = include_str!("../../../deploy/krachtig.toml");

fn environment(pairs: &[(&str, &str)]) -> Sources {
    let environment = pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    Sources {
        file: None,
        environment,
    }
}

fn file(text: &str) -> (tempfile::TempDir, Sources) {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let path = dir.path().join("krachtig.toml");
    std::fs::write(&path, text).expect("the file is written");
    (
        dir,
        Sources {
            file: Some(path),
            environment: HashMap::new(),
        },
    )
}

#[test]
fn the_documented_file_holds_every_key_with_its_default() {
    assert_eq!(flat_file(DOCUMENTED), flat_default_texts());
    let (_dir, sources) = file(DOCUMENTED);
    assert_eq!(load_from(&sources).expect("accepted"), Settings::default());
}

#[test]
fn every_key_of_the_documented_file_has_a_comment_above_it() {
    let mut commented = false;
    for line in DOCUMENTED.lines() {
        if line.contains(" = ") && !line.starts_with('#') {
            assert!(commented, "`{line}` has no comment");
        }
        commented = line.starts_with('#') && line.len() > 2;
    }
}

#[test]
fn the_environment_lies_over_the_file_and_the_file_over_the_defaults() {
    let (_dir, mut sources) = file("[server]\nmax_connections = 7\nidle_timeout_seconds = 8\n");
    sources.environment = environment(&[("KRACHTIG__SERVER__MAX_CONNECTIONS", "9"), ("HOME", "/x")]).environment;
    let settings = load_from(&sources).expect("accepted");
    assert_eq!(settings.server.max_connections, 9);
    assert_eq!(settings.server.idle_timeout_seconds, Seconds(8));
    assert_eq!(settings.server.header_timeout_seconds, Seconds(10));
}

#[test]
fn unknown_keys_are_refused_with_their_origin() {
    let (_dir, sources) = file("[server]\nlisen = \"127.0.0.1:1\"\n");
    let refusal = load_from(&sources).expect_err("refused").to_string();
    assert!(
        refusal.contains("`server.lisen`") && refusal.contains("krachtig.toml"),
        "{refusal}"
    );
    let refusal = load_from(&environment(&[("KRACHTIG__SERVERS__LISTEN", "x")]))
        .expect_err("refused")
        .to_string();
    assert_eq!(
        refusal,
        "environment variable KRACHTIG__SERVERS__LISTEN: there is no setting `servers.listen`"
    );
    let refusal = load_from(&environment(&[("KRACHTIG__SERVER", "x")]))
        .expect_err("refused")
        .to_string();
    assert_eq!(
        refusal,
        "environment variable KRACHTIG__SERVER: there is no setting `server`"
    );
}

#[test]
fn wrong_values_are_refused_with_their_origin_and_never_repeated() {
    let refusal = load_from(&environment(&[("KRACHTIG__SERVER__LISTEN", "s3cret")]))
        .expect_err("refused")
        .to_string();
    assert_eq!(
        refusal,
        "environment variable KRACHTIG__SERVER__LISTEN: `server.listen` has a value of the wrong kind, its default is \
         `127.0.0.1:8080`"
    );
    let (_dir, sources) = file("[graphql]\ndepth = \"deep\"\n");
    let refusal = load_from(&sources).expect_err("refused").to_string();
    assert!(
        refusal.contains("`graphql.depth` has a value of the wrong kind"),
        "{refusal}"
    );
    let (_dir, sources) = file("[graphql]\ndepth = -1\n");
    assert!(matches!(load_from(&sources), Err(Refusal::WrongValue { key, .. }) if key == "graphql.depth"));
}

#[test]
fn values_out_of_bounds_are_refused() {
    let cases = [
        ("KRACHTIG__SERVER__HEADER_TIMEOUT_SECONDS", "0"),
        ("KRACHTIG__SERVER__IDLE_TIMEOUT_SECONDS", "86401"),
        ("KRACHTIG__SERVER__MAX_CONNECTIONS", "1000001"),
        ("KRACHTIG__GRAPHQL__COMPLEXITY", "0"),
        ("KRACHTIG__SERVER__HEADER_LIMIT_BYTES", "100"),
        ("KRACHTIG__SERVER__PUBLIC_ORIGIN", "https://example.org/path"),
        ("KRACHTIG__DATABASE__URL", "mysql://example.org"),
        ("KRACHTIG__GRAPHQL__DEPTH", "33"),
        ("KRACHTIG__TELEMETRY__LOG_FILTER", "a=b=c"),
        ("KRACHTIG__IDENTITY__SESSION_IDLE_SECONDS", "0"),
        ("KRACHTIG__IDENTITY__PASSWORD_MEMORY_KIB", "19455"),
        ("KRACHTIG__IDENTITY__PASSWORD_PASSES", "1"),
        ("KRACHTIG__NATIONAL__COUNTED_YEARS", "0"),
        ("KRACHTIG__IDENTITY__CLIENT_ADDRESS_HEADER", "no header"),
    ];
    for (name, value) in cases {
        let refusal = load_from(&environment(&[(name, value)])).expect_err(name);
        assert!(
            matches!(&refusal, Refusal::OutOfBounds { origin, .. } if origin.ends_with(name)),
            "{refusal}"
        );
    }
}

#[test]
fn mail_that_could_not_go_out_is_refused_by_its_key_and_no_password_is_repeated() {
    const FROM: (&str, &str) = ("KRACHTIG__MAIL__FROM", "Krachtig <krachtig@example.org>");
    const ORIGIN: (&str, &str) = ("KRACHTIG__SERVER__PUBLIC_ORIGIN", "https://krachtig.example");
    let url = |url: &'static str| ("KRACHTIG__MAIL__URL", url);
    let right = environment(&[url("smtps://krachtig:s3cret@mail.example"), FROM, ORIGIN]);
    assert!(load_from(&right).is_ok());
    let cases = [
        (
            vec![url("smtp://krachtig:s3cret@mail.example"), FROM, ORIGIN],
            "mail.url",
        ),
        (
            vec![url("smtp://localhost:s3cret@mail.example"), FROM, ORIGIN],
            "mail.url",
        ),
        (vec![url("smtps://krachtig:s3cret@"), FROM, ORIGIN], "mail.url"),
        (vec![url("s3cret"), FROM, ORIGIN], "mail.url"),
        (vec![url("smtps://krachtig:s3cret@mail.example"), ORIGIN], "mail.from"),
        (
            vec![
                url("smtps://krachtig:s3cret@mail.example"),
                ("KRACHTIG__MAIL__FROM", "s3cret"),
                ORIGIN,
            ],
            "mail.from",
        ),
        (
            vec![url("smtps://krachtig:s3cret@mail.example"), FROM],
            "server.public_origin",
        ),
        (vec![("KRACHTIG__MAIL__PASSWORD_FILE", "s3cret")], "mail.password_file"),
    ];
    for (pairs, key) in cases {
        let refusal = load_from(&environment(&pairs)).expect_err(key).to_string();
        assert!(refusal.contains(key), "{key}: {refusal}");
        assert!(!refusal.contains("s3cret"), "{refusal}");
    }
}

#[test]
fn values_of_the_environment_are_read_by_their_settings_type() {
    let variables = [
        ("KRACHTIG__PLUGINS__DIR", "007"),
        ("KRACHTIG__TELEMETRY__METRICS", "false"),
    ];
    let settings = load_from(&environment(&variables)).expect("accepted");
    assert_eq!(settings.plugins.dir, std::path::Path::new("007"));
    assert!(!settings.telemetry.metrics);
}

#[test]
fn the_grace_alone_may_be_nothing() {
    assert!(load_from(&environment(&[("KRACHTIG__SERVER__SHUTDOWN_GRACE_SECONDS", "0")])).is_ok());
}

#[test]
fn a_broken_or_absent_file_is_refused_without_its_text() {
    let (_dir, sources) = file("[database]\nurl = postgres://admin:s3cret@db\n");
    let refusal = load_from(&sources).expect_err("refused").to_string();
    assert!(
        refusal.contains("is not readable") && !refusal.contains("s3cret"),
        "{refusal}"
    );
    let absent = Sources {
        file: Some("/nowhere/krachtig.toml".into()),
        ..Sources::default()
    };
    assert!(matches!(load_from(&absent), Err(Refusal::File { .. })));
}
