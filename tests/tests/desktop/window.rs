//! The window, driven as a user drives it.

use chrono::{Datelike, TimeZone, Utc};
use fantoccini::elements::Element;
use fantoccini::key::Key;
use fantoccini::{Client, Locator};
use porchlight_tests::desktop::{Notification, Program, Tray, WebDriver};
use porchlight_tests::wait::{LIMIT, until, within};
use serde_json::{Value, json};

use crate::stage::{Stage, instant, shows};

/// Counts what is on its way; what turns for ever is not.
const MOVING: &str = "return document.getAnimations().filter((one) => \
    one.playState === 'running' && one.effect.getTiming().iterations !== Infinity).length";

/// Waits for an element.
pub(crate) async fn found(window: &Client, selector: &str) -> Element {
    window
        .wait()
        .at_most(LIMIT)
        .for_element(Locator::XPath(selector))
        .await
        .unwrap_or_else(|error| panic!("{selector}: {error}"))
}

/// Waits for an element that does not move any more, and clicks it.
pub(crate) async fn click(window: &Client, selector: &str) {
    let element = found(window, selector).await;
    // WebKit's driver does not scroll within a dialog.
    let arguments = vec![serde_json::to_value(&element).expect("an element has an id")];
    window
        .execute(
            "arguments[0].scrollIntoView({ block: 'center' })",
            arguments,
        )
        .await
        .expect("the window answers");
    // A click goes to where the element was when the driver looked.
    until("the page is at rest", async || {
        let moving = window.execute(MOVING, Vec::new()).await;
        (moving.expect("the window answers") == 0).then_some(())
    })
    .await;
    element
        .click()
        .await
        .unwrap_or_else(|error| panic!("{selector}: {error}"));
}

/// Waits for an element that takes keys, and types into it.
async fn write(window: &Client, selector: &str, text: &str) {
    found(window, selector)
        .await
        .send_keys(text)
        .await
        .unwrap_or_else(|error| panic!("{selector}: {error}"));
}

#[tokio::test]
async fn the_main_job_from_sign_in_to_being_told() {
    let stage = Stage::set().await;
    stage.watch_ada();
    let _keyring = stage.desktop.start_keyring().await;
    let driver = stage.desktop.start_webdriver().await;
    let program = stage.start_driven(&driver);

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
    let window = opened(&stage, &driver).await;
    write_a_message(&stage, &window).await;
    be_told_of_ada(&stage, &tray, &window).await;
    see_what_works(&window).await;
    close(&stage, &program, window).await;

    // A notification leads to its person, also when no window is open.
    let told = stage.desktop.notifications().pop().unwrap();
    stage.desktop.invoke(&told, "default").await;
    let window = opened(&stage, &driver).await;
    is_shown(&window, "Ada Lovelace").await;
    // So it does where one is.
    click(&window, "//dialog//button[@aria-label='Close']").await;
    stage.desktop.invoke(&told, "default").await;
    is_shown(&window, "Ada Lovelace").await;
    close(&stage, &program, window).await;

    // A second start leads to the window, too, and so does a left click.
    let mut second = stage.start(&[]);
    assert!(second.ended().await.success());
    let window = opened(&stage, &driver).await;
    click(&window, "//button[contains(., 'Busy')]").await;
    close(&stage, &program, window).await;
    tray.activate().await;
    let window = opened(&stage, &driver).await;
    click(&window, "//button[contains(., 'Busy')]").await;
    close(&stage, &program, window).await;
}

/// The engine's own doctor looks: it is the engine that knows the keyring.
async fn see_what_works(window: &Client) {
    click(window, "//details/summary").await;
    click(window, "//button[contains(., 'Check what works')]").await;
    let keyring = "//dialog//*[contains(., 'Keyring') and contains(., 'It keeps')]";
    window
        .wait()
        .at_most(LIMIT)
        .for_element(Locator::XPath(keyring))
        .await
        .unwrap_or_else(|error| panic!("the doctor answers: {error}"));
    click(window, "//dialog//button[@aria-label='Close']").await;
}

/// Waits until the person's sheet is open.
async fn is_shown(window: &Client, name: &str) {
    let sheet = format!("//dialog[.//*[normalize-space()='{name}']]");
    let found = window.wait().at_most(LIMIT);
    found
        .for_element(Locator::XPath(&sheet))
        .await
        .unwrap_or_else(|error| panic!("{name} is shown: {error}"));
}

/// The longest watch list there may be: few of its rows are in the page, and
/// all of them can be reached.
#[tokio::test]
async fn ten_thousand_people_in_the_window() {
    let stage = Stage::set().await;
    let ids = stage.company().add_people(10_000);
    let people: Vec<Value> = (1..)
        .zip(ids)
        .map(|(number, id)| json!({ "id": id, "name": format!("Pat Colleague{number:05}") }))
        .collect();
    stage.watch(&people);
    let _keyring = stage.desktop.start_keyring().await;
    let driver = stage.desktop.start_webdriver().await;
    let _program = stage.start_driven(&driver);

    let tray = stage.desktop.tray().await;
    stage.sign_in(&tray).await;
    tray.click(&["Open Porchlight"]).await;
    let window = opened(&stage, &driver).await;
    write(&window, &row_of("Pat Colleague00001"), &Key::End).await;
    found(&window, &row_of("Pat Colleague10000")).await;
    let rows = window.find_all(Locator::XPath("//*[@role='row']")).await;
    let rows = rows.expect("the window answers").len();
    assert!(rows < 200, "{rows} rows are drawn");

    write(&window, "//input[@aria-keyshortcuts]", "colleague05000").await;
    click(&window, &row_of("Pat Colleague05000")).await;
    found(&window, "//dialog//h2[. = 'Pat Colleague05000']").await;
}

fn row_of(name: &str) -> String {
    format!("//*[@role='row'][contains(., '{name}')]")
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

/// Closes the window; nothing of it may live on.
pub(crate) async fn close(stage: &Stage, program: &Program, window: Client) {
    stage.desktop.close_window("Porchlight").await;
    until("the window's processes are gone", async || {
        (program.processes().len() == 1).then_some(())
    })
    .await;
    // The session ended with the window; the driver has to be told.
    let _ = within("the driver lets go", window.close()).await;
}

/// The window that opens, with a driver at it.
pub(crate) async fn opened(stage: &Stage, driver: &WebDriver) -> Client {
    stage.desktop.window("Porchlight").await;
    driver.attach().await
}
