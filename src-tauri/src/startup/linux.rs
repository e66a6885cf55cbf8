//! Linux: an entry in the folder that every desktop starts programs from, as the
//! XDG specifications for autostart and desktop entries have it.

use std::fs::{self, Permissions};
use std::io::{self, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use crate::appimage;

/// What to do where the switch fails.
pub(super) const BY_HAND: &str =
    "See to it that you may write into ~/.config/autostart, or use your desktop's own settings";

/// What the keys of an entry itself stand under.
const ENTRY: &str = "[Desktop Entry]";

/// The key of the line to start.
const EXEC: &str = "Exec";

/// Marks that turn an entry off and leave it where it is, as settings of desktops
/// do, each with the value that does.
const MARKS: [(&str, &str); 2] = [("Hidden", "true"), ("X-GNOME-Autostart-enabled", "false")];

/// Where only package managers write.
pub(super) const PACKAGED: [&str; 5] = ["/usr/bin", "/usr/lib", "/app", "/snap", "/nix/store"];

/// An `AppImage` lies elsewhere while it runs.
pub(super) fn program() -> io::Result<PathBuf> {
    let program = std::env::current_exe()?;
    Ok(appimage::file_of(&program).unwrap_or(program))
}

/// An entry that is hidden, turned off or starts nothing counts as none.
pub(super) fn is_on(name: &str) -> io::Result<bool> {
    let entry = read(&file(name)?)?;
    Ok(entry.is_some_and(|entry| starts(&entry)))
}

pub(super) fn turn_on(name: &str, line: &[&str]) -> io::Result<()> {
    let file = file(name)?;
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    on(&file, line)
}

pub(super) fn turn_off(name: &str) -> io::Result<()> {
    off(&file(name)?)
}

fn file(name: &str) -> io::Result<PathBuf> {
    let folders = directories::BaseDirs::new();
    let folders = folders.ok_or(io::ErrorKind::NotFound)?;
    let folder = folders.config_dir().join("autostart");
    Ok(folder.join(format!("{name}.desktop")))
}

/// What somebody has added to an entry stays, and so does a line of their own.
fn on(file: &Path, line: &[&str]) -> io::Result<()> {
    let before = read(file)?.filter(|entry| is_entry(entry));
    let exec = exec(line);
    let after = match &before {
        None => entry(&exec),
        Some(before) => {
            let shown = unmarked(before);
            if value(before, EXEC).is_some_and(|line| !line.is_empty() && !is_ours(line)) {
                shown
            } else {
                with(&shown, EXEC, Some(&exec))
            }
        }
    };
    if before.as_ref() == Some(&after) {
        return Ok(());
    }
    write(file, &after)
}

/// Only what is ours to the last word is removed. All else is marked, as desktops
/// do.
fn off(file: &Path) -> io::Result<()> {
    let Some(before) = read(file)? else {
        return Ok(());
    };
    let exec = value(&before, EXEC).unwrap_or_default();
    let is_whole = without_exec(&unmarked(&before)) == without_exec(&entry(exec));
    let is_link = fs::symlink_metadata(file)?.is_symlink();
    if is_whole && is_ours(exec) && !is_link {
        return super::gone(fs::remove_file(file));
    }
    if !starts(&before) {
        return Ok(());
    }
    let [(mark, set), _] = MARKS;
    write(file, &with(&before, mark, Some(set)))
}

/// None where there is no such file, or something else than a file.
fn read(file: &Path) -> io::Result<Option<String>> {
    match fs::metadata(file) {
        Ok(found) if found.is_file() || found.is_dir() => fs::read_to_string(file).map(Some),
        Ok(_) => Ok(None),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Writes all of it or nothing. A link is replaced: what it leads to is not ours.
fn write(file: &Path, entry: &str) -> io::Result<()> {
    let folder = file.parent().ok_or(io::ErrorKind::InvalidFilename)?;
    let mut whole = tempfile::Builder::new()
        .permissions(Permissions::from_mode(0o666))
        .tempfile_in(folder)?;
    whole.write_all(entry.as_bytes())?;
    whole.as_file().sync_all()?;
    whole.persist(file)?;
    Ok(())
}

fn is_entry(text: &str) -> bool {
    text.lines().any(|line| line.trim() == ENTRY)
}

/// Whether a desktop starts anything by it.
fn starts(entry: &str) -> bool {
    let is_marked = |(mark, off): &(&str, &str)| value(entry, mark) == Some(off);
    value(entry, EXEC).is_some_and(|line| !line.is_empty()) && !MARKS.iter().any(is_marked)
}

/// Whether we have written a line to start, with this or another path.
fn is_ours(line: &str) -> bool {
    line.starts_with('"') && line.contains("\" \"--hidden\"")
}

/// The value of a key of the entry itself: further actions have keys of their own.
fn value<'a>(entry: &'a str, key: &str) -> Option<&'a str> {
    let lines = entry.lines().map(str::trim);
    let mut own = lines
        .skip_while(|line| *line != ENTRY)
        .skip(1)
        .take_while(|line| !line.starts_with('['));
    own.find_map(|line| {
        let (name, value) = line.split_once('=')?;
        (name.trim_end() == key).then_some(value.trim_start())
    })
}

/// The same entry with another value of a key, or without the key.
fn with(entry: &str, key: &str, wanted: Option<&str>) -> String {
    let new = wanted.map(|wanted| format!("{key}={wanted}\n"));
    let mut new = new.as_deref();
    let is_there = value(entry, key).is_some();
    let mut is_own = false;
    let mut written = String::new();
    for line in entry.lines() {
        let begins = line.trim().starts_with('[');
        if begins {
            is_own = line.trim() == ENTRY;
        }
        let name = line.split_once('=').map(|(name, _)| name.trim());
        let is_it = is_own && name == Some(key);
        if !is_it {
            written.push_str(line);
            written.push('\n');
        }
        if is_it || (begins && is_own && !is_there) {
            written.push_str(new.take().unwrap_or_default());
        }
    }
    written
}

fn unmarked(entry: &str) -> String {
    let [(first, _), (second, _)] = MARKS;
    with(&with(entry, first, None), second, None)
}

fn without_exec(entry: &str) -> String {
    with(entry, EXEC, None)
}

fn entry(exec: &str) -> String {
    format!(
        "{ENTRY}\n\
         Type=Application\n\
         Version=1.0\n\
         Name=Porchlight\n\
         Comment=Microsoft Teams presence in the tray\n\
         {EXEC}={exec}\n\
         Icon=io.github.porchlight_app.Porchlight\n\
         Terminal=false\n\
         StartupNotify=false\n"
    )
}

fn exec(line: &[&str]) -> String {
    let line: Vec<String> = line.iter().map(|word| quoted(word)).collect();
    line.join(" ")
}

/// One argument of `Exec`: quoted, and its backslashes once more as in every
/// value of an entry. `%` alone would mean a file to open.
fn quoted(word: &str) -> String {
    let mut quoted = String::from('"');
    for letter in word.chars() {
        match letter {
            '\\' => quoted.push_str(r"\\\\"),
            '"' | '`' | '$' => {
                quoted.push_str(r"\\");
                quoted.push(letter);
            }
            '%' => quoted.push_str("%%"),
            '\n' => quoted.push_str(r"\n"),
            '\t' => quoted.push_str(r"\t"),
            '\r' => quoted.push_str(r"\r"),
            _ => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_argument_is_taken_as_it_is_whatever_is_in_it() {
        for (word, written) in [
            ("--hidden", r#""--hidden""#),
            ("/opt/My Programs/p", r#""/opt/My Programs/p""#),
            (r"/a\b", r#""/a\\\\b""#),
            (r#"/a"b"#, r#""/a\\"b""#),
            ("/$HOME/`x`", r#""/\\$HOME/\\`x\\`""#),
            ("/100%", r#""/100%%""#),
            ("/a\nExec=evil", r#""/a\nExec=evil""#),
        ] {
            assert_eq!(quoted(word), written, "{word}");
        }
    }

    const LINE: [&str; 2] = ["/usr/bin/porchlight-tray", "--hidden"];

    /// A file in a folder of its own, with this in it.
    fn file_with(text: Option<&str>) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("p.desktop");
        if let Some(text) = text {
            fs::write(&file, text).unwrap();
        }
        (folder, file)
    }

    fn is_on_in(file: &Path) -> bool {
        read(file).unwrap().is_some_and(|entry| starts(&entry))
    }

    #[test]
    fn an_entry_that_is_turned_off_or_starts_nothing_is_off() {
        let entry = entry(&exec(&LINE));
        for (text, is_on) in [
            (entry.clone(), true),
            (format!("{entry}Hidden=false\n"), true),
            (format!("{entry}Hidden=true\n"), false),
            (format!("{entry}X-GNOME-Autostart-enabled = false\n"), false),
            (format!("{entry}[Desktop Action x]\nHidden=true\n"), true),
            (String::new(), false),
            ("[Desktop Entry]\nExec=\n".to_owned(), false),
            ("Exec=porchlight-tray\n".to_owned(), false),
        ] {
            let (_folder, file) = file_with(Some(&text));
            assert_eq!(is_on_in(&file), is_on, "{text}");
        }
    }

    #[test]
    fn what_is_ours_comes_and_goes_whole() {
        let ours = entry(&exec(&LINE));
        let elsewhere = entry(&exec(&["/old/place/porchlight-tray", "--hidden"]));
        for before in [
            None,
            Some(String::new()),
            Some(format!("{ours}Hidden=true\n")),
            Some(elsewhere),
        ] {
            let (folder, file) = file_with(before.as_deref());
            on(&file, &LINE).unwrap();
            assert!(is_on_in(&file), "{before:?}");
            let written = fs::read_to_string(&file).unwrap();
            assert_eq!(value(&written, EXEC), Some(&*exec(&LINE)), "{before:?}");
            off(&file).unwrap();
            off(&file).unwrap();
            let left = fs::read_dir(folder.path()).unwrap().count();
            assert_eq!(left, 0, "{before:?}");
        }
    }

    #[test]
    fn what_somebody_has_written_is_kept() {
        let (own_line, delay) = (
            "Exec=sh -c \"sleep 9; porchlight-tray\"",
            "X-GNOME-Autostart-Delay=9",
        );
        for (text, kept) in [
            (format!("{}{delay}\n", entry(&exec(&LINE))), vec![delay]),
            (
                format!("# mine\n{ENTRY}\n{own_line}\n{delay}\n\n[Desktop Action x]\nExec=x\n"),
                vec!["# mine", own_line, delay, "[Desktop Action x]", "Exec=x"],
            ),
        ] {
            let (_folder, file) = file_with(Some(&text));
            for on_or_off in [false, true, true, false] {
                let done = if on_or_off {
                    on(&file, &LINE)
                } else {
                    off(&file)
                };
                done.unwrap();
                let written = fs::read_to_string(&file).unwrap();
                assert_eq!(starts(&written), on_or_off, "{written}");
                for line in &kept {
                    assert!(written.lines().any(|own| own == *line), "{line}: {written}");
                }
            }
        }
    }

    #[test]
    fn what_a_link_leads_to_is_left_alone() {
        let text = format!("{}{}", entry(&exec(&LINE)), "X-Mine=1\n");
        let (folder, target) = file_with(Some(&text));
        let link = folder.path().join("link.desktop");
        std::os::unix::fs::symlink(&target, &link).unwrap();
        on(&link, &LINE).unwrap();
        assert!(
            fs::symlink_metadata(&link).unwrap().is_symlink(),
            "it is on"
        );
        for on_or_off in [false, true] {
            let done = if on_or_off {
                on(&link, &LINE)
            } else {
                off(&link)
            };
            done.unwrap();
            assert_eq!(is_on_in(&link), on_or_off);
            assert_eq!(fs::read_to_string(&target).unwrap(), text);
        }
        // A way to mask an entry.
        fs::remove_file(&link).unwrap();
        std::os::unix::fs::symlink("/dev/null", &link).unwrap();
        off(&link).unwrap();
        assert!(!is_on_in(&link));
        on(&link, &LINE).unwrap();
        assert!(is_on_in(&link));
    }

    const FULL: &str = "PORCHLIGHT_TEST_FULL_DISK";

    /// Runs itself again under a shell's limit for files, where every write fails.
    #[test]
    fn a_full_disk_leaves_what_was_there() {
        if let Some(file) = std::env::var_os(FULL) {
            assert!(on(Path::new(&file), &LINE).is_err());
            return;
        }
        let off = format!("{}Hidden=true\n", entry(&exec(&LINE)));
        for before in [None, Some(off.as_str())] {
            let (folder, file) = file_with(before);
            let again = std::process::Command::new("sh")
                .args(["-c", "trap '' XFSZ; ulimit -f 0; exec \"$0\" \"$@\""])
                .arg(std::env::current_exe().unwrap())
                .arg("a_full_disk_leaves_what_was_there")
                .env(FULL, &file)
                .output()
                .unwrap();
            let said = String::from_utf8_lossy(&again.stdout);
            assert!(
                again.status.success() && said.contains("1 passed"),
                "{said}"
            );
            assert_eq!(fs::read_to_string(&file).ok().as_deref(), before);
            let left = fs::read_dir(folder.path()).unwrap().count();
            assert_eq!(left, usize::from(before.is_some()));
        }
    }
}
