//! What a region's rules decided on a request, and everything needed to explain it and to decide again.
//!
//! Asking the rules does not belong here: see [`crate::rules`].

use serde::{Deserialize, Serialize};
use time::Date;

use crate::domain::id::MemberId;
use crate::domain::money::Cents;
use crate::domain::vocabulary::{ApprovalSubject, ObligationKind, Role, vocabulary};

/// What was decided on a request, and by which rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleDecision {
    /// What the rules answered.
    pub answer: RuleAnswer,
    /// Which rules.
    pub rules: RulesIdentity,
    /// The region's rules that were asked first and gave no answer, so that a person decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed: Option<FailedRules>,
}

/// Rules that gave no answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailedRules {
    /// Which rules.
    pub rules: RulesIdentity,
    /// The code of the fault: `rule_out_of_fuel`, ...
    pub fault: String,
}

/// What rules say when they are asked for comparison's sake.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Their answer.
    Answer(RuleAnswer),
    /// The code of the fault for which there is none.
    Fault(String),
}

/// Which rules decide. A decision carries it, so that it can be told later what decided it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RulesIdentity {
    /// The rules' name: `exodus-haaglanden`.
    pub name: String,
    /// The rules' version, after semver.
    pub version: String,
    /// The SHA-256 of the component in lower-case hex; none for rules that are built in.
    pub component_sha256: Option<String>,
    /// The version of the settings with which the rules decide.
    pub settings_version: u32,
}

/// The answer to a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleAnswer {
    /// What the rules decide.
    pub decision: BudgetDecision,
    /// What led to it; a refusal has at least one.
    pub findings: Vec<Finding>,
    /// How the amount is paid, in order. Together they are the amount; a refusal has none.
    pub tranches: Vec<Tranche>,
    /// What comes with the money; a refusal has none.
    pub obligations: Vec<Obligation>,
    /// What the answer cost, in the engine's units: the same on every run. None for rules that are built in.
    pub fuel_used: Option<u64>,
}

/// What the rules decide.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BudgetDecision {
    /// Yes, without anybody else.
    Approve,
    /// Not yet: these approvals come first.
    NeedsApprovals(ApprovalsNeeded),
    /// No, for the reasons in the findings.
    Refuse,
}

vocabulary! {
    /// What a region's rules decided, in a word.
    RuleOutcome = "rule_outcome" {
        /// Granted at once.
        Approve = "approve",
        /// People decide.
        NeedsApprovals = "needs_approvals",
        /// Refused.
        Refuse = "refuse",
    }
}

impl BudgetDecision {
    /// The decision in a word.
    #[must_use]
    pub fn outcome(&self) -> RuleOutcome {
        match self {
            Self::Approve => RuleOutcome::Approve,
            Self::NeedsApprovals(_) => RuleOutcome::NeedsApprovals,
            Self::Refuse => RuleOutcome::Refuse,
        }
    }

    /// Who has to say yes, as a stable word: `approve` and `refuse` where nobody is asked, otherwise what is approved
    /// and by how many of which roles, `request:2*professional|volunteer`, groups joined with `+`.
    #[must_use]
    pub fn approval_level(&self) -> String {
        let Self::NeedsApprovals(needed) = self else {
            return self.outcome().to_string();
        };
        let group = |group: &ApprovalGroup| {
            let roles: Vec<String> = group.roles.iter().map(ToString::to_string).collect();
            format!("{}*{}", group.count, roles.join("|"))
        };
        let groups: Vec<String> = needed.groups.iter().map(group).collect();
        format!("{}:{}", needed.subject, groups.join("+"))
    }

    /// Whose approvals it waits for, where people decide.
    #[must_use]
    pub fn approvals_needed(&self) -> Option<&ApprovalsNeeded> {
        match self {
            Self::NeedsApprovals(needed) => Some(needed),
            Self::Approve | Self::Refuse => None,
        }
    }
}

/// Something that the rules found, as a stable code with arguments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// One of the codes that the rules declare.
    pub code: String,
    /// What is filled in where the finding's text names it.
    pub arguments: Vec<FindingArgument>,
}

/// A named argument of a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingArgument {
    /// Its name in the text.
    pub name: String,
    /// Its value.
    pub value: FindingValue,
}

/// A value that is written the way the reader's language does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingValue {
    /// Euro cents; unlike [`Cents`] they may be below zero, for a shortage.
    Amount(i64),
    /// A number of things.
    Count(i64),
    /// A number of days.
    Days(i64),
    /// A date.
    Date(Date),
    /// A word from one of the lists, by its code.
    Word(String),
}

/// A part in which money is paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tranche {
    /// How much; never nothing.
    pub amount: Cents,
    /// What must have happened since the tranche before.
    pub after: Vec<ObligationKind>,
    /// Not before this day.
    pub not_before: Option<Date>,
}

/// What somebody has to do because the money is given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Obligation {
    /// What.
    pub kind: ObligationKind,
    /// By when, if there is a term.
    pub due: Option<Date>,
}

/// Approvals that are needed before the answer can be yes. All groups must be filled, and one member fills one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalsNeeded {
    /// What is to be approved.
    pub subject: ApprovalSubject,
    /// The groups; there is at least one.
    pub groups: Vec<ApprovalGroup>,
}

/// Some approvals that are needed: so many different members, each in one of the roles, none of them excluded.
/// They are counted from nothing: an approval that was given before fills a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalGroup {
    /// Roles that may approve.
    pub roles: Vec<Role>,
    /// How many members of those roles, at least one.
    pub count: u32,
    /// Members who may not approve, whatever their role.
    pub excluded: Vec<MemberId>,
}

/// Somebody's approval of a request or of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BudgetApproval {
    /// Who.
    pub member: MemberId,
    /// In which role.
    pub role: Role,
    /// When.
    pub day: Date,
}

impl ApprovalGroup {
    /// Whether a member's approval in a role can fill a place of this group.
    #[must_use]
    pub fn admits(&self, member: MemberId, role: Role) -> bool {
        self.roles.contains(&role) && !self.excluded.contains(&member)
    }
}

impl ApprovalsNeeded {
    /// Whether these approvals fill every place.
    #[must_use]
    pub fn are_filled_by(&self, approvals: &[BudgetApproval]) -> bool {
        let places: Vec<&ApprovalGroup> = self
            .groups
            .iter()
            .flat_map(|group| std::iter::repeat_n(group, group.count as usize))
            .collect();
        let mut members: Vec<MemberId> = approvals.iter().map(|approval| approval.member).collect();
        members.sort_unstable();
        members.dedup();
        // A member who fits two groups must not block the one place that somebody else can't fill, so places are
        // matched with members by augmenting paths rather than first come, first served.
        let fits = |member: MemberId, group: &ApprovalGroup| {
            approvals
                .iter()
                .any(|approval| approval.member == member && group.admits(member, approval.role))
        };
        let candidates: Vec<Vec<usize>> = places
            .iter()
            .map(|group| {
                (0..members.len())
                    .filter(|&index| fits(members[index], group))
                    .collect()
            })
            .collect();
        let mut place_of = vec![None; members.len()];
        (0..places.len()).all(|place| seat(place, &candidates, &mut place_of, &mut vec![false; members.len()]))
    }
}

/// Finds a member for a place, moving others to another place where that frees one.
fn seat(place: usize, candidates: &[Vec<usize>], place_of: &mut [Option<usize>], tried: &mut [bool]) -> bool {
    for &member in &candidates[place] {
        if std::mem::replace(&mut tried[member], true) {
            continue;
        }
        let free = match place_of[member] {
            None => true,
            Some(other) => seat(other, candidates, place_of, tried),
        };
        if free {
            place_of[member] = Some(place);
            return true;
        }
    }
    false
}
