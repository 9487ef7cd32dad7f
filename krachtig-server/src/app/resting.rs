//! Tenants at rest: nobody opens them, and still there is something to be done in each once a day.

use std::collections::VecDeque;

use krachtig_core::domain::id::TenantId;
use krachtig_core::error::Fault;
use krachtig_core::store::{Slug, TenantState, Tenants};
use time::Date;

/// Which tenants still have to be opened on a day.
#[derive(Debug, Default)]
pub(super) struct Resting {
    /// On which day all tenants were listed.
    listed_on: Option<Date>,
    /// Those of them that still have to be opened that day, if nobody does.
    waiting: VecDeque<Slug>,
}

impl Resting {
    /// Opens a tenant of which nobody can say yet that it was open on this day: one at a time, so that they are not all open
    /// at once.
    ///
    /// # Errors
    /// The directory cannot be read, or the tenant's store not be opened.
    pub(super) async fn wake_one(
        &mut self,
        tenants: &Tenants,
        (day, had_its_turn): (Date, impl Fn(TenantId) -> bool),
    ) -> Result<(), Fault> {
        if self.listed_on != Some(day) {
            let all = tenants.list().await?;
            let active = all.into_iter().filter(|tenant| tenant.state == TenantState::Active);
            let unseen = active.filter(|tenant| !had_its_turn(tenant.id));
            self.waiting = unseen.map(|tenant| tenant.slug).collect();
            self.listed_on = Some(day);
        }
        if let Some(slug) = self.waiting.pop_front() {
            tenants.store(&slug).await?;
        }
        Ok(())
    }
}
