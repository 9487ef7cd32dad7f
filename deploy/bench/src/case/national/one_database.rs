//! What is not built: the families of all tenants in one table of one database, and one statement that counts them. The
//! same families answer the same as in what regions handed in, one category of each attribute.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use sqlx::postgres::PgConnection;
use sqlx::sqlite::SqliteConnection;
use sqlx::{AssertSqlSafe, Connection, Executor, Row};

use super::{Extent, answer, attributes};

/// Fills a table, counts it some times, and answers how long the middle count took.
///
/// # Errors
/// The database fails, or counts something else than regions do.
pub(super) async fn count(address: &str, extent: Extent, quick: bool) -> Result<Duration> {
    let statements = Statements::of(extent);
    let times = if quick { 3 } else { 7 };
    // The two connections share no trait that runs a statement of either.
    macro_rules! counted {
        ($connection:ty) => {{
            let mut db = <$connection>::connect(address).await?;
            for sql in [&statements.table, &statements.fill, &statements.index] {
                db.execute(AssertSqlSafe(sql.clone())).await?;
            }
            db.execute("ANALYZE").await?;
            let (mut took, mut counts) = (Vec::new(), Vec::new());
            for _ in 0..times {
                let begun = Instant::now();
                let rows = db.fetch_all(AssertSqlSafe(statements.count.clone())).await?;
                took.push(begun.elapsed());
                counts = rows
                    .iter()
                    .map(|row| Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?)))
                    .collect::<Result<Vec<(i64, i64, i64)>>>()?;
            }
            db.close().await?;
            (took, counts)
        }};
    }
    let (mut took, counts) = if address.starts_with("sqlite:") {
        counted!(SqliteConnection)
    } else {
        counted!(PgConnection)
    };
    check(extent, counts)?;
    took.sort_unstable();
    Ok(took[took.len() / 2])
}

struct Statements {
    table: String,
    fill: String,
    index: String,
    count: String,
}

impl Statements {
    fn of(Extent { regions, families }: Extent) -> Self {
        let (mut columns, mut cells, mut count) = (String::new(), String::new(), String::new());
        for (number, attribute) in attributes().iter().enumerate() {
            let categories = attribute.categories.len();
            let times = 2 * number + 3;
            // Writing to a text does not fail.
            let _ = write!(columns, ", a{number} BIGINT NOT NULL");
            let _ = write!(cells, ", (family * {times} + family / 7 + region) % {categories}");
            let and = if number == 0 { "" } else { " UNION ALL " };
            let _ = write!(
                count,
                "{and}SELECT CAST({number} AS BIGINT), a{number}, count(*) FROM family GROUP BY a{number}"
            );
        }
        Self {
            table: format!("CREATE TABLE family (region BIGINT NOT NULL, family BIGINT NOT NULL{columns})"),
            fill: format!(
                "WITH RECURSIVE f(family) AS (SELECT CAST(0 AS BIGINT) UNION ALL SELECT family + 1 FROM f WHERE family < {}), \
                 r(region) AS (SELECT CAST(0 AS BIGINT) UNION ALL SELECT region + 1 FROM r WHERE region < {}) \
                 INSERT INTO family SELECT region, family{cells} FROM r CROSS JOIN f",
                families - 1,
                regions - 1
            ),
            index: "CREATE INDEX family_by_region ON family (region)".to_owned(),
            count,
        }
    }
}

/// That the statement counted what the regions' families answered.
fn check(extent: Extent, mut counts: Vec<(i64, i64, i64)>) -> Result<()> {
    let mut expected = Vec::new();
    for (number, attribute) in (0..).zip(attributes()) {
        let categories = u64::try_from(attribute.categories.len())?;
        let mut counted = vec![0_i64; attribute.categories.len()];
        for region in 0..u64::from(extent.regions) {
            for family in 0..u64::from(extent.families) {
                counted[usize::try_from(answer((region, family), number, categories))?] += 1;
            }
        }
        let number = i64::try_from(number)?;
        let each = (0..).zip(counted).filter(|(_, families)| *families > 0);
        expected.extend(each.map(|(category, families)| (number, category, families)));
    }
    counts.sort_unstable();
    ensure!(counts == expected, "one statement counts other families");
    Ok(())
}
