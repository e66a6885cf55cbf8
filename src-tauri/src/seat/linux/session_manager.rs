//! The desktop's session manager. A program that is its client hears of a log-out
//! before the display goes, and the session waits until it has answered. GNOME's
//! interface, which Budgie, Cinnamon and MATE serve by the same name.
//!
//! Xfce's differs in more than its names: to save a session it waits a minute for
//! each client without asking any, and starts all of them again the next time.

use futures_util::StreamExt;
use tokio::sync::Mutex;
use zbus::fdo::DBusProxy;
use zbus::{Connection, MatchRule, MessageStream, OwnedObjectPath};

use super::{FAREWELL, Teller};
use crate::platform::{DESKTOP_ENTRY, autostart_id};

pub(super) const NAME: &str = "org.gnome.SessionManager";
const CLIENT: &str = "org.gnome.SessionManager.ClientPrivate";

#[zbus::proxy(
    interface = "org.gnome.SessionManager",
    default_service = "org.gnome.SessionManager",
    default_path = "/org/gnome/SessionManager"
)]
trait Manager {
    /// Makes this program a client until it leaves the bus.
    fn register_client(&self, app_id: &str, startup_id: &str) -> zbus::Result<OwnedObjectPath>;
}

#[zbus::proxy(
    interface = "org.gnome.SessionManager.ClientPrivate",
    default_service = "org.gnome.SessionManager"
)]
trait Client {
    /// Sent and forgotten: a manager that hangs keeps nobody waiting.
    #[zbus(no_reply)]
    fn end_session_response(&self, is_ok: bool, reason: &str) -> zbus::Result<()>;
}

/// Held while the session waits for our answer.
static ANSWERING: Mutex<()> = Mutex::const_new(());

/// Completes when no session waits for our answer.
pub(crate) async fn has_answered() {
    drop(ANSWERING.lock().await);
}

/// Ends the engine before the user's session ends. Leaving the bus counts as an
/// answer, and ends what was registered.
pub(super) async fn follow(bus: &Connection, teller: &Teller) -> zbus::Result<()> {
    // Called by its own address, a manager that is not there is not started.
    let names = DBusProxy::new(bus).await?;
    let manager = names.get_name_owner(NAME.try_into()?).await?;
    // Before there is a client, so that nothing is missed that it is told.
    let rule = MatchRule::builder()
        .msg_type(zbus::message::Type::Signal)
        .sender(&manager)
        .interface(CLIENT)
        .build()?;
    let mut told = MessageStream::for_match_rule(rule, bus, None).await?;
    let registry = ManagerProxy::builder(bus).destination(&manager);
    let registry = registry.build().await?;
    let path = registry.register_client(DESKTOP_ENTRY, autostart_id());
    let path = path.await?;
    let client = ClientProxy::builder(bus).destination(&manager).path(&path);
    let client = client.build().await?;
    while let Some(signal) = told.next().await {
        let signal = signal?;
        let signal = signal.header();
        if signal.path() != Some(&*path) {
            continue;
        }
        match signal.member().map_or("", |member| member.as_str()) {
            // Only a question: the session may go on after all, so nothing is done yet.
            "QueryEndSession" => client.end_session_response(true, "").await?,
            "EndSession" => {
                let _answering = ANSWERING.lock().await;
                teller.goes(FAREWELL).await;
                return client.end_session_response(true, "").await;
            }
            "Stop" => {
                teller.goes(FAREWELL).await;
                return Ok(());
            }
            _ => {}
        }
    }
    Ok(())
}
