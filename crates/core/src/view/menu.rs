//! The tray menu and its tooltip, as values.
//!
//! The shell draws a menu only when its value changed: redrawing closes open
//! submenus and makes icons flash.

mod people;

use super::snapshot::{AccountView, HealthKind, SignInView, Snapshot};
use super::words::status_words;
use super::{Command, SignInMethod, Standing};
use crate::model::Status;
use crate::plain::plain;

/// One line of the menu. Texts are plain: the shell escapes what its toolkit
/// takes for mnemonics.
#[derive(Clone, Debug, PartialEq)]
pub enum Entry {
    /// Something to read.
    Label(String),
    Item {
        text: String,
        action: Action,
    },
    /// A choice with a mark where it is the one in force.
    Check {
        text: String,
        checked: bool,
        action: Action,
    },
    Submenu {
        text: String,
        entries: Vec<Entry>,
    },
    Separator,
}

/// What a click asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    Send(Command),
    OpenWindow,
}

/// The longest text of one line, in characters.
const LONGEST: usize = 60;

/// Ends offered for a message: the words shown and the words of the expiry grammar.
pub const MESSAGE_ENDS: [(&str, &str); 6] = [
    ("For 30 minutes", "30m"),
    ("For 1 hour", "1h"),
    ("For 4 hours", "4h"),
    ("Today", "today"),
    ("This week", "this week"),
    ("Until cleared", "never"),
];

/// Messages offered for one click.
const MESSAGES: [&str; 4] = [
    "In focus time",
    "At lunch",
    "Working from home",
    "Back shortly",
];

/// Ends offered for a pause of notices.
const PAUSES: [(&str, &str); 3] = [
    ("For 30 minutes", "30m"),
    ("For 1 hour", "1h"),
    ("Until the end of today", "today"),
];

/// The menu for a snapshot.
pub fn menu(snapshot: &Snapshot) -> Vec<Entry> {
    let mut entries = Vec::new();
    match &snapshot.account {
        AccountView::Starting => entries.push(Entry::Label("Starting".to_owned())),
        AccountView::SignedOut { .. } => entries.extend(signed_out(snapshot)),
        AccountView::SignedIn {
            sign_in_needed,
            consent_needed,
            ..
        } => {
            if *sign_in_needed {
                entries.extend(signed_out(snapshot));
                entries.push(Entry::Separator);
            }
            entries.extend(own(snapshot));
            // One sign-in at a time: the plain one comes first.
            entries.extend(match (consent_needed, sign_in_needed) {
                (false, _) => people::people(snapshot),
                (true, false) => consent(snapshot),
                (true, true) => Vec::new(),
            });
            entries.push(pauses(snapshot));
        }
    }
    entries.push(Entry::Separator);
    entries.push(Entry::Item {
        text: "Open Porchlight".to_owned(),
        action: Action::OpenWindow,
    });
    if snapshot.settings.start_at_sign_in.is_some() {
        entries.push(Entry::Item {
            text: "Show logs".to_owned(),
            action: Action::Send(Command::ShowLogs),
        });
    }
    entries.push(Entry::Item {
        text: "Quit".to_owned(),
        action: Action::Send(Command::Quit),
    });
    entries
}

fn signed_out(snapshot: &Snapshot) -> Vec<Entry> {
    match &snapshot.sign_in {
        None => vec![
            Entry::Label("Signed out".to_owned()),
            if snapshot.settings.registration.ready {
                sign_in("Sign in…", false)
            } else {
                // The window asks for what a sign-in needs first.
                Entry::Item {
                    text: "Sign in…".to_owned(),
                    action: Action::OpenWindow,
                }
            },
        ],
        Some(step) => signing_in(step),
    }
}

fn sign_in(text: &str, colleagues: bool) -> Entry {
    Entry::Item {
        text: text.to_owned(),
        action: Action::Send(Command::SignIn {
            method: SignInMethod::Browser,
            colleagues,
        }),
    }
}

fn signing_in(step: &SignInView) -> Vec<Entry> {
    let words = match step {
        SignInView::Starting => "Signing in".to_owned(),
        SignInView::Browser { .. } => "Signing in: go on in the browser".to_owned(),
        SignInView::DeviceCode { code, .. } => format!("Signing in with the code {code}"),
    };
    vec![
        Entry::Label(words),
        Entry::Item {
            text: "Cancel sign-in".to_owned(),
            action: Action::Send(Command::CancelSignIn),
        },
    ]
}

fn own(snapshot: &Snapshot) -> Vec<Entry> {
    let own = own_line(snapshot);
    let why = snapshot
        .me
        .as_ref()
        .and_then(|me| me.requested.as_ref()?.why.as_deref())
        .filter(|why| !says(&own, why))
        .map(shortened);
    let mut entries = vec![Entry::Label(own)];
    entries.extend(why.map(Entry::Label));
    if snapshot.health.stale || snapshot.health.kind != HealthKind::Fine {
        entries.extend(health_lines(&snapshot.health.words).map(Entry::Label));
    }
    entries.push(Entry::Separator);
    entries.push(statuses(snapshot));
    entries.push(keep_available(snapshot));
    entries.push(messages(snapshot));
    entries.push(Entry::Separator);
    entries
}

/// The words on health; where they are too long for one line, the age of what
/// is shown takes another, so that it is never what is cut off.
fn health_lines(words: &str) -> impl Iterator<Item = String> {
    let too_long = words.chars().count() > LONGEST;
    let parts = words.rsplit_once(", as of ").filter(|_| too_long);
    let (first, age) = parts.map_or((words, None), |(first, age)| (first, Some(age)));
    let age = age.map(|age| format!("As of {age}"));
    std::iter::once(shortened(first)).chain(age)
}

/// "Busy until 17:30"; "Available (Busy requested)" while they differ.
fn own_line(snapshot: &Snapshot) -> String {
    let Some(me) = &snapshot.me else {
        return "Asking Teams".to_owned();
    };
    let reported = me
        .reported
        .as_ref()
        .map_or("Asking Teams", |presence| &presence.label);
    let line = match &me.requested {
        None => reported.to_owned(),
        Some(requested) => {
            let end = requested
                .until_words
                .as_ref()
                .map(|w| format!(" {w}"))
                .unwrap_or_default();
            match requested.standing {
                Standing::Honoured => format!("{reported}{end}"),
                Standing::Pending => format!("{}{end} (being set)", requested.label),
                Standing::NotHonoured => format!("{reported} ({} requested)", requested.label),
            }
        }
    };
    shortened(&line)
}

fn statuses(snapshot: &Snapshot) -> Entry {
    let requested = snapshot
        .me
        .as_ref()
        .and_then(|me| me.requested.as_ref())
        .map(|r| r.status);
    let mut entries = Vec::new();
    for status in Status::ALL {
        if matches!(status, Status::InACall | Status::Reset) {
            entries.push(Entry::Separator);
        }
        let action = Action::Send(Command::SetStatus {
            status,
            until: None,
        });
        let text = status_words(status).to_owned();
        entries.push(if status == Status::Reset {
            Entry::Item { text, action }
        } else {
            Entry::Check {
                text,
                checked: requested == Some(status),
                action,
            }
        });
    }
    Entry::Submenu {
        text: "Set status".to_owned(),
        entries,
    }
}

/// The switch: a click turns it over, without an end.
fn keep_available(snapshot: &Snapshot) -> Entry {
    let kept = snapshot.settings.keep_available.as_ref();
    let end = kept
        .and_then(|keep| keep.until_words.as_ref())
        .map(|w| format!(" {w}"))
        .unwrap_or_default();
    Entry::Check {
        text: shortened(&format!("Keep me available{end}")),
        checked: kept.is_some(),
        action: Action::Send(Command::KeepAvailable {
            on: kept.is_none(),
            until: None,
        }),
    }
}

fn messages(snapshot: &Snapshot) -> Entry {
    let current = snapshot.me.as_ref().and_then(|me| me.message.as_ref());
    let mut entries = Vec::new();
    if let Some(message) = current {
        let end = message
            .until_words
            .as_ref()
            .map(|w| format!(" ({w})"))
            .unwrap_or_default();
        entries.push(Entry::Label(shortened(&format!(
            "{}{end}",
            plain(&message.text)
        ))));
        entries.push(ends("End this message", &message.text));
        entries.push(Entry::Item {
            text: "Clear".to_owned(),
            action: Action::Send(Command::ClearMessage),
        });
        entries.push(Entry::Separator);
    }
    entries.extend(MESSAGES.iter().map(|text| ends(text, text)));
    entries.push(Entry::Separator);
    entries.push(Entry::Item {
        text: "Write a message…".to_owned(),
        action: Action::OpenWindow,
    });
    Entry::Submenu {
        text: "Status message".to_owned(),
        entries,
    }
}

fn ends(title: &str, message: &str) -> Entry {
    let entries = MESSAGE_ENDS.iter().map(|(words, until)| Entry::Item {
        text: (*words).to_owned(),
        action: Action::Send(Command::SetMessage {
            text: message.to_owned(),
            until: Some((*until).to_owned()),
        }),
    });
    Entry::Submenu {
        text: title.to_owned(),
        entries: entries.collect(),
    }
}

/// Where people would be while they can't be seen.
fn consent(snapshot: &Snapshot) -> Vec<Entry> {
    let mut entries = match &snapshot.sign_in {
        None => vec![sign_in("Allow seeing colleagues…", true)],
        Some(step) => signing_in(step),
    };
    entries.push(Entry::Separator);
    entries
}

fn pauses(snapshot: &Snapshot) -> Entry {
    if snapshot.notices.paused {
        let until = snapshot
            .notices
            .paused_words
            .as_deref()
            .unwrap_or("until resumed");
        return Entry::Item {
            text: format!("Resume notices (paused {until})"),
            action: Action::Send(Command::ResumeNotices),
        };
    }
    let entries = PAUSES.iter().map(|(words, until)| Entry::Item {
        text: (*words).to_owned(),
        action: Action::Send(Command::PauseNotices {
            until: Some((*until).to_owned()),
        }),
    });
    Entry::Submenu {
        text: "Pause notices".to_owned(),
        entries: entries.collect(),
    }
}

/// The tooltip: my presence first, then what is wrong, if anything is.
pub fn tooltip(snapshot: &Snapshot) -> String {
    let first = match &snapshot.account {
        AccountView::Starting => "Starting".to_owned(),
        AccountView::SignedOut { .. } => "Signed out".to_owned(),
        AccountView::SignedIn { .. } => own_line(snapshot),
    };
    let is_trouble = match snapshot.health.kind {
        HealthKind::Fine | HealthKind::Starting | HealthKind::SignedOut => false,
        HealthKind::Offline | HealthKind::Throttled | HealthKind::Trouble => true,
    };
    if is_trouble || snapshot.health.stale {
        format!("Porchlight: {first}\n{}", snapshot.health.words)
    } else {
        format!("Porchlight: {first}")
    }
}

/// Whether a line says these words already: "Busy (being set)" and "Being set".
fn says(line: &str, words: &str) -> bool {
    line.to_lowercase().contains(&words.to_lowercase())
}

fn shortened(text: &str) -> String {
    super::words::shortened(text, LONGEST)
}
