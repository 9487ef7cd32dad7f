//! The one shape of an error that this server answers with, whatever refused.
//!
//! It is the shape that GraphQL has, so that a client needs one reader for all of them:
//! `{"errors":[{"message":"…","extensions":{"code":"…"}}]}`. A code is stable; a message may be reworded.

use std::borrow::Cow;

use poem::{IntoResponse, Response, error::ResponseError, http::StatusCode};
use serde_json::json;

/// A refusal with its status, its stable code and a text that is fit for the public.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{code}: {message}")]
pub struct HttpRefusal {
    /// The HTTP status.
    pub status: StatusCode,
    /// The stable code, in `snake_case`.
    pub code: &'static str,
    /// What a person may read. It repeats nothing that the client sent.
    pub message: Cow<'static, str>,
}

impl HttpRefusal {
    /// A refusal with a fixed text.
    pub const fn new(status: StatusCode, code: &'static str, message: &'static str) -> Self {
        Self {
            status,
            code,
            message: Cow::Borrowed(message),
        }
    }

    /// A fault of ours, about which the public learns nothing more.
    pub const fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "Something went wrong on our side.",
        )
    }

    /// The refusal for a bare status, as a router gives it.
    pub fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::new(status, "not_found", "There is nothing here."),
            StatusCode::METHOD_NOT_ALLOWED => {
                Self::new(status, "method_not_allowed", "This method is not offered here.")
            }
            status if status.is_server_error() => Self {
                status,
                ..Self::internal()
            },
            status => Self::new(status, "bad_request", "The request is not right."),
        }
    }
}

impl IntoResponse for HttpRefusal {
    fn into_response(self) -> Response {
        let body = json!({"errors": [{"message": self.message, "extensions": {"code": self.code}}]});
        Response::builder()
            .status(self.status)
            .content_type("application/json")
            .body(body.to_string())
    }
}

impl ResponseError for HttpRefusal {
    fn status(&self) -> StatusCode {
        self.status
    }

    fn as_response(&self) -> Response {
        self.clone().into_response()
    }
}
