//! A whole dossier in one statement: the database puts it together as one JSON object.
//!
//! The number of statements does not grow with the rows. Who may see it does not belong here.

use std::sync::LazyLock;

use sea_orm::{ConnectionTrait, DbBackend, Statement};
use uuid::Uuid;

use super::Doing;
use super::row::{Column, Row, json_of, table, text_of};
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

/// Finds out which value of a dossier cannot be read.
fn corrupt(text: &str, dossier: Uuid) -> Fault {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let path = serde_path_to_error::deserialize::<_, Dossier>(&mut deserializer).err();
    let path = path.map(|error| error.path().to_string()).unwrap_or_default();
    // `persons[2].relation` or `family.name`: the list, the row in it, and the column.
    let mut parts = path.split(['.', '[', ']']).filter(|part| !part.is_empty());
    let list = parts.next().unwrap_or_default();
    let Some((_, table, columns)) = LISTS.iter().find(|(name, ..)| *name == list) else {
        return Fault::Corrupt {
            table: "dossier",
            column: "?",
            id: dossier,
        };
    };
    let whole: serde_json::Value = serde_json::from_str(text).unwrap_or_default();
    let mut row = &whole[list];
    let mut name = parts.next();
    if let Some(position) = name.and_then(|part| part.parse::<usize>().ok()) {
        (row, name) = (&row[position], parts.next());
    }
    let column = columns.iter().find(|column| Some(column.name) == name);
    Fault::Corrupt {
        table,
        column: column.map_or("?", |column| column.name),
        id: serde_json::from_value(row["id"].clone()).unwrap_or(dossier),
    }
}

/// The parts of a dossier, each with its table.
const LISTS: [(&str, &str, &[Column]); 27] = [
    ("family", "family", Family::COLUMNS),
    ("trajectory", "trajectory", Trajectory::COLUMNS),
    ("persons", "person", Person::COLUMNS),
    ("detainees", "detainee", Detainee::COLUMNS),
    ("consents", "consent", Consent::COLUMNS),
    ("assignments", "assignment", Assignment::COLUMNS),
    ("skips", "step_skip", StepSkip::COLUMNS),
    ("talks", "detainee_talk", DetaineeTalk::COLUMNS),
    ("role_checks", "role_check", RoleCheck::COLUMNS),
    ("introductions", "introduction", Introduction::COLUMNS),
    ("mappings", "mapping", Mapping::COLUMNS),
    ("instruments", "instrument", Instrument::COLUMNS),
    ("goals", "goal", Goal::COLUMNS),
    ("actions", "action", Action::COLUMNS),
    ("time_entries", "time_entry", TimeEntry::COLUMNS),
    ("connections", "connection", Connection::COLUMNS),
    ("plans", "budget_plan", BudgetPlan::COLUMNS),
    ("requests", "budget_request", BudgetRequest::COLUMNS),
    ("ledger", "ledger_line", LedgerLine::COLUMNS),
    ("referrals", "referral", Referral::COLUMNS),
    ("partners", "partner", Partner::COLUMNS),
    ("problems", "problem", Problem::COLUMNS),
    ("obstacles", "silo_obstacle", SiloObstacle::COLUMNS),
    ("suggestions", "suggestion", Suggestion::COLUMNS),
    ("learning", "learning_entry", LearningEntry::COLUMNS),
    ("stories", "story_version", StoryVersion::COLUMNS),
    ("approvals", "story_approval", StoryApproval::COLUMNS),
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
