//! The national store on both databases: what is kept, what is refused, and what races and kills leave of it.

mod killed;
mod races;
mod read_log;
mod rights;
mod stories;
pub(crate) mod support;

use std::collections::BTreeSet;

use time::Duration;

use self::support::{AT, by, connect, fresh, on_both, order, token};
use super::*;
use crate::catalogue::catalogue;
use crate::id::{ReadId, ReaderId, ReleaseId};
use crate::refusal::Refusals;
use crate::release::{Figure, Status, hash};
use crate::test_support::{System, definition, hand_in};

/// What was refused, as codes and what they are about.
fn refused<T: std::fmt::Debug>(outcome: Outcome<T>) -> Vec<(RefusalCode, String)> {
    match outcome {
        Err(Failure::Refused(refusals)) => told(&refusals),
        other => panic!("nothing was refused: {other:?}"),
    }
}

fn told(refusals: &Refusals) -> Vec<(RefusalCode, String)> {
    refusals.all().iter().map(|one| (one.code, one.about.clone())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_release_is_computed_once_and_seen_once_it_is_published() {
    on_both(|setting| async move {
        let (store, published) = (setting.store().await, setting.published().await);
        setting.hand_in_all(&store).await;
        let id = setting.define(&store, "jaarcijfers").await;
        let frozen = store.compute(order(id), &mut System).await.expect("computed");
        assert!(frozen.is_signed_by(&support::key().public()));
        assert_eq!(
            refused(store.compute(order(id), &mut System).await),
            [(RefusalCode::DoneBefore, "definition".to_owned())]
        );
        assert_eq!(
            store.ledger().await.expect("read").told("oost", 2026).to_string(),
            "1.4"
        );

        let release = frozen.release.id;
        assert_eq!(published.headings().await.expect("listed"), []);
        assert_eq!(published.release(release).await.expect("asked"), None);
        store.publish(release, by()).await.expect("published");
        assert_eq!(
            refused(store.publish(release, by()).await),
            [(RefusalCode::DoneBefore, "release".to_owned())]
        );
        let elsewhere = ReleaseId::from_uuid(fresh());
        assert_eq!(
            refused(store.publish(elsewhere, by()).await),
            [(RefusalCode::NotFound, "release".to_owned())]
        );
        let headings = published.headings().await.expect("listed");
        assert_eq!((headings.len(), headings[0].name.as_str()), (1, "jaarcijfers"));
        // Asked again, kept or not, by another program or not, the bytes are the same.
        for reader in [&published, &published, &setting.published().await] {
            let read = reader.release(release).await.expect("asked").expect("published");
            assert_eq!(
                (&read.bytes, &read.hash, &read.signature),
                (&frozen.bytes, &frozen.hash, &frozen.signature)
            );
        }
        assert_eq!(
            store.releases().await.expect("listed")[0].published_at,
            Some(AT.unix_timestamp())
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_release_that_is_not_what_was_frozen_is_not_read() {
    on_both(|setting| async move {
        let (store, published) = (setting.store().await, setting.published().await);
        setting.hand_in_all(&store).await;
        let id = setting.define(&store, "jaarcijfers").await;
        let frozen = store.compute(order(id), &mut System).await.expect("computed");
        store.publish(frozen.release.id, by()).await.expect("published");

        let db = connect(&setting.maker).await;
        let with = |change: fn(&mut Figure)| {
            let mut release = frozen.release.clone();
            change(&mut release.tables[0].figures[0]);
            String::from_utf8(release.to_bytes()).expect("text")
        };
        let forged = [
            ("as-it-is", with(|_| {}), true, true),
            (
                "of-no-place",
                with(|figure| figure.place = "nergens".to_owned()),
                true,
                false,
            ),
            (
                "of-no-category",
                with(|figure| figure.category = "niets".to_owned()),
                true,
                false,
            ),
            ("another-number", with(|figure| figure.value = Some(-1)), false, false),
            ("no-release", "{}".to_owned(), true, false),
        ];
        for (name, content, hashed, readable) in forged {
            let (id, definition) = (ReleaseId::from_uuid(fresh()), setting.define(&store, name).await);
            let hash = if hashed {
                hash(content.as_bytes())
            } else {
                frozen.hash.clone()
            };
            let (id_there, definition) = (id.uuid().into(), definition.uuid().into());
            let values: [Value; 6] = [
                id_there,
                definition,
                name.into(),
                content.into(),
                hash.into(),
                frozen.release.id.uuid().into(),
            ];
            let sql = "INSERT INTO frozen_release (id, definition_id, name, content, hash, signature, signed_by, \
                       computed_by, computed_at) SELECT $1, $2, $3, $4, $5, signature, signed_by, computed_by, \
                       computed_at FROM frozen_release WHERE id = $6";
            execute(&db, sql, values, "forging a release").await.expect("kept");
            store.publish(id, by()).await.expect("published");
            match published.release(id).await {
                Ok(read) => assert!(readable && read.is_some(), "{name} was read"),
                Err(Fault::Corrupt { table, column }) => {
                    assert!(!readable, "{name} was not read");
                    assert_eq!((table, column), ("frozen_release", "content"));
                }
                Err(fault) => panic!("{name}: {fault}"),
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_corrected_later_goes_into_the_next_release_and_into_no_frozen_one() {
    on_both(|setting| async move {
        let store = setting.store().await;
        setting.hand_in_all(&store).await;
        let first = setting.define(&store, "eerste").await;
        let first = store.compute(order(first), &mut System).await.expect("computed");

        let mut corrected = hand_in("oost", 82);
        assert_eq!(store.hand_in(&corrected, &catalogue(), AT).await.expect("taken"), 2);
        assert_eq!(
            store.hand_in(&corrected, &catalogue(), AT).await.expect("taken"),
            2,
            "the same is not another"
        );
        let mut definition = definition("tweede");
        definition.attributes.truncate(1);
        definition.attributes[0].epsilon = "0.3".parse().expect("an epsilon");
        let mut revisions = Vec::new();
        for name in ["tweede", "derde"] {
            definition.name = name.to_owned();
            let id = DefinitionId::from_uuid(fresh());
            store
                .define(id, &definition, &catalogue(), by())
                .await
                .expect("defined");
            let release = store.compute(order(id), &mut System).await.expect("computed").release;
            let families = release.tables[0]
                .figures
                .iter()
                .find(|figure| figure.place == "oost")
                .and_then(|one| one.value);
            revisions.push((release.inputs[1].revision, families));
            let period = "2026".parse().expect("a period");
            let _ = store.accept("oost", period, 2, by()).await;
        }
        assert_eq!(
            revisions,
            [(1, Some(80)), (2, Some(82))],
            "what is not accepted does not count"
        );
        assert_eq!(store.releases().await.expect("listed")[0], first);

        corrected.period = "2027".parse().expect("a period");
        assert_eq!(
            refused(store.hand_in(&corrected, &catalogue(), AT).await),
            [(RefusalCode::NotOver, "period".to_owned())]
        );
        let states = store
            .hand_ins("2026".parse().expect("a period"))
            .await
            .expect("looked at");
        let states: Vec<(&str, u16, bool)> = states
            .iter()
            .map(|one| (one.region.as_str(), one.revision, one.accepted))
            .collect();
        assert_eq!(
            states,
            [
                ("noord", 1, true),
                ("oost", 1, true),
                ("oost", 2, true),
                ("zuid", 1, true)
            ]
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_not_be_released_spends_nothing() {
    on_both(|setting| async move {
        let store = setting.store().await;
        let id = setting.define(&store, "jaarcijfers").await;
        let missing = refused(store.compute(order(id), &mut System).await);
        assert_eq!(missing.len(), 3, "{missing:?}");
        assert!(missing.iter().all(|(code, _)| *code == RefusalCode::NotHandedIn));
        setting.hand_in_all(&store).await;

        struct NoBits;
        impl crate::noise::Randomness for NoBits {
            type Error = ();
            fn fill(&mut self, _: &mut [u8]) -> Result<(), ()> {
                Err(())
            }
        }
        let failed = store.compute(order(id), &mut NoBits).await;
        assert!(matches!(failed, Err(Failure::Fault(Fault::NoRandomness))), "{failed:?}");
        let mut early = order(id);
        early.by.at = time::macros::datetime!(2026-12-31 23:59:59 UTC);
        assert_eq!(
            refused(store.compute(early, &mut System).await),
            [(RefusalCode::NotOver, "period".to_owned())]
        );
        assert_eq!(
            refused(store.define(id, &definition("jaarcijfers"), &catalogue(), by()).await)[0].0,
            RefusalCode::DoneBefore
        );
        assert_eq!(store.ledger().await.expect("read"), Ledger::default());
        assert_eq!(store.releases().await.expect("listed"), []);
        let release = store.compute(order(id), &mut System).await.expect("computed").release;
        assert!(
            release.tables[2]
                .figures
                .iter()
                .any(|figure| figure.status == Status::Noised)
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_is_known_by_a_token_until_it_is_over_and_what_it_reads_is_kept() {
    on_both(|setting| async move {
        let (store, published) = (setting.store().await, setting.published().await);
        let id = ReaderId::from_uuid(fresh());
        store
            .add_reader(id, "DJI, afdeling voorbeeld", AT)
            .await
            .expect("added");
        assert_eq!(
            refused(
                store
                    .add_reader(ReaderId::from_uuid(fresh()), "DJI, afdeling voorbeeld", AT)
                    .await
            )[0]
            .0,
            RefusalCode::DoneBefore
        );
        let (open, revoked, over) = (
            token("a", AT + Duration::DAY),
            token("b", AT + Duration::DAY),
            token("c", AT),
        );
        for token in [&open, &revoked, &over] {
            store.add_token(id, token).await.expect("added");
        }
        store.revoke_token(revoked.id).await.expect("revoked");
        for hash in ["b", "c", "d", ""] {
            assert_eq!(published.reader(hash, AT).await.expect("asked"), None, "{hash}");
        }
        let known = published.reader("a", AT).await.expect("asked").expect("known");
        assert_eq!(
            (known.id, known.token, &known.scopes),
            (id, open.id, &BTreeSet::from([ReaderScope::Figures]))
        );
        let read = Read {
            id: ReadId::from_uuid(fresh()),
            at: AT,
            reader: &known,
            request: "rid_1",
            asked: "release figures",
            releases: "rel_1",
        };
        published.log(&read).await.expect("logged");
        let reads = store.reads(AT, 10).await.expect("read");
        assert_eq!(
            (reads.len(), reads[0].reader, reads[0].asked.as_str()),
            (1, id, "release figures")
        );
        assert_eq!(store.readers().await.expect("read")[0].tokens, 2);
    })
    .await;
}
