//! What a package installs, laid out below a folder as it will lie below `/`.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use flate2::{Compression, GzBuilder};

use super::{Bundle, IDENTIFIER, remove};
use crate::failure::Failure;
use crate::{icons, process};

/// The systems a package is for; each has places of its own for a few files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    Debian,
    Fedora,
}

/// The sizes that desktops ask for, in pixels.
const ICON_SIZES: [u32; 9] = [16, 22, 24, 32, 48, 64, 128, 256, 512];

const PROGRAMS: [&str; 2] = ["porchlight", "porchlight-tray"];

/// Files below a folder.
pub(super) struct Tree {
    pub(super) folder: PathBuf,
}

/// Lays out everything but what belongs to one format alone.
pub(super) fn lay_out(bundle: &Bundle, folder: PathBuf, family: Family) -> Result<Tree, Failure> {
    remove(&folder)?;
    let tree = Tree { folder };
    for name in PROGRAMS {
        tree.add_program(&bundle.programs.join(name))?;
    }
    for (folder, ending) in [("applications", "desktop"), ("metainfo", "metainfo.xml")] {
        let name = format!("{IDENTIFIER}.{ending}");
        let content = bundle.source(&name)?;
        tree.add(&format!("usr/share/{folder}/{name}"), content)?;
    }
    add_icons(&tree, bundle.root)?;
    add_manual(&tree, bundle.programs)?;
    add_completions(&tree, bundle.programs, family)?;
    Ok(tree)
}

fn add_icons(tree: &Tree, root: &Path) -> Result<(), Failure> {
    const THEME: &str = "usr/share/icons/hicolor";
    let application = icons::application(root)?;
    for pixels in ICON_SIZES {
        let path = format!("{THEME}/{pixels}x{pixels}/apps/{IDENTIFIER}.png");
        tree.add(&path, icons::png(&application, pixels)?)?;
    }
    for (source, folder, suffix) in [
        ("app.svg", "scalable", ""),
        ("app-symbolic.svg", "symbolic", "-symbolic"),
    ] {
        let source = root.join("icons").join(source);
        let content = fs::read(&source).map_err(Failure::file(&source))?;
        tree.add(
            &format!("{THEME}/{folder}/apps/{IDENTIFIER}{suffix}.svg"),
            content,
        )?;
    }
    Ok(())
}

/// The programs know their own manual.
fn add_manual(tree: &Tree, programs: &Path) -> Result<(), Failure> {
    const PLACE: &str = "usr/share/man/man1";
    let pages = tree.folder.with_extension("pages");
    remove(&pages)?;
    printed(
        programs,
        "porchlight",
        &["man", &pages.display().to_string()],
    )?;
    for page in fs::read_dir(&pages).map_err(Failure::file(&pages))? {
        let page = page.map_err(Failure::file(&pages))?.path();
        let name = page.file_name().unwrap_or_default().to_string_lossy();
        let content = fs::read(&page).map_err(Failure::file(&page))?;
        tree.add(&format!("{PLACE}/{name}.gz"), compressed(&content)?)?;
    }
    let page = printed(programs, "porchlight-tray", &["--man"])?;
    tree.add(
        &format!("{PLACE}/porchlight-tray.1.gz"),
        compressed(page.as_bytes())?,
    )
}

fn add_completions(tree: &Tree, programs: &Path, family: Family) -> Result<(), Failure> {
    let zsh = match family {
        Family::Debian => "zsh/vendor-completions",
        Family::Fedora => "zsh/site-functions",
    };
    for (shell, folder, name) in [
        ("bash", "bash-completion/completions", "porchlight"),
        ("zsh", zsh, "_porchlight"),
        ("fish", "fish/vendor_completions.d", "porchlight.fish"),
    ] {
        let script = printed(programs, "porchlight", &["completions", shell])?;
        tree.add(&format!("usr/share/{folder}/{name}"), script)?;
    }
    Ok(())
}

/// What one of the programs prints.
fn printed(programs: &Path, name: &str, arguments: &[&str]) -> Result<String, Failure> {
    let mut command = Command::new(programs.join(name));
    process::output(command.args(arguments))
        .ok_or_else(|| Failure::new(format!("`{}` failed.", process::shown(&command)), ""))
}

/// Gzip without name and time, so that the same content gives the same file.
pub(super) fn compressed(content: &[u8]) -> Result<Vec<u8>, Failure> {
    let mut gzip = GzBuilder::new().write(Vec::new(), Compression::best());
    gzip.write_all(content)
        .and_then(|()| gzip.finish())
        .map_err(Failure::during("compress a file"))
}

impl Tree {
    /// Adds a file that everybody may read.
    pub(super) fn add(&self, path: &str, content: impl AsRef<[u8]>) -> Result<(), Failure> {
        let path = self.folder.join(path);
        self.make_folders(&path)?;
        fs::write(&path, content).map_err(Failure::file(&path))?;
        set_mode(&path, 0o644)
    }

    /// Adds a program without what only a debugger reads.
    fn add_program(&self, source: &Path) -> Result<(), Failure> {
        let path = self
            .folder
            .join("usr/bin")
            .join(source.file_name().unwrap_or_default());
        self.make_folders(&path)?;
        process::run(
            Command::new("strip")
                .args(["--strip-unneeded", "--remove-section=.comment", "-o"])
                .args([&path, source]),
        )?;
        set_mode(&path, 0o755)
    }

    /// Makes the folders above a path, open to everybody whatever the umask.
    fn make_folders(&self, path: &Path) -> Result<(), Failure> {
        let Some(parent) = path.parent() else {
            return Ok(());
        };
        fs::create_dir_all(parent).map_err(Failure::file(parent))?;
        for folder in parent
            .ancestors()
            .take_while(|folder| folder.starts_with(&self.folder))
        {
            set_mode(folder, 0o755)?;
        }
        Ok(())
    }

    /// Every file, by its path without a leading slash, in order.
    pub(super) fn files(&self) -> Result<Vec<String>, Failure> {
        let mut files = Vec::new();
        let mut folders = vec![self.folder.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).map_err(Failure::file(&folder))? {
                let path = entry.map_err(Failure::file(&folder))?.path();
                if path.is_dir() {
                    folders.push(path);
                } else if let Ok(inside) = path.strip_prefix(&self.folder) {
                    files.push(inside.display().to_string());
                }
            }
        }
        files.sort();
        Ok(files)
    }

    /// Bytes, all files together.
    pub(super) fn size(&self) -> Result<u64, Failure> {
        let mut bytes = 0;
        for file in self.files()? {
            let path = self.folder.join(file);
            bytes += fs::metadata(&path).map_err(Failure::file(&path))?.len();
        }
        Ok(bytes)
    }
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) -> Result<(), Failure> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).map_err(Failure::file(path))
}

/// No packages are made here.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "fails as it does on Unix")]
fn set_mode(_path: &Path, _mode: u32) -> Result<(), Failure> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_knows_its_files_and_their_size() {
        let folder = tempfile::tempdir().unwrap();
        let tree = Tree {
            folder: folder.path().join("tree"),
        };
        tree.add("usr/share/b", "four").unwrap();
        tree.add("usr/bin/a", "").unwrap();
        assert_eq!(tree.files().unwrap(), ["usr/bin/a", "usr/share/b"]);
        assert_eq!(tree.size().unwrap(), 4);
    }

    #[test]
    fn the_same_content_compresses_to_the_same_bytes() {
        assert_eq!(compressed(b"page").unwrap(), compressed(b"page").unwrap());
    }
}
