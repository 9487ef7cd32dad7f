//! Opens what the settings name: the tenants, and who works in them on the command line.

use std::path::PathBuf;
use std::sync::Arc;

use krachtig_core::access::Actor;
use krachtig_core::domain::id::OperatorId;
use krachtig_core::error::Fault;
use krachtig_core::rules::NoRules;
use krachtig_core::service::{Ctx, Services};
use krachtig_core::store::{Options, Place, Slug, Tenants};
use uuid::Uuid;

use super::clock::SystemClock;
use crate::settings::Settings;

/// What is open: every use case.
#[derive(Clone)]
pub struct Installation {
    /// The use cases.
    pub services: Services,
}

/// Opens the installation that the settings name, making what is not there yet.
///
/// # Errors
/// Whatever keeps the directory of tenants from opening.
pub async fn open(settings: &Settings) -> Result<Installation, Fault> {
    let database = &settings.database;
    let mut options = Options::default();
    options.most_open = database.open_tenants;
    options.idle = database.idle_close_seconds.duration();
    let tenants = Tenants::open(place(&database.url), options).await?;
    Ok(Installation {
        services: Services::new(tenants, Arc::new(NoRules)),
    })
}

/// Where a database address points: `sqlite:<directory>`, or PostgreSQL.
pub fn place(url: &str) -> Place {
    match url.strip_prefix("sqlite:") {
        Some(dir) => Place::Sqlite {
            dir: PathBuf::from(dir),
        },
        None => Place::Postgres {
            admin_url: url.to_owned(),
        },
    }
}

/// Who works on the command line: whoever may run this program on this machine is the platform's operator.
const COMMAND_LINE: OperatorId = OperatorId::from_uuid(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001));

/// The context of an operator who works on the command line in a tenant.
///
/// # Errors
/// A tenant that is not there or cannot be opened.
pub async fn operator_ctx(services: &Services, slug: &Slug) -> Result<Ctx, Fault> {
    Ok(Ctx {
        store: services.tenants().store(slug).await?,
        actor: Actor::Operator { id: COMMAND_LINE },
        clock: Arc::new(SystemClock),
        request: "command-line".to_owned(),
    })
}
