//! The life of a region's rules: keys, plugins, replays, and which rules decide.

use async_graphql::InputObject;
use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use krachtig_core::domain::id::{PluginId, ReplayId, TrajectoryId};
use krachtig_core::domain::plugin::TrustedKey;
use krachtig_core::domain::refusal::{Decision, Refusal, RefusalCode};
use krachtig_core::domain::rule_set::{RuleSet, RuleSetDraft, RuleUse};
use krachtig_core::service::{MoveTrajectories, ProposeRules, StartReplay, TrustKey, UploadPlugin};
use time::Date;

use super::{Input, acts, input};
use crate::graphql::scalar::{GlobalId, Json, Word};

/// Base64 as most programs write it, with or without the signs that fill it up.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

input! {
    /// A key to trust.
    TrustKeyInput => TrustKey {
        /// Whose it is, in the tenant's words.
        label: String,
        /// The Ed25519 public key: 64 hexadecimal digits.
        public_key: String,
    }
}

/// A plugin to upload. No `Debug`: nothing may write a whole component to a log.
#[derive(Clone, InputObject)]
pub struct UploadPluginInput {
    /// The WebAssembly component in Base64; line breaks in it don't matter. A component may have 4 MiB.
    pub component: String,
    /// The text of the `.sig` file that `krachtig plugin sign` wrote beside the component.
    pub signature: String,
}

impl UploadPluginInput {
    /// The upload as the service takes it.
    ///
    /// # Errors
    /// `invalid_format` for a component that is no Base64.
    pub fn decoded(self) -> Decision<UploadPlugin> {
        let mut text = self.component.into_bytes();
        text.retain(|byte| !byte.is_ascii_whitespace());
        let component = BASE64
            .decode(&text)
            .map_err(|_| Refusal::new(RefusalCode::InvalidFormat, "component").with("form", "Base64"))?;
        Ok(UploadPlugin {
            component,
            signature: self.signature,
        })
    }
}

input! {
    /// A plugin to try against the history.
    StartReplayInput => StartReplay {
        /// The plugin.
        plugin_id: GlobalId<PluginId>,
        /// The settings to try it with: a JSON object, `{}` for the plugin's own defaults.
        settings: Json,
    }
}

/// A replay to stop.
#[derive(Clone, Debug, InputObject)]
pub struct CancelReplayInput {
    /// The replay.
    pub id: GlobalId<ReplayId>,
}

impl Input for CancelReplayInput {
    type Plain = ReplayId;

    fn plain(self) -> ReplayId {
        self.id.0
    }
}

input! {
    /// How a plugin is to be used.
    RuleSetFields => RuleSetDraft {
        /// The region's settings for it: a JSON object, `{}` for the plugin's own defaults.
        settings: Json,
        /// What it is for.
        #[graphql(name = "use")]
        usage: Word<RuleUse>,
        /// From which day: today or later.
        valid_from: Date,
    }
}

input! {
    /// A plugin with settings, to be used from a day.
    ProposeRulesInput => ProposeRules {
        /// The plugin.
        plugin_id: GlobalId<PluginId>,
        #[graphql(flatten)]
        draft: RuleSetFields,
    }
}

input! {
    /// Trajectories to move to a plugin.
    MoveTrajectoriesInput => MoveTrajectories {
        /// Which: 1 to 100. All of them are moved, or none.
        ids: Vec<GlobalId<TrajectoryId>>,
        /// To which plugin. It has to be in use.
        plugin_id: GlobalId<PluginId>,
    }
}

acts! {
    WithdrawKeyInput => TrustedKey;
    ConfirmRulesInput => RuleSet;
    RollBackRulesInput => RuleSet;
}
