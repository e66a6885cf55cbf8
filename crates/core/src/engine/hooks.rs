//! Which hooks to run on what was read. They are the user's own business, so
//! neither a pause of notices nor a quiet time keeps them.

use chrono::{DateTime, Utc};

use super::Mode;
use super::effect::Effect;
use super::state::State;
use crate::model::{Changed, Hook, Person, Presence, Whose, transitions};

impl State {
    /// A change was read. Only a run that stays runs hooks: else a second
    /// engine would run them, too.
    pub(super) fn run_hooks(&mut self, changed: &Changed) {
        let hooks = match (&self.settings, self.mode) {
            (Some(settings), Mode::Resident) => settings.hooks(),
            (Some(_) | None, _) => return,
        };
        let wanted = hooks.iter().filter(|hook| hook.wants(changed));
        let run = |hook: &Hook| Effect::RunHook(Box::new((hook.clone(), changed.clone())));
        let runs = wanted.map(run).collect();
        self.ask_all(runs);
    }

    /// Readings of other people were taken.
    pub(super) fn people_have_changed(&mut self, now: DateTime<Utc>) {
        let news = self.signed_in().map(|signed_in| signed_in.people.changes());
        for change in news.into_iter().flatten() {
            let watched = self.stored.watch_list.get(&change.id);
            let Some(who) = watched.map(|watched| watched.person.clone()) else {
                continue;
            };
            self.run_hooks(&Changed {
                on: Whose::Watched,
                who,
                before: change.before,
                after: change.after,
                transitions: change.transitions,
                at: now,
            });
        }
    }

    /// My own presence was read and is another than the one before.
    pub(super) fn own_has_changed(
        &mut self,
        before: Presence,
        after: Presence,
        now: DateTime<Utc>,
    ) {
        let transitions = transitions(&before, &after);
        let Some(account) = self.signed_in().map(|signed_in| signed_in.account.clone()) else {
            return;
        };
        if !transitions.is_empty() {
            self.run_hooks(&Changed {
                on: Whose::Me,
                who: Person {
                    id: account.id,
                    name: account.name,
                    address: account.address,
                    phone: None,
                },
                before,
                after,
                transitions,
                at: now,
            });
        }
    }
}
