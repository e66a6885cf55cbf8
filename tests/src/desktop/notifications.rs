//! The notification server's half of the Desktop Notifications Specification.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::watch;
use zbus::OwnedVariant;
use zbus::object_server::SignalEmitter;

pub(super) const NAME: &str = "org.freedesktop.Notifications";
pub(super) const PATH: &str = "/org/freedesktop/Notifications";

/// A notification as a program sent it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    pub id: u32,
    pub application: String,
    /// A name of the icon theme, or a file.
    pub icon: String,
    pub title: String,
    pub body: String,
    /// Keys and labels in turn.
    pub actions: Vec<String>,
    /// False once the program took it back.
    pub shown: bool,
}

/// Records everything and shows nothing.
pub(super) struct Server {
    pub(super) sent: watch::Sender<Vec<Notification>>,
    pub(super) has_markup: bool,
    /// What is asked while this is set is never answered.
    pub(super) hangs: Arc<AtomicBool>,
}

#[expect(
    clippy::too_many_arguments,
    clippy::unused_self,
    reason = "the specification and the macro say so"
)]
#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Server {
    async fn notify(
        &self,
        application: String,
        replaces: u32,
        icon: String,
        title: String,
        body: String,
        actions: Vec<String>,
        hints: HashMap<String, OwnedVariant>,
        timeout: i32,
    ) -> u32 {
        self.answers().await;
        // Nothing is drawn and nothing goes away by itself.
        let _ = (hints, timeout);
        let mut id = replaces;
        self.sent.send_modify(|sent| {
            if id == 0 {
                id = u32::try_from(sent.len()).unwrap_or(u32::MAX - 1) + 1;
            }
            sent.push(Notification {
                id,
                application,
                icon,
                title,
                body,
                actions,
                shown: true,
            });
        });
        id
    }

    async fn close_notification(
        &self,
        id: u32,
        #[zbus(signal_emitter)] emitter: SignalEmitter<'_>,
    ) -> zbus::fdo::Result<()> {
        self.sent.send_modify(|sent| {
            for notification in sent.iter_mut().filter(|one| one.id == id) {
                notification.shown = false;
            }
        });
        let by_the_program = 3;
        Self::notification_closed(&emitter, id, by_the_program).await?;
        Ok(())
    }

    async fn get_capabilities(&self) -> Vec<&'static str> {
        self.answers().await;
        let mut capabilities = vec!["actions", "body"];
        if self.has_markup {
            capabilities.push("body-markup");
        }
        capabilities
    }

    fn get_server_information(&self) -> (&'static str, &'static str, &'static str, &'static str) {
        ("double", "Porchlight's tests", "1", "1.2")
    }

    #[zbus(signal)]
    pub(super) async fn action_invoked(
        emitter: &SignalEmitter<'_>,
        id: u32,
        action: &str,
    ) -> zbus::Result<()>;

    #[zbus(signal)]
    async fn notification_closed(
        emitter: &SignalEmitter<'_>,
        id: u32,
        reason: u32,
    ) -> zbus::Result<()>;
}

impl Server {
    async fn answers(&self) {
        if self.hangs.load(Ordering::SeqCst) {
            std::future::pending::<()>().await;
        }
    }
}
