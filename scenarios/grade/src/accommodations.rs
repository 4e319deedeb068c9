//! Programs that want something around them that the sheet does not ask for, and say so: their argument behind
//! an option, or a folder.

use std::path::Path;

/// The option that a program's usage message asks for: `-u` of `usage: web_sync.py [-h] -u URL`. One
/// that must be there comes before one that may.
pub(super) fn option(printed: &[String]) -> Option<String> {
    let begins = printed
        .iter()
        .position(|line| line.trim_start().starts_with("usage:"))?;
    let words: Vec<&str> = printed[begins..]
        .iter()
        .take_while(|line| !line.contains("error:"))
        .flat_map(|line| line.split_whitespace())
        .collect();
    let mut found: Vec<(bool, &str)> = words
        .windows(2)
        .filter_map(|pair| {
            let required = !pair[0].starts_with('[');
            let name = pair[0].trim_start_matches('[');
            let takes_value = !name.ends_with(']') && !pair[1].starts_with(['-', '[', '.']);
            (name.starts_with('-') && name.len() > 1 && takes_value).then_some((required, name))
        })
        .collect();
    found.sort_by_key(|(required, _)| !required);
    found.first().map(|(_, name)| (*name).to_owned())
}

/// A folder in which students save pages. They made it by hand, and repositories keep no empty folders.
const FOLDER: &str = "tmp";
/// The machine's folders in which they made others.
const OF_MACHINE: [&str; 2] = ["/tmp/", "/var/log/"];

/// The folder that a program says it misses: [`FOLDER`] of `No such file or directory: './tmp/web_page'`,
/// `/var/log/chat` of `'/var/log/chat/server.log'`.
///
/// `directory` is where it is started: a program may put that before the name.
pub(super) fn missed_folder(printed: &[String], directory: &Path) -> Option<String> {
    let before = format!("{}/", directory.display());
    let named = |line: String| {
        let mut paths = line.split(|next: char| next.is_whitespace() || matches!(next, '\'' | '"' | '`' | ':' | ','));
        paths.find_map(|path| of_machine(path).or_else(|| own(path)))
    };
    let missed = |line: &&String| line.to_ascii_lowercase().contains("no such file or directory");
    printed
        .iter()
        .filter(missed)
        .find_map(|line| named(line.replace(&before, "./")))
}

fn own(path: &str) -> Option<String> {
    let rest = path.strip_prefix("./").unwrap_or(path).strip_prefix(FOLDER)?;
    (rest.is_empty() || rest.starts_with('/')).then(|| FOLDER.to_owned())
}

/// The folder directly below one of the machine's: a path with no more to it is that of a file.
fn of_machine(path: &str) -> Option<String> {
    OF_MACHINE.iter().find_map(|above| {
        let (name, _) = path.strip_prefix(above)?.split_once('/')?;
        (!matches!(name, "" | "." | "..")).then(|| format!("{above}{name}"))
    })
}

#[cfg(test)]
mod tests {
    use super::{missed_folder, option};
    use std::path::Path;

    fn of(lines: &[&str]) -> Option<String> {
        option(&lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn the_option_that_must_be_there_is_taken_before_one_that_may() {
        let error = "a.py: error: the following arguments are required: -u/--url";
        assert_eq!(of(&["usage: a.py [-h] -u URL", error]).as_deref(), Some("-u"));
        assert_eq!(
            of(&["usage: a.py [-h] [-o OUT] --file FILE"]).as_deref(),
            Some("--file")
        );
        assert_eq!(of(&["usage: a.py [-h] [-f FILE]"]).as_deref(), Some("-f"));
    }

    #[test]
    fn the_folder_is_missed_where_a_file_in_it_is() {
        for line in [
            "FileNotFoundError: [Errno 2] No such file or directory: './tmp/web_page'",
            "FileNotFoundError: [Errno 2] No such file or directory: 'tmp'",
            "Error: ENOENT: no such file or directory, open 'tmp/page'",
            "sh: 1: cannot create ./tmp/page: No such file or directory",
            "FileNotFoundError: [Errno 2] No such file or directory: '/a b/II/tmp/page'",
        ] {
            let missed = missed_folder(&[line.to_owned()], Path::new("/a b/II"));
            assert_eq!(missed.as_deref(), Some("tmp"), "{line}");
        }
        for (line, folder) in [
            (
                "[Errno 2] No such file or directory: '/tmp/web_page/page'",
                "/tmp/web_page",
            ),
            ("[Errno 2] No such file or directory: '/tmp/web_page/'", "/tmp/web_page"),
            ("no such file or directory, open '/var/log/chat/a.log'", "/var/log/chat"),
            (
                "[Errno 2] No such file or directory: '/var/log/tp6/a/b.log'",
                "/var/log/tp6",
            ),
        ] {
            let missed = missed_folder(&[line.to_owned()], Path::new("/a b/II"));
            assert_eq!(missed.as_deref(), Some(folder), "{line}");
        }
        for line in [
            "FileNotFoundError: [Errno 2] No such file or directory: '/tmp/web_page'",
            "FileNotFoundError: [Errno 2] No such file or directory: '/tmp/../etc/x'",
            "FileNotFoundError: [Errno 2] No such file or directory: '/var/lib/web/page'",
            "FileNotFoundError: [Errno 2] No such file or directory: './pages/tmp/page'",
            "FileNotFoundError: [Errno 2] No such file or directory: 'tmp.txt'",
            "enregistrée dans ./tmp/page",
        ] {
            assert_eq!(missed_folder(&[line.to_owned()], Path::new("/a b/II")), None, "{line}");
        }
    }

    #[test]
    fn a_message_without_such_an_option_asks_for_none() {
        assert_eq!(of(&["usage: a.py [-h] url"]), None);
        assert_eq!(of(&["usage: a.py [-h] [-v] url"]), None);
        assert_eq!(of(&["Usage : python a.py URL"]), None);
    }
}
