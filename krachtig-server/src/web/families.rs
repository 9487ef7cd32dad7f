//! The list of families: a page of it at a time, with where each stands. Who looks for one by its name searches: see
//! [`super::search`].

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_core::domain::family::Municipality;
use krachtig_core::domain::id::TrajectoryId;
use krachtig_core::domain::trajectory::Trajectory;
use krachtig_core::service::{Action, Ask, Page, TrajectoryFilter, TrajectorySort};
use time::Date;

use super::dossier::{Dots, dots};
use super::field::{Field, Fields};
use super::first_steps::{Ahead, ahead};
use super::form::{Form, Problems};
use super::frame::Frame;
use super::part::{Badge, Button, Tone};
use super::places;
use super::reply::{Answered, Reply};
use super::visit::{Place, Visit};

/// How many rows a page has.
const ROWS: u32 = 25;

#[derive(Template)]
#[template(path = "families.html")]
struct FamiliesPage {
    p: Frame,
    filter: Vec<Field>,
    rows: Vec<FamilyRow>,
    total: u64,
    searched: bool,
    /// What the next page takes, where there is one.
    next: Option<String>,
    register: Option<Button>,
    /// What comes of a first family, where there is none yet.
    ahead: Vec<Ahead>,
}

pub(super) struct FamilyRow {
    href: String,
    pub(super) name: String,
    pub(super) place: String,
    opened: String,
    pub(super) team: String,
    pub(super) dots: Option<Dots>,
    badge: Option<Badge>,
    pub(super) opened_on: Date,
    pub(super) closed_on: Option<Date>,
}

/// The list, or a page of a search in it.
pub(super) async fn answer(visit: &Visit, form: &Form) -> Answered {
    let searched = form.filled("municipality").is_some() || form.filled("state").is_some();
    let filter = filter(visit, form);
    let ask = Ask {
        first: ROWS,
        after: form.filled("after").and_then(|after| serde_json::from_str(&after).ok()),
        filter,
        sort: TrajectorySort::OpenedOn,
        descending: true,
    };
    let page = visit.services.trajectories(&visit.ctx, &ask).await?;
    let total = visit.services.count_trajectories(&visit.ctx, &ask.filter).await?;
    let next = page
        .rows
        .last()
        .filter(|_| page.more)
        .and_then(|(cursor, _)| serde_json::to_string(cursor).ok());
    let problems = Problems::default();
    let fields = Fields {
        t: visit.t,
        form,
        problems: &problems,
    };
    let ahead = if page.rows.is_empty() && !searched && form.filled("after").is_none() {
        ahead(visit)
    } else {
        Vec::new()
    };
    let may_register = visit.may(Action::RegisterFamily);
    let register = || Button::new(format!("{}/families/new", visit.home()), fl!(visit.t, "do-register"));
    Reply::page(&FamiliesPage {
        p: visit.frame(fl!(visit.t, "bar-families"), Some(Place::Families)),
        filter: filter_fields(visit, &fields),
        rows: rows(visit, page).await?,
        total,
        searched,
        next,
        register: may_register.then(register),
        ahead,
    })
}

/// What is searched for.
pub(super) fn filter(visit: &Visit, form: &Form) -> TrajectoryFilter {
    let mine = form.text("state") == "mine";
    TrajectoryFilter {
        open: match form.text("state") {
            "closed" => Some(false),
            "all" => None,
            _ => Some(true),
        },
        member_id: mine.then_some(visit.me.id),
        municipality: form
            .filled("municipality")
            .and_then(|code| code.parse::<Municipality>().ok()),
        ..TrajectoryFilter::default()
    }
}

fn filter_fields(visit: &Visit, fields: &Fields<'_>) -> Vec<Field> {
    let t = visit.t;
    let states = [
        ("mine", fl!(t, "filter-mine")),
        ("closed", fl!(t, "filter-closed")),
        ("all", fl!(t, "filter-all")),
    ];
    let states = states.map(|(code, label)| (code.to_owned(), label));
    let places = places::ALL.map(|(code, name)| (code.to_owned(), name.to_owned()));
    let quiet = |field: Field, blank: String| Field {
        required: false,
        blank,
        ..field
    };
    vec![
        quiet(
            fields.select_of(("municipality", fl!(t, "filter-place")), places),
            fl!(t, "filter-anywhere"),
        ),
        quiet(
            fields.select_of(("state", fl!(t, "filter-state")), states),
            fl!(t, "filter-open"),
        ),
    ]
}

/// The rows with what belongs to them: a constant number of statements, whatever their number.
pub(super) async fn rows(visit: &Visit, page: Page<Trajectory>) -> Result<Vec<FamilyRow>, super::reply::Trouble> {
    let (services, ctx, t) = (&visit.services, &visit.ctx, visit.t);
    let ids: Vec<TrajectoryId> = page.rows.iter().map(|(_, one)| one.id).collect();
    let homes: Vec<_> = page.rows.iter().map(|(_, one)| (one.id, one.family_id)).collect();
    let progress = services.progress_of(ctx, &page.logged, &ids).await?;
    let families = services.families_of(ctx, &page.logged, &homes).await?;
    let teams = services.assignments_of(ctx, &page.logged, &ids).await?;
    let members: Vec<_> = teams.values().flatten().map(|one| one.member_id).collect();
    let members = services.members_by_id(ctx, &members).await?;
    let row = |(_, one): (_, Trajectory)| {
        let family = families.get(&one.id);
        let name = family
            .map(|family| family.name.as_str())
            .filter(|name| !name.is_empty());
        let place = family.and_then(|family| family.municipality.as_ref());
        let team = teams.get(&one.id).into_iter().flatten();
        let mut team: Vec<_> = team
            .filter_map(|each| Some((!each.lead, members.get(&each.member_id)?)))
            .collect();
        team.sort_by_key(|(follows, _)| *follows);
        let team: Vec<&str> = team.into_iter().map(|(_, member)| member.name.as_str()).collect();
        FamilyRow {
            href: format!("{}/dossiers/{}", visit.home(), one.id),
            name: name.map_or_else(|| fl!(t, "family-unnamed"), str::to_owned),
            place: place.map(|code| places::name(code.as_str())).unwrap_or_default(),
            opened_on: one.opened_on,
            closed_on: one.closed_on,
            opened: t.format.short_day(one.opened_on),
            team: team.join(", "),
            dots: progress.get(&one.id).map(|progress| dots(visit, progress)),
            badge: one
                .closed_on
                .map(|on| Badge::new(Tone::Plain, fl!(t, "badge-closed", day = t.format.short_day(on)))),
        }
    };
    Ok(page.rows.into_iter().map(row).collect())
}

impl FamiliesPage {
    /// Where a search is sent.
    fn search_at(&self) -> String {
        format!("{}/families/search", self.p.home())
    }
}

/// From a family to what its people asked for by right, in its newest dossier.
pub(super) async fn go_to(visit: &Visit) -> Answered {
    let id = visit.named()?;
    let trajectory = visit.services.trajectory_of_family(&visit.ctx, id).await?;
    Ok(Reply::go_to(format!("{}/dossiers/{trajectory}/rights", visit.home())))
}
