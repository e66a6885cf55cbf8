//! A release's files and their SHA-256, as `sha256sum` writes them.

use crate::failure::Failure;

/// The files of one release.
pub(super) struct Checksums(Vec<Asset>);

/// One file that users download.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Asset {
    pub(super) name: String,
    /// In lower-case hexadecimal digits.
    pub(super) sha256: String,
}

impl Checksums {
    /// Reads lines of a checksum, two spaces (or a space and a star) and a name.
    pub(super) fn parse(text: &str) -> Result<Self, Failure> {
        let assets = text
            .lines()
            .filter(|line| !line.is_empty())
            .map(|line| asset(line).ok_or_else(|| not_a_checksum(line)))
            .collect::<Result<_, _>>()?;
        Ok(Self(assets))
    }

    /// Whether the release has a file of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|asset| asset.name == name)
    }

    /// The one file whose name ends so.
    pub(super) fn ending(&self, ending: &str) -> Result<&Asset, Failure> {
        let mut found = self.0.iter().filter(|asset| asset.name.ends_with(ending));
        match (found.next(), found.next()) {
            (Some(asset), None) => Ok(asset),
            (None, _) => Err(Failure::new(
                format!("No file of the release ends in {ending}."),
                "Every system's build must be there before the manifests are written.",
            )),
            (Some(one), Some(other)) => Err(Failure::new(
                format!(
                    "Both {} and {} end in {ending}, and only one can be meant.",
                    one.name, other.name
                ),
                "",
            )),
        }
    }
}

fn asset(line: &str) -> Option<Asset> {
    let (sha256, name) = line.split_once(' ')?;
    let name = name.strip_prefix([' ', '*'])?;
    let is_sha256 = sha256.len() == 64 && sha256.bytes().all(|byte| byte.is_ascii_hexdigit());
    (is_sha256 && !name.is_empty()).then(|| Asset {
        name: name.to_owned(),
        sha256: sha256.to_ascii_lowercase(),
    })
}

fn not_a_checksum(line: &str) -> Failure {
    Failure::new(
        format!("This is not a line of checksums: {line}"),
        "`sha256sum *` in the folder with the files writes them.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sums(text: &str) -> Checksums {
        Checksums::parse(text).unwrap()
    }

    #[test]
    fn a_file_is_found_by_the_end_of_its_name() {
        let digits = "0A".repeat(32);
        let sums = sums(&format!("{digits}  a.deb\n{digits} *b.exe\n"));
        let asset = sums.ending(".exe").unwrap();
        assert_eq!(asset.name, "b.exe");
        assert_eq!(asset.sha256, "0a".repeat(32));
    }

    #[test]
    fn a_file_that_is_missing_or_there_twice_is_told() {
        let digits = "0".repeat(64);
        let sums = sums(&format!("{digits}  a.deb\n{digits}  b.deb\n"));
        let missing = sums.ending(".dmg").unwrap_err().to_string();
        assert!(
            missing.contains("No file of the release ends in .dmg"),
            "{missing}"
        );
        let twice = sums.ending(".deb").unwrap_err().to_string();
        assert!(twice.contains("Both a.deb and b.deb"), "{twice}");
    }

    #[test]
    fn what_is_no_checksum_is_refused() {
        let digits = "0".repeat(64);
        for line in [
            "a.deb",
            "abc  a.deb",
            &format!("{digits} a.deb"),
            &format!("{digits}  "),
        ] {
            assert!(Checksums::parse(line).is_err(), "{line}");
        }
    }
}
