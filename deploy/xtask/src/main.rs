//! `cargo xtask`: everything a developer or a build machine runs, in one place.
//!
//! Each subcommand is a module. What does not belong here: anything that a running Krachtig needs. This program
//! starts the others and reads the repository; it never links them.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line tool speaks through its terminal"
)]

mod assets;
mod bench;
mod demo;
mod mutants;
mod plugins;
mod postgres;
mod process;
mod report;
mod schema;
mod soak;
mod test;
mod tidy;
mod web;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::workspace::Workspace;

/// Krachtig's developer tasks.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build what is needed and run Krachtig with demo tenants full of fictional people.
    Demo(demo::Options),
    /// Everything a change must pass: format, house rules, lints, all tests on both databases, schema, dependencies.
    Test(test::Options),
    /// Measure a release build against both databases.
    Bench(bench::Options),
    /// Write the committed GraphQL schema, or check that it is current.
    Schema(schema::Options),
    /// Check the house rules that no lint knows.
    Tidy,
    /// Build the region rules into `target/plugins`.
    Plugins,
    /// Run the long property tests in a release build.
    Soak(soak::Options),
    /// Break the access layer in every small way, and look whether a test notices. Takes cargo-mutants.
    Mutants(mutants::Options),
    /// Bundle the pages' styles and scripts, which are committed. Takes Node.js.
    Assets(assets::Options),
    /// Walk through the pages in a browser, or take pictures of them. Takes Node.js and Chromium.
    Web(web::Options),
}

fn main() -> ExitCode {
    let task = Arguments::parse().task;
    let outcome = Workspace::find().and_then(|workspace| match task {
        Task::Demo(options) => demo::run(&workspace, &options),
        Task::Test(options) => test::run(&workspace, &options),
        Task::Bench(options) => bench::run(&workspace, &options),
        Task::Schema(options) => schema::run(&workspace, &options),
        Task::Tidy => tidy::run(&workspace),
        Task::Plugins => workspace.build_plugins(),
        Task::Soak(options) => soak::run(&workspace, &options),
        Task::Mutants(options) => mutants::run(&workspace, &options),
        Task::Assets(options) => assets::run(&workspace, &options),
        Task::Web(options) => web::run(&workspace, &options),
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
