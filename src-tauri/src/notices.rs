//! Desktop notifications. A click on one opens the window.

use std::collections::HashMap;

use porchlight_core::engine::Handle;
use porchlight_core::model::{Notice, PersonId};
use tauri::AppHandle;
use tauri_plugin_notification::NotificationExt;
use tokio::sync::broadcast::error::RecvError;

use crate::{platform, window};

/// Makes notifications clickable. Must come before the first of them: those
/// shown earlier report nothing.
///
/// # Errors
/// None on desktops.
pub(crate) fn make_clickable(app: &AppHandle) -> Result<(), tauri_plugin_notification::Error> {
    let opened = app.clone();
    app.notification().on_action(move |_| window::open(&opened))
}

/// Shows every notice until the engine ends.
pub(crate) async fn show_all(app: AppHandle, handle: Handle) {
    let mut notices = handle.notices();
    let mut numbers = Numbers::default();
    loop {
        match notices.recv().await {
            Ok(notice) => {
                let number = numbers.of(&notice.person.id);
                show(&app, notice, number).await;
            }
            Err(RecvError::Lagged(missed)) => tracing::warn!(missed, "Notices were missed"),
            Err(RecvError::Closed) => return,
        }
    }
}

/// One number a person: a later notification replaces the earlier one.
#[derive(Default)]
struct Numbers(HashMap<PersonId, i32>);

impl Numbers {
    fn of(&mut self, person: &PersonId) -> i32 {
        let next = i32::try_from(self.0.len()).unwrap_or(0);
        *self.0.entry(person.clone()).or_insert(next)
    }
}

async fn show(app: &AppHandle, notice: Notice, number: i32) {
    let body = platform::notification_body(&notice.body).await;
    let app = app.clone();
    // The plugin talks to the server while its caller waits.
    let shown = tauri::async_runtime::spawn_blocking(move || {
        app.notification().remove_active(vec![number])?;
        let mut builder = app.notification().builder().id(number).title(notice.title);
        if !body.is_empty() {
            builder = builder.body(body);
        }
        if let Some(icon) = platform::NOTIFICATION_ICON {
            builder = builder.icon(icon);
        }
        builder.show()
    });
    if let Ok(Err(error)) = shown.await {
        tracing::warn!(%error, "A notification can't be shown");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_keeps_one_number() {
        let id = |n: u8| PersonId::parse(&format!("11111111-2222-3333-4444-5555555555{n:02}"));
        let (ada, grace) = (id(1).unwrap(), id(2).unwrap());
        let mut numbers = Numbers::default();
        let first = numbers.of(&ada);
        assert_ne!(first, numbers.of(&grace));
        assert_eq!(first, numbers.of(&ada));
    }
}
