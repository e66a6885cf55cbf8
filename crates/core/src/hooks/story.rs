//! What a hook is told on its standard input. Its form is a contract; the
//! snapshot of the tests holds it.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;

use crate::model::{self, Changed, PersonId, Shape, StatusMessage, Transition, Whose};
use crate::view::{plain, plain_lines, presence_words, work_location_words};

#[derive(Serialize)]
struct Story<'a> {
    at: String,
    on: Whose,
    who: Who<'a>,
    transitions: &'a [Transition],
    before: Presence<'a>,
    after: Presence<'a>,
    /// The message as it is now.
    message: Option<Message>,
}

#[derive(Serialize)]
struct Who<'a> {
    id: &'a PersonId,
    name: String,
    address: Option<String>,
}

#[derive(Serialize)]
struct Presence<'a> {
    availability: &'a str,
    activity: &'a str,
    label: String,
    shape: Shape,
    out_of_office: bool,
    out_of_office_message: Option<String>,
    work_location: Option<String>,
}

#[derive(Serialize)]
struct Message {
    text: String,
    expires_at: Option<String>,
}

/// One line of JSON. Text of other people is plain in it.
pub(super) fn of(changed: &Changed) -> String {
    let message = changed.after.message.as_ref();
    let story = Story {
        at: instant(changed.at),
        on: changed.on,
        who: Who {
            id: &changed.who.id,
            name: plain(&changed.who.name),
            address: changed.who.address.as_deref().map(plain),
        },
        transitions: &changed.transitions,
        before: presence(&changed.before),
        after: presence(&changed.after),
        message: message
            .filter(|message| message.is_live(changed.at))
            .map(self::message),
    };
    // Texts, words and lists of them can always be written.
    let json = serde_json::to_string(&story).unwrap_or_default();
    json + "\n"
}

fn presence(presence: &model::Presence) -> Presence<'_> {
    let out = presence.out_of_office.as_ref();
    Presence {
        availability: presence.availability.as_graph(),
        activity: presence.activity.as_graph(),
        label: presence_words(presence),
        shape: presence.shape(),
        out_of_office: presence.is_out_of_office(),
        out_of_office_message: out.and_then(|out| out.message.as_deref().map(plain_lines)),
        work_location: presence.work_location.as_deref().map(work_location_words),
    }
}

fn message(message: &StatusMessage) -> Message {
    Message {
        text: plain_lines(&message.text),
        expires_at: message.expires_at.map(instant),
    }
}

fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
