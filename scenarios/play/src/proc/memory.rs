//! What `/proc` says of memory and sockets.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::FileExt;

/// Memory of a process in bytes that no file holds; what several share is shared out among them.
pub(crate) fn memory_of(process: i32) -> u64 {
    own_pages(&fs::read_to_string(format!("/proc/{process}/smaps_rollup")).unwrap_or_default())
}

/// The shares of anonymous and shared memory in a `smaps_rollup`.
fn own_pages(rollup: &str) -> u64 {
    let kilobytes = |line: &str| {
        let (name, value) = line.split_once(':')?;
        matches!(name, "Pss_Anon" | "Pss_Shmem" | "SwapPss").then_some(())?;
        value.trim().trim_end_matches(" kB").parse::<u64>().ok()
    };
    rollup.lines().filter_map(kilobytes).sum::<u64>() * 1024
}

/// Fills `bytes` with what lies at an address of the memory of a process, or of a thread: they have the same.
pub(crate) fn read_memory(id: u32, address: u64, bytes: &mut [u8]) -> io::Result<()> {
    File::open(format!("/proc/{id}/mem"))?.read_exact_at(bytes, address)
}

/// Changes what lies at an address of the memory of a process, or of a thread, be it its own to write or not.
#[cfg(target_arch = "x86_64")]
pub(crate) fn write_memory(id: u32, address: u64, bytes: &[u8]) -> io::Result<()> {
    let memory = File::options().write(true).open(format!("/proc/{id}/mem"))?;
    memory.write_all_at(bytes, address)
}

/// Sockets of this network namespace: `sockets: used 12`.
pub(crate) fn sockets() -> Option<u64> {
    let text = fs::read_to_string("/proc/net/sockstat").ok()?;
    text.lines().next()?.rsplit(' ').next()?.parse().ok()
}

/// Bytes that lie in the kernel, unread or unsent, in the sockets of which an address begins so; `None` for all.
pub(crate) fn socket_bytes(network: Option<[u8; 3]>) -> u64 {
    let counts = |line: &&str| network.is_none_or(|network| is_within(line, network));
    ["tcp", "tcp6", "udp", "udp6"]
        .iter()
        .filter_map(|table| fs::read_to_string(format!("/proc/net/{table}")).ok())
        .map(|text| text.lines().filter(counts).filter_map(queued).sum::<u64>())
        .sum()
}

/// Whether an address of such a line begins with these bytes, its own or the other end's: fields 2 and 3, each word of
/// four bytes as it lies in memory, the last being the address of IPv4. A client may have an address of everybody's.
fn is_within(line: &str, network: [u8; 3]) -> bool {
    let begins_so = |end: &str| {
        let (address, _) = end.split_once(':')?;
        let word = u32::from_str_radix(address.get(address.len().checked_sub(8)?..)?, 16).ok()?;
        Some(word.to_ne_bytes()[..3] == network)
    };
    let mut ends = line.split_ascii_whitespace().skip(1).take(2);
    ends.any(|end| begins_so(end) == Some(true))
}

/// The fifth field of a line of `/proc/net/tcp`: `tx_queue:rx_queue`, in hexadecimal.
fn queued(line: &str) -> Option<u64> {
    let (sent, received) = line.split_ascii_whitespace().nth(4)?.split_once(':')?;
    let bytes = |text| u64::from_str_radix(text, 16).ok();
    Some(bytes(sent)? + bytes(received)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_in_memory_count_and_mapped_programs_do_not() {
        let rollup = "Rss: 9 kB\nPss: 8 kB\nPss_Anon:       4 kB\nPss_File: 3 kB\nPss_Shmem:  1 kB\n";
        assert_eq!(own_pages(rollup), 5 * 1024);
    }

    #[test]
    fn both_queues_of_a_socket_count() {
        let line = "   0: 0100007F:1F90 00000000:0000 0A 00000010:00000001 00:00000000 00000000 0 0 1";
        assert_eq!(queued(line), Some(17));
        assert!(is_within(line, [127, 0, 0]) && !is_within(line, [127, 0, 1]));
        let client = "   1: 0100007F:1F90 0109077F:22B8 01 00000010:00000001 00:00000000 00000000 0 0 1";
        assert!(is_within(client, [127, 7, 9]));
        assert_eq!(
            queued("  sl  local_address rem_address   st tx_queue rx_queue tr tm->when"),
            None
        );
    }
}
