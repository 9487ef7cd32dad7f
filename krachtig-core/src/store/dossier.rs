//! A dossier in one statement: the database puts it together as one JSON object, each record an array of its columns.
//! Lists whose records have sealed values come beside it, so that no more is opened and read twice than has to be.
//!
//! The number of statements does not grow with the rows. Who may see it does not belong here.

use std::num::NonZeroUsize;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use lru::LruCache;
use sea_orm::{DbBackend, Statement};
use uuid::Uuid;

use super::Doing;
use super::row::{Column, Row, from_json, from_row, has_sealed, json_of, text_of};
use super::seal::{Keyed, Keys};
use crate::domain::attachment::Attachment;
use crate::domain::budget::{BudgetPlan, BudgetRequest, LedgerLine};
use crate::domain::co_signature::CoSignature;
use crate::domain::consent::Consent;
use crate::domain::dossier::{Dossier, Parts, lists_of_dossier};
use crate::domain::family::{Detainee, Family, Person};
use crate::domain::family_login::FamilyLogin;
use crate::domain::goal::{Action, Goal};
use crate::domain::id::TrajectoryId;
use crate::domain::instrument::Instrument;
use crate::domain::introduction::Introduction;
use crate::domain::learning::LearningEntry;
use crate::domain::limit::ProcessingLimit;
use crate::domain::mapping::Mapping;
use crate::domain::obstacle::{SiloObstacle, Suggestion};
use crate::domain::own_words::OwnWords;
use crate::domain::partner::{Partner, Referral};
use crate::domain::plan_comment::PlanComment;
use crate::domain::problem::Problem;
use crate::domain::record::{InDossier, RecordKind};
use crate::domain::referral_link::{ReferralLink, ReferralMessage};
use crate::domain::retention::LegalHold;
use crate::domain::rights::RightsRequest;
use crate::domain::role_check::RoleCheck;
use crate::domain::room::{Connection, TimeEntry};
use crate::domain::rule_set::RuleSet;
use crate::domain::share::Share;
use crate::domain::story::{StoryApproval, StoryVersion};
use crate::domain::talk::DetaineeTalk;
use crate::domain::trajectory::{Assignment, StepSkip, Trajectory};
use crate::domain::vocabulary::Vocabulary;
use crate::error::Fault;

/// A dossier, and the tenant's confirmed sets of rules where [`RecordKind::RuleSet`] is among the wanted parts.
pub(crate) struct Loaded {
    pub(crate) dossier: Dossier,
    pub(crate) rules: Vec<RuleSet>,
}

/// The wanted parts of the dossier of a trajectory, if there is such a trajectory.
pub(crate) async fn load(db: &impl Keyed, id: TrajectoryId, parts: Parts) -> Result<Option<Loaded>, Fault> {
    let backend = db.get_database_backend();
    let statement = Statement::from_sql_and_values(backend, &*sql(parts, backend), [id.uuid().into()]);
    let doing = "reading a dossier";
    let Some(row) = db.query_one_raw(statement).await.doing(doing)? else {
        return Ok(None);
    };
    let text = text_of(&row, doing)?;
    let mut sealed = Vec::new();
    for (place, list) in sealed_lists(parts).enumerate() {
        let rows: String = row.try_get_by_index(BESIDES + place).doing(doing)?;
        sealed.push((list, rows));
    }
    let read = |keys: &Keys| {
        let mut dossier: Dossier = serde_json::from_str(&text).map_err(|_| corrupt(&text, id.uuid()))?;
        for (list, rows) in &sealed {
            (list.fill)(&mut dossier, rows, keys)?;
        }
        Ok(dossier)
    };
    let mut dossier = db.keyring().opening(read).await?;
    // The index gives the rows in this order already, so this finds nothing to do; but no database promises it.
    dossier.sort();
    let rules: Option<String> = row.try_get_by_index(1).doing(doing)?;
    let rules = rules.map_or(Ok(Vec::new()), |text| rule_sets(&text))?;
    Ok(Some(Loaded { dossier, rules }))
}

/// Reads sets of rules from a JSON array of rows.
fn rule_sets(text: &str) -> Result<Vec<RuleSet>, Fault> {
    serde_json::from_str(text).map_err(|_| {
        let rows: Vec<serde_json::Value> = serde_json::from_str(text).unwrap_or_default();
        let broken = rows.into_iter().map(|row| row.to_string());
        // Nothing of it is sealed.
        let keys = Keys::new(Vec::new());
        broken
            .filter_map(|row| from_json::<RuleSet>(&row, &keys).err())
            .next()
            .unwrap_or(Fault::Corrupt {
                table: RecordKind::RuleSet.code(),
                column: "?",
                id: Uuid::nil(),
            })
    })
}

/// Finds out which value of a dossier cannot be read.
fn corrupt(text: &str, dossier: Uuid) -> Fault {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let path = serde_path_to_error::deserialize::<_, Dossier>(&mut deserializer).err();
    let path = path.map(|error| error.path().to_string()).unwrap_or_default();
    // `persons[2][3]` or `family[1]`: the list, the row in it, and the column.
    let mut parts = path.split(['.', '[', ']']).filter(|part| !part.is_empty());
    let list = parts.next().unwrap_or_default();
    let Some(part) = LISTS.iter().find(|part| part.name == list) else {
        return Fault::Corrupt {
            table: "dossier",
            column: "?",
            id: dossier,
        };
    };
    let whole: serde_json::Value = serde_json::from_str(text).unwrap_or_default();
    let mut places = parts.map_while(|part| part.parse::<usize>().ok());
    let mut row = &whole[list];
    if row[0].is_array() {
        row = places.next().map_or(row, |place| &row[place]);
    }
    let column = places.next().and_then(|place| part.columns.get(place));
    Fault::Corrupt {
        table: part.kind.code(),
        column: column.map_or("?", |column| column.name),
        id: serde_json::from_value(row[0].clone()).unwrap_or(dossier),
    }
}

/// The SQL that gathers rows `x` as a JSON array of arrays.
fn rows_of(columns: &[Column], backend: DbBackend) -> String {
    let json = json_of(columns, "x", backend);
    if backend == DbBackend::Sqlite {
        format!("json_group_array({json})")
    } else {
        format!("coalesce(json_agg({json}), '[]')")
    }
}

/// A part of a dossier, and where its rows are.
struct List {
    name: &'static str,
    kind: RecordKind,
    columns: &'static [Column],
    /// Opens rows and puts the records into the dossier.
    fill: Fill,
}

type Fill = fn(&mut Dossier, &str, &Keys) -> Result<(), Fault>;

impl List {
    fn of<R: Row + InDossier>(name: &'static str) -> Self {
        Self {
            name,
            kind: R::KIND,
            columns: R::COLUMNS,
            fill: fill::<R>,
        }
    }

    /// Which rows `x` of the table belong to trajectory `t`.
    fn condition(&self) -> &'static str {
        let has = |name| self.columns.iter().any(|column| column.name == name);
        match self.kind {
            RecordKind::Instrument => "x.id IN (SELECT m.instrument_id FROM mapping m WHERE m.trajectory_id = t.id)",
            RecordKind::Partner => {
                "x.id IN (SELECT r.partner_id FROM referral r WHERE r.trajectory_id = t.id UNION \
                 SELECT o.partner_id FROM silo_obstacle o WHERE o.trajectory_id = t.id AND o.partner_id IS NOT NULL UNION \
                 SELECT s.partner_id FROM share s WHERE s.trajectory_id = t.id)"
            }
            _ if has("trajectory_id") => "x.trajectory_id = t.id",
            _ => "x.family_id = t.family_id",
        }
    }

    /// The SQL for the rows, as a JSON array of arrays.
    fn sql(&self, backend: DbBackend) -> String {
        let (rows, table, condition) = (rows_of(self.columns, backend), self.kind.code(), self.condition());
        format!("(SELECT {rows} FROM \"{table}\" x WHERE {condition})")
    }
}

/// Reads rows with sealed values from a JSON array into the dossier.
fn fill<R: Row + InDossier>(dossier: &mut Dossier, rows: &str, keys: &Keys) -> Result<(), Fault> {
    let rows: Vec<serde_json::Value> = serde_json::from_str(rows).map_err(|_| Fault::Corrupt {
        table: R::KIND.code(),
        column: "?",
        id: dossier.trajectory.id.uuid(),
    })?;
    for row in rows {
        from_row::<R>(row, keys)?.put(dossier);
    }
    Ok(())
}

macro_rules! lists {
    (
        own { $($(#[$about:meta])* $own:ident: $own_record:ty,)+ }
        shared { $($(#[$shared_about:meta])* $shared:ident: $shared_record:ty,)+ }
    ) => {
        vec![
            List::of::<Family>("family"),
            List::of::<Trajectory>("trajectory"),
            $(List::of::<$own_record>(stringify!($own)),)+
            $(List::of::<$shared_record>(stringify!($shared)),)+
        ]
    };
}

/// The parts of a dossier, the family and the trajectory first.
static LISTS: LazyLock<Vec<List>> = LazyLock::new(|| lists_of_dossier!(lists));

/// The column of a dossier's statement at which those lists begin that come beside the dossier.
const BESIDES: usize = 2;

/// The wanted lists whose records have sealed values.
fn sealed_lists(parts: Parts) -> impl Iterator<Item = &'static List> {
    let wanted = LISTS[2..].iter().filter(move |list| parts.has(list.kind));
    wanted.filter(|list| has_sealed(list.columns))
}

/// Statements by the parts that they read, and whether they are in SQLite's words.
type Statements = LruCache<(Parts, bool), Arc<str>>;

/// Statements at hand. Which parts are wanted is up to who asks, so only the latest are kept.
static STATEMENTS: LazyLock<Mutex<Statements>> =
    LazyLock::new(|| Mutex::new(LruCache::new(NonZeroUsize::MIN.saturating_add(63))));

fn sql(parts: Parts, backend: DbBackend) -> Arc<str> {
    let mut kept = STATEMENTS.lock().unwrap_or_else(PoisonError::into_inner);
    Arc::clone(kept.get_or_insert((parts, backend == DbBackend::Sqlite), || build(parts, backend).into()))
}

fn build(parts: Parts, backend: DbBackend) -> String {
    let object = if backend == DbBackend::Sqlite {
        "json_object"
    } else {
        "json_build_object"
    };
    let family = json_of(Family::COLUMNS, "f", backend);
    let trajectory = json_of(Trajectory::COLUMNS, "t", backend);
    let wanted = LISTS[2..].iter().filter(|list| parts.has(list.kind));
    let wanted = wanted.filter(|list| !has_sealed(list.columns));
    let lists: String = wanted
        .map(|list| format!(", '{}', {}", list.name, list.sql(backend)))
        .collect();
    let rules = if parts.has(RecordKind::RuleSet) {
        let rows = rows_of(RuleSet::COLUMNS, backend);
        format!(
            "(SELECT CAST({rows} AS text) FROM \"rule_set\" x WHERE x.confirmed_on IS NOT NULL AND x.rolled_back_on IS NULL)"
        )
    } else {
        "NULL".to_owned()
    };
    let besides: String = sealed_lists(parts)
        .map(|list| format!(", CAST({} AS text)", list.sql(backend)))
        .collect();
    format!(
        "SELECT CAST({object}('family', {family}, 'trajectory', {trajectory}{lists}) AS text), {rules}{besides} \
         FROM trajectory t JOIN family f ON f.id = t.family_id WHERE t.id = $1"
    )
}
