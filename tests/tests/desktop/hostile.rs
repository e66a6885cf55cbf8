//! Names that mean no good, in the tray menu as a panel reads it.

use porchlight_core::view::plain;
use porchlight_tests::hostile::texts;

use crate::stage::Stage;

/// Longer lines are shortened, which the menu's own tests show.
const WHOLE: usize = 45;

#[tokio::test]
async fn a_name_is_a_label_and_no_mnemonic() {
    let stage = Stage::set().await;
    let mut names: Vec<String> = texts().into_values().collect();
    names.retain(|name| plain(name).chars().count() <= WHOLE);
    assert!(
        names
            .iter()
            .any(|name| name.contains('&') && name.contains('_'))
    );
    stage.watch_strangers(&names);
    let _program = stage.start(&[]);
    let tray = stage.desktop.tray().await;
    stage.sign_in(&tray).await;
    for name in names {
        tray.entry(&[&format!("{}: Unknown", plain(&name))]).await;
    }
}
