//! `krachtig plugin replay`: what rules would have decided on all that was decided before.

use std::fmt::Write;
use std::path::PathBuf;

use krachtig_core::domain::replay::{Replay, ReplayDimension, ReplayState, Tally};
use krachtig_core::rules::sha256_hex;
use krachtig_core::service::{Ctx, Services, StartReplay};
use krachtig_core::store::Slug;
use serde_json::json;

use super::install::{read, settings};
use crate::app::open::operator_ctx;
use crate::app::switch_on;
use crate::cli::{Answer, Context, Failure, Outcome, progress, tools};

/// What to replay, with which settings.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The tenant.
    #[arg(long)]
    tenant: Slug,
    /// The component; it was uploaded to the tenant before.
    component: PathBuf,
    /// The settings to try, as a file with a JSON object; without it the rules use their own defaults.
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
}

pub(super) fn run(context: &Context, arguments: Arguments) -> Outcome {
    let hash = sha256_hex(&read(&arguments.component)?);
    let settings = settings(arguments.settings.as_deref())?;
    tools::with_installation(context, async move |installation| {
        let services = &installation.services;
        let ctx = operator_ctx(services, &arguments.tenant).await.map_err(tools::fault)?;
        let plugin = services.plugin_by_hash(&ctx, &hash).await.map_err(tools::failure)?;
        let missing = || {
            let text = format!("{} has no plugin of this component; install it first", arguments.tenant);
            Failure::refused("not_found", text)
        };
        let cmd = StartReplay {
            plugin_id: plugin.ok_or_else(missing)?.id,
            settings,
        };
        let replay = replayed(context, (services, &ctx), cmd).await?;
        let data = json!({"replay": replay.id.to_string(), "summary": replay.summary});
        Ok(Answer::new(shown(&replay), data))
    })
}

/// Replays with a bar for those who watch.
pub(super) async fn replayed(
    context: &Context,
    (services, ctx): (&Services, &Ctx),
    cmd: StartReplay,
) -> Result<Replay, Failure> {
    let bar = progress::bar(context.output, 0, "replaying");
    let replay = switch_on::replay(services, ctx, cmd, |now| {
        bar.set_length(now.total);
        bar.set_position(now.done);
    })
    .await
    .map_err(tools::failure)?;
    bar.finish_and_clear();
    match (replay.state, &replay.summary.failure) {
        (ReplayState::Done, _) => Ok(replay),
        (state, failure) => {
            let reason = failure.clone().unwrap_or_else(|| state.to_string());
            Err(Failure::refused(
                "replay_not_finished",
                format!("the replay ended early: {reason}"),
            ))
        }
    }
}

/// What a replay found, for people.
pub(super) fn shown(replay: &Replay) -> String {
    let summary = &replay.summary;
    let mut text = format!(
        "Replayed {} {}: {} decisions, {} would be different.\n",
        replay.name, replay.edition, summary.decisions, summary.different
    );
    // Writing to a String never fails.
    if summary.reconstructed > 0 {
        let _ = writeln!(
            text,
            "For {} of them the facts were put together again from the dossier as it is now.",
            summary.reconstructed
        );
    }
    for (kind, times) in &summary.kinds {
        let _ = writeln!(text, "  {times:>6} {kind}");
    }
    for level in summary.levels.iter().filter(|level| level.before != level.after) {
        let (times, amount) = (level.share.decisions, euros(level.share.amount));
        let _ = writeln!(
            text,
            "  {times:>6} from {} to {} (EUR {amount})",
            level.before, level.after
        );
    }
    for by in [
        ReplayDimension::Amount,
        ReplayDimension::Silo,
        ReplayDimension::LifeDomain,
    ] {
        let of = summary
            .groups
            .iter()
            .filter(|group| group.by == by && group.different > 0);
        for group in of {
            let _ = writeln!(
                text,
                "  {by} {}: {} different; {}",
                group.value,
                group.different,
                moved(&group.before, &group.after)
            );
        }
    }
    for figure in &summary.figures {
        let value = |value: &Option<String>| value.clone().unwrap_or_else(|| "none".to_owned());
        let _ = writeln!(
            text,
            "  {} {} {}: {}, would be {}",
            figure.period,
            figure.indicator,
            figure.position,
            value(&figure.before),
            value(&figure.after)
        );
    }
    text
}

/// What becomes of the amounts that were asked, as far as it changes.
fn moved(before: &Tally, after: &Tally) -> String {
    let shares = [
        ("granted at once", before.approve, after.approve),
        ("left to people", before.needs_approvals, after.needs_approvals),
        ("refused", before.refuse, after.refuse),
        ("without an answer", before.fault, after.fault),
    ];
    let changed = shares.iter().filter(|(_, before, after)| before != after);
    let told: Vec<String> = changed
        .map(|(what, before, after)| format!("{what} EUR {}, would be {}", euros(before.amount), euros(after.amount)))
        .collect();
    if told.is_empty() {
        "the same amounts".to_owned()
    } else {
        told.join("; ")
    }
}

/// An amount as people write it: `12.50`.
fn euros(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}
