//! What a subject did otherwise, in sentences.

use super::Words;
use crate::compare::{Counting, Kind};
use crate::event::{Doing, Exit};
use crate::plan::{Language, SERVER, SubjectKind};
use crate::settle::{Activity, Untaken};

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
    pub fn what(self, subject: SubjectKind, kind: &Kind) -> String {
        if let Kind::Received { actor, .. } | Kind::Disconnected { actor, .. } = kind
            && actor == SERVER
        {
            let (le, the) = named(SubjectKind::Server);
            return format!("{} {}", self.pick(le, the), self.of_actor(subject, kind));
        }
        self.of_actor(subject, kind)
    }

    fn of_actor(self, subject: SubjectKind, kind: &Kind) -> String {
        let (fr, en) = match kind {
            Kind::Received { expected, seen, .. } => return self.reception(expected, seen).to_owned(),
            Kind::Disconnected { expected: true, .. } => ("devrait être déconnecté", "should be disconnected"),
            Kind::Disconnected { expected: false, .. } if subject == SubjectKind::Server => {
                ("est déconnecté par le serveur", "is disconnected by the server")
            }
            Kind::Disconnected { expected: false, .. } => (
                "voit la connexion coupée par le client",
                "sees the client end the connection",
            ),
            Kind::CannotConnect { cause, .. } => {
                let (fr, en) = (
                    format!("ne peut pas se connecter : {cause}"),
                    format!("cannot connect: {cause}"),
                );
                return self.pick(&fr, &en).to_owned();
            }
            _ => return self.difference(subject, kind),
        };
        self.pick(fr, en).to_owned()
    }

    /// A difference in a sentence, without the texts that are shown below it.
    pub(in crate::report) fn difference(self, subject: SubjectKind, kind: &Kind) -> String {
        let (le, the) = named(subject);
        let (fr, en) = match kind {
            Kind::Received { actor, expected, seen } => return self.received(actor, expected, seen),
            Kind::Disconnected { actor, .. } => return format!("{actor} {}", self.of_actor(subject, kind)),
            Kind::CannotConnect { actor, cause } => (
                format!("{actor} ne peut pas se connecter : {cause}"),
                format!("{actor} cannot connect: {cause}"),
            ),
            Kind::Ended { expected: true, .. } => (format!("{le} devrait s'arrêter"), format!("{the} should stop")),
            Kind::Ended {
                expected: false,
                last_line: Some(line),
            } => (format!("{le} s'arrête : {line}"), format!("{the} stops: {line}")),
            Kind::Ended { expected: false, .. } => (format!("{le} s'arrête"), format!("{the} stops")),
            Kind::NeverSettles(doing) => never_settles(subject, doing),
            Kind::Neglects(left) => (
                format!("{le} ne prend pas : {}", self.untaken(left)),
                format!("{the} does not take: {}", self.untaken(left)),
            ),
            Kind::NotPrinted { expected, .. } => (
                format!("{le} n'affiche pas « {expected} »"),
                format!("{the} does not print \"{expected}\""),
            ),
            Kind::Limited(limit) => (
                format!("{le} atteint une limite : {}", limit.text().fr),
                format!("{the} reaches a limit: {}", limit.text().en),
            ),
            Kind::NeverAsks(doing) => return self.not_started(subject, doing),
            Kind::Traceback(line) => (
                format!("une erreur que rien n'attrape : {line}"),
                format!("an error that nothing catches: {line}"),
            ),
            _ => Self::of_client_or_program(kind),
        };
        self.pick(&fr, &en).to_owned()
    }

    /// What only clients and programs do otherwise.
    fn of_client_or_program(kind: &Kind) -> (String, String) {
        let (fr, en) = match kind {
            Kind::NotExactly { .. } => (
                "le serveur reçoit le bon texte, mais pas à l'octet près",
                "the server receives the right text, but not to the byte",
            ),
            Kind::NotShown { .. } => ("l'utilisateur ne voit pas tout", "the user does not see all of it"),
            Kind::SaysNothing => (
                "le client ne dit rien du départ du serveur",
                "the client says nothing of the server's departure",
            ),
            Kind::OneAtATime => (
                "les pages sont demandées l'une après l'autre, jamais deux à la fois",
                "the pages are asked for one after the other, never two at once",
            ),
            Kind::NoPauses => (
                "il n'y a pas de pause d'une demi-seconde entre les nombres",
                "there is no pause of half a second between the numbers",
            ),
            Kind::Counts {
                expected: Counting::InSequence,
                ..
            } => (
                "les deux compteurs de dix ne se suivent pas",
                "the two counters of ten do not follow one another",
            ),
            Kind::Counts { .. } => (
                "les deux compteurs de dix n'avancent pas ensemble",
                "the two counters of ten do not advance together",
            ),
            Kind::NotAskedFor { url, .. } => {
                return (
                    format!("{url} n'est pas demandée au site"),
                    format!("{url} is not asked for"),
                );
            }
            Kind::NotSaved { host, parts } if parts.is_empty() => {
                return (
                    format!("la page de {host} n'est enregistrée nulle part"),
                    format!("the page of {host} is saved nowhere"),
                );
            }
            Kind::NotSaved { host, .. } => {
                return (
                    format!("la page de {host} n'est pas enregistrée en entier"),
                    format!("the page of {host} is not saved as a whole"),
                );
            }
            Kind::SavedElsewhere { .. } => (
                "la page est enregistrée ailleurs que demandé",
                "the page is saved elsewhere than asked",
            ),
            _ => ("autre chose est arrivé", "something else happened"),
        };
        (fr.to_owned(), en.to_owned())
    }

    /// That actors received something else.
    pub(in crate::report) fn received(self, actors: &str, expected: &[String], seen: &[String]) -> String {
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
