//! The sentences of reports, in both languages side by side.

use crate::compare::Kind;
use crate::event::{Doing, Exit};
use crate::grade::store::StoreError;
use crate::plan::{Language, Text};
use crate::program::ProgramError;
use crate::reference::ReferenceError;
use crate::settle::{Activity, Untaken};
use crate::world::WorldError;
use std::net::Ipv4Addr;
use std::path::Path;

/// A language, as the source of sentences.
#[derive(Debug, Clone, Copy)]
pub struct Words(pub Language);

impl Words {
    /// No scenario of a stage was found.
    pub fn no_such_stage(self, stage: &str) -> String {
        match self.0 {
            Language::Fr => format!("aucun scénario pour l'étape `{stage}` parmi ceux demandés"),
            Language::En => format!("none of the scenarios asked for is of stage `{stage}`"),
        }
    }

    /// A folder holds no submission.
    pub fn no_submissions(self, folder: &Path) -> String {
        match self.0 {
            Language::Fr => format!("aucune copie dans {}", folder.display()),
            Language::En => format!("there is no submission in {}", folder.display()),
        }
    }

    /// Two submissions have one name.
    pub fn same_name(self, name: &str) -> String {
        match self.0 {
            Language::Fr => format!("deux copies s'appellent `{name}` ; la seconde est laissée de côté"),
            Language::En => format!("two submissions are called `{name}`; the second is left aside"),
        }
    }

    /// A file of results cannot be used.
    pub fn bad_results(self, error: &StoreError) -> String {
        match self.0 {
            Language::Fr => format!("fichier de résultats inutilisable : {error}"),
            Language::En => format!("unusable results file: {error}"),
        }
    }

    /// A grading failed in the middle; what is done is kept.
    pub fn kept(self, failure: &str, results: &Path) -> String {
        match self.0 {
            Language::Fr => format!(
                "{failure}\nCe qui était noté est dans {} ; `--resume` continue.",
                results.display()
            ),
            Language::En => format!(
                "{failure}\nWhat was graded is in {}; `--resume` goes on.",
                results.display()
            ),
        }
    }

    /// A report for one submission was asked for several.
    pub fn one_submission(self, flag: &str, count: usize) -> String {
        match self.0 {
            Language::Fr => format!("{flag} est pour une seule copie, et il y en a {count}"),
            Language::En => format!("{flag} is for one submission, and there are {count}"),
        }
    }

    /// A report cannot be written.
    pub fn unwritable(self, path: &Path, error: &std::io::Error) -> String {
        match self.0 {
            Language::Fr => format!("{} ne peut pas être écrit : {error}", path.display()),
            Language::En => format!("{} cannot be written: {error}", path.display()),
        }
    }

    /// Files are watched.
    pub fn watching(self) -> &'static str {
        self.pick(
            "en attente d'une modification (Ctrl-C pour arrêter)",
            "waiting for a change (Ctrl-C to stop)",
        )
    }

    /// A command names no program.
    pub fn bad_program(self, error: &ProgramError) -> String {
        let (fr, en) = ("commande du serveur inutilisable", "unusable server command");
        format!("{}: {error}", self.pick(fr, en))
    }

    /// A recorded reference transcript cannot be used.
    pub fn bad_reference(self, error: &ReferenceError) -> String {
        let (fr, en) = (
            "transcription de référence inutilisable",
            "unusable reference transcript",
        );
        format!("{}: {error}", self.pick(fr, en))
    }

    /// The harness failed, not the program.
    pub fn harness(self, error: &WorldError) -> String {
        match self.0 {
            Language::Fr => format!("erreur du banc d'essai, pas du programme : {error}"),
            Language::En => format!("the harness failed, not the program: {error}"),
        }
    }

    /// Programs ran without isolation, in both languages, for reports.
    pub fn no_isolation() -> Text {
        Text {
            fr: "aucune isolation : les programmes ont tourné sur la machine même".to_owned(),
            en: "no isolation: programs ran on the bare machine".to_owned(),
        }
    }

    /// The machine does not allow namespaces.
    pub fn no_namespaces(self, error: &WorldError) -> String {
        match self.0 {
            Language::Fr => format!(
                "salon: pas d'isolation sur cette machine ({error}). Seuls les programmes qui restent sur \
                 127.0.0.1 seront lancés, sans protection contre ce qu'ils font. Sous Linux, voir le README, \
                 « Isolation »."
            ),
            Language::En => format!(
                "salon: no isolation on this machine ({error}). Only programs that keep to 127.0.0.1 will be run, \
                 with no protection from what they do. On Linux see \"Isolation\" in the README."
            ),
        }
    }

    /// A program is not run because of an address written in it.
    pub fn refused(self, address: Ipv4Addr, file: &Path, line: usize) -> String {
        let place = format!("{}:{line}", file.display());
        match self.0 {
            Language::Fr => format!("pas lancé : sans isolation, l'adresse {address} n'est pas permise ({place})"),
            Language::En => format!("not run: without isolation the address {address} is not allowed ({place})"),
        }
    }

    fn pick<'a>(self, fr: &'a str, en: &'a str) -> &'a str {
        match self.0 {
            Language::Fr => fr,
            Language::En => en,
        }
    }

    /// The headings of the two sides of a difference.
    pub(super) fn sides(self) -> (&'static str, &'static str) {
        match self.0 {
            Language::Fr => ("attendu", "obtenu"),
            Language::En => ("expected", "got"),
        }
    }

    pub(super) fn nothing(self) -> &'static str {
        self.pick("rien", "nothing")
    }

    pub(super) fn hint(self, hint: &str) -> String {
        match self.0 {
            Language::Fr => format!("piste : {hint}"),
            Language::En => format!("hint: {hint}"),
        }
    }

    /// Said behind the name of a step.
    pub(super) fn given(self) -> &'static str {
        self.pick(", mise en place, non jugée", ", setting the scene, not judged")
    }

    /// What kept the subject from starting was said of an earlier scenario.
    pub(super) fn same_reason(self) -> &'static str {
        self.pick("même raison", "for the same reason")
    }

    pub(super) fn more_steps(self, count: usize) -> String {
        match self.0 {
            Language::Fr => format!("… et {count} autre(s) étape(s)"),
            Language::En => format!("… and {count} more step(s)"),
        }
    }

    pub(super) fn at(self, stimulus: &str, line: usize) -> String {
        match self.0 {
            Language::Fr => format!("à l'étape « {stimulus} » (ligne {line})"),
            Language::En => format!("at `{stimulus}` (line {line})"),
        }
    }

    pub(super) fn whole(self) -> &'static str {
        self.pick("sur l'ensemble", "over the whole")
    }

    /// What a program did instead of listening.
    pub fn not_started(self, doing: &Doing) -> String {
        let (fr, en) = match doing {
            Doing::Ended(exit) => (
                format!("le serveur s'est terminé avant d'écouter : {}", self.exit(*exit)),
                format!("the server ended before it listened: {}", self.exit(*exit)),
            ),
            Doing::ReadsKeyboard => (
                "le serveur attend une saisie au clavier au lieu d'écouter".to_owned(),
                "the server waits for the keyboard instead of listening".to_owned(),
            ),
            Doing::Waits(calls) => (
                format!("le serveur n'écoute pas ; il attend ({})", calls.join(", ")),
                format!("the server does not listen; it waits ({})", calls.join(", ")),
            ),
            Doing::NeverSettles(doing) => never_settles(doing),
            Doing::Refused(address) => (
                format!("le serveur écoute sur {address} ; sans isolation, seul 127.0.0.1 est permis"),
                format!("the server listens on {address}; without isolation only 127.0.0.1 is allowed"),
            ),
        };
        self.pick(&fr, &en).to_owned()
    }

    fn exit(self, exit: Exit) -> String {
        match (self.0, exit) {
            (Language::Fr, Exit::Status(status)) => format!("code de sortie {status}"),
            (Language::En, Exit::Status(status)) => format!("exit status {status}"),
            (Language::Fr, Exit::Signal(signal)) => format!("tué par le signal {signal}"),
            (Language::En, Exit::Signal(signal)) => format!("killed by signal {signal}"),
        }
    }

    /// A difference in a sentence, without who it concerns and the texts that are shown with it.
    pub fn what(self, kind: &Kind) -> String {
        let (fr, en) = match kind {
            Kind::Received { expected, seen, .. } => return self.reception(expected, seen).to_owned(),
            Kind::Disconnected { expected: true, .. } => ("devrait être déconnecté", "should be disconnected"),
            Kind::Disconnected { expected: false, .. } => {
                ("est déconnecté par le serveur", "is disconnected by the server")
            }
            Kind::CannotConnect { cause, .. } => {
                let (fr, en) = (
                    format!("ne peut pas se connecter : {cause}"),
                    format!("cannot connect: {cause}"),
                );
                return self.pick(&fr, &en).to_owned();
            }
            _ => return self.difference(kind),
        };
        self.pick(fr, en).to_owned()
    }

    /// A difference in a sentence, without the texts that are shown below it.
    pub(super) fn difference(self, kind: &Kind) -> String {
        let (fr, en) = match kind {
            Kind::Received { actor, expected, seen } => return self.received(actor, expected, seen),
            Kind::Disconnected { actor, expected: true } => (
                format!("{actor} devrait être déconnecté"),
                format!("{actor} should be disconnected"),
            ),
            Kind::Disconnected { actor, expected: false } => (
                format!("{actor} est déconnecté par le serveur"),
                format!("{actor} is disconnected by the server"),
            ),
            Kind::CannotConnect { actor, cause } => (
                format!("{actor} ne peut pas se connecter : {cause}"),
                format!("{actor} cannot connect: {cause}"),
            ),
            Kind::Ended { expected: true, .. } => (
                "le serveur devrait s'arrêter".to_owned(),
                "the server should stop".to_owned(),
            ),
            Kind::Ended {
                expected: false,
                last_line: Some(line),
            } => (
                format!("le serveur s'arrête : {line}"),
                format!("the server stops: {line}"),
            ),
            Kind::Ended { expected: false, .. } => ("le serveur s'arrête".to_owned(), "the server stops".to_owned()),
            Kind::NeverSettles(doing) => never_settles(doing),
            Kind::Neglects(left) => (
                format!("le serveur ne prend pas : {}", self.untaken(left)),
                format!("the server does not take: {}", self.untaken(left)),
            ),
            Kind::NotPrinted { expected, .. } => (
                format!("le serveur n'affiche pas « {expected} »"),
                format!("the server does not print \"{expected}\""),
            ),
        };
        self.pick(&fr, &en).to_owned()
    }

    /// That actors received something else.
    pub(super) fn received(self, actors: &str, expected: &[String], seen: &[String]) -> String {
        format!("{actors}: {}", self.reception(expected, seen))
    }

    fn reception(self, expected: &[String], seen: &[String]) -> &'static str {
        let (fr, en) = match (expected.is_empty(), seen.is_empty()) {
            (true, _) => ("ne devrait rien recevoir", "should receive nothing"),
            (_, true) => ("ne reçoit rien", "receives nothing"),
            _ => ("reçoit un autre texte", "receives another text"),
        };
        self.pick(fr, en)
    }

    fn untaken(self, left: &[Untaken]) -> String {
        let french = |untaken: &Untaken| match untaken {
            Untaken::Connections(count) => format!("{count} connexion(s)"),
            Untaken::Bytes { count, from } => format!("{count} octets de {from}"),
            Untaken::Departure(who) => format!("le départ de {who}"),
            Untaken::End => "la fin d'une connexion".to_owned(),
            Untaken::UnderWay(what) => what.clone(),
        };
        let texts = left.iter().map(|untaken| match self.0 {
            Language::Fr => french(untaken),
            Language::En => untaken.to_string(),
        });
        texts.collect::<Vec<_>>().join(", ")
    }

    pub(super) fn totals(self, same: usize, differs: usize, not_started: usize, errors: usize) -> String {
        let mut parts = vec![match self.0 {
            Language::Fr => format!("{same} conforme(s)"),
            Language::En => format!("{same} as the reference"),
        }];
        let mut push = |count: usize, fr: &str, en: &str| {
            if count > 0 {
                parts.push(format!("{count} {}", self.pick(fr, en)));
            }
        };
        push(differs, "différent(s)", "different");
        push(not_started, "sans démarrage", "not started");
        push(errors, "en erreur (du banc d'essai)", "in error (of the harness)");
        parts.join(", ")
    }
}

fn never_settles(doing: &Activity) -> (String, String) {
    match doing {
        Activity::Computes(thread) => (
            format!("le serveur occupe un processeur sans fin (fil d'exécution {thread})"),
            format!("the server keeps a processor busy without end (thread {thread})"),
        ),
        Activity::Floods(bytes) => (
            format!("le serveur affiche ou envoie sans fin ({bytes} octets)"),
            format!("the server prints or sends without end ({bytes} bytes)"),
        ),
        Activity::Lingers(what) => (
            format!("le serveur ne revient pas au repos ({what})"),
            format!("the server does not come to rest ({what})"),
        ),
    }
}
