//! A program that is killed while it computes releases: each release is there with what it took of the budget, or neither
//! is, and whoever goes on finds what is left.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use super::support::{Setting, fresh, on_both, order};
use crate::epsilon::Epsilon;
use crate::error::Failure;
use crate::store::{NationalStore, get, query};
use crate::test_support::System;

/// How often the program is killed on its way, between one release and the last.
const KILLS: u32 = 4;
/// How often it is killed at most, each time a little later: on a busy machine the first times come too early.
const MOST_KILLS: u32 = 40;

/// Where the program that is to be killed finds the store.
const WHERE: &str = "KRACHTIG_TEST_NATIONAL_WHERE";

const READY: &str = "ready to compute";

/// Begins this test again as a program of its own, and waits until it begins to compute. It needs somebody to tell things
/// to for as long as it runs.
fn compute_apart(setting: &Setting) -> (Child, BufReader<ChildStdout>) {
    let name = "store::tests::killed::a_program_that_is_killed_leaves_no_release_unpaid";
    let mut child = Command::new(std::env::current_exe().expect("it has a name"))
        .args(["--exact", name, "--nocapture"])
        .env(WHERE, &setting.maker)
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut said = BufReader::new(child.stdout.take().expect("it says something"));
    let ready = said
        .by_ref()
        .lines()
        .any(|line| line.is_ok_and(|line| line.contains(READY)));
    assert!(ready, "it never begins");
    (child, said)
}

/// What the program does that is killed: releases, one after the other, until nothing is left to tell.
async fn compute(url: &str) {
    let store = NationalStore::new(super::support::connect(url).await);
    writeln!(std::io::stdout(), "{READY}").expect("somebody listens");
    let mut definition = crate::test_support::definition("x");
    definition.attributes.truncate(1);
    definition.attributes[0].epsilon = Epsilon::of_thousandths(20);
    loop {
        let id = fresh();
        definition.name = format!("een-{}", id.simple());
        let id = crate::id::DefinitionId::from_uuid(id);
        let catalogue = crate::catalogue::catalogue();
        store
            .define(id, &definition, &catalogue, super::by())
            .await
            .expect("defined");
        match store.compute(order(id), &mut System).await {
            Ok(_) => {}
            Err(Failure::Refused(_)) => return,
            Err(failure) => panic!("{failure:?}"),
        }
    }
}

/// Holds releases and what was paid for them against each other, and answers how many there are.
async fn check(store: &NationalStore) -> usize {
    let sql = "SELECT release_id, epsilon FROM budget_line";
    let mut paid: BTreeMap<uuid::Uuid, Vec<i64>> = BTreeMap::new();
    for row in query(&store.db, sql, [], "holding releases against the ledger")
        .await
        .expect("read")
    {
        paid.entry(get(&row, 0).expect("an id"))
            .or_default()
            .push(get(&row, 1).expect("a number"));
    }
    let releases = store.releases().await.expect("every release is whole");
    for release in &releases {
        assert_eq!(
            paid.remove(&release.release.id.uuid()),
            Some(vec![20; 3]),
            "each of three regions"
        );
    }
    assert!(paid.is_empty(), "something was paid for and is not there");
    let told = store.ledger().await.expect("read").told("zuid", 2026);
    assert_eq!(told.thousandths(), u32::try_from(releases.len()).expect("few") * 20);
    assert!(told.thousandths() <= 2_000);
    releases.len()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_is_killed_leaves_no_release_unpaid() {
    if let Ok(url) = std::env::var(WHERE) {
        return compute(&url).await;
    }
    on_both(|setting| async move {
        let store = setting.store().await;
        setting.hand_in_all(&store).await;
        let (mut before, mut on_its_way) = (0, 0);
        for kill in 0..MOST_KILLS {
            let (mut child, _said) = compute_apart(&setting);
            tokio::time::sleep(Duration::from_millis(7 + 11 * u64::from(kill))).await;
            // On Unix this is SIGKILL.
            child.kill().expect("killed");
            child.wait().expect("it ends");
            let now = check(&store).await;
            on_its_way += u32::from(now > before && now < 100);
            before = now;
            if on_its_way == KILLS {
                break;
            }
        }
        assert!(on_its_way >= 2, "{on_its_way} kills came while it computed");
        let (mut child, _said) = compute_apart(&setting);
        assert!(child.wait().expect("it ends").success());
        assert_eq!(
            check(&store).await,
            100,
            "what is left is spent to the end, and not more"
        );
    })
    .await;
}
