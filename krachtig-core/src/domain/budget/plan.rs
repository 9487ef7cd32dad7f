//! A plan for the budget: what the family wants to do with it, approved once by people.

use serde::{Deserialize, Serialize};
use time::Date;

use crate::domain::budget::BudgetApproval;
use crate::domain::clock::Stamp;
use crate::domain::dossier::Dossier;
use crate::domain::id::{BudgetPlanId, MemberId, TrajectoryId};
use crate::domain::money::Cents;
use crate::domain::record::{Version, record};
use crate::domain::refusal::{Check, Decision, RefusalCode};
use crate::domain::terms::ConsentUse;
use crate::domain::text::Prose;
use crate::domain::vocabulary::Role;

/// What the family wants to do with its budget.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BudgetPlan {
    /// Its id.
    pub id: BudgetPlanId,
    /// The trajectory.
    pub trajectory_id: TrajectoryId,
    /// The plan.
    pub about: Prose,
    /// What it takes in all.
    pub total: Cents,
    /// When somebody checked what the money does to the family's benefits. Cash can count as income.
    pub benefit_impact_checked_on: Option<Date>,
    /// When the last review talk was.
    pub reviewed_on: Option<Date>,
    /// Who approved it.
    pub approvals: Vec<BudgetApproval>,
    /// Who wrote it down.
    pub recorded_by: MemberId,
    /// Its version.
    pub version: Version,
}
record!(BudgetPlan, BudgetPlanId, BudgetPlan, trajectory: trajectory_id, dossier: plans);

/// What people typed about a plan.
#[derive(Clone, Debug)]
pub struct PlanDraft {
    /// See [`BudgetPlan::about`].
    pub about: String,
    /// See [`BudgetPlan::total`].
    pub total: Cents,
    /// See [`BudgetPlan::benefit_impact_checked_on`].
    pub benefit_impact_checked_on: Option<Date>,
    /// See [`BudgetPlan::reviewed_on`].
    pub reviewed_on: Option<Date>,
}

impl BudgetPlan {
    /// Records a plan.
    ///
    /// # Errors
    /// `trajectory_closed`; `consent_missing`; and whatever is wrong with the draft's fields.
    pub fn record(dossier: &Dossier, draft: &PlanDraft, stamp: Stamp<'_>) -> Decision<Self> {
        let blank = Self {
            id: stamp.id(),
            trajectory_id: dossier.trajectory.id,
            about: Prose::default(),
            total: Cents::ZERO,
            benefit_impact_checked_on: None,
            reviewed_on: None,
            approvals: Vec::new(),
            recorded_by: stamp.by,
            version: Version::FIRST,
        };
        blank.filled_in(dossier, draft, stamp)
    }

    /// Replaces what people typed. Another text or total takes the approvals away, and whoever changed it is the one
    /// who wrote it down: nobody approves his own words.
    ///
    /// # Errors
    /// As [`BudgetPlan::record`].
    pub fn revise(&self, dossier: &Dossier, draft: &PlanDraft, stamp: Stamp<'_>) -> Decision<Self> {
        Self {
            version: self.version.next(),
            ..self.clone()
        }
        .filled_in(dossier, draft, stamp)
    }

    fn filled_in(self, dossier: &Dossier, draft: &PlanDraft, stamp: Stamp<'_>) -> Decision<Self> {
        dossier.demand_open()?;
        dossier.demand(ConsentUse::PlanBudget, &[], stamp)?;
        let mut check = Check::new();
        check.within("total", draft.total.get(), (1, Cents::MAX.get()));
        let mut happened = |field, on: Option<Date>| on.map(|on| check.happened(field, on, stamp.today));
        let benefit_impact_checked_on = happened("benefit_impact_checked_on", draft.benefit_impact_checked_on);
        let reviewed_on = happened("reviewed_on", draft.reviewed_on);
        let about = check.prose("about", &draft.about);
        let same = about == self.about && draft.total == self.total;
        let (approvals, recorded_by) = if same {
            (self.approvals.clone(), self.recorded_by)
        } else {
            (Vec::new(), stamp.by)
        };
        check.pass(Self {
            about,
            total: draft.total,
            benefit_impact_checked_on,
            reviewed_on,
            approvals,
            recorded_by,
            ..self
        })
    }

    /// Adds the acting member's approval, in one of the roles held.
    ///
    /// # Errors
    /// `trajectory_closed`; `consent_missing`; `approver_excluded` for whoever wrote the plan down; `duplicate` for a
    /// second approval.
    pub fn approve(&self, dossier: &Dossier, role: Role, stamp: Stamp<'_>) -> Decision<Self> {
        dossier.demand_open()?;
        dossier.demand(ConsentUse::PlanBudget, &[], stamp)?;
        let mut check = Check::new();
        check.ensure(self.recorded_by != stamp.by, RefusalCode::ApproverExcluded, "id");
        check.ensure(
            self.approvals.iter().all(|a| a.member != stamp.by),
            RefusalCode::Duplicate,
            "id",
        );
        let mut approvals = self.approvals.clone();
        approvals.push(BudgetApproval {
            member: stamp.by,
            role,
            day: stamp.today,
        });
        check.pass(Self {
            approvals,
            version: self.version.next(),
            ..self.clone()
        })
    }
}
