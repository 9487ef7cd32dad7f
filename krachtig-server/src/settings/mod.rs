//! What an operator may set, with its type, its default and its bounds.
//!
//! The values live in three layers, each over the one before: the defaults in this file, a TOML file, and the
//! environment (`KRACHTIG__SECTION__KEY`). Reading the layers and saying where a wrong value came from is in [`load`].
//! What does NOT belong here: anything a tenant sets for itself (that is data), and anything that reads a setting and
//! acts on it. `deploy/krachtig.toml` documents every key for operators; a test keeps the two alike.

mod keys;
mod load;
mod objects;
mod sections;
#[cfg(test)]
mod tests;

pub use keys::{KeySource, Keys};
pub use load::{DEFAULT_FILE, ENVIRONMENT_PREFIX, Refusal, Sources, load, load_from};
pub use objects::Objects;
pub use sections::{
    Audit, Database, Graphql, Identity, LogFormat, Mail, National, Plugins, Seconds, Server, Telemetry,
};

use serde::{Deserialize, Serialize};

const LONGEST_SECONDS: u64 = 86_400;
const MOST_OF_ANYTHING: u64 = 1_000_000;
/// The one time that may be nothing at all.
const MAY_BE_ZERO: &str = "server.shutdown_grace_seconds";

/// Everything an operator may set, one field per section of the file.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// How the server listens and how patient it is with clients.
    pub server: Server,
    /// Where the tenants' data lies and how many connections it may take.
    pub database: Database,
    /// What a GraphQL request may cost.
    pub graphql: Graphql,
    /// Logs and metrics.
    pub telemetry: Telemetry,
    /// Region rules: where they lie and what one call may cost.
    pub plugins: Plugins,
    /// Sealed data: where the master key is, and how keys change.
    pub keys: Keys,
    /// The access log: the key that signs how far it has come, and how often that is done.
    pub audit: Audit,
    /// The door: passwords, passkeys, sessions, and how tries are slowed down.
    pub identity: Identity,
    /// Releases of national figures: the key that signs them, and how much they may tell of any one family.
    pub national: National,
    /// Attachments: where their contents lie, and what one may take.
    pub objects: Objects,
    /// Mail about what waits for people.
    pub mail: Mail,
}

/// A value that has the right type and is still not usable, named by its key.
pub(crate) struct OutOfBounds {
    /// The key as `section.key`.
    pub(crate) key: &'static str,
    /// What would be acceptable, as the end of the sentence "must …".
    pub(crate) must: &'static str,
}

impl Settings {
    /// The first value that is out of bounds, if there is one.
    ///
    /// A zero would switch a protection off without saying so; that is why zeros are refused here rather than read as
    /// "no limit". The upper ends are far beyond any use and keep sums of times and sizes within their types.
    pub(crate) fn out_of_bounds(&self) -> Option<OutOfBounds> {
        let zero = |(key, value): (&'static str, u64)| {
            (value == 0).then_some(OutOfBounds {
                key,
                must: "be more than zero",
            })
        };
        let times = self.times().into_iter().find_map(|(key, time)| match time.0 {
            0 if key != MAY_BE_ZERO => Some(OutOfBounds {
                key,
                must: "be more than zero",
            }),
            seconds if seconds > LONGEST_SECONDS => Some(OutOfBounds {
                key,
                must: "be at most a day, 86400",
            }),
            _ => None,
        });
        let counts = self.counts().into_iter().find_map(|(key, count)| {
            let most = (count > MOST_OF_ANYTHING).then_some(OutOfBounds {
                key,
                must: "be at most a million",
            });
            zero((key, count)).or(most)
        });
        times
            .or(counts)
            .or_else(|| self.sizes().into_iter().find_map(zero))
            .or_else(|| self.wrongly_shaped())
            .or_else(|| self.identity.out_of_bounds())
            .or_else(|| self.national.out_of_bounds())
            .or_else(|| self.mail.out_of_bounds())
    }

    fn times(&self) -> [(&'static str, Seconds); 10] {
        let (server, database, graphql) = (&self.server, &self.database, &self.graphql);
        [
            ("server.header_timeout_seconds", server.header_timeout_seconds),
            ("server.body_timeout_seconds", server.body_timeout_seconds),
            ("server.idle_timeout_seconds", server.idle_timeout_seconds),
            ("server.write_timeout_seconds", server.write_timeout_seconds),
            (MAY_BE_ZERO, server.shutdown_grace_seconds),
            ("database.idle_close_seconds", database.idle_close_seconds),
            ("graphql.keep_alive_seconds", graphql.keep_alive_seconds),
            ("keys.command_timeout_seconds", self.keys.command_timeout_seconds),
            ("keys.grace_seconds", self.keys.grace_seconds),
            ("audit.checkpoint_seconds", self.audit.checkpoint_seconds),
        ]
    }

    fn counts(&self) -> [(&'static str, u64); 11] {
        let (server, database, graphql) = (&self.server, &self.database, &self.graphql);
        [
            ("server.max_connections", server.max_connections as u64),
            ("database.readers_per_tenant", u64::from(database.readers_per_tenant)),
            ("database.pool_per_tenant", u64::from(database.pool_per_tenant)),
            ("database.open_tenants", database.open_tenants as u64),
            ("graphql.tokens", graphql.tokens as u64),
            ("graphql.depth", graphql.depth as u64),
            ("graphql.selections", graphql.selections as u64),
            ("graphql.cached_documents", graphql.cached_documents as u64),
            ("graphql.subscriptions", graphql.subscriptions as u64),
            ("graphql.subscriptions_each", graphql.subscriptions_each as u64),
            ("objects.pictures_at_once", self.objects.pictures_at_once as u64),
        ]
    }

    fn sizes(&self) -> [(&'static str, u64); 5] {
        [
            ("server.body_limit_bytes", self.server.body_limit_bytes as u64),
            ("graphql.body_limit_bytes", self.graphql.body_limit_bytes as u64),
            ("graphql.upload_limit_bytes", self.graphql.upload_limit_bytes as u64),
            ("graphql.complexity", self.graphql.complexity as u64),
            ("objects.file_limit_bytes", self.objects.file_limit_bytes as u64),
        ]
    }

    fn wrongly_shaped(&self) -> Option<OutOfBounds> {
        let wrong = |key, must| Some(OutOfBounds { key, must });
        if !sections::HEADER_LIMITS.contains(&self.server.header_limit_bytes) {
            return wrong(
                "server.header_limit_bytes",
                "be from 8192, the HTTP engine's least, to 1048576",
            );
        }
        if self.graphql.depth > sections::DEEPEST_QUERY {
            return wrong(
                "graphql.depth",
                "be at most 32, beyond which the GraphQL engine refuses by itself",
            );
        }
        if self.server.speaks_tls() == self.server.tls_key.as_os_str().is_empty() {
            return wrong(
                "server.tls_key",
                "be set where server.tls_certificate is, and nowhere else",
            );
        }
        let origin = &self.server.public_origin;
        let is_origin = origin
            .strip_prefix("https://")
            .or_else(|| origin.strip_prefix("http://"))
            .is_some_and(|authority| !authority.is_empty() && !authority.contains(['/', '?', '#', '@']));
        if self.server.speaks_tls() && origin.starts_with("http://") {
            return wrong(
                "server.public_origin",
                "begin with https:// where the server speaks TLS",
            );
        }
        if !origin.is_empty() && !is_origin {
            return wrong(
                "server.public_origin",
                "be empty or an origin like https://example.org, without a path",
            );
        }
        let url = &self.database.url;
        if !["sqlite:", "postgres://", "postgresql://"]
            .iter()
            .any(|scheme| url.starts_with(scheme))
        {
            return wrong(
                "database.url",
                "be sqlite:<directory> or postgres://<administrator's address>",
            );
        }
        if crate::telemetry::check_filter(&self.telemetry.log_filter).is_err() {
            return wrong("telemetry.log_filter", "be a filter like info,krachtig_server=debug");
        }
        if origin.is_empty() && !self.mail.url.is_empty() {
            return wrong("server.public_origin", "be set where mail.url is: mail leads there");
        }
        self.keys.wrongly_shaped().or_else(|| self.objects.wrongly_shaped())
    }
}
