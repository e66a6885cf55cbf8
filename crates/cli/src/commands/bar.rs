//! `watch --format`: lines for a status bar. A bar starts it once and expects
//! it to go on, so engines may come and go.

use chrono::TimeDelta;
use porchlight_core::UserError;
use porchlight_core::engine::Mode;

use crate::bar::{Bar, Picture};
use crate::ending;
use crate::failure::Failure;
use crate::run::Run;

/// How long a start may take before it is shown as one: an engine that runs
/// already answers sooner.
const FLICKER: TimeDelta = TimeDelta::milliseconds(250);

pub(crate) async fn show(run: &Run, bar: Bar) -> Result<(), Failure> {
    if run.output.json {
        return Err(UserError::usage(
            "A line is either for a status bar or JSON for a script",
            "Leave out --format or --json",
        )
        .into());
    }
    let ending = ending::listen()?;
    tokio::pin!(ending);
    let mut screen = Screen {
        run,
        bar,
        shown: None,
        line: String::new(),
    };
    loop {
        tokio::select! {
            () = &mut ending => return Ok(()),
            done = screen.follow() => done?,
        }
    }
}

/// What the bar shows.
struct Screen<'a> {
    run: &'a Run,
    bar: Bar,
    /// None before anything was known.
    shown: Option<Picture>,
    /// The last line printed.
    line: String,
}

impl Screen<'_> {
    /// Shows an engine until another one is to be asked.
    async fn follow(&mut self) -> Result<(), Failure> {
        let began = self.run.remembered_at();
        // Boxed: else whoever waits for this would be as large.
        let mut starting = Box::pin(self.run.start(Mode::Watching));
        let started = tokio::select! {
            started = &mut starting => started,
            () = self.run.clock.wait_until(self.run.now() + FLICKER) => {
                // A bar has room for it from the start.
                self.print()?;
                starting.await
            }
        };
        let engine = match started {
            Ok(engine) => engine,
            Err(Failure::User(error)) => {
                self.shown = Some(self.known().because(&error.to_string()));
                self.print()?;
                self.run.until_another_look().await;
                return Ok(());
            }
            Err(failure) => return Err(failure),
        };
        let mut snapshots = engine.handle().snapshots();
        loop {
            let snapshot = snapshots.borrow_and_update().clone();
            if let Some(picture) = Picture::of(&snapshot, self.run.now()) {
                self.shown = Some(picture);
            }
            self.print()?;
            tokio::select! {
                changed = snapshots.changed() => if changed.is_err() {
                    self.shown = Some(self.known().aged());
                    return self.print();
                },
                () = self.run.until_overtaken(&engine, began) => return Ok(()),
            }
        }
    }

    /// What is known, even if that is nothing.
    fn known(&self) -> Picture {
        self.shown.clone().unwrap_or_else(Picture::unknown)
    }

    /// Prints what is shown, if that is another line.
    fn print(&mut self) -> Result<(), Failure> {
        let shown = self.shown.clone().unwrap_or_else(Picture::starting);
        let line = shown.line(self.bar)?;
        if line == self.line {
            return Ok(());
        }
        self.run.output.text(&line)?;
        self.line = line;
        Ok(())
    }
}
