//! Who is asked for when, and what is held.

use super::*;
use crate::clock::ManualClock;

fn nobody_to_ask() -> Photos {
    let clock = ManualClock::at("2026-11-21T12:00:00Z".parse().unwrap());
    Photos::new(&Memory::none(), Arc::new(clock))
}

fn id(n: u128) -> PersonId {
    PersonId::parse(&uuid::Uuid::from_u128(n).to_string()).unwrap()
}

/// Until the disk was looked at for all who were asked for. Nothing is
/// taken in from Graph meanwhile.
async fn looked(photos: &mut Photos) {
    while let Some(look) = photos.looks.join_next().await {
        photos.enqueue(look.unwrap().0);
        photos.fetch_next();
    }
}

#[tokio::test]
async fn four_are_fetched_at_a_time_and_the_newest_question_comes_next() {
    let mut photos = nobody_to_ask();
    let mut answers = Vec::new();
    for n in 1..=6 {
        let (answer, photo) = oneshot::channel();
        photos.ask(None, id(n), answer);
        answers.push(photo);
    }
    looked(&mut photos).await;
    assert_eq!((photos.work.len(), photos.queue.len()), (4, 2));
    let newest = photos.queue.back().cloned();
    photos.done().await;
    assert_eq!((photos.work.len(), photos.queue.len()), (4, 1));
    assert!(!photos.queue.contains(&newest.unwrap()));
    while !photos.work.is_empty() {
        photos.done().await;
    }
    for photo in answers {
        assert!(photo.await.is_err(), "nobody said that there is none");
    }
}

#[tokio::test]
async fn whoever_was_scrolled_past_is_given_up() {
    let mut photos = nobody_to_ask();
    let all = MOST_AT_ONCE + MOST_WAITING + 1;
    let mut answers = Vec::new();
    for n in 1..=all {
        let (answer, photo) = oneshot::channel();
        photos.ask(None, id(n as u128), answer);
        answers.push(photo);
    }
    looked(&mut photos).await;
    assert_eq!(photos.waiting.len(), all - 1);
    let told = answers.iter_mut().filter_map(|a| a.try_recv().err());
    let given_up = told.filter(|why| *why == oneshot::error::TryRecvError::Closed);
    assert_eq!(given_up.count(), 1);
}

#[tokio::test]
async fn memory_holds_no_more_than_it_may() {
    let mut photos = nobody_to_ask();
    let mut bytes = b"\xff\xd8\xff".to_vec();
    bytes.resize(Photo::LARGEST, 0);
    let photo = Photo::read(bytes);
    for n in 1..=200 {
        let until = photos.clock.now() + GOOD;
        let photo = photo.clone();
        photos.hold(id(n), Known { photo, until });
    }
    assert!(photos.held_bytes <= MOST_HELD);
    assert!(photos.held.contains_key(&id(200)) && !photos.held.contains_key(&id(1)));
}
