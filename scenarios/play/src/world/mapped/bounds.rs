//! Whom a program may aim at, and where it cannot be given room.

use super::tracees::Tracees;
use crate::world::mounts::SYSTEM;
use crate::world::seccomp::aimed_at;
use std::path::Path;

/// Whether a place is empty in a world of namespaces, and can be written to.
pub(super) fn lent_in_a_world(path: &Path) -> bool {
    let mut parts = path.components().skip(1).filter_map(|part| part.as_os_str().to_str());
    let is_lent = match (parts.next(), parts.next()) {
        (Some("dev"), second) => second == Some("shm"),
        (Some(top), _) => !SYSTEM.contains(&top),
        (None, _) => false,
    };
    path.is_absolute() && is_lent
}

/// Whether a call may aim at whom it does; how it fails otherwise.
pub(super) fn aim(call: i64, arguments: &[u64; 6], tracees: &Tracees) -> Result<(), i32> {
    let number = |place: usize| (arguments[place] as u32).cast_signed();
    let (kind, target) = (number(0), number(1));
    let may = match call {
        libc::SYS_setpriority => match kind {
            0 => tracees.has_process(target),
            _ => kind == 1 && tracees.has_group(target),
        },
        libc::SYS_ioprio_set => match kind {
            1 => tracees.has_process(target),
            _ => kind == 2 && tracees.has_group(target),
        },
        // Of all processes that it may signal there is none but itself, and itself is not meant.
        libc::SYS_kill if kind == -1 => return Err(libc::ESRCH),
        _ => aimed_at(call).is_none_or(|place| tracees.may_be_aimed_at(number(place))),
    };
    if may { Ok(()) } else { Err(libc::EPERM) }
}
