//! The computer below the desktop: logind and `UPower` on a system bus of our
//! own, and a screen saver. They do what their user does, and wait until the
//! program has heard of it.

use std::io::pipe;
use std::os::fd::OwnedFd;
use std::time::Duration;

use tokio::io::AsyncReadExt;
use tokio::net::unix::pipe::Receiver;
use tokio::runtime;
use tokio::sync::watch;
use zbus::message::Header;
use zbus::object_server::SignalEmitter;
use zbus::{Connection, OwnedObjectPath, fdo};

use super::Desktop;
use crate::wait::within;

const LOGIND: &str = "org.freedesktop.login1";
const MANAGER: &str = "/org/freedesktop/login1";
const SESSION: &str = "/org/freedesktop/login1/session/_31";
const USER: &str = "/org/freedesktop/login1/user/_31000";
const UPOWER: &str = "org.freedesktop.UPower";
const POWER: &str = "/org/freedesktop/UPower";

/// How long logind lets programs delay a sleep.
const LONGEST_DELAY: Duration = Duration::from_secs(5);

/// The computer; it ends with its bus.
#[derive(Debug)]
pub(super) struct Computer {
    connection: Connection,
    delays: watch::Receiver<Delays>,
    last_delays: watch::Receiver<Delays>,
    locked: watch::Receiver<Option<bool>>,
    on_battery: watch::Receiver<Option<bool>>,
}

/// Locks that delay a sleep, or a shutdown.
#[derive(Clone, Copy, Debug, Default)]
struct Delays {
    held: u32,
    /// How many were ever taken.
    taken: u32,
}

impl Computer {
    pub(super) async fn start(address: &str) -> Self {
        let (delays_in, delays) = watch::channel(Delays::default());
        let (last_delays_in, last_delays) = watch::channel(Delays::default());
        let (locked_in, locked) = watch::channel(None);
        let (on_battery_in, on_battery) = watch::channel(None);
        let manager = Manager {
            delays: delays_in,
            last_delays: last_delays_in,
            runtime: runtime::Handle::current(),
        };
        let session = Session {
            is_locked: false,
            told: locked_in,
        };
        let power = Power {
            is_on_battery: false,
            told: on_battery_in,
        };
        let connection = async {
            zbus::connection::Builder::address(address)
                .serve_at(MANAGER, manager)
                .serve_at(SESSION, session)
                .serve_at(USER, User)
                .serve_at(POWER, power)
                .name(LOGIND)
                .name(UPOWER)
                .build()
                .await
        };
        Self {
            connection: connection
                .await
                .expect("the private system bus takes our services"),
            delays,
            last_delays,
            locked,
            on_battery,
        }
    }

    async fn prepare_for_sleep(&self, start: bool) {
        let emitter = SignalEmitter::new(&self.connection, MANAGER).expect("the path is one");
        Manager::prepare_for_sleep(&emitter, start)
            .await
            .expect("the bus takes the signal");
    }

    async fn delays(&self, what: &str, are: impl Fn(&Delays) -> bool) -> Delays {
        let mut delays = self.delays.clone();
        *within(what, delays.wait_for(|delays| are(delays)))
            .await
            .expect("logind lives as long as the desktop")
    }

    async fn set_locked(&self, is_locked: bool) {
        let session = self.connection.object_server();
        let session = session.interface::<_, Session>(SESSION);
        let session = session.await.expect("the session is served");
        {
            let mut session = session.get_mut().await;
            session.is_locked = is_locked;
            session.told.send_replace(None);
        }
        session
            .get()
            .await
            .locked_hint_changed(session.signal_emitter())
            .await
            .expect("the bus takes the signal");
        was_told(&self.locked, is_locked, "the lock").await;
    }

    async fn set_on_battery(&self, is_on_battery: bool) {
        let power = self.connection.object_server();
        let power = power.interface::<_, Power>(POWER);
        let power = power.await.expect("the power is served");
        {
            let mut power = power.get_mut().await;
            power.is_on_battery = is_on_battery;
            power.told.send_replace(None);
        }
        power
            .get()
            .await
            .on_battery_changed(power.signal_emitter())
            .await
            .expect("the bus takes the signal");
        was_told(&self.on_battery, is_on_battery, "the battery").await;
    }
}

/// Waits until somebody was told this value.
async fn was_told(told: &watch::Receiver<Option<bool>>, value: bool, of: &str) {
    let what = format!("a program asks for {of}");
    let mut told = told.clone();
    within(&what, told.wait_for(|told| *told == Some(value)))
        .await
        .expect("the computer lives as long as the desktop");
}

impl Desktop {
    /// Locks the screen, as the desktop's own locker does.
    pub async fn lock_screen(&self) {
        self.computer.set_locked(true).await;
    }

    /// Unlocks the screen.
    pub async fn unlock_screen(&self) {
        self.computer.set_locked(false).await;
    }

    /// The screen saver covers the screen, or goes. No program answers to that.
    pub async fn screen_saver(&self, covers: bool) {
        let name = "org.gnome.ScreenSaver";
        let path = "/org/gnome/ScreenSaver";
        self.connection
            .emit_signal(None::<&str>, path, name, "ActiveChanged", &covers)
            .await
            .expect("the bus takes the signal");
    }

    /// The computer falls asleep, once a program has asked to be told before;
    /// what delays it must be over in the time that logind allows.
    pub async fn sleeps(&self) {
        let computer = &self.computer;
        computer
            .delays("a program delays sleep", |delays| delays.held > 0)
            .await;
        computer.prepare_for_sleep(true).await;
        let mut delays = computer.delays.clone();
        let given_up = delays.wait_for(|delays| delays.held == 0);
        tokio::time::timeout(LONGEST_DELAY, given_up)
            .await
            .expect("nobody delays a sleep longer than logind allows")
            .expect("logind lives as long as the desktop");
    }

    /// The computer wakes; a program will be told of the next sleep, too.
    pub async fn wakes(&self) {
        self.computer.prepare_for_sleep(false).await;
        self.computer
            .delays("a program delays the next sleep", |delays| delays.held > 0)
            .await;
    }

    /// The computer shuts down, once a program has asked to be told before; what
    /// delays it must be over in the time that logind allows.
    pub async fn shuts_down(&self) {
        let computer = &self.computer;
        let mut delays = computer.last_delays.clone();
        within(
            "a program delays the shutdown",
            delays.wait_for(|delays| delays.held > 0),
        )
        .await
        .expect("logind lives as long as the desktop");
        let emitter = SignalEmitter::new(&computer.connection, MANAGER).expect("the path is one");
        Manager::prepare_for_shutdown(&emitter, true)
            .await
            .expect("the bus takes the signal");
        let given_up = delays.wait_for(|delays| delays.held == 0);
        tokio::time::timeout(LONGEST_DELAY, given_up)
            .await
            .expect("nobody delays a shutdown longer than logind allows")
            .expect("logind lives as long as the desktop");
    }

    /// The charger is taken away, or comes back.
    pub async fn on_battery(&self, is_so: bool) {
        self.computer.set_on_battery(is_so).await;
    }

    /// logind ends and starts again, as in an upgrade; a program finds it again.
    pub async fn restart_logind(&self) {
        let computer = &self.computer;
        let before = computer
            .delays("a program delays sleep", |delays| delays.held > 0)
            .await;
        let bus = &computer.connection;
        bus.release_name(LOGIND).await.expect("the name was ours");
        bus.request_name(LOGIND).await.expect("nobody else took it");
        computer
            .delays("a program delays sleep again", |delays| {
                delays.held > 0 && delays.taken > before.taken
            })
            .await;
    }
}

struct Manager {
    delays: watch::Sender<Delays>,
    last_delays: watch::Sender<Delays>,
    /// The bus calls from a thread of its own.
    runtime: runtime::Handle,
}

#[expect(clippy::unused_self, reason = "the macro says so")]
#[zbus::interface(name = "org.freedesktop.login1.Manager")]
impl Manager {
    fn inhibit(&self, what: &str, who: &str, why: &str, mode: &str) -> fdo::Result<zbus::OwnedFd> {
        let delays = match (what, who, mode) {
            ("sleep", "Porchlight", "delay") if !why.is_empty() => &self.delays,
            ("shutdown", "Porchlight", "delay") if !why.is_empty() => &self.last_delays,
            _ => {
                let asked = format!("{who} asks for {mode} of {what}, why: {why}");
                return Err(fdo::Error::InvalidArgs(asked));
            }
        };
        let (ours, theirs) = pipe().map_err(|error| fdo::Error::IOError(error.to_string()))?;
        delays.send_modify(|delays| {
            delays.held += 1;
            delays.taken += 1;
        });
        self.runtime.spawn(given_up(ours.into(), delays.clone()));
        Ok(OwnedFd::from(theirs).into())
    }

    /// Programs are started by the user's service manager, outside any session.
    #[zbus(name = "GetSessionByPID")]
    fn get_session_by_pid(&self, process: u32) -> fdo::Result<OwnedObjectPath> {
        let told = format!("process {process} does not belong to any known session");
        Err(fdo::Error::Failed(told))
    }

    #[zbus(name = "GetUserByPID")]
    fn get_user_by_pid(&self, process: u32) -> OwnedObjectPath {
        let _ = process;
        path(USER)
    }

    #[zbus(signal)]
    async fn prepare_for_sleep(emitter: &SignalEmitter<'_>, start: bool) -> zbus::Result<()>;

    #[zbus(signal)]
    async fn prepare_for_shutdown(emitter: &SignalEmitter<'_>, start: bool) -> zbus::Result<()>;
}

/// Waits until the other end of the pipe is closed wherever it was.
async fn given_up(end: OwnedFd, delays: watch::Sender<Delays>) {
    let mut end = Receiver::from_owned_fd(end).expect("it is the end of a pipe");
    let read = end.read(&mut [0]).await;
    assert_eq!(read.ok(), Some(0), "nobody writes to a lock");
    delays.send_modify(|delays| delays.held -= 1);
}

struct User;

#[expect(clippy::unused_self, reason = "the macro says so")]
#[zbus::interface(name = "org.freedesktop.login1.User")]
impl User {
    /// The session on the screen.
    #[zbus(property)]
    fn display(&self) -> (String, OwnedObjectPath) {
        ("1".to_owned(), path(SESSION))
    }
}

struct Session {
    is_locked: bool,
    /// What somebody who asked was told last.
    told: watch::Sender<Option<bool>>,
}

#[expect(clippy::needless_pass_by_value, reason = "the macro says so")]
#[zbus::interface(name = "org.freedesktop.login1.Session")]
impl Session {
    #[zbus(property)]
    fn locked_hint(&self, #[zbus(header)] asked: Option<Header<'_>>) -> bool {
        // Without a question it is the signal that tells it.
        if asked.is_some() {
            self.told.send_replace(Some(self.is_locked));
        }
        self.is_locked
    }
}

struct Power {
    is_on_battery: bool,
    /// What somebody who asked was told last.
    told: watch::Sender<Option<bool>>,
}

#[expect(clippy::needless_pass_by_value, reason = "the macro says so")]
#[zbus::interface(name = "org.freedesktop.UPower")]
impl Power {
    #[zbus(property)]
    fn on_battery(&self, #[zbus(header)] asked: Option<Header<'_>>) -> bool {
        // Without a question it is the signal that tells it.
        if asked.is_some() {
            self.told.send_replace(Some(self.is_on_battery));
        }
        self.is_on_battery
    }
}

fn path(path: &'static str) -> OwnedObjectPath {
    OwnedObjectPath::try_from(path).expect("the path is one")
}
