//! `wait-for` and `watch`, on a clock that the test drives.

use std::pin::Pin;
use std::time::Duration;

use chrono::TimeDelta;
use porchlight_sim::{Fault, FaultKind, Operation, Seen, Side};

use super::{Done, Shell};

/// How long to wait for what must come, in real time.
const LIMIT: Duration = Duration::from_secs(30);

/// Waits until so many readings of other people's presence were answered.
async fn readings(shell: &Shell, number: usize) {
    let reads = [Operation::GetUserPresence, Operation::GetPresencesByUserId];
    let of_others = |seen: &&Seen| reads.contains(&seen.operation);
    let are = |seen: &[Seen]| seen.iter().filter(of_others).count() >= number;
    let seen = shell.sim.control();
    let seen = tokio::time::timeout(LIMIT, seen.wait_for_requests(are)).await;
    seen.expect("the readings in time");
}

fn is_available(shell: &Shell, who: &str) {
    let control = shell.sim.control();
    control.set_presence(who, "Available", "Available").unwrap();
}

/// What came of a command that ends before the world does.
async fn ends_within(waiting: impl Future<Output = Done>, world: impl Future<Output = ()>) -> Done {
    tokio::select! {
        done = waiting => done,
        () = world => unreachable!("time does not end"),
    }
}

/// Lets a command that never ends see the world go by.
fn goes_on_while<'a>(
    watching: impl Future<Output = Done> + 'a,
    world: impl Future<Output = ()> + 'a,
) -> Pin<Box<dyn Future<Output = ()> + 'a>> {
    Box::pin(async {
        tokio::select! {
            done = watching => unreachable!("it has ended: {done:?}"),
            done = tokio::time::timeout(LIMIT, world) => done.expect("each line in time"),
        }
    })
}

#[tokio::test]
async fn wait_for_ends_when_somebody_becomes_available() {
    let shell = Shell::signed_in().await;
    let waiting = shell.run("wait-for ada available --timeout 1h");
    let world = async {
        readings(&shell, 1).await;
        is_available(&shell, "ada");
        shell.advance(TimeDelta::minutes(1));
    };
    let (done, ()) = tokio::join!(waiting, world);
    done.says("Ada Lovelace: Available\n");
}

#[tokio::test]
async fn wait_for_gives_up_in_time() {
    let shell = Shell::signed_in().await;
    let waiting = shell.run("wait-for ada available --timeout 16:30");
    let world = async {
        readings(&shell, 1).await;
        shell.advance(TimeDelta::minutes(30));
    };
    let (done, ()) = tokio::join!(waiting, world);
    assert_eq!((done.code, done.out.as_str()), (6, ""));
    assert_eq!(done.err, "Ada Lovelace was not available in time.\n");
}

#[tokio::test]
async fn a_presence_must_last_where_that_was_asked() {
    let shell = Shell::signed_in().await;
    let control = shell.sim.control();
    control.set_presence("ada", "Busy", "InACall").unwrap();
    let began = shell.sim.clock().now();
    let waiting = shell.run("wait-for ada busy --stable 90s --timeout 1h");
    let done = ends_within(waiting, shell.time_passes()).await;
    done.says("Ada Lovelace: In a call\n");
    assert!(shell.sim.clock().now() - began >= TimeDelta::seconds(90));
}

#[tokio::test]
async fn what_lasted_too_short_is_said_to_have_been() {
    let shell = Shell::signed_in().await;
    let waiting = shell.run("wait-for ada offline --stable 3m --timeout 1m");
    let world = async {
        readings(&shell, 1).await;
        shell.time_passes().await;
    };
    let done = ends_within(waiting, world).await;
    assert_eq!((done.code, done.out.as_str()), (6, ""));
    assert_eq!(
        done.err,
        "Ada Lovelace was offline, but not for long enough.\n"
    );
}

#[tokio::test]
async fn somebody_graph_does_not_speak_about_is_not_waited_for() {
    let shell = Shell::signed_in().await;
    let done = shell
        .run("wait-for 99999999-0000-4000-8000-000000000000 available")
        .await;
    assert_eq!(done.code, 4, "{done:?}");
}

#[tokio::test]
async fn a_network_in_trouble_is_waited_out() {
    let shell = Shell::signed_in().await;
    shell.run("people add ada").await;
    let control = shell.sim.control();
    is_available(&shell, "ada");
    control.fault(Fault::new(Side::Reads, FaultKind::ConnectionReset));
    let waiting = shell.run("wait-for ada available --timeout 1h");
    let world = async {
        readings(&shell, 1).await;
        control.clear_faults();
        shell.time_passes().await;
    };
    let done = ends_within(waiting, world).await;
    done.says("Ada Lovelace: Available\n");
}

#[tokio::test]
async fn wait_for_goes_on_when_the_program_it_asked_has_ended() {
    let shell = Shell::signed_in().await;
    shell.run("people add ada").await;
    let resident = shell.resident();
    shell.sim.control().clear_requests();
    let waiting = shell.run("wait-for ada available --timeout 1h");
    let world = async {
        readings(&shell, 2).await;
        drop(resident);
        readings(&shell, 3).await;
        is_available(&shell, "ada");
        shell.time_passes().await;
    };
    let done = ends_within(waiting, world).await;
    assert_eq!(
        (done.code, done.out.as_str()),
        (0, "Ada Lovelace: Available\n")
    );
    assert_eq!(
        done.err,
        "Porchlight has ended, and this command goes on without it\n"
    );
}

#[tokio::test]
async fn watch_goes_on_when_the_program_it_asked_has_ended() {
    let shell = Shell::signed_in().await;
    shell.run("people add ada").await;
    let resident = shell.resident();
    let (out, watching) = shell.session("watch");
    let world = async {
        out.lines(2).await;
        drop(resident);
        is_available(&shell, "ada");
        tokio::select! {
            lines = out.lines(3) => assert!(lines[2].ends_with("Ada Lovelace  Available"), "{lines:?}"),
            () = shell.time_passes() => unreachable!("time does not end"),
        }
    };
    goes_on_while(watching, world).await;
}

#[tokio::test]
async fn watch_prints_what_is_and_then_what_changes() {
    let shell = Shell::signed_in().await;
    shell.run("people add ada grace").await;
    let control = shell.sim.control();
    is_available(&shell, "ada");
    control.clear_requests();
    let (tape, watching) = shell.session("watch");
    let world = async {
        assert_eq!(
            tape.lines(3).await,
            [
                "16:00:00  You           Offline",
                "16:00:00  Ada Lovelace  Available",
                "16:00:00  Grace Hopper  Offline"
            ]
        );
        control.set_presence("ada", "Busy", "InAMeeting").unwrap();
        control
            .set_message("grace", Some("Back \u{1b}[31mat\nnoon"), None)
            .unwrap();
        shell.advance(TimeDelta::minutes(1));
        assert_eq!(
            tape.lines(5).await[3..],
            [
                "16:01:00  Ada Lovelace  In a meeting",
                "16:01:00  Grace Hopper  Offline               Back [31mat noon"
            ]
        );
    };
    goes_on_while(watching, world).await;
}

#[tokio::test]
async fn a_bar_is_served_whether_or_not_porchlight_runs() {
    let shell = Shell::signed_in().await;
    shell.run("people add ada").await;
    is_available(&shell, "ada");
    let (tape, watching) = shell.session("watch --format tmux");
    let offline = "#[fg=#8a8a8a]●#[default] Offline";
    let world = async {
        assert_eq!(
            tape.lines(2).await,
            [
                "#[fg=#8a8a8a]○#[default] Starting",
                &format!("{offline} · 1 available")
            ]
        );
        // Another command adds somebody.
        is_available(&shell, "grace");
        shell.run("people add grace").await;
        shell.advance(TimeDelta::seconds(10));
        assert_eq!(tape.lines(3).await[2], format!("{offline} · 2 available"));
        // Porchlight starts, and is asked from then on.
        let resident = shell.resident();
        shell.advance(TimeDelta::seconds(10));
        let busy = shell.run("set busy").await;
        assert_eq!(busy.code, 0, "{}", busy.err);
        let lines = tape.lines(4).await;
        assert_eq!(lines[3], "#[fg=#dd4a5c]●#[default] Busy · 2 available");
        // It ends: what was shown is old, and then it is as Teams has it.
        drop(resident);
        let lines = tape.lines(6).await;
        assert_eq!(
            lines[4..],
            [
                "#[fg=#8a8a8a]○#[default] Busy · 2 available",
                "#[fg=#dd4a5c]●#[default] Busy · 2 available"
            ]
        );
    };
    goes_on_while(watching, world).await;
}

#[tokio::test]
async fn beside_porchlight_a_bar_begins_with_what_is_known() {
    let shell = Shell::signed_in().await;
    let _resident = shell.resident();
    assert_eq!(shell.run("status").await.code, 0);
    let (tape, watching) = shell.session("watch --format tmux");
    let world = async {
        let lines = tape.lines(1).await;
        assert_eq!(lines, ["#[fg=#8a8a8a]●#[default] Offline"]);
    };
    goes_on_while(watching, world).await;
}

#[tokio::test]
async fn a_bar_waits_for_a_sign_in() {
    let shell = Shell::signed_out().await;
    let (tape, watching) = shell.session("watch --format polybar");
    let world = async {
        assert_eq!(tape.lines(1).await, ["%{F#8a8a8a}●%{F-} Signed out"]);
        assert_eq!(shell.run("login").await.code, 0);
        shell.advance(TimeDelta::seconds(10));
        assert_eq!(tape.lines(2).await[1], "%{F#8a8a8a}●%{F-} Offline");
    };
    goes_on_while(watching, world).await;
}

#[tokio::test]
async fn a_line_is_for_a_bar_or_a_script() {
    let shell = Shell::signed_out().await;
    for line in [
        "--json watch --format waybar",
        "watch --format waybar --json",
    ] {
        let done = shell.run(line).await;
        assert_eq!((done.code, done.out.as_str()), (2, ""), "{line}");
    }
}
