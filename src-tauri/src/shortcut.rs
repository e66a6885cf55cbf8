//! A shortcut that opens the window from every program, where somebody wants one.

use std::str::FromStr;

use porchlight_core::settings;
use tauri::AppHandle;
use tauri_plugin_global_shortcut::{Builder, GlobalShortcutExt, Shortcut, ShortcutState};

use crate::{app, platform};

/// Takes the shortcut from now on. What keeps it from working is a remark and
/// keeps nothing else.
///
/// # Errors
/// One sentence for the user.
pub(crate) fn take(app: &AppHandle, wanted: &settings::Shortcut) -> Result<(), String> {
    let settings::Shortcut { keys, place } = wanted;
    let shortcut = Shortcut::from_str(keys).map_err(|_| {
        format!("The shortcut “{keys}” from {place} is not one: write keys like Ctrl+Alt+P")
    })?;
    if shortcut.mods.is_empty() {
        return Err(format!(
            "The shortcut “{keys}” from {place} would be taken from every program: put Ctrl, Alt, Shift or Super before it"
        ));
    }
    platform::may_take_shortcuts()?;
    let plugin = Builder::new().with_handler(|app, _, event| {
        if event.state == ShortcutState::Pressed {
            app::open(app);
        }
    });
    let taken = app
        .plugin(plugin.build())
        .map_err(|error| error.to_string())
        .and_then(|()| {
            let taken = app.global_shortcut().register(shortcut);
            taken.map_err(|error| error.to_string())
        });
    taken.map_err(|error| {
        tracing::info!(%error, "The shortcut can't be taken");
        format!("The shortcut “{keys}” from {place} can't be taken: another program may have it")
    })
}
