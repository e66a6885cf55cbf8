//! What this program logs, and where: to the terminal what `RUST_LOG` asks for,
//! and to files what somebody who looks for a fault needs to know. What others
//! wrote, their names and addresses are logged as `debug` at most, which no file
//! takes.

use std::backtrace::{Backtrace, BacktraceStatus};
use std::error::Error as _;
use std::ffi::OsStr;
use std::io::{self, IsTerminal as _};
use std::panic::{self, PanicHookInfo};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};

use porchlight_core::clock::{Clock as _, SystemClock};
use porchlight_core::settings::{close_to_others, create_private_folder};
use tracing::Level;
use tracing_appender::rolling::{InitError, RollingFileAppender, RollingWriter, Rotation};
use tracing_subscriber::filter::{EnvFilter, Targets};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

/// What the names of our files begin with…
const NAME: &str = "porchlight";

/// …and end in.
const ENDING: &str = "log";

/// Files kept, one for each day.
const DAYS: usize = 7;

const SECONDS_OF_A_DAY: i64 = 24 * 60 * 60;

/// Logs from now on; to no file without a folder.
///
/// # Errors
/// The folder can't be used; the terminal is told all the same.
pub(crate) fn start(folder: Option<&Path>) -> io::Result<()> {
    let (files, outcome) = match folder.map(Files::in_folder).transpose() {
        Ok(files) => (files, Ok(())),
        Err(error) => (None, Err(error)),
    };
    let files = files.map(|files| {
        tracing_subscriber::fmt::layer()
            .with_ansi(false)
            .with_writer(files)
            .with_filter(ours())
    });
    let no_color = std::env::var_os("NO_COLOR");
    let terminal = tracing_subscriber::fmt::layer()
        .with_ansi(is_coloured(io::stderr().is_terminal(), no_color.as_deref()))
        .with_writer(io::stderr)
        .with_filter(asked_for());
    tracing_subscriber::registry()
        .with(files)
        .with(terminal)
        .init();
    panic::set_hook(Box::new(tell_of));
    outcome
}

/// Files of the last days, which only their user may read.
struct Files {
    appender: RollingFileAppender,
    folder: PathBuf,
    /// The day on which they were last closed to others, from 1970 on.
    closed: AtomicI64,
}

impl Files {
    fn in_folder(folder: &Path) -> io::Result<Self> {
        create_private_folder(folder)?;
        // One of an earlier version.
        close_to_others(folder)?;
        let appender = RollingFileAppender::builder()
            .rotation(Rotation::DAILY)
            .filename_prefix(NAME)
            .filename_suffix(ENDING)
            .max_log_files(DAYS)
            .build(folder)
            .map_err(of_the_system)?;
        Ok(Self {
            appender,
            folder: folder.to_owned(),
            closed: AtomicI64::default(),
        })
    }

    fn close_all(&self) -> io::Result<()> {
        for entry in std::fs::read_dir(&self.folder)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if name.starts_with(NAME) && name.ends_with(ENDING) {
                close_to_others(&path)?;
            }
        }
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Files {
    type Writer = RollingWriter<'a>;

    fn make_writer(&'a self) -> RollingWriter<'a> {
        // Before the file of a new day is begun, so that none is missed.
        let today = SystemClock.now().timestamp() / SECONDS_OF_A_DAY;
        let writer = self.appender.make_writer();
        if self.closed.swap(today, Ordering::Relaxed) != today {
            // Nobody else can enter their folder.
            let _ = self.close_all();
        }
        writer
    }
}

/// The system's own refusal, where that is what stood in the way.
fn of_the_system(error: InitError) -> io::Error {
    let refusal = error
        .source()
        .and_then(|why| why.downcast_ref::<io::Error>());
    let kind = refusal.map(io::Error::kind);
    kind.map_or_else(|| io::Error::other(error), io::Error::from)
}

/// Colours are for terminals, and not for whoever asked for none.
fn is_coloured(is_terminal: bool, no_color: Option<&OsStr>) -> bool {
    is_terminal && no_color.is_none_or(OsStr::is_empty)
}

/// What Porchlight itself says: what libraries say is nothing we could vouch for.
fn ours() -> Targets {
    Targets::new().with_target("porchlight", Level::INFO)
}

/// `RUST_LOG`, or what somebody who started Porchlight in a terminal cares for.
fn asked_for() -> EnvFilter {
    EnvFilter::builder()
        .with_default_directive(Level::WARN.into())
        .from_env_lossy()
}

/// Logs where a mistake of ours showed. Its words may name people.
fn tell_of(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(ToString::to_string);
    let place = place.unwrap_or_else(|| "an unknown place".to_owned());
    tracing::error!("Something went wrong at {place}");
    let words = panic.payload();
    let fixed = words.downcast_ref::<&str>().copied();
    let words = fixed.or_else(|| words.downcast_ref::<String>().map(String::as_str));
    tracing::debug!("It said: {}", words.unwrap_or("nothing"));
    let calls = Backtrace::capture();
    if calls.status() == BacktraceStatus::Captured {
        tracing::error!("It was called so:\n{calls}");
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// Everything in the files of a folder.
    fn written(folder: &Path) -> String {
        let files = fs::read_dir(folder).unwrap();
        files
            .map(|file| fs::read_to_string(file.unwrap().path()).unwrap())
            .collect()
    }

    fn logging_to(folder: &Path, act: impl FnOnce()) {
        let layer = tracing_subscriber::fmt::layer()
            .with_writer(Files::in_folder(folder).unwrap())
            .with_filter(ours());
        let subscriber = tracing_subscriber::registry().with(layer);
        tracing::subscriber::with_default(subscriber, act);
    }

    #[test]
    fn files_take_what_is_ours_from_info_on() {
        let folder = tempfile::tempdir().unwrap();
        let logs = folder.path().join("deep/logs");
        logging_to(&logs, || {
            tracing::info!(target: "porchlight_core::engine", "heard");
            tracing::debug!(target: "porchlight_core::engine", "Ada Lovelace");
            tracing::error!(target: "hyper", "of others");
        });
        let written = written(&logs);
        assert!(written.contains("heard"));
        assert!(!written.contains("Ada") && !written.contains("others"));
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_can_read_them() {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let folder = tempfile::tempdir().unwrap();
        let state = folder.path().join("state");
        let logs = state.join("logs");
        logging_to(&logs, || tracing::warn!("new"));
        assert_eq!((mode(&state), mode(&logs)), (0o700, 0o700));

        // As an earlier version left them.
        fs::set_permissions(&logs, fs::Permissions::from_mode(0o755)).unwrap();
        fs::write(logs.join("porchlight.2026-01-01.log"), "old\n").unwrap();
        let files = || {
            let files = fs::read_dir(&logs).unwrap();
            files.map(|file| file.unwrap().path())
        };
        for file in files() {
            fs::set_permissions(file, fs::Permissions::from_mode(0o644)).unwrap();
        }
        logging_to(&logs, || tracing::warn!("newer"));
        assert_eq!(mode(&logs), 0o700);
        assert_eq!(files().count(), 2);
        for file in files() {
            assert_eq!(mode(&file), 0o600, "{}", file.display());
        }
    }

    #[cfg(unix)]
    #[test]
    fn the_file_of_another_day_is_closed_too() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let files = Files::in_folder(folder.path()).unwrap();
        drop(files.make_writer());
        let next = folder.path().join("porchlight.2026-01-01.log");
        fs::write(&next, "begun\n").unwrap();
        fs::set_permissions(&next, fs::Permissions::from_mode(0o644)).unwrap();
        files.closed.fetch_sub(1, Ordering::Relaxed);
        drop(files.make_writer());
        let mode = fs::metadata(next).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn only_terminals_are_coloured_unless_somebody_wants_none() {
        for (is_terminal, no_color, coloured) in [
            (true, None, true),
            (true, Some(""), true),
            (true, Some("1"), false),
            (false, None, false),
        ] {
            let said = format!("{is_terminal} {no_color:?}");
            let no_color = no_color.map(OsStr::new);
            assert_eq!(is_coloured(is_terminal, no_color), coloured, "{said}");
        }
    }

    #[test]
    fn a_week_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        for day in 1..=20 {
            let name = format!("porchlight.2026-01-{day:02}.log");
            fs::write(folder.path().join(name), "old\n").unwrap();
        }
        fs::write(folder.path().join("mine.txt"), "kept\n").unwrap();
        logging_to(folder.path(), || tracing::warn!("new"));
        let names = fs::read_dir(folder.path()).unwrap();
        let names: Vec<_> = names.map(|file| file.unwrap().file_name()).collect();
        assert_eq!(names.len(), DAYS + 1, "{names:?}");
        assert!(names.contains(&"mine.txt".into()));
        assert!(written(folder.path()).contains("new"));
    }

    #[test]
    fn a_panic_is_logged_by_its_place_and_without_its_words() {
        let folder = tempfile::tempdir().unwrap();
        let before = panic::take_hook();
        panic::set_hook(Box::new(tell_of));
        logging_to(folder.path(), || {
            let name = "Ada Lovelace";
            assert!(panic::catch_unwind(|| panic!("no presence of {name}")).is_err());
        });
        panic::set_hook(before);
        let written = written(folder.path());
        assert!(written.contains("logs.rs:"), "{written}");
        assert!(!written.contains("Ada"), "{written}");
    }
}
