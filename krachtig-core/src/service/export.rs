//! Exporting whole dossiers, a page at a time. What files they become does not belong here.

use super::work::{line, lines, tenant_permit};
use super::{Ctx, Outcome, Services};
use crate::access::Action;
use crate::domain::dossier::{Dossier, Parts};
use crate::domain::id::TrajectoryId;
use crate::domain::record::Change;
use crate::domain::refusal::{Refusal, RefusalCode};
use crate::store::Find;

/// The most dossiers that one page may have.
const MOST_DOSSIERS: u32 = 500;

/// Which dossiers to export: a page of all of the tenant's, in the order in which their trajectories were opened.
#[derive(Clone, Copy, Debug)]
pub struct ExportPage {
    /// How many at most: 1 to 500.
    pub first: u32,
    /// After which trajectory.
    pub after: Option<TrajectoryId>,
}

impl Services {
    /// A page of whole dossiers. The page is the last one when it has fewer dossiers than were asked for. Who took
    /// each of them along is written to the audit log before they are handed out.
    ///
    /// # Errors
    /// `not_found` for whoever may not export; `out_of_range` for the size of the page.
    pub async fn export_dossiers(&self, ctx: &Ctx, page: ExportPage) -> Outcome<Vec<Dossier>> {
        let permit = tenant_permit(ctx, Action::Export)?;
        if !(1..=MOST_DOSSIERS).contains(&page.first) {
            return Err(Refusal::new(RefusalCode::OutOfRange, "first")
                .with("min", 1)
                .with("max", MOST_DOSSIERS)
                .into());
        }
        let tx = ctx.store.begin().await?;
        let mut dossiers = Vec::new();
        for id in tx.trajectories_after(page.after, page.first).await? {
            let whole = (Find::Trajectory(id), Parts::ALL);
            let loaded = tx.dossier(whole, (&ctx.actor, ctx.stamp().today)).await?;
            dossiers.extend(loaded.map(|loaded| loaded.dossier));
        }
        let mut audit = dossiers.iter().map(|dossier| {
            let trajectory = &dossier.trajectory;
            line(
                ctx,
                (&permit, Some(trajectory.id)),
                &Change::revised(trajectory, trajectory.clone()),
            )
        });
        if let Some(first) = audit.next() {
            let rest = audit.collect();
            tx.commit(lines(first, rest)).await?;
        }
        Ok(dossiers)
    }
}
