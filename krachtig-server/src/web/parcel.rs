//! A form with files: read part by part, and no byte of a file before the form has shown that it is of this session.
//!
//! What a file has to be does not belong here: whoever asked for it decides.

use std::task::Poll;

use futures_util::{Stream, StreamExt, stream};
use multer::{Constraints, Field, Multipart, SizeLimit, parse_boundary};
use poem::Request;
use poem::http::{StatusCode, header};

use super::door::FORGED;
use super::form::Form;
use crate::http::{BodyProblem, HttpRefusal};

/// The field that shows that the form is of this session.
const TOKEN: &str = "token";
/// The most that a field without a file may take, in bytes.
const LONGEST: u64 = 8 * 1024;

const NO_FORM: HttpRefusal = HttpRefusal::new(
    StatusCode::UNSUPPORTED_MEDIA_TYPE,
    "no_form",
    "A form with a file is asked for here.",
);
const DISORDERED: HttpRefusal = HttpRefusal::new(
    StatusCode::BAD_REQUEST,
    "form_order",
    "The form's fields come before its files, each once.",
);

/// What a form with files may have in it.
pub(super) struct Wanted {
    /// The fields besides the token. They come before the files.
    pub(super) texts: &'static [&'static str],
    /// The fields of files, with how many bytes each may have.
    pub(super) files: Vec<(&'static str, usize)>,
}

/// A file of a form; empty where none was chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct File {
    /// What it is called where it comes from.
    pub(super) name: String,
    /// Its bytes; of one that is too large, one more than it may have.
    pub(super) bytes: Vec<u8>,
}

/// The files that a form brought, by their fields.
#[derive(Debug, Default)]
pub(super) struct Parcel(Vec<(&'static str, File)>);

impl Parcel {
    /// The file of a field.
    pub(super) fn take(&mut self, name: &str) -> File {
        let found = self.0.iter_mut().find(|(field, _)| *field == name);
        found.map(|(_, file)| std::mem::take(file)).unwrap_or_default()
    }
}

/// Reads a form with files. `is_ours` says of the field `token` whether it is of this session.
///
/// # Errors
/// It is no such form, does not belong to this session, or did not arrive.
pub(super) async fn read(
    request: &mut Request,
    wanted: &Wanted,
    is_ours: impl Fn(&Request, &str) -> bool,
) -> Result<(Form, Parcel), HttpRefusal> {
    let mut parts = parts(request, wanted)?;
    let (mut form, mut parcel, mut ours) = (Form::default(), Parcel::default(), false);
    while let Some(part) = parts.next_field().await.map_err(broken)? {
        let name = part.name().unwrap_or_default().to_owned();
        let came = form.all(&name).next().is_some() || parcel.0.iter().any(|(field, _)| *field == name);
        if came {
            return Err(DISORDERED);
        }
        if let Some((field, most)) = wanted.files.iter().find(|(field, _)| *field == name) {
            if !ours {
                return Err(FORGED);
            }
            parcel.0.push((*field, file(part, *most).await?));
            continue;
        }
        if !parcel.0.is_empty() {
            return Err(DISORDERED);
        }
        let text = part.text().await.map_err(broken)?;
        if name == TOKEN {
            ours = is_ours(request, &text);
            if !ours {
                return Err(FORGED);
            }
        }
        form = form.and(&name, text);
    }
    if ours { Ok((form, parcel)) } else { Err(FORGED) }
}

/// The parts of a request's body, none of them with another name than those that are wanted.
fn parts(request: &mut Request, wanted: &Wanted) -> Result<Multipart<'static>, HttpRefusal> {
    let kind = request.headers().get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let boundary = parse_boundary(kind).map_err(|_| NO_FORM)?;
    let texts = || wanted.texts.iter().copied().chain([TOKEN]);
    let limits = texts().fold(SizeLimit::new(), |limits, name| limits.for_field(name, LONGEST));
    let fields = texts().chain(wanted.files.iter().map(|(name, _)| *name)).collect();
    let constraints = Constraints::new().allowed_fields(fields).size_limit(limits);
    let body = one_by_one(Box::pin(request.take_body().into_bytes_stream()));
    Ok(Multipart::with_constraints(body, boundary, constraints))
}

/// The pieces of a body, one at a time. The reader of parts takes all that is there at once otherwise, also of a file whose
/// form has not shown yet whose it is.
fn one_by_one<S: Stream + Unpin>(mut pieces: S) -> impl Stream<Item = S::Item> {
    let mut took_one = false;
    stream::poll_fn(move |context| {
        if std::mem::take(&mut took_one) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let piece = pieces.poll_next_unpin(context);
        took_one = piece.is_ready();
        piece
    })
}

async fn file(mut part: Field<'_>, most: usize) -> Result<File, HttpRefusal> {
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
