//! The actions: one for every operation of the services. The code is what the audit log says was done.

use crate::domain::vocabulary::vocabulary;

vocabulary! {
    /// Something that somebody may or may not do.
    Action = "access_action" {
        /// Reads a whole dossier.
        ReadDossier = "read_dossier",
        /// Lists trajectories.
        ListTrajectories = "list_trajectories",
        /// Lists families.
        ListFamilies = "list_families",
        /// Lists the partner directory.
        ListPartners = "list_partners",
        /// Lists the instruments.
        ListInstruments = "list_instruments",
        /// Lists the members.
        ListMembers = "list_members",
        /// Lists referrals over trajectories.
        ListReferrals = "list_referrals",
        /// Lists budget requests over trajectories.
        ListBudgetRequests = "list_budget_requests",
        /// Lists problems over trajectories.
        ListProblems = "list_problems",
        /// Lists silo obstacles over trajectories.
        ListSiloObstacles = "list_silo_obstacles",
        /// Lists suggestions over trajectories.
        ListSuggestions = "list_suggestions",
        /// Lists learning entries over trajectories.
        ListLearning = "list_learning",
        /// Lists goals over trajectories.
        ListGoals = "list_goals",
        /// Lists actions over trajectories.
        ListActions = "list_actions",
        /// Lists story versions over trajectories.
        ListStories = "list_stories",
        /// Lists closed periods with their figures.
        ListPeriods = "list_periods",
        /// Gives somebody an account.
        AddMember = "add_member",
        /// Changes a member's name, roles or state.
        ReviseMember = "revise_member",
        /// Issues or revokes an access token.
        IssueToken = "issue_token",
        /// Registers a family and opens its trajectory.
        RegisterFamily = "register_family",
        /// Opens another trajectory for a family.
        OpenTrajectory = "open_trajectory",
        /// Edits a family.
        ReviseFamily = "revise_family",
        /// Adds a person to a family.
        AddPerson = "add_person",
        /// Edits a person.
        RevisePerson = "revise_person",
        /// Adds the detainee whom a family misses.
        AddDetainee = "add_detainee",
        /// Edits what the detainee shared.
        ReviseDetainee = "revise_detainee",
        /// Records a consent.
        GiveConsent = "give_consent",
        /// Records that a consent was withdrawn.
        WithdrawConsent = "withdraw_consent",
        /// Assigns a member to a trajectory.
        AssignMember = "assign_member",
        /// Ends an assignment.
        EndAssignment = "end_assignment",
        /// Passes a step over.
        SkipStep = "skip_step",
        /// Takes a skipped step up after all.
        ResumeStep = "resume_step",
        /// Records a talk with the detainee.
        RecordTalk = "record_talk",
        /// Edits a talk.
        ReviseTalk = "revise_talk",
        /// Records a role check.
        RecordRoleCheck = "record_role_check",
        /// Edits a role check.
        ReviseRoleCheck = "revise_role_check",
        /// Records an introduction.
        RecordIntroduction = "record_introduction",
        /// Edits an introduction.
        ReviseIntroduction = "revise_introduction",
        /// Records a mapping of needs and strengths.
        RecordMapping = "record_mapping",
        /// Edits a mapping.
        ReviseMapping = "revise_mapping",
        /// Sets a goal.
        SetGoal = "set_goal",
        /// Edits a goal.
        ReviseGoal = "revise_goal",
        /// Records what came of a goal.
        ConcludeGoal = "conclude_goal",
        /// Takes a goal's outcome back.
        ResumeGoal = "resume_goal",
        /// Plans an action towards a goal.
        PlanAction = "plan_action",
        /// Edits an action.
        ReviseAction = "revise_action",
        /// Records time given.
        RecordTime = "record_time",
        /// Edits time given.
        ReviseTime = "revise_time",
        /// Records a connection.
        RecordConnection = "record_connection",
        /// Edits a connection.
        ReviseConnection = "revise_connection",
        /// Records a plan for the budget.
        RecordBudgetPlan = "record_budget_plan",
        /// Edits a plan for the budget.
        ReviseBudgetPlan = "revise_budget_plan",
        /// Approves a plan for the budget.
        ApproveBudgetPlan = "approve_budget_plan",
        /// Puts money into a budget.
        AllotBudget = "allot_budget",
        /// Asks for money from a budget.
        RequestBudget = "request_budget",
        /// Approves a request for money.
        ApproveBudgetRequest = "approve_budget_request",
        /// Refuses a request for money.
        RefuseBudgetRequest = "refuse_budget_request",
        /// Books a payment, a refund or a release.
        SettleBudgetRequest = "settle_budget_request",
        /// Adds a party to the directory.
        RecordPartner = "record_partner",
        /// Edits a party.
        RevisePartner = "revise_partner",
        /// Refers a family to a party.
        SendReferral = "send_referral",
        /// Records a party's answer.
        AnswerReferral = "answer_referral",
        /// Records what came of a referral.
        ConcludeReferral = "conclude_referral",
        /// Takes a referral back.
        WithdrawReferral = "withdraw_referral",
        /// Records a problem.
        RecordProblem = "record_problem",
        /// Edits a problem.
        ReviseProblem = "revise_problem",
        /// Records a silo obstacle.
        RecordSiloObstacle = "record_silo_obstacle",
        /// Edits a silo obstacle.
        ReviseSiloObstacle = "revise_silo_obstacle",
        /// Makes a suggestion about an obstacle.
        MakeSuggestion = "make_suggestion",
        /// Edits a suggestion, its result included.
        ReviseSuggestion = "revise_suggestion",
        /// Records what was tried and learned.
        RecordLearning = "record_learning",
        /// Edits what was tried and learned.
        ReviseLearning = "revise_learning",
        /// Writes a new version of the story.
        WriteStory = "write_story",
        /// Edits a version that nobody approved.
        ReviseStory = "revise_story",
        /// Records a person's approval of a story version.
        ApproveStory = "approve_story",
        /// Records that an approval was taken back.
        WithdrawStoryApproval = "withdraw_story_approval",
        /// Records the wish that no story is told.
        WishNoStory = "wish_no_story",
        /// Closes a trajectory.
        CloseTrajectory = "close_trajectory",
        /// Takes a closed trajectory up again.
        ReopenTrajectory = "reopen_trajectory",
        /// Adds an instrument.
        RecordInstrument = "record_instrument",
        /// Edits an instrument.
        ReviseInstrument = "revise_instrument",
        /// Closes a period and freezes its figures.
        ClosePeriod = "close_period",
        /// Lists plugins, sets of rules, replays and trusted keys.
        ListRules = "list_rules",
        /// Lists what replays and rules in shadow would have decided on requests.
        ListDifferences = "list_differences",
        /// Trusts a key to sign plugins.
        TrustKey = "trust_key",
        /// Trusts a key no longer.
        WithdrawKey = "withdraw_key",
        /// Uploads a plugin.
        UploadPlugin = "upload_plugin",
        /// Replays the tenant's history under a plugin, or stops doing so.
        ReplayRules = "replay_rules",
        /// Proposes a plugin with settings from a day.
        ProposeRules = "propose_rules",
        /// Confirms what somebody else proposed.
        ConfirmRules = "confirm_rules",
        /// Takes a set of rules back.
        RollBackRules = "roll_back_rules",
        /// Moves trajectories to a plugin.
        MoveTrajectories = "move_trajectories",
        /// Imports a spreadsheet.
        Import = "import",
        /// Exports the tenant's records.
        Export = "export",
        /// Reads the access log.
        ReadAccessLog = "read_access_log",
        /// Exports the access log with what proves it whole.
        ExportAccessLog = "export_access_log",
        /// Signs how far the access log has come, stores another's signature on that, and verifies the log.
        KeepAccessLog = "keep_access_log",
        /// Records that data was shared with a party.
        ShareWithParty = "share_with_party",
        /// Ends what is shared with a party.
        EndShare = "end_share",
        /// Notes that a party was told that a sharing ended.
        TellPartyOfEnd = "tell_party_of_end",
        /// Lists what is shared with parties, over trajectories.
        ListShares = "list_shares",
        /// Records somebody's request to use a right.
        ReceiveRightsRequest = "receive_rights_request",
        /// Takes more time for such a request.
        ExtendRightsRequest = "extend_rights_request",
        /// Grants or refuses such a request.
        DecideRightsRequest = "decide_rights_request",
        /// Notes that what was granted was done.
        CarryOutRightsRequest = "carry_out_rights_request",
        /// Notes that such a request was taken back.
        WithdrawRightsRequest = "withdraw_rights_request",
        /// Lists requests to use rights.
        ListRightsRequests = "list_rights_requests",
        /// Restricts the use of somebody's data, or records an objection.
        LimitProcessing = "limit_processing",
        /// Lifts such a limit.
        LiftLimit = "lift_limit",
        /// Puts a person's own words beside a record.
        RecordOwnWords = "record_own_words",
        /// Corrects what is recorded of a person, with his or her words.
        RectifyPerson = "rectify_person",
        /// Exports one person's data, for that person.
        ExportPerson = "export_person",
        /// Places a legal hold on a dossier.
        PlaceHold = "place_hold",
        /// Lifts a legal hold.
        LiftHold = "lift_hold",
        /// Says what a dossier is kept under.
        KeepUnder = "keep_under",
        /// Sets how long dossiers are kept.
        SetRetention = "set_retention",
        /// Looks at what is due to be destroyed.
        PreviewRetention = "preview_retention",
        /// Lists destructions with their certificates.
        ListDestructions = "list_destructions",
        /// Proposes to erase somebody, or a family.
        ProposeErasure = "propose_erasure",
        /// Proposes to destroy what is due.
        ProposeDestruction = "propose_destruction",
        /// Confirms a destruction that somebody else proposed, or turns one down.
        ConfirmDestruction = "confirm_destruction",
        /// Carries a confirmed destruction out.
        RunDestruction = "run_destruction",
        /// Signs in.
        SignIn = "sign_in",
        /// Ends a session of one's own.
        EndOwnSession = "end_own_session",
        /// Changes how one signs in: password, passkeys, one-time codes, recovery codes.
        ChangeOwnCredentials = "change_own_credentials",
        /// Takes up an account that one was invited to.
        AcceptInvitation = "accept_invitation",
        /// Invites a member to sign in for the first time, or again.
        InviteMember = "invite_member",
        /// Lists members' sessions.
        ListSessions = "list_sessions",
        /// Ends another's sessions, or revokes another's token.
        EndSessions = "end_sessions",
        /// Says which identity provider is trusted.
        ManageIdentityProviders = "manage_identity_providers",
        /// Says from when until when a membership holds.
        LimitMember = "limit_member",
        /// Opens a dossier in an emergency, to read it.
        BreakGlass = "break_glass",
        /// Says whether a glass was rightly broken.
        ReviewBreakGlass = "review_break_glass",
        /// Lists the glasses that were broken.
        ListBreakGlass = "list_break_glass",
        /// Finds the dossier whose glass to break, by what is known exactly.
        FindForGlass = "find_for_glass",
        /// Lists members' access tokens.
        ListTokens = "list_tokens",
        /// Makes a link by which a party deals with one referral.
        LinkReferral = "link_referral",
        /// Ends such a link.
        EndReferralLink = "end_referral_link",
        /// Writes to the party of a referral.
        WriteToParty = "write_to_party",
        /// Opens a referral by its link.
        OpenByLink = "open_by_link",
        /// Accepts or declines a referral by its link.
        AnswerByLink = "answer_by_link",
        /// Writes to the office by the link of a referral.
        WriteByLink = "write_by_link",
        /// Reports what came of a referral by its link.
        ReportByLink = "report_by_link",
        /// Computes what families tell in the figures, whenever their dossiers changed.
        KeepFacts = "keep_facts",
        /// Lists what is to be looked at before a period is closed.
        ListPeriodChecks = "list_period_checks",
        /// Approves what was counted of a closed period, so that it is handed in.
        ApprovePeriod = "approve_period",
        /// Invites a person of a family to a login.
        InviteFamilyMember = "invite_family_member",
        /// Ends such a login.
        EndFamilyLogin = "end_family_login",
        /// Answers what a person of a family said about the plan.
        AnswerPlanComment = "answer_plan_comment",
        /// Opens the own plan.
        OpenOwnPlan = "open_own_plan",
        /// Says something about the own plan.
        CommentOnPlan = "comment_on_plan",
        /// Signs the own plan.
        CosignPlan = "cosign_plan",
        /// Adds an action of one's own to the own plan.
        AddOwnAction = "add_own_action",
        /// Says that an action of one's own is done.
        FinishOwnAction = "finish_own_action",
        /// Gives a consent of one's own.
        GiveOwnConsent = "give_own_consent",
        /// Withdraws a consent of one's own.
        WithdrawOwnConsent = "withdraw_own_consent",
        /// Approves a version of the own story for an audience.
        ApproveOwnStory = "approve_own_story",
        /// Takes such an approval back.
        WithdrawOwnStoryApproval = "withdraw_own_story_approval",
        /// Reads who looked at one's own data.
        ReadOwnAccess = "read_own_access",
        /// Takes one's own data along.
        ExportOwnData = "export_own_data",
        /// Ends the own login.
        EndOwnLogin = "end_own_login",
        /// Reads the narrative report of a family for an audience, or takes it along.
        ReadFamilyReport = "read_family_report",
        /// Looks at an attachment of a record, or takes it along.
        ReadAttachment = "read_attachment",
        /// Adds an attachment to a record.
        AddAttachment = "add_attachment",
        /// Takes an attachment away.
        RemoveAttachment = "remove_attachment",
        /// Sees to it that everybody is told of what waits.
        KeepNotices = "keep_notices",
        /// Lists what one is told to look at.
        ListNotices = "list_notices",
        /// Says that one saw it.
        SeeNotices = "see_notices",
        /// Chooses by which way one is told.
        ChooseNotices = "choose_notices",
    }
}
