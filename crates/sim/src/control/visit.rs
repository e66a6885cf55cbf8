//! A browser without a window: visits an authorisation address and goes where
//! the sign-in sends it, so that an application can be signed in by a test.

use std::io::{self, ErrorKind};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use url::{Host as UrlHost, Position, Url};

use super::Control;
use crate::http;
use crate::http::wire::{Landing, Request};
use crate::server::{Host, Outcome};

impl Control {
    /// Visits an authorisation address as the browser would, and follows it to
    /// the application's loopback address, with a GET or, for `form_post`, a
    /// POST. Returns the HTTP status of the application's answer.
    ///
    /// Fails if the sign-in ends on a page without a way back.
    pub async fn visit(&self, authorize: &Url) -> io::Result<u16> {
        let request = Request {
            method: "GET".to_owned(),
            path: authorize.path().to_owned(),
            query: authorize.query().unwrap_or_default().to_owned(),
            ..Request::default()
        };
        let outcome = http::answer(&self.shared, Host::Login, &request).await;
        let Outcome::Answered(reply) = outcome else {
            return Err(ErrorKind::ConnectionReset.into());
        };
        let Some(landing) = reply.landing else {
            let page = String::from_utf8_lossy(&reply.body);
            let text = format!("The sign-in ended on a page: {page}");
            return Err(io::Error::other(text));
        };
        deliver(&landing).await
    }
}

/// Brings the outcome to the application.
async fn deliver(landing: &Landing) -> io::Result<u16> {
    let url = Url::parse(&landing.url).map_err(io::Error::other)?;
    let port = url.port_or_known_default().unwrap_or(80);
    let mut stream = match url.host() {
        // The name can mean either loopback address; the client may listen on
        // the one that does not come first.
        Some(UrlHost::Domain("localhost")) => match TcpStream::connect(("127.0.0.1", port)).await {
            Ok(stream) => stream,
            Err(_) => TcpStream::connect(("::1", port)).await?,
        },
        Some(UrlHost::Ipv4(address)) if address.is_loopback() => {
            TcpStream::connect((address, port)).await?
        }
        _ => return Err(io::Error::other("The address is not on this computer")),
    };
    let target = &url[Position::BeforePath..Position::AfterQuery];
    let authority = &url[Position::BeforeHost..Position::AfterPort];
    let request = match &landing.form {
        None => format!("GET {target} HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\n\r\n"),
        Some(form) => format!(
            "POST {target} HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
            form.len()
        ),
    };
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    let text = String::from_utf8_lossy(&answer);
    text.split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok())
        .ok_or_else(|| ErrorKind::InvalidData.into())
}
