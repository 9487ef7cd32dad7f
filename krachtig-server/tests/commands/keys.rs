//! `krachtig keys`, run as the program that an operator runs.

use std::process::Command;

use serde_json::Value;

use super::{Installation, pilot};

impl Installation {
    /// What the program answers with these settings over the others.
    fn answer_with(&self, settings: &[(&str, &str)], arguments: &[&str]) -> Value {
        let output = Command::new(env!("CARGO_BIN_EXE_krachtig"))
            .arg("--json")
            .args(arguments)
            .current_dir(self.dir.path())
            .env("KRACHTIG__DATABASE__URL", self.url())
            .env("KRACHTIG__KEYS__FILE", self.path("var/master.key"))
            .envs(settings.iter().copied())
            .output()
            .expect("the program runs");
        let said = if output.status.success() {
            &output.stdout
        } else {
            &output.stderr
        };
        serde_json::from_slice(said).unwrap_or_else(|error| panic!("{error}: {output:?}"))
    }
}

fn numbers(status: &Value) -> Vec<u64> {
    let keys = status.as_array().expect("a list").iter();
    keys.map(|key| key["key"].as_u64().expect("a number")).collect()
}

#[test]
fn a_tenants_key_is_replaced_and_the_old_one_destroyed_after_its_grace() {
    let installation = Installation::new(&[("kantoor-sleutels", true)]);
    let files = pilot();
    let mut import = vec!["import", "--tenant", "kantoor-sleutels"];
    import.extend(files.iter().map(String::as_str));
    assert_eq!(installation.answer(&import)["written"], true);
    let before = installation.answer(&["keys", "status"]);
    assert_eq!(numbers(&before), [1]);
    assert!(before[0]["values"].as_u64() > Some(50), "{before}");

    let rotated = installation.answer(&["keys", "rotate-tenant", "kantoor-sleutels"]);
    assert!(rotated["rows"].as_u64() > Some(17), "{rotated}");
    assert_eq!((&rotated["left"], &rotated["unreadable"]), (&0.into(), &0.into()));
    assert_eq!(rotated["old_keys"], 1, "somebody may still write with it");
    assert_eq!(numbers(&installation.answer(&["keys", "status"])), [1, 2]);

    std::thread::sleep(std::time::Duration::from_millis(2_100));
    let soon = [("KRACHTIG__KEYS__GRACE_SECONDS", "1")];
    let migrated = installation.answer_with(&soon, &["migrate"]);
    assert_eq!(migrated[0]["ok"], true);
    let after = installation.answer(&["keys", "status"]);
    assert_eq!(numbers(&after), [2]);
    assert_eq!(after[0]["values"], before[0]["values"]);
}

#[test]
fn the_master_key_is_replaced_and_a_wrong_one_starts_nothing() {
    let installation = Installation::new(&[("kantoor", true)]);
    let before = installation.answer(&["keys", "status"]);
    let next = installation.path("next.key");
    let next = next.to_str().expect("text");
    let rotated = installation.answer(&["keys", "rotate-master", "--to-file", next]);
    assert_eq!(rotated["keys"], 1);
    assert_ne!(rotated["master"], before[0]["master"]);

    let refused = installation.answer(&["keys", "status"]);
    assert_eq!(refused["error"]["code"], "master_key");
    let lost = [("KRACHTIG__KEYS__FILE", "no-such.key")];
    assert_eq!(
        installation.answer_with(&lost, &["tenant", "list"])["error"]["code"],
        "master_key"
    );
    assert!(!installation.path("no-such.key").exists());

    let key = std::fs::read_to_string(next).expect("the file was made");
    let of_file = [("KRACHTIG__KEYS__FILE", next)];
    let of_variable = [("KRACHTIG__KEYS__MASTER", "env"), ("KRACHTIG_MASTER_KEY", key.trim())];
    let of_command = [
        ("KRACHTIG__KEYS__MASTER", "command"),
        ("KRACHTIG__KEYS__COMMAND", "cat next.key"),
    ];
    for settings in [of_file.as_slice(), &of_variable, &of_command] {
        let status = installation.answer_with(settings, &["keys", "status"]);
        assert_eq!(status[0]["master"], rotated["master"]);
    }
    let shown = installation.answer_with(&of_command, &["check-config"]).to_string();
    assert!(
        !shown.contains("cat next.key") && !shown.contains(key.trim()),
        "{shown}"
    );
}
