//! The least a Tauri tray program can be: an icon, a menu and a window on
//! demand. What Porchlight weighs beyond this is Porchlight's own.

use tauri::menu::{Menu, MenuItem};
use tauri::tray::TrayIconBuilder;
use tauri::{RunEvent, WebviewUrl, WebviewWindowBuilder};

fn main() -> tauri::Result<()> {
    tauri::Builder::default()
        .setup(|app| {
            let open = MenuItem::with_id(app, "open", "Open", true, None::<&str>)?;
            TrayIconBuilder::new()
                .icon(tauri::include_image!(
                    "../../icons/generated/tray/available.png"
                ))
                .menu(&Menu::with_items(app, &[&open])?)
                .on_menu_event(|app, _| {
                    WebviewWindowBuilder::new(app, "main", WebviewUrl::default())
                        .build()
                        .unwrap_or_else(|error| panic!("Failed to open the window: {error}"));
                })
                .build(app)?;
            Ok(())
        })
        .build(tauri::generate_context!())?
        .run(|_, event| {
            if let RunEvent::ExitRequested {
                code: None, api, ..
            } = event
            {
                api.prevent_exit();
            }
        });
    Ok(())
}
