//! Reading the access log: who looked at a family's data, and the whole log for who leads the office. Reading it leaves
//! a line as well.

use time::Date;

use super::listing::{Ask, MOST_ROWS, Sort};
use super::logging::{Read, reading};
use super::work::not_found;
use super::{Ctx, Outcome, RecordedSort, Services};
use crate::access::{Action, Permit, Relation, permit};
use crate::domain::access_log::LogEvent;
use crate::domain::clock::first_moment_of;
use crate::domain::id::{FamilyId, MemberId, TrajectoryId};
use crate::domain::refusal::{Refusal, RefusalCode};
use crate::domain::trajectory::{Assignment, Trajectory};
use crate::store::{LogFilter, LoggedLine, Page, Window};

/// Which lines of the access log. Every field narrows the list further.
#[derive(Clone, Debug, Default)]
pub struct AccessLogFilter {
    /// In which something of this trajectory, or of its family, was looked at or changed.
    pub trajectory_id: Option<TrajectoryId>,
    /// Of what this member did.
    pub member_id: Option<MemberId>,
    /// Of this event.
    pub event: Option<LogEvent>,
    /// Of this day or later.
    pub from: Option<Date>,
    /// Of this day or earlier.
    pub until: Option<Date>,
}

impl AccessLogFilter {
    fn plain(&self) -> LogFilter {
        LogFilter {
            trajectory_id: self.trajectory_id,
            actor: self.member_id.map(|id| id.to_string()),
            but_actor: None,
            event: self.event,
            from: self.from.map(first_moment_of),
            before: self.until.and_then(Date::next_day).map(first_moment_of),
        }
    }
}

impl Services {
    /// A page of the access log, in the order of its lines. Of a trajectory for who may see who looked at it; of
    /// everything for who leads the office.
    ///
    /// # Errors
    /// `not_found` for whoever may not read it, or a trajectory that is not there; `out_of_range` for the size of the
    /// page.
    pub async fn access_log(&self, ctx: &Ctx, ask: &Ask<AccessLogFilter, RecordedSort>) -> Outcome<Page<LoggedLine>> {
        let (permit, family) = may_read_log(ctx, ask.filter.trajectory_id).await?;
        if !(1..=MOST_ROWS).contains(&ask.first) {
            return Err(Refusal::new(RefusalCode::OutOfRange, "first")
                .with("min", 1)
                .with("max", MOST_ROWS)
                .into());
        }
        let window = Window {
            first: ask.first,
            after: ask.after.clone(),
            sort: ask.sort.column(),
            descending: ask.descending,
        };
        let page = ctx.store.log_page((&ask.filter.plain(), family), &window).await?;
        let line = |page: &Page<LoggedLine, ()>| log_read(ctx, &permit, (ask.filter.trajectory_id, page.rows.len()));
        Ok(page.log_page(&ctx.store, &permit, line).await?)
    }

    /// How many lines the log has.
    ///
    /// # Errors
    /// `not_found` for whoever may not read it.
    pub async fn count_access_log(&self, ctx: &Ctx, filter: &AccessLogFilter) -> Outcome<u64> {
        let (permit, family) = may_read_log(ctx, filter.trajectory_id).await?;
        let count = ctx.store.log_count((&filter.plain(), family)).await?;
        let line = |count: &u64| {
            let rows = usize::try_from(*count).unwrap_or(usize::MAX);
            log_read(ctx, &permit, (filter.trajectory_id, rows))
        };
        Ok(count.log(&ctx.store, &permit, line).await?)
    }
}

/// The permit to read the log of a trajectory, with its family; or of everything.
async fn may_read_log(ctx: &Ctx, of: Option<TrajectoryId>) -> Outcome<(Permit, Option<FamilyId>)> {
    let may = |relation| permit(&ctx.actor, Action::ReadAccessLog, relation);
    let Some(id) = of else {
        return Ok((may(Relation::None).ok_or_else(|| not_found(""))?, None));
    };
    let absent = || not_found("trajectory_id");
    let trajectory = ctx.store.get::<Trajectory>(id).await?.ok_or_else(absent)?;
    let assignments = ctx.store.of_trajectories::<Assignment>(&[id]).await?.unseen();
    let relation = Relation::by(ctx.stamp().today, ctx.actor.as_member(), &assignments);
    Ok((may(relation).ok_or_else(absent)?, Some(trajectory.family_id)))
}

fn log_read(ctx: &Ctx, permit: &Permit, (of, rows): (Option<TrajectoryId>, usize)) -> crate::store::AuditLine {
    let read = Read {
        // No record has this kind: the log is read by nothing else.
        kind: "audit",
        trajectory: of,
        rows: Some(rows),
        ..Read::default()
    };
    reading(ctx, permit, read)
}
