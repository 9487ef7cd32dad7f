//! The content of an object, sealed in pieces: AES-256-GCM-SIV (RFC 8452) under a key that no other object has.
//!
//! What lies in the store is `KO1`, a zero byte, and pieces of 64 KiB of content, each with its tag of 16 bytes; the last is
//! shorter, and may be empty. Bound to each piece are the tenant, the object, the rendition, the piece's place and whether
//! it is the last: a piece that was changed, swapped, repeated or taken from elsewhere does not open, nor does content
//! whose end was cut off. A key seals each rendition once, so that the place of a piece is nonce enough.

use std::fmt;

use aes_gcm_siv::aead::AeadInOut;
use aes_gcm_siv::{Aes256GcmSiv, KeyInit, Nonce};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::domain::attachment::Rendition;
use crate::domain::id::TenantId;
use crate::domain::identity::KeptSecret;
use crate::error::Fault;
use crate::store::seal::random;

/// What every object begins with: the version of the form.
const FORM: [u8; 4] = *b"KO1\0";

/// How many bytes of content a piece has, all but the last.
pub(super) const PIECE: usize = 64 * 1024;

/// The length of a tag in bytes.
const TAG: usize = 16;

/// What content is bound to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bound {
    pub(super) tenant: TenantId,
    pub(super) id: Uuid,
    pub(super) rendition: Rendition,
}

impl Bound {
    fn rendition(self) -> u8 {
        match self.rendition {
            Rendition::Whole => 0,
            Rendition::Preview => 1,
        }
    }

    /// What is authenticated along with a piece: all of it of a fixed length.
    fn to(self, (place, last): (u32, bool)) -> Vec<u8> {
        let mut bound = b"krachtig object 1\0".to_vec();
        bound.extend_from_slice(self.tenant.uuid().as_bytes());
        bound.extend_from_slice(self.id.as_bytes());
        bound.push(self.rendition());
        bound.extend_from_slice(&place.to_be_bytes());
        bound.push(u8::from(last));
        bound
    }

    fn nonce(self, (place, last): (u32, bool)) -> Nonce {
        let mut nonce = [0; 12];
        nonce[0] = self.rendition();
        nonce[1] = u8::from(last);
        nonce[8..].copy_from_slice(&place.to_be_bytes());
        Nonce::from(nonce)
    }
}

/// The key of one object. It is wiped from memory when it goes.
pub(crate) struct ContentKey(Zeroizing<[u8; 32]>);

impl ContentKey {
    /// A new one.
    ///
    /// # Errors
    /// [`Fault::Unsuitable`] where the operating system gives no random numbers.
    pub(crate) fn random() -> Result<Self, Fault> {
        Ok(Self(Zeroizing::new(random()?)))
    }

    /// The key that a row keeps; nothing where it is none.
    pub(crate) fn kept(secret: &KeptSecret) -> Option<Self> {
        let bytes = Zeroizing::new(URL_SAFE_NO_PAD.decode(secret.reveal()).ok()?);
        Some(Self(Zeroizing::new(bytes.as_slice().try_into().ok()?)))
    }

    /// The key as a row keeps it.
    pub(crate) fn to_keep(&self) -> KeptSecret {
        KeptSecret::new(URL_SAFE_NO_PAD.encode(self.0.as_slice()))
    }

    pub(super) fn seal(&self, to: Bound, plain: &[u8]) -> Result<Vec<u8>, Fault> {
        let cipher = self.cipher();
        let full = plain.len() / PIECE;
        let mut sealed = Vec::with_capacity(FORM.len() + plain.len() + (full + 1) * TAG);
        sealed.extend_from_slice(&FORM);
        for place in 0..=full {
            let piece = &plain[place * PIECE..plain.len().min((place + 1) * PIECE)];
            let at = (u32::try_from(place).map_err(|_| failed(to))?, place == full);
            let mut bytes = piece.to_vec();
            cipher
                .encrypt_in_place(&to.nonce(at), &to.to(at), &mut bytes)
                .map_err(|_| failed(to))?;
            sealed.extend_from_slice(&bytes);
        }
        Ok(sealed)
    }

    /// The content; nothing where it is not what was sealed with this key for this.
    pub(super) fn open(&self, to: Bound, sealed: &[u8]) -> Option<Vec<u8>> {
        let cipher = self.cipher();
        let pieces = sealed.strip_prefix(&FORM)?;
        let full = pieces.len() / (PIECE + TAG);
        let mut plain = Vec::with_capacity(pieces.len());
        for place in 0..=full {
            let piece = &pieces[place * (PIECE + TAG)..pieces.len().min((place + 1) * (PIECE + TAG))];
            let at = (u32::try_from(place).ok()?, place == full);
            let mut bytes = piece.to_vec();
            cipher.decrypt_in_place(&to.nonce(at), &to.to(at), &mut bytes).ok()?;
            plain.extend_from_slice(&bytes);
        }
        Some(plain)
    }

    fn cipher(&self) -> Aes256GcmSiv {
        Aes256GcmSiv::new((&*self.0).into())
    }
}

impl fmt::Debug for ContentKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ContentKey")
    }
}

fn failed(to: Bound) -> Fault {
    super::corrupt(to.id)
}
