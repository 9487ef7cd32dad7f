//! The audit log: a line for whatever was changed, with who, in which role and what, and nothing of what people typed.

use std::collections::{BTreeMap, BTreeSet};

use krachtig_core::access::{Action, Actor};
use krachtig_core::domain::break_glass::{GlassDraft, GlassReview, GlassVerdict};
use krachtig_core::domain::budget::{LedgerKind, PlanDraft};
use krachtig_core::domain::consent::{Purpose, Subject};
use krachtig_core::domain::dossier::Parts;
use krachtig_core::domain::family::{DetaineeDraft, FamilyDraft};
use krachtig_core::domain::goal::GoalOutcome;
use krachtig_core::domain::identity::IdentityProviderDraft;
use krachtig_core::domain::instrument::InstrumentDraft;
use krachtig_core::domain::member::{MemberDraft, MemberState};
use krachtig_core::domain::notice::Language;
use krachtig_core::domain::partner::ReferralOutcome;
use krachtig_core::domain::period::Period;
use krachtig_core::domain::token::TokenScope;
use krachtig_core::domain::trajectory::{ClosingDraft, ClosingReason, Side, Step};
use krachtig_core::domain::vocabulary::{Audience, Role, Vocabulary};
use krachtig_core::rules::SigningKey;
use krachtig_core::service::{
    AcceptInvitation, Add, AddOwnAction, AnswerPlanComment, ApproveOwnStory, ApprovePeriod, ApproveRequest,
    AssignMember, BreakTheGlass, ByLink, CONSENT_NOTICE, ChangePassword, ChooseNotices, CommentOnPlan, Conclude, Ctx,
    FindForGlass, GiveOwnConsent, IssueToken, Knock, LimitMember, MoveTrajectories, OpenTrajectory, PasswordSignIn,
    PersonKnown, RecordIdentityProvider, ReviewGlass, SettleRequest, SkipStep, TrustKey, WriteToParty,
};
use sea_orm::{ConnectionTrait, Statement};
use time::Duration;

use crate::attachments;
use crate::door::knock;
use crate::family_login;
use crate::life::{CANARY, Life, act, draft, revise};
use crate::office::{Office, TODAY, adult_draft, cents, code, draft_of, partner_draft};
use crate::party::{linked, referred};
use crate::region::{Component, Decides, switch_on};
use crate::rights_walk::use_rights;
use crate::stored::past_the_store;
use crate::support::{Setting, on_both};

/// A line of the log, as text.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    actor: String,
    role: String,
    action: String,
    pub(crate) kind: String,
    all: String,
}

/// The whole log, as it lies in the database.
pub(crate) async fn log(setting: &Setting) -> Vec<Line> {
    let db = past_the_store(setting).await;
    let sql =
        "SELECT actor, role, action, record_kind, CAST(fields AS text) AS fields, request_id FROM audit ORDER BY id";
    let rows = db
        .query_all_raw(Statement::from_string(db.get_database_backend(), sql))
        .await
        .expect("read");
    let text = |row: &sea_orm::QueryResult, column: &str| row.try_get::<String>("", column).expect("text");
    rows.iter()
        .map(|row| Line {
            actor: text(row, "actor"),
            role: text(row, "role"),
            action: text(row, "action"),
            kind: text(row, "record_kind"),
            all: ["actor", "role", "action", "record_kind", "fields", "request_id"]
                .map(|c| text(row, c))
                .join(" "),
        })
        .collect()
}

/// Edits everything that a life of each step recorded.
async fn second_thoughts(office: &Office, life: &Life<'_>) {
    let (services, ctx) = (&office.services, &office.professional);
    let (d, today) = (office.dossier(life.id).await, life.today());
    let family = FamilyDraft {
        name: format!("Gezin {CANARY}"),
        note: Some(CANARY.to_owned()),
        ..FamilyDraft::default()
    };
    let detainee = DetaineeDraft {
        name: CANARY.to_owned(),
        institution: Some(CANARY.to_owned()),
        ..DetaineeDraft::default()
    };
    services
        .revise_family(ctx, revise(&d.family, family))
        .await
        .expect("family");
    services
        .revise_person(ctx, revise(&d.persons[0], adult_draft()))
        .await
        .expect("person");
    services
        .revise_detainee(ctx, revise(&d.detainees[0], detainee))
        .await
        .expect("detainee");
    services
        .revise_talk(ctx, revise(&d.talks[0], draft::talk(today)))
        .await
        .expect("talk");
    services
        .revise_role_check(ctx, revise(&d.role_checks[0], draft::role_check(today)))
        .await
        .expect("role check");
    let introduction = draft::introduction(today, life.adult);
    services
        .revise_introduction(ctx, revise(&d.introductions[0], introduction))
        .await
        .expect("introduction");
    services
        .revise_mapping(ctx, revise(&d.mappings[0], draft::mapping(today, life.adult)))
        .await
        .expect("mapping");
    services
        .revise_goal(ctx, revise(&d.goals[0], draft::goal(today)))
        .await
        .expect("goal");
    services
        .revise_action(ctx, revise(&d.actions[0], draft::action()))
        .await
        .expect("action");
    second_thoughts_on_what_came_of_it(office, life).await;
}

/// The other half: from the time that was given to the story.
async fn second_thoughts_on_what_came_of_it(office: &Office, life: &Life<'_>) {
    let (services, ctx) = (&office.services, &office.professional);
    let (d, today) = (office.dossier(life.id).await, life.today());
    let partner = &d.partners[0];
    let closer = |plan: PlanDraft| PlanDraft {
        total: cents(60_000),
        ..plan
    };
    services
        .revise_time(ctx, revise(&d.time_entries[0], draft::time(today)))
        .await
        .expect("time");
    services
        .revise_connection(ctx, revise(&d.connections[0], draft::connection(today)))
        .await
        .expect("connection");
    services
        .revise_budget_plan(ctx, revise(&d.plans[0], closer(draft::plan())))
        .await
        .expect("plan");
    services
        .revise_problem(ctx, revise(&d.problems[0], draft::problem(today)))
        .await
        .expect("problem");
    services
        .revise_silo_obstacle(ctx, revise(&d.obstacles[0], draft::obstacle(today, partner)))
        .await
        .expect("obstacle");
    services
        .revise_suggestion(ctx, revise(&d.suggestions[0], draft::suggestion(today, None)))
        .await
        .expect("suggestion");
    services
        .revise_learning(ctx, revise(&d.learning[0], draft::learning(today)))
        .await
        .expect("learning");
    let add = Add {
        trajectory_id: life.id,
        draft: draft::story(),
    };
    let story = services.write_story(ctx, add).await.expect("story").record;
    services
        .revise_story(ctx, revise(&story, draft::story()))
        .await
        .expect("story");
    services
        .withdraw_story_approval(ctx, act(&d.approvals[0]))
        .await
        .expect("approval");
    let sent = life.sent(partner).await;
    services.withdraw_referral(ctx, act(&sent)).await.expect("referral");
    let request = life.request(100).await;
    let refuse = ApproveRequest {
        id: request.id,
        note: Some(CANARY.to_owned()),
    };
    services
        .refuse_budget_request(&office.approver, refuse)
        .await
        .expect("refused");
    let skip = SkipStep {
        trajectory_id: life.id,
        step: Step::Scaling,
        reason: CANARY.to_owned(),
    };
    let skip = services.skip_step(ctx, skip).await.expect("skipped").record;
    services.resume_step(ctx, act(&skip)).await.expect("resumed");
    services.wish_no_story(ctx, act(&d.trajectory)).await.expect("wished");
    services
        .withdraw_consent(ctx, act(&d.consents[0]))
        .await
        .expect("withdrawn");
}

/// Ends a trajectory, and begins anew.
async fn end_and_begin(office: &Office, life: &Life<'_>) {
    let (services, ctx) = (&office.services, &office.professional);
    let goal = office.dossier(life.id).await.goals[0].clone();
    let conclude = Conclude {
        id: goal.id,
        version: goal.version,
        outcome: GoalOutcome::Reached,
        on: life.today(),
        note: Some(CANARY.to_owned()),
    };
    let goal = services.conclude_goal(ctx, conclude).await.expect("concluded").record;
    services.resume_goal(ctx, act(&goal)).await.expect("resumed");
    let volunteer = AssignMember {
        trajectory_id: life.id,
        member_id: office.volunteer.actor.as_member().expect("a member"),
        role: Role::Volunteer,
        lead: false,
        side: Side::Both,
    };
    let assigned = services.assign_member(ctx, volunteer).await.expect("assigned").record;
    services.end_assignment(ctx, act(&assigned)).await.expect("ended");
    let closing = || ClosingDraft {
        closed_on: life.today(),
        reason: ClosingReason::Completed,
        note: Some(CANARY.to_owned()),
        outcomes: vec![(goal.id, GoalOutcome::Dropped, Some(CANARY.to_owned()))],
    };
    let open = office.dossier(life.id).await.trajectory;
    let closed = services
        .close_trajectory(ctx, revise(&open, closing()))
        .await
        .expect("closed")
        .record;
    let again = services
        .reopen_trajectory(&office.coordinator, act(&closed))
        .await
        .expect("reopened")
        .record;
    let closing = ClosingDraft {
        outcomes: vec![],
        ..closing()
    };
    services
        .close_trajectory(ctx, revise(&again, closing))
        .await
        .expect("closed");
    let open = OpenTrajectory {
        family_id: office.dossier(life.id).await.family.id,
        opened_on: life.today(),
    };
    services.open_trajectory(ctx, open).await.expect("opened");
}

/// What an office does beside its families.
async fn run_the_office(office: &Office) {
    let (services, ctx) = (&office.services, &office.coordinator);
    let choose = ChooseNotices {
        channels: Vec::new(),
        language: Language::Dutch,
    };
    services.choose_notices(ctx, choose).await.expect("chosen");
    let member = services
        .add_member(ctx, draft_of(CANARY, &[Role::Reader]))
        .await
        .expect("added");
    let member = services
        .revise_member(ctx, revise(&member, draft_of(CANARY, &[Role::Volunteer])))
        .await
        .expect("revised");
    let issue = IssueToken {
        member_id: member.id,
        label: CANARY.to_owned(),
        days: 7,
        scopes: vec![TokenScope::Read],
    };
    let own = Ctx {
        actor: Actor::member(member.id, member.roles.clone()),
        ..ctx.clone()
    };
    let issued = services.issue_token(&own, issue).await.expect("issued");
    services.revoke_token(ctx, issued.token.id).await.expect("revoked");
    let partner = office.partner(CANARY).await;
    services
        .revise_partner(ctx, revise(&partner, partner_draft(CANARY)))
        .await
        .expect("revised");
    let instrument = InstrumentDraft {
        edition: "2".to_owned(),
        ..InstrumentDraft::default_instrument()
    };
    let second = services.record_instrument(ctx, instrument).await.expect("recorded");
    let third = InstrumentDraft {
        edition: "3".to_owned(),
        name: CANARY.to_owned(),
        ..InstrumentDraft::default_instrument()
    };
    services
        .revise_instrument(ctx, revise(&second, third))
        .await
        .expect("revised");
    switch_rules_on(office).await;
    come_and_go(office).await;
    let period: Period = "2025-Q4".parse().expect("a period");
    let closed = services.close_period(ctx, period).await.expect("closed");
    assert_eq!(services.close_period(ctx, period).await.expect("counted again"), closed);
    let count = ApprovePeriod { period, number: 1 };
    services.approve_period(ctx, count).await.expect("approved");
}

/// Invites somebody who comes, changes a password and goes, and trusts a provider.
async fn come_and_go(office: &Office) {
    let (services, ctx) = (&office.services, &office.coordinator);
    let draft = MemberDraft {
        state: MemberState::Invited,
        ..draft_of("nieuw", &[Role::Reader])
    };
    let email = draft.email.clone();
    let member = services.add_member(ctx, draft).await.expect("added");
    let invited = services.invite_member(ctx, member.id).await.expect("invited");
    let knock = Knock {
        store: ctx.store.clone(),
        clock: ctx.clock.clone(),
        request: "test".to_owned(),
        client: ctx.client.clone(),
        address: None,
        browser: None,
        session: None,
    };
    let first = format!("{CANARY} eerste wachtwoord");
    let chosen = AcceptInvitation::Password(first.clone());
    services
        .accept_invitation(&knock, &invited.secret, chosen)
        .await
        .expect("accepted");
    let sign_in = PasswordSignIn {
        email,
        password: first.clone(),
        code: None,
        recovery_code: None,
    };
    let signed_in = services.sign_in_by_password(&knock, sign_in).await.expect("let in");
    let own = Ctx {
        actor: Actor::member(member.id, signed_in.member.roles.clone()),
        ..ctx.clone()
    };
    let change = ChangePassword {
        current: Some(first),
        new: format!("{CANARY} tweede wachtwoord"),
    };
    let changed = services
        .change_password((&knock, &own), &signed_in.session, change)
        .await;
    services
        .end_own_session(&own, changed.expect("changed").session.id)
        .await
        .expect("ended");
    let again = services.invite_member(ctx, member.id).await.expect("invited");
    let chosen = AcceptInvitation::Password(format!("{CANARY} derde wachtwoord"));
    services
        .accept_invitation(&knock, &again.secret, chosen)
        .await
        .expect("accepted");
    services.end_sessions(ctx, member.id).await.expect("ended");
    let provider = IdentityProviderDraft {
        name: CANARY.to_owned(),
        issuer: "https://login.voorbeeld.invalid".to_owned(),
        client_id: CANARY.to_owned(),
        client_secret: CANARY.to_owned(),
        groups_claim: "groups".to_owned(),
        roles: Vec::new(),
        active: true,
    };
    let cmd = RecordIdentityProvider {
        draft: provider,
        version: None,
    };
    services
        .record_identity_provider(&office.operator, cmd)
        .await
        .expect("trusted");
}

/// Trusts a key and takes that back, switches rules on, tries others in vain, moves a family and rolls back.
async fn switch_rules_on(office: &Office) {
    let (services, ctx) = (&office.services, &office.coordinator);
    let (plugin, set) = switch_on(office, services, &Component::new("regels", "1.0.0", Decides::ByParity)).await;
    let trajectory = office.family("Gezin").await.trajectory.id;
    let moved = MoveTrajectories {
        ids: vec![trajectory],
        plugin_id: plugin.id,
    };
    services.move_trajectories(ctx, moved).await.expect("moved");
    services.roll_back_rules(ctx, act(&set)).await.expect("rolled back");
    let spare = TrustKey {
        label: CANARY.to_owned(),
        public_key: SigningKey::from_random_bytes([9; 32]).public_key().to_string(),
    };
    let spare = services.trust_key(ctx, spare).await.expect("trusted");
    services.withdraw_key(ctx, act(&spare)).await.expect("withdrawn");
}

/// Limits a membership, breaks a glass, reads through it and has it reviewed.
async fn open_in_an_emergency(office: &Office, life: &Life<'_>) {
    let (services, ctx) = (&office.services, &office.coordinator);
    let watch = office.member("wacht", &[Role::Professional]).await;
    let member = services.me(&watch).await.expect("there");
    let limit = LimitMember {
        id: member.id,
        version: member.version,
        from_on: None,
        until_on: Some(life.today() + Duration::days(30)),
    };
    services.limit_member(ctx, limit).await.expect("limited");
    let known = PersonKnown {
        last_name: CANARY.to_owned(),
        born_on: life.today(),
    };
    for by in [FindForGlass::Reference(CANARY.to_owned()), FindForGlass::Person(known)] {
        services.find_for_glass(&watch, by).await.expect("answered");
    }
    let glass = BreakTheGlass {
        trajectory_id: life.id,
        draft: GlassDraft {
            reason: CANARY.to_owned(),
            minutes: 60,
        },
    };
    let glass = services.break_glass(&watch, glass).await.expect("broken");
    services.dossier(&watch, life.id, Parts::ALL).await.expect("read");
    let review = ReviewGlass {
        id: glass.id,
        version: glass.version,
        draft: GlassReview {
            verdict: GlassVerdict::Justified,
            note: Some(CANARY.to_owned()),
        },
    };
    services.review_break_glass(ctx, review).await.expect("reviewed");
}

/// Everything that a party does by the link of a referral, and the office with such links.
async fn by_a_link(office: &Office) {
    let (services, worker) = (&office.services, &office.professional);
    let (_, _, referral) = referred(office).await;
    let first = linked(office, &referral).await;
    let ended = services.end_referral_link(worker, act(&first.link)).await;
    ended.expect("ended");
    let secret = linked(office, &referral).await.secret;
    let text = WriteToParty {
        referral_id: referral.id,
        text: CANARY.to_owned(),
    };
    services.write_to_party(worker, text).await.expect("written");
    let party = knock(worker);
    services.open_by_link(&party, &secret).await.expect("opened");
    for deed in [
        ByLink::Write(CANARY.to_owned()),
        ByLink::Answer(None, Some(CANARY.to_owned())),
        ByLink::Report(ReferralOutcome::Helped, Some(CANARY.to_owned())),
    ] {
        services.do_by_link(&party, &secret, deed).await.expect("done");
    }
}

/// Everything that a person of a family does by the own login, and the office with such logins.
async fn by_a_login(office: &Office) {
    let (services, worker) = (&office.services, &office.professional);
    let (id, person) = office.willing_family(CANARY, 0).await;
    let goal = family_login::goal(office, id, (CANARY, Some(person))).await;
    let story = Add {
        trajectory_id: id,
        draft: draft::story(),
    };
    let story = services.write_story(worker, story).await.expect("written").record;
    let (me, invited, _) = family_login::taken_up(office, id, person).await;
    let seen = services.open_own_plan(&me).await.expect("opened").plan;
    let signed = services.cosign_plan(&me, family_login::cosign(&seen.plan)).await;
    signed.expect("signed");
    let said = CommentOnPlan {
        goal_id: None,
        text: CANARY.to_owned(),
    };
    let said = services.comment_on_plan(&me, said).await.expect("said").plan;
    let answer = AnswerPlanComment {
        comment_id: said.comments[0].id,
        text: CANARY.to_owned(),
    };
    services.answer_plan_comment(worker, answer).await.expect("answered");
    let added = AddOwnAction {
        goal_id: goal.id,
        about: CANARY.to_owned(),
        due_on: None,
    };
    services.add_own_action(&me, added).await.expect("added");
    let action = office.dossier(id).await.actions.remove(0);
    services.finish_own_action(&me, act(&action)).await.expect("done");
    let approve = ApproveOwnStory {
        story_version_id: story.id,
        version: story.version,
        audience: Audience::Team,
    };
    services.approve_own_story(&me, approve).await.expect("approved");
    let approval = office.dossier(id).await.approvals.remove(0);
    let back = services.withdraw_own_story_approval(&me, act(&approval)).await;
    back.expect("taken back");
    let consent = office.dossier(id).await.consents.remove(0);
    services
        .withdraw_own_consent(&me, act(&consent))
        .await
        .expect("withdrawn");
    let give = GiveOwnConsent {
        purpose: consent.purpose,
        recipient: Some(CANARY.to_owned()),
        valid_until: None,
        notice: CONSENT_NOTICE.to_owned(),
    };
    services.give_own_consent(&me, give).await.expect("given");
    services.read_own_access(&me, 500).await.expect("read");
    services.export_own_data(&me).await.expect("taken along");
    services.end_own_login(&me, act(&invited.login)).await.expect("ended");
    let (_, again, _) = family_login::taken_up(office, id, person).await;
    services
        .end_family_login(worker, act(&again.login))
        .await
        .expect("ended");
}

async fn attach_and_take_away(office: &Office) {
    let id = office.family("Gezin Bestand (fictief)").await.trajectory;
    let by = (office, &office.professional);
    let added = attachments::attach(by, id.id, (&id, attachments::photo(1)))
        .await
        .expect("added");
    let removed = office
        .services
        .remove_attachment(&office.professional, act(&added))
        .await;
    removed.expect("taken away");
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_done_leaves_a_line_and_nothing_of_what_was_typed() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        run_the_office(&office).await;
        let life = Life::begin(&office).await;
        life.live(1).await;
        second_thoughts(&office, &life).await;
        end_and_begin(&office, &life).await;
        use_rights(&office).await;
        open_in_an_emergency(&office, &life).await;
        by_a_link(&office).await;
        by_a_login(&office).await;
        attach_and_take_away(&office).await;
        let lines = log(&setting).await;
        for line in &lines {
            assert!(!line.all.to_lowercase().contains(&CANARY.to_lowercase()), "{line:?}");
        }
        let done: BTreeSet<&str> = lines.iter().map(|line| line.action.as_str()).collect();
        let reads = |action: &Action| {
            let of_log = [
                Action::ReadAccessLog,
                Action::ExportAccessLog,
                Action::KeepAccessLog,
                Action::KeepFacts,
                Action::KeepNotices,
                Action::SeeNotices,
            ];
            action.lists()
                || matches!(
                    action,
                    Action::ReadDossier
                        | Action::Export
                        | Action::PreviewRetention
                        | Action::ReadFamilyReport
                        | Action::ReadAttachment
                )
                || of_log.contains(action)
        };
        let missing: Vec<_> = Action::ALL
            .iter()
            .filter(|action| !reads(action) && **action != Action::Import && !done.contains(action.code()))
            .collect();
        assert_eq!(missing, [&Action::Import; 0], "done without a line");
        let roles: BTreeMap<&str, BTreeSet<&str>> = lines.iter().fold(BTreeMap::new(), |mut roles, line| {
            roles
                .entry(&line.actor)
                .or_insert_with(BTreeSet::new)
                .insert(&line.role);
            roles
        });
        let of = |ctx: &krachtig_core::service::Ctx| roles[ctx.actor.id().as_str()].iter().copied().collect::<Vec<_>>();
        assert_eq!(of(&office.professional), ["professional"]);
        assert_eq!(of(&office.approver), ["budget_approver"]);
        assert_eq!(of(&office.operator), ["platform_operator"]);
        let ledger = lines.iter().filter(|line| line.kind == "ledger_line").count();
        // The allotment; a request that was approved, reserved, paid, paid back and set free; one that was refused.
        assert_eq!(ledger, 1 + 6 + 2, "every line of the ledger has one in the log");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_leaves_no_line() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let (services, ctx) = (&office.services, &office.professional);
        let life = Life::begin(&office).await;
        let request = {
            life.consent(Purpose::PerspectiveBudget).await;
            life.request(100).await
        };
        let before = log(&setting).await.len();
        let mut future = draft::talk(TODAY + Duration::days(1));
        future.note = None;
        let empty = FamilyDraft::default();
        let family = office.dossier(life.id).await.family;
        let twice = crate::office::consent_draft(Subject::Person(life.adult), Purpose::PerspectiveBudget, TODAY);
        let settle = SettleRequest {
            id: request.id,
            kind: LedgerKind::Spend,
            amount: cents(1),
            note: None,
        };
        let refused = [
            code(
                services
                    .record_talk(
                        ctx,
                        Add {
                            trajectory_id: life.id,
                            draft: future,
                        },
                    )
                    .await,
            ),
            code(services.revise_family(ctx, revise(&family, empty)).await),
            code(
                services
                    .give_consent(
                        ctx,
                        Add {
                            trajectory_id: life.id,
                            draft: twice,
                        },
                    )
                    .await,
            ),
            code(services.settle_budget_request(ctx, settle).await),
            code(services.record_mapping(ctx, life.mapping_cmd()).await),
            code(
                services
                    .approve_budget_request(
                        &office.approver,
                        ApproveRequest {
                            id: request.id,
                            note: None,
                        },
                    )
                    .await,
            ),
            code(
                services
                    .add_member(&office.coordinator, draft_of("reader", &[Role::Reader]))
                    .await,
            ),
            code(
                services
                    .record_instrument(&office.coordinator, InstrumentDraft::default_instrument())
                    .await,
            ),
        ];
        assert_eq!(
            refused.map(Vocabulary::code),
            [
                "in_future",
                "required",
                "already_exists",
                "exceeds_request",
                "consent_missing",
                "insufficient_budget",
                "already_exists",
                "already_exists",
            ]
        );
        assert_eq!(
            log(&setting).await.len(),
            before + 1,
            "but for our own look at the dossier"
        );
        assert!(!ctx.actor.as_member().expect("a member").uuid().is_nil());
    })
    .await;
}
