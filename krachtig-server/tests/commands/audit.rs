//! The access log from the command line: signed, countersigned, verified, tampered with, and handed out.

use std::path::PathBuf;

use krachtig_core::evidence::{LogKey, SignedCertificate, VerifierKey};
use serde_json::Value;

use super::Installation;

/// The file in which a tenant's store is.
fn store(installation: &Installation) -> PathBuf {
    installation.path("home/tenants/kantoor.db")
}

/// Writes other bytes into a line of the log, past the program and the database: another action of the same length.
fn edit(installation: &Installation) {
    let file = store(installation);
    let mut bytes = std::fs::read(&file).expect("there");
    let (was, is) = (b"record_instrument", b"revise_instrument");
    let at = bytes
        .windows(was.len())
        .position(|some| some == was)
        .expect("a line has it");
    bytes[at..at + is.len()].copy_from_slice(is);
    std::fs::write(&file, bytes).expect("written");
}

fn codes(answer: &Value) -> Vec<&str> {
    let damages = answer["error"]["details"]["damages"].as_array().expect("a list");
    damages
        .iter()
        .map(|damage| damage["code"].as_str().expect("a code"))
        .collect()
}

fn written(installation: &Installation, name: &str, text: &Value) -> String {
    let path = installation.path(name);
    std::fs::write(&path, text["checkpoint"].as_str().expect("a text")).expect("written");
    path.display().to_string()
}

#[test]
fn a_log_is_signed_and_verified_and_tampering_shows() {
    let installation = Installation::new(&[("kantoor", true)]);
    let first = installation.answer(&["audit", "checkpoint", "--tenant", "kantoor"]);
    assert!(first["size"].as_u64().is_some_and(|size| size > 2), "{first}");
    let key = first["log_key"].as_str().expect("a key").to_owned();
    let kept = written(&installation, "kept.txt", &first);
    let again = installation.answer(&["audit", "checkpoint", "--tenant", "kantoor"]);
    assert_eq!(again["checkpoint"], first["checkpoint"], "nothing came since");
    let verify = [
        "audit",
        "verify",
        "--tenant",
        "kantoor",
        "--checkpoint",
        &kept,
        "--log-key",
        &key,
    ];
    let good = installation.answer(&verify);
    assert_eq!(
        (good["checkpoints"].as_u64(), &good["lines"]),
        (Some(2), &first["size"]),
        "{good}"
    );

    let before = std::fs::read(store(&installation)).expect("there");
    edit(&installation);
    let output = installation.run(&verify);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        String::from_utf8_lossy(&output.stderr).contains("line_changed at 0"),
        "{output:?}"
    );
    let bad = installation.answer(&verify);
    assert_eq!(bad["error"]["code"], "log_damaged");
    assert_eq!(codes(&bad), ["line_changed"]);
    assert_eq!(bad["error"]["details"]["damages"][0]["at"], 0);
    assert!(
        bad["error"]["details"]["damages"][0]["line"]
            .as_str()
            .is_some_and(|line| line.starts_with("aud_"))
    );

    // An older store is put in the place of the newer one: whoever kept a checkpoint of the newer one sees it.
    std::fs::write(store(&installation), &before).expect("written");
    let add = [
        "user",
        "--tenant",
        "kantoor",
        "add",
        "x@voorbeeld.invalid",
        "--name",
        "X (fictief)",
        "--role",
        "reader",
    ];
    assert!(installation.run(&add).status.success());
    let newer = installation.answer(&["audit", "checkpoint", "--tenant", "kantoor"]);
    let newer = written(&installation, "newer.txt", &newer);
    let verify_newer = ["audit", "verify", "--tenant", "kantoor", "--checkpoint", &newer];
    assert_eq!(installation.answer(&verify_newer)["checkpoints"], 3);
    std::fs::write(store(&installation), &before).expect("written");
    assert_eq!(codes(&installation.answer(&verify_newer)), ["cut_off"]);
    // And goes on from there with another story.
    assert!(installation.run(&add).status.success());
    assert_eq!(codes(&installation.answer(&verify_newer)), ["fork"]);
}

#[test]
fn a_second_party_signs_what_it_has_seen() {
    let installation = Installation::new(&[("kantoor", true)]);
    let key = installation.path("toezicht.key").display().to_string();
    let here = [
        "audit",
        "countersign",
        "--tenant",
        "kantoor",
        "--key",
        &key,
        "--name",
        "toezicht.example",
    ];
    let signed = installation.answer(&here);
    let witness = signed["witness_key"].as_str().expect("a key").to_owned();
    assert_eq!(
        signed["checkpoint"]
            .as_str()
            .expect("a text")
            .matches('\u{2014}')
            .count(),
        2,
        "{signed}"
    );
    let kept = written(&installation, "kept.txt", &signed);
    let verify = [
        "audit",
        "verify",
        "--tenant",
        "kantoor",
        "--checkpoint",
        &kept,
        "--witness",
        &witness,
    ];
    assert_eq!(installation.answer(&verify)["checkpoints"], 2);

    // Without the database: the checkpoint alone, and the one that was signed before.
    let log_key = installation.answer(&["audit", "checkpoint", "--tenant", "kantoor"])["log_key"].clone();
    let log_key = log_key.as_str().expect("a key");
    let there = [
        "audit",
        "countersign",
        "--checkpoint",
        &kept,
        "--log-key",
        log_key,
        "--key",
        &key,
        "--name",
        "elders.example",
    ];
    let signed = installation.answer(&[&there[..], &["--previous", &kept]].concat());
    assert_eq!(
        signed["checkpoint"]
            .as_str()
            .expect("a text")
            .matches('\u{2014}')
            .count(),
        3,
        "{signed}"
    );
    let thrice = written(&installation, "thrice.txt", &signed);
    let stored = installation.answer(&["audit", "countersign", "--tenant", "kantoor", "--checkpoint", &thrice]);
    assert_eq!(
        stored["checkpoint"]
            .as_str()
            .expect("a text")
            .matches('\u{2014}')
            .count(),
        3,
        "{stored}"
    );

    // A log that was damaged is not signed.
    edit(&installation);
    assert_eq!(codes(&installation.answer(&here)), ["line_changed"]);
}

#[test]
fn the_exported_log_proves_itself() {
    let installation = Installation::new(&[("kantoor", true)]);
    let first = installation.answer(&["audit", "checkpoint", "--tenant", "kantoor"]);
    let kept = written(&installation, "kept.txt", &first);
    let dir = installation.path("log").display().to_string();
    let exported = installation.answer(&["audit", "export", "--tenant", "kantoor", "--out", &dir]);
    let key = exported["log_key"].as_str().expect("a key").to_owned();
    let verify = [
        "audit",
        "verify",
        "--export",
        &dir,
        "--log-key",
        &key,
        "--checkpoint",
        &kept,
    ];
    let good = installation.answer(&verify);
    assert_eq!(good["checkpoints"], 2, "{good}");
    let lines = installation.path("log").join("lines.jsonl");
    let text = std::fs::read_to_string(&lines).expect("there");
    assert!(!text.contains("fictief"), "no content of a record");
    std::fs::write(&lines, text.replacen("platform_operator", "coordinator", 1)).expect("written");
    assert_eq!(codes(&installation.answer(&verify)), ["fork", "fork"]);
    let mut cut: Vec<&str> = text.lines().collect();
    cut.truncate(2);
    std::fs::write(&lines, cut.join("\n")).expect("written");
    assert_eq!(codes(&installation.answer(&verify)), ["cut_off", "cut_off"]);
}

#[test]
fn a_certificate_is_checked_by_whoever_has_the_public_key() {
    let installation = Installation::new(&[("kantoor", true)]);
    let first = installation.answer(&["audit", "checkpoint", "--tenant", "kantoor"]);
    let key = first["log_key"].as_str().expect("a key").to_owned();
    let secret = std::fs::read(installation.path("var/audit-log.key")).expect("there");
    let secret = LogKey::from_bytes(&secret.try_into().expect("32 bytes"));
    let name = key.parse::<VerifierKey>().expect("a key").name().to_owned();
    let told = "{\"controller\":\"Stichting Voorbeeld\",\"destroyed\":{\"informal\":1}}";
    let signed = SignedCertificate::sign(&name, told, &secret)
        .expect("signed")
        .to_string();
    let file = installation.path("certificaat.txt");
    let path = file.display().to_string();
    std::fs::write(&file, &signed).expect("written");
    let by_key = ["audit", "certificate", &path, "--log-key", &key];
    let by_tenant = ["audit", "certificate", &path, "--tenant", "kantoor"];
    for check in [by_key, by_tenant] {
        let good = installation.answer(&check);
        assert_eq!(good["certificate"]["destroyed"]["informal"], 1, "{good}");
    }
    std::fs::write(&file, signed.replace("\"informal\":1", "\"informal\":0")).expect("written");
    for check in [by_key, by_tenant] {
        assert_eq!(installation.answer(&check)["error"]["code"], "not_signed");
        assert_eq!(installation.run(&check).status.code(), Some(1));
    }
    std::fs::write(&file, told).expect("written");
    assert_eq!(installation.answer(&by_key)["error"]["code"], "certificate_malformed");
}
