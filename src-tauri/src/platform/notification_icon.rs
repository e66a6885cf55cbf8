//! The icon of notifications: by its name where the desktop's theme has it, and
//! else a file. No theme knows the name of a program that was never installed,
//! but started from the folder it was built or unpacked in.

use std::ffi::OsString;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use tauri::Url;
use tempfile::NamedTempFile;

use super::linux::DESKTOP_ENTRY;

const PICTURE: &[u8] = include_bytes!("../../../icons/generated/128x128.png");

/// A name of the theme or the address of a file, as notifications take either.
#[expect(clippy::unnecessary_wraps, reason = "other systems know it themselves")]
pub(crate) fn notification_icon() -> Option<String> {
    Some(icon(|name| std::env::var_os(name)))
}

/// Asks `environment` for variables.
fn icon(environment: impl Fn(&str) -> Option<OsString>) -> String {
    if data_folders(&environment).iter().any(|data| has_icon(data)) {
        return DESKTOP_ENTRY.to_owned();
    }
    // Gone when the user's session ends.
    let folder = environment("XDG_RUNTIME_DIR").map(PathBuf::from);
    let folder = folder.filter(|folder| folder.is_absolute());
    let kept = folder.map(|folder| keep(&folder.join(format!("{DESKTOP_ENTRY}.png"))));
    match kept {
        Some(Ok(address)) => return address.into(),
        Some(Err(error)) => tracing::debug!(%error, "Notifications go without an icon"),
        None => {}
    }
    DESKTOP_ENTRY.to_owned()
}

/// Where the desktop's themes lie. What an `AppImage` has mounted for itself is
/// seen by nobody else.
fn data_folders(environment: &impl Fn(&str) -> Option<OsString>) -> Vec<PathBuf> {
    let set = |name| environment(name).filter(|value| !value.is_empty());
    let own = set("XDG_DATA_HOME").map(PathBuf::from);
    let own = own.or_else(|| Some(Path::new(&set("HOME")?).join(".local/share")));
    let shared = set("XDG_DATA_DIRS").unwrap_or_else(|| "/usr/local/share:/usr/share".into());
    let mounted = set("APPDIR").map(PathBuf::from);
    own.into_iter()
        .chain(std::env::split_paths(&shared))
        .filter(|data| mounted.as_ref().is_none_or(|own| !data.starts_with(own)))
        .collect()
}

fn has_icon(data: &Path) -> bool {
    let icons = data.join("icons/hicolor");
    [("scalable", "svg"), ("128x128", "png")]
        .iter()
        .map(|(size, ending)| format!("{size}/apps/{DESKTOP_ENTRY}.{ending}"))
        .any(|icon| icons.join(icon).exists())
}

/// Sees to it that the file has the picture, and returns its address.
fn keep(file: &Path) -> io::Result<Url> {
    if fs::read(file).is_ok_and(|found| found == PICTURE) {
        return address(file);
    }
    // A server that reads it just now finds a whole one, and a link that lies
    // there is replaced instead of followed.
    let folder = file.parent().ok_or(io::ErrorKind::InvalidFilename)?;
    let mut whole = NamedTempFile::new_in(folder)?;
    whole.write_all(PICTURE)?;
    whole.persist(file)?;
    address(file)
}

fn address(file: &Path) -> io::Result<Url> {
    Url::from_file_path(file).map_err(|()| io::ErrorKind::InvalidFilename.into())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    /// The icon where these folders lie in one, and the variables name them.
    fn icon_with(folder: &Path, variables: &[(&str, &str)]) -> String {
        icon(|asked| {
            let (_, place) = variables.iter().find(|(name, _)| *name == asked)?;
            Some(folder.join(place).into())
        })
    }

    fn install(data: &Path) {
        let icons = data.join("icons/hicolor/scalable/apps");
        fs::create_dir_all(&icons).unwrap();
        fs::write(icons.join(format!("{DESKTOP_ENTRY}.svg")), "").unwrap();
    }

    #[test]
    fn an_installed_program_s_icon_has_a_name() {
        let folder = tempfile::tempdir().unwrap();
        install(&folder.path().join("data"));
        install(&folder.path().join("home/.local/share"));
        for data in [
            ("XDG_DATA_HOME", "data"),
            ("XDG_DATA_DIRS", "data"),
            ("HOME", "home"),
        ] {
            let found = icon_with(folder.path(), &[data]);
            assert_eq!(found, DESKTOP_ENTRY, "{data:?}");
        }
    }

    #[test]
    fn any_other_s_is_a_file() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("run")).unwrap();
        install(&folder.path().join("mounted/share"));
        let file = folder
            .path()
            .join("run")
            .join(format!("{DESKTOP_ENTRY}.png"));
        let address = Url::from_file_path(&file).unwrap();
        for before in [None, Some(PICTURE), Some(b"an older one".as_slice())] {
            if let Some(before) = before {
                fs::write(&file, before).unwrap();
            }
            let variables = [
                ("XDG_RUNTIME_DIR", "run"),
                ("XDG_DATA_DIRS", "mounted/share"),
                ("APPDIR", "mounted"),
            ];
            assert_eq!(icon_with(folder.path(), &variables), address.as_str());
            assert_eq!(fs::read(&file).unwrap(), PICTURE);
        }
        let files = fs::read_dir(folder.path().join("run")).unwrap();
        assert_eq!(files.count(), 1);
    }

    #[test]
    fn what_lies_there_leads_nowhere_else_and_nothing_unfinished_stays() {
        let folder = tempfile::tempdir().unwrap();
        let run = folder.path().join("run");
        fs::create_dir(&run).unwrap();
        let file = run.join(format!("{DESKTOP_ENTRY}.png"));
        let theirs = folder.path().join("theirs");
        fs::write(&theirs, "theirs").unwrap();
        let variables = [("XDG_RUNTIME_DIR", "run"), ("XDG_DATA_DIRS", "data")];
        let names = || fs::read_dir(&run).unwrap().count();

        let guessed = file.with_extension(std::process::id().to_string());
        for link in [&file, &guessed] {
            std::os::unix::fs::symlink(&theirs, link).unwrap();
        }
        let address = Url::from_file_path(&file).unwrap();
        assert_eq!(icon_with(folder.path(), &variables), address.as_str());
        assert_eq!(fs::read(&theirs).unwrap(), b"theirs");
        let kept = fs::symlink_metadata(&file).unwrap();
        assert!(kept.is_file());
        assert_eq!(kept.permissions().mode() & 0o777, 0o600);
        assert_eq!(names(), 2);

        fs::remove_file(&file).unwrap();
        fs::create_dir(&file).unwrap();
        assert_eq!(icon_with(folder.path(), &variables), DESKTOP_ENTRY);
        assert_eq!(names(), 2);
    }

    #[test]
    fn where_no_file_can_be_kept_the_name_is_the_best_there_is() {
        let folder = tempfile::tempdir().unwrap();
        let none = ("XDG_DATA_DIRS", "data");
        for run in [none, ("XDG_RUNTIME_DIR", "missing")] {
            assert_eq!(icon_with(folder.path(), &[none, run]), DESKTOP_ENTRY);
        }
    }
}
