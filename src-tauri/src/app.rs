//! Puts the parts together: one engine, one tray, and at most one window, which
//! is a process of its own.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use porchlight_core::engine::Handle;
use porchlight_core::view::{Action, Command, Snapshot};
use porchlight_core::{UserError, disk};
use tauri::{AppHandle, Manager, RunEvent};
use tokio::sync::watch;

use crate::opener::Opener;
use crate::platform::Panel;
use crate::tray::{Picture, Tray};
use crate::update::{self, Installer};
use crate::{Arguments, engine, notices, platform, seat, shortcut, tray};

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
    let mut context = crate::context(&arguments);
    update::configure(context.config_mut());
    let name = context.config().identifier.clone();
    let (opener, wishes) = Opener::new();
    let once = tauri_plugin_single_instance::Builder::new()
        .callback(|app, arguments, _| {
            if !arguments.iter().any(|argument| argument == "--hidden") {
                open(app);
            }
        })
        .build();
    tauri::Builder::default()
        // First, so that a second start ends before it does anything else.
        .plugin(once)
        .plugin(tauri_plugin_notification::init())
        .manage(Tray::default())
        .manage(opener)
        .on_menu_event(|app, event| match tray::clicked(app, event.id()) {
            Some(Action::OpenWindow) => open(app),
            Some(Action::Send(command)) => submit(app, command),
            None => {}
        })
        .on_tray_icon_event(|app, event| {
            if let Some(icon) = tray::opens_window(&event) {
                app.state::<Opener>().open_beside(icon);
            }
        })
        .setup(move |app| {
            platform::become_tray(app);
            notices::make_clickable(app.handle())?;
            let told = watch::Sender::default();
            let installer = Installer::of_this_program(app.handle(), &arguments)?;
            if let Some(installer) = &installer {
                app.manage(Arc::clone(installer));
            }
            let opens = app.handle().clone();
            let engine = engine::start(&arguments, &name, installer, told.subscribe(), move || {
                open(&opens);
            });
            let Some(engine) = tauri::async_runtime::block_on(engine)? else {
                // Where there is no session bus, only the settings show that we
                // are the second start.
                app.handle().exit(0);
                return Ok(());
            };
            let handle = engine.handle().clone();
            tracing::info!("Porchlight {} has started", env!("CARGO_PKG_VERSION"));
            if let Err(error) = logs {
                tracing::warn!(kind = %error.kind(), "No log is kept");
                handle.remark(format!("No log is kept: {}", disk::why(&error)));
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
            tauri::async_runtime::spawn(wishes.fulfil(app.handle().clone(), handle.clone()));
            if let Some(missing) = update::not_installed(arguments.not_installed.as_ref()) {
                handle.remark(missing);
                // Whoever pressed the button is there to be told.
                open(app.handle());
            }
            tauri::async_runtime::spawn(notices::show_all(app.handle().clone(), handle.clone()));
            tauri::async_runtime::spawn(follow(app.handle().clone(), handle, arguments.hidden));
            tauri::async_runtime::spawn(end_when_asked(app.handle().clone()));
            Ok(())
        })
        .build(context)?
        .run(|app, event| {
            if platform::opens_again(&event) {
                open(app);
            }
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
                let goodbye = async {
                    let _ = handle.send(Command::Quit).await;
                    seat::has_answered().await;
                };
                let _ = tauri::async_runtime::block_on(async {
                    tokio::time::timeout(GOODBYE, goodbye).await
                });
                if let Some(installer) = app.try_state::<Arc<Installer>>() {
                    installer.end();
                }
            }
        });
    Ok(())
}

/// Opens the window or brings it to the front.
pub(crate) fn open(app: &AppHandle) {
    app.state::<Opener>().open(None);
}

/// Draws every change until the engine has ended; then the program ends too.
async fn follow(app: AppHandle, handle: Handle, hidden: bool) {
    let mut snapshots = handle.snapshots();
    // Before the first attempt, so that no host comes between the two.
    let mut hosts = platform::TrayHosts::listen().await;
    let mut panels = platform::Panels::listen();
    let mut in_tray = draw(&app, &snapshots, panels.now()).await;
    let asks = !snapshots.borrow().settings.registration.ready;
    if (!in_tray || asks) && !hidden {
        // Whoever started us should see something, and what there is to do first.
        open(&app);
    }
    loop {
        tokio::select! {
            changed = snapshots.changed() => {
                if changed.is_err() {
                    break;
                }
            }
            () = hosts.comes(), if !in_tray => {}
            () = panels.change() => {}
        }
        // Also where there was no tray: a host may have come without being
        // ready, and would not be announced again.
        in_tray = draw(&app, &snapshots, panels.now()).await;
    }
    app.state::<Opener>().end().await;
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
pub(crate) fn submit(app: &AppHandle, command: Command) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        if let Err(error) = send(&app, command).await {
            tracing::debug!(code = ?error.code, "A command failed");
        }
    });
}

/// Hands a command on and waits for it.
async fn send(app: &AppHandle, command: Command) -> Result<(), UserError> {
    let handle = app.state::<Handle>().inner().clone();
    if command != Command::Quit {
        return handle.send(command).await;
    }
    // The engine ends the session at Graph; no server may keep us from ending.
    let ending = tokio::time::timeout(GOODBYE, handle.send(command));
    let opener = app.state::<Opener>();
    let (outcome, ()) = tokio::join!(ending, opener.end());
    app.exit(0);
    outcome.unwrap_or(Ok(()))
}
