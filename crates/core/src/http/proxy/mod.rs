//! The proxy between this computer and the world: the one requests go through,
//! and one the desktop knows but requests do not.
//!
//! In use is what the environment names (`HTTPS_PROXY`, `ALL_PROXY`,
//! `NO_PROXY`), else a fixed proxy in the settings of Windows or macOS. Scripts
//! (PAC) are not followed on any system, nor the settings of a Linux desktop.

use hyper_util::client::proxy::matcher::Matcher;
use url::Url;

#[cfg_attr(target_os = "linux", path = "linux.rs")]
#[cfg_attr(target_os = "macos", path = "macos.rs")]
#[cfg_attr(windows, path = "windows.rs")]
mod system;

/// A proxy that requests go through, without its credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Proxy {
    /// `http://proxy.contoso.com:8080`.
    pub(crate) address: String,
    pub(crate) host: String,
    pub(crate) port: u16,
}

/// The proxy between here and this address; None if there is none, or the
/// address lies on this computer.
pub(crate) fn in_use(url: &Url) -> Option<Proxy> {
    through(&Matcher::from_system(), url)
}

fn through(matcher: &Matcher, url: &Url) -> Option<Proxy> {
    let found = matcher.intercept(&url.as_str().parse().ok()?)?;
    let (scheme, host) = (found.uri().scheme_str()?, found.uri().host()?);
    let port = found.uri().port_u16().unwrap_or(match scheme {
        "https" => 443,
        scheme if scheme.starts_with("socks") => 1080,
        _ => 80,
    });
    Some(Proxy {
        address: format!("{scheme}://{host}:{port}"),
        host: host.trim_matches(['[', ']']).to_owned(),
        port,
    })
}

/// What the system knows of a proxy that requests do not go through.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    not(test),
    expect(dead_code, reason = "each system knows only some of these")
)]
pub(crate) enum Overlooked {
    Nothing,
    /// A script at this address decides.
    Script(String),
    /// The desktop goes through this proxy.
    Desktop(String),
    /// There was nobody to ask.
    NotChecked,
}

/// Asks the system for a proxy that requests to this address overlook.
pub(crate) async fn overlooked(url: &Url) -> Overlooked {
    system::overlooked(url).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(matcher: &Matcher, url: &str, expected: Option<(&str, &str, u16)>) {
        let proxy = through(matcher, &Url::parse(url).unwrap());
        let proxy = proxy
            .as_ref()
            .map(|p| (p.address.as_str(), p.host.as_str(), p.port));
        assert_eq!(proxy, expected, "{url}");
    }

    #[test]
    fn a_proxy_is_told_without_its_credentials() {
        let matcher = Matcher::builder()
            .https("http://ada:secret@proxy.contoso.com:8080")
            .no("graph.microsoft.com")
            .build();
        let login = "https://login.microsoftonline.com";
        let expected = ("http://proxy.contoso.com:8080", "proxy.contoso.com", 8080);
        check(&matcher, login, Some(expected));
        check(&matcher, "https://graph.microsoft.com", None);
        check(&matcher, "http://127.0.0.1:4000", None);
    }

    #[test]
    fn a_proxy_without_a_port_has_the_usual_one() {
        let matcher = Matcher::builder().https("http://[::1]").build();
        let expected = ("http://[::1]:80", "::1", 80);
        check(&matcher, "https://graph.microsoft.com", Some(expected));
    }
}
