//! Why a request has no answer.

use std::error::Error;
use std::io::{self, ErrorKind};

use super::names::UnknownHost;
use super::trust::Untrusted;
use crate::plain::first_line;
use crate::{ErrorCode, UserError};

/// What hyper-util's tunnel says of a 407; its type has no public name.
const PROXY_WANTS_SIGN_IN: &str = "tunnel error: proxy authorization required";

/// There was a connection.
const BROKE_OFF: &str = "the connection broke off";

/// Why a request has no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Failure {
    #[error("no answer came in time")]
    TimedOut,
    /// There is no connection, or it did not last.
    #[error("{said}")]
    Connection {
        /// In our words, to stand behind a colon, where there are any.
        why: Option<&'static str>,
        /// What the system or a library says of it, on one plain line.
        said: String,
    },
    #[error(transparent)]
    Network(Obstacle),
}

/// Something about this network that has to change before anything is reached.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Obstacle {
    /// Name resolution knows nothing of this host, or does not work.
    #[error("no address is known for {0}")]
    UnknownHost(String),
    /// 407: it wants credentials, or others.
    #[error("the proxy asks for a user name and password")]
    ProxySignIn,
    /// The system's trust store does not lead to this issuer.
    #[error("the certificate, issued by {issuer}, is not trusted by this computer")]
    Untrusted { issuer: String },
}

impl From<reqwest::Error> for Failure {
    fn from(error: reqwest::Error) -> Self {
        if error.is_timeout() {
            return Self::TimedOut;
        }
        match causes(&error).find_map(obstacle) {
            Some(obstacle) => Self::Network(obstacle),
            None => Self::Connection {
                why: causes(&error).find_map(broken),
                said: reason(&error),
            },
        }
    }
}

fn obstacle(cause: &(dyn Error + 'static)) -> Option<Obstacle> {
    if let Some(UnknownHost(host)) = cause.downcast_ref() {
        Some(Obstacle::UnknownHost(first_line(host)))
    } else if let Some(Untrusted { issuer }) = cause.downcast_ref() {
        let issuer = issuer.clone();
        Some(Obstacle::Untrusted { issuer })
    } else if cause.to_string() == PROXY_WANTS_SIGN_IN {
        Some(Obstacle::ProxySignIn)
    } else {
        None
    }
}

/// What an error of the system or of encryption says about a connection.
fn broken(cause: &(dyn Error + 'static)) -> Option<&'static str> {
    if cause.is::<rustls::Error>() {
        return Some("no safe connection could be made");
    }
    if let Some(error) = cause.downcast_ref::<hyper::Error>() {
        return error.is_incomplete_message().then_some(BROKE_OFF);
    }
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the system's list grows, and most of it is not about networks"
    )]
    Some(match cause.downcast_ref::<io::Error>()?.kind() {
        ErrorKind::ConnectionRefused => "the connection was refused",
        ErrorKind::ConnectionReset
        | ErrorKind::ConnectionAborted
        | ErrorKind::NotConnected
        | ErrorKind::BrokenPipe
        | ErrorKind::UnexpectedEof => BROKE_OFF,
        ErrorKind::HostUnreachable
        | ErrorKind::NetworkUnreachable
        | ErrorKind::NetworkDown
        | ErrorKind::AddrNotAvailable => "no way leads there from this network",
        ErrorKind::TimedOut => "no answer came in time",
        ErrorKind::PermissionDenied => "this computer does not let Porchlight connect",
        _ => return None,
    })
}

impl Obstacle {
    /// The words for the user; `service` is what could not be reached.
    pub(crate) fn to_user(&self, service: &str) -> UserError {
        let (title, hint) = match self {
            Self::UnknownHost(host) => (
                format!("{service} can't be reached: no address is known for {host}"),
                "Check the network connection; where the network has a proxy, write it in HTTPS_PROXY and start Porchlight again",
            ),
            Self::ProxySignIn => (
                "The proxy asks for a user name and password".to_owned(),
                "Write them in HTTPS_PROXY, as in http://name:password@proxy.example:8080, and start Porchlight again",
            ),
            Self::Untrusted { issuer } => (
                format!(
                    "Your network's certificate, issued by {issuer}, is not trusted by this computer"
                ),
                "Ask your IT to install its root certificate on this computer, then start Porchlight again",
            ),
        };
        UserError::new(ErrorCode::Unreachable, title, hint)
    }
}

/// The innermost cause in one plain line: the outer ones only repeat that a
/// request failed, and name its address.
pub(super) fn reason(error: &dyn Error) -> String {
    let mut innermost = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        innermost = inner.to_string();
        cause = inner.source();
    }
    first_line(&innermost)
}

/// All causes, outermost first.
fn causes<'e>(error: &'e (dyn Error + 'static)) -> impl Iterator<Item = &'e (dyn Error + 'static)> {
    std::iter::successors(Some(error), |cause| below(*cause))
}

/// The next cause, also where the standard chain leaves it out: an `io::Error`
/// passes over what it holds, and rustls over what a verifier said.
fn below<'e>(cause: &'e (dyn Error + 'static)) -> Option<&'e (dyn Error + 'static)> {
    if let Some(error) = cause.downcast_ref::<io::Error>() {
        return error
            .get_ref()
            .map(|held| held as &(dyn Error + 'static))
            .or_else(|| cause.source());
    }
    if let Some(rustls::Error::InvalidCertificate(rustls::CertificateError::Other(verdict))) =
        cause.downcast_ref()
    {
        return Some(verdict);
    }
    cause.source()
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;
    use std::time::Duration;

    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;
    use crate::http::names::SystemNames;

    /// A proxy on this computer that answers every request like this.
    async fn proxy(answer: &'static str) -> reqwest::Proxy {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut request = [0; 4096];
                let _ = stream.read(&mut request).await;
                let _ = stream.write_all(answer.as_bytes()).await;
            }
        });
        reqwest::Proxy::all(format!("http://ada:secret@127.0.0.1:{port}")).unwrap()
    }

    async fn failure(client: reqwest::ClientBuilder, url: &str) -> Failure {
        let client = client.timeout(Duration::from_secs(20)).build().unwrap();
        client.get(url).send().await.unwrap_err().into()
    }

    #[tokio::test]
    async fn a_proxy_that_wants_a_sign_in_is_told_as_one() {
        let refusing = proxy("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n").await;
        let client = reqwest::Client::builder().proxy(refusing);
        let failure = failure(client, "https://graph.example/").await;
        assert_eq!(failure, Failure::Network(Obstacle::ProxySignIn));
    }

    #[tokio::test]
    async fn a_proxy_that_refuses_is_a_connection_that_failed() {
        let refusing = proxy("HTTP/1.1 403 Forbidden\r\n\r\n").await;
        let client = reqwest::Client::builder().proxy(refusing);
        let failure = failure(client, "https://graph.example/").await;
        let Failure::Connection { why: None, said } = failure else {
            panic!("{failure:?}");
        };
        assert!(!said.is_empty() && !said.contains("secret"), "{said}");
    }

    #[tokio::test]
    async fn a_refused_connection_is_told_in_our_words_and_the_system_s() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        drop(listener);
        let client = reqwest::Client::builder().no_proxy();
        let failure = failure(client, &url).await;
        let Failure::Connection { why, said } = failure else {
            panic!("{failure:?}");
        };
        assert_eq!(why, Some("the connection was refused"));
        assert!(said.contains("os error"), "{said}");
    }

    #[tokio::test]
    async fn a_connection_that_ends_without_an_answer_broke_off() {
        let silent = proxy("").await;
        let client = reqwest::Client::builder().proxy(silent);
        let failure = failure(client, "http://graph.example/").await;
        let Failure::Connection { why, .. } = failure else {
            panic!("{failure:?}");
        };
        assert_eq!(why, Some(BROKE_OFF));
    }

    #[tokio::test]
    async fn a_name_without_an_address_is_told_as_one() {
        let client = reqwest::Client::builder()
            .no_proxy()
            .dns_resolver(std::sync::Arc::new(SystemNames));
        let failure = failure(client, "https://graph.invalid/").await;
        let host = "graph.invalid".to_owned();
        assert_eq!(failure, Failure::Network(Obstacle::UnknownHost(host)));
    }

    #[test]
    fn each_obstacle_says_what_to_do_and_quotes_no_credentials() {
        let obstacles = [
            Obstacle::UnknownHost("graph.example".to_owned()),
            Obstacle::ProxySignIn,
            Obstacle::Untrusted {
                issuer: "Contoso CA".to_owned(),
            },
        ];
        for obstacle in obstacles {
            let words = obstacle.to_user("Microsoft Graph");
            assert_eq!(words.code, ErrorCode::Unreachable);
            assert!(!words.hint.is_empty(), "{words:?}");
        }
    }
}
