//! People with names that nobody has go through every path; then everything that is kept or told is searched for them.
//!
//! A sealed value is to be found nowhere. What is not sealed, such as the name of a person on the family's side, is to be
//! found in its own column alone.

mod paths;
mod search;

use krachtig_tests::office::{Office, databases};

use self::paths::{Canaries, walk_every_path};
use self::search::{Log, Search};

/// Persons for every run; a long run has so many that rare paths are met too.
const FEW: usize = 200;

/// The same for a long run.
const MANY: usize = 10_000;

#[tokio::test(flavor = "multi_thread")]
async fn no_person_is_found_outside_of_its_own_column() {
    search_for(FEW).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "soak"]
async fn none_of_ten_thousand_persons_is_found_outside_of_its_own_column() {
    search_for(MANY).await;
}

async fn search_for(persons: usize) {
    let canaries = Canaries::new();
    let log = Log::watch(canaries.marks());
    let figures = krachtig_server::telemetry::Figures::install().ok();
    let search = Search::new(canaries.marks());
    for database in databases() {
        let office = Office::open(database.as_deref()).await;
        let tenant = office.tenant("exodus-kanarie").await;
        let told = walk_every_path(&office, &tenant, (&canaries, persons)).await;
        for (path, text) in &told {
            search.expect_nowhere(path, text.as_bytes());
        }
        search.columns(&office.database_of(&tenant), &tenant).await;
        search.files(office.data(), Some(&tenant), database.is_none());
        office.installation.services.tenants().close().await;
        // What was in a log of the database's own is now in its file.
        search.files(office.data(), Some(&tenant), database.is_none());
    }
    search.temporary_files();
    if let Some(figures) = figures {
        let figures = figures.render();
        assert!(
            figures.contains("krachtig_http_requests_total"),
            "figures were gathered"
        );
        search.expect_nowhere("figures", figures.as_bytes());
    }
    log.expect_nobody();
}
