//! The door: signing in and out, and everything by which people prove who they are.
//!
//! Whoever is not known yet is a [`Knock`]; whoever is, has a [`Ctx`]. Cookies, headers and the wire do not belong here,
//! nor do the words of identity providers: what comes here from one was verified.

mod door;
mod hashing;
mod invitations;
mod own_second_factor;
mod passkeys;
mod provider_links;
mod providers;
mod second_factor;
mod sessions;
mod sign_in;
mod throttle;
mod ways_in;

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

use webauthn_rs::prelude::{Url, Webauthn, WebauthnBuilder};

pub use hashing::HashingOptions;
pub(super) use invitations::send_invitation;
pub use invitations::{AcceptInvitation, IssuedInvitation};
pub use passkeys::BegunCeremony;
pub use provider_links::LinkedProvider;
pub use providers::{ProviderSignOut, RecordIdentityProvider, VerifiedSubject};
pub use second_factor::OfferedTotp;
pub(super) use sessions::end_all;
pub use sessions::{SessionsOf, identify_session, watch_session};
pub use sign_in::{ChangePassword, PasswordSignIn, SignedIn};

use super::{Ctx, Services};
use crate::access::Actor;
use crate::domain::access_log::Client;
use crate::domain::clock::{Clock, Stamp};
use crate::domain::id::MemberId;
use crate::domain::identity::SessionLimits;
use crate::domain::member::Member;
use crate::error::Fault;
use crate::store::Store;
use hashing::Hasher;
use throttle::Throttle;
pub(super) use throttle::count_try;

/// What an installation says about the door.
#[derive(Clone, Debug)]
pub struct IdentityOptions {
    /// What hashing a password costs.
    pub hashing: HashingOptions,
    /// How long sessions hold.
    pub sessions: SessionLimits,
    /// The origin at which browsers meet this installation. Passkeys are bound to it for good.
    pub origin: String,
    /// The domain to which passkeys are bound: the origin's host, or one above it. Empty: the origin's host.
    pub passkey_domain: String,
    /// Failed tries a minute over all tenants, from which on every try at a password waits.
    pub fleet_tries: u32,
}

impl Default for IdentityOptions {
    fn default() -> Self {
        Self {
            hashing: HashingOptions::default(),
            sessions: SessionLimits::default(),
            origin: "http://localhost:8080".to_owned(),
            passkey_domain: String::new(),
            fleet_tries: 600,
        }
    }
}

/// The door of an installation: its options and what it remembers in memory.
pub(super) struct Identity {
    options: IdentityOptions,
    hasher: Hasher,
    throttle: Throttle,
    /// Nothing where no passkey can be bound to the origin, which [`Identity::new`] refuses.
    webauthn: Option<Webauthn>,
}

impl Identity {
    /// A door with these options.
    ///
    /// # Errors
    /// [`Fault::Unsuitable`] for an origin to which no passkey can be bound.
    pub(super) fn new(options: IdentityOptions) -> Result<Self, Fault> {
        Ok(Self {
            hasher: Hasher::new(options.hashing)?,
            throttle: Throttle::new(options.fleet_tries),
            webauthn: Some(webauthn(&options)?),
            options,
        })
    }

    /// The library for passkeys.
    fn webauthn(&self) -> Result<&Webauthn, Fault> {
        self.webauthn.as_ref().ok_or_else(|| Fault::Unsuitable {
            what: "passkeys cannot be bound to this origin".to_owned(),
        })
    }
}

impl Default for Identity {
    fn default() -> Self {
        let options = IdentityOptions::default();
        Self {
            hasher: Hasher::default(),
            throttle: Throttle::new(options.fleet_tries),
            webauthn: webauthn(&options).ok(),
            options,
        }
    }
}

fn webauthn(options: &IdentityOptions) -> Result<Webauthn, Fault> {
    let unsuitable = |why: String| Fault::Unsuitable {
        what: format!("passkeys cannot be bound to this origin: {why}"),
    };
    let origin = Url::parse(&options.origin).map_err(|error| unsuitable(error.to_string()))?;
    let host = origin.host_str().unwrap_or_default().to_owned();
    let domain = if options.passkey_domain.is_empty() {
        host
    } else {
        options.passkey_domain.clone()
    };
    let builder = WebauthnBuilder::new(&domain, &origin).map_err(|error| unsuitable(error.to_string()))?;
    let built = builder.rp_name("Krachtig").build();
    built.map_err(|error| unsuitable(error.to_string()))
}

impl Services {
    /// The same use cases with this door.
    ///
    /// # Errors
    /// [`Fault::Unsuitable`] for an origin to which no passkey can be bound, or bounds that hashing can't keep.
    pub fn with_identity(self, options: IdentityOptions) -> Result<Self, Fault> {
        Ok(Self {
            identity: Arc::new(Identity::new(options)?),
            ..self
        })
    }

    /// How long sessions hold here.
    #[must_use]
    pub fn session_limits(&self) -> SessionLimits {
        self.identity.options.sessions
    }
}

/// Somebody at a tenant's door who is not known yet.
#[derive(Clone)]
pub struct Knock {
    /// The tenant's store.
    pub store: Arc<Store>,
    /// The clock and the maker of ids.
    pub clock: Arc<dyn Clock>,
    /// The request, for the logs.
    pub request: String,
    /// The program that asks, for the access log.
    pub client: Client,
    /// From where, if that can be told.
    pub address: Option<IpAddr>,
    /// What the browser was given when somebody signed in with it before.
    pub browser: Option<String>,
    /// The session that the browser still shows, which ends when another begins.
    pub session: Option<String>,
}

impl Knock {
    /// The context of the member whom the knock turned out to come from.
    fn ctx(&self, member: &Member) -> Ctx {
        self.ctx_of(Actor::member(member.id, member.roles.clone()))
    }

    /// The context of whoever the knock turned out to come from.
    pub(super) fn ctx_of(&self, actor: Actor) -> Ctx {
        Ctx {
            store: self.store.clone(),
            actor,
            clock: self.clock.clone(),
            request: self.request.clone(),
            purpose: None,
            client: self.client.clone(),
        }
    }

    /// The stamp of what is done before it is known who knocks.
    fn stamp(&self) -> Stamp<'_> {
        Stamp::new(NOBODY, &*self.clock)
    }
}

impl fmt::Debug for Knock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Knock")
            .field("request", &self.request)
            .finish_non_exhaustive()
    }
}

/// An id that no member has.
const NOBODY: MemberId = MemberId::from_uuid(uuid::Uuid::nil());
