//! What a teacher should know of how programs were found and started, as data.

use crate::Text;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// What a teacher should know of a submission, or of the program that was chosen for a stage. Paths are relative
/// to the submission, or to the folder of submissions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "note", rename_all = "kebab-case")]
pub enum Note {
    /// Some paths were left aside.
    LeftAside {
        /// Why.
        why: Aside,
        /// The first of them; never empty.
        #[serde(serialize_with = "crate::path::lossy_all")]
        paths: Vec<PathBuf>,
        /// How many more there are.
        more: usize,
    },
    /// A name much like the one asked for was taken.
    TakenFor {
        /// The file taken.
        #[serde(serialize_with = "crate::path::lossy")]
        file: PathBuf,
        /// The name asked for.
        asked: String,
    },
    /// A copy was taken for want of the original.
    Copy {
        /// The file taken.
        #[serde(serialize_with = "crate::path::lossy")]
        file: PathBuf,
        /// The name asked for.
        asked: String,
    },
    /// The file lies in a folder that is not that of the work.
    InFolderApart {
        /// The file taken.
        #[serde(serialize_with = "crate::path::lossy")]
        file: PathBuf,
    },
    /// The submission's `salon.yaml` names the file.
    NamedInManifest {
        /// The file taken.
        #[serde(serialize_with = "crate::path::lossy")]
        file: PathBuf,
    },
    /// The submission's `salon.yaml` is wrong and was left aside.
    ManifestLeftAside {
        /// The line of the first mistake, from 1.
        line: Option<usize>,
        /// What is wrong with it, as the scenario language says it.
        message: Text,
    },
    /// What the command names is not there.
    NamedByCommand {
        /// What it names.
        #[serde(serialize_with = "crate::path::lossy")]
        name: PathBuf,
    },
    /// The usual Python refuses the program's syntax: it is run with another one.
    NewerPython {
        /// The file's name.
        #[serde(serialize_with = "crate::path::lossy")]
        file: PathBuf,
        /// The usual Python's version.
        refused: String,
        /// The usual Python's command.
        usual: String,
        /// The version of the one that was taken.
        taken: String,
    },
    /// The usual Python does not have modules that the program imports: it is run with another one.
    PythonWithModules {
        /// The file's name.
        #[serde(serialize_with = "crate::path::lossy")]
        file: PathBuf,
        /// The modules.
        modules: Vec<String>,
        /// The usual Python's version.
        refused: String,
        /// The usual Python's command.
        usual: String,
        /// The version of the one that was taken.
        taken: String,
    },
    /// There were more files than are looked at.
    TooManyFiles {
        /// How many are.
        most: usize,
    },
    /// There is no submission in a folder.
    NoSubmission {
        /// The folder.
        #[serde(serialize_with = "crate::path::lossy")]
        folder: PathBuf,
    },
    /// The program was run with an option that its usage message asks for.
    WithOption {
        /// The option: `-u`.
        option: String,
    },
    /// The program was run with an empty folder that it missed.
    WithFolder {
        /// The folder, as seen from the working directory.
        folder: String,
    },
}

/// Why an archive cannot be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unopened {
    /// It is in RAR's format.
    Rar,
    /// It is in the format of 7-Zip.
    SevenZip,
    /// It is in another format that is not understood.
    OtherFormat,
    /// Its files are compressed in a way that is not understood.
    Method,
    /// It wants a password.
    Encrypted,
    /// It is cut short or damaged, or no archive.
    Broken,
    /// It may not be read.
    Unreadable,
    /// More bytes are in it than are unpacked.
    TooLarge,
    /// More files are in it than are unpacked.
    TooManyEntries,
    /// It lies in an archive that lies in an archive.
    Nested,
    /// It holds the submissions of several students.
    Several,
}

/// Why a path was left aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Aside {
    /// Another was better.
    AlsoFound,
    /// A folder in a file's place.
    Folder,
    /// Neither a file nor a folder.
    Special,
    /// A link that leads out of the submission.
    LeadsOut,
    /// A link that leads nowhere.
    Broken,
    /// A file too large to be a program.
    TooLarge,
    /// A file that may not be read.
    Forbidden,
    /// A file in which there is nothing.
    Empty,
    /// A backup.
    Backup,
    /// Another name, in a folder apart.
    OtherNameApart,
    /// A name that only resembles the one asked for.
    Similar,
    /// Folders that cannot be read.
    UnreadableFolders,
    /// Links that lead out of the submission.
    LinksOut,
    /// Folders too deep to be looked into.
    TooDeep,
    /// Folders read in part.
    TooFull,
    /// Archives beside which a folder of the same name lies: somebody unpacked them.
    Unpacked,
    /// Names in an archive that lead out of it.
    ClimbsOut,
    /// Names in an archive that no file can have.
    Unnameable,
    /// Links in a folder of submissions.
    Links,
    /// Names that are not UTF-8.
    NotUtf8,
}
