//! A tray application that starts where another may run.

use super::*;

#[tokio::test]
async fn a_second_start_is_seen_in_the_window_of_the_first() {
    let mut stage = Stage::set();
    stage.server.take();
    let (opened, mut seen) = tokio::sync::mpsc::unbounded_channel();
    let open = move || opened.send(()).unwrap();
    // As a program that only starts: it is found before it can be spoken with.
    let server = async {
        claim::look_again().await;
        serve_with_window(stage.handle.clone(), &stage.place, &stage.claim, open).unwrap()
    };
    let (begun, server) = tokio::join!(begin(&stage.place, true, LIMIT), server);
    assert!(matches!(begun.unwrap(), Beginning::Theirs));
    assert_eq!(seen.try_recv(), Ok(()));

    let begun = begin(&stage.place, false, LIMIT).await.unwrap();
    assert!(matches!(begun, Beginning::Theirs));
    assert!(seen.try_recv().is_err(), "it was to stay hidden");

    // Whoever ends is waited for.
    let Stage { claim, place, .. } = stage;
    let ends = async {
        drop(server);
        claim::look_again().await;
        drop(claim);
    };
    let (begun, ()) = tokio::join!(begin(&place, true, LIMIT), ends);
    assert!(matches!(begun.unwrap(), Beginning::Ours(_)));
}
