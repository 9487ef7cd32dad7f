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
    Action, ActionFilter, Around, Ask, Outcome, RecordedSort, ReferralFilter, ReferralSort, RequestFilter,
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
}

/// A number that leads somewhere.
struct Stat {
    count: u64,
    label: String,
    href: String,
    late: bool,
}

/// How many rows of each kind are shown.
const ROWS: u32 = 12;
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
    Reply::page(&WorkPage {
        p: visit.frame(fl!(t, "bar-work"), Some(Place::Work)),
        greeting: fl!(t, "greeting", name = name),
        stats: stats(visit).await?,
        actions: actions(visit).await?,
        referrals: referrals(visit).await?,
        register: may_register.then(register),
    })
}

async fn stats(visit: &Visit) -> Result<Vec<Stat>, Trouble> {
    let (t, home, ctx, services) = (visit.t, visit.home(), &visit.ctx, &visit.services);
    let mut stats = Vec::new();
    let mut add = |count: Outcome<u64>, (label, at, late): (String, &str, bool)| -> Result<(), Trouble> {
        let count = count?;
        stats.push(Stat {
            count,
            label,
            href: format!("{home}{at}"),
            late: late && count > 0,
        });
        Ok(())
    };
    if visit.may(Action::ListActions) {
        let filter = ActionFilter {
            open: Some(true),
            due_until: visit.today().previous_day(),
        };
        add(
            services.count_actions(ctx, &filter).await,
            (fl!(t, "stat-late"), "#actions", true),
        )?;
    }
    if visit.may(Action::ListTrajectories) {
        let filter = TrajectoryFilter {
            open: Some(true),
            ..TrajectoryFilter::default()
        };
        let count = services.count_trajectories(ctx, &filter).await;
        add(count, (fl!(t, "stat-families"), "/families", false))?;
    }
    if visit.may(Action::ListBudgetRequests) {
        let filter = RequestFilter {
            pending: Some(true),
            rules_failed: None,
        };
        let count = services.count_budget_requests(ctx, &filter).await;
        add(count, (fl!(t, "stat-requests"), "/budget", false))?;
    }
    if visit.may(Action::ListRightsRequests) {
        let filter = RightsFilter {
            open: Some(true),
            overdue: None,
        };
        let count = services.count_rights_requests(ctx, &filter).await;
        add(count, (fl!(t, "stat-rights"), "/office", false))?;
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

async fn actions(visit: &Visit) -> Result<Option<Vec<Row>>, Trouble> {
    if !visit.may(Action::ListActions) {
        return Ok(None);
    }
    let ask = Ask {
        first: 100,
        after: None,
        filter: ActionFilter {
            open: Some(true),
            due_until: visit.today().checked_add(Duration::days(AHEAD)),
        },
        sort: RecordedSort::Recorded,
        descending: false,
    };
    let page = visit.services.actions(&visit.ctx, &ask).await?;
    let mut actions: Vec<GoalAction> = page.rows.into_iter().map(|(_, action)| action).collect();
    actions.sort_by_key(|action| action.due_on);
    actions.truncate(ROWS as usize);
    let wanted = Around {
        trajectories: actions.iter().map(|action| action.trajectory_id).collect(),
        ..Around::default()
    };
    let homes = families(visit, &page.logged, wanted).await?;
    let open = |action: &&GoalAction| {
        homes
            .get(&action.trajectory_id)
            .is_none_or(|one| one.trajectory.closed_on.is_none())
    };
    let row = |action: &GoalAction| {
        let family = homes
            .get(&action.trajectory_id)
            .map(|one| family_name(visit, one))
            .unwrap_or_default();
        let who = action.who.as_ref().map(ToString::to_string).unwrap_or_default();
        let late = action.due_on.is_some_and(|due| due < visit.today());
        let row =
            Row::new(action.about.as_str()).to(format!("{}/dossiers/{}/plan", visit.home(), action.trajectory_id));
        row.about([family, visit.t.word(action.carrier), who])
            .badge(action.due_on.map(|due| due_badge(visit, due)))
            .late(late)
    };
    Ok(Some(actions.iter().filter(open).map(row).collect()))
}

async fn referrals(visit: &Visit) -> Result<Option<Vec<Row>>, Trouble> {
    if !visit.may(Action::ListReferrals) {
        return Ok(None);
    }
    let ask = Ask {
        first: ROWS,
        after: None,
        filter: ReferralFilter {
            state: Some(ReferralState::Sent),
            partner_id: None,
        },
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
    Ok(Some(referrals.iter().map(row).collect()))
}
