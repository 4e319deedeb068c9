//! Exchanging the paths that a call names.
//!
//! What stands for a path is longer than the path: it is laid below the stack of the thread that calls, and the register
//! that pointed at the path points there for the time of the call. Seccomp cannot look at a path, so every call that
//! names one is stopped, and most go on as they are.

use super::changes::Changes;
use super::paths::Paths;
use crate::proc;
use crate::sys::trace::Registers;
use std::os::unix::ffi::OsStrExt;

/// Below the stack pointer, memory that a function may use without moving it.
const RED_ZONE: u64 = 128;

/// What a call was asked for with before its paths were exchanged.
#[derive(Debug)]
pub(super) struct Before([u64; 6]);

impl Before {
    /// Puts the arguments of a call that is over back.
    pub(super) fn bring_back(&self, registers: &mut Registers) {
        for (place, value) in self.0.into_iter().enumerate() {
            *argument(registers, place) = value;
        }
    }
}

/// A call whose paths are exchanged: with these registers, this is what is to be put back, and these are the places of
/// memory that were changed.
pub(super) struct Exchanged {
    pub(super) registers: Registers,
    pub(super) before: Before,
    pub(super) changed: Vec<u64>,
}

/// Exchanges the paths in these arguments; `Ok(None)` where none is to be exchanged, an error where there is no memory
/// for it.
pub(super) fn exchange(
    who: (i32, i32),
    registers: &Registers,
    places: &[usize],
    paths: &Paths,
    changes: &mut Changes,
) -> Result<Option<Exchanged>, i32> {
    let mut registers = *registers;
    let before = Before(arguments(&registers));
    let mut laid = Vec::new();
    let mut below = registers.rsp.wrapping_sub(RED_ZONE);
    for &place in places {
        let address = before.0[place];
        // What cannot be read the kernel refuses.
        let Some(path) = (address != 0)
            .then(|| proc::read_path(who.0.cast_unsigned(), address).ok())
            .flatten()
        else {
            continue;
        };
        let Some(real) = paths.real(&path) else { continue };
        let mut bytes = real.as_os_str().as_bytes().to_vec();
        bytes.push(0);
        below = below.wrapping_sub(bytes.len() as u64) & !0xf;
        if !changes.make(who, below, &bytes) {
            changes.bring_back(who, &laid);
            return Err(libc::ENOMEM);
        }
        laid.push(below);
        *argument(&mut registers, place) = below;
    }
    Ok((!laid.is_empty()).then_some(Exchanged {
        registers,
        before,
        changed: laid,
    }))
}

/// Exchanges the address of a socket, which is the second argument and the third its length; an error where there is no
/// memory for it.
pub(super) fn exchange_address(
    who: (i32, i32),
    registers: &Registers,
    address: &[u8],
    changes: &mut Changes,
) -> Result<Exchanged, i32> {
    let mut registers = *registers;
    let before = Before(arguments(&registers));
    let below = registers.rsp.wrapping_sub(RED_ZONE + address.len() as u64) & !0xf;
    if !changes.make(who, below, address) {
        return Err(libc::ENOMEM);
    }
    (registers.rsi, registers.rdx) = (below, address.len() as u64);
    Ok(Exchanged {
        registers,
        before,
        changed: vec![below],
    })
}

/// The arguments of a call.
pub(super) fn arguments(registers: &Registers) -> [u64; 6] {
    [
        registers.rdi,
        registers.rsi,
        registers.rdx,
        registers.r10,
        registers.r8,
        registers.r9,
    ]
}

fn argument(registers: &mut Registers, place: usize) -> &mut u64 {
    match place {
        0 => &mut registers.rdi,
        1 => &mut registers.rsi,
        2 => &mut registers.rdx,
        3 => &mut registers.r10,
        4 => &mut registers.r8,
        _ => &mut registers.r9,
    }
}
