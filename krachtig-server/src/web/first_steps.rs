//! The first steps of a new office, for who leads it: what there is to do, why, and what is done already. All of that is
//! derived from the records; nothing is kept of it.
//!
//! What waits every day does not belong here: see [`super::work`].

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_core::domain::member::MemberState;
use krachtig_core::domain::rule_set::RuleSetState;
use krachtig_core::domain::vocabulary::{Role, Vocabulary};
use krachtig_core::service::{
    Action, Ask, MOST_ROWS, MemberFilter, NameSort, NoFilter, PartnerFilter, RecordedSort, TrajectoryFilter,
};
use poem::Request;

use super::frame::Frame;
use super::part::Button;
use super::reply::{Answered, Reply, Trouble};
use super::visit::{Place, Visit};
use crate::auth::TenantAuth;

/// An office is new as long as it has fewer families than this, closed ones too.
const NEW: u64 = 5;

/// Something that a new office does.
struct Step {
    title: String,
    href: String,
    why: String,
    /// What is missing, where it is known.
    missing: String,
    state: State,
}

/// Where a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Open,
    Done,
    /// Not every office needs it.
    MayBe,
}

#[derive(Template)]
#[template(path = "first-steps.html")]
struct FirstPage {
    p: Frame,
    steps: Vec<Step>,
    done: usize,
    needed: usize,
}

/// Shows the steps to who leads the office.
pub(super) async fn answer((auth, visit, request): (&TenantAuth, &Visit, &Request)) -> Answered {
    if !visit.may(Action::AddMember) {
        return Err(Trouble::not_found());
    }
    let (ctx, session) = auth.own_session(request).await?;
    let app = visit.services.has_totp(&ctx, &session).await?;
    let second = app || !visit.services.own_passkeys(&ctx).await?.is_empty();
    let mut steps = vec![step(visit, ("account", "/account"), State::of(second))];
    steps.extend(of_office(visit).await?);
    let needed = steps.iter().filter(|step| step.state != State::MayBe);
    let (done, needed) = (
        steps.iter().filter(|step| step.state == State::Done).count(),
        needed.count(),
    );
    Reply::page(&FirstPage {
        p: visit.frame(fl!(visit.t, "first-steps"), Some(Place::Work)),
        done,
        // What not every office needs counts once it is there.
        needed,
        steps,
    })
}

/// The way to the steps, for who leads an office that is new and has something left to do.
pub(super) async fn way(visit: &Visit) -> Result<Option<Button>, Trouble> {
    if !visit.may(Action::AddMember) {
        return Ok(None);
    }
    let everything = TrajectoryFilter::default();
    if visit.services.count_trajectories(&visit.ctx, &everything).await? >= NEW {
        return Ok(None);
    }
    let steps = of_office(visit).await?;
    let open = steps.iter().filter(|step| step.state == State::Open).count();
    let way = || {
        Button::new(
            format!("{}/first-steps", visit.home()),
            fl!(visit.t, "first-way", count = open),
        )
    };
    Ok((open > 0).then(way))
}

impl State {
    fn of(done: bool) -> Self {
        if done { Self::Done } else { Self::Open }
    }
}

/// What the office as a whole does, in the order in which it helps.
async fn of_office(visit: &Visit) -> Result<Vec<Step>, Trouble> {
    let (services, ctx) = (&visit.services, &visit.ctx);
    let instruments = services.count_instruments(ctx, &NoFilter).await?;
    let partners = services.count_partners(ctx, &PartnerFilter::default()).await?;
    let chose = services.notice_choices(ctx).await?.version.get() > 0;
    let families = services.count_trajectories(ctx, &TrajectoryFilter::default()).await?;
    let alone = TrajectoryFilter {
        open: Some(true),
        without_role: Some(Role::Professional),
        ..TrajectoryFilter::default()
    };
    let alone = services.count_trajectories(ctx, &alone).await?;
    let missing = missing(visit).await?;
    let mut colleagues = step(visit, ("members", "/members/new"), State::of(missing.is_empty()));
    if !missing.is_empty() {
        colleagues.missing = fl!(visit.t, "first-missing", roles = missing.join(", "));
    }
    let mut steps = vec![
        step(visit, ("instruments", "/instruments"), State::of(instruments > 0)),
        colleagues,
        step(visit, ("directory", "/directory/new"), State::of(partners > 0)),
    ];
    if visit.may(Action::ListRules) {
        let state = if rules_in_use(visit).await? {
            State::Done
        } else {
            State::MayBe
        };
        steps.push(step(visit, ("rules", "/rules"), state));
    }
    steps.extend([
        step(visit, ("notices", "/notices/ways"), State::of(chose)),
        step(visit, ("family", "/families/new"), State::of(families > 0)),
        step(
            visit,
            ("team", "/office/assign?whose=none"),
            State::of(families > 0 && alone == 0),
        ),
    ]);
    Ok(steps)
}

/// A step: its texts, and where it is done, from where one comes back here.
fn step(visit: &Visit, (key, at): (&str, &str), state: State) -> Step {
    let and = if at.contains('?') { '&' } else { '?' };
    Step {
        title: visit.t.get(&format!("first-{key}")),
        why: visit.t.get(&format!("first-{key}-why")),
        href: format!("{}{at}{and}guide=yes", visit.home()),
        missing: String::new(),
        state,
    }
}

/// Who is missing among the colleagues: who works with families, who decides on money, and the second of the two who lead
/// the office, for some things take two.
async fn missing(visit: &Visit) -> Result<Vec<String>, Trouble> {
    let ask = Ask {
        first: MOST_ROWS,
        after: None,
        filter: MemberFilter::default(),
        sort: NameSort::Name,
        descending: false,
    };
    let today = visit.today();
    let page = visit.services.members(&visit.ctx, &ask).await?;
    let there = |role: Role| {
        let members = page.rows.iter().map(|(_, member)| member);
        let comes = |state: MemberState| matches!(state, MemberState::Active | MemberState::Invited);
        let members = members.filter(|member| member.roles.contains(&role) && comes(member.state_on(today)));
        members.count()
    };
    let mut missing = Vec::new();
    for role in [Role::Professional, Role::BudgetApprover] {
        if there(role) == 0 {
            missing.push(visit.t.word(role));
        }
    }
    if there(Role::Coordinator) < 2 {
        missing.push(fl!(visit.t, "first-second-coordinator"));
    }
    Ok(missing)
}

async fn rules_in_use(visit: &Visit) -> Result<bool, Trouble> {
    let ask = Ask {
        first: MOST_ROWS,
        after: None,
        filter: NoFilter,
        sort: RecordedSort::Recorded,
        descending: true,
    };
    let sets = visit.services.rule_sets(&visit.ctx, &ask).await?;
    let today = visit.today();
    Ok(sets.rows.iter().any(|(_, set)| set.state(today) == RuleSetState::InUse))
}

/// A step of a family's way, as a guide to the first one tells it.
pub(super) struct Ahead {
    pub(super) name: String,
    pub(super) about: String,
    /// The tab of a dossier on which it is recorded.
    pub(super) tab: String,
}

/// The nine steps, for who is about to begin with a first family.
pub(super) fn ahead(visit: &Visit) -> Vec<Ahead> {
    use krachtig_core::domain::trajectory::Step;

    let t = visit.t;
    let tab = |step: &Step| match step {
        Step::DetaineeTalk | Step::RoleCheck | Step::Introduction => fl!(t, "tab-people"),
        Step::NeedsStrengths => fl!(t, "tab-needs"),
        Step::RoomToAct => fl!(t, "first-tab-room"),
        Step::Connecting | Step::Scaling => fl!(t, "tab-partners"),
        Step::LearningByDoing | Step::Story => fl!(t, "tab-story"),
    };
    let ahead = |step: &Step| Ahead {
        name: t.word(*step),
        about: t.get(&format!("ahead-{}", step.code())),
        tab: tab(step),
    };
    Step::ALL.iter().map(ahead).collect()
}
