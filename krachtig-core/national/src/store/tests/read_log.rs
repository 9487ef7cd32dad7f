//! The log of what is read, written by many at once.

use std::collections::BTreeSet;

use tokio::task::JoinHandle;

use super::support::{AT, Setting, connect, fresh, on_both};
use crate::error::Fault;
use crate::id::{ReadId, ReaderId, ReaderTokenId};
use crate::store::{KnownReader, Published, Read, ReaderScope, get, query};

/// Logs a read of this request, in a task of its own.
fn log(published: &Published, request: String) -> JoinHandle<Result<(), Fault>> {
    let published = published.clone();
    tokio::spawn(async move {
        let reader = KnownReader {
            id: ReaderId::from_uuid(fresh()),
            name: "DJI".to_owned(),
            token: ReaderTokenId::from_uuid(fresh()),
            scopes: BTreeSet::from([ReaderScope::Figures]),
        };
        let read = Read {
            id: ReadId::from_uuid(fresh()),
            at: AT,
            reader: &reader,
            request: &request,
            asked: "figures",
            releases: "",
        };
        published.log(&read).await
    })
}

/// Which requests the log has, one for each line.
async fn requests(setting: &Setting) -> Vec<String> {
    let db = connect(&setting.maker).await;
    let sql = "SELECT request FROM read_log ORDER BY request";
    let rows = query(&db, sql, [], "reading the log").await.expect("read");
    rows.iter().map(|row| get(row, 0).expect("a request")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_many_read_at_once_is_kept_line_by_line() {
    on_both(|setting| async move {
        let published = setting.published().await;
        let readers: Vec<_> = (0..300).map(|number| log(&published, format!("{number:03}"))).collect();
        let mut answered = Vec::new();
        for (number, reader) in readers.into_iter().enumerate() {
            // Every third goes away before it is answered, whether its line was kept by then or not.
            if number % 3 == 0 {
                reader.abort();
            } else {
                reader.await.expect("it ran").expect("logged");
                answered.push(format!("{number:03}"));
            }
        }
        let kept = requests(&setting).await;
        assert!(kept.windows(2).all(|two| two[0] != two[1]), "a line was kept twice");
        assert!(
            answered.iter().all(|request| kept.contains(request)),
            "a line is missing"
        );
        log(&published, "300".to_owned())
            .await
            .expect("it ran")
            .expect("it goes on");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_can_not_be_kept_keeps_no_other_out() {
    on_both(|setting| async move {
        let published = setting.published().await;
        // PostgreSQL keeps no text with a zero in it.
        let readers = (0..60).map(|number| log(&published, if number % 2 == 0 { "whole" } else { "\0" }.to_owned()));
        let readers: Vec<_> = readers.collect();
        for (number, reader) in readers.into_iter().enumerate() {
            let kept = reader.await.expect("it ran").is_ok();
            assert_eq!(kept, number % 2 == 0 || !setting.is_postgres(), "{number}");
        }
        let kept = requests(&setting).await;
        assert_eq!(kept.iter().filter(|request| *request == "whole").count(), 30);
    })
    .await;
}
