//! What is updated by us, and what becomes of a file that a server offers.

// What takes the place of an AppImage is a file; elsewhere an installer would run.
#[cfg(target_os = "linux")]
mod served;

use clap::Parser as _;

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

#[test]
fn the_next_run_tells_of_an_installer_that_could_not_be_started_and_only_once() {
    let arguments = |words: &[&str]| words.iter().map(OsString::from).collect::<Vec<_>>();
    let first = begun_again(arguments(&["porchlight-tray", "--hidden"]), Some("9.0.0"));
    let told = arguments(&["porchlight-tray", "--hidden", "--not-installed=9.0.0"]);
    assert_eq!(first, told);
    let parsed = Arguments::parse_from(&told);
    let words = not_installed(parsed.not_installed.as_ref()).unwrap();
    assert!(
        words.starts_with("Version 9.0.0 was not installed"),
        "{words}"
    );

    let again = begun_again(told.clone(), Some("9.0.1"));
    let told_again = arguments(&["porchlight-tray", "--hidden", "--not-installed=9.0.1"]);
    assert_eq!(again, told_again);
    let plain = arguments(&["porchlight-tray", "--hidden"]);
    assert_eq!(begun_again(told, None), plain);
}

#[test]
fn the_version_that_was_missing_does_not_say_so_of_itself() {
    assert_eq!(not_installed(None), None);
    for (missing, is_told) in [
        ("0.0.9", false),
        (env!("CARGO_PKG_VERSION"), false),
        ("99.0.0", true),
    ] {
        let missing = missing.parse().unwrap();
        assert_eq!(
            not_installed(Some(&missing)).is_some(),
            is_told,
            "{missing}"
        );
    }
}

#[test]
fn the_share_is_told_in_tens() {
    for (part, whole, percent) in [
        (0, Some(200), 0),
        (19, Some(200), 0),
        (20, Some(200), 10),
        (199, Some(200), 90),
        (200, Some(200), 100),
        // More than was announced, nothing announced, or an empty file.
        (300, Some(200), 0),
        (300, None, 0),
        (0, Some(0), 0),
    ] {
        assert_eq!(tens_of_percent(part, whole), percent, "{part} of {whole:?}");
    }
}
