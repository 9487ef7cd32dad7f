//! Bodies with an end: so many bytes, by such a moment.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_util::{StreamExt, pin_mut};
use hyper::body::{Body as HttpBody, Bytes, Frame, Incoming, SizeHint};
use poem::{
    Body,
    http::{HeaderMap, StatusCode, header},
};
use tokio::time::Sleep;

use super::HttpRefusal;

/// Why a body could not be read to its end.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum BodyProblem {
    /// More bytes than are taken.
    #[error("the body is too large")]
    TooLarge,
    /// The end did not come in time.
    #[error("the body came too slowly")]
    TooSlow,
    /// The connection broke or the framing is wrong.
    #[error("the body did not arrive whole")]
    Broken,
}

impl From<BodyProblem> for HttpRefusal {
    fn from(problem: BodyProblem) -> Self {
        match problem {
            BodyProblem::TooLarge => Self::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "body_too_large",
                "The request is larger than is taken here.",
            ),
            BodyProblem::TooSlow => Self::new(
                StatusCode::REQUEST_TIMEOUT,
                "body_too_slow",
                "The request came too slowly.",
            ),
            BodyProblem::Broken => Self::new(
                StatusCode::BAD_REQUEST,
                "body_broken",
                "The request did not arrive whole.",
            ),
        }
    }
}

impl From<io::Error> for BodyProblem {
    fn from(error: io::Error) -> Self {
        error
            .get_ref()
            .and_then(|inner| inner.downcast_ref())
            .copied()
            .unwrap_or(Self::Broken)
    }
}

/// Refuses a body whose announced length is over `limit`, or whose framing a proxy in front may read otherwise, before a
/// byte of it is read.
///
/// # Errors
/// Too large; broken where the body comes in more codings than one.
pub fn check_announced(headers: &HeaderMap, limit: usize) -> Result<(), BodyProblem> {
    let mut codings = headers.get_all(header::TRANSFER_ENCODING).iter();
    let chunked = codings
        .next()
        .is_none_or(|coding| coding.as_bytes().eq_ignore_ascii_case(b"chunked"));
    if !chunked || codings.next().is_some() {
        return Err(BodyProblem::Broken);
    }
    let announced = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    match announced {
        Some(length) if usize::try_from(length).map_or(true, |length| length > limit) => Err(BodyProblem::TooLarge),
        _ => Ok(()),
    }
}

/// Reads a body of at most `limit` bytes into memory.
///
/// # Errors
/// Too large, too slow or broken; nothing of it is kept then.
pub async fn read_limited(body: Body, limit: usize) -> Result<Vec<u8>, BodyProblem> {
    let stream = body.into_bytes_stream();
    pin_mut!(stream);
    let mut bytes = Vec::new();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(BodyProblem::from)?;
        if bytes.len() + chunk.len() > limit {
            return Err(BodyProblem::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// A request's body with its limit and its deadline. The deadline does not move when bytes arrive.
pub(super) struct BoundedBody {
    inner: Incoming,
    left: usize,
    deadline: Pin<Box<Sleep>>,
}

impl BoundedBody {
    pub(super) fn new(inner: Incoming, limit: usize, deadline: Sleep) -> Self {
        Self {
            inner,
            left: limit,
            deadline: Box::pin(deadline),
        }
    }
}

impl HttpBody for BoundedBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        if self.deadline.as_mut().poll(cx).is_ready() {
            return Poll::Ready(Some(Err(io::Error::other(BodyProblem::TooSlow))));
        }
        let frame = match ready!(Pin::new(&mut self.inner).poll_frame(cx)) {
            Some(Ok(frame)) => frame,
            Some(Err(error)) => return Poll::Ready(Some(Err(io::Error::other(error)))),
            None => return Poll::Ready(None),
        };
        let size = frame.data_ref().map_or(0, Bytes::len);
        match self.left.checked_sub(size) {
            Some(left) => self.left = left,
            None => return Poll::Ready(Some(Err(io::Error::other(BodyProblem::TooLarge)))),
        }
        Poll::Ready(Some(Ok(frame)))
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
