//! The id that ties a request's log lines, its audit rows and its answer together.

use std::fmt;

use krachtig_core::domain::clock::Clock;
use poem::http::{HeaderMap, HeaderValue};

/// The header in which an id comes and goes.
pub const REQUEST_ID_HEADER: &str = "x-request-id";
const LONGEST: usize = 64;

/// The id of one request: 8 to 64 letters, digits, `-` or `_`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RequestId(String);

impl RequestId {
    /// Takes the id that came with the request if there is exactly one and it is well formed, else makes one.
    ///
    /// An id ends up in logs and audit rows, so anything that could forge a line or smuggle in a name of some length is
    /// not taken over.
    pub fn of(headers: &HeaderMap) -> Self {
        let mut given = headers.get_all(REQUEST_ID_HEADER).iter();
        match (given.next().and_then(|value| value.to_str().ok()), given.next()) {
            (Some(id), None) if Self::is_well_formed(id) => Self(id.to_owned()),
            _ => Self(crate::app::clock::SystemClock.fresh().simple().to_string()),
        }
    }

    fn is_well_formed(id: &str) -> bool {
        (8..=LONGEST).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id as a header's value.
    pub fn header_value(&self) -> HeaderValue {
        HeaderValue::from_str(&self.0).unwrap_or_else(|_| HeaderValue::from_static("invalid"))
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[&'static str]) -> String {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(REQUEST_ID_HEADER, HeaderValue::from_static(value));
        }
        RequestId::of(&headers).to_string()
    }

    #[test]
    fn a_well_formed_id_is_kept() {
        assert_eq!(of(&["proxy-0123_AB"]), "proxy-0123_AB");
    }

    #[test]
    fn anything_else_is_replaced() {
        let long: &'static str = "a".repeat(65).leak();
        for values in [
            &[][..],
            &["short"],
            &["with space 1"],
            &["jan@example.org"],
            &[long],
            &["abcdefgh", "ijklmnop"],
        ] {
            let id = of(values);
            assert!(
                id.len() == 32 && !values.contains(&id.as_str()),
                "{values:?} became {id}"
            );
        }
    }
}
