//! How people prove who they are: passwords, passkeys, one-time codes, invitations, sessions and providers.
//!
//! Of every secret only a hash is kept, unless the secret itself is needed again: then it is a [`KeptSecret`], in a column
//! that is sealed. Hashing, sealing and the protocols do not belong here: see [`crate::service`] and [`crate::store`].

mod attempt;
mod ceremony;
mod invitation;
mod passkey;
mod password;
mod provider;
mod second_factor;
mod secret;
mod session;

pub use attempt::{SignInAttempt, wait_after};
pub use ceremony::{Ceremony, CeremonyKind};
pub use invitation::Invitation;
pub use passkey::Passkey;
pub use password::{LONGEST_PASSWORD, Password, SHORTEST_PASSWORD, check_password};
pub use provider::{IdentityProvider, IdentityProviderDraft, ProviderLink, RoleOfGroup};
pub use second_factor::{RecoveryCode, Totp};
pub use secret::KeptSecret;
pub use session::{Session, SessionLimits, SignInMethod};

#[cfg(test)]
mod tests;
