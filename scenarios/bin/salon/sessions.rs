//! How sessions are run, decided once for a command; what the machine cannot give is said here.

use crate::Failure;
use crate::args::{Groups, Sessions, Settle, World};
use crate::exit::Exit;
use crate::messages::Messages;
use salon_model::{Isolation, Language, Protection, Shortage, WorldError};
use salon_play::machine;
use salon_play::replay::Settings;
use salon_play::session::Method;
use salon_play::world;
use salon_report::Words;
use std::io::Write;
use std::num::NonZero;
use std::thread;

/// What sessions are for, which decides what is said of the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// To run programs at will, one's own or somebody else's.
    Trying,
    /// To run whatever many people have handed in.
    Grading,
}

/// Decides how sessions are isolated, bounded and settled, and says which protections this machine cannot
/// give; gives them as well.
pub(crate) fn settings(
    args: &Sessions,
    purpose: Purpose,
    words: Messages,
) -> Result<(Settings, Vec<Protection>), Failure> {
    let mut groups = match args.groups {
        Groups::Auto => world::groups(),
        Groups::None => None,
    };
    let (isolation, mut missing) = match args.world {
        World::Loopback => (Isolation::LoopbackOnly, vec![Protection::Isolation]),
        World::Mapped => match world::probe(Isolation::Mapped, groups) {
            Ok(missing) => (Isolation::Mapped, missing),
            Err(error) => return Err(Failure::new(Exit::Trouble, words.no_namespaces(&error))),
        },
        World::Auto | World::Namespaces => match world::probe(Isolation::Namespaces, groups) {
            Ok(missing) => (Isolation::Namespaces, missing),
            Err(error) if args.world == World::Namespaces => {
                return Err(Failure::new(Exit::Trouble, words.no_namespaces(&error)));
            }
            Err(error) => next_rung(&error, purpose, groups, words)?,
        },
    };
    if isolation != Isolation::LoopbackOnly {
        groups = groups.filter(|_| !missing.contains(&Protection::Memory));
        missing.retain(|protection| purpose == Purpose::Grading || !protection.concerns_gradings_alone());
        for protection in &missing {
            say(Words(words.0).protection(*protection));
        }
    }
    let method = match (args.settle, args.impaired) {
        (Settle::Proof, None) => Method::Proof,
        (Settle::Proof, Some(seed)) => Method::Impaired(seed),
        (Settle::Silence, _) => Method::Silence,
    };
    let settings = Settings {
        isolation,
        groups,
        method,
    };
    Ok((settings, missing))
}

/// How sessions are isolated where the machine does not allow namespaces, for this reason.
fn next_rung(
    error: &WorldError,
    purpose: Purpose,
    groups: Option<&'static world::Groups>,
    words: Messages,
) -> Result<(Isolation, Vec<Protection>), Failure> {
    match (world::probe(Isolation::Mapped, groups), purpose) {
        // Whose files are not guarded may run one's own programs, but those of strangers only if it is asked for.
        (Ok(missing), _) if purpose == Purpose::Trying || !missing.contains(&Protection::Files) => {
            say(&words.maps(error));
            Ok((Isolation::Mapped, missing))
        }
        (_, Purpose::Grading) => Err(Failure::new(Exit::Trouble, words.no_namespaces(error))),
        // One's own programs do as they would without salon.
        (_, Purpose::Trying) => {
            say(&words.falls_back(error));
            Ok((Isolation::LoopbackOnly, vec![Protection::Isolation]))
        }
    }
}

/// Says something beside the results.
pub(crate) fn say(text: &str) {
    let _ = writeln!(anstream::stderr(), "salon: {text}");
}

/// Says for how many sessions no control group could be made, where the machine has any.
pub(crate) fn say_what_groups_lacked(settings: Settings, language: Language) {
    let sessions = settings.groups.map_or(0, world::Groups::failed);
    if sessions > 0 {
        say(&Words(language).shortage(&Shortage::Groups { sessions }));
    }
}

/// Says that sessions wait for each other for want of descriptors.
pub(crate) fn say_what_is_scarce(jobs: NonZero<usize>, language: Language) {
    if let Some(shortage) = machine::too_few_descriptors(jobs) {
        say(&Words(language).shortage(&shortage));
    }
}

/// Sessions at once. Without isolation one: all would want the same port of the machine.
pub(crate) fn jobs(args: &Sessions, settings: Settings) -> NonZero<usize> {
    let processors = || match settings.isolation {
        Isolation::Namespaces | Isolation::Mapped => thread::available_parallelism().ok(),
        Isolation::LoopbackOnly => None,
    };
    args.jobs.or_else(processors).unwrap_or(NonZero::<usize>::MIN)
}
