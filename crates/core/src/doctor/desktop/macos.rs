//! macOS: the menu bar takes every icon; notifications ask the system for leave when
//! the first one is shown, and it does not tell before.

use super::{Fact, Notifications, Tray};

#[expect(
    clippy::unused_async,
    reason = "on Linux the answer has to be waited for"
)]
pub(super) async fn look() -> (Tray, Notifications) {
    (Tray::Always, Notifications::NotChecked)
}

/// There is only one desktop.
pub(super) fn session() -> Vec<Fact> {
    Vec::new()
}
