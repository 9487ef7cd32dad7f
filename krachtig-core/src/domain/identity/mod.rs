//! How people prove who they are: passwords, passkeys, one-time codes, invitations, sessions and providers.
//!
//! Nothing here is a secret that could be used: of every secret only a hash is kept, or a sealed form where the secret
//! itself is needed again. Hashing, sealing and the protocols do not belong here: see [`crate::service`].

mod attempt;
mod ceremony;
mod invitation;
mod passkey;
mod password;
mod provider;
mod second_factor;
mod session;

pub use attempt::{SignInAttempt, wait_after};
pub use ceremony::{Ceremony, CeremonyKind};
pub use invitation::Invitation;
pub use passkey::Passkey;
pub use password::{LONGEST_PASSWORD, Password, SHORTEST_PASSWORD, check_password};
pub use provider::{IdentityProvider, IdentityProviderDraft, ProviderLink, RoleOfGroup};
pub use second_factor::{RecoveryCode, Totp};
pub use session::{Session, SessionLimits, SignInMethod};

#[cfg(test)]
mod tests;
