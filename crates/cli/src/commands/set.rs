//! `set` and `message`: the writes, and what they would send.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use porchlight_core::UserError;
use porchlight_core::engine::Mode;
use porchlight_core::model::{Status, check_message};
use porchlight_core::view::{Command, Snapshot, plain};

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
    let now = run.now();
    let fades = !engine.is_resident();
    let mut notes = notes(&commands, &snapshot, fades, now);
    if let Err(failure) = read_back {
        notes.push(format!(
            "It was set, but not read back: {}",
            failure.words(false).trim_end()
        ));
    }
    let told = || lines(&commands, &snapshot, &notes);
    let written = json::Written {
        status: json::status(&snapshot, now),
        notes: notes.clone(),
    };
    run.output.answer(told, &written)
}

/// One sentence for each thing that was set, then the notes.
fn lines(commands: &[Command], snapshot: &Snapshot, notes: &[String]) -> String {
    let me = snapshot.me.as_ref();
    let requested = me.and_then(|me| me.requested.as_ref());
    let message = me.and_then(|me| me.message.as_ref());
    let mut sentences: Vec<String> = Vec::new();
    for command in commands {
        if let Command::SetStatus { status, .. } = command {
            let until = requested.and_then(|requested| requested.until_words.as_deref());
            sentences.push(text::set(*status, until));
        } else if let Command::SetMessage { .. } = command {
            sentences.push(text::messaged(
                message.and_then(|m| m.until_words.as_deref()),
            ));
        } else {
            sentences.push("Status message cleared.".to_owned());
        }
    }
    sentences.extend(notes.iter().map(|note| plain(note)));
    sentences.join("\n")
}

/// What to know about a status that was just set; `fades` where nothing renews it.
fn notes(
    commands: &[Command],
    snapshot: &Snapshot,
    fades: bool,
    now: DateTime<Utc>,
) -> Vec<String> {
    let requested = snapshot.me.as_ref().and_then(|me| me.requested.as_ref());
    let Some(requested) = requested else {
        return Vec::new();
    };
    let mut notes = Vec::new();
    for command in commands {
        if let Command::SetStatus { status, .. } = command {
            notes.extend(requested.why.iter().map(|why| format!("{}.", plain(why))));
            if fades {
                let zone = text::zone(snapshot);
                notes.extend(text::fading(*status, requested.until, now, zone));
            }
        }
    }
    notes
}
