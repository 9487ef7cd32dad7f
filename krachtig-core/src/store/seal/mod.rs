//! Sealed data: the values that are kept encrypted, column by column, with a key per tenant.
//!
//! Which columns are sealed is said where all columns are: `Sealed` in [`super::rows`]. They are what tells of a
//! detention, what the detainee said and agreed to, how people at risk can be reached, and the secrets of the door that
//! are needed again:
//!
//! | table | sealed columns |
//! |---|---|
//! | `person` | `phone`, `email` |
//! | `detainee` | `name`, `institution`, `detained_since`, `expected_home_on` |
//! | `detainee_talk` | `setting`, `worries`, `key_factors`, `note` |
//! | `role_check` | `roles`, `none_reason` |
//! | `introduction` | `note` |
//! | `own_words` | `before`: what a correction replaced, such as how somebody could be reached |
//! | `totp` | `secret` |
//! | `identity_provider` | `secret` |
//!
//! No list filters, sorts or tells apart by any of them, so that nothing has to be derived from them for an index.
//! Whether a value is absent, or a list of them empty, is not hidden: progress is derived from it in SQL.
//!
//! A record is sealed and opened where it becomes a row and back ([`super::row`]); outside of that its values are plain.
//! A key of a tenant lies in the directory of tenants, encrypted with the master key, and never beside what it opens:
//! who has a tenant's database alone, or an old backup of it, has none of these values. Once a key was destroyed
//! ([`super::Tenants::destroy_old_keys`]), nobody has what only it opens, in whatever backup of the tenant's database.
//!
//! Who may see an opened value does not belong here.

mod keyed;
mod keyring;
mod master;
mod reseal;
#[cfg(test)]
mod tests;
mod trial;
mod value;

pub(crate) use self::keyed::{Keyed, WithKeys};
pub(crate) use self::keyring::{Keyring, Keys};
pub use self::master::{MasterKey, MasterSource};
pub(crate) use self::master::{Masters, missing};
pub(crate) use self::reseal::{Plain, count, round, seal_plain, sealed_columns};
pub use self::trial::SealTrial;
pub(crate) use self::value::{Cell, DataKey, Unopened};

use crate::error::Fault;

/// Random bytes of the operating system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], Fault> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| Fault::Unsuitable {
        what: "the operating system gives no random numbers".to_owned(),
    })?;
    Ok(bytes)
}
