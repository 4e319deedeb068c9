//! The set-up that the asynchronous and the blocking client share.

use std::error::Error as StdError;
use std::fmt;
use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::Arc;
use std::thread;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use rustls::ClientConfig;
use rustls::crypto::ring;
use rustls_platform_verifier::BuilderVerifierExt;

use super::{Limits, Network};
use crate::error::ErrorKind;

const USER_AGENT: &str = concat!("salon/", env!("CARGO_PKG_VERSION"));

/// The builders of both clients have the same methods and no common trait.
macro_rules! set_up {
    ($builder:expr, $network:expr, $limits:expr) => {{
        let builder = $builder
            .user_agent(USER_AGENT)
            .redirect(Policy::limited($limits.redirects))
            .connect_timeout($limits.connect_timeout)
            .timeout($limits.timeout)
            .dns_resolver(Arc::new(Resolver($network)))
            .tls_backend_preconfigured(tls($network)?);
        match $network {
            Network::Real => builder,
            Network::Everywhere(_) => builder.no_proxy(),
        }
        .build()
        .map_err(|error| ErrorKind::Client(innermost(&error)))
    }};
}

pub(super) fn asynchronous(network: Network, limits: &Limits) -> Result<reqwest::Client, ErrorKind> {
    set_up!(reqwest::Client::builder(), network, limits)
}

pub(super) fn blocking(network: Network, limits: &Limits) -> Result<reqwest::blocking::Client, ErrorKind> {
    set_up!(reqwest::blocking::Client::builder(), network, limits)
}

/// TLS with the certificates of the system, or with none where it is never spoken: reading them
/// takes longer than a thousand pages of a mock site.
fn tls(network: Network) -> Result<ClientConfig, ErrorKind> {
    let trouble = |error: rustls::Error| ErrorKind::Client(error.to_string());
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(trouble)?;
    Ok(match network {
        Network::Real => builder.with_platform_verifier().map_err(trouble)?,
        Network::Everywhere(_) => builder.with_root_certificates(rustls::RootCertStore::empty()),
    }
    .with_no_client_auth())
}

fn innermost(error: &dyn StdError) -> String {
    let mut error = error;
    while let Some(cause) = error.source() {
        error = cause;
    }
    error.to_string()
}

/// Where names lead.
#[derive(Debug)]
struct Resolver(Network);

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        match self.0 {
            Network::Everywhere(address) => {
                let addresses: Addrs = Box::new(std::iter::once(address));
                Box::pin(std::future::ready(Ok(addresses)))
            }
            Network::Real => Box::pin(ask_the_system(name.as_str().to_owned())),
        }
    }
}

/// Asks in a thread of its own rather than in the runtime's pool: the system may take half a
/// minute over a dead name, and a pool has to be waited for before the program can end.
async fn ask_the_system(name: String) -> Result<Addrs, Box<dyn StdError + Send + Sync>> {
    let (answer, answered) = tokio::sync::oneshot::channel();
    let asked = name.clone();
    thread::Builder::new().spawn(move || {
        let addresses = (asked.as_str(), 0).to_socket_addrs();
        // The page may have timed out in the meantime.
        let _ = answer.send(addresses.map(Vec::from_iter));
    })?;
    match answered.await? {
        Ok(addresses) if !addresses.is_empty() => Ok(boxed(addresses)),
        _ => Err(Box::new(UnknownName(name))),
    }
}

fn boxed(addresses: Vec<SocketAddr>) -> Addrs {
    Box::new(addresses.into_iter())
}

/// A name without an address, recognised again in what the client makes of it.
#[derive(Debug)]
pub(super) struct UnknownName(pub(super) String);

impl fmt::Display for UnknownName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "unknown name {}", self.0)
    }
}

impl StdError for UnknownName {}
