//! A page of every list.

use krachtig_core::domain::break_glass::BreakGlass;
use krachtig_core::domain::budget::BudgetRequest;
use krachtig_core::domain::destruction::Destruction;
use krachtig_core::domain::family::Family;
use krachtig_core::domain::goal::{Action, Goal};
use krachtig_core::domain::identity::Session;
use krachtig_core::domain::instrument::Instrument;
use krachtig_core::domain::learning::LearningEntry;
use krachtig_core::domain::obstacle::{SiloObstacle, Suggestion};
use krachtig_core::domain::partner::{Partner, Referral};
use krachtig_core::domain::period::ClosedPeriod;
use krachtig_core::domain::plugin::{Plugin, TrustedKey};
use krachtig_core::domain::problem::Problem;
use krachtig_core::domain::share::Share;
use krachtig_core::domain::story::StoryVersion;
use krachtig_core::domain::token::Token;
use krachtig_core::service::{
    DueSort, LoggedLine, NameSort, NoFilter, PeriodSort, RecordedSort, ReferralSort, TrajectorySort,
};

use super::InTrajectory;
use super::page::{Order, ask, shown};
use crate::graphql::asked::Asked;
use crate::graphql::connection::{Connection, PageArgs};
use crate::graphql::input::Input;
use crate::graphql::input::filter::{
    AccessLogFilterInput, ActionFilterInput, BreakGlassFilterInput, BudgetRequestFilterInput, FamilyFilterInput,
    GoalFilterInput, MemberFilterInput, PartnerFilterInput, ProblemFilterInput, ReferralFilterInput,
    ReplayDifferenceFilterInput, RightsRequestFilterInput, SessionFilterInput, ShadowDecisionFilterInput,
    ShareFilterInput, SiloObstacleFilterInput, SuggestionFilterInput, TokenFilterInput, TrajectoryFilterInput,
};
use crate::graphql::object::{
    DifferenceView, MemberView, ReplayView, RightsRequestView, RuleSetView, ShadowView, TrajectorySummary,
};
use crate::graphql::scalar::Word;

/// Declares the fields of lists: the service that gives a page and the one that counts, the filter, what the list can
/// be sorted by, and what stands in it.
macro_rules! lists {
    ($(#[$($about:tt)*])* $root:ident {
        $($(#[$($field_about:tt)*])*
        $name:ident, $count:ident($($filter:ty)?) by $sort:ty => $node:ty;)+
    }) => {
        $(#[$($about)*])*
        #[derive(Default)]
        pub(super) struct $root;

        $(#[$($about)*])*
        #[async_graphql::Object]
        impl $root {
            $(
                $(#[$($field_about)*])*
                #[expect(clippy::too_many_arguments, reason = "each is an argument of the GraphQL field, given by name")]
                async fn $name(
                    &self,
                    ctx: &async_graphql::Context<'_>,
                    #[graphql(desc = "How many records, from 1 to 100; 50 when absent.")] first: Option<i32>,
                    #[graphql(desc = "The cursor after which the page begins.")] after: Option<String>,
                    $(#[graphql(desc = "Which records; all that you may see when absent.")] filter: Option<$filter>,)?
                    #[graphql(desc = "What they are sorted by; by the first word of the list when absent.")]
                    sort: Option<Word<$sort>>,
                    #[graphql(desc = "Whether the greatest, or the newest, comes first.", default)] descending: bool,
                ) -> async_graphql::Result<Connection<$node>> {
                    let asked = Asked::of(ctx)?;
                    let args = PageArgs::parse(ctx, first, after.as_deref())?;
                    let filter = lists!(@filter filter $($filter)?);
                    let ask = ask(&args, filter, Order { sort, descending })?;
                    let page = asked.services.$name(asked.ctx, &ask).await;
                    let total = match args.total {
                        true => Some(asked.services.$count(asked.ctx, &ask.filter).await),
                        false => None,
                    };
                    shown((asked, ctx), page, total).await
                }
            )+
        }
    };
    (@filter $given:ident) => { NoFilter };
    (@filter $given:ident $filter:ty) => { $given.map(Input::plain).unwrap_or_default() };
}

lists! {
    /// Lists, a page at a time. Each holds what you may see and costs the same number of statements for any page.
    ListQuery {
        /// Trajectories, with where they stand.
        trajectories, count_trajectories(TrajectoryFilterInput) by TrajectorySort => TrajectorySummary;
        /// Families.
        families, count_families(FamilyFilterInput) by NameSort => Family;
        /// The partner directory (sociale kaart).
        partners, count_partners(PartnerFilterInput) by NameSort => Partner;
        /// The people with an account.
        members, count_members(MemberFilterInput) by NameSort => MemberView;
        /// Instruments for mapping needs and strengths.
        instruments, count_instruments() by NameSort => Instrument;
        /// Referrals, over trajectories.
        referrals, count_referrals(ReferralFilterInput) by ReferralSort => InTrajectory<Referral>;
        /// Requests for money, over trajectories.
        budget_requests, count_budget_requests(BudgetRequestFilterInput) by RecordedSort
            => InTrajectory<BudgetRequest>;
        /// Problems that families meet, over trajectories.
        problems, count_problems(ProblemFilterInput) by RecordedSort => InTrajectory<Problem>;
        /// Funding silos that stood in the way, over trajectories.
        silo_obstacles, count_silo_obstacles(SiloObstacleFilterInput) by RecordedSort => InTrajectory<SiloObstacle>;
        /// Suggestions what would solve obstacles, over trajectories.
        suggestions, count_suggestions(SuggestionFilterInput) by RecordedSort => InTrajectory<Suggestion>;
        /// What was tried and learned, over trajectories.
        learning_entries, count_learning_entries() by RecordedSort => InTrajectory<LearningEntry>;
        /// Goals, over trajectories.
        goals, count_goals(GoalFilterInput) by RecordedSort => InTrajectory<Goal>;
        /// Actions, over trajectories.
        actions, count_actions(ActionFilterInput) by RecordedSort => InTrajectory<Action>;
        /// Versions of families' stories, over trajectories.
        story_versions, count_story_versions() by RecordedSort => InTrajectory<StoryVersion>;
        /// Closed periods with their figures.
        closed_periods, count_closed_periods() by PeriodSort => ClosedPeriod;
        /// Keys whose signatures on plugins are or were accepted.
        trusted_keys, count_trusted_keys() by RecordedSort => TrustedKey;
        /// Versions of region rules that were uploaded.
        plugins, count_plugins() by RecordedSort => Plugin;
        /// Plugins with settings that were proposed, are in use, or were taken back.
        rule_sets, count_rule_sets() by RecordedSort => RuleSetView;
        /// Replays of the history under plugins.
        replays, count_replays() by RecordedSort => ReplayView;
        /// Decisions that replays found to differ.
        replay_differences, count_replay_differences(ReplayDifferenceFilterInput) by RecordedSort => DifferenceView;
        /// What rules in shadow would have decided.
        shadow_decisions, count_shadow_decisions(ShadowDecisionFilterInput) by RecordedSort => ShadowView;
        /// The access log: of a trajectory for those who work on it, of everything for who leads the office. Reading it
        /// leaves a line as well.
        access_log, count_access_log(AccessLogFilterInput) by RecordedSort => LoggedLine;
        /// What is shared with parties, over trajectories.
        shares, count_shares(ShareFilterInput) by RecordedSort => InTrajectory<Share>;
        /// Requests to use rights: for the coordinator, by the day on which they are due.
        rights_requests, count_rights_requests(RightsRequestFilterInput) by DueSort => RightsRequestView;
        /// Destructions, with their certificates.
        destructions, count_destructions() by RecordedSort => Destruction;
        /// Members' sessions, ended ones and those that ran out included.
        sessions, count_sessions(SessionFilterInput) by RecordedSort => Session;
        /// Glasses that were broken to read a dossier in an emergency.
        break_glasses, count_break_glasses(BreakGlassFilterInput) by RecordedSort => BreakGlass;
        /// Members' access tokens, those that were revoked or ran out included: for who leads the office.
        tokens, count_tokens(TokenFilterInput) by RecordedSort => Token;
    }
}
