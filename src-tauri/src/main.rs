//! Porchlight in the tray.
fn main() {
    let _ = tauri::Builder::<tauri::Wry>::default().plugin(tauri_plugin_notification::init());
}
