//! A whole desktop for one test: a screen in memory, a private session bus with
//! our own tray host and notification server, and a private system bus with our
//! own logind and `UPower`. No panel, no shared state.

mod browser;
mod host;
mod keyring;
mod notifications;
mod process;
mod screen;
mod seat;
mod session_manager;
mod tray;
mod webdriver;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tempfile::TempDir;
use tokio::process::Command;
use tokio::sync::watch;
use zbus::Connection;
use zbus::object_server::SignalEmitter;

use crate::wait::{until, within};
use host::{Host, Registration};
use notifications::Server;
use screen::Screen;
use seat::Computer;

pub use browser::Browser;
pub use keyring::Keyring;
pub use notifications::Notification;
pub use process::{Process, Program};
pub use session_manager::{Client, Reception, SessionManager};
pub use tray::{Icon, MenuItem, Tray};
pub use webdriver::WebDriver;

/// How a desktop differs from the usual one.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// A tray is there from the start. Without one, [`Desktop::show_tray`] brings it.
    pub has_tray: bool,
    /// The notification server reads bodies as markup.
    pub has_markup: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            has_tray: true,
            has_markup: true,
        }
    }
}

/// A running desktop. Dropping it ends everything that runs on it.
#[derive(Debug)]
pub struct Desktop {
    connection: Connection,
    session_bus: String,
    registered: watch::Sender<Option<Registration>>,
    sent: watch::Receiver<Vec<Notification>>,
    hangs: Arc<AtomicBool>,
    browser: Browser,
    environment: Vec<(&'static str, OsString)>,
    screen: Screen,
    computer: Computer,
    _bus: Program,
    _system_bus: Program,
    _display: Program,
    // Last: the folders go when nothing uses them.
    home: TempDir,
}

impl Desktop {
    /// A desktop with a tray and a notification server.
    pub async fn start() -> Self {
        Self::start_with(Options::default()).await
    }

    pub async fn start_with(options: Options) -> Self {
        let home = TempDir::with_prefix("porchlight-desktop-").expect("a temporary folder");
        let mut environment = folders(home.path());
        let browser = Browser::install(&home.path().join("bin"));
        environment.push(("PATH", browser.search_path()));

        let (display, number) = start_display().await;
        let name = format!(":{number}");
        let screen = Screen::of(&name);
        environment.push(("DISPLAY", name.into()));
        let (system_bus, address) = start_bus(home.path(), "system").await;
        environment.push(("DBUS_SYSTEM_BUS_ADDRESS", address.clone().into()));
        let computer = Computer::start(&address).await;
        let (bus, address) = start_bus(home.path(), "session").await;
        environment.push(("DBUS_SESSION_BUS_ADDRESS", address.clone().into()));

        let registered = watch::Sender::new(None);
        let host = Host {
            registered: registered.clone(),
        };
        let (sent, notifications) = watch::channel(Vec::new());
        let hangs = Arc::<AtomicBool>::default();
        let server = Server {
            sent,
            has_markup: options.has_markup,
            hangs: Arc::clone(&hangs),
        };
        let mut connection = zbus::connection::Builder::address(address.as_str())
            .serve_at(host::PATH, host)
            .serve_at(notifications::PATH, server)
            .name(notifications::NAME);
        if options.has_tray {
            connection = connection.name(host::NAME);
        }
        let connection = connection
            .build()
            .await
            .expect("the private bus takes our services");
        Self {
            connection,
            session_bus: address,
            registered,
            sent: notifications,
            hangs,
            browser,
            environment,
            screen,
            computer,
            _bus: bus,
            _system_bus: system_bus,
            _display: display,
            home,
        }
    }

    /// A program that will see this desktop and nothing of the machine's own:
    /// no other variable of the environment passes.
    pub fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .envs(self.environment.iter().cloned())
            .stdin(Stdio::null());
        if let Some(level) = std::env::var_os("RUST_LOG") {
            command.env("RUST_LOG", level);
        }
        command
    }

    /// The home folder of whoever sits at this desktop.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// Brings the tray to a desktop that started without one.
    pub async fn show_tray(&self) {
        self.connection
            .request_name(host::NAME)
            .await
            .expect("nobody else is the tray");
    }

    /// Takes the tray away, as a panel does that crashes.
    pub async fn hide_tray(&self) {
        self.connection
            .release_name(host::NAME)
            .await
            .expect("the tray was ours");
        self.forget_tray();
    }

    /// Lets [`Self::tray`] wait for the next program that registers, while the
    /// one before goes on.
    pub fn forget_tray(&self) {
        self.registered.send_replace(None);
    }

    /// The tray item of the program that runs and registered last, once there
    /// is one.
    pub async fn tray(&self) -> Tray {
        let mut registered = self.registered.subscribe();
        within("a program puts itself into the tray", async {
            loop {
                let registration = registered.borrow_and_update().clone();
                if let Some(registration) = registration
                    // One whose program has ended answers no more.
                    && let Ok(tray) = Tray::reach(&self.connection, &registration).await
                {
                    return tray;
                }
                registered
                    .changed()
                    .await
                    .expect("the host lives as long as the desktop");
            }
        })
        .await
    }

    /// From now on the notification server answers nobody, or again.
    pub fn hang_notifications(&self, hangs: bool) {
        self.hangs.store(hangs, Ordering::SeqCst);
    }

    /// Everything sent to the notification server so far, oldest first.
    pub fn notifications(&self) -> Vec<Notification> {
        self.sent.borrow().clone()
    }

    /// The first notification of this kind, once it was sent.
    pub async fn notification(
        &self,
        what: &str,
        is_it: impl Fn(&Notification) -> bool,
    ) -> Notification {
        let mut sent = self.sent.clone();
        within(what, sent.wait_for(|sent| sent.iter().any(&is_it)))
            .await
            .ok()
            .and_then(|sent| sent.iter().find(|one| is_it(one)).cloned())
            .expect("the server lives as long as the desktop")
    }

    /// Does to a notification what its user does: `default` is a click on it.
    pub async fn invoke(&self, notification: &Notification, action: &str) {
        let offered = notification.actions.iter().step_by(2);
        assert!(
            offered.clone().any(|key| key == action),
            "the notification offers {action}, not only {offered:?}"
        );
        let emitter =
            SignalEmitter::new(&self.connection, notifications::PATH).expect("the path is one");
        Server::action_invoked(&emitter, notification.id, action)
            .await
            .expect("the bus takes the signal");
    }

    /// Waits until a window of this title can be seen.
    pub async fn window(&self, title: &str) {
        let what = format!("a window called {title} opens");
        until(&what, async || self.screen.window(title).map(|_| ())).await;
    }

    /// By what desktops find the application of a window: its instance and its
    /// class.
    pub async fn window_class(&self, title: &str) -> [String; 2] {
        let what = format!("the window called {title} bears a class");
        until(&what, async || self.screen.class(title)).await
    }

    /// Presses Ctrl, Alt and P.
    pub fn press_ctrl_alt_p(&self) {
        self.screen.press(&[CTRL, ALT, P]);
    }

    /// Another program takes Ctrl, Alt and P.
    pub fn take_ctrl_alt_p(&self) {
        self.screen.grab(P);
    }

    /// Closes a window as its user does, with the button in its frame.
    pub async fn close_window(&self, title: &str) {
        self.window(title).await;
        self.screen.close(title);
        let what = format!("the window called {title} closes");
        until(&what, async || {
            self.screen.window(title).is_none().then_some(())
        })
        .await;
    }

    /// Closes a window if it is there, without waiting for its end.
    pub fn close_if_open(&self, title: &str) {
        self.screen.close(title);
    }

    /// What programs open when they open the system browser.
    pub fn browser(&self) -> &Browser {
        &self.browser
    }

    /// Starts a real keyring, unlocked and empty.
    pub async fn start_keyring(&self) -> Keyring {
        Keyring::start(self).await
    }

    /// Starts a driver for windows.
    pub async fn start_webdriver(&self) -> WebDriver {
        WebDriver::start(self).await
    }

    fn connection(&self) -> &Connection {
        &self.connection
    }
}

/// Keys as X11 knows them.
const CTRL: u32 = 0xffe3;
const ALT: u32 = 0xffe9;
const P: u32 = 0x70;

/// Where programs look for their folders, all of them under `home`.
fn folders(home: &Path) -> Vec<(&'static str, OsString)> {
    let mut environment = vec![
        ("HOME", home.into()),
        ("GDK_BACKEND", "x11".into()),
        ("LANG", "C.UTF-8".into()),
        ("NO_AT_BRIDGE", "1".into()),
        ("XDG_CURRENT_DESKTOP", "Porchlight".into()),
        ("XDG_SESSION_TYPE", "x11".into()),
    ];
    for (name, folder) in [
        ("XDG_RUNTIME_DIR", "run"),
        ("XDG_CONFIG_HOME", "config"),
        ("XDG_DATA_HOME", "data"),
        ("XDG_STATE_HOME", "state"),
        ("XDG_CACHE_HOME", "cache"),
    ] {
        let folder = home.join(folder);
        make_private(&folder);
        environment.push((name, folder.into()));
    }
    environment
}

/// Programs refuse a runtime folder that others may read.
fn make_private(folder: &Path) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::create_dir(folder)
        .and_then(|()| std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700)))
        .expect("a folder in a temporary folder");
}

/// A screen in memory; the server picks a free number and tells it.
async fn start_display() -> (Program, String) {
    let mut command = Command::new("Xvfb");
    command
        .args(["-displayfd", "1", "-screen", "0", "1280x800x24"])
        .args(["-nolisten", "tcp", "-noreset"])
        .stdin(Stdio::null())
        .stderr(Stdio::null());
    Program::start_and_read(&mut command).await
}

/// A bus that starts nothing by itself, whatever is installed on the machine.
async fn start_bus(home: &Path, kind: &str) -> (Program, String) {
    let file: PathBuf = home.join(kind).with_extension("conf");
    let configuration = format!(
        r#"<busconfig>
  <type>{kind}</type>
  <listen>unix:dir={}</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>"#,
        home.join("run").display()
    );
    std::fs::write(&file, configuration).expect("a file in a temporary folder");
    let mut command = Command::new("dbus-daemon");
    command
        .args(["--nofork", "--nopidfile", "--print-address=1"])
        .arg(format!("--config-file={}", file.display()))
        .stdin(Stdio::null())
        .stderr(Stdio::null());
    Program::start_and_read(&mut command).await
}
