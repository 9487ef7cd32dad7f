//! Switching a region's rules on from their files: for the command line, the demo and the tests, which do with one
//! call after another what an office does in the course of days.
//!
//! What is checked on the way does not belong here: the services do that, and nothing goes past them.

use krachtig_core::domain::plugin::Plugin;
use krachtig_core::domain::record::Record;
use krachtig_core::domain::refusal::RefusalCode;
use krachtig_core::domain::replay::{Replay, ReplayState};
use krachtig_core::domain::rule_set::{RuleSet, RuleSetDraft, RuleUse};
use krachtig_core::error::Fault;
use krachtig_core::rules::{PluginSignature, RulesSource, SigningKey, sha256_hex};
use krachtig_core::service::{
    Act, Ctx, Failure, Outcome, ProposeRules, ReplayProgress, Services, StartReplay, TrustKey, UploadPlugin,
};
use serde_json::Value;
use time::Date;

use super::open::Installation;

/// Trusts the key of a signature under a label; one that is trusted already stays so.
///
/// # Errors
/// What the service refuses.
pub async fn trust(services: &Services, ctx: &Ctx, (label, signature): (&str, &PluginSignature)) -> Outcome<()> {
    let cmd = TrustKey {
        label: label.to_owned(),
        public_key: signature.public_key.to_string(),
    };
    match services.trust_key(ctx, cmd).await {
        Err(Failure::Refused(refusals)) if refusals.first().code == RefusalCode::AlreadyExists => Ok(()),
        other => other.map(|_| ()),
    }
}

/// The plugin of a component: uploaded now, or before.
///
/// # Errors
/// What the service refuses.
pub async fn upload(services: &Services, ctx: &Ctx, cmd: UploadPlugin) -> Outcome<Plugin> {
    if let Some(known) = services.plugin_by_hash(ctx, &sha256_hex(&cmd.component)).await? {
        return Ok(known);
    }
    services.upload_plugin(ctx, cmd).await
}

/// Replays a plugin and waits for the end, telling how far it is.
///
/// # Errors
/// What the service refuses.
pub async fn replay(
    services: &Services,
    ctx: &Ctx,
    cmd: StartReplay,
    mut tell: impl FnMut(ReplayProgress),
) -> Outcome<Replay> {
    let replay = services.start_replay(ctx, cmd).await?;
    let mut progress = services.replay_progress(ctx, replay.id()).await?;
    loop {
        let now = *progress.borrow_and_update();
        tell(now);
        if now.state != ReplayState::Running || progress.changed().await.is_err() {
            return services.replay(ctx, replay.id()).await;
        }
    }
}

/// Proposes a plugin to decide with these settings from a day.
///
/// # Errors
/// What the service refuses.
pub async fn propose(
    services: &Services,
    ctx: &Ctx,
    plugin: &Plugin,
    (settings, usage, valid_from): (Value, RuleUse, Date),
) -> Outcome<RuleSet> {
    let draft = RuleSetDraft {
        settings,
        usage,
        valid_from,
    };
    let cmd = ProposeRules {
        plugin_id: plugin.id,
        draft,
    };
    services.propose_rules(ctx, cmd).await
}

/// The whole way with the rules' own defaults: signed with a key that is made for this and thrown away, trusted,
/// uploaded, replayed, proposed by one and confirmed by another. For fictional tenants alone: elsewhere a person looks
/// at each step.
///
/// # Errors
/// What a service refuses, and a component that is none.
pub async fn switch_on(
    installation: &Installation,
    (proposer, confirmer): (&Ctx, &Ctx),
    component: Vec<u8>,
) -> Outcome<RuleSet> {
    let services = &installation.services;
    let signature = signed(installation, &component)?;
    trust(services, proposer, ("Demo", &signature)).await?;
    let signature = signature.to_text();
    let plugin = upload(services, proposer, UploadPlugin { component, signature }).await?;
    let settings = Value::Object(serde_json::Map::new());
    let cmd = StartReplay {
        plugin_id: plugin.id,
        settings: settings.clone(),
    };
    replay(services, proposer, cmd, |_| {}).await?;
    let today = proposer.stamp().today;
    let proposed = propose(services, proposer, &plugin, (settings, RuleUse::Active, today)).await?;
    let confirm = Act {
        id: proposed.id,
        version: proposed.version,
        note: None,
    };
    services.confirm_rules(confirmer, confirm).await
}

/// Signs a component with a key of this moment.
///
/// # Errors
/// A component that is none.
pub fn signed(installation: &Installation, component: &[u8]) -> Outcome<PluginSignature> {
    let unsuitable = |what: String| Failure::Fault(Fault::Unsuitable { what });
    let about = installation
        .rules
        .take_in(component)
        .map_err(|fault| unsuitable(fault.to_string()))?;
    let mut random = [0; 32];
    getrandom::fill(&mut random).map_err(|error| unsuitable(error.to_string()))?;
    let schema = sha256_hex(about.settings_schema.as_bytes());
    let key = SigningKey::from_random_bytes(random);
    let signed = key.sign(&about.name, &about.version, &about.hash, &schema);
    signed.map_err(|fault| unsuitable(fault.to_string()))
}
