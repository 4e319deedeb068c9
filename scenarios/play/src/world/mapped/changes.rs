//! What is changed in a program's memory for the time of a call.

use super::memory;
use std::collections::HashMap;

/// What stood in the places that are changed, by process and place, and for how many calls they are.
#[derive(Debug, Default)]
pub(super) struct Changes(HashMap<(i32, u64), (Vec<u8>, usize)>);

impl Changes {
    /// Changes a place of a thread's memory; whether it could be.
    pub(super) fn make(&mut self, (thread, process): (i32, i32), place: u64, bytes: &[u8]) -> bool {
        let before = memory::read(thread, place, bytes.len());
        let Ok(before) = before.and_then(|before| memory::write(thread, place, bytes).map(|()| before)) else {
            return false;
        };
        self.0.entry((process, place)).or_insert((before, 0)).1 += 1;
        true
    }

    /// A call that had these places changed is over.
    pub(super) fn bring_back(&mut self, (thread, process): (i32, i32), places: &[u64]) {
        for place in places {
            if let Some(before) = self.release(process, *place) {
                let _ = memory::write(thread, *place, &before);
            }
        }
    }

    /// The same of a thread that has ended, and whose memory may be another's.
    pub(super) fn forget(&mut self, process: i32, places: &[u64]) {
        for place in places {
            self.release(process, *place);
        }
    }

    /// What stood in a place, where this was the last call that had it changed.
    fn release(&mut self, process: i32, place: u64) -> Option<Vec<u8>> {
        let (_, users) = self.0.get_mut(&(process, place))?;
        *users -= 1;
        if *users > 0 {
            return None;
        }
        self.0.remove(&(process, place)).map(|(before, _)| before)
    }
}
