//! Linux: a tray that may be missing or late, and markup in notifications.

use std::ffi::OsString;
use std::io;
use std::os::unix::process::CommandExt;
use std::process::Command;
use std::sync::OnceLock;

use futures_util::StreamExt;
use porchlight_core::control::Area;
use tauri::{App, Builder, Manager, PhysicalPosition, RunEvent, WebviewWindow, Wry};
use webkit2gtk::WebViewExt;
use zbus::fdo::{DBusProxy, NameOwnerChangedStream};

use super::NotificationBody;
use crate::window::PAGE_DIED;

/// A picture for the tray, embedded.
macro_rules! picture {
    ($name:literal, $panel:expr) => {{
        let crate::platform::Panel = $panel;
        include_bytes!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../icons/generated/tray/",
            $name,
            ".png"
        ))
    }};
}
pub(crate) use picture;

/// Panels paint pictures as they are.
pub(crate) const PICTURES_ARE_TEMPLATES: bool = false;

/// Panels name the item by it.
pub(crate) const TRAY_TITLE: Option<&str> = Some("Porchlight");

/// The name of the desktop entry and of its icons, by which a desktop knows
/// the program, its windows and notifications as ours.
pub(crate) const DESKTOP_ENTRY: &str = "io.github.porchlight_app.Porchlight";

/// A left click opens the window, in the middle of the screen: no panel says
/// where the icon is. The menu is on the right button.
pub(crate) const LEFT_CLICK_OPENS_WINDOW: bool = true;

/// Panels put the title above the tooltip, so it need not say it again.
pub(crate) fn tooltip(text: String) -> String {
    match text.strip_prefix("Porchlight: ") {
        Some(rest) => rest.to_owned(),
        None => text,
    }
}

/// What a session manager knows a program by that it has started.
static AUTOSTART_ID: OnceLock<String> = OnceLock::new();

/// What the session manager said when it started this program; empty if it did not.
pub(crate) fn autostart_id() -> &'static str {
    AUTOSTART_ID.get().map_or("", String::as_str)
}

/// Before anything else in the tray's process. GTK would open an OpenGL driver
/// at its start, which costs a tray that draws nothing some 30 MB. GDK reads the
/// variable once. Then it goes, as does what was meant for this program alone, or
/// every program that the tray starts would inherit them.
pub(crate) fn prepare_tray() {
    if let Some(id) = take("DESKTOP_AUTOSTART_ID") {
        AUTOSTART_ID.get_or_init(|| id.to_string_lossy().into_owned());
    }
    if !choose("GDK_GL", "disable") {
        return;
    }
    #[expect(unsafe_code, reason = "see SAFETY")]
    // SAFETY: GDK has not begun. It takes null for a program without arguments.
    unsafe {
        gdk::ffi::gdk_parse_args(std::ptr::null_mut(), std::ptr::null_mut());
    }
    take("GDK_GL");
}

/// Before anything else in the window's process, whose webview inherits what is
/// chosen here. Its DMA-BUF path costs another 30 MB, and blank windows on some
/// drivers.
pub(crate) fn prepare_window() {
    // Windows are called by it: the instance on X11, the app id on Wayland.
    glib::set_prgname(Some(DESKTOP_ENTRY));
    choose("GDK_GL", "disable");
    choose("WEBKIT_DISABLE_DMABUF_RENDERER", "1");
    // Lists of processes would show what it was started by: `exe`.
    let _ = std::fs::write("/proc/self/comm", env!("CARGO_BIN_NAME"));
}

/// Sets a variable, unless the user chose already; true if it was set.
#[expect(unsafe_code, reason = "see SAFETY")]
fn choose(name: &str, value: &str) -> bool {
    let is_free = std::env::var_os(name).is_none();
    if is_free {
        // SAFETY: called first in `main`, so no other thread reads the
        // environment.
        unsafe { std::env::set_var(name, value) };
    }
    is_free
}

/// Takes a variable out of the environment.
#[expect(unsafe_code, reason = "see SAFETY")]
fn take(name: &str) -> Option<OsString> {
    let value = std::env::var_os(name)?;
    // SAFETY: called first in `main`, so no other thread reads the environment.
    unsafe { std::env::remove_var(name) };
    Some(value)
}

/// None: window managers know better.
pub(crate) fn place_of_window(
    _window: &WebviewWindow,
    _icon: Area,
) -> Option<PhysicalPosition<i32>> {
    None
}

/// Whether a program can take a shortcut from all others.
///
/// # Errors
/// One sentence on how to have one all the same.
pub(crate) fn may_take_shortcuts() -> Result<(), String> {
    if std::env::var_os("WAYLAND_DISPLAY").is_none() {
        return Ok(());
    }
    Err("Under Wayland no program can take a shortcut from the others: in the keyboard settings of your desktop, give the keys to the command porchlight-tray, which opens the window".to_owned())
}

/// A command that starts this very program once more, also when an update has
/// replaced its file meanwhile: both ends of the line must be of one version.
///
/// # Errors
/// None on Linux.
#[expect(clippy::unnecessary_wraps, reason = "other systems may not know")]
pub(crate) fn this_program() -> io::Result<Command> {
    let mut command = Command::new("/proc/self/exe");
    command.arg0(env!("CARGO_BIN_NAME"));
    Ok(command)
}

/// Nothing to do: window managers let it.
pub(crate) fn let_come_to_front(_process: u32) {}

/// Never: who starts the program again starts another process.
pub(crate) fn opens_again(_event: &RunEvent) -> bool {
    false
}

/// Nothing to do: it has no windows.
pub(crate) fn become_tray(_app: &mut App) {}

/// Docks under X11 find the entry by this class, which GTK would spell with a
/// large letter. It has begun by now, and no window is there yet.
pub(crate) fn become_window(_app: &mut App) {
    gdk::set_program_class(DESKTOP_ENTRY);
}

/// Ends with the process that draws the page: what it leaves is a blank window,
/// and the next click opens another.
pub(crate) fn end_with_page(window: &WebviewWindow) {
    let app = window.app_handle().clone();
    let listens = window.with_webview(move |page| {
        page.inner()
            .connect_web_process_terminated(move |_, reason| {
                tracing::error!(?reason, "The window's page has died");
                app.exit(PAGE_DIED);
            });
    });
    if let Err(error) = listens {
        tracing::warn!(%error, "Whether the window's page dies is not known");
    }
}

/// The window has no menu.
pub(crate) fn window_menu(builder: Builder<Wry>) -> Builder<Wry> {
    builder
}

/// Completes when somebody asks the program to end: the session manager, Ctrl+C
/// in a terminal, or the end of that terminal.
pub(crate) async fn asked_to_end() {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut terminate), Ok(mut interrupt), Ok(mut hang_up)) = (
        signal(SignalKind::terminate()),
        signal(SignalKind::interrupt()),
        signal(SignalKind::hangup()),
    ) else {
        // Without handlers the signals end the program all the same.
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
        _ = hang_up.recv() => {}
    }
}

/// News of tray hosts that come.
pub(crate) struct TrayHosts(Option<NameOwnerChangedStream>);

impl TrayHosts {
    /// Listens from now on, so that a host coming between a failed attempt and
    /// [`Self::comes`] is not missed.
    pub(crate) async fn listen() -> Self {
        let listen = async {
            let connection = zbus::Connection::session().await?;
            DBusProxy::new(&connection)
                .await?
                .receive_name_owner_changed_with_args(&[(0, "org.kde.StatusNotifierWatcher")])
                .await
        };
        match listen.await {
            Ok(changes) => Self(Some(changes)),
            Err(error) => {
                tracing::warn!(%error, "No session bus, hence no tray");
                Self(None)
            }
        }
    }

    /// Completes when a host has come.
    pub(crate) async fn comes(&mut self) {
        if let Some(changes) = &mut self.0 {
            while let Some(change) = changes.next().await {
                if change.args().is_ok_and(|args| args.new_owner.is_some()) {
                    return;
                }
            }
        }
        std::future::pending::<()>().await;
    }
}

/// Text of other people for a notification's body: harmless where the server
/// reads bodies as markup.
pub(crate) async fn notification_body(text: &str) -> NotificationBody {
    let has_markup = has_markup().await;
    NotificationBody {
        // A server that does not say is one that may read markup.
        text: if has_markup.unwrap_or(true) {
            escaped(text)
        } else {
            text.to_owned()
        },
        is_awaited: has_markup.is_some(),
    }
}

/// None where no server says. Asked each time: it may be another one by now.
async fn has_markup() -> Option<bool> {
    let ask = async {
        let connection = zbus::Connection::session().await?;
        let reply = connection
            .call_method(
                Some("org.freedesktop.Notifications"),
                "/org/freedesktop/Notifications",
                Some("org.freedesktop.Notifications"),
                "GetCapabilities",
                &(),
            )
            .await?;
        reply.body().deserialize::<Vec<String>>()
    };
    let capabilities = ask.await.ok()?;
    Some(capabilities.iter().any(|c| c == "body-markup"))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_of_others_is_shown_not_obeyed() {
        assert_eq!(
            escaped("<b>R&D</b> &amp; more"),
            "&lt;b&gt;R&amp;D&lt;/b&gt; &amp;amp; more"
        );
    }
}
