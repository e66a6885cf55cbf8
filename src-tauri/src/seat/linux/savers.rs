//! Screen savers of desktops, which tell the session bus when they cover the screen.

use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::select_all;
use zbus::names::InterfaceName;
use zbus::proxy::MethodFlags;
use zbus::{Connection, MatchRule, MessageStream, Proxy};

use super::{Listener, owners};

/// How long a screen saver may take to say whether it covers the screen.
const ANSWERS: Duration = Duration::from_secs(2);

/// Interfaces of screen savers; each is the name of its service, too.
///
/// A saver that covers the screen counts as a lock. KDE's and GNOME's is the lock
/// itself. Those of Cinnamon, MATE and Xfce can be set to lock later or never, but
/// come only when nobody has touched anything for minutes, and hide everything:
/// nobody works behind them. The name without a desktop is KDE's and that of small
/// lockers; others who bear it only take inhibitions and never signal.
pub(super) const SAVERS: [&str; 5] = [
    "org.freedesktop.ScreenSaver",
    "org.gnome.ScreenSaver",
    "org.cinnamon.ScreenSaver",
    "org.mate.ScreenSaver",
    "org.xfce.ScreenSaver",
];

/// Tells which screen savers cover the screen. Their signals are taken from
/// anybody: some savers signal from another connection than the one that bears
/// their name.
pub(super) async fn follow(bus: &Connection, listener: &Listener) -> zbus::Result<()> {
    let mut signals = Vec::new();
    let mut changes = Vec::new();
    for saver in SAVERS {
        let rule = MatchRule::builder()
            .msg_type(zbus::message::Type::Signal)
            .interface(saver)
            .member("ActiveChanged")
            .build()?;
        signals.push(MessageStream::for_match_rule(rule, bus, None).await?);
        changes.push(owners(bus, saver).await?);
    }
    for saver in SAVERS {
        let covers = covers(bus, saver).await;
        listener.lock(|lock| lock.saver(saver, covers));
    }
    let mut signals = select_all(signals);
    let mut changes = select_all(changes);
    loop {
        let (saver, covers) = tokio::select! {
            Some(Ok(signal)) = signals.next() => {
                let saver = known(signal.header().interface().map(InterfaceName::as_str));
                (saver, signal.body().deserialize().unwrap_or_default())
            }
            Some(change) = changes.next() => {
                let args = change.args()?;
                let saver = known(Some(args.name.as_str()));
                // One that is gone covers nothing any more.
                (saver, args.new_owner.is_some() && covers(bus, args.name.as_str()).await)
            }
            else => return Ok(()),
        };
        if let Some(saver) = saver {
            listener.lock(|lock| lock.saver(saver, covers));
        }
    }
}

fn known(name: Option<&str>) -> Option<&'static str> {
    SAVERS.into_iter().find(|saver| Some(*saver) == name)
}

/// Whether a saver covers the screen at this moment. One that does not run is
/// not started for the question.
async fn covers(bus: &Connection, saver: &str) -> bool {
    let ask = async {
        let path = format!("/{}", saver.replace('.', "/"));
        let proxy = Proxy::new(bus, saver, path, saver).await?;
        let flags = MethodFlags::NO_AUTO_START;
        proxy.call_with_flags("GetActive", flags, &()).await
    };
    // Some only take inhibitions and cannot say; one that hangs keeps no other
    // from being heard.
    let said = tokio::time::timeout(ANSWERS, ask).await;
    said.ok().and_then(Result::ok).flatten().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_savers_we_know_are_heard() {
        for saver in SAVERS {
            assert_eq!(known(Some(saver)), Some(saver));
        }
        assert_eq!(known(Some("org.example.ScreenSaver")), None);
        assert_eq!(known(None), None);
    }
}
