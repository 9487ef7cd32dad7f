//! What lies in the store opens as what it was, in its place, and as nothing else; a folder and a bucket keep it alike.

use std::collections::HashSet;
use std::path::Path as FilePath;

use object_store::ObjectStoreExt;
use proptest::prelude::*;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::sealed::{Bound, PIECE};
use super::{ContentKey, ObjectPlace, Objects};
use crate::domain::attachment::Rendition;
use crate::domain::id::TenantId;
use crate::store::place::Place;

#[cfg(feature = "s3")]
mod bucket;

const ALFA: TenantId = TenantId::from_uuid(Uuid::from_u128(1));
const BETA: TenantId = TenantId::from_uuid(Uuid::from_u128(2));
const ONE: Uuid = Uuid::from_u128(11);
const OTHER: Uuid = Uuid::from_u128(12);

const NOTHING: [Uuid; 0] = [];

const BOUND: Bound = Bound {
    tenant: ALFA,
    id: ONE,
    rendition: Rendition::Whole,
};

#[expect(
    clippy::disallowed_methods,
    reason = "what lies in a store has the machine's own time"
)]
fn now() -> OffsetDateTime {
    OffsetDateTime::now_utc()
}

fn content(length: usize) -> Vec<u8> {
    (0..length)
        .map(|place| u8::try_from(place % 251).expect("small"))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn content_opens_as_what_it_was(length in prop_oneof![0..100_usize, PIECE - 2..PIECE + 3, 2 * PIECE - 1..2 * PIECE + 2]) {
        let key = ContentKey::random().expect("random");
        let sealed = key.seal(BOUND, &content(length)).expect("sealed");
        prop_assert_eq!(key.open(BOUND, &sealed), Some(content(length)));
        let kept = ContentKey::kept(&key.to_keep()).expect("a key");
        prop_assert_eq!(kept.open(BOUND, &sealed), Some(content(length)));
    }

    #[test]
    fn a_bit_that_was_changed_is_found(at in 0..3 * PIECE, bit in 0..8_u8) {
        let key = ContentKey::random().expect("random");
        let mut sealed = key.seal(BOUND, &content(2 * PIECE + 10)).expect("sealed");
        let at = at % sealed.len();
        sealed[at] ^= 1 << bit;
        prop_assert_eq!(key.open(BOUND, &sealed), None);
    }

    #[test]
    fn an_end_that_was_cut_off_is_found(length in 0..2 * PIECE + 42) {
        let key = ContentKey::random().expect("random");
        let sealed = key.seal(BOUND, &content(2 * PIECE + 10)).expect("sealed");
        prop_assert_eq!(key.open(BOUND, &sealed[..length.min(sealed.len() - 1)]), None);
    }
}

#[test]
fn a_piece_that_was_moved_repeated_or_left_out_is_found() {
    let key = ContentKey::random().expect("random");
    let sealed = key.seal(BOUND, &content(3 * PIECE + 7)).expect("sealed");
    let (form, pieces) = sealed.split_at(4);
    let pieces: Vec<&[u8]> = pieces.chunks(PIECE + 16).collect();
    assert_eq!(pieces.len(), 4);
    for order in [
        &[1, 0, 2, 3][..],
        &[0, 0, 2, 3],
        &[0, 2, 3],
        &[0, 1, 2],
        &[0, 1, 2, 3, 3],
        &[3],
    ] {
        let put_together: Vec<&[u8]> = order.iter().map(|place| pieces[*place]).collect();
        let forged = [form, &put_together.concat()].concat();
        assert_eq!(key.open(BOUND, &forged), None, "{order:?}");
    }
}

#[test]
fn what_belongs_elsewhere_does_not_open() {
    let key = ContentKey::random().expect("random");
    let sealed = key.seal(BOUND, b"a receipt").expect("sealed");
    let elsewhere = [
        Bound { tenant: BETA, ..BOUND },
        Bound { id: OTHER, ..BOUND },
        Bound {
            rendition: Rendition::Preview,
            ..BOUND
        },
    ];
    for bound in elsewhere {
        assert_eq!(key.open(bound, &sealed), None, "{bound:?}");
    }
    assert_eq!(ContentKey::random().expect("random").open(BOUND, &sealed), None);
    assert_eq!(key.open(BOUND, b""), None);
    assert_eq!(key.open(BOUND, b"KO1\0"), None);
    assert_eq!(key.open(BOUND, b"\x89PNG"), None);
}

fn folder(dir: &FilePath) -> Objects {
    let place = ObjectPlace::Folder(dir.to_owned());
    let opened = place.open(&Place::Sqlite { dir: dir.to_owned() });
    opened.expect("it opens").expect("a folder")
}

/// What every store has to do.
async fn keeps_and_forgets(objects: &Objects) {
    let (alfa, beta) = (objects.of(ALFA), objects.of(BETA));
    let key = ContentKey::random().expect("random");
    let (whole, preview) = (content(100_000), content(300));
    alfa.put((ONE, Rendition::Whole), &key, &whole).await.expect("put");
    alfa.put((ONE, Rendition::Preview), &key, &preview).await.expect("put");
    assert_eq!(alfa.get((ONE, Rendition::Whole), &key).await.expect("got"), whole);
    assert_eq!(alfa.get((ONE, Rendition::Preview), &key).await.expect("got"), preview);
    for absent in [
        beta.get((ONE, Rendition::Whole), &key).await,
        alfa.get((OTHER, Rendition::Whole), &key).await,
        alfa.get((ONE, Rendition::Whole), &ContentKey::random().expect("random"))
            .await,
    ] {
        assert_eq!(absent.expect_err("not there").code(), "corrupt");
    }
    let now = now();
    let none = HashSet::new();
    let young = alfa.orphans(&none, now).await.expect("listed");
    assert_eq!(young, NOTHING, "it may be on its way to a row");
    let later = now + Duration::days(2);
    assert_eq!(alfa.orphans(&none, later).await.expect("listed"), [ONE]);
    assert_eq!(
        alfa.orphans(&HashSet::from([ONE]), later).await.expect("listed"),
        NOTHING
    );
    assert_eq!(beta.orphans(&none, later).await.expect("listed"), NOTHING);
    alfa.remove(ONE).await.expect("removed");
    alfa.remove(ONE).await.expect("nothing is there to be removed");
    assert!(alfa.get((ONE, Rendition::Whole), &key).await.is_err());
    assert_eq!(alfa.orphans(&none, later).await.expect("listed"), NOTHING);
}

#[tokio::test]
async fn a_folder_keeps_and_forgets() {
    let dir = tempfile::tempdir().expect("a directory");
    keeps_and_forgets(&folder(&dir.path().join("objects"))).await;
}

#[tokio::test]
async fn nothing_that_lies_there_tells_what_it_is() {
    let dir = tempfile::tempdir().expect("a directory");
    let objects = folder(dir.path());
    let key = ContentKey::random().expect("random");
    let plain = b"Gezin Voorbeeld (fictief)".repeat(100);
    let put = objects.of(ALFA).put((ONE, Rendition::Whole), &key, &plain).await;
    put.expect("put");
    let path = dir
        .path()
        .join(ALFA.uuid().simple().to_string())
        .join(ONE.simple().to_string());
    let lies = std::fs::read(path).expect("a file");
    assert!(!lies.windows(8).any(|some| some == b"Voorbeel"));
}

/// What a killed program left in the middle of writing is no object, and goes.
#[tokio::test]
async fn a_half_written_file_is_swept() {
    let dir = tempfile::tempdir().expect("a directory");
    let objects = folder(dir.path());
    let key = ContentKey::random().expect("random");
    let alfa = objects.of(ALFA);
    alfa.put((ONE, Rendition::Whole), &key, b"whole").await.expect("put");
    let half = dir
        .path()
        .join(ALFA.uuid().simple().to_string())
        .join(format!("{}#1", OTHER.simple()));
    std::fs::write(&half, b"KO1").expect("written");
    let now = now();
    assert_eq!(alfa.orphans(&HashSet::from([ONE]), now).await.expect("listed"), NOTHING);
    assert!(half.exists(), "it may be written at this moment");
    let later = now + Duration::days(2);
    assert_eq!(
        alfa.orphans(&HashSet::from([ONE]), later).await.expect("listed"),
        NOTHING
    );
    assert!(!half.exists());
    assert_eq!(alfa.get((ONE, Rendition::Whole), &key).await.expect("got"), b"whole");
}

#[tokio::test]
async fn whoever_writes_over_an_object_with_another_changes_nothing_unseen() {
    let dir = tempfile::tempdir().expect("a directory");
    let objects = folder(dir.path());
    let key = ContentKey::random().expect("random");
    let alfa = objects.of(ALFA);
    for id in [ONE, OTHER] {
        alfa.put((id, Rendition::Whole), &key, id.as_bytes())
            .await
            .expect("put");
    }
    let (one, other) = (alfa.path(ONE, Rendition::Whole), alfa.path(OTHER, Rendition::Whole));
    objects.store.copy(&one, &other).await.expect("copied");
    let swapped = alfa.get((OTHER, Rendition::Whole), &key).await;
    assert_eq!(swapped.expect_err("found").code(), "corrupt");
}
