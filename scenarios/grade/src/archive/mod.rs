//! Archives that students hand in, unpacked as `unzip` and `tar` would do it, within bounds.
//!
//! Anyone wrote them, so: what is written stays in one folder, whatever names and links say; bytes, entries and
//! depth are limited, as is what is held in memory; and an archive is taken as a whole or not at all, since of half
//! of one nothing can be judged.

mod folder;
mod format;
mod name;
mod target;
mod tarred;
mod zipped;

pub(super) use folder::Folder;
pub use name::is_archive;
pub(super) use name::stem;

use format::Format;
use salon_model::{Note, Unopened};
use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use target::Target;

/// Bytes that the archives of a submission may hold in all.
const BYTES: u64 = 256 << 20;
/// Files, folders and links that they may hold.
const ENTRIES: usize = 50_000;
/// Bytes of an archive itself: its list of entries is held in memory.
const LARGEST: u64 = 128 << 20;

/// Why an archive was not unpacked.
#[derive(Debug)]
pub(super) enum Failure {
    /// It cannot be, here or anywhere.
    Unopened(Unopened),
    /// The files in it could not be written, which is not the archive's fault.
    Unwritable(io::Error),
}

impl From<Unopened> for Failure {
    fn from(why: Unopened) -> Self {
        Self::Unopened(why)
    }
}

/// What may still be unpacked for a submission.
#[derive(Debug)]
pub(super) struct Budget {
    bytes: u64,
    entries: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            bytes: BYTES,
            entries: ENTRIES,
        }
    }
}

/// Unpacks an archive into a new folder, and tells what a teacher should know of it.
pub(super) fn unpack(archive: &Path, into: &Path, budget: &mut Budget) -> Result<Vec<Note>, Failure> {
    // One at a time: what one needs in memory is bounded, what many need would not be.
    static TURN: Mutex<()> = Mutex::new(());
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let unreadable = |_| Unopened::Unreadable;
    let mut file = File::open(archive).map_err(unreadable)?;
    if file.metadata().map_err(unreadable)?.len() > LARGEST {
        return Err(Unopened::TooLarge.into());
    }
    let format = Format::of(&mut file, archive)?;
    fs::create_dir_all(into).map_err(Failure::Unwritable)?;
    let mut target = Target::new(into, budget);
    let read = match format {
        Format::Zip => zipped::read(file, &mut target),
        Format::Tar => tarred::read(file, &mut target),
        Format::Gzip => tarred::read_packed(flate2::read::MultiGzDecoder::new(file), archive, &mut target),
        Format::Xz => tarred::read_packed(format::xz(file), archive, &mut target),
    };
    match read.and_then(|()| target.finish()) {
        Ok(notes) => Ok(notes),
        Err(failure) => {
            let _ = fs::remove_dir_all(into);
            Err(failure)
        }
    }
}
