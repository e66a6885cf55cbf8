//! The file in which Porchlight remembers, and what comes of one that can't be read.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::de::DeserializeOwned;

use super::stored::is_newer;
use super::whole::replace;
use super::{Places, Stored, bounded, create_private_folder};

/// A file that was set aside unread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetAside {
    pub file: PathBuf,
    /// A later version wrote it, which can read it.
    pub is_newer: bool,
}

/// Why a file is set aside.
enum Unread {
    Newer,
    /// To stand behind a colon.
    Because(String),
}

/// The file and the folder of photos, or none for a run that leaves nothing
/// behind.
#[derive(Clone, Debug)]
pub struct Memory {
    file: Option<PathBuf>,
    photos: Option<PathBuf>,
}

impl Memory {
    /// Where this user's runs remember.
    pub fn at(places: &Places) -> Self {
        Self::in_file(places.state_file()).with_photos(places.photos_folder())
    }

    /// Photos are not kept.
    pub fn in_file(file: PathBuf) -> Self {
        Self {
            file: Some(file),
            photos: None,
        }
    }

    pub fn none() -> Self {
        Self {
            file: None,
            photos: None,
        }
    }

    /// The same, with a folder for photos.
    #[must_use]
    pub fn with_photos(mut self, folder: PathBuf) -> Self {
        self.photos = Some(folder);
        self
    }

    /// Where photos are kept.
    pub(crate) fn photos(&self) -> Option<&Path> {
        self.photos.as_deref()
    }

    /// What was remembered, and a remark for the user if the file could not be
    /// read: then it is set aside, never overwritten, and of what it says only
    /// the way to the sign-in is kept.
    pub fn load(&self) -> (Stored, Option<String>) {
        let Some(file) = &self.file else {
            return (Stored::default(), None);
        };
        let bytes = match bounded::read(file, bounded::LARGEST_OF_OURS) {
            Ok(Some(bytes)) => bytes,
            Ok(None) => return (Stored::default(), None),
            Err(why) => {
                let why = Unread::Because(why);
                return (Stored::default(), Some(put_aside(file, &why)));
            }
        };
        let why = if is_newer(&bytes) {
            Unread::Newer
        } else {
            match serde_json::from_slice(&bytes) {
                Ok(stored) => return (stored, None),
                Err(_) => Unread::Because("it is damaged".to_owned()),
            }
        };
        let remark = put_aside(file, &why);
        (salvaged(&String::from_utf8_lossy(&bytes)), Some(remark))
    }

    /// When the file was last written; none if there is none.
    pub fn written_at(&self) -> Option<SystemTime> {
        let file = std::fs::metadata(self.file.as_ref()?).ok()?;
        file.modified().ok()
    }

    /// Replaces the file whole: a crash in the middle leaves the old one.
    pub fn save(&self, stored: &Stored) -> std::io::Result<()> {
        let Some(file) = &self.file else {
            return Ok(());
        };
        if let Some(folder) = file.parent() {
            create_private_folder(folder)?;
        }
        let mut text = serde_json::to_vec_pretty(stored)?;
        text.push(b'\n');
        replace(file, &text)
    }

    /// Where what can't be read is set aside.
    fn asides(file: &Path) -> impl Iterator<Item = PathBuf> + '_ {
        (0..100).map(|n| {
            file.with_extension(if n == 0 {
                "unreadable".to_owned()
            } else {
                format!("unreadable-{n}")
            })
        })
    }

    /// Removes whatever was set aside.
    pub(crate) fn forget_set_aside(&self) -> std::io::Result<()> {
        let asides = self.file.as_deref().into_iter().flat_map(Self::asides);
        for aside in asides.filter(|path| path.exists()) {
            std::fs::remove_file(aside)?;
        }
        Ok(())
    }

    /// Whatever was set aside and is still there.
    pub fn set_aside(&self) -> Vec<SetAside> {
        let asides = self.file.as_deref().into_iter().flat_map(Self::asides);
        let asides = asides.filter(|path| path.exists()).map(|file| SetAside {
            is_newer: matches!(bounded::read(&file, bounded::LARGEST_OF_OURS), Ok(Some(bytes)) if is_newer(&bytes)),
            file,
        });
        asides.collect()
    }
}

/// Sets a file aside and says so, and how to have back what is in it.
fn put_aside(file: &Path, why: &Unread) -> String {
    let aside = Memory::asides(file).find(|path| !path.exists());
    let moved = aside.filter(|aside| std::fs::rename(file, aside).is_ok());
    let moved = moved.map(|aside| aside.display().to_string());
    let name = file.file_name().unwrap_or_default().display();
    match (why, moved) {
        (Unread::Newer, Some(aside)) => format!(
            "The people and settings kept from before were written by a newer Porchlight, and this one can't read them. They are set aside as {aside}: to have them back, quit Porchlight, give that file the name {name} again and install the newer one"
        ),
        (Unread::Newer, None) => "The people and settings kept from before were written by a newer Porchlight, and this one can't read them: install the newer one".to_owned(),
        (Unread::Because(why), Some(aside)) => format!(
            "The file with the people and settings kept from before can't be read: {why}; it is set aside as {aside}"
        ),
        (Unread::Because(why), None) => {
            format!("The file with the people and settings kept from before can't be read: {why}")
        }
    }
}

/// What is still to be read of a file that as a whole can't be: what leads to
/// entries of the keyring, which nobody would find again.
fn salvaged(text: &str) -> Stored {
    Stored {
        account: member(text, "account"),
        consent: member(text, "consent"),
        left_behind: member(text, "left_behind").unwrap_or_default(),
        ..Stored::default()
    }
}

/// The value of the first member of this name, if it is whole. No text can be
/// taken for one: quotes stand escaped in texts.
fn member<T: DeserializeOwned>(text: &str, name: &str) -> Option<T> {
    let (_, value) = text.split_once(&format!("\"{name}\":"))?;
    let mut values = serde_json::Deserializer::from_str(value).into_iter();
    values.next()?.ok()
}

#[cfg(test)]
mod tests {
    use super::super::stored::tests::stored;
    use super::*;
    use crate::auth::Account;
    use crate::model::PersonId;

    #[test]
    fn what_is_saved_is_loaded() {
        let folder = tempfile::tempdir().unwrap();
        let memory = Memory::in_file(folder.path().join("deep/state.json"));
        assert_eq!(memory.load(), (Stored::default(), None));
        memory.save(&stored()).unwrap();
        assert_eq!(memory.load(), (stored(), None));
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_reads_the_file() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("state.json");
        std::fs::write(&file, "{}").unwrap();
        Memory::in_file(file.clone()).save(&stored()).unwrap();
        let mode = std::fs::metadata(file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn an_unreadable_file_is_set_aside_and_said() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("state.json");
        let memory = Memory::in_file(file.clone());
        for (n, broken) in [
            "{\"watch_list\": [",
            "{\"version\": 99, \"watch_list\": 7}",
            "null",
        ]
        .iter()
        .enumerate()
        {
            std::fs::write(&file, broken).unwrap();
            let (loaded, remark) = memory.load();
            assert_eq!(loaded, Stored::default());
            let remark = remark.unwrap();
            let aside = match n {
                0 => "state.unreadable".to_owned(),
                n => format!("state.unreadable-{n}"),
            };
            let aside = folder.path().join(aside);
            let said = aside.display().to_string();
            assert!(remark.contains(&said), "{remark}");
            let newer = broken.contains("99");
            assert_eq!(remark.contains("newer Porchlight"), newer, "{remark}");
            assert_eq!(std::fs::read_to_string(&aside).unwrap(), *broken);
            let kept = SetAside {
                file: aside,
                is_newer: newer,
            };
            assert_eq!(memory.set_aside()[n], kept);
            memory.save(&stored()).unwrap();
        }
        memory.forget_set_aside().unwrap();
        assert_eq!(memory.set_aside(), []);
        let left = std::fs::read_dir(folder.path()).unwrap();
        let left: Vec<_> = left.map(|entry| entry.unwrap().path()).collect();
        assert_eq!(left, [file]);
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_file_is_set_aside_and_never_read() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("state.json");
        std::os::unix::fs::symlink("/dev/zero", &file).unwrap();
        let memory = Memory::in_file(file.clone());
        let (loaded, remark) = memory.load();
        assert_eq!(loaded, Stored::default());
        assert!(remark.unwrap().contains("no file"));
        assert!(!memory.set_aside()[0].is_newer);
        memory.save(&stored()).unwrap();
        assert_eq!(memory.load(), (stored(), None));
    }

    #[test]
    fn what_can_not_be_read_is_told_in_one_sentence() {
        for (is_folder, why) in [(true, "it is a folder"), (false, "it is damaged")] {
            let folder = tempfile::tempdir().unwrap();
            let file = folder.path().join("state.json");
            if is_folder {
                std::fs::create_dir(&file).unwrap();
            } else {
                std::fs::write(&file, "{").unwrap();
            }
            let (_, remark) = Memory::in_file(file.clone()).load();
            let aside = file.with_extension("unreadable");
            let expected = format!(
                "The file with the people and settings kept from before can't be read: {why}; it is set aside as {}",
                aside.display()
            );
            assert_eq!(remark, Some(expected));
            assert!(aside.exists());
        }
    }

    #[test]
    fn a_damaged_file_still_leads_to_the_sign_in() {
        let mut whole = stored();
        whole.account = Some(Account {
            id: PersonId::parse("00000000-0000-0000-0000-000000000009").unwrap(),
            tenant_id: "t".to_owned(),
            name: "Robin \"account\": {} Carter".to_owned(),
            address: None,
        });
        whole.left_behind = vec!["global/t/c/9".to_owned()];
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("state.json");
        let memory = Memory::in_file(file.clone());
        memory.save(&whole).unwrap();
        let text = std::fs::read_to_string(&file).unwrap();
        let list = text.find("\"watch_list\"").unwrap();
        for (damaged, left_behind) in [
            (text.as_bytes()[..list].to_vec(), true),
            (
                [&text.as_bytes()[..list], b"\"watch_list\": [\xff\xfe"].concat(),
                true,
            ),
            (
                text.replace("\"version\": 1", "\"version\": 2")
                    .into_bytes(),
                true,
            ),
            (
                text.replace("\"left_behind\"", "\"left_behin").into_bytes(),
                false,
            ),
        ] {
            std::fs::write(&file, &damaged).unwrap();
            let (loaded, remark) = memory.load();
            assert!(remark.unwrap().contains("set aside"));
            let expected = Stored {
                account: whole.account.clone(),
                left_behind: whole
                    .left_behind
                    .iter()
                    .filter(|_| left_behind)
                    .cloned()
                    .collect(),
                ..Stored::default()
            };
            assert_eq!(loaded, expected);
        }
        // Half of an account is none.
        let half = text.find("\"tenant_id\"").unwrap();
        std::fs::write(&file, &text[..half]).unwrap();
        assert_eq!(memory.load().0, Stored::default());
    }
}
