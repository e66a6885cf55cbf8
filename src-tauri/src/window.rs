//! The window's own process: it shows the engine's snapshots and hands on what
//! its user wants, over the line to the program that started it. No engine, no
//! tray and no token are in here.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use porchlight_core::UserError;
use porchlight_core::control::{self, Area, Shows};
use porchlight_core::doctor::Report;
use porchlight_core::engine::Handle;
use porchlight_core::model::PersonId;
use porchlight_core::view::{Command, Preview, Snapshot, export};
use tauri::webview::{NewWindowResponse, PageLoadEvent};
use tauri::{
    AppHandle, Emitter, Manager, State, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder,
};

use crate::{Arguments, download, platform};

/// The only window's label; the capabilities name it too.
const LABEL: &str = "main";

/// The event that carries a whole snapshot.
const SNAPSHOT: &str = "snapshot";

/// The event that names a person to be shown.
const SHOW_PERSON: &str = "show-person";

/// The status with which the process ends whose page has died.
pub(crate) const PAGE_DIED: i32 = 3;

/// How long the window may take to close when the engine is gone.
const GOODBYE: Duration = Duration::from_secs(1);

/// Runs until the window is closed or the engine is gone.
///
/// # Errors
/// When no Porchlight started this process, or no window can be made.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let context = crate::context(arguments);
    let joined = tauri::async_runtime::block_on(control::join_as_window());
    let (handle, shows) = joined.inspect_err(|why| tracing::info!(details = ?why.details))?;
    platform::window_menu(tauri::Builder::default())
        .manage(handle.clone())
        .manage(Page::default())
        .invoke_handler(tauri::generate_handler![
            send,
            snapshot,
            preview_expiry,
            doctor,
            photo,
            export_people
        ])
        .setup(move |app| {
            platform::become_window(app);
            build(app.handle())?;
            handle.submit(Command::WatchClosely { on: true });
            tauri::async_runtime::spawn(follow(app.handle().clone(), handle));
            tauri::async_runtime::spawn(obey(app.handle().clone(), shows));
            Ok(())
        })
        .build(context)?
        .run(|_, _| {});
    Ok(())
}

/// Hands every change to the page, until the engine is gone; the window goes
/// with it.
async fn follow(app: AppHandle, handle: Handle) {
    let mut snapshots = handle.snapshots();
    while snapshots.changed().await.is_ok() {
        let snapshot = snapshots.borrow_and_update().clone();
        tell(&app, SNAPSHOT, &*snapshot);
    }
    app.exit(0);
    // A window that is stuck does not hear that.
    let _ = tokio::time::timeout(GOODBYE, std::future::pending::<()>()).await;
    std::process::exit(0);
}

/// Comes to the front whenever the tray application says so.
async fn obey(app: AppHandle, mut shows: Shows) {
    // The first word comes with the start: then the page brings the window to
    // the front, once there is something to see.
    let mut starting = true;
    while let Some(show) = shows.next().await {
        let (done, seen) = tokio::sync::oneshot::channel();
        let main = app.clone();
        let starts = std::mem::take(&mut starting);
        let asked = app.run_on_main_thread(move || {
            show_person(&main, show.person);
            let window = main.get_webview_window(LABEL);
            let outcome = window.map(|window| match show.icon {
                Some(icon) if starts => place_beside(&window, icon),
                _ if starts => Ok(()),
                _ => bring_to_front(&window),
            });
            if let Some(Err(error)) = outcome {
                tracing::error!(%error, "The window can't be shown");
            }
            let _ = done.send(());
        });
        // Said by the main thread alone: a window that is stuck says nothing.
        if asked.is_ok() && seen.await.is_ok() {
            shows.shown();
        }
    }
}

/// What the page has to be told once it listens.
#[derive(Default)]
struct Page(Mutex<Listening>);

#[derive(Default)]
enum Listening {
    #[default]
    Nobody,
    /// A person is to be shown as soon as somebody listens.
    Awaited(PersonId),
    Page,
}

impl Page {
    /// A page that is loaded listens to nothing yet.
    fn starts(&self) {
        let mut listening = self.state();
        if let Listening::Page = *listening {
            *listening = Listening::Nobody;
        }
    }

    fn state(&self) -> MutexGuard<'_, Listening> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn show_person(app: &AppHandle, person: Option<PersonId>) {
    let Some(person) = person else { return };
    let page = app.state::<Page>();
    let mut listening = page.state();
    if let Listening::Page = *listening {
        tell(app, SHOW_PERSON, &person);
    } else {
        *listening = Listening::Awaited(person);
    }
}

fn tell(app: &AppHandle, event: &str, what: &(impl serde::Serialize + Clone)) {
    if let Err(error) = app.emit_to(LABEL, event, what) {
        tracing::warn!(%error, event, "The window can't be told");
    }
}

fn build(app: &AppHandle) -> tauri::Result<()> {
    let window = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::default())
        .title("Porchlight")
        .inner_size(380.0, 640.0)
        .min_inner_size(320.0, 480.0)
        // Shown once there is something to see.
        .visible(false)
        .on_page_load(|window, page| match page.event() {
            PageLoadEvent::Started => window.state::<Page>().starts(),
            PageLoadEvent::Finished => {
                if let Err(error) = bring_to_front(&window) {
                    tracing::error!(%error, "The window can't be shown");
                }
            }
        })
        .on_navigation(is_own_page)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .build()?;
    platform::end_with_page(&window);
    Ok(())
}

fn place_beside(window: &WebviewWindow, icon: Area) -> tauri::Result<()> {
    match platform::place_of_window(window, icon) {
        Some(place) => window.set_position(place),
        None => Ok(()),
    }
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

/// Does what the window's user wants.
#[tauri::command]
async fn send(engine: State<'_, Handle>, command: Command) -> Result<(), UserError> {
    engine.send(command).await
}

/// The state of things when the page opens; changes follow as events. The page
/// listens to them before it asks.
#[tauri::command]
#[expect(
    clippy::needless_pass_by_value,
    reason = "Tauri hands its state to commands by value"
)]
fn snapshot(app: AppHandle, engine: State<'_, Handle>, page: State<'_, Page>) -> Snapshot {
    let before = std::mem::replace(&mut *page.state(), Listening::Page);
    if let Listening::Awaited(person) = before {
        tell(&app, SHOW_PERSON, &person);
    }
    Snapshot::clone(&engine.snapshots().borrow())
}

/// What words for an end would mean, while they are typed.
#[tauri::command]
#[expect(
    clippy::needless_pass_by_value,
    reason = "Tauri hands arguments and state to commands by value"
)]
fn preview_expiry(text: String, engine: State<'_, Handle>) -> Preview {
    engine.preview_expiry(&text)
}

/// Looks at what works where the engine runs, and what does not.
#[tauri::command]
async fn doctor(engine: State<'_, Handle>) -> Result<Report, UserError> {
    engine.examine().await
}

/// Somebody's photo as the address of an image, for whoever is shown; none
/// where there is none.
///
/// # Errors
/// It can't be had now.
#[tauri::command]
async fn photo(engine: State<'_, Handle>, id: PersonId) -> Result<Option<String>, UserError> {
    let photo = engine.photo(&id).await?;
    Ok(photo.map(|photo| photo.data_url()))
}

/// Writes the watch list where downloads go; answers with the file's name.
#[tauri::command]
#[expect(
    clippy::needless_pass_by_value,
    reason = "Tauri hands its state to commands by value"
)]
fn export_people(engine: State<'_, Handle>) -> Result<String, UserError> {
    let text = export(&engine.snapshots().borrow());
    let file = download::save("porchlight-people", "toml", &text)?;
    Ok(file.display().to_string())
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
