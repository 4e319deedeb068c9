//! How sessions are run, decided once for a command; what the machine cannot give is said here.

use crate::Failure;
use crate::args::{Sessions, Settle, World};
use crate::exit::Exit;
use salon_scenarios::plan::Text;
use salon_scenarios::replay::Settings;
use salon_scenarios::report::Words;
use salon_scenarios::session::Method;
use salon_scenarios::world::{self, Isolation, Protection};
use std::io::Write;
use std::num::NonZero;
use std::thread;

/// Decides how sessions are isolated and settled, and says what is missing.
pub(crate) fn settings(args: &Sessions, words: Words) -> Result<Settings, Failure> {
    isolated(args, words).map(|(settings, _)| settings)
}

/// As [`settings`], with the protections that this machine cannot give, which were said.
pub(crate) fn isolated(args: &Sessions, words: Words) -> Result<(Settings, Vec<Text>), Failure> {
    let (isolation, missing) = match args.world {
        World::Loopback => (Isolation::LoopbackOnly, vec![Words::no_isolation()]),
        World::Auto | World::Namespaces => match world::probe() {
            Ok(missing) => (
                Isolation::Namespaces,
                missing.into_iter().map(Protection::text).collect(),
            ),
            Err(error) if args.world == World::Auto => {
                let _ = writeln!(anstream::stderr(), "{}", words.no_namespaces(&error));
                (Isolation::LoopbackOnly, vec![Words::no_isolation()])
            }
            Err(error) => return Err(Failure::new(Exit::Trouble, words.no_namespaces(&error))),
        },
    };
    if isolation == Isolation::Namespaces {
        for text in &missing {
            say(text.in_language(words.0));
        }
    }
    let method = match args.settle {
        Settle::Proof => Method::Proof,
        Settle::Silence => Method::Silence,
    };
    Ok((Settings { isolation, method }, missing))
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
