//! What a teacher should know of how programs were found and started, in words.

use super::{Words, quoted};
use salon_model::{Aside, Language, Note, Unopened};
use std::path::Path;

impl Words {
    /// A note.
    #[allow(clippy::too_many_lines, reason = "a table")]
    pub fn note(self, note: &Note) -> String {
        let (fr, en) = match note {
            Note::LeftAside { why, paths, more } => {
                let (fr, en) = aside(*why);
                let shown: Vec<String> = paths.iter().map(|path| quoted_path(path)).collect();
                let shown = shown.join(", ");
                (
                    format!("{fr} : {shown}{}", and_more(*more).0),
                    format!("{en}: {shown}{}", and_more(*more).1),
                )
            }
            Note::TakenFor { file, asked } => (
                format!("{} est pris pour {}, le nom demandé", quoted_path(file), quoted(asked)),
                format!(
                    "{} is taken for {}, the name asked for",
                    quoted_path(file),
                    quoted(asked)
                ),
            ),
            Note::Copy { file, asked } => (
                format!(
                    "{} est pris faute de {} : c'est une copie",
                    quoted_path(file),
                    quoted(asked)
                ),
                format!(
                    "{} is taken for want of {}: it is a copy",
                    quoted_path(file),
                    quoted(asked)
                ),
            ),
            Note::InFolderApart { file } => (
                format!(
                    "{} est pris faute de mieux : son dossier n'est pas celui du rendu",
                    quoted_path(file)
                ),
                format!(
                    "{} is taken for want of a better one: its folder is not that of the work",
                    quoted_path(file)
                ),
            ),
            Note::NamedInManifest { file } => (
                format!("{} est nommé dans `salon.yaml`", quoted_path(file)),
                format!("{} is named in `salon.yaml`", quoted_path(file)),
            ),
            Note::ManifestLeftAside { line, message } => {
                let (fr, en) = line
                    .map(|line| (format!(", ligne {line}"), format!(", line {line}")))
                    .unwrap_or_default();
                (
                    format!("`salon.yaml` est laissé de côté{fr} : {}", message.fr),
                    format!("`salon.yaml` is left aside{en}: {}", message.en),
                )
            }
            Note::NamedByCommand { name } => (
                format!("{}, que la commande nomme, n'est pas là", quoted_path(name)),
                format!("{}, which the command names, is not there", quoted_path(name)),
            ),
            Note::NewerPython {
                file,
                refused,
                usual,
                taken,
            } => (
                format!(
                    "{} a une syntaxe que Python {refused} ({usual}) refuse : lancé avec Python {taken} ; `--python` en \
                     choisit un autre",
                    quoted_path(file)
                ),
                format!(
                    "{} has a syntax that Python {refused} ({usual}) refuses: run with Python {taken}; `--python` picks \
                     another",
                    quoted_path(file)
                ),
            ),
            Note::PythonWithModules {
                file,
                modules,
                refused,
                usual,
                taken,
            } => {
                let modules: Vec<String> = modules.iter().map(|module| quoted(module)).collect();
                let (file, modules) = (quoted_path(file), modules.join(", "));
                (
                    format!(
                        "{file} importe {modules}, que Python {refused} ({usual}) n'a pas : lancé avec Python {taken} ; \
                         `--python` en choisit un autre"
                    ),
                    format!(
                        "{file} imports {modules}, which Python {refused} ({usual}) does not have: run with Python \
                         {taken}; `--python` picks another"
                    ),
                )
            }
            Note::TooManyFiles { most } => (
                format!("plus de {most} fichiers : les plus profonds n'ont pas été regardés"),
                format!("more than {most} files: the deepest were not looked at"),
            ),
            Note::NoSubmission { folder } => (
                format!("aucun rendu dans {}", quoted_path(folder)),
                format!("no submission in {}", quoted_path(folder)),
            ),
            Note::WithOption { option } => (
                format!("lancé avec `{option}` devant son argument, comme son message d'usage le demande"),
                format!("run with `{option}` before its argument, as its usage message asks"),
            ),
            Note::WithFolder { folder } => {
                let from_here = if folder.starts_with('/') { "" } else { "./" };
                (
                    format!("lancé avec un dossier `{from_here}{folder}` vide, qui lui manquait"),
                    format!("run with an empty folder `{from_here}{folder}`, which it missed"),
                )
            }
        };
        self.pick(fr, en)
    }

    /// An archive that could not be opened, and why.
    pub fn unopened(self, archive: &Path, why: Unopened) -> String {
        let archive = quoted_path(archive);
        let (fr, en) = unopened(why);
        match self.0 {
            Language::Fr => format!("l'archive {archive} n'a pas pu être ouverte : {fr}"),
            Language::En => format!("the archive {archive} could not be opened: {en}"),
        }
    }
}

fn unopened(why: Unopened) -> (&'static str, &'static str) {
    match why {
        Unopened::Rar => (
            "c'est une archive RAR ; décompressez-la, ou rendez un `.zip`",
            "it is a RAR archive; unpack it, or hand in a `.zip`",
        ),
        Unopened::SevenZip => (
            "c'est une archive 7-Zip ; décompressez-la, ou rendez un `.zip`",
            "it is a 7-Zip archive; unpack it, or hand in a `.zip`",
        ),
        Unopened::OtherFormat => (
            "ce format n'est pas compris ; décompressez-la, ou rendez un `.zip`",
            "this format is not understood; unpack it, or hand in a `.zip`",
        ),
        Unopened::Method => (
            "sa méthode de compression n'est pas comprise ; décompressez-la, ou rendez un `.zip` ordinaire",
            "its way of compressing is not understood; unpack it, or hand in an ordinary `.zip`",
        ),
        Unopened::Encrypted => (
            "elle demande un mot de passe ; rendez-la sans",
            "it wants a password; hand it in without one",
        ),
        Unopened::Broken => (
            "elle est coupée ou abîmée, ou n'est pas une archive ; rendez-la à nouveau",
            "it is cut short or damaged, or no archive; hand it in again",
        ),
        Unopened::Unreadable => ("sa lecture est interdite", "there is no permission to read it"),
        Unopened::TooLarge => (
            "elle contient trop d'octets ; rendez les programmes seuls",
            "there are too many bytes in it; hand in the programs alone",
        ),
        Unopened::TooManyEntries => (
            "elle contient trop de fichiers ; rendez les programmes seuls",
            "there are too many files in it; hand in the programs alone",
        ),
        Unopened::Nested => (
            "elle est dans une archive qui est dans une archive ; décompressez-la",
            "it lies in an archive that lies in an archive; unpack it",
        ),
        Unopened::Several => (
            "elle contient les rendus de plusieurs personnes ; décompressez-la et nommez son dossier",
            "it holds the submissions of several students; unpack it and name its folder",
        ),
    }
}

fn and_more(more: usize) -> (String, String) {
    match more {
        0 => (String::new(), String::new()),
        more => (format!(" (et {more} autres)"), format!(" (and {more} more)")),
    }
}

/// A folder's own path, seen from itself, is empty.
fn quoted_path(path: &Path) -> String {
    let path = path.to_string_lossy();
    quoted(if path.is_empty() { "." } else { &path })
}

fn aside(why: Aside) -> (&'static str, &'static str) {
    match why {
        Aside::AlsoFound => ("aussi trouvé, non pris", "also found, not taken"),
        Aside::Folder => (
            "c'est un dossier, il faut un fichier",
            "this is a folder, a file is needed",
        ),
        Aside::Special => ("ce n'est pas un fichier ordinaire", "this is not a regular file"),
        Aside::LeadsOut => (
            "ce lien sort du rendu, il n'est pas suivi",
            "this link leads out of the submission, it is not followed",
        ),
        Aside::Broken => ("ce lien ne mène nulle part", "this link leads nowhere"),
        Aside::TooLarge => ("ce fichier est trop grand", "this file is too large"),
        Aside::Forbidden => ("lecture interdite", "no permission to read this"),
        Aside::Empty => (
            "ce fichier est vide, il n'y a rien à lancer",
            "this file is empty, there is nothing to run",
        ),
        Aside::Backup => ("sauvegarde, jamais prise", "a backup, never taken"),
        Aside::OtherNameApart => (
            "autre nom dans un dossier à part, non pris",
            "another name in a folder apart, not taken",
        ),
        Aside::Similar => (
            "nom ressemblant, non pris : donnez-lui le nom demandé, ou nommez-le dans `salon.yaml`",
            "a similar name, not taken: give it the name asked for, or name it in `salon.yaml`",
        ),
        Aside::UnreadableFolders => ("dossiers illisibles", "folders that cannot be read"),
        Aside::LinksOut => (
            "liens qui sortent du rendu, non suivis",
            "links that lead out of the submission, not followed",
        ),
        Aside::TooDeep => (
            "dossiers trop profonds, non parcourus",
            "folders too deep to be looked into",
        ),
        Aside::TooFull => ("dossiers trop pleins, lus en partie", "folders too full, read in part"),
        Aside::Unpacked => (
            "archives dont le dossier est à côté, non ouvertes",
            "archives with their folders beside them, not opened",
        ),
        Aside::ClimbsOut => (
            "noms qui sortent de l'archive, gardés dedans",
            "names that lead out of the archive, kept inside",
        ),
        Aside::Unnameable => (
            "noms qu'aucun fichier ne peut avoir ici, laissés de côté",
            "names that no file can have here, left aside",
        ),
        Aside::Links => ("liens, non suivis", "links, not followed"),
        Aside::NotUtf8 => (
            "noms qui ne sont pas en UTF-8, à changer",
            "names that are not UTF-8, to be changed",
        ),
    }
}
