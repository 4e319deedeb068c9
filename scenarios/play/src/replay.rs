//! Replaying scenarios: one in a world of its own, or many side by side.

use crate::machine;
use crate::program::Program;
use crate::session::{Method, Task};
use crate::world::{self, Copy, Groups, Order};
use salon_model::Event;
use salon_model::Scenario;
use salon_model::{Isolation, WorldError};
use std::collections::BTreeMap;
use std::env;
use std::fs::File;
use std::io;
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

/// How sessions are run.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// How far each is kept apart from the machine.
    pub isolation: Isolation,
    /// The control groups that sessions are bounded by, where there are any.
    pub groups: Option<&'static Groups>,
    /// How it is decided that nothing more will come.
    pub method: Method,
}

/// Plays a scenario against a program: all that happened. `observe` is shown every event as it happens.
///
/// # Errors
/// What the harness could not do; nothing the program does is one.
pub fn replay(
    scenario: &Scenario,
    program: &Program,
    settings: Settings,
    observe: impl FnMut(&Event),
) -> Result<Vec<Event>, WorldError> {
    play(scenario, program, None, settings, observe)
}

/// The same for a server, with a client program in the part of every actor.
///
/// # Errors
/// As [`replay`].
pub fn replay_with_clients(
    scenario: &Scenario,
    server: &Program,
    client: &Program,
    settings: Settings,
    observe: impl FnMut(&Event),
) -> Result<Vec<Event>, WorldError> {
    play(scenario, server, Some(client), settings, observe)
}

fn play(
    scenario: &Scenario,
    program: &Program,
    client: Option<&Program>,
    settings: Settings,
    mut observe: impl FnMut(&Event),
) -> Result<Vec<Event>, WorldError> {
    let stage = scenario.stage.sheet_name();
    let keep = client.into_iter().flat_map(Program::keep).chain(program.keep());
    let covered: Vec<_> = program.covered().into_iter().chain(world::sockets()).collect();
    let _descriptors = machine::descriptors();
    let copy = match settings.isolation {
        Isolation::Mapped => Some(Copy::of(program.own(), &covered)?),
        Isolation::Namespaces | Isolation::LoopbackOnly => None,
    };
    let shim = program.for_stage(stage);
    let order = Order {
        keep: keep.cloned().collect(),
        own: copy.as_ref().map_or(program.own(), Copy::root).to_owned(),
        original: program.own().to_owned(),
        covered,
        session: Some(Task {
            scenario: scenario.clone(),
            shim: match &copy {
                Some(copy) => copy.relocated(shim),
                None => shim,
            },
            client: client.map(|client| client.for_stage(stage)),
            method: settings.method,
        }),
    };
    let _turn = turn(settings.isolation);
    let events = world::launch(&order, settings.isolation, settings.groups)?
        .map(|event| match &copy {
            Some(copy) => copy.renamed(event),
            None => event,
        })
        .inspect(|event| observe(event))
        .collect();
    Ok(events)
}

/// Waits for the turn of a session that is not in a network of its own. One that has the machine's own addresses plays
/// alone: who listens at all of them would meet those of any other, of other harnesses too. Those whose addresses are
/// mapped play side by side. Over when dropped.
fn turn(isolation: Isolation) -> Option<File> {
    // It may be another user's. Where there is no such file to be had, an address in use is told as such.
    let open = |name| {
        let path = env::temp_dir().join(name);
        File::open(&path).or_else(|_| File::create(&path)).ok()
    };
    let wait = |wait: fn(&File) -> io::Result<()>| {
        // Who waits to play alone stands at the door: nobody who could play with the others passes it.
        let _door = open("salon-loopback-door.lock").filter(|door| door.lock().is_ok());
        open("salon-loopback.lock").filter(|file| wait(file).is_ok())
    };
    match isolation {
        Isolation::Namespaces => None,
        Isolation::Mapped => wait(File::lock_shared),
        Isolation::LoopbackOnly => wait(File::lock),
    }
}

/// Does `work` for every item, `jobs` at a time, and hands the results on in the items' order, each
/// as soon as those before it are there. Stops early when `deliver` returns false.
pub fn side_by_side<T: Sync, R: Send>(
    items: &[T],
    jobs: NonZero<usize>,
    work: impl Fn(&T) -> R + Sync,
    deliver: impl FnMut(&T, R) -> bool,
) {
    in_threads(items, jobs, thread::Builder::new, work, deliver);
}

/// The same, with threads made by `builder`. Where the machine gives fewer than `jobs`, these do all the work; where
/// it gives none, this thread does.
fn in_threads<T: Sync, R: Send>(
    items: &[T],
    jobs: NonZero<usize>,
    builder: impl Fn() -> thread::Builder,
    work: impl Fn(&T) -> R + Sync,
    mut deliver: impl FnMut(&T, R) -> bool,
) {
    let next = AtomicUsize::new(0);
    let (sender, results) = mpsc::channel();
    thread::scope(|scope| {
        let mut threads = 0;
        for _ in 0..jobs.get().min(items.len()) {
            let (sender, next, work) = (sender.clone(), &next, &work);
            let spawned = builder().spawn_scoped(scope, move || {
                while let Some((number, item)) = next_item(items, next) {
                    // Nobody listens once the delivery was stopped.
                    if sender.send((number, work(item))).is_err() {
                        return;
                    }
                }
            });
            if spawned.is_err() {
                break;
            }
            threads += 1;
        }
        drop(sender);
        if threads == 0 {
            let _ = items.iter().all(|item| deliver(item, work(item)));
            return;
        }
        let mut waiting = BTreeMap::new();
        let mut due = 0;
        for (number, result) in &results {
            waiting.insert(number, result);
            while let Some(result) = waiting.remove(&due) {
                if !deliver(&items[due], result) {
                    next.store(items.len(), Ordering::Relaxed);
                    return;
                }
                due += 1;
            }
        }
    });
}

fn next_item<'a, T>(items: &'a [T], next: &AtomicUsize) -> Option<(usize, &'a T)> {
    let number = next.fetch_add(1, Ordering::Relaxed);
    Some((number, items.get(number)?))
}

#[cfg(test)]
mod tests {
    use super::{in_threads, side_by_side};
    use std::num::NonZero;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

    #[test]
    fn where_no_thread_can_be_had_the_work_is_done_all_the_same() {
        let items: Vec<usize> = (0..10).collect();
        for threads in [0, 2] {
            let asked = AtomicUsize::new(0);
            // No machine has room for such a stack.
            let builder = || match asked.fetch_add(1, Ordering::Relaxed) {
                number if number < threads => thread::Builder::new(),
                _ => thread::Builder::new().stack_size(1 << 60),
            };
            let mut seen = Vec::new();
            let deliver = |_: &usize, result| {
                seen.push(result);
                seen.len() < 5
            };
            in_threads(&items, NonZero::new(4).unwrap(), builder, |item| item * 2, deliver);
            assert_eq!(seen, [0, 2, 4, 6, 8], "{threads}");
        }
    }

    #[test]
    fn results_come_in_the_order_of_the_items_and_stop_when_told_to() {
        let items: Vec<usize> = (0..100).collect();
        let mut seen = Vec::new();
        let jobs = NonZero::new(4).unwrap();
        side_by_side(
            &items,
            jobs,
            |item| item * 2,
            |_, result| {
                seen.push(result);
                seen.len() < 50
            },
        );
        assert_eq!(seen, (0..50).map(|item| item * 2).collect::<Vec<_>>());
    }
}
