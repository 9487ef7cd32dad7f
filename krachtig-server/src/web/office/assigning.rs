//! Who works with which families: open families, narrowed down, of which some or all are chosen for something that is done
//! to each of them.
//!
//! What is done does not belong here: see [`super::bulk`].

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_core::domain::family::Municipality;
use krachtig_core::domain::id::TrajectoryId;
use krachtig_core::domain::vocabulary::Role;
use krachtig_core::service::{Action, Ask, MOST_ROWS, MemberFilter, NameSort, TrajectoryFilter, TrajectorySort};
use poem::http::StatusCode;

use super::super::field::{Field, Fields};
use super::super::form::{Form, Problems};
use super::super::frame::Frame;
use super::super::places;
use super::super::reply::{Answered, Reply, Trouble};
use super::super::visit::{Place, Visit};
use super::bulk::{Bulk, MOST};
use super::{List, Ways, ways};

#[derive(Template)]
#[template(path = "office/assigning.html")]
struct AssigningPage {
    p: Frame,
    ways: Ways,
    filter: Vec<Field>,
    narrowed: bool,
    rows: Vec<Open>,
    /// How many there are in all, on this page and on others.
    total: u64,
    all: bool,
    most: usize,
    /// Where this page begins in the list, and the next one.
    after: String,
    more: String,
    /// What can be done to those that are chosen: the code, and what it is called.
    acts: Vec<(&'static str, String)>,
    problems: Problems,
}

/// An open family.
pub(super) struct Open {
    pub(super) id: TrajectoryId,
    pub(super) name: String,
    href: String,
    opened: String,
    team: String,
    chosen: bool,
}

/// How many families a page has.
const ROWS: u32 = 25;
/// What stands in the filter for families with whom no professional works.
const NOBODY: &str = "none";

/// Shows a page of families.
pub(in crate::web) async fn show(visit: &Visit) -> Answered {
    demand(visit)?;
    Reply::page(&page(visit, &visit.query, Problems::default()).await?)
}

/// Shows it again, for nothing was chosen.
pub(super) async fn again(visit: &Visit, form: &Form, problems: Problems) -> Answered {
    let page = page(visit, form, problems).await?;
    Reply::with_status(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// Only who leads the office works with many families at once.
pub(super) fn demand(visit: &Visit) -> Result<(), Trouble> {
    if visit.may(Action::AssignMember) && visit.may(Action::ListRightsRequests) {
        Ok(())
    } else {
        Err(Trouble::not_found())
    }
}

/// The families that were chosen: those that were ticked, or all that the filter leaves, as many as are dealt with at once.
pub(super) async fn chosen(visit: &Visit, form: &Form) -> Result<Vec<Open>, Trouble> {
    let mut all = Vec::new();
    if form.text("scope") != "all" {
        let (rows, _) = listed(visit, form, (ROWS, form.filled("after"))).await?;
        all.extend(rows.into_iter().filter(|row| row.chosen));
        return Ok(all);
    }
    let mut after = None;
    while all.len() < MOST {
        let (rows, next) = listed(visit, form, (MOST_ROWS, after)).await?;
        all.extend(rows);
        after = next;
        if after.is_none() {
            break;
        }
    }
    all.truncate(MOST);
    Ok(all)
}

/// Colleagues who work with families, whether or not they still may: of who has left, families can be left behind.
///
/// # Errors
/// A fault, or whoever asks may not know the colleagues.
pub(super) async fn whose(visit: &Visit) -> Result<Vec<(String, String)>, Trouble> {
    let ask = Ask {
        first: MOST_ROWS,
        after: None,
        filter: MemberFilter::default(),
        sort: NameSort::Name,
        descending: false,
    };
    let page = visit.services.members(&visit.ctx, &ask).await?;
    let works = |role: &Role| matches!(role, Role::Professional | Role::Volunteer);
    let members = page.rows.into_iter().map(|(_, member)| member);
    let members = members.filter(|member| member.roles.iter().any(works));
    Ok(members
        .map(|member| (member.id.to_string(), member.name.to_string()))
        .collect())
}

/// Which families are asked for.
fn filter(form: &Form) -> TrajectoryFilter {
    let whose = form.text("whose");
    TrajectoryFilter {
        open: Some(true),
        member_id: whose.parse().ok(),
        without_role: (whose == NOBODY).then_some(Role::Professional),
        municipality: form
            .filled("municipality")
            .and_then(|code| code.parse::<Municipality>().ok()),
        ..TrajectoryFilter::default()
    }
}

/// So many of them from a place in the list, and where the next ones begin: a constant number of statements.
async fn listed(
    visit: &Visit,
    form: &Form,
    (first, after): (u32, Option<String>),
) -> Result<(Vec<Open>, Option<String>), Trouble> {
    let t = visit.t;
    let ask = Ask {
        first,
        after: after.as_deref().and_then(|after| serde_json::from_str(after).ok()),
        filter: filter(form),
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
        let named = team.filter_map(|one| Some(members.get(&one.member_id)?.name.to_string()));
        named.collect::<Vec<_>>().join(", ")
    };
    let name = |id: &TrajectoryId| {
        let family = families.get(id).map(|family| family.name.to_string());
        let named = family.filter(|name| !name.is_empty());
        named.unwrap_or_else(|| fl!(t, "family-unnamed"))
    };
    let rows = page.rows.iter().map(|(_, one)| Open {
        id: one.id,
        name: name(&one.id),
        href: format!("{}/dossiers/{}/people", visit.home(), one.id),
        opened: t.format.short_day(one.opened_on),
        team: team(&one.id),
        chosen: form.all("family").any(|id| id == one.id.to_string()),
    });
    let next = page.rows.last().filter(|_| page.more);
    let next = next.and_then(|(cursor, _)| serde_json::to_string(cursor).ok());
    Ok((rows.collect(), next))
}

async fn page(visit: &Visit, form: &Form, problems: Problems) -> Result<AssigningPage, Trouble> {
    let t = visit.t;
    let after = form.text("after").to_owned();
    let (rows, next) = listed(visit, form, (ROWS, form.filled("after"))).await?;
    let total = visit.services.count_trajectories(&visit.ctx, &filter(form)).await?;
    let query = |next: &String| {
        let kept = ["whose", "municipality"]
            .into_iter()
            .map(|name| (name, form.text(name)));
        let pairs = kept.chain([("after", next.as_str())]);
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs.filter(|(_, value)| !value.is_empty()))
            .finish()
    };
    let more = next.as_ref().map(query);
    Ok(AssigningPage {
        p: visit.frame(fl!(t, "assigning"), Some(Place::Office)),
        ways: ways(visit, List::Assigning),
        filter: filter_fields(visit, (form, &problems)).await?,
        narrowed: form.filled("whose").is_some() || form.filled("municipality").is_some(),
        rows,
        total,
        all: form.text("scope") == "all",
        most: MOST,
        after,
        more: more
            .map(|query| format!("{}/office/assign?{query}", visit.home()))
            .unwrap_or_default(),
        acts: Bulk::ALL
            .into_iter()
            .filter(|act| act.may(visit))
            .map(|act| (act.code(), act.label(t)))
            .collect(),
        problems,
    })
}

async fn filter_fields(visit: &Visit, (form, problems): (&Form, &Problems)) -> Result<Vec<Field>, Trouble> {
    let t = visit.t;
    let fields = Fields { t, form, problems };
    let nobody = (NOBODY.to_owned(), fl!(t, "filter-nobody"));
    let whose = std::iter::once(nobody).chain(whose(visit).await?);
    let places = places::ALL.map(|(code, name)| (code.to_owned(), name.to_owned()));
    let quiet = |field: Field, blank: String| Field {
        required: false,
        blank,
        ..field
    };
    Ok(vec![
        quiet(
            fields.select_of(("whose", fl!(t, "filter-whose")), whose),
            fl!(t, "filter-whoever"),
        ),
        quiet(
            fields.select_of(("municipality", fl!(t, "filter-place")), places),
            fl!(t, "filter-anywhere"),
        ),
    ])
}

impl AssigningPage {
    /// Whether there are more than are dealt with at once.
    fn too_many(&self) -> bool {
        usize::try_from(self.total).is_ok_and(|total| total > self.most)
    }
}
