//! Photos on disk: one file for each person, for the user alone. An empty file
//! says that somebody has none. A file's time of change is when Graph said it.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use chrono::{DateTime, Utc};

use super::{GOOD, Known, MISSING};
use crate::model::{PersonId, Photo};
use crate::settings::{self, make_private};

/// What our files' names end in, so that nobody else's are ever touched.
const ENDING: &str = "photo";

/// The folder of photos, or none for a run that leaves nothing behind.
#[derive(Clone, Debug)]
pub(super) struct Shelf {
    folder: Option<PathBuf>,
    /// Rises whenever all is removed: what was fetched before is not written.
    era: Arc<Mutex<u32>>,
}

impl Shelf {
    pub(super) fn at(folder: Option<&Path>) -> Self {
        Self {
            folder: folder.map(Into::into),
            era: Arc::default(),
        }
    }

    pub(super) fn era(&self) -> u32 {
        *self.era.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is still known about somebody's photo.
    pub(super) fn read(&self, id: &PersonId, now: DateTime<Utc>) -> Option<Known> {
        let path = self.path(id)?;
        let about = fs::metadata(&path).ok()?;
        let written = DateTime::<Utc>::from(about.modified().ok()?);
        let until = written + if about.len() == 0 { MISSING } else { GOOD };
        let readable = about.len() <= Photo::LARGEST as u64;
        // A file from the future was written under another clock.
        if !readable || written > now || now >= until {
            return None;
        }
        let bytes = fs::read(path).ok()?;
        let photo = if bytes.is_empty() {
            None
        } else {
            Some(Photo::read(bytes)?)
        };
        Some(Known { photo, until })
    }

    /// Keeps what Graph said at `now`, unless all was removed since `era`.
    pub(super) fn write(&self, era: u32, id: &PersonId, photo: Option<&Photo>, now: DateTime<Utc>) {
        let current = self.era.lock().unwrap_or_else(PoisonError::into_inner);
        let (Some(folder), Some(path)) = (&self.folder, self.path(id)) else {
            return;
        };
        if *current != era {
            return;
        }
        let bytes = photo.map_or(&[][..], Photo::bytes);
        let written = make_private(folder).and_then(|()| replace(&path, bytes, now));
        if let Err(error) = written {
            tracing::debug!(%error, "A photo can't be kept");
        }
    }

    /// Removes what is too old to be shown.
    pub(super) fn sweep(&self, now: DateTime<Utc>) {
        self.remove(|about| {
            let written = about.modified().unwrap_or(SystemTime::UNIX_EPOCH);
            now - DateTime::<Utc>::from(written) >= GOOD
        });
    }

    /// Removes everything.
    pub(super) fn clear(&self) {
        let mut era = self.era.lock().unwrap_or_else(PoisonError::into_inner);
        *era += 1;
        self.remove(|_| true);
        if let Some(folder) = &self.folder {
            // Whatever else lies there is not ours, and keeps the folder.
            let _ = fs::remove_dir(folder);
        }
    }

    fn remove(&self, wanted: impl Fn(&fs::Metadata) -> bool) {
        let entries = self.folder.as_ref().and_then(|f| fs::read_dir(f).ok());
        for entry in entries.into_iter().flatten().flatten() {
            let path = entry.path();
            let is_ours = path.extension().is_some_and(|ending| ending == ENDING);
            if is_ours
                && entry.metadata().is_ok_and(|about| wanted(&about))
                && let Err(error) = fs::remove_file(&path)
            {
                tracing::warn!(%error, "A photo can't be removed");
            }
        }
    }

    fn path(&self, id: &PersonId) -> Option<PathBuf> {
        // Whatever a program writes in place of an id must not lead elsewhere.
        let id = PersonId::parse(id.as_str())?;
        let folder = self.folder.as_ref()?;
        Some(folder.join(id.as_str()).with_extension(ENDING))
    }
}

fn replace(path: &Path, bytes: &[u8], now: DateTime<Utc>) -> io::Result<()> {
    settings::replace(path, bytes)?;
    let file = File::options().append(true).open(path)?;
    file.set_modified(now.into())
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    fn ada() -> PersonId {
        PersonId::parse("00000000-0000-0000-0000-000000000001").unwrap()
    }

    fn photo() -> Photo {
        Photo::read(b"\xff\xd8\xffada".to_vec()).unwrap()
    }

    fn now() -> DateTime<Utc> {
        "2026-11-21T12:00:00Z".parse().unwrap()
    }

    /// A shelf on which Ada has this photo, or none.
    fn shelf(photo: Option<&Photo>) -> (Shelf, tempfile::TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let shelf = Shelf::at(Some(&folder.path().join("photos")));
        shelf.write(shelf.era(), &ada(), photo, now());
        (shelf, folder)
    }

    #[track_caller]
    fn check(photo: Option<&Photo>, age: TimeDelta, known: bool) {
        let (shelf, _folder) = shelf(photo);
        let read = shelf.read(&ada(), now() + age);
        let read = read.map(|known| known.photo);
        assert_eq!(read, known.then(|| photo.cloned()), "{age}");
    }

    #[test]
    fn a_photo_is_good_for_a_week_and_its_absence_for_a_day() {
        let second = TimeDelta::seconds(1);
        check(Some(&photo()), TimeDelta::zero(), true);
        check(Some(&photo()), GOOD - second, true);
        check(Some(&photo()), GOOD, false);
        check(None, MISSING - second, true);
        check(None, MISSING, false);
        check(Some(&photo()), -second, false);
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_can_look() {
        use std::os::unix::fs::PermissionsExt as _;
        let (shelf, folder) = shelf(Some(&photo()));
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&folder.path().join("photos")), 0o700);
        assert_eq!(mode(&shelf.path(&ada()).unwrap()), 0o600);
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_kept_where_a_link_leads_elsewhere() {
        let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let photos = folder.path().join("photos");
        std::os::unix::fs::symlink(elsewhere.path(), &photos).unwrap();
        let shelf = Shelf::at(Some(&photos));
        shelf.write(shelf.era(), &ada(), Some(&photo()), now());
        assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0);
    }

    #[test]
    fn all_is_removed_and_what_comes_later_is_not_written() {
        let (shelf, folder) = shelf(Some(&photo()));
        let era = shelf.era();
        shelf.clear();
        shelf.write(era, &ada(), Some(&photo()), now());
        assert!(!folder.path().join("photos").exists());
    }

    #[test]
    fn files_of_others_stay() {
        let (shelf, folder) = shelf(Some(&photo()));
        let other = folder.path().join("photos/mine.jpg");
        fs::write(&other, "x").unwrap();
        shelf.clear();
        assert!(other.exists());
        assert_eq!(shelf.read(&ada(), now()), None);
    }

    #[test]
    fn old_ones_are_swept_away() {
        let (shelf, _folder) = shelf(Some(&photo()));
        shelf.sweep(now() + GOOD - TimeDelta::seconds(1));
        assert!(shelf.path(&ada()).unwrap().exists());
        shelf.sweep(now() + GOOD);
        assert!(!shelf.path(&ada()).unwrap().exists());
    }

    #[test]
    fn what_is_no_id_leads_nowhere() {
        let (shelf, _folder) = shelf(None);
        assert_eq!(shelf.path(&PersonId::placeholder()), None);
    }
}
