//! The scenario's files, laid where a program under test reads them.
//!
//! A program is told a file's name, and reads it in its working directory; or it reads a list of its own, beside
//! itself or in a folder of the submission, wherever it is started. So a file lies in its working directory, beside the
//! program, and in the place of every file of that name that was handed in. All that is in the session's own copy.

use crate::world::Shim;
use salon_model::{File, WorldError};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Most files and folders looked at for files of a name, and most that are replaced.
const LOOKED_AT: usize = 20_000;
const REPLACED: usize = 200;
/// Bytes of a file that tell its encoding.
const TELLING: u64 = 64 * 1024;

/// Lays the files for a program whose submission is in `own`.
///
/// A folder of a file's name stays, and a program meets it there: people who were handed a list would have to put it
/// elsewhere, too.
///
/// # Errors
/// When one cannot be written though nothing of the submission is in its place.
pub(super) fn lay(files: &[File], shim: &Shim, own: &Path) -> Result<(), WorldError> {
    for file in files {
        let name = Path::new(&file.name);
        let there = shim.directory.join(name);
        let mut places = named(own, name);
        places.extend(beside_program(shim, own).map(|folder| folder.join(name)));
        // That of the submission which is nearest to where the program is started tells how the others are written.
        let usual = [&there]
            .into_iter()
            .chain(&places)
            .find_map(|place| Encoding::of(place));
        for place in &places {
            // The one in the working directory is what the scenario asks for.
            let _ = replace(place, &file.content, Encoding::of(place).or(usual));
        }
        if there.is_dir() && !there.is_symlink() {
            continue;
        }
        replace(&there, &file.content, Encoding::of(&there).or(usual))
            .map_err(WorldError::at(format!("writing {}", there.display())))?;
    }
    Ok(())
}

/// The files of a name in a submission; none in one that is the whole machine. Links are not followed.
fn named(own: &Path, name: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = own.parent().map(|_| own.to_owned()).into_iter().collect();
    let mut looked_at = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            looked_at += 1;
            if looked_at > LOOKED_AT || found.len() == REPLACED {
                return found;
            }
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => folders.push(entry.path()),
                Ok(_) if entry.file_name() == name => found.push(entry.path()),
                _ => {}
            }
        }
    }
    found.sort();
    found
}

/// The folder of the program's own file: itself, or what its interpreter is given.
fn beside_program(shim: &Shim, own: &Path) -> Option<PathBuf> {
    let words = shim.arguments.iter().map(Path::new);
    let mut files = words
        .chain([shim.program.as_path()])
        .map(|word| shim.directory.join(word));
    let program = files.find(|path| path.is_file() && path.starts_with(own))?;
    program.parent().map(Path::to_owned)
}

/// Writes a file, in the place of what is there but a folder. A link or a FIFO is not written through.
fn replace(place: &Path, content: &str, encoding: Option<Encoding>) -> std::io::Result<()> {
    let bytes = encoding.unwrap_or(Encoding::Utf8).encoded(content);
    let _ = fs::remove_file(place);
    fs::write(place, bytes)
}

/// How text is written in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Utf8,
    /// With a byte order mark, as editors of Windows write it.
    Utf8Marked,
    Latin1,
    /// With a byte order mark, as PowerShell writes it.
    Utf16Le,
    Utf16Be,
}

impl Encoding {
    /// Of a file with text in it; `None` where there is none.
    fn of(place: &Path) -> Option<Self> {
        // A link may lead to what can be read without end.
        let is_file = fs::metadata(place).is_ok_and(|metadata| metadata.is_file());
        let mut bytes = Vec::new();
        let file = is_file.then(|| fs::File::open(place))?.ok()?;
        file.take(TELLING).read_to_end(&mut bytes).ok()?;
        Self::told_by(&bytes)
    }

    fn told_by(bytes: &[u8]) -> Option<Self> {
        Some(match bytes {
            [] => return None,
            [0xef, 0xbb, 0xbf, ..] => Self::Utf8Marked,
            [0xff, 0xfe, ..] => Self::Utf16Le,
            [0xfe, 0xff, ..] => Self::Utf16Be,
            // A character may be cut off at the end of what was read.
            _ => match std::str::from_utf8(bytes) {
                Err(error) if error.error_len().is_some() => Self::Latin1,
                _ => Self::Utf8,
            },
        })
    }

    /// A text so written; as UTF-8 where it cannot be.
    fn encoded(self, text: &str) -> Vec<u8> {
        let sixteen = |bytes: fn(u16) -> [u8; 2]| {
            let units = std::iter::once(0xfeff).chain(text.encode_utf16());
            units.flat_map(bytes).collect()
        };
        match self {
            Self::Utf8 => text.into(),
            Self::Utf8Marked => ["\u{feff}", text].concat().into(),
            Self::Latin1 => {
                let bytes: Option<Vec<u8>> = text.chars().map(|letter| u8::try_from(letter).ok()).collect();
                bytes.unwrap_or_else(|| text.into())
            }
            Self::Utf16Le => sixteen(u16::to_le_bytes),
            Self::Utf16Be => sixteen(u16::to_be_bytes),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Encoding;

    #[test]
    fn a_text_is_written_as_the_one_that_it_replaces() {
        for (found, written) in [
            (b"http".as_slice(), "é".as_bytes()),
            (b"\xef\xbb\xbfhttp", b"\xef\xbb\xbf\xc3\xa9"),
            (b"\xff\xfeh\0", b"\xff\xfe\xe9\0"),
            (b"\xfe\xff\0h", b"\xfe\xff\0\xe9"),
            (b"caf\xe9 \n", b"\xe9"),
            // Cut off in the middle of a character.
            (b"caf\xc3", b"\xc3\xa9"),
        ] {
            let encoding = Encoding::told_by(found).expect("a text");
            assert_eq!(encoding.encoded("é"), written, "{encoding:?}");
        }
        assert_eq!(Encoding::told_by(b""), None);
    }

    #[test]
    fn what_latin_1_has_no_letter_for_is_written_as_utf_8() {
        assert_eq!(Encoding::Latin1.encoded("€"), "€".as_bytes());
    }
}
