//! The port on this computer to which the browser returns.
//!
//! Anybody on this computer may knock: only a return with a code or an error
//! is passed on, and what it says is believed only with the right `state`.

use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use secrecy::SecretString;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot};
use tokio::task::{JoinHandle, JoinSet};
use url::form_urlencoded;

use super::answer::Problem;
use super::page::Page;

/// A browser that opened a connection must say what it wants.
const READ_LIMIT: Duration = Duration::from_secs(10);
/// Time for the last page to leave before the port closes.
const CLOSE_LIMIT: Duration = Duration::from_secs(2);
const LARGEST_HEAD: usize = 32 * 1024;
const LARGEST_BODY: usize = 64 * 1024;
/// More at once than any browser opens.
const MOST_CONNECTIONS: usize = 32;
/// A port must be free for both address families; most are.
const ATTEMPTS: usize = 10;

/// What the browser brought back.
#[derive(Default)]
pub(super) struct Return {
    pub(super) code: Option<SecretString>,
    pub(super) state: Option<String>,
    pub(super) problem: Option<Problem>,
    /// The user pressed the page's own cancel button.
    pub(super) cancelled: bool,
}

/// A return and the browser that waits for a page.
pub(super) struct Arrival {
    pub(super) brought: Return,
    page: oneshot::Sender<Page>,
}

impl Arrival {
    pub(super) fn show(self, page: Page) {
        // The browser may have gone away, which changes nothing.
        drop(self.page.send(page));
    }
}

/// An open port. Dropping it closes it at once.
pub(super) struct Loopback {
    pub(super) port: u16,
    arrivals: mpsc::Receiver<Arrival>,
    stop: Option<oneshot::Sender<()>>,
    server: JoinHandle<()>,
}

impl Loopback {
    pub(super) async fn open() -> io::Result<Self> {
        let (v4, v6) = listeners().await?;
        let port = v4.local_addr()?.port();
        let (sender, arrivals) = mpsc::channel(1);
        let (stop, stopped) = oneshot::channel();
        Ok(Self {
            port,
            arrivals,
            stop: Some(stop),
            server: tokio::spawn(serve(v4, v6, sender, stopped)),
        })
    }

    /// The next return; None if the port was lost.
    pub(super) async fn arrival(&mut self) -> Option<Arrival> {
        self.arrivals.recv().await
    }

    /// Closes the port once the last page has left.
    pub(super) async fn close(mut self) {
        self.arrivals.close();
        // Whoever comes back twice, like a page that was reloaded, is told at once.
        while self.arrivals.try_recv().is_ok() {}
        drop(self.stop.take());
        drop(tokio::time::timeout(CLOSE_LIMIT, &mut self.server).await);
    }
}

impl Drop for Loopback {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// Both families on one port, since `localhost` may mean either. Without IPv6
/// one is enough; a port whose other half is somebody else's is not.
async fn listeners() -> io::Result<(TcpListener, Option<TcpListener>)> {
    for _ in 1..ATTEMPTS {
        match both_on(0).await {
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {}
            settled => return settled,
        }
    }
    both_on(0).await
}

/// A port that is free for both; for 0, one that is free for IPv4.
async fn both_on(port: u16) -> io::Result<(TcpListener, Option<TcpListener>)> {
    let v4 = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    match TcpListener::bind((Ipv6Addr::LOCALHOST, v4.local_addr()?.port())).await {
        Ok(v6) => Ok((v4, Some(v6))),
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => Err(error),
        Err(_) => Ok((v4, None)),
    }
}

async fn serve(
    v4: TcpListener,
    v6: Option<TcpListener>,
    sender: mpsc::Sender<Arrival>,
    mut stopped: oneshot::Receiver<()>,
) {
    let graceful = GracefulShutdown::new();
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            _ = &mut stopped => break,
            Some(_) = connections.join_next(), if !connections.is_empty() => continue,
            accepted = v4.accept(), if connections.len() < MOST_CONNECTIONS => accepted,
            accepted = accept(v6.as_ref()), if connections.len() < MOST_CONNECTIONS => accepted,
        };
        match accepted {
            Ok((stream, _)) => {
                let connection = connection(stream, sender.clone());
                connections.spawn(graceful.watch(connection));
            }
            Err(error) => {
                tracing::debug!(%error, "a connection to the sign-in port failed");
                tokio::task::yield_now().await;
            }
        }
    }
    drop((v4, v6));
    graceful.shutdown().await;
    while connections.join_next().await.is_some() {}
}

async fn accept(listener: Option<&TcpListener>) -> io::Result<(TcpStream, std::net::SocketAddr)> {
    match listener {
        Some(listener) => listener.accept().await,
        None => std::future::pending().await,
    }
}

fn connection(
    stream: TcpStream,
    sender: mpsc::Sender<Arrival>,
) -> impl hyper_util::server::graceful::GracefulConnection<Error = hyper::Error> + Send {
    let service = service_fn(move |request| {
        let sender = sender.clone();
        async move { Ok::<_, Infallible>(answer(request, sender).await) }
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(READ_LIMIT)
        .max_buf_size(LARGEST_HEAD)
        .keep_alive(false)
        .serve_connection(TokioIo::new(stream), service)
}

async fn answer(
    request: Request<Incoming>,
    sender: mpsc::Sender<Arrival>,
) -> Response<Full<Bytes>> {
    let Some(brought) = read(request).await else {
        return response(StatusCode::NOT_FOUND, &Page::nothing_here());
    };
    let (page, shown) = oneshot::channel();
    if sender.send(Arrival { brought, page }).await.is_err() {
        return response(StatusCode::GONE, &Page::over());
    }
    match shown.await {
        Ok(page) => response(StatusCode::OK, &page),
        Err(_) => response(StatusCode::GONE, &Page::over()),
    }
}

/// Reads a return; None for anything else, such as the request for an icon.
async fn read(request: Request<Incoming>) -> Option<Return> {
    if request.uri().path() != "/" {
        return None;
    }
    let form = match *request.method() {
        Method::GET => request.uri().query()?.as_bytes().to_vec(),
        Method::POST => {
            let body = Limited::new(request.into_body(), LARGEST_BODY).collect();
            let body = tokio::time::timeout(READ_LIMIT, body).await.ok()?;
            body.ok()?.to_bytes().to_vec()
        }
        _ => return None,
    };
    parse(&form)
}

fn parse(form: &[u8]) -> Option<Return> {
    let mut brought = Return::default();
    let mut problem = Problem::default();
    for (name, value) in form_urlencoded::parse(form) {
        match name.as_ref() {
            "code" => brought.code = Some(SecretString::from(value.as_ref())),
            "state" => brought.state = Some(value.into_owned()),
            "error" => problem.error = value.into_owned(),
            "error_description" => problem.description = value.into_owned(),
            "error_subcode" => brought.cancelled = value == "cancel",
            _ => {}
        }
    }
    brought.problem = Some(problem).filter(|p| !p.error.is_empty());
    (brought.code.is_some() || brought.problem.is_some()).then_some(brought)
}

fn response(status: StatusCode, page: &Page) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(page.html())));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    for (name, value) in [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CACHE_CONTROL, "no-store"),
        (REFERRER_POLICY, "no-referrer"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (
            CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_return_has_a_code_or_an_error() {
        assert!(parse(b"state=s").is_none());
        assert!(parse(b"").is_none());
        let brought = parse(b"code=c%2F1&state=s&session_state=x").unwrap();
        assert_eq!(brought.state.as_deref(), Some("s"));
        assert!(brought.code.is_some() && brought.problem.is_none());
        let brought = parse(b"error=access_denied&error_subcode=cancel&state=s").unwrap();
        assert!(brought.cancelled && brought.problem.is_some());
    }

    #[tokio::test]
    async fn a_port_that_is_half_taken_is_not_used() {
        for taken in [
            TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await,
            TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).await,
        ] {
            // A computer without IPv6 has no other half.
            let Ok(taken) = taken else { continue };
            let port = taken.local_addr().unwrap().port();
            let refused = both_on(port).await.unwrap_err();
            assert_eq!(refused.kind(), io::ErrorKind::AddrInUse, "{taken:?}");
        }
    }

    #[tokio::test]
    async fn a_port_that_nobody_waits_at_is_closed() {
        let loopback = Loopback::open().await.unwrap();
        let address = (Ipv4Addr::LOCALHOST, loopback.port);
        assert!(TcpStream::connect(address).await.is_ok());
        loopback.close().await;
        assert!(TcpStream::connect(address).await.is_err());
    }
}
