//! The program's commands, one file each.
//!
//! A command reads its arguments, makes one call and hands what it learned to [`output`]. To add one: a file with an
//! `Arguments` struct and a `run` that returns an [`Outcome`], a variant of [`Command`], a line in `dispatch`. What
//! does NOT belong here: work that the server does too; that is a service in the core, called by both.

pub mod output;
pub mod progress;

mod audit;
mod check_config;
mod completions;
mod demo;
mod demo_data;
mod export;
mod import;
mod keys;
mod migrate;
mod national;
mod operator;
mod plugin;
mod provider;
mod release;
mod retention;
mod schema;
mod serve;
mod tenant;
#[cfg(test)]
mod tests;
mod tools;
mod user;

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand, error::ErrorKind};

pub use output::{Answer, Failure, Output};

use crate::settings::{self, Settings};

/// What a command returns: an answer to print, or why there is none.
pub type Outcome = Result<Answer, Failure>;

/// Casework for the families of detainees: one program for the server and its upkeep.
#[derive(Debug, Parser)]
#[command(name = "krachtig", version, arg_required_else_help = true)]
pub struct Cli {
    /// Settings file; without it, krachtig.toml in the working directory where there is one.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Answer in JSON, for programs, and show no progress.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

/// What the program can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve until asked to stop.
    Serve,
    /// Make tenants and say what happens to them.
    #[command(subcommand)]
    Tenant(tenant::Command),
    /// The people with an account in a tenant.
    User(user::Arguments),
    /// Write, try, sign and switch on a region's rules.
    #[command(subcommand)]
    Plugin(plugin::Command),
    /// Who reads releases of national figures, and what they read.
    #[command(subcommand)]
    National(national::Command),
    /// Bring every tenant's store up to date.
    Migrate,
    /// Serve six tenants with fictional families, made at the first start.
    Demo(demo::Arguments),
    /// Read the settings and say what would be used, without passwords.
    CheckConfig,
    /// Import an office's spreadsheets into a tenant.
    Import(import::Arguments),
    /// Write a tenant's dossiers to files.
    Export(export::Arguments),
    /// Fill a tenant with fictional casework.
    DemoData(demo_data::Arguments),
    /// Write the files that describe the interfaces.
    Schema(schema::Arguments),
    /// Write a completion script for a shell.
    Completions(completions::Arguments),
    /// The keys of sealed data.
    #[command(subcommand)]
    Keys(keys::Command),
    /// Sign, countersign, verify and hand out a tenant's access log.
    #[command(subcommand)]
    Audit(audit::Command),
    /// What is due to be destroyed in a tenant, and destroying it once a coordinator confirmed that.
    Retention(retention::Arguments),
    /// The identity provider with which a tenant's people sign in.
    Provider(provider::Arguments),
    /// Releases of national figures: from what regions handed in to what readers see.
    #[command(subcommand)]
    Release(release::Command),
    /// Who runs the platform, and looks at its pages.
    #[command(subcommand)]
    Operator(operator::Command),
}

/// What every command has at hand.
pub struct Context {
    config: Option<PathBuf>,
    /// How answers and progress are shown.
    pub output: Output,
}

impl Context {
    /// Reads the settings that `--config` and the environment give.
    ///
    /// # Errors
    /// A key or value that is not accepted, with its origin.
    pub fn settings(&self) -> Result<Settings, Failure> {
        settings::load(self.config.as_deref()).map_err(|refusal| Failure::refused("settings_refused", refusal))
    }
}

/// Runs the program with the process's arguments. Exit codes: 0 done, 1 refused or failed, 2 wrong usage.
pub fn run() -> ExitCode {
    match Cli::try_parse() {
        Ok(cli) => {
            let context = Context {
                config: cli.config,
                output: Output::new(cli.json),
            };
            let outcome = dispatch(&context, cli.command);
            context.output.finish(outcome)
        }
        Err(error) => {
            // Help and version are answers; anything else is a wrong usage.
            let is_answer = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
            let _ = error.print();
            if is_answer {
                ExitCode::SUCCESS
            } else {
                ExitCode::from(output::USAGE)
            }
        }
    }
}

fn dispatch(context: &Context, command: Command) -> Outcome {
    match command {
        Command::Serve => serve::run(context),
        Command::Tenant(command) => tenant::run(context, command),
        Command::User(arguments) => user::run(context, arguments),
        Command::Plugin(command) => plugin::run(context, command),
        Command::National(command) => national::run(context, command),
        Command::Migrate => migrate::run(context),
        Command::Demo(arguments) => demo::run(context, &arguments),
        Command::CheckConfig => check_config::run(context),
        Command::Import(arguments) => import::run(context, arguments),
        Command::Export(arguments) => export::run(context, arguments),
        Command::DemoData(arguments) => demo_data::run(context, arguments),
        Command::Schema(arguments) => schema::run(&arguments, &context.output),
        Command::Completions(arguments) => completions::run(&arguments),
        Command::Keys(command) => keys::run(context, command),
        Command::Audit(command) => audit::run(context, command),
        Command::Retention(arguments) => retention::run(context, arguments),
        Command::Provider(arguments) => provider::run(context, arguments),
        Command::Release(command) => release::run(context, command),
        Command::Operator(command) => operator::run(context, command),
    }
}
