//! Lines of what was read, on their way into the log: those that wait together go in together, and each reader waits
//! until its line would outlive the end of this process.
//!
//! A change's lines go with the change and do not belong here. On SQLite, lines of reading go along with the writers'
//! group where there is one; alone, they are appended without waiting for the disk, since within a second the sequencer
//! commits something that does. So a power failure may take the last second's lines of reading; the end of a process
//! takes none. PostgreSQL keeps them as durably as everything else.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use sea_orm::DatabaseConnection;
use tokio::sync::{Mutex as Lock, oneshot};

use super::super::batch::Batch;
use super::super::group::{Lane, Turn};
use super::super::seal::WithKeys;
use super::{AuditLine, AuditLines, insert, sequence};
use crate::error::Fault;

/// The most lines that go in together: a statement has a place for each of their values.
const TOGETHER: usize = 128;

/// How far apart the ways into the log are, where lines come thick and fast. A line by itself waits for nothing; where
/// many read at once, one wait of all together costs the machine a fraction of a way there and back for each.
const APART: Duration = Duration::from_millis(2);

/// How long after a line the sequencer gives it its place in the tree.
const SOON: Duration = Duration::from_millis(400);

/// The way of lines into a tenant's log. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Appender(Arc<Inner>);

/// How lines get to the database.
pub(crate) enum Way {
    /// SQLite: behind the lock of the one writing connection.
    Lane(Arc<Lock<Lane>>),
    /// PostgreSQL: by any connection.
    Pool(WithKeys<Arc<DatabaseConnection>>),
}

struct Inner {
    way: Way,
    queue: Mutex<Queue>,
    /// Whether the sequencer will look soon.
    due: AtomicBool,
    closed: AtomicBool,
}

#[derive(Default)]
struct Queue {
    waiting: Vec<Waiting>,
    /// Whether somebody takes out what waits.
    at_work: bool,
    /// When lines were last taken out.
    taken: Option<Instant>,
}

struct Waiting {
    line: AuditLine,
    answer: oneshot::Sender<Result<(), Fault>>,
}

impl Appender {
    pub(crate) fn new(way: Way) -> Self {
        Self(Arc::new(Inner {
            way,
            queue: Mutex::default(),
            due: AtomicBool::new(false),
            closed: AtomicBool::new(false),
        }))
    }

    /// The way of its lines.
    pub(super) fn way(&self) -> &Way {
        &self.0.way
    }

    /// Adds a line of reading, and answers once the end of this process could not take it any more.
    ///
    /// # Errors
    /// [`Fault::Database`]: then nothing may be shown of what was read.
    pub(crate) async fn append(&self, line: AuditLine) -> Result<(), Fault> {
        let (answer, written) = oneshot::channel();
        let begin = {
            let mut queue = self.queue();
            queue.waiting.push(Waiting { line, answer });
            !std::mem::replace(&mut queue.at_work, true)
        };
        if begin {
            // In a task of its own: whoever reads may go away, and others wait behind.
            let appender = self.clone();
            tokio::spawn(async move { AtWork(appender).run().await });
        }
        written.await.unwrap_or(Err(Fault::ShuttingDown))
    }

    /// Has the sequencer look soon: a line was committed.
    pub(crate) fn sequence_soon(&self) {
        if self.0.closed.load(Ordering::Relaxed) || self.0.due.swap(true, Ordering::AcqRel) {
            return;
        }
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            // The next line has it look.
            self.0.due.store(false, Ordering::Release);
            return;
        };
        let appender = self.clone();
        runtime.spawn(async move {
            tokio::time::sleep(SOON).await;
            appender.0.due.store(false, Ordering::Release);
            if !appender.0.closed.load(Ordering::Relaxed)
                && let Err(fault) = sequence::run(&appender).await
            {
                tracing::error!(code = fault.code(), error = %fault, cause = ?std::error::Error::source(&fault), "lines of the access log wait for their place in the tree");
            }
        });
    }

    /// Has nothing of this process touch the log any more, after a last look of the sequencer where one is due.
    pub(crate) async fn close(&self) {
        if self.0.due.load(Ordering::Acquire) && !self.0.closed.load(Ordering::Relaxed) {
            // What has no place yet gets it when the store is used again.
            let _ = sequence::run(self).await;
        }
        self.0.closed.store(true, Ordering::Relaxed);
    }

    /// How long lines that wait now are to wait for others.
    fn to_wait(&self) -> Option<Duration> {
        let taken = self.queue().taken?;
        APART.checked_sub(taken.elapsed())
    }

    /// Takes out lines to go in together.
    fn take(&self) -> Vec<Waiting> {
        let mut queue = self.queue();
        queue.taken = Some(Instant::now());
        let most = queue.waiting.len().min(TOGETHER);
        queue.waiting.drain(..most).collect()
    }

    /// Whether somebody waits; where nobody does, the next one has to see to it that the work begins.
    fn is_awaited(&self) -> bool {
        let mut queue = self.queue();
        queue.at_work = !queue.waiting.is_empty();
        queue.at_work
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.0.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Somebody who takes out what waits until nothing does. However that ends, nobody waits for ever.
struct AtWork(Appender);

impl AtWork {
    async fn run(self) {
        while self.0.is_awaited() {
            if let Some(wait) = self.0.to_wait() {
                tokio::time::sleep(wait).await;
            }
            // The lock first: what comes meanwhile goes along.
            let way = match &self.0.0.way {
                Way::Lane(lane) => Ready::Lane(Turn::to_append(lane).await),
                Way::Pool(pool) => Ready::Pool(pool),
            };
            let (lines, answers): (Vec<_>, Vec<_>) = self.0.take().into_iter().map(|w| (w.line, w.answer)).unzip();
            let written = match way {
                Ready::Lane(turn) => turn.append(&lines).await,
                Ready::Pool(pool) => append_to(pool, lines).await,
            };
            for answer in answers {
                // Who asked may have gone away.
                let _ = answer.send(written.clone());
            }
            self.0.sequence_soon();
        }
    }
}

enum Ready<'a> {
    Lane(Turn),
    Pool(&'a WithKeys<Arc<DatabaseConnection>>),
}

async fn append_to(pool: &WithKeys<Arc<DatabaseConnection>>, lines: Vec<AuditLine>) -> Result<(), Fault> {
    let mut lines = lines.into_iter();
    let Some(first) = lines.next() else { return Ok(()) };
    let mut all = AuditLines::from(first);
    all.extend(lines);
    let mut batch = Batch::new(pool);
    insert(&mut batch, &all);
    batch.send(pool, "logging what was read").await.map(|_| ())
}

impl Drop for AtWork {
    fn drop(&mut self) {
        let mut queue = self.0.queue();
        if std::thread::panicking() {
            queue.at_work = false;
            // Their senders go with them, and who waits gets a fault.
            queue.waiting.clear();
        }
    }
}
