//! From an argument to pages.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use reqwest::Url;

use super::page::{Names, Page};
use crate::error::{ErrorKind, Place, UrlProblem};

/// The largest list that is read: 1 MiB.
const LARGEST: u64 = 1 << 20;
/// The most lines it may have.
const MOST_LINES: usize = 10_000;

/// Where the URLs come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A single one, as given.
    Url(String),
    /// A file with one a line. Blank lines and a byte-order mark are passed over.
    File(PathBuf),
}

impl Source {
    /// What an argument means: with `://` in it a URL, otherwise a file.
    pub fn of(argument: &str) -> Self {
        if argument.contains("://") {
            Self::Url(argument.to_owned())
        } else {
            Self::File(argument.into())
        }
    }

    /// Its pages, in order.
    pub fn pages(&self) -> Result<Vec<Page>, ErrorKind> {
        match self {
            Self::Url(text) => {
                let url = parse(text).map_err(|(_, problem)| ErrorKind::NotAUrl {
                    place: None,
                    text: text.clone(),
                    problem,
                })?;
                Ok(vec![Page::alone(text, url)])
            }
            Self::File(path) => listed(path),
        }
    }
}

fn listed(path: &Path) -> Result<Vec<Page>, ErrorKind> {
    let mut bytes = Vec::new();
    // A device or a pipe can give bytes without end.
    let read = File::open(path).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes));
    read.map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => ErrorKind::MissingFile { path: path.into() },
        _ => ErrorKind::UnreadableFile {
            path: path.into(),
            error,
        },
    })?;
    let lines = bytes.split(|&byte| byte == b'\n').take(MOST_LINES + 2);
    // A line end behind the last line begins none.
    if bytes.len() as u64 > LARGEST || lines.count() > MOST_LINES + usize::from(bytes.ends_with(b"\n")) {
        return Err(ErrorKind::LongList { path: path.into() });
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let mut names = Names::default();
    let mut pages = Vec::new();
    for (index, line) in bytes.split(|&byte| byte == b'\n').enumerate() {
        let wrong = |text: &str, skipped: usize, problem| ErrorKind::NotAUrl {
            place: Some(Place {
                path: path.into(),
                line: index + 1,
                column: skipped + 1,
            }),
            text: text.to_owned(),
            problem,
        };
        let line = std::str::from_utf8(line).map_err(|error| {
            let readable = String::from_utf8_lossy(&line[..error.valid_up_to()]);
            let lossy = String::from_utf8_lossy(line);
            wrong(lossy.trim(), readable.chars().count(), UrlProblem::NotUtf8)
        })?;
        let text = line.trim();
        if text.is_empty() {
            continue;
        }
        let indent = line.chars().count() - line.trim_start().chars().count();
        let url = parse(text).map_err(|(column, problem)| wrong(text, indent + column, problem))?;
        pages.push(Page::new(text, url, &mut names));
    }
    if pages.is_empty() {
        return Err(ErrorKind::EmptyFile { path: path.into() });
    }
    Ok(pages)
}

/// The URL a text stands for, or how many characters into it what is wrong.
fn parse(text: &str) -> Result<Url, (usize, UrlProblem)> {
    // The URL standard would quietly drop some of these and encode others.
    let invisible = |c: char| c.is_whitespace() || c.is_control();
    if let Some(column) = text.chars().position(invisible) {
        return Err((column, UrlProblem::Space));
    }
    let Some((scheme, rest)) = text.split_once("://") else {
        return Err((0, UrlProblem::NoScheme));
    };
    let host = scheme.chars().count() + 3;
    if !["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
        return Err((0, UrlProblem::OtherScheme));
    }
    // The standard would take the first segment of `https:///page` for the host.
    if rest.is_empty() || rest.starts_with(['/', '\\', '?', '#']) {
        return Err((host, UrlProblem::NoHost));
    }
    Url::parse(text).map_err(|_| (host, UrlProblem::Malformed))
}
