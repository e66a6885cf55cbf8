//! macOS: always a menu bar, which paints pictures itself.

use std::io;
use std::process::Command;

use porchlight_core::control::Area;
use porchlight_core::engine::Handle;
use tauri::menu::{MenuBuilder, MenuItem, SubmenuBuilder};
use tauri::{
    ActivationPolicy, App, Builder, Manager, PhysicalPosition, RunEvent, WebviewWindow, Wry,
};

use super::NotificationBody;

/// A picture for the tray, embedded.
macro_rules! picture {
    ($name:literal, $panel:expr) => {{
        let crate::platform::Panel = $panel;
        include_bytes!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../icons/generated/tray/",
            $name,
            "-template.png"
        ))
    }};
}
pub(crate) use picture;

/// The menu bar takes the shape and paints it in its own colour.
pub(crate) const PICTURES_ARE_TEMPLATES: bool = true;

/// It would stand beside the picture.
pub(crate) const TRAY_TITLE: Option<&str> = None;

/// None: notifications bear the icon that the system knows the application by.
pub(crate) fn notification_icon() -> Option<String> {
    None
}

/// Either button opens the menu, as everywhere in the menu bar.
pub(crate) const LEFT_CLICK_OPENS_WINDOW: bool = false;

/// The text as it is.
pub(crate) fn tooltip(text: String) -> String {
    text
}

/// Nothing to choose.
pub(crate) fn prepare_tray() {}

/// Nothing to choose.
pub(crate) fn prepare_window() {}

/// A command that starts this program once more.
///
/// # Errors
/// The system does not know where it lies.
pub(crate) fn this_program() -> io::Result<Command> {
    Ok(Command::new(std::env::current_exe()?))
}

/// Nothing to do: it activates itself.
pub(crate) fn let_come_to_front(_process: u32) {}

/// Whether somebody opened the program that runs already, in the Finder for
/// instance: the system starts no other process then.
pub(crate) fn opens_again(event: &RunEvent) -> bool {
    matches!(event, RunEvent::Reopen { .. })
}

/// The tray lives in the menu bar alone: no place in the Dock, no menus.
pub(crate) fn become_tray(app: &mut App) {
    app.set_activation_policy(ActivationPolicy::Accessory);
}

/// While the window is open it is in the Dock and among the windows to switch
/// between, whatever the bundle says of the program.
pub(crate) fn become_window(app: &mut App) {
    app.set_activation_policy(ActivationPolicy::Regular);
}

/// Nothing to do.
pub(crate) fn end_with_page(_window: &WebviewWindow) {}

/// The menus of a program with a window. To quit from there is to quit all of
/// Porchlight, not the window's process alone.
pub(crate) fn window_menu(builder: Builder<Wry>) -> Builder<Wry> {
    builder
        .menu(|app| {
            let quit = MenuItem::with_id(app, QUIT, "Quit Porchlight", true, Some("Cmd+Q"))?;
            let own = SubmenuBuilder::new(app, "Porchlight")
                .hide()
                .hide_others()
                .show_all()
                .separator()
                .item(&quit)
                .build()?;
            let edit = SubmenuBuilder::new(app, "Edit")
                .undo()
                .redo()
                .separator()
                .cut()
                .copy()
                .paste()
                .select_all()
                .build()?;
            let window = SubmenuBuilder::new(app, "Window")
                .minimize()
                .close_window()
                .build()?;
            MenuBuilder::new(app).items(&[&own, &edit, &window]).build()
        })
        .on_menu_event(|app, event| {
            if event.id() == QUIT {
                app.state::<Handle>()
                    .submit(porchlight_core::view::Command::Quit);
            }
        })
}

/// The line of the menu that ends Porchlight.
const QUIT: &str = "quit";

/// None: the menu, not the icon, opens the window.
pub(crate) fn place_of_window(
    _window: &WebviewWindow,
    _icon: Area,
) -> Option<PhysicalPosition<i32>> {
    None
}

/// Every program can take a shortcut from all others.
///
/// # Errors
/// None on macOS.
#[expect(clippy::unnecessary_wraps, reason = "not so everywhere")]
pub(crate) fn may_take_shortcuts() -> Result<(), String> {
    Ok(())
}

/// Completes when somebody asks the program to end: the session, Ctrl+C in a
/// terminal, or the end of that terminal.
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

/// News of tray hosts that come: the menu bar is always there.
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

/// Notifications take plain text.
pub(crate) fn notification_body(text: &str) -> std::future::Ready<NotificationBody> {
    std::future::ready(NotificationBody {
        text: text.to_owned(),
        is_awaited: true,
    })
}
