//! What a program under test should do with pages.

use super::Kind;
use crate::event::{Doing, Exit};
use crate::transcript::{Moment, Transcript, What};

/// Errors that end a program before it gets to its work, whatever that is.
const BEFORE_WORK: [&str; 5] = [
    "ModuleNotFoundError",
    "ImportError",
    "SyntaxError",
    "IndentationError",
    "TabError",
];

/// What interpreters begin with that do not find the program: Python, Perl, Java, Node.
const NO_PROGRAM: [&str; 4] = [
    ": can't open file '",
    "Can't open perl script \"",
    "Could not find or load main class",
    "Error: Cannot find module '",
];

/// Whether the program could not be run at all.
pub(super) fn not_started(seen: &Transcript) -> Option<Doing> {
    if let Some(host) = distrusted(seen) {
        return Some(Doing::Distrusts(host.to_owned()));
    }
    let exit = seen.observed().find_map(|what| match what {
        What::Exits(exit) => Some(*exit),
        _ => None,
    })?;
    let worked = seen
        .observed()
        .any(|what| matches!(what, What::AskedFor(_) | What::Saves { .. }));
    let printed = seen.printed();
    let name = printed.last()?.split(':').next().unwrap_or_default();
    // Node says what is wrong below the line of its own source.
    let first = printed.iter().take(5);
    let absent = exit != Exit::Status(0)
        && first
            .into_iter()
            .any(|line| NO_PROGRAM.iter().any(|words| line.contains(words)));
    (!worked && (absent || BEFORE_WORK.contains(&name))).then_some(Doing::Ended(exit))
}

/// A host that the program could not ask for anything, as it does not accept the site's certificate: that
/// its authorities are others than the system's is no mistake of its author's.
fn distrusted(seen: &Transcript) -> Option<&str> {
    let asked = |host: &str| {
        let of_host = |what: &What| matches!(what, What::AskedFor(url) if url.contains(host));
        seen.observed().any(of_host)
    };
    seen.observed().find_map(|what| match what {
        What::Distrusted(host) => (!asked(host)).then_some(host.as_str()),
        _ => None,
    })
}

/// Compares one run.
pub(super) fn compare(expected: &Moment, seen: &Moment) -> Vec<Kind> {
    let asked = asked_for(seen);
    let mut wanted = asked_for(expected);
    wanted.dedup();
    let missing = wanted.into_iter().filter(|url| !asked.contains(url));
    let mut kinds: Vec<Kind> = missing
        .map(|url| Kind::NotAskedFor {
            url,
            seen: asked.clone(),
        })
        .collect();
    let unasked = |host: &str| {
        kinds
            .iter()
            .any(|kind| matches!(kind, Kind::NotAskedFor { url, .. } if url.contains(host)))
    };
    let saving: Vec<Kind> = pages(expected)
        .filter(|(host, ..)| !unasked(host))
        .filter_map(|(host, path, _)| saved(host, path, seen))
        .collect();
    kinds.extend(saving);
    kinds
}

/// That no two pages were ever under way at once.
pub(super) fn one_at_a_time(seen: &Transcript) -> Option<Kind> {
    let at_once = seen
        .observed()
        .any(|what| matches!(what, What::UnderWay(pages) if *pages > 1));
    (!at_once).then_some(Kind::OneAtATime)
}

fn saved(host: &str, asked: &str, seen: &Moment) -> Option<Kind> {
    let of_host = || pages(seen).filter(|(of, ..)| *of == host);
    let whole: Vec<&str> = of_host()
        .filter(|(.., whole)| *whole)
        .map(|(_, path, _)| path)
        .collect();
    if whole.is_empty() {
        return Some(Kind::NotSaved {
            host: host.to_owned(),
            parts: of_host().map(|(_, path, _)| path.to_owned()).collect(),
        });
    }
    (!whole.iter().any(|path| is_where_asked(path))).then(|| Kind::SavedElsewhere {
        expected: asked.to_owned(),
        seen: whole.into_iter().map(str::to_owned).collect(),
    })
}

/// Whether a file lies where the sheet says: `/tmp/web_page` for one page, `/tmp/web_<host>` for several.
/// Folders of that name and extensions are taken, as the sheet's own report has them.
fn is_where_asked(path: &str) -> bool {
    path.starts_with("/tmp/web")
}

fn asked_for(moment: &Moment) -> Vec<String> {
    let urls = moment.seen.iter().filter_map(|seen| match &seen.what {
        What::AskedFor(url) => Some(url.clone()),
        _ => None,
    });
    urls.collect()
}

/// Pages in files: the host, the path, and whether the page is whole.
fn pages(moment: &Moment) -> impl Iterator<Item = (&str, &str, bool)> {
    moment.seen.iter().filter_map(|seen| match &seen.what {
        What::Saves { host, path, whole } => Some((host.as_str(), path.as_str(), *whole)),
        _ => None,
    })
}
