//! Krachtig's own front door as a process to measure: the outer wall, the GraphQL door, the services and the store.
//!
//! The gate stands in for signing in: it believes the headers that say who asks, so that what is measured on both
//! sides begins where the asker is known. What is asked does not belong here.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Result;
use krachtig_core::access::Actor;
use krachtig_core::domain::access_log::Client;
use krachtig_core::domain::id::MemberId;
use krachtig_core::domain::vocabulary::Role;
use krachtig_core::service::{Ctx, Services};
use krachtig_core::store::{Place, Slug};
use krachtig_server::app;
use krachtig_server::graphql::tenant;
use krachtig_server::http::graphql::{Admission, Engines, Gate, GraphqlDoor};
use krachtig_server::http::{HttpRefusal, Server, shutdown};
use krachtig_server::settings::Settings;
use poem::http::StatusCode;
use poem::{Request, Route};

use crate::clock::MachineClock;
use crate::ground;

/// Serves until the process ends, and tells where through `listening`.
///
/// # Errors
/// The data cannot be opened, or no port is free.
pub(crate) async fn serve(place: Place, listening: impl FnOnce(SocketAddr) -> Result<()>) -> Result<()> {
    let services = ground::open(place).await?;
    let settings = Settings::default();
    let (trigger, stopping) = shutdown::pair();
    let engines = Engines::new(&settings.graphql, tenant::builder);
    let door = GraphqlDoor::new(&settings, engines, Believing { services }, stopping.clone());
    let server = Server::bind(SocketAddr::from(([127, 0, 0, 1], 0)), &settings.server).await?;
    listening(server.local_addr())?;
    let routes = Route::new().at("/graphql", door);
    let front = app::front(&settings, routes, || async { true }, stopping.clone());
    server.run(front, stopping).await;
    drop(trigger);
    Ok(())
}

/// Believes who somebody says to be.
struct Believing {
    services: Services,
}

impl Gate for Believing {
    async fn admit(&self, request: &Request) -> Result<Admission, HttpRefusal> {
        let said = |name: &str| request.header(name).unwrap_or_default();
        let nobody = || HttpRefusal::new(StatusCode::UNAUTHORIZED, "not_signed_in", "Say who you are.");
        let slug: Slug = said("x-bench-tenant").parse().map_err(|_| nobody())?;
        let member: MemberId = said("x-bench-member").parse().map_err(|_| nobody())?;
        let store = self.services.tenants().store(&slug).await;
        let ctx = Ctx {
            store: store.map_err(|_| HttpRefusal::internal())?,
            actor: Actor::member(member, vec![Role::Coordinator]),
            clock: Arc::new(MachineClock),
            request: "bench".to_owned(),
            purpose: None,
            client: Client::named("bench"),
        };
        Ok(Admission {
            data: tenant::request_data(self.services.clone(), ctx),
            introspection: false,
            listener: None,
            ended: None,
            uploads: false,
        })
    }
}
