//! The story library: families' stories in the version that they approved for the prison service. A story that is taken
//! back is gone from here, with its text; what is told is always read anew.

use sea_orm::{QueryResult, Value};

use super::{NationalStore, Published, commit, execute, get, query};
use crate::error::{Fault, Outcome};
use crate::story::{StoriesAsked, Story, StoryCursor, StoryPage};

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
    /// A page of the library, the newest period first. No story is kept at hand: one that is taken back is gone.
    ///
    /// # Errors
    /// A fault of the store.
    pub async fn stories(&self, asked: &StoriesAsked) -> Result<StoryPage, Fault> {
        let mut values: Vec<Value> = vec![(i64::from(asked.first) + 1).into()];
        let mut conditions = Vec::new();
        if let Some(region) = &asked.region {
            values.push(region.as_str().into());
            conditions.push(format!("region = ${}", values.len()));
        }
        if let Some(StoryCursor { period, key }) = &asked.after {
            values.extend([period.to_string().into(), key.as_str().into()]);
            conditions.push(format!("(period, key) < (${}, ${})", values.len() - 1, values.len()));
        }
        let within = match conditions.as_slice() {
            [] => String::new(),
            all => format!("WHERE {}", all.join(" AND ")),
        };
        let sql = format!("SELECT {COLUMNS} FROM story {within} ORDER BY period DESC, key DESC LIMIT $1");
        let rows = query(&self.reads, &sql, values, "reading stories").await?;
        let mut stories: Vec<Story> = rows.iter().map(read).collect::<Result<_, _>>()?;
        let more = stories.len() > usize::from(asked.first);
        stories.truncate(asked.first.into());
        Ok(StoryPage { stories, more })
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
