//! What the names of files are made of: words, extensions, the marks of copies and backups.

use std::path::Path;

/// Extensions of programs that can be run, best known first.
pub(super) const RUNNABLE: &[&str] = &[
    "py", "pyw", "js", "mjs", "cjs", "pl", "rb", "php", "lua", "sh", "bash", "jar", "java", "",
];
/// Extensions of programs that must be compiled first.
pub(super) const SOURCES: &[&str] = &["c", "cc", "cpp", "cs", "go", "hs", "kt", "rs", "ts", "zig"];
/// What editors and people append to a file they keep.
pub(super) const BACKUPS: &[&str] = &["~", ".bak", ".old", ".orig", ".save", ".swp", ".tmp", ".txt"];
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
/// Words in the names of files that test a program, and are none.
const TESTS: &[&str] = &["test", "tests"];

/// Whether a folder's name says that it holds something else than what was asked for.
pub(super) fn is_aside(folder: &str) -> bool {
    words(folder).iter().any(|word| ASIDE.contains(&word.as_str()))
}

/// Whether the words of a file's name say that it is something else than what was asked for.
pub(super) fn is_other_work(words: &[String]) -> bool {
    words
        .iter()
        .any(|word| ASIDE.contains(&word.as_str()) || TESTS.contains(&word.as_str()))
}

/// The extension of a file, in small letters.
pub(super) fn extension(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    split(&name).1.to_owned()
}

pub(super) fn extension_of(pattern: &str) -> &str {
    split(pattern).1
}

/// A name and its extension.
pub(super) fn split(name: &str) -> (&str, &str) {
    match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => (stem, extension),
        _ => (name, ""),
    }
}

/// What remains of a name when its form is left out: `Chat-Server-II-6` and `chatserver_ii6` are the
/// same. The French word for a server counts as the English one.
pub(super) fn key(stem: &str) -> String {
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
pub(super) fn without_copy_marks(stem: &str) -> Option<String> {
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
pub(super) fn glob(pattern: &str, name: &str) -> bool {
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
