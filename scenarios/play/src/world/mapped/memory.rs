//! The memory of a traced thread.

use crate::proc;
use std::io;

/// Bytes at an address of a thread's memory.
pub(super) fn read(thread: i32, address: u64, length: usize) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; length];
    proc::read_memory(thread.cast_unsigned(), address, &mut bytes)?;
    Ok(bytes)
}

/// Changes bytes at an address of a thread's memory.
pub(super) fn write(thread: i32, address: u64, bytes: &[u8]) -> io::Result<()> {
    proc::write_memory(thread.cast_unsigned(), address, bytes)
}

pub(super) fn read_u64(thread: i32, address: u64) -> io::Result<u64> {
    let bytes = read(thread, address, 8)?;
    Ok(u64::from_ne_bytes(bytes.try_into().unwrap_or_default()))
}

pub(super) fn read_u32(thread: i32, address: u64) -> io::Result<u32> {
    let bytes = read(thread, address, 4)?;
    Ok(u32::from_ne_bytes(bytes.try_into().unwrap_or_default()))
}
