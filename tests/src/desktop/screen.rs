//! The windows on the screen, which has no window manager: every window of a
//! program lies directly on it, without a frame.

use x11rb::connection::Connection;
use x11rb::protocol::xproto::{
    AtomEnum, ClientMessageEvent, ConnectionExt, EventMask, MapState, Window,
};
use x11rb::rust_connection::{ReplyError, RustConnection};

/// A client of the display that looks at windows and closes them.
#[derive(Debug)]
pub(super) struct Screen {
    connection: RustConnection,
    root: Window,
}

impl Screen {
    pub(super) fn of(display: &str) -> Self {
        let (connection, number) =
            RustConnection::connect(Some(display)).expect("the display takes a client");
        let root = connection.setup().roots[number].root;
        Self { connection, root }
    }

    /// The window of this title that can be seen.
    pub(super) fn window(&self, title: &str) -> Option<Window> {
        let tree = self.connection.query_tree(self.root).ok()?.reply().ok()?;
        // A window may be gone by the time it is asked.
        tree.children
            .into_iter()
            .find(|window| self.is_called(*window, title).unwrap_or(false))
    }

    fn is_called(&self, window: Window, title: &str) -> Result<bool, ReplyError> {
        let attributes = self.connection.get_window_attributes(window)?.reply()?;
        let name = self
            .connection
            .get_property(false, window, AtomEnum::WM_NAME, AtomEnum::ANY, 0, 1_024)?
            .reply()?;
        Ok(attributes.map_state == MapState::VIEWABLE && name.value == title.as_bytes())
    }

    /// The name that a window bears for desktops to find its application by.
    pub(super) fn class(&self, title: &str) -> Option<String> {
        let class = self
            .connection
            .get_property(
                false,
                self.window(title)?,
                AtomEnum::WM_CLASS,
                AtomEnum::STRING,
                0,
                1_024,
            )
            .ok()?
            .reply()
            .ok()?;
        let instance = class.value.split(|byte| *byte == 0).next()?;
        Some(String::from_utf8_lossy(instance).into_owned())
    }

    /// Asks the program to close its window, as a window manager does.
    pub(super) fn close(&self, title: &str) {
        let window = self.window(title).expect("the window is there");
        let ask = || -> Result<(), ReplyError> {
            let protocols = self.atom("WM_PROTOCOLS")?;
            let close = self.atom("WM_DELETE_WINDOW")?;
            let message = ClientMessageEvent::new(32, window, protocols, [close, 0, 0, 0, 0]);
            self.connection
                .send_event(false, window, EventMask::NO_EVENT, message)?
                .check()
        };
        ask().expect("the display hands the message on");
    }

    fn atom(&self, name: &str) -> Result<u32, ReplyError> {
        let reply = self
            .connection
            .intern_atom(false, name.as_bytes())?
            .reply()?;
        Ok(reply.atom)
    }
}
