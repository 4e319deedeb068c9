//! The site itself: where it listens, who is connected, and which answer is given next.

use super::authority::Authority;
use super::connection::{Connection, Withheld};
use super::page::Page;
use super::saved::{self, Saved};
use crate::settle::Endpoint;
use rustix::event::{PollFd, PollFlags};
use rustls::ServerConfig;
use salon_model::WorldError;
use salon_model::{Answer, Host, SITE};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

/// Most clients at a time; more are sent away.
const CONNECTIONS: usize = 256;
/// Most clients let in before those that are in get their turn.
const ACCEPTED_AT_ONCE: usize = 1024;

/// Where a site is found.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// The address of the hosts that answer.
    pub(super) live: Ipv4Addr,
    /// The address of the others.
    pub(super) dead: Ipv4Addr,
    pub(super) https: u16,
    pub(super) http: u16,
}

impl Place {
    /// In a world of its own, where every address is local: addresses for documentation (RFC 5737), so
    /// that nothing collides with what programs bind.
    const WORLD: Self = Self {
        live: Ipv4Addr::new(192, 0, 2, 1),
        dead: Ipv4Addr::new(192, 0, 2, 2),
        https: 443,
        http: 80,
    };
}

/// Something that a site has seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Happening {
    /// It was asked for this.
    Requested {
        /// The whole URL.
        url: String,
    },
    /// A client did not accept the certificate of this host.
    Distrusted {
        /// The host's name.
        host: String,
    },
}

/// A web site with names of its own, over HTTPS and HTTP, in the world's network.
pub(crate) struct Site {
    place: Place,
    pages: Vec<Page>,
    dead: Vec<String>,
    authority: String,
    doors: [Door; 2],
    connections: Vec<Connection>,
}

/// A port on which a site listens.
struct Door {
    listener: TcpListener,
    /// As programs name it.
    named: SocketAddr,
    /// As the kernel does.
    address: SocketAddr,
    /// Over HTTPS.
    config: Option<Arc<ServerConfig>>,
}

impl Site {
    /// Opens it: hosts that answer share an address where it listens for HTTPS and HTTP, dead ones
    /// have another, where nobody does. `real` says where to listen for an address that programs name.
    pub(crate) fn open(hosts: &[Host], real: impl Fn(SocketAddr) -> Option<SocketAddr>) -> Result<Self, WorldError> {
        Self::open_at(hosts, Place::WORLD, real)
    }

    pub(super) fn open_at(
        hosts: &[Host],
        place: Place,
        real: impl Fn(SocketAddr) -> Option<SocketAddr>,
    ) -> Result<Self, WorldError> {
        let mut pages = Vec::new();
        let mut dead = Vec::new();
        for host in hosts {
            let name = host.name.to_ascii_lowercase();
            match host.answer {
                Answer::Dead => dead.push(name),
                Answer::Page { delay_ms } => {
                    pages.push(
                        Page::draw(&name, delay_ms).map_err(WorldError::at("drawing the pages of the web site"))?,
                    );
                }
            }
        }
        let authority = Authority::new().map_err(WorldError::at("making a certification authority"))?;
        let config = authority
            .server_config(pages.iter().map(|page| page.host.as_str()))
            .map_err(WorldError::at("certifying the hosts of the web site"))?;
        Ok(Self {
            doors: [
                Door::open((place.live, place.https).into(), &real, Some(config))?,
                Door::open((place.live, place.http).into(), &real, None)?,
            ],
            place,
            pages,
            dead,
            authority: authority.certificate,
            connections: Vec::new(),
        })
    }

    /// What `/etc/hosts` must say.
    pub(crate) fn hosts_file(&self) -> String {
        let mut text = "127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n".to_owned();
        let live = self.pages.iter().map(|page| (self.place.live, &page.host));
        let dead = self.dead.iter().map(|host| (self.place.dead, host));
        for (address, host) in live.chain(dead) {
            // A `String` takes everything.
            let _ = writeln!(text, "{address} {host}");
        }
        text
    }

    /// The certificate of its authority, as PEM.
    pub(crate) fn authority(&self) -> &str {
        &self.authority
    }

    /// Adds what [`Self::pump`] waits for.
    pub(crate) fn interest<'a>(&'a self, sources: &mut Vec<PollFd<'a>>) {
        sources.extend(self.doors.iter().map(|door| PollFd::new(&door.listener, PollFlags::IN)));
        sources.extend(self.connections.iter().filter_map(Connection::interest));
    }

    /// Takes and handles all that has come, and sends what can be sent. Never blocks. Whether there was
    /// anything, be it a part of a TLS handshake: then a client may have been waiting for it.
    pub(crate) fn pump(&mut self, happenings: &mut Vec<Happening>) -> bool {
        let mut stirred = false;
        for door in &self.doors {
            stirred |= door.admit(&mut self.connections);
        }
        for connection in &mut self.connections {
            let urls = connection.pump(&self.pages);
            happenings.extend(urls.into_iter().map(|url| Happening::Requested { url }));
            happenings.extend(
                connection
                    .distrusted(&self.pages)
                    .map(|host| Happening::Distrusted { host }),
            );
            stirred |= connection.stirred();
        }
        self.connections.retain(|connection| !connection.is_over());
        stirred
    }

    /// Our own ends, for the proof that nothing is under way. A connection has the address of the
    /// listener it came in by, so that two stand for all; they also say that connections waiting to be
    /// accepted are ours to accept.
    pub(crate) fn endpoints(&self) -> Vec<Endpoint> {
        let endpoint = |door: &Door| Endpoint {
            actor: SITE.to_owned(),
            local: door.address,
        };
        self.doors.iter().map(endpoint).collect()
    }

    /// How many different URLs have been asked for, by clients who still wait, and not answered yet.
    pub(crate) fn under_way(&self) -> usize {
        let urls: BTreeSet<&str> = self.connections.iter().flat_map(Connection::held).collect();
        urls.len()
    }

    /// Whether any URL is.
    pub(crate) fn is_waited_for(&self) -> bool {
        self.connections
            .iter()
            .any(|connection| connection.held().next().is_some())
    }

    /// Answers one URL, to all who wait for it: the one with the shortest delay, by name where several
    /// have the same, so that the order is the same each time. `false` if nobody waits.
    pub(crate) fn answer_next(&mut self) -> bool {
        let next = self.connections.iter().filter_map(Connection::next).min().cloned();
        let Some(Withheld { url, .. }) = next else {
            return false;
        };
        for connection in &mut self.connections {
            connection.release(&url);
        }
        true
    }

    /// The page of a host, to the byte.
    #[cfg(test)]
    pub(crate) fn page(&self, host: &str) -> Option<&str> {
        let page = self.pages.iter().find(|page| page.host.eq_ignore_ascii_case(host));
        page.map(|page| page.text.as_str())
    }

    /// The pages that lie in files in these places (folders or files) changed since then.
    pub(crate) fn saved(&self, places: &[PathBuf], since: SystemTime) -> Vec<Saved> {
        saved::find(&self.pages, places, since)
    }
}

impl Door {
    fn open(
        named: SocketAddr,
        real: impl Fn(SocketAddr) -> Option<SocketAddr>,
        config: Option<Arc<ServerConfig>>,
    ) -> Result<Self, WorldError> {
        let open = || {
            let listener = TcpListener::bind(real(named).ok_or(ErrorKind::AddrNotAvailable)?)?;
            listener.set_nonblocking(true)?;
            let address = listener.local_addr()?;
            Ok::<_, std::io::Error>((listener, address))
        };
        let (listener, address) = open().map_err(WorldError::at(format!("opening the web site on {named}")))?;
        Ok(Self {
            listener,
            // In tests the port is the kernel's choice.
            named: SocketAddr::new(
                named.ip(),
                if named.port() == 0 {
                    address.port()
                } else {
                    named.port()
                },
            ),
            address,
            config,
        })
    }

    /// Lets in all who have come.
    fn admit(&self, connections: &mut Vec<Connection>) -> bool {
        let mut admitted = false;
        for _ in 0..ACCEPTED_AT_ONCE {
            match self.listener.accept() {
                // Closed at once: an honest program learns that it asks for too much.
                Ok(_) if connections.len() >= CONNECTIONS => admitted = true,
                Ok((socket, _)) => {
                    admitted = true;
                    connections.extend(Connection::new(socket, self.named, self.config.as_ref()).ok());
                }
                Err(error) if matches!(error.kind(), ErrorKind::Interrupted | ErrorKind::ConnectionAborted) => {}
                Err(_) => return admitted,
            }
        }
        admitted
    }
}
