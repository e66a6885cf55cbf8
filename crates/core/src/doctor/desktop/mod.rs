//! The program and the desktop it runs on: tray and notifications.

#[cfg_attr(target_os = "linux", path = "linux.rs")]
#[cfg_attr(target_os = "macos", path = "macos.rs")]
#[cfg_attr(windows, path = "windows.rs")]
mod system;

use super::report::{Area, Check, Fact};

pub(super) struct Desktop {
    pub(super) program: Check,
    pub(super) tray: Check,
    pub(super) notifications: Check,
}

/// Whether there is a place for the tray icon.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    not(test),
    expect(dead_code, reason = "each system has only some of these")
)]
enum Tray {
    /// The system always has one.
    Always,
    Present,
    Absent,
    /// There was nobody to ask.
    NotChecked,
}

/// Who shows notifications.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    not(any(test, target_os = "linux")),
    expect(dead_code, reason = "each system has only some of these")
)]
enum Notifications {
    Server {
        name: String,
        version: String,
        capabilities: Vec<String>,
    },
    Absent,
    /// There is one, but it does not answer.
    Silent,
    NotChecked,
}

pub(super) async fn examine() -> Desktop {
    let (tray_seen, notifications_seen) = system::look().await;
    Desktop {
        program: program(),
        tray: tray(&tray_seen),
        notifications: notifications(notifications_seen),
    }
}

fn program() -> Check {
    let system = os_info::get();
    let mut facts = vec![Fact::new("architecture", std::env::consts::ARCH)];
    facts.extend(system::session());
    Check::fine(
        Area::Program,
        format!(
            "Porchlight {} on {} {}",
            env!("CARGO_PKG_VERSION"),
            system.os_type(),
            system.version()
        ),
    )
    .with(facts)
}

fn tray(seen: &Tray) -> Check {
    match seen {
        Tray::Always => Check::fine(Area::Tray, "The system has one"),
        Tray::Present => Check::fine(Area::Tray, "The desktop has one"),
        Tray::Absent => Check::remark(
            Area::Tray,
            "The desktop has none",
            "On GNOME turn on the extension AppIndicator and KStatusNotifierItem Support; elsewhere add a panel with a tray. Until then start Porchlight a second time to open its window",
        ),
        Tray::NotChecked => Check::remark(Area::Tray, "Not checked: there is no session bus", ""),
    }
}

fn notifications(seen: Notifications) -> Check {
    match seen {
        Notifications::Server {
            name,
            version,
            capabilities,
        } => Check::fine(Area::Notifications, format!("{name} {version} shows them"))
            .with([Fact::new("capabilities", capabilities.join(", "))]),
        Notifications::Absent => Check::remark(
            Area::Notifications,
            "No program shows them",
            "Start a notification service, such as the one of your desktop, or dunst or mako",
        ),
        Notifications::Silent => Check::remark(
            Area::Notifications,
            "The program that shows them does not answer",
            "Start the notification service of your desktop anew, or sign out of the computer and in again",
        ),
        Notifications::NotChecked => Check::remark(Area::Notifications, "Not checked", ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Verdict;

    #[test]
    fn a_missing_tray_or_notification_service_is_a_remark_with_a_way_out() {
        for check in [
            tray(&Tray::Absent),
            notifications(Notifications::Absent),
            notifications(Notifications::Silent),
        ] {
            assert_eq!(check.verdict, Verdict::Remark);
            assert!(!check.hint.is_empty());
        }
        for (seen, verdict) in [
            (Tray::Always, Verdict::Fine),
            (Tray::Present, Verdict::Fine),
            (Tray::NotChecked, Verdict::Remark),
        ] {
            assert_eq!(tray(&seen).verdict, verdict);
        }
        let unseen = notifications(Notifications::NotChecked);
        assert_eq!(unseen.verdict, Verdict::Remark);
        let server = Notifications::Server {
            name: "dunst".to_owned(),
            version: "1.9".to_owned(),
            capabilities: vec!["actions".to_owned(), "body".to_owned()],
        };
        let check = notifications(server);
        assert_eq!(check.words, "dunst 1.9 shows them");
        assert_eq!(check.facts[0].value, "actions, body");
    }
}
