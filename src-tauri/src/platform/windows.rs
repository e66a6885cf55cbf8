//! Windows: always a tray, no markup.

/// A picture for the tray, embedded.
macro_rules! picture {
    ($name:literal) => {
        include_bytes!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../icons/generated/tray/",
            $name,
            "-32.png"
        ))
    };
}
pub(crate) use picture;

/// The taskbar paints pictures as they are.
pub(crate) const PICTURES_ARE_TEMPLATES: bool = false;

/// The taskbar shows none.
pub(crate) const TRAY_TITLE: Option<&str> = None;

/// Notifications bear the icon that the system knows the application by.
pub(crate) const NOTIFICATION_ICON: Option<&str> = None;

/// A left click opens the window; the menu is on the right button.
pub(crate) const LEFT_CLICK_OPENS_WINDOW: bool = true;

/// The text as it is.
pub(crate) fn tooltip(text: String) -> String {
    text
}

/// Nothing to choose.
pub(crate) fn prepare_environment() {}

/// Completes on Ctrl+C in a terminal. The end of the session needs no answer.
pub(crate) async fn asked_to_end() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// News of tray hosts that come: the taskbar is there, and the tray library
/// follows its restarts by itself.
pub(crate) struct TrayHosts;

impl TrayHosts {
    pub(crate) fn listen() -> std::future::Ready<Self> {
        std::future::ready(Self)
    }

    /// Never completes.
    #[expect(clippy::unused_self, reason = "only Linux has to listen")]
    pub(crate) fn comes(&mut self) -> std::future::Pending<()> {
        std::future::pending()
    }
}

/// Toasts take plain text.
pub(crate) fn notification_body(text: &str) -> std::future::Ready<String> {
    std::future::ready(text.to_owned())
}
