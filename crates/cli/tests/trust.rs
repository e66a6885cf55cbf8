//! A company that inspects TLS: whether its issuer is trusted is the operating
//! system's word, and what is refused names the issuer.

#![expect(clippy::unwrap_used, reason = "a failure is the test's answer")]

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::Output;
use std::sync::Arc;

use porchlight_sim::{Options, Sim};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use tokio::net::{TcpListener, TcpStream};
use tokio::process::Command;
use tokio_rustls::TlsAcceptor;

/// An authority, and a server for `localhost` that it vouches for.
fn inspection() -> (String, ServerConfig) {
    let mut root = CertificateParams::new(Vec::new()).unwrap();
    root.distinguished_name
        .push(DnType::CommonName, "Contoso Inspection CA");
    root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    let pem = root.self_signed(&key).unwrap().pem();
    let issuer = Issuer::new(root, key);
    let key = KeyPair::generate().unwrap();
    let leaf = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let leaf = leaf.signed_by(&key, &issuer).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let server = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![leaf.der().clone()], key)
        .unwrap();
    (pem, server)
}

/// Ends TLS in front of a server, as an inspecting device does; its address.
async fn inspected(behind: u16, tls: Arc<ServerConfig>) -> String {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let acceptor = TlsAcceptor::from(tls);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                // A client that does not trust us goes away.
                let Ok(mut near) = acceptor.accept(stream).await else {
                    return;
                };
                let behind = SocketAddr::from((Ipv4Addr::LOCALHOST, behind));
                let mut far = TcpStream::connect(behind).await.unwrap();
                let _ = tokio::io::copy_bidirectional(&mut near, &mut far).await;
            });
        }
    });
    format!("https://localhost:{}", address.port())
}

async fn doctor(sim: &Sim, addresses: &[String; 2], trusted: Option<&Path>) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_porchlight"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("PORCHLIGHT_")) {
        command.env_remove(name);
    }
    command
        .args(["doctor", "--config-dir"])
        .arg(folder.path())
        .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
        .env("PORCHLIGHT_CLIENT_ID", sim.client_id())
        .env("PORCHLIGHT_LOGIN_URL", &addresses[0])
        .env("PORCHLIGHT_GRAPH_URL", &addresses[1]);
    if let Some(file) = trusted {
        command.env("SSL_CERT_FILE", file);
    }
    command.output().await.unwrap()
}

#[tokio::test]
async fn the_systems_trust_store_decides_and_a_refusal_names_the_issuer() {
    let sim = Sim::start(Options::default()).await.unwrap();
    let (root, tls) = inspection();
    let tls = Arc::new(tls);
    let port = |url: url::Url| url.port().unwrap();
    let addresses = [
        inspected(port(sim.login_url()), Arc::clone(&tls)).await,
        inspected(port(sim.graph_url()), tls).await,
    ];

    let refused = doctor(&sim, &addresses, None).await;
    assert_eq!(refused.status.code(), Some(5));
    let text = String::from_utf8(refused.stdout).unwrap();
    let words = "✗ Microsoft Graph: Your network's certificate, issued by Contoso Inspection CA, is not trusted by this computer";
    assert!(text.contains(words), "{text}");

    #[cfg(target_os = "linux")]
    {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("root.pem");
        std::fs::write(&file, root).unwrap();
        let trusted = doctor(&sim, &addresses, Some(&file)).await;
        let text = String::from_utf8(trusted.stdout).unwrap();
        assert!(
            text.contains("✓ Microsoft Graph: localhost answers"),
            "{text}"
        );
        assert!(text.contains("issued by Contoso Inspection CA"), "{text}");
        // Nobody is signed in, and there is no keyring.
        assert_eq!(trusted.status.code(), Some(3), "{text}");
    }
    #[cfg(not(target_os = "linux"))]
    drop(root);
}
