//! What a page answers: HTML, or where to go on; and what went wrong, as a page that says so.

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_core::domain::refusal::RefusalCode;
use krachtig_core::domain::vocabulary::Vocabulary;
use krachtig_core::service::Failure;
use poem::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use poem::{IntoResponse, Request, Response};

use super::assets;
use super::frame::Frame;
use super::words::Words;
use crate::auth::public;
use crate::http::HttpRefusal;
use crate::telemetry::record_refusal;

/// What browsers may do with a page: nothing from elsewhere, nothing inline, and forms go here alone.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
                      connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The same for the page from which one asks in GraphQL: its editor writes styles into the page, and brings its own font
/// along. Scripts are ours alone there too.
const EXPLORER_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
                               img-src 'self' data:; font-src 'self' data:; connect-src 'self'; form-action 'self'; \
                               base-uri 'none'; frame-ancestors 'none'";

/// An answer.
pub(super) struct Reply {
    status: StatusCode,
    content: Content,
    cookies: Vec<HeaderValue>,
    policy: &'static str,
}

enum Content {
    Page(String),
    GoTo(String),
    File(Response),
}

/// What came of a request.
pub(super) type Answered = Result<Reply, Trouble>;

/// Why there is no answer.
#[derive(Debug)]
pub(super) enum Trouble {
    /// It was refused at the door.
    Http(HttpRefusal),
    /// A service did not do it.
    Failed(Failure),
}

impl From<HttpRefusal> for Trouble {
    fn from(refusal: HttpRefusal) -> Self {
        Self::Http(refusal)
    }
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl Trouble {
    /// There is nothing here, or nothing for whoever asks.
    pub(super) fn not_found() -> Self {
        Self::Http(HttpRefusal::of_status(StatusCode::NOT_FOUND))
    }

    /// The page that says so.
    pub(super) fn reply(self, t: &'static Words, request: &Request) -> Reply {
        let refusal = match self {
            Self::Http(refusal) => refusal,
            Self::Failed(Failure::Fault(fault)) => public(fault),
            Self::Failed(Failure::Refused(refusals)) => {
                let status = match refusals.first().code {
                    RefusalCode::NotFound => StatusCode::NOT_FOUND,
                    RefusalCode::Stale => StatusCode::CONFLICT,
                    _ => StatusCode::UNPROCESSABLE_ENTITY,
                };
                HttpRefusal::new(status, refusals.first().code.code(), "")
            }
        };
        record_refusal(refusal.code);
        error_page(t, request, refusal.status)
    }
}

#[derive(Template)]
#[template(path = "error.html")]
pub(super) struct ErrorPage {
    pub(super) p: Frame,
    pub(super) about: String,
    pub(super) status: u16,
}

impl ErrorPage {
    pub(super) fn of(t: &'static Words, slug: Option<&str>, status: StatusCode) -> Self {
        let (title, about) = match status {
            StatusCode::NOT_FOUND => (fl!(t, "error-not-found"), fl!(t, "error-not-found-about")),
            StatusCode::FORBIDDEN => (fl!(t, "error-forbidden"), fl!(t, "error-forbidden-about")),
            StatusCode::METHOD_NOT_ALLOWED => (fl!(t, "error-method"), fl!(t, "error-method-about")),
            StatusCode::CONFLICT => (fl!(t, "error-conflict"), fl!(t, "error-conflict-about")),
            StatusCode::SERVICE_UNAVAILABLE => (fl!(t, "error-busy"), fl!(t, "error-busy-about")),
            status if status.is_server_error() => (fl!(t, "error-ours"), fl!(t, "error-ours-about")),
            _ => (fl!(t, "error-request"), fl!(t, "error-request-about")),
        };
        Self {
            p: Frame::outside(t, title, slug),
            about,
            status: status.as_u16(),
        }
    }
}

fn error_page(t: &'static Words, request: &Request, status: StatusCode) -> Reply {
    let page = ErrorPage::of(t, request.raw_path_param("tenant"), status);
    Reply {
        status,
        content: Content::Page(page.render().unwrap_or_default()),
        cookies: Vec::new(),
        policy: POLICY,
    }
}

impl Reply {
    /// A page.
    pub(super) fn page(template: &impl Template) -> Answered {
        Self::with_status(StatusCode::OK, template)
    }

    /// A page with a status that says what came of a form.
    pub(super) fn with_status(status: StatusCode, template: &impl Template) -> Answered {
        let rendered = template.render().map_err(|error| {
            tracing::error!(%error, "a page could not be rendered");
            HttpRefusal::internal()
        });
        Ok(Self {
            status,
            content: Content::Page(rendered?),
            cookies: Vec::new(),
            policy: POLICY,
        })
    }

    /// Where to go on, after a form or without one.
    pub(super) fn go_to(path: impl Into<String>) -> Self {
        Self {
            status: StatusCode::SEE_OTHER,
            content: Content::GoTo(path.into()),
            cookies: Vec::new(),
            policy: POLICY,
        }
    }

    /// The same for who is led through the first steps: so is whoever goes on from here.
    pub(super) fn guided(mut self) -> Self {
        if let Content::GoTo(path) = &mut self.content {
            let and = if path.contains('?') { '&' } else { '?' };
            *path = format!("{path}{and}{}", super::visit::GUIDE);
        }
        self
    }

    /// A file.
    pub(super) fn file(response: Response) -> Self {
        Self {
            status: response.status(),
            content: Content::File(response),
            cookies: Vec::new(),
            policy: POLICY,
        }
    }

    /// A file to keep: a browser saves it and shows nothing of it here, so that nothing in it can act in our name.
    pub(super) fn kept((text, kind): (String, &'static str), name: &'static str) -> Self {
        let mut response: Response = text.into_response();
        let told = response.headers_mut();
        told.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        told.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        told.insert(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static("sandbox; default-src 'none'; style-src 'unsafe-inline'"),
        );
        if let Ok(kept) = HeaderValue::try_from(format!("attachment; filename=\"{name}\"")) {
            told.insert(header::CONTENT_DISPOSITION, kept);
        }
        Self::file(response)
    }

    /// The same with cookies.
    pub(super) fn with_cookies(mut self, cookies: Vec<HeaderValue>) -> Self {
        self.cookies.extend(cookies);
        self
    }

    /// The page from which one asks in GraphQL.
    pub(super) fn for_explorer(mut self) -> Self {
        self.policy = EXPLORER_POLICY;
        self
    }

    /// What goes over the wire to a browser that sent these headers.
    pub(super) fn into_response(self, (headers, is_form): (&HeaderMap, bool)) -> Response {
        let mut response = match self.content {
            Content::Page(html) => assets::page(headers, (self.status, html)),
            Content::GoTo(path) => self.status.with_header(header::LOCATION, path).into_response(),
            Content::File(response) => return response,
        };
        let told = response.headers_mut();
        told.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(self.policy));
        // Without a referrer a browser says of our own forms that they come from nowhere.
        told.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
        if is_form && self.status != StatusCode::SEE_OTHER {
            // A form that comes back stays at its own address.
            told.insert(
                HeaderName::from_static("hx-push-url"),
                HeaderValue::from_static("false"),
            );
        }
        for cookie in self.cookies {
            told.append(header::SET_COOKIE, cookie);
        }
        response
    }
}
