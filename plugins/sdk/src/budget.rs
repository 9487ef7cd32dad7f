//! A request for money from a family's perspective budget, and the answer to it: the words of the WIT's `budget`.
//!
//! What a region makes of them does not belong here. Lists that may grow come in as text, so that a code which the
//! rules don't know is something else to them and no fault; what rules answer is typed.

use serde::{Deserialize, Serialize};

use crate::day::Day;
use crate::finding::{Finding, Problem};

/// The largest amount that makes sense, in euro cents: ten billion euros, so that no sum of them overflows.
pub const LARGEST_CENTS: i64 = 1_000_000_000_000;

/// What is asked. Its default is an example for tests: EUR 100, to a supplier, on 15 June 2026.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Request {
    /// The day of the request: "today" to the rules.
    pub day: Day,
    /// How much is asked, in euro cents.
    pub amount: i64,
    /// What for, in the worker's own words. It may hold personal data: it goes into no finding and no note.
    pub purpose: String,
    /// The life domain that it serves: `finances`, `housing`, ...
    pub life_domain: String,
    /// To whom it is paid: `supplier`, `refund_to_worker`, `family`.
    pub payee_kind: String,
    /// The funding silo that should have paid, as the worker proposes it: `wmo_2015`, ..., `none`.
    pub silo: String,
    /// Who asks, opaque: good for comparing and for handing back.
    pub requester: String,
}

impl Default for Request {
    fn default() -> Self {
        Self {
            day: Day::from_number(20_619),
            amount: 10_000,
            purpose: String::new(),
            life_domain: "finances".to_owned(),
            payee_kind: "supplier".to_owned(),
            silo: "none".to_owned(),
            requester: "requester".to_owned(),
        }
    }
}

/// A line of the family's ledger, which is only ever added to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LedgerLine {
    /// When it was written.
    pub day: Day,
    /// `reserve`, `release`, `spend` or `refund`. To add up, use the two signed amounts: they hold for kinds that
    /// come later too.
    #[serde(default = "reserve")]
    pub kind: String,
    /// What it adds to, or takes from, the money promised to the family, in euro cents.
    #[serde(default)]
    pub promised: i64,
    /// What it adds to, or takes from, the money paid out, in euro cents.
    #[serde(default)]
    pub paid: i64,
    /// The funding silo that it is booked against.
    #[serde(default = "none")]
    pub silo: String,
    /// The life domain that it served.
    #[serde(default = "finances")]
    pub life_domain: String,
}

fn reserve() -> String {
    "reserve".to_owned()
}

fn none() -> String {
    "none".to_owned()
}

fn finances() -> String {
    "finances".to_owned()
}

/// Somebody's approval.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// Who.
    pub member: String,
    /// In which role: `coordinator`, `budget_approver`, ...
    pub role: String,
    /// When.
    pub day: Day,
}

/// The plan for a family's perspective budget.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// When it was made.
    pub day: Day,
    /// What it comes to altogether, in euro cents.
    pub total: i64,
    /// Who made it.
    pub made_by: String,
    /// Who approved it, in the version that holds now.
    #[serde(default)]
    pub approvals: Vec<Approval>,
}

/// A question put to a funding silo: does it pay for this?
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiloCheck {
    /// When it was put, or answered once there is an answer.
    pub day: Day,
    /// Which silo.
    pub silo: String,
    /// `pays`, `refuses` or `no_answer`.
    pub answer: String,
    /// On which ground it refuses: `not_entitled`, `other_payer_first`, ...
    #[serde(default)]
    pub ground: Option<String>,
}

/// What was decided for this family before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EarlierDecision {
    /// When.
    pub day: Day,
    /// `approved` or `refused`.
    pub outcome: String,
    /// How much was asked, in euro cents.
    pub amount: i64,
    /// The life domain.
    pub life_domain: String,
}

/// How large the family is, on this side of the wall. Its default is an adult with two children.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FamilySize {
    /// Adults.
    pub adults: u32,
    /// Children.
    pub children: u32,
}

impl Default for FamilySize {
    fn default() -> Self {
        Self { adults: 1, children: 2 }
    }
}

/// What the dossier holds that rules may weigh. Nothing in it names anybody. Its default is a dossier with nothing
/// in it yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Facts {
    /// The family's whole ledger, oldest first.
    pub ledger: Vec<LedgerLine>,
    /// The plan, where there is one.
    pub plan: Option<Plan>,
    /// Approvals of this very request so far.
    pub approvals: Vec<Approval>,
    /// The family's size.
    pub family: FamilySize,
    /// Silo checks, oldest first.
    pub silo_checks: Vec<SiloCheck>,
    /// Earlier decisions, oldest first.
    pub decisions: Vec<EarlierDecision>,
    /// When somebody checked what the money does to the family's benefits; none if nobody did.
    pub benefit_impact_checked: Option<Day>,
    /// When the last review talk with the family was; none if there was none.
    pub review_talk: Option<Day>,
}

/// The money promised in these lines.
///
/// # Errors
/// `bad_question` where a line, or their sum, is no amount that a ledger can hold.
fn promised<'a>(lines: impl Iterator<Item = &'a LedgerLine>) -> Result<i64, Problem> {
    let fits = |sum: &i64| (-LARGEST_CENTS..=LARGEST_CENTS).contains(sum);
    lines
        .map(|line| line.promised)
        .try_fold(0_i64, |sum, amount| sum.checked_add(amount).filter(fits))
        .ok_or_else(|| Problem::bad_question("the ledger's sum is out of bounds"))
}

/// Checks that an amount is not below zero and one that a ledger can hold.
fn check_amount(what: &str, cents: i64) -> Result<(), Problem> {
    if (0..=LARGEST_CENTS).contains(&cents) {
        Ok(())
    } else {
        Err(Problem::bad_question(&format!("{what} is out of bounds")))
    }
}

impl Facts {
    /// The money promised to the family so far, once every amount of the question is one that a ledger can hold.
    ///
    /// # Errors
    /// `bad_question` for an amount or a sum out of bounds.
    pub fn promised(&self, request: &Request) -> Result<i64, Problem> {
        check_amount("the amount", request.amount)?;
        if let Some(plan) = &self.plan {
            check_amount("the plan's total", plan.total)?;
        }
        let sum = promised(self.ledger.iter())?;
        check_amount("the ledger's sum", sum)?;
        Ok(sum)
    }

    /// The money promised in the calendar year of the request. A promise of an earlier year that is taken back in
    /// this one makes no room in this year: the sum is never below zero.
    ///
    /// # Errors
    /// As for [`Facts::promised`].
    pub fn promised_this_year(&self, request: &Request) -> Result<i64, Problem> {
        self.promised(request)?;
        let year = request.day.year();
        Ok(promised(self.ledger.iter().filter(|line| line.day.year() == year))?.max(0))
    }
}

/// What is to be approved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// The request itself.
    Request,
    /// The plan under which it falls.
    Plan,
}

/// Some approvals that are needed: so many different members, each in one of the roles, none of them excluded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApprovalGroup {
    /// Roles that may approve.
    pub roles: Vec<String>,
    /// How many members of those roles, at least 1.
    pub count: u32,
    /// Members who may not, whatever their role.
    #[serde(default)]
    pub excluded: Vec<String>,
}

/// Approvals that are needed before the answer can be yes. They are counted from nothing: an approval that already
/// stands in the facts fills a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApprovalsNeeded {
    /// What is to be approved.
    pub subject: Subject,
    /// All groups must be filled, and one member fills one place at most.
    pub groups: Vec<ApprovalGroup>,
}

/// What the rules decide.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Yes, without anybody else.
    Approve,
    /// Not yet: these approvals come first.
    NeedsApprovals(ApprovalsNeeded),
    /// No, for the reasons in the findings.
    Refuse,
}

/// What somebody has to do because money is given, or before it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObligationKind {
    /// Hand in a receipt.
    Receipt,
    /// Talk with the family about what the money brought.
    ReviewTalk,
    /// Ask the funding silo whether it pays.
    SiloCheck,
}

impl ObligationKind {
    /// Its code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Receipt => "receipt",
            Self::ReviewTalk => "review_talk",
            Self::SiloCheck => "silo_check",
        }
    }
}

/// A part in which money is paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tranche {
    /// How much, in euro cents; never nothing.
    pub amount: i64,
    /// What must have happened first.
    #[serde(default)]
    pub after: Vec<ObligationKind>,
    /// Not before this day.
    #[serde(default)]
    pub not_before: Option<Day>,
}

impl Tranche {
    /// The whole amount at once.
    #[must_use]
    pub fn whole(amount: i64) -> Self {
        Self {
            amount,
            after: Vec::new(),
            not_before: None,
        }
    }
}

/// What somebody has to do because the money is given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Obligation {
    /// What.
    pub kind: ObligationKind,
    /// By when, if there is a term.
    #[serde(default)]
    pub due: Option<Day>,
}

/// The answer to a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The decision.
    pub decision: Decision,
    /// What led to it; a refusal has at least one.
    pub findings: Vec<Finding>,
    /// How the amount is paid, in order; empty for a refusal. Together they are the request's amount.
    pub tranches: Vec<Tranche>,
    /// What comes with it; empty for a refusal.
    pub obligations: Vec<Obligation>,
}

impl Answer {
    /// No, for these reasons, of which there is at least one.
    #[must_use]
    pub fn refusal<F: Into<Finding>>(findings: impl IntoIterator<Item = F>) -> Self {
        Self {
            decision: Decision::Refuse,
            findings: findings.into_iter().map(Into::into).collect(),
            tranches: Vec::new(),
            obligations: Vec::new(),
        }
    }

    /// The codes of the findings, in order.
    #[must_use]
    pub fn codes(&self) -> Vec<&str> {
        self.findings.iter().map(|finding| finding.code.as_str()).collect()
    }
}

#[cfg(test)]
mod tests;
