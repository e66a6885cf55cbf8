//! Windows: the taskbar takes every icon; whether notifications are turned off for
//! one program is not told.

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
