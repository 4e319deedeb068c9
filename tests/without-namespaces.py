"""Becomes a program as in a container that forbids namespaces: with what Docker's default filter refuses, and without
root. Usage: without-namespaces.py [--untraced] PROGRAM [ARGUMENT...]; --untraced refuses `ptrace` as well."""

import ctypes
import os
import struct
import sys

LOAD, IF_EQUAL, IF_ANY_BIT, RETURN = 0x20, 0x15, 0x45, 0x06
REFUSE, UNKNOWN, ALLOW = 0x00050000 | 1, 0x00050000 | 38, 0x7FFF0000
# unshare, setns, mount, umount2, pivot_root, chroot, open_tree, move_mount, fsopen, fsconfig, fsmount, fspick,
# mount_setattr, pidfd_getfd, kcmp, perf_event_open, bpf (x86-64)
REFUSED = [272, 308, 165, 166, 155, 161, 428, 429, 430, 431, 432, 433, 442, 438, 312, 298, 321]
PTRACE, CLONE, CLONE3, ANY_NAMESPACE = 101, 56, 435, 0x7E020000


def instruction(code, yes, no, value):
    return struct.pack("HBBI", code, yes, no, value)


arguments = sys.argv[1:]
if arguments[0] == "--untraced":
    REFUSED.append(PTRACE)
    del arguments[0]
program = [instruction(LOAD, 0, 0, 0)]
for number in REFUSED:
    program += [instruction(IF_EQUAL, 0, 1, number), instruction(RETURN, 0, 0, REFUSE)]
program += [instruction(IF_EQUAL, 0, 1, CLONE3), instruction(RETURN, 0, 0, UNKNOWN)]
program += [
    instruction(IF_EQUAL, 0, 3, CLONE),
    instruction(LOAD, 0, 0, 16),
    instruction(IF_ANY_BIT, 0, 1, ANY_NAMESPACE),
    instruction(RETURN, 0, 0, REFUSE),
    instruction(RETURN, 0, 0, ALLOW),
]


class Filter(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p)]


code = ctypes.create_string_buffer(b"".join(program))
libc = ctypes.CDLL(None, use_errno=True)
if os.getuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
# PR_SET_NO_NEW_PRIVS, and PR_SET_SECCOMP with SECCOMP_MODE_FILTER.
assert libc.prctl(38, 1, 0, 0, 0) == 0
assert libc.prctl(22, 2, ctypes.byref(Filter(len(program), ctypes.addressof(code))), 0, 0) == 0
os.execv(arguments[0], arguments)
