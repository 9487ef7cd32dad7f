//! What stands in a list: the record itself, a trajectory's summary, or a record with the trajectory that it is of.
//!
//! A record of a dossier looks at other records of it: a goal at its actions, a request at the ledger. The rows of a
//! list come without their dossiers, so what the selected fields look at is fetched for the whole page, one statement
//! per kind, into dossiers that hold just that. So a record has the same fields in a list as in a dossier, written once.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::Result;
use krachtig_core::domain::break_glass::BreakGlass;
use krachtig_core::domain::budget::BudgetRequest;
use krachtig_core::domain::destruction::Destruction;
use krachtig_core::domain::family::Family;
use krachtig_core::domain::goal::{Action, Goal};
use krachtig_core::domain::id::{BudgetRequestId, Id, PartnerId, TrajectoryId};
use krachtig_core::domain::identity::Session;
use krachtig_core::domain::instrument::Instrument;
use krachtig_core::domain::learning::LearningEntry;
use krachtig_core::domain::member::Member;
use krachtig_core::domain::obstacle::{SiloObstacle, Suggestion};
use krachtig_core::domain::partner::{Partner, Referral};
use krachtig_core::domain::period::ClosedPeriod;
use krachtig_core::domain::plugin::{Plugin, TrustedKey};
use krachtig_core::domain::problem::Problem;
use krachtig_core::domain::record::Record;
use krachtig_core::domain::replay::{Replay, ReplayDifference, ShadowDecision};
use krachtig_core::domain::rights::RightsRequest;
use krachtig_core::domain::rule_set::RuleSet;
use krachtig_core::domain::share::Share;
use krachtig_core::domain::story::StoryVersion;
use krachtig_core::domain::token::Token;
use krachtig_core::domain::trajectory::Trajectory;
use krachtig_core::domain::vocabulary::Vocabulary;
use krachtig_core::error::Fault;
use krachtig_core::service::{Around, Logged, LoggedLine};

use crate::graphql::asked::Asked;
use crate::graphql::failure::faulty;
use crate::graphql::mutation::Surroundings;
use crate::graphql::object::{
    AskedRequest, DifferenceView, DossierView, MemberView, ReplayView, RightsRequestView, RuleSetView, ShadowView,
    TrajectorySummary,
};
use crate::graphql::payload::record_field;
use crate::graphql::selected::{self, Look, Selected};
use crate::graphql::shown::{Answer, Answered, Child, Fields, Shown, Walk, alone, child};

/// What stands in a list.
pub(super) trait Node: Shown<Around = ()> {
    /// What the service lists.
    type Record: Send;

    /// The nodes of a page that the log tells of, in the order of its records, with what their selected fields look at.
    fn gather(
        of: (Asked<'_>, &Logged),
        records: Vec<Self::Record>,
        selected: &Selected<'_>,
    ) -> impl Future<Output = Result<Vec<Self>>> + Send;
}

macro_rules! nodes_by_themselves {
    ($($record:ty),+) => {$(
        impl Node for $record {
            type Record = Self;

            async fn gather(_: (Asked<'_>, &Logged), records: Vec<Self>, _: &Selected<'_>) -> Result<Vec<Self>> {
                Ok(records)
            }
        }
    )+};
}
nodes_by_themselves!(
    Family,
    Partner,
    Instrument,
    ClosedPeriod,
    TrustedKey,
    Plugin,
    LoggedLine,
    Destruction,
    Session,
    BreakGlass,
    Token
);

impl Node for RightsRequestView {
    type Record = RightsRequest;

    async fn gather(
        (asked, _): (Asked<'_>, &Logged),
        records: Vec<RightsRequest>,
        _: &Selected<'_>,
    ) -> Result<Vec<Self>> {
        let today = asked.today();
        Ok(records.into_iter().map(|request| Self { request, today }).collect())
    }
}

impl Node for MemberView {
    type Record = Member;

    async fn gather((asked, _): (Asked<'_>, &Logged), records: Vec<Member>, _: &Selected<'_>) -> Result<Vec<Self>> {
        let today = asked.today();
        Ok(records.into_iter().map(|member| Self { member, today }).collect())
    }
}

impl Node for RuleSetView {
    type Record = RuleSet;

    async fn gather((asked, _): (Asked<'_>, &Logged), records: Vec<RuleSet>, _: &Selected<'_>) -> Result<Vec<Self>> {
        let today = asked.today();
        Ok(records.into_iter().map(|set| Self { set, today }).collect())
    }
}

impl Node for ReplayView {
    type Record = Replay;

    async fn gather((asked, _): (Asked<'_>, &Logged), records: Vec<Replay>, _: &Selected<'_>) -> Result<Vec<Self>> {
        let at_work = asked.services.replay_at_work(asked.ctx);
        Ok(records.into_iter().map(|replay| Self::new(replay, at_work)).collect())
    }
}

/// The requests that a page of comparisons is about, in one statement, where somebody asks for them.
async fn requests_of(
    asked: Asked<'_>,
    ids: Vec<BudgetRequestId>,
    selected: &Selected<'_>,
) -> Result<HashMap<BudgetRequestId, BudgetRequest>> {
    if !selected.has("request") {
        return Ok(HashMap::new());
    }
    asked.answered(asked.services.requests_by_id(asked.ctx, &ids).await)
}

/// Declares lists of comparisons with what was decided on a request.
macro_rules! compared {
    ($($view:ident { $field:ident: $record:ty }),+) => {$(
        impl Node for $view {
            type Record = $record;

            async fn gather(
                (asked, _): (Asked<'_>, &Logged),
                records: Vec<$record>,
                selected: &Selected<'_>,
            ) -> Result<Vec<Self>> {
                let ids = records.iter().map(|record| record.request_id).collect();
                let requests = requests_of(asked, ids, selected).await?;
                // Several rules in shadow may have been asked about one request.
                let view = |$field: $record| Self {
                    request: requests.get(&$field.request_id).cloned().map(AskedRequest),
                    $field,
                };
                Ok(records.into_iter().map(view).collect())
            }
        }
    )+};
}
compared!(
    DifferenceView {
        difference: ReplayDifference
    },
    ShadowView {
        decision: ShadowDecision
    }
);

impl Node for TrajectorySummary {
    type Record = Trajectory;

    async fn gather(
        (asked, logged): (Asked<'_>, &Logged),
        records: Vec<Trajectory>,
        selected: &Selected<'_>,
    ) -> Result<Vec<Self>> {
        let Asked { services, ctx } = asked;
        let (with_family, with_progress, with_lead) =
            (selected.has("family"), selected.has("progress"), selected.has("lead"));
        let ids: Vec<_> = records.iter().map(|trajectory| trajectory.id).collect();
        let mut families = Default::default();
        if with_family {
            let of: Vec<_> = records.iter().map(|one| (one.id, one.family_id)).collect();
            families = asked.answered(services.families_of(ctx, logged, &of).await)?;
        }
        let mut progress = Default::default();
        if with_progress {
            progress = asked.answered(services.progress_of(ctx, logged, &ids).await)?;
        }
        let mut assignments = Default::default();
        if with_lead {
            assignments = asked.answered(services.assignments_of(ctx, logged, &ids).await)?;
        }
        let lead_of = |id: TrajectoryId| assignments.get(&id)?.iter().find(|assignment| assignment.lead);
        let summary = |trajectory: Trajectory| TrajectorySummary {
            family: families.get(&trajectory.id).cloned(),
            progress: progress.remove(&trajectory.id),
            lead: lead_of(trajectory.id).map(|assignment| assignment.member_id),
            trajectory,
        };
        Ok(records.into_iter().map(summary).collect())
    }
}

/// A record of a dossier that can stand in a list over trajectories.
pub(super) trait Listed: Record + Shown<Around: Surroundings> {
    /// What their fields look at.
    const LOOKS: &'static [Look];

    /// The party that it names.
    fn partner(&self) -> Option<PartnerId> {
        None
    }
}

/// A record of a dossier as it stands in a list: with the trajectory that it is of, and that trajectory's family.
pub struct InTrajectory<R: Shown> {
    record: R,
    around: Arc<R::Around>,
    view: Arc<DossierView>,
}

impl<R: Shown> Shown for InTrajectory<R> {
    type Around = ();

    fn name() -> Cow<'static, str> {
        Cow::Owned(format!("{}InTrajectory", R::name()))
    }

    fn about() -> Cow<'static, str> {
        Cow::Borrowed("A record as it stands in a list over trajectories.")
    }

    fn describe(fields: &mut Fields<'_>) {
        fields.add::<Child<'_, R>>(&record_field::<R>(), "The record.");
        fields.add::<Child<'_, Trajectory>>("trajectory", "The trajectory that it is of.");
        fields.add::<Child<'_, Family>>("family", "The family whose trajectory it is.");
    }

    fn field(&self, (): &(), name: &str, walk: &mut Walk<'_>) -> Option<Answered> {
        match name {
            "trajectory" => Some(alone(&self.view.dossier.trajectory).answer(walk)),
            "family" => Some(alone(&self.view.dossier.family).answer(walk)),
            name if name == record_field::<R>() => Some(child(&self.record, &self.around).answer(walk)),
            _ => None,
        }
    }
}

impl<R: Listed> Node for InTrajectory<R> {
    type Record = R;

    async fn gather(
        (asked, logged): (Asked<'_>, &Logged),
        records: Vec<R>,
        selected: &Selected<'_>,
    ) -> Result<Vec<Self>> {
        let named = |record: &R| Some((record.trajectory()?, record.partner()?));
        let wanted = Around {
            trajectories: records.iter().filter_map(Record::trajectory).collect(),
            partners: records.iter().filter_map(named).collect(),
            parts: selected.under(&record_field::<R>()).parts(R::LOOKS),
        };
        let dossiers = asked.answered(asked.services.around(asked.ctx, logged, &wanted).await)?;
        let today = asked.today();
        let view = |dossier| Arc::new(DossierView::new(Arc::new(dossier), today));
        let views: HashMap<_, _> = dossiers.into_iter().map(|(id, dossier)| (id, view(dossier))).collect();
        let node = |record: R| {
            let found = record.trajectory().and_then(|id| views.get(&id));
            let lost = || Fault::Corrupt {
                table: R::KIND.code(),
                column: "trajectory_id",
                id: record.id().uuid(),
            };
            let view = found.ok_or_else(|| faulty(&lost(), &asked.ctx.request))?;
            Ok(Self {
                around: R::Around::in_dossier(view),
                view: Arc::clone(view),
                record,
            })
        };
        records.into_iter().map(node).collect()
    }
}

/// Declares what the fields of listed records look at, besides the records themselves.
macro_rules! listed {
    ($($record:ty: $looks:expr $(, |$named:ident| $partner:expr)?;)+) => {$(
        impl Listed for $record {
            const LOOKS: &'static [Look] = $looks;

            $(fn partner(&self) -> Option<PartnerId> {
                let $named = self;
                $partner
            })?
        }
    )+};
}

listed! {
    Referral: selected::REFERRAL, |referral| Some(referral.partner_id);
    BudgetRequest: selected::REQUEST;
    Problem: selected::PROBLEM;
    SiloObstacle: selected::OBSTACLE, |obstacle| obstacle.partner_id;
    Suggestion: &[];
    LearningEntry: &[];
    Goal: selected::GOAL;
    Action: &[];
    StoryVersion: selected::STORY;
    Share: selected::SHARE, |share| Some(share.partner_id);
}
