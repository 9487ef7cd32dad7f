//! Forms that bring files: what shows that a form is our own is read before any file is taken, and each file has an end.
//!
//! What a file has to be does not belong here: whoever asked for it decides.

use std::io;
use std::pin::Pin;

use futures_util::Stream;
use hyper::body::Bytes;
use multer::{Field, Multipart};
use poem::Request;
use poem::http::{StatusCode, header};

use crate::http::{BodyProblem, HttpRefusal};

/// The most that a field without a file may take, in bytes.
const LONGEST: usize = 1024;
/// The most parts that a form may have.
const MOST: usize = 10;

/// A file of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum File {
    /// None was chosen.
    None,
    /// It is larger than is taken; nothing of it is kept.
    TooLarge,
    /// What is in it.
    Bytes(Vec<u8>),
}

/// The files that a form brought, by their fields.
#[derive(Default)]
pub(super) struct Parcel(Vec<(&'static str, File)>);

type Chunks = Pin<Box<dyn Stream<Item = Result<Bytes, io::Error>> + Send>>;

/// A form of which the files are still to come.
pub(super) struct Parts(Multipart<'static>);

impl Parcel {
    /// Begins to read a request.
    ///
    /// # Errors
    /// It brings no files.
    pub(super) fn begin(request: &mut Request) -> Result<Parts, HttpRefusal> {
        const NO_FILES: HttpRefusal = HttpRefusal::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "no_form",
            "A form with files is asked for here.",
        );
        let kind = request.headers().get(header::CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let boundary = multer::parse_boundary(kind).map_err(|_| NO_FILES)?;
        let body: Chunks = Box::pin(request.take_body().into_bytes_stream());
        Ok(Parts(Multipart::new(body, boundary)))
    }

    /// The file of a field.
    pub(super) fn take(&mut self, name: &str) -> File {
        let found = self.0.iter_mut().find(|(field, _)| *field == name);
        found.map_or(File::None, |(_, file)| std::mem::replace(file, File::None))
    }
}

impl Parts {
    /// What shows that the form is one of our own: its first field.
    ///
    /// # Errors
    /// The form did not arrive whole. Where something else comes first, there is none.
    pub(super) async fn token(&mut self) -> Result<String, HttpRefusal> {
        let first = self.0.next_field().await.map_err(|error| lost(&error))?;
        let Some(field) = first.filter(|field| field.name() == Some("token") && field.file_name().is_none()) else {
            return Ok(String::new());
        };
        match bytes(field, LONGEST).await? {
            File::Bytes(text) => Ok(String::from_utf8(text).unwrap_or_default()),
            File::None | File::TooLarge => Ok(String::new()),
        }
    }

    /// The files of these fields, each of at most so many bytes. What else there is, is read past.
    ///
    /// # Errors
    /// The form did not arrive whole, or has too many parts.
    pub(super) async fn rest(mut self, wanted: &[(&'static str, usize)]) -> Result<Parcel, HttpRefusal> {
        let mut parcel = Parcel::default();
        for _ in 0..MOST {
            let Some(field) = self.0.next_field().await.map_err(|error| lost(&error))? else {
                return Ok(parcel);
            };
            let known = wanted.iter().find(|(name, _)| field.name() == Some(*name));
            let most = known.map_or(0, |(_, most)| *most);
            let file = bytes(field, most).await?;
            if let Some((name, _)) = known {
                parcel.0.push((*name, file));
            }
        }
        Err(HttpRefusal::of_status(StatusCode::BAD_REQUEST))
    }
}

/// What is in a part. A part that is too large is read to its end all the same, as far as any body is: a browser hears no
/// answer while it still sends.
async fn bytes(mut field: Field<'_>, most: usize) -> Result<File, HttpRefusal> {
    let mut bytes = Vec::new();
    let mut too_large = false;
    while let Some(chunk) = field.chunk().await.map_err(|error| lost(&error))? {
        too_large = too_large || bytes.len() + chunk.len() > most;
        if too_large {
            bytes = Vec::new();
        } else {
            bytes.extend_from_slice(&chunk);
        }
    }
    Ok(match (too_large, bytes.is_empty()) {
        (true, _) => File::TooLarge,
        (false, true) => File::None,
        (false, false) => File::Bytes(bytes),
    })
}

/// Why a body came to no end: too large, too slow or broken, where the connection told.
fn lost(error: &multer::Error) -> HttpRefusal {
    let told = match error {
        multer::Error::StreamReadFailed(inner) => inner.downcast_ref::<io::Error>(),
        _ => None,
    };
    let problem = told
        .and_then(|error| error.get_ref()?.downcast_ref::<BodyProblem>())
        .copied();
    problem.unwrap_or(BodyProblem::Broken).into()
}
