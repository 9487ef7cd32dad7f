//! `krachtig plugin …`: from an empty folder to a tested, signed component of a region's rules.
//!
//! These commands are for whoever writes rules: they need no tenant, no database and no settings file, and they run
//! components in the server's own host, so that what passes here passes there. To add one: a file with an `Arguments`
//! struct and a `run`, and a variant below. What does NOT belong here: whose rules are trusted and in use, which is a
//! tenant's own.

mod build;
mod check;
mod new;
mod project;
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

use super::Outcome;

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
}

pub(super) fn run(command: Command) -> Outcome {
    match command {
        Command::New(arguments) => new::run(&arguments),
        Command::Build(arguments) => build::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Test(arguments) => test::run(&arguments),
        Command::Run(arguments) => try_case::run(&arguments),
        Command::Sign(arguments) => sign::run(&arguments),
    }
}
