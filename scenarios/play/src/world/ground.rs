//! What a session stands on: how far it is kept apart from the machine, and whose addresses it has.

use super::Connects;
use super::mapped::Mapping;
use super::names;
use rustix::process::Pid;
use salon_model::{ActorId, Exit, Isolation, WorldError};
use std::collections::HashSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

/// What a session stands on.
#[derive(Debug, Clone)]
pub(crate) struct Ground {
    pub(crate) isolation: Isolation,
    mapping: Option<Rc<Mapping>>,
}

impl Ground {
    pub(super) fn new(isolation: Isolation, mapping: Option<Mapping>) -> Self {
        Self {
            isolation,
            mapping: mapping.map(Rc::new),
        }
    }

    /// Whether addresses and ports are this session's alone.
    pub(crate) fn has_addresses(&self) -> bool {
        !matches!(self.isolation, Isolation::LoopbackOnly)
    }

    /// What is to be listened at, or connected to, for an address that programs name; `None` where a program has named
    /// too many.
    pub(crate) fn real(&self, named: SocketAddr) -> Option<SocketAddr> {
        match &self.mapping {
            Some(mapping) => mapping.real(named),
            None => Some(named),
        }
    }

    /// From where an actor connects to a server, so that the server sees it at an address that it could be at: at one
    /// of `own` in the server's network, so far as that is of IPv4, or else at the server's own, as on one machine.
    pub(crate) fn source(&self, server: SocketAddr, port: u16, own: Option<ActorId>) -> Option<SocketAddr> {
        if let (IpAddr::V4(ip), Some(actor)) = (self.named(server).ip(), own) {
            let near = SocketAddr::new(neighbour(ip, actor).into(), port);
            return self.real(near);
        }
        let any: IpAddr = match server {
            SocketAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
            SocketAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
        };
        let Some(mapping) = &self.mapping else {
            return Some(SocketAddr::new(any, port));
        };
        let ip = match mapping.named(server).ip() {
            IpAddr::V4(Ipv4Addr::UNSPECIFIED) => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(Ipv6Addr::UNSPECIFIED) => Ipv6Addr::LOCALHOST.into(),
            ip => ip,
        };
        mapping.real(SocketAddr::new(ip, port))
    }

    /// The name that programs have for an address that the kernel tells.
    pub(crate) fn named(&self, real: SocketAddr) -> SocketAddr {
        self.mapping.as_ref().map_or(real, |mapping| mapping.named(real))
    }

    /// Where a file lies that programs know by this path.
    pub(crate) fn real_path(&self, named: &Path) -> PathBuf {
        let mapping = self.mapping.as_ref();
        mapping.map_or_else(|| named.to_owned(), |mapping| mapping.real_path(named))
    }

    /// The path by which programs know what lies there.
    pub(crate) fn named_path(&self, real: &Path) -> PathBuf {
        let mapping = self.mapping.as_ref();
        mapping.map_or_else(|| real.to_owned(), |mapping| mapping.named_path(real))
    }

    /// Shows a subject the names of a web site and the certificate of its authority (PEM), also where the interpreters in
    /// `keep` have their own: the path of a file with that certificate.
    pub(crate) fn show_site(&self, hosts: &str, authority: &str, keep: &[PathBuf]) -> Result<PathBuf, WorldError> {
        match &self.mapping {
            Some(mapping) => mapping.show_site(hosts, authority, keep),
            None => names::show_site(hosts, authority, keep),
        }
    }

    /// Whose addresses of IPv4 begin so is of this session, where others have addresses beside it.
    pub(crate) fn network(&self) -> Option<[u8; 3]> {
        let [high, low] = self.mapping.as_ref()?.slot();
        Some([127, high, low])
    }

    /// Threads that a signal has stopped, as far as that is not to be seen by their state.
    pub(crate) fn halted(&self) -> HashSet<i32> {
        self.mapping
            .as_ref()
            .map(|mapping| mapping.halted())
            .unwrap_or_default()
    }

    /// The number of threads and processes started so far, where it is known.
    pub(crate) fn starts(&self) -> Option<Arc<AtomicU64>> {
        self.mapping.as_ref().map(|mapping| mapping.starts())
    }

    /// Takes a program's process up where it waits for that. With its connections, if they are asked for and told
    /// here.
    pub(crate) fn take_up(&self, process: Pid, ask: bool) -> Result<Option<Connects>, WorldError> {
        match &self.mapping {
            Some(mapping) if ask => mapping.adopt_and_ask(process).map(Some),
            Some(mapping) => {
                mapping.adopt(process);
                Ok(None)
            }
            None => Ok(None),
        }
    }

    /// Whether programs' processes wait to be taken up.
    pub(crate) fn takes_up(&self) -> bool {
        self.mapping.is_some()
    }

    /// The processes that ended, where they are not this thread's to wait for.
    pub(crate) fn ended(&self) -> Option<Result<Vec<(Pid, Exit)>, WorldError>> {
        self.mapping.as_ref().map(|mapping| mapping.ended())
    }
}

/// The address of an actor in the network of a server at this address: the sheet's clients are at 10.2.2.222 and
/// 10.2.2.223, its server at 10.2.2.2.
fn neighbour(server: Ipv4Addr, actor: ActorId) -> Ipv4Addr {
    const FIRST: usize = 101;
    const COUNT: usize = 150;
    let [a, b, c, own] = match server {
        Ipv4Addr::UNSPECIFIED => Ipv4Addr::LOCALHOST.octets(),
        server => server.octets(),
    };
    let host = FIRST + actor.0 % COUNT;
    // At its end, so that no two are the same where the server is among them.
    let host = if host == usize::from(own) { FIRST + COUNT } else { host };
    Ipv4Addr::new(a, b, c, u8::try_from(host).unwrap_or(u8::MAX))
}

#[cfg(test)]
mod tests {
    use super::neighbour;
    use salon_model::ActorId;
    use std::net::Ipv4Addr;

    #[test]
    fn actors_are_in_the_network_of_the_server_and_each_at_an_address_of_its_own() {
        let at = |server: [u8; 4], actor| neighbour(Ipv4Addr::from(server), ActorId(actor)).octets();
        assert_eq!(at([10, 2, 2, 2], 0), [10, 2, 2, 101]);
        assert_eq!(at([10, 2, 2, 2], 1), [10, 2, 2, 102]);
        assert_eq!(at([0, 0, 0, 0], 0), [127, 0, 0, 101]);
        assert_eq!(at([10, 2, 2, 102], 1), [10, 2, 2, 251]);
    }
}
