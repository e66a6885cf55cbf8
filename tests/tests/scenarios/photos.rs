//! Photos of people: few questions, kept for a while, gone with the sign-in.

use std::time::Duration;

use chrono::TimeDelta;
use porchlight_core::UserError;
use porchlight_core::model::PersonId;
use porchlight_core::model::Photo;
use porchlight_core::view::Command;
use porchlight_sim::{ADA, ErrorBody, Fault, FaultKind, GRACE, Operation};
use porchlight_tests::world::World;

const LIMIT: Duration = Duration::from_secs(20);

fn id(of: &impl ToString) -> PersonId {
    PersonId::parse(&of.to_string()).expect("an id")
}

/// A world in which Ada has a photo and Grace has none.
async fn world() -> World {
    let world = World::signed_in().await;
    world
        .control()
        .set_photo(ADA, Some([200, 30, 90]))
        .expect("Ada");
    world
}

/// Somebody's photo, or that there is none.
async fn photo(world: &World, of: &impl ToString) -> Option<Photo> {
    asks(world, of).await.expect("it can be had")
}

async fn asks(world: &World, of: &impl ToString) -> Result<Option<Photo>, UserError> {
    let id = id(of);
    let photo = world.handle().photo(&id);
    tokio::time::timeout(LIMIT, photo).await.expect("in time")
}

fn asked(world: &World) -> usize {
    let seen = world.control().requests();
    seen.iter()
        .filter(|seen| seen.operation == Operation::Photo)
        .count()
}

#[tokio::test]
async fn what_was_learnt_is_kept_over_runs_and_asked_again_when_it_is_old() {
    let mut world = world().await;
    let ada = photo(&world, &ADA).await.expect("a photo");
    assert!(ada.data_url().starts_with("data:image/jpeg;base64,"));
    assert_eq!(photo(&world, &GRACE).await, None);
    assert_eq!(
        (photo(&world, &ADA).await, asked(&world)),
        (Some(ada.clone()), 2)
    );

    world.crashes_and_starts_again().await;
    assert_eq!(photo(&world, &ADA).await, Some(ada.clone()));
    assert_eq!(photo(&world, &GRACE).await, None);
    assert_eq!(asked(&world), 2);

    world.sleeps(TimeDelta::days(1)).await;
    assert_eq!(photo(&world, &ADA).await, Some(ada));
    assert_eq!(photo(&world, &GRACE).await, None);
    assert_eq!(asked(&world), 3);

    world.control().set_photo(ADA, None).unwrap();
    world.sleeps(TimeDelta::days(6)).await;
    assert_eq!((photo(&world, &ADA).await, asked(&world)), (None, 4));
}

#[tokio::test]
async fn photos_go_with_the_sign_in_and_with_the_people() {
    let world = world().await;
    let folder = world.folder().join("photos");
    photo(&world, &ADA).await.expect("a photo");
    assert!(folder.exists());
    world.does(Command::ForgetPeople).await;
    assert!(!folder.exists());

    photo(&world, &ADA).await.expect("a photo");
    assert!(folder.exists());
    world.does(Command::SignOut).await;
    assert!(!folder.exists());
    let before = asked(&world);
    assert!(asks(&world, &ADA).await.is_err(), "not now");
    assert_eq!(asked(&world), before);
}

#[tokio::test]
async fn graph_is_left_alone_when_it_asks_for_it() {
    let world = world().await;
    let throttled = FaultKind::Throttled {
        retry_after: Some("20".to_owned()),
    };
    world
        .control()
        .fault(Fault::once(Operation::Photo, throttled));
    let early = async {
        world
            .control()
            .wait_for_requests(|seen| seen.iter().any(|s| s.operation == Operation::Photo))
            .await;
        world.pass(TimeDelta::seconds(19)).await;
        let before = asked(&world);
        world.pass(TimeDelta::seconds(20)).await;
        before
    };
    let (photo, before) = tokio::join!(photo(&world, &ADA), early);
    assert!(photo.is_some());
    assert_eq!((before, asked(&world)), (1, 2));
}

#[tokio::test]
async fn a_long_wait_is_nobodys_and_what_is_kept_is_shown_meanwhile() {
    let mut world = world().await;
    let ada = photo(&world, &ADA).await;
    world.crashes_and_starts_again().await;
    let throttled = FaultKind::Throttled {
        retry_after: Some("1000".to_owned()),
    };
    world
        .control()
        .fault(Fault::once(Operation::Photo, throttled));
    let before = asked(&world);
    for _ in 0..2 {
        assert!(asks(&world, &GRACE).await.is_err(), "not now");
    }
    assert_eq!(photo(&world, &ADA).await, ada);
    assert_eq!(asked(&world), before + 1);
    world.pass(TimeDelta::seconds(1000)).await;
    assert_eq!(photo(&world, &GRACE).await, None);
}

#[tokio::test]
async fn trouble_is_not_remembered() {
    let world = world().await;
    let broken = FaultKind::ServerError {
        status: 500,
        body: ErrorBody::default(),
        retry_after: None,
    };
    for what in [FaultKind::ConnectionReset, FaultKind::CaptivePortal, broken] {
        world.control().fault(Fault::once(Operation::Photo, what));
        assert!(asks(&world, &ADA).await.is_err(), "not now");
    }
    assert!(photo(&world, &ADA).await.is_some());
}

#[tokio::test]
async fn a_refusal_is_no_word_that_there_is_none() {
    let in_another_form = FaultKind::Answer {
        status: 200,
        content_type: Some("image/webp".to_owned()),
        body: "RIFF....WEBPVP8 ".to_owned(),
    };
    for refusal in [FaultKind::Forbidden, in_another_form] {
        let mut world = world().await;
        let refused = || Fault::once(Operation::Photo, refusal.clone());
        world.control().fault(refused());
        for _ in 0..3 {
            assert!(asks(&world, &ADA).await.is_err(), "not now");
        }
        assert_eq!(asked(&world), 1, "Graph is not asked again and again");
        world.pass(TimeDelta::hours(1)).await;
        assert!(photo(&world, &ADA).await.is_some());

        world.control().fault(refused());
        assert!(asks(&world, &GRACE).await.is_err(), "not now");
        world.crashes_and_starts_again().await;
        assert_eq!(photo(&world, &GRACE).await, None, "nothing was written");
    }
}
