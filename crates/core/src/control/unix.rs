//! A socket in a folder that nobody else can enter.

use std::fs::{self, File, Permissions};
use std::io;
use std::os::fd::AsFd;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt};
use std::path::{Path, PathBuf};

use rustix::process::geteuid;
use rustix::stdio::{dup2_stdin, dup2_stdout};
use tokio::io::Join;
use tokio::net::unix::pipe::{Receiver, Sender};
use tokio::net::{UnixListener, UnixStream};

use super::Place;
use crate::settings::make_private;

pub(super) struct Listener {
    socket: UnixListener,
    path: PathBuf,
}

impl Listener {
    /// Listens in the first folder that can be used. A socket of an ended
    /// program is replaced: whoever binds holds the claim to the place.
    pub(super) fn bind(place: &Place) -> io::Result<Self> {
        let mut trouble = io::ErrorKind::NotFound.into();
        for folder in folders(place) {
            match bind_in(&folder, &place.name()) {
                Ok(listener) => return Ok(listener),
                Err(error) => {
                    let folder = folder.display();
                    tracing::debug!(%error, %folder, "No control socket can be made here");
                    trouble = error;
                }
            }
        }
        tracing::warn!(error = %trouble, "No control socket can be made");
        Err(trouble)
    }

    /// The next program of this user.
    pub(super) async fn accept(&mut self) -> io::Result<UnixStream> {
        loop {
            let (stream, _) = self.socket.accept().await?;
            if is_ours(&stream)? {
                return Ok(stream);
            }
            tracing::warn!("Another user's program was refused on the control socket");
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        // One that is left behind is replaced by the next program.
        let _ = fs::remove_file(&self.path);
    }
}

/// The program of this user that listens for this place, if there is one.
pub(super) async fn connect(place: &Place) -> io::Result<Option<UnixStream>> {
    for folder in folders(place) {
        let path = socket_in(&folder, &place.name());
        match UnixStream::connect(path).await {
            Ok(stream) if is_ours(&stream)? => return Ok(Some(stream)),
            Ok(_) => {}
            Err(error) if is_nobody(&error) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(None)
}

/// The pipes to the program that started this one. They leave the standard
/// input and output, where programs started by the webview would inherit them
/// and write among our lines.
pub(super) fn inherited() -> io::Result<Join<Receiver, Sender>> {
    let (input, output) = (io::stdin(), io::stdout());
    let source = Receiver::from_owned_fd(input.as_fd().try_clone_to_owned()?)?;
    let sink = Sender::from_owned_fd(output.as_fd().try_clone_to_owned()?)?;
    dup2_stdin(File::open("/dev/null")?)?;
    dup2_stdout(io::stderr())?;
    Ok(tokio::io::join(source, sink))
}

/// Whether a failed connection means that no program listens there.
fn is_nobody(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound
            | io::ErrorKind::NotADirectory
            | io::ErrorKind::ConnectionRefused
            | io::ErrorKind::PermissionDenied
            // A path too long for a socket: nobody could listen on it.
            | io::ErrorKind::InvalidInput
    )
}

fn is_ours(stream: &UnixStream) -> io::Result<bool> {
    Ok(stream.peer_cred()?.uid() == geteuid().as_raw())
}

/// Where the socket may lie, the best first. A program without the session's
/// environment, from a timer for instance, finds the session's folder too.
fn folders(place: &Place) -> Vec<PathBuf> {
    let session = if cfg!(target_os = "macos") {
        Some(std::env::temp_dir())
    } else {
        let usual = || usual_session(Path::new("/run/user"));
        place.runtime.clone().or_else(usual)
    };
    let session = session.map(|folder| folder.join("porchlight"));
    let beside = place.state_folder().join("run");
    session.into_iter().chain([beside]).collect()
}

/// Where a session of this user has its files, below the folder for those of
/// everybody; none where somebody else could put something in the place of ours.
fn usual_session(all: &Path) -> Option<PathBuf> {
    let user = geteuid().as_raw();
    let folder = all.join(user.to_string());
    let found = fs::metadata(&folder).ok()?;
    (found.is_dir() && found.uid() == user).then_some(folder)
}

fn socket_in(folder: &Path, name: &str) -> PathBuf {
    folder.join(name).with_extension("sock")
}

fn bind_in(folder: &Path, name: &str) -> io::Result<Listener> {
    make_private(folder)?;
    let path = socket_in(folder, name);
    match fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }
    let socket = UnixListener::bind(&path)?;
    fs::set_permissions(&path, Permissions::from_mode(0o600))?;
    Ok(Listener { socket, path })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn place(folder: &Path) -> Place {
        Place {
            state: folder.to_owned(),
            runtime: Some(folder.to_owned()),
        }
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn without_the_session_s_environment_its_usual_folder_is_found() {
        let all = tempfile::tempdir().unwrap();
        assert_eq!(usual_session(all.path()), None);
        let own = all.path().join(geteuid().as_raw().to_string());
        fs::write(&own, "").unwrap();
        assert_eq!(usual_session(all.path()), None);
        fs::remove_file(&own).unwrap();
        fs::create_dir(&own).unwrap();
        assert_eq!(usual_session(all.path()), Some(own.clone()));
        if geteuid().is_root() {
            std::os::unix::fs::chown(&own, Some(65_534), None).unwrap();
            assert_eq!(usual_session(all.path()), None);
        }
    }

    #[tokio::test]
    async fn nobody_else_can_enter() {
        let folder = tempfile::tempdir().unwrap();
        let (place, within) = (
            place(folder.path()),
            folders(&place(folder.path()))[0].clone(),
        );
        fs::create_dir(&within).unwrap();
        fs::set_permissions(&within, Permissions::from_mode(0o755)).unwrap();
        let listener = Listener::bind(&place).unwrap();
        assert_eq!((mode(&within), mode(&listener.path)), (0o700, 0o600));
    }

    #[tokio::test]
    async fn a_folder_that_is_no_folder_is_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let place = place(folder.path());
        let [first, second] = &folders(&place)[..] else {
            panic!("two folders");
        };
        fs::write(first, "").unwrap();
        let listener = Listener::bind(&place).unwrap();
        assert_eq!(listener.path.parent(), Some(second.as_path()));
        assert!(connect(&place).await.unwrap().is_some());
    }

    #[tokio::test]
    async fn only_where_no_folder_can_be_used_it_is_trouble() {
        let folder = tempfile::tempdir().unwrap();
        let place = place(folder.path());
        let log = folder.path().join("log");
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::WARN)
            .with_writer(File::create(&log).map(Arc::new).unwrap())
            .finish();
        let said = || fs::read_to_string(&log).unwrap();
        let _logged = tracing::subscriber::set_default(subscriber);
        let folders = folders(&place);
        fs::write(&folders[0], "").unwrap();
        drop(Listener::bind(&place).unwrap());
        assert_eq!(said(), "");
        fs::remove_dir(&folders[1]).unwrap();
        fs::write(&folders[1], "").unwrap();
        assert!(Listener::bind(&place).is_err());
        assert_eq!(said().matches("WARN").count(), 1, "{}", said());
    }

    #[tokio::test]
    async fn a_session_folder_that_is_gone_is_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let place = Place {
            state: folder.path().to_owned(),
            runtime: Some(folder.path().join("logged/out")),
        };
        let listener = Listener::bind(&place).unwrap();
        assert!(listener.path.starts_with(folder.path().join("run")));
        assert!(connect(&place).await.unwrap().is_some());
    }

    #[tokio::test]
    async fn what_a_crash_left_behind_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let place = place(folder.path());
        let within = &folders(&place)[0];
        fs::create_dir(within).unwrap();
        let path = socket_in(within, &place.name());
        drop(std::os::unix::net::UnixListener::bind(&path).unwrap());
        assert!(path.exists());
        assert!(connect(&place).await.unwrap().is_none());
        let listener = Listener::bind(&place).unwrap();
        assert!(connect(&place).await.unwrap().is_some());
        drop(listener);
        assert!(!path.exists());
    }
}
