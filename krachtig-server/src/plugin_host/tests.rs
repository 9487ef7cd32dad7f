//! The demo rules through WebAssembly: the same as natively, within bounds, and nothing else gets in.

mod hostile;
mod javascript;
mod native;
mod same;

use std::env;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use krachtig_core::rules::{BudgetDecision, RegionRules};
use proptest::test_runner::{Config, TestRunner};
use tempfile::TempDir;

use super::*;

/// Where the components and the compiler are: `cargo xtask test` builds them and says so.
fn built(variable: &str, otherwise: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let path = env::var_os(variable).map_or_else(|| root.join(otherwise), PathBuf::from);
    assert!(
        path.exists(),
        "{} is missing: run `cargo xtask test`, which builds it first",
        path.display()
    );
    path
}

fn component() -> Vec<u8> {
    let path = built("KRACHTIG_PLUGINS_DIR", "target/plugins").join("exodus-haaglanden.wasm");
    fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}; run `cargo xtask test`", path.display()))
}

/// A host with a folder of its own, which is gone when the test is over.
fn host(key: u8) -> (PluginHost, TempDir) {
    let scratch = tempfile::tempdir().expect("a folder for the compiler");
    let options = PluginHostOptions {
        key: ArtifactKey::new([key; 32]),
        compiler: Some(built(
            "KRACHTIG_PLUGIN_COMPILER",
            "target/debug/krachtig-plugin-compiler",
        )),
        scratch: scratch.path().to_owned(),
    };
    (PluginHost::new(options).expect("a host"), scratch)
}

fn settings(json: &str) -> RuleSettings {
    RuleSettings {
        version: 7,
        json: json.to_owned(),
    }
}

#[test]
fn decisions_through_wasm_are_the_native_ones_and_cost_the_same_each_time() {
    let (host, scratch) = host(1);
    let artifact = host.compile(&component()).expect("the component compiles");
    assert_eq!(
        fs::read_dir(scratch.path()).expect("readable").count(),
        0,
        "the compiler's files are gone"
    );
    let rules = host.load(&artifact, &settings("{}")).expect("the rules load");
    let identity = rules.identity();
    assert_eq!(
        (identity.name.as_str(), identity.settings_version),
        ("exodus-haaglanden", 7)
    );
    assert_eq!(identity.component_sha256.as_ref().map(String::len), Some(64));

    let mut seen = [0_u32; 3];
    let outcome = TestRunner::new(Config::default()).run(&native::cases(), |(question, facts)| {
        let wasm = rules.decide(&question, &facts);
        let again = rules.decide(&question, &facts);
        proptest::prop_assert_eq!(&wasm, &again, "the same answer for the same fuel");
        let wasm = wasm.expect("the rules answer");
        proptest::prop_assert!(wasm.fuel_used.is_some_and(|fuel| fuel > 1_000 && fuel < 1_000_000));
        proptest::prop_assert_eq!(&native::decide(&question, &facts, wasm.fuel_used), &wasm);
        Ok(())
    });
    outcome.expect("native and WebAssembly agree");

    let mut runner = TestRunner::deterministic();
    for _ in 0..200 {
        let (question, facts) = native::sample(&mut runner);
        seen[match rules.decide(&question, &facts).expect("the rules answer").decision {
            BudgetDecision::Approve => 0,
            BudgetDecision::NeedsApprovals(_) => 1,
            BudgetDecision::Refuse => 2,
        }] += 1;
    }
    assert!(
        seen.iter().all(|times| *times > 0),
        "approve, approvals and refuse all occur: {seen:?}"
    );

    let seen = rules.observe(&native::snapshot()).expect("the rules answer");
    let values: Vec<_> = seen.iter().map(|seen| (seen.indicator.as_str(), seen.value)).collect();
    assert_eq!(values, [("days_to_first_payment", 30), ("paid_in_trust", 50_000)]);
    let declared = rules.indicators().expect("the rules answer");
    assert!(
        seen.iter()
            .all(|seen| declared.iter().any(|indicator| indicator.code == seen.indicator))
    );
}

/// An artifact as it is kept.
fn bytes_of(artifact: &Artifact) -> Vec<u8> {
    let mut kept = Vec::new();
    artifact.copy_to(&mut kept).expect("it is read");
    kept
}

/// The artifact that these bytes are, kept in a file.
fn artifact_of(bytes: &[u8]) -> Option<Artifact> {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(bytes).expect("it is written");
    Artifact::at(file.path()).expect("it can be read")
}

#[test]
fn an_artifact_that_was_changed_or_made_elsewhere_is_refused() {
    let (host_one, _scratch) = host(1);
    let (host_two, _scratch_two) = host(2);
    let artifact = host_one.compile(&component()).expect("the component compiles");
    let kept = bytes_of(&artifact);
    let load = |bytes: &[u8]| {
        let artifact = artifact_of(bytes).expect("long enough");
        host_one
            .load(&artifact, &settings("{}"))
            .map(|_| ())
            .map_err(|error| error.code().to_owned())
    };
    assert_eq!(load(&kept), Ok(()));
    // One bit at the machine code's start, in its midst and at its end, in the component's hash, and in the seal.
    let code = kept.len() - 64;
    for place in [0, code / 2, code - 1, code, code + 31, code + 32, code + 63] {
        let mut changed = kept.clone();
        changed[place] ^= 1;
        assert_eq!(
            load(&changed),
            Err("artifact_not_authentic".to_owned()),
            "a bit of byte {place} flipped"
        );
    }
    assert_eq!(load(&kept[..kept.len() - 1]), Err("artifact_not_authentic".to_owned()));
    assert!(artifact_of(&kept[..63]).is_none());
    let foreign = host_two
        .load(&artifact, &settings("{}"))
        .map(|_| ())
        .expect_err("another host's artifact");
    assert_eq!(foreign.code(), "artifact_not_authentic");
}

#[test]
fn what_goes_over_a_bound_is_a_fault_that_says_which() {
    let (host, _scratch) = host(1);
    let artifact = host.compile(&component()).expect("the component compiles");
    let rules = host.load(&artifact, &settings("{}")).expect("the rules load");
    let (mut question, facts) = native::sample(&mut TestRunner::deterministic());
    let usual = rules.decide(&question, &facts);
    assert!(usual.is_ok());

    let purpose = std::mem::replace(&mut question.purpose, "x".repeat(32 * 1024 * 1024));
    assert_eq!(rules.decide(&question, &facts), Err(RuleFault::OutOfMemory));
    question.purpose = purpose;
    assert_eq!(rules.decide(&question, &facts), usual, "a fault leaves nothing behind");
}

#[test]
fn settings_that_match_reach_the_rules_and_others_are_refused() {
    let (host, _scratch) = host(1);
    let artifact = host.compile(&component()).expect("the component compiles");
    let load = |json: &str| host.load(&artifact, &settings(json));
    let (question, facts) = native::sample(&mut TestRunner::deterministic());
    let poor = load(r#"{"cap_cents": 0}"#)
        .expect("the rules load")
        .decide(&question, &facts)
        .expect("an answer");
    assert!(
        poor.findings.iter().any(|finding| finding.code == "cap_exceeded"),
        "{poor:?}"
    );
    for (json, says) in [
        (r#"{"colour": "red"}"#, "/colour: no such setting is declared"),
        (r#"{"tranches": 0}"#, "/tranches: value is less than the minimum of 1"),
        ("[]", "they are no JSON object"),
    ] {
        let refused = load(json).map(|_| ()).expect_err("they don't match");
        assert_eq!(refused.code(), "bad_settings");
        assert!(refused.to_string().contains(says), "{refused}");
    }
}

#[test]
fn a_compiler_that_is_not_there_is_told_apart_from_a_refusal() {
    let scratch = tempfile::tempdir().expect("a folder");
    let compiler = Some(scratch.path().join("nothing"));
    let options = PluginHostOptions {
        key: ArtifactKey::new([1; 32]),
        compiler,
        scratch: scratch.path().to_owned(),
    };
    let host = PluginHost::new(options).expect("a host");
    assert_eq!(
        host.compile(b"x").map(|_| ()).expect_err("no compiler").code(),
        "compiler_unavailable"
    );
}
