//! Windows: the registry key that group policy fills, and only administrators
//! may write. There is no file: any user may make a folder where one would lie.

use std::fmt;
use std::io;
use std::path::Path;

use windows_registry::{Key, LOCAL_MACHINE};

use super::PolicySource;

/// The registry's word for a key that is not there.
const NOT_FOUND: i32 = 0x8007_0002_u32.cast_signed();

/// A key below `HKEY_LOCAL_MACHINE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Managed(&'static str);

pub(super) fn places() -> Vec<PolicySource> {
    vec![PolicySource::Managed(Managed(
        "SOFTWARE\\Policies\\Porchlight",
    ))]
}

/// No file lies where others could change it: whoever names one answers for it.
#[expect(
    clippy::unnecessary_wraps,
    reason = "the other systems have to ask, and may fail"
)]
pub(super) fn is_guarded(_: &Path) -> io::Result<bool> {
    Ok(true)
}

/// Only its user and administrators may write to a profile.
#[expect(
    clippy::unnecessary_wraps,
    reason = "the other systems have to ask, and may fail"
)]
pub(super) fn is_personal(_: &Path) -> io::Result<bool> {
    Ok(true)
}

impl Managed {
    pub(super) fn read(&self) -> Result<Vec<(String, Option<String>)>, String> {
        read_below(LOCAL_MACHINE, self.0)
    }
}

fn read_below(root: &Key, path: &str) -> Result<Vec<(String, Option<String>)>, String> {
    let key = match root.open(path) {
        Ok(key) => key,
        Err(error) if error.code().0 == NOT_FOUND => return Ok(Vec::new()),
        Err(error) => return Err(error.message()),
    };
    let values = key.values().map_err(|error| error.message())?;
    Ok(values
        // The key's own value has no name, and says nothing.
        .filter(|(name, _)| !name.is_empty())
        .map(|(name, value)| (name, String::try_from(value).ok()))
        .collect())
}

impl fmt::Display for Managed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HKLM\\{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use windows_registry::CURRENT_USER;

    use super::*;

    #[test]
    fn the_values_of_a_key_are_read() {
        let path = format!("Software\\PorchlightTest{}", std::process::id());
        assert_eq!(read_below(CURRENT_USER, &path).unwrap(), []);
        let key = CURRENT_USER.create(&path).unwrap();
        key.set_string("Tenant", "contoso.example").unwrap();
        key.set_u32("Cloud", 5).unwrap();
        let mut said = read_below(CURRENT_USER, &path).unwrap();
        said.sort();
        CURRENT_USER.remove_tree(&path).unwrap();
        let tenant = ("Tenant".to_owned(), Some("contoso.example".to_owned()));
        assert_eq!(said, [("Cloud".to_owned(), None), tenant]);
    }
}
