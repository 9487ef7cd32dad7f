//! Counts SQL statements: in total per store for metrics, and per piece of work for tests that hold a page to its
//! number of queries. Transaction control (BEGIN, SAVEPOINT, COMMIT) is not counted. Timing does not belong here.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sea_orm::DatabaseConnection;

tokio::task_local! {
    static STATEMENTS: Cell<u64>;
}

/// Does the work and tells how many SQL statements it sent, in this task, to any store.
///
/// ```
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// let (answer, statements) = krachtig_core::store::counting_statements(async { 7 }).await;
/// assert_eq!((answer, statements), (7, 0));
/// # });
/// ```
pub async fn counting_statements<F: Future>(work: F) -> (F::Output, u64) {
    let counted = async {
        let output = work.await;
        (output, STATEMENTS.with(Cell::get))
    };
    STATEMENTS.scope(Cell::new(0), counted).await
}

/// Hears of every statement: how long it took, and whether it failed. Its text is not told, for it may hold values.
pub type StatementListener = fn(Duration, bool);

/// A store's running total.
#[derive(Clone, Debug)]
pub(crate) struct Statements {
    total: Arc<AtomicU64>,
    listener: StatementListener,
}

impl Statements {
    /// None so far.
    pub(crate) fn new(listener: StatementListener) -> Self {
        Self {
            total: Arc::default(),
            listener,
        }
    }

    /// Has every statement of this connection counted.
    pub(crate) fn watch(&self, mut db: DatabaseConnection) -> DatabaseConnection {
        let (total, listener) = (Arc::clone(&self.total), self.listener);
        db.set_metric_callback(move |statement| {
            listener(statement.elapsed, statement.failed);
            total.fetch_add(1, Ordering::Relaxed);
            // Outside of counted work there is nothing to add to.
            let _ = STATEMENTS.try_with(|count| count.set(count.get() + 1));
        });
        db
    }

    /// How many statements were sent so far.
    pub(crate) fn total(&self) -> u64 {
        self.total.load(Ordering::Relaxed)
    }
}
