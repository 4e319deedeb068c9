//! Why a conversation went wrong, from what came and what did not.

use super::{Case, Rule, cause, show_bytes, verb};
use crate::compare::Kind;
use crate::grade::model::Cause;
use crate::plan::{Step, Stimulus, Verb};
use crate::settle::Untaken;

/// In the order in which they are told.
pub(super) const RULES: [Rule; 14] = [
    dies,
    resets_unhandled,
    busy,
    one_client_at_a_time,
    departure_unanswered,
    thrown_out,
    twice,
    late,
    sender_hears_itself,
    wrong_recipient,
    representation,
    cut,
    prints_late,
    never_delivered,
];

/// Those of which it is a consequence that something is not delivered.
const EXPLAIN_SILENCE: [Rule; 7] = [
    dies,
    resets_unhandled,
    busy,
    one_client_at_a_time,
    departure_unanswered,
    thrown_out,
    late,
];

impl Case<'_> {
    fn judged(&self) -> impl Iterator<Item = &Kind> {
        self.differences
            .iter()
            .filter(|difference| !difference.given)
            .map(|difference| &difference.kind)
    }
}

fn dies(case: &Case) -> Option<Cause> {
    let last = case.kinds().find_map(|kind| match kind {
        Kind::Ended {
            expected: false,
            last_line,
        } => Some(last_line.clone().unwrap_or_default()),
        _ => None,
    })?;
    if last.contains("ConnectionResetError") || last.contains("BrokenPipeError") {
        return Some(cause(
            "reset-kills-server",
            format!(
                "Une coupure nette arrête tout le serveur ({last}) : entourer la lecture et l'écriture d'un `try … except ConnectionError`."
            ),
            format!(
                "A break-off ends the whole server ({last}): put a `try … except ConnectionError` around reading and writing."
            ),
        ));
    }
    Some(cause(
        "server-dies",
        format!("Le serveur s'arrête au milieu de la conversation. Sa dernière ligne : {last}"),
        format!("The server ends in the middle of the conversation. Its last line: {last}"),
    ))
}

fn resets_unhandled(case: &Case) -> Option<Cause> {
    let drops = |step: &Step| matches!(verb(step), Some(Verb::Drops));
    let silent =
        |kind: &Kind| matches!(kind, Kind::Received { expected, seen, .. } if !expected.is_empty() && seen.is_empty());
    let step = case.step_of(silent)?;
    drops(step).then(|| {
        cause(
            "reset-unhandled",
            "Une coupure nette (RST) n'est pas traitée comme un départ : la lecture lève `ConnectionResetError`, et le \
             code qui annonce le départ n'est jamais atteint. Le mettre dans un `finally`.",
            "A break-off (RST) is not treated as a departure: the read raises `ConnectionResetError`, and the code that \
             announces the departure is never reached. Put it into a `finally`.",
        )
    })
}

fn busy(case: &Case) -> Option<Cause> {
    case.kinds().any(|kind| matches!(kind, Kind::NeverSettles(_))).then(|| {
        cause(
            "busy-loop",
            "Une boucle tourne à vide : après un départ, `read()` rend `b''` aussitôt et sans fin. Quitter la boucle \
             (`break`) quand la lecture est vide.",
            "A loop spins: after a departure `read()` returns `b''` at once, for ever. Leave the loop (`break`) when the \
             read is empty.",
        )
    })
}

fn one_client_at_a_time(case: &Case) -> Option<Cause> {
    let waiting = |untaken: &Untaken| matches!(untaken, Untaken::Connections(_));
    let neglects = |kind: &Kind| matches!(kind, Kind::Neglects(left) if left.iter().any(waiting));
    case.kinds().any(neglects).then(|| {
        cause(
            "one-client-at-a-time",
            "Le serveur ne s'occupe que d'un client : les autres restent en attente d'`accept`. Il faut une coroutine \
             (`asyncio.start_server`) ou un fil d'exécution par client.",
            "The server looks after one client only: the others wait to be accepted. Each client needs a coroutine \
             (`asyncio.start_server`) or a thread of its own.",
        )
    })
}

fn departure_unanswered(case: &Case) -> Option<Cause> {
    let silent =
        |kind: &Kind| matches!(kind, Kind::Received { expected, seen, .. } if !expected.is_empty() && seen.is_empty());
    let step = case.step_of(silent)?;
    matches!(verb(step), Some(Verb::Leaves | Verb::ClosesWriteSide)).then(|| {
        cause(
            "eof-unanswered",
            "Un départ passe inaperçu : une lecture vide (`b''`) n'est pas reconnue. Tester `if not data:`, retirer le \
             client et prévenir les autres.",
            "A departure goes unnoticed: an empty read (`b''`) is not recognised. Test `if not data:`, take the client \
             out, and tell the others.",
        )
    })
}

fn twice(case: &Case) -> Option<Cause> {
    let doubled = |kind: &Kind| match kind {
        Kind::Received { expected, seen, .. } => {
            let (expected, seen) = (expected.concat(), seen.concat());
            !expected.is_empty() && seen.matches(expected.trim()).count() > 1
        }
        _ => false,
    };
    case.judged().any(doubled).then(|| {
        cause(
            "delivered-twice",
            "Le même message arrive deux fois : il est envoyé à deux endroits du programme, ou le client est deux fois \
             dans la table.",
            "The same message arrives twice: it is sent in two places of the program, or the client is in the table twice.",
        )
    })
}

/// What was missing in one step came in a later one.
fn late(case: &Case) -> Option<Cause> {
    let missing = case.differences.iter().find_map(|difference| match &difference.kind {
        Kind::Received { actor, expected, seen } if seen.is_empty() => {
            Some((actor, expected.concat(), difference.step.as_ref()?.1))
        }
        _ => None,
    })?;
    let (actor, text, line) = missing;
    let played = case.steps().zip(case.seen.moments.iter().skip(1));
    let arrived = played
        .filter(|(step, _)| step.line > line)
        .any(|(_, moment)| moment.received(actor).concat().contains(text.trim()));
    (arrived && !text.trim().is_empty()).then(|| {
        cause(
            "delivered-late",
            "Le message n'arrive qu'à l'étape suivante : le serveur attend autre chose avant de le transmettre (une \
             saisie, un autre client, un tampon plein).",
            "The message arrives only in a later step: the server waits for something else before it passes it on (input, \
             another client, a full buffer).",
        )
    })
}

/// Who sends something is disconnected for it.
fn thrown_out(case: &Case) -> Option<Cause> {
    let own_doing = |actor: &str, step: &Step| {
        step.stimulus.actions().iter().any(|action| {
            let own = case.scenario.actors[action.actor.0].name == actor;
            own && matches!(action.verb, Verb::Says(_) | Verb::Sends(_))
        })
    };
    let who = case
        .differences
        .iter()
        .filter(|difference| !difference.given)
        .find_map(|difference| {
            let Kind::Disconnected { actor, expected: false } = &difference.kind else {
                return None;
            };
            own_doing(actor, case.step(difference)?).then_some(actor)
        })?;
    Some(cause(
        "sender-disconnected",
        format!(
            "{who} est déconnecté par le serveur pour ce qu'il envoie : seule une lecture vide (`b''`) est un départ, et \
             une erreur dans le traitement d'un message ne doit pas finir la connexion."
        ),
        format!(
            "{who} is disconnected by the server for what it sends: only an empty read (`b''`) is a departure, and an \
             error in handling a message must not end the connection."
        ),
    ))
}

fn sender_hears_itself(case: &Case) -> Option<Cause> {
    let mut echoed = case
        .differences
        .iter()
        .filter(|difference| !difference.given)
        .filter_map(|difference| {
            let Kind::Received { actor, seen, .. } = &difference.kind else {
                return None;
            };
            let step = case.step(difference)?;
            step.stimulus.actions().iter().find(|action| {
                let own = case.scenario.actors[action.actor.0].name == *actor;
                own && matches!(&action.verb, Verb::Says(text) if seen.concat().contains(text.as_str()))
            })
        });
    echoed.next().map(|_| {
        cause(
            "sender-hears-itself",
            "L'auteur reçoit son propre message : dans la boucle d'envoi, sauter l'adresse de l'auteur (`if addr != \
             addr_auteur`).",
            "The author receives the message too: in the sending loop skip the author's address (`if addr != \
             author_addr`).",
        )
    })
}

fn wrong_recipient(case: &Case) -> Option<Cause> {
    let unwanted = case.judged().find_map(|kind| match kind {
        Kind::Received { actor, expected, seen } if expected.is_empty() && !seen.is_empty() => Some(actor.clone()),
        _ => None,
    })?;
    let registered = case.steps().any(|step| match &step.stimulus {
        Stimulus::Act(action) => {
            case.scenario.actors[action.actor.0].name == unwanted && matches!(action.verb, Verb::Joins)
        }
        _ => false,
    });
    Some(if registered {
        cause(
            "wrong-recipient",
            format!("{unwanted} reçoit un texte qui ne devrait pas être envoyé du tout."),
            format!("{unwanted} receives a text that should not be sent at all."),
        )
    } else {
        cause(
            "unregistered-recipient",
            format!(
                "{unwanted} ne s'est pas présenté (`Hello|…`) et reçoit pourtant quelque chose : n'ajouter un client à `CLIENTS` qu'après son Hello."
            ),
            format!(
                "{unwanted} has not introduced itself (`Hello|…`) and still receives something: put a client into `CLIENTS` only after its Hello."
            ),
        )
    })
}

/// `b'salut'` or quotation marks around a text: a value was shown instead of its contents.
fn representation(case: &Case) -> Option<Cause> {
    let shown = |kind: &Kind| match kind {
        Kind::Received { seen, .. } | Kind::NotPrinted { seen, .. } => show_bytes(seen),
        _ => false,
    };
    case.judged().any(shown).then(|| {
        cause(
            "stray-characters",
            "Des octets sont affichés tels quels (`b'…'`) : il manque `.decode()` avant de composer le message.",
            "Bytes are shown as they are (`b'…'`): a `.decode()` is missing before the message is put together.",
        )
    })
}

fn cut(case: &Case) -> Option<Cause> {
    let shorter = |kind: &Kind| match kind {
        Kind::Received { expected, seen, .. } => {
            let (expected, seen) = (expected.concat(), seen.concat());
            let start: String = expected.chars().take(40).collect();
            expected.len() > 200 && seen != expected && seen.starts_with(&start)
        }
        _ => false,
    };
    case.judged().any(shorter).then(|| {
        cause(
            "message-cut",
            "Un long message est coupé : le serveur lit trop peu d'octets à la fois (`read(100)`) ; la feuille lit \
             jusqu'à 1024.",
            "A long message is cut: the server reads too few bytes at a time (`read(100)`); the sheet reads up to 1024.",
        )
    })
}

/// The line expected on the terminal came in another step than the one that is judged.
fn prints_late(case: &Case) -> Option<Cause> {
    let missing = case.kinds().find_map(|kind| match kind {
        Kind::NotPrinted { expected, .. } => Some(expected),
        _ => None,
    })?;
    let anywhere = case.seen.printed().iter().any(|line| line.contains(missing));
    anywhere.then(|| {
        cause(
            "buffered-output",
            "La ligne apparaît, mais pas au bon moment : sans doute un `print(…, end='')` ou un tampon qui n'est pas vidé \
             (`flush=True`).",
            "The line does appear, but not at the right moment: most likely a `print(…, end='')`, or a buffer that is not \
             flushed (`flush=True`).",
        )
    })
}

fn never_delivered(case: &Case) -> Option<Cause> {
    if EXPLAIN_SILENCE.iter().any(|rule| rule(case).is_some()) {
        return None;
    }
    let silent =
        |kind: &Kind| matches!(kind, Kind::Received { expected, seen, .. } if !expected.is_empty() && seen.is_empty());
    let step = case.step_of(silent)?;
    let said =
        matches!(verb(step), Some(Verb::Says(_) | Verb::Sends(_))) || matches!(step.stimulus, Stimulus::Together(_));
    let heard_before = case
        .reference
        .moments
        .iter()
        .zip(&case.seen.moments)
        .any(|(reference, seen)| {
            case.scenario
                .actors
                .iter()
                .any(|actor| !reference.received(&actor.name).is_empty() && !seen.received(&actor.name).is_empty())
        });
    Some(match (said, heard_before) {
        (true, _) => cause(
            "never-delivered",
            "Le message n'est pas redistribué : parcourir `CLIENTS` et écrire à chaque `writer`, puis `await drain()`.",
            "The message is not passed on: go through `CLIENTS` and write to each `writer`, then `await drain()`.",
        ),
        (false, true) => cause(
            "announcement-missing",
            "L'annonce n'est pas envoyée à tous les clients enregistrés.",
            "The announcement is not sent to all registered clients.",
        ),
        (false, false) => cause(
            "silent",
            "Le serveur ne répond rien : vérifier qu'il lit ce qui arrive (`await reader.read(1024)`, pas `readline`) et \
             qu'il écrit à tous.",
            "The server answers nothing: check that it reads what arrives (`await reader.read(1024)`, not `readline`) and \
             writes to everybody.",
        ),
    })
}
