//! Whom a program may aim at.

use super::tracees::Tracees;
use crate::world::seccomp::aimed_at;

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
