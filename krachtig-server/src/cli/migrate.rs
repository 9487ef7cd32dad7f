//! `krachtig migrate`: brings every tenant's store up to date, before people notice, what its values are sealed with
//! included.

use krachtig_core::store::TenantState;
use serde_json::{Value, json};

use super::{Answer, Context, Outcome, progress, tools};
use crate::app::key_upkeep;

pub(super) fn run(context: &Context) -> Outcome {
    let output = context.output;
    let keys = context.settings()?.keys;
    tools::with_installation(context, async move |installation| {
        let tenants = installation.services.tenants();
        let all = tenants.list().await.map_err(tools::fault)?;
        let bar = progress::bar(output, all.len() as u64, "migrating");
        let mut told = Vec::new();
        let mut failed = None;
        for tenant in all.iter().filter(|tenant| tenant.state == TenantState::Active) {
            let opened = tenants.store(&tenant.slug).await;
            told.push(json!({"tenant": tenant.slug.as_str(), "ok": opened.is_ok()}));
            failed = failed.or(opened.err());
            bar.inc(1);
        }
        bar.finish_and_clear();
        key_upkeep::once(tenants, &keys).await.map_err(tools::fault)?;
        match failed {
            Some(fault) => Err(tools::fault(fault)),
            None => Ok(Answer::new(
                format!("{} tenants are up to date.", told.len()),
                Value::Array(told),
            )),
        }
    })
}
