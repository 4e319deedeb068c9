//! Tests of finding: which programs of a submission are taken, and how they are started. No program
//! of a submission is run.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "helpers of tests fail by panicking, like tests")]

mod archives;
mod choice;
mod confusions;
mod hostile;
mod interpreters;
mod manifest;
mod overrides;
mod submissions;

use salon_grade::discover::{Commands, FindError, Found, FoundStage, Options, Readiness, Tools, programs};
use salon_language::Lab;
use salon_model::{Language, Note};
use salon_report::Words;
use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const LAB: &str = "\
title: {fr: TP6, en: Lab 6}
stages:
  ii_5:
    title: {fr: Pseudos, en: Pseudos}
    server: [chat_server_ii_5.py]
  ii_5_client:
    title: {fr: Pseudos, en: Pseudos}
    client: [chat_client_ii_5.py]
  ii_6:
    title: {fr: Départs, en: Leaving}
    server: [chat_server_ii_6.py, '*_room_6.py']
  ii_6_client:
    title: {fr: Départs, en: Leaving}
    client: [chat_client_ii_6.py]
";

/// A submission beside the machine it is looked at on: a folder of stand-ins for interpreters.
struct Bench {
    dir: TempDir,
    lab: Lab,
}

impl Bench {
    /// A submission of some files, on a machine with Python 3.11.7 that takes every text for Python.
    fn of(files: &[&str]) -> Self {
        let bench = Self::on_nothing(files);
        bench.python("bin/python3", "3 11 7", "yes");
        bench
    }

    /// A submission of some files, on a machine without any interpreter.
    fn on_nothing(files: &[&str]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        for folder in ["lab", "bin", "pyenv", "s"] {
            fs::create_dir(dir.path().join(folder)).unwrap();
        }
        fs::write(dir.path().join("lab/lab.yaml"), LAB).unwrap();
        let lab = Lab::load(&dir.path().join("lab")).unwrap();
        let bench = Self { dir, lab };
        for file in files {
            bench.write(file, "print()\n");
        }
        bench
    }

    /// Asks for other programs.
    fn set_lab(&mut self, text: &str) {
        fs::write(self.path("lab/lab.yaml"), text).unwrap();
        self.lab = Lab::load(&self.path("lab")).unwrap();
    }

    fn path(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    /// The submission.
    fn submission(&self) -> PathBuf {
        fs::canonicalize(self.path("s")).unwrap()
    }

    /// Writes a file of the submission.
    fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path("s").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Puts an interpreter on the machine.
    fn tool(&self, path: &str, script: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, script).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// Puts a stand-in for Python on the machine: it tells its version, and has one answer to every
    /// program: `no`, or `yes` with the modules that it does not have.
    fn python(&self, path: &str, version: &str, answer: &str) {
        let script = format!(
            "#!/bin/sh\ncase \"$*\" in\n*sys.executable*) printf '%s\\n' \"$0\" {version} /usr /usr ;;\n\
             *) for i in 1 2 3 4 5 6 7 8 9; do echo {answer}; done ;;\nesac\n"
        );
        self.tool(path, &script);
    }

    fn tools(&self) -> Tools {
        Tools::new([self.path("bin")], Some(self.path("pyenv")))
    }

    fn options(&self, server: Option<&str>, python: Option<&str>) -> Result<Options, FindError> {
        let commands = Commands {
            server,
            ..Commands::default()
        };
        Options::new(self.tools(), commands, python)
    }

    fn found(&self) -> Found {
        self.found_with(&self.options(None, None).unwrap())
    }

    fn found_with(&self, options: &Options) -> Found {
        programs(&self.path("s"), &self.lab, options).unwrap()
    }

    /// What is found for a stage.
    fn stage(&self, name: &str) -> FoundStage {
        of_stage(self.found(), name)
    }

    /// What is found for stage `ii_6`.
    fn six(&self) -> FoundStage {
        self.stage("ii_6")
    }

    /// The file that is taken for stage `ii_6`; nothing for none.
    fn taken(&self) -> String {
        self.six().file.unwrap_or_default().to_string_lossy().into_owned()
    }

    /// A text in which the temporary folder has a name that stays.
    fn stable(&self, text: &str) -> String {
        let real = fs::canonicalize(self.dir.path()).unwrap();
        text.replace(real.to_str().unwrap(), "[dir]")
            .replace(self.dir.path().to_str().unwrap(), "[dir]")
    }

    /// All that is told of a stage, in both languages.
    fn told(&self, stage: &FoundStage) -> String {
        let mut told = String::new();
        match &stage.readiness {
            Readiness::Ready(launches) => {
                for launch in launches {
                    let directory = Path::new(".").join(&launch.directory);
                    writeln!(told, "in {}: {}", directory.display(), launch.command).unwrap();
                }
            }
            Readiness::Blocked(cause) => {
                let kind = self.lab.stage(&stage.stage).unwrap().stage.subject;
                let words = [Language::Fr, Language::En].map(|language| Words(language).cause(kind, cause));
                write!(told, "{}:\n{}", cause.id(), in_both(std::iter::once(words))).unwrap();
            }
            Readiness::Missing => told.push_str("missing\n"),
            Readiness::Unopened(archive, why) => {
                let words = [Language::Fr, Language::En].map(|language| Words(language).unopened(archive, *why));
                told.push_str(&in_both(std::iter::once(words)));
            }
        }
        told.push_str(&both(&stage.notes));
        for path in &stage.passed_over {
            writeln!(told, "not {}", path.to_string_lossy()).unwrap();
        }
        self.stable(&told)
    }
}

/// What was found for a stage.
fn of_stage(found: Found, name: &str) -> FoundStage {
    found.stages.into_iter().find(|stage| stage.stage == name).unwrap()
}

/// Notes in both languages.
fn both(notes: &[Note]) -> String {
    in_both(
        notes
            .iter()
            .map(|note| [Language::Fr, Language::En].map(|language| Words(language).note(note))),
    )
}

fn in_both(texts: impl Iterator<Item = [String; 2]>) -> String {
    texts.fold(String::new(), |told, [fr, en]| told + &format!("fr: {fr}\nen: {en}\n"))
}
