use std::ffi::OsStr;

use super::*;

fn plan(system: System, triple: &str) -> Plan {
    Plan {
        system,
        triple: triple.to_owned(),
    }
}

#[test]
fn archives_say_what_they_are_for() {
    #[track_caller]
    fn check(system: System, triple: &str, end: &str) {
        let name = plan(system, triple).archive_name();
        assert_eq!(name, format!("porchlight-{VERSION}-{end}"));
    }
    check(System::Macos, UNIVERSAL, "universal-macos.tar.gz");
    check(
        System::Windows,
        "aarch64-pc-windows-msvc",
        "aarch64-windows.zip",
    );
    check(
        System::Debian,
        "x86_64-unknown-linux-gnu",
        "x86_64-linux.tar.gz",
    );
}

#[test]
fn a_universal_program_is_built_for_both_processors() {
    assert_eq!(
        plan(System::Macos, UNIVERSAL).triples(),
        ["aarch64-apple-darwin", "x86_64-apple-darwin"]
    );
    let windows = plan(System::Windows, "x86_64-pc-windows-msvc");
    assert_eq!(windows.triples(), ["x86_64-pc-windows-msvc"]);
}

#[test]
fn the_bundler_gets_the_command_line_to_put_inside() {
    let windows = plan(System::Windows, "x86_64-pc-windows-msvc");
    let missing = Signing::Missing(vec!["AZURE_CLIENT_ID"]);
    let target = Path::new("/target");
    let root = Path::new("/root");
    let built = process::shown(&windows.builder(root, target));
    let bundled = process::shown(&windows.bundler(root, target, &missing));
    let beside = target.join("beside").join("porchlight");
    let configuration = json!({
        "identifier": IDENTIFIER,
        "bundle": { "externalBin": [beside] },
    });
    let same = "--ci --target x86_64-pc-windows-msvc --features custom-protocol";
    let expected = format!("build {same} --no-bundle --config {configuration} -- --locked");
    assert!(built.ends_with(&expected), "{built}");
    let expected = format!("bundle {same} --bundles nsis,msi --config {configuration}");
    assert!(bundled.ends_with(&expected), "{bundled}");
}

#[test]
fn the_bundler_never_sees_the_key_for_updates() {
    let linux = plan(System::Debian, "x86_64-unknown-linux-gnu");
    let bundler = linux.bundler(Path::new("/root"), Path::new("/target"), &Signing::None);
    for name in release::PRIVATE_KEY {
        let removed = (OsStr::new(name), None);
        assert!(bundler.get_envs().any(|set| set == removed), "{name}");
    }
    assert!(!process::shown(&bundler).contains("createUpdaterArtifacts"));
}

#[test]
fn macos_packs_the_application_and_nothing_beside_it() {
    let macos = plan(System::Macos, UNIVERSAL);
    let folder = tempfile::tempdir().unwrap();
    let app = macos.bundled(folder.path(), "app").join("Porchlight.app");
    fs::create_dir_all(app.join("Contents")).unwrap();
    fs::write(app.join("Contents/Info.plist"), "words").unwrap();
    fs::write(app.with_extension("dmg"), "words").unwrap();
    let archive = folder.path().join("a.app.tar.gz");
    let packer = macos.packer(folder.path(), &archive).status().unwrap();
    assert!(packer.success());
    let listed = process::output(Command::new("tar").arg("-tf").arg(archive)).unwrap();
    let listed: Vec<_> = listed.lines().collect();
    // The updater leaves out the first part of each path.
    let expected = [
        "Porchlight.app/",
        "Porchlight.app/Contents/",
        "Porchlight.app/Contents/Info.plist",
    ];
    assert_eq!(listed, expected);
}

#[test]
fn a_kind_that_is_missing_is_told_whatever_else_there_is() {
    let windows = plan(System::Windows, "x86_64-pc-windows-msvc");
    let folder = tempfile::tempdir().unwrap();
    let make = |kind: &str, name: &str| {
        let place = windows.bundled(folder.path(), kind);
        fs::create_dir_all(&place).unwrap();
        fs::write(place.join(name), "a program").unwrap();
    };
    let setup = format!("Porchlight_{VERSION}_x64-setup.exe");
    make("nsis", &setup);
    make("nsis", &format!("{setup}.sig"));
    make("msi", "Porchlight_0.0.0_x64_en-US.msi");
    make("msi", &format!("Porchlight_{VERSION}_x64_en-US.wixpdb"));
    let into = folder.path();
    let why = windows.collect(folder.path(), into).unwrap_err();
    assert!(why.to_string().contains("No file for msi"), "{why}");

    let package = format!("Porchlight_{VERSION}_x64_en-US.msi");
    make("msi", &package);
    let names = windows.collect(folder.path(), into).unwrap();
    assert_eq!(names, [setup, package]);
}

#[test]
fn what_is_built_and_what_is_bundled_have_one_identifier() {
    for system in ["macos", "windows"] {
        let file = format!("src-tauri/tauri.{system}.conf.json");
        let text = fs::read_to_string(crate::root().join(file)).unwrap();
        let configuration: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(configuration["identifier"], IDENTIFIER, "{system}");
    }
}
