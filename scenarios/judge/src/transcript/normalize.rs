//! Replacing what differs from run to run by what it stands for.

use salon_model::bytes::escape;
use std::net::SocketAddr;

/// The addresses of a session, by the names of their owners.
#[derive(Debug, Default)]
pub(super) struct Addresses {
    known: Vec<(String, SocketAddr)>,
}

impl Addresses {
    /// `name` has this address from now on; an earlier one still is its.
    pub(super) fn learn(&mut self, name: &str, address: SocketAddr) {
        self.known.push((name.to_owned(), address));
    }

    /// Bytes as a line of text: colours left out, addresses and times by name, the rest escaped.
    pub(super) fn text(&self, bytes: &[u8]) -> String {
        let mut text = escape(&without_ansi(bytes));
        for (name, address) in &self.known {
            let (ip, port) = (address.ip().to_string(), address.port().to_string());
            text = text.replace(&format!("{ip}:{port}"), &format!("<{name}.addr>"));
            // As Python shows an address, a tuple.
            text = text.replace(&format!("'{ip}', {port}"), &format!("'<{name}.ip>', <{name}.port>"));
            text = replace_number(&text, &port, &format!("<{name}.port>"));
        }
        for (name, address) in &self.known {
            // Where several have the same, it is nobody's in particular.
            let others = || self.known.iter().filter(|(other, _)| other != name);
            let shared = others().any(|(_, other)| other.ip() == address.ip());
            let by = if shared {
                "<ip>".to_owned()
            } else {
                format!("<{name}.ip>")
            };
            text = replace_number(&text, &address.ip().to_string(), &by);
        }
        without_durations(&without_times(&text))
    }
}

/// `5.83 secondes` becomes `<time> secondes`: how long something took is told by students' programs of
/// their own accord, and differs each time.
fn without_durations(text: &str) -> String {
    const UNITS: [&str; 5] = ["secondes", "seconds", "seconde", "second", "s"];
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(|character: char| character.is_ascii_digit()) {
        let length = rest[at..]
            .find(|character: char| !(character.is_ascii_digit() || character == '.'))
            .unwrap_or(rest.len() - at);
        let (number, after) = rest[at..].split_at(length);
        let unit = after
            .trim_start()
            .split(|character: char| !character.is_alphabetic())
            .next();
        let is_duration = number.contains('.') && unit.is_some_and(|unit| UNITS.contains(&unit));
        out.push_str(&rest[..at]);
        out.push_str(if is_duration { "<time>" } else { number });
        rest = after;
    }
    out + rest
}

/// Replaces `number` where it is not part of a longer number.
fn replace_number(text: &str, number: &str, by: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(number) {
        let (before, after) = (&rest[..at], &rest[at + number.len()..]);
        let digit = |character: Option<char>| character.is_some_and(|character| character.is_ascii_digit());
        let whole = !digit(before.chars().next_back()) && !digit(after.chars().next());
        out.push_str(before);
        out.push_str(if whole { by } else { number });
        rest = after;
    }
    out + rest
}

/// `[12:34]`, the time of a message in the bonus part, becomes `[hh:mm]`.
fn without_times(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('[') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let bytes = from.as_bytes();
        let digits = |places: [usize; 4]| {
            places
                .iter()
                .all(|&place| bytes.get(place).is_some_and(u8::is_ascii_digit))
        };
        if digits([1, 2, 4, 5]) && bytes[3] == b':' && bytes.get(6) == Some(&b']') {
            out.push_str("[hh:mm]");
            rest = &from[7..];
        } else {
            out.push('[');
            rest = &from[1..];
        }
    }
    out + rest
}

/// Leaves out the escape sequences of terminals (ECMA-48): colours, titles, cursor movements.
pub(super) fn without_ansi(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|&byte| byte == 0x1b) {
        out.extend_from_slice(&rest[..at]);
        rest = &rest[at + 1..];
        let length = match rest.first() {
            Some(b'[') => rest[1..]
                .iter()
                .position(|byte| (0x40..=0x7e).contains(byte))
                .map(|end| end + 2),
            Some(b']') => end_of_string(rest),
            // Two bytes in all.
            Some(0x30..=0x7e) => Some(1),
            _ => None,
        };
        match length {
            Some(length) => rest = &rest[length..],
            // Not a sequence, or one cut off: shown as it is.
            None => out.push(0x1b),
        }
    }
    out.extend_from_slice(rest);
    out
}

/// Where an operating system command ends: at BEL or ESC `\`.
fn end_of_string(bytes: &[u8]) -> Option<usize> {
    let end = bytes.iter().position(|&byte| byte == 0x07 || byte == 0x1b)?;
    match bytes[end] {
        0x07 => Some(end + 1),
        _ => (bytes.get(end + 1) == Some(&b'\\')).then_some(end + 2),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn addresses() -> Addresses {
        let mut addresses = Addresses::default();
        addresses.learn("server", "127.0.0.1:8888".parse().unwrap());
        addresses.learn("vince", "127.0.0.1:50001".parse().unwrap());
        addresses
    }

    #[test]
    fn durations_are_left_out_and_other_numbers_are_not() {
        assert_eq!(without_durations("fini en 5.83 secondes"), "fini en <time> secondes");
        assert_eq!(without_durations("0.35s, 12 s, 3.14"), "<time>s, 12 s, 3.14");
    }

    #[test]
    fn addresses_become_names_in_every_form_programs_print() {
        let text = |text: &str| addresses().text(text.as_bytes());
        assert_eq!(text("Hello 127.0.0.1:50001"), "Hello <vince.addr>");
        assert_eq!(text("de ('127.0.0.1', 50001)"), "de ('<vince.ip>', <vince.port>)");
        assert_eq!(text("port 50001, ip 127.0.0.1"), "port <vince.port>, ip <ip>");
        assert_eq!(text("150001 127.0.0.12 88888"), "150001 127.0.0.12 88888");
    }

    #[test]
    fn colours_and_times_are_left_out_and_stray_control_characters_shown() {
        let bytes = b"\x1b[1;31m[12:34] a\x1b]0;title\x07 dit\x1b[0m\x07\x1b";
        assert_eq!(addresses().text(bytes), r"[hh:mm] a dit\x07\x1b");
    }

    proptest! {
        #[test]
        fn any_bytes_can_be_normalized(bytes: Vec<u8>) {
            let _ = addresses().text(&bytes);
        }
    }
}
