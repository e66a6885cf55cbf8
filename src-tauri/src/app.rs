//! Puts the parts together: one engine, one tray, at most one window.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use porchlight_core::UserError;
use porchlight_core::engine::Handle;
use porchlight_core::settings::folder_name;
use porchlight_core::view::{Action, Command, Snapshot};
use tauri::{AppHandle, Manager, RunEvent};
use tokio::sync::watch;

use crate::platform::Panel;
use crate::tray::{Picture, Tray};
use crate::{Arguments, engine, notices, platform, seat, shortcut, tray, window};

/// How long the engine may take to end its session before we go without it.
const GOODBYE: Duration = Duration::from_secs(4);

/// Runs until the user quits. `logs` is why no log is kept, if none is.
///
/// # Errors
/// When the program can't start at all.
pub(crate) fn run(
    arguments: Arguments,
    logs: io::Result<()>,
) -> Result<(), Box<dyn std::error::Error>> {
    let mut context = tauri::generate_context!();
    let identifier = instance(&context.config().identifier, &arguments);
    context.config_mut().identifier.clone_from(&identifier);

    let once = tauri_plugin_single_instance::Builder::new()
        .callback(|app, arguments, _| {
            if !arguments.iter().any(|argument| argument == "--hidden") {
                window::open(app);
            }
        })
        .build();
    tauri::Builder::default()
        // First, so that a second start ends before it does anything else.
        .plugin(once)
        .plugin(tauri_plugin_notification::init())
        .manage(Tray::default())
        .invoke_handler(tauri::generate_handler![
            window::send,
            window::snapshot,
            window::preview_expiry,
            window::doctor
        ])
        .on_menu_event(|app, event| match tray::clicked(app, event.id()) {
            Some(Action::OpenWindow) => window::open(app),
            Some(Action::Send(command)) => submit(app, command),
            None => {}
        })
        .on_tray_icon_event(|app, event| {
            if let Some(icon) = tray::opens_window(&event) {
                window::open_beside(app, icon);
            }
        })
        .setup(move |app| {
            platform::become_tray(app);
            notices::make_clickable(app.handle())?;
            let told = watch::Sender::default();
            let engine = engine::start(&arguments, &identifier, told.subscribe());
            let engine = tauri::async_runtime::block_on(engine)?;
            let handle = engine.handle().clone();
            tracing::info!("Porchlight {} has started", env!("CARGO_PKG_VERSION"));
            if let Err(error) = logs {
                tracing::warn!(kind = %error.kind(), "No log is kept");
                handle.remark(format!("No log is kept: {error}"));
            }
            if let Some(shortcut) = engine.shortcut()
                && let Err(why) = shortcut::take(app.handle(), shortcut)
            {
                handle.remark(why);
            }
            seat::tell(told, handle.clone());
            app.manage(handle.clone());
            // The simulated company lives as long as the program.
            app.manage(engine);
            tauri::async_runtime::spawn(notices::show_all(app.handle().clone(), handle.clone()));
            tauri::async_runtime::spawn(follow(app.handle().clone(), handle, arguments.hidden));
            tauri::async_runtime::spawn(end_when_asked(app.handle().clone()));
            Ok(())
        })
        .build(context)?
        .run(|app, event| {
            if let RunEvent::ExitRequested {
                code: None, api, ..
            } = event
            {
                // Without this the program would end with its window.
                api.prevent_exit();
            } else if let RunEvent::Exit = event
                && let Some(handle) = app.try_state::<Handle>()
            {
                // At log-out and shutdown macOS says no more than that. An engine
                // that has ended says so at once.
                let _ = tauri::async_runtime::block_on(async {
                    tokio::time::timeout(GOODBYE, handle.send(Command::Quit)).await
                });
            }
        });
    Ok(())
}

/// The name under which a second start finds the first: the demonstration and
/// another folder of settings are other programs.
fn instance(identifier: &str, arguments: &Arguments) -> String {
    match (&arguments.config_dir, arguments.demo) {
        (_, true) => format!("{identifier}.Demo"),
        (None, false) => identifier.to_owned(),
        (Some(folder), false) => format!("{identifier}.At{}", folder_name(folder)),
    }
}

/// Draws every change until the engine has ended; then the program ends too.
async fn follow(app: AppHandle, handle: Handle, hidden: bool) {
    let mut snapshots = handle.snapshots();
    // Before the first attempt, so that no host comes between the two.
    let mut hosts = platform::TrayHosts::listen().await;
    let mut panels = platform::Panels::listen();
    let mut in_tray = draw(&app, &snapshots, panels.now()).await;
    if !in_tray && !hidden {
        // Whoever started us should see something.
        window::open(&app);
    }
    loop {
        tokio::select! {
            changed = snapshots.changed() => {
                if changed.is_err() {
                    break;
                }
                let snapshot = snapshots.borrow_and_update().clone();
                window::show(&app, &snapshot);
            }
            () = hosts.comes(), if !in_tray => {}
            () = panels.change() => {}
        }
        // Also where there was no tray: a host may have come without being
        // ready, and would not be announced again.
        in_tray = draw(&app, &snapshots, panels.now()).await;
    }
    app.exit(0);
}

/// Puts the newest snapshot into the tray; false if there is no tray.
async fn draw(app: &AppHandle, snapshots: &watch::Receiver<Arc<Snapshot>>, panel: Panel) -> bool {
    let picture = Picture::of(&snapshots.borrow(), panel);
    tray::draw(app, picture).await
}

async fn end_when_asked(app: AppHandle) {
    platform::asked_to_end().await;
    submit(&app, Command::Quit);
}

/// Hands a command on; what became of it shows in the next snapshot.
fn submit(app: &AppHandle, command: Command) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        if let Err(error) = send(&app, command).await {
            tracing::debug!(code = ?error.code, "A command failed");
        }
    });
}

/// Hands a command on and waits for it.
pub(crate) async fn send(app: &AppHandle, command: Command) -> Result<(), UserError> {
    let handle = app.state::<Handle>().inner().clone();
    if command != Command::Quit {
        return handle.send(command).await;
    }
    // The engine ends the session at Graph; no server may keep us from ending.
    let outcome = tokio::time::timeout(GOODBYE, handle.send(command)).await;
    app.exit(0);
    outcome.unwrap_or(Ok(()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(demo: bool, folder: Option<&str>) -> String {
        let arguments = Arguments {
            demo,
            config_dir: folder.map(Into::into),
            hidden: false,
        };
        instance("a.b", &arguments)
    }

    #[test]
    fn a_second_start_finds_its_own_kind_only() {
        let names = [
            name(false, None),
            name(true, None),
            name(false, Some("/one")),
            name(false, Some("/two")),
        ];
        assert_eq!(names[0], "a.b");
        for (index, own) in names.iter().enumerate() {
            assert!(!names[index + 1..].contains(own), "{own}");
        }
        assert_eq!(name(false, Some("/one")), names[2]);
        // Nothing of the demonstration lies in a folder.
        assert_eq!(name(true, Some("/one")), names[1]);
    }
}
