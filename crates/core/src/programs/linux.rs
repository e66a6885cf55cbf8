//! Linux: the desktop's list of programs says who takes a link. Opening one
//! that nobody takes would end in a browser that can't show it.

use std::collections::HashMap;
use std::io;
use std::process::{Command, Stdio};
use std::time::Duration;

use tokio::runtime::Handle;
use url::Url;
use zbus::{Connection, Variant, connection};

use crate::flatpak;

/// For the desktop's answer.
const LIMIT: Duration = Duration::from_secs(5);

/// What Flatpak has instead of the desktop's list.
const PORTAL: &str = "org.freedesktop.portal.Desktop";

pub(super) fn open(address: &Url) -> io::Result<()> {
    let scheme = address.scheme();
    let is_taken = || {
        if flatpak::is_inside() {
            Ok(is_taken_outside(scheme))
        } else {
            is_taken(scheme)
        }
    };
    if super::is_the_browsers(address) || is_taken()? {
        // In a Flatpak this asks the portal as well.
        return open::that_detached(address.as_str());
    }
    Err(io::ErrorKind::NotFound.into())
}

fn is_taken(scheme: &str) -> io::Result<bool> {
    let asked = Command::new("xdg-mime")
        .args(["query", "default"])
        .arg(format!("x-scheme-handler/{scheme}"))
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()?;
    Ok(asked.status.success() && !asked.stdout.trim_ascii().is_empty())
}

/// The same from within a Flatpak. A portal that can't tell, as older ones can't,
/// is left to find a program for mail, which has no page to show instead.
fn is_taken_outside(scheme: &str) -> bool {
    let asked = async {
        let bus = connection::Builder::session().method_timeout(LIMIT);
        ask_portal(&bus.build().await?, scheme).await
    };
    // Whoever opens links does so on a thread for what blocks.
    let runtime = Handle::try_current().ok();
    let answer = runtime.and_then(|runtime| runtime.block_on(asked).ok());
    answer.unwrap_or(scheme == "mailto")
}

async fn ask_portal(bus: &Connection, scheme: &str) -> zbus::Result<bool> {
    let options = HashMap::<&str, Variant<'_>>::new();
    let path = "/org/freedesktop/portal/desktop";
    let interface = Some("org.freedesktop.portal.OpenURI");
    let arguments = (scheme, options);
    let answer = bus.call_method(Some(PORTAL), path, interface, "SchemeSupported", &arguments);
    let answer = answer.await?;
    answer.body().deserialize()
}

#[cfg(test)]
mod tests {
    use std::os::unix::net::UnixStream;

    use zbus::Guid;

    use super::*;

    struct Portal;

    #[zbus::interface(name = "org.freedesktop.portal.OpenURI")]
    impl Portal {
        #[expect(clippy::unused_self, reason = "a method on the bus")]
        #[expect(clippy::needless_pass_by_value, reason = "as it arrives")]
        fn scheme_supported(&self, scheme: &str, options: HashMap<String, Variant<'_>>) -> bool {
            options.is_empty() && scheme == "msteams"
        }
    }

    #[tokio::test]
    async fn the_portal_tells_who_takes_a_link() {
        let (here, there) = UnixStream::pair().unwrap();
        let id = Guid::from_static_str("0123456789abcdef0123456789abcdef").unwrap();
        let portal = connection::Builder::unix_stream(there)
            .server(id)
            .p2p()
            .serve_at("/org/freedesktop/portal/desktop", Portal);
        let bus = connection::Builder::unix_stream(here).p2p();
        let (_portal, bus) = tokio::try_join!(portal.build(), bus.build()).unwrap();
        assert!(ask_portal(&bus, "msteams").await.unwrap());
        assert!(!ask_portal(&bus, "mailto").await.unwrap());
    }
}
