//! `krachtig plugin rollback`: the rules that decide in a tenant are taken back in one step.

use krachtig_core::domain::rule_set::RulesInForce;
use krachtig_core::service::{Act, Ask, NoFilter, RecordedSort};
use krachtig_core::store::Slug;
use serde_json::json;

use crate::app::open::operator_ctx;
use crate::cli::{Answer, Context, Failure, Outcome, tools};

/// Where to roll back.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The tenant.
    #[arg(long)]
    tenant: Slug,
}

pub(super) fn run(context: &Context, arguments: Arguments) -> Outcome {
    tools::with_installation(context, async move |installation| {
        let services = &installation.services;
        let ctx = operator_ctx(services, &arguments.tenant).await.map_err(tools::fault)?;
        let newest = Ask {
            first: 100,
            after: None,
            filter: NoFilter,
            sort: RecordedSort::Recorded,
            descending: true,
        };
        let page = services.rule_sets(&ctx, &newest).await.map_err(tools::failure)?;
        let today = ctx.stamp().today;
        let in_force = |sets: Vec<_>| RulesInForce::on(today, sets).active().cloned();
        let sets: Vec<_> = page.rows.into_iter().map(|(_, set)| set).collect();
        let Some(active) = in_force(sets.clone()) else {
            let text = format!("no rules decide in {}", arguments.tenant);
            return Err(Failure::refused("not_found", text));
        };
        let back = Act {
            id: active.id,
            version: active.version,
            note: None,
        };
        services.roll_back_rules(&ctx, back).await.map_err(tools::failure)?;
        let before = in_force(sets.into_iter().filter(|set| set.id != active.id).collect());
        let decides = before.as_ref().map_or_else(
            || "a person decides".to_owned(),
            |set| format!("{} {} decides again", set.name, set.edition),
        );
        let text = format!(
            "Rolled back {} {} in {}; {decides}.",
            active.name, active.edition, arguments.tenant
        );
        let data = json!({
            "rolledBack": active.id.to_string(),
            "decides": before.map(|set| set.id.to_string()),
        });
        Ok(Answer::new(text, data))
    })
}
