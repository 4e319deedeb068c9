//! Why a client did not do as it should, from what the server received and the user saw.

use super::start::never_connects;
use super::{Case, Rule, cause, show_bytes, verb};
use crate::bytes::escape;
use crate::compare::Kind;
use crate::grade::model::Cause;
use crate::plan::{Key, Verb};
use crate::settle::Untaken;

/// In the order in which they are told.
pub(super) const RULES: [Rule; 13] = [
    connects_never,
    hello_with_line_end,
    busy,
    survives_server,
    swallows_interrupt,
    traceback,
    dies,
    waits_for_keyboard,
    says_nothing,
    sends_other_text,
    sends_nothing,
    representation,
    not_shown,
];

fn connects_never(case: &Case) -> Option<Cause> {
    case.kinds()
        .any(|kind| matches!(kind, Kind::NeverAsks(_)))
        .then(never_connects)
}

fn hello_with_line_end(case: &Case) -> Option<Cause> {
    case.kinds().any(|kind| matches!(kind, Kind::NotExactly { .. })).then(|| {
        cause(
            "not-to-the-byte",
            "Le texte est bon, mais il y a un caractère de trop autour (souvent `\\n`) : la feuille demande exactement \
             `Hello|<PSEUDO>`.",
            "The text is right, but there is a character too many around it (often `\\n`): the sheet asks for exactly \
             `Hello|<PSEUDO>`.",
        )
    })
}

fn busy(case: &Case) -> Option<Cause> {
    case.kinds().any(|kind| matches!(kind, Kind::NeverSettles(_))).then(|| {
        cause(
            "busy-loop",
            "Une boucle tourne à vide : quand le serveur est parti, `read()` rend `b''` aussitôt et sans fin. Quitter la \
             boucle (`break`) quand la lecture est vide.",
            "A loop spins: once the server has gone `read()` returns `b''` at once, for ever. Leave the loop (`break`) \
             when the read is empty.",
        )
    })
}

fn should_end(kind: &Kind) -> bool {
    matches!(kind, Kind::Ended { expected: true, .. })
}

fn survives_server(case: &Case) -> Option<Cause> {
    let step = case.step_of(should_end)?;
    matches!(verb(step), Some(Verb::Leaves | Verb::Drops)).then(|| {
        cause(
            "stays-without-server",
            "Le serveur est parti et le client reste, sans doute bloqué dans `input()` : une lecture vide (`b''`) doit \
             quitter le programme tout de suite (`os._exit(0)`, ou annuler la tâche de saisie).",
            "The server has gone and the client stays, most likely blocked in `input()`: an empty read (`b''`) must end \
             the program at once (`os._exit(0)`, or cancel the task that reads the keyboard).",
        )
    })
}

fn swallows_interrupt(case: &Case) -> Option<Cause> {
    let step = case.step_of(should_end)?;
    matches!(verb(step), Some(Verb::Presses(Key::CtrlC))).then(|| {
        cause(
            "survives-ctrl-c",
            "Ctrl-C n'arrête pas le client : `KeyboardInterrupt` est attrapé et la boucle continue, ou un fil \
             d'exécution reste bloqué dans `input()`.",
            "Ctrl-C does not end the client: `KeyboardInterrupt` is caught and the loop goes on, or a thread stays \
             blocked in `input()`.",
        )
    })
}

fn traceback(case: &Case) -> Option<Cause> {
    let line = case.kinds().find_map(|kind| match kind {
        Kind::Traceback(line) => Some(line),
        _ => None,
    })?;
    if line.contains("KeyboardInterrupt") {
        return Some(cause(
            "interrupt-uncaught",
            "Ctrl-C finit sur un traceback : entourer `asyncio.run(main())` d'un `try … except KeyboardInterrupt`.",
            "Ctrl-C ends in a traceback: put a `try … except KeyboardInterrupt` around `asyncio.run(main())`.",
        ));
    }
    Some(cause(
        "error-uncaught",
        format!("Une erreur n'est pas attrapée ({line}) : l'entourer d'un `try … except`, et quitter proprement."),
        format!("An error is not caught ({line}): put a `try … except` around it, and end in order."),
    ))
}

fn dies(case: &Case) -> Option<Cause> {
    let last = case.kinds().find_map(|kind| match kind {
        Kind::Ended {
            expected: false,
            last_line,
        } => Some(last_line.clone().unwrap_or_default()),
        _ => None,
    })?;
    Some(cause(
        "client-ends-early",
        format!("Le client s'arrête alors que la conversation continue. Sa dernière ligne : {last}"),
        format!("The client ends though the conversation goes on. Its last line: {last}"),
    ))
}

fn waits_for_keyboard(case: &Case) -> Option<Cause> {
    let unread = |untaken: &Untaken| matches!(untaken, Untaken::Bytes { .. } | Untaken::Departure(_));
    let neglects = |kind: &Kind| matches!(kind, Kind::Neglects(left) if left.iter().any(unread));
    case.kinds().any(neglects).then(|| {
        cause(
            "blocked-in-input",
            "Le client ne lit pas ce que le serveur envoie tant que l'utilisateur n'a rien tapé : `input()` bloque tout \
             le programme. Utiliser `aioconsole.ainput()`, ou un fil d'exécution pour la saisie.",
            "The client does not read what the server sends until the user types something: `input()` blocks the whole \
             program. Use `aioconsole.ainput()`, or a thread for the keyboard.",
        )
    })
}

fn says_nothing(case: &Case) -> Option<Cause> {
    case.kinds().any(|kind| matches!(kind, Kind::SaysNothing)).then(|| {
        cause(
            "departure-untold",
            "Quand le serveur part, le client doit le dire avant de quitter : un `print` suffit.",
            "When the server goes, the client must say so before it ends: a `print` is enough.",
        )
    })
}

fn sends_other_text(case: &Case) -> Option<Cause> {
    let other = |kind: &Kind| matches!(kind, Kind::Received { seen, .. } if !seen.is_empty());
    let Kind::Received { expected, .. } = case.kinds().find(|kind| other(kind))? else {
        return None;
    };
    if expected.is_empty() {
        return Some(cause(
            "sends-unasked",
            "Le client envoie quelque chose que personne n'a tapé (un ancien `Hello` ?), ou trop tôt.",
            "The client sends something that nobody typed (an old `Hello`?), or too early.",
        ));
    }
    Some(cause(
        "sends-other-text",
        "Ce que le serveur reçoit n'est pas ce qui a été tapé : envoyer exactement la saisie, `msg.encode()`.",
        "What the server receives is not what was typed: send exactly the input, `msg.encode()`.",
    ))
}

fn sends_nothing(case: &Case) -> Option<Cause> {
    let nothing = |kind: &Kind| matches!(kind, Kind::Received { seen, .. } if seen.is_empty());
    case.kinds().any(nothing).then(|| {
        cause(
            "sends-nothing",
            "Rien n'arrive au serveur : vérifier `writer.write(msg.encode())` suivi de `await writer.drain()`, et que la \
             tâche de saisie tourne bien à côté de la réception (`asyncio.gather`).",
            "Nothing reaches the server: check `writer.write(msg.encode())` followed by `await writer.drain()`, and that \
             the input task runs beside the receiving one (`asyncio.gather`).",
        )
    })
}

/// `b'…'` on the screen: a value was shown instead of its contents.
fn representation(case: &Case) -> Option<Cause> {
    let shown = |kind: &Kind| matches!(kind, Kind::NotShown { seen, .. } if show_bytes(seen));
    case.kinds().any(shown).then(|| {
        cause(
            "stray-characters",
            "Des octets sont affichés tels quels (`b'…'`) : il manque `data.decode()` avant d'afficher.",
            "Bytes are shown as they are (`b'…'`): a `data.decode()` is missing before they are shown.",
        )
    })
}

fn not_shown(case: &Case) -> Option<Cause> {
    let missing = case.kinds().find_map(|kind| match kind {
        Kind::NotShown { expected, .. } => expected.first(),
        _ => None,
    })?;
    let later = case.seen.printed().iter().any(|line| line.contains(missing.as_str()));
    let escaped = !missing.is_ascii() && !later;
    Some(if later {
        cause(
            "shown-late",
            "Le message s'affiche, mais pas quand il arrive : la réception attend la saisie, ou l'affichage n'est pas \
             vidé (`flush=True`).",
            "The message is shown, but not when it comes: receiving waits for the keyboard, or the output is not flushed \
             (`flush=True`).",
        )
    } else if escaped {
        cause(
            "not-decoded",
            format!("« {missing} » n'est pas affiché tel quel : décoder en UTF-8 (`data.decode()`)."),
            format!("\"{missing}\" is not shown as it is: decode as UTF-8 (`data.decode()`)."),
        )
    } else {
        cause(
            "never-shown",
            format!(
                "« {} » n'apparaît jamais à l'écran : la boucle de réception affiche-t-elle chaque message ?",
                escape(missing.as_bytes())
            ),
            format!(
                "\"{}\" never appears on the screen: does the receiving loop show every message?",
                escape(missing.as_bytes())
            ),
        )
    })
}
