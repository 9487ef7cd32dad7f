//! Where readers fetch the files of releases: `GET /national/releases/{name}/{file}`, with a token of the scope
//! `figures`, or at a page with the session that stands for one.

use std::sync::Arc;

use krachtig_national::error::Failure;
use poem::http::{Method, StatusCode, header};
use poem::{Endpoint, Request, Response};

use super::{FileKind, export};
use crate::auth::NationalAuth;
use crate::http::{HttpRefusal, Routes};
use crate::telemetry::record_refusal;

const NOT_FOUND: StatusCode = StatusCode::NOT_FOUND;
const OUT_OF_SCOPE: HttpRefusal = HttpRefusal::new(
    StatusCode::FORBIDDEN,
    "out_of_scope",
    "the token does not open the figures of releases",
);

/// Adds the files of releases to the routes.
#[must_use]
pub fn route(auth: Arc<NationalAuth>, routes: Routes) -> Routes {
    routes.at(("GET", "/national/releases/:name/:file"), Door { auth })
}

struct Door {
    auth: Arc<NationalAuth>,
}

impl Door {
    async fn answer(&self, request: &Request) -> Result<Response, HttpRefusal> {
        if request.method() != Method::GET {
            return Err(HttpRefusal::of_status(StatusCode::METHOD_NOT_ALLOWED));
        }
        let reading = self.auth.fetching(request).await?;
        let absent = || HttpRefusal::of_status(NOT_FOUND);
        let asked = request.raw_path_param("file").and_then(FileKind::of_name);
        let kind = asked.ok_or_else(absent)?;
        let name = request.raw_path_param("name").unwrap_or_default();
        let release = reading.exported(name, kind.name()).await.map_err(refused)?;
        let release = release.ok_or_else(absent)?;
        // A workbook of many regions takes some milliseconds of nothing but reckoning.
        let written = tokio::task::spawn_blocking(move || export(&release, kind)).await;
        let bytes = written.map_err(|_| HttpRefusal::internal())?.map_err(|error| {
            tracing::error!(error = %error, file = kind.name(), "a file of a release could not be written");
            HttpRefusal::internal()
        })?;
        let as_file = format!("attachment; filename=\"{}\"", kind.name());
        Ok(Response::builder()
            .content_type(kind.media_type())
            .header(header::CONTENT_DISPOSITION, as_file)
            .body(bytes))
    }
}

impl Endpoint for Door {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        let answer = self.answer(&request).await;
        Ok(answer.unwrap_or_else(|refusal| {
            record_refusal(refusal.code);
            poem::IntoResponse::into_response(refusal)
        }))
    }
}

fn refused(failure: Failure) -> HttpRefusal {
    match failure {
        Failure::Refused(_) => OUT_OF_SCOPE,
        Failure::Fault(fault) => {
            tracing::error!(error = %fault, "a file of a release could not be read");
            HttpRefusal::internal()
        }
    }
}
