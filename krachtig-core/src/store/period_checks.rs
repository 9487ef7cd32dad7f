//! What is worth a look before a period is closed, over all trajectories in one statement.
//!
//! What each check means does not belong here: see [`crate::domain::period_check`].

use sea_orm::{ConnectionTrait, QueryResult, Statement, Value};
use uuid::Uuid;

use super::{Doing, Store, Unlogged};
use crate::domain::id::TrajectoryId;
use crate::domain::period::Period;
use crate::domain::period_check::{CheckCode, PeriodCheck};
use crate::domain::record::RecordKind;
use crate::domain::vocabulary::Vocabulary;
use crate::error::Fault;

/// Tables whose rows say on which day something happened in a trajectory. A talk with the detainee may come before it.
const DATED: [(RecordKind, &str); 12] = [
    (RecordKind::Introduction, "held_on"),
    (RecordKind::Mapping, "held_on"),
    (RecordKind::Goal, "set_on"),
    (RecordKind::TimeEntry, "spent_on"),
    (RecordKind::Connection, "laid_on"),
    (RecordKind::BudgetRequest, "requested_on"),
    (RecordKind::LedgerLine, "booked_on"),
    (RecordKind::Referral, "sent_on"),
    (RecordKind::Problem, "noted_on"),
    (RecordKind::SiloObstacle, "met_on"),
    (RecordKind::Suggestion, "made_on"),
    (RecordKind::LearningEntry, "noted_on"),
];

/// Whether trajectory `t` was open at some time in the period from `$1` to `$2`.
const OPEN: &str = "t.opened_on <= $2 AND (t.closed_on IS NULL OR t.closed_on >= $1)";

/// What is set apart for request `x` by the ledger's lines up to `$2`.
const RESERVED: &str = "(SELECT coalesce(sum(CASE l.kind WHEN 'reserve' THEN l.amount WHEN 'spend' THEN -l.amount \
                        WHEN 'release' THEN -l.amount ELSE 0 END), 0) FROM ledger_line l \
                        WHERE l.request_id = x.id AND l.booked_on <= $2)";

impl Store {
    /// The first of what is worth a look in a period, by what it is and by trajectory.
    pub(crate) async fn period_checks(&self, period: Period, most: usize) -> Result<Unlogged<Vec<PeriodCheck>>, Fault> {
        let (db, doing) = (self.reader(), "checking a period");
        let sql = format!("{} ORDER BY 1, 2, 3, 5 LIMIT {most}", selects().join(" UNION ALL "));
        let days: [Value; 2] = [period.first_day().into(), period.last_day().into()];
        let ask = Statement::from_sql_and_values(db.get_database_backend(), sql, days);
        let rows = db.query_all_raw(ask).await.doing(doing)?;
        let checks: Result<Vec<PeriodCheck>, Fault> = rows.iter().map(read).collect();
        Ok(Unlogged::new(checks?))
    }
}

fn read(row: &QueryResult) -> Result<PeriodCheck, Fault> {
    let doing = "checking a period";
    let trajectory: Uuid = row.try_get_by_index(1).doing(doing)?;
    let code: String = row.try_get_by_index(0).doing(doing)?;
    let kind: String = row.try_get_by_index(2).doing(doing)?;
    let unknown = || Fault::Corrupt {
        table: "trajectory",
        column: "period_check",
        id: trajectory,
    };
    Ok(PeriodCheck {
        code: CheckCode::from_code(&code).ok_or_else(unknown)?,
        trajectory_id: TrajectoryId::from_uuid(trajectory),
        record_kind: RecordKind::from_code(&kind).ok_or_else(unknown)?,
        record_id: row.try_get_by_index(3).doing(doing)?,
        day: row.try_get_by_index(4).doing(doing)?,
    })
}

/// A select of a code, trajectory, record kind and id, and day, of a trajectory's rows `x`.
fn of_rows(code: CheckCode, kind: RecordKind, (day, condition): (&str, &str)) -> String {
    format!(
        "SELECT '{code}', t.id, '{kind}', x.id, {day} FROM trajectory t JOIN \"{kind}\" x ON x.trajectory_id = t.id \
         WHERE {OPEN} AND {condition}"
    )
}

/// A select of trajectories in which something is missing. Its record is the trajectory itself.
fn of_trajectories(code: CheckCode, condition: &str) -> String {
    let kind = RecordKind::Trajectory;
    format!("SELECT '{code}', t.id, '{kind}', t.id, t.opened_on FROM trajectory t WHERE {OPEN} AND {condition}")
}

fn selects() -> Vec<String> {
    let mut all = vec![
        of_trajectories(
            CheckCode::MappingMissing,
            "EXISTS (SELECT 1 FROM introduction i WHERE i.trajectory_id = t.id AND i.held_on <= $2) \
             AND NOT EXISTS (SELECT 1 FROM mapping m WHERE m.trajectory_id = t.id AND m.held_on <= $2) \
             AND NOT EXISTS (SELECT 1 FROM step_skip s WHERE s.trajectory_id = t.id AND s.step = 'needs_strengths' \
             AND s.resumed_on IS NULL)",
        ),
        of_trajectories(
            CheckCode::NoHours,
            "t.opened_on <= $1 AND (t.closed_on IS NULL OR t.closed_on > $2) AND NOT EXISTS (SELECT 1 \
             FROM time_entry e WHERE e.trajectory_id = t.id AND e.spent_on BETWEEN $1 AND $2)",
        ),
        of_rows(
            CheckCode::RequestUndecided,
            RecordKind::BudgetRequest,
            (
                "x.requested_on",
                "x.requested_on <= $2 AND x.id IN (SELECT p.request_id FROM pending_request p)",
            ),
        ),
        of_rows(
            CheckCode::ReservationOpen,
            RecordKind::BudgetRequest,
            ("x.requested_on", &format!("x.requested_on <= $2 AND {RESERVED} > 0")),
        ),
        of_rows(
            CheckCode::ReferralOpen,
            RecordKind::Referral,
            (
                "x.sent_on",
                "t.closed_on <= $2 AND x.withdrawn_on IS NULL \
                 AND (x.answered_on IS NULL OR (x.accepted AND x.concluded_on IS NULL))",
            ),
        ),
        of_rows(
            CheckCode::GoalOpen,
            RecordKind::Goal,
            ("x.set_on", "t.closed_on <= $2 AND x.outcome IS NULL"),
        ),
    ];
    for (kind, column) in DATED {
        let day = format!("x.{column}");
        let before = format!("{day} < t.opened_on");
        all.push(of_rows(CheckCode::BeforeTrajectory, kind, (&day, &before)));
        // Money may be settled, and suggestions may be made, when a trajectory is closed.
        if !matches!(kind, RecordKind::LedgerLine | RecordKind::Suggestion) {
            // Said in so many words, it keeps those that are open from being looked through.
            let after = format!("t.closed_on IS NOT NULL AND {day} > t.closed_on");
            all.push(of_rows(CheckCode::AfterClosing, kind, (&day, &after)));
        }
    }
    all
}
