//! Two offices of fictional families, so that every operation has a record to be tried on, here and elsewhere, and the
//! people who try.

use std::collections::HashSet;

use krachtig_core::access::Actor;
use krachtig_core::domain::clock::{Clock, Stamp};
use krachtig_core::domain::dossier::Dossier;
use krachtig_core::domain::id::{AssignmentId, BreakGlassId, MemberId};
use krachtig_core::domain::member::{MemberDraft, MemberState};
use krachtig_core::domain::money::Cents;
use krachtig_core::domain::obstacle::{ObstacleDraft, SiloObstacle, Suggestion, SuggestionDraft, SuggestionState};
use krachtig_core::domain::record::Version;
use krachtig_core::domain::token::TokenScope;
use krachtig_core::domain::trajectory::{Assignment, Side, Step, StepSkip};
use krachtig_core::domain::vocabulary::{FundingSilo, LifeDomain, ObstacleGround, PartnerType, Role, Vocabulary};
use krachtig_core::service::{
    ApproveRequest, BreakTheGlass, Ctx, Import, ImportedDossier, IssueToken, LimitMember, Revise, Services, TrustKey,
};
use krachtig_core::store::Slug;
use krachtig_server::app::clock::SystemClock;
use krachtig_server::app::open::operator_ctx;
use krachtig_server::demo;
use krachtig_server::demo::tenants::TENANTS;
use krachtig_tests::office::Office;
use time::Duration;

use super::operations::Ids;

/// Somebody who tries.
#[derive(Clone)]
pub(super) struct Viewer {
    pub(super) name: String,
    pub(super) token: String,
    pub(super) active: bool,
    id: MemberId,
    tie: Option<(Role, Side)>,
}

/// An office with a family that has something of everything.
pub(super) struct Ground {
    pub(super) slug: Slug,
    pub(super) viewers: Vec<Viewer>,
    /// The ids of that family's records, and of the office's.
    pub(super) ids: Ids,
}

/// Opens an office. `seed` makes its families others than those of any other.
pub(super) async fn open(office: &Office, slug: &str, seed: u64) -> Ground {
    let slug = office.tenant(slug).await;
    let services = &office.installation.services;
    let operator = operator_ctx(services, &slug).await.expect("the tenant opens");
    let mut viewers = Vec::new();
    for (role, tie) in posts() {
        viewers.push(hire(services, &operator, (role, tie, MemberState::Active)).await);
    }
    for role in Role::ALL {
        for state in [MemberState::Suspended, MemberState::Invited, MemberState::Expired] {
            viewers.push(hire(services, &operator, (*role, None, state)).await);
        }
    }
    let dossier = families(services, &operator, (&viewers, seed)).await;
    let ids = ids(services, &operator, (&viewers, &dossier)).await;
    Ground { slug, viewers, ids }
}

/// Who works there: in each role, and where somebody can be assigned in it, on each side and not at all.
fn posts() -> Vec<(Role, Option<(Role, Side)>)> {
    let mut posts = Vec::new();
    for role in Role::ALL {
        posts.push((*role, None));
        if matches!(role, Role::Professional | Role::Volunteer) {
            posts.extend(Side::ALL.iter().map(|side| (*role, Some((*role, *side)))));
        }
    }
    posts
}

async fn hire(services: &Services, ctx: &Ctx, (role, tie, state): (Role, Option<(Role, Side)>, MemberState)) -> Viewer {
    let mut name = role.code().to_owned();
    if let Some((_, side)) = tie {
        name = format!("{name}/{side}");
    }
    if state != MemberState::Active {
        name = format!("{name} {state}");
    }
    let draft = |state| MemberDraft {
        name: format!("{name} (fictief)"),
        email: format!("{}@voorbeeld.invalid", name.replace(['/', ' '], "-")),
        roles: vec![role],
        state,
    };
    let member = services
        .add_member(ctx, draft(MemberState::Active))
        .await
        .expect("the member is right");
    let order = IssueToken {
        member_id: member.id,
        label: "test".to_owned(),
        days: 1,
        scopes: TokenScope::ALL.to_vec(),
    };
    let token = services
        .issue_token(ctx, order)
        .await
        .expect("the token is issued")
        .secret;
    match state {
        MemberState::Active => {}
        MemberState::Expired => {
            let cmd = LimitMember {
                id: member.id,
                version: member.version,
                from_on: None,
                until_on: Some(ctx.stamp().today),
            };
            services.limit_member(ctx, cmd).await.expect("limited");
        }
        state => {
            let cmd = Revise {
                id: member.id,
                version: member.version,
                draft: draft(state),
            };
            services.revise_member(ctx, cmd).await.expect("revised");
        }
    }
    Viewer {
        name,
        token,
        active: state == MemberState::Active,
        id: member.id,
        tie,
    }
}

/// Imports two families: one of which there is something of everything, to which the viewers are assigned, and one to
/// which nobody is. Gives the first.
async fn families(services: &Services, ctx: &Ctx, (viewers, seed): (&[Viewer], u64)) -> Dossier {
    let ground = services
        .import_ground(ctx, &HashSet::new())
        .await
        .expect("the tenant is read");
    let of = |role: Role| {
        viewers
            .iter()
            .find(|viewer| viewer.name == role.code())
            .expect("hired")
            .id
    };
    let members = vec![
        (of(Role::Coordinator), Role::Coordinator),
        (of(Role::Professional), Role::Professional),
        (of(Role::Volunteer), Role::Volunteer),
        (of(Role::BudgetApprover), Role::BudgetApprover),
    ];
    let tenant = &TENANTS[1];
    let partners = demo::partners::directory(&tenant.places().expect("codes"), ctx.stamp()).expect("a directory");
    let instrument = ground.instruments.into_iter().next().expect("an instrument");
    let today = ctx.stamp().today;
    let mut plan = tenant
        .generator(today, members, partners.clone(), instrument)
        .expect("a plan");
    (plan.seed, plan.families) = (seed, 150);
    let mut all: Vec<Dossier> = demo::dossiers(&plan).map(|one| one.expect("a dossier")).collect();
    all.sort_by_key(|dossier| std::cmp::Reverse(kinds(dossier)));
    let mut all = all.into_iter().filter(|dossier| dossier.trajectory.closed_on.is_none());
    let (mut first, mut second) = (all.next().expect("one is open"), all.next().expect("another is open"));
    (first.assignments, second.assignments) = (assignments(&first, viewers), Vec::new());
    complete(&mut first, of(Role::Professional));
    let dossiers = [first.clone(), second].map(|after| ImportedDossier { before: None, after });
    let import = Import {
        partners,
        dossiers: dossiers.into(),
        keys: Vec::new(),
    };
    services.import(ctx, import).await.expect("imported");
    first
}

/// Adds what few families have.
fn complete(dossier: &mut Dossier, by: MemberId) {
    let stamp = Stamp::new(by, &SystemClock);
    if dossier.skips.is_empty() {
        let skip = StepSkip::skip(dossier, Step::Scaling, "later", stamp).expect("skipped");
        dossier.skips.push(skip);
    }
    if dossier.obstacles.is_empty() {
        let draft = ObstacleDraft {
            need: "Huur".to_owned(),
            life_domain: LifeDomain::Housing,
            silo: FundingSilo::BijzondereBijstand,
            ground: ObstacleGround::WrongTargetGroup,
            met_on: stamp.today,
            days_lost: 0,
            cost: Cents::ZERO,
            bridged_by: None,
            solved_on: None,
            note: None,
        };
        let obstacle = SiloObstacle::record(dossier, None, &draft, stamp).expect("recorded");
        dossier.obstacles.push(obstacle);
    }
    if dossier.suggestions.is_empty() {
        let draft = SuggestionDraft {
            about: "Doorbetalen".to_owned(),
            addressed_to: PartnerType::Municipality,
            made_on: stamp.today,
            state: SuggestionState::Made,
            result: None,
            agenda_on: None,
        };
        let suggestion = Suggestion::make(dossier, dossier.obstacles[0].id, &draft, stamp).expect("made");
        dossier.suggestions.push(suggestion);
    }
}

/// Of how many kinds there is something.
fn kinds(dossier: &Dossier) -> usize {
    let value = serde_json::to_value(dossier).expect("a dossier is JSON");
    let lists = value.as_object().into_iter().flatten();
    lists
        .filter(|(_, list)| list.as_array().is_some_and(|list| !list.is_empty()))
        .count()
}

fn assignments(dossier: &Dossier, viewers: &[Viewer]) -> Vec<Assignment> {
    let tied = viewers.iter().filter_map(|viewer| Some((viewer.id, viewer.tie?)));
    let assignment = |(member_id, (role, side))| Assignment {
        id: AssignmentId::from_uuid(SystemClock.fresh()),
        trajectory_id: dossier.trajectory.id,
        member_id,
        role,
        side,
        lead: false,
        from_on: dossier.trajectory.opened_on,
        ended_on: None,
        version: Version::FIRST,
    };
    let mut all: Vec<Assignment> = tied.map(assignment).collect();
    all.sort_unstable_by_key(|assignment| assignment.id);
    all
}

/// The ids of one record of each kind. What can be done to it only once is done already.
async fn ids(services: &Services, ctx: &Ctx, (viewers, dossier): (&[Viewer], &Dossier)) -> Ids {
    let find = |name: &str| viewers.iter().find(|viewer| viewer.name == name).expect("hired");
    let acts = |viewer: &Viewer, role| Ctx {
        actor: Actor::member(viewer.id, vec![role]),
        ..ctx.clone()
    };
    let coordinator = acts(find("coordinator"), Role::Coordinator);
    let request = dossier.requests.first().expect("somebody asked for money");
    let refuse = ApproveRequest {
        id: request.id,
        note: Some("nee".to_owned()),
    };
    // It may have been decided on already.
    let _decided = services.refuse_budget_request(&coordinator, refuse).await;
    let member = find("reader").id;
    let order = IssueToken {
        member_id: member,
        label: "ingetrokken".to_owned(),
        days: 1,
        scopes: TokenScope::ALL.to_vec(),
    };
    let token = services.issue_token(ctx, order).await.expect("issued").token;
    services.revoke_token(ctx, token.id).await.expect("revoked");
    let glass = BreakTheGlass {
        trajectory_id: dossier.trajectory.id,
        draft: krachtig_core::domain::break_glass::GlassDraft {
            reason: "brand".to_owned(),
            minutes: 1,
        },
    };
    let outsider = acts(find("professional"), Role::Professional);
    let glass: BreakGlassId = services.break_glass(&outsider, glass).await.expect("broken").id;
    let key = TrustKey {
        label: "sleutel".to_owned(),
        public_key: krachtig_core::rules::SigningKey::from_random_bytes([7; 32])
            .public_key()
            .to_string(),
    };
    let key = services.trust_key(ctx, key).await.expect("trusted").id;
    // Not before its minute is over would the outsider be one again.
    let glass_closed = krachtig_core::service::ReviewGlass {
        id: glass,
        version: Version::FIRST,
        draft: krachtig_core::domain::break_glass::GlassReview {
            verdict: krachtig_core::domain::break_glass::GlassVerdict::Unjustified,
            note: Some("oefening".to_owned()),
        },
    };
    services
        .review_break_glass(&coordinator, glass_closed)
        .await
        .expect("reviewed");
    let mut ids = absent();
    let mut put = |name: &'static str, id: String| assert!(ids.insert(name, id).is_some(), "{name} is in no schema");
    macro_rules! first {
        ($($name:literal: $list:ident),+) => {$(
            put($name, dossier.$list.first().unwrap_or_else(|| panic!("the family has no {}", $name)).id.to_string());
        )+};
    }
    first!(
        "PersonId": persons, "DetaineeId": detainees, "ConsentId": consents, "AssignmentId": assignments,
        "StepSkipId": skips, "DetaineeTalkId": talks, "RoleCheckId": role_checks, "IntroductionId": introductions,
        "MappingId": mappings, "GoalId": goals, "ActionId": actions, "TimeEntryId": time_entries,
        "ConnectionId": connections, "BudgetPlanId": plans, "BudgetRequestId": requests, "ReferralId": referrals,
        "ProblemId": problems, "SiloObstacleId": obstacles, "SuggestionId": suggestions, "LearningEntryId": learning,
        "StoryVersionId": stories, "StoryApprovalId": approvals, "InstrumentId": instruments, "PartnerId": partners
    );
    put("FamilyId", dossier.family.id.to_string());
    put("TrajectoryId", dossier.trajectory.id.to_string());
    put("MemberId", member.to_string());
    put("TokenId", token.id.to_string());
    put("BreakGlassId", glass.to_string());
    put("TrustedKeyId", key.to_string());
    ids
}

/// Ids that nobody has. Plugins, sets of rules and replays are never there: a compiler would have to make them.
pub(super) fn absent() -> Ids {
    use krachtig_core::domain::id as kind;
    macro_rules! fresh {
        ($($name:ident),+) => {
            [$((stringify!($name), kind::$name::from_uuid(SystemClock.fresh()).to_string())),+]
        };
    }
    Ids::from(fresh!(
        PersonId,
        DetaineeId,
        ConsentId,
        AssignmentId,
        StepSkipId,
        DetaineeTalkId,
        RoleCheckId,
        IntroductionId,
        MappingId,
        GoalId,
        ActionId,
        TimeEntryId,
        ConnectionId,
        BudgetPlanId,
        BudgetRequestId,
        ReferralId,
        ProblemId,
        SiloObstacleId,
        SuggestionId,
        LearningEntryId,
        StoryVersionId,
        StoryApprovalId,
        InstrumentId,
        PartnerId,
        FamilyId,
        TrajectoryId,
        MemberId,
        TokenId,
        BreakGlassId,
        TrustedKeyId,
        PluginId,
        RuleSetId,
        ReplayId,
        ShareId,
        RightsRequestId,
        ProcessingLimitId,
        LegalHoldId,
        RetentionPolicyId,
        DestructionId,
        SessionId,
        OwnWordsId
    ))
}

/// How long a listener is waited for.
pub(super) const LISTENED: Duration = Duration::milliseconds(150);
