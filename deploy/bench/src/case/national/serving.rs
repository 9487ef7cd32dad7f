//! The national door over loopback, in this process. Finding out who asks is left out; the log of reads is not.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Result;
use krachtig_national::id::{ReaderId, ReaderTokenId};
use krachtig_national::reading::{Machine, Reading};
use krachtig_national::store::{KnownReader, Published, ReaderScope};
use krachtig_server::app;
use krachtig_server::app::clock::SystemClock;
use krachtig_server::graphql::national;
use krachtig_server::http::graphql::{Admission, Engines, Gate, GraphqlDoor};
use krachtig_server::http::{HttpRefusal, Server, shutdown};
use krachtig_server::settings::Settings;
use poem::{Request, Route};

/// Lets everybody in as one reader.
struct OneReader {
    published: Published,
    reader: KnownReader,
}

impl Gate for OneReader {
    async fn admit(&self, _: &Request) -> Result<Admission, HttpRefusal> {
        let reading = Reading {
            published: self.published.clone(),
            reader: self.reader.clone(),
            machine: Arc::new(SystemClock),
            request: "bench".to_owned(),
        };
        Ok(Admission {
            data: national::request_data(reading),
            introspection: false,
            uploads: false,
            listener: None,
            ended: None,
        })
    }
}

/// Serves what is published until the process ends.
///
/// # Errors
/// No port is free.
pub(super) async fn serve(published: &Published) -> Result<SocketAddr> {
    let settings = Settings::default();
    let (trigger, stopping) = shutdown::pair();
    let engines = Engines::new(&settings.graphql, national::builder);
    let gate = OneReader {
        published: published.clone(),
        reader: KnownReader {
            id: ReaderId::from_uuid(Machine::fresh(&SystemClock)),
            name: "bench".to_owned(),
            token: ReaderTokenId::from_uuid(Machine::fresh(&SystemClock)),
            scopes: [ReaderScope::Catalogue, ReaderScope::Figures, ReaderScope::Stories].into(),
        },
    };
    let door = GraphqlDoor::new(&settings, engines, gate, stopping.clone());
    let server = Server::bind(SocketAddr::from(([127, 0, 0, 1], 0)), &settings.server).await?;
    let address = server.local_addr();
    let routes = Route::new().at("/national/graphql", door);
    let front = app::front(&settings, routes, || async { true }, stopping.clone());
    tokio::spawn(async move {
        server.run(front, stopping).await;
        drop(trigger);
    });
    Ok(address)
}
