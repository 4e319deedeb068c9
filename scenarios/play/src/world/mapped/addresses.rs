//! Which address of the machine's loopback stands for which address of a session.
//!
//! A program has an address written in it that this machine does not have. Each session has 256 addresses of
//! `127.0.0.0/8` for itself, its *slot*, and each address that a program names has one of them standing for it, as long as
//! the session lasts. What a program names is told as *named*, what the kernel is given as *real*.

use rustix::net::{AddressFamily, SocketFlags, SocketType, bind, socket_with};
use rustix::rand::{GetRandomFlags, getrandom};
use salon_model::WorldError;
use std::fs;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4};
use std::os::fd::OwnedFd;

/// Where the wildcards of IPv4 and IPv6 are: to them a program is open that is open to every address.
const ANY_IPV4: u8 = 251;
const ANY_IPV6: u8 = 252;
/// The first and the last address that stand for addresses which programs name.
const FIRST: u8 = 1;
const LAST: u8 = 250;
/// What a slot is held by: a socket of UDP at this address and port of it.
const CLAIM: (u8, u16) = (253, 64_999);
/// Ports below this one are the machine's root's, unless it says otherwise, and so are others given to programs instead:
/// the ports from here on are none that the kernel hands out by itself (`ip_local_port_range`).
const PRIVILEGED: u16 = 1024;
const INSTEAD: u16 = 64_000;
/// Slots that are tried before the machine is taken to have none.
const TRIES: usize = 64;

/// The addresses of a session.
#[derive(Debug)]
pub(crate) struct Addresses {
    slot: [u8; 2],
    named: Vec<IpAddr>,
    /// Holds the slot against the sessions of everybody on this machine.
    claim: Option<OwnedFd>,
}

impl Addresses {
    /// Takes a slot that nobody has, and in which no connection of a session before is remembered: the kernel keeps an
    /// address in use for a minute after its server closed a connection (`TIME_WAIT`).
    pub(super) fn claim() -> Result<Self, WorldError> {
        let step = "taking addresses of loopback";
        for _ in 0..TRIES {
            let mut slot = [0; 2];
            getrandom(&mut slot, GetRandomFlags::empty()).map_err(WorldError::at(step))?;
            // 127.0.x.y is everybody's, and 127.255.255.255 a broadcast.
            if matches!(slot[0], 0 | 255) {
                continue;
            }
            let flags = SocketFlags::CLOEXEC;
            let socket =
                socket_with(AddressFamily::INET, SocketType::DGRAM, flags, None).map_err(WorldError::at(step))?;
            let mut addresses = Self {
                slot,
                named: Vec::new(),
                claim: None,
            };
            match bind(&socket, &SocketAddrV4::new(addresses.at(CLAIM.0), CLAIM.1)) {
                Ok(()) => {}
                Err(rustix::io::Errno::ADDRINUSE) => continue,
                Err(error) => return Err(WorldError::at(step)(error)),
            }
            addresses.claim = Some(socket);
            if Table::read(addresses.slot, "tcp").0.is_empty() {
                return Ok(addresses);
            }
        }
        Err(WorldError {
            step: step.to_owned(),
            cause: "none is free".to_owned(),
        })
    }

    /// Whether an address of the machine is of this session.
    pub(crate) fn owns(slot: [u8; 2], ip: IpAddr) -> bool {
        matches!(ip.to_canonical(), IpAddr::V4(ip) if ip.octets()[..3] == [127, slot[0], slot[1]])
    }

    pub(crate) fn slot(&self) -> [u8; 2] {
        self.slot
    }

    fn at(&self, host: u8) -> Ipv4Addr {
        Ipv4Addr::new(127, self.slot[0], self.slot[1], host)
    }

    /// What stands for an address; `None` where a program has named more than there are in a slot.
    pub(crate) fn real(&mut self, named: SocketAddr) -> Option<SocketAddrV4> {
        let port = match named.port() {
            port @ 1..PRIVILEGED => port + INSTEAD,
            port => port,
        };
        let ip = named.ip().to_canonical();
        let host = match ip {
            // A program hands on what it was not told by us: its own slot is itself.
            IpAddr::V4(own) if Self::owns(self.slot, ip) => own.octets()[3],
            IpAddr::V4(Ipv4Addr::UNSPECIFIED) => ANY_IPV4,
            IpAddr::V6(Ipv6Addr::UNSPECIFIED) => ANY_IPV6,
            _ => self.host_of(ip)?,
        };
        Some(SocketAddrV4::new(self.at(host), port))
    }

    fn host_of(&mut self, ip: IpAddr) -> Option<u8> {
        let known = self.named.iter().position(|named| *named == ip);
        let place = known.or_else(|| {
            (self.named.len() <= usize::from(LAST - FIRST)).then(|| {
                self.named.push(ip);
                self.named.len() - 1
            })
        })?;
        Some(FIRST + u8::try_from(place).ok()?)
    }

    /// Where a connection to an address leads: to who listens there, or else to who listens at every address.
    pub(super) fn reached(&mut self, named: SocketAddr, protocol: &str) -> Option<SocketAddrV4> {
        let loopback = match named.ip().to_canonical() {
            IpAddr::V4(Ipv4Addr::UNSPECIFIED) => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(Ipv6Addr::UNSPECIFIED) => Ipv6Addr::LOCALHOST.into(),
            ip => ip,
        };
        let exact = self.real(SocketAddr::new(loopback, named.port()))?;
        let table = Table::read(self.slot, protocol);
        let everywhere = [ANY_IPV4, ANY_IPV6].map(|host| SocketAddrV4::new(self.at(host), exact.port()));
        let taken = [exact]
            .into_iter()
            .chain(everywhere)
            .find(|address| table.listens(*address));
        Some(taken.unwrap_or(exact))
    }

    /// The address that an address of the machine stands for; itself, where it stands for none.
    pub(crate) fn named(&self, real: SocketAddr) -> SocketAddr {
        let IpAddr::V4(ip) = real.ip().to_canonical() else {
            return real;
        };
        if !Self::owns(self.slot, ip.into()) {
            return real;
        }
        let ip = match ip.octets()[3] {
            ANY_IPV4 => Ipv4Addr::UNSPECIFIED.into(),
            ANY_IPV6 => Ipv6Addr::UNSPECIFIED.into(),
            host => match self.named.get(usize::from(host.wrapping_sub(FIRST))) {
                Some(named) => *named,
                None => return real,
            },
        };
        let port = match real.port() {
            port if port > INSTEAD && port < INSTEAD + PRIVILEGED => port - INSTEAD,
            port => port,
        };
        SocketAddr::new(ip, port)
    }
}

/// The sockets of a slot that the kernel knows of: their own address, and the one of the other end.
struct Table(Vec<(SocketAddrV4, SocketAddrV4)>);

impl Table {
    /// Reads `/proc/net/tcp` or `udp`, and those of IPv6.
    fn read(slot: [u8; 2], protocol: &str) -> Self {
        let tables = ["", "6"].map(|family| fs::read_to_string(format!("/proc/net/{protocol}{family}")));
        let mut sockets: Vec<_> = tables
            .iter()
            .flatten()
            .flat_map(|text| text.lines())
            .filter_map(line)
            .collect();
        sockets.retain(|(local, remote)| {
            [local, remote]
                .iter()
                .any(|end| Addresses::owns(slot, (*end.ip()).into()))
        });
        Self(sockets)
    }

    /// Whether a socket waits there for whoever comes.
    fn listens(&self, address: SocketAddrV4) -> bool {
        self.0
            .iter()
            .any(|(local, remote)| *local == address && remote.port() == 0)
    }
}

/// The ends in a line of those tables: `0: 0100007F:1F90 00000000:0000`, each word of four bytes as it lies in memory.
fn line(line: &str) -> Option<(SocketAddrV4, SocketAddrV4)> {
    let end = |text: &str| {
        let (ip, port) = text.split_once(':')?;
        // Of an IPv6 address that is an IPv4 one, the last word.
        let word = u32::from_str_radix(ip.get(ip.len().checked_sub(8)?..)?, 16).ok()?;
        let port = u16::from_str_radix(port, 16).ok()?;
        Some(SocketAddrV4::new(Ipv4Addr::from(word.to_ne_bytes()), port))
    };
    let mut fields = line.split_ascii_whitespace().skip(1);
    Some((end(fields.next()?)?, end(fields.next()?)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses() -> Addresses {
        Addresses {
            slot: [7, 9],
            named: Vec::new(),
            claim: None,
        }
    }

    fn there_and_back(addresses: &mut Addresses, named: &str) -> (SocketAddrV4, SocketAddr) {
        let real = addresses.real(named.parse().unwrap()).unwrap();
        (real, addresses.named(real.into()))
    }

    #[test]
    fn every_address_has_one_of_the_slot_and_is_told_back() {
        let mut addresses = addresses();
        let all = [
            "10.2.2.2:8888",
            "127.0.0.1:8888",
            "0.0.0.0:8888",
            "[::]:8888",
            "[::1]:13337",
            "192.168.1.1:80",
        ];
        let mut reals = Vec::new();
        for named in all {
            let (real, back) = there_and_back(&mut addresses, named);
            assert_eq!(back, named.parse().unwrap());
            assert!(Addresses::owns([7, 9], (*real.ip()).into()) && real.port() >= 1024);
            reals.push(*real.ip());
        }
        reals.sort();
        reals.dedup();
        assert_eq!(reals.len(), all.len());
        assert_eq!(
            there_and_back(&mut addresses, all[0]).0.ip(),
            &Ipv4Addr::new(127, 7, 9, 1)
        );
    }

    #[test]
    fn what_stands_for_an_address_stands_for_itself() {
        let mut addresses = addresses();
        let (real, _) = there_and_back(&mut addresses, "10.2.2.2:8888");
        assert_eq!(addresses.real(real.into()), Some(real));
        let mapped = SocketAddr::new(real.ip().to_ipv6_mapped().into(), real.port());
        assert_eq!(addresses.named(mapped), "10.2.2.2:8888".parse().unwrap());
    }

    #[test]
    fn addresses_of_others_are_left_alone_and_there_is_an_end_to_a_slot() {
        let mut addresses = addresses();
        for foreign in ["127.0.0.1:50000", "127.7.8.1:50000", "[::1]:1"] {
            let foreign = foreign.parse().unwrap();
            assert_eq!(addresses.named(foreign), foreign);
        }
        let many = (0..250).all(|number| addresses.real(SocketAddr::new([10, 0, 0, number].into(), 1)).is_some());
        assert!(many && addresses.real("10.9.9.9:1".parse().unwrap()).is_none());
    }

    #[test]
    fn a_line_of_the_kernels_table_is_read() {
        let tcp = "   0: 0109077F:22B8 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 1";
        let listener = ("127.7.9.1:8888".parse().unwrap(), "0.0.0.0:0".parse().unwrap());
        assert_eq!(line(tcp), Some(listener));
        let tcp6 = "   0: 0000000000000000FFFF00000109077F:22B8 00000000000000000000000000000000:0000 0A";
        assert_eq!(line(tcp6), Some(listener));
        assert_eq!(line("  sl  local_address rem_address   st"), None);
    }

    #[test]
    fn two_sessions_have_different_slots() {
        let (one, other) = (Addresses::claim().unwrap(), Addresses::claim().unwrap());
        assert_ne!(one.slot, other.slot);
    }
}
