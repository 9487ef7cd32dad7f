//! Sealed values and wrapped keys by themselves, and what must not open them.

use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::{Cell, DataKey, Keys, MasterKey, MasterSource};
use crate::domain::id::TenantId;
use crate::error::Fault;
use crate::store::Place;

const ALFA: TenantId = TenantId::from_uuid(Uuid::from_u128(0xa));
const BRAVO: TenantId = TenantId::from_uuid(Uuid::from_u128(0xb));

const PHONE: Cell = Cell {
    table: "person",
    column: "phone",
    id: Uuid::from_u128(1),
};

fn keys(tenant: TenantId, numbers: &[u32]) -> Keys {
    let key = |number: &u32| DataKey::new(tenant, *number, &[7; 32]);
    Keys::new(numbers.iter().map(key).collect())
}

fn sealed(value: &Json) -> String {
    keys(ALFA, &[1]).seal(PHONE, value).expect("sealed")
}

#[test]
fn every_json_value_comes_back_as_it_was() {
    for value in [
        json!("06 1234 5678 (fictief)"),
        json!(""),
        json!("2026-03-02"),
        json!("é, \u{1F9E1} and \"quotes\""),
        json!([{"life_domain": null, "about": "De huur (fictief)"}]),
        json!(["x".repeat(20_000)]),
    ] {
        let kept = sealed(&value);
        assert!(!kept.contains("fictief"));
        assert_eq!(keys(ALFA, &[1]).open(PHONE, &kept).expect("opens"), value);
    }
}

#[test]
fn the_same_value_is_never_kept_the_same_and_its_length_tells_little() {
    let (one, other) = (sealed(&json!("PI Vught")), sealed(&json!("PI Vught")));
    assert_ne!(one, other);
    assert_eq!(one.len(), sealed(&json!("PI Krimpen aan den IJssel")).len());
}

#[test]
fn a_value_opens_in_its_own_cell_alone() {
    let kept = sealed(&json!("0612345678"));
    let elsewhere = [
        Cell {
            id: Uuid::from_u128(2),
            ..PHONE
        },
        Cell {
            column: "email",
            ..PHONE
        },
        Cell {
            table: "partner",
            ..PHONE
        },
        // The same letters, divided otherwise.
        Cell {
            table: "perso",
            column: "nphone",
            ..PHONE
        },
    ];
    for cell in elsewhere {
        let fault = keys(ALFA, &[1]).open(cell, &kept).expect_err("refused");
        assert!(
            matches!(fault, Fault::Corrupt { table, column, id }
                if (table, column, id) == (cell.table, cell.column, cell.id)),
            "{fault:?}"
        );
    }
    let another_tenant = keys(BRAVO, &[1]).open(PHONE, &kept);
    assert!(
        matches!(another_tenant, Err(Fault::Corrupt { .. })),
        "{another_tenant:?}"
    );
    // The same bytes under another number: what the value says of its key is authenticated too.
    let renumbered = kept.replacen("k1.1.", "k1.2.", 1);
    let opened = keys(ALFA, &[1, 2]).open(PHONE, &renumbered);
    assert!(matches!(opened, Err(Fault::Corrupt { .. })), "{opened:?}");
}

#[test]
fn whatever_is_cut_off_or_changed_is_corrupt_and_nothing_panics() {
    let kept = sealed(&json!("0612345678"));
    let keys = keys(ALFA, &[1]);
    for end in 0..kept.len() {
        let cut = keys.open(PHONE, &kept[..end]);
        assert!(matches!(cut, Err(Fault::Corrupt { .. })), "{end}: {cut:?}");
    }
    for place in 0..kept.len() {
        let mut bytes = kept.clone().into_bytes();
        bytes[place] = if bytes[place] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(bytes).expect("text");
        let opened = keys.open(PHONE, &changed);
        assert!(matches!(opened, Err(Fault::Corrupt { .. })), "{place}: {opened:?}");
    }
    for nonsense in [
        "",
        "k1",
        "k1..",
        "k1.1.",
        "k1.01.AAAA",
        "k1.+1.AAAA",
        "k1.99999999999.AAAA",
        "0612345678",
        "k2.1.AAAA",
    ] {
        let opened = keys.open(PHONE, nonsense);
        assert!(matches!(opened, Err(Fault::Corrupt { .. })), "{nonsense}: {opened:?}");
    }
}

#[test]
fn a_value_of_a_key_that_is_gone_says_so() {
    let kept = sealed(&json!("0612345678"));
    let opened = keys(ALFA, &[2]).open(PHONE, &kept);
    assert!(matches!(opened, Err(Fault::KeyGone { number: 1, .. })), "{opened:?}");
    assert!(matches!(
        keys(ALFA, &[]).seal(PHONE, &json!(1)),
        Err(Fault::KeyGone { .. })
    ));
}

#[test]
fn new_values_get_the_newest_key_and_old_ones_still_open() {
    let both = keys(ALFA, &[2, 1]);
    assert!(both.seal(PHONE, &json!("x")).expect("sealed").starts_with("k1.2."));
    assert_eq!(both.open(PHONE, &sealed(&json!("x"))).expect("opens"), json!("x"));
}

#[test]
fn a_tenants_key_opens_for_its_tenant_its_number_and_its_master_alone() {
    let master = MasterKey::random().expect("random numbers");
    let wrapped = master.wrap((ALFA, 1), &[9; 32]).expect("wrapped");
    let masters = super::Masters::new(master.clone(), Vec::new());
    assert_eq!(
        *masters.unwrap(master.name(), (ALFA, 1), &wrapped).expect("opens"),
        [9; 32]
    );
    for whose in [(BRAVO, 1), (ALFA, 2)] {
        let opened = masters.unwrap(master.name(), whose, &wrapped);
        assert!(matches!(opened, Err(Fault::Corrupt { column: "wrapped", .. })));
    }
    let another = MasterKey::random().expect("random numbers");
    let strangers = super::Masters::new(another.clone(), Vec::new());
    let opened = strangers.unwrap(master.name(), (ALFA, 1), &wrapped);
    assert!(matches!(opened, Err(Fault::MasterKey { .. })));
    let opened = strangers.unwrap(another.name(), (ALFA, 1), &wrapped);
    assert!(
        matches!(opened, Err(Fault::Corrupt { .. })),
        "another's key under its name"
    );
}

#[test]
fn a_master_key_is_read_as_hexadecimal_or_base64_and_shows_nowhere() {
    let hex = "00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF";
    let key = MasterKey::from_text(&format!(" {hex}\n")).expect("a key");
    assert_eq!(key.to_text().as_str(), hex.to_lowercase());
    let base64 = "ABEiM0RVZneImaq7zN3u/wARIjNEVWZ3iJmqu8zd7v8=";
    assert_eq!(MasterKey::from_text(base64).expect("a key").name(), key.name());
    assert!(!format!("{key:?}").contains("0011"), "{key:?}");
    for wrong in ["", "0011", "s3cret".repeat(20).as_str(), &hex.replace('0', "g")] {
        let refused = MasterKey::from_text(wrong).expect_err("refused").to_string();
        assert!(!refused.contains("s3cret"), "{refused}");
    }
}

#[test]
fn the_file_of_a_master_key_is_made_once_for_its_owner_alone() {
    let dir = tempfile::tempdir().expect("a directory");
    let home = Place::Sqlite {
        dir: dir.path().join("tenants"),
    };
    let made = MasterSource::Beside.resolve(&home, false).expect("made");
    let path = dir.path().join("tenants.key");
    assert_eq!(
        MasterSource::Beside.resolve(&home, true).expect("read").name(),
        made.name()
    );
    let named = MasterSource::File(path.clone()).resolve(&home, true).expect("read");
    assert_eq!(named.name(), made.name());
    assert_eq!(
        std::fs::read_dir(dir.path()).expect("listed").count(),
        1,
        "nothing else lies about"
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&path).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o604)).expect("opened up");
        let refused = MasterSource::File(path.clone()).resolve(&home, true);
        assert!(
            matches!(&refused, Err(Fault::MasterKey { what }) if what.contains("everybody")),
            "{refused:?}"
        );
    }
    std::fs::remove_file(&path).expect("removed");
    let lost = MasterSource::File(path.clone()).resolve(&home, true);
    assert!(matches!(lost, Err(Fault::MasterKey { .. })), "{lost:?}");
    assert!(!path.exists(), "no new key for what another sealed");
}
