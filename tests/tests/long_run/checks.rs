//! Whether the company and the engine say what the model says.

use chrono::{DateTime, TimeDelta, Utc};
use porchlight_core::model::{Person, Shape};
use porchlight_core::view::{HealthKind, Standing};
use porchlight_tests::world::ada;

use crate::{STRIDE, Story};

impl Story {
    /// Everything, where the network was left alone for a while.
    pub(crate) async fn check(&mut self) {
        // A message may have come back just now.
        for _ in 0..12 {
            if self.is_pending() {
                self.passes(STRIDE).await;
            }
        }
        assert!(!self.is_pending(), "{}", self.told());
        let told = self.world.was_told().len();
        assert!(told <= self.arrivals, "told {told} times: {}", self.told());
        self.check_company();
        self.check_snapshot();
        self.check_notices().await;
    }

    /// Whether my message is on its way.
    fn is_pending(&self) -> bool {
        let snapshot = self.world.snapshot();
        let message = snapshot.me.as_ref().and_then(|me| me.message.as_ref());
        message.is_some_and(|message| message.pending)
    }

    /// Whether I am not to be told anything.
    fn is_silent(&self) -> bool {
        let snapshot = self.world.snapshot();
        let me = snapshot.me.as_ref().and_then(|me| me.reported.as_ref());
        let in_a_call = |activity| matches!(activity, "InACall" | "InAConferenceCall");
        let busy = me.is_some_and(|me| me.shape == Shape::DoNotDisturb || in_a_call(&*me.activity));
        busy || self.model.paused
    }

    fn check_company(&self) {
        let me = self.world.me();
        let text = |part: &str, name: &str| me[part][name].as_str().unwrap_or("?").to_owned();
        let reported = format!(
            "{}/{}",
            text("reported", "availability"),
            text("reported", "activity")
        );
        assert_eq!(
            reported,
            self.model.pair(),
            "{:?}: {}",
            self.model,
            self.told()
        );
        let end = |part: &str| {
            me[part]["expires_at"]
                .as_str()?
                .parse::<DateTime<Utc>>()
                .ok()
        };
        if let (Some((_, Some(until))), Some(pin)) = (self.model.pick, end("pin")) {
            let off = (pin - until).abs();
            assert!(off <= TimeDelta::minutes(1), "pin {pin}: {}", self.told());
        }
        let content = me["message"]["content"].as_str();
        let live = end("message").is_none_or(|end| self.world.now() < end);
        let message = content.filter(|_| live).map(str::to_owned);
        let expected = self.model.message.clone().unzip();
        assert_eq!(message, expected.0, "{}", self.told());
        if message.is_some() {
            assert_eq!(end("message"), expected.1.flatten(), "{}", self.told());
        }
    }

    fn check_snapshot(&self) {
        let snapshot = self.world.snapshot();
        let told = || format!("{:?}\n{}\n{snapshot:#?}", self.model, self.told());
        assert_eq!(snapshot.health.kind, HealthKind::Fine, "{}", told());
        assert_eq!(snapshot.settings.zone, self.model.zone.name(), "{}", told());
        assert!(snapshot.health.remarks.is_empty(), "{}", told());
        assert_eq!(snapshot.people.len(), 1, "{}", told());
        let me = snapshot.me.as_ref().expect("me");
        let requested = me.requested.as_ref().map(|r| (r.status, r.until));
        assert_eq!(requested, self.model.pick, "{}", told());
        let standing = me.requested.as_ref().map(|r| r.standing);
        assert!(
            standing.is_none_or(|s| s == Standing::Honoured),
            "{}",
            told()
        );
        let message = me.message.as_ref().map(|m| (m.text.clone(), m.expires_at));
        assert_eq!(message, self.model.message, "{}", told());
        let then = me.message.as_ref().and_then(|m| m.then.clone());
        let former = self.model.former.last().map(|former| former.0.clone());
        assert_eq!(then, former, "{}", told());
    }

    /// One arrival, one notice; none if I am not to be told, and then the list of
    /// what was held back has it.
    async fn check_notices(&mut self) {
        for (presence, arrives) in [("Away", false), ("Available", true)] {
            self.world.was_told();
            let silent = self.is_silent();
            self.world.client_says("Ada", presence);
            // Rounds are rarer while nobody is there to see what they find.
            let seconds = if self.model.locked { 300 } else { 100 };
            self.passes(TimeDelta::seconds(seconds)).await;
            let now_silent = self.is_silent();
            let told: Vec<Person> = self
                .world
                .was_told()
                .into_iter()
                .filter_map(|n| n.person)
                .collect();
            let expected: &[Person] = if arrives && !silent { &[ada()] } else { &[] };
            // A pick that ends just now may end the silence in either order.
            if silent == now_silent {
                assert_eq!(told, expected, "{}", self.told());
                if arrives && silent {
                    let held_back = &self.world.snapshot().notices.held_back;
                    let last = held_back.first().map(|held| held.words.as_str());
                    assert_eq!(last, Some("Ada Lovelace: Available"), "{}", self.told());
                }
            }
        }
        self.arrivals = 0;
    }

    /// How long a snapshot is, in bytes.
    pub(crate) fn size(&self) -> usize {
        let mut snapshot = (*self.world.snapshot()).clone();
        // A list of its own length, which depends on the day.
        snapshot.notices.held_back.clear();
        serde_json::to_string(&snapshot).expect("JSON").len()
    }
}
