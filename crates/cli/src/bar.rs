//! The lines of a status bar. Each bar has its own markup, which text of other
//! people must never become.

use chrono::{DateTime, Utc};
use clap::ValueEnum;
use porchlight_core::UserError;
use porchlight_core::model::Shape;
use porchlight_core::view::{
    AccountView, HealthKind, MeView, MessageView, PersonView, Snapshot, Standing,
    day_and_time_words, plain, shortened,
};
use serde::Serialize;

use crate::{json, text};

/// The longest message shown in the bar itself, in characters.
const LONGEST_MESSAGE: usize = 40;

/// The most names in a tooltip.
const MOST_NAMES: usize = 12;

/// The bars whose form is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Bar {
    Waybar,
    Polybar,
    I3blocks,
    Tmux,
}

/// What a bar shows, before it is put into the bar's form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Picture {
    shape: Shape,
    /// The shape in one word, or that nobody is signed in.
    word: &'static str,
    label: String,
    message: Option<Message>,
    /// How many of the watch list are available, of how many; none before the list
    /// was read.
    available: Option<(usize, usize)>,
    /// What is worth knowing beside it, a line each.
    more: Vec<String>,
    /// It may be otherwise by now.
    stale: bool,
}

/// My message and its end.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Message {
    whole: String,
    /// The same where there is little room.
    brief: String,
}

impl Picture {
    /// Before anybody was asked.
    pub(crate) fn starting() -> Self {
        Self {
            label: "Starting".to_owned(),
            ..Self::unknown()
        }
    }

    /// While nothing can be known.
    pub(crate) fn unknown() -> Self {
        Self {
            shape: Shape::Unknown,
            word: word(Shape::Unknown),
            label: "Unknown".to_owned(),
            message: None,
            available: None,
            more: Vec::new(),
            stale: true,
        }
    }

    /// None while an engine has nothing to show yet.
    pub(crate) fn of(snapshot: &Snapshot, now: DateTime<Utc>) -> Option<Self> {
        match (&snapshot.account, &snapshot.me) {
            (AccountView::Starting, _) => None,
            (AccountView::SignedOut { reason }, _) => Some(Self::signed_out(reason.as_ref())),
            (AccountView::SignedIn { .. }, Some(me)) if me.reported.is_some() => {
                // The rest of a first answer is on its way.
                let watches = snapshot.people.iter().any(|person| person.watched);
                let starting = snapshot.health.kind == HealthKind::Starting;
                let half = starting && watches && is_unread(snapshot);
                (!half).then(|| Self::signed_in(me, snapshot, now))
            }
            // What stands in the way is shown, a first answer is waited for.
            (AccountView::SignedIn { .. }, _) => match snapshot.health.kind {
                HealthKind::Starting | HealthKind::Fine => None,
                HealthKind::Offline
                | HealthKind::Throttled
                | HealthKind::SignedOut
                | HealthKind::Trouble => Some(Self::unknown().because(&snapshot.health.words)),
            },
        }
    }

    fn signed_out(reason: Option<&UserError>) -> Self {
        Self {
            word: "signed-out",
            label: "Signed out".to_owned(),
            more: reason
                .map(|reason| plain(&reason.to_string()))
                .into_iter()
                .collect(),
            stale: false,
            ..Self::unknown()
        }
    }

    fn signed_in(me: &MeView, snapshot: &Snapshot, now: DateTime<Utc>) -> Self {
        let zone = text::zone(snapshot);
        let mut more = Vec::new();
        let requested = me.requested.as_ref();
        // While a request is young, what is shown is not yet what is reported.
        let is_young = requested.is_some_and(|r| r.standing == Standing::Pending);
        if let Some(since) = me.reported_since.filter(|_| !is_young) {
            more.push(format!("Since {}", day_and_time_words(since, now, zone)));
        }
        if let Some(requested) = requested.filter(|r| r.standing != Standing::Honoured) {
            more.push(format!("Requested: {}", text::request(requested)));
        }
        let watched = || snapshot.people.iter().filter(|person| person.watched);
        let available: Vec<&PersonView> = watched().filter(|person| is_available(person)).collect();
        more.extend(names(&available));
        let health = &snapshot.health;
        if health.stale || health.kind != HealthKind::Fine {
            more.push(plain(&health.words));
        }
        let count = watched().count();
        Self {
            shape: me.shape,
            word: word(me.shape),
            label: plain(&me.label),
            message: me.message.as_ref().map(Message::of),
            available: (!is_unread(snapshot)).then_some((available.len(), count)),
            more,
            stale: health.stale,
        }
    }

    /// The same when it may be otherwise by now.
    pub(crate) fn aged(mut self) -> Self {
        self.stale = true;
        self
    }

    /// The same and what stands in the way of a newer one.
    pub(crate) fn because(mut self, words: &str) -> Self {
        let words = plain(words);
        if !self.more.contains(&words) {
            self.more.push(words);
        }
        self.aged()
    }

    /// In the form that a bar reads, without its line end.
    ///
    /// # Errors
    /// None: all of it can be written as JSON.
    pub(crate) fn line(&self, bar: Bar) -> serde_json::Result<String> {
        match bar {
            Bar::Waybar => self.waybar(),
            Bar::I3blocks => self.i3blocks(),
            Bar::Polybar => Ok(format!(
                "%{{F{}}}{}%{{F-}} {}",
                self.colour(),
                self.dot(),
                without_tags(&self.whole())
            )),
            Bar::Tmux => Ok(format!(
                "#[fg={}]{}#[default] {}",
                self.colour(),
                self.dot(),
                without_formats(&self.whole())
            )),
        }
    }

    fn waybar(&self) -> serde_json::Result<String> {
        let lines = std::iter::once(&self.label)
            .chain(self.message.as_ref().map(|message| &message.whole))
            .chain(&self.more);
        let lines: Vec<String> = lines.map(|line| without_markup(line)).collect();
        let share = |(available, of)| available * 100 / of;
        let line = serde_json::to_string(&Waybar {
            text: without_markup(&self.short()),
            alt: self.word,
            tooltip: lines.join("\n"),
            class: if self.stale {
                Class::Old([self.word, "stale"])
            } else {
                Class::Now(self.word)
            },
            percentage: self.available.map(share),
        })?;
        Ok(json::visible(&line))
    }

    fn i3blocks(&self) -> serde_json::Result<String> {
        let line = serde_json::to_string(&Block {
            full_text: &self.whole(),
            short_text: &self.label,
            color: self.colour(),
            markup: "none",
        })?;
        Ok(json::visible(&line))
    }

    /// "Busy · 2 available".
    fn short(&self) -> String {
        match self.available {
            Some((available, _)) => format!("{} · {available} available", self.label),
            None => self.label.clone(),
        }
    }

    /// "Busy · Writing (until 17:30) · 2 available".
    fn whole(&self) -> String {
        let available = self
            .available
            .map(|(available, _)| format!("{available} available"));
        let message = self.message.as_ref().map(|message| message.brief.clone());
        let parts = [Some(self.label.clone()), message, available];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }

    fn dot(&self) -> char {
        if self.stale { '○' } else { '●' }
    }

    /// As Teams colours it, light enough for a dark bar and dark enough for a light one.
    fn colour(&self) -> &'static str {
        match self.shape {
            _ if self.stale => "#8a8a8a",
            Shape::Available => "#3fa33c",
            Shape::Busy | Shape::DoNotDisturb => "#dd4a5c",
            Shape::Away => "#d08a1a",
            Shape::OutOfOffice => "#b565d1",
            Shape::Offline | Shape::Unknown => "#8a8a8a",
        }
    }
}

impl Message {
    fn of(view: &MessageView) -> Self {
        let brief = MessageView {
            text: shortened(&plain(&view.text), LONGEST_MESSAGE),
            ..view.clone()
        };
        Self {
            whole: text::message(view),
            brief: text::message(&brief),
        }
    }
}

#[derive(Serialize)]
struct Waybar {
    text: String,
    alt: &'static str,
    tooltip: String,
    class: Class,
    /// The share of the watch list that is available.
    #[serde(skip_serializing_if = "Option::is_none")]
    percentage: Option<usize>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Class {
    Now(&'static str),
    Old([&'static str; 2]),
}

#[derive(Serialize)]
struct Block<'a> {
    full_text: &'a str,
    short_text: &'a str,
    color: &'static str,
    markup: &'static str,
}

/// A shape in the one word that its JSON has, too.
fn word(shape: Shape) -> &'static str {
    match shape {
        Shape::Available => "available",
        Shape::Busy => "busy",
        Shape::DoNotDisturb => "do-not-disturb",
        Shape::Away => "away",
        Shape::Offline => "offline",
        Shape::OutOfOffice => "out-of-office",
        Shape::Unknown => "unknown",
    }
}

fn is_available(person: &PersonView) -> bool {
    let presence = person.presence.as_ref();
    presence.is_some_and(|presence| presence.shape == Shape::Available)
}

/// Whether nothing is known of anybody on the watch list.
fn is_unread(snapshot: &Snapshot) -> bool {
    let mut watched = snapshot.people.iter().filter(|person| person.watched);
    watched.all(|person| person.presence.is_none())
}

/// "Available: Ada Lovelace, Grace Hopper".
fn names(people: &[&PersonView]) -> Option<String> {
    let shown = people.iter().take(MOST_NAMES);
    let mut names: Vec<String> = shown.map(|person| plain(&person.name)).collect();
    let others = people.len() - names.len();
    if others > 0 {
        names.push(format!("{others} more"));
    }
    (!names.is_empty()).then(|| format!("Available: {}", names.join(", ")))
}

/// For bars that read Pango's markup.
fn without_markup(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

/// For Polybar, which begins a tag with `%{` and knows no way to write just that.
fn without_tags(text: &str) -> String {
    text.replace("%{", "% {")
}

/// For tmux. Whatever stands behind the line must not be joined to a last `#`.
fn without_formats(text: &str) -> String {
    let mut text = text.replace('#', "##");
    if text.ends_with('#') {
        text.push(' ');
    }
    text
}

#[cfg(test)]
mod tests;
