//! The system calls a subject is refused.
//!
//! A list of what is forbidden, not of what is allowed: programs of any language must run, and what
//! an ordinary program may do is already decided by the namespaces, the mounts and the missing
//! privileges. The filter takes away what reaches past those: other processes, the kernel's large and
//! young interfaces, memory that no limit counts, and sockets that lead out of the network namespace
//! (`AF_VSOCK` reaches the machine below a virtual machine).

use crate::sys;
use salon_model::WorldError;
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen as Length, SeccompCmpOp as Is, SeccompCondition, SeccompFilter,
    SeccompRule, TargetArch, apply_filter, sock_filter,
};
use std::collections::BTreeMap;
use std::fs;
use std::os::fd::OwnedFd;

type Rules = BTreeMap<i64, Vec<SeccompRule>>;
type Built<T> = Result<T, seccompiler::BackendError>;

/// Refused whatever the arguments: a program is told that it has not the right.
const FORBIDDEN: [i64; 57] = [
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

/// Said not to exist, so that programs fall back: `clone3` hides its flags from a filter, `io_uring`
/// does calls past it, and the memory of a `memfd` belongs to no process.
const UNKNOWN: [i64; 6] = [
    libc::SYS_clone3,
    libc::SYS_io_uring_setup,
    libc::SYS_io_uring_enter,
    libc::SYS_io_uring_register,
    libc::SYS_memfd_create,
    libc::SYS_memfd_secret,
];

/// Calls that name a process by this argument: none may name one of the harness.
const AIMED: [(i64, u8); 11] = [
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

/// Requests of terminals that reach beyond the bytes of a terminal: another line discipline, typed
/// input, the console.
const TERMINAL_REQUESTS: [libc::Ioctl; 3] = [libc::TIOCSETD, libc::TIOCSTI, libc::TIOCCONS];

/// The bit that tells the x32 calls of x86-64.
const X32: u32 = 0x4000_0000;

/// Which processes are the harness's.
#[derive(Debug, Clone, Copy)]
pub(super) enum Harness {
    /// All with an id below this one: in a world of its own they were there first, and the kernel
    /// gives no id below 300 twice.
    Below(u32),
    /// This one, on a machine shared with others.
    Only(u32),
}

/// Whether this kernel has filters and we can write them for its processor.
pub(super) fn available() -> bool {
    target().is_some()
        && fs::read_to_string("/proc/sys/kernel/seccomp/actions_avail").is_ok_and(|actions| actions.contains("errno"))
}

fn target() -> Option<TargetArch> {
    TargetArch::try_from(std::env::consts::ARCH).ok()
}

/// Filters the calls of this process and all that come of it, for ever.
pub(super) fn filter(harness: Harness) -> Result<(), WorldError> {
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
pub(super) fn watch_connects() -> Result<OwnedFd, WorldError> {
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

fn always(calls: &[i64]) -> Rules {
    calls.iter().map(|&call| (call, Vec::new())).collect()
}

fn rules(harness: Harness) -> Built<Rules> {
    let mut rules = always(&FORBIDDEN);
    #[cfg(target_arch = "x86_64")]
    rules.extend(always(&[
        libc::SYS_kexec_file_load,
        libc::SYS_iopl,
        libc::SYS_ioperm,
        libc::SYS_modify_ldt,
        libc::SYS_uselib,
        libc::SYS_ustat,
        libc::SYS__sysctl,
    ]));
    for (call, place) in AIMED {
        rules.insert(call, vec![aimed(place, harness, &[])?]);
    }
    // Of a process (0, or 1 for I/O), and of all processes of a user.
    rules.insert(
        libc::SYS_setpriority,
        vec![aimed(1, harness, &[is(0, Is::Eq, 0)?])?, rule(&[is(0, Is::Eq, 2)?])?],
    );
    rules.insert(
        libc::SYS_ioprio_set,
        vec![aimed(1, harness, &[is(0, Is::Eq, 1)?])?, rule(&[is(0, Is::Eq, 3)?])?],
    );
    rules.insert(libc::SYS_clone, new_namespaces()?);
    rules.insert(libc::SYS_socket, foreign_sockets()?);
    rules.insert(
        libc::SYS_socketpair,
        vec![rule(&[is(0, Is::Ne, libc::AF_UNIX as u64)?])?],
    );
    let requests = TERMINAL_REQUESTS
        .iter()
        .map(|&request| rule(&[is(1, Is::Eq, request)?]));
    rules.insert(libc::SYS_ioctl, requests.collect::<Built<_>>()?);
    Ok(rules)
}

fn new_namespaces() -> Built<Vec<SeccompRule>> {
    let flags = [
        libc::CLONE_NEWUSER,
        libc::CLONE_NEWNS,
        libc::CLONE_NEWNET,
        libc::CLONE_NEWPID,
        libc::CLONE_NEWIPC,
        libc::CLONE_NEWUTS,
        libc::CLONE_NEWCGROUP,
    ];
    let one = |flag: i32| {
        let flag = u64::from(flag.cast_unsigned());
        rule(&[is(0, Is::MaskedEq(flag), flag)?])
    };
    flags.into_iter().map(one).collect()
}

/// All but Unix sockets, TCP, UDP and ping, and of the kernel's own the question which interfaces
/// there are, which every resolver asks.
fn foreign_sockets() -> Built<Vec<SeccompRule>> {
    let [unix, inet, inet6, netlink] = [libc::AF_UNIX, libc::AF_INET, libc::AF_INET6, libc::AF_NETLINK]
        .map(|family| u64::from(family.cast_unsigned()));
    let family = rule(&[
        is(0, Is::Ne, unix)?,
        is(0, Is::Ne, inet)?,
        is(0, Is::Ne, inet6)?,
        is(0, Is::Ne, netlink)?,
    ])?;
    let kernel = rule(&[is(0, Is::Eq, netlink)?, is(2, Is::Ne, libc::NETLINK_ROUTE as u64)?])?;
    let mut rules = vec![family, kernel];
    let protocols = [
        libc::IPPROTO_IP,
        libc::IPPROTO_TCP,
        libc::IPPROTO_UDP,
        libc::IPPROTO_ICMP,
        libc::IPPROTO_ICMPV6,
    ];
    for family in [inet, inet6] {
        let mut conditions = vec![is(0, Is::Eq, family)?];
        for protocol in protocols {
            conditions.push(is(2, Is::Ne, u64::from(protocol.cast_unsigned()))?);
        }
        rules.push(rule(&conditions)?);
    }
    Ok(rules)
}

/// A call whose argument in `place` names a process of the harness.
fn aimed(place: u8, harness: Harness, also: &[SeccompCondition]) -> Built<SeccompRule> {
    let mut conditions = also.to_vec();
    match harness {
        // 0 is the caller itself, or its group; what is negative is large.
        Harness::Below(first) => {
            conditions.push(is(place, Is::Ge, 1)?);
            conditions.push(is(place, Is::Lt, first.into())?);
        }
        Harness::Only(process) => conditions.push(is(place, Is::Eq, process.into())?),
    }
    rule(&conditions)
}

fn rule(conditions: &[SeccompCondition]) -> Built<SeccompRule> {
    SeccompRule::new(conditions.to_vec())
}

/// A condition on the low half of an argument, which is all of an `int`.
fn is(place: u8, operator: Is, value: u64) -> Built<SeccompCondition> {
    SeccompCondition::new(place, Length::Dword, operator, value)
}
