//! Which names of files mean a stage's program.

use crate::plan::Lab;
use std::collections::HashSet;
use std::path::Path;

/// Extensions of programs that can be run, best known first.
pub(super) const RUNNABLE: &[&str] = &[
    "py", "pyw", "js", "mjs", "cjs", "pl", "rb", "php", "lua", "sh", "bash", "jar", "java", "",
];
/// Extensions of programs that must be compiled first.
pub(super) const SOURCES: &[&str] = &["c", "cc", "cpp", "cs", "go", "hs", "kt", "rs", "ts", "zig"];
/// What editors and people append to a file they keep.
const BACKUPS: &[&str] = &["~", ".bak", ".old", ".orig", ".save", ".swp", ".tmp", ".txt"];
/// Words that say a file or folder is a copy kept aside.
const COPIES: &[&str] = &["copy", "copie", "backup", "bak", "old", "ancien", "save"];
/// Words in the names of folders that hold other work than what was asked for.
const ASIDE: &[&str] = &[
    "bonus",
    "old",
    "ancien",
    "copy",
    "copie",
    "backup",
    "backups",
    "bak",
    "archive",
    "archives",
    "trash",
    "corbeille",
    "sauvegarde",
];

/// How much a file's name is that of a program, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Likeness {
    /// Letter by letter the name of this place in the lab's list.
    Exact(usize),
    /// But for capital letters.
    Case(usize),
    /// A variant that the lab accepts.
    Accepted(usize),
    /// The same words in another form, or another language's extension.
    Variant,
    /// A copy that a person made of it.
    Copy,
    /// A file that an editor keeps, or that has another extension appended: never a program.
    Backup,
    /// Something like it: never taken, but worth a word when nothing else is found.
    Similar,
}

/// The names of one stage's server, and those that mean something else.
#[derive(Debug)]
pub(super) struct Wanted<'a> {
    patterns: &'a [String],
    keys: HashSet<String>,
    others: HashSet<String>,
}

impl<'a> Wanted<'a> {
    /// The server of a stage.
    pub(super) fn server(lab: &'a Lab, stage: usize) -> Self {
        let keys = keys(&lab.stages[stage].server);
        let mut others = HashSet::new();
        for (number, other) in lab.stages.iter().enumerate() {
            others.extend(keys_of_other(&other.client, &keys));
            if number != stage {
                others.extend(keys_of_other(&other.server, &keys));
            }
        }
        Self {
            patterns: &lab.stages[stage].server,
            keys,
            others,
        }
    }

    /// The name the lab asks for.
    pub(super) fn asked(&self) -> &'a str {
        self.patterns.first().map_or("", String::as_str)
    }

    /// Whether a program has the extension of one of the lab's names, so that what the lab says of
    /// them holds for it.
    pub(super) fn same_extension(&self, path: &Path) -> bool {
        let extension = extension(path);
        self.patterns
            .iter()
            .any(|pattern| extension_of(pattern) == extension.as_str())
    }

    /// What a file's name is to this program.
    pub(super) fn likeness(&self, name: &str) -> Option<Likeness> {
        let place = |matches: &dyn Fn(&str) -> bool| self.patterns.iter().position(|pattern| matches(pattern));
        if let Some(place) = place(&|pattern| pattern == name) {
            return Some(Likeness::Exact(place));
        }
        let lowered = name.to_lowercase();
        if let Some(place) = place(&|pattern| pattern.to_lowercase() == lowered) {
            return Some(Likeness::Case(place));
        }
        if let Some(kept) = BACKUPS.iter().find_map(|backup| lowered.strip_suffix(backup)) {
            // A text may be named like a program; a program's whole name with more behind it is one.
            let is_whole = !split(kept).1.is_empty();
            let likeness = self.likeness(kept).filter(|likeness| *likeness <= Likeness::Variant);
            return likeness.filter(|_| is_whole).map(|_| Likeness::Backup);
        }
        let (stem, extension) = split(&lowered);
        let is_program = RUNNABLE.contains(&extension) || SOURCES.contains(&extension);
        let key = key(stem);
        if self.others.contains(&key) {
            return None;
        }
        if without_copy_marks(stem).is_some_and(|original| self.keys.contains(&original)) {
            return is_program.then_some(Likeness::Copy);
        }
        if let Some(place) = place(&|pattern| glob(&pattern.to_lowercase(), &lowered)) {
            return Some(Likeness::Accepted(place));
        }
        if !is_program {
            return None;
        }
        if self.keys.contains(&key) {
            return Some(Likeness::Variant);
        }
        self.is_similar(&key).then_some(Likeness::Similar)
    }

    /// The same numbers, and nearly the same letters or more of them.
    fn is_similar(&self, found: &str) -> bool {
        let digits = |key: &str| key.chars().filter(char::is_ascii_digit).collect::<String>();
        found.len() <= 64
            && self.keys.iter().any(|key| {
                digits(key) == digits(found) && (found.contains(key.as_str()) || strsim::osa_distance(key, found) <= 2)
            })
    }
}

/// Whether a folder's name says that it holds something else than what was asked for.
pub(super) fn is_aside(folder: &str) -> bool {
    words(folder).iter().any(|word| ASIDE.contains(&word.as_str()))
}

/// The extension of a file, in small letters.
pub(super) fn extension(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    split(&name).1.to_owned()
}

fn extension_of(pattern: &str) -> &str {
    split(pattern).1
}

/// A name and its extension.
fn split(name: &str) -> (&str, &str) {
    match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => (stem, extension),
        _ => (name, ""),
    }
}

fn keys(patterns: &[String]) -> HashSet<String> {
    let names = patterns.iter().filter(|pattern| !pattern.contains(['*', '?']));
    names.map(|name| key(split(&name.to_lowercase()).0)).collect()
}

fn keys_of_other(patterns: &[String], own: &HashSet<String>) -> Vec<String> {
    keys(patterns).into_iter().filter(|key| !own.contains(key)).collect()
}

/// What remains of a name when its form is left out: `Chat-Server-II-6` and `chatserver_ii6` are the
/// same. The French word for a server counts as the English one.
fn key(stem: &str) -> String {
    let letters: String = stem
        .to_lowercase()
        .chars()
        .filter(|next| next.is_alphanumeric())
        .collect();
    letters.replace("serveur", "server")
}

/// The words of a name, in small letters; digits are words of their own.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = vec![String::new()];
    let mut last: Option<char> = None;
    for next in name.to_lowercase().chars() {
        let joins = last.is_some_and(|last| last.is_alphanumeric() && last.is_numeric() == next.is_numeric());
        if !joins {
            words.push(String::new());
        }
        if next.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.push(next);
        }
        last = Some(next);
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The key of what a name says it is a copy of: `chat (1)`, `chat - Copie`, `Copie de chat`.
fn without_copy_marks(stem: &str) -> Option<String> {
    let mut words = words(stem);
    let all = words.len();
    if matches!(words.first(), Some(first) if COPIES.contains(&first.as_str())) {
        words.remove(0);
        if matches!(words.first().map(String::as_str), Some("de" | "of")) {
            words.remove(0);
        }
    }
    let is_number = |word: &String| word.chars().all(char::is_numeric);
    if stem.trim_end().ends_with(')') && words.last().is_some_and(is_number) {
        words.pop();
    } else if let [.., mark, number] = words.as_slice()
        && COPIES.contains(&mark.as_str())
        && is_number(number)
    {
        words.pop();
    }
    if matches!(words.last(), Some(last) if COPIES.contains(&last.as_str())) {
        words.pop();
    }
    (words.len() < all).then(|| key(&words.concat()))
}

/// Whether a name is as a pattern says: `*` is any characters, `?` is one. Takes time in proportion
/// to the product of the lengths at most, whatever the name.
fn glob(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.chars().collect());
    let (mut at, mut in_name) = (0, 0);
    // Where to go on when what follows the last star does not fit here.
    let mut again = None;
    while in_name < name.len() {
        match pattern.get(at) {
            Some('*') => {
                again = Some((at + 1, in_name));
                at += 1;
            }
            Some(next) if *next == '?' || *next == name[in_name] => {
                at += 1;
                in_name += 1;
            }
            _ => {
                let Some((after_star, from)) = again else { return false };
                again = Some((after_star, from + 1));
                (at, in_name) = (after_star, from + 1);
            }
        }
    }
    pattern[at..].iter().all(|next| *next == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_and_question_marks_stand_for_other_characters() {
        assert!(glob("*server*6.py", "my_server_ii_6.py"));
        assert!(glob("chat?.py", "chaté.py"));
        assert!(glob("*", ""));
        assert!(!glob("chat?.py", "chat.py"));
        assert!(!glob("*6.py", "6.pyc"));
    }

    #[test]
    fn the_form_of_a_name_does_not_matter() {
        for name in [
            "chatserver_ii6",
            "Chat-Server-II-6",
            "chat server (ii) 6",
            "chatServeurIi6",
        ] {
            assert_eq!(key(name), "chatserverii6", "{name}");
        }
    }

    #[test]
    fn marks_of_copies_are_known() {
        let names = [
            "chat_6 copy",
            "chat_6 copy 2",
            "chat_6 (1)",
            "chat_6 - Copie",
            "chat_6 - Copie (2)",
            "Copie de chat_6",
            "chat_6_old",
            "Copy of chat_6",
        ];
        for name in names {
            assert_eq!(without_copy_marks(name).as_deref(), Some("chat6"), "{name}");
        }
        assert_eq!(without_copy_marks("chat_6_2"), None);
    }
}
