//! The folders that programs need to see.

use std::env;
use std::path::{Path, PathBuf};

/// The folders of the PATH, with what lies beside their `bin`.
pub(super) fn path_folders() -> Vec<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    // A relative folder is wherever we happen to be, with whatever lies there.
    env::split_paths(&path)
        .filter(|folder| folder.is_absolute())
        .flat_map(|folder| around_bin(&folder))
        .collect()
}

/// A `bin` needs what lies beside it; but one of a home does not need the home, and beside those of
/// `~/.local` and `~/.cargo` lie passwords.
pub(super) fn around_bin(folder: &Path) -> Vec<PathBuf> {
    let home = env::home_dir();
    match folder.parent() {
        Some(above) if folder.ends_with("bin") || folder.ends_with("shims") => {
            let shared = above.ends_with(".local") || above.ends_with(".cargo");
            if home.as_deref() == Some(above) || shared {
                vec![folder.to_owned(), above.join("lib")]
            } else {
                vec![above.to_owned()]
            }
        }
        _ => vec![folder.to_owned()],
    }
}

/// The folders of the files named in a command, for every stage.
pub(super) fn folders_of(arguments: &[String], directory: &Path) -> Vec<PathBuf> {
    let folder = |argument: &String| {
        let folder = directory.join(argument).parent()?.to_owned();
        (folder.is_dir() && folder != Path::new("/")).then_some(folder)
    };
    arguments.iter().filter_map(folder).collect()
}
