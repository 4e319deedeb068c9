//! What a program finds around it when it is run: the hosts of a mock web site, and files in its
//! working directory.
//!
//! ```yaml
//! site:
//!   www.un.test: page
//!   www.deux.test: page after 300 ms
//!   www.trois.test: dead
//! files:
//!   urls.txt: [https://www.un.test, https://www.deux.test]   # lines; none ends the last
//!   words.txt: "to the byte\n"
//! ```

use super::diagnostics::Findings;
use super::fault::{ShapeFault, SurroundingsFault};
use super::near::nearest;
use super::node::{Content, Entry, Field, Node};
use salon_model::{Answer, File, Host};

/// The longest name of a host, and of one of its words (RFC 1035).
const LONGEST_HOST: usize = 253;
const LONGEST_LABEL: usize = 63;
/// The longest name of a file, in bytes.
const LONGEST_FILE_NAME: usize = 255;

/// The hosts of the mock web site; none where nothing is written.
pub(super) fn site(field: Field, findings: &mut Findings<'_>) -> Option<Vec<Host>> {
    let hosts: Vec<_> = mapping(field, SurroundingsFault::NoHosts, findings)?
        .into_iter()
        .map(|(key, value)| {
            let name = host_name(&key, findings);
            let answer = answer(&key, &value, findings);
            Some(Host {
                name: name?,
                answer: answer?,
            })
        })
        .collect();
    hosts.into_iter().collect()
}

/// The files; none where nothing is written.
pub(super) fn files(field: Field, findings: &mut Findings<'_>) -> Option<Vec<File>> {
    let files: Vec<_> = mapping(field, SurroundingsFault::NoFiles, findings)?
        .into_iter()
        .map(|(key, value)| {
            let name = file_name(&key, findings);
            let content = content(&key, value, findings);
            Some(File {
                name: name?,
                content: content?,
            })
        })
        .collect();
    files.into_iter().collect()
}

/// The entries of a mapping, none where nothing is written.
fn mapping(field: Field, fault: SurroundingsFault, findings: &mut Findings<'_>) -> Option<Vec<(Node, Node)>> {
    let Some(Entry { value, .. }) = field else {
        return Some(Vec::new());
    };
    if let Content::Map(entries) = value.content {
        return Some(entries);
    }
    findings.add(value.at, fault);
    None
}

fn host_name(key: &Node, findings: &mut Findings<'_>) -> Option<String> {
    let written = key.text().unwrap_or_default();
    if is_host_name(written) {
        return Some(written.to_owned());
    }
    // Most often the whole URL is written, or capitals.
    let bare = written.split_once("://").map_or(written, |(_, rest)| rest);
    let bare = bare.split(['/', ':', '?', '#']).next().unwrap_or_default();
    let nearest = Some(bare.trim_end_matches('.').to_lowercase()).filter(|name| is_host_name(name));
    findings.add(key.at.clone(), SurroundingsFault::HostName { nearest });
    None
}

/// Whether a text is a lower-case host name of two words or more (RFC 1123), which nothing that reads
/// URLs takes for an address: those look for a digit at the start of the last word.
fn is_host_name(name: &str) -> bool {
    let label = |label: &str| {
        (1..=LONGEST_LABEL).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|next| matches!(next, b'a'..=b'z' | b'0'..=b'9' | b'-'))
    };
    let last = name.rsplit_once('.').map(|(_, last)| last);
    name.len() <= LONGEST_HOST
        && name.split('.').all(label)
        && last.is_some_and(|last| last.starts_with(|first: char| first.is_ascii_lowercase()))
}

fn answer(key: &Node, value: &Node, findings: &mut Findings<'_>) -> Option<Answer> {
    let written = value.text().unwrap_or_default();
    let words: Vec<&str> = written.split_whitespace().collect();
    let delay = match words[..] {
        ["dead"] => return Some(Answer::Dead),
        ["page"] => Some(0),
        ["page", "after", number, "ms"] if number.bytes().all(|digit| digit.is_ascii_digit()) => number.parse().ok(),
        _ => None,
    };
    if delay.is_none() {
        let at = if written.is_empty() && value.is_null() {
            key
        } else {
            value
        };
        let nearest = nearest(written, ["page", "dead", "page after 300 ms"]);
        findings.add(at.at.clone(), SurroundingsFault::Answer { nearest });
    }
    delay.map(|delay_ms| Answer::Page { delay_ms })
}

fn file_name(key: &Node, findings: &mut Findings<'_>) -> Option<String> {
    let name = key.text().filter(|name| {
        !matches!(*name, "." | "..")
            && name.len() <= LONGEST_FILE_NAME
            && !name.contains(['/', '\\'])
            && !name.contains(char::is_control)
    });
    if name.is_none() {
        findings.add(key.at.clone(), SurroundingsFault::FileName);
    }
    name.map(str::to_owned)
}

/// What is in a file. Lines are joined and nothing is added: programs of students crash on a blank
/// line at the end of a list.
fn content(key: &Node, value: Node, findings: &mut Findings<'_>) -> Option<String> {
    let (at, fault) = match value.content {
        Content::List(items) => {
            let lines: Vec<_> = items.iter().map(|item| line(item, findings)).collect();
            let lines: Vec<&str> = lines.into_iter().collect::<Option<_>>()?;
            return Some(lines.join("\n"));
        }
        Content::Scalar(text) => return Some(text),
        Content::Null(text) if !text.is_empty() => return Some(text),
        Content::Null(_) => (key.at.clone(), SurroundingsFault::NoContent),
        Content::Map(_) => (value.at, SurroundingsFault::NoContent),
    };
    findings.add(at, fault);
    None
}

fn line<'n>(item: &'n Node, findings: &mut Findings<'_>) -> Option<&'n str> {
    match &item.content {
        Content::Scalar(text) if text.contains(['\n', '\r']) => {
            findings.add(item.at.clone(), SurroundingsFault::LineBreak);
        }
        Content::Scalar(text) => return Some(text),
        Content::Null(text) if !text.is_empty() => return Some(text),
        _ => findings.add(item.at.clone(), ShapeFault::NotText),
    }
    None
}

#[cfg(test)]
mod tests {
    use super::is_host_name;

    #[test]
    fn a_host_name_has_two_words_and_is_no_address() {
        for name in ["www.un.test", "a.b", "1.un.test", "xn--bcher-kva.test", "a-b.c-d.e1"] {
            assert!(is_host_name(name), "{name}");
        }
        let long = format!("{}.test", "a".repeat(64));
        let longer = "a.".repeat(130) + "test";
        for name in [
            "",
            "localhost",
            "192.0.2.1",
            "1.2",
            "a.0x7f",
            "::1",
            "Www.un.test",
            "www..test",
            ".un.test",
            "un.test.",
            "-a.test",
            "a-.test",
            "été.test",
            "a_b.test",
            "un.test:443",
            &long,
            &longer,
        ] {
            assert!(!is_host_name(name), "{name}");
        }
    }
}
