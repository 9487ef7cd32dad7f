//! Which scope an access token needs for an action. A session needs none: it is its owner's.

use super::{Action, Actor};
use crate::domain::token::TokenScope;

impl Action {
    /// The scope that a token needs; nothing for what takes a session, whatever the token.
    #[must_use]
    #[expect(clippy::too_many_lines, reason = "a table, as long as there are actions")]
    pub fn token_scope(self) -> Option<TokenScope> {
        use Action as A;
        Some(match self {
            A::ReadDossier
            | A::ListTrajectories
            | A::ListFamilies
            | A::ListPartners
            | A::ListInstruments
            | A::ListMembers
            | A::ListReferrals
            | A::ListBudgetRequests
            | A::ListProblems
            | A::ListSiloObstacles
            | A::ListSuggestions
            | A::ListLearning
            | A::ListGoals
            | A::ListActions
            | A::ListStories
            | A::ListPeriods
            | A::ListRules
            | A::ListDifferences
            | A::ListShares
            | A::ListRightsRequests
            | A::ListDestructions
            | A::ListBreakGlass
            | A::ReadAccessLog
            | A::ReadFamilyReport
            | A::ReadAttachment
            | A::ListNotices => TokenScope::Read,
            A::RecordBudgetPlan
            | A::ReviseBudgetPlan
            | A::ApproveBudgetPlan
            | A::AllotBudget
            | A::RequestBudget
            | A::ApproveBudgetRequest
            | A::RefuseBudgetRequest
            | A::SettleBudgetRequest => TokenScope::Budget,
            A::TrustKey
            | A::WithdrawKey
            | A::UploadPlugin
            | A::ReplayRules
            | A::ProposeRules
            | A::ConfirmRules
            | A::RollBackRules
            | A::MoveTrajectories => TokenScope::Rules,
            A::AddMember
            | A::ReviseMember
            | A::RecordInstrument
            | A::ReviseInstrument
            | A::ClosePeriod
            | A::ListSessions
            | A::Import
            | A::Export
            | A::ExportAccessLog
            | A::KeepAccessLog
            | A::LimitMember
            | A::ExportPerson
            | A::SetRetention
            | A::PreviewRetention
            | A::ProposeErasure
            | A::ProposeDestruction
            | A::ConfirmDestruction
            | A::RunDestruction
            | A::ListPeriodChecks
            | A::ApprovePeriod => TokenScope::Admin,
            A::RegisterFamily
            | A::OpenTrajectory
            | A::ReviseFamily
            | A::AddPerson
            | A::RevisePerson
            | A::AddDetainee
            | A::ReviseDetainee
            | A::GiveConsent
            | A::WithdrawConsent
            | A::AssignMember
            | A::EndAssignment
            | A::SkipStep
            | A::ResumeStep
            | A::RecordTalk
            | A::ReviseTalk
            | A::RecordRoleCheck
            | A::ReviseRoleCheck
            | A::RecordIntroduction
            | A::ReviseIntroduction
            | A::RecordMapping
            | A::ReviseMapping
            | A::SetGoal
            | A::ReviseGoal
            | A::ConcludeGoal
            | A::ResumeGoal
            | A::PlanAction
            | A::ReviseAction
            | A::RecordTime
            | A::ReviseTime
            | A::RecordConnection
            | A::ReviseConnection
            | A::RecordPartner
            | A::RevisePartner
            | A::SendReferral
            | A::AnswerReferral
            | A::ConcludeReferral
            | A::WithdrawReferral
            | A::RecordProblem
            | A::ReviseProblem
            | A::RecordSiloObstacle
            | A::ReviseSiloObstacle
            | A::MakeSuggestion
            | A::ReviseSuggestion
            | A::RecordLearning
            | A::ReviseLearning
            | A::WriteStory
            | A::ReviseStory
            | A::ApproveStory
            | A::WithdrawStoryApproval
            | A::WishNoStory
            | A::CloseTrajectory
            | A::ReopenTrajectory
            | A::ShareWithParty
            | A::EndShare
            | A::TellPartyOfEnd
            | A::ReceiveRightsRequest
            | A::ExtendRightsRequest
            | A::DecideRightsRequest
            | A::CarryOutRightsRequest
            | A::WithdrawRightsRequest
            | A::LimitProcessing
            | A::LiftLimit
            | A::RecordOwnWords
            | A::RectifyPerson
            | A::PlaceHold
            | A::LiftHold
            | A::KeepUnder
            | A::BreakGlass
            | A::ReviewBreakGlass
            | A::FindForGlass
            | A::LinkReferral
            | A::EndReferralLink
            | A::WriteToParty
            | A::EndFamilyLogin
            | A::AnswerPlanComment
            | A::AddAttachment
            | A::RemoveAttachment => TokenScope::Casework,
            // How people sign in and what tokens they have is not for tokens, nor is anything that is not listed.
            _ => return None,
        })
    }
}

impl Actor {
    /// Whether what the actor shows is good for an action, apart from what his roles allow.
    #[must_use]
    pub fn covers(&self, action: Action) -> bool {
        match self {
            Self::Member { scopes: Some(held), .. } => {
                action.token_scope().is_some_and(|needed| held.contains(&needed))
            }
            Self::Member { scopes: None, .. } | Self::Operator { .. } | Self::Party { .. } => true,
        }
    }
}
