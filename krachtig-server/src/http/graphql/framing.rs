//! How a GraphQL request must arrive, checked before its body is read.
//!
//! What does NOT belong here: anything in the query.

use async_graphql::Request as Operation;
use poem::{
    Request,
    http::{HeaderMap, Method, StatusCode, header},
};

use crate::http::{BodyProblem, HttpRefusal, same_site};

/// The header that every client must send, with any name for itself.
///
/// A browser lets another site's page send a plain request without asking us; a header of our own makes it ask, and
/// nobody answers that question with yes.
pub const CLIENT_HEADER: &str = "x-krachtig-client";
const EVENT_STREAM: &str = "text/event-stream";

/// Checks method, origin, our header and the content type of a request with JSON.
///
/// # Errors
/// `method_not_allowed`, `cross_site`, `client_header_missing`, `not_json`.
pub fn check(request: &Request, public_origin: &str) -> Result<(), HttpRefusal> {
    if request.method() != Method::POST {
        return Err(HttpRefusal::of_status(StatusCode::METHOD_NOT_ALLOWED));
    }
    same_site::require(request, public_origin)?;
    if request
        .headers()
        .get(CLIENT_HEADER)
        .is_none_or(|value| value.as_bytes().trim_ascii().is_empty())
    {
        return Err(HttpRefusal::new(
            StatusCode::BAD_REQUEST,
            "client_header_missing",
            "Send the header X-Krachtig-Client with a name for your program.",
        ));
    }
    if !is_json(request.headers()) {
        return Err(HttpRefusal::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "not_json",
            "Send the request as application/json.",
        ));
    }
    Ok(())
}

fn is_json(headers: &HeaderMap) -> bool {
    let mut given = headers.get_all(header::CONTENT_TYPE).iter();
    let (Some(value), None) = (given.next(), given.next()) else {
        return false;
    };
    let Ok(text) = value.to_str() else { return false };
    let mut parts = text.split(';').map(str::trim);
    let essence = parts
        .next()
        .is_some_and(|essence| essence.eq_ignore_ascii_case("application/json"));
    essence && parts.all(|part| part.eq_ignore_ascii_case("charset=utf-8"))
}

/// Whether the client reads a stream of events.
pub(super) fn wants_events(headers: &HeaderMap) -> bool {
    headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|text| text.split(','))
        .filter_map(|part| part.split(';').next())
        .any(|kind| kind.trim().eq_ignore_ascii_case(EVENT_STREAM))
}

/// Holds all of a body but its longest text to the usual limit.
///
/// An uploaded file is one long text, which costs its own length; the same bytes as millions of small values would cost
/// many times that in memory, and as a query much time.
pub(super) fn check_size(body: &[u8], usual: usize) -> Result<(), BodyProblem> {
    if body.len() <= usual || body.len() - longest_text(body) <= usual {
        Ok(())
    } else {
        Err(BodyProblem::TooLarge)
    }
}

/// The length of the longest text in a JSON value, as it is written.
fn longest_text(json: &[u8]) -> usize {
    let (mut longest, mut begun, mut escaped) = (0, None, false);
    for (place, byte) in json.iter().enumerate() {
        match (begun, byte) {
            (None, b'"') => begun = Some(place + 1),
            (None, _) => {}
            (Some(_), _) if escaped => escaped = false,
            (Some(_), b'\\') => escaped = true,
            (Some(begin), b'"') => {
                longest = longest.max(place - begin);
                begun = None;
            }
            (Some(_), _) => {}
        }
    }
    longest
}

/// Reads the one operation out of a body.
pub(super) fn operation(body: &[u8]) -> Result<Operation, HttpRefusal> {
    // The reader below would also take a list, as a request's parts in their order.
    match body.trim_ascii_start().first() {
        Some(b'{') => {}
        Some(b'[') => {
            return Err(HttpRefusal::new(
                StatusCode::BAD_REQUEST,
                "graphql_batch",
                "Send one operation per request.",
            ));
        }
        _ => return Err(unreadable()),
    }
    let operation: Operation = serde_json::from_slice(body).map_err(|_| unreadable())?;
    if operation.query.trim().is_empty() {
        return Err(HttpRefusal::new(
            StatusCode::BAD_REQUEST,
            "graphql_no_query",
            "The request has no query.",
        ));
    }
    Ok(operation)
}

const fn unreadable() -> HttpRefusal {
    HttpRefusal::new(
        StatusCode::BAD_REQUEST,
        "graphql_bad_request",
        "The body is not a GraphQL request in JSON.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_text_is_found_between_its_quotes() {
        for (json, longest) in [
            ("{}", 0),
            (r#"{"a": "", "bc": 1}"#, 2),
            (r#"{"a": "x\"y", "bcd": 1}"#, 4),
            (r#"["\\\\", "a"]"#, 4),
            (r#"["never ended"#, 0),
        ] {
            assert_eq!(longest_text(json.as_bytes()), longest, "{json}");
        }
    }

    #[test]
    fn one_text_may_be_long_and_the_rest_may_not() {
        let long = format!(r#"{{"component": "{}"}}"#, "A".repeat(1000));
        assert_eq!(check_size(long.as_bytes(), 20), Ok(()));
        let many = format!("[{}]", r#""AA","#.repeat(200));
        assert_eq!(check_size(many.as_bytes(), 20), Err(BodyProblem::TooLarge));
        let two = format!("[{long},{long}]");
        assert_eq!(check_size(two.as_bytes(), 500), Err(BodyProblem::TooLarge));
    }
}
