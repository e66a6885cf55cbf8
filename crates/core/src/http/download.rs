//! Downloads by another library's client, under the same rules as our own
//! requests, but without a limit on how long a large file may take.

use reqwest::ClientBuilder;
use reqwest::redirect::{Attempt, Policy};
use url::Url;

use super::failure::Failure;
use super::{ClientError, MOST_REDIRECTS, SILENCE_LIMIT, over, reason, trust};
use crate::auth::is_loopback;
use crate::{ErrorCode, UserError};

/// What makes a client ours that downloads from `address` and from wherever that
/// leads: our proxy, trust and names.
///
/// # Errors
/// The system's trust store could not be read.
pub fn downloading(
    address: &Url,
) -> Result<impl Fn(ClientBuilder) -> ClientBuilder + Clone + Send + Sync + 'static, ClientError> {
    let tls = trust::tls().map_err(|e| ClientError(reason(&e)))?;
    let without_proxy = is_loopback(address);
    Ok(move |builder| {
        over(builder, tls.clone(), without_proxy)
            .read_timeout(SILENCE_LIMIT)
            .redirect(Policy::custom(|attempt| {
                if attempt.previous().len() > MOST_REDIRECTS || !is_kept_safe(&attempt) {
                    return attempt.error("the download leads somewhere else");
                }
                attempt.follow()
            }))
    })
}

/// Nothing that began safely goes on in the clear, nor on this computer.
fn is_kept_safe(attempt: &Attempt<'_>) -> bool {
    attempt.url().scheme() == "https"
        || attempt
            .previous()
            .iter()
            .chain([attempt.url()])
            .all(is_loopback)
}

/// Why a download failed, in words for the user.
pub fn download_failed(error: reqwest::Error) -> UserError {
    match Failure::from(error) {
        Failure::Network(obstacle) => obstacle.to_user("The newer version"),
        failure @ (Failure::TimedOut | Failure::Connection(_)) => UserError::new(
            ErrorCode::Unreachable,
            format!("The newer version can't be downloaded: {failure}"),
            "Try again later, or get it from its page",
        ),
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;

    /// What comes of a download that a server sends on to `place`.
    async fn sent_on_to(place: &str) -> Result<String, UserError> {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let moved = format!(
            "HTTP/1.1 302 Found\r\nLocation: {place}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
        );
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut asked = Vec::new();
                while !asked.ends_with(b"\r\n\r\n") {
                    asked.push(stream.read_u8().await.unwrap());
                }
                let answer = if asked.starts_with(b"GET /file ") {
                    "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 4\r\n\r\nfile"
                } else {
                    &*moved
                };
                stream.write_all(answer.as_bytes()).await.unwrap();
            }
        });
        let url: Url = format!("http://{address}/").parse().unwrap();
        let ours = downloading(&url).unwrap();
        let client = ours(reqwest::Client::builder()).build().unwrap();
        let answer = client.get(url).send().await.map_err(download_failed)?;
        answer.text().await.map_err(download_failed)
    }

    #[tokio::test]
    async fn a_download_is_followed_where_it_stays_safe() {
        assert_eq!(sent_on_to("/file").await.as_deref(), Ok("file"));
        for place in ["http://porchlight.invalid/file", "/again"] {
            let why = sent_on_to(place).await.unwrap_err();
            assert!(why.title.contains("somewhere else"), "{}", why.title);
        }
    }
}
