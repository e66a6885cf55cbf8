//! The desktop's session manager: it starts programs, asks them before it ends
//! the session, and waits for those it told to end.

use std::time::Duration;

use tokio::sync::{mpsc, watch};
use zbus::message::Header;
use zbus::names::OwnedUniqueName;
use zbus::object_server::{ObjectServer, SignalEmitter};
use zbus::{Connection, OwnedObjectPath, fdo};

use super::Desktop;
use crate::wait::within;

const NAME: &str = "org.gnome.SessionManager";
const PATH: &str = "/org/gnome/SessionManager";
const CLIENT: &str = "org.gnome.SessionManager.ClientPrivate";

/// The strictest of them waits so long for those it told to end.
const LONGEST_END: Duration = Duration::from_secs(10);

/// How a session manager treats a program that wants to be its client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reception {
    Kind,
    Refused,
    /// It never answers.
    Silent,
}

/// A program that is a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    pub application: String,
    /// What it was given when it was started; empty if it was not started by the
    /// session manager.
    pub startup: String,
    path: OwnedObjectPath,
    address: OwnedUniqueName,
}

/// A running session manager.
#[derive(Debug)]
pub struct SessionManager {
    connection: Connection,
    asked: watch::Receiver<u32>,
    client: watch::Receiver<Option<Client>>,
    answers: mpsc::UnboundedReceiver<(bool, String)>,
}

impl Desktop {
    /// Starts a session manager that receives programs so.
    pub async fn start_session_manager(&self, reception: Reception) -> SessionManager {
        let (asked_in, asked) = watch::channel(0);
        let (client_in, client) = watch::channel(None);
        let (answers_in, answers) = mpsc::unbounded_channel();
        let manager = Manager {
            reception,
            asked: asked_in,
            client: client_in,
            answers: answers_in,
        };
        let connection = zbus::connection::Builder::address(self.session_bus.as_str())
            .serve_at(PATH, manager)
            .name(NAME)
            .build()
            .await
            .expect("the private bus takes our services");
        SessionManager {
            connection,
            asked,
            client,
            answers,
        }
    }
}

impl SessionManager {
    /// Waits until a program has asked to be a client.
    pub async fn asked(&self) {
        let mut asked = self.asked.clone();
        let what = "a program asks to be a client of the session";
        within(what, asked.wait_for(|asked| *asked > 0))
            .await
            .expect("the manager runs");
    }

    /// The program that is a client, once it is.
    pub async fn client(&self) -> Client {
        let mut client = self.client.clone();
        let what = "a program is a client of the session";
        within(what, client.wait_for(Option::is_some))
            .await
            .ok()
            .and_then(|client| client.clone())
            .expect("the manager runs")
    }

    /// Asks whether the session may end.
    pub async fn ask(&self) {
        self.tell("QueryEndSession", &0_u32).await;
    }

    /// The session goes on: its user thought better of it.
    pub async fn cancel(&self) {
        self.tell("CancelEndSession", &()).await;
    }

    /// The session ends.
    pub async fn end(&self) {
        self.tell("EndSession", &0_u32).await;
    }

    /// The session has ended, and the program goes without being asked.
    pub async fn stop(&self) {
        self.tell("Stop", &()).await;
    }

    /// The same as is told to other clients, and like it by whoever is not the
    /// session manager.
    pub async fn end_others(&self, desktop: &Desktop) {
        let client = self.client().await;
        let to = Some(client.address.as_str());
        let other = format!("{PATH}/Client0");
        for (bus, path) in [
            (&self.connection, other.as_str()),
            (desktop.connection(), client.path.as_str()),
        ] {
            for (signal, body) in [("EndSession", Some(0_u32)), ("Stop", None)] {
                match body {
                    Some(flags) => bus.emit_signal(to, path, CLIENT, signal, &flags).await,
                    None => bus.emit_signal(to, path, CLIENT, signal, &()).await,
                }
                .expect("the bus takes the signal");
            }
            // Whatever is told from now on comes after.
            let bus = fdo::DBusProxy::new(bus).await.expect("the bus is there");
            bus.get_id().await.expect("the bus answers");
        }
    }

    /// Whether the client has said something that [`Self::answer`] has not told yet.
    pub fn is_answered(&self) -> bool {
        !self.answers.is_empty()
    }

    /// What the client says to what it was told, in the time it is given: whether
    /// the session may end, or why not.
    pub async fn answer(&mut self) -> (bool, String) {
        tokio::time::timeout(LONGEST_END, self.answers.recv())
            .await
            .expect("the client answers in time")
            .expect("the manager runs")
    }

    /// Ends the session manager itself, as a crash would.
    pub async fn crash(self) {
        self.connection
            .release_name(NAME)
            .await
            .expect("the name was ours");
    }

    /// Tells the client alone.
    async fn tell<B>(&self, signal: &str, body: &B)
    where
        B: serde::Serialize + zbus::DynamicType + Sync,
    {
        let Client { path, address, .. } = self.client().await;
        SignalEmitter::new(&self.connection, path)
            .expect("the path is one")
            .set_destination(address.into())
            .emit(CLIENT, signal, body)
            .await
            .expect("the bus takes the signal");
    }
}

struct Manager {
    reception: Reception,
    /// How often a program asked to be a client.
    asked: watch::Sender<u32>,
    client: watch::Sender<Option<Client>>,
    answers: mpsc::UnboundedSender<(bool, String)>,
}

#[zbus::interface(name = "org.gnome.SessionManager")]
impl Manager {
    async fn register_client(
        &self,
        application: String,
        startup: String,
        #[zbus(header)] header: Header<'_>,
        #[zbus(object_server)] server: &ObjectServer,
    ) -> fdo::Result<OwnedObjectPath> {
        self.asked.send_modify(|asked| *asked += 1);
        match self.reception {
            Reception::Kind => {}
            Reception::Refused => {
                let why = "the session ends";
                return Err(fdo::Error::AccessDenied(why.to_owned()));
            }
            Reception::Silent => std::future::pending().await,
        }
        let number = *self.asked.borrow();
        let path = format!("{PATH}/Client{number}");
        let path = OwnedObjectPath::try_from(path).expect("the path is one");
        let private = ClientPrivate(self.answers.clone());
        server.at(&path, private).await?;
        let sender = header.sender().expect("whoever calls has an address");
        self.client.send_replace(Some(Client {
            application,
            startup,
            path: path.clone(),
            address: sender.to_owned().into(),
        }));
        Ok(path)
    }
}

struct ClientPrivate(mpsc::UnboundedSender<(bool, String)>);

#[zbus::interface(name = "org.gnome.SessionManager.ClientPrivate")]
impl ClientPrivate {
    fn end_session_response(&self, is_ok: bool, reason: String) {
        // A manager that is dropped hears nothing more.
        let _ = self.0.send((is_ok, reason));
    }
}
