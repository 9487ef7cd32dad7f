//! Who works with which families: a page of open families, of which several are assigned to a colleague at once.

use std::collections::HashMap;

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_core::domain::id::TrajectoryId;
use krachtig_core::domain::trajectory::{Assignment, Side};
use krachtig_core::domain::vocabulary::{Role, Vocabulary};
use krachtig_core::service::{Action, Ask, AssignMember, Failure, TrajectoryFilter, TrajectorySort};
use poem::http::StatusCode;

use super::super::field::{Field, Fields};
use super::super::form::{Form, Problems, Reading};
use super::super::frame::Frame;
use super::super::reply::{Answered, Reply, Trouble};
use super::super::visit::{Place, Visit};
use super::super::write::colleagues;
use super::{List, Ways, ways};

#[derive(Template)]
#[template(path = "office/assigning.html")]
struct AssigningPage {
    p: Frame,
    ways: Ways,
    rows: Vec<Open>,
    fields: Vec<Field>,
    more: String,
    problems: Problems,
    /// What came of what was asked for, family by family.
    told: Vec<String>,
}

/// An open family.
struct Open {
    id: String,
    href: String,
    name: String,
    opened: String,
    team: String,
    chosen: bool,
}

/// How many families a page has.
const ROWS: u32 = 25;

/// Shows a page of families.
pub(in crate::web) async fn show(visit: &Visit) -> Answered {
    demand(visit)?;
    let none = (Problems::default(), Vec::new());
    Reply::page(&page(visit, &Form::default(), none).await?)
}

fn demand(visit: &Visit) -> Result<(), Trouble> {
    if visit.may(Action::AssignMember) && visit.may(Action::ListRightsRequests) {
        Ok(())
    } else {
        Err(Trouble::not_found())
    }
}

/// Assigns a colleague to each family that was ticked. Each is a step of its own: what is refused for one leaves the others
/// as they are.
pub(in crate::web) async fn assign(visit: &Visit, form: &Form) -> Answered {
    demand(visit)?;
    let (cmd, chosen) = match read(visit, form) {
        Ok(read) => read,
        Err(problems) => {
            let page = page(visit, form, (problems, Vec::new())).await?;
            return Reply::with_status(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    let mut refused: Vec<(TrajectoryId, String)> = Vec::new();
    let mut done = 0_u32;
    for trajectory_id in chosen {
        let cmd = AssignMember { trajectory_id, ..cmd };
        match visit.services.assign_member(&visit.ctx, cmd).await {
            Ok(_) => done += 1,
            Err(Failure::Refused(refusals)) => {
                let problems = Problems::of(visit.t, &refusals);
                let why: Vec<String> = problems.iter().map(|(_, text)| text.to_owned()).collect();
                refused.push((trajectory_id, why.join(" ")));
            }
            Err(fault) => return Err(fault.into()),
        }
    }
    if refused.is_empty() {
        return Ok(Reply::go_to(format!("{}/office/assign?done=assign-many", visit.home())));
    }
    let again = refused.iter().fold(form.clone().without("family"), |form, (id, _)| {
        form.and("family", id.to_string())
    });
    let mut page = page(visit, &again, (Problems::default(), Vec::new())).await?;
    let named: HashMap<String, String> = page.rows.iter().map(|row| (row.id.clone(), row.name.clone())).collect();
    let name = |id: &TrajectoryId| named.get(&id.to_string()).cloned().unwrap_or_default();
    page.told = vec![fl!(visit.t, "assigned-some", count = done)];
    page.told
        .extend(refused.iter().map(|(id, why)| format!("{}: {why}", name(id))));
    Reply::with_status(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// What is to be done to each, and the families that were ticked, as many as a page has.
fn read(visit: &Visit, form: &Form) -> Result<(AssignMember, Vec<TrajectoryId>), Problems> {
    let mut reading = Reading::new(form, visit.t);
    let chosen: Vec<TrajectoryId> = reading.ids("family").into_iter().take(ROWS as usize).collect();
    if chosen.is_empty() {
        reading.missing("family");
    }
    let member = form.text("member_id").split_once('/');
    let member = member.and_then(|(id, role)| id.parse().ok().zip(Role::from_code(role)));
    if member.is_none() {
        reading.missing("member_id");
    }
    let side = reading.word::<Side>("side");
    let first = chosen.first().copied();
    let cmd = member
        .zip(side)
        .zip(first)
        .map(|(((member_id, role), side), trajectory_id)| AssignMember {
            trajectory_id,
            member_id,
            role,
            side,
            lead: form.ticked("lead"),
        });
    Ok((reading.done(cmd)?, chosen))
}

async fn page(visit: &Visit, form: &Form, (problems, told): (Problems, Vec<String>)) -> Result<AssigningPage, Trouble> {
    let t = visit.t;
    let after = form.filled("after").or_else(|| visit.query.filled("after"));
    let ask = Ask {
        first: ROWS,
        after: after.as_deref().and_then(|after| serde_json::from_str(after).ok()),
        filter: TrajectoryFilter {
            open: Some(true),
            ..TrajectoryFilter::default()
        },
        sort: TrajectorySort::OpenedOn,
        descending: true,
    };
    let page = visit.services.trajectories(&visit.ctx, &ask).await?;
    let ids: Vec<TrajectoryId> = page.rows.iter().map(|(_, one)| one.id).collect();
    let homes: Vec<_> = page.rows.iter().map(|(_, one)| (one.id, one.family_id)).collect();
    let families = visit.services.families_of(&visit.ctx, &page.logged, &homes).await?;
    let teams = visit.services.assignments_of(&visit.ctx, &page.logged, &ids).await?;
    let who: Vec<_> = teams.values().flatten().map(|one| one.member_id).collect();
    let members = visit.services.members_by_id(&visit.ctx, &who).await?;
    let team = |id: &TrajectoryId| {
        let team = teams.get(id).into_iter().flatten();
        let named = |one: &Assignment| Some(members.get(&one.member_id)?.name.to_string());
        team.filter_map(named).collect::<Vec<_>>().join(", ")
    };
    let rows = page.rows.iter().map(|(_, one)| Open {
        id: one.id.to_string(),
        href: format!("{}/dossiers/{}/people", visit.home(), one.id),
        name: families
            .get(&one.id)
            .map(|family| family.name.to_string())
            .unwrap_or_default(),
        opened: t.format.short_day(one.opened_on),
        team: team(&one.id),
        chosen: form.all("family").any(|id| id == one.id.to_string()),
    });
    let next = page.rows.last().filter(|_| page.more);
    let next = next.and_then(|(cursor, _)| serde_json::to_string(cursor).ok());
    let next: Option<String> = next.map(|next| form_urlencoded::byte_serialize(next.as_bytes()).collect());
    let fields = Fields {
        t,
        form,
        problems: &problems,
    };
    Ok(AssigningPage {
        p: visit.frame(fl!(t, "assigning"), Some(Place::Office)),
        ways: ways(visit, List::Assigning),
        rows: rows.collect(),
        fields: vec![
            fields.select_of(("member_id", fl!(t, "field-member")), colleagues(visit).await?),
            fields.radios::<Side>("side", fl!(t, "field-side")),
            fields.tick("lead", fl!(t, "field-lead")),
            fields.hidden("after", after.unwrap_or_default()),
        ],
        more: next
            .map(|next| format!("{}/office/assign?after={next}", visit.home()))
            .unwrap_or_default(),
        problems,
        told,
    })
}
