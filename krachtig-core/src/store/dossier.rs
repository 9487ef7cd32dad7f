//! A whole dossier in one statement: the database puts it together as one JSON object.
//!
//! The number of statements does not grow with the rows. Who may see it does not belong here.

use std::sync::LazyLock;

use sea_orm::{ConnectionTrait, DbBackend, Statement};
use uuid::Uuid;

use super::Doing;
use super::row::{Row, json_of, table, text_of};
use crate::domain::budget::{BudgetPlan, BudgetRequest, LedgerLine};
use crate::domain::consent::Consent;
use crate::domain::dossier::Dossier;
use crate::domain::family::{Detainee, Family, Person};
use crate::domain::goal::{Action, Goal};
use crate::domain::id::TrajectoryId;
use crate::domain::instrument::Instrument;
use crate::domain::introduction::Introduction;
use crate::domain::learning::LearningEntry;
use crate::domain::mapping::Mapping;
use crate::domain::obstacle::{SiloObstacle, Suggestion};
use crate::domain::partner::{Partner, Referral};
use crate::domain::problem::Problem;
use crate::domain::role_check::RoleCheck;
use crate::domain::room::{Connection, TimeEntry};
use crate::domain::story::{StoryApproval, StoryVersion};
use crate::domain::talk::DetaineeTalk;
use crate::domain::trajectory::{Assignment, StepSkip, Trajectory};
use crate::error::Fault;

static SQLITE: LazyLock<String> = LazyLock::new(|| sql(DbBackend::Sqlite));
static POSTGRES: LazyLock<String> = LazyLock::new(|| sql(DbBackend::Postgres));

/// The dossier of a trajectory, if there is such a trajectory.
pub(crate) async fn load(db: &impl ConnectionTrait, id: TrajectoryId) -> Result<Option<Dossier>, Fault> {
    let backend = db.get_database_backend();
    let sql = if backend == DbBackend::Sqlite {
        &*SQLITE
    } else {
        &*POSTGRES
    };
    let statement = Statement::from_sql_and_values(backend, sql, [id.uuid().into()]);
    let row = db.query_one_raw(statement).await.doing("reading a dossier")?;
    let Some(row) = row else { return Ok(None) };
    let text = text_of(&row, "reading a dossier")?;
    serde_json::from_str(&text)
        .map(Some)
        .map_err(|_| corrupt(&text, id.uuid()))
}

/// Finds out which list of a dossier cannot be read.
fn corrupt(text: &str, id: Uuid) -> Fault {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let path = serde_path_to_error::deserialize::<_, Dossier>(&mut deserializer).err();
    let path = path.map(|error| error.path().to_string()).unwrap_or_default();
    let list = path.split(['.', '[']).next().unwrap_or_default();
    let column = LISTS.iter().find(|name| **name == list).copied().unwrap_or("?");
    Fault::Corrupt {
        table: "dossier",
        column,
        id,
    }
}

const LISTS: [&str; 27] = [
    "family",
    "trajectory",
    "persons",
    "detainees",
    "consents",
    "assignments",
    "skips",
    "talks",
    "role_checks",
    "introductions",
    "mappings",
    "instruments",
    "goals",
    "actions",
    "time_entries",
    "connections",
    "plans",
    "requests",
    "ledger",
    "referrals",
    "partners",
    "problems",
    "obstacles",
    "suggestions",
    "learning",
    "stories",
    "approvals",
];

fn sql(backend: DbBackend) -> String {
    const BY_TRAJECTORY: &str = "x.trajectory_id = t.id";
    const BY_FAMILY: &str = "x.family_id = t.family_id";
    let one = |name: &str, json: String, table: &str, key: &str| {
        format!("'{name}', (SELECT {json} FROM \"{table}\" x WHERE {key})")
    };
    let parts = [
        one(
            "family",
            json_of(Family::COLUMNS, "x", backend),
            "family",
            "x.id = t.family_id",
        ),
        format!("'trajectory', {}", json_of(Trajectory::COLUMNS, "t", backend)),
        list::<Person>("persons", BY_FAMILY, backend),
        list::<Detainee>("detainees", BY_FAMILY, backend),
        list::<Consent>("consents", BY_FAMILY, backend),
        list::<Assignment>("assignments", BY_TRAJECTORY, backend),
        list::<StepSkip>("skips", BY_TRAJECTORY, backend),
        list::<DetaineeTalk>("talks", BY_TRAJECTORY, backend),
        list::<RoleCheck>("role_checks", BY_TRAJECTORY, backend),
        list::<Introduction>("introductions", BY_TRAJECTORY, backend),
        list::<Mapping>("mappings", BY_TRAJECTORY, backend),
        list::<Instrument>(
            "instruments",
            "x.id IN (SELECT m.instrument_id FROM mapping m WHERE m.trajectory_id = t.id)",
            backend,
        ),
        list::<Goal>("goals", BY_TRAJECTORY, backend),
        list::<Action>("actions", BY_TRAJECTORY, backend),
        list::<TimeEntry>("time_entries", BY_TRAJECTORY, backend),
        list::<Connection>("connections", BY_TRAJECTORY, backend),
        list::<BudgetPlan>("plans", BY_TRAJECTORY, backend),
        list::<BudgetRequest>("requests", BY_TRAJECTORY, backend),
        list::<LedgerLine>("ledger", BY_TRAJECTORY, backend),
        list::<Referral>("referrals", BY_TRAJECTORY, backend),
        list::<Partner>(
            "partners",
            "x.id IN (SELECT r.partner_id FROM referral r WHERE r.trajectory_id = t.id UNION \
             SELECT o.partner_id FROM silo_obstacle o WHERE o.trajectory_id = t.id AND o.partner_id IS NOT NULL)",
            backend,
        ),
        list::<Problem>("problems", BY_TRAJECTORY, backend),
        list::<SiloObstacle>("obstacles", BY_TRAJECTORY, backend),
        list::<Suggestion>("suggestions", BY_TRAJECTORY, backend),
        list::<LearningEntry>("learning", BY_TRAJECTORY, backend),
        list::<StoryVersion>("stories", BY_TRAJECTORY, backend),
        list::<StoryApproval>("approvals", BY_TRAJECTORY, backend),
    ];
    let object = if backend == DbBackend::Sqlite {
        "json_object"
    } else {
        "json_build_object"
    };
    format!(
        "SELECT CAST({object}({}) AS text) FROM trajectory t WHERE t.id = $1",
        parts.join(", ")
    )
}

/// One list of the dossier, in the order of its ids. An array in a subquery keeps the order on both databases.
fn list<R: Row>(name: &str, key: &str, backend: DbBackend) -> String {
    let (json, table) = (json_of(R::COLUMNS, "x", backend), table::<R>());
    let rows = format!("SELECT * FROM \"{table}\" x WHERE {key} ORDER BY x.id");
    if backend == DbBackend::Sqlite {
        format!("'{name}', (SELECT json_group_array({json}) FROM ({rows}) x)")
    } else {
        format!("'{name}', (SELECT coalesce(json_agg({json}), '[]') FROM ({rows}) x)")
    }
}
