//! The one place that wires: settings, logs, figures, routes and the servers that carry them.
//!
//! What does NOT belong here: decisions. What a request may do is decided in `auth` and the services; how a connection
//! is treated, in `http`.

mod checkpoints;
pub mod clock;
pub mod facts;
mod gates;
pub mod key_file;
pub(crate) mod key_upkeep;
pub(crate) mod master_key;
pub mod notices;
mod objects;
pub mod open;
pub mod operators;
pub mod randomness;
pub mod readers;
mod resting;
pub mod rules;
mod signals;
pub mod switch_on;

use std::{io, sync::Arc, time::Duration};

use krachtig_core::error::Fault;
use krachtig_national::making::NoRandomness;
use krachtig_national::noise::Randomness as _;
use poem::{Endpoint, Response};
use tokio::time::{MissedTickBehavior, interval};

use clock::SystemClock;
use gates::{MakingGate, NationalGate, TenantGate};
use open::Installation;
use randomness::SystemRandomness;

use crate::{
    auth::{MakerAuth, MakersTools, NationalAuth, OperatorAuth, TenantAuth, door_routes},
    export, graphql,
    http::graphql::{Engines, GraphqlDoor},
    http::{
        Drained, Edge, Routes, Server, Shutdown, TlsFault,
        disks::Disks,
        health::{self, Readiness},
        shutdown,
    },
    settings::Settings,
    telemetry::{self, Figures},
    web,
};

/// How often gathered figures are folded in when nobody asks for them.
const UPKEEP: Duration = Duration::from_secs(5);

/// Why the server did not start.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The log could not be set up.
    #[error("the log cannot be set up")]
    Log(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Figures cannot be gathered.
    #[error("figures cannot be gathered")]
    Figures(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// An address cannot be listened on.
    #[error("cannot listen on the address of `{key}`")]
    Listen {
        /// The setting that names the address.
        key: &'static str,
        /// What the operating system said.
        #[source]
        source: io::Error,
    },
    /// TLS can't be spoken as the settings want it.
    #[error("TLS can't be spoken")]
    Tls(#[from] TlsFault),
    /// The operating system's signals cannot be heard.
    #[error("cannot hear the operating system's signals")]
    Signals(#[source] io::Error),
    /// The tenants cannot be opened.
    #[error("the tenants cannot be opened")]
    Store(#[from] Fault),
    /// The runtime did not start.
    #[error("the runtime does not start")]
    Runtime(#[source] io::Error),
}

/// Files that describe the interfaces, as `krachtig schema` writes them: a name and its text.
pub fn schema_files() -> Vec<(&'static str, String)> {
    vec![
        ("tenant.graphql", graphql::tenant::builder().finish().sdl()),
        ("national.graphql", graphql::national::builder().finish().sdl()),
        ("releases.graphql", graphql::national::making::builder().finish().sdl()),
    ]
}

/// Starts the log, serves until the operating system asks to stop, and lets running requests finish.
///
/// # Errors
/// Whatever keeps the server from starting.
pub fn run(settings: &Settings) -> Result<Drained, ServeError> {
    telemetry::init(&settings.telemetry).map_err(|error| ServeError::Log(Box::new(error)))?;
    telemetry::install_panic_hook();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(ServeError::Runtime)?;
    runtime.block_on(async {
        let (trigger, shutdown) = shutdown::pair();
        signals::listen(trigger).map_err(ServeError::Signals)?;
        let installation = open::open(settings).await?;
        let pause = settings.audit.checkpoint_seconds.duration();
        let checkpoints = tokio::spawn(checkpoints::keep(installation.clone(), pause));
        let tenants = installation.services.tenants().clone();
        let directory = tenants.clone();
        let readiness = move || {
            let directory = directory.clone();
            async move { directory.list().await.is_ok() }
        };
        let upkeep = tokio::spawn(key_upkeep::keep_up(tenants.clone(), settings.keys.clone()));
        let facts = tokio::spawn(facts::keep_up(installation.services.clone()));
        let objects = tokio::spawn(objects::keep_up(installation.services.tenants().clone()));
        let telling = (installation.services.clone(), settings.clone());
        let notices = tokio::spawn(async move { notices::keep_up(telling.0, &telling.1).await });
        let drained = serve(
            settings,
            routes(settings, &installation, &shutdown),
            readiness,
            shutdown,
        )
        .await;
        upkeep.abort();
        facts.abort();
        objects.abort();
        notices.abort();
        checkpoints.abort();
        checkpoints::sign_all(&installation).await;
        tenants.close().await;
        drained
    })
}

/// Every route of an installation: a GraphQL endpoint, a door and the pages per tenant, and the national one.
pub fn routes(settings: &Settings, installation: &Installation, shutdown: &Shutdown) -> Routes {
    let services = &installation.services;
    let auth = TenantAuth::new(
        services.clone(),
        Arc::new(SystemClock),
        installation.log_key.clone(),
        settings,
    );
    let tenant = TenantGate {
        services: services.clone(),
        auth: auth.clone(),
    };
    let readers = Arc::new(NationalAuth::new(services.clone(), Arc::new(SystemClock), settings));
    let national = NationalGate { auth: readers.clone() };
    let engines = Engines::new(&settings.graphql, graphql::tenant::builder);
    let tenant = GraphqlDoor::new(settings, engines, tenant, shutdown.clone());
    let engines = Engines::new(&settings.graphql, graphql::national::builder);
    let national = GraphqlDoor::new(settings, engines, national, shutdown.clone());
    let routes = Routes::default()
        .at(("POST", "/t/:tenant/graphql"), tenant)
        .at(("POST", "/national/graphql"), national);
    let auth_of_makers = Arc::new(MakerAuth::new(
        services.clone(),
        Arc::new(SystemClock),
        tools(settings, installation),
    ));
    let makers = MakingGate {
        auth: auth_of_makers.clone(),
    };
    let engines = Engines::new(&settings.graphql, graphql::national::making::builder);
    let making = GraphqlDoor::new(settings, engines, makers, shutdown.clone());
    let routes = routes.at(("POST", "/national/releases/graphql"), making);
    let routes = export::route(readers.clone(), routes);
    let routes = web::national_routes((&readers, &auth_of_makers), routes);
    let operators = OperatorAuth::new(services.clone(), Arc::new(SystemClock), settings);
    let routes = web::platform_routes(services, (&Arc::new(operators), Disks::of(settings)), routes);
    web::routes(services, &auth, door_routes(&auth, routes))
}

/// What releases are made with here.
fn tools(settings: &Settings, installation: &Installation) -> MakersTools {
    MakersTools {
        key: installation.release_key.clone(),
        limits: settings.national.limits(),
        software: env!("CARGO_PKG_VERSION"),
        randomness: |buffer| SystemRandomness.fill(buffer).map_err(|_| NoRandomness),
    }
}

/// Serves `routes` beside the health routes, and the figures on their own address, until the shutdown begins.
///
/// # Errors
/// An address that cannot be listened on.
pub async fn serve(
    settings: &Settings,
    routes: Routes,
    readiness: impl Readiness,
    shutdown: Shutdown,
) -> Result<Drained, ServeError> {
    let figures = start_figures(settings).await?;
    let server = bind(settings, "server.listen", settings.server.listen).await?;
    let server = server.with_tls(&settings.server)?;
    tracing::info!(address = %server.local_addr(), "listening");
    let drained = server
        .run(front(settings, routes, readiness, shutdown.clone()), shutdown)
        .await;
    tracing::info!(cut = drained.cut, "stopped");
    if let Some(figures) = figures {
        figures.abort();
    }
    Ok(drained)
}

/// The routes with all that surrounds them, as they meet the network; tests serve the very same.
pub fn front(
    settings: &Settings,
    routes: impl Into<Routes>,
    readiness: impl Readiness,
    shutdown: Shutdown,
) -> impl Endpoint<Output = Response> + 'static {
    Edge::new(
        health::routes(routes.into(), readiness, shutdown).into_route(),
        settings.server.is_behind_tls(),
    )
}

async fn bind(settings: &Settings, key: &'static str, address: std::net::SocketAddr) -> Result<Server, ServeError> {
    Server::bind(address, &settings.server)
        .await
        .map_err(|source| ServeError::Listen { key, source })
}

/// Figures are still told while the server drains, so their task ends with the process rather than with the signal.
async fn start_figures(settings: &Settings) -> Result<Option<tokio::task::JoinHandle<()>>, ServeError> {
    if !settings.telemetry.metrics {
        return Ok(None);
    }
    let figures = Figures::install().map_err(|error| ServeError::Figures(Box::new(error)))?;
    let server = bind(settings, "telemetry.metrics_listen", settings.telemetry.metrics_listen).await?;
    let (never, own_shutdown) = shutdown::pair();
    let routes = Edge::new(
        poem::IntoEndpoint::into_endpoint(health::figures(figures.clone())),
        false,
    );
    Ok(Some(tokio::spawn(async move {
        let upkeep = async {
            let mut ticks = interval(UPKEEP);
            ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
            loop {
                ticks.tick().await;
                figures.keep_up();
            }
        };
        tokio::select! {
            () = upkeep => {}
            _ = server.run(routes, own_shutdown) => {}
        }
        drop(never);
    })))
}
