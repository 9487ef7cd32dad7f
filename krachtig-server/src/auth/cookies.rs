//! The cookies of a tenant's door. Their names begin with `__Host-`, so that a browser takes them from this host alone,
//! over TLS alone, and for all of it.

use krachtig_core::store::Slug;
use poem::Request;
use poem::http::{HeaderValue, header};

/// What a cookie is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cookie {
    /// Shows who is signed in.
    Session,
    /// Shows that somebody signed in with this browser before.
    Browser,
    /// Binds a sign-in at a provider to the browser in which it began.
    Provider,
}

impl Cookie {
    fn name(self, tenant: &Slug) -> String {
        match self {
            Self::Session => format!("__Host-krachtig-{tenant}"),
            // No short name of a tenant has a point in it.
            Self::Browser => format!("__Host-krachtig-browser.{tenant}"),
            Self::Provider => format!("__Host-krachtig-provider.{tenant}"),
        }
    }

    /// What the request shows. Where a name comes twice, nothing: one of them is not ours.
    pub(super) fn of(self, request: &Request, tenant: &Slug) -> Option<String> {
        let name = self.name(tenant);
        let headers = request.headers().get_all(header::COOKIE).iter();
        let mut found = headers
            .filter_map(|value| value.to_str().ok())
            .flat_map(|text| text.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .filter(|(key, _)| *key == name)
            .map(|(_, value)| value.to_owned());
        let first = found.next()?;
        (found.next().is_none() && first.len() <= 256 && !first.is_empty()).then_some(first)
    }

    /// Gives it to the browser for so many seconds; none take it away.
    pub(super) fn set(self, tenant: &Slug, value: &str, seconds: i64) -> Option<HeaderValue> {
        let name = self.name(tenant);
        let text = format!("{name}={value}; Path=/; Max-Age={seconds}; Secure; HttpOnly; SameSite=Lax");
        let mut value = HeaderValue::try_from(text).ok()?;
        value.set_sensitive(true);
        Some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_read_by_its_whole_name_and_only_when_it_comes_once() {
        let tenant: Slug = "exodus-test".parse().expect("a short name");
        let read = |cookies: &str| {
            let request = Request::builder().header("cookie", cookies).finish();
            Cookie::Session.of(&request, &tenant)
        };
        assert_eq!(read("a=b; __Host-krachtig-exodus-test=x1"), Some("x1".to_owned()));
        assert_eq!(read("__Host-krachtig-exodus-test-2=x1"), None);
        assert_eq!(read("__Host-krachtig-browser.exodus-test=x1"), None);
        assert_eq!(
            read("__Host-krachtig-exodus-test=x1; __Host-krachtig-exodus-test=x2"),
            None
        );
        assert_eq!(read("__Host-krachtig-exodus-test="), None);
        let set = Cookie::Session.set(&tenant, "x1", 60).expect("a header");
        assert_eq!(
            set.to_str().expect("text"),
            "__Host-krachtig-exodus-test=x1; Path=/; Max-Age=60; Secure; HttpOnly; SameSite=Lax"
        );
    }
}
