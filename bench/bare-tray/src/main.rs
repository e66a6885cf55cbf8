//! The least a Tauri tray program can be: an icon, a menu and a window on
//! demand. What Porchlight weighs beyond this is Porchlight's own.

use tauri::menu::{Menu, MenuItem};
use tauri::tray::TrayIconBuilder;
use tauri::{AppHandle, Manager, RunEvent, WebviewUrl, WebviewWindowBuilder};

fn main() -> tauri::Result<()> {
    tauri::Builder::default()
        .setup(|app| {
            let open = MenuItem::with_id(app, "open", "Open", true, None::<&str>)?;
            let close = MenuItem::with_id(app, "close", "Close", true, None::<&str>)?;
            TrayIconBuilder::new()
                .icon(tauri::include_image!(
                    "../../icons/generated/tray/available.png"
                ))
                .menu(&Menu::with_items(app, &[&open, &close])?)
                .on_menu_event(|app, event| {
                    let done = match event.id().as_ref() {
                        "open" => open_window(app),
                        _ => close_window(app),
                    };
                    done.unwrap_or_else(|error| panic!("Failed to use the window: {error}"));
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

fn open_window(app: &AppHandle) -> tauri::Result<()> {
    WebviewWindowBuilder::new(app, "main", WebviewUrl::default())
        .build()
        .map(drop)
}

fn close_window(app: &AppHandle) -> tauri::Result<()> {
    app.get_webview_window("main")
        .map_or(Ok(()), |window| window.destroy())
}
