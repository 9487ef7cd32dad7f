//! The fields that are measured: each makes one call to a service, or one per statement that a page takes, and shows
//! what it answers through the server's own objects.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{Context, EmptySubscription, Error, InputObject, Object, Result, Schema, SchemaBuilder};
use futures_util::future::BoxFuture;
use krachtig_core::domain::budget::{BudgetRequest, RequestDraft};
use krachtig_core::domain::id::{MemberId, TrajectoryId};
use krachtig_core::domain::vocabulary::{FundingSilo, LifeDomain, PayeeKind};
use krachtig_core::service::{Ask, Ctx, Failure, RequestBudget, Services, TrajectoryFilter, TrajectorySort};
use krachtig_core::store::Cursor;
use krachtig_server::graphql::connection::{Connection, Page, PageArgs};
use krachtig_server::graphql::member_names::NameSource;
use krachtig_server::graphql::object::{DossierObject, DossierView, TrajectorySummary};
use krachtig_server::graphql::payload::Payload;
use krachtig_server::graphql::scalar::{Cents, GlobalId, Word};
use krachtig_server::graphql::shown;

/// The schema's builder.
pub(crate) fn schema() -> SchemaBuilder<Query, Mutation, EmptySubscription> {
    Schema::build(Query, Mutation, EmptySubscription)
}

pub(crate) struct Query;
pub(crate) struct Mutation;

/// What came of a request for money.
type Asked = shown::Object<Payload<BudgetRequest>>;

fn at_hand<'a>(ctx: &Context<'a>) -> Result<(&'a Services, &'a Ctx)> {
    Ok((ctx.data::<Services>()?, ctx.data::<Ctx>()?))
}

fn failed(failure: &Failure) -> Error {
    Error::new(failure.to_string())
}

#[Object]
impl Query {
    async fn dossier(&self, ctx: &Context<'_>, id: GlobalId<TrajectoryId>) -> Result<DossierObject> {
        let (services, asker) = at_hand(ctx)?;
        let dossier = services
            .dossier(asker, id.0)
            .await
            .map_err(|failure| failed(&failure))?;
        Ok(DossierObject::from(DossierView::new(
            Arc::new(dossier),
            asker.stamp().today,
        )))
    }

    async fn trajectories(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<Connection<TrajectorySummary>> {
        let args = PageArgs::parse(ctx, first, after.as_deref())?;
        let (services, asker) = at_hand(ctx)?;
        page(services, asker, &args).await
    }
}

async fn page(services: &Services, asker: &Ctx, args: &PageArgs) -> Result<Connection<TrajectorySummary>> {
    let wrong = |failure: Failure| failed(&failure);
    let ask = Ask {
        first: u32::from(args.first),
        after: args.after.as_deref().map(serde_json::from_str::<Cursor>).transpose()?,
        filter: TrajectoryFilter::default(),
        sort: TrajectorySort::Recorded,
        descending: false,
    };
    let found = services.trajectories(asker, &ask).await.map_err(wrong)?;
    let ids: Vec<_> = found.rows.iter().map(|(_, trajectory)| trajectory.id).collect();
    let families: Vec<_> = found.rows.iter().map(|(_, trajectory)| trajectory.family_id).collect();
    let mut families = services.families_by_id(asker, &families).await.map_err(wrong)?;
    let mut progress = services.progress_of(asker, &ids).await.map_err(wrong)?;
    let assignments = services.assignments_of(asker, &ids).await.map_err(wrong)?;
    let gone = || Error::new("a row of the page went away");
    let rows = found.rows.into_iter().map(|(cursor, trajectory)| {
        let summary = TrajectorySummary {
            family: families.remove(&trajectory.family_id).ok_or_else(gone)?,
            progress: progress.remove(&trajectory.id).ok_or_else(gone)?,
            lead: assignments
                .get(&trajectory.id)
                .and_then(|all| all.iter().find(|assignment| assignment.lead))
                .map(|assignment| assignment.member_id),
            trajectory,
        };
        Ok::<_, Error>((serde_json::to_string(&cursor)?, summary))
    });
    let rows = rows.collect::<Result<Vec<_>>>()?;
    Ok(Page::from((rows, found.more)).into())
}

/// A request for money.
#[derive(InputObject)]
struct RequestBudgetInput {
    trajectory_id: GlobalId<TrajectoryId>,
    amount: Cents,
    purpose: String,
    life_domain: Word<LifeDomain>,
    payee: Word<PayeeKind>,
    silo: Word<FundingSilo>,
}

#[Object]
impl Mutation {
    async fn request_budget(&self, ctx: &Context<'_>, input: RequestBudgetInput) -> Result<Asked> {
        let (services, asker) = at_hand(ctx)?;
        let draft = RequestDraft {
            amount: input.amount.0,
            purpose: input.purpose,
            life_domain: input.life_domain.0,
            payee: input.payee.0,
            silo: input.silo.0,
        };
        let trajectory_id = input.trajectory_id.0;
        match services
            .request_budget(asker, RequestBudget { trajectory_id, draft })
            .await
        {
            Ok(recorded) => {
                let view = DossierView::new(recorded.dossier, asker.stamp().today);
                Ok(Payload::of(Ok((recorded.record, Arc::new(view)))))
            }
            Err(Failure::Refused(refusals)) => Ok(Payload::of(Err(refusals))),
            Err(fault @ Failure::Fault(_)) => Err(failed(&fault)),
        }
    }
}

/// The names of the tenant's members.
pub(crate) struct Names {
    services: Services,
    ctx: Ctx,
}

impl Names {
    /// Names that this asker may see.
    pub(crate) fn new(services: &Services, ctx: &Ctx) -> Self {
        Self {
            services: services.clone(),
            ctx: ctx.clone(),
        }
    }
}

impl NameSource for Names {
    fn names<'a>(&'a self, ids: &'a [MemberId]) -> BoxFuture<'a, Result<HashMap<MemberId, String>, Error>> {
        Box::pin(async move {
            let found = self.services.members_by_id(&self.ctx, ids).await;
            let found = found.map_err(|failure| failed(&failure))?;
            Ok(found
                .into_iter()
                .map(|(id, member)| (id, member.name.to_string()))
                .collect())
        })
    }
}
