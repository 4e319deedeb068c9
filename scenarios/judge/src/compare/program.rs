//! What a program under test should do with pages.

use salon_model::Deviation;
use salon_model::{Doing, Exit};
use salon_model::{Moment, Transcript, What};

/// Errors that end a program before it gets to its work, whatever that is.
const BEFORE_WORK: [&str; 5] = [
    "ModuleNotFoundError",
    "ImportError",
    "SyntaxError",
    "IndentationError",
    "TabError",
];

/// Whether an interpreter says in its own words that it does not find the program.
fn is_absent(exit: Exit, printed: &[String]) -> bool {
    let first = printed.first().map_or("", String::as_str);
    match exit {
        // Python.
        Exit::Status(2) if first.contains(": can't open file '") && first.contains("': [Errno ") => true,
        Exit::Status(0) | Exit::Signal(_) => false,
        Exit::Status(_) => {
            let of_node = first.starts_with("node:internal/modules") || first.starts_with("internal/modules");
            let module = |line: &String| line.starts_with("Error: Cannot find module '");
            first.starts_with("Can't open perl script \"")
                || first.starts_with("Error: Could not find or load main class ")
                || of_node && printed.iter().any(module)
        }
    }
}

/// Whether the program could not be run at all.
pub(super) fn not_started(seen: &Transcript) -> Option<Doing> {
    let worked = seen
        .observed()
        .any(|what| matches!(what, What::AskedFor(_) | What::Saves { .. }));
    if worked {
        return None;
    }
    // That its authorities are others than the system's is no mistake of its author's.
    let distrusted = seen.observed().find_map(|what| match what {
        What::Distrusted(host) => Some(host.clone()),
        _ => None,
    });
    if let Some(host) = distrusted {
        return Some(Doing::Distrusts(host));
    }
    let exit = seen.observed().find_map(|what| match what {
        What::Exits(exit) => Some(*exit),
        _ => None,
    })?;
    let printed = seen.printed();
    let name = printed.last()?.split(':').next().unwrap_or_default();
    (is_absent(exit, &printed) || BEFORE_WORK.contains(&name)).then_some(Doing::Ended(exit))
}

/// Compares one run.
pub(super) fn compare(expected: &Moment, seen: &Moment) -> Vec<Deviation> {
    let asked = asked_for(seen);
    let mut wanted = asked_for(expected);
    wanted.dedup();
    let missing = wanted.into_iter().filter(|url| !asked.contains(url));
    let mut kinds: Vec<Deviation> = missing
        .map(|url| Deviation::NotAskedFor {
            url,
            seen: asked.clone(),
        })
        .collect();
    let unasked = |host: &str| {
        kinds
            .iter()
            .any(|kind| matches!(kind, Deviation::NotAskedFor { url, .. } if url.contains(host)))
    };
    let saving: Vec<Deviation> = pages(expected)
        .filter(|(host, ..)| !unasked(host))
        .filter_map(|(host, path, _)| saved(host, path, seen))
        .collect();
    kinds.extend(saving);
    kinds
}

/// That no two pages were ever under way at once.
pub(super) fn one_at_a_time(seen: &Transcript) -> Option<Deviation> {
    let at_once = seen
        .observed()
        .any(|what| matches!(what, What::UnderWay(pages) if *pages > 1));
    (!at_once).then_some(Deviation::OneAtATime)
}

fn saved(host: &str, asked: &str, seen: &Moment) -> Option<Deviation> {
    let of_host = || pages(seen).filter(|(of, ..)| *of == host);
    let whole: Vec<&str> = of_host()
        .filter(|(.., whole)| *whole)
        .map(|(_, path, _)| path)
        .collect();
    if whole.is_empty() {
        return Some(Deviation::NotSaved {
            host: host.to_owned(),
            parts: of_host().map(|(_, path, _)| path.to_owned()).collect(),
        });
    }
    (!whole.iter().any(|path| is_where_asked(path))).then(|| Deviation::SavedElsewhere {
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
