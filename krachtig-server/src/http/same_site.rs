//! Whether a request comes from our own pages, as far as the browser tells.
//!
//! What does NOT belong here: tokens in forms, which the pages bring themselves.

use poem::{
    Request,
    http::{StatusCode, header},
};

use super::HttpRefusal;

const FETCH_SITE: &str = "sec-fetch-site";
const CROSS_SITE: HttpRefusal = HttpRefusal::new(
    StatusCode::FORBIDDEN,
    "cross_site",
    "Requests from another site are not accepted.",
);

/// Refuses a request that a browser sent on behalf of another site.
///
/// Programs send neither header and pass; they bring no cookies that somebody else could ride on. `public_origin` is
/// the setting of that name; where it is empty, the `Origin` must name the same authority as `Host`.
///
/// # Errors
/// `cross_site`.
pub fn require(request: &Request, public_origin: &str) -> Result<(), HttpRefusal> {
    if let Some(site) = request.headers().get(FETCH_SITE)
        && site != "same-origin"
        && site != "none"
    {
        return Err(CROSS_SITE);
    }
    let Some(origin) = request.headers().get(header::ORIGIN) else {
        return Ok(());
    };
    let origin = origin.to_str().map_err(|_| CROSS_SITE)?;
    let ours = if public_origin.is_empty() {
        let authority = origin.split_once("://").map(|(_, authority)| authority);
        let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
        host.is_some() && authority == host
    } else {
        origin.eq_ignore_ascii_case(public_origin)
    };
    if ours { Ok(()) } else { Err(CROSS_SITE) }
}

/// Refuses a request that a browser does not say to be from our own pages: for those that bring a cookie, which a
/// browser sends along whoever asks it to.
///
/// # Errors
/// `cross_site`.
pub fn require_ours(request: &Request, public_origin: &str) -> Result<(), HttpRefusal> {
    require(request, public_origin)?;
    let headers = request.headers();
    let told =
        headers.get(FETCH_SITE).is_some_and(|site| site == "same-origin") || headers.contains_key(header::ORIGIN);
    if told { Ok(()) } else { Err(CROSS_SITE) }
}
