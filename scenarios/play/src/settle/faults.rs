//! Looks that go wrong on purpose, so that it can be tested that nothing depends on any single one.

use super::wait::Wait;
use crate::proc::Thread;
use rustix::event::poll;
use rustix::io::Errno;
use rustix::time::Timespec;
use std::io;

/// How long a slow look is held up: several times the usual pause between two.
const HELD_UP: Timespec = Timespec {
    tv_sec: 0,
    tv_nsec: 30_000_000,
};

/// What goes wrong with a look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// Nothing can be read, as of a process that ends meanwhile.
    Fails,
    /// It is held up in its midst, as on a machine that has other things to do.
    Slow,
    /// The system does not let us see what a thread waits in.
    Blind,
    /// What a thread waits in cannot be understood.
    Unreadable,
}

/// Faults drawn from a seed. Without one there are none.
pub(super) struct Faults(Option<u64>);

impl Faults {
    pub(super) fn new(seed: Option<u64>) -> Self {
        Self(seed)
    }

    /// What goes wrong with the next look. Of sixteen, seven go well.
    pub(super) fn draw(&mut self) -> Option<Fault> {
        let state = self.0.as_mut()?;
        // SplitMix64: every seed gives a sequence of its own.
        *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = *state;
        bits = (bits ^ bits >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ bits >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        match (bits ^ bits >> 31) % 16 {
            0..3 => Some(Fault::Blind),
            3..6 => Some(Fault::Unreadable),
            6..8 => Some(Fault::Fails),
            8 => Some(Fault::Slow),
            _ => None,
        }
    }
}

impl Fault {
    /// Reads what a thread is blocked in, as far as this look can.
    pub(super) fn read(fault: Option<Self>, thread: Thread) -> io::Result<Wait> {
        match fault {
            Some(Self::Blind) => Err(Errno::PERM.into()),
            Some(Self::Unreadable) => Ok(Wait::Unknown("a call that was not read".to_owned())),
            Some(Self::Fails | Self::Slow) | None => Wait::of(thread),
        }
    }

    pub(super) fn hold_up() {
        let _ = poll(&mut [], Some(&HELD_UP));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_comes_and_so_do_looks_that_go_well_and_the_seed_tells_which() {
        let drawn = |seed| {
            let mut faults = Faults::new(seed);
            (0..200).map(|_| faults.draw()).collect::<Vec<_>>()
        };
        for wanted in [Fault::Fails, Fault::Slow, Fault::Blind, Fault::Unreadable] {
            assert!(drawn(Some(1)).contains(&Some(wanted)), "{wanted:?}");
        }
        assert!(drawn(Some(1)).contains(&None));
        assert_eq!(drawn(Some(1)), drawn(Some(1)));
        assert_ne!(drawn(Some(1)), drawn(Some(2)));
        assert!(drawn(None).iter().all(Option::is_none));
    }
}
