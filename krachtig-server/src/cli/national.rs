//! `krachtig national …`: who reads releases, and what they read.

use clap::Subcommand;
use krachtig_national::error::Failure as NationalFailure;
use krachtig_national::id::ReaderTokenId;
use krachtig_national::store::{NationalStore, ReaderScope};
use krachtig_national::word::Word;
use serde_json::json;
use time::{Duration, OffsetDateTime};

use super::{Answer, Context, Failure, Outcome, tools};
use crate::app::clock::SystemClock;
use crate::app::readers::{NotLetIn, let_in};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Let somebody read releases. The token is shown once; who is known by the name already gets another one.
    AddReader {
        /// Who, as the log will call the reader: an organisation or a department.
        name: String,
        /// What the token opens; what readers need where none is named. `releases` is for who makes them.
        #[arg(long = "scope", value_parser = scope)]
        scopes: Vec<ReaderScope>,
        /// For how many days it does.
        #[arg(long, default_value_t = 365)]
        days: u16,
    },
    /// Take a reader's token away.
    RevokeReader {
        /// The token's id, as it was told when it was made.
        id: ReaderTokenId,
    },
    /// Who may read releases.
    Readers,
    /// What was read, newest first.
    Reads {
        /// Of how many days.
        #[arg(long, default_value_t = 30)]
        days: u16,
    },
}

fn scope(code: &str) -> Result<ReaderScope, String> {
    let all: Vec<&str> = ReaderScope::ALL.iter().map(|scope| scope.code()).collect();
    ReaderScope::from_code(code).ok_or_else(|| format!("one of {}", all.join(", ")))
}

pub(super) fn run(context: &Context, command: Command) -> Outcome {
    tools::with_installation(context, async move |installation| {
        let services = &installation.services;
        let stores = services.tenants().national_stores().await.map_err(tools::fault)?;
        let store = &stores.maker;
        match command {
            Command::AddReader { name, scopes, days } => {
                let scopes = if scopes.is_empty() {
                    ReaderScope::READING.to_vec()
                } else {
                    scopes
                };
                let scopes = scopes.into_iter().collect();
                let issued = let_in((services, &SystemClock), &name, scopes, days)
                    .await
                    .map_err(not_let_in)?;
                let text = format!(
                    "Added reader {name} ({}).\nToken, shown once: {}",
                    issued.id, issued.secret
                );
                let (id, until) = (issued.id.to_string(), issued.expires_at.date().to_string());
                Ok(Answer::new(
                    text,
                    json!({"id": id, "token": issued.secret, "until": until}),
                ))
            }
            Command::RevokeReader { id } => {
                store.revoke_token(id).await.map_err(failure)?;
                Ok(Answer::new(
                    format!("Token {id} opens nothing any more."),
                    json!({"id": id.to_string()}),
                ))
            }
            Command::Readers => readers(store).await,
            Command::Reads { days } => reads(store, days).await,
        }
    })
}

async fn readers(store: &NationalStore) -> Outcome {
    let readers = store.readers().await.map_err(failure)?;
    let line =
        |one: &krachtig_national::store::ReaderAccount| format!("{}  {:<40} {} tokens", one.id, one.name, one.tokens);
    let lines: Vec<String> = readers.iter().map(line).collect();
    let told = readers
        .iter()
        .map(|one| json!({"id": one.id.to_string(), "name": one.name, "tokens": one.tokens}));
    Ok(Answer::new(lines.join("\n"), told.collect()))
}

/// How many reads are told at most.
const MOST_READS: u16 = 10_000;

async fn reads(store: &NationalStore, days: u16) -> Outcome {
    let since = krachtig_national::reading::Machine::now(&SystemClock) - Duration::days(i64::from(days));
    let reads = store.reads(since, MOST_READS).await.map_err(failure)?;
    let at = |seconds: i64| {
        OffsetDateTime::from_unix_timestamp(seconds)
            .map(|at| at.to_string())
            .unwrap_or_default()
    };
    let line = |read: &krachtig_national::store::ReadsOf| {
        format!("{}  {}  {:<12} {}", at(read.at), read.reader, read.asked, read.releases)
    };
    let lines: Vec<String> = reads.iter().map(line).collect();
    let told = reads.iter().map(|read| {
        json!({"at": at(read.at), "reader": read.reader.to_string(), "asked": read.asked, "releases": read.releases})
    });
    Ok(Answer::new(lines.join("\n"), told.collect()))
}

fn not_let_in(why: NotLetIn) -> Failure {
    match why {
        NotLetIn::National(why) => failure(why),
        NotLetIn::Fault(fault) => tools::fault(fault),
    }
}

/// The national store refused, or failed.
pub(super) fn failure(failure: NationalFailure) -> Failure {
    match failure {
        NationalFailure::Fault(fault) => tools::fault(fault.into()),
        NationalFailure::Refused(refusals) => Failure::refused("refused", refusals.to_string()),
    }
}
