//! What there is of a region's rules in an office: sets, plugins, replays and keys, and who did what.

use std::collections::BTreeMap;

use i18n_embed_fl::fl;
use krachtig_core::domain::id::{MemberId, PluginId, ReplayId, RuleSetId};
use krachtig_core::domain::plugin::{Plugin, TrustedKey};
use krachtig_core::domain::replay::Replay;
use krachtig_core::domain::rule_set::{RuleSet, RulesInForce};
use krachtig_core::service::Page;
use serde_json::Value;

use super::super::reply::Trouble;
use super::super::visit::Visit;
use super::newest;
use super::schema::Schema;

/// What there is, the newest first.
pub(super) struct Life {
    pub(super) sets: Vec<RuleSet>,
    pub(super) plugins: Vec<Plugin>,
    pub(super) replays: Vec<Replay>,
    pub(super) keys: Vec<TrustedKey>,
}

impl Life {
    /// All of it, for whoever may see it.
    ///
    /// # Errors
    /// `not_found` for whoever may not; a fault of the store.
    pub(super) async fn of(visit: &Visit) -> Result<Self, Trouble> {
        let (services, ctx) = (&visit.services, &visit.ctx);
        Ok(Self {
            sets: rows(services.rule_sets(ctx, &newest()).await?),
            plugins: rows(services.plugins(ctx, &newest()).await?),
            replays: rows(services.replays(ctx, &newest()).await?),
            keys: rows(services.trusted_keys(ctx, &newest()).await?),
        })
    }

    /// What is in use today.
    pub(super) fn in_force(&self, visit: &Visit) -> RulesInForce {
        RulesInForce::on(visit.today(), self.sets.clone())
    }

    pub(super) fn plugin_of(&self, hash: &str) -> Option<&Plugin> {
        self.plugins.iter().find(|plugin| plugin.hash == hash)
    }

    /// The set with this id.
    ///
    /// # Errors
    /// There is none.
    pub(super) fn set(&self, of: &str) -> Result<&RuleSet, Trouble> {
        let id: RuleSetId = of.parse().map_err(|_| Trouble::not_found())?;
        self.sets.iter().find(|set| set.id == id).ok_or_else(Trouble::not_found)
    }

    /// The plugin that a form is about, and the settings from which it begins: a plugin begins with what it declares, a
    /// replay or a set with its own.
    ///
    /// # Errors
    /// There is nothing of this id.
    pub(super) fn beginning(&self, of: &str) -> Result<(&Plugin, Value), Trouble> {
        let gone = Trouble::not_found;
        if let Ok(id) = of.parse::<PluginId>() {
            let plugin = self.plugins.iter().find(|plugin| plugin.id == id).ok_or_else(gone)?;
            return Ok((plugin, Value::Object(serde_json::Map::new())));
        }
        let (hash, settings) = match of.parse::<ReplayId>() {
            Ok(id) => {
                let replay = self.replays.iter().find(|replay| replay.id == id).ok_or_else(gone)?;
                (&replay.hash, &replay.settings)
            }
            Err(_) => {
                let set = self.set(of)?;
                (&set.hash, &set.settings)
            }
        };
        Ok((self.plugin_of(hash).ok_or_else(gone)?, settings.clone()))
    }

    /// Settings of a plugin as a replay or a set that means the same wrote them, so that what was tried is found again.
    pub(super) fn as_tried(&self, plugin: &Plugin, settings: Value) -> Value {
        let schema = Schema::of(plugin);
        let whole = schema.whole(&settings);
        let tried = self.replays.iter().filter(|replay| replay.hash == plugin.hash);
        let same = tried
            .map(|replay| &replay.settings)
            .find(|tried| schema.whole(tried) == whole);
        same.cloned().unwrap_or(settings)
    }

    /// Settings that are others than the plugin's own, each with its name and in words.
    pub(super) fn told(&self, visit: &Visit, (hash, settings): (&str, &Value)) -> Vec<(String, String)> {
        let Some(plugin) = self.plugin_of(hash) else {
            return Vec::new();
        };
        Schema::of(plugin).told(visit.t, settings)
    }
}

fn rows<R>(page: Page<R>) -> Vec<R> {
    page.rows.into_iter().map(|(_, one)| one).collect()
}

/// Who did what, by name.
pub(super) struct Doers(BTreeMap<String, String>);

impl Doers {
    /// The names behind these ids.
    ///
    /// # Errors
    /// A fault of the store.
    pub(super) async fn of<'i>(visit: &Visit, ids: impl IntoIterator<Item = &'i str>) -> Result<Self, Trouble> {
        let mut members: Vec<MemberId> = ids.into_iter().filter_map(|id| id.parse().ok()).collect();
        members.sort_unstable();
        members.dedup();
        let found = visit.services.members_by_id(&visit.ctx, &members).await?;
        let named = found
            .into_iter()
            .map(|(id, member)| (id.to_string(), member.name.to_string()));
        Ok(Self(named.collect()))
    }

    /// The name of one. Who is nobody of the office runs the platform.
    pub(super) fn name(&self, visit: &Visit, id: &str) -> String {
        self.0
            .get(id)
            .cloned()
            .unwrap_or_else(|| fl!(visit.t, "rules-operator"))
    }
}

/// What a set or a plugin is called.
pub(super) fn called((name, edition): (&str, &str)) -> String {
    format!("{name} {edition}")
}
