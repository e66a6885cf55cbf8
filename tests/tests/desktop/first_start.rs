//! The first start, before anybody has named an application to sign in with.

use fantoccini::{Client, Locator};

use crate::stage::{Stage, shows};
use crate::window::{close, found, opened};

/// The form stands there, and nothing is said to have gone wrong.
async fn asks_for_an_application(window: &Client) {
    found(window, "//form//label[. = 'Application (client) ID']").await;
    let alarms = Locator::XPath("//*[@role='alert'][normalize-space()]");
    let alarms = window.find_all(alarms).await;
    let alarms = alarms.expect("the window answers").len();
    assert_eq!(alarms, 0, "nothing has failed yet");
}

#[tokio::test]
async fn the_window_opens_and_asks_and_so_it_does_from_the_menu() {
    let stage = Stage::set().await;
    let driver = stage.desktop.start_webdriver().await;
    let program = stage.start_unregistered(&[], &driver);
    let window = opened(&stage, &driver).await;
    asks_for_an_application(&window).await;
    close(&stage, &program, window).await;

    let tray = stage.desktop.tray().await;
    tray.click(&["Sign in…"]).await;
    let window = opened(&stage, &driver).await;
    asks_for_an_application(&window).await;
}

#[tokio::test]
async fn started_with_the_computer_it_waits_to_be_asked() {
    let stage = Stage::set().await;
    let driver = stage.desktop.start_webdriver().await;
    let program = stage.start_unregistered(&["--hidden"], &driver);
    let tray = stage.desktop.tray().await;
    shows(&tray, "signed_out").await;
    let processes = program.processes();
    assert_eq!(processes.len(), 1, "no window is open: {processes:?}");

    tray.click(&["Sign in…"]).await;
    asks_for_an_application(&opened(&stage, &driver).await).await;
}
