//! Driving the window: the webview's own driver, which starts the program itself.

use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::Stdio;

use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;
use tokio::net::TcpStream;
use tokio::task::JoinHandle;

use super::{Desktop, Program};
use crate::wait::{until, within};

/// A driver and, once asked for, the program under it.
#[derive(Debug)]
pub struct WebDriver {
    driver: Program,
    port: u16,
}

impl WebDriver {
    pub(super) async fn start(desktop: &Desktop, variables: &[(&str, &str)]) -> Self {
        let port = free_port();
        let mut command = desktop.command(Path::new("WebKitWebDriver"));
        command
            .arg(format!("--port={port}"))
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .envs(variables.iter().copied())
            .stdout(Stdio::null());
        let driver = Program::start(&mut command);
        until("the driver listens", async || {
            TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.ok()
        })
        .await;
        Self { driver, port }
    }

    /// Starts a program. The session is there once the program has opened its
    /// first window, which may be long after this.
    pub fn run(&self, program: &Path, arguments: &[&str]) -> Session {
        let options = json!({ "binary": program, "args": arguments });
        let mut capabilities = Capabilities::new();
        capabilities.insert("webkitgtk:browserOptions".to_owned(), options);
        let address = format!("http://127.0.0.1:{}", self.port);
        Session(tokio::spawn(async move {
            ClientBuilder::new(HttpConnector::new())
                .capabilities(capabilities)
                .connect(&address)
                .await
                .expect("the driver opens a session")
        }))
    }

    /// The driver, the program and all their offspring.
    pub fn program(&self) -> &Program {
        &self.driver
    }
}

/// A session on its way.
#[derive(Debug)]
pub struct Session(JoinHandle<Client>);

impl Session {
    /// The session, once the program has a window.
    pub async fn client(self) -> Client {
        within("the driver finds the window", self.0)
            .await
            .expect("the driver opens a session")
    }
}

/// Free when it was asked for, which is as good as it gets: the driver takes
/// no socket that is open already.
fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .and_then(|listener| listener.local_addr())
        .expect("a free port")
        .port()
}
