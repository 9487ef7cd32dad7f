//! `krachtig plugin …` as a developer in a region runs it: in an empty folder, with nothing of this repository at hand.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};

/// A developer's folder, gone when this is.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary directory"))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).expect("the directory takes it");
    }

    /// Runs a program here, building where no other test does and from what was downloaded before.
    fn run(&self, program: &str, arguments: &[&str]) -> Output {
        Command::new(program)
            .args(arguments)
            .current_dir(self.0.path())
            .env("CARGO_NET_OFFLINE", "true")
            .env("CARGO_TARGET_DIR", self.path("target"))
            .env_remove("KRACHTIG__DATABASE__URL")
            .output()
            .expect("the program runs")
    }

    fn plugin(&self, arguments: &[&str]) -> Output {
        self.run(env!("CARGO_BIN_EXE_krachtig"), &[&["plugin"], arguments].concat())
    }

    /// What people read: the answer, or why there is none.
    fn text(&self, arguments: &[&str]) -> String {
        let output = self.plugin(arguments);
        let said = if output.status.success() {
            output.stdout
        } else {
            output.stderr
        };
        String::from_utf8(said).expect("it is text")
    }

    /// What a program reads.
    fn data(&self, arguments: &[&str]) -> Value {
        let output = self.plugin(&[&["--json"], arguments].concat());
        let said = if output.status.success() {
            &output.stdout
        } else {
            &output.stderr
        };
        serde_json::from_slice(said).unwrap_or_else(|error| panic!("{error}: {output:?}"))
    }

    /// The code of a refusal, which is also an exit status.
    fn refusal(&self, arguments: &[&str]) -> String {
        let output = self.plugin(&[&["--json"], arguments].concat());
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {output:?}");
        // What a compiler has to say stands before it.
        let last = output.stderr.trim_ascii_end().rsplit(|byte| *byte == b'\n').next();
        let data: Value =
            serde_json::from_slice(last.unwrap_or_default()).unwrap_or_else(|error| panic!("{error}: {output:?}"));
        data["error"]["code"]
            .as_str()
            .unwrap_or_else(|| panic!("{data}"))
            .to_owned()
    }
}

/// The repository's root.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .canonicalize()
        .expect("the repository")
}

/// A component that `cargo xtask test` built.
fn component(name: &str) -> String {
    let folder = std::env::var_os("KRACHTIG_PLUGINS_DIR").map_or_else(|| root().join("target/plugins"), PathBuf::from);
    let file = folder.join(format!("{name}.wasm"));
    assert!(
        file.is_file(),
        "{}: run `cargo xtask test`, which builds it",
        file.display()
    );
    file.display().to_string()
}

fn cases(name: &str) -> String {
    root().join("plugins").join(name).join("cases").display().to_string()
}

#[test]
fn a_new_project_is_made_in_an_empty_folder_only() {
    let desk = Desk::new();
    let made = desk.data(&["new", "exodus-drenthe"]);
    assert_eq!(made["name"], "exodus-drenthe", "{made}");
    for file in [
        "src/lib.rs",
        "cases/granted.json",
        "krachtig/sdk/Cargo.toml",
        "krachtig/wit/v1/world.wit",
    ] {
        assert!(desk.path("exodus-drenthe").join(file).is_file(), "{file}");
    }
    assert_eq!(desk.refusal(&["new", "exodus-drenthe"]), "not_empty");
    assert_eq!(desk.refusal(&["new", "other", "--dir", "exodus-drenthe"]), "not_empty");
    let wrong = desk.plugin(&["new", "Exodus Drenthe"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(
        String::from_utf8_lossy(&wrong.stderr).contains("single hyphens"),
        "{wrong:?}"
    );
    assert!(
        desk.text(&["new", "exodus-zeeland", "--dir", "rules"])
            .contains("cd rules")
    );
}

#[test]
fn a_component_says_what_it_is() {
    let desk = Desk::new();
    let component = component("starter-rules");
    desk.write("good.json", r#"{ "cap_cents": 7 }"#);
    let text = desk.text(&["check", &component, "--settings", "good.json"]);
    for line in [
        "starter-rules 0.1.0 passes every check of an upload.",
        "  cap_exceeded (asked, left, cap)",
        "nl  Gevraagd is {asked}; van de {cap} per gezin is nog {left} over.",
        "  paid_from_budget: sum of cents, 0 to 100000000 a case, about the work",
        "  cap_cents = 100000   integer 0 to 100000000",
        "The settings in good.json are taken.",
    ] {
        assert!(text.contains(line), "{line} in {text}");
    }
    desk.write("bad.json", r#"{ "cap_cents": -7 }"#);
    assert_eq!(
        desk.refusal(&["check", &component, "--settings", "bad.json"]),
        "bad_settings"
    );
    desk.write("none.json", "[]");
    assert_eq!(
        desk.refusal(&["check", &component, "--settings", "none.json"]),
        "bad_settings"
    );
}

#[test]
fn what_is_no_component_is_refused_with_its_reason() {
    let desk = Desk::new();
    desk.write("text.wasm", "rules, surely");
    assert_eq!(desk.refusal(&["check", "text.wasm"]), "not_a_component");
    desk.write("module.wasm", "\0asm\u{1}\0\0\0");
    assert_eq!(desk.refusal(&["check", "module.wasm"]), "not_a_component");
    let whole = std::fs::read(component("starter-rules")).expect("a component");
    std::fs::write(desk.path("half.wasm"), &whole[..whole.len() / 2]).expect("the directory takes it");
    assert_eq!(desk.refusal(&["check", "half.wasm"]), "does_not_compile");
    std::fs::write(desk.path("large.wasm"), vec![0; 5 << 20]).expect("the directory takes it");
    assert_eq!(desk.refusal(&["check", "large.wasm"]), "too_large");
    assert_eq!(desk.refusal(&["check", "absent.wasm"]), "unreadable");
    assert!(desk.text(&["check", "."]).contains("krachtig plugin build"));
    assert_eq!(desk.refusal(&["build", "."]), "no_project");
}

#[test]
fn the_cases_of_a_demo_region_hold_for_its_component() {
    let name = "exodus-hollands-midden";
    let told = Desk::new().data(&["test", &component(name), "--cases", &cases(name)]);
    assert_eq!((&told["failed"], &told["uncovered"]), (&json!(0), &json!([])), "{told}");
    let number = std::fs::read_dir(cases(name)).expect("cases").count();
    assert_eq!(told["passed"], number);
}

#[test]
fn a_case_that_does_not_hold_is_shown_field_by_field() {
    let desk = Desk::new();
    let component = component("starter-rules");
    std::fs::create_dir(desk.path("cases")).expect("a folder");
    assert_eq!(desk.refusal(&["test", &component]), "no_cases");
    let expect =
        r#"{ "decision": "approve", "findings": [{ "code": "granted", "arguments": { "left": { "amount": 1 } } }] }"#;
    desk.write(
        "cases/wrong.json",
        &format!(r#"{{ "about": "Why.", "request": {{ "amount": 5 }}, "expect": {expect} }}"#),
    );
    desk.write("cases/typo.json", r#"{ "requst": {} }"#);
    let text = desk.text(&["test", &component]);
    for line in [
        "  FAILED  wrong: Why.",
        "findings[0].arguments.left.amount: expected 1 (EUR 0.01), found 99995 (EUR 999.95)",
        "this is no case: unknown field `requst`",
        "  No case shows the finding cap_exceeded.",
        "2 cases: 0 as expected, 2 not; 1 of 3 findings shown.",
    ] {
        assert!(text.contains(line), "{line} in {text}");
    }
    std::fs::remove_file(desk.path("cases/typo.json")).expect("it was there");
    std::fs::copy(
        Path::new(&cases("starter-rules")).join("granted.json"),
        desk.path("cases/wrong.json"),
    )
    .expect("a copy");
    assert_eq!(desk.refusal(&["test", &component]), "findings_uncovered");
}

#[test]
fn one_case_is_decided_in_words_that_people_read() {
    let desk = Desk::new();
    let component = component("starter-rules");
    desk.write("case.json", r#"{ "request": { "amount": 123456 } }"#);
    let text = desk.text(&["run", &component, "case.json"]);
    for line in [
        "Decision     refuse",
        "nl Gevraagd is € 1.234,56; van de € 1.000,00 per gezin is nog € 1.000,00 over.",
        "en €1,234.56 is asked; €1,000.00 is left of the €1,000.00 per family.",
        "Fuel used    ",
    ] {
        assert!(text.contains(line), "{line} in {text}");
    }
    desk.write("settings.json", r#"{ "cap_cents": 200000 }"#);
    let told = desk.data(&["run", &component, "case.json", "--settings", "settings.json"]);
    let needed = &told["answer"]["decision"]["needs_approvals"]["groups"][0];
    assert_eq!(needed["excluded"], json!(["requester"]), "{told}");
    desk.write("case.json", r#"{ "request": { "amount": -1 } }"#);
    assert_eq!(desk.refusal(&["run", &component, "case.json"]), "problem");
    desk.write("case.json", r#"{ "request": { "day": "32-2-2026" } }"#);
    assert_eq!(desk.refusal(&["run", &component, "case.json"]), "bad_case");
}

#[test]
fn a_component_is_signed_by_a_key_of_ones_own() {
    let desk = Desk::new();
    std::fs::copy(component("starter-rules"), desk.path("rules.wasm")).expect("a copy");
    assert_eq!(desk.refusal(&["sign", "rules.wasm", "--key", "key.pem"]), "unreadable");
    let signed = desk.data(&["sign", "rules.wasm", "--key", "key.pem", "--new-key"]);
    let mode = std::fs::metadata(desk.path("key.pem"))
        .expect("a key")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    let text = std::fs::read_to_string(desk.path("rules.wasm.sig")).expect("a signature");
    let signature = krachtig_core::rules::PluginSignature::parse(&text).expect("it is written as one");
    assert_eq!(signature.verify(), Ok(()));
    assert_eq!(signed["signature"]["public_key"], signature.public_key.to_string());
    assert_eq!((&*signature.name, &*signature.version), ("starter-rules", "0.1.0"));
    let bytes = std::fs::read(desk.path("rules.wasm")).expect("the component");
    assert_eq!(signature.component_sha256, krachtig_core::rules::sha256_hex(&bytes));
    // Ed25519 signs the same the same way: with the key that is there, the file stays as it was.
    assert!(
        desk.plugin(&["sign", "rules.wasm", "--key", "key.pem"])
            .status
            .success()
    );
    assert_eq!(
        std::fs::read_to_string(desk.path("rules.wasm.sig")).expect("a signature"),
        text
    );
    assert_eq!(
        desk.refusal(&["sign", "rules.wasm", "--key", "key.pem", "--new-key"]),
        "key_exists"
    );
    std::fs::set_permissions(desk.path("key.pem"), PermissionsExt::from_mode(0o644)).expect("it is ours");
    assert_eq!(
        desk.refusal(&["sign", "rules.wasm", "--key", "key.pem"]),
        "key_not_private"
    );
    std::fs::set_permissions(desk.path("key.pem"), PermissionsExt::from_mode(0o600)).expect("it is ours");
    desk.write("key.pem", "a secret");
    assert_eq!(
        desk.refusal(&["sign", "rules.wasm", "--key", "key.pem"]),
        "signing_key_refused"
    );
}

#[test]
fn a_project_in_java_script_is_built_by_its_own_script() {
    let desk = Desk::new();
    if Command::new("npm").arg("--version").output().is_err() {
        eprintln!("SKIPPED: there is no npm on this machine");
        return;
    }
    let from = component("starter-rules");
    desk.write(
        "package.json",
        r#"{ "name": "pi-drenthe", "scripts": { "build": "sh build.sh" } }"#,
    );
    desk.write("build.sh", "echo built nothing");
    assert_eq!(desk.refusal(&["build"]), "build_failed");
    desk.write(
        "build.sh",
        &format!("mkdir -p dist && cp '{from}' dist/pi-drenthe.wasm"),
    );
    let built = desk.data(&["build"]);
    assert_eq!(built["component"], "dist/pi-drenthe.wasm", "{built}");
    desk.write("build.sh", "exit 3");
    assert_eq!(desk.refusal(&["build"]), "build_failed");
}

/// A project as `new` makes it, with the versions of dependencies that this machine has.
fn project(desk: &Desk, folder: &str) {
    desk.data(&["new", "exodus-drenthe", "--dir", folder]);
    std::fs::copy(root().join("Cargo.lock"), desk.path(folder).join("Cargo.lock")).expect("a lock file");
}

/// Building it compiles all that rules are made with, which takes most of a minute.
#[test]
#[ignore = "soak"]
fn a_new_project_goes_from_nothing_to_signed() {
    let desk = Desk::new();
    project(&desk, "rules");
    let tested = desk.data(&["test", "rules"]);
    assert_eq!(
        (&tested["passed"], &tested["failed"]),
        (&json!(6), &json!(0)),
        "{tested}"
    );
    let built = desk.data(&["build", "rules"]);
    let component = built["component"].as_str().expect("a path");
    assert_eq!(component, "target/krachtig/exodus-drenthe.wasm");
    assert!(desk.text(&["check", component]).contains("exodus-drenthe 0.1.0 passes"));
    let told = desk.data(&["run", component, "rules/cases/cap_exceeded.json"]);
    assert_eq!(told["answer"]["decision"], "refuse", "{told}");
    let signed = desk.data(&["sign", component, "--key", "key.pem", "--new-key"]);
    assert_eq!(signed["signature"]["component_sha256"], built["component_sha256"]);

    // In another folder, beside other things, the same sources give the same bytes.
    project(&desk, "elsewhere");
    assert_eq!(
        desk.data(&["build", "elsewhere"])["component_sha256"],
        built["component_sha256"]
    );

    // A rule that changes is seen by the cases, without a build of its own.
    let rules = desk.path("rules").join("src/lib.rs");
    let text = std::fs::read_to_string(&rules).expect("the rules");
    std::fs::write(&rules, text.replace("request.amount > left", "request.amount >= left")).expect("it is ours");
    let generous = desk.path("rules").join("cases/to_the_cent.json");
    let expect =
        r#"{ "decision": "approve", "findings": [{ "code": "granted", "arguments": { "left": { "amount": 0 } } }] }"#;
    let case =
        format!(r#"{{ "settings": {{ "cap_cents": 900 }}, "request": {{ "amount": 900 }}, "expect": {expect} }}"#);
    std::fs::write(generous, case).expect("it is ours");
    let text = desk.text(&["test", "rules"]);
    assert!(
        text.contains("decision: expected \"approve\", found \"refuse\""),
        "{text}"
    );

    std::fs::write(&rules, "this is no Rust").expect("it is ours");
    assert_eq!(desk.refusal(&["build", "rules"]), "build_failed");
}

/// What `cargo test` says in a new project. It compiles all that native tests need.
#[test]
#[ignore = "soak"]
fn a_new_project_passes_its_own_tests() {
    let desk = Desk::new();
    project(&desk, "rules");
    let output = desk.run("cargo", &["test", "--manifest-path", "rules/Cargo.toml"]);
    assert!(output.status.success(), "{output:?}");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.contains("4 passed; 0 failed"), "{said}");
    let formatted = desk.run("cargo", &["fmt", "--check", "--manifest-path", "rules/Cargo.toml"]);
    assert!(formatted.status.success(), "{formatted:?}");
}
