//! What a plugin would have decided: replays of the history, their differences, and decisions in shadow.

use krachtig_core::domain::budget::{BudgetRequest, RuleDecision, Verdict};
use krachtig_core::domain::id::{
    BudgetRequestId, ReplayDifferenceId, ReplayId, RuleSetId, ShadowDecisionId, TrajectoryId,
};
use krachtig_core::domain::money;
use krachtig_core::domain::record::Version;
use krachtig_core::domain::replay::{
    DifferenceKind, FigureChange, LevelChange, Replay, ReplayDifference, ReplayDimension, ReplayGroup, ReplayState,
    ReplaySummary, ShadowDecision, Share, Tally,
};
use krachtig_core::domain::vocabulary::{FundingSilo, LifeDomain, PayeeKind};
use krachtig_core::service::ReplayProgress;
use time::{Date, OffsetDateTime};

use super::by_member;
use crate::graphql::member_names::MemberRef;
use crate::graphql::scalar::{Cents, GlobalId, Json, Word};
use crate::graphql::shown::{Child, Fetched, Made, alone, shown};

/// A replay, with how far it is.
#[derive(Clone, Debug)]
pub struct ReplayView {
    replay: Replay,
    progress: Option<ReplayProgress>,
}

impl ReplayView {
    /// A replay, where this process is at work on the one of `at_work`, if on any.
    #[must_use]
    pub fn new(replay: Replay, at_work: Option<ReplayProgress>) -> Self {
        let seen = u64::try_from(replay.summary.decisions).unwrap_or_default();
        let ended = (replay.state != ReplayState::Running).then_some(ReplayProgress {
            id: replay.id,
            state: replay.state,
            done: seen,
            total: seen,
        });
        let progress = ended.or(at_work.filter(|now| now.id == replay.id));
        Self { replay, progress }
    }
}

shown! {
    /// How far a replay is.
    "ReplayProgress", |progress: ReplayProgress| {
        /// Whether it is still at work, and how it ended otherwise.
        state: Word<ReplayState> = Word(progress.state);
        /// How many decisions and cases it has seen.
        done: i64 = number(progress.done);
        /// How many there are; 0 until they are counted.
        total: i64 = number(progress.total);
    }
}

fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

shown! {
    /// A plugin with settings, tried against everything that was decided before. It changes nothing.
    "Replay", |view: ReplayView| {
        /// Its id.
        id: GlobalId<ReplayId> = GlobalId(view.replay.id);
        /// The plugin's name.
        name: &str = &view.replay.name;
        /// The plugin's version.
        edition: &str = &view.replay.edition;
        /// The SHA-256 of the plugin's component, in lower-case hexadecimal.
        hash: &str = &view.replay.hash;
        /// The settings that were tried.
        settings: Json = Json(view.replay.settings.clone());
        /// When it was asked for.
        askedOn: Date = view.replay.asked_on;
        /// By whom; absent where an operator of the platform did it.
        askedBy: Option<Made<MemberRef>> = by_member(&view.replay.asked_by);
        /// How far it is.
        state: Word<ReplayState> = Word(view.replay.state);
        /// How many decisions it has seen, of how many. Absent for one that was interrupted, or that another process
        /// is at work on.
        progress: Option<Child<'_, ReplayProgress>> = view.progress.as_ref().map(alone);
        /// What it found; all nothing until it ends.
        summary: Child<'_, ReplaySummary> = alone(&view.replay.summary);
        /// When it was recorded.
        recordedAt: OffsetDateTime = view.replay.id.made_at();
        /// Its version.
        version: Version = view.replay.version;
    }
}

/// How many decisions differ in one way.
struct KindCount(DifferenceKind, i64);

shown! {
    /// How many decisions differ in one way.
    "KindCount", |count: KindCount| {
        /// In what they differ most.
        kind: Word<DifferenceKind> = Word(count.0);
        /// How many.
        decisions: i64 = count.1;
    }
}

shown! {
    /// What a replay found.
    "ReplaySummary", |summary: ReplaySummary| {
        /// How many decisions were replayed.
        decisions: i64 = summary.decisions;
        /// How many of them differ.
        different: i64 = summary.different;
        /// For how many the facts were put together again from the dossier, because they were not kept when it was
        /// decided: what was edited since may differ.
        reconstructed: i64 = summary.reconstructed;
        /// How many differences are kept to be looked at one by one, in the list of differences.
        kept: i64 = summary.kept;
        /// How many differ in what.
        kinds: Vec<Made<KindCount>> = summary.kinds.iter().map(|(kind, count)| Made(KindCount(*kind, *count))).collect();
        /// The decisions in groups, by amount, silo, life domain and level of approval.
        groups: Vec<Child<'_, ReplayGroup>> = summary.groups.iter().map(alone).collect();
        /// From which level of approval to which, those that stay the same included.
        levels: Vec<Child<'_, LevelChange>> = summary.levels.iter().map(alone).collect();
        /// How many closed periods were replayed.
        periods: i64 = summary.periods;
        /// In how many cases of them the plugin gave no observations.
        periodFaults: i64 = summary.period_faults;
        /// The figures that would be others.
        figures: Vec<Child<'_, FigureChange>> = summary.figures.iter().map(alone).collect();
        /// Why it failed, as a code, where it did.
        failure: Option<&str> = summary.failure.as_deref();
    }
}

shown! {
    /// The decisions of one group, before and after.
    "ReplayGroup", |group: ReplayGroup| {
        /// By what they are grouped.
        by: Word<ReplayDimension> = Word(group.by);
        /// The group: a band of amounts in euro cents such as `up_to_5000`, or a code.
        value: &str = &group.value;
        /// How many decisions differ.
        different: i64 = group.different;
        /// As they were decided.
        before: Child<'_, Tally> = alone(&group.before);
        /// As the plugin would have decided.
        after: Child<'_, Tally> = alone(&group.after);
    }
}

shown! {
    /// How decisions turned out, with the amounts asked in each.
    "Tally", |tally: Tally| {
        /// Granted at once.
        approve: Child<'_, Share> = alone(&tally.approve);
        /// Left to people.
        needsApprovals: Child<'_, Share> = alone(&tally.needs_approvals);
        /// Refused.
        refuse: Child<'_, Share> = alone(&tally.refuse);
        /// No answer.
        fault: Child<'_, Share> = alone(&tally.fault);
    }
}

shown! {
    /// A number of decisions and the amounts that were asked in them.
    "Share", |share: Share| {
        /// How many.
        decisions: i64 = share.decisions;
        /// The amounts together, ten billion euros at most.
        amount: Cents = Cents(money::Cents::new(share.amount).unwrap_or(money::Cents::MAX));
    }
}

shown! {
    /// How often one level of approval became another.
    "LevelChange", |change: LevelChange| {
        /// Who had to approve: `approve` or `refuse` where nobody did, otherwise what, by how many of which roles, as
        /// `request:2*professional|volunteer`, groups joined with `+`.
        before: &str = &change.before;
        /// Who would have had to, written likewise; `fault` where the plugin gave no answer.
        after: &str = &change.after;
        /// In how many decisions, for which amounts.
        share: Child<'_, Share> = alone(&change.share);
    }
}

shown! {
    /// A figure of a region's own indicator that would be another.
    "FigureChange", |change: FigureChange| {
        /// The closed period: `2026-Q3`.
        period: String = change.period.to_string();
        /// The indicator's code.
        indicator: &str = &change.indicator;
        /// Its position: dimension and value, joined with `=`, several with `,`.
        position: &str = &change.position;
        /// The figure of the rules in force, if they have it.
        before: Option<&str> = change.before.as_deref();
        /// The plugin's figure, if it has it.
        after: Option<&str> = change.after.as_deref();
    }
}

/// What was asked and how it was decided, without the rest of its dossier.
#[derive(Clone, Debug)]
pub struct Asked(pub BudgetRequest);

shown! {
    /// A request for money as a comparison of decisions shows it: what was asked, and what was decided.
    "AskedRequest", |asked: Asked| {
        /// The request's id.
        id: GlobalId<BudgetRequestId> = GlobalId(asked.0.id);
        /// The trajectory.
        trajectoryId: GlobalId<TrajectoryId> = GlobalId(asked.0.trajectory_id);
        /// How much.
        amount: Cents = Cents(asked.0.amount);
        /// The area of life that it serves.
        lifeDomain: Word<LifeDomain> = Word(asked.0.life_domain);
        /// Who receives it.
        payee: Word<PayeeKind> = Word(asked.0.payee);
        /// The silo that should pay for this, as far as anybody can tell.
        silo: Word<FundingSilo> = Word(asked.0.silo);
        /// When it was asked.
        requestedOn: Date = asked.0.requested_on;
        /// What was decided.
        decision: Child<'_, RuleDecision> = alone(&asked.0.decision);
    }
}

/// A difference, with the request that it is about.
#[derive(Clone, Debug)]
pub struct DifferenceView {
    /// The difference.
    pub difference: ReplayDifference,
    /// The request; fetched where it is selected.
    pub request: Option<Asked>,
}

shown! {
    /// A decision that would have been another.
    "ReplayDifference", |view: DifferenceView| {
        /// Its id.
        id: GlobalId<ReplayDifferenceId> = GlobalId(view.difference.id);
        /// The replay that found it.
        replayId: GlobalId<ReplayId> = GlobalId(view.difference.replay_id);
        /// In what it differs most.
        kind: Word<DifferenceKind> = Word(view.difference.kind);
        /// The request, with what was decided.
        request: Fetched<Child<'_, Asked>> = Fetched(view.request.as_ref().map(alone));
        /// What the plugin says.
        verdict: Child<'_, Verdict> = alone(&view.difference.verdict);
    }
}

/// A decision in shadow, with the request that it is about.
#[derive(Clone, Debug)]
pub struct ShadowView {
    /// The decision.
    pub decision: ShadowDecision,
    /// The request; fetched where it is selected.
    pub request: Option<Asked>,
}

shown! {
    /// What rules in shadow would have decided, kept when the request was asked.
    "ShadowDecision", |view: ShadowView| {
        /// Its id.
        id: GlobalId<ShadowDecisionId> = GlobalId(view.decision.id);
        /// The rules in shadow.
        ruleSetId: GlobalId<RuleSetId> = GlobalId(view.decision.rule_set_id);
        /// In what it differs most from the decision; absent where it does not.
        kind: Option<Word<DifferenceKind>> = view.decision.kind.map(Word);
        /// The request, with what was decided.
        request: Fetched<Child<'_, Asked>> = Fetched(view.request.as_ref().map(alone));
        /// What they say.
        verdict: Child<'_, Verdict> = alone(&view.decision.verdict);
        /// When it was recorded.
        recordedAt: OffsetDateTime = view.decision.id.made_at();
    }
}
