//! What is updated by us, and what becomes of a file that a server offers.

// What takes the place of an AppImage is a file; elsewhere an installer would run.
#[cfg(target_os = "linux")]
mod served;

use super::*;

#[test]
fn only_what_nobody_else_updates_is_ours() {
    let inside = Path::new("/tmp/.mount_PorchlAbCdEf/usr/bin/porchlight-tray");
    let image = Path::new("/home/me/Porchlight.AppImage");
    let bundle = Path::new("/Applications/Porchlight.app/Contents/MacOS/porchlight-tray");
    let built = Path::new("/home/me/target/debug/porchlight-tray");
    for (kind, program, image, is_ours) in [
        (Some(BundleType::AppImage), inside, Some(image), true),
        // Unpacked, for instance.
        (Some(BundleType::AppImage), inside, None, false),
        (Some(BundleType::Nsis), built, None, true),
        (Some(BundleType::App), bundle, None, true),
        (Some(BundleType::App), built, None, false),
        (Some(BundleType::Msi), built, None, false),
        (Some(BundleType::Deb), inside, Some(image), false),
        (Some(BundleType::Rpm), built, None, false),
        (None, inside, Some(image), false),
    ] {
        let found = is_ours_alone(kind.as_ref(), program, image);
        assert_eq!(found, is_ours, "{kind:?} at {}", program.display());
    }
}
