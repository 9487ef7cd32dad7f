//! What is said of each action beside the policies, and what a permit, a relation and an actor tell: all of it, so that
//! nothing of it can change unseen. No database is asked, so this is tried on every small change of the access layer.

use krachtig_core::access::{Action, Actor, Permit, Relation, Scope, Ties, parts_of, permit, scope_seeing, seen};
use krachtig_core::domain::access_log::{AccessPurpose, LogEvent};
use krachtig_core::domain::dossier_part::{DossierPart, DossierParts};
use krachtig_core::domain::id::{AssignmentId, BreakGlassId, MemberId, OperatorId, ReferralLinkId, TrajectoryId};
use krachtig_core::domain::member::{Member, MemberDraft, MemberState};
use krachtig_core::domain::record::Version;
use krachtig_core::domain::token::TokenScope;
use krachtig_core::domain::trajectory::{Assignment, Side};
use krachtig_core::domain::vocabulary::{Role, Vocabulary};
use time::Date;
use time::macros::date;
use uuid::Uuid;

use super::model;

const TODAY: Date = date!(2026 - 03 - 02);
const ME: MemberId = MemberId::from_uuid(Uuid::from_u128(1));
const OPERATOR: Actor = Actor::Operator {
    id: OperatorId::from_uuid(Uuid::from_u128(2)),
};
const PARTY: Actor = Actor::Party {
    link: ReferralLinkId::from_uuid(Uuid::from_u128(4)),
};

/// What a token of each scope is good for; casework is what is in no list.
const SCOPES: [(TokenScope, &[&str]); 4] = [
    (
        TokenScope::Read,
        &[
            "read_dossier",
            "list_trajectories",
            "list_families",
            "list_partners",
            "list_instruments",
            "list_members",
            "list_referrals",
            "list_budget_requests",
            "list_problems",
            "list_silo_obstacles",
            "list_suggestions",
            "list_learning",
            "list_goals",
            "list_actions",
            "list_stories",
            "list_periods",
            "list_rules",
            "list_differences",
            "list_shares",
            "list_rights_requests",
            "list_destructions",
            "list_break_glass",
            "read_access_log",
            "read_family_report",
            "read_attachment",
            "list_notices",
        ],
    ),
    (TokenScope::Budget, BUDGET),
    (TokenScope::Rules, RULES),
    (
        TokenScope::Admin,
        &[
            "add_member",
            "revise_member",
            "record_instrument",
            "revise_instrument",
            "close_period",
            "list_sessions",
            "import",
            "export",
            "export_access_log",
            "keep_access_log",
            "limit_member",
            "export_person",
            "set_retention",
            "preview_retention",
            "propose_erasure",
            "propose_destruction",
            "confirm_destruction",
            "run_destruction",
            "list_period_checks",
            "approve_period",
        ],
    ),
];

/// What takes a session, or a link, whatever the token.
const BY_SESSION: &[&str] = &[
    "issue_token",
    "sign_in",
    "end_own_session",
    "change_own_credentials",
    "accept_invitation",
    "invite_member",
    "end_sessions",
    "manage_identity_providers",
    "list_tokens",
    "open_by_link",
    "answer_by_link",
    "write_by_link",
    "report_by_link",
    "keep_facts",
    "invite_family_member",
    "open_own_plan",
    "comment_on_plan",
    "cosign_plan",
    "add_own_action",
    "finish_own_action",
    "give_own_consent",
    "withdraw_own_consent",
    "approve_own_story",
    "withdraw_own_story_approval",
    "read_own_access",
    "export_own_data",
    "end_own_login",
    "keep_notices",
    "see_notices",
    "choose_notices",
];

const BUDGET: &[&str] = &[
    "record_budget_plan",
    "revise_budget_plan",
    "approve_budget_plan",
    "allot_budget",
    "request_budget",
    "approve_budget_request",
    "refuse_budget_request",
    "settle_budget_request",
];

const RULES: &[&str] = &[
    "trust_key",
    "withdraw_key",
    "upload_plugin",
    "replay_rules",
    "propose_rules",
    "confirm_rules",
    "roll_back_rules",
    "move_trajectories",
];

/// What is read without a line, for it shows nobody of a dossier.
const OF_NOBODY: &[&str] = &[
    "list_partners",
    "list_instruments",
    "list_members",
    "list_sessions",
    "list_tokens",
    "list_periods",
    "list_rules",
    "keep_access_log",
    "keep_facts",
    "keep_notices",
    "see_notices",
    "choose_notices",
];

#[test]
fn a_token_is_good_for_its_scopes_and_a_session_for_all() {
    for action in Action::ALL {
        let code = action.code();
        let listed = SCOPES.iter().find(|(_, actions)| actions.contains(&code));
        let needed = match listed {
            Some((scope, _)) => Some(*scope),
            None if BY_SESSION.contains(&code) => None,
            None => Some(TokenScope::Casework),
        };
        assert_eq!(action.token_scope(), needed, "{code}");
        let session = Actor::member(ME, vec![Role::Coordinator]);
        assert!(
            session.covers(*action) && OPERATOR.covers(*action) && PARTY.covers(*action),
            "{code}"
        );
        for scope in TokenScope::ALL {
            let token = session.clone().by_token(vec![*scope]);
            assert_eq!(token.covers(*action), needed == Some(*scope), "{code} by {scope}");
            let may = permit(&session, *action, Relation::None).is_some();
            let by_token = permit(&token, *action, Relation::None).is_some();
            assert_eq!(by_token, may && needed == Some(*scope), "{code} by {scope}");
            let listed = scope_seeing(&token, *action, DossierParts::NONE).is_some();
            assert_eq!(listed, by_token, "{code} by {scope}");
        }
        assert!(permit(&session.by_token(Vec::new()), *action, Relation::None).is_none());
    }
    assert_eq!(OPERATOR.by_token(Vec::new()), OPERATOR);
    assert_eq!(PARTY.by_token(Vec::new()), PARTY);
}

#[test]
fn the_log_says_of_each_action_which_event_it_is_and_why() {
    for action in Action::ALL {
        let code = action.code();
        assert_eq!(action.is_about_people(), !OF_NOBODY.contains(&code), "{code}");
        assert_eq!(action.lists(), code.starts_with("list_"), "{code}");
        let event = |new: bool| match code {
            "read_dossier" | "open_by_link" | "open_own_plan" | "read_family_report" | "read_attachment" => {
                LogEvent::Read
            }
            "export" | "export_access_log" | "export_own_data" => LogEvent::Export,
            "read_access_log" | "read_own_access" => LogEvent::ReadLog,
            "find_for_glass" => LogEvent::Search,
            list if list.starts_with("list_") => LogEvent::Search,
            _ if new => LogEvent::Create,
            _ => LogEvent::Change,
        };
        assert_eq!(
            (action.event(true), action.event(false)),
            (event(true), event(false)),
            "{code}"
        );
        let purpose = match code {
            "list_budget_requests" => AccessPurpose::Budget,
            money if BUDGET.contains(&money) => AccessPurpose::Budget,
            "add_member" | "revise_member" | "issue_token" | "list_members" | "record_instrument"
            | "revise_instrument" | "list_rules" | "list_differences" | "import" | "export" => {
                AccessPurpose::Administration
            }
            rules if RULES.contains(&rules) => AccessPurpose::Administration,
            "list_periods" | "close_period" | "keep_facts" | "list_period_checks" | "approve_period"
            | "read_family_report" => AccessPurpose::Reporting,
            "read_access_log" | "export_access_log" | "keep_access_log" => AccessPurpose::Quality,
            _ => AccessPurpose::Support,
        };
        assert_eq!(action.purpose(), purpose, "{code}");
    }
}

#[test]
fn a_permit_tells_what_is_permitted_to_whom_and_in_which_role() {
    let told = |permit: &Permit| (permit.action(), permit.actor().to_owned(), permit.role());
    let both = Actor::member(ME, vec![Role::Volunteer, Role::Professional]);
    for (action, role) in [
        (Action::ListPartners, "volunteer"),
        (Action::RecordPartner, "professional"),
    ] {
        let permit = permit(&both, action, Relation::None).expect("permitted");
        assert_eq!(told(&permit), (action, ME.to_string(), role));
        let (permit, scope) = scope_seeing(&both, action, DossierParts::NONE).expect("permitted");
        assert_eq!((told(&permit), scope), ((action, ME.to_string(), role), Scope::All));
    }
    let imported = permit(&OPERATOR, Action::Import, Relation::None).expect("permitted");
    let operator = OPERATOR.id();
    assert_eq!(operator, "opr_00000000000000000000000000000002");
    assert_eq!(told(&imported), (Action::Import, operator, "platform_operator"));
    let opened = permit(&PARTY, Action::OpenByLink, Relation::None).expect("permitted");
    let party = PARTY.id();
    assert_eq!(party, "rfl_00000000000000000000000000000004");
    assert_eq!(told(&opened), (Action::OpenByLink, party, "party"));
    let tied = Ties::of(Role::Professional, Side::Both);
    let (permit, scope) = scope_seeing(&both, Action::ListGoals, DossierParts::NONE).expect("permitted");
    assert_eq!(told(&permit), (Action::ListGoals, ME.to_string(), "professional"));
    let Scope::AssignedTo(member, ties) = scope else {
        panic!("not everything is his to see")
    };
    assert_eq!(member, ME);
    assert!(ties.iter().any(|tie| tied.iter().any(|other| other == tie)));
}

/// A list that is narrowed down by a part leaves the rows of which that part may be seen, in the same role.
#[test]
fn what_is_looked_at_takes_the_right_to_see_it() {
    let ties: Vec<(Role, Side)> = [Role::Professional, Role::Volunteer]
        .into_iter()
        .flat_map(|role| Side::ALL.iter().map(move |side| (role, *side)))
        .collect();
    let lists = Action::ALL
        .iter()
        .filter(|action| action.lists() && !parts_of(**action).is_empty());
    for action in lists {
        for part in DossierPart::ALL {
            for role in Role::ALL {
                let actor = Actor::member(ME, vec![*role]);
                let says = |open: model::Open| {
                    let who = model::Who::Member(role.code(), "active");
                    let lists = |on: &DossierPart| model::may(who, model::Deed::ToPart(action.code(), on.code()), open);
                    parts_of(*action).iter().any(lists) && model::may(who, model::Deed::See(part.code()), open)
                };
                let scope = scope_seeing(&actor, *action, DossierParts::NONE.with(*part)).map(|(_, scope)| scope);
                let all = says(model::Open::Not);
                assert_eq!(scope == Some(Scope::All), all, "{action} by {role} looking at {part}");
                for (tied, side) in ties.iter().filter(|_| !all) {
                    let left = match &scope {
                        Some(Scope::AssignedTo(_, ties)) => ties.iter().any(|tie| tie == (*tied, *side)),
                        _ => false,
                    };
                    let open = model::Open::Assigned(tied.code(), side.code());
                    assert_eq!(left, says(open), "{action} by {role}, {tied} {side}, looking at {part}");
                }
            }
        }
    }
}

fn assignment(
    member_id: MemberId,
    (role, side): (Role, Side),
    (from_on, ended_on): (Date, Option<Date>),
) -> Assignment {
    Assignment {
        id: AssignmentId::from_uuid(Uuid::from_u128(5)),
        trajectory_id: TrajectoryId::from_uuid(Uuid::from_u128(6)),
        member_id,
        role,
        side,
        lead: false,
        from_on,
        ended_on,
        version: Version::FIRST,
    }
}

#[test]
fn ties_are_the_assignments_that_hold_of_the_one_who_asks() {
    let other = MemberId::from_uuid(Uuid::from_u128(9));
    let (early, late) = (date!(2026 - 01 - 01), date!(2026 - 06 - 01));
    let work = (Role::Professional, Side::Family);
    let mine = assignment(ME, work, (early, None));
    let help = assignment(ME, (Role::Volunteer, Side::Detainee), (early, Some(late)));
    for (all, expected) in [
        (vec![], vec![]),
        (vec![mine.clone()], vec![work]),
        (vec![assignment(other, work, (early, None))], vec![]),
        (vec![assignment(ME, work, (late, None))], vec![]),
        (vec![assignment(ME, work, (early, Some(TODAY)))], vec![]),
        (
            vec![assignment(ME, (Role::Coordinator, Side::Both), (early, None))],
            vec![],
        ),
        (
            vec![mine.clone(), help.clone()],
            vec![work, (Role::Volunteer, Side::Detainee)],
        ),
        (vec![mine.clone(), mine.clone()], vec![work]),
    ] {
        let ties = Ties::on(TODAY, ME, &all);
        assert_eq!(ties.iter().collect::<Vec<_>>(), expected);
        assert_eq!(ties.is_none(), expected.is_empty());
        let relation = Relation::by(TODAY, Some(ME), &all);
        let plain = if expected.is_empty() {
            Relation::None
        } else {
            Relation::Assigned(ties)
        };
        assert_eq!(relation, plain);
        assert_eq!(
            Relation::by(TODAY, None, &all),
            Relation::None,
            "nobody is assigned to anything"
        );
        let glass = BreakGlassId::from_uuid(Uuid::from_u128(3));
        assert_eq!(relation.with_glass(glass), Relation::BrokeGlass(glass, ties));
        assert_eq!(
            relation.with_glass(glass).with_glass(glass),
            Relation::BrokeGlass(glass, ties)
        );
    }
    let each: Vec<Ties> = [Role::Professional, Role::Volunteer]
        .into_iter()
        .flat_map(|role| Side::ALL.iter().map(move |side| Ties::of(role, *side)))
        .collect();
    for (place, ties) in each.iter().enumerate() {
        assert_eq!(ties.iter().count(), 1);
        assert!(each[..place].iter().all(|before| before != ties), "each is another");
        assert_eq!(ties.and(*ties), *ties);
        assert_eq!(ties.and(Ties::NONE), *ties);
    }
}

/// Whoever broke a glass and is assigned beside it sees what either opens.
#[test]
fn a_glass_adds_to_what_an_assignment_opens() {
    let glass = BreakGlassId::from_uuid(Uuid::from_u128(3));
    let actor = Actor::member(ME, vec![Role::Professional]);
    let tied = Relation::Assigned(Ties::of(Role::Professional, Side::Family));
    assert!(!seen(&actor, tied).has(DossierPart::Detainee));
    assert_eq!(seen(&actor, tied.with_glass(glass)), DossierParts::ALL);
    assert!(permit(&actor, Action::RecordProblem, tied.with_glass(glass)).is_some());
    assert!(permit(&actor, Action::RecordProblem, Relation::None.with_glass(glass)).is_none());
    assert!(permit(&actor, Action::ReadDossier, Relation::None.with_glass(glass)).is_some());
    assert!(permit(&actor, Action::ReadDossier, Relation::None).is_none());
}

#[test]
fn an_actor_is_who_the_member_is_on_a_day() {
    let draft = |state| MemberDraft {
        name: "Iemand (fictief)".to_owned(),
        email: "iemand@voorbeeld.invalid".to_owned(),
        roles: vec![Role::Volunteer],
        state,
    };
    for state in [MemberState::Active, MemberState::Suspended, MemberState::Invited] {
        let member = Member::record(ME, &draft(state)).expect("the member is right");
        let actor = Actor::of(&member, TODAY);
        assert_eq!((actor.as_member(), actor.id()), (Some(ME), ME.to_string()));
        assert_eq!(actor.roles(), [Role::Volunteer]);
        let may = permit(&actor, Action::ListPartners, Relation::None).is_some();
        assert_eq!(may, state == MemberState::Active, "{state}");
        let token = actor.clone().by_token(vec![TokenScope::Read]);
        assert_eq!((token.as_member(), token.roles()), (Some(ME), actor.roles()));
        assert_eq!(permit(&token, Action::ListPartners, Relation::None).is_some(), may);
    }
    for other in [OPERATOR, PARTY] {
        assert_eq!((other.as_member(), other.roles().len()), (None, 0));
    }
}
