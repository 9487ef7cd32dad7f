//! What is shown of the domain: a file per module of the domain, a GraphQL type per type of the domain, same names.
//!
//! Links run one way, from a record to what belongs to it, so that no query can go round in circles. Values that the
//! domain derives (where a step or a request stands) are asked of the domain, never worked out here. Who may see a
//! record does not belong here: a service hands out what its asker may see, and nothing else is shown.

mod access_log;
mod break_glass;
mod budget;
mod consent;
mod dossier;
mod family;
mod goal;
mod instrument;
mod introduction;
mod learning;
mod mapping;
mod member;
mod obstacle;
mod partner;
mod period;
mod plugin;
mod problem;
mod progress;
mod replay;
mod retention;
mod rights;
mod role_check;
mod room;
mod rule_set;
mod story;
mod talk;
mod trajectory;

mod live_figures;
mod period_count;

mod attachment;
mod family_login;
mod family_report;
mod own_plan;

mod notice;
mod search;

use krachtig_core::domain::id::MemberId;

use super::member_names::MemberRef;
use super::shown::Made;

pub use dossier::{DossierObject, DossierView};
pub use member::MemberView;
pub use replay::{Asked as AskedRequest, DifferenceView, ReplayView, ShadowView};
pub use rights::RightsRequestView;
pub use rule_set::RuleSetView;
pub use search::SearchView;
pub use trajectory::{MovedTrajectories, TrajectorySummary};

/// Who did something that members and operators of the platform can do; nobody to be shown for an operator.
fn by_member(actor: &str) -> Option<Made<MemberRef>> {
    actor.parse::<MemberId>().ok().map(|id| Made(MemberRef(id)))
}
