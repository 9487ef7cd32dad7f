//! A request for money as the hand-written handlers read it off the wire.

use anyhow::{Context, Result};
use krachtig_core::domain::budget::BudgetApproval;
use krachtig_core::domain::clock::dutch_date;
use krachtig_core::domain::id::{BudgetPlanId, MemberId};
use krachtig_core::domain::money::Cents;
use krachtig_core::domain::vocabulary::Vocabulary;
use krachtig_core::rules::{BudgetFacts, BudgetQuestion, EarlierDecision, FamilySize, LedgerFact, PlanFact, SiloCheck};
use serde::Deserialize;
use time::Date;
use uuid::Uuid;

/// Who asks for what.
pub(crate) struct Asking {
    /// For which trajectory.
    pub(crate) trajectory: Uuid,
    /// The member.
    pub(crate) member: Uuid,
    /// How much, in cents.
    pub(crate) amount: i64,
    /// What for.
    pub(crate) purpose: String,
    /// The area of life.
    pub(crate) life_domain: String,
    /// Who receives it.
    pub(crate) payee: String,
    /// The silo that should pay.
    pub(crate) silo: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    trajectory_id: &'a str,
    amount: i64,
    purpose: String,
    life_domain: String,
    payee: String,
    silo: String,
}

impl Asking {
    /// Reads it.
    ///
    /// # Errors
    /// It is something else.
    pub(crate) fn parse(body: &[u8], member: Uuid) -> Result<Self> {
        let body: Body<'_> = serde_json::from_slice(body)?;
        Ok(Self {
            trajectory: uuid_of(body.trajectory_id)?,
            member,
            amount: body.amount,
            purpose: body.purpose,
            life_domain: body.life_domain.to_ascii_lowercase(),
            payee: body.payee.to_ascii_lowercase(),
            silo: body.silo.to_ascii_lowercase(),
        })
    }

    /// What the rules are asked.
    ///
    /// # Errors
    /// A word that its list does not have.
    pub(crate) fn question(&self, day: Date) -> Result<BudgetQuestion> {
        Ok(BudgetQuestion {
            day,
            amount: Cents::new(self.amount).context("no amount")?,
            purpose: self.purpose.clone(),
            life_domain: word(&self.life_domain)?,
            payee_kind: word(&self.payee)?,
            silo: word(&self.silo)?,
            requester: MemberId::from_uuid(self.member),
        })
    }
}

/// What rules weigh, as [`super::sql::look`] reads it.
#[derive(Deserialize)]
pub(crate) struct Weighed {
    ledger: Vec<LedgerFact>,
    plan: Option<Plan>,
    family: FamilySize,
    silo_checks: Vec<SiloCheck>,
    decisions: Vec<EarlierDecision>,
}

#[derive(Deserialize)]
struct Plan {
    id: BudgetPlanId,
    total: Cents,
    made_by: MemberId,
    approvals: Vec<BudgetApproval>,
    benefit_impact_checked: Option<Date>,
    review_talk: Option<Date>,
}

impl Weighed {
    /// The same as rules are told it.
    pub(crate) fn facts(self) -> BudgetFacts {
        let benefit_impact_checked = self.plan.as_ref().and_then(|plan| plan.benefit_impact_checked);
        let review_talk = self.plan.as_ref().and_then(|plan| plan.review_talk);
        let plan = |plan: Plan| PlanFact {
            day: dutch_date(plan.id.made_at()),
            total: plan.total,
            made_by: plan.made_by,
            approvals: plan.approvals,
        };
        BudgetFacts {
            ledger: self.ledger,
            plan: self.plan.map(plan),
            approvals: Vec::new(),
            family: self.family,
            silo_checks: self.silo_checks,
            decisions: self.decisions,
            benefit_impact_checked,
            review_talk,
        }
    }
}

/// A word of a closed list, by its code.
///
/// # Errors
/// The list does not have it.
pub(crate) fn word<V: Vocabulary>(code: &str) -> Result<V> {
    V::from_code(code).with_context(|| format!("the list has no {code}"))
}

/// The UUID behind an id with a prefix.
///
/// # Errors
/// There is none.
pub(crate) fn uuid_of(id: &str) -> Result<Uuid> {
    let (_, tail) = id.split_once('_').context("no id")?;
    Ok(Uuid::try_parse(tail)?)
}
