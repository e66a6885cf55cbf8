//! A real keyring on the desktop's bus.

use std::path::Path;
use std::process::Stdio;

use futures_util::StreamExt;
use tokio::sync::watch;
use zbus::{Connection, ObjectPath, OwnedObjectPath, Variant};

use super::{Desktop, Program};
use crate::wait::within;

const NAME: &str = "org.freedesktop.secrets";
const PATH: &str = "/org/freedesktop/secrets";
const SERVICE: &str = "org.freedesktop.Secret.Service";
const PASSWORD: &[u8] = b"a password";

/// Where the keyring has its user asked for the password.
const PROMPTER: &str = "org.gnome.keyring.SystemPrompter";

/// A running keyring; dropping it ends it. What it holds stays in the home
/// folder, for the next.
#[derive(Debug)]
pub struct Keyring {
    bus: Connection,
    _daemon: Program,
}

/// Somebody who is asked for the password and never answers.
struct Prompter(watch::Sender<Vec<OwnedObjectPath>>);

#[zbus::interface(name = "org.gnome.keyring.internal.Prompter")]
impl Prompter {
    fn begin_prompting(&self, prompt: OwnedObjectPath) {
        self.0.send_modify(|asked| asked.push(prompt));
    }
}

impl Keyring {
    /// Starts the daemon with a password, which makes a new keyring and unlocks
    /// it, and waits until it answers on the bus.
    pub(super) async fn start(desktop: &Desktop) -> Self {
        let bus = zbus::fdo::DBusProxy::new(desktop.connection())
            .await
            .expect("the bus answers");
        let mut owners = bus
            .receive_name_owner_changed_with_args(&[(0, NAME)])
            .await
            .expect("the bus tells who comes");

        let mut command = desktop.command(Path::new("gnome-keyring-daemon"));
        command
            .args(["--foreground", "--unlock", "--components=secrets"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let mut daemon = Program::start(&mut command);
        daemon.write(PASSWORD).await;

        within("the keyring answers", async {
            while let Some(change) = owners.next().await {
                if change.args().is_ok_and(|args| args.new_owner().is_some()) {
                    return;
                }
            }
            panic!("the bus ended before the keyring came");
        })
        .await;
        Self {
            bus: desktop.connection().clone(),
            _daemon: daemon,
        }
    }

    /// Locks all that it keeps.
    pub async fn lock(&self) {
        let collection = self.collection().await;
        self.call(SERVICE, "Lock", &(vec![collection],)).await;
    }

    /// Its user unlocks it, in another program.
    pub async fn unlock(&self) {
        let collection = self.collection().await;
        let plain = ("plain", Variant::from(""));
        let session = self.call(SERVICE, "OpenSession", &plain).await.body();
        let (_, session) = session
            .deserialize::<(Variant<'_>, ObjectPath<'_>)>()
            .expect("a session");
        let master = (session, Vec::<u8>::new(), PASSWORD, "text/plain");
        let inside = "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface";
        self.call(inside, "UnlockWithMasterPassword", &(collection, master))
            .await;
    }

    /// From here on somebody is asked for the password; with which prompts.
    pub async fn has_prompter(&self) -> watch::Receiver<Vec<OwnedObjectPath>> {
        let (asked, prompts) = watch::channel(Vec::new());
        let server = self.bus.object_server();
        server
            .at("/org/gnome/keyring/Prompter", Prompter(asked))
            .await
            .expect("the path is free");
        self.bus
            .request_name(PROMPTER)
            .await
            .expect("nobody else asks");
        prompts
    }

    async fn collection(&self) -> OwnedObjectPath {
        let found = self.call(SERVICE, "ReadAlias", &("default",)).await;
        found.body().deserialize().expect("a path")
    }

    async fn call<B>(&self, interface: &str, method: &str, body: &B) -> zbus::Message
    where
        B: serde::Serialize + zbus::zvariant::DynamicType,
    {
        self.bus
            .call_method(Some(NAME), PATH, Some(interface), method, body)
            .await
            .unwrap_or_else(|error| panic!("{method}: {error}"))
    }
}
