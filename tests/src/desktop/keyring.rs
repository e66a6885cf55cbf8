//! A real keyring on the desktop's bus.

use std::path::Path;
use std::process::Stdio;

use futures_util::StreamExt;

use super::{Desktop, Program};
use crate::wait::within;

const NAME: &str = "org.freedesktop.secrets";

/// A running keyring; dropping it ends it.
#[derive(Debug)]
pub struct Keyring {
    _daemon: Program,
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
        daemon.write(b"a password").await;

        within("the keyring answers", async {
            while let Some(change) = owners.next().await {
                if change.args().is_ok_and(|args| args.new_owner().is_some()) {
                    return;
                }
            }
            panic!("the bus ended before the keyring came");
        })
        .await;
        Self { _daemon: daemon }
    }
}
