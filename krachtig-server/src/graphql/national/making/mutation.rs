//! The steps to a release. Each makes one call; what may not be done is told as data. Whatever is asked again is answered
//! as it stands, so that a lost answer can be asked for once more.

use async_graphql::{Context, InputObject, Object, Result};
use krachtig_national::compute::Preview;
use krachtig_national::definition::Definition;
use krachtig_national::error::{Failure, Outcome};
use krachtig_national::refusal::{Refusal, Refusals};
use krachtig_national::store::{HandedIn, Plan};

use super::input::{DefinitionInput, parsed};
use super::making;
use super::object::Payload;
use crate::graphql::national::failed;
use crate::graphql::shown::Object as Told;

/// Which hand-in.
#[derive(InputObject)]
struct AcceptHandInInput {
    /// The region's code.
    region: String,
    /// The period: `2026`, or `2026-Q3`.
    period: String,
    /// Which of its hand-ins for the period, from one.
    revision: u16,
}

/// The steps to a release.
pub struct MakingMutation;

/// The steps to a release.
#[Object]
impl MakingMutation {
    /// Accepts what a region handed in, which a release can be made of from then on.
    async fn accept_hand_in(&self, ctx: &Context<'_>, input: AcceptHandInInput) -> Result<Told<Payload<HandedIn>>> {
        let making = making(ctx)?;
        let accepted = match parsed(&input.period, "period") {
            Ok(period) => making.accept(&input.region, period, input.revision).await,
            Err(refusal) => Err(refusal.into()),
        };
        told(accepted, &making.request)
    }

    /// How exact the release of a definition would be, and what it would take. Nothing is kept or spent, and no figure told.
    async fn preview_release(&self, ctx: &Context<'_>, input: DefinitionInput) -> Result<Told<Payload<Preview>>> {
        let making = making(ctx)?;
        let previewed = match read(input) {
            Ok(definition) => making.preview(&definition).await,
            Err(refusal) => Err(refusal.into()),
        };
        told(previewed, &making.request)
    }

    /// Keeps a definition, of which a release can be computed once. It never changes.
    async fn define_release(&self, ctx: &Context<'_>, input: DefinitionInput) -> Result<Told<Payload<Plan>>> {
        let making = making(ctx)?;
        let defined = match read(input) {
            Ok(definition) => making.define(&definition).await,
            Err(refusal) => Err(refusal.into()),
        };
        told(defined, &making.request)
    }

    /// Computes the release of a definition, once: it takes what it tells out of the privacy budget, and never changes.
    async fn compute_release(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The definition's name.")] name: String,
    ) -> Result<Told<Payload<Plan>>> {
        let making = making(ctx)?;
        told(making.compute(&name).await, &making.request)
    }

    /// Publishes a release that another account had computed: readers see it from then on, for good.
    async fn publish_release(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its name.")] name: String,
    ) -> Result<Told<Payload<Plan>>> {
        let making = making(ctx)?;
        told(making.publish(&name).await, &making.request)
    }
}

fn read(input: DefinitionInput) -> std::result::Result<Definition, Refusal> {
    input.try_into()
}

/// What came of it as data; what went wrong with machines as an error.
fn told<R>(outcome: Outcome<R>, request: &str) -> Result<Told<Payload<R>>>
where
    R: crate::graphql::shown::Shown<Around = ()>,
{
    let done: std::result::Result<R, Refusals> = match outcome {
        Ok(record) => Ok(record),
        Err(Failure::Refused(refusals)) => Err(refusals),
        Err(fault) => return Err(failed(fault, request)),
    };
    Ok(Payload::of(done))
}
