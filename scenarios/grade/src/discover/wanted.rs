//! Whose program a file's name means.
//!
//! Every stage says how much the name is like its own, and the one with the best claim has the file:
//! no other stage takes it. `web_sync_multiple copy.py` is a copy of one program and no variant of
//! `web_sync.py`, and `chat_client_ii_6.py` is a client whatever the patterns of servers accept. Only a
//! lab that writes the very same name, or pattern, for several stages means one program for them all.

use super::name::{self, BACKUPS, RUNNABLE, SOURCES};
use salon_language::Lab;
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::path::Path;

/// Names longer than this are not compared letter by letter.
const LONGEST: usize = 64;
/// Names shorter than this are another name when a letter is another.
const SHORTEST: usize = 6;
/// How many letters of a name may be wrong for it to be alike.
const WRONG_LETTERS: usize = 2;

/// How much a file's name is that of a program, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Likeness {
    /// Letter by letter the name of this place in the lab's list.
    Exact(usize),
    /// But for capital letters.
    Case(usize),
    /// A variant that the lab accepts.
    Accepted(usize),
    /// The same words in another form, or another language's extension.
    Variant,
    /// A copy that a person made of it.
    Copy,
    /// The same name with a wrong letter, which makes it no other name of the lab: taken where nothing else is alike.
    Misspelt,
    /// A file that an editor keeps, or that has another extension appended: never a program.
    Backup,
    /// Something like it: never taken, but worth a word when nothing else is found.
    Similar,
}

/// What speaks for a stage where several could mean a name, strongest first. What a lab writes out
/// speaks louder than a pattern, and a pattern the louder the more letters it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Claim<'a> {
    Exact(usize),
    Case(usize),
    Variant(usize),
    Copy(usize),
    Accepted(Reverse<usize>, &'a str),
    /// By how many letters it differs.
    Similar(usize),
}

/// The programs that a lab asks for.
#[derive(Debug)]
pub(super) struct Programs<'a> {
    stages: Vec<Wanted<'a>>,
    /// The words of all names that are written out.
    words: HashSet<String>,
}

/// The names of one stage's program.
#[derive(Debug)]
pub(super) struct Wanted<'a> {
    patterns: &'a [String],
    /// The patterns in small letters.
    lowered: Vec<String>,
    /// What remains of the names that are written out, with their places in the list.
    keys: HashMap<String, usize>,
}

/// A file's name, taken apart.
struct Name<'a> {
    whole: &'a str,
    lowered: String,
    words: Vec<String>,
    key: String,
    /// The key of what it is a copy of.
    original: Option<String>,
    is_program: bool,
}

impl<'a> Programs<'a> {
    pub(super) fn of(lab: &'a Lab) -> Self {
        let stages = lab.stages.iter().map(|stage| Wanted::new(&stage.files));
        let stages: Vec<Wanted<'a>> = stages.collect();
        let names = stages.iter().flat_map(Wanted::written_out);
        let words = names.flat_map(|(_, name)| name::words(name::split(name).0)).collect();
        Self { stages, words }
    }

    /// The stages, in the lab's order.
    pub(super) fn stages(&self) -> &[Wanted<'a>] {
        &self.stages
    }

    /// The stages whose program a file's name means, and how much so: one, unless the lab writes the
    /// same for several, or the name is only alike.
    pub(super) fn meant(&self, name: &str) -> Vec<(usize, Likeness)> {
        let parts = Name::of(name);
        let mut claims = Vec::new();
        for (stage, wanted) in self.stages.iter().enumerate() {
            claims.extend(wanted.claim(&parts).map(|(claim, likeness)| (stage, claim, likeness)));
        }
        let best = claims.iter().map(|(_, claim, _)| *claim).min();
        let by_letter = matches!(best, Some(Claim::Exact(_) | Claim::Case(_)));
        if !by_letter && let Some(kept) = BACKUPS.iter().find_map(|backup| parts.lowered.strip_suffix(backup)) {
            return self.kept(kept);
        }
        claims.retain(|(_, claim, _)| Some(*claim) == best);
        let is_misspelt = matches!(best, Some(Claim::Similar(1))) && claims.len() == 1;
        claims
            .into_iter()
            .map(|(stage, _, likeness)| match likeness {
                Likeness::Similar if is_misspelt && self.misspells(stage, &parts) => (stage, Likeness::Misspelt),
                _ => (stage, likeness),
            })
            .collect()
    }

    /// Whether a name that is like a stage's is that name with a wrong letter. It is not where the letter makes
    /// it another name: `web_async.py` for `web_sync.py`, and `ii` for `iii`.
    fn misspells(&self, stage: usize, name: &Name<'_>) -> bool {
        let found = name.key.as_str();
        let is_another = |own: &str, key: &str| {
            let says_more =
                |word: &String| word.len() > 1 && found.contains(word.as_str()) && !key.contains(word.as_str());
            self.words.iter().any(says_more) || numerals(&name::words(own)) != numerals(&name.words)
        };
        // Of words of the lab alone a name is not made by mistake.
        let is_made_up = name.words.iter().any(|word| !self.words.contains(word));
        is_made_up
            && found.len() >= SHORTEST
            && self.stages[stage].written_out().any(|(_, own)| {
                let own = name::split(own).0;
                let key = name::key(own);
                let is_near = digits(&key) == digits(found) && strsim::osa_distance(&key, found) == 1;
                is_near && !is_another(own, &key)
            })
    }

    /// The stages of whose program a name is a backup, without what says so.
    fn kept(&self, name: &str) -> Vec<(usize, Likeness)> {
        // A text may be named like a program; a program's whole name with more behind it is one.
        if name::split(name).1.is_empty() {
            return Vec::new();
        }
        let meant = self.meant(name).into_iter();
        let programs = meant.filter(|(_, likeness)| *likeness <= Likeness::Variant);
        programs.map(|(stage, _)| (stage, Likeness::Backup)).collect()
    }
}

impl<'a> Wanted<'a> {
    fn new(patterns: &'a [String]) -> Self {
        let mut wanted = Self {
            patterns,
            lowered: patterns.iter().map(|pattern| pattern.to_lowercase()).collect(),
            keys: HashMap::new(),
        };
        let mut keys = HashMap::new();
        for (place, name) in wanted.written_out() {
            keys.entry(name::key(name::split(name).0)).or_insert(place);
        }
        wanted.keys = keys;
        wanted
    }

    /// The names that are no patterns, in small letters, with their places in the list.
    fn written_out(&self) -> impl Iterator<Item = (usize, &str)> {
        let all = self.lowered.iter().map(String::as_str).enumerate();
        all.filter(|(_, name)| !name.contains(['*', '?']))
    }

    /// The name the lab asks for.
    pub(super) fn asked(&self) -> &'a str {
        self.patterns.first().map_or("", String::as_str)
    }

    /// Whether a program has the extension of one of the lab's names, so that what the lab says of
    /// them holds for it.
    pub(super) fn same_extension(&self, path: &Path) -> bool {
        let extension = name::extension(path);
        let mut patterns = self.patterns.iter();
        patterns.any(|pattern| name::extension_of(pattern) == extension.as_str())
    }

    /// What speaks for a name as this program's, and what the name then is to it.
    fn claim(&self, name: &Name<'_>) -> Option<(Claim<'a>, Likeness)> {
        if let Some(place) = self.patterns.iter().position(|pattern| pattern == name.whole) {
            return Some((Claim::Exact(place), Likeness::Exact(place)));
        }
        if let Some(place) = self.lowered.iter().position(|pattern| *pattern == name.lowered) {
            return Some((Claim::Case(place), Likeness::Case(place)));
        }
        if let Some(place) = name.original.as_ref().and_then(|original| self.keys.get(original)) {
            return name.is_program.then_some((Claim::Copy(*place), Likeness::Copy));
        }
        let variant = self.keys.get(&name.key).filter(|_| name.is_program);
        let accepted = self.accepted(name);
        match (variant, accepted) {
            (Some(place), Some((accepted, _))) => Some((Claim::Variant(*place), Likeness::Accepted(accepted))),
            (Some(place), None) => Some((Claim::Variant(*place), Likeness::Variant)),
            (None, Some((_, claim))) if self.is_other_work(name) => Some((claim, Likeness::Similar)),
            (None, Some((place, claim))) => Some((claim, Likeness::Accepted(place))),
            (None, None) => {
                let letters = self.letters_apart(name)?;
                Some((Claim::Similar(letters), Likeness::Similar))
            }
        }
    }

    /// The place of the first pattern that a name fits, and what speaks loudest of all it fits.
    fn accepted(&self, name: &Name<'_>) -> Option<(usize, Claim<'a>)> {
        let fits = |place: &usize| name::glob(&self.lowered[*place], &name.lowered);
        let places = (0..self.patterns.len()).filter(fits);
        let claim = |place: usize| {
            let pattern = self.patterns[place].as_str();
            let letters = pattern.chars().filter(|next| !matches!(next, '*' | '?')).count();
            Claim::Accepted(Reverse(letters), pattern)
        };
        let loudest = places.clone().map(claim).min()?;
        places.min().map(|first| (first, loudest))
    }

    /// Whether a name fits a pattern by words that say it is something else: a bonus, an old one, a
    /// test. What the lab asks for with such words is meant.
    fn is_other_work(&self, name: &Name<'_>) -> bool {
        name::is_other_work(&name.words) && !self.lowered.iter().any(|own| name::is_other_work(&name::words(own)))
    }

    /// By how many letters a name differs from the nearest of this program, where it is alike: the same
    /// numbers, and nearly the same letters or more of them. A name without a number may have got one.
    fn letters_apart(&self, name: &Name<'_>) -> Option<usize> {
        let found = name.key.as_str();
        if !name.is_program || found.len() > LONGEST {
            return None;
        }
        let apart = self.keys.keys().filter_map(|key| {
            let (own, others) = (digits(key), digits(found));
            if found.contains(key.as_str()) && (own == others || own.is_empty()) {
                return Some(found.len() - key.len());
            }
            let wrong = (own == others).then(|| strsim::osa_distance(key, found));
            wrong.filter(|wrong| *wrong <= WRONG_LETTERS)
        });
        apart.min()
    }
}

impl<'a> Name<'a> {
    fn of(whole: &'a str) -> Self {
        let lowered = whole.to_lowercase();
        let (stem, extension) = name::split(&lowered);
        Self {
            whole,
            words: name::words(stem),
            key: name::key(stem),
            original: name::without_copy_marks(stem),
            is_program: RUNNABLE.contains(&extension) || SOURCES.contains(&extension),
            lowered,
        }
    }
}

/// The words that count the parts of a sheet: `ii`.
fn numerals(words: &[String]) -> Vec<&str> {
    let is_numeral = |word: &&str| word.chars().all(|next| matches!(next, 'i' | 'v' | 'x'));
    words.iter().map(String::as_str).filter(is_numeral).collect()
}

fn digits(key: &str) -> String {
    key.chars().filter(char::is_ascii_digit).collect()
}
