//! `krachtig tenant …`: making tenants, and what happens to them as a whole.

use clap::{Subcommand, ValueEnum};
use krachtig_core::domain::clock::Clock;
use krachtig_core::domain::id::TenantId;
use krachtig_core::domain::vocabulary::Vocabulary;
use krachtig_core::service::{Services, set_up};
use krachtig_core::store::{CreateTenant, Slug, Tenant, TenantKind};
use serde_json::{Value, json};

use super::{Answer, Context, Outcome, tools};
use crate::app::{clock::SystemClock, open};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a tenant: a region office or an institution.
    Create {
        /// Its short name in addresses: small letters, digits and hyphens.
        slug: Slug,
        /// Its name for people.
        #[arg(long)]
        name: String,
        /// What sort of organisation it is.
        #[arg(long, value_enum, default_value_t = Kind::Region)]
        kind: Kind,
        /// Who answers for its data (verwerkingsverantwoordelijke). Several tenants may share one.
        #[arg(long)]
        controller: String,
        /// Its data is made up, for a demonstration or a test.
        #[arg(long)]
        fictional: bool,
    },
    /// List all tenants.
    List,
    /// Let nobody in for now.
    Suspend { slug: Slug },
    /// Let people in again.
    Resume { slug: Slug },
    /// Let nobody in any more; the data is kept.
    Archive { slug: Slug },
    /// Move a tenant's store to another place, such as from SQLite to PostgreSQL.
    Move {
        slug: Slug,
        /// A place of the setting database.places, or `home`.
        #[arg(long)]
        to: String,
    },
}

/// What sort of organisation a tenant is.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Kind {
    Region,
    Institution,
}

impl From<Kind> for TenantKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Region => Self::Region,
            Kind::Institution => Self::Institution,
        }
    }
}

pub(super) fn run(context: &Context, command: Command) -> Outcome {
    tools::with_installation(context, async move |installation| {
        let services = &installation.services;
        let tenants = services.tenants();
        match command {
            Command::Create {
                slug,
                name,
                kind,
                controller,
                fictional,
            } => {
                let id = TenantId::from_uuid(SystemClock.fresh());
                let order = CreateTenant {
                    id,
                    slug,
                    name,
                    kind: kind.into(),
                    controller,
                    fictional,
                };
                let tenant = make(services, order).await?;
                Ok(Answer::new(format!("Made tenant {}.", tenant.slug), told(&tenant)))
            }
            Command::List => {
                let all = tenants.list().await.map_err(tools::fault)?;
                let lines: Vec<String> = all.iter().map(line).collect();
                Ok(Answer::new(
                    lines.join("\n"),
                    Value::Array(all.iter().map(told).collect()),
                ))
            }
            Command::Suspend { slug } => {
                tenants.suspend(&slug).await.map_err(tools::fault)?;
                Ok(done(&slug, "suspended"))
            }
            Command::Resume { slug } => {
                tenants.resume(&slug).await.map_err(tools::fault)?;
                Ok(done(&slug, "active"))
            }
            Command::Archive { slug } => {
                tenants.archive(&slug).await.map_err(tools::fault)?;
                Ok(done(&slug, "archived"))
            }
            Command::Move { slug, to } => {
                tenants.move_to(&slug, &to).await.map_err(tools::fault)?;
                Ok(done(&slug, &format!("moved to {to}")))
            }
        }
    })
}

/// Makes a tenant with what everybody begins with.
///
/// # Errors
/// A slug that is taken, or a place that fails.
pub(super) async fn make(services: &Services, order: CreateTenant) -> Result<Tenant, super::Failure> {
    let tenant = services.tenants().create(order).await.map_err(tools::fault)?;
    let ctx = open::operator_ctx(services, &tenant.slug).await.map_err(tools::fault)?;
    set_up(services, &ctx).await.map_err(tools::failure)?;
    Ok(tenant)
}

fn done(slug: &Slug, state: &str) -> Answer {
    Answer::new(
        format!("Tenant {slug} is {state}."),
        json!({"tenant": slug.as_str(), "state": state}),
    )
}

fn line(tenant: &Tenant) -> String {
    let mark = if tenant.fictional { "  (fictional data)" } else { "" };
    format!(
        "{:<24} {:<12} {:<10} {}{mark}",
        tenant.slug,
        tenant.kind.code(),
        tenant.state.code(),
        tenant.name
    )
}

fn told(tenant: &Tenant) -> Value {
    json!({
        "id": tenant.id.to_string(),
        "slug": tenant.slug.as_str(),
        "name": tenant.name,
        "kind": tenant.kind.code(),
        "controller": tenant.controller,
        "state": tenant.state.code(),
        "place": tenant.place,
        "fictional": tenant.fictional,
    })
}
