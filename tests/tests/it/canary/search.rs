//! Searches logs, texts, columns and files for the marks of canaries.

use std::io::Write;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use krachtig_core::store::Slug;
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Row};

/// What stands in every value of a canary, and nowhere else in the world.
#[derive(Clone)]
pub(super) struct Marks {
    /// In values that are sealed.
    pub(super) sealed: Vec<String>,
    /// In values that are kept as they are.
    pub(super) open: String,
}

impl Marks {
    fn all(&self) -> impl Iterator<Item = &String> {
        self.sealed.iter().chain([&self.open])
    }
}

fn holds(bytes: &[u8], mark: &str) -> bool {
    bytes.windows(mark.len()).any(|window| window == mark.as_bytes())
}

/// Everything that is logged, at every level.
#[derive(Clone)]
pub(super) struct Log {
    marks: Marks,
    lines: Arc<AtomicU64>,
    hits: Arc<Mutex<Vec<String>>>,
}

impl Log {
    /// Reads along from now on.
    pub(super) fn watch(marks: Marks) -> Self {
        let log = Self {
            marks,
            lines: Arc::default(),
            hits: Arc::default(),
        };
        let writer = log.clone();
        tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_ansi(false)
            .with_writer(move || writer.clone())
            .try_init()
            .expect("no other test reads the log");
        log
    }

    pub(super) fn expect_nobody(&self) {
        assert!(self.lines.load(Ordering::Relaxed) > 1_000, "everything was logged");
        let hits = self.hits.lock().expect("whole");
        assert!(hits.is_empty(), "{} lines, such as {}", hits.len(), hits[0]);
    }
}

impl Write for Log {
    /// One line comes in one piece.
    fn write(&mut self, line: &[u8]) -> std::io::Result<usize> {
        self.lines.fetch_add(1, Ordering::Relaxed);
        if self.marks.all().any(|mark| holds(line, mark)) {
            let mut hits = self.hits.lock().expect("whole");
            hits.push(String::from_utf8_lossy(line).into_owned());
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The columns in which canaries may stand that are not sealed: their own.
const OPEN_COLUMNS: [&str; 9] = [
    "budget_plan.about",
    "budget_request.purpose",
    "family.name",
    "family.note",
    "person.name",
    "problem.note",
    // The words of the others, by which they are searched.
    "search_word.stem",
    "story_version.body",
    "story_version.title",
];

pub(super) struct Search {
    marks: Marks,
    since: SystemTime,
}

impl Search {
    #[expect(
        clippy::disallowed_methods,
        reason = "compared with the times of files, which the machine's clock sets"
    )]
    pub(super) fn new(marks: Marks) -> Self {
        let since = SystemTime::now();
        Self { marks, since }
    }

    /// No canary at all.
    pub(super) fn expect_nowhere(&self, place: &str, bytes: &[u8]) {
        for mark in self.marks.all() {
            assert!(
                !holds(bytes, mark),
                "{place} holds {mark}: {}",
                String::from_utf8_lossy(bytes)
            );
        }
    }

    /// No sealed value in any column, and no other but in its own.
    pub(super) async fn columns(&self, database: &str, tenant: &Slug) {
        let found = if database.starts_with("sqlite:") {
            self.in_sqlite(database).await
        } else {
            self.in_postgres(database, &format!("t_{}", tenant.as_str().replace('-', "_")))
                .await
        };
        let (open, sealed): (Vec<_>, Vec<_>) = found.into_iter().partition(|(_, mark)| *mark == self.marks.open);
        assert!(sealed.is_empty(), "{sealed:?}");
        let mut open: Vec<String> = open.into_iter().map(|(column, _)| column).collect();
        open.sort();
        assert!(
            open.iter().all(|column| OPEN_COLUMNS.contains(&column.as_str())),
            "{open:?}"
        );
        assert!(
            open.contains(&"person.name".to_owned()),
            "the search finds what is there: {open:?}"
        );
    }

    async fn in_sqlite(&self, database: &str) -> Vec<(String, String)> {
        // What it asks for must not be found in the log.
        let options: SqliteConnectOptions = database.parse().expect("an address");
        let mut db = options.disable_statement_logging().connect().await.expect("it opens");
        let columns = "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'";
        let columns = sqlx::query(columns).fetch_all(&mut db).await.expect("the columns");
        let mut found = Vec::new();
        for row in columns {
            let (table, column): (String, String) = (row.get(0), row.get(1));
            for mark in self.marks.all() {
                let sql = format!("SELECT count(*) FROM \"{table}\" WHERE CAST(\"{column}\" AS text) LIKE '%{mark}%'");
                let count = sqlx::query(sqlx::AssertSqlSafe(sql))
                    .fetch_one(&mut db)
                    .await
                    .expect("counted");
                if count.get::<i64, _>(0) > 0 {
                    found.push((format!("{table}.{column}"), mark.clone()));
                }
            }
        }
        found
    }

    async fn in_postgres(&self, database: &str, schema: &str) -> Vec<(String, String)> {
        let options: PgConnectOptions = database.parse().expect("an address");
        let mut db = options.disable_statement_logging().connect().await.expect("it opens");
        let columns = "SELECT table_name::text, column_name::text, table_schema::text FROM information_schema.columns \
                       WHERE table_schema IN ($1, 'krachtig_directory', 'public')";
        let columns = sqlx::query(columns)
            .bind(schema)
            .fetch_all(&mut db)
            .await
            .expect("the columns");
        let mut found = Vec::new();
        for row in columns {
            let (table, column, schema): (String, String, String) = (row.get(0), row.get(1), row.get(2));
            for mark in self.marks.all() {
                let table = format!("\"{schema}\".\"{table}\"");
                let sql = format!("SELECT count(*) FROM {table} WHERE \"{column}\"::text LIKE '%{mark}%'");
                let count = sqlx::query(sqlx::AssertSqlSafe(sql))
                    .fetch_one(&mut db)
                    .await
                    .expect("counted");
                if count.get::<i64, _>(0) > 0 {
                    found.push((format!("{}.{column}", row.get::<String, _>(0)), mark.clone()));
                }
            }
        }
        found
    }

    /// No sealed value in any file, and no other but in the tenant's own database.
    pub(super) fn files(&self, folder: &Path, tenant: Option<&Slug>, expected: bool) {
        let own = tenant.map(|tenant| format!("{tenant}.db"));
        let mut seen = false;
        every_file(folder, &mut |path| {
            let Ok(bytes) = std::fs::read(path) else { return };
            for mark in &self.marks.sealed {
                assert!(!holds(&bytes, mark), "{} holds {mark}", path.display());
            }
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let is_own = own.as_ref().is_some_and(|own| name.starts_with(own.as_str()));
            let open = holds(&bytes, &self.marks.open);
            assert!(is_own || !open, "{} holds {}", path.display(), self.marks.open);
            seen |= open;
        });
        assert_eq!(
            seen,
            expected,
            "the search finds what is there, in {}",
            folder.display()
        );
    }

    /// Nothing in what was left in the folder for temporary files meanwhile. Others work there too; where PostgreSQL keeps
    /// its own files, these hold the columns that are not sealed.
    pub(super) fn temporary_files(&self) {
        every_file(&std::env::temp_dir(), &mut |path| {
            let Ok(about) = path.symlink_metadata() else { return };
            let touched = about.modified().is_ok_and(|time| time >= self.since);
            if !touched || !about.is_file() || about.len() > 64 << 20 {
                return;
            }
            if let Ok(bytes) = std::fs::read(path) {
                let of_postgres = path.ancestors().any(|folder| folder.join("PG_VERSION").exists());
                for mark in self
                    .marks
                    .all()
                    .filter(|mark| !of_postgres || **mark != self.marks.open)
                {
                    assert!(!holds(&bytes, mark), "{} holds {mark}", path.display());
                }
            }
        });
    }
}

fn every_file(folder: &Path, look: &mut impl FnMut(&Path)) {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in entries {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => every_file(&entry.path(), look),
            Ok(kind) if kind.is_file() => look(&entry.path()),
            _ => {}
        }
    }
}
