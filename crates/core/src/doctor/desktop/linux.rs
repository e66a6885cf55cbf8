//! Linux: the session bus knows who hosts tray icons and shows notifications.

use std::time::Duration;

use zbus::fdo::DBusProxy;
use zbus::names::BusName;

use super::{Fact, Notifications, Tray};

/// A service may have to be started first.
const LIMIT: Duration = Duration::from_secs(5);

const WATCHER: &str = "org.kde.StatusNotifierWatcher";

/// Name and path of the service alike.
const SERVER: &str = "org.freedesktop.Notifications";

pub(super) async fn look() -> (Tray, Notifications) {
    let Ok(Ok(bus)) = tokio::time::timeout(LIMIT, zbus::Connection::session()).await else {
        return (Tray::NotChecked, Notifications::NotChecked);
    };
    tokio::join!(
        async {
            match tokio::time::timeout(LIMIT, has_watcher(&bus)).await {
                Ok(Ok(true)) => Tray::Present,
                Ok(Ok(false)) => Tray::Absent,
                Ok(Err(_)) | Err(_) => Tray::NotChecked,
            }
        },
        async {
            match tokio::time::timeout(LIMIT, server(&bus)).await {
                Ok(Ok(server)) => server,
                Ok(Err(_)) => Notifications::Absent,
                Err(_) => Notifications::Silent,
            }
        }
    )
}

async fn has_watcher(bus: &zbus::Connection) -> zbus::Result<bool> {
    let name = BusName::try_from(WATCHER)?;
    Ok(DBusProxy::new(bus).await?.name_has_owner(name).await?)
}

async fn server(bus: &zbus::Connection) -> zbus::Result<Notifications> {
    let ask = |method: &'static str| {
        bus.call_method(
            Some(SERVER),
            "/org/freedesktop/Notifications",
            Some(SERVER),
            method,
            &(),
        )
    };
    let about = ask("GetServerInformation").await?;
    let (name, _vendor, version, _specification): (String, String, String, String) =
        about.body().deserialize()?;
    let capabilities = ask("GetCapabilities").await?;
    Ok(Notifications::Server {
        name,
        version,
        capabilities: capabilities.body().deserialize()?,
    })
}

/// Which desktop, and on what it draws.
pub(super) fn session() -> Vec<Fact> {
    [
        ("desktop", "XDG_CURRENT_DESKTOP"),
        ("session", "XDG_SESSION_TYPE"),
    ]
    .into_iter()
    .map(|(name, variable)| {
        let value = std::env::var(variable).unwrap_or_else(|_| "not said".to_owned());
        Fact::new(name, value)
    })
    .collect()
}
