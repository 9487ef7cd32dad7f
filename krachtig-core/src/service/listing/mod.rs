//! Lists: one page at a time, in a constant number of statements, with the viewer's scope inside the statement.

mod ending;
mod filter;
mod taking;
mod workload;

use std::collections::HashMap;

use super::logging::{count_shown, of_rows, page_told, reading};
use super::work::not_found;
use super::{Ctx, Outcome, Services};
use crate::access::{Action, Permit, Scope, scope, scope_seeing};
use crate::domain::access_log::LogEvent;
use crate::domain::break_glass::BreakGlass;
use crate::domain::budget::BudgetRequest;
use crate::domain::destruction::Destruction;
use crate::domain::family::Family;
use crate::domain::goal::{Action as GoalAction, Goal};
use crate::domain::id::{BudgetRequestId, FamilyId, MemberId, PartnerId, TrajectoryId};
use crate::domain::identity::Session;
use crate::domain::instrument::Instrument;
use crate::domain::learning::LearningEntry;
use crate::domain::member::Member;
use crate::domain::obstacle::{SiloObstacle, Suggestion};
use crate::domain::partner::{Partner, Referral};
use crate::domain::period::ClosedPeriod;
use crate::domain::plugin::{Plugin, TrustedKey};
use crate::domain::problem::Problem;
use crate::domain::progress::{Facts, Progress, progress};
use crate::domain::record::Record;
use crate::domain::refusal::{Refusal, RefusalCode};
use crate::domain::replay::{Replay, ReplayDifference, ShadowDecision};
use crate::domain::rights::RightsRequest;
use crate::domain::rule_set::RuleSet;
use crate::domain::share::Share;
use crate::domain::story::StoryVersion;
use crate::domain::token::Token;
use crate::domain::trajectory::{Assignment, Trajectory};
use crate::store::{Cursor, Logged, Page, Reach, Row, Window, Within};

use filter::Filter;
pub use taking::MOST_TAKEN;

pub use filter::{
    ActionFilter, DifferenceFilter, FamilyFilter, GlassFilter, GoalFilter, MemberFilter, NoFilter, ObstacleFilter,
    PartnerFilter, ProblemFilter, ReferralFilter, RequestFilter, RightsFilter, SessionFilter, ShadowFilter,
    ShareFilter, SuggestionFilter, TokenFilter, TrajectoryFilter,
};

/// Which rows of a list are asked for: how many, after which, and what they are sorted by.
#[derive(Clone, Debug)]
pub struct Ask<F, S> {
    /// How many at most: 1 to 100.
    pub first: u32,
    /// After which row.
    pub after: Option<Cursor>,
    /// The filter.
    pub filter: F,
    /// What the rows are sorted by.
    pub sort: S,
    /// Whether the greatest comes first.
    pub descending: bool,
}

/// The most rows that a page may have.
pub const MOST_ROWS: u32 = 100;

/// Declares what a list can be sorted by: a word for people and the column behind it.
macro_rules! sorts {
    ($(#[doc = $about:literal])* $name:ident = $list:literal {
        $($(#[doc = $word_about:literal])* $word:ident = $code:literal by $column:literal),+ $(,)?
    }) => {
        crate::domain::vocabulary::vocabulary! {
            $(#[doc = $about])*
            $name = $list { $($(#[doc = $word_about])* $word = $code),+ }
        }
        impl Sort for $name {
            fn column(self) -> &'static str {
                match self { $(Self::$word => $column),+ }
            }
        }
    };
}

/// What a list can be sorted by.
pub trait Sort: Copy {
    /// The column, which never holds nothing.
    fn column(self) -> &'static str;
}

sorts! {
    /// What trajectories can be sorted by.
    TrajectorySort = "trajectory_sort" {
        /// When they were recorded.
        Recorded = "recorded" by "id",
        /// When they began.
        OpenedOn = "opened_on" by "opened_on",
    }
}
sorts! {
    /// What lists of names can be sorted by.
    NameSort = "name_sort" {
        /// The name.
        Name = "name" by "name",
        /// When they were recorded.
        Recorded = "recorded" by "id",
    }
}
sorts! {
    /// What referrals can be sorted by.
    ReferralSort = "referral_sort" {
        /// When they were sent.
        SentOn = "sent_on" by "sent_on",
        /// When they were recorded.
        Recorded = "recorded" by "id",
    }
}
sorts! {
    /// What other lists are sorted by.
    RecordedSort = "recorded_sort" {
        /// When they were recorded.
        Recorded = "recorded" by "id",
    }
}
sorts! {
    /// What closed periods are sorted by.
    PeriodSort = "period_sort" {
        /// The period.
        Period = "period" by "period",
    }
}

sorts! {
    /// What requests to use rights are sorted by.
    DueSort = "due_sort" {
        /// The day by which there must be an answer.
        DueOn = "due_on" by "due_on",
        /// When they were recorded.
        Recorded = "recorded" by "id",
    }
}

/// The use cases of all lists: a page, and how many there are in all.
macro_rules! lists {
    ($($page:ident, $count:ident: $record:ident, $filter:ident, $sort:ident, $action:ident, $reach:ident;)+) => {
        impl Services {$(
            #[doc = concat!("A page of the list of [`", stringify!($record), "`].")]
            ///
            /// # Errors
            /// `not_found` for whoever may not list; `out_of_range` for the size of the page; `invalid_format` for a
            /// cursor that is not of this list.
            pub async fn $page(&self, ctx: &Ctx, ask: &Ask<$filter, $sort>) -> Outcome<Page<$record>> {
                page(ctx, (Action::$action, Reach::$reach), ask).await
            }

            #[doc = concat!("How many [`", stringify!($record), "`] the list has in all.")]
            ///
            /// # Errors
            /// `not_found` for whoever may not list.
            pub async fn $count(&self, ctx: &Ctx, filter: &$filter) -> Outcome<u64> {
                count::<$record, _>(ctx, (Action::$action, Reach::$reach), filter).await
            }
        )+}
    };
}

lists! {
    families, count_families: Family, FamilyFilter, NameSort, ListFamilies, Family;
    partners, count_partners: Partner, PartnerFilter, NameSort, ListPartners, Tenant;
    members, count_members: Member, MemberFilter, NameSort, ListMembers, Tenant;
    instruments, count_instruments: Instrument, NoFilter, NameSort, ListInstruments, Tenant;
    referrals, count_referrals: Referral, ReferralFilter, ReferralSort, ListReferrals, Trajectory;
    budget_requests, count_budget_requests: BudgetRequest, RequestFilter, RecordedSort, ListBudgetRequests, Trajectory;
    problems, count_problems: Problem, ProblemFilter, RecordedSort, ListProblems, Trajectory;
    silo_obstacles, count_silo_obstacles: SiloObstacle, ObstacleFilter, RecordedSort, ListSiloObstacles, Trajectory;
    suggestions, count_suggestions: Suggestion, SuggestionFilter, RecordedSort, ListSuggestions, Trajectory;
    learning_entries, count_learning_entries: LearningEntry, NoFilter, RecordedSort, ListLearning, Trajectory;
    goals, count_goals: Goal, GoalFilter, RecordedSort, ListGoals, Trajectory;
    actions, count_actions: GoalAction, ActionFilter, RecordedSort, ListActions, Trajectory;
    story_versions, count_story_versions: StoryVersion, NoFilter, RecordedSort, ListStories, Trajectory;
    trusted_keys, count_trusted_keys: TrustedKey, NoFilter, RecordedSort, ListRules, Tenant;
    plugins, count_plugins: Plugin, NoFilter, RecordedSort, ListRules, Tenant;
    rule_sets, count_rule_sets: RuleSet, NoFilter, RecordedSort, ListRules, Tenant;
    replays, count_replays: Replay, NoFilter, RecordedSort, ListRules, Tenant;
    replay_differences, count_replay_differences: ReplayDifference, DifferenceFilter, RecordedSort, ListDifferences, Tenant;
    shadow_decisions, count_shadow_decisions: ShadowDecision, ShadowFilter, RecordedSort, ListDifferences, Tenant;
    closed_periods, count_closed_periods: ClosedPeriod, NoFilter, PeriodSort, ListPeriods, Tenant;
    shares, count_shares: Share, ShareFilter, RecordedSort, ListShares, Trajectory;
    rights_requests, count_rights_requests: RightsRequest, RightsFilter, DueSort, ListRightsRequests, Tenant;
    destructions, count_destructions: Destruction, NoFilter, RecordedSort, ListDestructions, Tenant;
    sessions, count_sessions: Session, SessionFilter, RecordedSort, ListSessions, Tenant;
    break_glasses, count_break_glasses: BreakGlass, GlassFilter, RecordedSort, ListBreakGlass, Tenant;
    tokens, count_tokens: Token, TokenFilter, RecordedSort, ListTokens, Tenant;
}

impl Services {
    /// A page of the list of [`Trajectory`], each as far as the actor may see it.
    ///
    /// # Errors
    /// As of every list.
    pub async fn trajectories(
        &self,
        ctx: &Ctx,
        ask: &Ask<TrajectoryFilter, TrajectorySort>,
    ) -> Outcome<Page<Trajectory>> {
        let page = page(ctx, (Action::ListTrajectories, Reach::Itself), ask).await?;
        self.trajectories_seen(ctx, page).await
    }

    async fn trajectories_seen(&self, ctx: &Ctx, mut page: Page<Trajectory>) -> Outcome<Page<Trajectory>> {
        let ids: Vec<TrajectoryId> = page.rows.iter().map(|(_, trajectory)| trajectory.id).collect();
        let sees = self.sees_of(ctx, &ids).await?;
        for (_, trajectory) in &mut page.rows {
            *trajectory = trajectory.clone().seen(sees.of(trajectory.id));
        }
        Ok(page)
    }

    /// How many [`Trajectory`] the list has in all.
    ///
    /// # Errors
    /// `not_found` for whoever may not list.
    pub async fn count_trajectories(&self, ctx: &Ctx, filter: &TrajectoryFilter) -> Outcome<u64> {
        count::<Trajectory, _>(ctx, (Action::ListTrajectories, Reach::Itself), filter).await
    }
}

/// Within which rows the actor may list what this filter leaves.
fn within(ctx: &Ctx, (action, reach): (Action, Reach), filter: &impl Filter) -> Outcome<(Permit, Within)> {
    let scoped = scope_seeing(&ctx.actor, action, filter.looks_at());
    let (permit, scope): (_, Scope) = scoped.ok_or_else(|| not_found(""))?;
    let today = ctx.stamp().today;
    Ok((permit, Within { scope, reach, today }))
}

async fn count<R: Row, F: Filter>(ctx: &Ctx, list: (Action, Reach), filter: &F) -> Outcome<u64> {
    let (permit, within) = within(ctx, list, filter)?;
    let count = ctx.store.count::<R>(within, filter.conditions(within.today)).await?;
    count_shown::<R>(ctx, &permit, count).await
}

async fn page<R: Row, F: Filter, S: Sort>(ctx: &Ctx, list: (Action, Reach), ask: &Ask<F, S>) -> Outcome<Page<R>> {
    rows(ctx, list, (ask, MOST_ROWS, None)).await
}

/// The rows that are asked for, so many at most, and the line of that as an event of this kind.
async fn rows<R: Row, F: Filter, S: Sort>(
    ctx: &Ctx,
    list: (Action, Reach),
    (ask, most, event): (&Ask<F, S>, u32, Option<LogEvent>),
) -> Outcome<Page<R>> {
    let (permit, within) = within(ctx, list, &ask.filter)?;
    if !(1..=most).contains(&ask.first) {
        return Err(Refusal::new(RefusalCode::OutOfRange, "first")
            .with("min", 1)
            .with("max", most)
            .into());
    }
    if ask
        .after
        .as_ref()
        .is_some_and(|cursor| !cursor.fits::<R>(ask.sort.column()))
    {
        return Err(Refusal::new(RefusalCode::InvalidFormat, "after").into());
    }
    let window = Window {
        first: ask.first,
        after: ask.after.clone(),
        sort: ask.sort.column(),
        descending: ask.descending,
    };
    let conditions = ask.filter.conditions(within.today);
    let page = ctx.store.page(within, conditions, &window).await?;
    page_told(ctx, &permit, (page, event)).await
}

/// What belongs to the rows of a page, for many rows at once. Each is one statement, and one more where what may be seen
/// of a row depends on who is assigned; each was authorised with the page whose rows it belongs to, and takes the proof
/// that the log tells of those. Of rows that it does not tell of, nothing is found.
impl Services {
    /// Where trajectories stand today, as far as the actor may see it.
    ///
    /// # Errors
    /// A fault of the store.
    pub async fn progress_of(
        &self,
        ctx: &Ctx,
        logged: &Logged,
        ids: &[TrajectoryId],
    ) -> Outcome<HashMap<TrajectoryId, Progress>> {
        let ids = logged.among(ids);
        let facts = ctx.store.facts(&ids, ctx.stamp().today).await?;
        let facts: HashMap<TrajectoryId, Facts> = facts.beside(logged);
        let sees = self.sees_of(ctx, &ids).await?;
        let told = facts
            .into_iter()
            .map(|(id, facts)| (id, progress(&facts.seen(sees.of(id)))));
        Ok(told.collect())
    }

    /// The families of these trajectories, each as far as the actor may see it.
    ///
    /// # Errors
    /// A fault of the store.
    pub async fn families_of(
        &self,
        ctx: &Ctx,
        logged: &Logged,
        trajectories: &[(TrajectoryId, FamilyId)],
    ) -> Outcome<HashMap<TrajectoryId, Family>> {
        let told = |(id, _): &&(TrajectoryId, FamilyId)| !logged.among(&[*id]).is_empty();
        let trajectories: Vec<_> = trajectories.iter().filter(told).copied().collect();
        let (ids, families): (Vec<_>, Vec<_>) = trajectories.iter().copied().unzip();
        let families = self.families_by_id(ctx, logged, &families).await?;
        let sees = self.sees_of(ctx, &ids).await?;
        let seen =
            |(id, family): &(TrajectoryId, FamilyId)| Some((*id, families.get(family)?.clone().seen(sees.of(*id))));
        Ok(trajectories.iter().filter_map(seen).collect())
    }

    /// The families of the rows of a page, by id.
    ///
    /// # Errors
    /// A fault of the store.
    pub(super) async fn families_by_id(
        &self,
        ctx: &Ctx,
        logged: &Logged,
        ids: &[FamilyId],
    ) -> Outcome<HashMap<FamilyId, Family>> {
        by_id(ctx.store.get_all::<Family>(ids).await?.beside(logged))
    }

    /// The parties that the rows of a page name, by id.
    ///
    /// # Errors
    /// A fault of the store.
    pub(super) async fn partners_by_id(
        &self,
        ctx: &Ctx,
        logged: &Logged,
        ids: &[PartnerId],
    ) -> Outcome<HashMap<PartnerId, Partner>> {
        by_id(ctx.store.get_all::<Partner>(ids).await?.beside(logged))
    }

    /// Budget requests by id. The comparisons that they belong to tell nothing of families, so these have a line of
    /// their own.
    ///
    /// # Errors
    /// `not_found` for whoever may not see comparisons; a fault of the store.
    pub async fn requests_by_id(
        &self,
        ctx: &Ctx,
        ids: &[BudgetRequestId],
    ) -> Outcome<HashMap<BudgetRequestId, BudgetRequest>> {
        let (permit, _) = scope(&ctx.actor, Action::ListDifferences).ok_or_else(|| not_found(""))?;
        let line = |requests: &Vec<BudgetRequest>| reading(ctx, &permit, of_rows(requests.iter()));
        let requests = ctx.store.get_all::<BudgetRequest>(ids).await?;
        by_id(requests.log(&ctx.store, &permit, line).await?)
    }

    /// Members by id: colleagues, who are in nobody's dossier.
    ///
    /// # Errors
    /// A fault of the store.
    pub async fn members_by_id(&self, ctx: &Ctx, ids: &[MemberId]) -> Outcome<HashMap<MemberId, Member>> {
        by_id(ctx.store.get_all::<Member>(ids).await?.unseen())
    }

    /// The assignments that hold today, by trajectory.
    ///
    /// # Errors
    /// A fault of the store.
    pub async fn assignments_of(
        &self,
        ctx: &Ctx,
        logged: &Logged,
        ids: &[TrajectoryId],
    ) -> Outcome<HashMap<TrajectoryId, Vec<Assignment>>> {
        let today = ctx.stamp().today;
        let mut found: HashMap<TrajectoryId, Vec<Assignment>> = HashMap::new();
        let assignments = ctx.store.of_trajectories::<Assignment>(&logged.among(ids)).await?;
        for assignment in assignments.beside(logged) {
            if assignment.holds(today) {
                found.entry(assignment.trajectory_id).or_default().push(assignment);
            }
        }
        Ok(found)
    }

    /// The acting member.
    ///
    /// # Errors
    /// `not_found` for whoever is no member.
    pub async fn me(&self, ctx: &Ctx) -> Outcome<Member> {
        let id = ctx.actor.as_member().ok_or_else(|| not_found(""))?;
        ctx.store.get::<Member>(id).await?.ok_or_else(|| not_found(""))
    }
}

fn by_id<R: Record>(records: Vec<R>) -> Outcome<HashMap<R::Id, R>>
where
    R::Id: std::hash::Hash,
{
    Ok(records.into_iter().map(|record| (record.id(), record)).collect())
}
