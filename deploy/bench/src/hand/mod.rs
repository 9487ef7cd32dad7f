//! The limit: hand-written handlers with plain sqlx over the very same tables, for the same facts.
//!
//! They are what somebody would write who needs these four answers and nothing else: no GraphQL, no services, no
//! permits, no outer wall, poem's own server. What is measured and how does not belong here.

mod asking;
mod postgres;
mod sql;
mod sqlite;
mod wire;

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use anyhow::{Context, Result};
use krachtig_core::domain::clock::{Clock, dutch_date};
use krachtig_core::store::Place;
use poem::http::StatusCode;
use poem::listener::{Acceptor, Listener, TcpListener};
use poem::{Endpoint, Request, Response, Route, Server};
use serde::Deserialize;
use uuid::Uuid;

use self::asking::{Asking, uuid_of};
use self::sql::{Dialect, Parts};
use crate::clock::MachineClock;

/// What each handler does.
#[derive(Clone, Copy)]
enum Task {
    WholeDossier,
    DossierOfParts,
    Page,
    Request,
    RequestInGroup,
}

/// Serves until the process ends, and tells where through `listening`.
///
/// # Errors
/// No port is free.
pub(crate) async fn serve(place: Place, listening: impl FnOnce(std::net::SocketAddr) -> Result<()>) -> Result<()> {
    let hand = Arc::new(Hand {
        place,
        stores: Mutex::default(),
    });
    let tasks = [
        ("/dossier/whole", Task::WholeDossier),
        ("/dossier/parts", Task::DossierOfParts),
        ("/page", Task::Page),
        ("/request", Task::Request),
        ("/request/group", Task::RequestInGroup),
    ];
    let mut routes = Route::new();
    for (path, task) in tasks {
        routes = routes.at(path, handler(Arc::clone(&hand), task));
    }
    let acceptor = TcpListener::bind("127.0.0.1:0").into_acceptor().await?;
    let address = acceptor.local_addr().into_iter().next();
    let address = address.and_then(|address| address.as_socket_addr().copied());
    listening(address.context("the port is not known")?)?;
    Ok(Server::new_with_acceptor(acceptor).run(routes).await?)
}

fn handler(hand: Arc<Hand>, task: Task) -> impl Endpoint<Output = Response> {
    poem::endpoint::make(move |mut request: Request| {
        let hand = Arc::clone(&hand);
        async move {
            let answer = async {
                let body = request.take_body().into_bytes().await?;
                let tenant = request.header("x-bench-tenant").context("no tenant")?;
                let member = request.header("x-bench-member").context("no member")?;
                hand.answer(task, tenant, member, &body).await
            };
            match answer.await {
                Ok(body) => Response::builder().content_type("application/json").body(body),
                Err(error) => Response::builder()
                    .status(StatusCode::INTERNAL_SERVER_ERROR)
                    .body(format!("{error:#}")),
            }
        }
    })
}

struct Hand {
    place: Place,
    stores: Mutex<HashMap<String, Arc<Store>>>,
}

/// The connections to one tenant.
enum Store {
    Sqlite {
        readers: sqlite::Pool,
        writer: sqlite::Pool,
        queue: sqlite::write::Queue,
    },
    Postgres {
        pool: postgres::Pool,
        queue: postgres::write::Queue,
    },
}

struct Statements {
    whole: String,
    parts: Parts,
    page: String,
}

impl Statements {
    fn of(dialect: Dialect) -> Self {
        Self {
            whole: sql::whole_dossier(dialect),
            parts: sql::parts(),
            page: sql::page(),
        }
    }
}

static SQLITE: LazyLock<Statements> = LazyLock::new(|| Statements::of(Dialect::Sqlite));
static POSTGRES: LazyLock<Statements> = LazyLock::new(|| Statements::of(Dialect::Postgres));

#[derive(Deserialize)]
struct OfDossier<'a> {
    id: &'a str,
}

#[derive(Deserialize)]
struct OfPage {
    first: usize,
}

/// The same calls on either database.
macro_rules! answer {
    ($database:ident, $statements:expr, $task:expr, $body:expr, $member:expr, ($reads:expr, $writes:expr, $queue:expr)) => {{
        let today = dutch_date(MachineClock.now());
        match $task {
            Task::WholeDossier => {
                $database::read::whole_dossier($reads, &$statements.whole, dossier_id($body)?, today).await
            }
            Task::DossierOfParts => {
                $database::read::dossier_of_parts($reads, &$statements.parts, dossier_id($body)?, today).await
            }
            Task::Page => {
                let page: OfPage = serde_json::from_slice($body)?;
                $database::read::page($reads, &$statements.page, page.first, today).await
            }
            Task::Request => $database::write::request($writes, &Asking::parse($body, $member)?).await,
            Task::RequestInGroup => $database::write::request_in_group($queue, Asking::parse($body, $member)?).await,
        }
    }};
}

impl Hand {
    async fn answer(&self, task: Task, tenant: &str, member: &str, body: &[u8]) -> Result<Vec<u8>> {
        let member = uuid_of(member)?;
        match &*self.store(tenant)? {
            Store::Sqlite { readers, writer, queue } => {
                answer!(sqlite, &*SQLITE, task, body, member, (readers, writer, queue))
            }
            Store::Postgres { pool, queue } => answer!(postgres, &*POSTGRES, task, body, member, (pool, pool, queue)),
        }
    }

    fn store(&self, tenant: &str) -> Result<Arc<Store>> {
        let mut stores = self.stores.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(store) = stores.get(tenant) {
            return Ok(Arc::clone(store));
        }
        let store = Arc::new(self.open(tenant)?);
        stores.insert(tenant.to_owned(), Arc::clone(&store));
        Ok(store)
    }

    fn open(&self, tenant: &str) -> Result<Store> {
        Ok(match &self.place {
            Place::Sqlite { dir } => {
                let file = dir.join("tenants").join(format!("{tenant}.db"));
                let writer = sqlite::writer(&file);
                Store::Sqlite {
                    readers: sqlite::readers(&file),
                    queue: sqlite::write::queue(writer.clone()),
                    writer,
                }
            }
            Place::Postgres { admin_url } => {
                let pool = postgres::connections(admin_url, tenant)?;
                Store::Postgres {
                    queue: postgres::write::queue(pool.clone()),
                    pool,
                }
            }
        })
    }
}

fn dossier_id(body: &[u8]) -> Result<Uuid> {
    let body: OfDossier<'_> = serde_json::from_slice(body)?;
    uuid_of(body.id)
}
