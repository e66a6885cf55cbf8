//! What is left when a disk is full: a test whose process may write nothing.
#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::Command;

use porchlight_core::settings::{Memory, Settings, Stored, Wanted};

const FOLDER: &str = "PORCHLIGHT_TEST_FULL_DISK";
const ID: &str = "11111111-2222-3333-4444-555555555555";

fn tries_to_save(folder: &Path) {
    let mut stored = Stored::default();
    stored.left_behind.push("another".to_owned());
    let memory = Memory::in_file(folder.join("state.json"));
    assert!(memory.save(&stored).is_err());

    let settings = Settings::load_under(&[], Some(folder), |_| None).expect("settings");
    let wanted = Wanted {
        client_id: ID.to_owned(),
        tenant: "contoso.com".to_owned(),
        cloud: "global".to_owned(),
    };
    let refused = settings.change(&wanted).expect("a change");
    let refused = refused.save().expect_err("no room");
    assert!(
        refused.title.contains("config.toml can't be written: "),
        "{refused}"
    );
}

/// Runs itself again under a shell's limit for files, where every write fails.
#[test]
fn a_full_disk_leaves_what_was_there() {
    if let Some(folder) = std::env::var_os(FOLDER) {
        return tries_to_save(Path::new(&folder));
    }
    let folder = tempfile::tempdir().unwrap();
    let config = "[account]\ntenant = \"fabrikam.com\"\n";
    fs::write(folder.path().join("config.toml"), config).unwrap();
    let memory = Memory::in_file(folder.path().join("state.json"));
    memory.save(&Stored::default()).unwrap();
    let files = || {
        let entries = fs::read_dir(folder.path()).unwrap();
        let paths = entries.map(|entry| entry.unwrap().path());
        let mut files: Vec<_> = paths.map(|path| (fs::read(&path).unwrap(), path)).collect();
        files.sort();
        files
    };
    let before = files();
    let again = Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 0; exec \"$0\" \"$@\""])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "a_full_disk_leaves_what_was_there"])
        .env(FOLDER, folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&again.stdout);
    assert!(
        again.status.success() && said.contains("1 passed"),
        "{said}"
    );
    assert_eq!(files(), before);
}
