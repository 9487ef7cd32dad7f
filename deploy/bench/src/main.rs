//! `krachtig-bench`: measures Krachtig against hand-written handlers, and region rules against the same rules called
//! natively, in one run on one machine.
//!
//! What is measured is in `case` and `rules`, and how to read it in the README beside. Promises of speed do not belong here.

mod case;
mod clock;
mod ground;
mod hand;
mod load;
mod ours;
mod postgres;
mod process;
mod report;
mod rules;
mod same;
mod shots;
mod stage;
mod stats;

use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::{Parser, Subcommand, ValueEnum};
use krachtig_core::store::Place;

use crate::postgres::Postgres;
use crate::process::Side;
use crate::report::Report;
use crate::stage::{Pace, Stage};

/// Measures Krachtig against hand-written handlers.
#[derive(Parser)]
struct Options {
    /// Short rounds and smaller data: shows that everything works, and little about speed.
    #[arg(long)]
    quick: bool,
    /// One case alone.
    #[arg(long)]
    only: Option<Case>,
    /// One database alone: both, where there is a PostgreSQL.
    #[arg(long)]
    on: Option<Database>,
    /// Writes all figures to this file as well.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// A process of its own to measure; started by this program itself.
    #[command(subcommand)]
    serve: Option<Serve>,
}

#[derive(Subcommand)]
enum Serve {
    /// Serves the data at `KRACHTIG_BENCH_PLACE` and tells where on standard output.
    #[command(hide = true)]
    Serve {
        /// Which server.
        side: Side,
    },
}

/// Where the data lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Database {
    Sqlite,
    Postgres,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Case {
    /// A whole family.
    Dossier,
    /// A page of fifty trajectories.
    Page,
    /// A budget request.
    Request,
    /// Many tenants.
    Tenants,
    /// Many families in one tenant, their import, and every list's first page.
    Families,
    /// A call of region rules, and a thousand loaded plugins.
    Rules,
    /// A long history under other rules.
    Replay,
    /// Well-behaved tenants beside hostile plugins.
    Hostile,
    /// Sealed values in a dossier.
    Sealed,
    /// A line of the access log beside a dossier.
    Log,
    /// Asking who may do what.
    Access,
    /// National releases, and questions about them.
    National,
    /// The facts behind figures, after a write.
    Facts,
    /// Every page of an office with many families.
    Pages,
}

impl Case {
    /// Whether it is measured over a database.
    fn has_database(self) -> bool {
        !matches!(self, Self::Rules | Self::Replay | Self::Hostile)
    }
}

#[tokio::main]
async fn main() -> Result<()> {
    let options = Options::parse();
    match options.serve {
        Some(Serve::Serve { side }) => {
            let place = std::env::var("KRACHTIG_BENCH_PLACE").context("KRACHTIG_BENCH_PLACE is not set")?;
            let place = ground::place_of(&place);
            match side {
                Side::Ours => ours::serve(place, tell).await,
                Side::Hand => hand::serve(place, tell).await,
            }
        }
        None => measure(&options).await,
    }
}

fn tell(address: SocketAddr) -> Result<()> {
    let mut out = std::io::stdout();
    writeln!(out, "{address}")?;
    Ok(out.flush()?)
}

#[expect(clippy::print_stdout, reason = "this is what the program is for")]
async fn measure(options: &Options) -> Result<()> {
    if cfg!(debug_assertions) {
        println!("A debug build: the figures say nothing about speed.");
    }
    let pace = Pace {
        round: Duration::from_millis(if options.quick { 700 } else { 3_000 }),
        rounds: if options.quick { 3 } else { 7 },
        quick: options.quick,
    };
    let mut report = Report::default();
    if options.only.is_none_or(|only| only == Case::Rules) {
        rules::costs(pace, &mut report)?;
    }
    if options.only.is_none_or(|only| only == Case::Replay) {
        report.figures.extend(rules::replay::measure(pace).await?);
    }
    if options.only.is_none_or(|only| only == Case::Hostile) {
        rules::hostile(pace, &mut report)?;
    }
    if options.only.is_none_or(Case::has_database) {
        over_databases(options, pace, &mut report).await?;
    }
    if let Some(file) = &options.json {
        std::fs::write(file, serde_json::to_vec_pretty(&report)?)?;
    }
    Ok(())
}

/// The cases over a database: on SQLite, and on PostgreSQL where there is one.
#[expect(clippy::print_stdout, reason = "this is what the program is for")]
async fn over_databases(options: &Options, pace: Pace, report: &mut Report) -> Result<()> {
    if options.on != Some(Database::Postgres) {
        let files = tempfile::Builder::new().prefix("krachtig-bench-").tempdir()?;
        let place = Place::Sqlite {
            dir: files.path().to_owned(),
        };
        run(&Stage::set(place, None, pace).await?, options.only, report).await?;
        // Some cases fill a disk: the one database's goes before the other's comes.
        files.close()?;
    }
    let postgres = if options.on == Some(Database::Sqlite) {
        None
    } else {
        Postgres::find().await?
    };
    match &postgres {
        Some(postgres) => {
            let place = postgres.place("home").await?;
            run(&Stage::set(place, Some(postgres), pace).await?, options.only, report).await?;
        }
        None => println!("\nNothing was measured on PostgreSQL."),
    }
    Ok(())
}

async fn run(stage: &Stage<'_>, only: Option<Case>, report: &mut Report) -> Result<()> {
    let wanted = |case| only.is_none_or(|only| only == case);
    if wanted(Case::Dossier) {
        report.duels.push(case::duels::dossier(stage).await?);
    }
    if wanted(Case::Page) {
        report.duels.push(case::duels::page(stage).await?);
    }
    if wanted(Case::Request) {
        report.duels.push(case::duels::request(stage).await?);
    }
    if wanted(Case::Access) {
        report.figures.extend(case::access::access(stage).await?);
    }
    if wanted(Case::Tenants) {
        report.figures.extend(case::scale::tenants(stage).await?);
    }
    if wanted(Case::Families) {
        report.figures.extend(case::scale::families(stage).await?);
    }
    if wanted(Case::Sealed) {
        report.figures.extend(case::sealed::measure(stage).await?);
    }
    if wanted(Case::Log) {
        report.figures.extend(case::log::log(stage).await?);
    }
    if wanted(Case::National) {
        report.figures.extend(case::national::national(stage).await?);
    }
    if wanted(Case::Pages) {
        report.figures.extend(case::pages::pages(stage).await?);
    }
    if wanted(Case::Facts) {
        report.figures.extend(case::facts::facts(stage).await?);
    }
    Ok(())
}
