//! Lists that are taken along: the same rows as on their pages, and the log says that they were taken.

use krachtig_core::domain::access_log::LogEvent;
use krachtig_core::domain::refusal::RefusalCode;
use krachtig_core::service::{Ask, MOST_ROWS, MOST_TAKEN, TrajectoryFilter, TrajectorySort};

use crate::access_log::newest;
use crate::life::Life;
use crate::office::{Office, code};
use crate::support::on_both;

fn ask(first: u32) -> Ask<TrajectoryFilter, TrajectorySort> {
    Ask {
        first,
        after: None,
        filter: TrajectoryFilter::default(),
        sort: TrajectorySort::OpenedOn,
        descending: false,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_takes_a_list_along_gets_the_rows_of_its_page_and_a_line_that_says_so() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        Life::begin(&office).await;
        Life::begin(&office).await;
        let services = &office.services;
        for who in [&office.coordinator, &office.professional, &office.volunteer] {
            let shown = services.trajectories(who, &ask(MOST_ROWS)).await.expect("shown");
            let taken = services.take_trajectories(who, &ask(MOST_TAKEN)).await.expect("taken");
            assert_eq!(taken.rows, shown.rows);
            let lines = newest(&office).await;
            let line = &lines[0];
            assert_eq!(
                (line.event, line.action.as_str()),
                (LogEvent::Export, "list_trajectories")
            );
            assert_eq!(line.actor, who.actor.id());
        }
        let too_many = services
            .take_trajectories(&office.coordinator, &ask(MOST_TAKEN + 1))
            .await;
        assert_eq!(code(too_many.map(drop)), RefusalCode::OutOfRange);
        let reader = services.take_trajectories(&office.reader, &ask(1)).await;
        assert_eq!(code(reader.map(drop)), RefusalCode::NotFound);
    })
    .await;
}
