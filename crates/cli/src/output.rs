//! Where words go: answers to standard output, everything about them to
//! standard error. A reader who closes the pipe ends the program quietly.

use std::io::{self, IsTerminal as _, Write};
use std::sync::{Arc, Mutex, PoisonError};

use porchlight_core::view::plain;
use serde::Serialize;
use serde_json::json;
use terminal_size::{Height, Width, terminal_size_of};

use crate::failure::Failure;
use crate::{json, table};

type Sink = Arc<Mutex<dyn Write + Send>>;

#[derive(Clone)]
pub(crate) struct Output {
    pub(crate) json: bool,
    answers: Sink,
    diagnostics: Sink,
    /// How many columns there are where answers go to a terminal.
    pub(crate) width: Option<usize>,
    /// How many columns there are where diagnostics go to somebody who watches
    /// them as they come.
    diagnostic_width: Option<usize>,
    /// Whether somebody watches the diagnostics as they come.
    watched: bool,
}

/// The width of a terminal; none for what is no terminal.
fn columns(size: Option<(Width, Height)>) -> Option<usize> {
    let (Width(columns), _) = size?;
    Some(usize::from(columns)).filter(|columns| *columns > 0)
}

impl Output {
    /// The program's own standard output and error.
    pub(crate) fn standard(json: bool) -> Self {
        Self {
            json,
            answers: Arc::new(Mutex::new(io::stdout())),
            diagnostics: Arc::new(Mutex::new(io::stderr())),
            width: columns(terminal_size_of(io::stdout())),
            diagnostic_width: columns(terminal_size_of(io::stderr())).filter(|_| !json),
            watched: !json && io::stderr().is_terminal(),
        }
    }

    /// Prints an answer of one or more lines, in the form that was asked for.
    pub(crate) fn answer(
        &self,
        text: impl FnOnce() -> String,
        value: &impl Serialize,
    ) -> Result<(), Failure> {
        if self.json {
            self.text(&json::visible(&serde_json::to_string(value)?))
        } else {
            self.text(&text())
        }
    }

    /// Prints a JSON value on several lines, for people and programs alike.
    pub(crate) fn pretty(&self, value: &impl Serialize) -> Result<(), Failure> {
        let lines = serde_json::to_string_pretty(value)?;
        let visible: Vec<String> = lines.lines().map(json::visible).collect();
        self.text(&visible.join("\n"))
    }

    /// Prints text that is ready, ending its last line.
    pub(crate) fn text(&self, text: &str) -> Result<(), Failure> {
        let mut out = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        out.write_all(text.as_bytes())?;
        if !text.is_empty() && !text.ends_with('\n') {
            out.write_all(b"\n")?;
        }
        Ok(out.flush()?)
    }

    /// Says something worth knowing that is no part of the answer.
    pub(crate) fn note(&self, words: &str) {
        let line = if self.json {
            json::visible(&json!({ "note": words }).to_string())
        } else {
            plain(words)
        };
        self.diagnostic(&self.wrapped(&format!("{line}\n")));
    }

    /// Says how far the command is, on one line that the next words replace;
    /// empty words clear it. Only for a terminal.
    pub(crate) fn progress(&self, words: &str) {
        if self.watched {
            self.diagnostic(&format!("\r{:<40}\r{}", "", plain(words)));
        }
    }

    /// Asks something; the answer comes on the same line.
    pub(crate) fn question(&self, words: &str) {
        self.diagnostic(words);
    }

    /// Says why the command was not done.
    pub(crate) fn failure(&self, failure: &Failure) {
        self.diagnostic(&self.wrapped(&failure.words(self.json)));
    }

    /// Sentences within the width of the terminal, broken between words.
    fn wrapped(&self, text: &str) -> String {
        match self.diagnostic_width {
            Some(width) => table::wrapped(text, width),
            None => text.to_owned(),
        }
    }

    fn diagnostic(&self, text: &str) {
        let mut out = self
            .diagnostics
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        // With standard error closed there is nobody left to tell.
        let _ = out.write_all(text.as_bytes());
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use tokio::sync::watch;

    use super::*;

    /// Keeps what is written, and can be waited for.
    #[derive(Clone, Default)]
    pub(crate) struct Tape(Arc<watch::Sender<Vec<u8>>>);

    impl Write for Tape {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.send_modify(|tape| tape.extend_from_slice(bytes));
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Tape {
        pub(crate) fn text(&self) -> String {
            String::from_utf8(self.0.borrow().clone()).unwrap()
        }

        /// Waits until there are so many lines.
        pub(crate) async fn lines(&self, number: usize) -> Vec<String> {
            let mut tape = self.0.subscribe();
            let whole = |tape: &Vec<u8>| tape.split(|byte| *byte == b'\n').count() > number;
            tape.wait_for(whole).await.unwrap();
            self.text().lines().map(str::to_owned).collect()
        }
    }

    impl Output {
        pub(crate) fn taped(json: bool, answers: &Tape, diagnostics: &Tape) -> Self {
            Self {
                json,
                answers: Arc::new(Mutex::new(answers.clone())),
                diagnostics: Arc::new(Mutex::new(diagnostics.clone())),
                width: None,
                diagnostic_width: None,
                watched: false,
            }
        }
    }

    #[test]
    fn what_is_said_fits_a_narrow_terminal() {
        let (answers, diagnostics) = (Tape::default(), Tape::default());
        let mut output = Output::taped(false, &answers, &diagnostics);
        output.diagnostic_width = Some(16);
        output.note("Notices are paused until 17:30");
        let title = "Nobody is signed in";
        output.failure(&porchlight_core::UserError::usage(title, "Sign in").into());
        assert_eq!(
            diagnostics.text(),
            "Notices are\npaused until\n17:30\nNobody is signed\nin. Sign in.\n"
        );
    }

    #[test]
    fn what_a_terminal_would_obey_is_not_written() {
        let (answers, diagnostics) = (Tape::default(), Tape::default());
        let output = Output::taped(false, &answers, &diagnostics);
        output.pretty(&json!({ "a": "\u{9b}2J" })).unwrap();
        output.note("b\u{1b}]0;c");
        assert_eq!(answers.text(), "{\n  \"a\": \"\\u009b2J\"\n}\n");
        assert_eq!(diagnostics.text(), "b ]0;c\n");
    }
}
