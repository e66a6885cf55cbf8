//! The windows on the screen, which has no window manager: every window of a
//! program lies directly on it, without a frame.

use x11rb::connection::Connection;
use x11rb::protocol::ErrorKind;
use x11rb::protocol::xproto::{
    AtomEnum, ClientMessageEvent, ConnectionExt, EventMask, GrabMode, KEY_PRESS_EVENT,
    KEY_RELEASE_EVENT, Keycode, MapState, ModMask, Window,
};
use x11rb::protocol::xtest;
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

    /// By what desktops find the application of a window: its instance and its
    /// class.
    pub(super) fn class(&self, title: &str) -> Option<[String; 2]> {
        let window = self.window(title)?;
        let (class, text) = (AtomEnum::WM_CLASS, AtomEnum::STRING);
        let connection = &self.connection;
        let reply = connection.get_property(false, window, class, text, 0, 1_024);
        let names = reply.ok()?.reply().ok()?.value;
        let mut names = names
            .split(|byte| *byte == 0)
            .map(|name| String::from_utf8_lossy(name).into_owned());
        Some([names.next()?, names.next()?])
    }

    /// Asks the program to close its window, as a window manager does. Does nothing
    /// where there is none any more.
    pub(super) fn close(&self, title: &str) {
        let Some(window) = self.window(title) else {
            return;
        };
        let ask = || -> Result<(), ReplyError> {
            let protocols = self.atom("WM_PROTOCOLS")?;
            let close = self.atom("WM_DELETE_WINDOW")?;
            let message = ClientMessageEvent::new(32, window, protocols, [close, 0, 0, 0, 0]);
            self.connection
                .send_event(false, window, EventMask::NO_EVENT, message)?
                .check()
        };
        match ask() {
            Ok(()) => {}
            Err(ReplyError::X11Error(error)) if error.error_kind == ErrorKind::Window => {}
            Err(error) => panic!("the display does not hand the message on: {error}"),
        }
    }

    /// Presses keys one after the other, and lets them go again.
    pub(super) fn press(&self, keys: &[u32]) {
        let press = || -> Result<(), ReplyError> {
            let codes = keys.iter().map(|key| self.code(*key));
            let codes = codes.collect::<Result<Vec<Keycode>, ReplyError>>()?;
            let downs = codes.iter().map(|code| (KEY_PRESS_EVENT, *code));
            let ups = codes.iter().rev().map(|code| (KEY_RELEASE_EVENT, *code));
            for (kind, code) in downs.chain(ups) {
                let now = x11rb::CURRENT_TIME;
                xtest::fake_input(&self.connection, kind, code, now, self.root, 0, 0, 0)?
                    .check()?;
            }
            Ok(())
        };
        press().expect("the display takes keys");
    }

    /// Takes Ctrl+Alt and a key from all programs, as another one would.
    pub(super) fn grab(&self, key: u32) {
        let grab = || -> Result<(), ReplyError> {
            let (code, held) = (self.code(key)?, ModMask::CONTROL | ModMask::M1);
            let mode = GrabMode::ASYNC;
            self.connection
                .grab_key(false, self.root, held, code, mode, mode)?
                .check()
        };
        grab().expect("nobody else has the keys");
    }

    /// The display knows no key of the number zero.
    fn code(&self, key: u32) -> Result<Keycode, ReplyError> {
        let setup = self.connection.setup();
        let (first, last) = (setup.min_keycode, setup.max_keycode);
        let map = self
            .connection
            .get_keyboard_mapping(first, last - first + 1)?
            .reply()?;
        let keys = map.keysyms.chunks(map.keysyms_per_keycode.into());
        let mut keys = (first..=last).zip(keys);
        let found = keys.find(|(_, keys)| keys.contains(&key));
        Ok(found.map(|(code, _)| code).unwrap_or_default())
    }

    fn atom(&self, name: &str) -> Result<u32, ReplyError> {
        let reply = self
            .connection
            .intern_atom(false, name.as_bytes())?
            .reply()?;
        Ok(reply.atom)
    }
}
