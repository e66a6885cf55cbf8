//! What the operating system tells of whoever sits at the computer, one file each
//! behind the same name: the screen is locked, the computer sleeps or shuts down, its
//! user logs out, power comes from a battery. Nobody asks again and again; all of it is told by an event.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "macos")]
mod macos;
#[cfg(windows)]
mod windows;

use std::time::Duration;

use porchlight_core::engine::Handle;
use porchlight_core::seat::Seat;
#[cfg(not(target_os = "macos"))]
use porchlight_core::view::Command;
use tokio::sync::watch;

#[cfg(target_os = "linux")]
pub(crate) use linux::has_answered;
#[cfg(target_os = "linux")]
use linux::listen;
#[cfg(target_os = "macos")]
use macos::listen;
#[cfg(windows)]
use windows::listen;

/// Tells the engine of its seat from now on, as long as the program lives. To be
/// called on the main thread.
pub(crate) fn tell(seat: watch::Sender<Seat>, engine: Handle) {
    listen(Teller { seat, engine });
}

/// Completes at once: whoever waits for the end of the program sees it.
#[cfg(not(target_os = "linux"))]
pub(crate) fn has_answered() -> std::future::Ready<()> {
    std::future::ready(())
}

/// Tells an engine of its seat.
struct Teller {
    seat: watch::Sender<Seat>,
    engine: Handle,
}

impl Teller {
    /// Changes the seat. The engine hears of it only if it is another one then,
    /// which is returned.
    fn tell(&self, change: impl FnOnce(&mut Seat)) -> bool {
        self.seat.send_if_modified(|seat| {
            let before = *seat;
            change(seat);
            *seat != before
        })
    }

    /// Tells that the computer is about to sleep, and completes when the engine
    /// has done what it does before, or after `limit`.
    async fn falls_asleep(&self, limit: Duration) {
        // Windows may say it twice; the time for it is given once.
        if self.tell(|seat| seat.asleep = true)
            && tokio::time::timeout(limit, self.engine.settled())
                .await
                .is_err()
        {
            tracing::info!("The computer sleeps before everything was said");
        }
    }

    /// Ends the engine, since the user's session ends: completes when it has ended
    /// ours at Graph, or after `limit`. The program ends with it.
    #[cfg(not(target_os = "macos"))]
    async fn goes(&self, limit: Duration) {
        let ended = self.engine.send(Command::Quit);
        if tokio::time::timeout(limit, ended).await.is_err() {
            tracing::info!("The session ends before everything was said");
        }
    }

    /// Tells that the computer has woken.
    fn wakes(&self) {
        self.tell(|seat| seat.asleep = false);
    }
}
