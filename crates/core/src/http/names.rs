//! Finding the addresses of a name, so that a name nobody knows is told apart
//! from a server that does not answer.

use std::net::SocketAddr;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// No address is known for this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no address is known for {0}")]
pub(crate) struct UnknownHost(pub(crate) String);

/// The operating system's own way.
pub(super) struct SystemNames;

impl Resolve for SystemNames {
    fn resolve(&self, name: Name) -> Resolving {
        let host = name.as_str().to_owned();
        Box::pin(async move {
            let addresses = addresses(&host).await?;
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

/// All addresses of a name, each with port 0.
pub(crate) async fn addresses(host: &str) -> Result<Vec<SocketAddr>, UnknownHost> {
    match tokio::net::lookup_host((host, 0)).await {
        Ok(addresses) => Ok(addresses.collect()),
        Err(_) => Err(UnknownHost(host.to_owned())),
    }
}
