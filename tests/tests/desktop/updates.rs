//! The look for a newer version, at a feed in GitHub's form.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use porchlight_tests::desktop::{Program, WebDriver};
use porchlight_tests::programs::program;
use porchlight_tests::wait::until;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::stage::Stage;
use crate::window::{click, close, found, opened};

/// The user's own switch in the settings.
const SWITCH: &str = "//label[contains(., 'Look for updates once a day')]/../input";

const PAGE: &str = "https://releases.example/v99.1.0";

/// A server that announces version 99.1.0.
struct Feed {
    address: String,
    asked: Arc<AtomicUsize>,
    serves: JoinHandle<()>,
}

impl Feed {
    async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("it has an address");
        let asked = Arc::<AtomicUsize>::default();
        let count = Arc::clone(&asked);
        let serves = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::SeqCst);
                announce(stream).await;
            }
        });
        Self {
            address: format!("http://{address}/repos/porchlight/releases/latest"),
            asked,
            serves,
        }
    }

    fn times_asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

impl Drop for Feed {
    fn drop(&mut self) {
        self.serves.abort();
    }
}

/// Answers one request. Who hangs up early has learned nothing.
async fn announce(mut stream: TcpStream) {
    let mut asked = Vec::new();
    while !asked.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => asked.push(byte),
            Err(_) => return,
        }
    }
    let release = json!({
        "tag_name": "v99.1.0",
        "html_url": PAGE,
        "draft": false,
        "prerelease": false,
        "body": "What is new",
        "assets": [],
    });
    let body = release.to_string();
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nETag: \"one\"\r\n\
         Connection: close\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    let _ = stream.write_all((head + &body).as_bytes()).await;
}

fn start(stage: &Stage, driver: &WebDriver, feed: &Feed) -> Program {
    let mut command = stage.desktop.command(&program("porchlight-tray"));
    command.envs(stage.variables()).envs(driver.variables());
    Program::start(command.env("PORCHLIGHT_UPDATE_FEED", &feed.address))
}

#[tokio::test]
async fn a_newer_version_is_told_in_the_settings_once_somebody_wants_to_know() {
    let feed = Feed::open().await;
    let stage = Stage::set().await;
    let _keyring = stage.desktop.start_keyring().await;
    let driver = stage.desktop.start_webdriver().await;
    let mut running = start(&stage, &driver, &feed);
    let tray = stage.desktop.tray().await;
    stage.sign_in(&tray).await;
    tray.click(&["Open Porchlight"]).await;
    let window = opened(&stage, &driver).await;
    click(&window, "//button[@aria-label='Settings']").await;
    found(&window, SWITCH).await;
    assert_eq!(feed.times_asked(), 0, "nobody wanted to know");

    click(&window, SWITCH).await;
    until("the feed is asked", async || {
        (feed.times_asked() > 0).then_some(())
    })
    .await;
    found(&window, "//p[contains(., 'Version 99.1.0 is available')]").await;
    click(&window, "//button[contains(., 'Read about it')]").await;
    assert_eq!(stage.desktop.browser().next_address().await, PAGE);
    // Nothing beside it is told.
    assert_eq!(stage.desktop.notifications(), []);
    close(&stage, &running, window).await;
    assert!(running.terminate().await.success());

    // Another start on the same day does not ask again.
    stage.desktop.forget_tray();
    let _running = start(&stage, &driver, &feed);
    let tray = stage.desktop.tray().await;
    tray.entry(&["Set status", "Busy"]).await;
    tray.click(&["Open Porchlight"]).await;
    let window = opened(&stage, &driver).await;
    click(&window, "//button[@aria-label='Settings']").await;
    let switch = found(&window, SWITCH).await;
    assert!(switch.is_selected().await.expect("the window answers"));
    assert_eq!(feed.times_asked(), 1);
}
