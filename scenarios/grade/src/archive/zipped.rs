//! Zip archives.

use super::Failure;
use super::target::{LONGEST, Target, unread};
use salon_model::Unopened;
use std::borrow::Cow;
use std::fs::File;
use std::io::{BufReader, Read};
use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

/// What Unix says of a file's kind, and that it is a link.
const KIND: u32 = 0o170_000;
const LINK: u32 = 0o120_000;

pub(super) fn read(file: File, target: &mut Target<'_>) -> Result<(), Failure> {
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(|error| unopened(&error))?;
    let mut bytes: u64 = 0;
    for index in 0..archive.len() {
        let entry = archive.by_index_data(index).map_err(|error| unopened(&error))?;
        if entry.encrypted() {
            return Err(Unopened::Encrypted.into());
        }
        if !matches!(
            entry.compression(),
            CompressionMethod::Stored | CompressionMethod::Deflated
        ) {
            return Err(Unopened::Method.into());
        }
        bytes = bytes.saturating_add(entry.size());
    }
    target.expects(bytes, archive.len())?;
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(|error| unopened(&error))?;
        let name = name(entry.name_raw(), entry.name().ok());
        let Some(path) = target.place(&name)? else { continue };
        let mode = entry.unix_mode().unwrap_or_default();
        if name.ends_with(b"/") {
            target.folder(&path)?;
        } else if mode & KIND == LINK {
            let mut to = Vec::new();
            let read = entry.by_ref().take(LONGEST as u64 + 1).read_to_end(&mut to);
            read.map_err(|error| unread(&error))?;
            target.link(path, &to);
        } else {
            target.file(&path, mode & 0o111 != 0, &mut entry)?;
        }
    }
    Ok(())
}

/// The name of an entry, as bytes with slashes. macOS writes UTF-8 and does not say so; what is none was written
/// before zip knew of it, and old programs of Windows wrote backslashes.
fn name(raw: &[u8], decoded: Option<Cow<'_, str>>) -> Vec<u8> {
    let mut name = match (std::str::from_utf8(raw), decoded) {
        (Err(_), Some(decoded)) => decoded.into_owned().into_bytes(),
        _ => raw.to_owned(),
    };
    for byte in &mut name {
        if *byte == b'\\' {
            *byte = b'/';
        }
    }
    name
}

fn unopened(error: &ZipError) -> Failure {
    match error {
        ZipError::Io(error) => unread(error),
        ZipError::CompressionMethodNotSupported(_) | ZipError::UnsupportedArchive(_) => Unopened::Method.into(),
        ZipError::InvalidPassword => Unopened::Encrypted.into(),
        _ => Unopened::Broken.into(),
    }
}
