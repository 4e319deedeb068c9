//! Addresses in the two forms the lab prints.

use std::net::SocketAddr;

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
