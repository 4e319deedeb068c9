//! The calls that name files by their paths.

/// The calls that name a path, and the arguments in which they do.
pub(super) const PATHS: [(i64, &[usize]); 57] = [
    (libc::SYS_access, &[0]),
    (libc::SYS_chdir, &[0]),
    (libc::SYS_chmod, &[0]),
    (libc::SYS_chown, &[0]),
    (libc::SYS_creat, &[0]),
    (libc::SYS_execve, &[0]),
    (libc::SYS_execveat, &[1]),
    (libc::SYS_faccessat, &[1]),
    (libc::SYS_faccessat2, &[1]),
    (libc::SYS_fchmodat, &[1]),
    (FCHMODAT2, &[1]),
    (libc::SYS_fchownat, &[1]),
    (libc::SYS_futimesat, &[1]),
    (libc::SYS_getxattr, &[0]),
    (libc::SYS_inotify_add_watch, &[1]),
    (libc::SYS_lchown, &[0]),
    (libc::SYS_lgetxattr, &[0]),
    (libc::SYS_link, &[0, 1]),
    (libc::SYS_linkat, &[1, 3]),
    (libc::SYS_listxattr, &[0]),
    (libc::SYS_llistxattr, &[0]),
    (libc::SYS_lremovexattr, &[0]),
    (libc::SYS_lsetxattr, &[0]),
    (libc::SYS_lstat, &[0]),
    (libc::SYS_mkdir, &[0]),
    (libc::SYS_mkdirat, &[1]),
    (libc::SYS_mknod, &[0]),
    (libc::SYS_mknodat, &[1]),
    (libc::SYS_newfstatat, &[1]),
    (libc::SYS_open, &[0]),
    (libc::SYS_openat, &[1]),
    (libc::SYS_openat2, &[1]),
    (libc::SYS_readlink, &[0]),
    (libc::SYS_readlinkat, &[1]),
    (libc::SYS_removexattr, &[0]),
    (libc::SYS_rename, &[0, 1]),
    (libc::SYS_renameat, &[1, 3]),
    (libc::SYS_renameat2, &[1, 3]),
    (libc::SYS_rmdir, &[0]),
    (libc::SYS_setxattr, &[0]),
    (libc::SYS_stat, &[0]),
    (libc::SYS_statfs, &[0]),
    (libc::SYS_statx, &[1]),
    // Where a link leads to is a path as well.
    (libc::SYS_symlink, &[0, 1]),
    (libc::SYS_symlinkat, &[0, 2]),
    (libc::SYS_truncate, &[0]),
    (libc::SYS_unlink, &[0]),
    (libc::SYS_unlinkat, &[1]),
    (libc::SYS_utime, &[0]),
    (libc::SYS_utimensat, &[1]),
    (libc::SYS_utimes, &[0]),
    (SETXATTRAT, &[1]),
    (GETXATTRAT, &[1]),
    (LISTXATTRAT, &[1]),
    (REMOVEXATTRAT, &[1]),
    (FILE_GETATTR, &[1]),
    (FILE_SETATTR, &[1]),
];

/// Calls that are younger than the library in which the others have names.
const FCHMODAT2: i64 = 452;
const SETXATTRAT: i64 = 463;
const GETXATTRAT: i64 = 464;
const LISTXATTRAT: i64 = 465;
const REMOVEXATTRAT: i64 = 466;
const FILE_GETATTR: i64 = 468;
const FILE_SETATTR: i64 = 469;

/// Calls that, with this flag in this argument, are about a file that is open: every program asks so for each file that
/// it reads.
pub(super) const OF_OPEN_FILES: [(i64, u8); 2] = [(libc::SYS_newfstatat, 3), (libc::SYS_statx, 2)];

/// The arguments in which a call names paths; none where it names none.
pub(in crate::world) fn paths_of(call: i64) -> &'static [usize] {
    let found = PATHS.iter().find(|(named, _)| *named == call);
    found.map_or(&[], |(_, places)| places)
}
