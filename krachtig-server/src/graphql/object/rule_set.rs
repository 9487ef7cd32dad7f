//! Which plugin decides, with which settings and since when.

use krachtig_core::domain::id::RuleSetId;
use krachtig_core::domain::record::Version;
use krachtig_core::domain::rule_set::{RuleSet, RuleSetState, RuleUse};
use time::{Date, OffsetDateTime};

use super::by_member;
use crate::graphql::member_names::MemberRef;
use crate::graphql::scalar::{GlobalId, Json, Word};
use crate::graphql::shown::{Made, shown};

/// A set of rules as it stands on a day.
#[derive(Clone, Debug)]
pub struct RuleSetView {
    /// The set.
    pub set: RuleSet,
    /// Today in the Netherlands.
    pub today: Date,
}

shown! {
    /// A plugin with settings, in use from a day. One person proposes it and another confirms it.
    "RuleSet", |view: RuleSetView| {
        /// Its id.
        id: GlobalId<RuleSetId> = GlobalId(view.set.id);
        /// The plugin's name.
        name: &str = &view.set.name;
        /// The plugin's version.
        edition: &str = &view.set.edition;
        /// The SHA-256 of the plugin's component, in lower-case hexadecimal.
        hash: &str = &view.set.hash;
        /// The region's settings for it.
        settings: Json = Json(view.set.settings.clone());
        /// What it is for.
        use: Word<RuleUse> = Word(view.set.usage);
        /// Where it stands today.
        state: Word<RuleSetState> = Word(view.set.state(view.today));
        /// From which day it holds, once it is confirmed.
        validFrom: Date = view.set.valid_from;
        /// When it was proposed.
        proposedOn: Date = view.set.proposed_on;
        /// By whom; absent where an operator of the platform did it.
        proposedBy: Option<Made<MemberRef>> = by_member(&view.set.proposed_by);
        /// When it was confirmed.
        confirmedOn: Option<Date> = view.set.confirmed_on;
        /// By whom.
        confirmedBy: Option<Made<MemberRef>> = view.set.confirmed_by.as_deref().and_then(by_member);
        /// When it was taken back.
        rolledBackOn: Option<Date> = view.set.rolled_back_on;
        /// By whom; absent also where an operator of the platform did it.
        rolledBackBy: Option<Made<MemberRef>> = view.set.rolled_back_by.as_deref().and_then(by_member);
        /// Counts the tenant's sets of rules: a decision names it as `settingsVersion`.
        number: i32 = view.set.number;
        /// When it was recorded.
        recordedAt: OffsetDateTime = view.set.id.made_at();
        /// Its version: send it along when you confirm it or take it back.
        version: Version = view.set.version;
    }
}
