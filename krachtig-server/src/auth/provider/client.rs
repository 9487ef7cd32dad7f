//! What a provider says of itself, and what its tokens say: verified by the library, or not believed.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use krachtig_core::domain::id::IdentityProviderId;
use krachtig_core::domain::identity::IdentityProvider;
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreIdToken, CoreIdTokenVerifier, CoreJsonWebKey, CoreJwsSigningAlgorithm,
    CoreProviderMetadata,
};
use openidconnect::{
    AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointMaybeSet, EndpointNotSet, EndpointSet, IssuerUrl,
    JsonWebKey, Nonce, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope, TokenResponse,
};
use serde_json::{Map, Value};

use super::http::{Unreachable, send};

/// For how long what a provider says of itself is kept.
const KEPT: Duration = Duration::from_secs(600);

/// How a token may be signed: with a key of which the provider alone has the private half. Never not at all, and never
/// with a secret that both know.
pub(super) const SIGNED: [CoreJwsSigningAlgorithm; 8] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// Why a provider's word does not count.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotBelieved {
    /// It could not be asked.
    #[error(transparent)]
    Unreachable(#[from] Unreachable),
    /// It said something that is not right.
    #[error("the identity provider's answer is not right: {0}")]
    Wrong(String),
}

pub(super) fn wrong(why: impl std::fmt::Display) -> NotBelieved {
    NotBelieved::Wrong(why.to_string())
}

type Client =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;
type Known = HashMap<IdentityProviderId, (Instant, String, CoreProviderMetadata)>;

/// What providers said of themselves a while ago.
#[derive(Default)]
pub(in crate::auth) struct Providers(Mutex<Known>);

/// A sign-in at a provider in the making.
pub(super) struct Begun {
    pub(super) challenge: PkceCodeChallenge,
    pub(super) verifier: PkceCodeVerifier,
    pub(super) nonce: Nonce,
}

impl Begun {
    pub(super) fn new() -> Self {
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        Self {
            challenge,
            verifier,
            nonce: Nonce::new_random(),
        }
    }
}

/// What comes back from a provider, and what it is compared with.
pub(super) struct CameBack {
    pub(super) code: String,
    pub(super) verifier: String,
    pub(super) nonce: String,
    pub(super) redirect: String,
}

fn on_this_machine(provider: &IdentityProvider) -> bool {
    provider.issuer.starts_with("http://")
}

impl Providers {
    /// What a provider says of itself, its keys included. Asked again after a while, and at once where `anew`.
    pub(super) async fn discover(
        &self,
        provider: &IdentityProvider,
        anew: bool,
    ) -> Result<CoreProviderMetadata, NotBelieved> {
        let known = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&provider.id)
            .cloned();
        if let Some((since, issuer, metadata)) = known
            && issuer == provider.issuer
            && since.elapsed() < if anew { Duration::from_secs(30) } else { KEPT }
        {
            return Ok(metadata);
        }
        let here = on_this_machine(provider);
        let issuer = IssuerUrl::new(provider.issuer.clone()).map_err(wrong)?;
        // The library sees to it that the provider names itself by the very issuer that it was asked under.
        let metadata = CoreProviderMetadata::discover_async(issuer, &|request| send(request, here)).await;
        let metadata = metadata.map_err(wrong)?;
        let kept = (Instant::now(), provider.issuer.clone(), metadata.clone());
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(provider.id, kept);
        Ok(metadata)
    }
}

fn client(
    provider: &IdentityProvider,
    (metadata, redirect): (CoreProviderMetadata, String),
) -> Result<Client, NotBelieved> {
    let id = ClientId::new(provider.client_id.clone());
    let secret = provider.secret.as_ref();
    let secret = secret.map(|secret| ClientSecret::new(secret.reveal().to_owned()));
    let redirect = RedirectUrl::new(redirect).map_err(wrong)?;
    Ok(CoreClient::from_provider_metadata(metadata, id, secret).set_redirect_uri(redirect))
}

/// Where the browser goes to sign in at the provider.
pub(super) fn address(
    provider: &IdentityProvider,
    (metadata, redirect): (CoreProviderMetadata, String),
    begun: &Begun,
    state: String,
) -> Result<String, NotBelieved> {
    let client = client(provider, (metadata, redirect))?;
    let nonce = begun.nonce.clone();
    let asked = client.authorize_url(
        CoreAuthenticationFlow::AuthorizationCode,
        move || CsrfToken::new(state),
        move || nonce,
    );
    let asked = asked
        .add_scope(Scope::new("profile".to_owned()))
        .set_pkce_challenge(begun.challenge.clone());
    Ok(asked.url().0.to_string())
}

/// Exchanges a code for the id token, and gives what that says, verified: signature, issuer, audience, nonce, times.
pub(super) async fn claims(
    provider: &IdentityProvider,
    metadata: CoreProviderMetadata,
    came_back: CameBack,
) -> Result<Map<String, Value>, NotBelieved> {
    let here = on_this_machine(provider);
    let client = client(provider, (metadata, came_back.redirect))?;
    let exchange = client
        .exchange_code(AuthorizationCode::new(came_back.code))
        .map_err(wrong)?;
    let exchange = exchange.set_pkce_verifier(PkceCodeVerifier::new(came_back.verifier));
    let answered = exchange
        .request_async(&|request| send(request, here))
        .await
        .map_err(wrong)?;
    let token = answered.id_token().ok_or_else(|| wrong("there is no id token"))?;
    let verifier = client.id_token_verifier().set_allowed_algs(SIGNED);
    verified(token, &verifier, &Nonce::new(came_back.nonce))
}

/// What an id token says, if it is to be believed.
pub(super) fn verified(
    token: &CoreIdToken,
    verifier: &CoreIdTokenVerifier<'_>,
    nonce: &Nonce,
) -> Result<Map<String, Value>, NotBelieved> {
    token.claims(verifier, nonce).map_err(wrong)?;
    // The library reads the claims that it knows; groups and the session are others of the same, verified token.
    part(&token.to_string(), 1)
}

/// What a logout token says, if its signature is a key's of the provider. What it must say is looked at elsewhere.
pub(super) fn signed(token: &str, metadata: &CoreProviderMetadata) -> Result<Map<String, Value>, NotBelieved> {
    let head = part(token, 0)?;
    let algorithm = head.get("alg").cloned().unwrap_or_default();
    let algorithm: CoreJwsSigningAlgorithm = serde_json::from_value(algorithm).map_err(wrong)?;
    if !SIGNED.contains(&algorithm) {
        return Err(wrong("it is not signed as it must be"));
    }
    let (input, signature) = token.rsplit_once('.').ok_or_else(|| wrong("it is no token"))?;
    let signature = BASE64_URL_SAFE_NO_PAD.decode(signature).map_err(wrong)?;
    let named = head.get("kid").and_then(Value::as_str);
    let fits = |key: &&CoreJsonWebKey| match (named, key.key_id()) {
        (Some(named), Some(id)) => named == id.as_str(),
        (Some(_), None) => false,
        (None, _) => true,
    };
    let is_right = |key: &CoreJsonWebKey| key.verify_signature(&algorithm, input.as_bytes(), &signature).is_ok();
    if metadata.jwks().keys().iter().filter(fits).any(is_right) {
        part(token, 1)
    } else {
        Err(wrong("no key of the provider signed it"))
    }
}

/// What a token claims, whoever made it.
pub(super) fn unverified(token: &str) -> Result<Map<String, Value>, NotBelieved> {
    part(token, 1)
}

/// A part of a token as JSON.
fn part(token: &str, place: usize) -> Result<Map<String, Value>, NotBelieved> {
    let parts: Vec<&str> = token.split('.').collect();
    let [_, _, _] = parts.as_slice() else {
        return Err(wrong("it has not three parts"));
    };
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(parts[place]).map_err(wrong)?;
    serde_json::from_slice(&bytes).map_err(wrong)
}
