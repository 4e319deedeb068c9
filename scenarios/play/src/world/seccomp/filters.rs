//! The filters that are handed to the kernel.

use super::calls::UNKNOWN;
#[cfg(target_arch = "x86_64")]
use super::rules::traced;
use super::rules::{Built, Harness, Rules, always, rules};
use crate::sys;
use salon_model::WorldError;
use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, TargetArch, apply_filter, sock_filter};
use std::fs;
use std::os::fd::OwnedFd;

/// The bit that tells the x32 calls of x86-64.
const X32: u32 = 0x4000_0000;

/// Whether this kernel has filters and we can write them for its processor.
pub(in crate::world) fn available() -> bool {
    target().is_some()
        && fs::read_to_string("/proc/sys/kernel/seccomp/actions_avail").is_ok_and(|actions| actions.contains("errno"))
}

fn target() -> Option<TargetArch> {
    TargetArch::try_from(std::env::consts::ARCH).ok()
}

/// Filters the calls of this process and all that come of it, for ever.
pub(in crate::world) fn filter(harness: Harness) -> Result<(), WorldError> {
    let step = "filtering system calls";
    let Some(target) = target().filter(|_| available()) else {
        return Ok(());
    };
    let compile = |rules: Rules, errno: i32| -> Built<BpfProgram> {
        let refuse = SeccompAction::Errno(errno.cast_unsigned());
        SeccompFilter::new(rules, SeccompAction::Allow, refuse, target)?.try_into()
    };
    let unknown = compile(always(&UNKNOWN), libc::ENOSYS).map_err(WorldError::at(step))?;
    let forbidden = rules(harness)
        .and_then(|rules| compile(rules, libc::EPERM))
        .map_err(WorldError::at(step))?;
    for program in [foreign_numbers(), unknown, forbidden] {
        if !program.is_empty() {
            apply_filter(&program).map_err(WorldError::at(step))?;
        }
    }
    Ok(())
}

/// Filters this process once more: each `connect` is held up and told by the descriptor. To be called
/// after [`filter`], whose refusals stand: of all filters' answers the kernel takes the strictest, so
/// calls of another processor or of x32 never get as far as this one, which looks at the number alone.
pub(in crate::world) fn watch_connects() -> Result<OwnedFd, WorldError> {
    let told = instruction(libc::BPF_RET | libc::BPF_K, 0, 0, libc::SECCOMP_RET_USER_NOTIF);
    let program = by_number(libc::BPF_JEQ, libc::SYS_connect.cast_unsigned() as u32, told);
    sys::filter_with_listener(&program).map_err(|error| WorldError {
        step: "watching for connections".to_owned(),
        cause: match error.raw_os_error() {
            Some(libc::EBUSY) => "another program listens to system calls here (a container manager?)".to_owned(),
            Some(libc::EINVAL | libc::ENOSYS) => {
                format!("this kernel does not tell of system calls (seccomp user notification, Linux 5.5): {error}")
            }
            _ => error.to_string(),
        },
    })
}

/// Filters this process once more: the calls in which it names addresses, processes and new threads are told to who
/// traces it, and answered there. To be called after [`filter`], as [`watch_connects`]; and in a process that is
/// traced, as elsewhere these calls fail.
#[cfg(target_arch = "x86_64")]
pub(in crate::world) fn trace_calls() -> Result<(), WorldError> {
    let step = "filtering system calls for mapping addresses";
    let build = || -> Built<BpfProgram> {
        let target = target().unwrap_or(TargetArch::x86_64);
        SeccompFilter::new(traced()?, SeccompAction::Allow, SeccompAction::Trace(0), target)?.try_into()
    };
    let program = build().map_err(WorldError::at(step))?;
    apply_filter(&program).map_err(WorldError::at(step))
}

/// On x86-64 the x32 calls are the same ones under other numbers: refuse them all.
fn foreign_numbers() -> BpfProgram {
    if cfg!(not(target_arch = "x86_64")) {
        return Vec::new();
    }
    let unknown = libc::SECCOMP_RET_ERRNO | libc::ENOSYS.cast_unsigned();
    by_number(
        libc::BPF_JGE,
        X32,
        instruction(libc::BPF_RET | libc::BPF_K, 0, 0, unknown),
    )
}

/// Ends with `then` for calls whose number compares so, and lets the others go on.
fn by_number(comparison: u32, number: u32, then: sock_filter) -> BpfProgram {
    vec![
        // The number is the first field of `seccomp_data`.
        instruction(libc::BPF_LD | libc::BPF_W | libc::BPF_ABS, 0, 0, 0),
        instruction(libc::BPF_JMP | comparison | libc::BPF_K, 0, 1, number),
        then,
        instruction(libc::BPF_RET | libc::BPF_K, 0, 0, libc::SECCOMP_RET_ALLOW),
    ]
}

fn instruction(code: u32, jt: u8, jf: u8, k: u32) -> sock_filter {
    sock_filter {
        code: code as u16,
        jt,
        jf,
        k,
    }
}
