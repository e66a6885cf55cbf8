//! What every test here begins with: a company, a desktop, the program.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use porchlight_sim::{ADA, Control, Options, Sim};
use porchlight_tests::desktop::{self, Desktop, Icon, Program, Tray, WebDriver};
use porchlight_tests::programs::program;
use porchlight_tests::wait::within;
use serde_json::{Value, json};
use url::Url;

/// A company and somebody's desktop. The test company: everybody is offline.
pub(crate) struct Stage {
    // First, so that the programs end before what they talk to.
    pub(crate) desktop: Desktop,
    sim: Sim,
}

impl Stage {
    pub(crate) async fn set() -> Self {
        Self::set_with(desktop::Options::default()).await
    }

    pub(crate) async fn set_with(options: desktop::Options) -> Self {
        let sim = Sim::start(Options::default()).await.expect("free ports");
        let desktop = Desktop::start_with(options).await;
        let stage = Self { desktop, sim };
        std::fs::create_dir(stage.settings()).expect("a folder in a temporary folder");
        stage
    }

    pub(crate) fn company(&self) -> Control {
        self.sim.control()
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.sim.clock().now()
    }

    /// Where the program keeps what it remembers.
    pub(crate) fn settings(&self) -> PathBuf {
        self.desktop.home().join("porchlight")
    }

    /// Ada is on the watch list, as an earlier run would have left it.
    pub(crate) fn watch_ada(&self) {
        self.watch(&[json!({ "id": ADA, "name": "Ada Lovelace" })]);
    }

    /// These people are on the watch list, as an earlier run would have left it.
    pub(crate) fn watch(&self, people: &[Value]) {
        let remembered = json!({ "version": 1, "watch_list": people });
        std::fs::write(self.settings().join("state.json"), remembered.to_string())
            .expect("a file in a temporary folder");
    }

    /// People of these names, whom nobody else knows, are on the watch list.
    pub(crate) fn watch_strangers(&self, names: &[String]) {
        let people = names.iter().enumerate().map(
            |(n, name)| json!({ "id": format!("00000000-0000-4000-8000-{n:012}"), "name": name }),
        );
        self.watch(&people.collect::<Vec<_>>());
    }

    /// What tells the program where its company is.
    pub(crate) fn variables(&self) -> Vec<(&'static str, String)> {
        vec![
            ("PORCHLIGHT_LOGIN_URL", self.sim.login_url().to_string()),
            ("PORCHLIGHT_GRAPH_URL", self.sim.graph_url().to_string()),
            ("PORCHLIGHT_CLIENT_ID", self.sim.client_id().to_owned()),
            ("PORCHLIGHT_TENANT", self.sim.tenant().to_owned()),
            (
                "PORCHLIGHT_CONFIG_DIR",
                self.settings().display().to_string(),
            ),
            ("PORCHLIGHT_ZONE", "Europe/Berlin".to_owned()),
        ]
    }

    /// Starts the program by hand, without a driver.
    pub(crate) fn start(&self, arguments: &[&str]) -> Program {
        let mut command = self.desktop.command(&program("porchlight-tray"));
        Program::start(command.args(arguments).envs(self.variables()))
    }

    /// Starts it so that its windows can be driven.
    pub(crate) fn start_driven(&self, driver: &WebDriver) -> Program {
        let mut command = self.desktop.command(&program("porchlight-tray"));
        command.envs(self.variables()).envs(driver.variables());
        Program::start(&mut command)
    }

    /// The same where nobody has named an application to sign in with.
    pub(crate) fn start_unregistered(&self, arguments: &[&str], driver: &WebDriver) -> Program {
        let mut command = self.desktop.command(&program("porchlight-tray"));
        command
            .args(arguments)
            .envs(self.variables())
            .env_remove("PORCHLIGHT_CLIENT_ID")
            .envs(driver.variables());
        Program::start(&mut command)
    }

    /// Signs in from the tray: the program opens the browser, and whoever sits
    /// at it agrees.
    pub(crate) async fn sign_in(&self, tray: &Tray) {
        tray.click(&["Sign in…"]).await;
        let address = self.desktop.browser().next_address().await;
        let address = Url::parse(&address).expect("the browser is given an address");
        let visit = self.company();
        let status = within("the sign-in answers", visit.visit(&address)).await;
        assert_eq!(status.expect("the sign-in leads back"), 200);
        tray.entry(&["Set status", "Busy"]).await;
    }

    /// Starts the program, and lets its user be busy, as the company knows.
    pub(crate) async fn start_with_session(&self) -> Program {
        let program = self.start(&[]);
        self.begin_session().await;
        program
    }

    /// Lets the user of the program that was started be busy, as the company knows.
    pub(crate) async fn begin_session(&self) {
        let tray = self.desktop.tray().await;
        self.sign_in(&tray).await;
        tray.click(&["Set status", "Busy"]).await;
        self.me("the company has a session", has_session).await;
    }

    /// What the company knows of the user, once it is as wanted; looked at
    /// again after every request.
    pub(crate) async fn me(&self, what: &str, is_wanted: impl Fn(&Value) -> bool) -> Value {
        let company = self.company();
        within(what, async {
            loop {
                let answered = company.requests().len();
                let me = company.state()["me"].clone();
                if is_wanted(&me) {
                    return me;
                }
                company
                    .wait_for_requests(|requests| requests.len() > answered)
                    .await;
            }
        })
        .await
    }
}

/// Whether the company has a session of ours.
pub(crate) fn has_session(me: &Value) -> bool {
    me["sessions"] != json!([])
}

/// Waits until the picture in the tray is the one of this name.
pub(crate) async fn shows(tray: &Tray, name: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../icons/generated/tray")
        .join(name)
        .with_extension("png");
    let wanted = Icon::read(&file);
    tray.until(&format!("the tray shows {name}"), async || {
        (tray.icon().await.as_ref() == Some(&wanted)).then_some(())
    })
    .await;
}

/// An instant as the company writes it.
pub(crate) fn instant(value: &Value) -> Option<DateTime<Utc>> {
    value.as_str()?.parse().ok()
}
