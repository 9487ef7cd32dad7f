//! A connection's clock: how long the peer may take for what it owes us.
//!
//! The HTTP engine's own header timeout also runs between two requests, so it cannot tell an idle browser from a client
//! that sends one byte a second. Here the socket itself knows what is being waited for. What does NOT belong here: the
//! body's deadline, which must end in an answer rather than in a cut connection.

use std::{
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    time::{Instant, Sleep, sleep},
};

const AWAITING_FIRST: u8 = 0;
const IN_REQUEST: u8 = 1;
const IDLE: u8 = 2;
const IN_HEADERS: u8 = 3;

/// What the connection is waiting for, shared by the socket and the service behind it.
#[derive(Clone, Default)]
pub(super) struct Phase(Arc<AtomicU8>);

impl Phase {
    /// The headers are complete: from here on the body's own deadline holds.
    pub(super) fn request_begins(&self) {
        self.0.store(IN_REQUEST, Ordering::Release);
    }

    /// The answer is written or given up: the next request may take its time to begin.
    pub(super) fn request_ends(&self) {
        self.0.store(IDLE, Ordering::Release);
    }

    fn get(&self) -> u8 {
        self.0.load(Ordering::Acquire)
    }
}

/// How long each wait may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience {
    pub(super) headers: Duration,
    pub(super) idle: Duration,
    pub(super) write: Duration,
}

/// A socket that gives up when its peer does.
pub(super) struct PacedStream {
    socket: TcpStream,
    patience: Patience,
    phase: Phase,
    /// The phase for which `read_deadline` was set.
    timed: u8,
    read_deadline: Pin<Box<Sleep>>,
    /// Runs only while bytes of ours wait to be taken.
    write_deadline: Option<Pin<Box<Sleep>>>,
}

impl PacedStream {
    pub(super) fn new(socket: TcpStream, patience: Patience, phase: Phase) -> Self {
        let read_deadline = Box::pin(sleep(patience.headers));
        Self {
            socket,
            patience,
            phase,
            timed: AWAITING_FIRST,
            read_deadline,
            write_deadline: None,
        }
    }

    fn set_read_deadline(&mut self, phase: u8, patience: Duration) {
        self.timed = phase;
        self.read_deadline.as_mut().reset(Instant::now() + patience);
    }

    fn poll_overdue(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.phase.get() {
            // The peer waits for us, not we for it.
            IN_REQUEST => {
                self.timed = IN_REQUEST;
                return Poll::Pending;
            }
            IDLE if self.timed != IDLE => self.set_read_deadline(IDLE, self.patience.idle),
            _ => {}
        }
        self.read_deadline.as_mut().poll(cx).map(|()| Err(overdue()))
    }

    fn note_bytes_read(&mut self) {
        // The clock starts at the first byte of a request and is not moved by the ones after it.
        if self.phase.get() == IDLE {
            self.set_read_deadline(IN_HEADERS, self.patience.headers);
            self.phase.0.store(IN_HEADERS, Ordering::Release);
        }
    }

    fn poll_stalled<T>(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.write_deadline = None;
            return written;
        }
        let patience = self.patience.write;
        let deadline = self.write_deadline.get_or_insert_with(|| Box::pin(sleep(patience)));
        deadline.as_mut().poll(cx).map(|()| Err(overdue()))
    }
}

fn overdue() -> io::Error {
    io::Error::new(io::ErrorKind::TimedOut, "the peer took too long")
}

impl AsyncRead for PacedStream {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        match Pin::new(&mut self.socket).poll_read(cx, buf) {
            Poll::Ready(read) => {
                if buf.filled().len() > before {
                    self.note_bytes_read();
                    // Bytes that keep coming would keep this branch busy and never ask the clock.
                    if self.phase.get() != IN_REQUEST && self.poll_overdue(cx).is_ready() {
                        return Poll::Ready(Err(overdue()));
                    }
                }
                Poll::Ready(read)
            }
            Poll::Pending => self.poll_overdue(cx),
        }
    }
}

impl AsyncWrite for PacedStream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.socket).poll_write(cx, buf);
        self.poll_stalled(cx, written)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.socket).poll_write_vectored(cx, bufs);
        self.poll_stalled(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }
}
