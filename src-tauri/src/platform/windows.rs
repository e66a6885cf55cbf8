//! Windows: always a tray, no markup.

use std::io;
use std::process::Command;

use tauri::{App, Builder, WebviewWindow, Wry};
use windows::Win32::UI::WindowsAndMessaging::AllowSetForegroundWindow;

/// A picture for the tray, embedded.
macro_rules! picture {
    ($name:literal) => {
        include_bytes!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../icons/generated/tray/",
            $name,
            "-32.png"
        ))
    };
}
pub(crate) use picture;

/// The taskbar paints pictures as they are.
pub(crate) const PICTURES_ARE_TEMPLATES: bool = false;

/// The taskbar shows none.
pub(crate) const TRAY_TITLE: Option<&str> = None;

/// Notifications bear the icon that the system knows the application by.
pub(crate) const NOTIFICATION_ICON: Option<&str> = None;

/// A left click opens the window; the menu is on the right button.
pub(crate) const LEFT_CLICK_OPENS_WINDOW: bool = true;

/// The text as it is.
pub(crate) fn tooltip(text: String) -> String {
    text
}

/// Nothing to choose.
pub(crate) fn prepare_tray() {}

/// Nothing to choose.
pub(crate) fn prepare_window() {}

/// A command that starts this program once more. Its file can't be replaced
/// while it runs.
///
/// # Errors
/// The system does not know where it lies.
pub(crate) fn this_program() -> io::Result<Command> {
    Ok(Command::new(std::env::current_exe()?))
}

/// Lets another process take the foreground, which only the process that was
/// clicked may give away.
#[expect(unsafe_code, reason = "see SAFETY")]
pub(crate) fn let_come_to_front(process: u32) {
    // SAFETY: takes a number and touches no memory of ours.
    if let Err(error) = unsafe { AllowSetForegroundWindow(process) } {
        tracing::debug!(%error, "The window may stay behind others");
    }
}

/// Nothing to do.
pub(crate) fn become_tray(_app: &mut App) {}

/// Nothing to do.
pub(crate) fn become_window(_app: &mut App) {}

/// Nothing to do.
pub(crate) fn end_with_page(_window: &WebviewWindow) {}

/// The window has no menu.
pub(crate) fn window_menu(builder: Builder<Wry>) -> Builder<Wry> {
    builder
}

/// Completes on Ctrl+C in a terminal. The end of the session needs no answer.
pub(crate) async fn asked_to_end() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// News of tray hosts that come: the taskbar is there, and the tray library
/// follows its restarts by itself.
pub(crate) struct TrayHosts;

impl TrayHosts {
    pub(crate) fn listen() -> std::future::Ready<Self> {
        std::future::ready(Self)
    }

    /// Never completes.
    #[expect(clippy::unused_self, reason = "only Linux has to listen")]
    pub(crate) fn comes(&mut self) -> std::future::Pending<()> {
        std::future::pending()
    }
}

/// Toasts take plain text.
pub(crate) fn notification_body(text: &str) -> std::future::Ready<String> {
    std::future::ready(text.to_owned())
}
