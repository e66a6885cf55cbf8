//! Desktop notifications. A click on one opens the window at its person; what
//! else can be done about them is offered below it.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use porchlight_core::engine::{Handle, Matter, UNSHOWN};
use porchlight_core::model::{Notice, PersonId};
use porchlight_core::view::{Command, Contact};
use tauri::async_runtime::spawn_blocking;
use tauri::{AppHandle, Manager};
use tauri_plugin_notification::{Action, ActionPerformed, ActionType, NotificationExt};
use tokio::sync::Semaphore;
use tokio::sync::broadcast::error::RecvError;

use crate::opener::Opener;
use crate::{app, platform};

/// What a notification carries beside its words: the id of its person.
const PERSON: &str = "person";

/// The kind of notification that is about one person.
const ABOUT_ONE: &str = "about-one";

/// What can be done about a person, as the notification names it. Some systems
/// tell only these words back.
const CHAT: &str = "Chat";
const MUTE: &str = "Mute for an hour";

/// How long the notification server may take for a notice before the next one
/// has its turn.
const PATIENCE: Duration = Duration::from_secs(3);

/// Notices that a server may owe an answer at a time; further ones are dropped.
const MOST_UNANSWERED: usize = 4;

/// What the user is told of a server that does not answer, after its beginning.
const SILENT: &str = "the program that shows them does not answer: start the notification service of your desktop anew";

/// What became of a notice.
enum Shown {
    /// The server is there and has it.
    Taken,
    /// There is no server, or none that takes it.
    Refused,
    /// The server owes too many answers already.
    Dropped,
}

/// Makes notifications clickable. Must come before the first of them: those
/// shown earlier report nothing.
///
/// # Errors
/// None on desktops.
pub(crate) fn make_clickable(app: &AppHandle) -> Result<(), tauri_plugin_notification::Error> {
    let action = |words: &str| Action::builder(words, words).build();
    let about_one = ActionType::builder(ABOUT_ONE).actions([CHAT, MUTE].map(action).into());
    app.notification()
        .register_action_types(vec![about_one.build()])?;
    let asked = app.clone();
    app.notification()
        .on_action(move |action| perform(&asked, action))
}

fn perform(app: &AppHandle, action: &ActionPerformed) {
    match (action.action_id(), person(action)) {
        (CHAT, Some(id)) => {
            let by = Contact::Chat;
            app::submit(app, Command::Contact { id, by });
        }
        (MUTE, Some(id)) => {
            let until = "1h".to_owned();
            app::submit(app, Command::Mute { id, until });
        }
        (_, person) => app.state::<Opener>().open(person),
    }
}

/// Whom a notification is about, as far as the system tells.
fn person(action: &ActionPerformed) -> Option<PersonId> {
    let carried = action.notification()?.extra().get(PERSON)?;
    PersonId::parse(carried.as_str()?)
}

/// Shows every notice until the engine ends.
pub(crate) async fn show_all(app: AppHandle, handle: Handle) {
    let mut notices = handle.notices();
    let mut numbers = Numbers::default();
    let unanswered = Arc::new(Semaphore::new(MOST_UNANSWERED));
    loop {
        match notices.recv().await {
            Ok(notice) => {
                let number = numbers.of(notice.person.as_ref().map(|person| &person.id));
                let shown = show(&app, notice, number, &unanswered);
                match tokio::time::timeout(PATIENCE, shown).await {
                    Ok(Shown::Taken) => handle.mended(Matter::Notices),
                    Ok(Shown::Refused) => {}
                    Ok(Shown::Dropped) | Err(_) => {
                        tracing::warn!("The notification server does not answer");
                        let words = format!("{UNSHOWN}, since {SILENT}");
                        handle.remark_on(Matter::Notices, words);
                    }
                }
            }
            Err(RecvError::Lagged(missed)) => tracing::warn!(missed, "Notices were missed"),
            Err(RecvError::Closed) => return,
        }
    }
}

/// One number a person, and one for every digest: a later notification replaces
/// the earlier one.
#[derive(Default)]
struct Numbers(HashMap<Option<PersonId>, i32>);

impl Numbers {
    fn of(&mut self, person: Option<&PersonId>) -> i32 {
        let next = i32::try_from(self.0.len()).unwrap_or(0);
        *self.0.entry(person.cloned()).or_insert(next)
    }
}

/// Given up, it goes on by itself until the server answers.
async fn show(app: &AppHandle, notice: Notice, number: i32, unanswered: &Arc<Semaphore>) -> Shown {
    let Ok(turn) = Arc::clone(unanswered).try_acquire_owned() else {
        tracing::warn!("A notice was dropped");
        return Shown::Dropped;
    };
    let app = app.clone();
    let shown = tauri::async_runtime::spawn(async move {
        let _turn = turn;
        let body = platform::notification_body(&notice.body).await;
        let is_awaited = body.is_awaited;
        // Replacing the one before waits for the plugin.
        let handed = spawn_blocking(move || hand_over(&app, notice, number, body.text)).await;
        match handed {
            Ok(Ok(())) if is_awaited => Shown::Taken,
            Ok(Err(error)) => {
                tracing::warn!(%error, "A notification can't be shown");
                Shown::Refused
            }
            // Nobody is there to show it, or a panic has said so itself.
            Ok(Ok(())) | Err(_) => Shown::Refused,
        }
    });
    shown.await.unwrap_or(Shown::Refused)
}

fn hand_over(
    app: &AppHandle,
    notice: Notice,
    number: i32,
    body: String,
) -> Result<(), tauri_plugin_notification::Error> {
    app.notification().remove_active(vec![number])?;
    let mut builder = app.notification().builder().id(number).title(notice.title);
    if let Some(person) = &notice.person {
        builder = builder
            .action_type_id(ABOUT_ONE)
            .extra(PERSON, person.id.as_str());
    }
    if !body.is_empty() {
        builder = builder.body(body);
    }
    if let Some(icon) = platform::notification_icon() {
        builder = builder.icon(icon);
    }
    builder.show()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_keeps_one_number() {
        let id = |n: u8| PersonId::parse(&format!("11111111-2222-3333-4444-5555555555{n:02}"));
        let (ada, grace) = (id(1).unwrap(), id(2).unwrap());
        let mut numbers = Numbers::default();
        let first = numbers.of(Some(&ada));
        assert_ne!(first, numbers.of(Some(&grace)));
        assert_eq!(first, numbers.of(Some(&ada)));
    }
}
