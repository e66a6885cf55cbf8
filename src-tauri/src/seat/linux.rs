//! Linux: logind tells of sleep, shutdown and lock, the desktop's screen saver of lock,
//! `UPower` of the battery. Each may be missing, come late or start again.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::select_all;
use zbus::fdo::{DBusProxy, NameOwnerChanged, NameOwnerChangedStream, PropertiesProxy};
use zbus::names::InterfaceName;
use zbus::proxy::MethodFlags;
use zbus::{Connection, MatchRule, MessageStream, OwnedFd, OwnedObjectPath, Proxy};

use super::Teller;

/// How long the engine may keep the computer from sleeping. logind itself waits
/// for five seconds.
const FAREWELL: Duration = Duration::from_secs(4);

const LOGIND: &str = "org.freedesktop.login1";
const UPOWER: &str = "org.freedesktop.UPower";

/// How long a screen saver may take to say whether it covers the screen.
const SAVER_ANSWERS: Duration = Duration::from_secs(2);

/// Interfaces of screen savers; each is the name of its service, too.
///
/// A saver that covers the screen counts as a lock. KDE's and GNOME's is the lock
/// itself. Those of Cinnamon, MATE and Xfce can be set to lock later or never, but
/// come only when nobody has touched anything for minutes, and hide everything:
/// nobody works behind them. The name without a desktop is KDE's and that of small
/// lockers; others who bear it only take inhibitions and never signal.
const SAVERS: [&str; 5] = [
    "org.freedesktop.ScreenSaver",
    "org.gnome.ScreenSaver",
    "org.cinnamon.ScreenSaver",
    "org.mate.ScreenSaver",
    "org.xfce.ScreenSaver",
];

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
    tauri::async_runtime::spawn(async move {
        if let Err(error) = savers(&listener).await {
            tracing::info!(%error, "No session bus, hence no word of screen savers");
        }
    });
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

/// Tells which screen savers cover the screen. Their signals are taken from
/// anybody: some savers signal from another connection than the one that bears
/// their name.
async fn savers(listener: &Listener) -> zbus::Result<()> {
    let bus = Connection::session().await?;
    let mut signals = Vec::new();
    let mut changes = Vec::new();
    for saver in SAVERS {
        let rule = MatchRule::builder()
            .msg_type(zbus::message::Type::Signal)
            .interface(saver)
            .member("ActiveChanged")
            .build()?;
        signals.push(MessageStream::for_match_rule(rule, &bus, None).await?);
        changes.push(owners(&bus, saver).await?);
    }
    for saver in SAVERS {
        let covers = covers(&bus, saver).await;
        listener.lock(|lock| lock.saver(saver, covers));
    }
    let mut signals = select_all(signals);
    let mut changes = select_all(changes);
    loop {
        let (saver, covers) = tokio::select! {
            Some(Ok(signal)) = signals.next() => {
                let saver = known(signal.header().interface().map(InterfaceName::as_str));
                (saver, signal.body().deserialize().unwrap_or_default())
            }
            Some(change) = changes.next() => {
                let args = change.args()?;
                let saver = known(Some(args.name.as_str()));
                // One that is gone covers nothing any more.
                (saver, args.new_owner.is_some() && covers(&bus, args.name.as_str()).await)
            }
            else => return Ok(()),
        };
        if let Some(saver) = saver {
            listener.lock(|lock| lock.saver(saver, covers));
        }
    }
}

fn known(name: Option<&str>) -> Option<&'static str> {
    SAVERS.into_iter().find(|saver| Some(*saver) == name)
}

/// Whether a saver covers the screen at this moment. One that does not run is
/// not started for the question.
async fn covers(bus: &Connection, saver: &str) -> bool {
    let ask = async {
        let path = format!("/{}", saver.replace('.', "/"));
        let proxy = Proxy::new(bus, saver, path, saver).await?;
        let flags = MethodFlags::NO_AUTO_START;
        proxy.call_with_flags("GetActive", flags, &()).await
    };
    // Some only take inhibitions and cannot say; one that hangs keeps no other
    // from being heard.
    let said = tokio::time::timeout(SAVER_ANSWERS, ask).await;
    said.ok().and_then(Result::ok).flatten().unwrap_or(false)
}

#[cfg(test)]
mod tests {
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

    #[test]
    fn only_savers_we_know_are_heard() {
        for saver in SAVERS {
            assert_eq!(known(Some(saver)), Some(saver));
        }
        assert_eq!(known(Some("org.example.ScreenSaver")), None);
        assert_eq!(known(None), None);
    }
}
