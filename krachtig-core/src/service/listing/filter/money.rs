//! What lists of requests for money can be narrowed down to, and those of what rules decide on them.

use time::Date;
use uuid::Uuid;

use super::Filter;
use crate::domain::id::{BudgetPlanId, BudgetRequestId, ReplayId, RuleSetId, TrajectoryId};
use crate::domain::replay::DifferenceKind;
use crate::domain::vocabulary::Vocabulary;
use crate::store::Condition;

/// Which budget requests.
#[derive(Clone, Copy, Debug, Default)]
pub struct RequestFilter {
    /// Those on which people still have to decide, or those that were decided.
    pub pending: Option<bool>,
    /// Those for which the region's rules gave no answer, so that it was left to a person.
    pub rules_failed: Option<bool>,
    /// Those of this trajectory.
    pub trajectory_id: Option<TrajectoryId>,
    /// Those of the budget of which this is a plan.
    pub plan_id: Option<BudgetPlanId>,
    /// Those of the budget of which this is a request, with it.
    pub beside: Option<BudgetRequestId>,
}

impl Filter for RequestFilter {
    fn conditions(&self, _today: Date) -> Vec<Condition> {
        let trajectory = self
            .trajectory_id
            .map(|id| Condition::Is("trajectory_id", id.uuid().into()));
        let of = |table: &str, id: Uuid| {
            let sql = format!("x.trajectory_id = (SELECT o.trajectory_id FROM {table} o WHERE o.id = {{}})");
            Condition::SqlWith(sql, vec![id.into()])
        };
        let plan = self.plan_id.map(|id| of("budget_plan", id.uuid()));
        let request = self.beside.map(|id| of("budget_request", id.uuid()));
        let pending = self.pending.map(|pending| {
            let within = if pending { "IN" } else { "NOT IN" };
            format!("x.id {within} (SELECT p.request_id FROM pending_request p)")
        });
        // SQLite and PostgreSQL write the same JSON with and without a blank.
        let failed = self.rules_failed.map(|failed| {
            let not = if failed { "" } else { "NOT " };
            format!("replace(CAST(x.decision AS text), ' ', '') {not}LIKE '%\"failed\":{{%'")
        });
        let sql = pending.into_iter().chain(failed).map(Condition::Sql);
        sql.chain(trajectory).chain(plan).chain(request).collect()
    }
}

/// Which differences that replays found.
#[derive(Clone, Copy, Debug, Default)]
pub struct DifferenceFilter {
    /// Those of this replay.
    pub replay_id: Option<ReplayId>,
    /// Of this kind.
    pub kind: Option<DifferenceKind>,
}

impl Filter for DifferenceFilter {
    fn conditions(&self, _today: Date) -> Vec<Condition> {
        let replay = self.replay_id.map(|id| Condition::Is("replay_id", id.uuid().into()));
        let kind = self.kind.map(|kind| Condition::Is("kind", kind.code().into()));
        replay.into_iter().chain(kind).collect()
    }
}

/// Which decisions of rules in shadow.
#[derive(Clone, Copy, Debug, Default)]
pub struct ShadowFilter {
    /// Those of this set of rules.
    pub rule_set_id: Option<RuleSetId>,
    /// Those that differ from what was decided, or those that do not.
    pub differs: Option<bool>,
}

impl Filter for ShadowFilter {
    fn conditions(&self, _today: Date) -> Vec<Condition> {
        let set = self
            .rule_set_id
            .map(|id| Condition::Is("rule_set_id", id.uuid().into()));
        let differs = self.differs.map(|differs| Condition::Absent("kind", !differs));
        set.into_iter().chain(differs).collect()
    }
}
