//! What waits for whoever is signed in: over families that he or she works with, or, for who leads the office, over all.
//! Each list is one statement, whatever its length.

use std::collections::HashMap;

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_core::domain::dossier::{Dossier, Parts};
use krachtig_core::domain::goal::Action as GoalAction;
use krachtig_core::domain::id::TrajectoryId;
use krachtig_core::domain::partner::{Referral, ReferralState};
use krachtig_core::domain::record::RecordKind;
use krachtig_core::service::{
    Action, ActionFilter, Around, Ask, MOST_ROWS, Outcome, RecordedSort, ReferralFilter, ReferralSort, RequestFilter,
    RightsFilter, TrajectoryFilter,
};
use time::Duration;

use super::dossier::{due_badge, family_name, referral_badge};
use super::frame::Frame;
use super::part::{Button, Row};
use super::reply::{Answered, Reply, Trouble};
use super::visit::{Place, Visit};

#[derive(Template)]
#[template(path = "work.html")]
struct WorkPage {
    p: Frame,
    greeting: String,
    stats: Vec<Stat>,
    actions: Option<Vec<Row>>,
    referrals: Option<Vec<Row>>,
    register: Option<Button>,
    emergency: Option<Button>,
    /// What a new office does first, for who leads it.
    first: Option<Button>,
}

/// A number that leads somewhere.
struct Stat {
    count: String,
    label: String,
    href: String,
    late: bool,
}

/// How many rows of each kind are shown.
const ROWS: usize = 12;
/// How far ahead one looks, in days.
const AHEAD: i64 = 14;

pub(super) async fn answer(visit: &Visit) -> Answered {
    let t = visit.t;
    let name = visit
        .me
        .name
        .as_str()
        .split_whitespace()
        .next()
        .unwrap_or_default()
        .to_owned();
    let may_register = visit.may(Action::RegisterFamily);
    let register = || Button::new(format!("{}/families/new", visit.home()), fl!(t, "do-register"));
    let todo = actions(visit).await?;
    let late = todo.as_ref().map(|todo| Stat {
        count: format!("{}{}", todo.late, if todo.more { "+" } else { "" }),
        label: fl!(t, "stat-late"),
        href: "#actions".to_owned(),
        late: todo.late > 0,
    });
    Reply::page(&WorkPage {
        p: visit.frame(fl!(t, "bar-work"), Some(Place::Work)),
        greeting: fl!(t, "greeting", name = name),
        stats: late.into_iter().chain(stats(visit).await?).collect(),
        actions: todo.map(|todo| todo.rows),
        referrals: referrals(visit).await?,
        register: may_register.then(register),
        first: super::first_steps::way(visit).await?,
        emergency: super::office::act(visit, super::office::Duty::FindForGlass),
    })
}

async fn stats(visit: &Visit) -> Result<Vec<Stat>, Trouble> {
    let (t, home, ctx, services) = (visit.t, visit.home(), &visit.ctx, &visit.services);
    let mut stats = Vec::new();
    let mut add = |count: Outcome<u64>, (label, at): (String, &str)| -> Result<(), Trouble> {
        stats.push(Stat {
            count: count?.to_string(),
            label,
            href: format!("{home}{at}"),
            late: false,
        });
        Ok(())
    };
    if visit.may(Action::ListTrajectories) {
        let filter = TrajectoryFilter {
            open: Some(true),
            ..TrajectoryFilter::default()
        };
        let count = services.count_trajectories(ctx, &filter).await;
        add(count, (fl!(t, "stat-families"), "/families"))?;
    }
    if visit.may(Action::ListBudgetRequests) {
        let filter = RequestFilter {
            pending: Some(true),
            ..RequestFilter::default()
        };
        let count = services.count_budget_requests(ctx, &filter).await;
        add(count, (fl!(t, "stat-requests"), "/budget"))?;
    }
    if visit.may(Action::ListRightsRequests) {
        let filter = RightsFilter {
            open: Some(true),
            overdue: None,
        };
        let count = services.count_rights_requests(ctx, &filter).await;
        add(count, (fl!(t, "stat-rights"), "/office"))?;
        let parties = super::office::telling::count(visit).await?.filter(|count| *count > 0);
        if let Some(count) = parties {
            add(Ok(count), (fl!(t, "parties-to-tell"), "/office#parties"))?;
        }
    }
    Ok(stats)
}

/// The families of some rows, by trajectory: one statement for all.
async fn families(
    visit: &Visit,
    logged: &krachtig_core::service::Logged,
    wanted: Around,
) -> Result<HashMap<TrajectoryId, Dossier>, Trouble> {
    Ok(visit.services.around(&visit.ctx, logged, &wanted).await?)
}

/// What is to be done.
struct Todo {
    /// The first of it.
    rows: Vec<Row>,
    /// How much of it is late.
    late: usize,
    /// Whether there is more than was looked at.
    more: bool,
}

async fn actions(visit: &Visit) -> Result<Option<Todo>, Trouble> {
    if !visit.may(Action::ListActions) {
        return Ok(None);
    }
    let ask = Ask {
        first: MOST_ROWS,
        after: None,
        filter: due_soon(visit),
        sort: RecordedSort::Recorded,
        descending: false,
    };
    let page = visit.services.actions(&visit.ctx, &ask).await?;
    let mut actions: Vec<GoalAction> = page.rows.into_iter().map(|(_, action)| action).collect();
    actions.sort_by_key(|action| action.due_on);
    let wanted = Around {
        trajectories: actions.iter().map(|action| action.trajectory_id).collect(),
        ..Around::default()
    };
    let homes = families(visit, &page.logged, wanted).await?;
    actions.retain(|action| homes.get(&action.trajectory_id).is_some_and(is_open));
    let is_late = |action: &GoalAction| action.due_on.is_some_and(|due| due < visit.today());
    let row = |action: &GoalAction| {
        let family = homes
            .get(&action.trajectory_id)
            .map(|one| family_name(visit, one))
            .unwrap_or_default();
        let who = action.who.as_ref().map(ToString::to_string).unwrap_or_default();
        let row =
            Row::new(action.about.as_str()).to(format!("{}/dossiers/{}/plan", visit.home(), action.trajectory_id));
        row.about([family, visit.t.word(action.carrier), who])
            .badge(action.due_on.map(|due| due_badge(visit, due)))
            .late(is_late(action))
    };
    Ok(Some(Todo {
        late: actions.iter().filter(|action| is_late(action)).count(),
        rows: actions.iter().take(ROWS).map(row).collect(),
        more: page.more,
    }))
}

/// Open actions that are late, or will be soon.
pub(super) fn due_soon(visit: &Visit) -> ActionFilter {
    ActionFilter {
        open: Some(true),
        due_until: visit.today().checked_add(Duration::days(AHEAD)),
    }
}

/// Referrals to which nobody answered.
pub(super) fn unanswered() -> ReferralFilter {
    ReferralFilter {
        state: Some(ReferralState::Sent),
        partner_id: None,
    }
}

/// Whether there is still work on a trajectory.
pub(super) fn is_open(dossier: &Dossier) -> bool {
    dossier.trajectory.closed_on.is_none()
}

async fn referrals(visit: &Visit) -> Result<Option<Vec<Row>>, Trouble> {
    if !visit.may(Action::ListReferrals) {
        return Ok(None);
    }
    let ask = Ask {
        first: MOST_ROWS,
        after: None,
        filter: unanswered(),
        sort: ReferralSort::SentOn,
        descending: false,
    };
    let page = visit.services.referrals(&visit.ctx, &ask).await?;
    let referrals: Vec<Referral> = page.rows.into_iter().map(|(_, referral)| referral).collect();
    let wanted = Around {
        trajectories: referrals.iter().map(|one| one.trajectory_id).collect(),
        partners: referrals
            .iter()
            .map(|one| (one.trajectory_id, one.partner_id))
            .collect(),
        parts: Parts::of(&[RecordKind::Partner]),
    };
    let homes = families(visit, &page.logged, wanted).await?;
    let row = |one: &Referral| {
        let home = homes.get(&one.trajectory_id);
        let family = home.map(|home| family_name(visit, home)).unwrap_or_default();
        let partner = home.and_then(|home| home.partners.iter().find(|partner| partner.id == one.partner_id));
        let partner = partner.map(|partner| partner.name.to_string()).unwrap_or_default();
        let sent = fl!(visit.t, "sent-on", day = visit.t.format.day(one.sent_on));
        let row = Row::new(format!("{partner}: {}", one.need));
        row.to(format!("{}/dossiers/{}/partners", visit.home(), one.trajectory_id))
            .about([family, sent])
            .badge(Some(referral_badge(visit, one)))
    };
    let open = referrals
        .iter()
        .filter(|one| homes.get(&one.trajectory_id).is_some_and(is_open));
    Ok(Some(open.take(ROWS).map(row).collect()))
}
