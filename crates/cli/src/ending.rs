//! When a command that goes on for ever is to end.

use std::io;

/// Listens from now on. What it gives completes when the user or the system
/// asks the program to end, or nobody reads its output any more.
pub(crate) fn listen() -> io::Result<impl Future<Output = ()>> {
    let signalled = signalled()?;
    Ok(async {
        tokio::select! {
            () = signalled => {}
            () = unread() => {}
        }
    })
}

#[cfg(unix)]
fn signalled() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[cfg(windows)]
fn signalled() -> io::Result<impl Future<Output = ()>> {
    let mut interrupt = tokio::signal::windows::ctrl_c()?;
    Ok(async move {
        interrupt.recv().await;
    })
}

/// Completes when the reader of a pipe is gone, which else shows only at the
/// next line. The thread that waits for it ends with the program.
#[cfg(unix)]
async fn unread() {
    use rustix::event::{PollFd, PollFlags, poll};
    let (gone, told) = tokio::sync::oneshot::channel();
    let started = std::thread::Builder::new()
        .name("reader".to_owned())
        .spawn(move || {
            let stdout = io::stdout();
            // No event is asked for: what remains are hang-ups and errors.
            let waiting = &mut [PollFd::new(&stdout, PollFlags::empty())];
            while poll(waiting, None) == Err(rustix::io::Errno::INTR) {}
            if waiting.iter().any(|end| !end.revents().is_empty()) {
                // Nobody waits any more when the program is about to end.
                let _ = gone.send(());
            }
        });
    if started.is_err() || told.await.is_err() {
        std::future::pending::<()>().await;
    }
}

#[cfg(not(unix))]
async fn unread() {
    std::future::pending::<()>().await;
}
