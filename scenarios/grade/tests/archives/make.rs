//! Archives made by hand, so that they can be wrong.

use flate2::{Compression, Crc};
use std::io::Write;

/// A file in a zip archive, stored.
#[derive(Clone)]
pub(crate) struct File {
    pub(crate) name: Vec<u8>,
    pub(crate) content: Vec<u8>,
    pub(crate) flags: u16,
    pub(crate) method: u16,
    /// As Unix has it.
    pub(crate) mode: u32,
    /// How long it is said to be.
    pub(crate) size: u32,
}

impl File {
    pub(crate) fn new(name: impl AsRef<[u8]>, content: impl AsRef<[u8]>) -> Self {
        let content = content.as_ref().to_owned();
        Self {
            name: name.as_ref().to_owned(),
            size: u32::try_from(content.len()).unwrap(),
            content,
            flags: 0,
            method: 0,
            mode: 0o100_644,
        }
    }

    pub(crate) fn program(name: &str) -> Self {
        Self::new(name, "print()\n")
    }

    pub(crate) fn link(name: &str, to: &str) -> Self {
        Self {
            mode: 0o120_777,
            ..Self::new(name, to)
        }
    }
}

/// A zip archive.
pub(crate) fn zip(files: &[File]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut directory = Vec::new();
    for file in files {
        let mut crc = Crc::new();
        crc.update(&file.content);
        let offset = u32::try_from(out.len()).unwrap();
        let mut fields = Vec::new();
        for field in [20, file.flags, file.method, 0, 0x21] {
            fields.extend(field.to_le_bytes());
        }
        let stored = u32::try_from(file.content.len()).unwrap();
        for field in [crc.sum(), stored, file.size] {
            fields.extend(field.to_le_bytes());
        }
        fields.extend(u16::try_from(file.name.len()).unwrap().to_le_bytes());
        fields.extend([0, 0]);
        out.extend(b"PK\x03\x04");
        out.extend(&fields);
        out.extend(&file.name);
        out.extend(&file.content);
        // Made by Unix.
        directory.extend(b"PK\x01\x02\x14\x03");
        directory.extend(&fields);
        directory.extend([0; 6]);
        directory.extend((file.mode << 16).to_le_bytes());
        directory.extend(offset.to_le_bytes());
        directory.extend(&file.name);
    }
    let start = u32::try_from(out.len()).unwrap();
    let count = u16::try_from(files.len()).unwrap().to_le_bytes();
    out.extend(&directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(count);
    out.extend(count);
    out.extend(u32::try_from(directory.len()).unwrap().to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0, 0]);
    out
}

/// A tar archive of files, and of links where there is a second name.
pub(crate) fn tar(entries: &[(tar::EntryType, &str, &str)]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (kind, name, content) in entries {
        let is_link = matches!(kind, tar::EntryType::Symlink | tar::EntryType::Link);
        let content = if is_link { "" } else { *content };
        let mut header = tar::Header::new_gnu();
        header.set_entry_type(*kind);
        header.set_mode(0o644);
        header.set_size(content.len() as u64);
        // Not by its own way, which takes no name that leads out.
        header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
        if is_link {
            let to = entries.iter().find(|entry| entry.1 == *name).unwrap().2;
            header.as_old_mut().linkname[..to.len()].copy_from_slice(to.as_bytes());
        }
        header.set_cksum();
        builder.append(&header, content.as_bytes()).unwrap();
    }
    builder.into_inner().unwrap()
}

pub(crate) fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}
