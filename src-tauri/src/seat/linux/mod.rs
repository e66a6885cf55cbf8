//! Linux: logind tells of sleep, shutdown and lock, the desktop's screen saver of lock,
//! its session manager of log-out, `UPower` of the battery. Each may be missing, come
//! late or start again.

mod savers;
mod session_manager;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::StreamExt;
use zbus::fdo::{DBusProxy, NameOwnerChanged, NameOwnerChangedStream, PropertiesProxy};
use zbus::names::InterfaceName;
use zbus::{Connection, OwnedFd, OwnedObjectPath, Proxy};

use super::Teller;
pub(crate) use session_manager::has_answered;

/// How long the engine may keep the computer from sleeping, and the session from
/// ending. logind itself waits for five seconds, session managers for ten and more.
const FAREWELL: Duration = Duration::from_secs(4);

const LOGIND: &str = "org.freedesktop.login1";
const UPOWER: &str = "org.freedesktop.UPower";

#[zbus::proxy(
    interface = "org.freedesktop.login1.Manager",
    default_service = "org.freedesktop.login1",
    default_path = "/org/freedesktop/login1"
)]
trait Manager {
    /// Takes a lock that is held until its descriptor is closed.
    fn inhibit(&self, what: &str, who: &str, why: &str, mode: &str) -> zbus::Result<OwnedFd>;

    #[zbus(name = "GetSessionByPID")]
    fn get_session_by_pid(&self, process: u32) -> zbus::Result<OwnedObjectPath>;

    #[zbus(name = "GetUserByPID")]
    fn get_user_by_pid(&self, process: u32) -> zbus::Result<OwnedObjectPath>;

    /// The computer is about to sleep, or has woken.
    #[zbus(signal)]
    fn prepare_for_sleep(&self, start: bool) -> zbus::Result<()>;

    /// The computer is about to shut down.
    #[zbus(signal)]
    fn prepare_for_shutdown(&self, start: bool) -> zbus::Result<()>;
}

/// What each source says of the lock.
#[derive(Debug, Default)]
struct Lock {
    /// logind's own hint, set by the desktop.
    hint: bool,
    /// Screen savers that cover the screen.
    savers: BTreeSet<&'static str>,
}

impl Lock {
    /// One that says so is enough: most desktops tell only one of the two.
    fn is_locked(&self) -> bool {
        self.hint || !self.savers.is_empty()
    }

    fn saver(&mut self, saver: &'static str, covers: bool) {
        if covers {
            self.savers.insert(saver);
        } else {
            self.savers.remove(saver);
        }
    }
}

/// The teller, and the lock that two sources tell of.
struct Listener {
    teller: Teller,
    lock: Mutex<Lock>,
}

impl Listener {
    fn lock(&self, change: impl FnOnce(&mut Lock)) {
        let mut lock = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut lock);
        self.teller.tell(|seat| seat.locked = lock.is_locked());
    }
}

/// Listens to both buses.
pub(super) fn listen(teller: Teller) {
    let listener = Arc::new(Listener {
        teller,
        lock: Mutex::default(),
    });
    tauri::async_runtime::spawn(system(Arc::clone(&listener)));
    tauri::async_runtime::spawn(desktop(listener));
}

/// Everything that the system bus tells.
async fn system(listener: Arc<Listener>) {
    let bus = match Connection::system().await {
        Ok(bus) => bus,
        Err(error) => {
            tracing::info!(%error, "No system bus, hence no word of sleep, lock and battery");
            return;
        }
    };
    tokio::join!(
        service(&bus, LOGIND, "sleep", || sleep(&bus, &listener.teller)),
        service(&bus, LOGIND, "shutdown", || shutdown(
            &bus,
            &listener.teller
        )),
        service(&bus, LOGIND, "lock", || lock_hint(&bus, &listener)),
        service(&bus, UPOWER, "battery", || battery(&bus, &listener.teller)),
    );
}

/// Everything that the session bus tells.
async fn desktop(listener: Arc<Listener>) {
    let bus = match Connection::session().await {
        Ok(bus) => bus,
        Err(error) => {
            tracing::info!(%error, "No session bus, hence no word of screen savers and log-out");
            return;
        }
    };
    let savers = async {
        if let Err(error) = savers::follow(&bus, &listener).await {
            tracing::info!(%error, "No word of screen savers");
        }
    };
    let log_out = || session_manager::follow(&bus, &listener.teller);
    tokio::join!(
        savers,
        service(&bus, session_manager::NAME, "log-out", log_out),
    );
}

/// Lives through `part` now, and again whenever its service comes. While the
/// service is gone, what it said last stays: it is mostly back in a moment, and
/// then `part` tells everything anew.
async fn service<F>(bus: &Connection, name: &str, what: &str, part: impl Fn() -> F)
where
    F: Future<Output = zbus::Result<()>>,
{
    let mut owners = match owners(bus, name).await {
        Ok(owners) => owners,
        Err(error) => return tracing::info!(%error, "No word of {what}"),
    };
    let mut was_missed = false;
    loop {
        let failed = tokio::select! {
            ended = part() => ended.err(),
            next = owners.next() => match next {
                Some(change) if is_there(&change) => continue,
                Some(_) => None,
                None => return,
            },
        };
        if let Some(error) = failed
            && !std::mem::replace(&mut was_missed, true)
        {
            tracing::info!(%error, "No word of {what} from {name}");
        }
        loop {
            match owners.next().await {
                Some(change) if is_there(&change) => break,
                Some(_) => {}
                None => return,
            }
        }
    }
}

/// News of who bears a name.
async fn owners(bus: &Connection, name: &str) -> zbus::Result<NameOwnerChangedStream> {
    DBusProxy::new(bus)
        .await?
        .receive_name_owner_changed_with_args(&[(0, name)])
        .await
}

fn is_there(change: &NameOwnerChanged) -> bool {
    change.args().is_ok_and(|args| args.new_owner.is_some())
}

/// Tells of sleep, and holds a delay while the computer is awake: logind lets it
/// sleep when the delay is given up.
async fn sleep(bus: &Connection, teller: &Teller) -> zbus::Result<()> {
    let manager = ManagerProxy::new(bus).await?;
    let mut news = manager.receive_prepare_for_sleep().await?;
    let mut held = match delay(&manager, "sleep").await {
        Ok(delay) => Some(delay),
        Err(error) => {
            tracing::info!(%error, "The computer will not wait for us before it sleeps");
            None
        }
    };
    // Whatever a logind before this one said.
    teller.wakes();
    while let Some(one) = news.next().await {
        if one.args()?.start {
            teller.falls_asleep(FAREWELL).await;
            drop(held.take());
        } else {
            teller.wakes();
            held = delay(&manager, "sleep").await.ok();
        }
    }
    Ok(())
}

/// Ends the engine before the computer shuts down: its network and its screen may
/// be gone by the time that programs are asked to end.
async fn shutdown(bus: &Connection, teller: &Teller) -> zbus::Result<()> {
    let manager = ManagerProxy::new(bus).await?;
    let mut news = manager.receive_prepare_for_shutdown().await?;
    let held = delay(&manager, "shutdown").await;
    while let Some(one) = news.next().await {
        if one.args()?.start {
            teller.goes(FAREWELL).await;
            break;
        }
    }
    drop(held);
    Ok(())
}

async fn delay(manager: &ManagerProxy<'_>, what: &str) -> zbus::Result<OwnedFd> {
    let why = "Tell Microsoft Teams that nobody is here";
    manager.inhibit(what, "Porchlight", why, "delay").await
}

/// Tells what logind's session hints of the lock.
async fn lock_hint(bus: &Connection, listener: &Listener) -> zbus::Result<()> {
    let session = session(bus).await?;
    let interface = "org.freedesktop.login1.Session";
    follow(bus, LOGIND, &session, interface, "LockedHint", |hint| {
        listener.lock(|lock| lock.hint = hint);
    })
    .await
}

/// The session this program runs in; for one that the user's service manager
/// started, the one on the user's screen.
async fn session(bus: &Connection) -> zbus::Result<OwnedObjectPath> {
    let manager = ManagerProxy::new(bus).await?;
    // Zero is whoever asks.
    if let Ok(session) = manager.get_session_by_pid(0).await {
        return Ok(session);
    }
    let user = manager.get_user_by_pid(0).await?;
    let user = Proxy::new(bus, LOGIND, user, "org.freedesktop.login1.User").await?;
    let (_, session): (String, OwnedObjectPath) = user.get_property("Display").await?;
    Ok(session)
}

async fn battery(bus: &Connection, teller: &Teller) -> zbus::Result<()> {
    let path = "/org/freedesktop/UPower";
    follow(bus, UPOWER, path, UPOWER, "OnBattery", |on_battery| {
        teller.tell(|seat| seat.on_battery = on_battery);
    })
    .await
}

/// Tells a property now and whenever its service says that it changed.
async fn follow(
    bus: &Connection,
    service: &'static str,
    path: &str,
    interface: &'static str,
    property: &str,
    tell: impl Fn(bool),
) -> zbus::Result<()> {
    let properties = PropertiesProxy::new(bus, service, path).await?;
    let mut changes = properties
        .receive_properties_changed_with_args(&[(0, interface)])
        .await?;
    let interface = InterfaceName::try_from(interface)?;
    loop {
        let value = properties.get(interface.clone(), property).await?;
        tell(value.try_into()?);
        loop {
            let Some(change) = changes.next().await else {
                return Ok(());
            };
            let change = change.args()?;
            if change.changed_properties.contains_key(property)
                || change.invalidated_properties.contains(&property)
            {
                break;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::savers::SAVERS;
    use super::*;

    #[test]
    fn the_screen_is_locked_while_one_source_says_so() {
        let mut lock = Lock::default();
        assert!(!lock.is_locked());
        lock.saver(SAVERS[0], true);
        lock.hint = true;
        lock.saver(SAVERS[1], true);
        lock.saver(SAVERS[0], false);
        lock.hint = false;
        assert!(lock.is_locked(), "the second saver still covers it");
        lock.saver(SAVERS[1], false);
        assert!(!lock.is_locked());
        lock.saver(SAVERS[1], false);
        assert!(!lock.is_locked());
    }
}
