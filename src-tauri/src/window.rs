//! The window: made when asked for, destroyed when closed. A live webview costs
//! more than everything else together, so none waits hidden.

use porchlight_core::UserError;
use porchlight_core::doctor::{self, Report};
use porchlight_core::engine::Handle;
use porchlight_core::view::{Command, Preview, Snapshot};
use tauri::webview::{NewWindowResponse, PageLoadEvent};
use tauri::{
    AppHandle, Emitter, Manager, Rect, State, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder,
    WindowEvent,
};

use crate::engine::Engine;
use crate::{app, platform};

/// The only window's label; the capabilities name it too.
const LABEL: &str = "main";

/// The event that carries a whole snapshot.
const SNAPSHOT: &str = "snapshot";

/// Opens the window, or brings the open one to the front.
pub(crate) fn open(app: &AppHandle) {
    open_anywhere(app, None);
}

/// The same; a new one stands beside the icon in the tray, where the system
/// says where that is.
pub(crate) fn open_beside(app: &AppHandle, icon: Rect) {
    open_anywhere(app, Some(icon));
}

fn open_anywhere(app: &AppHandle, icon: Option<Rect>) {
    let app = app.clone();
    // Not here and at once: on Windows a window made inside an event handler
    // blocks for ever.
    tauri::async_runtime::spawn(async move {
        let outcome = match app.get_webview_window(LABEL) {
            Some(window) => bring_to_front(&window),
            None => build(&app, icon),
        };
        if let Err(error) = outcome {
            tracing::error!(%error, "The window can't be opened");
        }
    });
}

fn build(app: &AppHandle, icon: Option<Rect>) -> tauri::Result<()> {
    let window = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::default())
        .title("Porchlight")
        .inner_size(380.0, 640.0)
        .min_inner_size(320.0, 480.0)
        // Shown once there is something to see.
        .visible(false)
        .on_page_load(|window, page| {
            if page.event() == PageLoadEvent::Finished
                && let Err(error) = bring_to_front(&window)
            {
                tracing::error!(%error, "The window can't be shown");
            }
        })
        .on_navigation(is_own_page)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .build()?;
    if let Some(place) = icon.and_then(|icon| platform::place_of_window(&window, icon)) {
        window.set_position(place)?;
    }
    let handle = app.state::<Handle>().inner().clone();
    handle.submit(Command::WatchClosely { on: true });
    window.on_window_event(move |event| {
        if matches!(event, WindowEvent::Destroyed) {
            handle.submit(Command::WatchClosely { on: false });
        }
    });
    Ok(())
}

fn bring_to_front(window: &WebviewWindow) -> tauri::Result<()> {
    window.unminimize()?;
    window.show()?;
    window.set_focus()
}

/// The window shows our page and no other, whatever a link in it says.
fn is_own_page(address: &Url) -> bool {
    let is_local = address.host_str() == Some("localhost");
    let is_custom = address.scheme() == "tauri" && is_local;
    // Windows has no schemes of its own.
    let is_windows = address.host_str() == Some("tauri.localhost");
    is_custom || (is_windows && matches!(address.scheme(), "http" | "https"))
}

/// Hands a snapshot to the window, if it is open.
pub(crate) fn show(app: &AppHandle, snapshot: &Snapshot) {
    if app.get_webview_window(LABEL).is_some()
        && let Err(error) = app.emit_to(LABEL, SNAPSHOT, snapshot)
    {
        tracing::warn!(%error, "The window can't be told of a change");
    }
}

/// Does what the window's user wants.
#[tauri::command]
pub(crate) async fn send(app: AppHandle, command: Command) -> Result<(), UserError> {
    app::send(&app, command).await
}

/// The state of things when the window opens; changes follow as events.
#[tauri::command]
#[expect(
    clippy::needless_pass_by_value,
    reason = "Tauri hands its state to commands by value"
)]
pub(crate) fn snapshot(engine: State<'_, Handle>) -> Snapshot {
    Snapshot::clone(&engine.snapshots().borrow())
}

/// What words for an end would mean, while they are typed.
#[tauri::command]
#[expect(
    clippy::needless_pass_by_value,
    reason = "Tauri hands arguments and state to commands by value"
)]
pub(crate) fn preview_expiry(text: String, engine: State<'_, Handle>) -> Preview {
    engine.preview_expiry(&text)
}

/// Looks at what works here and what does not.
#[tauri::command]
pub(crate) async fn doctor(app: AppHandle) -> Report {
    let mut subject = app.state::<Engine>().subject();
    let snapshot = app.state::<Handle>().snapshots().borrow().clone();
    let errors = [&snapshot.health.problem, &snapshot.problem];
    subject.errors = errors.into_iter().flatten().cloned().collect();
    doctor::examine(&subject).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(address: &str, own: bool) {
        assert_eq!(is_own_page(&Url::parse(address).unwrap()), own, "{address}");
    }

    #[test]
    fn the_window_stays_on_its_own_page() {
        check("tauri://localhost/index.html", true);
        check("http://tauri.localhost/", true);
        check("https://tauri.localhost/", true);
        check("https://localhost/", false);
        check("https://example.com/tauri.localhost", false);
        check("tauri://example.com/", false);
        check("file:///etc/passwd", false);
        check("data:text/html,hello", false);
    }
}
