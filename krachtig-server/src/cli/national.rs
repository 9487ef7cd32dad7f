//! `krachtig national …`: who reads the national report, and the report itself.

use clap::Subcommand;
use krachtig_core::domain::clock::Clock;
use krachtig_core::domain::id::TokenId;
use krachtig_core::domain::period::Quarter;
use krachtig_core::domain::vocabulary::Vocabulary;
use krachtig_core::service::{NationalReport, fresh_secret, hash_of};
use serde_json::json;

use super::{Answer, Context, Failure, Outcome, tools};
use crate::app::clock::SystemClock;

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Let somebody read the national report. The token is shown once.
    AddReader {
        /// Who, as the log will call the reader.
        name: String,
    },
    /// Take a reader's token away.
    RevokeReader {
        /// The token's id, as it was told when it was made.
        id: TokenId,
    },
    /// The closed quarter of all tenants together.
    Report {
        /// Such as 2026-Q3.
        quarter: String,
    },
}

pub(super) fn run(context: &Context, command: Command) -> Outcome {
    tools::with_installation(context, async move |installation| {
        let services = &installation.services;
        let national = services.tenants().national();
        match command {
            Command::AddReader { name } => {
                let id = TokenId::from_uuid(SystemClock.fresh());
                let secret = fresh_secret().map_err(tools::failure)?;
                national
                    .add_reader(id, &name, &hash_of(&secret))
                    .await
                    .map_err(tools::fault)?;
                let text = format!("Added reader {name} ({id}).\nToken, shown once: {secret}");
                Ok(Answer::new(text, json!({"id": id.to_string(), "token": secret})))
            }
            Command::RevokeReader { id } => {
                national.revoke_reader(id).await.map_err(tools::fault)?;
                Ok(Answer::new(
                    format!("Token {id} opens nothing any more."),
                    json!({"id": id.to_string()}),
                ))
            }
            Command::Report { quarter } => {
                let quarter: Quarter = quarter
                    .parse()
                    .map_err(|_| Failure::refused("invalid_format", "a quarter looks like 2026-Q3"))?;
                let report = services.national_report(quarter, None).await.map_err(tools::failure)?;
                Ok(Answer::new(table(&report), told(&report)))
            }
        }
    })
}

/// The report as a table: a row per category, a column per tenant.
fn table(report: &NationalReport) -> String {
    let mut lines = vec![format!("{:<26} {:<20}", "indicator", "category")];
    for (slug, _) in &report.tenants {
        lines[0].push_str(&format!(" {slug:>22}"));
    }
    lines[0].push_str(&format!(" {:>8}", "all"));
    for (indicator, category, _, total) in &report.totals {
        let mut line = format!("{:<26} {category:<20}", indicator.code());
        for (slug, _) in &report.tenants {
            let figure = report.figures.iter().find(|figure| {
                figure.tenant == *slug && figure.indicator == *indicator && figure.category == *category
            });
            line.push_str(&format!(" {:>22}", number(figure.and_then(|figure| figure.value))));
        }
        line.push_str(&format!(" {:>8}", number(*total)));
        lines.push(line);
    }
    lines.join("\n")
}

fn number(value: Option<i64>) -> String {
    value.map_or_else(|| "< 10".to_owned(), |value| value.to_string())
}

fn told(report: &NationalReport) -> serde_json::Value {
    json!({
        "quarter": report.quarter.to_string(),
        "figures": report.figures.iter().map(|figure| json!({
            "tenant": figure.tenant,
            "indicator": figure.indicator.code(),
            "category": figure.category,
            "status": figure.status.code(),
            "value": figure.value,
        })).collect::<Vec<_>>(),
    })
}
