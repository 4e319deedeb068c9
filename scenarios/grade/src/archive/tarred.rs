//! Tar archives, and what is compressed as a stream.

use super::Failure;
use super::format::holds_tar;
use super::name::stem;
use super::target::{Target, unread};
use salon_model::{Aside, Unopened};
use std::cell::Cell;
use std::io::{self, ErrorKind, Read};
use std::path::Path;
use tar::{Archive, EntryType};

/// Bytes that may stand before an entry: names and other things of it, which are held in memory.
const BEFORE: u64 = 1 << 20;
/// Bytes of a header.
const BLOCK: u64 = 512;

/// Reads what was one stream before it was compressed: a tar file, or else a single file.
pub(super) fn read_packed(mut stream: impl Read, path: &Path, target: &mut Target<'_>) -> Result<(), Failure> {
    let mut head = Vec::new();
    let read = stream.by_ref().take(BLOCK).read_to_end(&mut head);
    read.map_err(|error| unread(&error))?;
    let is_tar = holds_tar(&head, path);
    let mut whole = head.as_slice().chain(stream);
    if is_tar {
        return self::read(whole, target);
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    if let Some(place) = target.place(stem(&name).as_bytes())? {
        target.file(&place, false, &mut whole)?;
    }
    Ok(())
}

pub(super) fn read(stream: impl Read, target: &mut Target<'_>) -> Result<(), Failure> {
    let left = Cell::new(BEFORE);
    let mut archive = Archive::new(Bounded {
        stream,
        left: &left,
        whole: 2 * super::BYTES,
    });
    let mut entries = archive.entries().map_err(|error| unread(&error))?;
    loop {
        left.set(BEFORE);
        let Some(entry) = entries.next() else { break };
        let mut entry = entry.map_err(|error| unread(&error))?;
        let size = entry.size();
        target.expects(size, 0)?;
        left.set(u64::MAX);
        let kind = entry.header().entry_type();
        let name = entry.path_bytes().into_owned();
        let Some(path) = target.place(&name)? else {
            skip(&mut entry)?;
            continue;
        };
        match kind {
            // Old ones have folders whose names alone say so.
            EntryType::Regular | EntryType::Continuous | EntryType::GNUSparse if !name.ends_with(b"/") => {
                let mode = entry.header().mode().unwrap_or_default();
                if target.file(&path, mode & 0o111 != 0, &mut entry)? < size {
                    return Err(Unopened::Broken.into());
                }
            }
            EntryType::Regular | EntryType::Directory => target.folder(&path)?,
            EntryType::Symlink => target.link(path, &entry.link_name_bytes().unwrap_or_default()),
            EntryType::Link => {
                let of = entry.link_name_bytes().unwrap_or_default().into_owned();
                if let Some(of) = target.place(&of)? {
                    target.twin(path, of);
                }
            }
            EntryType::XGlobalHeader => {}
            _ => target.leave(Aside::Special, &path),
        }
        skip(&mut entry)?;
    }
    // The end of what is compressed says whether all of it is as it was.
    left.set(u64::MAX);
    let mut rest = archive.into_inner();
    skip(&mut rest)
}

/// Reads to the end.
fn skip(stream: &mut dyn Read) -> Result<(), Failure> {
    let read = io::copy(stream, &mut io::sink());
    read.map(|_| ()).map_err(|error| unread(&error))
}

/// A stream of which so much may be read at this place, and in all.
struct Bounded<'a, R> {
    stream: R,
    left: &'a Cell<u64>,
    whole: u64,
}

impl<R: Read> Read for Bounded<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.left.get().min(self.whole);
        if left == 0 && !buffer.is_empty() {
            return Err(ErrorKind::FileTooLarge.into());
        }
        let most = usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
        let read = self.stream.read(&mut buffer[..most])?;
        self.left.set(self.left.get().saturating_sub(read as u64));
        self.whole = self.whole.saturating_sub(read as u64);
        Ok(read)
    }
}
