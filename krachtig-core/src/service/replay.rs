//! Replays: a plugin with settings, asked again about everything that was decided before. Nothing is changed by it.
//!
//! A replay runs in the background of the process in which it was asked for, one at a time in a tenant. What it finds is
//! kept when it ends; a replay that was interrupted found nothing, and is asked for again.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;
use tokio::sync::watch;

use super::replay_periods::{Periods, PeriodsFound};
use super::rules::plugin;
use super::weighing::{facts_before, question};
use super::work::{finish, insert, not_found, tenant_permit, write};
use super::{Ctx, Failure, Outcome, Services};
use crate::access::{Action, Permit};
use crate::domain::budget::{BudgetRequest, Verdict};
use crate::domain::dossier::{Dossier, Parts};
use crate::domain::id::{BudgetRequestId, PluginId, ReplayId, TenantId, TrajectoryId, WeighedFactsId};
use crate::domain::record::{Change, RecordKind, Version};
use crate::domain::refusal::{Refusal, RefusalCode};
use crate::domain::replay::{
    Comparison, DifferenceKind, Replay, ReplayDifference, ReplayState, ReplaySummary, WeighedFacts,
};
use crate::domain::trajectory::Trajectory;
use crate::rules::{BudgetFacts, RegionRules};
use crate::store::{Condition, Cursor, EVERYTHING, Window};

/// Tries a plugin with settings against the tenant's history.
#[derive(Clone, Debug)]
pub struct StartReplay {
    /// The plugin.
    pub plugin_id: PluginId,
    /// The settings, as a JSON object.
    pub settings: Value,
}

/// How far a replay is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReplayProgress {
    /// The replay.
    pub id: ReplayId,
    /// Whether it is still at work, and how it ended otherwise.
    pub state: ReplayState,
    /// How many decisions and cases it has seen.
    pub done: u64,
    /// How many there are.
    pub total: u64,
}

/// How many decisions are read and replayed together.
const PAGE: u32 = 500;
/// How many differences are kept to be looked at one by one: the first ones. All of them are counted.
const MOST_KEPT: usize = 10_000;
/// After how many faults in a row, each of which may have cost all that a call may cost, there is no use in going on.
pub(super) const MOST_FAULTS: usize = 100;

/// The replays that are at work in this process, one for each tenant at most.
#[derive(Clone, Default)]
pub(super) struct Jobs(Arc<Mutex<HashMap<TenantId, Arc<Job>>>>);

pub(super) struct Job {
    progress: watch::Sender<ReplayProgress>,
    cancelled: AtomicBool,
}

impl Job {
    /// Whether somebody asked to stop.
    pub(super) fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    /// So many more were seen.
    pub(super) fn seen(&self, more: usize) {
        let more = u64::try_from(more).unwrap_or_default();
        self.progress
            .send_modify(|progress| progress.done = progress.total.min(progress.done + more));
    }
}

impl Jobs {
    fn of(&self, tenant: TenantId) -> Option<Arc<Job>> {
        let jobs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.get(&tenant).cloned()
    }

    /// Takes the tenant's place, if it is free.
    fn take(&self, tenant: TenantId, id: ReplayId) -> Option<Arc<Job>> {
        let mut jobs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if jobs.contains_key(&tenant) {
            return None;
        }
        let begun = ReplayProgress {
            id,
            state: ReplayState::Running,
            done: 0,
            total: 0,
        };
        let job = Arc::new(Job {
            progress: watch::Sender::new(begun),
            cancelled: AtomicBool::new(false),
        });
        jobs.insert(tenant, Arc::clone(&job));
        Some(job)
    }

    fn free(&self, tenant: TenantId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&tenant);
    }
}

impl Services {
    /// Begins a replay in the background.
    ///
    /// # Errors
    /// `not_found`; `settings_refused`, `plugin_refused`; `wrong_state` while another replay of the tenant is at work.
    pub async fn start_replay(&self, ctx: &Ctx, cmd: StartReplay) -> Outcome<Replay> {
        let permit = tenant_permit(ctx, Action::ReplayRules)?;
        let plugin = plugin(ctx, cmd.plugin_id).await?;
        let rules = self.candidate(ctx, &plugin.hash, &cmd.settings).await?;
        let replay = Replay::begin(&plugin, cmd.settings, permit.actor(), ctx.stamp());
        let tenant = ctx.store.tenant().id;
        let Some(job) = self.replays.take(tenant, replay.id) else {
            let refusal = Refusal::new(RefusalCode::WrongState, "");
            return Err(refusal.with("state", ReplayState::Running).into());
        };
        let recorded = async {
            let tx = ctx.store.begin().await?;
            finish(ctx, tx, &permit, Change::recorded(replay)).await
        };
        let replay = match recorded.await {
            Ok(replay) => replay,
            Err(failure) => {
                self.replays.free(tenant);
                return Err(failure);
            }
        };
        let (services, ctx, begun) = (self.clone(), ctx.clone(), replay.clone());
        tokio::spawn(async move {
            let ended = services.run(&ctx, &job, &begun, rules).await;
            let kept = services.keep(&ctx, &permit, &begun, ended).await;
            let state = kept.unwrap_or_else(|failure| {
                tracing::error!(%failure, "what a replay found could not be kept");
                ReplayState::Failed
            });
            // The place is free before anybody hears that the replay ended, so that they can ask for the next.
            services.replays.free(tenant);
            job.progress.send_modify(|progress| progress.state = state);
        });
        Ok(replay)
    }

    /// Stops a replay that is at work.
    ///
    /// # Errors
    /// `not_found`; `wrong_state` where nobody is at work on it in this process.
    pub async fn cancel_replay(&self, ctx: &Ctx, id: ReplayId) -> Outcome<Replay> {
        tenant_permit(ctx, Action::ReplayRules)?;
        self.replay(ctx, id).await?;
        let job = self.replays.of(ctx.store.tenant().id);
        let Some(job) = job.filter(|job| job.progress.borrow().id == id) else {
            return Err(Refusal::new(RefusalCode::WrongState, "id").into());
        };
        job.cancelled.store(true, Ordering::Relaxed);
        let mut progress = job.progress.subscribe();
        // It ends at the next page; whoever asks hears how.
        let _ = progress.wait_for(|now| now.state != ReplayState::Running).await;
        self.replay(ctx, id).await
    }

    /// A replay.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn replay(&self, ctx: &Ctx, id: ReplayId) -> Outcome<Replay> {
        tenant_permit(ctx, Action::ListRules)?;
        ctx.store.get::<Replay>(id).await?.ok_or_else(|| not_found("id"))
    }

    /// How far the replay is at which this process is at work for the tenant, if there is one: for the rows of a page of
    /// replays, and authorised with it.
    #[must_use]
    pub fn replay_at_work(&self, ctx: &Ctx) -> Option<ReplayProgress> {
        let job = self.replays.of(ctx.store.tenant().id)?;
        let now = *job.progress.borrow();
        Some(now)
    }

    /// How far a replay is, now and at each step from here to its end. One that nobody is at work on has one step only;
    /// where that says `running`, it was interrupted or is at work in another process.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn replay_progress(&self, ctx: &Ctx, id: ReplayId) -> Outcome<watch::Receiver<ReplayProgress>> {
        let job = self.replays.of(ctx.store.tenant().id);
        let replay = self.replay(ctx, id).await?;
        if let Some(job) = job.filter(|job| job.progress.borrow().id == id) {
            return Ok(job.progress.subscribe());
        }
        let seen = u64::try_from(replay.summary.decisions).unwrap_or_default();
        let ended = ReplayProgress {
            id,
            state: replay.state,
            done: seen,
            total: seen,
        };
        Ok(watch::Sender::new(ended).subscribe())
    }

    /// Goes through the history.
    async fn run(&self, ctx: &Ctx, job: &Job, replay: &Replay, rules: Arc<dyn RegionRules>) -> Outcome<Found> {
        let before = || vec![Condition::AtMost("id", replay.id.uuid().into())];
        let periods = Periods::of(self, ctx, &rules).await?;
        let decisions = ctx.store.count::<BudgetRequest>(EVERYTHING, before()).await?.unseen();
        let cases = match &periods {
            Some(_) => ctx.store.count::<Trajectory>(EVERYTHING, Vec::new()).await?.unseen(),
            None => 0,
        };
        job.progress.send_modify(|progress| progress.total = decisions + cases);
        let mut found = Found::default();
        let mut after: Option<Cursor> = None;
        let mut computing: Option<tokio::task::JoinHandle<Found>> = None;
        loop {
            let window = Window {
                first: PAGE,
                after: after.take(),
                sort: "id",
                descending: false,
            };
            // Rules look at it, and nobody else.
            let page = ctx
                .store
                .page::<BudgetRequest>(EVERYTHING, before(), &window)
                .await?
                .unseen();
            after = page.rows.last().map(|(cursor, _)| cursor.clone());
            let requests: Vec<BudgetRequest> = page.rows.into_iter().map(|(_, request)| request).collect();
            let weighed = weighed(ctx, &requests).await?;
            if let Some(computing) = computing.take() {
                found = computing.await.map_err(broken)?;
            }
            let seen = found.seen();
            job.progress
                .send_modify(|progress| progress.done = seen.min(progress.total));
            if job.is_cancelled() {
                found.stopped = Some(ReplayState::Cancelled);
            }
            if found.stopped.is_some() {
                return Ok(found);
            }
            if requests.is_empty() {
                break;
            }
            let (rules, before) = (Arc::clone(&rules), std::mem::take(&mut found));
            // The next page is read while this one is computed.
            computing = Some(tokio::task::spawn_blocking(move || {
                before.with(&*rules, &requests, &weighed)
            }));
        }
        if let Some(periods) = periods {
            found.periods = Some(periods.replay(ctx, job).await?);
        }
        Ok(found)
    }

    /// Keeps what a replay found, or how it failed.
    async fn keep(&self, ctx: &Ctx, permit: &Permit, replay: &Replay, ended: Outcome<Found>) -> Outcome<ReplayState> {
        let (state, summary, differences) = match ended {
            Ok(found) => found.end(),
            Err(failure) => {
                tracing::error!(%failure, "a replay could not go on");
                let summary = ReplaySummary {
                    failure: Some("store".to_owned()),
                    ..ReplaySummary::default()
                };
                (ReplayState::Failed, summary, Vec::new())
            }
        };
        let tx = ctx.store.begin().await?;
        let stamp = ctx.stamp();
        let differences: Vec<ReplayDifference> = differences
            .into_iter()
            .map(|(request_id, kind, verdict)| ReplayDifference {
                id: stamp.id(),
                replay_id: replay.id,
                request_id,
                kind,
                verdict,
                version: Version::FIRST,
            })
            .collect();
        insert(&tx, permit, &differences).await?;
        let change = Change::revised(replay, replay.end(state, summary));
        let audit = write(ctx, &tx, (permit, None), &change).await?;
        tx.commit(audit).await?;
        Ok(state)
    }
}

pub(super) fn broken(error: tokio::task::JoinError) -> Failure {
    Failure::Fault(crate::error::Fault::Database {
        doing: "replaying decisions",
        source: crate::error::Cause::new(error),
    })
}

/// The facts that were weighed for each of these requests, and whether they had to be put together again.
async fn weighed(ctx: &Ctx, requests: &[BudgetRequest]) -> Outcome<Vec<(BudgetFacts, bool)>> {
    const MONEY: Parts = Parts::of(&[
        RecordKind::Person,
        RecordKind::BudgetPlan,
        RecordKind::BudgetRequest,
        RecordKind::LedgerLine,
        RecordKind::SiloObstacle,
    ]);
    let ids: Vec<WeighedFactsId> = requests
        .iter()
        .map(|request| WeighedFactsId::from_uuid(request.id.uuid()))
        .collect();
    let kept = ctx.store.get_all::<WeighedFacts>(&ids).await?.unseen();
    let mut kept: HashMap<_, _> = kept.into_iter().map(|kept| (kept.id, kept.facts)).collect();
    let mut weighed = Vec::with_capacity(requests.len());
    let mut dossiers: HashMap<TrajectoryId, Option<Dossier>> = HashMap::new();
    for (request, id) in requests.iter().zip(ids) {
        if let Some(facts) = kept.remove(&id) {
            weighed.push((facts, false));
            continue;
        }
        let dossier = match dossiers.entry(request.trajectory_id) {
            Entry::Occupied(read) => read.into_mut(),
            Entry::Vacant(place) => place.insert(ctx.store.dossier(request.trajectory_id, MONEY).await?.unseen()),
        };
        let facts = dossier.as_ref().map(|dossier| facts_before(dossier, request));
        weighed.push((facts.unwrap_or_default(), true));
    }
    Ok(weighed)
}

/// What a replay found until now.
#[derive(Default)]
struct Found {
    comparison: Comparison,
    differences: Vec<(BudgetRequestId, DifferenceKind, Verdict)>,
    reconstructed: i64,
    faults_in_a_row: usize,
    stopped: Option<ReplayState>,
    periods: Option<PeriodsFound>,
}

impl Found {
    fn seen(&self) -> u64 {
        self.comparison.decisions()
    }

    /// With these decisions as well.
    fn with(mut self, rules: &dyn RegionRules, requests: &[BudgetRequest], weighed: &[(BudgetFacts, bool)]) -> Self {
        for (request, (facts, reconstructed)) in requests.iter().zip(weighed) {
            let question = question(request);
            let answer = rules
                .decide(&question, facts)
                .and_then(|answer| answer.checked(&question));
            let verdict = match answer {
                Ok(answer) => {
                    self.faults_in_a_row = 0;
                    Verdict::Answer(answer)
                }
                Err(fault) => {
                    self.faults_in_a_row += 1;
                    Verdict::Fault(fault.code().to_owned())
                }
            };
            self.reconstructed += i64::from(*reconstructed);
            if let Some(kind) = self.comparison.add(request, &verdict)
                && self.differences.len() < MOST_KEPT
            {
                self.differences.push((request.id, kind, verdict));
            }
            if self.faults_in_a_row >= MOST_FAULTS {
                self.stopped = Some(ReplayState::Failed);
                break;
            }
        }
        self
    }

    fn end(
        self,
    ) -> (
        ReplayState,
        ReplaySummary,
        Vec<(BudgetRequestId, DifferenceKind, Verdict)>,
    ) {
        let periods = self.periods.unwrap_or_default();
        let state = self.stopped.or(periods.stopped).unwrap_or(ReplayState::Done);
        let failure = (state == ReplayState::Failed).then(|| "too_many_faults".to_owned());
        let summary = ReplaySummary {
            reconstructed: self.reconstructed,
            kept: i64::try_from(self.differences.len()).unwrap_or(i64::MAX),
            periods: periods.periods,
            period_faults: periods.faults,
            figures: periods.changes,
            failure,
            ..self.comparison.summary()
        };
        (state, summary, self.differences)
    }
}
