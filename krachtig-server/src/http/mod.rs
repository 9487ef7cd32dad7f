//! The server's outer wall: connections and their time limits, what every answer carries, and the one door for GraphQL.
//!
//! A request passes [`server`] (bytes, deadlines), then [`edge`] (request id, log line, figures, headers), then the
//! routes. What does NOT belong here: who somebody is (`auth`), what a field means (`graphql`), and pages (`web`).

pub mod disks;
pub mod edge;
pub mod graphql;
pub mod health;
pub mod refusal;
pub mod routes;
pub mod same_site;
pub mod server;
pub mod shutdown;
pub mod tls;

mod body;
mod pace;
#[cfg(test)]
mod tests;

pub use body::{BodyProblem, check_announced, read_limited};
pub use edge::Edge;
pub use refusal::HttpRefusal;
pub use routes::{RouteRow, Routes};
pub use server::{Drained, Server};
pub use shutdown::{Shutdown, Trigger};
pub use tls::TlsFault;
