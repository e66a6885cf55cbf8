//! What is asked of the desktop, and what is shown of it.

use super::*;

/// Signed out, on a desktop that does not start Porchlight by itself.
fn on_a_desktop() -> Hand {
    let mut hand = Hand::new(Mode::Resident, Stored::default());
    hand.state.starts_at_sign_in = Some(false);
    hand
}

fn stands(starts_at_sign_in: bool) -> Input {
    Input::Desktop {
        starts_at_sign_in,
        answer: None,
    }
}

#[test]
fn the_switch_shows_what_the_system_says_and_not_what_was_asked() {
    let mut hand = on_a_desktop();
    let id = hand.command(Command::StartAtSignIn { on: true });
    let asked = Effect::StartAtSignIn {
        on: true,
        answer: id,
    };
    assert!(hand.effects.contains(&asked));
    assert_eq!(hand.snapshot().settings.start_at_sign_in, Some(false));

    hand.feed(Input::Desktop {
        starts_at_sign_in: true,
        answer: Some((id, Ok(()))),
    });
    assert!(hand.effects.contains(&Effect::Answer(id, Ok(()))));
    assert_eq!(hand.snapshot().settings.start_at_sign_in, Some(true));
}

#[test]
fn what_was_changed_by_hand_is_seen_when_the_window_opens() {
    let mut hand = on_a_desktop();
    hand.feed(stands(true));
    hand.command(Command::WatchClosely { on: true });
    assert!(hand.effects.contains(&Effect::LookAtDesktop));
    hand.feed(stands(false));
    assert_eq!(hand.snapshot().settings.start_at_sign_in, Some(false));
}

#[test]
fn what_the_desktop_refuses_is_said() {
    let mut hand = on_a_desktop();
    let id = hand.command(Command::ShowLogs);
    assert!(hand.effects.contains(&Effect::ShowLogs(id)));
    let why = UserError::usage("No program shows folders", "");
    hand.feed(Input::Desktop {
        starts_at_sign_in: false,
        answer: Some((id, Err(why.clone()))),
    });
    assert_eq!(hand.snapshot().problem, Some(why));
}

#[test]
fn what_the_desktop_refused_stays_said_until_the_same_works() {
    let mut hand = on_a_desktop();
    let answers = |hand: &mut Hand, command: Command, outcome: Result<(), UserError>| {
        let id = hand.command(command);
        hand.feed(Input::Desktop {
            starts_at_sign_in: false,
            answer: Some((id, outcome)),
        });
    };
    let start = || Command::StartAtSignIn { on: true };
    let why = UserError::usage("Porchlight can't be started at sign-in", "");
    answers(&mut hand, start(), Err(why.clone()));
    answers(&mut hand, Command::ShowLogs, Ok(()));
    hand.command(Command::ClearOnQuit { on: true });
    assert_eq!(hand.snapshot().problem, Some(why));
    answers(&mut hand, start(), Ok(()));
    assert_eq!(hand.snapshot().problem, None);
}

#[test]
fn a_run_without_a_desktop_offers_nothing_of_it() {
    let mut hand = Hand::new(Mode::Resident, Stored::default());
    for command in [Command::StartAtSignIn { on: true }, Command::ShowLogs] {
        let id = hand.command(command);
        let refused = hand
            .effects
            .iter()
            .any(|effect| matches!(effect, Effect::Answer(answered, Err(_)) if *answered == id));
        assert!(refused);
    }
    hand.command(Command::WatchClosely { on: true });
    assert!(!hand.effects.contains(&Effect::LookAtDesktop));
    assert_eq!(hand.snapshot().settings.start_at_sign_in, None);
}
