//! Lets readers of releases in: an account, and a token that is shown once.

use std::collections::BTreeSet;

use krachtig_core::error::Fault;
use krachtig_core::service::{Services, fresh_secret, hash_of};
use krachtig_national::error::Failure;
use krachtig_national::id::{ReaderId, ReaderTokenId};
use krachtig_national::reading::Machine;
use krachtig_national::store::{NationalStore, NewToken, ReaderScope};
use time::{Duration, OffsetDateTime};

/// A token of a reader, with the secret that is not kept.
#[derive(Clone, Debug)]
pub struct IssuedReaderToken {
    /// The reader.
    pub reader: ReaderId,
    /// The token.
    pub id: ReaderTokenId,
    /// What the reader shows.
    pub secret: String,
    /// Until when.
    pub expires_at: OffsetDateTime,
}

/// Why nobody was let in.
#[derive(Debug, thiserror::Error)]
pub enum NotLetIn {
    /// The national store refused, or failed.
    #[error(transparent)]
    National(#[from] Failure),
    /// The store can't be opened, or there is no randomness.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Lets a reader of this name in, with a token that opens these scopes for so many days. A reader who has an account
/// already gets another token.
///
/// # Errors
/// [`NotLetIn`].
pub async fn let_in(
    (services, machine): (&Services, &dyn Machine),
    name: &str,
    scopes: BTreeSet<ReaderScope>,
    days: u16,
) -> Result<IssuedReaderToken, NotLetIn> {
    let store: &NationalStore = &services.tenants().national_stores().await?.maker;
    let now = machine.now();
    let readers = store.readers().await?;
    let reader = match readers.iter().find(|reader| reader.name == name.trim()) {
        Some(reader) => reader.id,
        None => {
            let id = ReaderId::from_uuid(machine.fresh());
            store.add_reader(id, name, now).await?;
            id
        }
    };
    let secret = fresh_secret().map_err(|_| Fault::Unsuitable {
        what: "the operating system gives no random numbers".to_owned(),
    })?;
    let token = NewToken {
        id: ReaderTokenId::from_uuid(machine.fresh()),
        hash: hash_of(&secret),
        scopes,
        expires_at: now + Duration::days(i64::from(days)),
    };
    store.add_token(reader, &token).await?;
    Ok(IssuedReaderToken {
        reader,
        id: token.id,
        secret,
        expires_at: token.expires_at,
    })
}
