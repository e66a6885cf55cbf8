//! The window, driven as a user drives it.

use chrono::{Datelike, TimeZone, Utc};
use fantoccini::{Client, Locator};
use porchlight_tests::desktop::{Notification, Tray, WebDriver};
use porchlight_tests::programs::program;
use porchlight_tests::wait::{LIMIT, until};

use crate::stage::{Stage, instant, shows};

/// Waits for an element, and clicks it.
async fn click(window: &Client, selector: &str) {
    let found = window
        .wait()
        .at_most(LIMIT)
        .for_element(Locator::XPath(selector))
        .await;
    let element = found.unwrap_or_else(|error| panic!("{selector}: {error}"));
    element
        .click()
        .await
        .unwrap_or_else(|error| panic!("{selector}: {error}"));
}

/// Waits for a field, and types into it.
async fn write(window: &Client, selector: &str, text: &str) {
    let found = window
        .wait()
        .at_most(LIMIT)
        .for_element(Locator::XPath(selector))
        .await;
    let element = found.unwrap_or_else(|error| panic!("{selector}: {error}"));
    element
        .send_keys(text)
        .await
        .unwrap_or_else(|error| panic!("{selector}: {error}"));
}

#[tokio::test]
async fn the_main_job_from_sign_in_to_being_told() {
    let stage = Stage::set().await;
    stage.watch_ada();
    let _keyring = stage.desktop.start_keyring().await;
    let variables = stage.variables();
    let variables: Vec<(&str, &str)> = variables.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let driver = stage.desktop.start_webdriver(&variables).await;
    let session = driver.run(&program("porchlight-tray"), &[]);

    let tray = stage.desktop.tray().await;
    stage.sign_in(&tray).await;
    tray.click(&["Set status", "Busy"]).await;
    stage
        .me("the company sees Busy", |me| {
            me["reported"]["availability"] == "Busy"
        })
        .await;
    shows(&tray, "busy").await;
    tray.entry(&["Ada Lovelace: Offline"]).await;

    tray.click(&["Open Porchlight"]).await;
    let window = session.client().await;
    write_a_message(&stage, &window).await;
    be_told_of_ada(&stage, &tray, &window).await;
    close(&stage, &driver).await;

    // A notification leads back to the window, also when none is open.
    let told = stage.desktop.notifications().pop().unwrap();
    stage.desktop.invoke(&told, "default").await;
    reopened(&stage, &window).await;
    close(&stage, &driver).await;

    // So does a second start.
    let mut second = stage.start(&[]);
    assert!(second.ended().await.success());
    reopened(&stage, &window).await;
    click(&window, "//button[contains(., 'Busy')]").await;
}

/// An end in winter, so that Berlin is one hour ahead of UTC.
async fn write_a_message(stage: &Stage, window: &Client) {
    let year = stage.now().year() + 1;
    click(window, "//button[contains(., 'Set a status message')]").await;
    write(window, "//textarea", "In focus time <until> R&D is done").await;
    let end = format!("{year}-01-15 17:30");
    write(window, "//dialog//input[@type='text']", &end).await;
    click(
        window,
        "//dialog//button[@type='submit' and not(@disabled)]",
    )
    .await;
    let me = stage
        .me("the message arrives", |me| !me["message"].is_null())
        .await;
    assert_eq!(
        me["message"]["content"],
        "In focus time <until> R&D is done"
    );
    let wanted = Utc.with_ymd_and_hms(year, 1, 15, 16, 30, 0).single();
    assert_eq!(instant(&me["message"]["expires_at"]), wanted);
}

/// Ada comes, goes and comes again; the first reading of her told nothing.
async fn be_told_of_ada(stage: &Stage, tray: &Tray, window: &Client) {
    assert_eq!(stage.desktop.notifications(), []);
    let company = stage.company();
    company
        .set_message("Ada", Some("<b>Back</b> & ready"), None)
        .expect("Ada works here");
    ada_is(stage, tray, window, "Available").await;
    let about_ada = |one: &Notification| one.title == "Ada Lovelace: Available";
    let first = stage
        .desktop
        .notification("somebody tells that Ada is there", about_ada)
        .await;
    assert_eq!(
        first.body, "&lt;b&gt;Back&lt;/b&gt; &amp; ready",
        "text is no markup"
    );

    ada_is(stage, tray, window, "Offline").await;
    ada_is(stage, tray, window, "Available").await;
    stage
        .desktop
        .notification("somebody tells it again", |one| {
            about_ada(one) && one.id != first.id
        })
        .await;
    let shown: Vec<u32> = stage
        .desktop
        .notifications()
        .iter()
        .filter(|one| one.shown)
        .map(|one| one.id)
        .collect();
    assert!(
        shown.len() == 1 && !shown.contains(&first.id),
        "the later one replaces the earlier: {shown:?}"
    );
}

/// Ada's own client says something else, and Porchlight asks at once.
async fn ada_is(stage: &Stage, tray: &Tray, window: &Client, presence: &str) {
    let company = stage.company();
    company
        .set_presence("Ada", presence, presence)
        .expect("Ada works here");
    click(window, "//button[@aria-label='Refresh']").await;
    tray.entry(&[&format!("Ada Lovelace: {presence}")]).await;
}

/// Closes the window; nothing of the webview may live on.
async fn close(stage: &Stage, driver: &WebDriver) {
    stage.desktop.close_window("Porchlight").await;
    driver.program().without("WebKitWebProcess").await;
}

/// Waits for the window and follows it with the driver.
async fn reopened(stage: &Stage, window: &Client) {
    stage.desktop.window("Porchlight").await;
    until("the driver finds the window", async || {
        let handle = window.windows().await.ok()?.pop()?;
        window.switch_to_window(handle).await.ok()
    })
    .await;
}
