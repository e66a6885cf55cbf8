//! A snapshot with something of everything, for tests of what is printed.

use chrono::{DateTime, Utc};
use porchlight_core::model::{PersonId, Quiet, Rule, Shape, Sort, Status};
use porchlight_core::view::{
    AccountView, FactView, HealthKind, HealthView, HoldingView, MeView, MessageView, NoticesView,
    PersonView, PresenceView, RegistrationView, RequestedView, RuleView, SetBy, SettingView,
    SettingsView, Snapshot, Standing,
};

pub(crate) fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

pub(crate) fn now() -> DateTime<Utc> {
    at("2026-11-21T15:00:00Z")
}

pub(crate) fn presence(shape: Shape, label: &str, pair: (&str, &str)) -> PresenceView {
    PresenceView {
        shape,
        label: label.to_owned(),
        availability: pair.0.to_owned(),
        activity: pair.1.to_owned(),
        out_of_office: shape == Shape::OutOfOffice,
        out_of_office_message: None,
        work_location: None,
        message: None,
    }
}

fn message(text: &str, end: Option<(&str, &str)>) -> MessageView {
    MessageView {
        text: text.to_owned(),
        published_at: None,
        expires_at: end.map(|(end, _)| at(end)),
        until_words: end.map(|(_, words)| words.to_owned()),
        pending: false,
        then: None,
    }
}

pub(crate) fn person(n: u8, name: &str, presence: Option<PresenceView>) -> PersonView {
    PersonView {
        id: PersonId::parse(&format!("00000000-0000-0000-0000-0000000000{n:02}")).unwrap(),
        name: name.to_owned(),
        address: Some(format!("person{n}@contoso.example")),
        phone: None,
        initials: String::new(),
        as_of: presence.as_ref().map(|_| at("2026-11-21T14:59:48Z")),
        presence,
        since: None,
        since_words: None,
        problem: None,
        watched: true,
        favourite: false,
        group: None,
        contacts: Vec::new(),
        rule: None,
        once: None,
        muted_until: None,
        muted_words: None,
    }
}

fn setting(value: &str) -> SettingView {
    SettingView {
        value: value.to_owned(),
        set_by: SetBy::File,
    }
}

fn notices() -> NoticesView {
    NoticesView {
        paused: false,
        paused_until: None,
        paused_words: None,
        quiet: Quiet::default(),
        quiet_words: None,
        default_rule: RuleView {
            rule: Rule::default(),
            until_words: None,
        },
        held_back: Vec::new(),
    }
}

pub(crate) fn snapshot() -> Snapshot {
    let mut call = person(
        2,
        "Grace\u{1b}[31m Hopper",
        Some(presence(Shape::Busy, "In a call", ("Busy", "InACall"))),
    );
    call.since = Some(at("2026-11-21T14:03:00Z"));
    call.since_words = Some("since 15:03".to_owned());
    let mut talkative = presence(Shape::Available, "Available", ("Available", "Available"));
    talkative.message = Some(message("Ask me\nanything", None));
    let mut refused = person(4, "Gil Guest", None);
    refused.problem = Some("Microsoft Graph does not tell their presence".to_owned());
    let mut own = presence(Shape::Busy, "In a meeting", ("Busy", "InAMeeting"));
    own.work_location = Some("office".to_owned());
    Snapshot {
        revision: 7,
        account: AccountView::SignedIn {
            id: PersonId::parse("00000000-0000-0000-0000-000000000001").unwrap(),
            name: "Robin Carter".to_owned(),
            address: Some("robin@contoso.example".to_owned()),
            initials: "RC".to_owned(),
            sign_in_needed: false,
            kept: true,
            consent_needed: false,
        },
        sign_in: None,
        me: Some(MeView {
            shape: Shape::DoNotDisturb,
            label: "Do not disturb".to_owned(),
            reported: Some(own),
            reported_at: Some(at("2026-11-21T14:59:48Z")),
            requested: Some(RequestedView {
                status: Status::DoNotDisturb,
                label: "Do not disturb".to_owned(),
                since: at("2026-11-21T14:59:40Z"),
                until: Some(at("2026-11-21T16:30:00Z")),
                until_words: Some("until 17:30".to_owned()),
                standing: Standing::Pending,
                why: Some("Teams may need a few minutes to show it".to_owned()),
            }),
            message: Some(message(
                "Writing",
                Some(("2026-11-22T08:00:00Z", "until tomorrow 09:00")),
            )),
            reported_since: Some(at("2026-11-21T14:30:00Z")),
            session: Some(HoldingView {
                availability: "Away".to_owned(),
                activity: "Away".to_owned(),
                since: at("2026-11-21T14:59:41Z"),
                until: Some(at("2026-11-21T15:09:41Z")),
            }),
            pin: None,
            why: vec![FactView {
                name: "Pin".to_owned(),
                words: "None of ours".to_owned(),
            }],
        }),
        people: vec![
            call,
            person(3, "山田太郎", Some(talkative)),
            refused,
            person(5, "Annie Easley", None),
        ],
        groups: Vec::new(),
        sort: Sort::default(),
        adding: None,
        removed: None,
        search: None,
        health: HealthView {
            kind: HealthKind::Fine,
            words: "Updated 15:59".to_owned(),
            updated_at: Some(at("2026-11-21T14:59:48Z")),
            next_try_at: None,
            stale: false,
            problem: None,
            remarks: Vec::new(),
        },
        notices: notices(),
        settings: SettingsView {
            zone: "Europe/Berlin".to_owned(),
            clear_on_quit: true,
            keep_available: None,
            away_when_locked: false,
            poll_seconds: 30,
            start_at_sign_in: None,
            updates: None,
            demo: false,
            registration: RegistrationView {
                ready: true,
                changeable: true,
                client_id: setting("11111111-2222-3333-4444-555555555555"),
                tenant: setting("organizations"),
                cloud: setting("global"),
            },
        },
        problem: None,
        help: None,
    }
}
