//! Embeds the window and writes the permissions of the window's commands.

use std::path::Path;

fn main() {
    let window = Path::new("../ui/dist/index.html");
    println!("cargo::rerun-if-changed=../ui/dist");
    assert!(
        window.exists(),
        "The window is not built. Run `npm ci && npm run build` in ui/, or `cargo xtask demo`, which does it."
    );
    let commands = tauri_build::AppManifest::new().commands(&[
        "send",
        "snapshot",
        "preview_expiry",
        "doctor",
        "photo",
        "export_people",
    ]);
    let attributes = tauri_build::Attributes::new().app_manifest(commands);
    if let Err(error) = tauri_build::try_build(attributes) {
        panic!("Tauri can't prepare the build: {error:#}");
    }
}
