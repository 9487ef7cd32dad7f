//! An installation with one or more tenants and a running server, on either database.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use krachtig_core::access::Actor;
use krachtig_core::domain::clock::Clock;
use krachtig_core::domain::id::{MemberId, TenantId};
use krachtig_core::domain::member::{MemberDraft, MemberState};
use krachtig_core::domain::token::TokenScope;
use krachtig_core::domain::vocabulary::{Role, Vocabulary};
use krachtig_core::service::{Ctx, IssueToken, set_up};
use krachtig_core::store::{CreateTenant, Slug, TenantKind};
use krachtig_national::store::ReaderScope;
use krachtig_server::app::clock::SystemClock;
use krachtig_server::app::open::{Installation, open, operator_ctx};
use krachtig_server::app::readers::let_in;
use krachtig_server::app::switch_on::switch_on;
use krachtig_server::app::{front, routes};
use krachtig_server::http::{Server, shutdown};
use krachtig_server::settings::Settings;
use tempfile::TempDir;

use crate::browser::Browser;
use crate::client::Client;

/// A running Krachtig.
pub struct Office {
    /// Everything that is open.
    pub installation: Installation,
    address: SocketAddr,
    database: String,
    // Dropped last: the server and the stores write there.
    data: TempDir,
}

/// The databases that can be tested on here. PostgreSQL's absence is said loudly.
#[must_use]
pub fn databases() -> Vec<Option<String>> {
    match std::env::var("KRACHTIG_TEST_POSTGRES") {
        Ok(url) => vec![None, Some(url)],
        Err(_) => {
            say("NOT TESTED ON POSTGRESQL: run `cargo xtask test`, which starts one.");
            vec![None]
        }
    }
}

/// Says something that nobody should miss.
#[expect(clippy::print_stderr, reason = "a test that leaves something out says so")]
pub fn say(text: &str) {
    eprintln!("{text}");
}

impl Office {
    /// Opens an installation in a folder of its own and serves it. On PostgreSQL it gets a database of its own on the
    /// server at this address.
    ///
    /// # Panics
    /// When it cannot be opened.
    pub async fn open(postgres: Option<&str>) -> Self {
        let data = TempDir::new().expect("there is room for a folder");
        let mut settings = Settings::default();
        settings.database.url = match postgres {
            Some(server) => fresh_database(server).await,
            None => format!("sqlite:{}", data.path().join("tenants").display()),
        };
        settings.keys.file = data.path().join("master.key");
        settings.objects.url = format!("folder:{}", data.path().join("objects").display());
        settings.plugins.dir = data.path().join("plugins");
        settings.plugins.artifact_key_file = data.path().join("artifact.key");
        settings.audit.key_file = data.path().join("audit-log.key");
        settings.national.key_file = data.path().join("release.key");
        if let Some(compiler) = std::env::var_os("KRACHTIG_PLUGIN_COMPILER") {
            settings.plugins.compiler = PathBuf::from(compiler);
        }
        let installation = open(&settings).await.expect("the installation opens");
        let (trigger, stop) = shutdown::pair();
        let server = Server::bind(([127, 0, 0, 1], 0).into(), &settings.server)
            .await
            .expect("a port is free");
        let address = server.local_addr();
        let endpoint = front(
            &settings,
            routes(&settings, &installation, &stop),
            || async { true },
            stop.clone(),
        );
        tokio::spawn(async move {
            server.run(endpoint, stop).await;
            drop(trigger);
        });
        Self {
            installation,
            address,
            database: settings.database.url,
            data,
        }
    }

    /// The folder in which everything is that the installation keeps in files.
    #[must_use]
    pub fn data(&self) -> &Path {
        self.data.path()
    }

    /// The address of a tenant's own database: an SQLite file, or a PostgreSQL database as its administrator.
    #[must_use]
    pub fn database_of(&self, tenant: &Slug) -> String {
        match self.database.strip_prefix("sqlite:") {
            Some(dir) => format!("sqlite:{dir}/tenants/{tenant}.db"),
            None => self.database.clone(),
        }
    }

    /// Makes a tenant.
    ///
    /// # Panics
    /// When it cannot be made.
    pub async fn tenant(&self, slug: &str) -> Slug {
        let services = &self.installation.services;
        let order = CreateTenant {
            id: TenantId::from_uuid(SystemClock.fresh()),
            slug: slug.parse().expect("a valid slug"),
            name: format!("{slug} (fictief)"),
            kind: TenantKind::Region,
            controller: "Stichting Exodus Nederland (fictief)".to_owned(),
            fictional: true,
        };
        let tenant = services.tenants().create(order).await.expect("the tenant is made");
        let ctx = operator_ctx(services, &tenant.slug).await.expect("it opens");
        set_up(services, &ctx).await.expect("it is set up");
        tenant.slug
    }

    /// Adds a member in one role, and gives a client that shows the member's token.
    ///
    /// # Panics
    /// When the member is refused.
    pub async fn member(&self, tenant: &Slug, role: Role) -> (MemberId, Client) {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let services = &self.installation.services;
        let ctx = operator_ctx(services, tenant).await.expect("the tenant opens");
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let draft = MemberDraft {
            name: format!("{} {number} (fictief)", role.code()),
            email: format!("{}{number}@voorbeeld.invalid", role.code()),
            roles: vec![role],
            state: MemberState::Active,
        };
        let member = services.add_member(&ctx, draft).await.expect("the member is right");
        let order = IssueToken {
            member_id: member.id,
            label: "test".to_owned(),
            days: 1,
            scopes: TokenScope::ALL.to_vec(),
        };
        let issued = services.issue_token(&ctx, order).await.expect("the token is issued");
        (
            member.id,
            Client::new(self.address, format!("/t/{tenant}/graphql"), issued.secret),
        )
    }

    /// Where the server listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// A fresh browser at the door of a tenant.
    #[must_use]
    pub fn browser(&self, tenant: &Slug) -> Browser {
        Browser::new(self.address, tenant.as_str())
    }

    /// Adds a member who is invited, and gives its id and the invitation's secret.
    ///
    /// # Panics
    /// When the member is refused.
    pub async fn invited(&self, tenant: &Slug, (email, role): (&str, Role)) -> (MemberId, String) {
        let services = &self.installation.services;
        let ctx = operator_ctx(services, tenant).await.expect("the tenant opens");
        let draft = MemberDraft {
            name: "Iemand Nieuw (fictief)".to_owned(),
            email: email.to_owned(),
            roles: vec![role],
            state: MemberState::Invited,
        };
        let member = services.add_member(&ctx, draft).await.expect("the member is right");
        let issued = services.invite_member(&ctx, member.id).await.expect("invited");
        (member.id, issued.secret)
    }

    /// Adds a member who took up the account with this password, and gives its id.
    ///
    /// # Panics
    /// When something is refused.
    pub async fn with_password(&self, tenant: &Slug, (email, role): (&str, Role), password: &str) -> MemberId {
        let (member, secret) = self.invited(tenant, (email, role)).await;
        let body = serde_json::json!({ "invitation": secret, "password": password });
        let accepted = self.browser(tenant).post("invitation", body).await;
        assert_eq!(accepted.status, 200, "{}", accepted.text);
        member
    }

    /// A client that shows any token at any path.
    #[must_use]
    pub fn client(&self, path: &str, token: &str) -> Client {
        Client::new(self.address, path, token)
    }

    /// A reader of releases.
    ///
    /// # Panics
    /// When it cannot be added.
    pub async fn reader(&self) -> Client {
        self.outsider("test", ReaderScope::READING.into(), "/national/graphql")
            .await
    }

    /// Somebody who makes releases, under this name.
    ///
    /// # Panics
    /// When it cannot be added.
    pub async fn maker(&self, name: &str) -> Client {
        self.outsider(name, [ReaderScope::Releases].into(), "/national/releases/graphql")
            .await
    }

    /// Somebody in no tenant whose token opens this, at a path.
    ///
    /// # Panics
    /// When nobody can be added under this name.
    pub async fn outsider(&self, name: &str, scopes: BTreeSet<ReaderScope>, path: &str) -> Client {
        let issued = let_in((&self.installation.services, &SystemClock), name, scopes, 1).await;
        let secret = issued.expect("let in").secret;
        Client::new(self.address, path, secret)
    }

    /// Installs a component that was built from `plugins/`.
    ///
    /// # Panics
    /// When it was not built, or is refused.
    pub async fn rules(&self, tenant: &Slug, name: &str) {
        let services = &self.installation.services;
        let operator = operator_ctx(services, tenant).await.expect("the tenant opens");
        let coordinator = Ctx {
            actor: Actor::member(MemberId::from_uuid(SystemClock.fresh()), vec![Role::Coordinator]),
            ..operator.clone()
        };
        let switched = switch_on(&self.installation, (&operator, &coordinator), component(name)).await;
        switched.expect("the rules are switched on");
    }
}

/// A component that was built from `plugins/`.
///
/// # Panics
/// When it was not.
#[must_use]
pub fn component(name: &str) -> Vec<u8> {
    let folder = std::env::var_os("KRACHTIG_PLUGINS_DIR").expect("the plugins are built: run `cargo xtask test`");
    std::fs::read(PathBuf::from(folder).join(format!("{name}.wasm"))).expect("it was built")
}

/// Makes a database on the server, and gives its address.
async fn fresh_database(server: &str) -> String {
    use sqlx::{Connection, Executor};
    let name = format!("krachtig_walk_{}", SystemClock.fresh().simple());
    let mut connection = sqlx::PgConnection::connect(server).await.expect("the server answers");
    let statement = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
    connection.execute(statement).await.expect("the database is made");
    let (base, _) = server.rsplit_once('/').expect("the address names a database");
    format!("{base}/{name}")
}
