//! What there is to make releases of, and how far each is: what regions handed in, and definitions with what became of them.

use sea_orm::{QueryResult, Value};

use super::{FrozenRelease, HandInState, NationalStore, get, not_found, number, query, read_json};
use crate::definition::Definition;
use crate::error::{Fault, Outcome};
use crate::hand_in::HandIn;
use crate::id::DefinitionId;
use crate::period::Period;

/// What a region handed in, with where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandedIn {
    /// Where it stands.
    pub state: HandInState,
    /// What it says.
    pub figures: HandIn,
    /// Who accepted it.
    pub accepted_by: Option<String>,
}

/// A definition, with what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Its id.
    pub id: DefinitionId,
    /// The definition.
    pub definition: Definition,
    /// Who defined it.
    pub defined_by: String,
    /// The release that was computed of it.
    pub release: Option<FrozenRelease>,
    /// Who computed it.
    pub computed_by: Option<String>,
    /// Who published it.
    pub published_by: Option<String>,
}

const PLANS: &str = "SELECT d.id, d.content, d.defined_by, r.computed_by, p.published_by, r.hash, r.content, r.hash, r.signature, \
                     r.signed_by, p.published_at FROM definition d LEFT JOIN frozen_release r ON r.definition_id = d.id \
                     LEFT JOIN publication p ON p.release_id = r.id";

impl NationalStore {
    /// Every hand-in of a period, by region and revision.
    ///
    /// # Errors
    /// A fault of the store.
    pub async fn handed_in(&self, period: Period) -> Outcome<Vec<HandedIn>> {
        let sql = "SELECT h.region, h.revision, h.handed_in_at, a.accepted_by, h.figures FROM hand_in h LEFT JOIN acceptance a \
                   ON a.region = h.region AND a.period = h.period AND a.revision = h.revision \
                   WHERE h.period = $1 ORDER BY h.region, h.revision";
        let key: Value = period.to_string().into();
        let rows = query(&self.db, sql, [key], "looking at what was handed in").await?;
        let read = |row: &QueryResult| {
            let accepted_by: Option<String> = get(row, 3)?;
            let state = HandInState {
                region: get(row, 0)?,
                revision: number(get::<i32>(row, 1)?, "hand_in", "revision")?,
                handed_in_at: get(row, 2)?,
                accepted: accepted_by.is_some(),
            };
            Ok(HandedIn {
                state,
                figures: read_json(&get::<String>(row, 4)?, "hand_in", "figures")?,
                accepted_by,
            })
        };
        rows.iter().map(read).collect()
    }

    /// Every definition, oldest first.
    ///
    /// # Errors
    /// A fault of the store.
    pub async fn plans(&self) -> Outcome<Vec<Plan>> {
        let sql = format!("{PLANS} ORDER BY d.id");
        let rows = query(&self.db, &sql, [], "reading definitions").await?;
        Ok(rows.iter().map(plan).collect::<Result<_, _>>()?)
    }

    /// The definition of this name.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn plan(&self, name: &str) -> Outcome<Plan> {
        let sql = format!("{PLANS} WHERE d.name = $1");
        let rows = query(&self.db, &sql, [name.into()], "reading a definition").await?;
        let row = rows.first().ok_or_else(|| not_found("name"))?;
        Ok(plan(row)?)
    }
}

fn plan(row: &QueryResult) -> Result<Plan, Fault> {
    let computed: Option<String> = get(row, 5)?;
    Ok(Plan {
        id: DefinitionId::from_uuid(get(row, 0)?),
        definition: read_json(&get::<String>(row, 1)?, "definition", "content")?,
        defined_by: get(row, 2)?,
        release: computed.map(|_| FrozenRelease::read(row, 6)).transpose()?,
        computed_by: get(row, 3)?,
        published_by: get(row, 4)?,
    })
}
