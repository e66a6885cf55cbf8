//! `cargo xtask release`: what a release needs besides the packages themselves.

mod checksums;
mod manifests;
mod signing;
mod template;
mod updates;

use std::path::{Path, PathBuf};

use clap::Subcommand;

use crate::failure::Failure;
pub(crate) use signing::{Signing, for_bundler};
pub(crate) use updates::{PRIVATE_KEY, key, packed};

/// The version of everything here, which a release's tag repeats.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

#[derive(Subcommand)]
pub(crate) enum Release {
    /// Fail unless the tag names the version in Cargo.toml
    Check {
        /// As pushed: `v1.2.3`
        tag: String,
    },
    /// Say what will be signed here, and which secrets are missing for it
    Signing,
    /// Write the manifests for winget, Homebrew and Flatpak
    Manifests {
        /// The release's SHA256SUMS
        #[arg(long, value_name = "FILE")]
        checksums: PathBuf,
        /// Where the release is published on GitHub
        #[arg(long, value_name = "OWNER/NAME")]
        repository: String,
        /// The folder to write to
        #[arg(long, value_name = "FOLDER")]
        into: PathBuf,
    },
    /// Sign what installed programs replace themselves with, if the key is there
    Sign {
        /// The folder with all files of the release, where signatures go, too
        #[arg(long, value_name = "FOLDER")]
        folder: PathBuf,
    },
    /// Write what installed programs update themselves from, if it is signed
    Updates {
        /// The folder with all files of the release, where it goes, too
        #[arg(long, value_name = "FOLDER")]
        folder: PathBuf,
        /// Where the release is published on GitHub
        #[arg(long, value_name = "OWNER/NAME")]
        repository: String,
    },
}

pub(crate) fn run(root: &Path, release: &Release) -> Result<(), Failure> {
    match release {
        Release::Check { tag } => {
            check(tag, VERSION)?;
            println!("{tag} is the version in Cargo.toml.");
        }
        Release::Signing => {
            println!("{}", Signing::here().told());
        }
        Release::Manifests {
            checksums,
            repository,
            into,
        } => {
            let written = manifests::write(root, checksums, repository, into)?;
            println!("Wrote {written} manifests to {}.", into.display());
        }
        Release::Sign { folder } => {
            if updates::sign(root, folder)? {
                println!("Signed what programs update to in {}.", folder.display());
            }
        }
        Release::Updates { folder, repository } => {
            match updates::write(folder, repository, key().as_deref())? {
                Some(count) => println!("Installed programs update themselves on {count} targets."),
                None => {
                    println!("Nothing is signed for updates: programs only tell of this version.");
                }
            }
        }
    }
    Ok(())
}

fn check(tag: &str, version: &str) -> Result<(), Failure> {
    if tag.strip_prefix('v') == Some(version) {
        return Ok(());
    }
    Err(Failure::new(
        format!("The tag is {tag}, and Cargo.toml says {version}."),
        format!("Change the version in Cargo.toml, or name the tag v{version}."),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_names_the_version_or_is_refused() {
        assert!(check("v1.2.3", "1.2.3").is_ok());
        for tag in ["1.2.3", "v1.2.4", "v1.2.3-rc.1", ""] {
            assert!(check(tag, "1.2.3").is_err(), "{tag}");
        }
    }
}
