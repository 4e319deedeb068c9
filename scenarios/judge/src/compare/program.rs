//! What a program under test should do with pages.

use crate::complaint::is_absent;
use salon_model::Deviation;
use salon_model::Doing;
use salon_model::{Moment, Transcript, What};

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
    is_absent(exit, &printed).then_some(Doing::Ended(exit))
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

/// That no two pages were ever under way at once, of several that were asked for.
pub(super) fn one_at_a_time(seen: &Transcript) -> Option<Deviation> {
    let mut pages: Vec<&String> = seen
        .observed()
        .filter_map(|what| match what {
            What::AskedFor(url) => Some(url),
            _ => None,
        })
        .collect();
    pages.sort_unstable();
    pages.dedup();
    if pages.len() < 2 {
        return None;
    }
    several_at_a_time(seen).is_none().then_some(Deviation::OneAtATime)
}

/// That several pages were under way at once.
pub(super) fn several_at_a_time(seen: &Transcript) -> Option<Deviation> {
    seen.observed().find_map(|what| match *what {
        What::UnderWay(pages) if pages > 1 => Some(Deviation::SeveralAtATime { pages }),
        _ => None,
    })
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
