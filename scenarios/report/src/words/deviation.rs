//! What a subject did otherwise, in sentences.

use super::Words;
use salon_model::{Activity, Untaken};
use salon_model::{Counting, Deviation};
use salon_model::{Doing, Exit};
use salon_model::{Language, SERVER, SubjectKind};

impl Words {
    /// What a program did instead of getting to where it can be judged.
    pub fn not_started(self, subject: SubjectKind, doing: &Doing) -> String {
        let (le, the) = named(subject);
        let (avant, before) = match subject {
            SubjectKind::Server => ("d'écouter", "it listened"),
            SubjectKind::Client => ("de se connecter", "it connected"),
            SubjectKind::Program => ("de travailler", "it did any work"),
        };
        let (pas, not) = match subject {
            SubjectKind::Server => ("n'écoute pas", "does not listen"),
            SubjectKind::Client => ("ne se connecte pas", "does not connect"),
            SubjectKind::Program => ("ne fait rien", "does nothing"),
        };
        let (fr, en) = match doing {
            Doing::Ended(exit) => (
                format!("{le} s'est terminé avant {avant} : {}", self.exit(*exit)),
                format!("{the} ended before {before}: {}", self.exit(*exit)),
            ),
            Doing::ReadsKeyboard => (
                format!("{le} {pas} ; il attend une saisie au clavier"),
                format!("{the} {not}; it waits for the keyboard"),
            ),
            Doing::Waits(calls) => (
                format!("{le} {pas} ; il attend ({})", calls.join(", ")),
                format!("{the} {not}; it waits ({})", calls.join(", ")),
            ),
            Doing::NeverSettles(doing) => never_settles(subject, doing),
            Doing::Refused(address) if subject == SubjectKind::Server => (
                format!("le serveur écoute sur {address} ; sans isolation, seul 127.0.0.1 est permis"),
                format!("the server listens on {address}; without isolation only 127.0.0.1 is allowed"),
            ),
            Doing::Refused(address) => (
                format!("{le} veut se connecter à {address} ; sans isolation, seul 127.0.0.1 est permis"),
                format!("{the} wants to connect to {address}; without isolation only 127.0.0.1 is allowed"),
            ),
            Doing::Distrusts(host) => (
                format!("{le} n'accepte pas le certificat du site d'essai {host}, et ne peut donc pas être jugé"),
                format!("{the} does not accept the certificate of the mock site {host}, and so cannot be judged"),
            ),
        };
        self.pick(fr, en)
    }

    fn exit(self, exit: Exit) -> String {
        match (self.0, exit) {
            (Language::Fr, Exit::Status(status)) => format!("code de sortie {status}"),
            (Language::En, Exit::Status(status)) => format!("exit status {status}"),
            (Language::Fr, Exit::Signal(signal)) => format!("tué par le signal {signal}"),
            (Language::En, Exit::Signal(signal)) => format!("killed by signal {signal}"),
        }
    }

    /// A deviation in a sentence, without whom it concerns and the texts that are shown with it. The server that a
    /// client talks to is no actor whose name says who it is, so the sentence names it.
    pub(crate) fn deviation(self, subject: SubjectKind, deviation: &Deviation) -> String {
        let sentence = self.of_anyone(subject, deviation);
        match deviation.actor() {
            Some(SERVER) => {
                let (le, the) = named(SubjectKind::Server);
                format!("{} {sentence}", self.pick(le, the))
            }
            Some(_) | None => sentence,
        }
    }

    #[allow(clippy::too_many_lines, reason = "a table")]
    fn of_anyone(self, subject: SubjectKind, deviation: &Deviation) -> String {
        let (le, the) = named(subject);
        let (fr, en) = match deviation {
            Deviation::Received { expected, seen, .. } => reception(expected, seen),
            Deviation::Disconnected { expected: true, .. } => both("devrait être déconnecté", "should be disconnected"),
            Deviation::Disconnected { expected: false, .. } => match subject {
                SubjectKind::Server => both("est déconnecté par le serveur", "is disconnected by the server"),
                SubjectKind::Client | SubjectKind::Program => both(
                    "voit la connexion coupée par le client",
                    "sees the client end the connection",
                ),
            },
            Deviation::CannotConnect { cause, .. } => (
                format!("ne peut pas se connecter : {cause}"),
                format!("cannot connect: {cause}"),
            ),
            Deviation::Ended { expected: true, .. } => {
                (format!("{le} devrait s'arrêter"), format!("{the} should stop"))
            }
            Deviation::Ended {
                expected: false,
                last_line: Some(line),
            } => (format!("{le} s'arrête : {line}"), format!("{the} stops: {line}")),
            Deviation::Ended {
                expected: false,
                last_line: None,
            } => (format!("{le} s'arrête"), format!("{the} stops")),
            Deviation::NeverSettles(doing) => never_settles(subject, doing),
            Deviation::Neglects(left) => (
                format!("{le} ne prend pas : {}", self.untaken(left)),
                format!("{the} does not take: {}", self.untaken(left)),
            ),
            Deviation::NotPrinted { expected, .. } => (
                format!("{le} n'affiche pas « {expected} »"),
                format!("{the} does not print \"{expected}\""),
            ),
            Deviation::Limited(limit) => (
                format!("{le} atteint une limite : {}", self.limit(*limit)),
                format!("{the} reaches a limit: {}", self.limit(*limit)),
            ),
            Deviation::NeverAsks(doing) => return self.not_started(subject, doing),
            Deviation::Traceback(line) => (
                format!("une erreur que rien n'attrape : {line}"),
                format!("an error that nothing catches: {line}"),
            ),
            Deviation::NotExactly { .. } => both(
                "le serveur reçoit le bon texte, mais pas à l'octet près",
                "the server receives the right text, but not to the byte",
            ),
            Deviation::OtherHandshake { .. } => both(
                "le serveur n'accepte que d'autres mots pour se présenter",
                "the server takes nothing but other words to introduce oneself",
            ),
            Deviation::NotShown { .. } => both("l'utilisateur ne voit pas tout", "the user does not see all of it"),
            Deviation::SaysNothing => both(
                "le client ne dit rien du départ du serveur",
                "the client says nothing of the server's departure",
            ),
            Deviation::OneAtATime => both(
                "les pages sont demandées l'une après l'autre, jamais deux à la fois",
                "the pages are asked for one after the other, never two at once",
            ),
            Deviation::SeveralAtATime { pages } => (
                format!("jusqu'à {pages} pages sont demandées à la fois, au lieu d'une après l'autre"),
                format!("up to {pages} pages are asked for at once, instead of one after the other"),
            ),
            Deviation::LongPauses => both(
                "les pauses entre les nombres durent plus d'une seconde, au lieu d'une demi-seconde",
                "the pauses between the numbers last more than a second, instead of half a second",
            ),
            Deviation::NoPauses => both(
                "il n'y a pas de pause d'une demi-seconde entre les nombres",
                "there is no pause of half a second between the numbers",
            ),
            Deviation::Counts {
                expected: Counting::InSequence,
                ..
            } => both(
                "les deux compteurs de dix ne se suivent pas",
                "the two counters of ten do not follow one another",
            ),
            Deviation::Counts {
                expected: Counting::Together,
                ..
            } => both(
                "les deux compteurs de dix n'avancent pas ensemble",
                "the two counters of ten do not advance together",
            ),
            Deviation::NotAskedFor { url, .. } => (
                format!("{url} n'est pas demandée au site"),
                format!("{url} is not asked for"),
            ),
            Deviation::NotSaved { host, parts } if parts.is_empty() => (
                format!("la page de {host} n'est enregistrée nulle part"),
                format!("the page of {host} is saved nowhere"),
            ),
            Deviation::NotSaved { host, .. } => (
                format!("la page de {host} n'est pas enregistrée en entier"),
                format!("the page of {host} is not saved as a whole"),
            ),
            Deviation::SavedElsewhere { .. } => both(
                "la page est enregistrée ailleurs que demandé",
                "the page is saved elsewhere than asked",
            ),
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
}

fn both(fr: &str, en: &str) -> (String, String) {
    (fr.to_owned(), en.to_owned())
}

/// That an actor received something else.
fn reception(expected: &[String], seen: &[String]) -> (String, String) {
    match (expected.is_empty(), seen.is_empty()) {
        (true, _) => both("ne devrait rien recevoir", "should receive nothing"),
        (false, true) => both("ne reçoit rien", "receives nothing"),
        (false, false) => both("reçoit un autre texte", "receives another text"),
    }
}

/// How a kind of program is called, with its article, in French and English.
fn named(subject: SubjectKind) -> (&'static str, &'static str) {
    match subject {
        SubjectKind::Server => ("le serveur", "the server"),
        SubjectKind::Client => ("le client", "the client"),
        SubjectKind::Program => ("le programme", "the program"),
    }
}

fn never_settles(subject: SubjectKind, doing: &Activity) -> (String, String) {
    let (le, the) = named(subject);
    match doing {
        Activity::Computes(thread) => (
            format!("{le} occupe un processeur sans fin (fil d'exécution {thread})"),
            format!("{the} keeps a processor busy without end (thread {thread})"),
        ),
        Activity::Floods(bytes) => (
            format!("{le} affiche ou envoie sans fin ({bytes} octets)"),
            format!("{the} prints or sends without end ({bytes} bytes)"),
        ),
        Activity::Lingers(what) => (
            format!("{le} ne revient pas au repos ({what})"),
            format!("{the} does not come to rest ({what})"),
        ),
    }
}
