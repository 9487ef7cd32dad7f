//! The table of forms about a dossier: where each is shown and sent, the tab that it belongs to, the key of its texts, what
//! it takes to send it, and what of the dossier it asks about.
//!
//! `do-` before the key is what the form is called, `done-` before it what is said once it is done.

use krachtig_core::domain::budget::BudgetPlan;
use krachtig_core::domain::dossier::Parts;
use krachtig_core::domain::family::{Detainee, Family, Person};
use krachtig_core::domain::goal::{Action as GoalAction, Goal};
use krachtig_core::domain::introduction::Introduction;
use krachtig_core::domain::learning::LearningEntry;
use krachtig_core::domain::obstacle::{SiloObstacle, Suggestion};
use krachtig_core::domain::problem::Problem;
use krachtig_core::domain::record::RecordKind as K;
use krachtig_core::domain::role_check::RoleCheck;
use krachtig_core::domain::room::{Connection, TimeEntry};
use krachtig_core::domain::story::StoryVersion;
use krachtig_core::domain::talk::DetaineeTalk;
use krachtig_core::service::Action;

use super::super::dossier::Tab;
use super::super::field::Fields;
use super::super::form::Form;
use super::super::reply::Trouble;
use super::entry::{Asked, Changed, Entry, Here, New, boxed};
use super::{
    Sent, attachment, consent, erasing, goal, keeping, limit, login, money, own_words, rectify, referral, rights,
    share, story, take_along, team, trajectory,
};

/// Declares the forms, and asks each where it is asked for.
macro_rules! forms {
    ($($name:ident = $entry:ty, $shown:literal => $sent:literal, $tab:ident, $key:literal, $action:ident, [$($kind:ident),*];)+) => {
        /// A form about a dossier.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(in crate::web) enum Write { $($name),+ }

        impl Write {
            /// Every form.
            pub(in crate::web) const ALL: &[Self] = &[$(Self::$name),+];

            /// The routes at which it is shown and sent.
            pub(in crate::web) const fn routes(self) -> (&'static str, &'static str) {
                match self {
                    $(Self::$name => (
                        concat!("/t/:tenant/dossiers/:id/", $shown),
                        concat!("/t/:tenant/dossiers/:id/", $sent),
                    )),+
                }
            }

            /// The same, from the dossier's address.
            pub(in crate::web) fn places(self) -> (&'static str, &'static str) {
                match self { $(Self::$name => (concat!("/", $shown), concat!("/", $sent))),+ }
            }

            /// The tab to go back to.
            pub(super) fn tab(self) -> Tab {
                match self { $(Self::$name => Tab::$tab),+ }
            }

            /// The key of its texts.
            pub(in crate::web) fn key(self) -> &'static str {
                match self { $(Self::$name => $key),+ }
            }

            /// What whoever sends it has to be permitted.
            pub(in crate::web) fn action(self) -> Action {
                match self { $(Self::$name => Action::$action),+ }
            }

            /// What of the dossier it asks about.
            pub(super) fn parts(self) -> Parts {
                match self { $(Self::$name => Parts::of(&[$(K::$kind),*])),+ }
            }

            /// The kind of record that it changes, where it changes one.
            pub(in crate::web) fn changes(self) -> Option<K> {
                match self { $(Self::$name => <$entry>::changes()),+ }
            }

            /// What stands in it at first.
            pub(super) fn first(self, here: Here<'_>, of: &str) -> Result<Form, Trouble> {
                match self { $(Self::$name => <$entry>::first(here, of)),+ }
            }

            /// What it asks.
            pub(super) async fn asked(self, here: Here<'_>, fields: &Fields<'_>) -> Result<Asked, Trouble> {
                match self { $(Self::$name => boxed(|| <$entry>::asked(here, fields)).await),+ }
            }

            /// Does what it asks for.
            pub(super) async fn send(self, here: Here<'_>, form: &Form) -> Sent {
                match self { $(Self::$name => boxed(|| <$entry>::send(here, form)).await),+ }
            }
        }
    };
}

forms! {
    ChangeFamily = Changed<Family>, "family/edit" => "family/change", Overview, "change", ReviseFamily, [Assignment];
    AddPerson = New<Person>, "people/new" => "people/add", People, "person", AddPerson, [Person];
    ChangePerson = Changed<Person>, "people/edit" => "people/change", People, "change", RevisePerson, [Person];
    AddDetainee = New<Detainee>, "detainees/new" => "detainees/add", People, "detainee", AddDetainee, [Detainee];
    ChangeDetainee = Changed<Detainee>, "detainees/edit" => "detainees/change", People, "change", ReviseDetainee, [Detainee];
    GiveConsent = consent::Give, "consents/new" => "consents/give", People, "consent", GiveConsent, [Person, Detainee];
    WithdrawConsent = consent::Withdraw, "consents/end" => "consents/withdraw", People, "consent-end", WithdrawConsent,
        [Consent, Person, Detainee];
    Introduce = New<Introduction>, "introductions/new" => "introductions/record", People, "introduction",
        RecordIntroduction, [Person];
    ChangeIntroduction = Changed<Introduction>, "introductions/edit" => "introductions/change", People, "change",
        ReviseIntroduction, [Person, Introduction];
    Assign = team::Assign, "team/new" => "team/assign", People, "assign", AssignMember, [Assignment];
    EndAssignment = team::End, "team/end" => "team/release", People, "assign-end", EndAssignment, [Assignment];
    Talk = New<DetaineeTalk>, "talks/new" => "talks/record", People, "talk", RecordTalk, [Assignment];
    ChangeTalk = Changed<DetaineeTalk>, "talks/edit" => "talks/change", People, "change", ReviseTalk, [DetaineeTalk];
    CheckRoles = New<RoleCheck>, "roles/new" => "roles/record", People, "roles", RecordRoleCheck, [Assignment];
    ChangeRoles = Changed<RoleCheck>, "roles/edit" => "roles/change", People, "change", ReviseRoleCheck, [RoleCheck];
    SetGoal = New<Goal>, "goals/new" => "goals/set", Plan, "goal", SetGoal, [Person];
    ChangeGoal = Changed<Goal>, "goals/edit" => "goals/change", Plan, "change", ReviseGoal, [Goal, Person];
    ConcludeGoal = goal::Conclude, "goals/end" => "goals/conclude", Plan, "goal-end", ConcludeGoal, [Goal];
    ResumeGoal = goal::Resume, "goals/again" => "goals/resume", Plan, "goal-again", ResumeGoal, [Goal];
    PlanAction = New<GoalAction>, "actions/new" => "actions/plan", Plan, "action", PlanAction, [Goal];
    ChangeAction = Changed<GoalAction>, "actions/edit" => "actions/change", Plan, "change", ReviseAction, [Goal, Action];
    NoteTime = New<TimeEntry>, "time/new" => "time/record", Plan, "time", RecordTime, [Assignment];
    ChangeTime = Changed<TimeEntry>, "time/edit" => "time/change", Plan, "change", ReviseTime, [TimeEntry];
    Connect = New<Connection>, "connections/new" => "connections/record", Plan, "connection", RecordConnection, [Assignment];
    ChangeConnection = Changed<Connection>, "connections/edit" => "connections/change", Plan, "change", ReviseConnection,
        [Connection];
    Ask = money::Request, "budget/new" => "budget/request", Budget, "request", RequestBudget, [LedgerLine];
    Settle = money::Settle, "budget/paid" => "budget/settle", Budget, "settle", SettleBudgetRequest,
        [BudgetRequest, LedgerLine];
    Allot = money::Allot, "budget/more" => "budget/allot", Budget, "allot", AllotBudget, [LedgerLine];
    PlanBudget = New<BudgetPlan>, "plans/new" => "plans/record", Budget, "plan", RecordBudgetPlan, [LedgerLine];
    ChangePlan = Changed<BudgetPlan>, "plans/edit" => "plans/change", Budget, "change", ReviseBudgetPlan, [BudgetPlan];
    ApprovePlan = money::ApprovePlan, "plans/agree" => "plans/approve", Budget, "plan-agree", ApproveBudgetPlan, [BudgetPlan];
    Refer = referral::Send, "referrals/new" => "referrals/send", Partners, "referral", SendReferral, [Person];
    AnswerReferral = referral::Answer, "referrals/reply" => "referrals/answer", Partners, "referral-answer", AnswerReferral,
        [Referral];
    ConcludeReferral = referral::Conclude, "referrals/end" => "referrals/conclude", Partners, "referral-end",
        ConcludeReferral, [Referral];
    LinkReferral = referral::Link, "referrals/link" => "referrals/make-link", Partners, "referral-link", LinkReferral,
        [Referral, Partner];
    ToParty = referral::ToParty, "referrals/message" => "referrals/write", Partners, "referral-write", WriteToParty,
        [Referral, Partner];
    WithdrawReferral = referral::Withdraw, "referrals/back" => "referrals/withdraw", Partners, "referral-back",
        WithdrawReferral, [Referral];
    NoteProblem = New<Problem>, "problems/new" => "problems/record", Partners, "problem", RecordProblem, [Person];
    ChangeProblem = Changed<Problem>, "problems/edit" => "problems/change", Partners, "change", ReviseProblem,
        [Problem, Person];
    NoteObstacle = New<SiloObstacle>, "obstacles/new" => "obstacles/record", Partners, "obstacle", RecordSiloObstacle,
        [Assignment];
    ChangeObstacle = Changed<SiloObstacle>, "obstacles/edit" => "obstacles/change", Partners, "change", ReviseSiloObstacle,
        [SiloObstacle, Partner];
    Suggest = New<Suggestion>, "suggestions/new" => "suggestions/make", Partners, "suggestion", MakeSuggestion, [SiloObstacle];
    ChangeSuggestion = Changed<Suggestion>, "suggestions/edit" => "suggestions/change", Partners, "change",
        ReviseSuggestion, [SiloObstacle, Suggestion];
    Learn = New<LearningEntry>, "learning/new" => "learning/record", Story, "learning", RecordLearning, [Assignment];
    ChangeLearning = Changed<LearningEntry>, "learning/edit" => "learning/change", Story, "change", ReviseLearning,
        [LearningEntry];
    TellStory = story::Write, "stories/new" => "stories/write", Story, "story", WriteStory, [StoryVersion];
    ChangeStory = Changed<StoryVersion>, "stories/edit" => "stories/change", Story, "change", ReviseStory, [StoryVersion];
    ApproveStory = story::Approve, "stories/agree" => "stories/approve", Story, "story-agree", ApproveStory,
        [StoryVersion, Person];
    WithdrawApproval = story::Withdraw, "stories/disagree" => "stories/withdraw", Story, "story-disagree",
        WithdrawStoryApproval, [StoryVersion, StoryApproval, Person];
    WishNoStory = story::NoStory, "stories/none" => "stories/wish-none", Story, "story-none", WishNoStory, [Assignment];
    SkipStep = trajectory::Skip, "steps/skip" => "steps/pass", Overview, "step-skip", SkipStep, [StepSkip];
    ResumeStep = trajectory::Resume, "steps/again" => "steps/resume", Overview, "step-again", ResumeStep, [StepSkip];
    Close = trajectory::Close, "closing/new" => "closing/close", Overview, "close", CloseTrajectory, [Goal, LedgerLine];
    Reopen = trajectory::Reopen, "closing/again" => "closing/reopen", Overview, "reopen", ReopenTrajectory, [Assignment];
    RectifyPerson = rectify::CorrectPerson, "people/wrong" => "people/rectify", People, "correct", RectifyPerson, [Person];
    RectifyDetainee = rectify::CorrectDetainee, "detainees/wrong" => "detainees/rectify", People, "correct", RectifyPerson,
        [Detainee];
    AskRight = rights::Receive, "rights/new" => "rights/receive", Rights, "right", ReceiveRightsRequest, [Person, Detainee];
    ExtendRight = rights::Extend, "rights/longer" => "rights/extend", Rights, "right-longer", ExtendRightsRequest,
        [RightsRequest];
    DecideRight = rights::Decide, "rights/answer" => "rights/decide", Rights, "right-decide", DecideRightsRequest,
        [RightsRequest];
    DoneRight = rights::CarryOut, "rights/done" => "rights/carry-out", Rights, "right-done", CarryOutRightsRequest,
        [RightsRequest];
    WithdrawRight = rights::Withdraw, "rights/back" => "rights/withdraw", Rights, "right-back", WithdrawRightsRequest,
        [RightsRequest];
    InviteFamily = login::Invite, "logins/new" => "logins/invite", People, "family-invite", InviteFamilyMember,
        [Person, FamilyLogin];
    EndLogin = login::End, "logins/end" => "logins/close", People, "family-login-end", EndFamilyLogin, [FamilyLogin];
    AnswerComment = login::Answer, "comments/reply" => "comments/answer", Plan, "plan-answer", AnswerPlanComment,
        [Person, PlanComment];
    TakeAway = attachment::TakeAway, "attachments/away" => "attachments/remove", Files, "attachment-away", RemoveAttachment,
        [Attachment];
    Limit = limit::Put, "limits/new" => "limits/put", Rights, "limit", LimitProcessing, [Person, Detainee];
    LiftLimit = limit::Lift, "limits/end" => "limits/lift", Rights, "limit-end", LiftLimit, [ProcessingLimit];
    SayWords = own_words::Say, "words/new" => "words/record", Rights, "words", RecordOwnWords,
        [Person, Detainee, DetaineeTalk, RoleCheck, Introduction, Mapping, Goal, Action, Problem, Referral, SiloObstacle,
            LearningEntry, StoryVersion];
    TakeAlong = take_along::TakeAlong, "export/new" => "export/take", Rights, "take-along", ExportPerson,
        [Person, Detainee];
    KeepUnder = keeping::Under, "kept/edit" => "kept/change", Rights, "keep", KeepUnder, [Assignment];
    Hold = keeping::Hold, "holds/new" => "holds/place", Rights, "hold", PlaceHold, [Assignment];
    LiftHold = keeping::Lift, "holds/end" => "holds/lift", Rights, "hold-end", LiftHold, [LegalHold];
    Erase = erasing::Propose, "erasing/new" => "erasing/propose", Rights, "erase", ProposeErasure, [Person, Detainee];
    Share = share::Record, "shares/new" => "shares/record", Partners, "share", ShareWithParty, [Person, Detainee];
    EndShare = share::End, "shares/end" => "shares/stop", Partners, "share-end", EndShare, [Share];
    TellOfEnd = share::Tell, "shares/heard" => "shares/tell", Partners, "share-told", TellPartyOfEnd, [Share];
    OpenTrajectory = trajectory::Open, "trajectories/new" => "trajectories/open", Overview, "trajectory", OpenTrajectory,
        [Assignment];
    EndReferralLink = referral::EndLink, "referrals/unlink" => "referrals/end-link", Partners, "referral-link-end",
        EndReferralLink, [ReferralLink];
}
