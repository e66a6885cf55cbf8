//! The package for Fedora, openSUSE and their relatives. Which libraries it
//! needs rpm finds out itself, by names that all of them share.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::tree::{Family, Tree};
use super::{Bundle, Compression, Package};
use crate::failure::Failure;
use crate::process;

pub(super) fn make(bundle: &Bundle, work: &Path) -> Result<Package, Failure> {
    let tree = bundle.tree(work.join("tree"), Family::Fedora)?;
    add_documents(bundle, &tree)?;
    let contents = work.join("contents");
    fs::write(&contents, files_section(&tree.files()?)).map_err(Failure::file(&contents))?;
    let payload = match bundle.compression {
        Compression::Smallest => "w19.zstdio",
        Compression::Fastest => "w1.gzdio",
    };

    let mut pack = Command::new("rpmbuild");
    pack.args(["-bb", "--quiet"])
        .env("SOURCE_DATE_EPOCH", bundle.release_date("+%s")?);
    for (name, value) in [
        ("_topdir", work.display().to_string()),
        ("_rpmdir", bundle.output.display().to_string()),
        (
            "_rpmfilename",
            "%%{name}-%%{version}-%%{release}.%%{arch}.rpm".to_owned(),
        ),
        ("_build_id_links", "none".to_owned()),
        // The same content gives the same package, wherever it is made.
        ("_buildhost", "localhost".to_owned()),
        ("use_source_date_epoch_as_buildtime", "1".to_owned()),
        ("clamp_mtime_to_source_date_epoch", "1".to_owned()),
        ("_binary_payload", payload.to_owned()),
        ("porchlight_version", bundle.version.to_owned()),
        ("tree", tree.folder.display().to_string()),
        ("contents", contents.display().to_string()),
    ] {
        pack.arg("--define").arg(format!("{name} {value}"));
    }
    pack.arg(bundle.root.join(super::SOURCES).join("porchlight.spec"));
    process::run(&mut pack)?;
    Ok(Package {
        file: super::made(bundle.output, "rpm")?,
        installed: tree.size()?,
    })
}

fn add_documents(bundle: &Bundle, tree: &Tree) -> Result<(), Failure> {
    for (source, folder) in [("LICENSE", "licenses"), ("CHANGELOG.md", "doc")] {
        let path = bundle.root.join(source);
        let content = fs::read(&path).map_err(Failure::file(&path))?;
        tree.add(&format!("usr/share/{folder}/porchlight/{source}"), content)?;
    }
    let others = bundle.source("copyright")?;
    tree.add("usr/share/licenses/porchlight/copyright", others)
}

/// The part of the specification that lists the files, and the folders that are
/// the package's alone.
fn files_section(files: &[String]) -> String {
    let mut lines = vec!["%defattr(-,root,root,-)".to_owned()];
    for folder in ["licenses", "doc"] {
        lines.push(format!("%dir /usr/share/{folder}/porchlight"));
    }
    lines.extend(files.iter().map(|file| format!("/{file}")));
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_listed_from_the_root() {
        let files = ["usr/bin/porchlight".to_owned()];
        assert!(files_section(&files).ends_with("\n/usr/bin/porchlight\n"));
    }
}
