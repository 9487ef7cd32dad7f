//! The ways of a family through the process, the newest first, and the way to a new one.

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_core::domain::dossier::Parts;
use krachtig_core::domain::trajectory::Trajectory;

use super::super::frame::Frame;
use super::super::part::{Badge, Button, Row, Tone};
use super::super::reply::{Answered, Reply};
use super::super::visit::{Place, Visit};
use super::super::write::Write;
use super::{address, button, family_name};

#[derive(Template)]
#[template(path = "dossier/trajectories.html")]
struct TrajectoriesPage {
    p: Frame,
    crumbs: Vec<(String, String)>,
    rows: Vec<Row>,
    open: Option<Button>,
}

/// Shows them.
pub(in crate::web) async fn answer(visit: &Visit) -> Answered {
    let t = visit.t;
    let id = visit.trajectory()?;
    let dossier = visit.services.dossier(&visit.ctx, id, Parts::of(&[])).await?;
    let all = visit
        .services
        .trajectories_of_family(&visit.ctx, dossier.family.id)
        .await?;
    let none_open = all.iter().all(|one| one.closed_on.is_some());
    let row = |one: &Trajectory| {
        let badge = match one.closed_on {
            Some(on) => Badge::new(Tone::Plain, fl!(t, "badge-closed", day = t.format.short_day(on))),
            None => Badge::new(Tone::Good, fl!(t, "trajectory-open")),
        };
        let reason = one.closing_reason.map(|reason| t.word(reason));
        Row::new(fl!(t, "trajectory-since", day = t.format.day(one.opened_on)))
            .to(format!("{}/dossiers/{}", visit.home(), one.id))
            .about(reason)
            .badge(Some(badge))
            .more(one.closing_note.as_ref())
    };
    let name = family_name(visit, &dossier);
    Reply::page(&TrajectoriesPage {
        p: visit.frame(fl!(t, "trajectories"), Some(Place::Families)),
        crumbs: vec![
            (format!("{}/families", visit.home()), fl!(t, "bar-families")),
            (address(visit, &dossier), name),
        ],
        rows: all.iter().map(row).collect(),
        open: button(visit, &dossier, Write::OpenTrajectory).filter(|_| none_open),
    })
}
