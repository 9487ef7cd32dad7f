//! `krachtig plugin …`: from an empty folder to a tested, signed component of a region's rules, and into a tenant.
//!
//! All but the last three are for whoever writes rules: they need no tenant, no database and no settings file, and they
//! run components in the server's own host, so that what passes here passes there. To add one: a file with an
//! `Arguments` struct and a `run`, and a variant below. What does NOT belong here: checks of what gets into a tenant,
//! which the services make.

mod build;
mod check;
mod install;
mod new;
mod project;
mod replay;
mod rollback;
mod scaffold;
mod sentence;
mod sign;
mod test;
#[cfg(test)]
mod tests;
mod trial;
mod try_case;
mod words;
mod workshop;

use clap::Subcommand;

use super::{Context, Outcome};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a project of rules that builds and passes its tests at once.
    New(new::Arguments),
    /// Build the component of a project, in Rust or JavaScript.
    Build(build::Arguments),
    /// Check a component as an upload does, and say what it is.
    Check(check::Arguments),
    /// Run the golden cases against a component.
    Test(test::Arguments),
    /// Decide one case and show the whole answer.
    Run(try_case::Arguments),
    /// Sign a component, so that whoever trusts the key takes it.
    Sign(sign::Arguments),
    /// Replay a tenant's history under rules that were uploaded, and tell what would be decided otherwise.
    Replay(replay::Arguments),
    /// Upload a signed component to a tenant, replay its history, and propose it from a day.
    Install(install::Arguments),
    /// Take the rules that decide in a tenant back: those before them decide again.
    Rollback(rollback::Arguments),
}

pub(super) fn run(context: &Context, command: Command) -> Outcome {
    match command {
        Command::New(arguments) => new::run(&arguments),
        Command::Build(arguments) => build::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Test(arguments) => test::run(&arguments),
        Command::Run(arguments) => try_case::run(&arguments),
        Command::Sign(arguments) => sign::run(&arguments),
        Command::Replay(arguments) => replay::run(context, arguments),
        Command::Install(arguments) => install::run(context, arguments),
        Command::Rollback(arguments) => rollback::run(context, arguments),
    }
}
