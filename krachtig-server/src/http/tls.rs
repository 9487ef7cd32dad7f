//! TLS for installations without a reverse proxy in front: certificates from files, taken anew when they are renewed.
//!
//! What does NOT belong here: getting certificates, which an ACME client does, and anything about a connection once it
//! is encrypted.

use std::{
    fmt, io,
    path::PathBuf,
    sync::{Arc, PoisonError, RwLock},
    time::{Duration, Instant, SystemTime},
};

use rustls::{
    ServerConfig,
    crypto::{CryptoProvider, ring},
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    server::{ClientHello, ResolvesServerCert},
    sign::CertifiedKey,
};
use tokio_rustls::TlsAcceptor;

use crate::settings;

/// How often a connection makes us look whether the files were renewed.
const LOOK_AGAIN: Duration = Duration::from_secs(60);

/// Why TLS can't be spoken. Nothing of a file's content is told.
#[derive(Debug, thiserror::Error)]
pub enum TlsFault {
    /// A file is not there, or may not be read.
    #[error("{} can't be read", .file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What the operating system said.
        #[source]
        source: io::Error,
    },
    /// A file holds no certificate, or no private key, in PEM.
    #[error("{} holds no {what} in PEM", .file.display())]
    NotPem {
        /// The file.
        file: PathBuf,
        /// What was looked for.
        what: &'static str,
    },
    /// The certificate and the key can't be used, or not together.
    #[error("the certificate and the key can't be used together")]
    Unusable(#[from] rustls::Error),
}

/// What makes encrypted connections of plain ones; nothing where the settings name no certificate.
///
/// TLS 1.2 and 1.3, HTTP/1.1 alone, and neither client certificates nor early data.
///
/// # Errors
/// The files can't be read or used.
pub(super) fn acceptor(settings: &settings::Server) -> Result<Option<TlsAcceptor>, TlsFault> {
    if !settings.speaks_tls() {
        return Ok(None);
    }
    let provider = Arc::new(ring::default_provider());
    let certificate = Renewing::load(
        Files {
            certificate: settings.tls_certificate.clone(),
            key: settings.tls_key.clone(),
        },
        &provider,
    )?;
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(certificate));
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Some(TlsAcceptor::from(Arc::new(config))))
}

struct Files {
    certificate: PathBuf,
    key: PathBuf,
}

impl Files {
    fn read(&self, provider: &CryptoProvider) -> Result<CertifiedKey, TlsFault> {
        let (certificate, key) = (read(&self.certificate)?, read(&self.key)?);
        let chain: Vec<_> = CertificateDer::pem_slice_iter(&certificate)
            .collect::<Result<_, _>>()
            .ok()
            .filter(|chain: &Vec<_>| !chain.is_empty())
            .ok_or_else(|| self.not_pem(&self.certificate, "certificate"))?;
        let key = PrivateKeyDer::from_pem_slice(&key).map_err(|_| self.not_pem(&self.key, "private key"))?;
        Ok(CertifiedKey::from_der(chain, key, provider)?)
    }

    fn not_pem(&self, file: &std::path::Path, what: &'static str) -> TlsFault {
        TlsFault::NotPem {
            file: file.to_owned(),
            what,
        }
    }

    /// When they were last written.
    fn written(&self) -> Option<[SystemTime; 2]> {
        let written = |file: &PathBuf| std::fs::metadata(file).and_then(|about| about.modified()).ok();
        Some([written(&self.certificate)?, written(&self.key)?])
    }
}

fn read(file: &std::path::Path) -> Result<Vec<u8>, TlsFault> {
    std::fs::read(file).map_err(|source| TlsFault::Unreadable {
        file: file.to_owned(),
        source,
    })
}

/// The certificate that is shown. Renewed files are taken up by the connections after them; files that can't be used
/// are told in the log, and what was shown before goes on.
struct Renewing {
    files: Files,
    provider: Arc<CryptoProvider>,
    shown: RwLock<Shown>,
}

struct Shown {
    key: Arc<CertifiedKey>,
    written: Option<[SystemTime; 2]>,
    looked: Instant,
}

impl Renewing {
    fn load(files: Files, provider: &Arc<CryptoProvider>) -> Result<Self, TlsFault> {
        // Before the files are read, so that what is written meanwhile is seen at the next look.
        let written = files.written();
        let shown = Shown {
            key: Arc::new(files.read(provider)?),
            written,
            looked: Instant::now(),
        };
        Ok(Self {
            files,
            provider: Arc::clone(provider),
            shown: RwLock::new(shown),
        })
    }

    fn key(&self) -> Arc<CertifiedKey> {
        let shown = self.shown.read().unwrap_or_else(PoisonError::into_inner);
        if shown.looked.elapsed() < LOOK_AGAIN {
            return Arc::clone(&shown.key);
        }
        drop(shown);
        self.look_again()
    }

    fn look_again(&self) -> Arc<CertifiedKey> {
        let mut shown = self.shown.write().unwrap_or_else(PoisonError::into_inner);
        shown.looked = Instant::now();
        let written = self.files.written();
        if written != shown.written {
            match self.files.read(&self.provider) {
                Ok(key) => {
                    (shown.key, shown.written) = (Arc::new(key), written);
                    tracing::info!("a renewed certificate is in use");
                }
                Err(error) => tracing::warn!(%error, "the renewed certificate can't be used, the one before goes on"),
            }
        }
        Arc::clone(&shown.key)
    }
}

impl fmt::Debug for Renewing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Renewing").finish_non_exhaustive()
    }
}

impl ResolvesServerCert for Renewing {
    fn resolve(&self, _hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.key())
    }
}

#[cfg(test)]
impl Renewing {
    /// As if a while had passed.
    fn forget_when_it_looked(&self) {
        let mut shown = self.shown.write().unwrap_or_else(PoisonError::into_inner);
        shown.looked = Instant::now() - LOOK_AGAIN;
    }
}

#[cfg(test)]
mod tests;
