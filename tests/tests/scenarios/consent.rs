//! Colleagues are seen once the user has agreed to it.

use chrono::TimeDelta;
use porchlight_core::ErrorCode;
use porchlight_core::model::Status;
use porchlight_core::view::{AccountView, Command, HealthKind, SignInMethod, Snapshot};
use porchlight_sim::{Browser, SignIn};
use porchlight_tests::world::{World, ada, label, person};

/// What the first step asks for.
const OWN: [&str; 6] = [
    "openid",
    "profile",
    "offline_access",
    "User.Read",
    "Presence.Read",
    "Presence.ReadWrite",
];

fn sign_in(colleagues: bool) -> Command {
    Command::SignIn {
        method: SignInMethod::Browser,
        colleagues,
    }
}

fn consent_needed(snapshot: &Snapshot) -> bool {
    matches!(
        snapshot.account,
        AccountView::SignedIn {
            consent_needed: true,
            ..
        }
    )
}

/// Signed in to see one's own presence.
async fn alone() -> World {
    let world = World::new().await;
    world.does(sign_in(false)).await;
    world
        .sees("my presence", |s| {
            s.me.as_ref().is_some_and(|me| me.reported.is_some())
        })
        .await;
    world
}

fn was_refused_by_graph(world: &World) -> bool {
    let requests = world.control().requests();
    requests.iter().any(|request| request.status == 403)
}

#[tokio::test]
async fn the_second_step_is_asked_for_when_somebody_is_wanted() {
    let world = alone().await;
    let consented = world.control().state()["consented"].to_string();
    assert!(!consented.contains(".All"), "{consented}");
    assert!(consent_needed(&world.snapshot()));
    let add = || Command::AddPeople {
        people: vec![ada()],
    };
    let text = "ada".to_owned();
    for wish in [add(), Command::Search { text }] {
        let refused = world.tries(wish).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::SignInNeeded);
        assert_eq!(
            refused.title,
            "Porchlight needs your consent to see colleagues"
        );
    }
    world.does(sign_in(true)).await;
    assert!(!consent_needed(&world.snapshot()));
    world.does(add()).await;
    world
        .sees("Ada", |s| label(s, &ada()) == Some("Offline"))
        .await;
    assert!(!was_refused_by_graph(&world));
}

#[tokio::test]
async fn a_no_to_colleagues_leaves_the_rest_working() {
    let world = alone().await;
    for browser in [Browser::Deny, Browser::AdminConsentRequired] {
        world.control().sign_in(SignIn {
            browser,
            ..SignIn::default()
        });
        world.tries(sign_in(true)).await.unwrap_err();
        assert!(consent_needed(&world.snapshot()), "{browser:?}");
    }
    world.control().sign_in(SignIn::default());
    let status = Status::Busy;
    let until = None;
    world.does(Command::SetStatus { status, until }).await;
    world.does(Command::Refresh).await;
    world.pass(TimeDelta::minutes(2)).await;
    assert_eq!(world.snapshot().health.kind, HealthKind::Fine);
    assert_eq!(world.me()["reported"]["availability"], "Busy");
    assert!(!was_refused_by_graph(&world));
}

#[tokio::test]
async fn a_company_that_keeps_colleagues_to_its_administrators_can_be_worked_in() {
    let world = World::new().await;
    world.control().set_admin_only(["Presence.Read.All"]);
    world.does(sign_in(false)).await;
    let refused = world.tries(sign_in(true)).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::Refused);
    assert!(refused.title.contains("administrator"), "{refused}");
    world.does(Command::Refresh).await;
    world.control().set_admin_only([]);
    world.does(sign_in(true)).await;
    assert!(!consent_needed(&world.snapshot()));
}

#[tokio::test]
async fn consent_taken_back_is_said_and_asks_graph_for_nothing_in_vain() {
    let world = World::watching_ada().await;
    world.control().set_consented(OWN);
    world.sleeps(TimeDelta::hours(2)).await;
    let limit = TimeDelta::minutes(1);
    let snapshot = world
        .passes_until("what is missing", limit, |s| consent_needed(s))
        .await;
    let problem = person(&snapshot, &ada()).unwrap().problem.clone();
    assert_eq!(
        problem.as_deref(),
        Some("Porchlight needs your consent to see colleagues")
    );
    assert_eq!(label(&snapshot, &ada()), Some("Away"), "as last known");
    world.pass(TimeDelta::minutes(3)).await;
    assert_eq!(world.snapshot().health.kind, HealthKind::Fine);
    assert!(!was_refused_by_graph(&world));

    world.client_says("Ada", "Busy");
    world.does(sign_in(true)).await;
    world
        .sees("Ada again", |s| label(s, &ada()) == Some("Busy"))
        .await;
}

#[tokio::test]
async fn the_next_run_knows_what_was_agreed_to() {
    for colleagues in [false, true] {
        let mut world = World::new().await;
        world.does(sign_in(colleagues)).await;
        world.crashes_and_starts_again().await;
        world.does(Command::Refresh).await;
        assert_eq!(consent_needed(&world.snapshot()), !colleagues);
        let search = Command::Search {
            text: "grace".into(),
        };
        assert_eq!(world.tries(search).await.is_ok(), colleagues);
    }
}
