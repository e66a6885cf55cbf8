//! What a pick sends, and for how long it holds.
//!
//! The order of requests is chosen so that no moment shows a wrong state: a
//! pin is set before the session below it changes, and cleared after.

use chrono::{DateTime, TimeDelta, Utc};

use super::Mode;
use crate::graph::Request;
use crate::model::{Availability, PersonId, Requested, Status};

/// A session's life while Porchlight runs: a dead computer falls back within it.
const LEASE: TimeDelta = TimeDelta::minutes(10);

/// A session's life when nobody stays to renew it: the longest Graph allows.
const LONE_LEASE: TimeDelta = TimeDelta::hours(4);

/// A session that says Available fades after five minutes, so it is renewed before.
const RENEW_AVAILABLE: TimeDelta = TimeDelta::minutes(4);

/// Other sessions are renewed this long after they were set.
const RENEW_OTHERS: TimeDelta = TimeDelta::minutes(7);

/// A pin without an end is set for a day and renewed at half of it.
const PIN: TimeDelta = TimeDelta::days(1);
const RENEW_PIN: TimeDelta = TimeDelta::hours(12);

/// When something we set wants to be set again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) struct Renewals {
    pub(super) session: Option<DateTime<Utc>>,
    pub(super) pin: Option<DateTime<Utc>>,
}

impl Renewals {
    pub(super) fn next(self) -> Option<DateTime<Utc>> {
        self.session.into_iter().chain(self.pin).min()
    }

    /// The renewals that follow a pick answered at `now`.
    pub(super) fn after(requested: Option<&Requested>, now: DateTime<Utc>) -> Self {
        let Some(requested) = requested else {
            return Self::default();
        };
        let plan = requested.status.plan();
        let session = plan.session.map(|(availability, _)| {
            now + if availability == Availability::Available {
                RENEW_AVAILABLE
            } else {
                RENEW_OTHERS
            }
        });
        let endless = requested.until.is_none();
        Self {
            session,
            pin: plan.pin.filter(|_| endless).map(|_| now + RENEW_PIN),
        }
    }

    /// The renewals once what was due at `now` has been renewed.
    pub(super) fn renewed(self, requested: Option<&Requested>, now: DateTime<Utc>) -> Self {
        let fresh = Self::after(requested, now);
        let later = |due: Option<DateTime<Utc>>, fresh| due.filter(|at| now < *at).or(fresh);
        Self {
            session: later(self.session, fresh.session),
            pin: later(self.pin, fresh.pin),
        }
    }
}

/// The life of our session for a pick.
fn lease(requested: &Requested, mode: Mode, now: DateTime<Utc>) -> TimeDelta {
    let longest = match mode {
        Mode::Resident | Mode::Watching => LEASE,
        Mode::OneShot => LONE_LEASE,
    };
    requested
        .until
        .map_or(longest, |until| (until - now).min(longest))
}

/// The requests that bring Graph from anything to the pick; none is Reset.
pub(super) fn requests(
    requested: Option<&Requested>,
    me: &PersonId,
    client_id: &str,
    mode: Mode,
    now: DateTime<Utc>,
) -> Vec<Request> {
    let plan = requested.map_or(Status::Reset, |r| r.status).plan();
    let pin = requested.zip(plan.pin.as_ref()).map(|(requested, pair)| {
        Request::set_preferred(me, pair, requested.until.map_or(PIN, |until| until - now))
    });
    let session = match (requested, &plan.session) {
        (Some(requested), Some(pair)) => {
            Request::set_presence(me, client_id, pair, lease(requested, mode, now))
        }
        (Some(_) | None, _) => Request::clear_presence(me, client_id),
    };
    match pin {
        Some(pin) => vec![pin, session],
        None => vec![session, Request::clear_preferred(me)],
    }
}

/// The requests that keep a pick as it is.
pub(super) fn renewal(
    requested: &Requested,
    due: Renewals,
    me: &PersonId,
    client_id: &str,
    now: DateTime<Utc>,
) -> Vec<Request> {
    let plan = requested.status.plan();
    let is_due = |at: Option<DateTime<Utc>>| at.is_some_and(|at| now >= at);
    let pin = plan
        .pin
        .filter(|_| is_due(due.pin))
        .map(|pair| Request::set_preferred(me, &pair, PIN));
    let session = plan.session.filter(|_| is_due(due.session)).map(|pair| {
        Request::set_presence(me, client_id, &pair, lease(requested, Mode::Resident, now))
    });
    pin.into_iter().chain(session).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    const NOW: &str = "2026-11-21T12:00:00Z";

    #[track_caller]
    fn check(status: Status, minutes: Option<i64>, mode: Mode, expected: &[&str]) {
        let now = at(NOW);
        let requested = Requested {
            status,
            since: now,
            until: minutes.map(|m| now + TimeDelta::minutes(m)),
        };
        let me = PersonId::parse("00000000-0000-0000-0000-000000000001").unwrap();
        let pick = Some(&requested).filter(|r| r.status != Status::Reset);
        let sent: Vec<String> = requests(pick, &me, "app", mode, now)
            .iter()
            .map(|request| {
                let action = request.path.rsplit('/').next().unwrap();
                let body = request.body.as_ref().unwrap();
                let field = |name: &str| body[name].as_str().unwrap_or("-").to_owned();
                format!(
                    "{action} {}/{} {}",
                    field("availability"),
                    field("activity"),
                    field("expirationDuration")
                )
            })
            .collect();
        assert_eq!(sent, expected, "{status:?}");
    }

    #[test]
    fn each_pick_sends_its_session_and_its_pin() {
        use Status as S;
        let on = Mode::Resident;
        check(
            S::Available,
            None,
            on,
            &[
                "setUserPreferredPresence Available/Available P1D",
                "setPresence Available/Available PT10M",
            ],
        );
        check(
            S::Busy,
            None,
            on,
            &[
                "setUserPreferredPresence Busy/Busy P1D",
                "setPresence Away/Away PT10M",
            ],
        );
        check(
            S::BeRightBack,
            Some(30),
            on,
            &[
                "setUserPreferredPresence BeRightBack/BeRightBack PT30M",
                "setPresence Away/Away PT10M",
            ],
        );
        check(
            S::Offline,
            None,
            on,
            &[
                "setUserPreferredPresence Offline/OffWork P1D",
                "clearPresence -/- -",
            ],
        );
        check(
            S::InACall,
            Some(7),
            on,
            &[
                "setPresence Busy/InACall PT7M",
                "clearUserPreferredPresence -/- -",
            ],
        );
        check(
            S::Presenting,
            None,
            on,
            &[
                "setPresence DoNotDisturb/Presenting PT10M",
                "clearUserPreferredPresence -/- -",
            ],
        );
        check(
            S::Reset,
            None,
            on,
            &["clearPresence -/- -", "clearUserPreferredPresence -/- -"],
        );
    }

    #[test]
    fn alone_a_session_takes_the_whole_time() {
        let alone = Mode::OneShot;
        check(
            Status::Busy,
            Some(90),
            alone,
            &[
                "setUserPreferredPresence Busy/Busy PT1H30M",
                "setPresence Away/Away PT1H30M",
            ],
        );
        check(
            Status::Busy,
            None,
            alone,
            &[
                "setUserPreferredPresence Busy/Busy P1D",
                "setPresence Away/Away PT4H",
            ],
        );
        check(
            Status::Busy,
            Some(2),
            alone,
            &[
                "setUserPreferredPresence Busy/Busy PT2M",
                "setPresence Away/Away PT5M",
            ],
        );
    }

    #[test]
    fn available_is_renewed_before_it_fades_and_others_before_their_end() {
        let now = at(NOW);
        let pick = |status, until| {
            Some(Requested {
                status,
                since: now,
                until,
            })
        };
        let after = |p: Option<Requested>| Renewals::after(p.as_ref(), now);
        assert_eq!(
            after(pick(Status::Available, None)).session,
            Some(at("2026-11-21T12:04:00Z"))
        );
        assert_eq!(
            after(pick(Status::Busy, None)).session,
            Some(at("2026-11-21T12:07:00Z"))
        );
        assert_eq!(
            after(pick(Status::Busy, None)).pin,
            Some(at("2026-11-22T00:00:00Z"))
        );
        assert_eq!(
            after(pick(Status::Busy, Some(at("2026-11-21T18:00:00Z")))).pin,
            None
        );
        assert_eq!(after(pick(Status::Offline, None)).session, None);
        assert_eq!(after(None), Renewals::default());
    }
}
