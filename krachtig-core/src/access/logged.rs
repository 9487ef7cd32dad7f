//! What the access log says of each action: which event it is, and why it is done where nobody says.
//!
//! What stands in a line besides does not belong here, nor where lines are kept.

use super::Action;
use crate::domain::access_log::{AccessPurpose, LogEvent};

impl Action {
    /// Whether reading for this action shows something of the people in the dossiers, so that it leaves a line.
    ///
    /// What is left out shows none of them: colleagues, partners, instruments, a region's rules and closed periods.
    #[must_use]
    pub fn is_about_people(self) -> bool {
        !matches!(
            self,
            Self::ListPartners
                | Self::ListInstruments
                | Self::ListMembers
                | Self::ListSessions
                | Self::ListPeriods
                | Self::ListRules
                | Self::KeepAccessLog
                | Self::ListTokens
                | Self::KeepFacts
                | Self::KeepNotices
                | Self::SeeNotices
                | Self::ChooseNotices
        )
    }

    /// Which event it is to do this: to a new record, or to one that was there.
    #[must_use]
    pub fn event(self, new: bool) -> LogEvent {
        match self {
            Self::ReadDossier
            | Self::OpenByLink
            | Self::OpenOwnPlan
            | Self::ReadFamilyReport
            | Self::ReadAttachment => LogEvent::Read,
            Self::Export | Self::ExportAccessLog | Self::ExportOwnData => LogEvent::Export,
            Self::ReadAccessLog | Self::ReadOwnAccess => LogEvent::ReadLog,
            Self::FindForGlass => LogEvent::Search,
            other if other.lists() => LogEvent::Search,
            _ if new => LogEvent::Create,
            _ => LogEvent::Change,
        }
    }

    /// Why it is done where nobody says.
    #[must_use]
    pub fn purpose(self) -> AccessPurpose {
        match self {
            Self::ListBudgetRequests
            | Self::RecordBudgetPlan
            | Self::ReviseBudgetPlan
            | Self::ApproveBudgetPlan
            | Self::AllotBudget
            | Self::RequestBudget
            | Self::ApproveBudgetRequest
            | Self::RefuseBudgetRequest
            | Self::SettleBudgetRequest => AccessPurpose::Budget,
            Self::AddMember
            | Self::ReviseMember
            | Self::IssueToken
            | Self::ListMembers
            | Self::RecordInstrument
            | Self::ReviseInstrument
            | Self::ListRules
            | Self::ListDifferences
            | Self::TrustKey
            | Self::WithdrawKey
            | Self::UploadPlugin
            | Self::ReplayRules
            | Self::ProposeRules
            | Self::ConfirmRules
            | Self::RollBackRules
            | Self::MoveTrajectories
            | Self::Import
            | Self::Export => AccessPurpose::Administration,
            Self::ListPeriods
            | Self::ClosePeriod
            | Self::KeepFacts
            | Self::ListPeriodChecks
            | Self::ApprovePeriod
            | Self::ReadFamilyReport => AccessPurpose::Reporting,
            Self::ReadAccessLog | Self::ExportAccessLog | Self::KeepAccessLog => AccessPurpose::Quality,
            _ => AccessPurpose::Support,
        }
    }

    /// Whether it reads a list.
    #[must_use]
    pub fn lists(self) -> bool {
        use crate::domain::vocabulary::Vocabulary;
        self.code().starts_with("list_")
    }
}
