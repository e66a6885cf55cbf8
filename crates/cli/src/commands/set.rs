//! `set` and `message`: the writes, and what they would send.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use porchlight_core::UserError;
use porchlight_core::engine::Mode;
use porchlight_core::model::{Expiry, Status, check_message, until_words};
use porchlight_core::view::{Command, MessageView, RequestedView, Snapshot, plain};

use crate::alike::unknown;
use crate::args::{End, Trial};
use crate::failure::Failure;
use crate::run::Run;
use crate::{json, text, when};

pub(crate) async fn status(
    run: &Run,
    word: &str,
    end: &End,
    message: Option<String>,
    trial: &Trial,
) -> Result<(), Failure> {
    let status = read_status(word)?;
    let is_ended = end.length.is_some() || end.until.is_some();
    // With a message, the end is the message's.
    if status == Status::Reset && is_ended && message.is_none() {
        return Err(UserError::usage(
            "Reset has no end: Teams and your calendar decide from then on",
            "Leave out the end, or set a status with one: it resets by itself",
        )
        .into());
    }
    let (now, zone) = moment(run, trial)?;
    let until = when::end(end, now, zone)?;
    let mut commands = vec![Command::SetStatus {
        status,
        until: until.clone(),
    }];
    if let Some(text) = message {
        commands.push(Command::SetMessage {
            text: read_message(text)?,
            until,
        });
    }
    perform(run, commands, trial, now, zone).await
}

/// No text clears the message.
pub(crate) async fn message(
    run: &Run,
    text: Option<String>,
    end: &End,
    trial: &Trial,
) -> Result<(), Failure> {
    let (now, zone) = moment(run, trial)?;
    let until = when::end(end, now, zone)?;
    let command = match text {
        Some(text) => Command::SetMessage {
            text: read_message(text)?,
            until,
        },
        None => Command::ClearMessage,
    };
    perform(run, vec![command], trial, now, zone).await
}

/// When and where times are read: of the user, or as a dry run was told.
fn moment(run: &Run, trial: &Trial) -> Result<(DateTime<Utc>, Tz), UserError> {
    let now = trial.now.as_deref().map(when::now).transpose()?;
    let zone = trial.zone.as_deref().map(when::zone).transpose()?;
    Ok((
        now.unwrap_or_else(|| run.now()),
        zone.unwrap_or_else(|| run.zone()),
    ))
}

fn read_status(word: &str) -> Result<Status, UserError> {
    Status::from_word(word)
        .ok_or_else(|| unknown(word, "not a status", &Status::ALL.map(Status::word), "set"))
}

fn read_message(text: String) -> Result<String, UserError> {
    if text.trim().is_empty() {
        return Err(UserError::usage(
            "The status message is empty",
            "Write some text, or clear the message with porchlight message --clear",
        ));
    }
    match check_message(&text) {
        Ok(()) => Ok(text),
        Err(error) => Err(UserError::usage(error.to_string(), "Write a shorter one")),
    }
}

async fn perform(
    run: &Run,
    commands: Vec<Command>,
    trial: &Trial,
    now: DateTime<Utc>,
    zone: Tz,
) -> Result<(), Failure> {
    if trial.dry_run {
        return run.output.pretty(&run.requests(&commands, now, zone)?);
    }
    let engine = run.start(Mode::OneShot).await?;
    for command in &commands {
        engine.send(command.clone()).await?;
    }
    let read_back = engine.send(Command::Refresh).await;
    let snapshot = engine.snapshot();
    let set = Set {
        commands: &commands,
        snapshot: &snapshot,
        at: now,
    };
    let now = run.now();
    let mut notes = set.notes(!engine.is_resident(), now);
    if let Err(failure) = read_back {
        notes.push(format!(
            "It was set, but not read back: {}",
            failure.words(false).trim_end()
        ));
    }
    let told = || set.lines(&notes);
    let written = json::Written {
        status: json::status(&snapshot, now),
        notes: notes.clone(),
    };
    run.output.answer(told, &written)
}

/// What was just set, and what there is by now: another program may have set
/// something else meanwhile.
struct Set<'a> {
    commands: &'a [Command],
    snapshot: &'a Snapshot,
    /// When the commands were given.
    at: DateTime<Utc>,
}

impl Set<'_> {
    /// One sentence for each thing that was set, then the notes.
    fn lines(&self, notes: &[String]) -> String {
        let mut sentences: Vec<String> = Vec::new();
        for command in self.commands {
            if let Command::SetStatus { status, until } = command {
                let own = self.own_pick(*status, until.as_deref());
                let until = match own {
                    Some(own) => own.until_words.clone(),
                    None => self.end_words(until.as_deref()),
                };
                sentences.push(text::set(*status, until.as_deref()));
            } else if let Command::SetMessage { text, until } = command {
                let own = self.own_message(text);
                let until = match own.filter(|own| self.ends(own.expires_at, until.as_deref())) {
                    Some(own) => own.until_words.clone(),
                    None => self.end_words(until.as_deref()),
                };
                sentences.push(text::messaged(until.as_deref()));
            } else {
                sentences.push("Status message cleared.".to_owned());
            }
        }
        sentences.extend(notes.iter().map(|note| plain(note)));
        sentences.join("\n")
    }

    /// What to know about what was set; `fades` where nothing renews it.
    fn notes(&self, fades: bool, now: DateTime<Utc>) -> Vec<String> {
        let mut notes = Vec::new();
        for command in self.commands {
            if let Command::SetStatus { status, until } = command {
                let Some(own) = self.own_pick(*status, until.as_deref()) else {
                    notes.extend(self.requested().map(text::replaced));
                    continue;
                };
                notes.extend(own.why.iter().map(|why| format!("{}.", plain(why))));
                if fades {
                    let zone = text::zone(self.snapshot);
                    notes.extend(text::fading(*status, own.until, now, zone));
                }
            } else if let Command::SetMessage { text, .. } = command {
                let other = self.message().filter(|_| self.own_message(text).is_none());
                notes.extend(other.map(text::message_replaced));
            }
        }
        notes
    }

    fn requested(&self) -> Option<&RequestedView> {
        self.snapshot.me.as_ref()?.requested.as_ref()
    }

    fn message(&self) -> Option<&MessageView> {
        self.snapshot.me.as_ref()?.message.as_ref()
    }

    /// The pick of these commands, if it is still what is requested. A reset has
    /// no end.
    fn own_pick(&self, status: Status, until: Option<&str>) -> Option<&RequestedView> {
        let until = until.filter(|_| status != Status::Reset);
        self.requested()
            .filter(|pick| pick.status == status && self.ends(pick.until, until))
    }

    /// The message of these commands, if it is still what is shown.
    fn own_message(&self, text: &str) -> Option<&MessageView> {
        let text = plain(text);
        self.message()
            .filter(|shown| plain(&shown.text).trim() == text.trim())
    }

    /// Whether an end is what these words meant, but for the time that a command takes.
    fn ends(&self, at: Option<DateTime<Utc>>, words: Option<&str>) -> bool {
        match (at, self.end(words)) {
            (Some(at), Some(own)) => (at - own).abs() < TimeDelta::minutes(1),
            (at, own) => at == own,
        }
    }

    fn end_words(&self, words: Option<&str>) -> Option<String> {
        let end = self.end(words)?;
        Some(until_words(end, self.at, text::zone(self.snapshot)))
    }

    /// The end that these words meant; none for never.
    fn end(&self, words: Option<&str>) -> Option<DateTime<Utc>> {
        let zone = text::zone(self.snapshot);
        Expiry::parse(words?, self.at, zone).ok()?.instant()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    /// What is printed after `set STATUS [--for TIME]`, where the fixture's do not
    /// disturb until 17:30 is what was requested last.
    fn after(status: Status, length: Option<&str>) -> String {
        let command = Command::SetStatus {
            status,
            until: length.map(str::to_owned),
        };
        printed(&command)
    }

    fn printed(command: &Command) -> String {
        let set = Set {
            commands: std::slice::from_ref(command),
            snapshot: &fixture::snapshot(),
            at: fixture::now(),
        };
        set.lines(&set.notes(false, fixture::now()))
    }

    #[test]
    fn a_status_is_told_with_its_own_end_and_with_what_replaced_it() {
        let own = "Do not disturb until 17:30.\nTeams may need a few minutes to show it.";
        assert_eq!(after(Status::DoNotDisturb, Some("90m")), own);
        let replaced = "It was replaced meanwhile: Do not disturb until 17:30.";
        for (status, length, words) in [
            (Status::Busy, Some("1h"), "Busy until 17:00."),
            (Status::Busy, None, "Busy."),
            (
                Status::DoNotDisturb,
                Some("1h"),
                "Do not disturb until 17:00.",
            ),
            (Status::DoNotDisturb, None, "Do not disturb."),
        ] {
            assert_eq!(after(status, length), format!("{words}\n{replaced}"));
        }
    }

    #[test]
    fn a_message_is_told_with_its_own_end_and_with_what_is_shown_instead() {
        let message = |text: &str, until: Option<&str>| {
            printed(&Command::SetMessage {
                text: text.to_owned(),
                until: until.map(str::to_owned),
            })
        };
        let own = "Status message set until tomorrow 09:00.";
        assert_eq!(message("Writing ", Some("tomorrow 9:00")), own);
        assert_eq!(
            message("At lunch", Some("1h")),
            "Status message set until 17:00.\nAnother message is shown by now: Writing (until tomorrow 09:00)"
        );
    }
}
