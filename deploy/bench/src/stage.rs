//! One database with both servers on it, and rounds of requests against them in turn.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use krachtig_core::service::Services;
use krachtig_core::store::Place;

use crate::ground::{self, Office};
use crate::load::{Line, Shot, shoot};
use crate::postgres::{self, Postgres};
use crate::process::{Running, Side};
use crate::report::{Contender, Duel};
use crate::shots::Asker;
use crate::stats::Round;

/// How long and how often is measured.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pace {
    /// How long one round takes.
    pub(crate) round: Duration,
    /// How many rounds each contender gets.
    pub(crate) rounds: usize,
    /// Whether the large cases are made smaller.
    pub(crate) quick: bool,
}

/// Before anything is counted, every server answers for this long.
const WARM_UP: Duration = Duration::from_millis(400);

/// A database with our servers over it.
pub(crate) struct Stage<'a> {
    /// Its name.
    pub(crate) database: &'static str,
    /// The services over the same data, for setting up.
    pub(crate) services: Services,
    /// The pace.
    pub(crate) pace: Pace,
    place: Place,
    postgres: Option<&'a Postgres>,
    ours: Running,
    hand: Running,
}

/// Who is asked, and for what.
pub(crate) struct Fighter {
    /// Its name.
    pub(crate) name: &'static str,
    /// Which server.
    pub(crate) side: Side,
    /// The requests.
    pub(crate) shots: Arc<[Shot]>,
}

impl<'a> Stage<'a> {
    /// Starts both servers over an installation that is opened here.
    ///
    /// # Errors
    /// Any of it does not come up.
    pub(crate) async fn set(place: Place, postgres: Option<&'a Postgres>, pace: Pace) -> Result<Self> {
        let database = if postgres.is_some() { "PostgreSQL" } else { "SQLite" };
        let services = ground::open(place.clone()).await?;
        Ok(Self {
            database,
            services,
            pace,
            postgres,
            ours: Running::start(Side::Ours, &place).await?,
            hand: Running::start(Side::Hand, &place).await?,
            place,
        })
    }

    /// One of the servers.
    pub(crate) fn server(&self, side: Side) -> &Running {
        match side {
            Side::Ours => &self.ours,
            Side::Hand => &self.hand,
        }
    }

    /// Lets the database take stock of what was just written, and the disk take it in, as they do by themselves within a
    /// minute.
    ///
    /// # Errors
    /// The database fails.
    pub(crate) async fn settle(&self) -> Result<()> {
        tokio::task::spawn_blocking(rustix::fs::sync).await?;
        match &self.place {
            Place::Postgres { admin_url } => postgres::analyze(admin_url).await,
            Place::Sqlite { .. } => Ok(()),
        }
    }

    /// The address of an empty database, of nobody's casework.
    ///
    /// # Errors
    /// It can't be made.
    pub(crate) async fn scratch(&self) -> Result<String> {
        match (self.postgres, &self.place) {
            (Some(postgres), _) => Ok(ground::place_text(&postgres.place("scratch").await?)),
            (None, Place::Sqlite { dir }) => Ok(format!("sqlite:{}?mode=rwc", dir.join("scratch.db").display())),
            (None, Place::Postgres { .. }) => anyhow::bail!("there is no PostgreSQL to make a database on"),
        }
    }

    /// CPU time of all of PostgreSQL's processes so far; nothing on SQLite.
    pub(crate) fn database_cpu(&self) -> Duration {
        self.postgres.map_or(Duration::ZERO, Postgres::cpu)
    }

    /// One answer.
    ///
    /// # Errors
    /// As [`Line::send`].
    pub(crate) async fn answer(&self, side: Side, shot: &Shot) -> Result<Vec<u8>> {
        let mut line = Line::open(self.server(side).address).await?;
        Ok(line.send(shot).await?.to_vec())
    }

    /// One round.
    ///
    /// # Errors
    /// As [`shoot`].
    pub(crate) async fn round(&self, side: Side, shots: &Arc<[Shot]>, time: Duration) -> Result<Round> {
        let server = self.server(side);
        let database = || self.postgres.map_or(Duration::ZERO, Postgres::cpu);
        let before = (server.cpu()?, database());
        let seen = shoot(server.address, shots, time).await?;
        let after = (server.cpu()?, database());
        let cpu = (after.0.saturating_sub(before.0), after.1.saturating_sub(before.1));
        Ok(Round::of(seen.latencies, seen.took, seen.bytes, cpu))
    }

    /// Rounds against all fighters in turn, ourselves first.
    ///
    /// # Errors
    /// As [`shoot`].
    pub(crate) async fn duel(&self, case: &'static str, fighters: &[Fighter]) -> Result<Duel> {
        let mut contenders: Vec<Contender> = fighters
            .iter()
            .map(|fighter| Contender {
                name: fighter.name,
                rounds: Vec::new(),
            })
            .collect();
        for fighter in fighters {
            self.round(fighter.side, &fighter.shots, WARM_UP).await?;
        }
        for _ in 0..self.pace.rounds {
            for (fighter, contender) in fighters.iter().zip(&mut contenders) {
                contender
                    .rounds
                    .push(self.round(fighter.side, &fighter.shots, self.pace.round).await?);
            }
        }
        let duel = Duel {
            case,
            database: self.database,
            contenders,
        };
        duel.print();
        Ok(duel)
    }
}

/// Who asks in an office's requests.
pub(crate) fn asker(office: &Office) -> Asker {
    Asker {
        tenant: office.slug.clone(),
        member: office.coordinator,
    }
}

/// Shots at these, or the reason why there are none.
///
/// # Errors
/// There are none.
pub(crate) fn shots<T: Copy>(targets: &[T], shot: impl Fn(T) -> Shot) -> Result<Arc<[Shot]>> {
    let shots: Arc<[Shot]> = targets.iter().copied().map(shot).collect();
    shots.first().context("the generator made nothing to ask for")?;
    Ok(shots)
}
