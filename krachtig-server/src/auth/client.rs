//! With what and why somebody asks, as the request says: for the access log.
//!
//! Neither opens anything: what somebody may do does not depend on it.

use std::net::IpAddr;

use krachtig_core::domain::access_log::{AccessPurpose, Client};
use krachtig_core::domain::vocabulary::Vocabulary;
use krachtig_core::evidence::LogKey;
use poem::Request;
use poem::http::{HeaderMap, StatusCode, header::USER_AGENT};

use crate::http::HttpRefusal;

/// The header in which a program says what it is called.
const CLIENT: &str = "x-krachtig-client";
/// The header in which a program says why it asks: a word of [`AccessPurpose`].
const PURPOSE: &str = "x-krachtig-purpose";

const UNKNOWN_PURPOSE: HttpRefusal = HttpRefusal::new(
    StatusCode::BAD_REQUEST,
    "unknown_purpose",
    "X-Krachtig-Purpose is support, administration, budget, quality, reporting or rights_request",
);

/// The purpose that the request says.
///
/// # Errors
/// A word that is none, or one that nobody can claim: an emergency has a form of its own, and the program's own tasks
/// come in no request.
pub(super) fn purpose(request: &Request) -> Result<Option<AccessPurpose>, HttpRefusal> {
    let Some(said) = request.headers().get(PURPOSE) else {
        return Ok(None);
    };
    let purpose = said.to_str().ok().and_then(AccessPurpose::from_code);
    match purpose.ok_or(UNKNOWN_PURPOSE)? {
        AccessPurpose::BreakGlass | AccessPurpose::System => Err(UNKNOWN_PURPOSE),
        purpose => Ok(Some(purpose)),
    }
}

/// The program that sends the request, and where from. A program that does not say what it is called is known by the
/// first word of its `User-Agent`; browsers by nothing but being one, for theirs tells more than we want to know.
pub(super) fn client(headers: &HeaderMap, peer: Option<IpAddr>, key: &LogKey) -> Client {
    let text = |name| headers.get(name)?.to_str().ok();
    let said = text(CLIENT).map(Client::named);
    let agent = || {
        let agent = text(USER_AGENT.as_str())?;
        let first = agent.split_whitespace().next()?;
        Some(Client::named(if first.starts_with("Mozilla/") {
            "browser"
        } else {
            first
        }))
    };
    let program = said.or_else(agent).and_then(|client| client.program);
    Client {
        program,
        peer: peer.map(|peer| key.peer(peer)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(headers: &[(&'static str, &str)]) -> Request {
        let request = headers.iter().fold(Request::builder(), |request, (name, value)| {
            request.header(*name, *value)
        });
        request.finish()
    }

    fn said(headers: &[(&'static str, &str)]) -> Client {
        let peer = Some(IpAddr::from([192, 0, 2, 1]));
        client(request(headers).headers(), peer, &LogKey::from_bytes(&[1; 32]))
    }

    #[test]
    fn a_program_is_known_by_its_name_a_browser_by_being_one() {
        let program = |headers: &[(&'static str, &str)]| said(headers).program;
        assert_eq!(program(&[(CLIENT, "kantoor/2.1")]).as_deref(), Some("kantoor/2.1"));
        assert_eq!(program(&[("user-agent", "curl/8.5.0")]).as_deref(), Some("curl/8.5.0"));
        let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
        assert_eq!(program(&[("user-agent", firefox)]).as_deref(), Some("browser"));
        assert_eq!(program(&[(CLIENT, "Jan Jansen"), ("user-agent", firefox)]), None);
        assert_eq!(program(&[]), None);
    }

    #[test]
    fn where_somebody_is_stays_a_code() {
        let peer = said(&[]).peer.expect("the connection has an address");
        assert!(peer.len() == 16 && !peer.contains('.'), "{peer}");
    }

    #[test]
    fn a_purpose_is_a_word_that_one_may_claim() {
        let said = |word| purpose(&request(&[(PURPOSE, word)])).map_err(|refusal| refusal.code);
        assert_eq!(said("rights_request"), Ok(Some(AccessPurpose::RightsRequest)));
        for word in ["", "nosiness", "Support", "break_glass", "system"] {
            assert_eq!(said(word), Err("unknown_purpose"), "{word}");
        }
        assert_eq!(purpose(&request(&[])).map_err(|refusal| refusal.code), Ok(None));
    }
}
