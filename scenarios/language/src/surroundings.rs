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

use super::diagnostics::{Findings, Message, Wrong, say};
use super::node::{Content, Entry, Node};
use salon_model::{Answer, File, Host};

/// The longest name of a host, and of one of its words (RFC 1035).
const LONGEST_HOST: usize = 253;
const LONGEST_LABEL: usize = 63;
/// The longest name of a file, in bytes.
const LONGEST_FILE_NAME: usize = 255;
/// What a host can answer, with a delay as an example.
const ANSWERS: [&str; 3] = ["page", "page after 300 ms", "dead"];

/// The hosts of the mock web site.
pub(super) fn site(value: Node, findings: &mut Findings<'_>) -> Vec<Host> {
    let entries = mapping(value, || say::no_hosts().example(["www.un.test: page"]), findings);
    let host = |entry: Entry| {
        let name = findings.keep(host_name(&entry.key));
        let answer = findings.keep(answer(&entry));
        let (name, answer) = (name?, answer?);
        Some(Host { name, answer })
    };
    entries.into_iter().filter_map(host).collect()
}

/// The files.
pub(super) fn files(value: Node, findings: &mut Findings<'_>) -> Vec<File> {
    let entries = mapping(
        value,
        || say::no_files().example(["urls.txt: [https://www.un.test]"]),
        findings,
    );
    let file = |entry: Entry| {
        let name = findings.keep(file_name(&entry.key));
        let content = content(&entry, findings);
        let (name, content) = (name?, content?);
        Some(File { name, content })
    };
    entries.into_iter().filter_map(file).collect()
}

fn mapping(value: Node, wrong: impl Fn() -> Message, findings: &mut Findings<'_>) -> Vec<Entry> {
    match value.content {
        Content::Map(entries) => return entries,
        _ => findings.note(&value.at, wrong()),
    }
    Vec::new()
}

fn host_name(key: &Node) -> Result<String, Wrong> {
    let written = key.text().unwrap_or_default();
    if is_host_name(written) {
        return Ok(written.to_owned());
    }
    // Most often the whole URL is written, or capitals.
    let bare = written.split_once("://").map_or(written, |(_, rest)| rest);
    let bare = bare.split(['/', ':', '?', '#']).next().unwrap_or_default();
    let nearest = Some(bare.trim_end_matches('.').to_lowercase()).filter(|name| is_host_name(name));
    Err(key.wrong(say::host_name().near(nearest)))
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

fn answer(entry: &Entry) -> Result<Answer, Wrong> {
    let written = entry.value.text().unwrap_or_default();
    let words: Vec<&str> = written.split_whitespace().collect();
    let delay = match words[..] {
        ["dead"] => return Ok(Answer::Dead),
        ["page"] => Some(0),
        ["page", "after", number, "ms"] if number.bytes().all(|digit| digit.is_ascii_digit()) => number.parse().ok(),
        _ => None,
    };
    let at = if written.is_empty() { entry.held() } else { &entry.value };
    delay
        .map(|delay_ms| Answer::Page { delay_ms })
        .ok_or_else(|| at.wrong(say::answer().among(written, ANSWERS)))
}

fn file_name(key: &Node) -> Result<String, Wrong> {
    let is_name = |name: &&str| {
        !matches!(*name, "." | "..")
            && name.len() <= LONGEST_FILE_NAME
            && !name.contains(['/', '\\'])
            && !name.contains(char::is_control)
    };
    let name = key.text().filter(is_name).map(str::to_owned);
    name.ok_or_else(|| key.wrong(say::file_name()))
}

/// What is in a file. Lines are joined and nothing is added: programs of students crash on a blank
/// line at the end of a list.
fn content(entry: &Entry, findings: &mut Findings<'_>) -> Option<String> {
    if let Content::List(items) = &entry.value.content {
        let lines: Vec<&str> = items.iter().filter_map(|item| findings.keep(line(item))).collect();
        return Some(lines.join("\n"));
    }
    let text = entry.value.any_text().map(str::to_owned);
    findings.keep(text.ok_or_else(|| entry.held().wrong(say::no_content())))
}

fn line(item: &Node) -> Result<&str, Wrong> {
    match item.any_text() {
        None => Err(item.wrong(say::not_text())),
        Some(text) if text.contains(['\n', '\r']) => Err(item.wrong(say::line_break())),
        Some(text) => Ok(text),
    }
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
