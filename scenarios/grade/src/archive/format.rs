//! What an archive is, by how it begins: its name may lie.

use super::name;
use lzma_rust2::XzReader;
use salon_model::Unopened;
use std::fs::File;
use std::io::{Read, Seek};
use std::path::Path;

/// Where a tar file says what it is, and what it says.
const USTAR: (usize, &[u8]) = (257, b"ustar");
/// KiB that the dictionary of a compressed file may take: twice what `xz -9` uses.
const DICTIONARY: u32 = 128 << 10;

/// The formats that are understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Zip,
    Tar,
    Gzip,
    Xz,
}

impl Format {
    pub(super) fn of(file: &mut File, path: &Path) -> Result<Self, Unopened> {
        let mut head = Vec::new();
        let read = file.by_ref().take(512).read_to_end(&mut head);
        read.and_then(|_| file.rewind()).map_err(|_| Unopened::Unreadable)?;
        let begins = |magic: &[u8]| head.starts_with(magic);
        if begins(b"PK\x03\x04") || begins(b"PK\x05\x06") {
            return Ok(Self::Zip);
        }
        if begins(b"\x1f\x8b") {
            return Ok(Self::Gzip);
        }
        if begins(b"\xfd7zXZ\0") {
            return Ok(Self::Xz);
        }
        if begins(b"Rar!") {
            return Err(Unopened::Rar);
        }
        if begins(b"7z\xbc\xaf\x27\x1c") {
            return Err(Unopened::SevenZip);
        }
        if is_tar(&head) {
            return Ok(Self::Tar);
        }
        match path.extension().unwrap_or_default().to_ascii_lowercase().to_str() {
            // Something may stand before it, and it may be older than what tar files say.
            Some("zip" | "zipx") => Ok(Self::Zip),
            Some("tar") => Ok(Self::Tar),
            Some("gz" | "tgz" | "xz" | "txz" | "rar" | "7z") => Err(Unopened::Broken),
            _ => Err(Unopened::OtherFormat),
        }
    }
}

/// Whether what is compressed in a file is a tar file.
pub(super) fn holds_tar(head: &[u8], path: &Path) -> bool {
    is_tar(head) || name::says_tar(path)
}

/// What `xz` compressed.
pub(super) fn xz(file: File) -> XzReader<File> {
    XzReader::new_mem_limit(file, true, DICTIONARY)
}

fn is_tar(head: &[u8]) -> bool {
    let (at, says) = USTAR;
    head.get(at..).is_some_and(|rest| rest.starts_with(says))
}
