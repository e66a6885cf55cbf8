//! A named pipe that only its owner can open, and only from this computer.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use interprocess::ConnectWaitMode;
use interprocess::os::windows::named_pipe::PipeListenerOptions;
use interprocess::os::windows::named_pipe::pipe_mode::Bytes;
use interprocess::os::windows::named_pipe::tokio::{DuplexPipeStream, PipeListener};
use interprocess::os::windows::security_descriptor::SecurityDescriptor;
use tokio::io::{AsyncRead, AsyncWrite, Join, ReadBuf, Stdin, Stdout};
use widestring::u16cstr;

use super::{PATIENCE, Place};

pub(super) struct Listener {
    pipe: PipeListener<Bytes, Bytes>,
}

impl Listener {
    /// Listens on the pipe of this place. The system refuses a second listener.
    pub(super) fn bind(place: &Place) -> io::Result<Self> {
        // Protected, so that nothing is inherited: everything for the owner, nothing else.
        let owner_only = SecurityDescriptor::deserialize(u16cstr!("D:P(A;;GA;;;OW)"))?;
        let mut options = PipeListenerOptions::new().path(path(place));
        options.security_descriptor = Some(owner_only);
        options.accept_remote = false;
        let pipe = options.create_tokio_duplex()?;
        Ok(Self { pipe })
    }

    /// The next program of this user.
    pub(super) async fn accept(&mut self) -> io::Result<Connection> {
        self.pipe.accept().await.map(Connection)
    }
}

/// The program that listens for this place, if there is one.
pub(super) async fn connect(place: &Place) -> io::Result<Option<Connection>> {
    let trouble = match open(place).await {
        Err(error) if error.kind() != io::ErrorKind::TimedOut => error,
        done => return done,
    };
    // The last end may have gone while we waited for our turn at it, which has no
    // one error of its own.
    open(place).await.map_err(|_| trouble)
}

async fn open(place: &Place) -> io::Result<Option<Connection>> {
    let turn = ConnectWaitMode::Timeout(PATIENCE);
    match DuplexPipeStream::connect_by_path_with_wait_mode(path(place), turn).await {
        Ok(pipe) => Ok(Some(Connection(pipe))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// The pipes to the program that started this one.
#[expect(clippy::unnecessary_wraps, reason = "other systems may refuse them")]
pub(super) fn inherited() -> io::Result<Join<Stdin, Stdout>> {
    Ok(tokio::io::join(tokio::io::stdin(), tokio::io::stdout()))
}

fn path(place: &Place) -> String {
    format!(r"\\.\pipe\porchlight-{}", place.name())
}

/// One end of the pipe, used as a socket is. To flush a pipe is to wait until
/// the other side has read everything: two programs that write at once would
/// wait for each other, and one that does not read would keep its end open, and
/// those of others that end after it. What was written can still be read after
/// this end is closed.
pub(super) struct Connection(DuplexPipeStream<Bytes>);

impl Drop for Connection {
    fn drop(&mut self) {
        self.0.assume_flushed();
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(context, buffer)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(context, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}
