//! A form with a file: read part by part, and no byte of the file before the form has shown that it is of this session.
//!
//! What the file is does not belong here.

use multer::{Constraints, Multipart, SizeLimit, parse_boundary};
use poem::Request;
use poem::http::{StatusCode, header};

use super::door::FORGED;
use super::form::Form;
use crate::http::{BodyProblem, HttpRefusal};

/// The field of the file. It comes last.
const FILE: &str = "file";
/// The fields that may come before it.
const FIELDS: [&str; 4] = ["token", "of", "about", FILE];
/// The most that a field besides the file may take, in bytes.
const LONGEST: u64 = 8 * 1024;

const NO_FORM: HttpRefusal = HttpRefusal::new(
    StatusCode::UNSUPPORTED_MEDIA_TYPE,
    "no_form",
    "A form with a file is asked for here.",
);
const DISORDERED: HttpRefusal = HttpRefusal::new(
    StatusCode::BAD_REQUEST,
    "form_order",
    "The form's fields come before its file, each once.",
);

/// The file of a form.
#[derive(Debug, Default)]
pub(super) struct File {
    /// What it is called where it comes from.
    pub(super) name: String,
    /// Its bytes; of one that is too large, one more than it may have.
    pub(super) bytes: Vec<u8>,
}

/// Reads a form with a file of at most so many bytes. `is_ours` says of the field `token` whether it is of this session.
///
/// # Errors
/// It is no such form, does not belong to this session, or did not arrive.
pub(super) async fn read(
    request: &mut Request,
    most: usize,
    is_ours: impl Fn(&Request, &str) -> bool,
) -> Result<(Form, File), HttpRefusal> {
    let kind = request.headers().get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let boundary = parse_boundary(kind).map_err(|_| NO_FORM)?;
    let limits = FIELDS.into_iter().filter(|name| *name != FILE);
    let limits = limits.fold(SizeLimit::new(), |limits, name| limits.for_field(name, LONGEST));
    let constraints = Constraints::new().allowed_fields(FIELDS.to_vec()).size_limit(limits);
    let body = request.take_body().into_bytes_stream();
    let mut parts = Multipart::with_constraints(body, boundary, constraints);
    let mut form = Form::default();
    let mut ours = false;
    while let Some(part) = parts.next_field().await.map_err(broken)? {
        let name = part.name().unwrap_or_default().to_owned();
        if name == FILE {
            if !ours {
                return Err(FORGED);
            }
            let file = file(part, most).await?;
            // Nothing comes behind the file.
            return match parts.next_field().await.map_err(broken)? {
                Some(_) => Err(DISORDERED),
                None => Ok((form, file)),
            };
        }
        if form.all(&name).next().is_some() {
            return Err(DISORDERED);
        }
        let text = part.text().await.map_err(broken)?;
        if name == "token" {
            ours = is_ours(request, &text);
            if !ours {
                return Err(FORGED);
            }
        }
        form = form.and(&name, text);
    }
    if ours { Ok((form, File::default())) } else { Err(FORGED) }
}

async fn file(mut part: multer::Field<'_>, most: usize) -> Result<File, HttpRefusal> {
    let name = part.file_name().unwrap_or_default().to_owned();
    let mut bytes = Vec::new();
    while let Some(chunk) = part.chunk().await.map_err(broken)? {
        // What is too large is read to its end, so that the browser gets to see why it is refused.
        let room = (most + 1).saturating_sub(bytes.len()).min(chunk.len());
        bytes.extend_from_slice(&chunk[..room]);
    }
    Ok(File { name, bytes })
}

/// What went wrong with a part: the connection's own trouble is told as such.
fn broken(error: multer::Error) -> HttpRefusal {
    match error {
        multer::Error::UnknownField { .. } | multer::Error::FieldSizeExceeded { .. } => DISORDERED,
        multer::Error::StreamReadFailed(cause) => match cause.downcast::<std::io::Error>() {
            Ok(cause) => BodyProblem::from(*cause).into(),
            Err(_) => BodyProblem::Broken.into(),
        },
        _ => BodyProblem::Broken.into(),
    }
}

#[cfg(test)]
mod tests;
