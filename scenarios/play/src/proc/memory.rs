//! What `/proc` says of memory and sockets.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::os::unix::ffi::OsStringExt;
use std::os::unix::fs::FileExt;
use std::path::PathBuf;

/// Memory of a process in bytes that no file holds; what several share is shared out among them.
pub(crate) fn memory_of(process: i32) -> u64 {
    own_pages(&fs::read_to_string(format!("/proc/{process}/smaps_rollup")).unwrap_or_default())
}

/// The part of it that is shared memory.
pub(crate) fn shared_memory_of(process: i32) -> u64 {
    let rollup = fs::read_to_string(format!("/proc/{process}/smaps_rollup")).unwrap_or_default();
    kilobytes(&rollup, "Pss_Shmem") * 1024
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

/// Memory in bytes in which the kernel keeps where the pages of a process are, be they used any more or not.
pub(crate) fn page_tables_of(process: i32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    kilobytes(&status, "VmPTE") * 1024
}

/// What a process maps of memory that it can share with its children and that no file holds: the inode and the
/// bytes of each part.
pub(crate) fn shareable_of(process: i32) -> Vec<(u64, u64)> {
    let maps = fs::read_to_string(format!("/proc/{process}/maps")).unwrap_or_default();
    maps.lines().filter_map(shareable).collect()
}

/// A line of `maps`, if it is of such memory: `7f01-7f02 rw-s 00000000 00:01 1057 /dev/zero (deleted)`.
fn shareable(line: &str) -> Option<(u64, u64)> {
    let mut fields = line.split_ascii_whitespace();
    let (from, to) = fields.next()?.split_once('-')?;
    let is_shared = fields.next()?.ends_with('s');
    let inode = fields.nth(2)?.parse().ok()?;
    let address = |text| u64::from_str_radix(text, 16).ok();
    let length = address(to)?.checked_sub(address(from)?)?;
    (is_shared && fields.next()? == "/dev/zero").then_some((inode, length))
}

/// Of the whole machine, the shared memory and the page tables, in bytes: what may be none of any process's pages.
pub(crate) fn hidden_of_machine() -> (u64, u64) {
    let machine = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let bytes = |name| kilobytes(&machine, name) * 1024;
    (bytes("Shmem"), bytes("PageTables"))
}

/// The number behind a name, of lines such as `VmPTE:  44 kB`; 0 where there is none.
fn kilobytes(text: &str, name: &str) -> u64 {
    let value = |line: &str| {
        line.strip_prefix(name)?
            .strip_prefix(':')?
            .trim()
            .strip_suffix(" kB")?
            .parse()
            .ok()
    };
    text.lines().find_map(value).unwrap_or(0)
}

/// Fills `bytes` with what lies at an address of the memory of a process, or of a thread: they have the same.
pub(crate) fn read_memory(id: u32, address: u64, bytes: &mut [u8]) -> io::Result<()> {
    File::open(format!("/proc/{id}/mem"))?.read_exact_at(bytes, address)
}

/// The path that lies at an address of the memory of a process.
///
/// # Errors
/// When it cannot be read, or has no end.
pub(crate) fn read_path(process: u32, address: u64) -> io::Result<PathBuf> {
    let memory = File::open(format!("/proc/{process}/mem"))?;
    let page = rustix::param::page_size() as u64;
    let mut path = Vec::new();
    while path.len() < libc::PATH_MAX as usize {
        // Not past the end of a page: what follows may be none of its memory.
        let from = address + path.len() as u64;
        let mut bytes = vec![0; usize::try_from(page - from % page).map_err(io::Error::other)?];
        memory.read_exact_at(&mut bytes, from)?;
        if let Some(end) = memchr::memchr(0, &bytes) {
            path.extend_from_slice(&bytes[..end]);
            return Ok(PathBuf::from(OsString::from_vec(path)));
        }
        path.append(&mut bytes);
    }
    Err(io::Error::other("a path without an end"))
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
    fn memory_to_share_is_told_from_files() {
        let line = "7f6800000000-7f6840000000 rw-s 00000000 00:01 1057    /dev/zero (deleted)";
        assert_eq!(shareable(line), Some((1057, 1 << 30)));
        assert_eq!(shareable("7f6800000000-7f6840000000 rw-p 00000000 00:00 0 "), None);
        assert_eq!(
            shareable("7f6800000000-7f6840000000 r--s 00000000 fe:00 7 /usr/lib/x.cache"),
            None
        );
        assert_eq!(kilobytes("VmPTE:\t      44 kB\nVmSwap: 1 kB", "VmPTE"), 44);
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
