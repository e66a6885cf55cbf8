//! A company, somebody's desktop, and the root whose programs run on it.

use std::fs;
use std::path::PathBuf;
use std::process::Stdio;

use porchlight_sim::{ADA, Control, Options, Sim};
use porchlight_tests::desktop::{Desktop, Keyring, Tray};
use porchlight_tests::wait::within;
use serde_json::{Value, json};
use tokio::process::Command;
use url::Url;

use crate::IDENTIFIER;
use crate::root::Root;

pub(crate) struct Stage {
    pub(crate) desktop: Desktop,
    pub(crate) root: Root,
    _keyring: Keyring,
    sim: Sim,
}

impl Stage {
    pub(crate) async fn set(root: Root) -> Self {
        let sim = Sim::start(Options::default()).await.expect("free ports");
        let desktop = Desktop::start().await;
        root.show(desktop.home());
        let keyring = desktop.start_keyring().await;
        Self {
            desktop,
            root,
            _keyring: keyring,
            sim,
        }
    }

    pub(crate) fn company(&self) -> Control {
        self.sim.control()
    }

    /// Where the user's settings lie on this desktop.
    fn config_file(&self) -> PathBuf {
        self.desktop.home().join("config/porchlight/config.toml")
    }

    /// Where the program remembers things on this desktop.
    fn state_file(&self) -> PathBuf {
        self.desktop.home().join("state/porchlight/state.json")
    }

    /// The folder of this desktop's session.
    pub(crate) fn session(&self) -> PathBuf {
        self.desktop.home().join("run")
    }

    /// The socket on which the running program takes others in.
    pub(crate) fn socket(&self) -> PathBuf {
        let files = fs::read_dir(self.session().join("porchlight")).expect("the program's folder");
        let mut sockets = files
            .map(|file| file.expect("the folder can be read").path())
            .filter(|path| path.extension().is_some_and(|found| found == "sock"));
        let socket = sockets.next().expect("a program is running");
        assert_eq!(sockets.next(), None, "one program has one socket");
        socket
    }

    /// The user's settings, as they would have written them: `config.toml` with
    /// a comment, and Ada on the watch list.
    pub(crate) fn configure(&self) {
        let configuration = format!(
            "# How we get at the presence of our company.\n\
             [account]\n\
             client_id = \"{}\"   # from the administrator\n\
             tenant = \"{}\"\n\
             cloud = \"custom\"\n\n\
             [cloud.custom]\n\
             login = \"{}\"\n\
             graph = \"{}\"\n\n\
             [polling]\n\
             interval = \"15s\"\n",
            self.sim.client_id(),
            self.sim.tenant(),
            self.sim.login_url(),
            self.sim.graph_url(),
        );
        let remembered = json!({
            "version": 1,
            "watch_list": [{ "id": ADA, "name": "Ada Lovelace" }],
        });
        for (file, content) in [
            (self.config_file(), configuration),
            (self.state_file(), remembered.to_string()),
        ] {
            let folder = file.parent().expect("a file lies in a folder");
            fs::create_dir_all(folder)
                .and_then(|()| fs::write(&file, content))
                .expect("a file in a temporary folder");
        }
    }

    /// The user's `config.toml`, to the letter.
    pub(crate) fn configuration(&self) -> String {
        fs::read_to_string(self.config_file()).expect("the settings are there")
    }

    /// The names on the watch list, as they are kept.
    pub(crate) fn watch_list(&self) -> Vec<String> {
        let kept = fs::read_to_string(self.state_file()).expect("it is kept");
        let kept: Value = serde_json::from_str(&kept).expect("JSON");
        let people = kept["watch_list"].as_array().expect("a list");
        people
            .iter()
            .filter_map(|person| Some(person["name"].as_str()?.to_owned()))
            .collect()
    }

    /// A command inside the root, as whoever sits at the desktop runs it.
    fn command(&self, words: &[&str]) -> Command {
        let (enter, folder) = self.root.entry();
        let mut command = self.desktop.command(enter);
        command.arg(folder).args(words).kill_on_drop(true);
        command
    }

    /// What such a command prints, which must succeed.
    pub(crate) async fn prints(&self, words: &[&str]) -> String {
        let output = within(&words.join(" "), self.command(words).output())
            .await
            .expect("chroot is on every Linux");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{words:?}: {text}\n{said}");
        text
    }

    /// Starts the installed program as a menu of applications does.
    pub(crate) async fn start_from_the_entry(&self) -> Tray {
        self.desktop.forget_tray();
        let entry = format!("/usr/share/applications/{IDENTIFIER}.desktop");
        let mut launch = self.command(&["gio", "launch", &entry]);
        // The program lives on and keeps what it inherits.
        launch.stdout(Stdio::null());
        let launched = within("the entry is launched", launch.status()).await;
        assert!(launched.is_ok_and(|status| status.success()), "{entry}");
        self.desktop.tray().await
    }

    /// What the installed command line says of my presence.
    pub(crate) async fn status(&self) -> Value {
        let printed = self.prints(&["porchlight", "status", "--json"]).await;
        serde_json::from_str(&printed).expect("one JSON object")
    }

    /// Signs in from the tray, to colleagues as well.
    pub(crate) async fn sign_in(&self, tray: &Tray) {
        tray.click(&["Sign in…"]).await;
        let address = self.desktop.browser().next_address().await;
        let address = Url::parse(&address).expect("the browser is given an address");
        let visit = self.company();
        let status = within("the sign-in answers", visit.visit(&address)).await;
        assert_eq!(status.expect("the sign-in leads back"), 200);
        tray.entry(&["Set status", "Busy"]).await;
    }
}
