//! Lets operators of the platform in: an entry, and a token that is shown once.

use krachtig_core::domain::clock::Clock;
use krachtig_core::domain::id::{OperatorId, TokenId};
use krachtig_core::error::Fault;
use krachtig_core::service::{fresh_secret, hash_of};
use krachtig_core::store::{Operator, Tenants};

use super::clock::SystemClock;

/// Lets an operator of this name in, and gives the secret of the token.
///
/// # Errors
/// A fault of the directory; there is no randomness.
pub async fn let_in(tenants: &Tenants, (token, name): (TokenId, &str)) -> Result<String, Fault> {
    let unsuitable = |what: &str| Fault::Unsuitable { what: what.to_owned() };
    let secret = fresh_secret().map_err(|_| unsuitable("the operating system gives no random numbers"))?;
    let hash = blake3::Hash::from_hex(hash_of(&secret)).map_err(|_| unsuitable("a hash is not one"))?;
    let id = OperatorId::from_uuid(SystemClock.fresh());
    let operators = tenants.operators();
    let name = name.trim().to_owned();
    operators.add(Operator { id, name }).await?;
    operators.add_token(token, id, hash.into()).await?;
    Ok(secret)
}
