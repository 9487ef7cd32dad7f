//! Signing in at an identity provider from a page, without scripts: which there are, and where the browser goes.
//!
//! What a provider's word is worth does not belong here: see [`super::provider`].

use krachtig_core::domain::refusal::RefusalCode;
use krachtig_core::domain::vocabulary::Vocabulary;
use poem::Request;
use poem::http::{HeaderValue, StatusCode};
use serde_json::{Value, json};

use super::{TenantAuth, provider};
use crate::http::HttpRefusal;

/// A provider as the page for signing in has it: its id and its name.
pub type OfferedProvider = (String, String);

/// What came of beginning to link an account at a provider.
pub enum Linking {
    /// Where the browser goes, and the cookies that it brings back.
    At(String, Vec<HeaderValue>),
    /// Signing in was too long ago for that.
    SignInAgain,
}

impl TenantAuth {
    /// The providers with which people can sign in; none for an office that is not there.
    pub async fn offered_providers(&self, request: &Request) -> Vec<OfferedProvider> {
        let Ok(knock) = self.knock(request).await else {
            return Vec::new();
        };
        let all = self.services.identity_providers(&knock.store).await.unwrap_or_default();
        all.into_iter()
            .map(|one| (one.id.to_string(), one.name.to_string()))
            .collect()
    }

    /// Begins to sign in at a provider: where the browser goes, and the cookies that it brings back.
    ///
    /// # Errors
    /// `not_found` for a provider that is not trusted; where it does not answer.
    pub async fn begin_at_provider(
        &self,
        request: &Request,
        id: &str,
    ) -> Result<(String, Vec<HeaderValue>), HttpRefusal> {
        let asked = json!({ "provider": id });
        match self.begin_with(request, &asked).await? {
            Linking::At(location, cookies) => Ok((location, cookies)),
            Linking::SignInAgain => Err(HttpRefusal::of_status(StatusCode::NOT_FOUND)),
        }
    }

    /// Begins to link the account of whoever is signed in to one at a provider.
    ///
    /// # Errors
    /// `not_found` for a provider that is not trusted; where it does not answer.
    pub async fn begin_to_link(&self, request: &Request, id: &str) -> Result<Linking, HttpRefusal> {
        let asked = json!({ "provider": id, "link": true });
        self.begin_with(request, &asked).await
    }

    async fn begin_with(&self, request: &Request, asked: &Value) -> Result<Linking, HttpRefusal> {
        self.require_own_page(request)?;
        let body = asked.to_string();
        let (told, cookies) = provider::begin(self, request, body.as_bytes()).await?.into_parts();
        let refused = told["errors"][0]["extensions"]["code"].as_str();
        if refused == Some(RefusalCode::SignInAgain.code()) {
            return Ok(Linking::SignInAgain);
        }
        let location = told["location"].as_str();
        // What a provider says of itself is a text from elsewhere.
        let web = location.filter(|at| at.starts_with("https://") || at.starts_with("http://"));
        let location = web.ok_or(HttpRefusal::of_status(StatusCode::NOT_FOUND))?;
        Ok(Linking::At(location.to_owned(), cookies))
    }
}
