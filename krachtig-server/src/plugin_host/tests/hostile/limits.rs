//! What hostile components cost: a compiler that is stopped, a pool that is full, rules that are suspended, and memory
//! that comes back.

use std::os::unix::fs::PermissionsExt;
use std::time::Instant;

use super::*;
use krachtig_hostile::guest::long;
use krachtig_hostile::table::{ENDLESS, deciding};

/// A host whose compiler may take less.
fn bounded(compiler: PathBuf, bounds: HostBounds) -> (PluginHost, TempDir) {
    let scratch = tempfile::tempdir().expect("a folder for the compiler");
    let options = PluginHostOptions {
        key: ArtifactKey::new([1; 32]),
        compiler: Some(compiler),
        scratch: scratch.path().to_owned(),
    };
    (PluginHost::with_bounds(options, bounds).expect("a host"), scratch)
}

fn real_compiler() -> PathBuf {
    built("KRACHTIG_PLUGIN_COMPILER", "target/debug/krachtig-plugin-compiler")
}

/// A program that does this instead of compiling.
fn program(folder: &TempDir, does: &str) -> PathBuf {
    let path = folder.path().join("compiler");
    fs::write(&path, format!("#!/bin/sh\n{does}\n")).expect("writable");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).expect("ours");
    path
}

fn code(host: &PluginHost, component: &[u8]) -> String {
    let refused = host.compile(component).map(|_| ()).expect_err("it is stopped");
    refused.code().to_owned()
}

#[test]
fn a_compile_bomb_is_stopped_by_the_compilers_own_bounds() {
    let bounds = HostBounds {
        compiler_seconds: 1,
        ..HostBounds::default()
    };
    let (host, scratch) = bounded(real_compiler(), bounds);
    // Loops that do nothing, four million bytes of them, in each of which fuel and time are looked at: minutes of
    // compiling, and gigabytes.
    let bomb = long(&[0x03, 0x40, 0x0b], 1_350_000);
    let start = Instant::now();
    assert_eq!(code(&host, &bomb), "compiler_stopped");
    assert!(start.elapsed() < Duration::from_secs(30), "{:?}", start.elapsed());
    assert_eq!(
        fs::read_dir(scratch.path()).expect("readable").count(),
        0,
        "nothing stays behind"
    );
}

#[test]
fn a_compiler_that_hangs_is_killed_and_others_wait_no_longer_than_they_may() {
    let folder = tempfile::tempdir().expect("a folder");
    let bounds = HostBounds {
        compile_for: Duration::from_millis(300),
        ..HostBounds::default()
    };
    let (host, scratch) = bounded(program(&folder, "exec /bin/sleep 60"), bounds);
    let start = Instant::now();
    let codes: Vec<String> = std::thread::scope(|scope| {
        let both = [(); 2].map(|()| scope.spawn(|| code(&host, b"x")));
        both.map(|one| one.join().expect("no panic")).into()
    });
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
    assert!(codes.contains(&"compiler_stopped".to_owned()), "{codes:?}");
    assert!(
        codes
            .iter()
            .all(|code| ["compiler_stopped", "compiler_busy"].contains(&code.as_str())),
        "{codes:?}"
    );
    assert_eq!(
        fs::read_dir(scratch.path()).expect("readable").count(),
        0,
        "nothing stays behind"
    );
}

#[test]
fn what_a_broken_compiler_says_is_not_believed_and_not_read_for_ever() {
    let folder = tempfile::tempdir().expect("a folder");
    for does in ["/usr/bin/head -c 1000000 /dev/zero >&2; exit 1", "kill -9 $$", "exit 3"] {
        let (host, _scratch) = bounded(program(&folder, does), HostBounds::default());
        assert_eq!(code(&host, b"x"), "compiler_stopped", "{does}");
    }
    let (host, _scratch) = bounded(program(&folder, "exit 0"), HostBounds::default());
    assert_eq!(
        code(&host, b"x"),
        "compiler_unavailable",
        "it says that it is done, and there is no artifact"
    );
}

#[test]
fn rules_that_keep_failing_are_suspended_and_a_rehearsal_is_not() {
    let (host, _scratch) = host(1);
    let harmless = Harmless::on(&host);
    let Harmless { question, facts, .. } = &harmless;
    let artifact = host.compile(&deciding(ENDLESS).component()).expect("it compiles");
    let hostile = host.load(&artifact, &settings("{}")).expect("it loads");
    for _ in 0..10 {
        assert_eq!(hostile.rehearse(question, facts).0, Err(RuleFault::OutOfFuel));
    }
    for _ in 0..3 {
        assert_eq!(hostile.decide(question, facts), Err(RuleFault::OutOfFuel));
    }
    let start = Instant::now();
    for _ in 0..1_000 {
        assert_eq!(hostile.decide(question, facts), Err(RuleFault::Suspended));
    }
    assert!(start.elapsed() < Duration::from_millis(500), "{:?}", start.elapsed());
    assert_eq!(hostile.rehearse(question, facts).0, Err(RuleFault::OutOfFuel));
    harmless.assert_answers("others were suspended");
}

#[test]
fn a_full_pool_is_a_fault_and_empties_again() {
    let (host, _scratch) = host(1);
    let harmless = Harmless::on(&host);
    let artifact = host.compile(&deciding(ENDLESS).component()).expect("it compiles");
    let hostile = host.load(&artifact, &settings("{}")).expect("it loads");
    let begin = std::sync::Barrier::new(300);
    let faults: Vec<RuleFault> = std::thread::scope(|scope| {
        let calls: Vec<_> = (0..300)
            .map(|_| {
                scope.spawn(|| {
                    begin.wait();
                    hostile
                        .rehearse(&harmless.question, &harmless.facts)
                        .0
                        .expect_err("no answer")
                })
            })
            .collect();
        calls.into_iter().map(|call| call.join().expect("no panic")).collect()
    });
    let codes = ["rule_out_of_fuel", "rule_out_of_time", "rule_unavailable"];
    assert!(faults.iter().all(|fault| codes.contains(&fault.code())), "{faults:?}");
    harmless.assert_answers("300 calls at once");
}

#[test]
fn a_tampered_artifact_is_refused_at_load() {
    let (host, _scratch) = host(1);
    let harmless = Harmless::on(&host);
    let artifact = bytes_of(&host.compile(&Guest::default().component()).expect("it compiles"));
    for place in (0..artifact.len()).step_by(artifact.len() / 50) {
        let mut tampered = artifact.clone();
        tampered[place] ^= 0x10;
        let tampered = artifact_of(&tampered).expect("long enough");
        let refused = host
            .load(&tampered, &settings("{}"))
            .map(|_| ())
            .expect_err("it was changed");
        assert_eq!(refused.code(), "artifact_not_authentic", "byte {place}");
    }
    harmless.assert_answers("tampering");
}

/// The memory that this process holds, in KiB.
fn resident() -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .expect("a line");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}

#[test]
fn memory_returns_to_where_it_was() {
    let (host, _scratch) = host(1);
    let harmless = Harmless::on(&host);
    for Hostile { name, component, .. } in at_decide() {
        let artifact = host.compile(&component).expect("it compiles");
        let rules = host.load(&artifact, &settings("{}")).expect("it loads");
        let ask = || rules.rehearse(&harmless.question, &harmless.facts).0.is_err();
        // What is kept for reuse is touched first.
        assert!((0..5).all(|_| ask()));
        let before = resident();
        assert!((0..200).all(|_| ask()));
        let after = resident();
        assert!(
            after < before + 8 * 1024,
            "{name}: {before} KiB before, {after} KiB after"
        );
        harmless.assert_answers(name);
    }
}
