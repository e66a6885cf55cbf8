//! Linux: an entry in the folder that every desktop starts programs from, as the
//! XDG specifications for autostart and desktop entries have it.

use std::path::PathBuf;
use std::{fs, io};

use crate::appimage;

/// What to do where the switch fails.
pub(super) const BY_HAND: &str =
    "See to it that you may write into ~/.config/autostart, or use your desktop's own settings";

/// Where only package managers write.
pub(super) const PACKAGED: [&str; 5] = ["/usr/bin", "/usr/lib", "/app", "/snap", "/nix/store"];

/// An `AppImage` lies elsewhere while it runs.
pub(super) fn program() -> io::Result<PathBuf> {
    let program = std::env::current_exe()?;
    Ok(appimage::file_of(&program).unwrap_or(program))
}

/// An entry that is hidden or turned off counts as none.
pub(super) fn is_on(name: &str) -> io::Result<bool> {
    match fs::read_to_string(file(name)?) {
        Ok(entry) => Ok(!is_off(&entry)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

pub(super) fn turn_on(name: &str, line: &[&str]) -> io::Result<()> {
    let file = file(name)?;
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(file, entry(line))
}

pub(super) fn turn_off(name: &str) -> io::Result<()> {
    super::gone(fs::remove_file(file(name)?))
}

fn file(name: &str) -> io::Result<PathBuf> {
    let folders = directories::BaseDirs::new();
    let folders = folders.ok_or(io::ErrorKind::NotFound)?;
    let folder = folders.config_dir().join("autostart");
    Ok(folder.join(format!("{name}.desktop")))
}

/// Settings of desktops leave the entry where it is and mark it.
fn is_off(entry: &str) -> bool {
    entry.lines().any(|line| {
        let line = line.split_once('=');
        let line = line.map(|(key, value)| (key.trim(), value.trim()));
        matches!(
            line,
            Some(("Hidden", "true") | ("X-GNOME-Autostart-enabled", "false"))
        )
    })
}

fn entry(line: &[&str]) -> String {
    let line: Vec<String> = line.iter().map(|word| quoted(word)).collect();
    format!(
        "[Desktop Entry]\n\
         Type=Application\n\
         Version=1.0\n\
         Name=Porchlight\n\
         Comment=Microsoft Teams presence in the tray\n\
         Exec={}\n\
         Icon=io.github.porchlight_app.Porchlight\n\
         Terminal=false\n\
         StartupNotify=false\n",
        line.join(" ")
    )
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

    #[test]
    fn an_entry_that_a_desktop_has_turned_off_is_off() {
        let entry = entry(&["/usr/bin/porchlight-tray", "--hidden"]);
        assert!(!is_off(&entry));
        for mark in ["Hidden=true", "X-GNOME-Autostart-enabled = false"] {
            assert!(is_off(&format!("{entry}{mark}\n")), "{mark}");
        }
        assert!(!is_off(&format!("{entry}Hidden=false\n")));
    }
}
