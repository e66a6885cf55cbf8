//! A real TLS server on this computer whose issuer nobody trusts, or somebody.

use std::net::{Ipv4Addr, SocketAddr};

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::*;
use crate::http::{Failure, Obstacle, client_over, download_failed, downloading};

struct Company {
    root: CertificateDer<'static>,
    address: SocketAddr,
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::aws_lc_rs::default_provider())
}

/// A server for `localhost`, and the authority that vouches for it.
async fn company() -> Company {
    let mut root = CertificateParams::new(Vec::new()).unwrap();
    root.distinguished_name
        .push(DnType::CommonName, "Contoso \u{202e}Inspection CA");
    root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    let certificate = root.self_signed(&key).unwrap();
    let issuer = Issuer::new(root, key);
    let leaf_key = KeyPair::generate().unwrap();
    let mut leaf = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    leaf.distinguished_name
        .push(DnType::CommonName, "graph.example");
    let leaf = leaf.signed_by(&leaf_key, &issuer).unwrap();

    let server = ServerConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![leaf.der().clone()],
            PrivateKeyDer::try_from(leaf_key.serialize_der()).unwrap(),
        )
        .unwrap();
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(serve(listener, TlsAcceptor::from(Arc::new(server))));
    Company {
        root: certificate.der().clone(),
        address,
    }
}

async fn serve(listener: TcpListener, acceptor: TlsAcceptor) {
    while let Ok((stream, _)) = listener.accept().await {
        // A client that does not trust us goes away.
        let Ok(mut stream) = acceptor.accept(stream).await else {
            continue;
        };
        let mut request = [0; 4096];
        let _ = stream.read(&mut request).await;
        let answer = b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n";
        let _ = stream.write_all(answer).await;
        let _ = stream.shutdown().await;
    }
}

async fn ask(company: &Company, tls: ClientConfig) -> Result<reqwest::Response, Failure> {
    let client = client_over(tls, true).unwrap();
    let url = format!("https://localhost:{}/", company.address.port());
    client.get(url).send().await.map_err(Failure::from)
}

#[tokio::test]
async fn a_refused_certificate_names_its_issuer() {
    let company = company().await;
    let failure = ask(&company, tls().unwrap()).await.unwrap_err();
    let issuer = "Contoso Inspection CA".to_owned();
    assert_eq!(failure, Failure::Network(Obstacle::Untrusted { issuer }));
}

#[tokio::test]
async fn a_trusted_issuer_is_no_obstacle_and_names_are_read() {
    let company = company().await;
    let trusting = rustls_platform_verifier::Verifier::new_with_extra_roots(
        [company.root.clone()],
        provider(),
    )
    .unwrap();
    let tls = tls_trusting(Arc::new(trusting), provider()).unwrap();
    let answer = ask(&company, tls).await.unwrap();
    assert_eq!(answer.status(), 204);
    let info = answer.extensions().get::<reqwest::tls::TlsInfo>().unwrap();
    let names = names(info.peer_certificate().unwrap()).unwrap();
    assert_eq!(names.subject, "graph.example");
    assert_eq!(names.issuer, "Contoso Inspection CA");
}

#[tokio::test]
async fn other_refusals_keep_their_own_reason() {
    let company = company().await;
    let trusting = rustls_platform_verifier::Verifier::new_with_extra_roots(
        [company.root.clone()],
        provider(),
    )
    .unwrap();
    let tls = tls_trusting(Arc::new(trusting), provider()).unwrap();
    let client = client_over(tls, true).unwrap();
    let url = format!("https://127.0.0.1:{}/", company.address.port());
    let failure = Failure::from(client.get(url).send().await.unwrap_err());
    let Failure::Connection { why, said } = failure else {
        panic!("{failure:?}");
    };
    assert_eq!(why, Some("no safe connection could be made"));
    assert!(said.contains("not valid for name"), "{said}");
}

#[test]
fn what_is_no_certificate_has_no_names() {
    assert_eq!(names(b"certificate"), None);
}

#[tokio::test]
async fn a_download_by_another_library_trusts_and_fails_in_the_same_way() {
    let company = company().await;
    let url = format!("https://localhost:{}/", company.address.port());
    let url: url::Url = url.parse().unwrap();
    let ours = downloading().unwrap();
    let client = ours(reqwest::Client::builder()).build().unwrap();
    let told = download_failed(client.get(url).send().await.unwrap_err());
    assert!(
        told.title.contains("Contoso Inspection CA"),
        "{}",
        told.title
    );
}
