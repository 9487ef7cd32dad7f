//! Replays: what a plugin with certain settings would have decided on everything that was decided before.
//!
//! Going through the history does not belong here: this counts what it finds.
//!
//! ```
//! use krachtig_core::domain::money::Cents;
//! use krachtig_core::domain::replay::amount_band;
//!
//! assert_eq!(amount_band(Cents::new(25_000).unwrap()), "up_to_25000");
//! assert_eq!(amount_band(Cents::new(25_001).unwrap()), "up_to_50000");
//! ```

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use time::Date;

use super::budget::{BudgetDecision, BudgetFacts, BudgetRequest, RuleAnswer, RuleOutcome, Verdict};
use super::clock::Stamp;
use super::id::{
    BudgetRequestId, ReplayDifferenceId, ReplayId, RuleSetId, ShadowDecisionId, TrajectoryId, WeighedFactsId,
};
use super::money::Cents;
use super::period::Period;
use super::plugin::Plugin;
use super::record::{Version, record};
use super::vocabulary::vocabulary;

vocabulary! {
    /// How far a replay is.
    ReplayState = "replay_state" {
        /// At work. One that nobody is at work on any more was interrupted, and has to be asked for again.
        Running = "running",
        /// All of the history was seen.
        Done = "done",
        /// Somebody stopped it.
        Cancelled = "cancelled",
        /// It could not go on; nothing was changed.
        Failed = "failed",
    }
}

vocabulary! {
    /// In what two decisions on one request differ most.
    DifferenceKind = "difference_kind" {
        /// The plugin gives no answer.
        Fault = "fault",
        /// Another outcome: granted, refused, or left to people.
        Outcome = "outcome",
        /// Other people have to approve.
        Approvals = "approvals",
        /// Other tranches or obligations.
        Payment = "payment",
        /// The same decision with other findings behind it.
        Findings = "findings",
    }
}

vocabulary! {
    /// By what a replay's differences are grouped.
    ReplayDimension = "replay_dimension" {
        /// Bands of the amount that was asked: `up_to_5000`, in euro cents.
        Amount = "amount",
        /// The funding silo that should have paid.
        Silo = "silo",
        /// The life domain.
        LifeDomain = "life_domain",
        /// Who had to approve, as [`BudgetDecision::approval_level`] says.
        ApprovalLevel = "approval_level",
    }
}

/// The upper bounds of the bands of amounts, in euro cents.
const BANDS: [i64; 6] = [5_000, 25_000, 50_000, 100_000, 250_000, 1_000_000];

/// The band in which an amount lies.
#[must_use]
pub fn amount_band(amount: Cents) -> String {
    BANDS
        .iter()
        .find(|bound| amount.get() <= **bound)
        .map_or_else(|| "above_1000000".to_owned(), |bound| format!("up_to_{bound}"))
}

/// A plugin with settings, tried against the tenant's history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Replay {
    /// Its id.
    pub id: ReplayId,
    /// The plugin's name.
    pub name: String,
    /// The plugin's version.
    pub edition: String,
    /// The SHA-256 of the plugin's component, in lower-case hexadecimal.
    pub hash: String,
    /// The settings that were tried, as a JSON object.
    pub settings: serde_json::Value,
    /// When it was asked for.
    pub asked_on: Date,
    /// By whom: the id of a member or an operator.
    pub asked_by: String,
    /// How far it is.
    pub state: ReplayState,
    /// What it found.
    pub summary: ReplaySummary,
    /// Its version.
    pub version: Version,
}
record!(Replay, ReplayId, Replay);

impl Replay {
    /// A replay that begins.
    #[must_use]
    pub fn begin(plugin: &Plugin, settings: serde_json::Value, by: &str, stamp: Stamp<'_>) -> Self {
        Self {
            id: stamp.id(),
            name: plugin.name.clone(),
            edition: plugin.edition.clone(),
            hash: plugin.hash.clone(),
            settings,
            asked_on: stamp.today,
            asked_by: by.to_owned(),
            state: ReplayState::Running,
            summary: ReplaySummary::default(),
            version: Version::FIRST,
        }
    }

    /// The replay as it ended.
    #[must_use]
    pub fn end(&self, state: ReplayState, summary: ReplaySummary) -> Self {
        Self {
            state,
            summary,
            version: self.version.next(),
            ..self.clone()
        }
    }
}

/// A decision that a replay found to differ.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReplayDifference {
    /// Its id.
    pub id: ReplayDifferenceId,
    /// The replay.
    pub replay_id: ReplayId,
    /// The request that was decided on.
    pub request_id: BudgetRequestId,
    /// In what it differs most.
    pub kind: DifferenceKind,
    /// What the plugin says.
    pub verdict: Verdict,
    /// Always the first.
    pub version: Version,
}
record!(ReplayDifference, ReplayDifferenceId, ReplayDifference);

/// What rules in shadow would have decided on a request, kept when it was asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ShadowDecision {
    /// Its id.
    pub id: ShadowDecisionId,
    /// The request.
    pub request_id: BudgetRequestId,
    /// Its trajectory.
    pub trajectory_id: TrajectoryId,
    /// The rules in shadow.
    pub rule_set_id: RuleSetId,
    /// In what it differs most from the decision; none when they are the same.
    pub kind: Option<DifferenceKind>,
    /// What they say.
    pub verdict: Verdict,
    /// Always the first.
    pub version: Version,
}
record!(ShadowDecision, ShadowDecisionId, ShadowDecision, trajectory: trajectory_id);

/// What was known when rules were asked about a request. A plan is edited and a review talk is followed by another, so
/// this cannot be derived from the dossier later; the question can, from the request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WeighedFacts {
    /// The same UUID as the request's.
    pub id: WeighedFactsId,
    /// The trajectory.
    pub trajectory_id: TrajectoryId,
    /// What they might weigh.
    pub facts: BudgetFacts,
    /// Always the first.
    pub version: Version,
}
record!(WeighedFacts, WeighedFactsId, WeighedFacts, trajectory: trajectory_id);

/// How decisions turned out, with the amounts asked in each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Granted at once.
    pub approve: Share,
    /// Left to people.
    pub needs_approvals: Share,
    /// Refused.
    pub refuse: Share,
    /// No answer.
    pub fault: Share,
}

/// A number of decisions and the amounts that were asked in them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// How many.
    pub decisions: i64,
    /// Euro cents.
    pub amount: i64,
}

impl Tally {
    fn add(&mut self, outcome: Option<RuleOutcome>, amount: Cents) {
        let share = match outcome {
            Some(RuleOutcome::Approve) => &mut self.approve,
            Some(RuleOutcome::NeedsApprovals) => &mut self.needs_approvals,
            Some(RuleOutcome::Refuse) => &mut self.refuse,
            None => &mut self.fault,
        };
        share.decisions += 1;
        share.amount = share.amount.saturating_add(amount.get());
    }
}

/// The decisions of one group, before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplayGroup {
    /// By what they are grouped.
    pub by: ReplayDimension,
    /// The group: a band, or a code.
    pub value: String,
    /// How many decisions differ.
    pub different: i64,
    /// As they were decided.
    pub before: Tally,
    /// As the plugin would have decided.
    pub after: Tally,
}

/// How often one level of approval became another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LevelChange {
    /// Who had to approve.
    pub before: String,
    /// Who would have had to.
    pub after: String,
    /// In how many decisions, for which amounts.
    pub share: Share,
}

/// A figure of a region's own indicator that would be another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FigureChange {
    /// The closed period.
    #[serde(alias = "quarter")]
    pub period: Period,
    /// The indicator's code.
    pub indicator: String,
    /// Its position: dimension and value, joined with `=`, several with `,`.
    pub position: String,
    /// The figure of the rules in force, with two decimals; none where they have none.
    pub before: Option<String>,
    /// The plugin's figure, likewise.
    pub after: Option<String>,
}

/// What a replay found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplaySummary {
    /// How many decisions were replayed.
    pub decisions: i64,
    /// How many of them differ.
    pub different: i64,
    /// For how many the facts were put together again from the dossier, because they were not kept when it was
    /// decided: what was edited since may differ.
    pub reconstructed: i64,
    /// How many differences are kept to be looked at one by one.
    pub kept: i64,
    /// How many differ in what.
    pub kinds: Vec<(DifferenceKind, i64)>,
    /// The decisions in groups.
    pub groups: Vec<ReplayGroup>,
    /// From which level of approval to which.
    pub levels: Vec<LevelChange>,
    /// How many closed periods were replayed.
    pub periods: i64,
    /// In how many cases of them the plugin gave no observations.
    pub period_faults: i64,
    /// The figures that would be others.
    pub figures: Vec<FigureChange>,
    /// Why it failed, where it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
}

/// Counts what a replay finds, one decision at a time.
#[derive(Debug, Default)]
pub struct Comparison {
    decisions: i64,
    different: i64,
    kinds: BTreeMap<DifferenceKind, i64>,
    groups: BTreeMap<(ReplayDimension, String), (i64, Tally, Tally)>,
    levels: BTreeMap<(String, String), Share>,
}

impl Comparison {
    /// Takes one decision into account, and tells in what it differs most.
    pub fn add(&mut self, request: &BudgetRequest, verdict: &Verdict) -> Option<DifferenceKind> {
        let before = &request.decision.answer;
        let kind = difference(before, verdict);
        self.decisions += 1;
        if let Some(kind) = kind {
            self.different += 1;
            *self.kinds.entry(kind).or_default() += 1;
        }
        let (level, outcome) = match verdict {
            Verdict::Answer(after) => (after.decision.approval_level(), Some(after.decision.outcome())),
            Verdict::Fault(_) => (DifferenceKind::Fault.to_string(), None),
        };
        let level_before = before.decision.approval_level();
        let groups = [
            (ReplayDimension::Amount, amount_band(request.amount)),
            (ReplayDimension::Silo, request.silo.to_string()),
            (ReplayDimension::LifeDomain, request.life_domain.to_string()),
            (ReplayDimension::ApprovalLevel, level_before.clone()),
        ];
        for group in groups {
            let (different, was, becomes) = self.groups.entry(group).or_default();
            *different += i64::from(kind.is_some());
            was.add(Some(before.decision.outcome()), request.amount);
            becomes.add(outcome, request.amount);
        }
        let share = self.levels.entry((level_before, level)).or_default();
        share.decisions += 1;
        share.amount = share.amount.saturating_add(request.amount.get());
        kind
    }

    /// How many decisions were taken into account.
    #[must_use]
    pub fn decisions(&self) -> u64 {
        u64::try_from(self.decisions).unwrap_or_default()
    }

    /// What was found.
    #[must_use]
    pub fn summary(self) -> ReplaySummary {
        let group = |((by, value), (different, before, after))| ReplayGroup {
            by,
            value,
            different,
            before,
            after,
        };
        let level = |((before, after), share)| LevelChange { before, after, share };
        ReplaySummary {
            decisions: self.decisions,
            different: self.different,
            kinds: self.kinds.into_iter().collect(),
            groups: self.groups.into_iter().map(group).collect(),
            levels: self.levels.into_iter().map(level).collect(),
            ..ReplaySummary::default()
        }
    }
}

/// In what a verdict differs most from an answer. What the answer cost is no difference.
#[must_use]
pub fn difference(before: &RuleAnswer, verdict: &Verdict) -> Option<DifferenceKind> {
    let Verdict::Answer(after) = verdict else {
        return Some(DifferenceKind::Fault);
    };
    let needed = |answer: &RuleAnswer| match &answer.decision {
        BudgetDecision::NeedsApprovals(needed) => Some(needed.clone()),
        BudgetDecision::Approve | BudgetDecision::Refuse => None,
    };
    match () {
        () if before.decision.outcome() != after.decision.outcome() => Some(DifferenceKind::Outcome),
        () if needed(before) != needed(after) => Some(DifferenceKind::Approvals),
        () if before.tranches != after.tranches || before.obligations != after.obligations => {
            Some(DifferenceKind::Payment)
        }
        () if before.findings != after.findings => Some(DifferenceKind::Findings),
        () => None,
    }
}
