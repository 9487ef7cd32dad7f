//! The story library: families' stories in the version that they approved for the prison service. A story that is taken
//! back is gone from here, with its text; what is told is always read anew.

use sea_orm::{QueryResult, Value};

use super::{NationalStore, Published, commit, execute, get, query};
use crate::error::{Fault, Outcome};
use crate::story::Story;

impl NationalStore {
    /// Puts a story into the library, or what became of it in the place of what was there.
    ///
    /// # Errors
    /// What is wrong with it; a fault of the store.
    pub async fn tell_story(&self, story: &Story) -> Outcome<()> {
        story.check()?;
        let doing = "telling a story";
        let tx = self.begin().await?;
        let values: [Value; 6] = [
            story.key.as_str().into(),
            story.region.as_str().into(),
            story.period.to_string().into(),
            story.title.as_str().into(),
            story.body.as_str().into(),
            story.effects.clone().into(),
        ];
        let sql = "INSERT INTO story (key, region, period, title, body, effects) VALUES ($1, $2, $3, $4, $5, $6) \
                   ON CONFLICT (key) DO UPDATE SET period = excluded.period, title = excluded.title, \
                   body = excluded.body, effects = excluded.effects WHERE story.region = excluded.region";
        execute(&tx, sql, values, doing).await?;
        Ok(commit(tx, doing).await?)
    }

    /// Takes a region's story back, with its text.
    ///
    /// # Errors
    /// A fault of the store.
    pub async fn take_back_story(&self, region: &str, key: &str) -> Outcome<()> {
        let doing = "taking a story back";
        let tx = self.begin().await?;
        let values: [Value; 2] = [region.into(), key.into()];
        execute(&tx, "DELETE FROM story WHERE region = $1 AND key = $2", values, doing).await?;
        Ok(commit(tx, doing).await?)
    }

    /// A region's story of this key, where it is in the library.
    ///
    /// # Errors
    /// A fault of the store.
    pub async fn story(&self, region: &str, key: &str) -> Outcome<Option<Story>> {
        let sql = format!("SELECT {COLUMNS} FROM story WHERE region = $1 AND key = $2");
        let rows = query(&self.db, &sql, [region.into(), key.into()], "looking for a story").await?;
        Ok(rows.first().map(read).transpose()?)
    }
}

impl Published {
    /// The stories in the library, the newest period first. None of them is kept at hand: one that is taken back is gone.
    ///
    /// # Errors
    /// A fault of the store.
    pub async fn stories(&self) -> Result<Vec<Story>, Fault> {
        let sql = format!("SELECT {COLUMNS} FROM story ORDER BY period DESC, key");
        let rows = query(&self.reads, &sql, [], "reading stories").await?;
        rows.iter().map(read).collect()
    }
}

const COLUMNS: &str = "key, region, period, title, body, effects";

fn read(row: &QueryResult) -> Result<Story, Fault> {
    let period: String = get(row, 2)?;
    Ok(Story {
        key: get(row, 0)?,
        region: get(row, 1)?,
        period: period.parse().map_err(|_| Fault::Corrupt {
            table: "story",
            column: "period",
        })?,
        title: get(row, 3)?,
        body: get(row, 4)?,
        effects: get(row, 5)?,
    })
}
