//! The life of a region's rules: keys, plugins, replays, and which rules decide.

use std::sync::Arc;

use async_graphql::{Context, Object, Result};
use krachtig_core::domain::plugin::{Plugin, TrustedKey};
use krachtig_core::domain::replay::Replay;
use krachtig_core::domain::rule_set::RuleSet;
use krachtig_core::domain::trajectory::Trajectory;
use krachtig_core::service::{Failure, Outcome};
use time::Date;

use super::{Answered, mutations, payload};
use crate::graphql::asked::Asked;
use crate::graphql::input::Input;
use crate::graphql::input::rules::{
    CancelReplayInput, ConfirmRulesInput, MoveTrajectoriesInput, ProposeRulesInput, RollBackRulesInput,
    StartReplayInput, TrustKeyInput, UploadPluginInput, WithdrawKeyInput,
};
use crate::graphql::object::{MovedTrajectories, ReplayView, RuleSetView};
use crate::graphql::payload::Payload;
use crate::graphql::shown::Object as Told;

mutations! {
    /// Keys, and which rules decide.
    LifeMutation {
        /// Trusts a key: what it signs may be uploaded.
        trust_key(TrustKeyInput) -> TrustedKey;
        /// Trusts a key no longer. What it signed before stays in use.
        withdraw_key(WithdrawKeyInput) -> TrustedKey;
        /// Proposes a plugin with settings from a day. To decide on money it has to be replayed with them first, and
        /// confirmed by somebody else.
        propose_rules(ProposeRulesInput) -> RuleSetView;
        /// Confirms what somebody else proposed. From its day on it decides. One of the two is a coordinator.
        confirm_rules(ConfirmRulesInput) -> RuleSetView;
        /// Takes rules back, proposed or in use: what was in force before decides from the next request on.
        roll_back_rules(RollBackRulesInput) -> RuleSetView;
        /// Moves trajectories to a plugin. Without this a trajectory stays on the version that decided for it.
        move_trajectories(MoveTrajectoriesInput) -> MovedTrajectories;
    }
}

/// Uploads and replays.
#[derive(Default)]
struct TrialMutation;

/// Uploads and replays.
#[Object]
impl TrialMutation {
    /// Uploads a plugin that a trusted key signed, newer than all that were uploaded under its name. It is checked and
    /// tried, and decides nothing until it is proposed and confirmed.
    async fn upload_plugin(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it takes.")] input: UploadPluginInput,
    ) -> Result<Told<Payload<Plugin>>> {
        let asked = Asked::of(ctx)?;
        let outcome = match input.decoded() {
            Ok(upload) => asked.services.upload_plugin(asked.ctx, upload).await,
            Err(refusals) => Err(Failure::from(refusals)),
        };
        payload(asked, outcome)
    }

    /// Begins to try a plugin with settings against everything that was decided before, in the background: one replay
    /// at a time. Nothing is changed by it.
    async fn start_replay(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it takes.")] input: StartReplayInput,
    ) -> Result<Told<Payload<ReplayView>>> {
        let asked = Asked::of(ctx)?;
        let outcome = asked.services.start_replay(asked.ctx, input.plain()).await;
        payload(asked, viewed(asked, outcome))
    }

    /// Stops a replay that is at work.
    async fn cancel_replay(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it takes.")] input: CancelReplayInput,
    ) -> Result<Told<Payload<ReplayView>>> {
        let asked = Asked::of(ctx)?;
        let outcome = asked.services.cancel_replay(asked.ctx, input.plain()).await;
        payload(asked, viewed(asked, outcome))
    }
}

/// A replay with how far it is by now.
fn viewed(asked: Asked<'_>, outcome: Outcome<Replay>) -> Outcome<ReplayView> {
    outcome.map(|replay| ReplayView::new(replay, asked.services.replay_at_work(asked.ctx)))
}

/// The life of a region's rules.
#[derive(Default, async_graphql::MergedObject)]
pub(super) struct RulesMutation(LifeMutation, TrialMutation);

impl Answered for RuleSet {
    type Shown = RuleSetView;

    fn shown(self, today: Date) -> (RuleSetView, Arc<()>) {
        (RuleSetView { set: self, today }, Arc::new(()))
    }
}

impl Answered for Vec<Trajectory> {
    type Shown = MovedTrajectories;

    fn shown(self, _: Date) -> (MovedTrajectories, Arc<()>) {
        (MovedTrajectories(self), Arc::new(()))
    }
}
