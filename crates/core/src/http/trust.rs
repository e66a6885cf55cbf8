//! Which servers are believed: the operating system decides. What it refuses
//! names its issuer, because that is what a company's IT can do something about.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, OtherError, SignatureScheme};
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer;
use x509_parser::x509::X509Name;

use crate::plain::first_line;

/// The certificates lead to an issuer this computer does not trust.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the certificate, issued by {issuer}, is not trusted by this computer")]
pub(crate) struct Untrusted {
    /// Who signed the last certificate that was presented.
    pub(crate) issuer: String,
}

/// TLS as the operating system trusts it.
///
/// # Errors
/// Its trust store could not be read.
pub(super) fn tls() -> Result<ClientConfig, rustls::Error> {
    let provider = CryptoProvider::get_default()
        .cloned()
        .unwrap_or_else(|| Arc::new(rustls::crypto::aws_lc_rs::default_provider()));
    let system = rustls_platform_verifier::Verifier::new(Arc::clone(&provider))?;
    tls_trusting(Arc::new(system), provider)
}

fn tls_trusting(
    inner: Arc<dyn ServerCertVerifier>,
    provider: Arc<CryptoProvider>,
) -> Result<ClientConfig, rustls::Error> {
    let mut tls = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Naming(inner)))
        .with_no_client_auth();
    tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(tls)
}

/// Leaves every decision to another verifier, and names the issuer of what
/// that one does not know.
#[derive(Debug)]
struct Naming(Arc<dyn ServerCertVerifier>);

impl ServerCertVerifier for Naming {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let verdict =
            self.0
                .verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now);
        match verdict {
            Err(rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer)) => {
                let top = intermediates.last().unwrap_or(end_entity);
                let issuer = names(top).map_or_else(|| UNNAMED.to_owned(), |names| names.issuer);
                let untrusted = OtherError(Arc::new(Untrusted { issuer }));
                Err(CertificateError::Other(untrusted).into())
            }
            verdict => verdict,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.0.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.0.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_verify_schemes()
    }
}

const UNNAMED: &str = "nobody it names";

/// Whose certificate it is, and who signed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Names {
    pub(crate) subject: String,
    pub(crate) issuer: String,
}

/// None for what is no certificate.
pub(crate) fn names(der: &[u8]) -> Option<Names> {
    let (_, certificate) = X509Certificate::from_der(der).ok()?;
    Some(Names {
        subject: name(certificate.subject()),
        issuer: name(certificate.issuer()),
    })
}

/// The common name, else the organisation, else all there is.
fn name(name: &X509Name<'_>) -> String {
    let short = name
        .iter_common_name()
        .chain(name.iter_organization())
        .find_map(|attribute| attribute.as_str().ok())
        .map(first_line)
        .filter(|text| !text.is_empty());
    short
        .or_else(|| Some(first_line(&name.to_string())).filter(|text| !text.is_empty()))
        .unwrap_or_else(|| UNNAMED.to_owned())
}

#[cfg(test)]
mod tests;
