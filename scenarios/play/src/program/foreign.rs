//! Addresses other than loopback that are written in a program's files.

use std::fs;
use std::io::Read;
use std::net::Ipv4Addr;
use std::path::Path;

/// Bytes of a file in which addresses are looked for.
const LOOKED_THROUGH: u64 = 1 << 20;

/// The first address of the outside in a file, with its line, from 1.
pub(super) fn address_in(path: &Path) -> Option<(Ipv4Addr, usize)> {
    let text = read_some(path)?;
    text.lines()
        .enumerate()
        .find_map(|(number, line)| Some((foreign(line)?, number + 1)))
}

/// The beginning of a file. A pipe in a file's place would never end, and a file can be of any size.
fn read_some(path: &Path) -> Option<String> {
    if !fs::metadata(path).ok()?.is_file() {
        return None;
    }
    let mut bytes = Vec::new();
    fs::File::open(path)
        .ok()?
        .take(LOOKED_THROUGH)
        .read_to_end(&mut bytes)
        .ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// The first IPv4 address in a line that is not loopback. The wildcard is one: it is open to the
/// network.
fn foreign(line: &str) -> Option<Ipv4Addr> {
    line.split(|character: char| !(character.is_ascii_digit() || character == '.'))
        .filter_map(|word| word.parse::<Ipv4Addr>().ok())
        .find(|address| !address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_outside_are_foreign() {
        assert_eq!(foreign("HOST = '10.2.2.2' # vm"), Some(Ipv4Addr::new(10, 2, 2, 2)));
        assert_eq!(foreign("bind(('0.0.0.0', 8888))"), Some(Ipv4Addr::UNSPECIFIED));
        assert_eq!(foreign("connect(('127.0.0.1', 8888)), version 1.2.3"), None);
    }
}
