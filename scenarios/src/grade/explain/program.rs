//! Why a first program did not do as it should.

use super::{Case, Rule, cause};
use crate::compare::{Counting, Kind};
use crate::grade::model::Cause;

/// In the order in which they are told.
pub(super) const RULES: [Rule; 10] = [
    traceback,
    not_asked_for,
    not_saved,
    saved_elsewhere,
    one_at_a_time,
    never_ends,
    busy,
    not_in_sequence,
    not_together,
    no_pauses,
];

fn traceback(case: &Case) -> Option<Cause> {
    let line = case.kinds().find_map(|kind| match kind {
        Kind::Traceback(line) => Some(line),
        _ => None,
    })?;
    if line.starts_with("IndexError") {
        return Some(cause(
            "argument-missing",
            "Sans argument, le programme lit `sys.argv[1]` et s'arrête sur un traceback : tester `len(sys.argv)` et dire \
             comment l'appeler.",
            "Without an argument the program reads `sys.argv[1]` and ends in a traceback: test `len(sys.argv)` and say \
             how to call it.",
        ));
    }
    Some(cause(
        "error-uncaught",
        format!(
            "Une erreur n'est pas attrapée ({line}) : entourer la requête d'un `try … except`, et dire ce qui manque."
        ),
        format!("An error is not caught ({line}): put a `try … except` around the request, and say what is missing."),
    ))
}

fn not_asked_for(case: &Case) -> Option<Cause> {
    let seen = case.kinds().find_map(|kind| match kind {
        Kind::NotAskedFor { seen, .. } => Some(seen),
        _ => None,
    })?;
    Some(if seen.is_empty() {
        cause(
            "fetches-nothing",
            "Le site n'a reçu aucune requête, quoi que le programme en dise : l'URL donnée en argument est-elle bien \
             utilisée, et la requête attendue (`await`) ?",
            "The site got no request, whatever the program says: is the URL given as argument used, and the request \
             awaited (`await`)?",
        )
    } else {
        cause(
            "fetches-others",
            "Toutes les pages ne sont pas demandées : parcourir toutes les lignes du fichier d'URL, et continuer quand \
             l'une d'elles échoue (`return_exceptions=True`).",
            "Not all pages are asked for: go through every line of the file of URLs, and go on when one of them fails \
             (`return_exceptions=True`).",
        )
    })
}

fn not_saved(case: &Case) -> Option<Cause> {
    let parts = case.kinds().find_map(|kind| match kind {
        Kind::NotSaved { parts, .. } => Some(parts),
        _ => None,
    })?;
    Some(if parts.is_empty() {
        cause(
            "page-not-saved",
            "La page arrive mais n'est écrite dans aucun fichier, ou un échec ailleurs l'a fait perdre : écrire chaque \
             page dès qu'elle est là.",
            "The page comes but is written into no file, or a failure elsewhere lost it: write each page as soon as it \
             is there.",
        )
    } else {
        cause(
            "page-cut",
            "Le fichier ne contient pas toute la page : écrire `response.text` en entier, et fermer le fichier.",
            "The file does not hold the whole page: write all of `response.text`, and close the file.",
        )
    })
}

fn saved_elsewhere(case: &Case) -> Option<Cause> {
    let (expected, seen) = case.kinds().find_map(|kind| match kind {
        Kind::SavedElsewhere { expected, seen } => Some((expected, seen.first()?)),
        _ => None,
    })?;
    Some(cause(
        "saved-elsewhere",
        format!("La page est dans `{seen}` ; la feuille demande `{expected}`."),
        format!("The page is in `{seen}`; the sheet asks for `{expected}`."),
    ))
}

fn one_at_a_time(case: &Case) -> Option<Cause> {
    case.kinds().any(|kind| matches!(kind, Kind::OneAtATime)).then(|| {
        cause(
            "sequential",
            "Chaque page n'est demandée qu'une fois la précédente arrivée : un `await` dans une boucle `for` attend \
             chaque tâche à son tour. Créer toutes les tâches, puis `await asyncio.gather(*taches)`.",
            "Each page is asked for only when the one before has come: an `await` in a `for` loop waits for each task in \
             turn. Create all tasks, then `await asyncio.gather(*tasks)`.",
        )
    })
}

fn never_ends(case: &Case) -> Option<Cause> {
    let stays = |kind: &Kind| matches!(kind, Kind::Ended { expected: true, .. });
    case.kinds().any(stays).then(|| {
        cause(
            "never-ends",
            "Le travail est fini et le programme ne s'arrête pas : il attend une saisie, ou une tâche qui ne finit \
             jamais.",
            "The work is done and the program does not end: it waits for the keyboard, or for a task that never ends.",
        )
    })
}

fn busy(case: &Case) -> Option<Cause> {
    case.kinds().any(|kind| matches!(kind, Kind::NeverSettles(_))).then(|| {
        cause(
            "busy-loop",
            "Le programme calcule ou affiche sans fin.",
            "The program computes or prints without end.",
        )
    })
}

fn not_in_sequence(case: &Case) -> Option<Cause> {
    let wrong = |kind: &Kind| {
        matches!(
            kind,
            Kind::Counts {
                expected: Counting::InSequence,
                ..
            }
        )
    };
    case.kinds().any(wrong).then(|| {
        cause(
            "counts-otherwise",
            "Il faut un nombre par ligne, de 0 à 10, deux fois : appeler deux fois la même fonction.",
            "One number a line is needed, from 0 to 10, twice: call the same function two times.",
        )
    })
}

fn not_together(case: &Case) -> Option<Cause> {
    let seen = case.kinds().find_map(|kind| match kind {
        Kind::Counts {
            expected: Counting::Together,
            seen,
        } => Some(seen),
        _ => None,
    })?;
    let (one, other) = seen.split_at(seen.len() / 2);
    Some(if !seen.is_empty() && one == other {
        cause(
            "counts-in-turn",
            "Les deux compteurs se suivent : `time.sleep` bloque tout le programme. Utiliser `await asyncio.sleep(0.5)` \
             et lancer les deux avec `asyncio.gather`.",
            "The counters follow one another: `time.sleep` blocks the whole program. Use `await asyncio.sleep(0.5)` and \
             start both with `asyncio.gather`.",
        )
    } else {
        cause(
            "counts-otherwise",
            "Il faut un nombre par ligne, et chaque nombre deux fois de suite : deux compteurs de 0 à 10 en même temps.",
            "One number a line is needed, and each number twice in a row: two counters from 0 to 10 at the same time.",
        )
    })
}

fn no_pauses(case: &Case) -> Option<Cause> {
    case.kinds().any(|kind| matches!(kind, Kind::NoPauses)).then(|| {
        cause(
            "no-pauses",
            "Il manque la pause d'une demi-seconde entre deux nombres (ou elle n'est pas attendue : `await \
             asyncio.sleep(0.5)`).",
            "The pause of half a second between two numbers is missing (or is not awaited: `await asyncio.sleep(0.5)`).",
        )
    })
}
