//! Windows: always a tray, on a light or a dark taskbar, and no markup.

use std::io;
use std::process::Command;

use porchlight_core::control::Area;
use tauri::{App, Builder, PhysicalPosition, RunEvent, WebviewWindow, Wry};
use tokio::sync::watch;
use windows::Win32::System::Registry::{
    HKEY, KEY_NOTIFY, REG_NOTIFY_CHANGE_LAST_SET, RegNotifyChangeKeyValue,
};
use windows::Win32::System::Threading::{CreateEventW, INFINITE, WaitForSingleObject};
use windows::Win32::UI::WindowsAndMessaging::AllowSetForegroundWindow;
use windows_registry::CURRENT_USER;

use super::NotificationBody;
use crate::place::beside;

/// A picture for the tray, embedded.
macro_rules! picture {
    ($name:literal, $panel:expr) => {
        match $panel {
            crate::platform::Panel::Light => crate::platform::embedded!($name, "-on-light"),
            crate::platform::Panel::Dark => crate::platform::embedded!($name, "-on-dark"),
        }
    };
}
pub(crate) use picture;

/// The picture of this name for a panel.
macro_rules! embedded {
    ($name:literal, $panel:literal) => {
        include_bytes!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../icons/generated/tray/",
            $name,
            $panel,
            ".png"
        ))
        .as_slice()
    };
}
pub(crate) use embedded;

/// What the tray's pictures stand on: the taskbar, as its user chose it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Panel {
    Light,
    Dark,
}

impl Panel {
    /// All there are.
    #[cfg(test)]
    pub(crate) const ALL: [Self; 2] = [Self::Light, Self::Dark];

    /// As it is now. A Windows that knows no other has a dark one.
    fn of_taskbar() -> Self {
        let theme = CURRENT_USER.open(THEME);
        match theme.and_then(|theme| theme.get_u32("SystemUsesLightTheme")) {
            Ok(0) | Err(_) => Self::Dark,
            Ok(_) => Self::Light,
        }
    }
}

const THEME: &str = r"Software\Microsoft\Windows\CurrentVersion\Themes\Personalize";

/// News of the taskbar's colour.
pub(crate) struct Panels(watch::Receiver<Panel>);

impl Panels {
    /// Listens in a thread of its own, as long as somebody wants to know.
    pub(crate) fn listen() -> Self {
        let panels = watch::Sender::new(Panel::of_taskbar());
        let news = panels.subscribe();
        let thread = std::thread::Builder::new().name("taskbar".to_owned());
        let started = thread.spawn(move || {
            if let Err(error) = tell(&panels) {
                tracing::info!(%error, "No word of the taskbar's colour");
            }
        });
        if let Err(error) = started {
            tracing::info!(%error, "No thread to hear of the taskbar's colour");
        }
        Self(news)
    }

    pub(crate) fn now(&self) -> Panel {
        *self.0.borrow()
    }

    /// Completes when it has changed.
    pub(crate) async fn change(&mut self) {
        if self.0.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

/// Tells of every change of the theme. It is read after each asking for the next
/// one, so that none falls in between.
#[expect(unsafe_code, reason = "see SAFETY")]
fn tell(panels: &watch::Sender<Panel>) -> io::Result<()> {
    let theme = CURRENT_USER
        .options()
        .read()
        .access(KEY_NOTIFY.0)
        .open(THEME)?;
    // SAFETY: an event of our own, without a name and with the usual rights.
    let event = unsafe { CreateEventW(None, false, false, None) }?;
    while !panels.is_closed() {
        // SAFETY: key and event live until the end of the function, and nobody
        // else waits for them.
        let asked = unsafe {
            RegNotifyChangeKeyValue(
                HKEY(theme.as_raw()),
                false,
                REG_NOTIFY_CHANGE_LAST_SET,
                Some(event),
                true,
            )
        };
        asked.ok()?;
        let now = Panel::of_taskbar();
        panels.send_if_modified(|panel| std::mem::replace(panel, now) != now);
        // SAFETY: the event is our own.
        unsafe { WaitForSingleObject(event, INFINITE) };
    }
    Ok(())
}

/// The taskbar paints pictures as they are.
pub(crate) const PICTURES_ARE_TEMPLATES: bool = false;

/// The taskbar shows none.
pub(crate) const TRAY_TITLE: Option<&str> = None;

/// None: notifications bear the icon that the system knows the application by.
pub(crate) fn notification_icon() -> Option<String> {
    None
}

/// A left click opens the window beside the icon; the menu is on the right
/// button.
pub(crate) const LEFT_CLICK_OPENS_WINDOW: bool = true;

/// The text, as far as the taskbar shows it.
pub(crate) fn tooltip(mut text: String) -> String {
    if text.encode_utf16().count() <= LONGEST_TOOLTIP {
        return text;
    }
    while text.encode_utf16().count() >= LONGEST_TOOLTIP {
        text.pop();
    }
    text.push('…');
    text
}

/// In UTF-16, without the zero at its end.
const LONGEST_TOOLTIP: usize = 127;

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

/// Never: who starts the program again starts another process.
pub(crate) fn opens_again(_event: &RunEvent) -> bool {
    false
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

/// How far the window stays from the taskbar and the edges of the screen, in
/// logical pixels.
const GAP: f64 = 8.0;

/// Beside the icon, on its screen. None where no screen can be found.
pub(crate) fn place_of_window(window: &WebviewWindow, icon: Area) -> Option<PhysicalPosition<i32>> {
    let (x, y) = icon.middle();
    let screen = window.monitor_from_point(x.into(), y.into()).ok()??;
    let room = screen.work_area();
    let room = Area {
        left: room.position.x,
        top: room.position.y,
        width: i32::try_from(room.size.width).ok()?,
        height: i32::try_from(room.size.height).ok()?,
    };
    // It grows or shrinks when it comes to a screen of another scale.
    let scale = screen.scale_factor();
    let logical = window
        .outer_size()
        .ok()?
        .to_logical::<f64>(window.scale_factor().ok()?);
    let size = logical.to_physical(scale);
    let gap = tauri::LogicalUnit(GAP).to_physical(scale);
    let (x, y) = beside(icon, (size.width, size.height), room, gap.0);
    Some(PhysicalPosition { x, y })
}

/// Every program can take a shortcut from all others.
///
/// # Errors
/// None on Windows.
#[expect(clippy::unnecessary_wraps, reason = "not so everywhere")]
pub(crate) fn may_take_shortcuts() -> Result<(), String> {
    Ok(())
}

/// Completes on Ctrl+C in a terminal. Of the end of the session the seat tells.
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
pub(crate) fn notification_body(text: &str) -> std::future::Ready<NotificationBody> {
    std::future::ready(NotificationBody {
        text: text.to_owned(),
        is_awaited: true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tooltip_has_the_length_that_is_shown() {
        for (text, whole) in [
            ("Porchlight: Available".to_owned(), true),
            ("x".repeat(127), true),
            ("x".repeat(128), false),
            ("😀".repeat(63), true),
            ("😀".repeat(64), false),
        ] {
            let shown = tooltip(text.clone());
            assert!(shown.encode_utf16().count() <= 127, "{shown}");
            assert_eq!(shown == text, whole, "{shown}");
            assert_eq!(shown.ends_with('…'), !whole, "{shown}");
        }
    }
}
