//! When to look for a newer Porchlight, and what is said of one.

use chrono::{DateTime, TimeDelta, Utc};

use super::Mode;
use super::effect::Effect;
use super::input::CommandId;
use super::registration::set_by;
use super::state::State;
use crate::UserError;
use crate::settings::Source;
use crate::updates::{Announced, LookError, Release};
use crate::view::{SetBy, UpdatesView};

/// Between two looks; with a tenth more or less by chance still a day.
const PAUSE: TimeDelta = TimeDelta::hours(27);

/// What is known of newer versions in this run.
#[derive(Debug, Default)]
pub(super) struct Updates {
    /// A package manager brings newer versions.
    pub(super) is_packaged: bool,
    newer: Option<Release>,
    /// Of the last announcement that was read.
    mark: Option<String>,
    /// When to look next; known only while somebody wants to.
    next_at: Option<DateTime<Utc>>,
}

impl State {
    /// Who decides whether to look, and how.
    fn update_check(&self) -> Option<(bool, Option<&Source>)> {
        let settings = self.settings.as_ref()?;
        self.starts_at_sign_in
            .filter(|_| self.mode == Mode::Resident)?;
        Some(match &settings.updates.check {
            Some((on, source)) => (*on, Some(source)),
            None => (self.stored.updates.wanted, None),
        })
    }

    pub(super) fn updates_view(&self) -> Option<UpdatesView> {
        let (check, source) = self.update_check()?;
        let newer = self.updates.newer.as_ref().filter(|_| check);
        Some(UpdatesView {
            check,
            set_by: source.map_or(SetBy::Default, set_by),
            newer: newer.map(|release| {
                let version = &release.version;
                if self.updates.is_packaged {
                    format!("Version {version} is available: your package manager will bring it")
                } else {
                    format!("Version {version} is available")
                }
            }),
        })
    }

    pub(super) fn check_for_updates(&mut self, id: CommandId, on: bool, now: DateTime<Utc>) {
        let outcome = match self.update_check() {
            None => Err(UserError::usage(
                "This run of Porchlight does not look for updates",
                "Start Porchlight without --demo for that",
            )),
            Some((_, Some(source))) => Err(UserError::usage(
                format!("Whether to look for updates is set by {source}"),
                "It can only be changed there",
            )),
            Some((_, None)) => Ok(()),
        };
        if outcome.is_ok() {
            self.stored.updates.wanted = on;
            self.updates.next_at = on.then_some(now);
            self.save();
        }
        self.answer(id, outcome);
    }

    /// Opens the page of the newer version.
    pub(super) fn show_release(&mut self, id: CommandId) {
        match &self.updates.newer {
            Some(release) => {
                let page = release.page.clone();
                self.ask(Effect::ShowPage(page, id));
            }
            None => self.answer(id, Err(UserError::usage("No newer version is known", ""))),
        }
    }

    /// When a look is due; none while nobody wants one.
    pub(super) fn update_due_at(&self) -> Option<DateTime<Utc>> {
        self.updates.next_at
    }

    pub(super) fn look_for_update_when_due(&mut self, now: DateTime<Utc>) {
        if !self.update_check().is_some_and(|(on, _)| on) {
            self.updates.next_at = None;
            return;
        }
        let last = self.stored.updates.looked_at;
        let next = self.updates.next_at.unwrap_or_else(|| match last {
            // A clock that was set back may not put it off for ever.
            Some(last) if last <= now => last + PAUSE,
            Some(_) | None => now,
        });
        self.updates.next_at = Some(next);
        if now < next {
            return;
        }
        let feed = self.settings.as_ref().map(|s| s.updates.feed.clone());
        let Some(feed) = feed else { return };
        self.updates.next_at = Some(now + self.dice.around(PAUSE));
        self.stored.updates.looked_at = Some(now);
        self.save();
        let mark = self.updates.mark.clone();
        self.ask(Effect::LookForUpdate { feed, mark });
    }

    /// A look that failed changes nothing: there is another on the next day.
    pub(super) fn update_looked(&mut self, outcome: Result<Announced, LookError>) {
        if let Ok(Announced::Other { newer, mark }) = outcome {
            self.updates.newer = newer;
            self.updates.mark = mark;
        }
    }
}
