//! Addresses: the two forms in which the lab prints them, and those that a name has.

use std::net::SocketAddr;

use tokio::net::lookup_host;

use crate::error::ErrorKind;

/// Python's form of an address, as `print(addr)` shows it: `('10.2.2.2', 8888)`, and four
/// fields for IPv6.
pub fn tuple(address: SocketAddr) -> String {
    match canonical(address) {
        SocketAddr::V4(v4) => format!("('{}', {})", v4.ip(), v4.port()),
        SocketAddr::V6(v6) => {
            let (ip, port, flow, scope) = (v6.ip(), v6.port(), v6.flowinfo(), v6.scope_id());
            format!("('{ip}', {port}, {flow}, {scope})")
        }
    }
}

/// The sheet's `{IP}:{Port}`: `10.2.2.2:8888`, `[::1]:8888`.
pub fn plain(address: SocketAddr) -> String {
    canonical(address).to_string()
}

/// An IPv4 client of an IPv6 socket is an IPv4 client.
fn canonical(address: SocketAddr) -> SocketAddr {
    match address.ip().to_canonical() {
        ip if ip == address.ip() => address,
        ip => SocketAddr::new(ip, address.port()),
    }
}

/// Tries the addresses of a name (or the one address that it is) until one works, and fails as the
/// last one does.
pub(crate) async fn first<T, F>(name: &str, port: u16, attempt: impl Fn(SocketAddr) -> F) -> Result<T, ErrorKind>
where
    F: Future<Output = Result<T, ErrorKind>>,
{
    let unknown = || ErrorKind::UnknownName(name.to_owned());
    let mut failure = unknown();
    for address in lookup_host((name, port)).await.map_err(|_| unknown())? {
        match attempt(address).await {
            Ok(found) => return Ok(found),
            Err(error) => failure = error,
        }
    }
    Err(failure)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_printed_as_python_prints_them() {
        let show = |text: &str| {
            let address = text.parse().unwrap();
            (tuple(address), plain(address))
        };
        assert_eq!(
            show("10.2.2.2:8888"),
            ("('10.2.2.2', 8888)".into(), "10.2.2.2:8888".into())
        );
        assert_eq!(show("[::1]:8888"), ("('::1', 8888, 0, 0)".into(), "[::1]:8888".into()));
        assert_eq!(
            show("[::ffff:10.2.2.2]:1"),
            ("('10.2.2.2', 1)".into(), "10.2.2.2:1".into())
        );
    }
}
