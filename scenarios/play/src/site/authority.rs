//! A certification authority for the names of a site, made anew for every session.

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, date_time_ymd,
};
use rustls::ServerConfig;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::server::{ClientHello, NoServerSessionStorage, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use std::collections::HashMap;
use std::error::Error;
use std::path::Path;
use std::sync::Arc;

/// The variables by which programs are told which authorities to trust.
const VARIABLES: [&str; 6] = [
    // OpenSSL, and with it Python's `ssl`, aiohttp and Ruby; Go; rustls-native-certs.
    "SSL_CERT_FILE",
    // requests.
    "REQUESTS_CA_BUNDLE",
    // curl, and requests.
    "CURL_CA_BUNDLE",
    // Node and Bun.
    "NODE_EXTRA_CA_CERTS",
    "DENO_CERT",
    // Perl's LWP.
    "PERL_LWP_SSL_CA_FILE",
];

/// What a program needs in its environment to trust the authority whose certificate is in this file.
pub(crate) fn environment(ca: &Path) -> Vec<(String, String)> {
    let ca = ca.to_string_lossy();
    VARIABLES.map(|name| (name.to_owned(), ca.clone().into_owned())).into()
}

/// An authority that every client accepts once it trusts its certificate.
pub(super) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    /// Its certificate, as PEM.
    pub(super) certificate: String,
}

impl Authority {
    pub(super) fn new() -> Result<Self, rcgen::Error> {
        let key = KeyPair::generate()?;
        let mut params = lasting(CertificateParams::default(), "salon, authority of this session");
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let certificate = params.self_signed(&key)?.pem();
        let issuer = Issuer::new(params, key);
        Ok(Self { issuer, certificate })
    }

    /// How a server of these names speaks TLS.
    pub(super) fn server_config<'a>(
        &self,
        names: impl Iterator<Item = &'a str>,
    ) -> Result<Arc<ServerConfig>, Box<dyn Error>> {
        let provider = Arc::new(ring::default_provider());
        let mut certificates = Certificates::default();
        for name in names {
            let certified = Arc::new(self.certify(name, &provider)?);
            certificates.otherwise.get_or_insert_with(|| Arc::clone(&certified));
            certificates.by_name.insert(name.to_owned(), certified);
        }
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(certificates));
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        // Tickets arrive unasked after the handshake: a client that does not read just then would seem
        // to leave something unread.
        config.send_tls13_tickets = 0;
        config.session_storage = Arc::new(NoServerSessionStorage {});
        Ok(Arc::new(config))
    }

    fn certify(&self, name: &str, provider: &CryptoProvider) -> Result<CertifiedKey, Box<dyn Error>> {
        let key = KeyPair::generate()?;
        let mut params = lasting(CertificateParams::new([name.to_owned()])?, name);
        params.is_ca = IsCa::ExplicitNoCa;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        // RFC 5280 asks for it, and so does Python's `VERIFY_X509_STRICT`.
        params.use_authority_key_identifier_extension = true;
        let certificate = CertificateDer::from(params.signed_by(&key, &self.issuer)?);
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        Ok(CertifiedKey::from_der(vec![certificate], key, provider)?)
    }
}

/// Valid long before and after now, whatever clock a program is given.
fn lasting(mut params: CertificateParams, name: &str) -> CertificateParams {
    params.not_before = date_time_ymd(2000, 1, 1);
    params.not_after = date_time_ymd(2100, 1, 1);
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    params
}

/// A certificate for each name; for clients that give none, or another, that of the first.
#[derive(Debug, Default)]
struct Certificates {
    by_name: HashMap<String, Arc<CertifiedKey>>,
    otherwise: Option<Arc<CertifiedKey>>,
}

impl ResolvesServerCert for Certificates {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let named = hello
            .server_name()
            .and_then(|name| self.by_name.get(&name.to_ascii_lowercase()));
        named.or(self.otherwise.as_ref()).cloned()
    }
}
