//! Two offices of fictional families, so that every operation has a record to be tried on, here and elsewhere, and the
//! people who try.

use std::collections::HashSet;

use krachtig_core::access::Actor;
use krachtig_core::domain::clock::{Clock, Stamp};
use krachtig_core::domain::dossier::Dossier;
use krachtig_core::domain::id::{AssignmentId, MemberId};
use krachtig_core::domain::member::{MemberDraft, MemberState};
use krachtig_core::domain::money::Cents;
use krachtig_core::domain::obstacle::{ObstacleDraft, SiloObstacle, Suggestion, SuggestionDraft, SuggestionState};
use krachtig_core::domain::record::Version;
use krachtig_core::domain::referral_link::ReferralLink;
use krachtig_core::domain::token::TokenScope;
use krachtig_core::domain::trajectory::{Assignment, Side, Step, StepSkip};
use krachtig_core::domain::vocabulary::{FundingSilo, LifeDomain, ObstacleGround, PartnerType, Role, Vocabulary};
use krachtig_core::service::{
    Act, CommentOnPlan, Ctx, Import, ImportedDossier, IssueToken, LimitMember, Revise, Services,
};
use krachtig_core::store::Slug;
use krachtig_server::app::clock::SystemClock;
use krachtig_server::app::open::operator_ctx;
use krachtig_server::demo;
use krachtig_server::demo::tenants::TENANTS;
use krachtig_tests::office::Office;
use serde_json::json;

use super::asking::Credential;
use super::operations::Ids;
use super::records::Records;

/// Somebody who tries: by a token, and by a session.
#[derive(Clone)]
pub(crate) struct Viewer {
    pub(crate) name: String,
    pub(super) token: Credential,
    pub(crate) session: Credential,
    pub(super) active: bool,
    pub(super) id: MemberId,
    tie: Option<(Role, Side)>,
}

/// An office with a family that has something of everything.
pub(crate) struct Ground {
    pub(crate) slug: Slug,
    pub(crate) viewers: Vec<Viewer>,
    /// The ids of that family's records, and of the office's.
    pub(crate) ids: Ids,
    /// The same of a family whose dossier was destroyed, as far as it had something.
    pub(super) erased: Ids,
}

impl Ground {
    /// Somebody who works there.
    pub(crate) fn viewer(&self, name: &str) -> &Viewer {
        let found = self.viewers.iter().find(|viewer| viewer.name == name);
        found.unwrap_or_else(|| panic!("nobody is {name}"))
    }
}

/// What makes families others than those of any other office, and what is changed in their dossiers before they come in.
type Families = (u64, fn(Dossier) -> Dossier);

/// Opens an office. `seed` makes its families others than those of any other.
pub(crate) async fn open(office: &Office, slug: &str, seed: u64) -> Ground {
    open_with(office, slug, (seed, |dossier| dossier)).await
}

/// The same, with its families' dossiers changed before they come in.
pub(crate) async fn open_with(office: &Office, slug: &str, families: Families) -> Ground {
    let slug = office.tenant(slug).await;
    let services = &office.installation.services;
    let operator = operator_ctx(services, &slug).await.expect("the tenant opens");
    let hiring = Hiring {
        office,
        slug: &slug,
        operator: &operator,
    };
    let mut viewers = Vec::new();
    for (role, tie) in posts() {
        viewers.push(hiring.hire((role, tie, MemberState::Active)).await);
    }
    for role in Role::of_office() {
        for state in [MemberState::Suspended, MemberState::Invited, MemberState::Expired] {
            viewers.push(hiring.hire((role, None, state)).await);
        }
    }
    // Somebody who tries nothing, so that what is done to him puts nobody out who does.
    let spare = hiring
        .named(("doelwit".to_owned(), Role::Reader, MemberState::Active))
        .await;
    let dossiers = self::families(services, &operator, (&viewers, families)).await;
    office.rules(&slug, "exodus-haaglanden").await;
    let lead = viewers
        .iter()
        .find(|viewer| viewer.name == "coordinator")
        .expect("hired")
        .id;
    let (family_member, of_login) = hiring.family_member(&dossiers[0], lead).await;
    let records = Records {
        services,
        operator: &operator,
        viewers: &viewers,
    };
    let ids = records.of(&dossiers[0], (spare.id, of_login)).await;
    let erased = records.destroyed(&dossiers[2]).await;
    viewers.push(family_member);
    Ground {
        slug,
        viewers,
        ids,
        erased,
    }
}

/// Who works there: in each role, and where somebody can be assigned in it, on each side and not at all.
fn posts() -> Vec<(Role, Option<(Role, Side)>)> {
    let mut posts = Vec::new();
    for role in Role::of_office() {
        posts.push((role, None));
        if matches!(role, Role::Professional | Role::Volunteer) {
            posts.extend(Side::ALL.iter().map(|side| (role, Some((role, *side)))));
        }
    }
    posts
}

/// Who takes people on, and where.
struct Hiring<'h> {
    office: &'h Office,
    slug: &'h Slug,
    operator: &'h Ctx,
}

impl Hiring<'_> {
    async fn hire(&self, (role, tie, state): (Role, Option<(Role, Side)>, MemberState)) -> Viewer {
        let mut name = role.code().to_owned();
        if let Some((_, side)) = tie {
            name = format!("{name}/{side}");
        }
        if state != MemberState::Active {
            name = format!("{name} {state}");
        }
        let viewer = self.named((name, role, state)).await;
        Viewer { tie, ..viewer }
    }

    /// Invites an adult of the family, who signs in and says something about the plan. Such a login has no token.
    async fn family_member(&self, dossier: &Dossier, lead: MemberId) -> (Viewer, Ids) {
        let services = &self.office.installation.services;
        let today = self.operator.stamp().today;
        let coordinator = Ctx {
            actor: Actor::member(lead, vec![Role::Coordinator]),
            ..self.operator.clone()
        };
        let adult = dossier.adults(today).next().expect("an adult");
        let invite = Act {
            id: adult.id,
            version: adult.version,
            note: None,
        };
        let invited = services
            .invite_family_member(&coordinator, invite)
            .await
            .expect("invited");
        let browser = self.office.browser(self.slug);
        let accept = json!({ "invitation": invited.secret, "password": "vier losse woorden samen" });
        let _ = browser.post("invitation", accept).await.done();
        let session = browser.session().expect("signed in");
        let own = Ctx {
            actor: Actor::member(invited.login.account(), vec![Role::FamilyMember]),
            ..coordinator
        };
        let said = CommentOnPlan {
            goal_id: None,
            text: "Wanneer begint het?".to_owned(),
        };
        let said = services.comment_on_plan(&own, said).await.expect("said").plan;
        let ids = Ids::from([
            ("FamilyLoginId", invited.login.id.to_string()),
            ("PlanCommentId", said.comments[0].id.to_string()),
        ]);
        let viewer = Viewer {
            name: Role::FamilyMember.code().to_owned(),
            token: Credential::None,
            session: Credential::Session(self.slug.to_string(), session),
            active: true,
            id: invited.login.account(),
            tie: None,
        };
        (viewer, ids)
    }

    /// Takes somebody on, who signs in and gets a token, and only then comes into this state.
    async fn named(&self, (name, role, state): (String, Role, MemberState)) -> Viewer {
        let (services, ctx) = (&self.office.installation.services, self.operator);
        let draft = |state| MemberDraft {
            name: format!("{name} (fictief)"),
            email: format!("{}@voorbeeld.invalid", name.replace(['/', ' '], "-")),
            roles: vec![role],
            state,
        };
        let member = services.add_member(ctx, draft(MemberState::Invited)).await;
        let member = member.expect("the member is right").id;
        let invited = services.invite_member(ctx, member).await.expect("invited");
        let browser = self.office.browser(self.slug);
        let accept = json!({ "invitation": invited.secret, "password": "vier losse woorden samen" });
        let _ = browser.post("invitation", accept).await.done();
        let session = browser.session().expect("signed in");
        let order = IssueToken {
            member_id: member,
            label: "test".to_owned(),
            days: 1,
            scopes: TokenScope::ALL.to_vec(),
        };
        let token = services.issue_token(ctx, order).await.expect("the token is issued");
        let version = services.members_by_id(ctx, &[member]).await.expect("read")[&member].version;
        match state {
            MemberState::Active => {}
            MemberState::Expired => {
                let cmd = LimitMember {
                    id: member,
                    version,
                    from_on: None,
                    until_on: Some(ctx.stamp().today),
                };
                services.limit_member(ctx, cmd).await.expect("limited");
            }
            state => {
                let cmd = Revise {
                    id: member,
                    version,
                    draft: draft(state),
                };
                services.revise_member(ctx, cmd).await.expect("revised");
            }
        }
        Viewer {
            name,
            token: Credential::Token(token.secret),
            session: Credential::Session(self.slug.to_string(), session),
            active: state == MemberState::Active,
            id: member,
            tie: None,
        }
    }
}

/// Imports three families: one of which there is something of everything, to which the viewers are assigned; one to
/// which nobody is; and one that is closed.
async fn families(services: &Services, ctx: &Ctx, (viewers, (seed, changed)): (&[Viewer], Families)) -> [Dossier; 3] {
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
    let (open, closed): (Vec<_>, Vec<_>) = all
        .into_iter()
        .partition(|dossier| dossier.trajectory.closed_on.is_none());
    let mut open = open.into_iter();
    let (mut first, mut second) = (open.next().expect("one is open"), open.next().expect("another is open"));
    (first.assignments, second.assignments) = (assignments(&first, viewers), Vec::new());
    complete(&mut first, of(Role::Professional));
    let mut third = closed.into_iter().next().expect("one is closed");
    third.assignments = Vec::new();
    let mut dossiers = [first, second, third].map(changed);
    for dossier in &mut dossiers {
        // What is kept by law is not destroyed.
        dossier.trajectory.retention_basis = None;
    }
    let imported = dossiers.clone().map(|after| ImportedDossier { before: None, after });
    let import = Import {
        partners,
        dossiers: imported.into(),
        keys: Vec::new(),
    };
    services.import(ctx, import).await.expect("imported");
    dossiers
}

/// Adds what few families have.
fn complete(dossier: &mut Dossier, by: MemberId) {
    let stamp = Stamp::new(by, &SystemClock);
    if dossier.skips.is_empty() {
        let skip = StepSkip::skip(dossier, Step::Scaling, "later", stamp).expect("skipped");
        dossier.skips.push(skip);
    }
    dossier.referral_links.push(ReferralLink {
        id: stamp.id(),
        trajectory_id: dossier.trajectory.id,
        referral_id: dossier.referrals[0].id,
        hash: dossier.trajectory.id.to_string(),
        made_by: by,
        expires_at: stamp.now + ReferralLink::HOLDS,
        ended_on: None,
        version: Version::FIRST,
    });
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
