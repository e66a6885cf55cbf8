//! macOS: a file for all users, and the preferences that device management sets.

use std::fmt;
use std::io::{Cursor, ErrorKind};
use std::path::PathBuf;

use plist::Value;

use super::PolicySource;

pub(super) use super::unix::{is_guarded, is_personal};

/// The file in which macOS keeps the managed preferences of one program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Managed(PathBuf);

pub(super) fn places() -> Vec<PolicySource> {
    vec![
        PolicySource::File("/Library/Application Support/Porchlight/policy.toml".into()),
        PolicySource::Managed(Managed(
            "/Library/Managed Preferences/io.github.porchlight-app.Porchlight.plist".into(),
        )),
    ]
}

impl Managed {
    pub(super) fn read(&self) -> Result<Vec<(String, Option<String>)>, String> {
        let bytes = match std::fs::read(&self.0) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(crate::disk::why(&error)),
        };
        let values = Value::from_reader(Cursor::new(bytes))
            .map_err(|_| "it is damaged")?
            .into_dictionary()
            .ok_or("it is not a dictionary")?;
        Ok(values
            .into_iter()
            .filter(|(name, _)| !is_of_the_system(name))
            .map(|(name, value)| (name, value.into_string()))
            .collect())
    }
}

/// Device management leaves marks of its own beside our values.
fn is_of_the_system(name: &str) -> bool {
    name.starts_with('_') || name.starts_with("Payload")
}

impl fmt::Display for Managed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.display().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn managed_preferences_are_read_without_the_marks_of_the_system() {
        let folder = tempfile::tempdir().unwrap();
        let managed = Managed(folder.path().join("managed.plist"));
        assert_eq!(managed.read().unwrap(), []);
        let text = r#"<?xml version="1.0" encoding="UTF-8"?>
<plist version="1.0"><dict>
  <key>Tenant</key><string>contoso.example</string>
  <key>Cloud</key><integer>5</integer>
  <key>_manualProfile</key><true/>
  <key>PayloadUUID</key><string>x</string>
</dict></plist>"#;
        std::fs::write(&managed.0, text).unwrap();
        let mut said = managed.read().unwrap();
        said.sort();
        let tenant = ("Tenant".to_owned(), Some("contoso.example".to_owned()));
        assert_eq!(said, [("Cloud".to_owned(), None), tenant]);
        std::fs::write(&managed.0, "tenant").unwrap();
        assert!(managed.read().is_err());
    }
}
