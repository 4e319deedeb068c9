//! The memory of a traced thread, and its sockets.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::FileExt;

/// Longest address that the kernel takes (`sockaddr_storage`).
const LONGEST: usize = 128;

/// Bytes at an address of a thread's memory.
pub(super) fn read(thread: i32, address: u64, length: usize) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; length];
    File::open(format!("/proc/{thread}/mem"))?.read_exact_at(&mut bytes, address)?;
    Ok(bytes)
}

/// The text at an address of a thread's memory that ends with a zero, as far as a path can be long.
pub(super) fn read_text(thread: i32, address: u64) -> Option<String> {
    const PAGE: u64 = 4096;
    let mut text = Vec::new();
    while text.len() < PAGE as usize {
        let at = address + text.len() as u64;
        // Behind the page may be nothing.
        let part = read(thread, at, (PAGE - at % PAGE) as usize).ok()?;
        if let Some(end) = part.iter().position(|byte| *byte == 0) {
            text.extend_from_slice(&part[..end]);
            return String::from_utf8(text).ok();
        }
        text.extend(part);
    }
    None
}

/// Changes bytes at an address of a thread's memory, be it written by the program or not.
pub(super) fn write(thread: i32, address: u64, bytes: &[u8]) -> io::Result<()> {
    let memory = File::options().write(true).open(format!("/proc/{thread}/mem"))?;
    memory.write_all_at(bytes, address)
}

pub(super) fn read_u64(thread: i32, address: u64) -> io::Result<u64> {
    let bytes = read(thread, address, 8)?;
    Ok(u64::from_ne_bytes(bytes.try_into().unwrap_or_default()))
}

pub(super) fn read_u32(thread: i32, address: u64) -> io::Result<u32> {
    let bytes = read(thread, address, 4)?;
    Ok(u32::from_ne_bytes(bytes.try_into().unwrap_or_default()))
}

/// The address at a place of a thread's memory; `None` where the kernel would not take one of such a length.
pub(super) fn read_address(thread: i32, address: u64, length: u64) -> Option<Vec<u8>> {
    // The kernel takes the low half of an argument that is an `int`.
    let length = usize::try_from((length as u32).cast_signed()).ok()?;
    (2..=LONGEST)
        .contains(&length)
        .then(|| read(thread, address, length).ok())
        .flatten()
}

/// The number of the socket that a thread knows by this descriptor.
pub(super) fn socket(thread: i32, descriptor: u64) -> Option<u64> {
    let target = fs::read_link(format!("/proc/{thread}/fd/{}", (descriptor as u32).cast_signed())).ok()?;
    target
        .to_str()?
        .strip_prefix("socket:[")?
        .strip_suffix(']')?
        .parse()
        .ok()
}
