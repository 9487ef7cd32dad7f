//! What a plugin developer of the demo did: the rules of another region, tried against this one's history with a higher
//! cap, and proposed to look on.
//!
//! The rules that decide in the demo do not belong here: see `seed`.

use std::path::Path;

use krachtig_core::domain::rule_set::RuleUse;
use krachtig_core::service::{Ctx, Outcome, StartReplay, UploadPlugin};
use serde_json::json;

use crate::app::open::Installation;
use crate::app::switch_on;

/// The tenant in which that happens.
pub(super) const WHERE: &str = "exodus-rijnmond";
/// Whose rules are tried.
const WHAT: &str = "exodus-hollands-midden";

/// Uploads them where they were built, replays them and proposes them; the coordinator trusts the developer's key.
pub(super) async fn try_out(
    installation: &Installation,
    (coordinator, developer): (&Ctx, &Ctx),
    say: &dyn Fn(&str),
) -> Outcome<()> {
    let Some(folder) = std::env::var_os("KRACHTIG_PLUGINS_DIR") else {
        return Ok(());
    };
    let Ok(component) = std::fs::read(Path::new(&folder).join(format!("{WHAT}.wasm"))) else {
        return Ok(());
    };
    let services = &installation.services;
    let signature = switch_on::signed(installation, &component)?;
    switch_on::trust(services, coordinator, ("Ontwikkelaar (demo)", &signature)).await?;
    let signature = signature.to_text();
    let plugin = switch_on::upload(services, developer, UploadPlugin { component, signature }).await?;
    let settings = json!({ "year_cap_cents": 300_000 });
    let cmd = StartReplay {
        plugin_id: plugin.id,
        settings: settings.clone(),
    };
    let replay = switch_on::replay(services, developer, cmd, |_| {}).await?;
    let today = developer.stamp().today;
    switch_on::propose(services, developer, &plugin, (settings, RuleUse::Shadow, today)).await?;
    let (different, count) = (replay.summary.different, replay.summary.decisions);
    say(&format!(
        "{WHERE}: {WHAT} was tried, {different} of {count} decisions differ"
    ));
    Ok(())
}
