//! `krachtig plugin …`: from an empty folder to rules that are in use.

mod install;
mod replay;
mod rollback;

use clap::Subcommand;

use super::{Context, Outcome};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Replay a tenant's history under rules that were uploaded, and tell what would be decided otherwise.
    Replay(replay::Arguments),
    /// Upload a signed component to a tenant, replay its history, and propose it from a day.
    Install(install::Arguments),
    /// Take the rules that decide in a tenant back: those before them decide again.
    Rollback(rollback::Arguments),
}

pub(super) fn run(context: &Context, command: Command) -> Outcome {
    match command {
        Command::Replay(arguments) => replay::run(context, arguments),
        Command::Install(arguments) => install::run(context, arguments),
        Command::Rollback(arguments) => rollback::run(context, arguments),
    }
}
