//! Which calls are refused with which arguments.

use super::calls::{AIMED, FORBIDDEN, FORBIDDEN_HERE, TERMINAL_REQUESTS};
#[cfg(target_arch = "x86_64")]
use super::paths::{OF_OPEN_FILES, PATHS};
use seccompiler::{SeccompCmpArgLen as Length, SeccompCmpOp as Is, SeccompCondition, SeccompRule};
use std::collections::BTreeMap;

pub(super) type Rules = BTreeMap<i64, Vec<SeccompRule>>;
pub(super) type Built<T> = Result<T, seccompiler::BackendError>;

/// Bytes in a pipe, unless a program asks for more: nobody counts them.
const PIPE: u64 = 64 << 10;

/// Which processes are the harness's.
#[derive(Debug, Clone, Copy)]
pub(in crate::world) enum Harness {
    /// All with an id below this one: in a world of its own they were there first, and the kernel
    /// gives no id below 300 twice.
    Below(u32),
    /// This one, on a machine shared with others.
    Only(u32),
}

/// Calls refused whatever their arguments.
pub(super) fn always(calls: &[i64]) -> Rules {
    calls.iter().map(|&call| (call, Vec::new())).collect()
}

/// The calls that are refused with `EPERM`, and with which arguments.
pub(super) fn rules(harness: Harness) -> Built<Rules> {
    let mut rules = always(&FORBIDDEN);
    rules.extend(always(&FORBIDDEN_HERE));
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
    // A lease makes everybody else's `open` of the file wait for its holder.
    let larger_pipe = [is(1, Is::Eq, libc::F_SETPIPE_SZ as u64)?, is(2, Is::Gt, PIPE)?];
    rules.insert(
        libc::SYS_fcntl,
        vec![rule(&[is(1, Is::Eq, libc::F_SETLEASE as u64)?])?, rule(&larger_pipe)?],
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

/// The calls that are told to who traces the program, where addresses are mapped: all that take an address or give one,
/// that aim at another process, or start one, and all that name a path.
#[cfg(target_arch = "x86_64")]
pub(super) fn traced() -> Built<Rules> {
    let mut rules = always(&[
        libc::SYS_bind,
        libc::SYS_connect,
        libc::SYS_sendmsg,
        libc::SYS_sendmmsg,
        libc::SYS_recvmsg,
        libc::SYS_recvmmsg,
        libc::SYS_clone,
        libc::SYS_fork,
        libc::SYS_vfork,
    ]);
    rules.extend(always(&PATHS.map(|(call, _)| call)));
    for (call, place) in OF_OPEN_FILES {
        let flag = u64::from(libc::AT_EMPTY_PATH.cast_unsigned());
        rules.insert(call, vec![rule(&[is(place, Is::MaskedEq(flag), 0)?])?]);
    }
    // Where there is room for an address.
    for (call, place) in [
        (libc::SYS_accept, 1),
        (libc::SYS_accept4, 1),
        (libc::SYS_getsockname, 1),
        (libc::SYS_getpeername, 1),
        (libc::SYS_sendto, 4),
        (libc::SYS_recvfrom, 4),
    ] {
        let given = SeccompCondition::new(place, Length::Qword, Is::Ne, 0)?;
        rules.insert(call, vec![rule(&[given])?]);
    }
    let of = |place, value: i32| is(place, Is::Eq, u64::from(value.cast_unsigned()));
    let sockets = [libc::AF_INET, libc::AF_INET6].map(|family| rule(&[of(0, family)?]));
    rules.insert(libc::SYS_socket, sockets.into_iter().collect::<Built<_>>()?);
    rules.insert(
        libc::SYS_setsockopt,
        vec![rule(&[of(1, libc::IPPROTO_IPV6)?, of(2, libc::IPV6_V6ONLY)?])?],
    );
    for (call, place) in AIMED {
        rules.insert(call, vec![rule(&[is(place, Is::Ne, 0)?])?]);
    }
    for call in [libc::SYS_setpriority, libc::SYS_ioprio_set] {
        rules.insert(call, vec![rule(&[is(1, Is::Ne, 0)?])?]);
    }
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
