//! macOS: always a menu bar, which paints pictures itself.

/// A picture for the tray, embedded.
macro_rules! picture {
    ($name:literal) => {
        include_bytes!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../icons/generated/tray/",
            $name,
            "-template.png"
        ))
    };
}
pub(crate) use picture;

/// The menu bar takes the shape and paints it in its own colour.
pub(crate) const PICTURES_ARE_TEMPLATES: bool = true;

/// Either button opens the menu, as everywhere in the menu bar.
pub(crate) const LEFT_CLICK_OPENS_WINDOW: bool = false;

/// Nothing to choose.
pub(crate) fn prepare_environment() {}

/// Completes when somebody asks the program to end: the session, or Ctrl+C in a
/// terminal.
pub(crate) async fn asked_to_end() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// News of tray hosts that come: the menu bar is always there.
pub(crate) struct TrayHosts;

impl TrayHosts {
    pub(crate) fn listen() -> std::future::Ready<Self> {
        std::future::ready(Self)
    }

    /// Never completes.
    pub(crate) fn comes(&mut self) -> std::future::Pending<()> {
        std::future::pending()
    }
}

/// Notifications take plain text.
pub(crate) fn notification_body(text: &str) -> std::future::Ready<String> {
    std::future::ready(text.to_owned())
}
