//! Driving the window: the webview's own driver, attached to the process that
//! the program starts for its window.

use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::Stdio;

use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use tokio::net::TcpStream;

use super::{Desktop, Program};
use crate::wait::{until, within};

/// A driver for one window after the other.
#[derive(Debug)]
pub struct WebDriver {
    _driver: Program,
    address: String,
    /// Where webviews listen for the driver.
    inspected: String,
}

impl WebDriver {
    pub(super) async fn start(desktop: &Desktop) -> Self {
        let [port, inspected] = free_ports();
        let inspected = format!("127.0.0.1:{inspected}");
        let mut command = desktop.command(Path::new("WebKitWebDriver"));
        command
            .arg(format!("--port={port}"))
            .arg(format!("--target={inspected}"))
            .stdout(Stdio::null());
        let driver = Program::start(&mut command);
        until("the driver listens", async || {
            TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.ok()
        })
        .await;
        Self {
            _driver: driver,
            address: format!("http://127.0.0.1:{port}"),
            inspected,
        }
    }

    /// What a program has to be given so that its windows can be driven. It
    /// changes nothing before a window opens: only webviews read it.
    pub fn variables(&self) -> [(&'static str, &str); 2] {
        [
            ("TAURI_WEBVIEW_AUTOMATION", "true"),
            ("WEBKIT_INSPECTOR_SERVER", &self.inspected),
        ]
    }

    /// A session with the window that is open, or is about to. One at a time.
    pub async fn attach(&self) -> Client {
        until("the window can be driven", async || {
            TcpStream::connect(&self.inspected).await.ok()
        })
        .await;
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let session = builder.capabilities(Capabilities::new());
        within(
            "the driver finds the window",
            session.connect(&self.address),
        )
        .await
        .expect("the driver opens a session")
    }
}

/// Free when they were asked for, which is as good as it gets: the driver and
/// the webview take no sockets that are open already.
fn free_ports() -> [u16; 2] {
    // Both at once, so that they differ.
    let listen = || TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    [listen(), listen()].map(|open| open.local_addr().expect("it has an address").port())
}
