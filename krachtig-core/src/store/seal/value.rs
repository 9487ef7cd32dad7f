//! One sealed value: AES-256-GCM-SIV (RFC 8452) under a tenant's data key, bound to the cell that it lies in.
//!
//! A value is text: `k1.`, the number of the key, a full stop, and in Base64 (URL alphabet, unpadded) the random nonce of
//! 12 bytes, the ciphertext and the tag of 16. Several programs over one store cannot keep count of nonces together, so
//! they are random; should one ever come twice, this cipher tells no more than whether two values are the same. For values
//! as short as these it took a third of the time of XChaCha20-Poly1305, whose nonces are longer.
//!
//! What is sealed is the value's JSON, filled up with blanks to a multiple of 32 bytes: JSON means the same with them, and
//! the length then does not tell one prison's name from another's.
//!
//! Authenticated along with it: the tenant, the table, the row, the column and the key's number. A value that is taken
//! from another cell, or changed by a bit, does not open. An older value of the same cell does: who can write to the
//! database can put back what was there.

use std::fmt;

use aes_gcm_siv::aead::AeadInOut;
use aes_gcm_siv::{Aes256GcmSiv, KeyInit, Nonce};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value as Json;
use uuid::Uuid;

use super::random;
use crate::domain::id::TenantId;
use crate::error::Fault;

/// What every sealed value begins with: the version of the form.
const FORM: &str = "k1.";

/// The length of a nonce in bytes.
const NONCE: usize = 12;

/// To a multiple of how many bytes a value is filled up.
const GRAIN: usize = 32;

/// Where a value lies.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cell {
    /// The table.
    pub(crate) table: &'static str,
    /// The column.
    pub(crate) column: &'static str,
    /// The row.
    pub(crate) id: Uuid,
}

/// Why a value cannot be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unopened {
    /// It is no sealed value, was changed, or belongs elsewhere.
    Corrupt,
    /// There is no key of this number, or no longer.
    NoSuchKey(u32),
}

/// A tenant's data key. It is wiped from memory when it goes.
pub(crate) struct DataKey {
    tenant: TenantId,
    number: u32,
    cipher: Aes256GcmSiv,
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DataKey")
            .field("number", &self.number)
            .finish_non_exhaustive()
    }
}

impl DataKey {
    /// The key of these bytes.
    pub(crate) fn new(tenant: TenantId, number: u32, bytes: &[u8; 32]) -> Self {
        Self {
            tenant,
            number,
            cipher: Aes256GcmSiv::new(bytes.into()),
        }
    }

    /// Its number: a tenant's keys are counted from 1.
    pub(crate) fn number(&self) -> u32 {
        self.number
    }

    /// Seals a value for a cell.
    pub(crate) fn seal(&self, cell: Cell, value: &Json) -> Result<String, Fault> {
        let mut bytes = value.to_string().into_bytes();
        bytes.resize(bytes.len().next_multiple_of(GRAIN), b' ');
        let nonce: [u8; NONCE] = random()?;
        self.cipher
            .encrypt_in_place(&Nonce::from(nonce), &self.bound_to(cell), &mut bytes)
            .map_err(|_| Fault::Corrupt {
                table: cell.table,
                column: cell.column,
                id: cell.id,
            })?;
        let mut sealed = format!("{FORM}{}.", self.number);
        URL_SAFE_NO_PAD.encode_string([&nonce[..], &bytes].concat(), &mut sealed);
        Ok(sealed)
    }

    /// Opens what was sealed for a cell; `coded` is what [`parts`] gave.
    pub(crate) fn open(&self, cell: Cell, coded: &str) -> Result<Json, Unopened> {
        let mut bytes = URL_SAFE_NO_PAD.decode(coded).map_err(|_| Unopened::Corrupt)?;
        let (nonce, _) = bytes.split_first_chunk::<NONCE>().ok_or(Unopened::Corrupt)?;
        let nonce = Nonce::from(*nonce);
        bytes.drain(..NONCE);
        self.cipher
            .decrypt_in_place(&nonce, &self.bound_to(cell), &mut bytes)
            .map_err(|_| Unopened::Corrupt)?;
        serde_json::from_slice(&bytes).map_err(|_| Unopened::Corrupt)
    }

    /// What is authenticated along with a value. Each part has a fixed length or its length before it, so no two cells
    /// come to the same bytes.
    fn bound_to(&self, cell: Cell) -> Vec<u8> {
        let mut bound = Vec::with_capacity(96);
        bound.extend_from_slice(b"krachtig sealed value 1\0");
        bound.extend_from_slice(self.tenant.uuid().as_bytes());
        bound.extend_from_slice(cell.id.as_bytes());
        bound.extend_from_slice(&self.number.to_be_bytes());
        for name in [cell.table, cell.column] {
            bound.extend_from_slice(&(name.len() as u64).to_be_bytes());
            bound.extend_from_slice(name.as_bytes());
        }
        bound
    }
}

/// What every value begins with that is sealed with the key of this number.
pub(crate) fn beginning(number: u32) -> String {
    format!("{FORM}{number}.")
}

/// The number of the key that a value is sealed with, and the rest of the value.
pub(crate) fn parts(sealed: &str) -> Option<(u32, &str)> {
    let (number, coded) = sealed.strip_prefix(FORM)?.split_once('.')?;
    let canonical = number.bytes().all(|digit| digit.is_ascii_digit()) && !number.starts_with('0');
    canonical.then_some((number.parse().ok()?, coded))
}
