//! Downloads under the same rules as our own requests, but from wherever they
//! lead, and with no limit but the caller's on how long a large file may take.

use reqwest::redirect::Policy;
use reqwest::{ClientBuilder, Response};
use rustls::ClientConfig;
use serde_json::Value;
use url::Url;

use super::failure::Failure;
use super::{ClientError, MOST_REDIRECTS, SILENCE_LIMIT, TOTAL_LIMIT, over, reason, trust};
use crate::auth::{is_loopback, leads_safely};
use crate::{ErrorCode, UserError};

/// The longest text about a version that is read, in bytes.
pub(crate) const LONGEST_DESCRIPTION: usize = 512 * 1024;

const LATER: &str = "Try again later, or get it from its page";

/// What makes a client ours that downloads from an address and from wherever that
/// leads: our trust and names, and the system's proxy; see [`goes_without_proxy`].
///
/// # Errors
/// The system's trust store could not be read.
pub fn downloading()
-> Result<impl Fn(ClientBuilder) -> ClientBuilder + Clone + Send + Sync + 'static, ClientError> {
    let tls = trust::tls().map_err(|e| ClientError(reason(&e)))?;
    Ok(move |builder| following(builder, tls.clone(), false))
}

/// Whether an address is reached without the system's proxy, which could not find it.
pub fn goes_without_proxy(address: &Url) -> bool {
    is_loopback(address)
}

fn following(builder: ClientBuilder, tls: ClientConfig, without_proxy: bool) -> ClientBuilder {
    over(builder, tls, without_proxy)
        .read_timeout(SILENCE_LIMIT)
        .redirect(Policy::custom(|attempt| {
            if attempt.previous().len() > MOST_REDIRECTS
                || !is_kept_safe(attempt.previous(), attempt.url())
            {
                return attempt.error("the download leads somewhere else");
            }
            attempt.follow()
        }))
}

/// Whether a chain of addresses may go on to the next: nothing that began safely
/// goes on in the clear, nor on this computer.
fn is_kept_safe(so_far: &[Url], next: &Url) -> bool {
    so_far.iter().all(|from| leads_safely(from, next))
}

/// What a server describes a newer version with, of limited length.
///
/// # Errors
/// It can't be had, or is something else.
pub async fn description(address: &Url) -> Result<Value, UserError> {
    let tls = trust::tls().map_err(|e| ClientError(reason(&e)).to_user())?;
    let client = following(reqwest::Client::builder(), tls, goes_without_proxy(address));
    let client = client.timeout(TOTAL_LIMIT).build();
    let client = client.map_err(|e| ClientError(reason(&e)).to_user())?;
    let answer = client.get(address.clone()).send().await;
    let answer = answer.map_err(download_failed)?;
    let status = answer.status();
    if status != reqwest::StatusCode::OK {
        return Err(unavailable("its server refuses it")
            .with_details(Some(format!("Status {}", status.as_u16()))));
    }
    let body = limited(answer, LONGEST_DESCRIPTION)
        .await
        .map_err(download_failed)?;
    body.as_deref()
        .and_then(|body| serde_json::from_slice(body).ok())
        .ok_or_else(something_else)
}

/// What was answered; none if it is longer than so many bytes.
pub(crate) async fn limited(
    mut answer: Response,
    longest: usize,
) -> reqwest::Result<Option<Vec<u8>>> {
    let mut body = Vec::new();
    while let Some(part) = answer.chunk().await? {
        if body.len() + part.len() > longest {
            return Ok(None);
        }
        body.extend_from_slice(&part);
    }
    Ok(Some(body))
}

/// Why a download failed, in words for the user.
pub fn download_failed(error: reqwest::Error) -> UserError {
    if error.is_redirect() {
        return answered_otherwise("its address leads somewhere else")
            .with_details(Some(reason(&error)));
    }
    match Failure::from(error) {
        Failure::Network(obstacle) => obstacle.to_user("The newer version"),
        Failure::TimedOut => unavailable("it takes too long"),
        Failure::Connection { said, .. } => {
            unavailable("the connection to its server failed").with_details(Some(said))
        }
    }
}

/// What comes is no description of a newer version: a page to sign in to a network
/// with, as a rule.
pub fn something_else() -> UserError {
    answered_otherwise("something else comes in its place")
}

fn answered_otherwise(why: &str) -> UserError {
    UserError::new(
        ErrorCode::Unreachable,
        format!("The newer version can't be downloaded: {why}"),
        "If this network wants a sign-in in the browser, do that first; then try again",
    )
}

fn unavailable(why: &str) -> UserError {
    UserError::new(
        ErrorCode::Unreachable,
        format!("The newer version can't be downloaded: {why}"),
        LATER,
    )
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;

    /// A server that has a file and sends everything else on to `place`.
    async fn sending_on_to(place: &str, file: &str) -> Url {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let moved = format!(
            "HTTP/1.1 302 Found\r\nLocation: {place}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
        );
        let there = format!(
            "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{file}",
            file.len()
        );
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut asked = Vec::new();
                while !asked.ends_with(b"\r\n\r\n") {
                    asked.push(stream.read_u8().await.unwrap());
                }
                let answer = if asked.starts_with(b"GET /file ") {
                    &there
                } else if asked.starts_with(b"GET /none ") {
                    "HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
                } else {
                    &*moved
                };
                stream.write_all(answer.as_bytes()).await.unwrap();
            }
        });
        format!("http://{address}/").parse().unwrap()
    }

    #[tokio::test]
    async fn a_description_is_followed_where_it_stays_safe() {
        let at = sending_on_to("/file", r#"{"version":"9.0.0"}"#).await;
        let described = description(&at).await.unwrap();
        assert_eq!(described["version"], "9.0.0");
        for place in ["http://porchlight.invalid/file", "/again"] {
            let why = description(&sending_on_to(place, "").await).await;
            let why = why.unwrap_err();
            assert!(why.title.ends_with("leads somewhere else"), "{}", why.title);
        }
    }

    #[tokio::test]
    async fn what_is_no_description_is_told_in_our_own_words() {
        let page = "<html>Sign in to the network</html>";
        let endless = format!("[{}]", " ".repeat(LONGEST_DESCRIPTION));
        for (path, file, words) in [
            ("file", page, "something else comes in its place"),
            ("file", &*endless, "something else comes in its place"),
            ("none", page, "its server refuses it"),
        ] {
            let at = sending_on_to("/", file).await.join(path).unwrap();
            let why = description(&at).await.unwrap_err();
            assert!(why.title.contains(words), "{}", why.title);
            assert!(!why.hint.is_empty());
        }
    }

    #[tokio::test]
    async fn the_words_of_the_system_are_details() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        drop(listener);
        let at = format!("http://{address}/").parse().unwrap();
        let why = description(&at).await.unwrap_err();
        assert_eq!(
            why.title,
            "The newer version can't be downloaded: the connection to its server failed"
        );
        assert!(why.details.is_some());
    }

    #[test]
    fn what_came_from_elsewhere_does_not_go_on_on_this_computer() {
        let [far, other] = ["https://a.example/", "https://b.example/"];
        let [here, safely_here] = ["http://127.0.0.1:4001/", "https://localhost/"];
        for (so_far, next, goes_on) in [
            (&[far][..], other, true),
            (&[far], "http://b.example/", false),
            (&[far], here, false),
            (&[far], safely_here, false),
            (&[here], safely_here, true),
            (&[here], far, true),
            (&[here, far], here, false),
        ] {
            let so_far: Vec<Url> = so_far.iter().map(|url| url.parse().unwrap()).collect();
            let next = next.parse().unwrap();
            assert_eq!(is_kept_safe(&so_far, &next), goes_on, "{next}");
        }
    }
}
