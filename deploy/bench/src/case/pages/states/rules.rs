//! The rules of an office: those that decide, others that are looked at beside them, of which the decisions on some requests
//! were kept, and others again that wait to be confirmed.

use anyhow::Result;
use krachtig_core::domain::plugin::Plugin;
use krachtig_core::domain::rule_set::RuleUse;
use krachtig_core::service::{Ctx, RequestBudget, UploadPlugin};
use krachtig_server::app::switch_on::{propose, signed, trust, upload};
use krachtig_tests::office::{Office as Served, component};
use serde_json::json;

use super::act;
use crate::ground::{Office, asks};

/// On how many requests there are both decisions.
const REQUESTS: usize = 100;

/// Has them be so.
///
/// # Errors
/// What a coordinator may do is refused.
pub(super) async fn bring_about(served: &Served, office: &Office, (lead, second): (&Ctx, &Ctx)) -> Result<()> {
    served.rules(&office.slug, "exodus-haaglanden").await;
    let (services, today) = (&served.installation.services, lead.stamp().today);
    let shadow = |plugin| async move {
        let draft = (json!({}), RuleUse::Shadow, today);
        propose(services, lead, &plugin, draft).await
    };
    let beside = shadow(plugin(served, lead, "exodus-rijnmond").await?).await?;
    services.confirm_rules(second, act(&beside)).await?;
    shadow(plugin(served, lead, "exodus-hollands-midden").await?).await?;
    for trajectory_id in office.asking.iter().copied().take(REQUESTS) {
        let cmd = RequestBudget {
            trajectory_id,
            draft: asks(),
        };
        services.request_budget(lead, cmd).await?;
    }
    Ok(())
}

/// A plugin, uploaded.
async fn plugin(served: &Served, ctx: &Ctx, name: &str) -> Result<Plugin> {
    let component = component(name);
    let signature = signed(&served.installation, &component)?;
    let services = &served.installation.services;
    trust(services, ctx, (name, &signature)).await?;
    let signature = signature.to_text();
    Ok(upload(services, ctx, UploadPlugin { component, signature }).await?)
}
