//! Checkpoints and keys as texts, and what is not taken for one.

use std::net::IpAddr;

use super::*;

fn signed() -> SignedCheckpoint {
    let checkpoint = Checkpoint {
        origin: "krachtig/ten_1".to_owned(),
        size: 7,
        root: [9; 32],
        at: 1_795_000_000,
    };
    checkpoint.sign(&LogKey::from_bytes(&[1; 32])).expect("signed")
}

#[test]
fn a_checkpoint_is_written_as_others_write_it() {
    let text = signed().to_string();
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("krachtig/ten_1"));
    assert_eq!(lines.next(), Some("7"));
    assert_eq!(lines.next(), Some("CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk="));
    assert_eq!(lines.next(), Some("time 1795000000"));
    assert_eq!(lines.next(), Some(""));
    assert!(
        lines
            .next()
            .is_some_and(|line| line.starts_with("\u{2014} krachtig/ten_1 "))
    );
    assert_eq!(lines.next(), None);
    assert_eq!(text.parse(), Ok(signed()));
}

#[test]
fn whatever_is_changed_in_it_loses_the_signature() {
    let key = LogKey::from_bytes(&[1; 32])
        .verifier("krachtig/ten_1", VerifierUse::Log)
        .expect("a key");
    let text = signed().to_string();
    assert!(text.parse::<SignedCheckpoint>().expect("read").is_signed_by(&key));
    for (what, with) in [
        ("\n7\n", "\n8\n"),
        ("time 1795000000", "time 1795000001"),
        ("ten_1\n7", "ten_2\n7"),
    ] {
        let other: SignedCheckpoint = text.replacen(what, with, 1).parse().expect("read");
        assert!(!other.is_signed_by(&key), "{what}");
    }
    let other = LogKey::from_bytes(&[2; 32])
        .verifier("krachtig/ten_1", VerifierUse::Log)
        .expect("a key");
    assert!(!signed().is_signed_by(&other));
}

#[test]
fn what_is_written_in_another_way_is_none() {
    let text = signed().to_string();
    for bad in [
        "",
        "x\n\n",
        &text.replacen("\n7\n", "\n07\n", 1),
        &text.replacen("\n7\n", "\n-7\n", 1),
        &text.replacen("time ", "", 1),
        &text.replacen("\u{2014} ", "- ", 1),
        &text.replacen("CQkJ", "CQk=", 1),
    ] {
        assert_eq!(bad.parse::<SignedCheckpoint>(), Err(NoteFault::Malformed), "{bad:?}");
    }
}

#[test]
fn keys_are_texts_with_a_check() {
    let key = LogKey::from_bytes(&[1; 32])
        .verifier("toezicht.example", VerifierUse::Witness)
        .expect("a key");
    assert_eq!(key.to_string().parse(), Ok(key.clone()));
    let other_name = key.to_string().replacen("toezicht", "toezihct", 1);
    assert_eq!(other_name.parse::<VerifierKey>(), Err(NoteFault::Key), "the id tells");
    for name in ["", "with space", "a+b"] {
        let named = LogKey::from_bytes(&[1; 32]).verifier(name, VerifierUse::Log);
        assert_eq!(named, Err(NoteFault::Name), "{name:?}");
    }
}

#[test]
fn an_address_has_a_code_that_does_not_tell_it() {
    let (key, other) = (LogKey::from_bytes(&[1; 32]), LogKey::from_bytes(&[2; 32]));
    let code = |key: &LogKey, address: &str| key.peer(address.parse::<IpAddr>().expect("an address"));
    assert_eq!(code(&key, "192.0.2.1"), code(&key, "::ffff:192.0.2.1"));
    assert_ne!(code(&key, "192.0.2.1"), code(&key, "192.0.2.2"));
    assert_ne!(code(&key, "192.0.2.1"), code(&other, "192.0.2.1"));
    assert_eq!(code(&key, "2001:db8::1"), code(&key, "2001:db8::ffff:2"), "one network");
    assert_ne!(code(&key, "2001:db8::1"), code(&key, "2001:db8:0:1::1"));
    assert_eq!(code(&key, "192.0.2.1").len(), 16);
}
