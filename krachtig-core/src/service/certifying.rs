//! What certificates of destruction are signed with, and which key they name. What they tell does not belong here.

use std::sync::Arc;

use super::log_keeping::origin_of;
use super::{Ctx, Outcome, Services};
use crate::domain::destruction::{Certificate, Destruction, LastKey};
use crate::error::{Cause, Fault};
use crate::evidence::{LogKey, SignedCertificate};
use crate::rules::sha256_hex;

/// What an installation certifies destructions with.
#[derive(Clone, Debug)]
pub struct Certifying {
    /// The key that signs: the log's.
    pub log_key: Arc<LogKey>,
    /// How long an old key of a tenant is kept after another took its place.
    pub key_grace: time::Duration,
}

impl Services {
    /// The same use cases, which can carry destructions out and certify them.
    #[must_use]
    pub fn with_certifying(self, certifying: Certifying) -> Self {
        Self {
            certifying: Some(certifying),
            ..self
        }
    }

    /// What certificates are signed with: asked before anything is destroyed.
    pub(super) fn certifying(&self) -> Result<&Certifying, Fault> {
        self.certifying.as_ref().ok_or_else(|| Fault::Unsuitable {
            what: "nothing is destroyed here, for there is no key to sign the certificate with".to_owned(),
        })
    }

    /// Has the tenant seal with another key from now on, where something was destroyed: what was destroyed is sealed with
    /// older ones alone. Whoever is interrupted after this does it again, which costs a key and spoils nothing.
    pub(super) async fn retire_key_of(&self, ctx: &Ctx, done: &Destruction) -> Outcome<Option<LastKey>> {
        if !done.destroyed_any() {
            return Ok(None);
        }
        let number = self.tenants.retire_key(&ctx.store.tenant().slug, ctx.now()).await?;
        let until = ctx.now().checked_add(self.certifying()?.key_grace);
        Ok(Some(LastKey {
            number,
            kept_until: until.map_or(time::Date::MAX, time::OffsetDateTime::date),
        }))
    }

    /// It as completed, with its certificate signed.
    pub(super) fn certified(&self, ctx: &Ctx, done: Destruction, last_key: Option<LastKey>) -> Outcome<Destruction> {
        let certificate = done.certify(&ctx.store.tenant().controller, ctx.stamp().today, last_key);
        let signed = self.signed(ctx, &certificate)?;
        let hash = sha256_hex(signed.told.as_bytes());
        Ok(done.completed(certificate, (hash, signed.to_string())))
    }

    fn signed(&self, ctx: &Ctx, certificate: &Certificate) -> Result<SignedCertificate, Fault> {
        let doing = "signing a certificate";
        let failed = |source| Fault::Io { doing, source };
        let told = serde_json::to_string(certificate).map_err(|error| failed(Cause::new(error)))?;
        let (origin, key) = (origin_of(ctx.store.tenant().id), &self.certifying()?.log_key);
        SignedCertificate::sign(&origin, &told, key).map_err(|error| failed(Cause::new(error)))
    }
}
