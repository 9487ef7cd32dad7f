//! Who may do what: the whole table, and that what is forbidden, absent and somebody else's all look alike.

mod finding;
mod glass;
#[path = "../../../tests/policies/src/model.rs"]
#[expect(unreachable_pub, reason = "the tests of the policies share it")]
mod model;
mod policies;
mod sides;
mod words;

use std::collections::BTreeSet;
use std::fmt::Write;

use krachtig_core::access::{Action, Actor, Relation, Ties, permit, seen};
use krachtig_core::domain::attachment::{AttachmentDraft, Rendition};
use krachtig_core::domain::break_glass::{GlassReview, GlassVerdict};
use krachtig_core::domain::budget::LedgerKind;
use krachtig_core::domain::clock::Clock;
use krachtig_core::domain::consent::{Purpose, Subject};
use krachtig_core::domain::destruction::Destruction;
use krachtig_core::domain::dossier::{Dossier, Parts};
use krachtig_core::domain::dossier_part::DossierPart;
use krachtig_core::domain::family::{DetaineeDraft, FamilyDraft};
use krachtig_core::domain::goal::GoalOutcome;
use krachtig_core::domain::id::{
    BreakGlassId, DestructionId, InstrumentId, MemberId, OperatorId, PluginId, ReferralLinkId, ReplayId, RuleSetId,
    TokenId, TrustedKeyId,
};
use krachtig_core::domain::instrument::{Instrument, InstrumentDraft};
use krachtig_core::domain::member::Member;
use krachtig_core::domain::partner::ReferralOutcome;
use krachtig_core::domain::plugin::TrustedKey;
use krachtig_core::domain::record::{RecordKind, Version};
use krachtig_core::domain::refusal::{Refusal, RefusalCode};
use krachtig_core::domain::retention::RetentionBasis;
use krachtig_core::domain::rights::{DataSubject, Right, RightsDecision};
use krachtig_core::domain::rule_set::{RuleSet, RuleSetDraft, RuleUse};
use krachtig_core::domain::token::TokenScope;
use krachtig_core::domain::trajectory::{ClosingDraft, ClosingReason, Side, Step};
use krachtig_core::domain::vocabulary::{Audience, FundingSilo, Role, Vocabulary};
use krachtig_core::service::{
    AccessLogFilter, Act, Add, AddAttachment, AddOwnAction, AllotBudget, AnswerPlanComment, ApproveOwnStory,
    ApproveRequest, ApproveStory, AssignMember, CommentOnPlan, Conclude, Ctx, ExportPerson, ExtendRights, Failure,
    IssueToken, KeepUnder, LimitMember, MakeSuggestion, MoveTrajectories, OpenTrajectory, Outcome, PlaceHold,
    PlanAction, ProposeErasure, ProposeRules, ReadAttachment, ReadFamilyReport, RecordMapping, RecordedSort,
    RequestBudget, ReviewGlass, Revise, SendReferral, SettleRequest, SkipStep, StartReplay, WriteToParty,
};
use serde_json::json;
use uuid::Uuid;

use crate::access_log::everything;
use crate::attachments::photo;
use crate::audit::log;
use crate::example::{Example, import};
use crate::life::{Life, act, draft, revise};
use crate::office::{Office, TODAY, adult_draft, cents, code, consent_draft, draft_of, partner_draft};
use crate::region::{Component, Decides, replay, switch_on};
use crate::rights;
use crate::support::on_both;

/// How far each role reaches in each action: in the whole tenant, and what is taken from whoever is assigned on one side
/// of the wall; or by an assignment on both sides of the wall, on the family's or on the detainee's; `glass` for what a
/// broken glass opens besides.
#[test]
fn the_table_of_actions_and_roles() {
    let member = |role| Actor::member(MemberId::from_uuid(Uuid::from_u128(1)), vec![role]);
    let operator = Actor::Operator {
        id: OperatorId::from_uuid(Uuid::from_u128(2)),
    };
    let mut actors: Vec<(&str, Role, Actor)> = Role::ALL
        .iter()
        .map(|role| (role.code(), *role, member(*role)))
        .collect();
    actors.push(("operator", Role::Reader, operator));
    let party = Actor::Party {
        link: ReferralLinkId::from_uuid(Uuid::from_u128(4)),
    };
    actors.push(("party", Role::Reader, party));
    let line = |name: &str, may: &dyn Fn(&Actor, Relation) -> bool| {
        let mut line = format!("{name:24}");
        for (_, role, actor) in &actors {
            let by = |side| may(actor, Relation::Assigned(Ties::of(*role, side)));
            let glass = Relation::None.with_glass(BreakGlassId::from_uuid(Uuid::from_u128(3)));
            let mut reach = Vec::new();
            let sides = [
                (Side::Both, "both"),
                (Side::Family, "family"),
                (Side::Detainee, "detainee"),
            ];
            if may(actor, Relation::None) {
                reach.push("tenant".to_owned());
                let less = sides.into_iter().filter(|(side, _)| !by(*side));
                reach.extend(less.map(|(_, name)| format!("less {name}")));
            } else {
                let sides = sides.into_iter().filter(|(side, _)| by(*side));
                reach.extend(sides.map(|(_, name)| name.to_owned()));
                reach.extend(may(actor, glass).then(|| "glass".to_owned()));
            }
            let reach = if reach.is_empty() {
                "-".to_owned()
            } else {
                reach.join(" ")
            };
            let _ = write!(line, " {reach:26}");
        }
        line.trim_end().to_owned() + "\n"
    };
    let mut table = String::new();
    for part in DossierPart::ALL {
        table += &line(&format!("see {part}"), &|actor, relation| {
            seen(actor, relation).has(*part)
        });
    }
    for action in Action::ALL {
        let may = |actor: &Actor, relation| permit(actor, *action, relation).is_some();
        table += &line(action.code(), &may);
    }
    let names: Vec<String> = actors.iter().map(|(name, ..)| format!("{name:26}")).collect();
    insta::assert_snapshot!(format!("{:24} {}\n{table}", "", names.join(" ").trim_end()));
}

/// Ids of the office's own records.
struct Ground {
    instrument: InstrumentId,
    member: MemberId,
    token: TokenId,
    key: TrustedKeyId,
    plugin: PluginId,
    rule_set: RuleSetId,
    replay: ReplayId,
    destruction: DestructionId,
    glass: BreakGlassId,
}

/// What was tried and how it ended.
type Told = Vec<(Action, Option<Refusal>)>;

fn ended<T>(outcome: Outcome<T>) -> Option<Refusal> {
    match outcome {
        Ok(_) => None,
        Err(Failure::Refused(refusals)) => Some(refusals.first().clone()),
        Err(fault) => panic!("{fault:?}"),
    }
}

macro_rules! tried {
    ($told:ident, $($action:ident: $call:expr;)+) => {
        $($told.push((Action::$action, ended($call.await)));)+
    };
}

/// Tries every use case that takes an id, on the records of this dossier.
async fn try_everything(office: &Office, ctx: &Ctx, (d, ground): (&Dossier, &Ground)) -> Told {
    let mut told = Told::new();
    let (services, person) = (&office.services, d.persons[0].id);
    let trajectory_id = d.trajectory.id;
    try_people(office, ctx, d, &mut told).await;
    try_steps(office, ctx, d, &mut told).await;
    let mapping = RecordMapping {
        trajectory_id,
        instrument_id: office.instrument.id,
        draft: draft::mapping(TODAY, person),
    };
    let allot = AllotBudget {
        trajectory_id,
        amount: cents(1),
        silo: FundingSilo::None,
        booked_on: TODAY,
        note: None,
    };
    let request = d.requests[0].id;
    let decide = || ApproveRequest {
        id: request,
        note: Some("ja".to_owned()),
    };
    let settle = SettleRequest {
        id: request,
        kind: LedgerKind::Release,
        amount: cents(1),
        note: None,
    };
    let mut looked = everything::<AccessLogFilter, _>(RecordedSort::Recorded);
    looked.filter.trajectory_id = Some(trajectory_id);
    tried!(told,
        ReadAccessLog: services.access_log(ctx, &looked);
        RecordMapping: services.record_mapping(ctx, mapping);
        ReviseMapping: services.revise_mapping(ctx, revise(&d.mappings[0], draft::mapping(TODAY, person)));
        RecordBudgetPlan: services.record_budget_plan(ctx, Add { trajectory_id, draft: draft::plan() });
        ReviseBudgetPlan: services.revise_budget_plan(ctx, revise(&d.plans[0], draft::plan()));
        ApproveBudgetPlan: services.approve_budget_plan(ctx, (d.plans[0].id, Version::FIRST));
        AllotBudget: services.allot_budget(ctx, allot);
        RequestBudget: services.request_budget(ctx, RequestBudget { trajectory_id, draft: draft::request(1) });
        ApproveBudgetRequest: services.approve_budget_request(ctx, decide());
        RefuseBudgetRequest: services.refuse_budget_request(ctx, decide());
        SettleBudgetRequest: services.settle_budget_request(ctx, settle);
    );
    try_network(office, ctx, d, &mut told).await;
    let instrument = Revise::<Instrument, _> {
        id: ground.instrument,
        version: Version::FIRST,
        draft: InstrumentDraft::default_instrument(),
    };
    let member = Revise::<Member, _> {
        id: ground.member,
        version: Version::FIRST,
        draft: draft_of("volunteer", &[Role::Volunteer]),
    };
    let issue = IssueToken {
        member_id: ground.member,
        label: "test".to_owned(),
        days: 1,
        scopes: vec![TokenScope::Read],
    };
    tried!(told,
        ReviseInstrument: services.revise_instrument(ctx, instrument);
        ReviseMember: services.revise_member(ctx, member);
        IssueToken: services.issue_token(ctx, issue);
        IssueToken: services.revoke_token(ctx, ground.token);
        InviteMember: services.invite_member(ctx, ground.member);
        EndSessions: services.end_sessions(ctx, ground.member);
        RevisePartner: services.revise_partner(ctx, revise(&d.partners[0], partner_draft("Buurtteam")));
    );
    try_rules(office, ctx, (d, ground), &mut told).await;
    try_rights(office, ctx, (d, ground), &mut told).await;
    try_logins(office, ctx, d, &mut told).await;
    try_files(office, ctx, d, &mut told).await;
    let limit = LimitMember {
        id: ground.member,
        version: Version::FIRST,
        from_on: None,
        until_on: None,
    };
    let review = ReviewGlass {
        id: ground.glass,
        version: Version::FIRST,
        draft: GlassReview {
            verdict: GlassVerdict::Justified,
            note: None,
        },
    };
    // The glass comes last, for who may break it reads the dossier from then on.
    tried!(told,
        LimitMember: services.limit_member(ctx, limit);
        ReviewBreakGlass: services.review_break_glass(ctx, review);
        BreakGlass: services.break_glass(ctx, glass::broken(trajectory_id, "brand", 60));
    );
    told
}

async fn try_files(office: &Office, ctx: &Ctx, d: &Dossier, told: &mut Told) {
    let (services, trajectory_id, attachment) = (&office.services, d.trajectory.id, &d.attachments[0]);
    let add = AddAttachment {
        trajectory_id,
        draft: AttachmentDraft {
            record_kind: RecordKind::Goal,
            record_id: d.goals[0].id.uuid(),
            name: "bon.jpg".to_owned(),
            about: "bon".to_owned(),
        },
        content: photo(1),
    };
    let read = ReadAttachment {
        trajectory_id,
        id: attachment.id,
        rendition: Rendition::Whole,
    };
    tried!(told,
        ReadAttachment: services.attachment_content(ctx, read);
        AddAttachment: services.add_attachment(ctx, add);
        RemoveAttachment: services.remove_attachment(ctx, act(attachment));
    );
}

async fn try_logins(office: &Office, ctx: &Ctx, d: &Dossier, told: &mut Told) {
    let services = &office.services;
    let (login, comment, story) = (&d.family_logins[0], &d.plan_comments[0], &d.stories[0]);
    let answer = AnswerPlanComment {
        comment_id: comment.id,
        text: "goed".to_owned(),
    };
    let said = CommentOnPlan {
        goal_id: Some(d.goals[0].id),
        text: "waarom?".to_owned(),
    };
    let own_action = AddOwnAction {
        goal_id: d.goals[0].id,
        about: "bellen".to_owned(),
        due_on: None,
    };
    let approve = ApproveOwnStory {
        story_version_id: story.id,
        version: story.version,
        audience: Audience::Public,
    };
    tried!(told,
        InviteFamilyMember: services.invite_family_member(ctx, act(&d.persons[0]));
        EndFamilyLogin: services.end_family_login(ctx, act(login));
        AnswerPlanComment: services.answer_plan_comment(ctx, answer);
        CommentOnPlan: services.comment_on_plan(ctx, said);
        AddOwnAction: services.add_own_action(ctx, own_action);
        FinishOwnAction: services.finish_own_action(ctx, act(&d.actions[0]));
        WithdrawOwnConsent: services.withdraw_own_consent(ctx, act(&d.consents[0]));
        ApproveOwnStory: services.approve_own_story(ctx, approve);
        WithdrawOwnStoryApproval: services.withdraw_own_story_approval(ctx, act(&d.approvals[0]));
        EndOwnLogin: services.end_own_login(ctx, act(login));
    );
}

async fn try_rights(office: &Office, ctx: &Ctx, (d, ground): (&Dossier, &Ground), told: &mut Told) {
    let (services, trajectory_id, person) = (&office.services, d.trajectory.id, d.persons[0].id);
    let subject = DataSubject::Person(person);
    let (share, request) = (&d.shares[0], &d.rights_requests[0]);
    let extend = ExtendRights {
        id: request.id,
        version: request.version,
        reason: "veel".to_owned(),
    };
    let decision = RightsDecision {
        refusal: None,
        identity_check: Some("gezien".to_owned()),
        note: None,
    };
    let keep = KeepUnder {
        id: trajectory_id,
        version: d.trajectory.version,
        basis: RetentionBasis::Wmo,
    };
    let hold = PlaceHold {
        family_id: d.family.id,
        reason: "bezwaar".to_owned(),
    };
    let on_destruction = || Act::<Destruction> {
        id: ground.destruction,
        version: Version::FIRST,
        note: None,
    };
    let erasure = ProposeErasure {
        family_id: d.family.id,
        subject,
    };
    tried!(told,
        ShareWithParty: services.share_with_party(ctx, rights::share(d));
        EndShare: services.end_share(ctx, act(share));
        TellPartyOfEnd: services.tell_party_of_end(ctx, act(share));
        ReceiveRightsRequest: services.receive_rights_request(ctx, Add { trajectory_id, draft: rights::request(subject, Right::Access) });
        ExtendRightsRequest: services.extend_rights_request(ctx, extend);
        DecideRightsRequest: services.decide_rights_request(ctx, revise(request, decision));
        CarryOutRightsRequest: services.carry_out_rights_request(ctx, act(request));
        WithdrawRightsRequest: services.withdraw_rights_request(ctx, act(request));
        LimitProcessing: services.limit_processing(ctx, Add { trajectory_id, draft: rights::limit(subject, None) });
        LiftLimit: services.lift_limit(ctx, act(&d.limits[0]));
        RecordOwnWords: services.record_own_words(ctx, rights::words(trajectory_id, person));
        RectifyPerson: services.rectify_person(ctx, rights::rectify(&d.persons[0]));
        ExportPerson: services.export_person(ctx, ExportPerson { subject });
        PlaceHold: services.place_hold(ctx, hold);
        LiftHold: services.lift_hold(ctx, act(&d.holds[0]));
        KeepUnder: services.keep_under(ctx, keep);
        ProposeErasure: services.propose_erasure(ctx, erasure);
        ConfirmDestruction: services.confirm_destruction(ctx, on_destruction());
        ConfirmDestruction: services.reject_destruction(ctx, on_destruction());
        RunDestruction: services.run_destruction(ctx, ground.destruction);
    );
}

async fn try_rules(office: &Office, ctx: &Ctx, (d, ground): (&Dossier, &Ground), told: &mut Told) {
    let (services, plugin_id) = (&office.services, ground.plugin);
    let replay = StartReplay {
        plugin_id,
        settings: json!({}),
    };
    let draft = RuleSetDraft {
        settings: json!({}),
        usage: RuleUse::Shadow,
        valid_from: TODAY,
    };
    let moved = MoveTrajectories {
        ids: vec![d.trajectory.id],
        plugin_id,
    };
    let on_set = || Act::<RuleSet> {
        id: ground.rule_set,
        version: Version::FIRST,
        note: None,
    };
    let on_key = Act::<TrustedKey> {
        id: ground.key,
        version: Version::FIRST,
        note: None,
    };
    tried!(told,
        WithdrawKey: services.withdraw_key(ctx, on_key);
        ReplayRules: services.start_replay(ctx, replay);
        ReplayRules: services.cancel_replay(ctx, ground.replay);
        ProposeRules: services.propose_rules(ctx, ProposeRules { plugin_id, draft });
        ConfirmRules: services.confirm_rules(ctx, on_set());
        RollBackRules: services.roll_back_rules(ctx, on_set());
        MoveTrajectories: services.move_trajectories(ctx, moved);
    );
}

async fn try_people(office: &Office, ctx: &Ctx, d: &Dossier, told: &mut Told) {
    let (services, trajectory_id, person) = (&office.services, d.trajectory.id, d.persons[0].id);
    let family = FamilyDraft {
        name: "Gezin".to_owned(),
        ..FamilyDraft::default()
    };
    let detainee = || DetaineeDraft {
        name: "Iemand".to_owned(),
        ..DetaineeDraft::default()
    };
    let consent = consent_draft(Subject::Person(person), Purpose::Story, TODAY);
    let assign = AssignMember {
        trajectory_id,
        member_id: office.volunteer.actor.as_member().expect("a member"),
        role: Role::Volunteer,
        lead: false,
        side: Side::Both,
    };
    let closing = ClosingDraft {
        closed_on: TODAY,
        reason: ClosingReason::Moved,
        note: None,
        outcomes: vec![],
    };
    tried!(told,
        ReadDossier: services.dossier(ctx, trajectory_id, Parts::ALL);
        ReadFamilyReport: services.family_report(ctx, ReadFamilyReport { trajectory_id, audience: Audience::Team, taken_along: true });
        OpenTrajectory: services.open_trajectory(ctx, OpenTrajectory { family_id: d.family.id, opened_on: TODAY });
        ReviseFamily: services.revise_family(ctx, revise(&d.family, family));
        AddPerson: services.add_person(ctx, Add { trajectory_id, draft: adult_draft() });
        RevisePerson: services.revise_person(ctx, revise(&d.persons[0], adult_draft()));
        AddDetainee: services.add_detainee(ctx, Add { trajectory_id, draft: detainee() });
        ReviseDetainee: services.revise_detainee(ctx, revise(&d.detainees[0], detainee()));
        GiveConsent: services.give_consent(ctx, Add { trajectory_id, draft: consent });
        WithdrawConsent: services.withdraw_consent(ctx, act(&d.consents[0]));
        AssignMember: services.assign_member(ctx, assign);
        EndAssignment: services.end_assignment(ctx, act(&d.assignments[0]));
        WishNoStory: services.wish_no_story(ctx, act(&d.trajectory));
        CloseTrajectory: services.close_trajectory(ctx, revise(&d.trajectory, closing));
        ReopenTrajectory: services.reopen_trajectory(ctx, act(&d.trajectory));
    );
}

async fn try_steps(office: &Office, ctx: &Ctx, d: &Dossier, told: &mut Told) {
    let (services, trajectory_id, person) = (&office.services, d.trajectory.id, d.persons[0].id);
    let skip = SkipStep {
        trajectory_id,
        step: Step::Scaling,
        reason: "later".to_owned(),
    };
    let goal = &d.goals[0];
    let conclude = Conclude {
        id: goal.id,
        version: goal.version,
        outcome: GoalOutcome::Reached,
        on: TODAY,
        note: None,
    };
    let plan = PlanAction {
        goal_id: goal.id,
        draft: draft::action(),
    };
    tried!(told,
        SkipStep: services.skip_step(ctx, skip);
        ResumeStep: services.resume_step(ctx, act(&d.skips[0]));
        RecordTalk: services.record_talk(ctx, Add { trajectory_id, draft: draft::talk(TODAY) });
        ReviseTalk: services.revise_talk(ctx, revise(&d.talks[0], draft::talk(TODAY)));
        RecordRoleCheck: services.record_role_check(ctx, Add { trajectory_id, draft: draft::role_check(TODAY) });
        ReviseRoleCheck: services.revise_role_check(ctx, revise(&d.role_checks[0], draft::role_check(TODAY)));
        RecordIntroduction: services.record_introduction(ctx, Add { trajectory_id, draft: draft::introduction(TODAY, person) });
        ReviseIntroduction: services.revise_introduction(ctx, revise(&d.introductions[0], draft::introduction(TODAY, person)));
        SetGoal: services.set_goal(ctx, Add { trajectory_id, draft: draft::goal(TODAY) });
        ReviseGoal: services.revise_goal(ctx, revise(goal, draft::goal(TODAY)));
        ConcludeGoal: services.conclude_goal(ctx, conclude);
        ResumeGoal: services.resume_goal(ctx, act(goal));
        PlanAction: services.plan_action(ctx, plan);
        ReviseAction: services.revise_action(ctx, revise(&d.actions[0], draft::action()));
        RecordTime: services.record_time(ctx, Add { trajectory_id, draft: draft::time(TODAY) });
        ReviseTime: services.revise_time(ctx, revise(&d.time_entries[0], draft::time(TODAY)));
        RecordConnection: services.record_connection(ctx, Add { trajectory_id, draft: draft::connection(TODAY) });
        ReviseConnection: services.revise_connection(ctx, revise(&d.connections[0], draft::connection(TODAY)));
    );
}

async fn try_network(office: &Office, ctx: &Ctx, d: &Dossier, told: &mut Told) {
    let (services, trajectory_id, person) = (&office.services, d.trajectory.id, d.persons[0].id);
    let partner = &d.partners[0];
    let send = SendReferral {
        trajectory_id,
        partner_id: partner.id,
        draft: draft::referral(TODAY, person),
    };
    let referral = &d.referrals[0];
    let conclude = Conclude {
        id: referral.id,
        version: referral.version,
        outcome: ReferralOutcome::Helped,
        on: TODAY,
        note: None,
    };
    let make = MakeSuggestion {
        obstacle_id: d.obstacles[0].id,
        draft: draft::suggestion(TODAY, None),
    };
    let approve = ApproveStory {
        story_version_id: d.stories[0].id,
        person_id: person,
        audience: Audience::Public,
        approved_on: TODAY,
    };
    tried!(told,
        SendReferral: services.send_referral(ctx, send);
        AnswerReferral: services.answer_referral(ctx, revise(referral, draft::answer(TODAY, None)));
        ConcludeReferral: services.conclude_referral(ctx, conclude);
        WithdrawReferral: services.withdraw_referral(ctx, act(referral));
        LinkReferral: services.link_referral(ctx, act(referral));
        EndReferralLink: services.end_referral_link(ctx, act(&d.referral_links[0]));
        WriteToParty: services.write_to_party(ctx, WriteToParty { referral_id: referral.id, text: "dank".to_owned() });
        RecordProblem: services.record_problem(ctx, Add { trajectory_id, draft: draft::problem(TODAY) });
        ReviseProblem: services.revise_problem(ctx, revise(&d.problems[0], draft::problem(TODAY)));
        RecordSiloObstacle: services.record_silo_obstacle(ctx, Add { trajectory_id, draft: draft::obstacle(TODAY, partner) });
        ReviseSiloObstacle: services.revise_silo_obstacle(ctx, revise(&d.obstacles[0], draft::obstacle(TODAY, partner)));
        MakeSuggestion: services.make_suggestion(ctx, make);
        ReviseSuggestion: services.revise_suggestion(ctx, revise(&d.suggestions[0], draft::suggestion(TODAY, None)));
        RecordLearning: services.record_learning(ctx, Add { trajectory_id, draft: draft::learning(TODAY) });
        ReviseLearning: services.revise_learning(ctx, revise(&d.learning[0], draft::learning(TODAY)));
        WriteStory: services.write_story(ctx, Add { trajectory_id, draft: draft::story() });
        ReviseStory: services.revise_story(ctx, revise(&d.stories[0], draft::story()));
        ApproveStory: services.approve_story(ctx, approve);
        WithdrawStoryApproval: services.withdraw_story_approval(ctx, Act { note: None, ..act(&d.approvals[0]) });
    );
}

/// The actions that take no id of a record.
const WITHOUT_ID: &[Action] = &[
    Action::ListTrajectories,
    Action::ListFamilies,
    Action::ListPartners,
    Action::ListInstruments,
    Action::ListMembers,
    Action::ListReferrals,
    Action::ListBudgetRequests,
    Action::ListProblems,
    Action::ListSiloObstacles,
    Action::ListSuggestions,
    Action::ListLearning,
    Action::ListGoals,
    Action::ListActions,
    Action::ListStories,
    Action::ListPeriods,
    Action::AddMember,
    Action::RegisterFamily,
    Action::RecordPartner,
    Action::RecordInstrument,
    Action::ClosePeriod,
    Action::ListRules,
    Action::ListDifferences,
    Action::TrustKey,
    Action::UploadPlugin,
    Action::Import,
    Action::Export,
    Action::ExportAccessLog,
    Action::KeepAccessLog,
    Action::ListShares,
    Action::ListRightsRequests,
    Action::SetRetention,
    Action::PreviewRetention,
    Action::ListDestructions,
    Action::ProposeDestruction,
    Action::SignIn,
    Action::EndOwnSession,
    Action::ChangeOwnCredentials,
    Action::AcceptInvitation,
    Action::ListSessions,
    Action::ManageIdentityProviders,
    Action::ListBreakGlass,
    Action::FindForGlass,
    Action::ListTokens,
    Action::OpenByLink,
    Action::AnswerByLink,
    Action::WriteByLink,
    Action::ReportByLink,
    Action::KeepFacts,
    Action::ListPeriodChecks,
    Action::ApprovePeriod,
    Action::OpenOwnPlan,
    Action::CosignPlan,
    Action::GiveOwnConsent,
    Action::ReadOwnAccess,
    Action::ExportOwnData,
    Action::KeepNotices,
    Action::ListNotices,
    Action::SeeNotices,
    Action::ChooseNotices,
];

async fn example(office: &Office, kept: bool) -> (Dossier, Ground) {
    let partner = office.partner("Wijkteam").await;
    let mut example = Example::new(office, false);
    example.one_of_each(false, &partner);
    let mut dossier = example.dossier();
    let fresh = || office.clock.fresh();
    if kept {
        import(office, std::slice::from_ref(&dossier)).await;
        let other = office.member("eigenaar", &[Role::Volunteer]).await;
        let member = other.actor.as_member().expect("a member");
        let issue = IssueToken {
            member_id: member,
            label: "test".to_owned(),
            days: 1,
            scopes: vec![TokenScope::Read],
        };
        let issued = office.services.issue_token(&other, issue).await.expect("issued");
        let (plugin, set) = switch_on(
            office,
            &office.services,
            &Component::new("regels", "1.0.0", Decides::ByParity),
        )
        .await;
        let ground = Ground {
            instrument: office.instrument.id,
            member,
            token: issued.token.id,
            key: plugin.signed_by.expect("signed"),
            plugin: plugin.id,
            rule_set: set.id,
            replay: replay(&office.services, &office.coordinator, &plugin, &json!({})).await,
            destruction: DestructionId::from_uuid(fresh()),
            glass: {
                let watch = office.member("wacht", &[Role::Professional]).await;
                let cmd = glass::broken(dossier.trajectory.id, "brand", 60);
                office.services.break_glass(&watch, cmd).await.expect("broken").id
            },
        };
        return (dossier, ground);
    }
    dossier.partners[0].id = krachtig_core::domain::id::PartnerId::from_uuid(fresh());
    let ground = Ground {
        instrument: InstrumentId::from_uuid(fresh()),
        member: MemberId::from_uuid(fresh()),
        token: TokenId::from_uuid(fresh()),
        key: TrustedKeyId::from_uuid(fresh()),
        plugin: PluginId::from_uuid(fresh()),
        rule_set: RuleSetId::from_uuid(fresh()),
        replay: ReplayId::from_uuid(fresh()),
        destruction: DestructionId::from_uuid(fresh()),
        glass: BreakGlassId::from_uuid(fresh()),
    };
    (dossier, ground)
}

#[tokio::test(flavor = "multi_thread")]
async fn forbidden_and_absent_and_somebody_elses_look_alike() {
    on_both(|setting| async move {
        let tenants = setting.open().await;
        let (office, elsewhere) = (
            Office::open(&tenants, "alfa").await,
            Office::open(&tenants, "bravo").await,
        );
        let (here, absent) = (example(&office, true).await, example(&office, false).await);
        let foreign = example(&elsewhere, true).await;
        let before = office.dossier(here.0.trajectory.id).await;
        let lines = log(&setting).await.len();
        let outsider = office.member("outsider", &[Role::Professional]).await;
        let mut tried = BTreeSet::new();
        for ctx in [
            &office.volunteer,
            &office.reader,
            &office.approver,
            &outsider,
            &office.operator,
        ] {
            let on_absent = try_everything(&office, ctx, (&absent.0, &absent.1)).await;
            let on_foreign = try_everything(&office, ctx, (&foreign.0, &foreign.1)).await;
            assert_eq!(on_absent, on_foreign, "{:?}", ctx.actor);
            for (action, refused) in &on_absent {
                let refused = refused
                    .as_ref()
                    .unwrap_or_else(|| panic!("{:?} could {action}", ctx.actor));
                assert_eq!(refused.code, RefusalCode::NotFound, "{action} by {:?}", ctx.actor);
                tried.insert(*action);
            }
            let allowed = |action: &Action| permit(&ctx.actor, *action, Relation::None).is_some();
            // Everybody issues and revokes tokens, and nobody those of another.
            let own = |action: &Action| *action == Action::IssueToken;
            if Action::ALL
                .iter()
                .any(|action| allowed(action) && !WITHOUT_ID.contains(action) && !own(action))
            {
                continue;
            }
            let on_present = try_everything(&office, ctx, (&here.0, &here.1)).await;
            assert_eq!(on_present, on_absent, "{:?}", ctx.actor);
        }
        for action in Action::ALL {
            assert_ne!(
                tried.contains(action),
                WITHOUT_ID.contains(action),
                "{action} has no row here"
            );
        }
        assert_eq!(office.dossier(here.0.trajectory.id).await, before);
        assert_eq!(
            log(&setting).await.len(),
            lines + 2,
            "but for the outsider's account and our own look at the dossier, nothing left a line"
        );
    })
    .await;
}

/// Whoever may do a few things of the tenant is refused all others alike, one by one.
#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_may_do_opens_nothing_else() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let (here, absent) = (example(&office, true).await, example(&office, false).await);
        let outsider = office.member("outsider", &[Role::Professional]).await;
        for ctx in [&office.approver, &outsider, &office.operator] {
            let on_absent = try_everything(&office, ctx, (&absent.0, &absent.1)).await;
            let on_present = try_everything(&office, ctx, (&here.0, &here.1)).await;
            for ((action, absent), (_, present)) in on_absent.iter().zip(&on_present) {
                if permit(&ctx.actor, *action, Relation::None).is_none() {
                    assert_eq!(absent, present, "{action} by {:?}", ctx.actor);
                }
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_assignment_opens_what_it_should_until_it_ends() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let Office {
            services,
            volunteer,
            coordinator,
            ..
        } = &office;
        let life = Life::begin(&office).await;
        let add = || Add {
            trajectory_id: life.id,
            draft: draft::time(life.today()),
        };
        assert_eq!(
            code(services.record_time(volunteer, add()).await),
            RefusalCode::NotFound
        );
        let assign = AssignMember {
            trajectory_id: life.id,
            member_id: volunteer.actor.as_member().expect("a member"),
            role: Role::Volunteer,
            lead: true,
            side: Side::Both,
        };
        let assigned = services.assign_member(coordinator, assign).await.expect("assigned");
        let leads: Vec<_> = assigned
            .dossier
            .assignments
            .iter()
            .filter(|a| a.lead)
            .map(|a| a.id)
            .collect();
        assert_eq!(leads, [assigned.record.id], "one leads");
        let entry = services.record_time(volunteer, add()).await.expect("recorded").record;
        let talk = Add {
            trajectory_id: life.id,
            draft: draft::talk(life.today()),
        };
        assert_eq!(code(services.record_talk(volunteer, talk).await), RefusalCode::NotFound);
        services
            .end_assignment(coordinator, act(&assigned.record))
            .await
            .expect("ended");
        let late = services
            .revise_time(volunteer, revise(&entry, draft::time(life.today())))
            .await;
        assert_eq!(code(late), RefusalCode::NotFound, "from the day on which it ended");
        assert_eq!(
            code(services.dossier(volunteer, life.id, Parts::ALL).await),
            RefusalCode::NotFound
        );
    })
    .await;
}
