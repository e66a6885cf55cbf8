//! Linux: the desktop portal says which proxy the desktop's settings lead to,
//! scripts included. Without a portal there is nobody to ask.

use std::time::Duration;

use url::Url;

use super::Overlooked;

/// A portal may have to be started first.
const LIMIT: Duration = Duration::from_secs(3);

const DIRECT: &str = "direct://";

pub(super) async fn overlooked(url: &Url) -> Overlooked {
    match tokio::time::timeout(LIMIT, look_up(url)).await {
        Ok(Ok(proxies)) => first_of(proxies),
        Ok(Err(_)) | Err(_) => Overlooked::NotChecked,
    }
}

async fn look_up(url: &Url) -> zbus::Result<Vec<String>> {
    let connection = zbus::Connection::session().await?;
    let reply = connection
        .call_method(
            Some("org.freedesktop.portal.Desktop"),
            "/org/freedesktop/portal/desktop",
            Some("org.freedesktop.portal.ProxyResolver"),
            "Lookup",
            &url.as_str(),
        )
        .await?;
    reply.body().deserialize()
}

/// Without its credentials.
fn first_of(proxies: Vec<String>) -> Overlooked {
    let Some(proxy) = proxies.into_iter().find(|proxy| proxy != DIRECT) else {
        return Overlooked::Nothing;
    };
    let Ok(mut proxy) = Url::parse(&proxy) else {
        return Overlooked::NotChecked;
    };
    // An address that can hold none needs none taken away.
    let _ = proxy.set_username("");
    let _ = proxy.set_password(None);
    Overlooked::Desktop(proxy.as_str().trim_end_matches('/').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_portal_names_a_proxy_or_none() {
        let first = |proxies: &[&str]| first_of(proxies.iter().map(|&p| p.to_owned()).collect());
        assert_eq!(first(&[]), Overlooked::Nothing);
        assert_eq!(first(&["direct://"]), Overlooked::Nothing);
        assert_eq!(
            first(&["http://ada:secret@proxy.contoso.com:8080", "direct://"]),
            Overlooked::Desktop("http://proxy.contoso.com:8080".to_owned())
        );
        assert_eq!(first(&["%"]), Overlooked::NotChecked);
    }
}
