//! The system calls a subject is refused.
//!
//! A list of what is forbidden, not of what is allowed: programs of any language must run, and what
//! an ordinary program may do is already decided by the namespaces, the mounts and the missing
//! privileges. The filter takes away what reaches past those: other processes, the kernel's large and
//! young interfaces, memory that no limit counts, and sockets that lead out of the network namespace
//! (`AF_VSOCK` reaches the machine below a virtual machine).
//!
//! `calls` has the tables, `paths` that of the calls that name files, `rules` says what of a call's arguments is refused, and `filters` makes the kernel's
//! programs of them.

mod calls;
mod filters;
#[cfg(target_arch = "x86_64")]
mod paths;
mod rules;

#[cfg(target_arch = "x86_64")]
pub(super) use calls::aimed_at;
#[cfg(target_arch = "x86_64")]
pub(super) use filters::trace_calls;
pub(super) use filters::{available, filter, watch_connects};
#[cfg(target_arch = "x86_64")]
pub(super) use paths::paths_of;
pub(super) use rules::Harness;
