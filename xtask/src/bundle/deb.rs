//! The package for Debian, Ubuntu and their relatives, made by dpkg's own tools.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::tree::{Family, compressed};
use super::{Bundle, Compression, Package};
use crate::failure::Failure;
use crate::process;

pub(super) fn make(bundle: &Bundle, work: &Path) -> Result<Package, Failure> {
    let tree = bundle.tree(work.join("tree"), Family::Debian)?;
    let version = format!("{}-1", bundle.version);
    let changelog = changelog(&version, &bundle.release_date("--rfc-email")?);
    add_documents(bundle, &tree, &changelog)?;
    let installed = tree.size()?;

    let debian = work.join("debian");
    fs::create_dir_all(&debian).map_err(Failure::file(&debian))?;
    for (name, content) in [
        ("control", bundle.source("control")?),
        ("changelog", changelog),
    ] {
        let path = debian.join(name);
        fs::write(&path, content).map_err(Failure::file(&path))?;
    }
    add_control(work, &tree)?;

    let mut pack = Command::new("dpkg-deb");
    pack.arg("--root-owner-group")
        .env("SOURCE_DATE_EPOCH", bundle.release_date("+%s")?);
    match bundle.compression {
        Compression::Smallest => pack.arg("-Zxz"),
        Compression::Fastest => pack.args(["-Zgzip", "-z1"]),
    };
    process::run(pack.arg("--build").arg(&tree.folder).arg(bundle.output))?;
    Ok(Package {
        file: super::made(bundle.output, "deb")?,
        installed,
    })
}

/// One entry; what changed is told in the project's own changelog.
fn changelog(version: &str, date: &str) -> String {
    format!(
        "porchlight ({version}) unstable; urgency=medium\n\n  \
         * The release of this version; changelog.gz says what is new.\n\n \
         -- The Porchlight developers <porchlight-app@users.noreply.github.com>  {date}\n"
    )
}

fn add_documents(bundle: &Bundle, tree: &super::Tree, changelog: &str) -> Result<(), Failure> {
    const PLACE: &str = "usr/share/doc/porchlight";
    let news = bundle.root.join("CHANGELOG.md");
    let news = fs::read(&news).map_err(Failure::file(&news))?;
    tree.add(&format!("{PLACE}/copyright"), bundle.source("copyright")?)?;
    tree.add(&format!("{PLACE}/changelog.gz"), compressed(&news)?)?;
    tree.add(
        &format!("{PLACE}/changelog.Debian.gz"),
        compressed(changelog.as_bytes())?,
    )
}

/// Writes what dpkg reads of a package: who needs what, and the sums of all files.
fn add_control(work: &Path, tree: &super::Tree) -> Result<(), Failure> {
    let files = tree.files()?;
    let sums = process::output(
        Command::new("md5sum")
            .args(&files)
            .current_dir(&tree.folder),
    )
    .ok_or_else(|| Failure::new("`md5sum` failed on the files of the package.", ""))?;
    tree.add("DEBIAN/md5sums", sums)?;

    let in_work = |program: &str| {
        let mut command = Command::new(program);
        command.current_dir(work);
        command
    };
    process::run(in_work("dpkg-shlibdeps").args([
        "-Tdebian/substvars",
        "tree/usr/bin/porchlight",
        "tree/usr/bin/porchlight-tray",
    ]))?;
    process::run(in_work("dpkg-gencontrol").args([
        "-pporchlight",
        "-Tdebian/substvars",
        "-fdebian/files",
        "-Ptree",
        "-Otree/DEBIAN/control",
    ]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_changelog_has_the_form_that_dpkg_reads() {
        assert_eq!(
            changelog("1.2.3-1", "Sat, 21 Nov 2026 00:00:00 +0000"),
            "porchlight (1.2.3-1) unstable; urgency=medium\n\n  \
             * The release of this version; changelog.gz says what is new.\n\n \
             -- The Porchlight developers <porchlight-app@users.noreply.github.com>  \
             Sat, 21 Nov 2026 00:00:00 +0000\n"
        );
    }
}
