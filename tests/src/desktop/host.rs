//! The tray host's half of `StatusNotifierItem`: programs register here.

use tokio::sync::watch;
use zbus::message::Header;

pub(super) const NAME: &str = "org.kde.StatusNotifierWatcher";
pub(super) const PATH: &str = "/StatusNotifierWatcher";

/// A host that remembers the item registered last.
pub(super) struct Host {
    pub(super) registered: watch::Sender<Option<Registration>>,
}

/// Where an item can be reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Registration {
    pub(super) destination: String,
    pub(super) path: String,
}

#[expect(
    clippy::needless_pass_by_value,
    clippy::unused_self,
    reason = "the macro says so"
)]
#[zbus::interface(name = "org.kde.StatusNotifierWatcher")]
impl Host {
    fn register_status_notifier_item(&self, service: &str, #[zbus(header)] header: Header<'_>) {
        let sender = header.sender().map(ToString::to_string).unwrap_or_default();
        // Either a bus name or, from some toolkits, only the object's path.
        let registration = if service.starts_with('/') {
            Registration {
                destination: sender,
                path: service.to_owned(),
            }
        } else {
            Registration {
                destination: service.to_owned(),
                path: "/StatusNotifierItem".to_owned(),
            }
        };
        self.registered.send_replace(Some(registration));
    }

    fn register_status_notifier_host(&self, service: &str) {
        // We are the only host.
        let _ = service;
    }

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        self.registered
            .borrow()
            .iter()
            .map(|item| format!("{}{}", item.destination, item.path))
            .collect()
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }
}
