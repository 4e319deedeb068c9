//! The tables of the calls that are refused.

/// Refused whatever the arguments: a program is told that it has not the right.
pub(super) const FORBIDDEN: [i64; 57] = [
    // Other processes' memory and descriptors.
    libc::SYS_ptrace,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_process_madvise,
    libc::SYS_kcmp,
    libc::SYS_pidfd_getfd,
    // Mounts and namespaces.
    libc::SYS_mount,
    libc::SYS_umount2,
    libc::SYS_pivot_root,
    libc::SYS_chroot,
    libc::SYS_move_mount,
    libc::SYS_open_tree,
    libc::SYS_fsopen,
    libc::SYS_fsconfig,
    libc::SYS_fsmount,
    libc::SYS_fspick,
    libc::SYS_mount_setattr,
    libc::SYS_unshare,
    libc::SYS_setns,
    libc::SYS_name_to_handle_at,
    libc::SYS_open_by_handle_at,
    libc::SYS_fanotify_init,
    // Keys of the teacher's login session.
    libc::SYS_add_key,
    libc::SYS_request_key,
    libc::SYS_keyctl,
    // Interfaces into the kernel.
    libc::SYS_bpf,
    libc::SYS_perf_event_open,
    libc::SYS_userfaultfd,
    libc::SYS_syslog,
    libc::SYS_lookup_dcookie,
    libc::SYS_init_module,
    libc::SYS_finit_module,
    libc::SYS_delete_module,
    libc::SYS_kexec_load,
    // The whole machine.
    libc::SYS_reboot,
    libc::SYS_swapon,
    libc::SYS_swapoff,
    libc::SYS_acct,
    libc::SYS_quotactl,
    libc::SYS_quotactl_fd,
    libc::SYS_sethostname,
    libc::SYS_setdomainname,
    libc::SYS_settimeofday,
    libc::SYS_clock_settime,
    libc::SYS_clock_adjtime,
    libc::SYS_adjtimex,
    libc::SYS_vhangup,
    libc::SYS_nfsservctl,
    libc::SYS_mbind,
    libc::SYS_migrate_pages,
    libc::SYS_move_pages,
    // Kernel memory that no limit counts.
    libc::SYS_mq_open,
    libc::SYS_semget,
    libc::SYS_msgget,
    libc::SYS_shmget,
    libc::SYS_shmat,
    libc::SYS_remap_file_pages,
];

/// The same, of calls that x86-64 alone has.
#[cfg(target_arch = "x86_64")]
pub(super) const FORBIDDEN_HERE: [i64; 7] = [
    libc::SYS_kexec_file_load,
    libc::SYS_iopl,
    libc::SYS_ioperm,
    libc::SYS_modify_ldt,
    libc::SYS_uselib,
    libc::SYS_ustat,
    libc::SYS__sysctl,
];
#[cfg(not(target_arch = "x86_64"))]
pub(super) const FORBIDDEN_HERE: [i64; 0] = [];

/// Said not to exist, so that programs fall back: `clone3` hides its flags from a filter, `io_uring`
/// does calls past it, the memory of a `memfd` belongs to no process, and the contexts of the kernel's asynchronous
/// input and output have one number for the whole machine.
pub(super) const UNKNOWN: [i64; 7] = [
    libc::SYS_io_setup,
    libc::SYS_clone3,
    libc::SYS_io_uring_setup,
    libc::SYS_io_uring_enter,
    libc::SYS_io_uring_register,
    libc::SYS_memfd_create,
    libc::SYS_memfd_secret,
];

/// Calls that name a process by this argument: none may name one of the harness.
pub(super) const AIMED: [(i64, u8); 11] = [
    (libc::SYS_kill, 0),
    (libc::SYS_tkill, 0),
    (libc::SYS_tgkill, 0),
    (libc::SYS_rt_sigqueueinfo, 0),
    (libc::SYS_rt_tgsigqueueinfo, 0),
    (libc::SYS_pidfd_open, 0),
    (libc::SYS_prlimit64, 0),
    (libc::SYS_sched_setaffinity, 0),
    (libc::SYS_sched_setscheduler, 0),
    (libc::SYS_sched_setparam, 0),
    (libc::SYS_sched_setattr, 0),
];

/// The argument by which a call names a process, if it does.
#[cfg(target_arch = "x86_64")]
pub(in crate::world) fn aimed_at(call: i64) -> Option<usize> {
    let (_, place) = AIMED.into_iter().find(|(aimed, _)| *aimed == call)?;
    Some(place.into())
}

/// Requests of terminals that reach beyond the bytes of a terminal: another line discipline, typed
/// input, the console.
pub(super) const TERMINAL_REQUESTS: [libc::Ioctl; 3] = [libc::TIOCSETD, libc::TIOCSTI, libc::TIOCCONS];
