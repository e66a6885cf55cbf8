//! Windows on a screen, as far as a benchmark has to use them: without a window
//! manager there is nobody else to close one.

use porchlight_tests::wait::until;
use x11rb::connection::Connection;
use x11rb::errors::ReplyError;
use x11rb::protocol::xproto::{
    AtomEnum, ClientMessageEvent, ConnectionExt, EventMask, MapState, Window,
};
use x11rb::rust_connection::RustConnection;

pub(crate) struct Screen {
    connection: RustConnection,
    root: Window,
}

impl Screen {
    pub(crate) fn of(display: &str) -> Self {
        let (connection, number) =
            x11rb::connect(Some(display)).expect("the screen takes a connection");
        let root = connection.setup().roots[number].root;
        Self { connection, root }
    }

    /// Waits until a window can be seen.
    pub(crate) async fn window(&self) -> Window {
        until("a window is on the screen", async || {
            self.windows().first().copied()
        })
        .await
    }

    /// Closes every window the way its close button does, and waits until all
    /// are gone.
    pub(crate) async fn close_windows(&self) {
        for window in self.windows() {
            self.ask_to_close(window)
                .expect("the screen passes the message on");
        }
        until("the windows are gone", async || {
            self.windows().is_empty().then_some(())
        })
        .await;
    }

    fn windows(&self) -> Vec<Window> {
        self.children().unwrap_or_default()
    }

    fn children(&self) -> Result<Vec<Window>, ReplyError> {
        let children = self.connection.query_tree(self.root)?.reply()?.children;
        // A window may be destroyed between the two questions.
        Ok(children
            .into_iter()
            .filter(|window| self.is_visible(*window).unwrap_or(false))
            .collect())
    }

    fn is_visible(&self, window: Window) -> Result<bool, ReplyError> {
        let attributes = self.connection.get_window_attributes(window)?.reply()?;
        Ok(attributes.map_state == MapState::VIEWABLE && !attributes.override_redirect)
    }

    fn ask_to_close(&self, window: Window) -> Result<(), ReplyError> {
        let atom = |name: &[u8]| -> Result<u32, ReplyError> {
            Ok(self.connection.intern_atom(false, name)?.reply()?.atom)
        };
        let message = ClientMessageEvent::new(
            32,
            window,
            atom(b"WM_PROTOCOLS")?,
            [
                atom(b"WM_DELETE_WINDOW")?,
                u32::from(AtomEnum::NONE),
                0,
                0,
                0,
            ],
        );
        self.connection
            .send_event(false, window, EventMask::NO_EVENT, message)?
            .check()
    }
}
