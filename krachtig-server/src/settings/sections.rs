//! The sections of the settings, each with its defaults.
//!
//! What does NOT belong here: bounds that span sections, and reading of files or environment.

use std::{net::SocketAddr, ops::RangeInclusive, path::PathBuf, time::Duration};

use krachtig_core::service::HashingOptions;
use krachtig_national::budget::Limits;
use krachtig_national::epsilon::Epsilon;
use serde::{Deserialize, Serialize};

use super::OutOfBounds;
use crate::mail::{Mailer, NoMail};

/// From the least header room that the HTTP engine accepts to far more than anybody needs.
pub(super) const HEADER_LIMITS: RangeInclusive<usize> = 8192..=1_048_576;
/// The engine's own bound on nesting, above which a larger setting would have no effect.
pub(super) const DEEPEST_QUERY: usize = 32;

/// A length of time in whole seconds.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Seconds(pub u64);

impl Seconds {
    /// The same length as the standard library has it.
    pub const fn duration(self) -> Duration {
        Duration::from_secs(self.0)
    }
}

/// How the server listens and how patient it is with clients.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    /// Address and port to listen on. HTTP/2 is the reverse proxy's.
    pub listen: SocketAddr,
    /// The certificate with its chain in PEM, to speak TLS without a reverse proxy. Empty: TLS is the proxy's.
    pub tls_certificate: PathBuf,
    /// The certificate's private key in PEM.
    pub tls_key: PathBuf,
    /// The origin that browsers see, such as `https://krachtig.example`. Empty: compare with the `Host` header.
    pub public_origin: String,
    /// Connections served at once; more wait in the operating system's queue.
    pub max_connections: usize,
    /// The most that a request line and its headers may take, in bytes.
    pub header_limit_bytes: usize,
    /// The most that any request body may take, in bytes. GraphQL has a smaller limit of its own.
    pub body_limit_bytes: usize,
    /// From a connection's first byte to the end of the headers.
    pub header_timeout_seconds: Seconds,
    /// From the end of the headers to the end of the body.
    pub body_timeout_seconds: Seconds,
    /// How long a connection may stay open between two requests.
    pub idle_timeout_seconds: Seconds,
    /// How long a client may leave bytes of an answer unread.
    pub write_timeout_seconds: Seconds,
    /// How long running requests may take to finish once the server stops. Zero: cut them at once.
    pub shutdown_grace_seconds: Seconds,
}

impl Server {
    /// Whether connections are encrypted by this program itself.
    #[must_use]
    pub fn speaks_tls(&self) -> bool {
        !self.tls_certificate.as_os_str().is_empty()
    }

    /// Whether browsers reach us by TLS alone, ours or a proxy's.
    #[must_use]
    pub fn is_behind_tls(&self) -> bool {
        self.speaks_tls() || self.public_origin.starts_with("https://")
    }
}

impl Default for Server {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            tls_certificate: PathBuf::new(),
            tls_key: PathBuf::new(),
            public_origin: String::new(),
            max_connections: 4096,
            header_limit_bytes: 16 * 1024,
            body_limit_bytes: 16 * 1024 * 1024,
            header_timeout_seconds: Seconds(10),
            body_timeout_seconds: Seconds(30),
            idle_timeout_seconds: Seconds(75),
            write_timeout_seconds: Seconds(30),
            shutdown_grace_seconds: Seconds(20),
        }
    }
}

/// Where the tenants' data lies and how many connections it may take.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// `sqlite:<directory>` with one file per tenant, or `postgres://…` of a role that may make schemas and roles.
    pub url: String,
    /// Other places to which a tenant can be moved: `name=address`, several with spaces between.
    pub other_places: String,
    /// SQLite: readers per open tenant, beside its one writer.
    pub readers_per_tenant: u32,
    /// PostgreSQL: connections per open tenant.
    pub pool_per_tenant: u32,
    /// Tenants kept open at once; the one used longest ago is closed first.
    pub open_tenants: usize,
    /// A tenant that nobody used for this long is closed.
    pub idle_close_seconds: Seconds,
}

impl Default for Database {
    fn default() -> Self {
        Self {
            url: "sqlite:var/tenants".to_owned(),
            other_places: String::new(),
            readers_per_tenant: 2,
            pool_per_tenant: 4,
            open_tenants: 64,
            idle_close_seconds: Seconds(300),
        }
    }
}

/// What a GraphQL request may cost. All but `complexity` are counted in the query before anything runs.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Graphql {
    /// The most that a GraphQL request body may take, in bytes.
    pub body_limit_bytes: usize,
    /// The same for those who may upload region rules, whose component is one long text of the request.
    pub upload_limit_bytes: usize,
    /// Words, numbers, strings and signs in the query.
    pub tokens: usize,
    /// Fields within fields.
    pub depth: usize,
    /// Fields and fragments selected, each fragment counted wherever it is used.
    pub selections: usize,
    /// The sum of the weights that the schema gives to its fields.
    pub complexity: usize,
    /// Fields renamed in the query.
    pub aliases: usize,
    /// Directives in the query.
    pub directives: usize,
    /// Whether those who are signed in may ask for the schema.
    pub introspection: bool,
    /// Parsed queries kept for reuse, by number.
    pub cached_documents: usize,
    /// Parsed queries kept for reuse, by their estimated memory.
    pub cached_bytes: usize,
    /// Subscriptions open at once, over all tenants.
    pub subscriptions: usize,
    /// The same of one member, over all browsers and programs.
    pub subscriptions_each: usize,
    /// How often a silent subscription sends a comment, so that no proxy takes it for dead.
    pub keep_alive_seconds: Seconds,
}

impl Default for Graphql {
    fn default() -> Self {
        Self {
            body_limit_bytes: 256 * 1024,
            upload_limit_bytes: 6 * 1024 * 1024,
            tokens: 4000,
            depth: 16,
            selections: 1000,
            complexity: 5000,
            aliases: 50,
            directives: 50,
            introspection: true,
            cached_documents: 512,
            cached_bytes: 16 * 1024 * 1024,
            subscriptions: 1000,
            subscriptions_each: 20,
            keep_alive_seconds: Seconds(15),
        }
    }
}

/// How a line in the log looks.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// One JSON object per line, for machines.
    Json,
    /// Coloured and indented, for people.
    Pretty,
}

/// Logs and metrics.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Telemetry {
    /// How a line looks.
    pub log_format: LogFormat,
    /// Which lines are written, in the syntax of tracing's `EnvFilter`.
    pub log_filter: String,
    /// Whether figures are gathered and served.
    pub metrics: bool,
    /// Address and port of `/metrics`. Not the public one: figures are for the operator.
    pub metrics_listen: SocketAddr,
}

impl Default for Telemetry {
    fn default() -> Self {
        Self {
            log_format: LogFormat::Json,
            log_filter: "info".to_owned(),
            metrics: true,
            metrics_listen: SocketAddr::from(([127, 0, 0, 1], 9464)),
        }
    }
}

/// Region rules: where they lie and what one call may cost.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Plugins {
    /// Directory of compiled region rules.
    pub dir: PathBuf,
    /// The program that compiles region rules, in a process of its own.
    pub compiler: PathBuf,
    /// File with the key that authenticates compiled rules. It is made at first use, readable by its owner alone.
    pub artifact_key_file: PathBuf,
}

impl Default for Plugins {
    fn default() -> Self {
        Self {
            dir: PathBuf::from("var/plugins"),
            compiler: PathBuf::from("krachtig-plugin-compiler"),
            artifact_key_file: PathBuf::from("var/plugin-artifact.key"),
        }
    }
}

/// The access log: the key that signs how far it has come, and how often that is done.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Audit {
    /// File with the key that signs checkpoints and codes network addresses. It is made at first use, readable by its
    /// owner alone.
    pub key_file: PathBuf,
    /// How often a checkpoint is signed of each tenant in use whose log has grown.
    pub checkpoint_seconds: Seconds,
}

impl Default for Audit {
    fn default() -> Self {
        Self {
            key_file: PathBuf::from("var/audit-log.key"),
            checkpoint_seconds: Seconds(240),
        }
    }
}

/// The door: passwords, passkeys, sessions, and how tries are slowed down.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// A session that is not used for this long ends.
    pub session_idle_seconds: Seconds,
    /// A session ends after this long, however much it is used.
    pub session_absolute_seconds: Seconds,
    /// Memory that hashing one password takes (Argon2id), in KiB.
    pub password_memory_kib: u32,
    /// Passes over that memory.
    pub password_passes: u32,
    /// Passwords hashed at once, which bounds the memory of all.
    pub passwords_at_once: usize,
    /// Tries to sign in by password in a minute, over all tenants, above which each has to wait a little.
    pub tries_per_minute: u32,
    /// The domain to which passkeys are bound. Empty: the host of `server.public_origin`.
    pub passkey_domain: String,
    /// The header in which the reverse proxy tells a client's address, such as `x-forwarded-for`. Empty: there is none.
    pub client_address_header: String,
}

impl Default for Identity {
    fn default() -> Self {
        Self {
            session_idle_seconds: Seconds(1800),
            session_absolute_seconds: Seconds(43_200),
            password_memory_kib: HashingOptions::LEAST_MEMORY_KIB,
            password_passes: HashingOptions::FEWEST_PASSES,
            passwords_at_once: 2,
            tries_per_minute: 600,
            passkey_domain: String::new(),
            client_address_header: String::new(),
        }
    }
}

impl Identity {
    /// The first value that is out of bounds, if there is one.
    pub(super) fn out_of_bounds(&self) -> Option<OutOfBounds> {
        let wrong = |key, must| Some(OutOfBounds { key, must });
        let times = [
            ("identity.session_idle_seconds", self.session_idle_seconds),
            ("identity.session_absolute_seconds", self.session_absolute_seconds),
        ];
        for (key, time) in times {
            if !(60..=86_400).contains(&time.0) {
                return wrong(key, "be from a minute to a day, 60 to 86400");
            }
        }
        let memory = HashingOptions::LEAST_MEMORY_KIB..=1_048_576;
        if !memory.contains(&self.password_memory_kib) {
            return wrong(
                "identity.password_memory_kib",
                "be from 19456, OWASP's least, to 1048576",
            );
        }
        if !(HashingOptions::FEWEST_PASSES..=20).contains(&self.password_passes) {
            return wrong("identity.password_passes", "be from 2, OWASP's least, to 20");
        }
        if !(1..=64).contains(&self.passwords_at_once) {
            return wrong("identity.passwords_at_once", "be from 1 to 64");
        }
        if !(1..=1_000_000).contains(&self.tries_per_minute) {
            return wrong("identity.tries_per_minute", "be from one to a million");
        }
        let header = &self.client_address_header;
        if !header.is_empty() && header.parse::<poem::http::HeaderName>().is_err() {
            return wrong("identity.client_address_header", "be empty or the name of a header");
        }
        None
    }
}

/// Releases of national figures: the key that signs them, and how much they may tell of any one family.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct National {
    /// File with the key that signs releases. It is made at first use, readable by its owner alone.
    pub key_file: PathBuf,
    /// What releases about periods of one calendar year may tell of a family, as a privacy loss (epsilon).
    pub epsilon_per_year: Epsilon,
    /// What they may tell of it in its life.
    pub epsilon_for_life: Epsilon,
    /// In how many calendar years a family counts, from the one in which its first trajectory began.
    pub counted_years: u8,
}

impl Default for National {
    fn default() -> Self {
        let Limits {
            per_year,
            for_life,
            counted_years,
        } = Limits::default();
        Self {
            key_file: PathBuf::from("var/release.key"),
            epsilon_per_year: per_year,
            epsilon_for_life: for_life,
            counted_years,
        }
    }
}

impl National {
    /// How much may be told of any one family.
    #[must_use]
    pub fn limits(&self) -> Limits {
        Limits {
            per_year: self.epsilon_per_year,
            for_life: self.epsilon_for_life,
            counted_years: self.counted_years,
        }
    }

    pub(super) fn out_of_bounds(&self) -> Option<OutOfBounds> {
        let years = (1..=20).contains(&self.counted_years);
        (!years).then_some(OutOfBounds {
            key: "national.counted_years",
            must: "be from 1 to 20",
        })
    }
}

/// Mail about what waits for people.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    /// How it is sent: `smtps://…`, `smtp://…?tls=required`, or `file:` and a directory. Empty: not at all.
    pub url: String,
    /// From which address.
    pub from: String,
}

impl Mail {
    pub(super) fn out_of_bounds(&self) -> Option<OutOfBounds> {
        let (key, must) = match Mailer::of(&self.url, &self.from) {
            Ok(_) => return None,
            Err(NoMail::Url) => (
                "mail.url",
                "be empty, smtps://…, smtp://…?tls=required, or file: and a directory",
            ),
            Err(NoMail::From) => ("mail.from", "be an address, like Krachtig <krachtig@example.org>"),
        };
        Some(OutOfBounds { key, must })
    }
}
