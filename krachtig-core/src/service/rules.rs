//! The life of a region's rules: trusting a key, uploading a plugin, proposing it from a day, confirming that as a
//! second person, taking it back, and moving trajectories to it.
//!
//! Trying a plugin against the history does not belong here, see [`super::replay`]; nor asking the rules, which is
//! what [`super::budget`] does.

use std::cmp::Ordering;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use semver::Version as Edition;
use serde_json::Value;

use super::work::{expect_version, finish, insert, lines, not_found, tenant_permit, write};
use super::{Act, Ctx, Failure, Outcome, Services};
use crate::access::Action;
use crate::domain::id::{MemberId, PluginId, TrajectoryId, TrustedKeyId};
use crate::domain::member::Member;
use crate::domain::plugin::{Plugin, PluginComponent, TrustedKey};
use crate::domain::record::{Change, Version};
use crate::domain::refusal::{Refusal, RefusalCode};
use crate::domain::replay::{Replay, ReplayState};
use crate::domain::rule_set::{RuleSet, RuleSetDraft, RuleSetState, RuleUse, RulesInForce};
use crate::domain::trajectory::Trajectory;
use crate::domain::vocabulary::{Role, Vocabulary};
use crate::error::{Cause, Fault};
use crate::rules::{CheckedComponent, PluginSignature, PublicKey, RegionRules, SourceFault, sha256_hex};
use crate::store::{Condition, EVERYTHING, Row, Window, Writing};

/// Trusts a key to sign plugins.
#[derive(Clone, Debug)]
pub struct TrustKey {
    /// Whose it is.
    pub label: String,
    /// The Ed25519 public key in hexadecimal.
    pub public_key: String,
}

/// Uploads a plugin.
#[derive(Clone)]
pub struct UploadPlugin {
    /// The WebAssembly component.
    pub component: Vec<u8>,
    /// The text of its detached signature.
    pub signature: String,
}

/// Proposes a plugin with settings.
#[derive(Clone, Debug)]
pub struct ProposeRules {
    /// The plugin.
    pub plugin_id: PluginId,
    /// What is proposed.
    pub draft: RuleSetDraft,
}

/// Moves trajectories to a plugin.
#[derive(Clone, Debug)]
pub struct MoveTrajectories {
    /// Which: 1 to 100.
    pub ids: Vec<TrajectoryId>,
    /// To which plugin. It has to be in use.
    pub plugin_id: PluginId,
}

/// The most trajectories that are moved at once.
const MOST_MOVED: usize = 100;

impl Services {
    /// Trusts a key to sign plugins.
    ///
    /// # Errors
    /// As [`TrustedKey::trust`]; `invalid_format` for what is no key; `already_exists`.
    pub async fn trust_key(&self, ctx: &Ctx, cmd: TrustKey) -> Outcome<TrustedKey> {
        let permit = tenant_permit(ctx, Action::TrustKey)?;
        let public_key: PublicKey = cmd.public_key.trim().parse().map_err(|_| {
            Refusal::new(RefusalCode::InvalidFormat, "public_key").with("form", "64 hexadecimal digits")
        })?;
        let key = TrustedKey::trust(&cmd.label, public_key.to_string(), permit.actor(), ctx.stamp())?;
        let tx = ctx.store.begin().await?;
        finish(ctx, tx, &permit, Change::recorded(key)).await
    }

    /// Accepts no new signature of a key. What it signed before stays in use.
    ///
    /// # Errors
    /// As [`TrustedKey::withdraw`]; `not_found`, `stale`.
    pub async fn withdraw_key(&self, ctx: &Ctx, cmd: Act<TrustedKey>) -> Outcome<TrustedKey> {
        let permit = tenant_permit(ctx, Action::WithdrawKey)?;
        let tx = ctx.store.begin().await?;
        let before = tx.get::<TrustedKey>(cmd.id).await?.ok_or_else(|| not_found("id"))?;
        expect_version(&tx, &before, cmd.version).await?;
        let after = before.withdraw(ctx.stamp())?;
        finish(ctx, tx, &permit, Change::revised(&before, after)).await
    }

    /// Uploads a plugin: the signature is checked first, and only what a trusted key signed is compiled and tried.
    /// It decides nothing until it is proposed and confirmed.
    ///
    /// # Errors
    /// `signature_refused`, `older_version`, `already_exists`; `plugin_refused` with the host's code.
    pub async fn upload_plugin(&self, ctx: &Ctx, cmd: UploadPlugin) -> Outcome<Plugin> {
        let permit = tenant_permit(ctx, Action::UploadPlugin)?;
        let signature = PluginSignature::parse(&cmd.signature)
            .and_then(|signature| signature.verify().map(|()| signature))
            .map_err(|fault| unsigned(fault.code()))?;
        if sha256_hex(&cmd.component) != signature.component_sha256 {
            return Err(unsigned("signature_of_another"));
        }
        let key = ctx
            .store
            .get_by::<TrustedKey>("public_key", signature.public_key.to_string().into())
            .await?
            .filter(|key| key.withdrawn_on.is_none())
            .ok_or_else(|| unsigned("key_not_trusted"))?;
        // Before anything is compiled: an old version, though genuine, must not come back by this way.
        demand_newer(&of_name(ctx, None, &signature.name).await?, &signature)?;
        let (component, rules) = (cmd.component, Arc::clone(&self.rules));
        let (component, checked) = blocking(move || {
            let checked = rules.take_in(&component);
            (component, checked)
        })
        .await?;
        let checked = checked.map_err(refused)?;
        signature
            .covers(&component, &checked.settings_schema)
            .map_err(|fault| refusal_of(fault.code()).with("of", "settings_schema"))?;
        if (&checked.name, &checked.version) != (&signature.name, &signature.version) {
            return Err(refusal_of("signature_of_another").with("of", "name").into());
        }
        let tx = ctx.store.begin().await?;
        tx.hold_all::<Plugin>().await?;
        demand_newer(&of_name(ctx, Some(&tx), &signature.name).await?, &signature)?;
        let plugin = plugin_of(checked, key.id, permit.actor(), ctx);
        let kept = PluginComponent {
            id: ctx.stamp().id(),
            hash: plugin.hash.clone(),
            bytes: BASE64.encode(&component),
            version: Version::FIRST,
        };
        insert(&tx, &permit, std::slice::from_ref(&kept)).await?;
        finish(ctx, tx, &permit, Change::recorded(plugin)).await
    }

    /// Proposes a plugin with settings from a day. To decide on money it has to be replayed with them first.
    ///
    /// # Errors
    /// As [`RuleSet::propose`]; `not_found`; `settings_refused`; `replay_missing`; `wrong_state` for new settings of a
    /// plugin that is not in use.
    pub async fn propose_rules(&self, ctx: &Ctx, cmd: ProposeRules) -> Outcome<RuleSet> {
        let permit = tenant_permit(ctx, Action::ProposeRules)?;
        let plugin = plugin(ctx, cmd.plugin_id).await?;
        self.candidate(ctx, &plugin.hash, &cmd.draft.settings).await?;
        if cmd.draft.usage != RuleUse::Shadow && !was_replayed(ctx, &plugin, &cmd.draft.settings).await? {
            return Err(Refusal::new(RefusalCode::ReplayMissing, "settings").into());
        }
        let tx = ctx.store.begin().await?;
        tx.hold_all::<RuleSet>().await?;
        if cmd.draft.usage == RuleUse::Running {
            demand_in_use(&tx, &plugin, ctx).await?;
        }
        let number = all_where::<RuleSet>(ctx, Some(&tx), Vec::new())
            .await?
            .iter()
            .map(|set| set.number)
            .max();
        let next = number.map_or(1, |number| number.saturating_add(1));
        let set = RuleSet::propose(&plugin, cmd.draft, (next, permit.actor()), ctx.stamp())?;
        finish(ctx, tx, &permit, Change::recorded(set)).await
    }

    /// Confirms a set of rules as a second person: from its day on it decides. One of the two is a coordinator.
    ///
    /// # Errors
    /// As [`RuleSet::confirm`]; `not_found`, `stale`; `approver_role` where neither is a coordinator.
    pub async fn confirm_rules(&self, ctx: &Ctx, cmd: Act<RuleSet>) -> Outcome<RuleSet> {
        let permit = tenant_permit(ctx, Action::ConfirmRules)?;
        let tx = ctx.store.begin().await?;
        let before = tx.get::<RuleSet>(cmd.id).await?.ok_or_else(|| not_found("id"))?;
        expect_version(&tx, &before, cmd.version).await?;
        let of_two = ctx.actor.roles().contains(&Role::Coordinator) || by_coordinator(&tx, &before).await?;
        if !of_two {
            return Err(Refusal::new(RefusalCode::ApproverRole, "id").into());
        }
        let after = before.confirm(permit.actor(), ctx.stamp())?;
        finish(ctx, tx, &permit, Change::revised(&before, after)).await
    }

    /// Takes a set of rules back in one step: what was in force before decides from the next request on.
    ///
    /// # Errors
    /// As [`RuleSet::roll_back`]; `not_found`, `stale`.
    pub async fn roll_back_rules(&self, ctx: &Ctx, cmd: Act<RuleSet>) -> Outcome<RuleSet> {
        let permit = tenant_permit(ctx, Action::RollBackRules)?;
        let tx = ctx.store.begin().await?;
        let before = tx.get::<RuleSet>(cmd.id).await?.ok_or_else(|| not_found("id"))?;
        expect_version(&tx, &before, cmd.version).await?;
        let after = before.roll_back(permit.actor(), ctx.stamp())?;
        finish(ctx, tx, &permit, Change::revised(&before, after)).await
    }

    /// Moves trajectories to a plugin: all of them, or none.
    ///
    /// # Errors
    /// `not_found`; `out_of_range` for how many; `wrong_state` for a plugin that is not in use.
    pub async fn move_trajectories(&self, ctx: &Ctx, cmd: MoveTrajectories) -> Outcome<Vec<Trajectory>> {
        let permit = tenant_permit(ctx, Action::MoveTrajectories)?;
        if !(1..=MOST_MOVED).contains(&cmd.ids.len()) {
            let refusal = Refusal::new(RefusalCode::OutOfRange, "ids");
            return Err(refusal.with("min", 1).with("max", MOST_MOVED).into());
        }
        let plugin = plugin(ctx, cmd.plugin_id).await?;
        let tx = ctx.store.begin().await?;
        demand_in_use(&tx, &plugin, ctx).await?;
        let (mut moved, mut audit) = (Vec::new(), Vec::new());
        for (place, id) in cmd.ids.into_iter().enumerate() {
            let missing = || not_found(&format!("ids.{place}"));
            let before = tx.get::<Trajectory>(id).await?.ok_or_else(missing)?;
            let after = before.move_to_rules(&plugin.hash);
            if after.rules_hash == before.rules_hash {
                moved.push(before);
                continue;
            }
            let change = Change::revised(&before, after);
            audit.push(write(ctx, &tx, (&permit, Some(id)), &change).await?);
            moved.push(change.after);
        }
        // Those that were there before moved nowhere, and leave no line.
        if !audit.is_empty() {
            let first = audit.remove(0);
            tx.commit(lines(first, audit)).await?;
        }
        Ok(moved)
    }

    /// A plugin.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn plugin(&self, ctx: &Ctx, id: PluginId) -> Outcome<Plugin> {
        tenant_permit(ctx, Action::ListRules)?;
        ctx.store.get::<Plugin>(id).await?.ok_or_else(|| not_found("id"))
    }

    /// The plugin of which a component has this hash, for the texts of its findings.
    ///
    /// # Errors
    /// A fault of the store.
    pub async fn plugin_by_hash(&self, ctx: &Ctx, hash: &str) -> Outcome<Option<Plugin>> {
        Ok(ctx.store.get_by::<Plugin>("hash", hash.into()).await?)
    }

    /// Rules to be tried with these settings.
    ///
    /// # Errors
    /// `settings_refused`, `plugin_refused`.
    pub(super) async fn candidate(&self, ctx: &Ctx, hash: &str, settings: &Value) -> Outcome<Arc<dyn RegionRules>> {
        match self.try_candidate(hash, settings).await? {
            Err(SourceFault::NotAtHand) => {
                self.bring(ctx, hash).await?;
                self.try_candidate(hash, settings).await?.map_err(refused)
            }
            other => other.map_err(refused),
        }
    }

    async fn try_candidate(&self, hash: &str, settings: &Value) -> Outcome<Result<Arc<dyn RegionRules>, SourceFault>> {
        let (rules, hash, settings) = (Arc::clone(&self.rules), hash.to_owned(), settings.clone());
        blocking(move || rules.candidate(&hash, &settings)).await
    }

    /// Makes a component ready that is not: compiled again, or taken in again from the tenant's own records, as on a
    /// machine to which the tenant was moved.
    pub(super) async fn bring(&self, ctx: &Ctx, hash: &str) -> Outcome<()> {
        let defaults = Value::Object(serde_json::Map::new());
        if self.try_candidate(hash, &defaults).await?.is_ok() {
            return Ok(());
        }
        let Some(kept) = ctx.store.get_by::<PluginComponent>("hash", hash.into()).await? else {
            return Ok(());
        };
        let Ok(component) = BASE64.decode(&kept.bytes) else {
            return Err(Failure::Fault(Fault::Corrupt {
                table: crate::domain::record::RecordKind::PluginComponent.code(),
                column: "bytes",
                id: kept.id.uuid(),
            }));
        };
        let rules = Arc::clone(&self.rules);
        let taken = blocking(move || rules.take_in(&component)).await?;
        if let Err(fault) = taken {
            tracing::error!(hash, %fault, "a plugin could not be taken in again");
        }
        Ok(())
    }
}

/// Runs what takes seconds or reads files where waiting is allowed.
pub(super) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Outcome<T> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|broken| {
        Failure::Fault(Fault::Database {
            doing: "running a region's rules",
            source: Cause::new(broken),
        })
    })
}

/// The plugin with this id.
pub(super) async fn plugin(ctx: &Ctx, id: PluginId) -> Outcome<Plugin> {
    ctx.store.get::<Plugin>(id).await?.ok_or_else(|| not_found("plugin_id"))
}

fn unsigned(reason: &str) -> Failure {
    refusal_of(reason).into()
}

fn refusal_of(reason: &str) -> Refusal {
    Refusal::new(RefusalCode::SignatureRefused, "signature").with("reason", reason)
}

/// What a source refuses, at the field that it is about.
fn refused(fault: SourceFault) -> Failure {
    let refusal = |code, field: &str| Refusal::new(code, field);
    match fault {
        SourceFault::Component { code, detail } => refusal(RefusalCode::PluginRefused, "component")
            .with("reason", code)
            .with("detail", detail),
        SourceFault::Settings { detail } => refusal(RefusalCode::SettingsRefused, "settings").with("detail", detail),
        SourceFault::NotAtHand => refusal(RefusalCode::PluginRefused, "plugin_id").with("reason", "not_at_hand"),
        SourceFault::Unavailable { code } => refusal(RefusalCode::PluginRefused, "component").with("reason", code),
    }
    .into()
}

fn plugin_of(checked: CheckedComponent, key: TrustedKeyId, by: &str, ctx: &Ctx) -> Plugin {
    let stamp = ctx.stamp();
    Plugin {
        id: stamp.id(),
        name: checked.name,
        edition: checked.version,
        hash: checked.hash,
        settings_schema: serde_json::from_str(&checked.settings_schema).unwrap_or_default(),
        description: checked.description,
        signed_by: Some(key),
        uploaded_on: stamp.today,
        uploaded_by: by.to_owned(),
        version: Version::FIRST,
    }
}

/// Refuses a version that is not newer than all that were uploaded under its name.
fn demand_newer(uploaded: &[Plugin], signature: &PluginSignature) -> Outcome<()> {
    if uploaded.iter().any(|plugin| plugin.hash == signature.component_sha256) {
        return Err(Refusal::new(RefusalCode::AlreadyExists, "component").into());
    }
    let newest = uploaded.iter().max_by(|a, b| by_edition(&a.edition, &b.edition));
    match newest {
        Some(newest) if by_edition(&signature.version, &newest.edition) != Ordering::Greater => {
            Err(Refusal::new(RefusalCode::OlderVersion, "component")
                .with("uploaded", &newest.edition)
                .into())
        }
        _ => Ok(()),
    }
}

/// All versions that were uploaded under a name, as a transaction sees them if there is one.
async fn of_name(ctx: &Ctx, tx: Option<&Writing>, name: &str) -> Outcome<Vec<Plugin>> {
    all_where(ctx, tx, vec![Condition::Is("name", name.into())]).await
}

/// The order of versions after semver; one that is none comes first.
fn by_edition(a: &str, b: &str) -> Ordering {
    let parse = |text: &str| Edition::parse(text).ok();
    match (parse(a), parse(b)) {
        // Builds of one version are the same version.
        (Some(a), Some(b)) => a.cmp_precedence(&b),
        (a, b) => a.is_some().cmp(&b.is_some()),
    }
}

/// Whether a replay of this plugin with these settings saw all of the history.
async fn was_replayed(ctx: &Ctx, plugin: &Plugin, settings: &Value) -> Outcome<bool> {
    let done = vec![
        Condition::Is("hash", plugin.hash.as_str().into()),
        Condition::Is("state", ReplayState::Done.code().into()),
    ];
    let replays = all_where::<Replay>(ctx, None, done).await?;
    Ok(replays.iter().any(|replay| replay.settings == *settings))
}

/// Whether a coordinator proposed it. A plugin developer is none, and a platform operator is nobody in the office.
async fn by_coordinator(tx: &Writing, set: &RuleSet) -> Outcome<bool> {
    let Ok(id) = set.proposed_by.parse::<MemberId>() else {
        return Ok(false);
    };
    let proposer = tx.get::<Member>(id).await?;
    Ok(proposer.is_some_and(|member| member.roles.contains(&Role::Coordinator)))
}

/// Refuses a plugin that no set of rules in use decides with.
async fn demand_in_use(tx: &Writing, plugin: &Plugin, ctx: &Ctx) -> Outcome<()> {
    let today = ctx.stamp().today;
    let same = vec![Condition::Is("hash", plugin.hash.as_str().into())];
    let sets = all_where::<RuleSet>(ctx, Some(tx), same).await?;
    if RulesInForce::on(today, sets).active().is_some() {
        Ok(())
    } else {
        let refusal = Refusal::new(RefusalCode::WrongState, "plugin_id");
        Err(refusal.with("needs", RuleSetState::InUse).into())
    }
}

/// All records of a kind of which a tenant has few, as a transaction sees them if there is one.
pub(super) async fn all_where<R: Row>(ctx: &Ctx, tx: Option<&Writing>, conditions: Vec<Condition>) -> Outcome<Vec<R>> {
    let window = Window {
        first: 100_000,
        after: None,
        sort: "id",
        descending: false,
    };
    let page = match tx {
        Some(tx) => tx.page::<R>(conditions, &window).await?,
        None => ctx.store.page::<R>(EVERYTHING, conditions, &window).await?.unseen(),
    };
    Ok(page.rows.into_iter().map(|(_, record)| record).collect())
}
