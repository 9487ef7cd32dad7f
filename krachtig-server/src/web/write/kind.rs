//! What can be recorded by a form: where the form is, what it takes to send it, and what of a dossier it asks about.

use krachtig_core::domain::dossier::Parts;
use krachtig_core::domain::record::RecordKind;
use krachtig_core::service::Action;

use super::super::dossier::Tab;

/// What is recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::web) enum Write {
    Register,
    Family,
    Person,
    Consent,
    Introduction,
    Talk,
    Mapping,
    Goal,
    Action,
    Tick,
    Time,
    Connection,
    Learning,
    Request,
    Assign,
}

impl Write {
    /// Of a form in a dossier: where it is, the tab to go back to, and what is said once it is done.
    pub(super) fn place(self) -> (&'static str, Tab, &'static str) {
        match self {
            Self::Register => ("", Tab::Overview, "register"),
            Self::Family => ("/family/change", Tab::Overview, "family"),
            Self::Person => ("/people/add", Tab::People, "person"),
            Self::Consent => ("/consents/give", Tab::People, "consent"),
            Self::Introduction => ("/introductions/record", Tab::People, "introduction"),
            Self::Assign => ("/team/assign", Tab::People, "assign"),
            Self::Talk => ("/talks/record", Tab::Timeline, "talk"),
            Self::Mapping => ("/needs/record", Tab::Needs, "mapping"),
            Self::Goal => ("/goals/set", Tab::Plan, "goal"),
            Self::Action => ("/actions/plan", Tab::Plan, "action"),
            Self::Tick => ("/actions/tick", Tab::Plan, "tick"),
            Self::Time => ("/time/record", Tab::Plan, "time"),
            Self::Connection => ("/connections/record", Tab::Plan, "connection"),
            Self::Learning => ("/learning/record", Tab::Story, "learning"),
            Self::Request => ("/budget/request", Tab::Budget, "request"),
        }
    }

    /// What whoever sends it has to be permitted.
    pub(super) fn action(self) -> Action {
        match self {
            Self::Register => Action::RegisterFamily,
            Self::Family => Action::ReviseFamily,
            Self::Person => Action::AddPerson,
            Self::Consent => Action::GiveConsent,
            Self::Introduction => Action::RecordIntroduction,
            Self::Assign => Action::AssignMember,
            Self::Talk => Action::RecordTalk,
            Self::Mapping => Action::RecordMapping,
            Self::Goal => Action::SetGoal,
            Self::Action => Action::PlanAction,
            Self::Tick => Action::ReviseAction,
            Self::Time => Action::RecordTime,
            Self::Connection => Action::RecordConnection,
            Self::Learning => Action::RecordLearning,
            Self::Request => Action::RequestBudget,
        }
    }

    /// What of the dossier the form asks about.
    pub(super) fn parts(self) -> Parts {
        use RecordKind as K;
        match self {
            Self::Consent => Parts::of(&[K::Person, K::Detainee]),
            Self::Action => Parts::of(&[K::Goal]),
            Self::Tick => Parts::of(&[K::Action]),
            Self::Goal | Self::Introduction | Self::Mapping => Parts::of(&[K::Person]),
            Self::Request => Parts::of(&[K::LedgerLine]),
            _ => Parts::of(&[K::Assignment]),
        }
    }
}
