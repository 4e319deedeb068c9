//! How sessions are run, decided once for a command; what the machine cannot give is said here.

use crate::Failure;
use crate::args::{Groups, Sessions, Settle, World};
use crate::exit::Exit;
use crate::messages::Messages;
use salon_model::{Isolation, Protection};
use salon_play::replay::Settings;
use salon_play::session::Method;
use salon_play::world;
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
    let (isolation, missing) = match args.world {
        World::Loopback => (Isolation::LoopbackOnly, vec![Protection::Isolation]),
        World::Auto | World::Namespaces => match world::probe(groups) {
            Ok(missing) => {
                groups = groups.filter(|_| !missing.contains(&Protection::Memory));
                let told =
                    |protection: &Protection| purpose == Purpose::Grading || !protection.concerns_gradings_alone();
                let told = missing.into_iter().filter(told);
                (Isolation::Namespaces, told.collect())
            }
            // One's own programs do as they would without salon; those of strangers are another matter.
            Err(error) if args.world == World::Auto && purpose == Purpose::Trying => {
                say(&words.falls_back(&error));
                (Isolation::LoopbackOnly, vec![Protection::Isolation])
            }
            Err(error) => return Err(Failure::new(Exit::Trouble, words.no_namespaces(&error))),
        },
    };
    if isolation == Isolation::Namespaces {
        for protection in &missing {
            say(salon_report::Words(words.0).protection(*protection));
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

/// Says something beside the results.
pub(crate) fn say(text: &str) {
    let _ = writeln!(anstream::stderr(), "salon: {text}");
}

/// Sessions at once. Without isolation one: all would want the same port of the machine.
pub(crate) fn jobs(args: &Sessions, settings: Settings) -> NonZero<usize> {
    let processors = || match settings.isolation {
        Isolation::Namespaces => thread::available_parallelism().ok(),
        Isolation::LoopbackOnly => None,
    };
    args.jobs.or_else(processors).unwrap_or(NonZero::<usize>::MIN)
}
