//! Opens what the settings name: the tenants, and the rules of their regions.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use krachtig_core::access::Actor;
use krachtig_core::domain::access_log::Client;
use krachtig_core::domain::id::OperatorId;
use krachtig_core::domain::identity::SessionLimits;
use krachtig_core::error::{Cause, Fault};
use krachtig_core::evidence::LogKey;
use krachtig_core::service::{AttachmentLimits, Certifying, Ctx, HashingOptions, IdentityOptions, Services};
use krachtig_core::store::{Options, Place, Slug, Store, Tenants};
use krachtig_national::signing::ReleaseKey;
use uuid::Uuid;

use super::clock::SystemClock;
use super::key_file::secret_in;
use super::master_key;
use super::objects;
use super::rules::RuleLibrary;
use crate::settings::{Seconds, Settings};
use crate::telemetry::record_db_statement;

/// What is open: every use case, and where region rules are kept.
#[derive(Clone)]
pub struct Installation {
    /// The use cases.
    pub services: Services,
    /// The region rules.
    pub rules: Arc<RuleLibrary>,
    /// What signs how far access logs have come, and codes the addresses in them.
    pub log_key: Arc<LogKey>,
    /// What signs releases of national figures.
    pub release_key: Arc<ReleaseKey>,
}

/// Opens the installation that the settings name, making what is not there yet.
///
/// # Errors
/// Whatever keeps the directory of tenants from opening, a wrong or missing master key included.
pub async fn open(settings: &Settings) -> Result<Installation, Fault> {
    let rules = Arc::new(RuleLibrary::new(&settings.plugins));
    let mut options = options(settings);
    options.master = master_key::source(&settings.keys).await?;
    options.other_masters = master_key::others(&settings.keys)?;
    options.objects = objects::place(&settings.objects)?;
    let tenants = Tenants::open(place(&settings.database.url), options).await?;
    let secret = secret_in(&settings.audit.key_file).map_err(|error| Fault::Io {
        doing: "reading the log key",
        source: Cause::new(error),
    })?;
    let log_key = Arc::new(LogKey::from_bytes(&secret));
    let secret = secret_in(&settings.national.key_file).map_err(|error| Fault::Io {
        doing: "reading the key of releases",
        source: Cause::new(error),
    })?;
    let release_key = Arc::new(ReleaseKey::from_bytes(&secret));
    let certifying = Certifying {
        log_key: log_key.clone(),
        key_grace: settings.keys.grace(),
    };
    let services = Services::new(tenants, rules.clone())
        .with_identity(door(settings))?
        .with_certifying(certifying)
        .with_counted_years(settings.national.counted_years)
        .with_attachment_limits(AttachmentLimits {
            most_bytes: settings.objects.file_limit_bytes,
            at_once: settings.objects.pictures_at_once,
        });
    Ok(Installation {
        services,
        rules,
        log_key,
        release_key,
    })
}

/// What the settings say about the door.
fn door(settings: &Settings) -> IdentityOptions {
    let identity = &settings.identity;
    let seconds = |seconds: Seconds| time::Duration::seconds(i64::try_from(seconds.0).unwrap_or(i64::MAX));
    let origin = match settings.server.public_origin.as_str() {
        // Browsers take this machine's own name for safe without TLS, and passkeys with it.
        "" => format!("http://localhost:{}", settings.server.listen.port()),
        origin => origin.to_owned(),
    };
    IdentityOptions {
        hashing: HashingOptions {
            memory_kib: identity.password_memory_kib,
            passes: identity.password_passes,
            at_once: identity.passwords_at_once,
        },
        sessions: SessionLimits {
            idle: seconds(identity.session_idle_seconds),
            absolute: seconds(identity.session_absolute_seconds),
        },
        origin,
        passkey_domain: identity.passkey_domain.clone(),
        fleet_tries: identity.tries_per_minute,
    }
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

fn options(settings: &Settings) -> Options {
    let database = &settings.database;
    let named = database
        .other_places
        .split_whitespace()
        .filter_map(|entry| entry.split_once('='));
    let places: BTreeMap<String, Place> = named.map(|(name, url)| (name.to_owned(), place(url))).collect();
    let sqlite = database.url.starts_with("sqlite:");
    let mut options = Options::default();
    options.places = places;
    options.on_statement = record_db_statement;
    options.most_open = database.open_tenants;
    options.idle = database.idle_close_seconds.duration();
    options.connections = if sqlite {
        database.readers_per_tenant
    } else {
        database.pool_per_tenant
    };
    options
}

/// Who works on the command line: whoever may run this program on this machine is the platform's operator.
const COMMAND_LINE: OperatorId = OperatorId::from_uuid(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001));

/// The context of an operator who works on the command line in a tenant.
///
/// # Errors
/// A tenant that is not there or cannot be opened.
pub async fn operator_ctx(services: &Services, slug: &Slug) -> Result<Ctx, Fault> {
    Ok(operator_in(services.tenants().store(slug).await?))
}

/// The same in a store that is open.
#[must_use]
pub fn operator_in(store: Arc<Store>) -> Ctx {
    Ctx {
        store,
        actor: Actor::Operator { id: COMMAND_LINE },
        clock: Arc::new(SystemClock),
        request: "command-line".to_owned(),
        purpose: None,
        client: Client::named("command-line"),
    }
}
