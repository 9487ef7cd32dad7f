//! A tenant's database that fails where it is told to: at the n-th row that is written, or at the commit; and a store
//! that panics after the n-th statement. All of it from outside, so that nothing in the store knows of tests.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use futures_util::FutureExt;
use krachtig_core::service::{Failure, Outcome};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};

use crate::support::{Setting, connect};

/// How the database, or the program, fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fails {
    /// Not at all.
    Never,
    /// The database refuses the n-th row, and every one after it.
    Row,
    /// The same, and SQLite gives the whole transaction up besides, as it may when a disk is full.
    Transaction,
    /// The program panics after the n-th statement.
    Panic,
}

tokio::task_local! {
    /// Statements of this task until it panics; below one it does not.
    static UNTIL_PANIC: Cell<i64>;
}

/// Counts down, as the store's listener to statements. What other tasks send does not count.
pub(crate) fn panic_when_due(_: Duration, _: bool) {
    let counted = UNTIL_PANIC.try_with(|left| left.replace(left.get() - 1));
    if counted == Ok(1) {
        // Like a panic in everything but the words on standard error.
        resume_unwind(Box::new("sabotage"));
    }
}

/// What a tenant's tables hold: how many rows, and a text that differs where any value does.
pub(crate) type Kept = BTreeMap<String, (i64, String)>;

/// Who makes a tenant's database fail.
pub(crate) struct Saboteur {
    db: DatabaseConnection,
    sqlite: bool,
    look: String,
    fails: Fails,
    /// How many faults there were.
    pub(crate) faults: AtomicI64,
}

impl Saboteur {
    /// Plants what fails in the database of a tenant, which goes on working until it is told to fail.
    pub(crate) async fn plant(setting: &Setting, tenant: &str, fails: Fails) -> Self {
        let sqlite = setting.admin_url.is_none();
        let db = match &setting.admin_url {
            Some(url) => connect(&format!("{url}?options=-csearch_path%3Dt_{tenant}")).await,
            None => {
                let file = setting.dir.join(format!("home/tenants/{tenant}.db"));
                connect(&format!("sqlite:{}", file.display())).await
            }
        };
        let columns = tables(&db, sqlite).await;
        let planted = if sqlite {
            vec![in_sqlite(columns.iter().map(|(table, _)| table.as_str()), fails)]
        } else {
            in_postgres(columns.iter().map(|(table, _)| table.as_str()), tenant)
        };
        for one in &planted {
            db.execute_unprepared(one).await.expect("planted");
        }
        let looks: Vec<String> = columns
            .iter()
            // The sequencer works on its own tables when it likes.
            .filter(|(table, _)| !table.starts_with("audit_"))
            .map(|(table, row)| look_at(table, row, sqlite))
            .collect();
        Self {
            db,
            sqlite,
            look: looks.join(" UNION ALL "),
            fails,
            faults: AtomicI64::new(0),
        }
    }

    /// What the tenant's tables hold.
    pub(crate) async fn kept(&self) -> Kept {
        let ask = Statement::from_string(self.db.get_database_backend(), self.look.as_str());
        let rows = self.db.query_all_raw(ask).await.expect("looked at");
        let read = |row: &sea_orm::QueryResult| {
            let name: String = row.try_get_by_index(0)?;
            Ok::<_, sea_orm::DbErr>((name, (row.try_get_by_index(1)?, row.try_get_by_index(2)?)))
        };
        rows.iter().map(|row| read(row).expect("columns")).collect()
    }

    /// Does something that first fails at the commit, then at its first write, its second, and so on until it is
    /// through. Whatever failed left everything as it was.
    pub(crate) async fn through<T>(&self, what: &str, deed: impl AsyncFn() -> Outcome<T>) -> T {
        let before = self.kept().await;
        self.tried(what, deed, (Some(&before), 0)).await
    }

    /// The same with something that leaves no line in the log, by which a commit is made to fail: it first fails at its
    /// first write. It looks again after it committed, so whoever panicked may have come as far as that.
    pub(crate) async fn through_unlogged<T>(&self, what: &str, deed: impl AsyncFn() -> Outcome<T>) -> T {
        let before = self.kept().await;
        let whole = (self.fails != Fails::Panic).then_some(&before);
        self.tried(what, deed, (whole, 1)).await
    }

    /// The same with something that commits more than once, so that what failed may have come as far as a commit: the
    /// next try goes on from there.
    pub(crate) async fn in_steps<T>(&self, what: &str, deed: impl AsyncFn() -> Outcome<T>) -> T {
        self.tried(what, deed, (None, 0)).await
    }

    async fn tried<T>(
        &self,
        what: &str,
        deed: impl AsyncFn() -> Outcome<T>,
        (before, from): (Option<&Kept>, i64),
    ) -> T {
        if self.fails == Fails::Never {
            return deed().await.unwrap_or_else(|failure| panic!("{what}: {failure}"));
        }
        let mut last = None;
        for nth in from..200 {
            self.arm(nth).await;
            let until_panic = if self.fails == Fails::Panic { nth } else { 0 };
            let tried = UNTIL_PANIC.scope(Cell::new(until_panic), deed());
            let done = AssertUnwindSafe(tried).catch_unwind().await;
            self.arm(-1).await;
            match done {
                Ok(Ok(done)) => {
                    assert!(nth > 1, "{what} met no fault");
                    return done;
                }
                Ok(Err(Failure::Fault(fault))) => {
                    let cause = std::error::Error::source(&fault).map(ToString::to_string);
                    assert_eq!(fault.code(), "database", "{what} {nth}");
                    last = cause;
                }
                Ok(Err(refused)) => panic!("{what} {nth} was refused: {refused}"),
                Err(_) => assert_eq!(self.fails, Fails::Panic, "{what} {nth} panicked"),
            }
            self.faults.fetch_add(1, Ordering::Relaxed);
            if let Some(before) = before {
                assert_eq!(&self.kept().await, before, "{what} failed at {nth} and left something");
            }
        }
        panic!("{what} fails for ever: {last:?}");
    }

    /// Has it fail at the n-th write from now; at the commit for none, and not at all for less.
    async fn arm(&self, nth: i64) {
        let panics = self.fails == Fails::Panic && nth > 0;
        let nth = if panics { -1 } else { nth };
        let again = if self.sqlite {
            "SELECT 1"
        } else {
            "ALTER SEQUENCE sabotage_met RESTART"
        };
        let sql = format!("UPDATE sabotage SET nth = {nth}, met = 0; {again}");
        self.db.execute_unprepared(&sql).await.expect("armed");
    }
}

/// Every table of the tenant, with an expression for all of a row.
async fn tables(db: &DatabaseConnection, sqlite: bool) -> Vec<(String, String)> {
    let sql = if sqlite {
        "SELECT m.name AS t, group_concat('quote(\"' || c.name || '\")', ' || '','' || ') AS r \
         FROM sqlite_master m JOIN pragma_table_info(m.name) c \
         WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' GROUP BY m.name"
    } else {
        "SELECT tablename::text AS t, 'x::text' AS r FROM pg_tables WHERE schemaname = current_schema()"
    };
    let rows = db
        .query_all_raw(Statement::from_string(db.get_database_backend(), sql))
        .await
        .expect("listed");
    let read = |row: &sea_orm::QueryResult| Ok::<_, sea_orm::DbErr>((row.try_get("", "t")?, row.try_get("", "r")?));
    rows.iter().map(|row| read(row).expect("columns")).collect()
}

fn look_at(table: &str, row: &str, sqlite: bool) -> String {
    let (all, rows) = if sqlite {
        let rows = format!("(SELECT {row} AS l FROM \"{table}\")");
        ("group_concat(l, '|' ORDER BY l)", rows)
    } else {
        (
            "md5(string_agg(x::text, '|' ORDER BY x::text))",
            format!("\"{table}\" x"),
        )
    };
    format!("SELECT '{table}' AS t, count(*) AS n, coalesce({all}, '') AS k FROM {rows}")
}

fn in_sqlite<'a>(tables: impl Iterator<Item = &'a str>, fails: Fails) -> String {
    let verb = if fails == Fails::Transaction {
        "ROLLBACK"
    } else {
        "ABORT"
    };
    let mut sql = "CREATE TABLE sabotage (nth INTEGER, met INTEGER); INSERT INTO sabotage VALUES (-1, 0); \
                   CREATE TABLE sabotage_debt (owed INTEGER PRIMARY KEY, \
                   to_whom INTEGER REFERENCES sabotage_debt (owed) DEFERRABLE INITIALLY DEFERRED); \
                   CREATE TRIGGER sabotage_commit AFTER INSERT ON audit WHEN (SELECT nth FROM sabotage) = 0 \
                   BEGIN INSERT INTO sabotage_debt (to_whom) VALUES (-7); END;"
        .to_owned();
    for table in tables {
        for event in ["INSERT", "UPDATE", "DELETE"] {
            sql += &format!(
                "CREATE TRIGGER sabotage_{table}_{event} BEFORE {event} ON \"{table}\" \
                 WHEN (SELECT nth FROM sabotage) > 0 BEGIN UPDATE sabotage SET met = met + 1; \
                 SELECT RAISE({verb}, 'sabotage') FROM sabotage WHERE met >= nth; END;"
            );
        }
    }
    sql
}

/// A table at a time: whoever holds several waits for the sequencer, as it does for them.
fn in_postgres<'a>(tables: impl Iterator<Item = &'a str>, tenant: &str) -> Vec<String> {
    // With the rights of whoever made it, so that the tenant's own login needs none.
    let function = |name: &str, condition: &str| {
        format!(
            "CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = t_{tenant} \
             AS $$ BEGIN IF {condition} THEN RAISE EXCEPTION 'sabotage'; END IF; \
             IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$;"
        )
    };
    let mut sql = "CREATE TABLE sabotage (nth BIGINT, met BIGINT); INSERT INTO sabotage VALUES (-1, 0); \
                   CREATE SEQUENCE sabotage_met;"
        .to_owned();
    let row = "(SELECT nth FROM sabotage) > 0 AND nextval('sabotage_met') >= (SELECT nth FROM sabotage)";
    sql += &function("sabotage_row", row);
    sql += &function("sabotage_commit", "(SELECT nth FROM sabotage) = 0");
    sql += "CREATE CONSTRAINT TRIGGER sabotage_commit AFTER INSERT ON audit DEFERRABLE INITIALLY DEFERRED \
            FOR EACH ROW EXECUTE FUNCTION sabotage_commit();";
    let trigger = |table: &str| {
        format!(
            "CREATE TRIGGER sabotage_row BEFORE INSERT OR UPDATE OR DELETE ON \"{table}\" \
             FOR EACH ROW EXECUTE FUNCTION sabotage_row();"
        )
    };
    std::iter::once(sql).chain(tables.map(trigger)).collect()
}
