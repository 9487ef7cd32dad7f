//! `krachtig user` and `krachtig provider`: how the first people of an office come to their accounts.

use serde_json::json;

use super::Installation;

#[test]
fn real_people_are_invited_and_fictional_ones_get_a_token() {
    let installation = Installation::new(&[("echt", false), ("verzonnen", true)]);
    let add = |tenant: &str, email: &str| {
        let arguments = ["user", "--tenant", tenant, "add", email, "--name", "Leiding (fictief)"];
        installation.answer(&[&arguments[..], &["--role", "coordinator"]].concat())
    };
    let real = add("echt", "c@voorbeeld.invalid");
    assert_eq!(real["member"]["state"], "invited", "{real}");
    let path = real["invitation"]["path"].as_str().expect("a link");
    assert!(path.starts_with("/t/echt/invitation#krt_"), "{path}");
    assert!(real["token"].is_null());
    let again = installation.answer(&["user", "--tenant", "echt", "invite", "c@voorbeeld.invalid"]);
    assert_ne!(again["invitation"]["path"], real["invitation"]["path"]);
    let token = installation.run(&["user", "--tenant", "echt", "token", "c@voorbeeld.invalid"]);
    assert!(!token.status.success(), "nobody makes a token of a real person");

    let fictional = add("verzonnen", "c@voorbeeld.invalid");
    assert_eq!(fictional["member"]["state"], "active", "{fictional}");
    assert!(
        fictional["token"]
            .as_str()
            .is_some_and(|token| token.starts_with("krt_"))
    );
}

#[test]
fn a_provider_is_trusted_and_its_secret_is_sealed() {
    let installation = Installation::new(&[("echt", false)]);
    let trust = |issuer: &str| {
        let first = ["provider", "--tenant", "echt", "trust", issuer, "--name", "Aanmelden"];
        let rest = [
            "--client-id",
            "krachtig",
            "--client-secret",
            "canarie-geheim",
            "--role",
            "team=professional",
        ];
        installation.answer(&[&first[..], &rest].concat())
    };
    let trusted = trust("https://login.voorbeeld.invalid");
    assert_eq!(trusted["active"], true, "{trusted}");
    assert_eq!(trusted["callback"], json!("/t/echt/auth/provider/callback"));
    assert_eq!(
        trust("https://login.voorbeeld.invalid")["id"],
        trusted["id"],
        "one record for one issuer"
    );
    assert_eq!(
        trust("http://login.voorbeeld.invalid")["active"],
        json!(null),
        "only over TLS"
    );
    for entry in std::fs::read_dir(installation.path("home")).expect("a directory") {
        let path = entry.expect("an entry").path();
        if path.is_file() {
            let bytes = std::fs::read(&path).expect("read");
            let found = bytes.windows(14).any(|part| part == b"canarie-geheim");
            assert!(!found, "the secret stands in {}", path.display());
        }
    }
    let gone = [
        "provider",
        "--tenant",
        "echt",
        "distrust",
        "https://login.voorbeeld.invalid",
    ];
    assert_eq!(installation.answer(&gone)["active"], false);
}
