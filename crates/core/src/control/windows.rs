//! A named pipe that only its owner can open, and only from this computer.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use interprocess::os::windows::named_pipe::PipeListenerOptions;
use interprocess::os::windows::named_pipe::pipe_mode::Bytes;
use interprocess::os::windows::named_pipe::tokio::{DuplexPipeStream, PipeListener};
use interprocess::os::windows::security_descriptor::SecurityDescriptor;
use tokio::io::{AsyncRead, AsyncWrite, Join, ReadBuf, Stdin, Stdout};
use tokio::net::windows::named_pipe::{ClientOptions, NamedPipeClient};
use widestring::U16CString;
use windows::Win32::Foundation::{ERROR_PIPE_BUSY, WIN32_ERROR};
use windows::Win32::Storage::FileSystem::SECURITY_ANONYMOUS;

use super::claim::look_again;
use super::owner::Sid;
use super::{PATIENCE, Place};

pub(super) struct Listener {
    pipe: PipeListener<Bytes, Bytes>,
}

impl Listener {
    /// Listens on the pipe of this place. The system refuses a second listener,
    /// whoever has the first.
    pub(super) fn bind(place: &Place) -> io::Result<Self> {
        // Of itself, what an elevated program makes is every administrator's.
        Self::owned_by(&Sid::own()?, place)
    }

    fn owned_by(user: &Sid, place: &Place) -> io::Result<Self> {
        // Protected, so that nothing is inherited: everything for the owner, nothing else.
        let owner_only = format!("O:{user}D:P(A;;GA;;;OW)");
        let owner_only = U16CString::from_str(owner_only).map_err(io::Error::other)?;
        let mut options = PipeListenerOptions::new().path(path(place));
        options.security_descriptor = Some(SecurityDescriptor::deserialize(&owner_only)?);
        options.accept_remote = false;
        let pipe = options.create_tokio_duplex()?;
        Ok(Self { pipe })
    }

    /// The next program of this user.
    pub(super) async fn accept(&mut self) -> io::Result<Connection> {
        self.pipe.accept().await.map(Connection)
    }
}

/// The program of this user that listens for this place, if there is one.
pub(super) async fn connect(place: &Place) -> io::Result<Option<NamedPipeClient>> {
    tokio::time::timeout(PATIENCE, connect_to(&Sid::own()?, place)).await?
}

/// Waits without an end for its turn at the pipe. One of another user may be
/// there under its name: that one is told nothing, and may not act as us.
async fn connect_to(user: &Sid, place: &Place) -> io::Result<Option<NamedPipeClient>> {
    let mut options = ClientOptions::new();
    options.security_qos_flags(SECURITY_ANONYMOUS.0);
    loop {
        match options.open(path(place)) {
            Ok(pipe) if Sid::owner(&pipe)? == *user => return Ok(Some(pipe)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            // Until the next end is made.
            Err(error) if is(&error, ERROR_PIPE_BUSY) => look_again().await,
            // Ours are open to us.
            Err(error) if error.kind() != io::ErrorKind::PermissionDenied => return Err(error),
            Ok(_) | Err(_) => {
                tracing::warn!("Another user's program was refused on the control pipe");
                return Ok(None);
            }
        }
    }
}

fn is(error: &io::Error, code: WIN32_ERROR) -> bool {
    error.raw_os_error() == i32::try_from(code.0).ok()
}

/// The pipes to the program that started this one.
#[expect(clippy::unnecessary_wraps, reason = "other systems may refuse them")]
pub(super) fn inherited() -> io::Result<Join<Stdin, Stdout>> {
    Ok(tokio::io::join(tokio::io::stdin(), tokio::io::stdout()))
}

fn path(place: &Place) -> String {
    format!(r"\\.\pipe\porchlight-{}", place.name())
}

/// The listener's end of the pipe, used as a socket is. To flush a pipe is to
/// wait until the other side has read everything: two programs that write at once
/// would wait for each other, and one that does not read would keep its end open,
/// and those of others that end after it. What was written can still be read
/// after this end is closed.
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

#[cfg(test)]
mod tests {
    use tokio::io::AsyncReadExt;
    use tokio::net::windows::named_pipe::ServerOptions;
    use windows::Win32::Foundation::ERROR_INVALID_OWNER;

    use super::*;

    fn place(folder: &tempfile::TempDir) -> Place {
        Place {
            state: folder.path().to_owned(),
            runtime: None,
        }
    }

    #[tokio::test]
    async fn a_pipe_is_the_users_own_and_served_to_them() {
        let folder = tempfile::tempdir().unwrap();
        let place = place(&folder);
        let _listener = Listener::bind(&place).unwrap();
        let pipe = connect(&place).await.unwrap().unwrap();
        assert_eq!(Sid::owner(&pipe).unwrap(), Sid::own().unwrap());
    }

    #[tokio::test]
    async fn another_users_pipe_is_nobody_and_told_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let place = place(&folder);
        let mut listener = Listener::bind(&place).unwrap();
        let found = connect_to(&Sid::administrators(), &place).await;
        assert!(found.unwrap().is_none());
        let mut heard = Vec::new();
        let mut end = listener.accept().await.unwrap();
        // To be closed on is an end or an error.
        let _ = end.read_to_end(&mut heard).await;
        assert_eq!(heard, b"");
    }

    /// Only an elevated program may make one.
    #[tokio::test]
    async fn a_pipe_of_all_administrators_is_not_their_users() {
        let folder = tempfile::tempdir().unwrap();
        let place = place(&folder);
        match Listener::owned_by(&Sid::administrators(), &place) {
            Ok(_listener) => assert!(connect(&place).await.unwrap().is_none()),
            Err(refused) => assert!(is(&refused, ERROR_INVALID_OWNER), "{refused}"),
        }
    }

    #[tokio::test]
    async fn a_name_that_somebody_took_first_is_not_shared() {
        let folder = tempfile::tempdir().unwrap();
        let place = place(&folder);
        let another = || ServerOptions::new().create(path(&place));
        let _first = another().unwrap();
        // Whoever does not mind is let in.
        drop(another().unwrap());
        let refused = Listener::bind(&place).err().unwrap();
        assert_eq!(refused.kind(), io::ErrorKind::PermissionDenied);
    }
}
