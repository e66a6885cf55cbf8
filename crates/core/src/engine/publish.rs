//! The state as everybody may see it.

mod health;
mod people;

use chrono::{DateTime, Utc};

use super::own::Own;
use super::session::{Session, SignedIn};
use super::state::State;
use super::wish::Wish;
use crate::auth::{Keeping, Scopes};
use crate::model::{Person, Presence, Requested, Shape, StatusMessage, until_words};
use crate::view::{
    AccountView, Background, KeepView, MeView, MessageView, NoticesView, PresenceView,
    RequestedView, SettingsView, Snapshot, Standing, holding_view, message_words, name_words,
    plain_lines, presence_words, status_words, work_location_words,
};

impl State {
    /// A whole snapshot; its revision is set by who publishes it.
    pub(super) fn snapshot(&self, now: DateTime<Utc>) -> Snapshot {
        let signed_in = match &self.session {
            Session::SignedIn(signed_in) => Some(signed_in.as_ref()),
            Session::Starting { .. } | Session::SignedOut { .. } => None,
        };
        Snapshot {
            revision: 0,
            account: self.account_view(),
            sign_in: self.flow.as_ref().map(|flow| flow.step.clone()),
            me: signed_in.map(|s| self.me_view(&s.own, now)),
            people: self.people_views(signed_in, now),
            groups: self.group_views(now),
            sort: self.stored.sort,
            search: signed_in
                .and_then(|s| s.search.as_ref())
                .map(|s| self.search_view(s)),
            adding: self.adding.as_ref().map(|a| self.adding_view(a)),
            removed: self.removed_view(),
            health: self.health_view(signed_in, now),
            notices: self.notices_view(signed_in, now),
            settings: self.settings_view(now),
            problem: self.problem.shown().cloned(),
            help: self.help.clone(),
        }
    }

    fn settings_view(&self, now: DateTime<Utc>) -> SettingsView {
        let keep = self.stored.keep_available;
        SettingsView {
            zone: self.zone.name().to_owned(),
            clear_on_quit: self.stored.clear_on_quit,
            keep_available: keep.map(|keep| KeepView {
                until: keep.until,
                until_words: keep.until.map(|end| until_words(end, now, self.zone)),
            }),
            away_when_locked: self.stored.away_when_locked,
            poll_seconds: u32::try_from(self.poll_interval.num_seconds()).unwrap_or(u32::MAX),
            start_at_sign_in: self.starts_at_sign_in,
            updates: self.updates_view(),
            demo: self.demo,
            registration: self.registration_view(),
        }
    }

    fn account_view(&self) -> AccountView {
        match &self.session {
            Session::Starting { .. } => AccountView::Starting,
            Session::SignedOut { why } => AccountView::SignedOut {
                reason: why.clone(),
            },
            Session::SignedIn(signed_in) => {
                let account = &signed_in.account;
                let person = Person {
                    id: account.id.clone(),
                    name: account.name.clone(),
                    address: account.address.clone(),
                    phone: None,
                };
                AccountView::SignedIn {
                    initials: person.initials(),
                    id: person.id,
                    name: person.name,
                    address: person.address,
                    sign_in_needed: signed_in.ended.is_some(),
                    kept: signed_in.keeping == Keeping::Kept,
                    consent_needed: signed_in.scopes == Scopes::Own,
                }
            }
        }
    }

    fn me_view(&self, own: &Own, now: DateTime<Utc>) -> MeView {
        let wish = Wish::of(&self.stored, self.seat);
        let stored = &self.stored;
        let requested = stored.requested.as_ref();
        let requested = requested.map(|requested| self.requested_view(own, requested, &wish, now));
        let reported = own.reported.as_ref();
        let young = requested
            .as_ref()
            .filter(|r| r.standing == Standing::Pending);
        let expected = young.and_then(|_| wish.plan.expected());
        let since = stored.reported.as_ref().filter(|_| reported.is_some());
        let background = Background {
            requested: stored.requested.as_ref(),
            keep_available: stored.keep_available.as_ref(),
            held: &stored.held,
            reported: reported.map(|reported| (&reported.presence, reported.at)),
            reported_since: since.and_then(|since| since.since),
            standing: requested.as_ref().map(|r| (r.standing, r.why.as_deref())),
        };
        let why = background.facts(now, self.zone);
        let reported_since = background.reported_since;
        let shown = expected
            .as_ref()
            .or(reported.map(|reported| &reported.presence));
        let message = own
            .message_shown(now)
            .map(|(message, pending)| MessageView {
                pending,
                then: self.comes_after(&message, now).as_deref().map(plain_lines),
                ..self.message_view(&message, now)
            });
        MeView {
            shape: shown.map_or(Shape::Unknown, Presence::shape),
            label: shown.map_or_else(|| "Unknown".to_owned(), presence_words),
            reported: reported.map(|reported| self.presence_view(&reported.presence, now)),
            reported_at: reported.map(|reported| reported.at),
            requested,
            message,
            reported_since,
            session: holding_view(stored.held.session.as_ref(), now),
            pin: holding_view(stored.held.pin.as_ref(), now),
            why,
        }
    }

    fn requested_view(
        &self,
        own: &Own,
        requested: &Requested,
        wish: &Wish,
        now: DateTime<Utc>,
    ) -> RequestedView {
        let (standing, why) = own.standing(requested, wish, now);
        RequestedView {
            status: requested.status,
            label: status_words(requested.status).to_owned(),
            since: requested.since,
            until: requested.until,
            until_words: requested.until.map(|end| until_words(end, now, self.zone)),
            standing,
            why: why.map(|why| why.words(self.zone)),
        }
    }

    fn message_view(&self, message: &StatusMessage, now: DateTime<Utc>) -> MessageView {
        MessageView {
            text: message_words(&message.text),
            expires_at: message.expires_at,
            published_at: message.published_at,
            until_words: message
                .expires_at
                .map(|end| until_words(end, now, self.zone)),
            pending: false,
            then: None,
        }
    }

    fn presence_view(&self, presence: &Presence, now: DateTime<Utc>) -> PresenceView {
        let message = presence
            .message
            .as_ref()
            .filter(|message| message.is_live(now));
        PresenceView {
            shape: presence.shape(),
            label: presence_words(presence),
            availability: name_words(presence.availability.as_graph()),
            activity: name_words(presence.activity.as_graph()),
            out_of_office: presence.is_out_of_office(),
            out_of_office_message: presence
                .out_of_office
                .as_ref()
                .and_then(|o| o.message.as_deref().map(message_words)),
            work_location: presence.work_location.as_deref().map(work_location_words),
            message: message.map(|message| self.message_view(message, now)),
        }
    }

    fn notices_view(&self, signed_in: Option<&SignedIn>, now: DateTime<Utc>) -> NoticesView {
        let held_back = signed_in.map(|s| s.notices.held_back());
        let quiet = self.stored.quiet.until(now, self.zone);
        let until = self.stored.pause.and_then(|pause| pause.until);
        NoticesView {
            paused: self.stored.pause.is_some(),
            paused_until: until,
            paused_words: until.map(|until| until_words(until, now, self.zone)),
            quiet: self.stored.quiet.clone(),
            quiet_words: quiet.map(|until| until_words(until, now, self.zone)),
            default_rule: self.rule_in_words(&self.stored.default_rule, now),
            held_back: held_back.map_or_else(Vec::new, |held| held.view(self.zone, now)),
        }
    }
}
