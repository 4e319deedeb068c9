//! Which line of a submission an interpreter's last words point at.
//!
//! The words are the program's, so they can say anything: only a line that is there, of a file that is in the
//! submission, is ever named. In its world a submission lies where it lies outside, so paths are the same.

use salon_judge::complaint::{self, Complaint};
use salon_model::Place;
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

/// Lines that are looked up before we give up: a program may print any number of them.
const LOOKED_UP: usize = 100;
/// Bytes of a file in which lines are counted.
const COUNTED: u64 = 1 << 20;

/// The errors printed that point at a line of the submission in `root`, of a program that was started in `directory`:
/// which of all errors, from 0, and the line. The last ones only, of a program that prints many.
pub(super) fn places(printed: &[String], directory: &Path, root: &Path) -> Vec<(usize, Place)> {
    let Ok(root) = fs::canonicalize(root) else {
        return Vec::new();
    };
    let errors = complaint::find(printed);
    let mut left = LOOKED_UP;
    let mut places: Vec<(usize, Place)> = Vec::new();
    for (number, error) in errors.iter().enumerate().rev() {
        let frames = error.frames.iter().rev().take(left);
        left -= frames.len();
        let mut lines = frames.map(|frame| inside(&root, &directory.join(&frame.file), frame.line));
        if let Some(place) = lines.find_map(|line| line) {
            places.push((number, place));
        }
        if left == 0 {
            break;
        }
    }
    places.reverse();
    places
}

/// The line that the last error points at, of those that are `meant`.
pub(super) fn place(
    printed: &[String],
    places: &[(usize, Place)],
    meant: impl Fn(&Complaint) -> bool,
) -> Option<Place> {
    if places.is_empty() {
        return None;
    }
    let errors = complaint::find(printed);
    let of_meant = |(number, _): &&(usize, Place)| errors.get(*number).is_some_and(&meant);
    places.iter().rev().find(of_meant).map(|(_, place)| place.clone())
}

/// The line, if it is in the submission.
fn inside(root: &Path, path: &Path, line: usize) -> Option<Place> {
    let path = fs::canonicalize(path).ok()?;
    let file = path.strip_prefix(root).ok().filter(|file| file.to_str().is_some())?;
    if line == 0 || !fs::metadata(&path).ok()?.is_file() {
        return None;
    }
    let mut text = Vec::new();
    File::open(&path).ok()?.take(COUNTED).read_to_end(&mut text).ok()?;
    // An error at the end of a file may be said to be in the line behind it.
    let lines = text.split(|byte| *byte == b'\n').count();
    (line <= lines).then(|| Place {
        file: file.to_owned(),
        line,
    })
}

#[cfg(test)]
mod tests {
    use super::{Complaint, place, places};
    use std::fs;

    /// What is found in these lines, where the submission has `a.py` and `lib/b.pl` of five lines each.
    /// An interruption counts where it is `judged`.
    fn found(printed: &[&str], judged: bool) -> Option<(String, usize)> {
        let outside = tempfile::tempdir().unwrap();
        let root = outside.path().join("submission");
        fs::create_dir_all(root.join("lib")).unwrap();
        let five = "1\n2\n3\n4\n5";
        for file in ["submission/a.py", "submission/lib/b.pl", "secret.py"] {
            fs::write(outside.path().join(file), five).unwrap();
        }
        std::os::unix::fs::symlink(outside.path().join("secret.py"), root.join("link.py")).unwrap();
        let shown = |line: &&str| line.replace("ROOT", root.to_str().unwrap());
        let printed: Vec<String> = printed.iter().map(shown).collect();
        let meant = |complaint: &Complaint| judged || !complaint.interrupted;
        let place = place(&printed, &places(&printed, &root.join("lib"), &root), meant)?;
        Some((place.file.to_str().unwrap().to_owned(), place.line))
    }

    /// In these lines, this line is found.
    fn leads(printed: &[&str], judged: bool, file: &str, line: usize) {
        assert_eq!(found(printed, judged), Some((file.to_owned(), line)), "{printed:?}");
    }

    #[test]
    fn the_last_frame_in_the_submission_is_the_place() {
        let printed = [
            "Traceback (most recent call last):",
            "  File \"ROOT/a.py\", line 5, in <module>",
            "    main()",
            "  File \"ROOT/a.py\", line 3, in main",
            "    await reader.read(1024)",
            "  File \"/usr/lib/python3.11/asyncio/streams.py\", line 540, in _wait_for_data",
            "ConnectionResetError: [Errno 104] Connection reset by peer",
            "Au revoir",
        ];
        leads(&printed, false, "a.py", 3);
        let syntax = [
            "  File \"ROOT/a.py\", line 2",
            "    f(",
            "SyntaxError: '(' was never closed",
        ];
        leads(&syntax, false, "a.py", 2);
    }

    #[test]
    fn other_interpreters_name_files_as_they_were_started() {
        leads(&["Died at b.pl line 4."], false, "lib/b.pl", 4);
        leads(&["Died at ../a.py line 1, <STDIN> line 7."], false, "a.py", 1);
        leads(&["ROOT/a.py:2", "    throw 1", "    ^"], false, "a.py", 2);
        leads(&["file://ROOT/a.py:2", "    throw 1", "    ^"], false, "a.py", 2);
        leads(&["b.pl:5:in `main': no (RuntimeError)"], false, "lib/b.pl", 5);
    }

    #[test]
    fn an_interruption_is_an_error_only_where_it_is_judged() {
        let printed = [
            "  File \"ROOT/a.py\", line 1, in <module>",
            "ValueError: no",
            "Traceback (most recent call last):",
            "  File \"ROOT/a.py\", line 5, in <module>",
            "KeyboardInterrupt",
        ];
        leads(&printed, false, "a.py", 1);
        leads(&printed[2..], true, "a.py", 5);
        assert_eq!(found(&printed[2..], false), None);
    }

    #[test]
    fn nothing_outside_and_nothing_that_is_not_there_is_named() {
        for line in [
            "File \"ROOT/../secret.py\", line 1, in x",
            "File \"ROOT/link.py\", line 1, in x",
            "File \"ROOT\", line 1, in x",
            "File \"ROOT/a.py\", line 0, in x",
            "File \"ROOT/a.py\", line 6, in x",
            "File \"ROOT/a.py\", line +2, in x",
            "File \"ROOT/a.py\", line 99999999999999999999, in x",
            "File \"ROOT/c.py\n::error::\", line 1, in x",
            "File \"\0\", line 1, in x",
            "/etc/passwd:1",
        ] {
            assert_eq!(found(&[line], true), None, "{line}");
        }
        let flood = vec!["File \"/nowhere\", line 1, in x"; 100_000];
        assert_eq!(found(&flood, true), None);
    }
}
