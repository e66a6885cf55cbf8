//! When to look for a newer Porchlight, what is said of one, and its installing
//! when the user asks for it.

use chrono::{DateTime, TimeDelta, Utc};
use url::Url;

use super::Mode;
use super::commands;
use super::effect::Effect;
use super::handle::Outcome;
use super::input::CommandId;
use super::registration::set_by;
use super::state::State;
use crate::UserError;
use crate::desktop::Offer;
use crate::settings::{Announcement, Source};
use crate::updates::{Announced, LookError, OURS, Release};
use crate::view::{InstallView, SetBy, UpdatesView};

/// Between two looks; with a tenth more or less by chance still a day.
const PAUSE: TimeDelta = TimeDelta::hours(27);

const NONE_KNOWN: &str = "No newer version is known";

fn does_not_look() -> UserError {
    UserError::usage(
        "This run of Porchlight does not look for updates",
        "Start Porchlight without --demo for that",
    )
}

/// What is known of newer versions in this run.
#[derive(Debug, Default)]
pub(super) struct Updates {
    /// A package manager brings newer versions.
    pub(super) is_packaged: bool,
    /// The desktop can put a newer version in our place.
    pub(super) installs: bool,
    install: Install,
    /// When to look next; known only while somebody wants to.
    next_at: Option<DateTime<Utc>>,
}

/// Installing a newer version.
#[derive(Debug, Default)]
enum Install {
    #[default]
    Idle,
    /// Somebody asked for it; so many percent are there.
    UnderWay(CommandId, Offer, u8),
    Failed(UserError),
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
        let newer = self.newer_release().filter(|_| check);
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
            install: self.install_view(),
        })
    }

    /// What was announced where we look, whichever run read it.
    fn announcement(&self) -> Option<(&Announcement, &Url)> {
        let feed = &self.settings.as_ref()?.updates.feed;
        let announced = self.stored.updates.announced.as_ref()?;
        (announced.feed == feed.as_str()).then_some((announced, feed))
    }

    fn newer_release(&self) -> Option<Release> {
        let (announced, feed) = self.announcement()?;
        let told = announced.newer.as_ref()?;
        Release::remembered(told, feed).filter(Release::is_newer)
    }

    /// What to call the last announcement by, if we would read the same in it.
    fn mark(&self) -> Option<String> {
        let (announced, feed) = self.announcement().filter(|(one, _)| one.by == OURS)?;
        let told = announced.newer.as_ref();
        let is_whole = told.is_none_or(|told| Release::remembered(told, feed).is_some());
        announced.mark.clone().filter(|_| is_whole)
    }

    fn install_view(&self) -> Option<InstallView> {
        if let Install::UnderWay(_, Offer { version, .. }, percent) = &self.updates.install {
            let words = match percent {
                0 => format!("Installing version {version}…"),
                percent => format!("Installing version {version}, {percent} % downloaded…"),
            };
            return Some(InstallView::UnderWay { words });
        }
        self.offer().ok()?;
        Some(match &self.updates.install {
            Install::Failed(why) => InstallView::Failed { why: why.clone() },
            Install::Idle | Install::UnderWay(..) => InstallView::Offered,
        })
    }

    /// What can be installed now, or why nothing can.
    fn offer(&self) -> Result<Offer, UserError> {
        match self.update_check() {
            None => return Err(does_not_look()),
            Some((false, _)) => return Err(UserError::usage(NONE_KNOWN, "")),
            Some((true, _)) => {}
        }
        let newer = self.newer_release();
        let Release {
            version, manifest, ..
        } = newer.ok_or_else(|| UserError::usage(NONE_KNOWN, ""))?;
        let manifest = manifest.filter(|_| self.updates.installs);
        let manifest = manifest.ok_or_else(|| {
            UserError::usage(
                format!("Porchlight can't install version {version} itself here"),
                "Get it from its page, or let your package manager bring it",
            )
        })?;
        Ok(Offer { version, manifest })
    }

    /// Begins to install the newer version; the answer does not wait for it. Asked
    /// again meanwhile, it goes on.
    pub(super) fn install_update(&mut self, id: CommandId) {
        if let Install::UnderWay(..) = self.updates.install {
            return self.answer(id, Ok(()));
        }
        match self.offer() {
            Ok(offer) => {
                self.updates.install = Install::UnderWay(id, offer.clone(), 0);
                self.ask(Effect::InstallUpdate(offer));
                self.answer(id, Ok(()));
            }
            Err(why) => self.answer(id, Err(why)),
        }
    }

    pub(super) fn update_downloaded(&mut self, so_much: u8) {
        if let Install::UnderWay(_, _, percent) = &mut self.updates.install {
            *percent = so_much;
        }
    }

    /// Makes way for the version that was installed, or says why none was.
    pub(super) fn update_installed(&mut self, outcome: Outcome) {
        let Install::UnderWay(id, ..) = self.updates.install else {
            return;
        };
        match outcome {
            Ok(()) => commands::make_way(self, id),
            Err(why) => self.updates.install = Install::Failed(why),
        }
    }

    pub(super) fn check_for_updates(&mut self, id: CommandId, on: bool, now: DateTime<Utc>) {
        let outcome = match self.update_check() {
            None => Err(does_not_look()),
            Some((_, Some(source))) => Err(UserError::usage(
                format!("Whether to look for updates is set by {source}"),
                "It can only be changed there",
            )),
            Some((_, None)) => Ok(()),
        };
        if outcome.is_ok() {
            self.stored.updates.wanted = on;
            self.updates.next_at = on.then_some(now);
            if !on {
                self.stored.updates.announced = None;
            }
            self.save();
        }
        self.answer(id, outcome);
    }

    /// Opens the page of the newer version.
    pub(super) fn show_release(&mut self, id: CommandId) {
        match self.newer_release() {
            Some(release) => self.ask(Effect::ShowPage(release.page, id)),
            None => self.answer(id, Err(UserError::usage(NONE_KNOWN, ""))),
        }
    }

    /// When a look is due; none while nobody wants one.
    pub(super) fn update_due_at(&self) -> Option<DateTime<Utc>> {
        self.updates.next_at
    }

    pub(super) fn look_for_update_when_due(&mut self, now: DateTime<Utc>) {
        let Some((on, _)) = self.update_check() else {
            self.updates.next_at = None;
            return;
        };
        // One that nobody wants to know of, or that was made elsewhere.
        let is_kept = on && self.announcement().is_some();
        if !is_kept && self.stored.updates.announced.take().is_some() {
            self.save();
        }
        if !on {
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
        let mark = self.mark();
        self.ask(Effect::LookForUpdate { feed, mark });
    }

    /// A look that failed changes nothing: there is another on the next day.
    pub(super) fn update_looked(&mut self, outcome: Result<Announced, LookError>) {
        let Ok(Announced::Other { newer, mark }) = outcome else {
            return;
        };
        // Whoever switched it off meanwhile wants to know nothing.
        let Some((true, _)) = self.update_check() else {
            return;
        };
        let Some(settings) = &self.settings else {
            return;
        };
        let before = self.newer_release();
        self.stored.updates.announced = Some(Announcement {
            feed: settings.updates.feed.to_string(),
            by: OURS.to_owned(),
            mark,
            newer: newer.map(|release| release.told()),
        });
        if self.newer_release() != before
            && let Install::Failed(_) = self.updates.install
        {
            self.updates.install = Install::Idle;
        }
        self.save();
    }
}
