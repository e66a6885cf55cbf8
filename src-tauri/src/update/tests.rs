//! What is updated by us, and what becomes of a file that a server offers.

// What takes the place of an AppImage is a file; elsewhere an installer would run.
#[cfg(target_os = "linux")]
mod served;

use super::*;

#[test]
fn only_what_nobody_else_updates_is_ours() {
    let mounted = std::env::temp_dir().join(".mount_PorchlAbCdEf");
    let inside = mounted.join("usr/bin/porchlight-tray");
    let [mounted, inside] = [&mounted, &inside];
    let unpacked = Path::new("/home/me/squashfs-root/usr/bin/porchlight-tray");
    let bundle = Path::new("/Applications/Porchlight.app/Contents/MacOS/porchlight-tray");
    let built = Path::new("/home/me/target/debug/porchlight-tray");
    for (kind, program, image, is_ours) in [
        (
            Some(BundleType::AppImage),
            &**inside,
            Some(&**mounted),
            true,
        ),
        (Some(BundleType::AppImage), inside, None, false),
        // Unpacked, and started by a program that runs from another image.
        (Some(BundleType::AppImage), unpacked, Some(mounted), false),
        (
            Some(BundleType::AppImage),
            unpacked,
            Some(Path::new("/home/me")),
            false,
        ),
        (Some(BundleType::Nsis), built, None, true),
        (Some(BundleType::App), bundle, None, true),
        (Some(BundleType::App), built, None, false),
        (Some(BundleType::Msi), built, None, false),
        (Some(BundleType::Deb), inside, Some(mounted), false),
        (Some(BundleType::Rpm), built, None, false),
        (None, inside, Some(mounted), false),
    ] {
        let found = is_ours_alone(kind.as_ref(), program, image);
        assert_eq!(found, is_ours, "{kind:?} at {}", program.display());
    }
}
