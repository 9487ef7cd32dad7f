//! Which of a tenant's plugins decides, with which settings and since when.
//!
//! Running rules does not belong here: see [`crate::rules`]; nor where a plugin comes from: see [`super::plugin`].
//!
//! ```
//! use krachtig_core::domain::rule_set::RulesInForce;
//! use time::macros::date;
//!
//! let none = RulesInForce::on(date!(2026-11-24), Vec::new());
//! assert!(none.deciding(None).is_none(), "without rules a person decides");
//! ```

use serde::{Deserialize, Serialize};
use time::Date;

use super::clock::Stamp;
use super::dossier::Dossier;
use super::id::RuleSetId;
use super::plugin::Plugin;
use super::record::{Version, record};
use super::refusal::{Check, Decision, RefusalCode};
use super::vocabulary::vocabulary;

vocabulary! {
    /// What a set of rules is for.
    RuleUse = "rule_use" {
        /// Decides on the requests of trajectories that run on no other plugin.
        Active = "active",
        /// New settings for the trajectories that run on this plugin already, and for no other.
        Running = "running",
        /// Decides nothing: its answers are kept beside the decisions, for comparison.
        Shadow = "shadow",
    }
}

vocabulary! {
    /// Where a set of rules stands, derived from its days.
    RuleSetState = "rule_set_state" {
        /// A second person has to confirm it.
        Proposed = "proposed",
        /// Confirmed for a day that is still to come.
        Awaiting = "awaiting",
        /// In use, or replaced by a newer one for all but the trajectories that still run on it.
        InUse = "in_use",
        /// Taken back.
        RolledBack = "rolled_back",
    }
}

/// A plugin with settings, in use from a day. Proposed by one person and confirmed by another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RuleSet {
    /// Its id.
    pub id: RuleSetId,
    /// The plugin's name.
    pub name: String,
    /// The plugin's version.
    pub edition: String,
    /// The SHA-256 of the plugin's component, in lower-case hexadecimal.
    pub hash: String,
    /// The region's settings for it, as a JSON object.
    pub settings: serde_json::Value,
    /// What it is for; `use` is a word of Rust's own.
    pub usage: RuleUse,
    /// From which day.
    pub valid_from: Date,
    /// When it was proposed.
    pub proposed_on: Date,
    /// By whom: the id of a member or an operator.
    pub proposed_by: String,
    /// When it was confirmed.
    pub confirmed_on: Option<Date>,
    /// By whom: the id of a member.
    pub confirmed_by: Option<String>,
    /// When it was taken back.
    pub rolled_back_on: Option<Date>,
    /// By whom: the id of a member or an operator.
    pub rolled_back_by: Option<String>,
    /// Counts the sets of rules of the tenant: the version of the settings in decisions.
    pub number: i32,
    /// Its version.
    pub version: Version,
}
record!(RuleSet, RuleSetId, RuleSet);

/// What somebody proposes.
#[derive(Clone, Debug)]
pub struct RuleSetDraft {
    /// See [`RuleSet::settings`].
    pub settings: serde_json::Value,
    /// See [`RuleSet::usage`].
    pub usage: RuleUse,
    /// See [`RuleSet::valid_from`].
    pub valid_from: Date,
}

impl RuleSet {
    /// Proposes a plugin with settings.
    ///
    /// # Errors
    /// `too_early` for a day that has passed.
    pub fn propose(
        plugin: &Plugin,
        draft: RuleSetDraft,
        (number, by): (i32, &str),
        stamp: Stamp<'_>,
    ) -> Decision<Self> {
        let mut check = Check::new();
        // What was decided before today was decided by other rules.
        check.ensure(draft.valid_from >= stamp.today, RefusalCode::TooEarly, "valid_from");
        check.pass(Self {
            id: stamp.id(),
            name: plugin.name.clone(),
            edition: plugin.edition.clone(),
            hash: plugin.hash.clone(),
            settings: draft.settings,
            usage: draft.usage,
            valid_from: draft.valid_from,
            proposed_on: stamp.today,
            proposed_by: by.to_owned(),
            confirmed_on: None,
            confirmed_by: None,
            rolled_back_on: None,
            rolled_back_by: None,
            number,
            version: Version::FIRST,
        })
    }

    /// Confirms it, as somebody else than who proposed it.
    ///
    /// # Errors
    /// `same_person`; `wrong_state` when it was confirmed or taken back before.
    pub fn confirm(&self, by: &str, stamp: Stamp<'_>) -> Decision<Self> {
        let mut check = Check::new();
        let waits = self.state(stamp.today) == RuleSetState::Proposed;
        check.ensure(waits, RefusalCode::WrongState, "id");
        check.ensure(self.proposed_by != by, RefusalCode::SamePerson, "id");
        check.pass(Self {
            confirmed_on: Some(stamp.today),
            confirmed_by: Some(by.to_owned()),
            version: self.version.next(),
            ..self.clone()
        })
    }

    /// Takes it back: from this moment it decides nothing, and what was in force before it decides again.
    ///
    /// # Errors
    /// `wrong_state` when it was taken back before.
    pub fn roll_back(&self, by: &str, stamp: Stamp<'_>) -> Decision<Self> {
        let mut check = Check::new();
        check.ensure(self.rolled_back_on.is_none(), RefusalCode::WrongState, "id");
        check.pass(Self {
            rolled_back_on: Some(stamp.today),
            rolled_back_by: Some(by.to_owned()),
            version: self.version.next(),
            ..self.clone()
        })
    }

    /// Where it stands.
    #[must_use]
    pub fn state(&self, today: Date) -> RuleSetState {
        match () {
            () if self.rolled_back_on.is_some() => RuleSetState::RolledBack,
            () if self.confirmed_on.is_none() => RuleSetState::Proposed,
            () if self.valid_from > today => RuleSetState::Awaiting,
            () => RuleSetState::InUse,
        }
    }
}

/// The sets of rules that are in use on a day.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RulesInForce(Vec<RuleSet>);

impl RulesInForce {
    /// Those of all of a tenant's sets that are in use.
    #[must_use]
    pub fn on(today: Date, mut sets: Vec<RuleSet>) -> Self {
        sets.retain(|set| set.state(today) == RuleSetState::InUse);
        sets.sort_by_key(|set| (set.valid_from, set.number));
        Self(sets)
    }

    /// The set that decides for a trajectory that runs on the plugin with this hash, or on none yet.
    ///
    /// A trajectory stays on its plugin, with that plugin's newest settings, for as long as the plugin was not taken
    /// back; otherwise the newest active set decides.
    #[must_use]
    pub fn deciding(&self, runs_on: Option<&str>) -> Option<&RuleSet> {
        let newest = |hash: &str, uses: &[RuleUse]| {
            let of_it = |set: &&RuleSet| set.hash == hash && uses.contains(&set.usage);
            self.0.iter().rev().find(of_it)
        };
        runs_on
            .filter(|hash| newest(hash, &[RuleUse::Active]).is_some())
            .and_then(|hash| newest(hash, &[RuleUse::Active, RuleUse::Running]))
            .or_else(|| self.active())
    }

    /// The newest active set: it decides for trajectories that begin.
    #[must_use]
    pub fn active(&self) -> Option<&RuleSet> {
        self.0.iter().rev().find(|set| set.usage == RuleUse::Active)
    }

    /// The sets that run in shadow beside the one that decides: the newest of each plugin.
    pub fn shadows(&self) -> impl Iterator<Item = &RuleSet> {
        let shadows = self.0.iter().enumerate();
        shadows
            .filter(|(place, set)| {
                let newer = |later: &RuleSet| later.usage == RuleUse::Shadow && later.hash == set.hash;
                set.usage == RuleUse::Shadow && !self.0[place + 1..].iter().any(newer)
            })
            .map(|(_, set)| set)
    }
}

impl Dossier {
    /// The hash of the plugin on which the trajectory runs: the one to which it was moved, otherwise the one that
    /// decided for it last.
    #[must_use]
    pub fn runs_on(&self) -> Option<&str> {
        let decided = self.requests.iter().rev();
        let decided = decided.filter_map(|request| request.decision.rules.component_sha256.as_deref());
        self.trajectory.rules_hash.as_deref().or(decided.into_iter().next())
    }
}
