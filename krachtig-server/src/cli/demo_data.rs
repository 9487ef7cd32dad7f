//! `krachtig demo-data`: fictional casework for a tenant.

use krachtig_core::store::Slug;
use serde_json::json;

use super::{Answer, Context, Failure, Outcome, progress, tools};
use crate::app::open;
use crate::demo::fill::{FillOrder, fill};

/// How much of what.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The tenant; one that was made for fictional data.
    #[arg(long)]
    tenant: Slug,
    /// How many families; without it as many as the demo has for this tenant.
    #[arg(long)]
    families: Option<usize>,
    /// What chance begins from: the same seed on the same day draws the same.
    #[arg(long)]
    seed: Option<u64>,
}

pub(super) fn run(context: &Context, arguments: Arguments) -> Outcome {
    let output = context.output;
    tools::with_installation(context, async move |installation| {
        let services = &installation.services;
        let ctx = open::operator_ctx(services, &arguments.tenant)
            .await
            .map_err(tools::fault)?;
        if !ctx.store.tenant().fictional {
            let reason = "this tenant is not marked as fictional, and fictional people do not belong among real ones";
            return Err(Failure::refused("tenant_not_fictional", reason));
        }
        let order = FillOrder {
            families: arguments.families,
            seed: arguments.seed,
        };
        let bar = progress::bar(output, arguments.families.unwrap_or(0) as u64, "Writing");
        let filled = fill(services, &ctx, order, &mut |families| bar.inc(families as u64)).await;
        bar.finish_and_clear();
        let filled = filled.map_err(tools::failure)?;
        let text = format!(
            "Made {} families, {} members and {} parties: {} records.",
            filled.families, filled.members, filled.partners, filled.records
        );
        let data = json!({
            "families": filled.families,
            "members": filled.members,
            "partners": filled.partners,
            "records": filled.records,
        });
        Ok(Answer::new(text, data))
    })
}
