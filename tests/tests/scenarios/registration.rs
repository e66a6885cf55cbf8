//! Which application to sign in with, from first run to policy.

use porchlight_core::ErrorCode;
use porchlight_core::view::{AccountView, Command, SetBy, SignInMethod};
use porchlight_tests::world::World;

fn signed_in(world: &World) -> bool {
    matches!(world.snapshot().account, AccountView::SignedIn { .. })
}

fn typed(world: &World, client_id: &str) -> Command {
    Command::SetRegistration {
        client_id: client_id.to_owned(),
        tenant: world.registration().tenant,
        cloud: "custom".to_owned(),
    }
}

#[tokio::test]
async fn an_application_typed_on_the_first_run_signs_me_in_and_is_kept() {
    let mut world = World::unregistered().await;
    let browser = SignInMethod::Browser;
    let unknown = world
        .tries(Command::SignIn {
            method: browser,
            colleagues: false,
        })
        .await;
    assert_eq!(unknown.unwrap_err().code, ErrorCode::SignInNeeded);

    let wrong = world.tries(typed(&world, "mine")).await.unwrap_err();
    assert_eq!(wrong.title, "The client id “mine” is not one");
    assert!(!world.snapshot().settings.registration.ready);

    let id = world.registration().client_id;
    world.does(typed(&world, &id)).await;
    let shown = world.snapshot().settings.registration.clone();
    assert!(shown.ready);
    assert_eq!(
        (shown.client_id.value, shown.client_id.set_by),
        (id.clone(), SetBy::File)
    );
    world.sign_in().await;

    let late = world.tries(typed(&world, &id)).await.unwrap_err();
    assert_eq!(late.hint, "Sign out first, then change it");
    assert!(signed_in(&world));
    world.crashes_and_starts_again().await;
    assert!(signed_in(&world));
}

#[tokio::test]
async fn a_policy_names_the_application_and_a_broken_one_is_said() {
    let mut world = World::unregistered().await;
    let file = world.folder().join("policy.toml");
    let company = world.registration();
    let policy = format!(
        "[account]\nclient_id = \"{}\"\ntenant = \"{}\"\ncloud = \"custom\"\n",
        company.client_id, company.tenant
    );
    std::fs::write(&file, &policy).unwrap();
    world.crashes_and_starts_again().await;
    let shown = world.snapshot().settings.registration.clone();
    assert_eq!(shown.client_id.set_by, SetBy::Organisation);
    assert!(shown.ready && !shown.changeable);
    world.sign_in().await;

    std::fs::write(&file, "[account]\nclient_id = 5\n").unwrap();
    world.crashes_and_starts_again().await;
    let snapshot = world.snapshot();
    let AccountView::SignedOut { reason: Some(why) } = &snapshot.account else {
        panic!("{:?}", snapshot.account)
    };
    assert!(why.title.contains(&file.display().to_string()), "{why}");
    assert!(why.title.contains("account.client_id"), "{why}");

    std::fs::write(&file, &policy).unwrap();
    world.crashes_and_starts_again().await;
    assert!(signed_in(&world), "the sign-in was kept meanwhile");

    // What a later version would know is said, and stops nothing.
    std::fs::write(&file, policy + "colour = \"red\"\n").unwrap();
    world.crashes_and_starts_again().await;
    assert!(signed_in(&world));
    let remarks = &world.snapshot().health.remarks;
    assert!(remarks[0].contains("account.colour"), "{remarks:?}");
}
